//! Forecasts of yearly series with their uncertainty: where a figure goes if it goes on as it did.
//!
//! Long series ([`LONG`] values or more) take exponential smoothing with additive errors, whose trend is none, linear or
//! damped, whichever has the least AICc; short ones (from [`SHORT`] values) the random walk with drift. Fewer values give no
//! forecast: an interval that rests on three points would only pretend.
//!
//! Source: Hyndman, Koehler, Ord, Snyder, Forecasting with Exponential Smoothing (2008), chapters 2, 5–7; Hyndman and
//! Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), sections 5.2, 5.5, 8.5–8.7. Long form:
//! `docs/methods/forecast.md`.

use statrs::distribution::{ContinuousCDF, StudentsT};

mod smoothing;

pub use smoothing::{Smoothing, Trend, smooth};

/// Least number of values for a forecast.
pub const SHORT: usize = 5;

/// Number of values from which exponential smoothing is fitted.
pub const LONG: usize = 10;

/// Says how a series is carried on.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// Random walk with drift: the last value plus the mean of the steps.
    Drift,
    /// Exponential smoothing.
    Smoothing(Smoothing),
}

/// Holds a forecast of a series `1..=horizon` steps ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Method.
    pub method: Method,
    /// Number of values it rests on.
    pub n_values: usize,
    /// Expected value of each step ahead.
    pub values: Vec<f64>,
    /// Standard error of each step ahead, at least 0.
    pub std_errors: Vec<f64>,
    /// Standard error of the sum of all steps.
    pub sum_std_error: f64,
    /// Degrees of freedom of the standard errors.
    pub freedom: usize,
}

/// Says that a series is too short for a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooShort {
    /// Number of values there are.
    pub n_values: usize,
}

/// Forecasts a series of equal steps.
///
/// - `series`: finite values, oldest first, without gaps. `horizon`: steps ahead, at least 1.
/// - Interval and chance follow Student's t with [`Forecast::freedom`] degrees of freedom, which is wider than the normal
///   distribution where few values tell the variance.
/// - Cost: at most some ten thousand passes over the series. Determinism: no randomness.
///
/// # Errors
/// [`TooShort`] below [`SHORT`] values.
///
/// ```
/// use crest::forecast::{Method, forecast};
/// // Steps of 1, 3, 1, 3: mean 2, residuals ∓1, variance 4 / (4 − 1).
/// let ahead = forecast(&[0.0, 1.0, 4.0, 5.0, 8.0], 2).expect("five values are enough");
/// assert_eq!((ahead.method, ahead.values), (Method::Drift, vec![10.0, 12.0]));
/// assert!((ahead.std_errors[0] - (4.0_f64 / 3.0 * 1.25).sqrt()).abs() < 1e-12);
/// ```
pub fn forecast(series: &[f64], horizon: usize) -> Result<Forecast, TooShort> {
    if series.len() < SHORT {
        return Err(TooShort { n_values: series.len() });
    }
    if series.len() < LONG {
        return Ok(drift(series, horizon));
    }
    let fits = [Trend::None, Trend::Linear, Trend::Damped].map(|trend| smooth(series, trend));
    let [first, second, third] = fits;
    let best = [second, third].into_iter().fold(first, |best, fit| if fit.aicc < best.aicc { fit } else { best });
    Ok(best.ahead(series.len(), horizon))
}

/// Carries a series on by its mean step; the variance of `h` steps is `σ² · h · (1 + h / (n − 1))`.
fn drift(series: &[f64], horizon: usize) -> Forecast {
    let n = series.len();
    let steps = (n - 1) as f64;
    let mean = (series[n - 1] - series[0]) / steps;
    let squares: f64 = series.windows(2).map(|pair| (pair[1] - pair[0] - mean).powi(2)).sum();
    let variance = squares / (steps - 1.0);
    let ahead = |h: usize| h as f64;
    // Each shock stays, so in the sum the shock of step j counts once for every step from j on.
    let weights: f64 = (1..=horizon).map(|k| ahead(k).powi(2)).sum();
    let slopes = ahead(horizon * (horizon + 1) / 2).powi(2) / steps;
    Forecast {
        method: Method::Drift,
        n_values: n,
        values: (1..=horizon).map(|h| series[n - 1] + mean * ahead(h)).collect(),
        std_errors: (1..=horizon).map(|h| (variance * ahead(h) * (1.0 + ahead(h) / steps)).sqrt()).collect(),
        sum_std_error: (variance * (weights + slopes)).sqrt(),
        freedom: n - 2,
    }
}

impl Forecast {
    /// Returns the ends of the interval that holds `share` of the distribution of a figure with this mean and standard error.
    ///
    /// - `share`: above 0 and below 1.
    pub fn interval(&self, mean: f64, std_error: f64, share: f64) -> (f64, f64) {
        let reach = std_error * self.student().inverse_cdf(0.5 + share / 2.0);
        (mean - reach, mean + reach)
    }

    /// Returns the chance that a figure with this mean and standard error is at least `bound`.
    ///
    /// - Without any uncertainty it is 0 or 1.
    pub fn chance_at_least(&self, mean: f64, std_error: f64, bound: f64) -> f64 {
        if std_error <= 0.0 {
            // A series without any scatter leaves rounding alone.
            return f64::from(mean >= bound - 1e-9 * bound.abs().max(mean.abs()));
        }
        self.student().sf((bound - mean) / std_error)
    }

    fn student(&self) -> StudentsT {
        StudentsT::new(0.0, 1.0, self.freedom as f64).expect("a forecast has at least one degree of freedom")
    }
}

#[cfg(test)]
mod tests;
