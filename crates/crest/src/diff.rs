//! The difference between two runs: every value, score, rank and target that changed, and why.
//!
//! The change of a score unfolds into the changes of its contributions. The change of a rank is split in two: what the
//! place's own change of score does among the others as they were, and the rest, which is the others' doing.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{Cells, IndexResult, Results, ValueInfo};
use serde::Serialize;

/// Holds what changed from one run to another.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Diff {
    /// Run id before.
    pub before: String,
    /// Run id after.
    pub after: String,
    /// Choices of method that differ.
    pub methods: Vec<MethodChange>,
    /// Effective weights that differ.
    pub weights: Vec<NodeChange>,
    /// Chosen values that differ, appeared or went away.
    pub values: Vec<ValueChange>,
    /// Scores of places on aggregates, and normalised indicators, that differ.
    pub scores: Vec<ScoreChange>,
    /// Ranks on the indices that differ.
    pub ranks: Vec<RankChange>,
    /// Targets that differ in value or state.
    pub targets: Vec<TargetChange>,
}

impl Diff {
    /// Tells whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.methods.is_empty()
            && self.weights.is_empty()
            && self.values.is_empty()
            && self.scores.is_empty()
            && self.ranks.is_empty()
            && self.targets.is_empty()
    }
}

/// States a choice of method before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodChange {
    /// Step.
    pub step: String,
    /// Before.
    pub before: Text,
    /// After.
    pub after: Text,
}

/// States a number of a node before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeChange {
    /// Node code.
    pub node: String,
    /// Before.
    pub before: Option<f64>,
    /// After.
    pub after: Option<f64>,
}

/// States a value before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueChange {
    /// Indicator.
    pub indicator: String,
    /// Place.
    pub place: String,
    /// Period.
    pub period: String,
    /// Before.
    pub before: Option<f64>,
    /// After.
    pub after: Option<f64>,
    /// Source and vintage before and after, where they differ.
    pub source: Option<(String, String)>,
}

/// States a score before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreChange {
    /// Place.
    pub place: String,
    /// Node: an aggregate, or an indicator on the common scale.
    pub node: String,
    /// Before.
    pub before: Option<f64>,
    /// After.
    pub after: Option<f64>,
    /// For an index: changes of the contributions of its indicators, largest first.
    pub parts: Vec<(String, f64)>,
    /// Why, in both languages.
    pub why: Text,
}

/// States a rank before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankChange {
    /// Place.
    pub place: String,
    /// Index.
    pub node: String,
    /// Before.
    pub before: Option<u32>,
    /// After.
    pub after: Option<u32>,
    /// Places won (positive) or lost by the change of the place's own score among the others as they were.
    pub own: Option<i64>,
    /// Places won or lost because the others changed.
    pub others: Option<i64>,
}

/// States a target before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetChange {
    /// Target id.
    pub id: String,
    /// State before, empty if it was not there.
    pub before: String,
    /// State after, empty if it is not there.
    pub after: String,
    /// Value judged before.
    pub value_before: Option<f64>,
    /// Value judged after.
    pub value_after: Option<f64>,
    /// Why it stands as it does now.
    pub why: Text,
}

/// Compares two runs.
///
/// - Numbers count as changed when their bits differ by more than rounding: relative difference above 1e-12.
/// - Order: that of `after`, then what only `before` has.
/// - Cost: linear in the sizes of both.
pub fn diff(before: &Results, after: &Results) -> Diff {
    let values = value_changes(before, after);
    let (methods, weights) = (method_changes(before, after), weight_changes(before, after));
    let rules_moved = !(methods.is_empty() && weights.is_empty());
    let mut scores = Vec::new();
    let mut ranks = Vec::new();
    if let (Some(a), Some(b)) = (&before.index, &after.index) {
        scores = score_changes(a, b, &values, rules_moved);
        ranks = rank_changes(a, b);
    }
    Diff {
        before: before.run.id.clone(),
        after: after.run.id.clone(),
        methods,
        weights,
        values,
        scores,
        ranks,
        targets: target_changes(before, after),
    }
}

/// Tells whether two optional numbers differ by more than rounding.
fn differs(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() > 1e-12 * a.abs().max(b.abs()),
        (None, None) => false,
        _ => true,
    }
}

