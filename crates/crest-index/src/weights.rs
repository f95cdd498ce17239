//! Weights that come from the data: by information, contrast, conflict, components, or a wanted balance.
//!
//! All rules return weights that sum to 1 over the columns given (raw loadings excepted, see [`first_loadings`]).
//! A rule judges the columns it is given: apply it to the members of one parent, or to a whole level.
//!
//! Sources: Shannon entropy weights: Hwang and Yoon (1981). CRITIC: Diakoulaki, Mavrotas and Papayannakis, Computers &
//! Operations Research 22 (1995). MEREC: Keshavarz-Ghorabaee et al., Symmetry 13 (2021). Components: OECD/JRC Handbook
//! (2008), step 6. Rank-order centroid: Barron and Barrett, Management Science 42 (1996).

mod optimise;
mod search;
#[cfg(test)]
mod tests;

pub use optimise::{
    Balance, OptimiseError, Optimised, OptimisedLevel, Pursuit, balance_objective, optimise, optimise_level,
};

use crate::correlate::{Coefficient, correlate};
use crate::matrix::Matrix;
use crate::principal::{PrincipalError, principal, varimax};
use crate::stats::{Moments, min_max, present};

/// Says why a rule gives no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightError {
    /// There is no column, or a list has not one entry per column.
    Columns,
    /// A column has fewer than two values.
    TooFew {
        /// Position of the column.
        column: usize,
    },
    /// A value is negative, or zero where the rule takes logarithms.
    NotPositive {
        /// Position of the column.
        column: usize,
    },
    /// No column tells the places apart.
    NoContrast,
    /// Principal components cannot be found.
    Principal(PrincipalError),
}

impl std::fmt::Display for WeightError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Columns => write!(f, "no column, or not one entry per column"),
            Self::TooFew { column } => write!(f, "column {column} has fewer than two values"),
            Self::NotPositive { column } => write!(f, "column {column} holds a value that is not positive"),
            Self::NoContrast => write!(f, "no column tells the places apart"),
            Self::Principal(error) => write!(f, "principal components: {error}"),
        }
    }
}

impl std::error::Error for WeightError {}

/// Gives every column the same weight.
///
/// # Errors
/// [`WeightError::Columns`] for no columns.
pub fn equal(n_columns: usize) -> Result<Vec<f64>, WeightError> {
    if n_columns == 0 { Err(WeightError::Columns) } else { Ok(vec![1.0 / n_columns as f64; n_columns]) }
}

/// Turns an order of importance into weights: the column of rank `k` of `m` gets `(1/m) Σ_{j ≥ k} 1/j`.
///
/// `ranks`: 1 = most important; columns of one rank share the mean of the places they fill.
///
/// # Errors
/// [`WeightError::Columns`] for no columns.
pub fn rank_order_centroid(ranks: &[usize]) -> Result<Vec<f64>, WeightError> {
    let m = ranks.len();
    if m == 0 {
        return Err(WeightError::Columns);
    }
    let centroid = |place: usize| (place..=m).map(|j| 1.0 / j as f64).sum::<f64>() / m as f64;
    let weight = |rank: &usize| {
        let before = ranks.iter().filter(|other| *other < rank).count();
        let tied = ranks.iter().filter(|other| *other == rank).count();
        (before + 1..=before + tied).map(centroid).sum::<f64>() / tied as f64
    };
    Ok(ranks.iter().map(weight).collect())
}

/// Weighs columns by their standard deviation: `w ∝ sd`, on the scale of the input.
///
/// # Errors
/// [`WeightError::Columns`], [`WeightError::TooFew`], [`WeightError::NoContrast`].
pub fn standard_deviation(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    by_column(x, |_, column| {
        let moments = Moments::of(column);
        Ok(if moments.has_spread() { moments.sd().unwrap_or(0.0) } else { 0.0 })
    })
}

