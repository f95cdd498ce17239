//! Transforms of one indicator that draw in a long tail.
//!
//! Sources: G. Box, D. Cox, "An analysis of transformations", J. R. Statist. Soc. B 26 (1964); the shifts by 1 % of the
//! range and by 1 are those of the JRC's COIN Tool, `LogGii` is the form printed in the Global Innovation Index.

#[cfg(test)]
mod tests;

use crate::recipe::Transform;
use crate::stats::{Moments, min_max};

/// Share of the range by which the least value is lifted off zero before the logarithm.
const SHIFT: f64 = 0.01;

/// Says why a column cannot be transformed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TransformError {
    /// All present values are equal (or there is none), and the formula divides by the range or takes its logarithm.
    Constant,
    /// The formula leaves the real numbers for this place.
    OutOfDomain {
        /// Place.
        place: usize,
        /// Its value.
        value: f64,
    },
}

impl std::fmt::Display for TransformError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Constant => f.write_str("all values are equal, so the transform is not defined"),
            Self::OutOfDomain { place, value } => {
                write!(f, "the transform is not defined for {value} of place {place}")
            }
        }
    }
}

impl std::error::Error for TransformError {}

/// Applies a transform to all present values of a column; see [`Transform`] for the formulas.
///
/// `min` and `max` are those of the column. Order is kept: all transforms rise strictly, except [`Transform::LogGii`]
/// with a maximum below 1, which falls (the formula as published).
///
/// # Errors
/// [`TransformError::Constant`] if the values do not differ and the formula needs a range;
/// [`TransformError::OutOfDomain`] if a result is not a number, as [`Transform::LogGii`] for a maximum of 0 or less.
pub fn transform(values: &[Option<f64>], rule: Transform) -> Result<Vec<Option<f64>>, TransformError> {
    let (least, greatest) = min_max(values).ok_or(TransformError::Constant)?;
    let range = greatest - least;
    let needs_range = matches!(rule, Transform::LogCt | Transform::LogCtPlus | Transform::LogGii);
    if needs_range && range <= 0.0 {
        return Err(TransformError::Constant);
    }
    let shift = SHIFT * range;
    let right_tail = match rule {
        Transform::LogCtPlus => Moments::of(values).skewness().is_some_and(|skewness| skewness > 0.0),
        _ => true,
    };
    let one = |x: f64| match rule {
        Transform::LogCtPlus if !right_tail => -(greatest + shift - x).ln(),
        Transform::LogCt | Transform::LogCtPlus => (x - least + shift).ln(),
        Transform::LogCtOrig => (x - least + 1.0).ln(),
        Transform::LogGii => ((greatest - 1.0) * (x - least) / range + 1.0).ln(),
        Transform::BoxCox { lambda: 0.0 } => (x - least + 1.0).ln(),
        Transform::BoxCox { lambda } => ((x - least + 1.0).powf(lambda) - 1.0) / lambda,
    };
    let mut results = Vec::with_capacity(values.len());
    for (place, cell) in values.iter().enumerate() {
        let result = cell.map(one);
        if let (Some(y), Some(x)) = (result, *cell)
            && !y.is_finite()
        {
            return Err(TransformError::OutOfDomain { place, value: x });
        }
        results.push(result);
    }
    Ok(results)
}