fn method_changes(before: &Results, after: &Results) -> Vec<MethodChange> {
    let words = |results: &Results| -> BTreeMap<String, Text> {
        let mut by_step: BTreeMap<String, Text> = BTreeMap::new();
        for choice in &results.method {
            let text = by_step.entry(choice.step.clone()).or_default();
            let join = |a: &str, b: &str| if a.is_empty() { b.to_owned() } else { format!("{a}; {b}") };
            *text = Text::new(join(&text.zh, &choice.words.zh), join(&text.en, &choice.words.en));
        }
        by_step
    };
    let (a, b) = (words(before), words(after));
    let mut steps: Vec<&String> = a.keys().chain(b.keys()).collect();
    steps.sort();
    steps.dedup();
    let absent = Text::default();
    steps
        .into_iter()
        .filter_map(|step| {
            let (x, y) = (a.get(step).unwrap_or(&absent), b.get(step).unwrap_or(&absent));
            (x != y).then(|| MethodChange { step: step.clone(), before: x.clone(), after: y.clone() })
        })
        .collect()
}

fn weight_changes(before: &Results, after: &Results) -> Vec<NodeChange> {
    let old: BTreeMap<&str, Option<f64>> = before.nodes.iter().map(|n| (n.code.as_str(), n.effective_weight)).collect();
    after
        .nodes
        .iter()
        .filter_map(|n| {
            let was = old.get(n.code.as_str()).copied().flatten();
            differs(was, n.effective_weight).then(|| NodeChange {
                node: n.code.clone(),
                before: was,
                after: n.effective_weight,
            })
        })
        .collect()
}

fn value_changes(before: &Results, after: &Results) -> Vec<ValueChange> {
    type Key<'a> = (&'a str, &'a str, &'a str);
    fn chosen(results: &Results) -> BTreeMap<Key<'_>, &ValueInfo> {
        let key = |v: &'_ ValueInfo| v.chosen;
        results
            .values
            .iter()
            .filter(|v| key(v))
            .map(|v| ((v.indicator.as_str(), v.place.as_str(), v.period.as_str()), v))
            .collect()
    }
    let (a, b) = (chosen(before), chosen(after));
    let mut keys: Vec<Key<'_>> = a.keys().chain(b.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter_map(|key| {
            let (old, new) = (a.get(&key), b.get(&key));
            let (x, y) = (old.and_then(|v| v.number), new.and_then(|v| v.number));
            if !differs(x, y) {
                return None;
            }
            let told = |v: Option<&&ValueInfo>| {
                v.map_or(String::new(), |v| format!("{} {}", v.source, v.vintage).trim().to_owned())
            };
            let (from, to) = (told(old), told(new));
            Some(ValueChange {
                indicator: key.0.to_owned(),
                place: key.1.to_owned(),
                period: key.2.to_owned(),
                before: x,
                after: y,
                source: (from != to).then_some((from, to)),
            })
        })
        .collect()
}

/// Position of each text in a list.
fn positions(names: &[String]) -> BTreeMap<&str, usize> {
    names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect()
}

fn cell(cells: &Cells, place: Option<&usize>, column: Option<&usize>) -> Option<f64> {
    cells.cells.get(*place?)?.get(*column?).copied().flatten()
}

fn score_changes(a: &IndexResult, b: &IndexResult, values: &[ValueChange], rules_moved: bool) -> Vec<ScoreChange> {
    let places = positions(&a.places);
    let mut changes = Vec::new();
    for (kind_a, kind_b) in [(&a.scores, &b.scores), (&a.normalised, &b.normalised)] {
        let columns = positions(&kind_a.columns);
        for (p, place) in b.places.iter().enumerate() {
            let old_place = places.get(place.as_str());
            for (c, node) in kind_b.columns.iter().enumerate() {
                let (before, after) = (cell(kind_a, old_place, columns.get(node.as_str())), kind_b.cells[p][c]);
                if !differs(before, after) {
                    continue;
                }
                let parts =
                    if b.roots.first() == Some(node) { contribution_changes(a, b, old_place, p) } else { vec![] };
                let moved = Moved { values, parts: &parts, rules: rules_moved };
                let why = reason((a, old_place), (b, p), place, node, &moved);
                changes.push(ScoreChange { place: place.clone(), node: node.clone(), before, after, parts, why });
            }
        }
    }
    changes
}

fn contribution_changes(a: &IndexResult, b: &IndexResult, old: Option<&usize>, new: usize) -> Vec<(String, f64)> {
    let columns = positions(&a.contributions.columns);
    let mut parts: Vec<(String, f64)> = b
        .contributions
        .columns
        .iter()
        .enumerate()
        .filter_map(|(c, code)| {
            let was = cell(&a.contributions, old, columns.get(code.as_str())).unwrap_or(0.0);
            let is = b.contributions.cells[new][c].unwrap_or(0.0);
            differs(Some(was), Some(is)).then(|| (code.clone(), is - was))
        })
        .collect();
    parts.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()).then_with(|| x.0.cmp(&y.0)));
    parts
}