/// Weighs columns by the information they hold: `w ∝ 1 − E`, `E = −Σ p ln p / ln n`, `p` = value / column sum.
///
/// - Input: non-negative; a zero adds nothing. Missing values are left out, `n` counts the present ones.
///
/// # Errors
/// As [`standard_deviation`]; [`WeightError::NotPositive`] for negative values or a column of zeros.
pub fn entropy(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    by_column(x, |index, column| {
        let n = present(column).count() as f64;
        let sum: f64 = present(column).sum();
        if sum <= 0.0 || present(column).any(|x| x < 0.0) {
            return Err(WeightError::NotPositive { column: index });
        }
        let of = |p: f64| if p > 0.0 { p * p.ln() } else { 0.0 };
        let evenness = -present(column).map(|x| of(x / sum)).sum::<f64>() / n.ln();
        Ok(if Moments::of(column).has_spread() { (1.0 - evenness).max(0.0) } else { 0.0 })
    })
}

/// Weighs columns by contrast and conflict (CRITIC): `w_j ∝ sd_j Σ_k (1 − r_jk)` on columns rescaled to `[0, 1]`.
///
/// - A constant column gets no weight and takes no part in the sums of the others. Correlations are Pearson,
///   pairwise complete; a pair without one counts as uncorrelated.
///
/// # Errors
/// As [`standard_deviation`].
pub fn critic(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    let varies: Vec<bool> = (0..x.n_indicators()).map(|j| Moments::of(x.column(j)).has_spread()).collect();
    by_column(x, |index, column| {
        let moments = Moments::of(column);
        let (Some(sd), Some((low, high)), true) = (moments.sd(), min_max(column), varies[index]) else {
            return Ok(0.0);
        };
        let conflict: f64 = (0..x.n_indicators())
            .filter(|&other| other != index && varies[other])
            .map(|other| 1.0 - correlate(column, x.column(other), Coefficient::Pearson).map_or(0.0, |e| e.value))
            .sum();
        // A column alone conflicts with nobody and is all there is.
        let alone = varies.iter().filter(|varies| **varies).count() == 1;
        Ok(sd / (high - low) * if alone { 1.0 } else { conflict.max(0.0) })
    })
}

/// Weighs columns by what their removal would change (MEREC): `w_j ∝ Σ_i |S_ij − S_i|`.
///
/// `S_i = ln(1 + (1/m) Σ_j |ln(min_j / x_ij)|)`; `S_ij` leaves out column `j` but still divides by `m`.
///
/// - Input: above zero. Places that lack a column are left out.
///
/// # Errors
/// As [`standard_deviation`]; [`WeightError::NotPositive`].
pub fn merec(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    let m = x.n_indicators();
    let places: Vec<usize> =
        (0..x.n_places()).filter(|&place| m > 0 && x.row(place).all(|cell| cell.is_some())).collect();
    let mut logs = Vec::with_capacity(m);
    for column in 0..m {
        let values: Vec<Option<f64>> = places.iter().map(|&place| x.at(place, column)).collect();
        let (low, _) = min_max(&values).ok_or(WeightError::TooFew { column })?;
        if low <= 0.0 {
            return Err(WeightError::NotPositive { column });
        }
        logs.push(present(&values).map(|x| (low / x).ln().abs()).collect::<Vec<f64>>());
    }
    let totals: Vec<f64> = (0..places.len()).map(|row| logs.iter().map(|column| column[row]).sum()).collect();
    by_column(x, |index, _| {
        let change =
            |(total, own): (&f64, &f64)| ((total / m as f64).ln_1p() - ((total - own) / m as f64).ln_1p()).abs();
        Ok(totals.iter().zip(&logs[index]).map(change).sum())
    })
}

