//! Ranks of totals: vetoes first, then totals, then the points that tell equals apart, then the tie rule.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use super::score::Data;
use super::scores::Scores;
use super::{BreakBy, Scheme, VetoEffect};

/// Totals are compared after rounding to this many units per point, so that sums in another order still tie.
const RESOLUTION: f64 = 1e9;

/// Ranks all units, overall and within groups.
pub(super) fn rank(scheme: &Scheme, data: &Data<'_>, scores: &mut Scores) {
    let mut order = std::mem::take(&mut scores.order);
    let mut counts = std::mem::take(&mut scores.group_counts);
    order.clear();
    order.extend((0..scores.n_units).filter(|&unit| is_ranked(scores, unit)));
    order.sort_unstable_by(|&a, &b| compare(scheme, scores, a, b).then(a.cmp(&b)));
    let n_slots = scheme.n_groups + 1;
    let slot = |unit: usize| data.groups[unit].unwrap_or(scheme.n_groups);
    // Per group: those before the present run of equals, and those in it.
    counts.clear();
    counts.resize(n_slots, (0, 0));
    let mut start = 0;
    while start < order.len() {
        let is_equal = |&unit: &usize| compare(scheme, scores, order[start], unit) == Ordering::Equal;
        let n_equal = order[start..].iter().take_while(|unit| is_equal(unit)).count();
        let run = &order[start..start + n_equal];
        for &unit in run {
            counts[slot(unit)].1 += 1;
        }
        for &unit in run {
            let (n_better, n_tied) = counts[slot(unit)];
            scores.rank[unit] = Some(scheme.ties.rank(start, n_equal));
            scores.group_rank[unit] = Some(scheme.ties.rank(n_better, n_tied));
        }
        for (n_better, n_tied) in &mut counts {
            *n_better += std::mem::take(n_tied);
        }
        start += n_equal;
    }
    (scores.order, scores.group_counts) = (order, counts);
}

fn is_ranked(scores: &Scores, unit: usize) -> bool {
    scores.total[unit].is_some() && scores.effect[unit] != Some(VetoEffect::Unranked)
}

/// Better units come first.
fn compare(scheme: &Scheme, scores: &Scores, a: usize, b: usize) -> Ordering {
    let is_last = |unit: usize| scores.effect[unit] == Some(VetoEffect::Last);
    let total = |unit: usize| scores.total[unit].map_or(f64::NEG_INFINITY, resolved);
    let by = |by: &BreakBy, unit: usize| match *by {
        BreakBy::Class(k) => resolved(scores.class_points[unit * scores.n_classes + k]),
        BreakBy::Item(i) => resolved(scores.item_points(unit, i).0),
    };
    is_last(a).cmp(&is_last(b)).then_with(|| total(b).total_cmp(&total(a))).then_with(|| {
        let differing = scheme.break_by.iter().map(|rule| by(rule, b).total_cmp(&by(rule, a)));
        differing.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    })
}

/// Rounds points to 1e-9; numbers too large to have such digits stay as they are.
pub(super) fn resolved(points: f64) -> f64 {
    if points.abs() < 1e6 { (points * RESOLUTION).round() / RESOLUTION + 0.0 } else { points }
}
