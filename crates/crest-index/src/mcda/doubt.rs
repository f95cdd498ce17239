//! Benefit of the doubt: every place is judged under the weights that suit it best.
//!
//! Sources: Cherchye, Moesen, Rogge and Van Puyenbroeck, Social Indicators Research 82 (2007), for the plain and the
//! share-bounded score; Fusco, Social Indicators Research 120 (2015), for the directional one.

use super::{McdaError, complete_places};
use crate::matrix::Matrix;
use crate::simplex::{Constraint, Relation, maximise};

/// Bounds the share of each criterion in the evaluated place's own score.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Least share per criterion, 0 to 1.
    pub lower: Vec<f64>,
    /// Largest share per criterion, 0 to 1.
    pub upper: Vec<f64>,
}

impl Shares {
    /// The same bounds for every criterion.
    pub fn uniform(n_criteria: usize, lower: f64, upper: f64) -> Self {
        Self { lower: vec![lower; n_criteria], upper: vec![upper; n_criteria] }
    }
}

/// Holds the score of one place and one set of weights that reaches it.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Score, 0 to 1; 1 on the frontier.
    pub score: f64,
    /// One weight per criterion in units of the input; unique only in the score, not in itself.
    pub weights: Vec<f64>,
}

/// Scores each place under its most favourable weights: `max Σ u_k x_ok`, `Σ u_k x_ik ≤ 1` for all `i`, `u ≥ 0`.
///
/// With `shares`, `lower_k · s ≤ u_k x_ok ≤ upper_k · s` where `s = Σ u_j x_oj`, for the evaluated place only.
///
/// - Input: non-negative values. A change of a criterion's unit leaves scores alone.
/// - A place with a missing criterion has no score and sets no frontier. A place of zeros alone scores 0.
/// - Cost: one linear programme of `n` (or `n + 2m`) rows and `m` columns per place.
///
/// # Errors
/// [`McdaError::TooFewPlaces`], [`McdaError::Negative`]; [`McdaError::NoContrast`] if a criterion is zero everywhere;
/// [`McdaError::Length`]; [`McdaError::Bounds`] for shares outside 0 to 1 or lower above upper;
/// [`McdaError::Parameter`] if the lower shares sum to more, or the upper to less, than 1; [`McdaError::Programme`].
pub fn benefit_of_the_doubt(x: &Matrix, shares: Option<&Shares>) -> Result<Vec<Option<Doubt>>, McdaError> {
    let m = x.n_indicators();
    if let Some(shares) = shares {
        check_shares(shares, m)?;
    }
    let places = complete_places(x, 1)?;
    let scales = scales(x, &places)?;
    let rows = scaled_rows(x, &places, &scales);
    let frontier: Vec<Constraint> = rows
        .iter()
        .map(|row| Constraint { coefficients: row.clone(), relation: Relation::AtMost, bound: 1.0 })
        .collect();
    let mut all = vec![None; x.n_places()];
    for (row, &place) in rows.iter().zip(&places) {
        let mut constraints = frontier.clone();
        if let Some(shares) = shares {
            for k in 0..m {
                // lower · s − u_k x_k ≤ 0 and u_k x_k − upper · s ≤ 0.
                let own = |j: usize| if j == k { row[j] } else { 0.0 };
                let low = (0..m).map(|j| shares.lower[k] * row[j] - own(j)).collect();
                let high = (0..m).map(|j| own(j) - shares.upper[k] * row[j]).collect();
                for coefficients in [low, high] {
                    constraints.push(Constraint { coefficients, relation: Relation::AtMost, bound: 0.0 });
                }
            }
        }
        let best = maximise(row, &constraints).map_err(|error| McdaError::Programme { place, error })?;
        let weights = best.solution.iter().zip(&scales).map(|(u, scale)| u / scale).collect();
        all[place] = Some(Doubt { score: best.objective, weights });
    }
    Ok(all)
}

