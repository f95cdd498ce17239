//! The statistics table of indicators: what an auditor looks at before anything is computed.
//!
//! Source: OECD/JRC Handbook (2008), steps 2 to 4; thresholds as in the JRC audits.

#[cfg(test)]
mod tests;

use crate::stats::{Moments, quantile_of_sorted, sorted};

/// Describes one indicator; missing values are left out of all but the counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Description {
    /// Number of places.
    pub n_places: usize,
    /// Places with a value.
    pub n_available: usize,
    /// Values that are not zero.
    pub n_non_zero: usize,
    /// Different values.
    pub n_unique: usize,
    /// Size of the largest group of equal values.
    pub n_same: usize,
    /// Least value.
    pub min: Option<f64>,
    /// Greatest value.
    pub max: Option<f64>,
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Standard deviation, divisor n − 1.
    pub sd: Option<f64>,
    /// Skewness G1.
    pub skewness: Option<f64>,
    /// Excess kurtosis G2.
    pub kurtosis: Option<f64>,
}

/// Holds the thresholds below (above) which an indicator is flagged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DescriptionLimits {
    /// Least share of places with a value.
    pub availability: f64,
    /// Least share of places with a value other than zero.
    pub non_zero: f64,
    /// Least number of different values as a share of places.
    pub unique: f64,
    /// Absolute skewness beyond which (with `kurtosis`) outliers are suspected.
    pub skewness: f64,
    /// Excess kurtosis beyond which (with `skewness`) outliers are suspected.
    pub kurtosis: f64,
}

impl Default for DescriptionLimits {
    /// Returns 0.65, 0.5, 0.5, 2 and 3.5.
    fn default() -> Self {
        Self { availability: 0.65, non_zero: 0.5, unique: 0.5, skewness: 2.0, kurtosis: 3.5 }
    }
}

/// Tells what is wrong with an indicator; true = flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DescriptionFlags {
    /// Too few values.
    pub low_availability: bool,
    /// Too many zeros.
    pub many_zeros: bool,
    /// Too few different values.
    pub few_unique: bool,
    /// Outliers suspected.
    pub outliers: bool,
}

/// Describes one column. Cost: O(n log n).
pub fn describe(values: &[Option<f64>]) -> Description {
    let order = sorted(values);
    let moments = Moments::of(values);
    let (mut n_unique, mut n_same) = (0, 0);
    for tie in order.chunk_by(|a, b| a == b) {
        n_unique += 1;
        n_same = n_same.max(tie.len());
    }
    Description {
        n_places: values.len(),
        n_available: order.len(),
        n_non_zero: order.iter().filter(|x| **x != 0.0).count(),
        n_unique,
        n_same,
        min: order.first().copied(),
        max: order.last().copied(),
        mean: (moments.n > 0).then_some(moments.mean),
        median: quantile_of_sorted(&order, 0.5),
        sd: moments.sd(),
        skewness: moments.skewness(),
        kurtosis: moments.kurtosis(),
    }
}

impl Description {
    /// Share of places with a value; `None` without places.
    pub fn available(&self) -> Option<f64> {
        share(self.n_available, self.n_places)
    }

    /// Share of values that are not zero; `None` without values.
    pub fn non_zero(&self) -> Option<f64> {
        share(self.n_non_zero, self.n_available)
    }

    /// Different values as a share of values; `None` without values.
    pub fn unique(&self) -> Option<f64> {
        share(self.n_unique, self.n_available)
    }

    /// Share of values in the largest group of equal ones; `None` without values.
    pub fn same(&self) -> Option<f64> {
        share(self.n_same, self.n_available)
    }

    /// Holds the description against limits. The first three shares are of all places; equality passes.
    pub fn flags(&self, limits: &DescriptionLimits) -> DescriptionFlags {
        let below = |count: usize, limit: f64| share(count, self.n_places).is_some_and(|share| share < limit - 1e-12);
        let beyond = |value: Option<f64>, limit: f64| value.is_some_and(|value| value > limit);
        DescriptionFlags {
            low_availability: below(self.n_available, limits.availability),
            many_zeros: below(self.n_non_zero, limits.non_zero),
            few_unique: below(self.n_unique, limits.unique),
            outliers: beyond(self.skewness.map(f64::abs), limits.skewness) && beyond(self.kurtosis, limits.kurtosis),
        }
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