/// Weighs columns by their Gini coefficient: `w ∝ Σ_i Σ_k |x_i − x_k| / (2 n² mean)`.
///
/// - Input: a positive mean; missing values are left out. Cost: O(n log n) per column.
///
/// # Errors
/// As [`standard_deviation`]; [`WeightError::NotPositive`] if a mean is not above zero.
pub fn gini(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    by_column(x, |index, column| {
        let sorted = crate::stats::sorted(column);
        let n = sorted.len() as f64;
        let sum: f64 = sorted.iter().sum();
        if sum <= 0.0 {
            return Err(WeightError::NotPositive { column: index });
        }
        // Σ Σ |x_i − x_k| = 2 Σ (2i − n − 1) x_(i) over the ascending order.
        let spread: f64 = sorted.iter().enumerate().map(|(i, x)| (2.0 * i as f64 + 1.0 - n) * x).sum();
        Ok((spread / (n * sum)).max(0.0))
    })
}

/// Returns the raw loadings of the first principal component, oriented to a positive sum; they may be negative.
///
/// Kept because other tools weigh with them. A negative entry makes the index reward what its framework counts as harm,
/// and where the entries nearly cancel the rescaled mean explodes; [`squared_loadings`] has neither fault.
///
/// # Errors
/// [`WeightError::Principal`].
pub fn first_loadings(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    let columns: Vec<usize> = (0..x.n_indicators()).collect();
    let mut found = principal(x, &columns).map_err(WeightError::Principal)?;
    Ok(found.vectors.swap_remove(0))
}

/// Weighs columns by their squared loadings on the first principal component: the share of it that each explains.
///
/// # Errors
/// [`WeightError::Principal`].
pub fn squared_loadings(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    Ok(first_loadings(x)?.iter().map(|x| x * x).collect())
}

/// Weighs columns by their squared varimax loadings on the factor they lean on most, as the handbook does.
///
/// Components are kept by [`Principal::n_retained`](crate::principal::Principal::n_retained) and rotated. Each column
/// joins the factor of its largest squared loading; inside the factor the squared loading is divided by the factor's
/// explained variance, and the factor counts by its share of the variance explained by all of them; weights are then
/// rescaled to sum 1.
///
/// # Errors
/// [`WeightError::Principal`].
pub fn rotated_loadings(x: &Matrix) -> Result<Vec<f64>, WeightError> {
    let columns: Vec<usize> = (0..x.n_indicators()).collect();
    let found = principal(x, &columns).map_err(WeightError::Principal)?;
    let kept: Vec<Vec<f64>> = (0..found.n_retained()).map(|k| found.loadings(k)).collect();
    let rotated = varimax(&kept);
    let explained: f64 = rotated.variances.iter().sum();
    let weight = |&column: &usize| {
        let squares = rotated.loadings.iter().zip(&rotated.variances);
        let (own, variance) = squares
            .map(|(factor, variance)| (factor[column] * factor[column], *variance))
            .fold((0.0, 1.0), |best, next| if next.0 > best.0 { next } else { best });
        (own / variance) * (variance / explained)
    };
    shares(columns.iter().map(weight).collect())
}

/// Measures every column by a rule and rescales to sum 1.
fn by_column(
    x: &Matrix,
    measure: impl Fn(usize, &[Option<f64>]) -> Result<f64, WeightError>,
) -> Result<Vec<f64>, WeightError> {
    if x.n_indicators() == 0 {
        return Err(WeightError::Columns);
    }
    let measured = (0..x.n_indicators()).map(|index| {
        let column = x.column(index);
        if present(column).count() < 2 {
            return Err(WeightError::TooFew { column: index });
        }
        measure(index, column)
    });
    shares(measured.collect::<Result<_, _>>()?)
}

fn shares(measures: Vec<f64>) -> Result<Vec<f64>, WeightError> {
    let sum: f64 = measures.iter().sum();
    if sum > 0.0 && sum.is_finite() {
        Ok(measures.into_iter().map(|x| x / sum).collect())
    } else {
        Err(WeightError::NoContrast)
    }
}
