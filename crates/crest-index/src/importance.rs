//! How much an element says about the index, beside how much it was given to say.
//!
//! A weight is a rate of exchange, not influence: an element that hardly varies, or runs against its siblings, moves
//! the index little whatever its weight.
//!
//! Source: Paruolo, Saisana and Saltelli, Ratings and rankings: voodoo or science? Journal of the Royal Statistical
//! Society A 176 (2013): the share of variance of the index that would go if the element were known.

#[cfg(test)]
mod tests;

use crate::correlate::{Coefficient, Undefined, correlate};

/// Holds how much of the variance of an index one element tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Importance {
    /// Squared Pearson correlation: the share told by a straight line.
    pub squared_correlation: f64,
    /// Correlation ratio over bins, see [`correlation_ratio`]; `None` with too few places for bins.
    pub correlation_ratio: Option<f64>,
    /// Places with both values.
    pub n_pairs: usize,
}

/// Measures how much of the variance of `y` is told by `x`.
///
/// # Errors
/// [`Undefined`] with fewer than three pairs or a constant column.
///
/// # Panics
/// If the columns differ in length.
pub fn importance(x: &[Option<f64>], y: &[Option<f64>]) -> Result<Importance, Undefined> {
    let estimate = correlate(x, y, Coefficient::Pearson)?;
    Ok(Importance {
        squared_correlation: estimate.value * estimate.value,
        correlation_ratio: correlation_ratio(x, y),
        n_pairs: estimate.n_pairs,
    })
}

/// Estimates `η² = Var(E[y|x]) / Var(y)` by bins of `x`, corrected for the number of bins.
///
/// The places are sorted by `x` and cut into bins of equal count, at least five places each and at most ten bins; equal
/// values of `x` stay in one bin. With `b` bins the share between bins is `η² = 1 − within/total`, and
/// `1 − (1 − η²)(n − 1)/(n − b)`, held in 0 to 1, removes what pure chance would put between bins. It needs no
/// bandwidth, sees bends and thresholds that a straight line misses, and is coarser than a spline.
///
/// `None` with fewer than ten pairs, fewer than two bins or a constant `y`.
///
/// # Panics
/// If the columns differ in length.
pub fn correlation_ratio(x: &[Option<f64>], y: &[Option<f64>]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "both columns have one cell per place");
    let mut pairs: Vec<(f64, f64)> = x.iter().zip(y).filter_map(|(x, y)| x.zip(*y)).collect();
    let n = pairs.len();
    if n < 10 {
        return None;
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mean = pairs.iter().map(|pair| pair.1).sum::<f64>() / n as f64;
    let total: f64 = pairs.iter().map(|pair| (pair.1 - mean) * (pair.1 - mean)).sum();
    let n_wanted = (n / 5).clamp(2, 10);
    let (mut within, mut n_bins, mut start) = (0.0, 0, 0);
    for bin in 1..=n_wanted {
        let mut end = bin * n / n_wanted;
        while end < n && end > start && pairs[end].0 == pairs[end - 1].0 {
            end += 1;
        }
        if end <= start {
            continue;
        }
        let members = &pairs[start..end];
        let centre = members.iter().map(|pair| pair.1).sum::<f64>() / members.len() as f64;
        within += members.iter().map(|pair| (pair.1 - centre) * (pair.1 - centre)).sum::<f64>();
        n_bins += 1;
        start = end;
    }
    let rounding = mean.abs() * f64::EPSILON * n as f64;
    if n_bins < 2 || total <= rounding * rounding * n as f64 {
        return None;
    }
    Some((1.0 - within / total * (n as f64 - 1.0) / (n as f64 - f64::from(n_bins))).clamp(0.0, 1.0))
}
