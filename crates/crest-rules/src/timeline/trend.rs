//! Convergence: mean distance and spread at each date, their trend, and the day on which a straight line would reach 0.
//!
//! β and σ convergence in the sense of Barro and Sala-i-Martin (Convergence, Journal of Political Economy 100, 1992), with distance in the place of
//! income. The interval of the closing day is Fieller's (Some problems in interval estimation, Journal of the Royal Statistical Society B 16,
//! 1954), for it is the ratio of two estimates.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::answer::Days;

/// Holds how distances are spread at a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Number of distances.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, over n.
    pub standard_deviation: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
}

/// Summarises the distances of a date; `None` if there are none. Missing ones are not counted.
pub fn spread(distances: &[Option<f64>]) -> Option<Spread> {
    let present: Vec<f64> = distances.iter().flatten().copied().collect();
    if present.is_empty() {
        return None;
    }
    let n = present.len() as f64;
    let mean = present.iter().sum::<f64>() / n;
    let variance = present.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / n;
    Some(Spread {
        n: present.len(),
        mean,
        standard_deviation: variance.sqrt(),
        least: present.iter().copied().fold(f64::INFINITY, f64::min),
        greatest: present.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    })
}

/// Holds the straight line through distances over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change of distance per year of 365.25 days.
    pub per_year: f64,
    /// Standard error of it.
    pub per_year_error: f64,
    /// Mean day, in days since 1970.
    pub mean_day: f64,
    /// Distance of the line at that day.
    pub mean_distance: f64,
    /// When the line reaches 0; `None` if it does not fall.
    pub closing: Option<Closing>,
}

/// Holds the day on which a falling line reaches 0, in days since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closing {
    /// The day.
    pub day: f64,
    /// Both ends of its interval; `None` if the line may as well not fall at this confidence, so that no interval is bounded.
    pub interval: Option<(f64, f64)>,
}

/// Says why there is no trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendError {
    /// Fewer than three points: two always lie on a line, and leave no error.
    TooFew {
        /// Number of points.
        n: usize,
    },
    /// All points are of one day.
    OneDay,
    /// A distance is not finite.
    NotFinite,
    /// The confidence does not lie between 0 and 1.
    Confidence,
}

impl std::fmt::Display for TrendError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooFew { n } => write!(f, "{n} points; a trend needs three"),
            Self::OneDay => write!(f, "all points are of one day"),
            Self::NotFinite => write!(f, "a distance is not finite"),
            Self::Confidence => write!(f, "a confidence must lie between 0 and 1"),
        }
    }
}

impl std::error::Error for TrendError {}

/// Fits a straight line to distances by least squares and projects when it reaches 0.
///
/// With `t̄`, `ȳ` the means and `S = Σ (t − t̄)²`: slope `b = Σ (t − t̄)(y − ȳ) / S`, `s² = Σ residual² / (n − 2)`, closing day `t̄ − ȳ/b`.
/// Its interval holds all days `t̄ + u` with `(ȳ + b u)² ≤ q² s² (1/n + u²/S)`, `q` the quantile of Student's t with n − 2 degrees of
/// freedom. The line knows nothing of laws: it extends what has been, so its end is a warning or a hope, no forecast.
///
/// - Units: distances in any; days. Missing points are left out by the caller.
///
/// # Errors
/// [`TrendError`].
pub fn trend(points: &[(Days, f64)], confidence: f64) -> Result<Trend, TrendError> {
    let n = points.len();
    if n < 3 {
        return Err(TrendError::TooFew { n });
    }
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(TrendError::Confidence);
    }
    if points.iter().any(|(_, distance)| !distance.is_finite()) {
        return Err(TrendError::NotFinite);
    }
    let count = n as f64;
    let mean_day = points.iter().map(|(day, _)| f64::from(day.0)).sum::<f64>() / count;
    let mean_distance = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let around = |(day, y): &(Days, f64)| (f64::from(day.0) - mean_day, y - mean_distance);
    let s_tt: f64 = points.iter().map(around).map(|(t, _)| t * t).sum();
    if s_tt == 0.0 {
        return Err(TrendError::OneDay);
    }
    let slope = points.iter().map(around).map(|(t, y)| t * y).sum::<f64>() / s_tt;
    let residuals: f64 = points.iter().map(around).map(|(t, y)| (y - slope * t).powi(2)).sum();
    let variance = residuals / (count - 2.0);
    let student = StudentsT::new(0.0, 1.0, count - 2.0).expect("n is at least 3");
    let q = student.inverse_cdf((1.0 + confidence) / 2.0);
    let closing = (slope < 0.0).then(|| {
        let (a, b) = (mean_distance, slope);
        let (va, vb) = (q * q * variance / count, q * q * variance / s_tt);
        let lead = b * b - vb;
        // (ȳ + b u)² ≤ va + vb u² is a bounded stretch of u only where the slope is surely not 0.
        let interval = (lead > 0.0).then(|| {
            let root = (a * a * b * b - lead * (a * a - va)).max(0.0).sqrt();
            (mean_day + (-a * b - root) / lead, mean_day + (-a * b + root) / lead)
        });
        Closing { day: mean_day - a / b, interval }
    });
    Ok(Trend {
        per_year: slope * DAYS_PER_YEAR,
        per_year_error: (variance / s_tt).sqrt() * DAYS_PER_YEAR,
        mean_day,
        mean_distance,
        closing,
    })
}

/// Julian year.
const DAYS_PER_YEAR: f64 = 365.25;
