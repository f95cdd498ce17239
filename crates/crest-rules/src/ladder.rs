//! How far it is to each better place while others stand still, and how sure the present place is.

#[cfg(test)]
mod tests;

use crate::answer::{Answer, Answers};
use crate::method::{Better, Component, Method, RankRule, Reading, ScoreFunction};
use crate::score::{Mark, apply, component_mark, finish, ranked};

/// Holds one step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rung {
    /// Rank reached.
    pub rank: usize,
    /// Points of overall score needed, 0 or more: an equal score shares the rank.
    pub points: f64,
    /// Position, among the provisions offered, of the cheapest that suffices alone.
    pub cheapest: Option<usize>,
}

/// Holds what changing one provision alone would bring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Gain of overall score, more = better.
    pub gain: f64,
    /// Its cost, in any unit.
    pub cost: f64,
}

/// Finds the points to each better place, from the next one up to the first.
///
/// - Places shared by ties are one rung. Of offers that suffice and cost the same the larger gain is taken, then the first.
/// - Cost: O(others · (log + offers)).
pub fn ladder(own: f64, others: &[f64], better: Better, offers: &[Offer]) -> Vec<Rung> {
    // Turned so that less is better, as ranks are.
    let turned = |score: f64| ranked(score, better, RankRule::Unrounded);
    let mut ahead: Vec<f64> = others.iter().map(|score| turned(*score)).filter(|score| *score < turned(own)).collect();
    ahead.sort_unstable_by(f64::total_cmp);
    ahead.dedup();
    let mut all: Vec<f64> = others.iter().map(|score| turned(*score)).collect();
    all.sort_unstable_by(f64::total_cmp);
    ahead
        .iter()
        .rev()
        .map(|score| {
            let points = turned(own) - score;
            // Offers are measured as differences of sums: the last digits are not theirs.
            let suffices = |offer: &Offer| offer.gain >= points - 1e-9;
            let mut cheapest: Option<usize> = None;
            for (k, offer) in offers.iter().enumerate().filter(|(_, offer)| suffices(offer)) {
                let cheaper = cheapest.is_none_or(|best| {
                    let best = &offers[best];
                    offer.cost < best.cost || (offer.cost == best.cost && offer.gain > best.gain)
                });
                if cheaper {
                    cheapest = Some(k);
                }
            }
            Rung { rank: 1 + all.partition_point(|other| other < score), points, cheapest }
        })
        .collect()
}

/// Holds the marks that rounding of the answers allows, jurisdictions × nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// Number of nodes.
    pub n_nodes: usize,
    /// Least score of each node.
    pub low: Vec<Mark>,
    /// Greatest score of each node.
    pub high: Vec<Mark>,
}

/// Finds the least and the greatest score of every node that displayed answers allow: the true answer of a provision lies within `half_units` of the
/// displayed one.
///
/// Components that read one number are bounded over the whole stretch, with the knots and thresholds in it; formulas and conditions
/// are taken at the displayed answers. Groups are bounded by their members, since weights are not negative.
///
/// - Shape: `half_units` one per provision, 0 = exact.
///
/// # Panics
/// If lengths differ.
pub fn rounding_bounds(method: &Method, answers: &Answers, half_units: &[f64]) -> Bounds {
    assert_eq!(half_units.len(), method.n_provisions(), "one half unit per provision");
    let n_nodes = method.n_nodes();
    let mut bounds = Bounds { n_nodes, low: Vec::new(), high: Vec::new() };
    for jurisdiction in 0..answers.n_jurisdictions() {
        let row = answers.of(jurisdiction);
        let mut low = vec![Mark::Score(0.0); n_nodes];
        let mut high = low.clone();
        for node in method.components() {
            let component = method.component(node).expect("a component");
            (low[node], high[node]) = component_bounds(component, row, half_units);
        }
        finish(method, row, &mut low);
        finish(method, row, &mut high);
        bounds.low.extend(low);
        bounds.high.extend(high);
    }
    bounds
}

fn component_bounds(component: &Component, row: &[Answer], half_units: &[f64]) -> (Mark, Mark) {
    let shown = component_mark(component, row);
    let Reading::Answer { provision, function } = &component.reading else { return (shown, shown) };
    let (Answer::Number(y), half) = (row[*provision], half_units[*provision]) else { return (shown, shown) };
    let within = |x: &f64| (y - half..=y + half).contains(x);
    let mut places = vec![y - half, y, y + half];
    match function {
        ScoreFunction::Piecewise(knots) => places.extend(knots.iter().map(|(x, _)| *x).filter(within)),
        ScoreFunction::Bands { thresholds, .. } => {
            // Just below each threshold too: with three of them in the stretch the bands between must be met.
            places.extend(thresholds.iter().copied().filter(within).flat_map(|x| [x.next_down(), x, x.next_up()]));
        }
        _ => {}
    }
    let scores = places.iter().filter_map(|x| apply(function, Answer::Number(*x)).ok());
    let (low, high) =
        scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| (low.min(score), high.max(score)));
    if low.is_finite() { (Mark::Score(low), Mark::Score(high)) } else { (shown, shown) }
}

/// Finds the best and the worst rank that each allows whose score lies in an interval, others in theirs.
///
/// A jurisdiction's best rank counts those who are surely better, its worst those who may be.
///
/// - Missing intervals have no ranks and count for nobody. Cost: O(n log n).
pub fn rank_intervals(intervals: &[Option<(f64, f64)>], better: Better) -> Vec<Option<(usize, usize)>> {
    let turned = |score: f64| ranked(score, better, RankRule::Unrounded);
    // Turned: the better end comes first.
    let ends: Vec<Option<(f64, f64)>> = intervals
        .iter()
        .map(|interval| {
            interval.map(|(low, high)| {
                let (a, b) = (turned(low), turned(high));
                (a.min(b), a.max(b))
            })
        })
        .collect();
    let mut good: Vec<f64> = ends.iter().flatten().map(|(good, _)| *good).collect();
    let mut bad: Vec<f64> = ends.iter().flatten().map(|(_, bad)| *bad).collect();
    good.sort_unstable_by(f64::total_cmp);
    bad.sort_unstable_by(f64::total_cmp);
    let interval = |(own_good, own_bad): (f64, f64)| {
        let surely_better = bad.partition_point(|other| *other < own_good);
        // It is among those whose good end lies before its own bad end, unless its interval is a point.
        let maybe_better = good.partition_point(|other| *other < own_bad) - usize::from(own_good < own_bad);
        (1 + surely_better, 1 + maybe_better)
    };
    ends.into_iter().map(|end| end.map(interval)).collect()
}
