//! Programmes → actions → indicators with the states of their targets; goals; claims with their verdicts.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{ActionInfo, Results, TargetResult, TargetState};
use serde::Serialize;

use crate::names::{Kind, Names, join};
use crate::number::figure;

#[derive(Serialize)]
pub(super) struct Strategy {
    goals: Vec<Goal>,
    programmes: Vec<Programme>,
    /// Actions whose programme is not among the programmes.
    others: Vec<Action>,
    /// Gravest state first, file order within a state.
    targets: Vec<Target>,
    claims: Vec<Claim>,
    states: Vec<&'static str>,
}

#[derive(Serialize)]
struct Goal {
    name: Text,
    note: Text,
    indicators: Vec<Seen>,
}

#[derive(Serialize)]
struct Programme {
    name: Text,
    serves: Text,
    goals: Text,
    states: Vec<Tally>,
    indicators: Vec<Seen>,
    actions: Vec<Action>,
}

#[derive(Serialize)]
struct Tally {
    state: String,
    n: u32,
}

#[derive(Serialize)]
struct Action {
    id: String,
    name: Text,
    kind: String,
    state: String,
    carriers: Text,
    departments: Text,
    indicators: Vec<Seen>,
    milestones: Vec<MilestoneView>,
    sources: Vec<Cited>,
}

/// An indicator with the targets set on it.
#[derive(Serialize)]
struct Seen {
    name: Text,
    targets: Vec<SeenTarget>,
}

#[derive(Serialize)]
struct SeenTarget {
    sentence: String,
    state: &'static str,
}

#[derive(Serialize)]
struct MilestoneView {
    date: String,
    name: Text,
    /// `done`, `open` or `unknown`.
    done: &'static str,
}

#[derive(Serialize)]
struct Target {
    indicator: Text,
    place: Text,
    period: String,
    sentence: String,
    reading: Text,
    binding: bool,
    value: String,
    value_period: String,
    required: String,
    unit: String,
    state: &'static str,
    reason: Text,
    department: Text,
    source: Option<Cited>,
}

#[derive(Serialize)]
struct Claim {
    name: Text,
    value: String,
    period: String,
    verdict: String,
    note: Text,
    sources: Vec<Cited>,
}

/// A source to be shown as a link where its address allows it.
#[derive(Serialize)]
pub(super) struct Cited {
    name: Text,
    url: String,
}

pub(super) fn cited(id: &str, names: &Names<'_>) -> Cited {
    Cited { name: names.source(id), url: names.find_source(id).map(|s| s.url.clone()).unwrap_or_default() }
}

type ByIndicator<'a> = BTreeMap<&'a str, Vec<&'a TargetResult>>;

pub(super) fn view(results: &Results, names: &Names<'_>) -> Strategy {
    let strategy = &results.strategy;
    let mut by_indicator: ByIndicator<'_> = BTreeMap::new();
    for target in &strategy.targets {
        by_indicator.entry(&target.indicator).or_default().push(target);
    }
    let seen = |codes: &[String]| -> Vec<Seen> { codes.iter().map(|code| seen(code, &by_indicator, names)).collect() };
    let action = |action: &ActionInfo| action_view(action, &by_indicator, names);
    let texts = |kind, ids: &[String]| join(&ids.iter().map(|id| names.other(kind, id)).collect::<Vec<_>>());
    let programmes = strategy
        .programmes
        .iter()
        .map(|programme| Programme {
            name: names.other(Kind::Programme, &programme.id),
            serves: texts(Kind::Position, &programme.serves),
            goals: texts(Kind::Goal, &programme.goals),
            states: programme
                .states
                .iter()
                .filter(|(_, n)| *n > 0)
                .map(|(state, n)| Tally { state: state.clone(), n: *n })
                .collect(),
            indicators: seen(&programme.indicators),
            actions: strategy.actions.iter().filter(|a| a.programme == programme.id).map(action).collect(),
        })
        .collect();
    let others = strategy
        .actions
        .iter()
        .filter(|a| !strategy.programmes.iter().any(|p| p.id == a.programme))
        .map(action)
        .collect();
    let goals = strategy
        .goals
        .iter()
        .map(|goal| Goal {
            name: names.other(Kind::Goal, &goal.id),
            note: goal.note.clone(),
            indicators: seen(&goal.indicators),
        })
        .collect();
    let mut targets: Vec<&TargetResult> = strategy.targets.iter().collect();
    targets.sort_by_key(|t| t.state);
    let claims = strategy
        .claims
        .iter()
        .map(|claim| Claim {
            name: claim.name.clone(),
            value: claim.value.clone(),
            period: claim.period.clone(),
            verdict: claim.verdict.clone(),
            note: claim.note.clone(),
            sources: claim.sources.iter().map(|id| cited(id, names)).collect(),
        })
        .collect();
    Strategy {
        goals,
        programmes,
        others,
        targets: targets.into_iter().map(|t| target_view(t, names)).collect(),
        claims,
        states: TargetState::ALL.iter().map(|s| s.word()).collect(),
    }
}

fn seen(code: &str, by_indicator: &ByIndicator<'_>, names: &Names<'_>) -> Seen {
    Seen {
        name: names.node(code),
        targets: by_indicator
            .get(code)
            .into_iter()
            .flatten()
            .map(|t| SeenTarget { sentence: format!("{} · {}", t.period, t.sentence), state: t.state.word() })
            .collect(),
    }
}

fn action_view(action: &ActionInfo, by_indicator: &ByIndicator<'_>, names: &Names<'_>) -> Action {
    Action {
        id: action.id.clone(),
        name: action.name.clone(),
        kind: action.kind.clone(),
        state: action.state.clone().unwrap_or_default(),
        carriers: join(&action.carriers.iter().map(|id| names.place(id)).collect::<Vec<_>>()),
        departments: join(&action.departments.iter().map(|id| names.other(Kind::Department, id)).collect::<Vec<_>>()),
        indicators: action.indicators.iter().map(|code| seen(code, by_indicator, names)).collect(),
        milestones: action
            .milestones
            .iter()
            .map(|m| MilestoneView {
                date: m.date.clone(),
                name: m.name.clone(),
                done: match m.done {
                    Some(true) => "done",
                    Some(false) => "open",
                    None => "unknown",
                },
            })
            .collect(),
        sources: action.sources.iter().map(|id| cited(id, names)).collect(),
    }
}

fn target_view(target: &TargetResult, names: &Names<'_>) -> Target {
    Target {
        indicator: names.node(&target.indicator),
        place: names.place(&target.place),
        period: target.period.clone(),
        sentence: target.sentence.clone(),
        reading: target.reading.clone(),
        binding: target.binding,
        value: target.value.map_or_else(|| "–".to_owned(), figure),
        value_period: target.value_period.clone().unwrap_or_default(),
        required: target.required.map_or_else(|| "–".to_owned(), figure),
        unit: names.shown_unit(&target.indicator).to_owned(),
        state: target.state.word(),
        reason: target.reason.clone(),
        department: names.other(Kind::Department, &target.department),
        source: Some(&target.source).filter(|id| !id.is_empty()).map(|id| cited(id, names)),
    }
}
