//! The summary: what a reader with one minute must know, in words first.

use crest_model::results::{IndexResult, Profile, Results, TargetState};
use crest_model::{Severity, Text};
use serde::Serialize;

use crate::certainty::Certain;
use crate::names::{Names, join, same};
use crate::number::{count, figure, score, signed};
use crate::strings::{fill, text};
use crate::tables::{by_code, order};

/// Indicators named in one sentence.
const NAMED: usize = 3;

#[derive(Serialize)]
pub(super) struct Summary {
    /// Key figures.
    figures: Vec<KeyFigure>,
    /// Sentences in order of weight.
    sentences: Vec<Text>,
    /// What the results do not hold, in words.
    absent: Vec<Text>,
}

#[derive(Serialize)]
struct KeyFigure {
    label: Text,
    figure: String,
    detail: Text,
}

pub(super) fn view(results: &Results, names: &Names<'_>) -> Summary {
    let mut summary = Summary { figures: Vec::new(), sentences: Vec::new(), absent: Vec::new() };
    if let Some(scenario) = &results.run.scenario {
        summary.sentences.push(fill("summary.scenario", &[("scenario", scenario)]));
    }
    match &results.index {
        Some(index) => of_index(&mut summary, results, index, names),
        None => summary.absent.push(text("absent.index")),
    }
    of_targets(&mut summary, results, names);
    of_data(&mut summary, results);
    summary
}

fn of_index(summary: &mut Summary, results: &Results, index: &IndexResult, names: &Names<'_>) {
    let n = same(&count(index.places.len() as u64));
    let Some(root) = index.roots.first() else {
        summary.absent.push(text("absent.index"));
        return;
    };
    let ranks = index.ranks.iter().find(|r| r.node == *root);
    let position = results.focus.as_ref().and_then(|focus| index.places.iter().position(|p| p == focus));
    let shown = position.or_else(|| order(index).first().copied());
    let Some(place) = shown else {
        summary.absent.push(text("absent.ranked"));
        return;
    };
    let name = names.place(&index.places[place]);
    let rank = ranks.and_then(|r| r.overall.get(place).copied().flatten());
    if let (Some(rank), Some(points)) = (rank, by_code(&index.scores, place, root)) {
        let rank = same(&rank.to_string());
        summary.figures.push(KeyFigure {
            label: fill("figure.rank", &[("place", &name)]),
            figure: rank.zh.clone(),
            detail: fill("figure.of", &[("n", &n)]),
        });
        summary.figures.push(KeyFigure {
            label: text("figure.score"),
            figure: score(points),
            detail: names.node(root),
        });
        summary.sentences.push(fill(
            "summary.rank",
            &[
                ("period", &same(&index.period)),
                ("place", &name),
                ("index", &names.node(root)),
                ("score", &same(&score(points))),
                ("n", &n),
                ("rank", &rank),
            ],
        ));
    }
    // Intervals are of the main index.
    if let Some(certain) = Certain::build(results).filter(|certain| certain.certainty.root == *root)
        && let Some(sure) = certain.find(&index.places[place])
    {
        summary.sentences.push(certain.place_words(sure, names));
        summary.sentences.extend(certain.chance_words(sure));
    }
    for (grouping, within) in ranks.iter().flat_map(|r| &r.within) {
        let group = names
            .find_place(&index.places[place])
            .and_then(|p| p.groups.iter().find(|(name, _)| name == grouping))
            .map(|(_, group)| same(group));
        if let (Some(group), Some(rank)) = (group, within.get(place).copied().flatten()) {
            summary.sentences.push(fill("summary.within", &[("group", &group), ("rank", &same(&rank.to_string()))]));
        }
    }
    if let Some(profile) = results.profiles.iter().find(|p| p.place == index.places[place]) {
        of_profile(summary, profile, names);
    }
    of_history(summary, results, root, place);
    not_ranked(summary, results, index, names);
}

