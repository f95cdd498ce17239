//! The strategy with the states of its targets, rolled up without hiding a red one behind a mean.

use std::collections::BTreeSet;

use crate::monitor;
use crest_model::model::Model;
use crest_model::results::{
    ActionInfo, ClaimInfo, GoalInfo, Milestone, Named, ProgrammeInfo, StrategyResult, TargetResult, TargetState,
};

/// Writes out the strategy.
///
/// - The state of an action is the gravest among the targets of its indicators (of the strategy, not those that the
///   framework sets for every place). The states of a programme are counts, over its own indicators and its actions'.
pub(super) fn strategy(model: &Model, targets: Vec<TargetResult>) -> StrategyResult {
    let strategy = &model.strategy;
    let stated: BTreeSet<&str> = strategy.targets.iter().map(|t| t.id.as_str()).collect();
    let own: Vec<&TargetResult> = targets.iter().filter(|t| stated.contains(t.id.as_str())).collect();
    let named = |items: &[crest_model::model::Item]| -> Vec<Named> {
        items.iter().map(|item| Named { id: item.id.clone(), name: item.name.clone() }).collect()
    };
    let actions: Vec<ActionInfo> = strategy
        .actions
        .iter()
        .map(|action| {
            let worst = own.iter().filter(|t| action.indicators.contains(&t.indicator)).map(|t| t.state).min();
            ActionInfo {
                id: action.id.clone(),
                programme: action.programme.clone(),
                name: action.name.clone(),
                kind: action.kind.clone(),
                carriers: action.carriers.clone(),
                indicators: action.indicators.clone(),
                departments: action.departments.clone(),
                milestones: action
                    .milestones
                    .iter()
                    .map(|(date, name, done)| Milestone { date: date.clone(), name: name.clone(), done: *done })
                    .collect(),
                sources: action.sources.clone(),
                state: worst.map(|state| state.word().to_owned()),
            }
        })
        .collect();
    let programmes = strategy
        .programmes
        .iter()
        .map(|programme| {
            let mut indicators: BTreeSet<&String> = programme.indicators.iter().collect();
            indicators.extend(
                strategy.actions.iter().filter(|a| a.programme == programme.id).flat_map(|action| &action.indicators),
            );
            let states = TargetState::ALL.iter().map(|&state| {
                let n = own.iter().filter(|t| t.state == state && indicators.contains(&t.indicator)).count();
                (state.word().to_owned(), n as u32)
            });
            ProgrammeInfo {
                id: programme.id.clone(),
                name: programme.name.clone(),
                serves: programme.serves.clone(),
                goals: programme.goals.clone(),
                indicators: programme.indicators.clone(),
                states: states.collect(),
            }
        })
        .collect();
    let goals = strategy.goals.iter().map(|goal| GoalInfo {
        id: goal.id.clone(),
        name: goal.name.clone(),
        indicators: goal.indicators.clone(),
        note: goal.note.clone(),
    });
    let claims = strategy.claims.iter().map(|claim| ClaimInfo {
        id: claim.id.clone(),
        name: claim.name.clone(),
        value: claim.value.clone(),
        period: claim.period.clone(),
        verdict: claim.verdict.clone(),
        note: claim.note.clone(),
        sources: claim.sources.clone(),
    });
    let rollups = monitor::roll_up(model, &targets);
    let warnings = monitor::warnings(model, &targets);
    StrategyResult {
        rollups,
        warnings,
        goals: goals.collect(),
        positions: named(&strategy.positions),
        programmes,
        actions,
        departments: named(&strategy.departments),
        targets,
        claims: claims.collect(),
    }
}
