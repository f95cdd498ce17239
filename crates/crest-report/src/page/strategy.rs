//! Programmes → actions → indicators with the states of their targets; goals; claims with their verdicts.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{ActionInfo, Results, TargetForecast, TargetResult, TargetState, Warning};
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
    /// Parts of the strategy that have targets.
    rollups: Vec<RollUp>,
    warnings: Vec<WarningView>,
}

#[derive(Serialize)]
struct RollUp {
    kind: String,
    name: Text,
    worst: &'static str,
    /// By state, in the order of `states`.
    counts: Vec<u32>,
    binding_red: u32,
}

#[derive(Serialize)]
struct WarningView {
    kind: String,
    subject: Text,
    place: Text,
    period: String,
    binding: bool,
    since: String,
    answers: Text,
    words: Text,
    needed: Text,
}

#[derive(Serialize)]
struct Outlook {
    value: String,
    lower: String,
    upper: String,
    interval: String,
    /// In per cent; empty where it cannot be told.
    chance: String,
    method: Text,
    from: String,
    to: String,
    n_values: u32,
    is_short: bool,
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
    since: String,
    tolerance: String,
    needed: Text,
    outlook: Option<Outlook>,
    outlook_note: Text,
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
        rollups: rollups(results, names),
        warnings: warnings(results, names),
    }
}

fn rollups(results: &Results, names: &Names<'_>) -> Vec<RollUp> {
    let with_targets = results.strategy.rollups.iter().filter_map(|part| Some((part, part.worst?)));
    with_targets
        .map(|(part, worst)| RollUp {
            kind: part.kind.clone(),
            name: names.part(&part.kind, &part.id),
            worst: worst.word(),
            counts: part.states.iter().map(|(_, n)| *n).collect(),
            binding_red: part.binding_red,
        })
        .collect()
}

fn warnings(results: &Results, names: &Names<'_>) -> Vec<WarningView> {
    let strategy = &results.strategy;
    let view = |warning: &Warning| WarningView {
        kind: warning.kind.clone(),
        subject: match warning.indicator.as_str() {
            "" => names.part("action", &warning.subject),
            code => names.node(code),
        },
        place: names.place(&warning.place),
        period: warning.period.clone(),
        binding: warning.binding,
        since: warning.since.clone().unwrap_or_default(),
        answers: join(&warning.answers.iter().map(|id| names.other(Kind::Department, id)).collect::<Vec<_>>()),
        words: warning.words.clone(),
        needed: warning.needed.clone(),
    };
    strategy.warnings.iter().map(view).collect()
}

fn outlook(ahead: &TargetForecast) -> Outlook {
    let percent = |share: f64| format!("{}%", figure((share * 1000.0).round() / 10.0));
    Outlook {
        value: figure(ahead.value),
        lower: figure(ahead.lower),
        upper: figure(ahead.upper),
        interval: percent(ahead.interval),
        chance: ahead.chance.map(percent).unwrap_or_default(),
        method: ahead.method.clone(),
        from: ahead.from.clone(),
        to: ahead.to.clone(),
        n_values: ahead.n_values,
        is_short: ahead.is_short,
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
        department: match target.answers.as_slice() {
            [] => names.other(Kind::Department, &target.department),
            answers => join(&answers.iter().map(|id| names.other(Kind::Department, id)).collect::<Vec<_>>()),
        },
        since: target.since.clone().unwrap_or_default(),
        tolerance: target.tolerance.map(figure).unwrap_or_default(),
        needed: target.needed.clone(),
        outlook: target.forecast.as_ref().map(outlook),
        outlook_note: target.forecast_note.clone(),
        source: Some(&target.source).filter(|id| !id.is_empty()).map(|id| cited(id, names)),
    }
}