fn of_profile(summary: &mut Summary, profile: &Profile, names: &Names<'_>) {
    if let Some(gap) = &profile.above {
        // The parts come largest first; only those that speak for the other place explain its lead.
        let parts: Vec<(String, f64)> = gap.parts.iter().filter(|(_, part)| *part > 0.0).cloned().collect();
        summary.sentences.push(fill(
            "summary.above",
            &[
                ("other", &names.place(&gap.other)),
                ("gap", &same(&score(gap.gap.abs()))),
                ("parts", &named_parts(&parts, names)),
            ],
        ));
    }
    if let Some(gap) = &profile.below {
        let parts: Vec<(String, f64)> =
            gap.parts.iter().filter(|(_, part)| *part < 0.0).map(|(code, part)| (code.clone(), -part)).collect();
        summary.sentences.push(fill(
            "summary.below",
            &[
                ("other", &names.place(&gap.other)),
                ("gap", &same(&score(gap.gap.abs()))),
                ("parts", &named_parts(&parts, names)),
            ],
        ));
    }
    if let Some(step) = profile.steps.first() {
        summary.sentences.push(fill(
            "summary.step",
            &[
                ("indicator", &names.node(&step.indicator)),
                ("from", &same(&figure(step.from))),
                ("to", &same(&figure(step.to))),
                ("unit", &same(names.shown_unit(&step.indicator))),
                ("rank", &same(&step.rank.to_string())),
            ],
        ));
    }
    let list = |rows: &[crest_model::results::ProfileRow]| {
        let entries: Vec<Text> = rows
            .iter()
            .take(NAMED)
            .map(|row| {
                let rank = same(&row.rank.to_string());
                fill("summary.entry", &[("indicator", &names.node(&row.indicator)), ("rank", &rank)])
            })
            .collect();
        join(&entries)
    };
    if !profile.strengths.is_empty() {
        summary.sentences.push(fill("summary.strengths", &[("list", &list(&profile.strengths))]));
    }
    if !profile.weaknesses.is_empty() {
        summary.sentences.push(fill("summary.weaknesses", &[("list", &list(&profile.weaknesses))]));
    }
}

fn named_parts(parts: &[(String, f64)], names: &Names<'_>) -> Text {
    let entries: Vec<Text> = parts
        .iter()
        .take(NAMED)
        .map(|(code, part)| {
            let name = names.node(code);
            let part = signed(*part);
            Text::new(
                format!("{}（{part}）", name.show(crest_model::Lang::Zh)),
                format!("{} ({part})", name.show(crest_model::Lang::En)),
            )
        })
        .collect();
    if entries.is_empty() { text("summary.no_parts") } else { join(&entries) }
}

fn of_history(summary: &mut Summary, results: &Results, root: &str, place: usize) {
    let entries: Vec<Text> = results
        .history
        .iter()
        .filter(|h| h.root == root)
        .filter_map(|h| {
            let rank = h.ranks.get(place).copied().flatten()?;
            Some(fill("summary.period_rank", &[("period", &same(&h.period)), ("rank", &same(&rank.to_string()))]))
        })
        .collect();
    if entries.len() > 1 {
        summary.sentences.push(fill("summary.history", &[("list", &join(&entries))]));
    }
}

fn not_ranked(summary: &mut Summary, results: &Results, index: &IndexResult, names: &Names<'_>) {
    let Some(focus) = &results.focus else { return };
    if index.places.contains(focus) {
        return;
    }
    let why = index.screened.iter().find(|(place, _)| place == focus).map(|(_, why)| same(why));
    let why = why.unwrap_or_else(|| text("summary.why_unknown"));
    summary.sentences.insert(0, fill("summary.not_ranked", &[("place", &names.place(focus)), ("why", &why)]));
}

fn of_targets(summary: &mut Summary, results: &Results, names: &Names<'_>) {
    let targets = &results.strategy.targets;
    if targets.is_empty() {
        let strategy = &results.strategy;
        let is_empty = strategy.programmes.is_empty() && strategy.goals.is_empty() && strategy.actions.is_empty();
        summary.absent.push(text(if is_empty { "absent.strategy" } else { "absent.targets" }));
        return;
    }
    let mut tallies = Vec::new();
    for state in TargetState::ALL {
        let of_state: Vec<_> = targets.iter().filter(|t| t.state == state).collect();
        if !of_state.is_empty() {
            let n = same(&of_state.len().to_string());
            tallies.push(fill("summary.tally", &[("state", &crate::strings::word("state", state.word())), ("n", &n)]));
        }
        if matches!(state, TargetState::Missed | TargetState::Behind) && !of_state.is_empty() {
            let named: Vec<Text> = of_state
                .iter()
                .map(|t| {
                    let sentence = same(&t.sentence);
                    fill("summary.target", &[("indicator", &names.node(&t.indicator)), ("sentence", &sentence)])
                })
                .collect();
            let key = if state == TargetState::Missed { "summary.missed" } else { "summary.behind" };
            summary.sentences.push(fill(key, &[("list", &join(&named))]));
        }
    }
    let n = count(targets.len() as u64);
    summary.figures.push(KeyFigure { label: text("figure.targets"), figure: n, detail: join(&tallies) });
}

fn of_data(summary: &mut Summary, results: &Results) {
    // Tallies of a list that is itself shown below; nothing is derived from them.
    let tally = |severity| same(&results.findings.iter().filter(|f| f.severity == severity).count().to_string());
    let n = results.findings.len();
    let args = [
        ("errors", &tally(Severity::Error)),
        ("warnings", &tally(Severity::Warning)),
        ("notes", &tally(Severity::Note)),
        ("n", &same(&n.to_string())),
    ];
    summary.figures.push(KeyFigure {
        label: text("figure.findings"),
        figure: count(n as u64),
        detail: fill("figure.severities", &args),
    });
    if n == 0 {
        summary.sentences.push(text("summary.no_findings"));
    } else {
        summary.sentences.push(fill("summary.findings", &args));
    }
}
