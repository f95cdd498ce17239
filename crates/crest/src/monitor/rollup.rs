//! Targets rolled up to actions, programmes, goals, carriers, departments and places: counts by state and the gravest one.
//!
//! No mean is taken: one missed target among nine met ones stays a missed target.

use std::collections::BTreeSet;

use crest_model::model::Model;
use crest_model::results::{StateRollUp, TargetResult, TargetState};

/// Rolls the targets of the strategy up; parts of the strategy without targets have counts of 0.
///
/// - A target belongs to an action, programme or goal by its indicator, to a carrier by its place or by the actions carried
///   out there, to a department that answers for it, and to its place. It counts once in each.
/// - Order: programmes, goals, carriers, departments, places, actions; each in file order.
/// - Targets that the framework sets for every ranked place count for places alone.
pub(crate) fn roll_up(model: &Model, targets: &[TargetResult]) -> Vec<StateRollUp> {
    let strategy = &model.strategy;
    let stated: BTreeSet<&str> = strategy.targets.iter().map(|t| t.id.as_str()).collect();
    let own: Vec<&TargetResult> = targets.iter().filter(|t| stated.contains(t.id.as_str())).collect();
    let mut rolled = Vec::new();
    for programme in &strategy.programmes {
        let mut indicators: BTreeSet<&String> = programme.indicators.iter().collect();
        let actions = strategy.actions.iter().filter(|action| action.programme == programme.id);
        indicators.extend(actions.flat_map(|action| &action.indicators));
        rolled.push(count("programme", &programme.id, &own, |t| indicators.contains(&t.indicator)));
    }
    for goal in &strategy.goals {
        rolled.push(count("goal", &goal.id, &own, |t| goal.indicators.contains(&t.indicator)));
    }
    let carries = |id: &str| strategy.actions.iter().any(|action| action.carriers.iter().any(|own| own == id));
    for place in model.places.iter().filter(|place| carries(&place.id)) {
        let actions = strategy.actions.iter().filter(|action| action.carriers.contains(&place.id));
        let indicators: BTreeSet<&String> = actions.flat_map(|action| &action.indicators).collect();
        rolled.push(count("carrier", &place.id, &own, |t| t.place == place.id || indicators.contains(&t.indicator)));
    }
    for department in &strategy.departments {
        rolled.push(count("department", &department.id, &own, |t| t.answers.contains(&department.id)));
    }
    let all: Vec<&TargetResult> = targets.iter().collect();
    for place in &model.places {
        let counted = count("place", &place.id, &all, |t| t.place == place.id);
        if !counted.targets.is_empty() {
            rolled.push(counted);
        }
    }
    for action in &strategy.actions {
        rolled.push(count("action", &action.id, &own, |t| action.indicators.contains(&t.indicator)));
    }
    rolled
}

fn count(kind: &str, id: &str, targets: &[&TargetResult], is_member: impl Fn(&TargetResult) -> bool) -> StateRollUp {
    let members: Vec<&&TargetResult> = targets.iter().filter(|t| is_member(t)).collect();
    let is_red = |t: &TargetResult| matches!(t.state, TargetState::Missed | TargetState::Behind);
    let n = |is_counted: &dyn Fn(&TargetResult) -> bool| members.iter().filter(|t| is_counted(t)).count() as u32;
    StateRollUp {
        kind: kind.to_owned(),
        id: id.to_owned(),
        states: TargetState::ALL.iter().map(|&state| (state.word().to_owned(), n(&|t| t.state == state))).collect(),
        worst: members.iter().map(|t| t.state).min(),
        binding_red: n(&|t| t.binding && is_red(t)),
        targets: members.iter().map(|t| t.id.clone()).collect(),
    }
}
