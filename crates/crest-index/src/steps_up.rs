//! What must change: the smallest change of one raw value that lifts a place to a rank, all else equal.

mod trial;

#[cfg(test)]
mod tests;

use crate::build::Built;
use crate::recipe::Recipe;
use crate::{Input, Matrix};
use trial::Trial;

/// States one change that reaches a rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Column of the indicator.
    pub column: usize,
    /// Raw value now.
    pub from: f64,
    /// Raw value needed.
    pub to: f64,
    /// Size of the change as a share of the spread (max − min) of the indicator among the kept places, after
    /// denomination: what makes steps of different indicators comparable.
    pub effort: f64,
    /// Rank reached.
    pub rank: u32,
}

/// Asks for a rank of a place on an index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim<'a> {
    /// The place.
    pub place: usize,
    /// The index, or any other aggregate.
    pub root: usize,
    /// Rank to reach; ties count as reached.
    pub rank: u32,
    /// Per column: least and greatest raw value that is possible (shares within 0–100); empty = one spread beyond the
    /// best value.
    pub limits: &'a [Option<(f64, f64)>],
}

/// How far beyond the best value of the others a value is tried, in spreads of the indicator.
const REACH: f64 = 1.0;

/// Share of the spread to which the change is found.
const TOLERANCE: f64 = 1e-9;

/// Most builds per indicator in the narrowing.
const MAX_NARROWING: usize = 80;

/// Finds the smallest change of one indicator that reaches the rank; `None` where none does.
///
/// The whole recipe is run again for every value tried: imputed cells, outlier tests, bounds, weights and ranks move
/// with it. Only screening is held, since the value stays present. Steps that the value cannot move are taken from
/// `built`.
///
/// - The search looks at the best value of all places and at the farthest possible one, takes the first that reaches
///   the rank, and narrows the way to it down to 1e-9 of the spread; the value returned reaches it. Where the score
///   rises with the value (every recipe without outlier treatment) this is the smallest change. A change that flips a
///   treatment decision on the way can make the score jump; a window between the points looked at may then be missed.
/// - `None` if the rank is held already, the raw value is missing, the place was screened out, the indicator takes no
///   part or has no spread, or no value tried reaches the rank.
/// - Cost: some four passes over the column and, where bounds move, over the nodes above it; as many whole builds where
///   the value informs other columns (row-wise and EM imputation, weights from data).
///
/// # Panics
/// If a position lies outside the input, or `built` is not of this input and recipe.
pub fn step_up(input: &Input<'_>, recipe: &Recipe, built: &Built, aim: &Aim<'_>, column: usize) -> Option<Step> {
    find(&mut Trial::whole(input, recipe, built, aim), aim, column)
}

/// Finds the step of every indicator below the index; the least effort first, ties by column.
///
/// As [`step_up`], but cells that were imputed from other indicators or periods, and weights drawn from the data, are held as they
/// stand in `built`, so that the cost stays at a few column passes per indicator. Where the recipe has neither,
/// the steps are the same.
pub fn steps_up(input: &Input<'_>, recipe: &Recipe, built: &Built, aim: &Aim<'_>) -> Vec<Step> {
    let mut trial = Trial::held(input, recipe, built, aim);
    let columns = built.tree.columns_below(aim.root);
    let mut steps: Vec<Step> = columns.into_iter().filter_map(|column| find(&mut trial, aim, column)).collect();
    steps.sort_by(|a, b| a.effort.total_cmp(&b.effort).then(a.column.cmp(&b.column)));
    steps
}

fn find(trial: &mut Trial<'_, '_>, aim: &Aim<'_>, column: usize) -> Option<Step> {
    let from = trial.raw(column)?;
    let start_lead = trial.lead_held().filter(|lead| *lead < 0.0)?;
    let way = way(trial, aim, column)?;
    let tolerance = way.spread * TOLERANCE;
    let (mut low, mut reached) = ((way.start, start_lead), None);
    for at in way.look.into_iter().flatten() {
        let (rank, lead) = trial.stand(column, at)?;
        if lead >= 0.0 {
            reached = Some(Reached { at, lead, rank });
            break;
        }
        low = (at, lead);
    }
    let high = narrow(trial, column, low, reached?, tolerance)?;
    // On the way back to the raw axis a rounding may fall short of the rank.
    for more in [0.0, 1.0, 4.0, 16.0] {
        let to = trial.to_raw(column, high.at + more * tolerance * way.sign);
        let at = trial.on_axis(column, to)?;
        let (rank, lead) = if at == high.at { (high.rank, high.lead) } else { trial.stand(column, at)? };
        if lead >= 0.0 {
            return Some(Step { column, from, to, effort: (at - way.start).abs() / way.spread, rank });
        }
    }
    None
}

