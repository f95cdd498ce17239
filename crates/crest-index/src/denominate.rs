//! Division of indicators by what makes places of different size comparable.
//!
//! Source: OECD/JRC Handbook (2008), step 2: variables are scaled by an appropriate size measure.

#[cfg(test)]
mod tests;

use crate::{Denominator, Matrix};

/// Holds the denominated indicators and what could not be divided.
#[derive(Debug, Clone, PartialEq)]
pub struct Denominated {
    /// Indicators after division.
    pub matrix: Matrix,
    /// Cells that had a value and lost it because the denominator is missing: place, column.
    pub without_denominator: Vec<(usize, usize)>,
    /// Cells that had a value and lost it because the denominator is zero, or the ratio too large for a number.
    pub by_zero: Vec<(usize, usize)>,
}

/// Divides every column that has a denominator: `x · scale / d`.
///
/// - Shape kept. A missing value or a missing denominator gives a missing ratio; so does a denominator of zero.
/// - Columns beyond the length of `denominators` are left as they are.
///
/// # Panics
/// If a denominator has fewer values than there are places.
pub fn denominate(matrix: &Matrix, denominators: &[Option<Denominator<'_>>]) -> Denominated {
    let mut result = Denominated { matrix: matrix.clone(), without_denominator: Vec::new(), by_zero: Vec::new() };
    for (column, denominator) in denominators.iter().enumerate().take(matrix.n_indicators()) {
        let Some(denominator) = denominator else { continue };
        for (place, cell) in result.matrix.column_mut(column).iter_mut().enumerate() {
            let Some(x) = *cell else { continue };
            *cell = match denominator.values[place] {
                None => {
                    result.without_denominator.push((place, column));
                    None
                }
                Some(d) => {
                    let ratio = x / d * denominator.scale;
                    if !ratio.is_finite() {
                        result.by_zero.push((place, column));
                    }
                    Some(ratio).filter(|ratio| ratio.is_finite())
                }
            };
        }
    }
    result
}
