//! Treatment of outliers: test, winsorise, test again, transform, with a decision table that hides nothing.
//!
//! Source: OECD/JRC Handbook (2008), step 3, with the thresholds of the JRC audits (|skewness| 2, kurtosis 3.5).

#[cfg(test)]
mod tests;

use crate::Matrix;
use crate::recipe::{OutlierTest, Transform, Treatment, Treatments};
use crate::stats::{Moments, present};
use crate::transform::{TransformError, transform};

/// Holds what the outlier test found in one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// True when the column needs no treatment (any more).
    pub passed: bool,
    /// Skewness G1; `None` where it does not exist.
    pub skewness: Option<f64>,
    /// Excess kurtosis G2; `None` where it does not exist.
    pub kurtosis: Option<f64>,
}

/// Tests a column: passes when `|G1| < skewness` or `G2 < kurtosis`, strictly, or where either does not exist.
pub fn check(values: &[Option<f64>], test: &OutlierTest) -> Check {
    let moments = Moments::of(values);
    let (skewness, kurtosis) = (moments.skewness(), moments.kurtosis());
    let passed = match (skewness, kurtosis) {
        (Some(g1), Some(g2)) => g1.abs() < test.skewness || g2 < test.kurtosis,
        _ => true,
    };
    Check { passed, skewness, kurtosis }
}

/// Records what treatment decided for one column.
#[derive(Debug, Clone, PartialEq)]
pub struct TreatRow {
    /// Column.
    pub column: usize,
    /// Test of the values as they came; `None` where no test was asked for.
    pub before: Option<Check>,
    /// Points winsorised: those at the last treated maximum and minimum; `None` where winsorising was not reached.
    pub winsorised: Option<usize>,
    /// Test after winsorising.
    pub after_winsorising: Option<Check>,
    /// Transform applied.
    pub transform: Option<Transform>,
    /// Why the transform could not be applied; the values are then those it would have been applied to.
    pub failed: Option<TransformError>,
    /// Test after the transform.
    pub after_transform: Option<Check>,
}

impl TreatRow {
    fn untested(column: usize) -> Self {
        Self {
            column,
            before: None,
            winsorised: None,
            after_winsorising: None,
            transform: None,
            failed: None,
            after_transform: None,
        }
    }

    /// Returns the last test made; `None` where none was.
    pub fn last(&self) -> Option<Check> {
        self.after_transform.or(self.after_winsorising).or(self.before)
    }

    /// Tells whether the column ends as asked: its last test passes and no transform failed.
    pub fn settled(&self) -> bool {
        self.failed.is_none() && self.last().is_none_or(|check| check.passed)
    }
}

/// Moves the extremes of a column inwards while the test fails and fewer than `test.winsorise` points are counted.
///
/// With skewness ≥ 0 every point equal to the maximum takes the largest of the other values, else every point at the
/// minimum the least of the others. The count is that of the points sitting at the last treated maximum plus those at
/// the last treated minimum: points moved before are tied with the new extreme and stay in the count, so a tie may
/// overshoot the limit. With `test.force` the limit is used up whatever the tests on the way say.
///
/// Returns the number of points counted. Stops when all values are equal. Cost: O(n · points).
pub fn winsorise(values: &mut [Option<f64>], test: &OutlierTest) -> usize {
    let found = check(values, test);
    winsorise_from(values, test, found).0
}

/// Winsorises a column whose test is known; returns the points counted and the test of the result.
fn winsorise_from(values: &mut [Option<f64>], test: &OutlierTest, mut found: Check) -> (usize, Check) {
    let (mut at_maximum, mut at_minimum) = (0, 0);
    loop {
        let count = at_maximum + at_minimum;
        let goes_on = count < test.winsorise && (test.force || !found.passed);
        let Some(skewness) = found.skewness.filter(|_| goes_on) else { return (count, found) };
        let (moved, sign) = if skewness >= 0.0 { (&mut at_maximum, 1.0) } else { (&mut at_minimum, -1.0) };
        match pull_in(values, sign) {
            Some(points) => *moved = points,
            None => return (count, found),
        }
        found = check(values, test);
    }
}

/// Sets all points at the greatest value of `sign · x` to the greatest of the others; returns how many there were.
fn pull_in(values: &mut [Option<f64>], sign: f64) -> Option<usize> {
    let (mut extreme, mut next) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for x in present(values).map(|x| sign * x) {
        if x > extreme {
            (extreme, next) = (x, extreme);
        } else if x > next && x < extreme {
            next = x;
        }
    }
    if next == f64::NEG_INFINITY {
        return None;
    }
    let mut points = 0;
    for cell in values.iter_mut() {
        if cell.is_some_and(|x| sign * x == extreme) {
            *cell = Some(sign * next);
            points += 1;
        }
    }
    Some(points)
}

/// Treats one column in place and records the decisions.
///
/// - A column that fails the test is winsorised and tested again; if it still fails, the fallback is applied to the
///   original values (to the winsorised ones with `combine`). It keeps the transformed values even if the last test
///   fails too: [`TreatRow::settled`] then says no.
/// - Constant and empty columns pass. Missing values stay missing.
pub fn treat_column(column: usize, values: &mut [Option<f64>], treatment: Treatment) -> TreatRow {
    let mut row = TreatRow::untested(column);
    match treatment {
        Treatment::None => {}
        Treatment::Transform(rule) => apply(values, rule, &mut row),
        Treatment::Test(test) => {
            let before = check(values, &test);
            row.before = Some(before);
            if before.passed {
                return row;
            }
            let original = (test.winsorise > 0 && !test.combine).then(|| values.to_vec());
            if test.winsorise > 0 {
                let (points, after) = winsorise_from(values, &test, before);
                row.winsorised = Some(points);
                row.after_winsorising = Some(after);
                if after.passed {
                    return row;
                }
            }
            if let Some(rule) = test.fallback {
                if let Some(original) = original {
                    values.copy_from_slice(&original);
                }
                apply(values, rule, &mut row);
                row.after_transform = row.failed.is_none().then(|| check(values, &test));
            }
        }
    }
    row
}

fn apply(values: &mut [Option<f64>], rule: Transform, row: &mut TreatRow) {
    row.transform = Some(rule);
    match transform(values, rule) {
        Ok(transformed) => values.copy_from_slice(&transformed),
        Err(error) => row.failed = Some(error),
    }
}

/// Treats the named columns of a matrix in place; one row of the decision table each, in the order named.
///
/// # Panics
/// If a column lies outside the matrix.
pub fn treat(matrix: &mut Matrix, columns: &[usize], treatments: &Treatments) -> Vec<TreatRow> {
    columns.iter().map(|&column| treat_column(column, matrix.column_mut(column), treatments.of(column))).collect()
}