/// Scores each place by how far it could move in a given direction before it leaves the frontier: `1 / (1 + b)`.
///
/// `max b` with `Σ l_i x_i ≥ x_o + b g`, `Σ l_i ≤ 1`, `l ≥ 0`. The units of `g` matter.
///
/// # Errors
/// [`McdaError::TooFewPlaces`], [`McdaError::Length`]; [`McdaError::Parameter`] unless `g ≥ 0` with one entry above
/// zero; [`McdaError::Programme`].
pub fn directional_doubt(x: &Matrix, direction: &[f64]) -> Result<Vec<Option<f64>>, McdaError> {
    let m = x.n_indicators();
    if direction.len() != m {
        return Err(McdaError::Length { n_found: direction.len(), n_criteria: m });
    }
    if let Some(&value) = direction.iter().find(|g| !g.is_finite() || **g < 0.0) {
        return Err(McdaError::Parameter { name: "g", value });
    }
    if direction.iter().all(|g| *g == 0.0) {
        return Err(McdaError::Parameter { name: "g", value: 0.0 });
    }
    let places = complete_places(x, 1)?;
    let ones = vec![1.0; m];
    let rows = scaled_rows(x, &places, &ones);
    let n = rows.len();
    // Variables: l_1 … l_n, then b.
    let mut objective = vec![0.0; n + 1];
    objective[n] = 1.0;
    let mut sum = vec![1.0; n + 1];
    sum[n] = 0.0;
    let mut all = vec![None; x.n_places()];
    for (own, &place) in rows.iter().zip(&places) {
        let mut constraints = vec![Constraint { coefficients: sum.clone(), relation: Relation::AtMost, bound: 1.0 }];
        for k in 0..m {
            let mut coefficients: Vec<f64> = rows.iter().map(|row| row[k]).collect();
            coefficients.push(-direction[k]);
            constraints.push(Constraint { coefficients, relation: Relation::AtLeast, bound: own[k] });
        }
        let best = maximise(&objective, &constraints).map_err(|error| McdaError::Programme { place, error })?;
        all[place] = Some(1.0 / (1.0 + best.objective));
    }
    Ok(all)
}

fn check_shares(shares: &Shares, n_criteria: usize) -> Result<(), McdaError> {
    for n_found in [shares.lower.len(), shares.upper.len()] {
        if n_found != n_criteria {
            return Err(McdaError::Length { n_found, n_criteria });
        }
    }
    let unlawful =
        |k: &usize| !(0.0 <= shares.lower[*k] && shares.lower[*k] <= shares.upper[*k] && shares.upper[*k] <= 1.0);
    if let Some(criterion) = (0..n_criteria).find(unlawful) {
        return Err(McdaError::Bounds { criterion });
    }
    let (lower, upper): (f64, f64) = (shares.lower.iter().sum(), shares.upper.iter().sum());
    if lower > 1.0 + 1e-12 {
        return Err(McdaError::Parameter { name: "sum of lower shares", value: lower });
    }
    if upper < 1.0 - 1e-12 {
        return Err(McdaError::Parameter { name: "sum of upper shares", value: upper });
    }
    Ok(())
}

/// The largest value of each criterion; dividing by it keeps the programme well scaled.
fn scales(x: &Matrix, places: &[usize]) -> Result<Vec<f64>, McdaError> {
    (0..x.n_indicators())
        .map(|criterion| {
            let mut largest = 0.0_f64;
            for &place in places {
                let value = x.at(place, criterion).unwrap_or(0.0);
                if value < 0.0 {
                    return Err(McdaError::Negative { place, criterion });
                }
                largest = largest.max(value);
            }
            if largest > 0.0 { Ok(largest) } else { Err(McdaError::NoContrast) }
        })
        .collect()
}

fn scaled_rows(x: &Matrix, places: &[usize], scales: &[f64]) -> Vec<Vec<f64>> {
    places.iter().map(|&place| x.row(place).flatten().zip(scales).map(|(x, scale)| x / scale).collect()).collect()
}
