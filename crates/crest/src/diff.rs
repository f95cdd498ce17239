//! The difference between two runs: every value, score, rank and target that changed, and why.
//!
//! The change of a score unfolds into the changes of its contributions. The change of a rank is split in two: what the
//! place's own change of score does among the others as they were, and the rest, which is the others' doing.

use std::collections::BTreeMap;

use crest_data::value::{Panel, Value};
use crest_model::results::{Cells, IndexResult, Results, ValueInfo};
use crest_model::{Model, Text};
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

impl Diff {
    /// Fills in the method's part of changes of rank, from the ranks that the new rules give the values as they were: index
    /// code and place, then rank.
    pub(crate) fn split_method(&mut self, by_new_rules: &BTreeMap<(String, String), u32>) {
        for change in &mut self.ranks {
            let then = by_new_rules.get(&(change.node.clone(), change.place.clone()));
            let (Some(before), Some(after), Some(&then)) = (change.before, change.after, then) else { continue };
            let method = i64::from(before) - i64::from(then);
            let total = i64::from(before) - i64::from(after);
            change.method = Some(method);
            change.own = change.own.map(|own| own - method);
            change.others = change.own.map(|own| total - method - own);
        }
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
    /// Places won (positive) or lost by the change of the place's own score among the others as they were, the method's part
    /// taken off.
    pub own: Option<i64>,
    /// Places won or lost because the others changed.
    pub others: Option<i64>,
    /// Places won or lost by the change of method or weights: the values as they were, ranked by the new rules. `None` where
    /// both values and rules changed and the values of one side are not at hand.
    pub method: Option<i64>,
    /// True when the new rank lies inside the interval of the rank before: stated uncertainty alone could make the change.
    /// `None` where that interval is not known.
    pub within_noise: Option<bool>,
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
    diff_with(before, after, value_changes(before, after))
}

/// Compares two runs whose changed values are known.
pub(crate) fn diff_with(before: &Results, after: &Results, values: Vec<ValueChange>) -> Diff {
    let (methods, weights) = (method_changes(before, after), weight_changes(before, after));
    let rules_moved = !(methods.is_empty() && weights.is_empty());
    let mut scores = Vec::new();
    let mut ranks = Vec::new();
    if let (Some(a), Some(b)) = (&before.index, &after.index) {
        scores = score_changes(a, b, &values, rules_moved);
        ranks = rank_changes(before, a, b, rules_moved, values.is_empty());
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
pub(crate) fn differs(a: Option<f64>, b: Option<f64>) -> bool {
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

/// Changed values of two panels of one project: chosen numbers that differ, in the order of the panels.
///
/// - Cost: one pass over both.
pub(crate) fn panel_changes(model: &Model, a: &Panel, changed: &Model, b: &Panel) -> Vec<ValueChange> {
    let key = |value: &Value| (value.indicator, value.place, value.period);
    let chosen = |panel: &'_ Panel, from: usize| {
        panel.values[from..].iter().position(|value| value.chosen).map(|step| from + step)
    };
    let mut changes = Vec::new();
    let (mut i, mut j) = (chosen(a, 0), chosen(b, 0));
    loop {
        let (old, new) = (i.map(|i| &a.values[i]), j.map(|j| &b.values[j]));
        let (old, new) = match (old, new) {
            (None, None) => return changes,
            (Some(x), Some(y)) if key(x) < key(y) => (Some(x), None),
            (Some(x), Some(y)) if key(x) > key(y) => (None, Some(y)),
            both => both,
        };
        let (x, y) = (old.and_then(|v| v.number), new.and_then(|v| v.number));
        if differs(x, y)
            && let Some(value) = new.or(old)
        {
            let told = |panel: &Panel, value: Option<&Value>| {
                value.map_or(String::new(), |v| {
                    format!("{} {}", panel.text(v.source), panel.text(v.vintage)).trim().to_owned()
                })
            };
            let (from, to) = (told(a, old), told(b, new));
            let of = if new.is_some() { changed } else { model };
            changes.push(ValueChange {
                indicator: of.nodes[value.indicator as usize].code.clone(),
                place: of.places[value.place as usize].id.clone(),
                period: value.period.to_string(),
                before: x,
                after: y,
                source: (from != to).then_some((from, to)),
            });
        }
        if old.is_some() {
            i = i.and_then(|i| chosen(a, i + 1));
        }
        if new.is_some() {
            j = j.and_then(|j| chosen(b, j + 1));
        }
    }
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
    let contributed = positions(&a.contributions.columns);
    let treated = (positions(&a.treated.columns), positions(&b.treated.columns));
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
                let is_index = b.roots.first() == Some(node);
                let parts = if is_index { contribution_changes(a, b, &contributed, old_place, p) } else { vec![] };
                let moved = Moved { values, parts: &parts, treated: &treated, rules: rules_moved };
                let why = reason((a, old_place), (b, p), place, node, &moved);
                changes.push(ScoreChange { place: place.clone(), node: node.clone(), before, after, parts, why });
            }
        }
    }
    changes
}

fn contribution_changes(
    a: &IndexResult,
    b: &IndexResult,
    columns: &BTreeMap<&str, usize>,
    old: Option<&usize>,
    new: usize,
) -> Vec<(String, f64)> {
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
    /// Columns of treated values before and after.
    treated: &'a (BTreeMap<&'a str, usize>, BTreeMap<&'a str, usize>),
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
    let (column_a, column_b) = (moved.treated.0.get(node), moved.treated.1.get(node));
    let is_indicator = column_b.is_some();
    if is_indicator && !differs(cell(&a.treated, old, column_a), cell(&b.treated, Some(&new), column_b)) {
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

fn rank_changes(
    results: &Results,
    a: &IndexResult,
    b: &IndexResult,
    rules_moved: bool,
    values_stand: bool,
) -> Vec<RankChange> {
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
            let method = match (rules_moved, values_stand) {
                (false, _) => Some(0),
                (true, true) => total,
                (true, false) => None,
            };
            // With new rules over the same values nobody has changed but the rules.
            let own = if rules_moved && values_stand { own.map(|_| 0) } else { own };
            let others = total.zip(own).map(|(t, o)| t - o - method.unwrap_or(0));
            let node = ranks.node.clone();
            let within_noise = noise(results, place, &node, after);
            changes.push(RankChange { place: place.clone(), node, before, after, own, others, method, within_noise });
        }
    }
    changes
}

/// Tells whether a rank lies inside the interval of a place's rank in a run.
fn noise(results: &Results, place: &str, node: &str, rank: Option<u32>) -> Option<bool> {
    let certainty = results.certainty.as_ref().filter(|certainty| certainty.root == node)?;
    let sure = certainty.places.iter().find(|sure| sure.place == place)?;
    rank.map(|rank| (sure.lower.value..=sure.upper.value).contains(&f64::from(rank)))
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
