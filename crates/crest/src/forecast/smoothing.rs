//! Exponential smoothing with additive errors: fitted by maximum likelihood, chosen by AICc, carried on with its variance.
//!
//! In the innovations form, with level `l`, slope `b`, smoothing `α`, `β = α·β*`, damping `φ` (1 for a linear trend):
//!
//! ```text
//! ŷ_t = l_(t−1) + φ b_(t−1)    ε_t = y_t − ŷ_t
//! l_t = ŷ_t + α ε_t            b_t = φ b_(t−1) + β ε_t
//! ```
//!
//! Source: Hyndman et al. (2008), sections 2.5, 5.1 (likelihood), 6.2 (class 1 variances), 7.2 (AICc); bounds of the parameters
//! as in the R package forecast and in statsmodels.

use super::{Forecast, Method};

/// Bounds of `α` and `β*`.
const SMOOTHING: (f64, f64) = (1e-4, 0.9999);
/// Bounds of `φ`: below, a trend is over at once; above, it cannot be told from a linear one.
const DAMPING: (f64, f64) = (0.8, 0.98);
/// Points per parameter of the first look.
const GRID: usize = 13;
/// Best points of the first look from which the search goes on.
const STARTS: usize = 4;
/// Halvings of the search; each tries the neighbours of the best point.
const HALVINGS: usize = 34;

/// Says what trend a series is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// None: the last level goes on.
    None,
    /// The last slope goes on.
    Linear,
    /// The last slope fades.
    Damped,
}

impl Trend {
    /// Parameters estimated: smoothing, damping and initial states; the variance not counted.
    fn n_parameters(self) -> usize {
        match self {
            Self::None => 2,
            Self::Linear => 4,
            Self::Damped => 5,
        }
    }
}

/// Holds a fitted exponential smoothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothing {
    /// Trend.
    pub trend: Trend,
    /// Smoothing `α` of the level.
    pub alpha: f64,
    /// Smoothing `β = α·β*` of the slope; 0 without a trend.
    pub beta: f64,
    /// Damping `φ`; 1 for a linear trend, 0 without one.
    pub phi: f64,
    /// Last level.
    pub level: f64,
    /// Last slope.
    pub slope: f64,
    /// Sum of the squared one-step errors.
    pub sse: f64,
    /// Akaike's criterion corrected for short series, up to a constant of the series.
    pub aicc: f64,
}

/// One pass over a series: errors and last state.
struct Pass {
    errors: Vec<f64>,
    level: f64,
    slope: f64,
}

/// Runs the smoothing over `y` from an initial state.
fn pass(y: impl Iterator<Item = f64>, (alpha, beta, phi): (f64, f64, f64), mut level: f64, mut slope: f64) -> Pass {
    let mut errors = Vec::new();
    for y in y {
        let expected = level + phi * slope;
        let error = y - expected;
        errors.push(error);
        level = expected + alpha * error;
        slope = phi * slope + beta * error;
    }
    Pass { errors, level, slope }
}

/// Fits exponential smoothing with a stated trend.
///
/// - For given `α`, `β*`, `φ` the errors are linear in the initial level and slope, so these follow by least squares; the
///   others are searched: a grid, then halving steps around its best points.
/// - `series`: at least [`super::LONG`] finite values.
pub fn smooth(series: &[f64], trend: Trend) -> Smoothing {
    let free = match trend {
        Trend::None => 1,
        Trend::Linear => 2,
        Trend::Damped => 3,
    };
    let bounds = [SMOOTHING, SMOOTHING, DAMPING];
    let at = |point: &[f64; 3]| fit(series, trend, point);
    let mut seen: Vec<([f64; 3], f64)> = Vec::new();
    let n_points = GRID.pow(free);
    for k in 0..n_points {
        let mut point = [0.0; 3];
        let mut rest = k;
        for (own, (lower, upper)) in point.iter_mut().zip(bounds).take(free as usize) {
            *own = lower + (upper - lower) * (rest % GRID) as f64 / (GRID - 1) as f64;
            rest /= GRID;
        }
        seen.push((point, at(&point).sse));
    }
    seen.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut best = at(&seen[0].0);
    for (start, sse) in seen.into_iter().take(STARTS) {
        let (mut centre, mut least) = (start, sse);
        let mut step = 1.0 / (GRID - 1) as f64;
        for _ in 0..HALVINGS {
            // The neighbours are tried until none is better, within a bound, so that narrow valleys are followed.
            for _ in 0..8 {
                let mut found = None;
                for k in 0..3_usize.pow(free) {
                    let mut point = centre;
                    let mut rest = k;
                    for (own, (lower, upper)) in point.iter_mut().zip(bounds).take(free as usize) {
                        let move_by = (rest % 3) as f64 - 1.0;
                        *own = (*own + move_by * step * (upper - lower)).clamp(lower, upper);
                        rest /= 3;
                    }
                    let sse = at(&point).sse;
                    if sse < least {
                        least = sse;
                        found = Some(point);
                    }
                }
                match found {
                    Some(point) => centre = point,
                    None => break,
                }
            }
            step /= 2.0;
        }
        let fitted = at(&centre);
        if fitted.sse < best.sse {
            best = fitted;
        }
    }
    best
}

