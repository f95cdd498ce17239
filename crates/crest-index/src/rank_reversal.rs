//! Whether the order of two places hangs on a third: leave one place out and see which pairs swap.
//!
//! Minimum and maximum, mean and spread, imputed means and outlier tests depend on who takes part; goalposts, targets
//! and fixed bounds do not.
//!
//! Source: Belton and Gear, Omega 11 (1983), for the phenomenon; OECD/JRC Handbook (2008), step 7.

#[cfg(test)]
mod tests;

use crate::build::{BuildError, build};
use crate::input::Input;
use crate::recipe::{Recipe, Scaling, Screening};

/// Holds the pairs that swap when one place is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// The place left out.
    pub removed: usize,
    /// Pairs `(a, b)`: `a` is ahead of `b` with everyone, and behind without the place left out.
    pub pairs: Vec<(usize, usize)>,
}

/// Scores closer than this share of their range count as equal, so that rounding swaps nobody.
const TOLERANCE: f64 = 1e-12;

/// Finds the pairs ahead in one column of scores and behind in another; higher is better.
///
/// - A tie on either side is no swap; places without a score on either side take no part.
/// - Cost: O(n²).
///
/// # Panics
/// If the columns differ in length.
pub fn swapped_pairs(before: &[Option<f64>], after: &[Option<f64>]) -> Vec<(usize, usize)> {
    assert_eq!(before.len(), after.len(), "both columns hold the same places");
    let both: Vec<(usize, f64, f64)> = before
        .iter()
        .zip(after)
        .enumerate()
        .filter_map(|(place, (before, after))| Some((place, (*before)?, (*after)?)))
        .collect();
    let range = |value: &dyn Fn(&(usize, f64, f64)) -> f64| {
        let (low, high) =
            both.iter().map(value).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        TOLERANCE * (high - low)
    };
    let (near_before, near_after) = (range(&|row| row.1), range(&|row| row.2));
    let mut pairs = Vec::new();
    for a in &both {
        for b in &both {
            if a.1 - b.1 > near_before && b.2 - a.2 > near_after {
                pairs.push((a.0, b.0));
            }
        }
    }
    pairs
}

/// Leaves out one place after the other and finds the pairs of others that swap.
///
/// - `before`: scores with everyone. `without(k)`: scores of all places when place `k` does not take part; its own
///   entry is ignored. Places without a score before are not left out.
/// - Result: one entry per place left out, also where nothing swaps.
/// - Cost: one computation and O(n²) comparisons per place.
///
/// # Errors
/// The first error of `without`.
///
/// # Panics
/// If `without` returns another number of places.
pub fn leave_one_out<E>(
    before: &[Option<f64>],
    mut without: impl FnMut(usize) -> Result<Vec<Option<f64>>, E>,
) -> Result<Vec<Reversal>, E> {
    let mut reversals = Vec::new();
    for removed in (0..before.len()).filter(|&place| before[place].is_some()) {
        let mut after = without(removed)?;
        assert_eq!(after.len(), before.len(), "one score per place");
        after[removed] = None;
        reversals.push(Reversal { removed, pairs: swapped_pairs(before, &after) });
    }
    Ok(reversals)
}

/// Builds an index once with everyone and once without each place, and finds the pairs that swap at node `head`.
///
/// - A place is left out as screening would do it: it informs neither imputation, outlier tests, scales nor weights.
/// - Places that are screened out anyway, and a place that is the reference of a normalisation, are not left out.
/// - Cost: one build per place.
///
/// # Errors
/// Those of [`build`].
///
/// # Panics
/// If `head` lies outside the tree.
pub fn leave_one_out_of_build(input: &Input<'_>, recipe: &Recipe, head: usize) -> Result<Vec<Reversal>, BuildError> {
    let before = build(input, recipe)?.scores.column(head).to_vec();
    let is_reference = |place: usize| {
        let methods = recipe.normalise.columns.iter().map(|(_, method)| *method).chain([recipe.normalise.method]);
        methods.into_iter().any(|method| matches!(method, Scaling::DistanceToReference { place: r, .. } if r == place))
    };
    let whole = before.clone();
    let reversals = leave_one_out::<BuildError>(&before, |removed| {
        if is_reference(removed) {
            return Ok(whole.clone());
        }
        let mut without = recipe.clone();
        let screen = without.screen.get_or_insert_with(|| Screening {
            availability: None,
            non_zero: None,
            below: Vec::new(),
            keep: Vec::new(),
            drop: Vec::new(),
        });
        screen.keep.retain(|&place| place != removed);
        screen.drop.push(removed);
        Ok(build(input, &without)?.scores.column(head).to_vec())
    })?;
    Ok(reversals.into_iter().filter(|reversal| !is_reference(reversal.removed)).collect())
}

/// Share of pairs of other places that swap, over all places left out; `None` where there is no pair.
pub fn share_swapped(reversals: &[Reversal]) -> Option<f64> {
    let n = reversals.len();
    let n_pairs = n * (n.saturating_sub(1)) * (n.saturating_sub(2)) / 2;
    let n_swapped: usize = reversals.iter().map(|reversal| reversal.pairs.len()).sum();
    (n_pairs > 0).then(|| n_swapped as f64 / n_pairs as f64)
}
