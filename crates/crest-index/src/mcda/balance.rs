//! Means that reward or punish balance: Mazziotta–Pareto, ordered weights and mean–min.
//!
//! Sources: Mazziotta and Pareto, Rivista Italiana di Economia Demografia e Statistica 67 (2013), and Social Indicators
//! Research 127 (2016) for the adjusted index; Yager, IEEE Transactions on Systems, Man, and Cybernetics 18 (1988), for
//! ordered weighted averages; Tarabusi and Guarini, Social Indicators Research 112 (2013), for mean–min.

use super::{McdaError, complete_places, criteria, shares, spread};
use crate::matrix::Matrix;

/// Says by what the sum of squared deviations is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divisor {
    /// The number of criteria.
    Population,
    /// The number of criteria less one.
    Sample,
}

/// Says whether imbalance lowers or raises the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Penalty {
    /// Imbalance lowers the score: for indices where higher is better.
    Downward,
    /// Imbalance raises the score: for indices of harm.
    Upward,
}

/// Scores places by their mean less the penalty `S · cv = S² / M` of their imbalance (Mazziotta–Pareto index).
///
/// `M` and `S²` are mean and variance over the place's own criteria, unweighted. The columns are taken as they are: for
/// the original index standardise them to mean 100 and standard deviation 10 first.
///
/// - A place whose mean is zero has no score, since `cv` is undefined.
///
/// # Errors
/// [`McdaError::TooFewPlaces`]; [`McdaError::Length`] with one criterion and [`Divisor::Sample`].
pub fn mazziotta_pareto(x: &Matrix, divisor: Divisor, penalty: Penalty) -> Result<Vec<Option<f64>>, McdaError> {
    let m = x.n_indicators();
    if m < 2 && divisor == Divisor::Sample {
        return Err(McdaError::Length { n_found: m, n_criteria: 2 });
    }
    let places = complete_places(x, 1)?;
    let scores: Vec<f64> = places
        .iter()
        .map(|&place| {
            let row: Vec<f64> = x.row(place).flatten().collect();
            let mean = row.iter().sum::<f64>() / m as f64;
            let squares: f64 = row.iter().map(|x| (x - mean) * (x - mean)).sum();
            let variance = match divisor {
                Divisor::Population => squares / m as f64,
                Divisor::Sample => squares / (m - 1) as f64,
            };
            match penalty {
                Penalty::Downward => mean - variance / mean,
                Penalty::Upward => mean + variance / mean,
            }
        })
        .collect();
    Ok(spread(x.n_places(), &places, scores))
}

/// Returns the goalposts `reference ∓ (max − min)/2` that put a reference value at 100 of the adjusted index.
///
/// The reference is usually the base-year value of the whole country; `lowest` and `highest` run over all places and
/// all years, so that scores stay comparable over time.
pub fn adjusted_goalposts(lowest: f64, highest: f64, reference: f64) -> (f64, f64) {
    let half = (highest - lowest) / 2.0;
    (reference - half, reference + half)
}

/// Scores places by the adjusted Mazziotta–Pareto index: goalposts mapped to 70 and 130, then mean less penalty.
///
/// `r = 70 + 60 (x − lower)/(upper − lower)`, variance divisor m as in the paper.
///
/// # Errors
/// As [`mazziotta_pareto`]; [`McdaError::Length`] unless there is one pair per criterion; [`McdaError::Bounds`].
pub fn adjusted_mazziotta_pareto(
    x: &Matrix,
    goalposts: &[(f64, f64)],
    penalty: Penalty,
) -> Result<Vec<Option<f64>>, McdaError> {
    if goalposts.len() != x.n_indicators() {
        return Err(McdaError::Length { n_found: goalposts.len(), n_criteria: x.n_indicators() });
    }
    if let Some(criterion) = goalposts.iter().position(|(low, high)| !(high > low && (high - low).is_finite())) {
        return Err(McdaError::Bounds { criterion });
    }
    let columns: Vec<Vec<Option<f64>>> = goalposts
        .iter()
        .enumerate()
        .map(|(k, (low, high))| {
            x.column(k).iter().map(|cell| cell.map(|x| 70.0 + 60.0 * (x - low) / (high - low))).collect()
        })
        .collect();
    mazziotta_pareto(&Matrix::from_columns(x.n_places(), &columns), Divisor::Population, penalty)
}

/// Scores places by weights that belong to positions: the first weighs each place's best criterion (OWA).
///
/// Equal weights give the mean, `(1, 0, …)` the maximum, `(…, 0, 1)` the minimum.
///
/// # Errors
/// [`McdaError::Length`], [`McdaError::Weights`], [`McdaError::TooFewPlaces`].
pub fn ordered_weighted_average(x: &Matrix, weights: &[f64]) -> Result<Vec<Option<f64>>, McdaError> {
    let weights = shares(weights, x.n_indicators())?;
    let places = complete_places(x, 1)?;
    let scores: Vec<f64> = places
        .iter()
        .map(|&place| {
            let mut row: Vec<f64> = x.row(place).flatten().collect();
            row.sort_by(|a, b| b.total_cmp(a));
            row.iter().zip(&weights).map(|(x, w)| x * w).sum()
        })
        .collect();
    Ok(spread(x.n_places(), &places, scores))
}

/// Scores places between their weighted mean and their minimum: `M − α (√((M − min)² + β²) − β)`.
///
/// `α = 0` gives the mean; `α = 1, β = 0` the minimum; a larger `β` lets small imbalance pass.
///
/// # Errors
/// [`McdaError::Length`], [`McdaError::Weights`], [`McdaError::TooFewPlaces`]; [`McdaError::Parameter`] if `α` lies
/// outside 0 to 1 or `β` is negative.
pub fn mean_min(x: &Matrix, weights: &[f64], alpha: f64, beta: f64) -> Result<Vec<Option<f64>>, McdaError> {
    if !(0.0..=1.0).contains(&alpha) {
        return Err(McdaError::Parameter { name: "α", value: alpha });
    }
    if beta < 0.0 || !beta.is_finite() {
        return Err(McdaError::Parameter { name: "β", value: beta });
    }
    let weights = shares(weights, x.n_indicators())?;
    let places = complete_places(x, 1)?;
    let columns = criteria(x, &places);
    let scores: Vec<f64> = (0..places.len())
        .map(|row| {
            let mean: f64 = columns.iter().zip(&weights).map(|(column, w)| w * column[row]).sum();
            let least = columns.iter().map(|column| column[row]).fold(f64::INFINITY, f64::min);
            mean - alpha * (((mean - least).powi(2) + beta * beta).sqrt() - beta)
        })
        .collect();
    Ok(spread(x.n_places(), &places, scores))
}
