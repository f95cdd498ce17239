//! Multi-criteria scores that stand beside the weighted mean: how far the ranking hangs on the formula.
//!
//! All take places × criteria where higher is better. A place with a missing criterion has no score and takes no part
//! in norms, bests and comparisons. Weights are relative: they are divided by their sum.
//!
//! | method | reads as | better |
//! | --- | --- | --- |
//! | [`topsis`] | nearness to the best and distance from the worst profile | higher |
//! | [`vikor`] | compromise between the mean regret and the largest regret | lower |
//! | [`spotis`] | distance to an ideal inside fixed bounds; free of rank reversal | lower |
//! | [`promethee`] | net share of opponents and criteria that are beaten | higher |
//! | [`mazziotta_pareto`], [`adjusted_mazziotta_pareto`] | mean less a penalty for imbalance | higher |
//! | [`ordered_weighted_average`], [`mean_min`] | mean that weighs the best or worst criteria | higher |
//! | [`benefit_of_the_doubt`], [`directional_doubt`] | each place under the weights that suit it best | higher |
//!
//! Formulas and sources: `docs/methods/index-analysis.md`.

mod balance;
mod distance;
mod doubt;
mod promethee;
#[cfg(test)]
mod tests;

pub use balance::{
    Divisor, Penalty, adjusted_goalposts, adjusted_mazziotta_pareto, mazziotta_pareto, mean_min,
    ordered_weighted_average,
};
pub use distance::{Scaling, Vikor, spotis, topsis, vikor};
pub use doubt::{Doubt, Shares, benefit_of_the_doubt, directional_doubt};
pub use promethee::{Flows, Preference, promethee};

use crate::matrix::Matrix;
use crate::simplex::SimplexError;

/// Says why a multi-criteria score cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum McdaError {
    /// A list that must hold one entry per criterion has another length.
    Length {
        /// Entries found.
        n_found: usize,
        /// Number of criteria.
        n_criteria: usize,
    },
    /// A weight is negative or not finite, or all are zero.
    Weights,
    /// No place has every criterion, or there are fewer places than the method needs.
    TooFewPlaces {
        /// Places with every criterion.
        n_complete: usize,
        /// Places needed.
        n_needed: usize,
    },
    /// No criterion tells the places apart.
    NoContrast,
    /// Upper bound, or threshold, that does not lie above the lower one.
    Bounds {
        /// Position of the criterion.
        criterion: usize,
    },
    /// A parameter outside its lawful range.
    Parameter {
        /// Name of the parameter as written in the formula.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A negative value where the method needs non-negative ones.
    Negative {
        /// Position of the place.
        place: usize,
        /// Position of the criterion.
        criterion: usize,
    },
    /// The linear programme of a place has no answer.
    Programme {
        /// Position of the place.
        place: usize,
        /// What went wrong.
        error: SimplexError,
    },
}

impl std::fmt::Display for McdaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_criteria } => write!(f, "{n_found} entries for {n_criteria} criteria"),
            Self::Weights => write!(f, "weights must be non-negative and not all zero"),
            Self::TooFewPlaces { n_complete, n_needed } => {
                write!(f, "{n_complete} places have every criterion, {n_needed} are needed")
            }
            Self::NoContrast => write!(f, "no criterion tells the places apart"),
            Self::Bounds { criterion } => write!(f, "the bounds of criterion {criterion} are not in ascending order"),
            Self::Parameter { name, value } => write!(f, "{name} = {value} lies outside its range"),
            Self::Negative { place, criterion } => {
                write!(f, "place {place} has a negative value in criterion {criterion}")
            }
            Self::Programme { place, error } => write!(f, "linear programme of place {place}: {error}"),
        }
    }
}

impl std::error::Error for McdaError {}

/// Positions of the places that have every criterion.
fn complete_places(x: &Matrix, n_needed: usize) -> Result<Vec<usize>, McdaError> {
    let complete: Vec<usize> = match x.n_indicators() {
        0 => Vec::new(),
        _ => (0..x.n_places()).filter(|&place| x.row(place).all(|cell| cell.is_some())).collect(),
    };
    if complete.len() < n_needed.max(1) {
        return Err(McdaError::TooFewPlaces { n_complete: complete.len(), n_needed: n_needed.max(1) });
    }
    Ok(complete)
}

/// The values of complete places, one list per criterion.
fn criteria(x: &Matrix, places: &[usize]) -> Vec<Vec<f64>> {
    let column = |k| places.iter().filter_map(move |&place| x.at(place, k)).collect();
    (0..x.n_indicators()).map(column).collect()
}

/// Weights divided by their sum.
fn shares(weights: &[f64], n_criteria: usize) -> Result<Vec<f64>, McdaError> {
    if weights.len() != n_criteria {
        return Err(McdaError::Length { n_found: weights.len(), n_criteria });
    }
    let sum: f64 = weights.iter().sum();
    if weights.iter().any(|w| !w.is_finite() || *w < 0.0) || sum <= 0.0 || !sum.is_finite() {
        return Err(McdaError::Weights);
    }
    Ok(weights.iter().map(|w| w / sum).collect())
}

fn lowest(column: &[f64]) -> f64 {
    column.iter().copied().fold(f64::INFINITY, f64::min)
}

fn highest(column: &[f64]) -> f64 {
    column.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Puts the scores of complete places back among all places.
fn spread(n_places: usize, places: &[usize], scores: impl IntoIterator<Item = f64>) -> Vec<Option<f64>> {
    let mut all = vec![None; n_places];
    for (&place, score) in places.iter().zip(scores) {
        all[place] = Some(score).filter(|score| score.is_finite());
    }
    all
}
