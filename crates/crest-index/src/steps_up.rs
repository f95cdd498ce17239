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

/// Points of the first look, as shares of the way to the farthest value tried.
const LOOK: [f64; 5] = [1.0 / 16.0, 1.0 / 8.0, 1.0 / 4.0, 1.0 / 2.0, 1.0];

/// Most builds per indicator in the narrowing.
const MAX_NARROWING: usize = 80;

/// Finds the smallest change of one indicator that reaches the rank; `None` where none does.
///
/// The whole recipe is run again for every value tried: imputed cells, outlier tests, bounds and ranks move with it.
/// Only screening is held, since the value stays present. Steps that the value cannot move are taken from `built`.
///
/// - The search looks at five points on the way to the farthest possible value and narrows the first interval whose
///   upper end reaches the rank, to 1e-9 of the spread; the value returned reaches it. Where the score rises with
///   the value (every recipe without outlier treatment) this is the smallest change. A change that flips a
///   treatment decision on the way can make the score jump; a shorter window between two points may then be missed.
/// - `None` if the rank is held already, the raw value is missing, the place was screened out, the indicator takes no
///   part or has no spread, or no value tried reaches the rank.
/// - Cost: some 10 partial builds of O(places · (log places + members on the path)); a whole build each where the value
///   informs other columns (row-wise and EM imputation, weights from data).
///
/// # Panics
/// If a position lies outside the input, or `built` is not of this input and recipe.
pub fn step_up(input: &Input<'_>, recipe: &Recipe, built: &Built, aim: &Aim<'_>, column: usize) -> Option<Step> {
    find(&mut Trial::new(input, recipe, built, aim), aim, column)
}

/// Finds the step of every indicator below the index; the least effort first, ties by column.
///
/// See [`step_up`].
pub fn steps_up(input: &Input<'_>, recipe: &Recipe, built: &Built, aim: &Aim<'_>) -> Vec<Step> {
    let mut trial = Trial::new(input, recipe, built, aim);
    let columns = built.tree.columns_below(aim.root);
    let mut steps: Vec<Step> = columns.into_iter().filter_map(|column| find(&mut trial, aim, column)).collect();
    steps.sort_by(|a, b| a.effort.total_cmp(&b.effort).then(a.column.cmp(&b.column)));
    steps
}

fn find(trial: &mut Trial<'_, '_>, aim: &Aim<'_>, column: usize) -> Option<Step> {
    let from = trial.raw(aim.place, column)?;
    let (start, end, spread) = way(trial, aim, column)?;
    if trial.lead(column, start)? >= 0.0 {
        return None;
    }
    let tolerance = spread * TOLERANCE;
    let (mut low, mut low_lead) = (start, trial.lead(column, start)?);
    let mut reached = None;
    for share in LOOK {
        let at = start + (end - start) * share;
        let lead = trial.lead(column, at)?;
        if lead >= 0.0 {
            reached = Some((at, lead));
            break;
        }
        (low, low_lead) = (at, lead);
    }
    let (high, _) = narrow(trial, column, (low, low_lead), reached?, tolerance)?;
    // On the way back to the raw axis a rounding may fall short of the rank.
    for more in [0.0, 1.0, 4.0, 16.0] {
        let to = trial.to_raw(aim.place, column, high + more * tolerance * (end - start).signum());
        let at = trial.on_axis(aim.place, column, to)?;
        if trial.lead(column, at)? >= 0.0 {
            let rank = trial.rank(column, at)?;
            return Some(Step { column, from, to, effort: (at - start).abs() / spread, rank });
        }
    }
    None
}

/// Start, farthest value and spread on the denominated axis; `None` where there is no way to go.
fn way(trial: &Trial<'_, '_>, aim: &Aim<'_>, column: usize) -> Option<(f64, f64, f64)> {
    let start = trial.on_axis(aim.place, column, trial.raw(aim.place, column)?)?;
    let (least, greatest) = trial.span(column)?;
    let spread = greatest - least;
    let upward = trial.better_is_more(aim.place, column)?;
    if spread <= 0.0 || spread.is_infinite() {
        return None;
    }
    let far = if upward { greatest + REACH * spread } else { least - REACH * spread };
    let end = match aim.limits.get(column).copied().flatten() {
        None => far,
        Some((lower, upper)) => {
            let a = trial.on_axis(aim.place, column, lower)?;
            let b = trial.on_axis(aim.place, column, upper)?;
            if upward { a.max(b) } else { a.min(b) }
        }
    };
    let ahead = if upward { end > start } else { end < start };
    ahead.then_some((start, end, spread))
}

/// Narrows an interval from not reached to reached; returns the reached end.
///
/// The secant lands exactly on the kink of a piecewise linear score; every third step halves, so that a step function
/// cannot stall it.
fn narrow(
    trial: &mut Trial<'_, '_>,
    column: usize,
    mut low: (f64, f64),
    mut high: (f64, f64),
    tolerance: f64,
) -> Option<(f64, f64)> {
    for round in 0..MAX_NARROWING {
        let width = high.0 - low.0;
        if width.abs() <= tolerance {
            break;
        }
        let share = if round % 3 == 2 { 0.5 } else { -low.1 / (high.1 - low.1) };
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
        // Just beyond the secant's root, so that both sides of it are met within one tolerance.
        let nudge = 0.25 * tolerance * width.signum();
        let mut at = low.0 + share * width + nudge;
        if (high.0 - at) * width <= 0.0 {
            at = high.0 - nudge;
        }
        let lead = trial.lead(column, at)?;
        if lead < 0.0 {
            low = (at, lead);
            continue;
        }
        high = (at, lead);
        let before = at - 0.5 * tolerance * width.signum();
        if (before - low.0) * width > 0.0 {
            let lead = trial.lead(column, before)?;
            if lead < 0.0 {
                low = (before, lead);
            } else {
                high = (before, lead);
            }
        }
    }
    Some(high)
}

/// Rank of a place and its lead over the place it has to reach: its score less the `rank`-th largest of the others.
fn standing(scores: &Matrix, node: usize, place: usize, rank: u32) -> Option<(u32, f64)> {
    let own = scores.at(place, node)?;
    let mut others: Vec<f64> = scores
        .column(node)
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place)
        .filter_map(|(_, cell)| *cell)
        .collect();
    let better = others.iter().filter(|score| **score > own).count() as u32;
    let wanted = (rank.max(1) - 1) as usize;
    if wanted >= others.len() {
        return Some((better + 1, 0.0));
    }
    let (_, mark, _) = others.select_nth_unstable_by(wanted, |a, b| b.total_cmp(a));
    Some((better + 1, own - *mark))
}
