//! What differs between two results, and which parts of an index made it change.
//!
//! Source: Ang, Energy Policy 32 (2004), for the logarithmic mean that splits a change of a product exactly.

mod change;
#[cfg(test)]
mod tests;

pub use change::{Change, ChangeError, Side, decompose_change};

use crate::correlate::{Coefficient, correlate};
use crate::rank;

/// Holds what two results say of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Number in the first result.
    pub first: Option<f64>,
    /// Number in the second result.
    pub second: Option<f64>,
    /// `first − second`; for ranks, positive says that the place rises in the second.
    pub difference: Option<f64>,
}

/// Subtracts a second result from a first, place by place.
///
/// # Panics
/// If they differ in length.
pub fn differences(first: &[Option<f64>], second: &[Option<f64>]) -> Vec<Difference> {
    assert_eq!(first.len(), second.len(), "both results hold the same places");
    let difference = |(&first, &second): (&Option<f64>, &Option<f64>)| {
        let difference = first.zip(second).map(|(a, b)| a - b);
        Difference { first, second, difference }
    };
    first.iter().zip(second).map(difference).collect()
}

/// Ranks two columns of scores (1 = best, ties lowest) and subtracts the ranks.
///
/// # Panics
/// If they differ in length.
pub fn rank_differences(first: &[Option<f64>], second: &[Option<f64>]) -> Vec<Difference> {
    let ranks = |scores: &[Option<f64>]| -> Vec<Option<f64>> {
        rank::ranks(scores).into_iter().map(|rank| rank.map(f64::from)).collect()
    };
    differences(&ranks(first), &ranks(second))
}

/// Holds how alike two rankings are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Places ranked in both.
    pub n_both: usize,
    /// Places whose rank differs.
    pub n_moved: usize,
    /// Mean absolute difference of ranks.
    pub mean_shift: f64,
    /// Largest absolute difference of ranks.
    pub largest_shift: usize,
    /// Spearman correlation of the scores; `None` where it has no value.
    pub spearman: Option<f64>,
    /// Kendall's tau-b of the scores; `None` where it has no value.
    pub kendall: Option<f64>,
}

/// Says how alike two rankings are; `None` if no place is ranked in both.
///
/// # Panics
/// If the columns differ in length.
pub fn likeness(first: &[Option<f64>], second: &[Option<f64>]) -> Option<Likeness> {
    let shifts: Vec<f64> =
        rank_differences(first, second).iter().filter_map(|row| row.difference.map(f64::abs)).collect();
    if shifts.is_empty() {
        return None;
    }
    let coefficient = |of| correlate(first, second, of).ok().map(|estimate| estimate.value);
    Some(Likeness {
        n_both: shifts.len(),
        n_moved: shifts.iter().filter(|shift| **shift > 0.0).count(),
        mean_shift: shifts.iter().sum::<f64>() / shifts.len() as f64,
        largest_shift: shifts.iter().copied().fold(0.0, f64::max) as usize,
        spearman: coefficient(Coefficient::Spearman),
        kendall: coefficient(Coefficient::Kendall),
    })
}
