//! Whether the members of a pillar measure one thing: Cronbach's alpha.
//!
//! Source: Cronbach, Psychometrika 16 (1951); OECD/JRC Handbook (2008), step 4.

#[cfg(test)]
mod tests;

use crate::matrix::Matrix;
use crate::stats::Moments;

/// Says why alpha has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlphaError {
    /// Fewer than two columns.
    TooFewColumns,
    /// Fewer than two places have both values of a pair of columns.
    TooFewPairs {
        /// One column of the pair.
        first: usize,
        /// The other column.
        second: usize,
    },
    /// The covariances sum to nothing: all columns are constant or cancel out.
    NoVariance,
}

impl std::fmt::Display for AlphaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooFewColumns => write!(f, "alpha needs two columns"),
            Self::TooFewPairs { first, second } => {
                write!(f, "columns {first} and {second} share fewer than two places")
            }
            Self::NoVariance => write!(f, "the covariances sum to nothing"),
        }
    }
}

impl std::error::Error for AlphaError {}

/// Returns Cronbach's alpha of some columns: `k² · mean off-diagonal covariance / sum of the covariance matrix`.
///
/// - Range: up to 1; negative when members pull apart, which says that the pillar is not one.
/// - Missing values: each covariance over its pairwise complete places; the matrix may then be indefinite.
/// - Not free of units: normalise first, or large-numbered columns decide alone.
///
/// # Errors
/// See [`AlphaError`].
///
/// # Panics
/// If a position lies outside the matrix.
pub fn alpha(x: &Matrix, columns: &[usize]) -> Result<f64, AlphaError> {
    let k = columns.len();
    if k < 2 {
        return Err(AlphaError::TooFewColumns);
    }
    let (mut off_diagonal, mut diagonal) = (0.0, 0.0);
    for (position, &second) in columns.iter().enumerate() {
        for &first in &columns[..position] {
            let shared = covariance(x.column(first), x.column(second));
            off_diagonal += 2.0 * shared.ok_or(AlphaError::TooFewPairs { first, second })?;
        }
        let moments = Moments::of(x.column(second));
        let variance = moments.variance().ok_or(AlphaError::TooFewPairs { first: second, second })?;
        diagonal += if moments.has_spread() { variance } else { 0.0 };
    }
    let total = diagonal + off_diagonal;
    let k = k as f64;
    let alpha = k * k * (off_diagonal / (k * (k - 1.0))) / total;
    if diagonal > 0.0 && alpha.is_finite() { Ok(alpha) } else { Err(AlphaError::NoVariance) }
}

/// Covariance with divisor n − 1 over the places that have both values; `None` with fewer than two.
pub fn covariance(a: &[Option<f64>], b: &[Option<f64>]) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = a.iter().zip(b).filter_map(|(a, b)| a.zip(*b)).collect();
    if pairs.len() < 2 {
        return None;
    }
    let n = pairs.len() as f64;
    let mean_a = pairs.iter().map(|pair| pair.0).sum::<f64>() / n;
    let mean_b = pairs.iter().map(|pair| pair.1).sum::<f64>() / n;
    Some(pairs.iter().map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / (n - 1.0))
}