/// The way of a value on the denominated axis.
struct Way {
    start: f64,
    /// Direction of better values, ±1.
    sign: f64,
    spread: f64,
    /// Points of the first look, nearest first.
    look: [Option<f64>; 2],
}

/// A value on the denominated axis that reaches the rank.
struct Reached {
    at: f64,
    lead: f64,
    rank: u32,
}

/// Finds where a value stands and how far it can go; `None` where there is no way to go.
fn way(trial: &mut Trial<'_, '_>, aim: &Aim<'_>, column: usize) -> Option<Way> {
    let start = trial.on_axis(column, trial.raw(column)?)?;
    let (least, greatest) = trial.span(column)?;
    let spread = greatest - least;
    if spread <= 0.0 || spread.is_infinite() {
        return None;
    }
    let sign = if trial.better_is_more(column)? { 1.0 } else { -1.0 };
    let best = if sign > 0.0 { greatest } else { least };
    let end = match aim.limits.get(column).copied().flatten() {
        None => best + sign * REACH * spread,
        Some((lower, upper)) => {
            let (a, b) = (trial.on_axis(column, lower)?, trial.on_axis(column, upper)?);
            if sign > 0.0 { a.max(b) } else { a.min(b) }
        }
    };
    let ahead = |at: &f64| sign * (at - start) > 0.0;
    let best = Some(best).filter(|best| ahead(best) && sign * (end - best) > 0.0);
    ahead(&end).then_some(Way { start, sign, spread, look: [best, Some(end)] })
}

/// Narrows an interval from not reached to reached; returns the reached end.
///
/// The secant lands exactly on the root of a piecewise linear score; every third step halves, so that a step function
/// cannot stall it.
fn narrow(
    trial: &mut Trial<'_, '_>,
    column: usize,
    mut low: (f64, f64),
    mut high: Reached,
    tolerance: f64,
) -> Option<Reached> {
    for round in 0..MAX_NARROWING {
        let width = high.at - low.0;
        if width.abs() <= tolerance {
            break;
        }
        let share = if round % 3 == 2 { 0.5 } else { -low.1 / (high.lead - low.1) };
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
        // Just beyond the secant's root, so that both sides of it are met within one tolerance.
        let nudge = 0.25 * tolerance * width.signum();
        let mut at = low.0 + share * width + nudge;
        if (high.at - at) * width <= 0.0 {
            at = high.at - nudge;
        }
        let (rank, lead) = trial.stand(column, at)?;
        if lead < 0.0 {
            low = (at, lead);
            continue;
        }
        high = Reached { at, lead, rank };
        let before = at - 2.0 * nudge;
        if (before - low.0) * width > 0.0 {
            let (rank, lead) = trial.stand(column, before)?;
            if lead < 0.0 {
                low = (before, lead);
            } else {
                high = Reached { at: before, lead, rank };
            }
        }
    }
    Some(high)
}

/// Rank of a place and its lead over the place it has to reach: its score less the `rank`-th largest of the others.
///
/// The lead is infinite where there are fewer others than ranks to reach.
fn standing(scores: &Matrix, node: usize, place: usize, rank: u32) -> Option<(u32, f64)> {
    let own = scores.at(place, node)?;
    let cells = scores.column(node).iter().enumerate();
    let mut others: Vec<f64> = cells.filter(|(other, _)| *other != place).filter_map(|(_, cell)| *cell).collect();
    let better = others.iter().filter(|score| **score > own).count() as u32;
    let wanted = (rank.max(1) - 1) as usize;
    if wanted >= others.len() {
        return Some((better + 1, f64::INFINITY));
    }
    let (_, mark, _) = others.select_nth_unstable_by(wanted, |a, b| b.total_cmp(a));
    Some((better + 1, own - *mark))
}