/// Fits the initial state for given parameters.
fn fit(series: &[f64], trend: Trend, &[alpha, ratio, damping]: &[f64; 3]) -> Smoothing {
    let n = series.len();
    let parameters = match trend {
        Trend::None => (alpha, 0.0, 0.0),
        Trend::Linear => (alpha, alpha * ratio, 1.0),
        Trend::Damped => (alpha, alpha * ratio, damping),
    };
    // Errors are those from a zero state plus l0 times the effect of a unit level plus b0 times that of a unit slope.
    // Counting from the first value keeps large levels from drowning small errors.
    let origin = series[0];
    let plain = pass(series.iter().map(|y| y - origin), parameters, 0.0, 0.0).errors;
    let by_level = pass((0..n).map(|_| 0.0), parameters, 1.0, 0.0).errors;
    let by_slope = pass((0..n).map(|_| 0.0), parameters, 0.0, 1.0).errors;
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let (ll, ly) = (dot(&by_level, &by_level), dot(&by_level, &plain));
    let (level, slope) = if trend == Trend::None {
        (-ly / ll, 0.0)
    } else {
        let (ls, ss, sy) = (dot(&by_level, &by_slope), dot(&by_slope, &by_slope), dot(&by_slope, &plain));
        let determinant = ll * ss - ls * ls;
        if determinant.abs() <= 1e-14 * ll * ss {
            (-ly / ll, 0.0)
        } else {
            ((ls * sy - ss * ly) / determinant, (ls * ly - ll * sy) / determinant)
        }
    };
    let run = pass(series.iter().map(|y| y - origin), parameters, level, slope);
    let sse = dot(&run.errors, &run.errors);
    // Exactly reproduced series would have a likelihood without bound; rounding is the floor.
    let scale = series.iter().fold(0.0_f64, |most, y| most.max(y.abs()));
    let floor = n as f64 * (1e-10 * scale).powi(2).max(f64::MIN_POSITIVE);
    let (n, k) = (n as f64, trend.n_parameters() as f64 + 1.0);
    let aicc = n * (sse.max(floor) / n).ln() + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
    let (alpha, beta, phi) = parameters;
    Smoothing { trend, alpha, beta, phi, level: run.level + origin, slope: run.slope, sse, aicc }
}

impl Smoothing {
    /// Carries the series on.
    ///
    /// A shock moves the value `j` steps later by `c_j = α + β (φ + … + φ^j)`, `c_0 = 1`; the variance of `h` steps is
    /// `σ² Σ_(j<h) c_j²`, that of their sum `σ² Σ_j (Σ_(i≤j) c_i)²`; `σ²` is the sum of squared errors over the degrees of freedom.
    /// - `n`: number of values it was fitted to.
    pub fn ahead(self, n: usize, horizon: usize) -> Forecast {
        let freedom = n - self.trend.n_parameters();
        let variance = self.sse / freedom as f64;
        let (mut damped, mut power) = (0.0, 1.0);
        let (mut values, mut std_errors) = (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
        let (mut squares, mut reach, mut sums) = (0.0_f64, 0.0_f64, 0.0_f64);
        for h in 0..horizon {
            // φ + … + φ^h, the effect of the slope h steps after a shock.
            let response = if h == 0 { 1.0 } else { self.alpha + self.beta * damped };
            squares += response * response;
            reach += response;
            sums += reach * reach;
            power *= self.phi;
            damped += power;
            values.push(self.level + self.slope * damped);
            std_errors.push((variance * squares).sqrt());
        }
        Forecast {
            method: Method::Smoothing(self),
            n_values: n,
            values,
            std_errors,
            sum_std_error: (variance * sums).sqrt(),
            freedom,
        }
    }
}
