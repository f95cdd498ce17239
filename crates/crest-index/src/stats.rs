//! Moments, quantiles and ties of one column of numbers, missing values left out.
//!
//! Sources: D. N. Joanes, C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47 (1998):
//! G1 and G2; R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996): type 7.

#[cfg(test)]
mod tests;

/// Returns the numbers that are present.
pub fn present(values: &[Option<f64>]) -> impl Iterator<Item = f64> + '_ {
    values.iter().copied().flatten()
}

/// Holds the number of values, their mean and their central moments with divisor n.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Number of present values.
    pub n: usize,
    /// Arithmetic mean; 0 when there is no value.
    pub mean: f64,
    /// Second central moment `Σ (x − mean)² / n`.
    pub m2: f64,
    /// Third central moment.
    pub m3: f64,
    /// Fourth central moment.
    pub m4: f64,
}

impl Moments {
    /// Measures a column in two passes.
    pub fn of(values: &[Option<f64>]) -> Self {
        let (mut n, mut sum) = (0_usize, 0.0);
        for x in present(values) {
            n += 1;
            sum += x;
        }
        if n == 0 {
            return Self { n, mean: 0.0, m2: 0.0, m3: 0.0, m4: 0.0 };
        }
        let count = n as f64;
        let mean = sum / count;
        let (mut s2, mut s3, mut s4) = (0.0, 0.0, 0.0);
        for x in present(values) {
            let d = x - mean;
            let d2 = d * d;
            s2 += d2;
            s3 += d2 * d;
            s4 += d2 * d2;
        }
        Self { n, mean, m2: s2 / count, m3: s3 / count, m4: s4 / count }
    }

    /// Skewness `G1 = √(n(n−1)) / (n−2) · m3 / m2^1.5`; `None` with fewer than 3 values or no spread.
    pub fn skewness(&self) -> Option<f64> {
        if self.n < 3 || !self.has_spread() {
            return None;
        }
        let n = self.n as f64;
        Some((n * (n - 1.0)).sqrt() / (n - 2.0) * self.m3 / (self.m2 * self.m2.sqrt())).filter(|g| g.is_finite())
    }

    /// Excess kurtosis `G2 = ((n+1)(m4/m2² − 3) + 6)(n−1) / ((n−2)(n−3))`; `None` with fewer than 4 values or no spread.
    pub fn kurtosis(&self) -> Option<f64> {
        if self.n < 4 || !self.has_spread() {
            return None;
        }
        let n = self.n as f64;
        let excess = self.m4 / (self.m2 * self.m2) - 3.0;
        Some(((n + 1.0) * excess + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0))).filter(|g| g.is_finite())
    }

    /// Variance with divisor n − 1; `None` with fewer than 2 values.
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2).then(|| self.m2 * self.n as f64 / (self.n as f64 - 1.0))
    }

    /// Standard deviation with divisor n − 1; `None` with fewer than 2 values.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Tells whether the values differ by more than the rounding of their mean.
    ///
    /// The mean of n equal numbers may differ from them in the last digits; a spread of that size is none.
    pub fn has_spread(&self) -> bool {
        let rounding = self.mean.abs() * f64::EPSILON * self.n as f64;
        self.m2 > rounding * rounding
    }
}

/// Arithmetic mean; `None` when no value is present.
pub fn mean(values: &[Option<f64>]) -> Option<f64> {
    let (n, sum) = present(values).fold((0_usize, 0.0), |(n, sum), x| (n + 1, sum + x));
    (n > 0).then(|| sum / n as f64)
}

/// Standard deviation with divisor n − 1; `None` with fewer than 2 values.
pub fn sd(values: &[Option<f64>]) -> Option<f64> {
    Moments::of(values).sd()
}

/// Skewness G1; see [`Moments::skewness`].
pub fn skewness(values: &[Option<f64>]) -> Option<f64> {
    Moments::of(values).skewness()
}

/// Excess kurtosis G2; see [`Moments::kurtosis`].
pub fn kurtosis(values: &[Option<f64>]) -> Option<f64> {
    Moments::of(values).kurtosis()
}

/// Least and greatest value; `None` when no value is present.
pub fn min_max(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for x in present(values) {
        // Plain comparisons compile to single instructions; `f64::min` would mind NaN, which does not occur.
        least = if x < least { x } else { least };
        greatest = if x > greatest { x } else { greatest };
    }
    (least <= greatest).then_some((least, greatest))
}

/// Returns the present values in ascending order; negative zero counts as zero.
pub fn sorted(values: &[Option<f64>]) -> Vec<f64> {
    let mut numbers: Vec<f64> = present(values).map(|x| x + 0.0).collect();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers
}

/// Quantile of type 7: linear interpolation at position `(n − 1) p` of the sorted values; `None` without values.
///
/// `p` is held in `[0, 1]`.
pub fn quantile(values: &[Option<f64>], p: f64) -> Option<f64> {
    quantile_of_sorted(&sorted(values), p)
}

/// Quantile of type 7 of numbers already in ascending order; `None` without numbers.
pub fn quantile_of_sorted(numbers: &[f64], p: f64) -> Option<f64> {
    let last = numbers.len().checked_sub(1)?;
    let position = p.clamp(0.0, 1.0) * last as f64;
    let below = (position.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let part = position - below as f64;
    // At a whole position no neighbour may leak in.
    Some(if part > 0.0 { numbers[below] + part * (numbers[above] - numbers[below]) } else { numbers[below] })
}

/// Median: the middle value, or the mean of the two middle ones; `None` without values.
pub fn median(values: &[Option<f64>]) -> Option<f64> {
    quantile(values, 0.5)
}

/// Ranks of values in ascending order, 1 = least.
///
/// - Missing values have no rank and take no place in the order. Ties: see [`Ties`]. Cost: O(n log n).
pub fn ranks_ascending(values: &[Option<f64>], ties: Ties) -> Vec<Option<f64>> {
    let order = sorted(values);
    values.iter().map(|cell| cell.map(|x| rank_among(&order, x + 0.0, ties))).collect()
}

/// Ascending rank of a number among numbers already sorted: 1 + how many are less (ties lowest).
///
/// A number that is not among them takes the rank it would have if it were added.
pub fn rank_among(order: &[f64], x: f64, ties: Ties) -> f64 {
    let less = order.partition_point(|&y| y < x);
    match ties {
        Ties::Lowest => less as f64 + 1.0,
        Ties::Average => {
            let equal = order[less..].partition_point(|&y| y <= x).max(1);
            less as f64 + (equal as f64 + 1.0) / 2.0
        }
    }
}

/// Says which rank equal values share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// The lowest rank of the tie, as in sport.
    Lowest,
    /// The mean of the ranks of the tie.
    Average,
}