/// What may have moved a score.
struct Moved<'a> {
    values: &'a [ValueChange],
    parts: &'a [(String, f64)],
    /// True when methods or weights differ.
    rules: bool,
}

/// Says in words why a score moved.
fn reason(
    (a, old): (&IndexResult, Option<&usize>),
    (b, new): (&IndexResult, usize),
    place: &str,
    node: &str,
    moved: &Moved<'_>,
) -> Text {
    let own = |code: &str| moved.values.iter().any(|v| v.place == place && v.indicator == code);
    if let Some((code, change)) = moved.parts.first() {
        let named = format!("{code} {change:+.4}");
        return match (moved.parts.iter().any(|(code, _)| own(code)), moved.rules) {
            (true, _) => {
                Text::new(format!("自身数值变化，主要是 {named}"), format!("its own values changed, mostly {named}"))
            }
            (false, true) => Text::new(
                format!("方法或权重变化，主要是 {named}"),
                format!("the method or weights changed, mostly {named}"),
            ),
            (false, false) => Text::new(
                format!("其他地区的数值移动了标尺，主要是 {named}"),
                format!("others' values moved the scale, mostly {named}"),
            ),
        };
    }
    if own(node) {
        return Text::new("自身数值变化", "its own value changed");
    }
    let treated = |index: &IndexResult, place: Option<&usize>| {
        cell(&index.treated, place, positions(&index.treated.columns).get(node))
    };
    let is_indicator = b.treated.columns.iter().any(|c| c == node);
    if is_indicator && !differs(treated(a, old), treated(b, Some(&new))) {
        return Text::new(
            "数值未变，标尺（最小值、最大值或方法）变了",
            "its value is unchanged; the scale (minimum, maximum or method) moved",
        );
    }
    if is_indicator {
        return Text::new("插补或处理后的数值变化", "its imputed or treated value changed");
    }
    Text::new("下级得分或权重变化", "scores or weights below it changed")
}

fn rank_changes(a: &IndexResult, b: &IndexResult) -> Vec<RankChange> {
    let places = positions(&a.places);
    let mut changes = Vec::new();
    for ranks in b.ranks.iter().filter(|r| b.roots.contains(&r.node)) {
        let old_ranks = a.ranks.iter().find(|r| r.node == ranks.node);
        let column_a = a.scores.columns.iter().position(|c| *c == ranks.node);
        let column_b = b.scores.columns.iter().position(|c| *c == ranks.node);
        for (p, place) in b.places.iter().enumerate() {
            let old_place = places.get(place.as_str()).copied();
            let before = old_ranks.zip(old_place).and_then(|(r, q)| r.overall.get(q).copied().flatten());
            let after = ranks.overall.get(p).copied().flatten();
            if before == after {
                continue;
            }
            let own = match (before, old_place, column_a, column_b) {
                (Some(before), Some(q), Some(ca), Some(cb)) => b.scores.cells[p][cb].map(|score| {
                    let better = (0..a.places.len())
                        .filter(|&i| i != q && a.scores.cells[i][ca].is_some_and(|other| other > score))
                        .count();
                    i64::from(before) - (better as i64 + 1)
                }),
                _ => None,
            };
            let total = before.zip(after).map(|(x, y)| i64::from(x) - i64::from(y));
            let others = total.zip(own).map(|(t, o)| t - o);
            changes.push(RankChange { place: place.clone(), node: ranks.node.clone(), before, after, own, others });
        }
    }
    changes
}

fn target_changes(before: &Results, after: &Results) -> Vec<TargetChange> {
    let mut changes = Vec::new();
    for new in &after.strategy.targets {
        let old = before.strategy.targets.iter().find(|t| t.id == new.id);
        let same =
            old.is_some_and(|o| o.state == new.state && !differs(o.value, new.value) && o.sentence == new.sentence);
        if !same {
            changes.push(TargetChange {
                id: new.id.clone(),
                before: old.map_or(String::new(), |o| o.state.word().to_owned()),
                after: new.state.word().to_owned(),
                value_before: old.and_then(|o| o.value),
                value_after: new.value,
                why: new.reason.clone(),
            });
        }
    }
    for old in &before.strategy.targets {
        if !after.strategy.targets.iter().any(|t| t.id == old.id) {
            changes.push(TargetChange {
                id: old.id.clone(),
                before: old.state.word().to_owned(),
                after: String::new(),
                value_before: old.value,
                value_after: None,
                why: Text::new("目标已删除", "the target was removed"),
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests;
