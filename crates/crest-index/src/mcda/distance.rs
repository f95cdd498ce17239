//! Scores by distance to a reference profile: TOPSIS, VIKOR and SPOTIS.
//!
//! Sources: Hwang and Yoon, Multiple Attribute Decision Making (1981), for TOPSIS; Opricovic and Tzeng, European Journal
//! of Operational Research 156 (2004), for VIKOR; Dezert, Tchamova, Han and Tacnet, The SPOTIS rank reversal free
//! method, FUSION (2020).

use super::{McdaError, complete_places, criteria, highest, lowest, shares, spread};
use crate::matrix::Matrix;

/// Says how TOPSIS makes criteria comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaling {
    /// Divides by the Euclidean norm of the column.
    Vector,
    /// Rescales to `[0, 1]` by minimum and maximum.
    MinMax,
}

/// Scores places by their closeness to the best profile: `d⁻ / (d⁺ + d⁻)` (TOPSIS).
///
/// `v = w · scaled value`; `d⁺` and `d⁻` are Euclidean distances to the column-wise best and worst `v`.
///
/// - Range: 0 to 1, higher is better. A constant criterion adds to neither distance.
/// - Missing values: see the [module](super).
///
/// # Errors
/// [`McdaError::Length`], [`McdaError::Weights`], [`McdaError::TooFewPlaces`];
/// [`McdaError::NoContrast`] if every weighted criterion is constant.
pub fn topsis(x: &Matrix, weights: &[f64], scaling: Scaling) -> Result<Vec<Option<f64>>, McdaError> {
    let weights = shares(weights, x.n_indicators())?;
    let places = complete_places(x, 1)?;
    let mut to_best = vec![0.0; places.len()];
    let mut to_worst = vec![0.0; places.len()];
    for (column, weight) in criteria(x, &places).iter().zip(&weights) {
        let (low, high) = (lowest(column), highest(column));
        let scale = match scaling {
            Scaling::Vector => column.iter().map(|x| x * x).sum::<f64>().sqrt(),
            Scaling::MinMax => high - low,
        };
        if high <= low || scale <= 0.0 {
            continue;
        }
        for (row, value) in column.iter().enumerate() {
            to_best[row] += (weight * (high - value) / scale).powi(2);
            to_worst[row] += (weight * (value - low) / scale).powi(2);
        }
    }
    if to_best.iter().zip(&to_worst).all(|(best, worst)| best + worst == 0.0) {
        return Err(McdaError::NoContrast);
    }
    let closeness = to_best.iter().zip(&to_worst).map(|(best, worst)| worst.sqrt() / (best.sqrt() + worst.sqrt()));
    Ok(spread(x.n_places(), &places, closeness))
}

/// Holds the three VIKOR measures of each place; lower is better in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Vikor {
    /// Weighted mean regret `S`.
    pub group_regret: Vec<Option<f64>>,
    /// Largest weighted regret `R`.
    pub largest_regret: Vec<Option<f64>>,
    /// Compromise `Q`.
    pub compromise: Vec<Option<f64>>,
}

/// Scores places by the compromise of mean and largest regret (VIKOR).
///
/// `f = w (best − x)/(best − worst)`, `S = Σ f`, `R = max f`,
/// `Q = v (S − S min)/(S max − S min) + (1 − v)(R − R min)/(R max − R min)`.
///
/// - A constant criterion causes no regret; a part of `Q` that is equal for all places is 0.
///
/// # Errors
/// As [`topsis`]; [`McdaError::Parameter`] if `v` lies outside 0 to 1.
pub fn vikor(x: &Matrix, weights: &[f64], v: f64) -> Result<Vikor, McdaError> {
    if !(0.0..=1.0).contains(&v) {
        return Err(McdaError::Parameter { name: "v", value: v });
    }
    let weights = shares(weights, x.n_indicators())?;
    let places = complete_places(x, 1)?;
    let mut sums = vec![0.0; places.len()];
    let mut largest = vec![0.0_f64; places.len()];
    let mut contrast = false;
    for (column, weight) in criteria(x, &places).iter().zip(&weights) {
        let (low, high) = (lowest(column), highest(column));
        if high <= low {
            continue;
        }
        contrast |= *weight > 0.0;
        for (row, value) in column.iter().enumerate() {
            let regret = weight * (high - value) / (high - low);
            sums[row] += regret;
            largest[row] = largest[row].max(regret);
        }
    }
    if !contrast {
        return Err(McdaError::NoContrast);
    }
    let share = |values: &[f64], value: f64| {
        let (low, high) = (lowest(values), highest(values));
        if high > low { (value - low) / (high - low) } else { 0.0 }
    };
    let compromise: Vec<f64> =
        (0..places.len()).map(|row| v * share(&sums, sums[row]) + (1.0 - v) * share(&largest, largest[row])).collect();
    Ok(Vikor {
        group_regret: spread(x.n_places(), &places, sums),
        largest_regret: spread(x.n_places(), &places, largest),
        compromise: spread(x.n_places(), &places, compromise),
    })
}

/// Scores places by their distance to an ideal inside fixed bounds: `Σ w |x − ideal| / (upper − lower)` (SPOTIS).
///
/// Because the bounds are given, adding or removing places changes no other score.
///
/// - Range: 0 to 1 for values within the bounds; lower is better. Values outside are not cut.
/// - `ideal`: one value per criterion; without it the upper bounds.
///
/// # Errors
/// [`McdaError::Length`], [`McdaError::Weights`], [`McdaError::TooFewPlaces`];
/// [`McdaError::Bounds`] if an upper bound does not exceed the lower.
pub fn spotis(
    x: &Matrix,
    weights: &[f64],
    bounds: &[(f64, f64)],
    ideal: Option<&[f64]>,
) -> Result<Vec<Option<f64>>, McdaError> {
    let n_criteria = x.n_indicators();
    let weights = shares(weights, n_criteria)?;
    for n_found in [bounds.len(), ideal.map_or(n_criteria, <[f64]>::len)] {
        if n_found != n_criteria {
            return Err(McdaError::Length { n_found, n_criteria });
        }
    }
    if let Some(criterion) = bounds.iter().position(|(low, high)| !(high > low && (high - low).is_finite())) {
        return Err(McdaError::Bounds { criterion });
    }
    let places = complete_places(x, 1)?;
    let mut distances = vec![0.0; places.len()];
    for (k, column) in criteria(x, &places).iter().enumerate() {
        let (low, high) = bounds[k];
        let best = ideal.map_or(high, |ideal| ideal[k]);
        for (distance, value) in distances.iter_mut().zip(column) {
            *distance += weights[k] * (value - best).abs() / (high - low);
        }
    }
    Ok(spread(x.n_places(), &places, distances))
}
