//! Where a series is going: yearly growth, percent change, slope.
//!
//! Missing values are left out; times need not be equally spaced nor in order.

#[cfg(test)]
mod tests;

/// Says why a series has no trend of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTrend {
    /// Fewer than two values at different times.
    TooFew,
    /// First and last value differ in sign, so that no constant rate leads from one to the other.
    SignChange,
    /// The first value is zero, so that every change from it is infinite.
    FromZero,
}

impl std::fmt::Display for NoTrend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooFew => write!(f, "fewer than two values at different times"),
            Self::SignChange => write!(f, "first and last value differ in sign"),
            Self::FromZero => write!(f, "the first value is zero"),
        }
    }
}

impl std::error::Error for NoTrend {}

/// The observed points in order of time.
fn points(times: &[f64], values: &[Option<f64>]) -> Result<Vec<(f64, f64)>, NoTrend> {
    assert_eq!(times.len(), values.len(), "one time per value");
    let mut points: Vec<(f64, f64)> = times.iter().zip(values).filter_map(|(t, v)| Some((*t, (*v)?))).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    match (points.first(), points.last()) {
        (Some(first), Some(last)) if last.0 > first.0 => Ok(points),
        _ => Err(NoTrend::TooFew),
    }
}

/// Returns the compound annual growth rate `(last/first)^(1/(t_last − t_first)) − 1` over the observed span.
///
/// - Per unit of time as a share: 0.05 is 5 % a year. Equal ends, also both zero, give 0; a series falling to zero −1.
/// - Two negative ends give the rate of their size.
///
/// # Errors
/// See [`NoTrend`].
///
/// # Panics
/// If there is not one time per value.
pub fn compound_growth(times: &[f64], values: &[Option<f64>]) -> Result<f64, NoTrend> {
    let points = points(times, values)?;
    let ((t0, first), (t1, last)) = (points[0], points[points.len() - 1]);
    if first == last {
        return Ok(0.0);
    }
    if first == 0.0 {
        return Err(NoTrend::FromZero);
    }
    let ratio = last / first;
    if ratio < 0.0 { Err(NoTrend::SignChange) } else { Ok(ratio.powf(1.0 / (t1 - t0)) - 1.0) }
}

/// Returns the slope of the least-squares line through the observed points, in values per unit of time.
///
/// # Errors
/// [`NoTrend::TooFew`].
///
/// # Panics
/// If there is not one time per value.
pub fn slope(times: &[f64], values: &[Option<f64>]) -> Result<f64, NoTrend> {
    Ok(line(&points(times, values)?).0)
}

/// Slope and intercept at the first observed time.
fn line(points: &[(f64, f64)]) -> (f64, f64) {
    let n = points.len() as f64;
    let mean_t = points.iter().map(|p| p.0).sum::<f64>() / n;
    let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
    let squares: f64 = points.iter().map(|p| (p.0 - mean_t) * (p.0 - mean_t)).sum();
    let slope = points.iter().map(|p| (p.0 - mean_t) * (p.1 - mean_y)).sum::<f64>() / squares;
    (slope, mean_y + slope * (points[0].0 - mean_t))
}

/// Returns the percent change per unit of time of the fitted line: `100 · slope / fitted first value`.
///
/// Steadier than growth between the ends, because every observation has a say.
///
/// # Errors
/// See [`NoTrend`]; [`NoTrend::FromZero`] refers to the fitted first value.
///
/// # Panics
/// If there is not one time per value.
pub fn percent_change(times: &[f64], values: &[Option<f64>]) -> Result<f64, NoTrend> {
    let (slope, first) = line(&points(times, values)?);
    if slope == 0.0 {
        return Ok(0.0);
    }
    let percent = 100.0 * slope / first;
    if percent.is_finite() { Ok(percent) } else { Err(NoTrend::FromZero) }
}

/// Returns the percent change from the first to the last observed value: `100 (last − first) / |first|`.
///
/// # Errors
/// [`NoTrend::TooFew`], [`NoTrend::FromZero`].
///
/// # Panics
/// If there is not one time per value.
pub fn total_change(times: &[f64], values: &[Option<f64>]) -> Result<f64, NoTrend> {
    let points = points(times, values)?;
    let (first, last) = (points[0].1, points[points.len() - 1].1);
    match first {
        _ if first == last => Ok(0.0),
        0.0 => Err(NoTrend::FromZero),
        _ => Ok(100.0 * (last - first) / first.abs()),
    }
}

/// Returns the share of times that have a value, 0–1; 0 for no times.
pub fn share_observed(values: &[Option<f64>]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().flatten().count() as f64 / values.len() as f64 }
}
