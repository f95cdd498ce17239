//! Draws: how far a figure spreads when schedules, or minutes of departure, could have been others.
//!
//! Headways say how often a vehicle comes and not when. Each draw of schedules is an ordinary matrix of travel times; a measure computed for
//! each of them is a sample, and its spread belongs beside the figure. Source: Stewart and Byrd, Half-(head)way there: comparing two methods to
//! account for public transport waiting time in accessibility indicators, Environment and Planning B 50, 2022.

use rayon::prelude::*;

use crate::times::Times;

/// Describes the spread of one figure over draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Mean of the draws that have a value; `None` where none has.
    pub mean: Option<f64>,
    /// Standard deviation with n − 1; `None` with fewer than two values.
    pub sd: Option<f64>,
    /// Quantiles of the values, in the order of the probabilities asked; `None` where no draw has a value.
    pub quantiles: Vec<Option<f64>>,
    /// Draws with a value.
    pub n_values: usize,
    /// Draws without one, such as those in which nothing is reached.
    pub n_missing: usize,
}

/// Says why a spread has no meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DrawsError<E> {
    /// A probability is not within 0–1.
    Probability {
        /// The probability.
        probability: f64,
    },
    /// Two draws gave rows of figures of different lengths.
    Length {
        /// The draw.
        draw: usize,
        /// Figures found.
        n_found: usize,
        /// Figures of the first draw.
        n_expected: usize,
    },
    /// The measure failed for a draw.
    Measure {
        /// The draw; of several the first.
        draw: usize,
        /// Why.
        error: E,
    },
}

impl<E: std::fmt::Display> std::fmt::Display for DrawsError<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Probability { probability } => write!(f, "a probability of {probability}; expected 0 to 1"),
            Self::Length { draw, n_found, n_expected } => {
                write!(f, "draw {draw} gave {n_found} figures, the first gave {n_expected}")
            }
            Self::Measure { draw, error } => write!(f, "draw {draw}: {error}"),
        }
    }
}

impl<E: std::fmt::Debug + std::fmt::Display> std::error::Error for DrawsError<E> {}

/// Computes a measure for each draw of travel times, and the spread of each of its figures.
///
/// The measure gives one row of figures a draw, as many each time: one per origin for opportunities or catchments, a single one for a Gini.
///
/// - Missing: a figure without a value in a draw is counted and takes no part in mean, deviation and quantiles. Read the quantiles of a figure that
///   is often missing with that in mind: they are about the draws in which it exists.
/// - Determinism: draws run in parallel, results are put together in their order.
/// - Cost: that of the measure per draw, and one sort per figure.
///
/// # Errors
/// [`DrawsError`] if the measure fails, rows differ in length, or a probability is not within 0–1.
///
/// # Example
/// ```
/// use crest_reach::decay::{Cutoff, Decay};
/// use crest_reach::draws::over_draws;
/// use crest_reach::opportunities::reachable;
/// use crest_reach::times::Times;
///
/// // The bus takes 20 or 40 minutes, as it comes; 8 jobs are reached in one draw of two.
/// let draws = [20.0, 40.0].map(|minutes| Times::from_triples(1, 1, &[(0, 0, minutes)]));
/// let draws = draws.into_iter().collect::<Result<Vec<_>, _>>()?;
/// let jobs = over_draws(&draws, &[0.5], |times| {
///     let sums = reachable(times, &[&[8.0]], &Decay::Step(Cutoff::UpTo(30.0)))?.remove(0);
///     Ok::<_, crest_reach::opportunities::OpportunitiesError>(sums.into_iter().map(Some).collect())
/// })?;
/// assert_eq!((jobs[0].mean, jobs[0].quantiles[0]), (Some(4.0), Some(4.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn over_draws<E: Send>(
    draws: &[Times],
    probabilities: &[f64],
    measure: impl Fn(&Times) -> Result<Vec<Option<f64>>, E> + Sync,
) -> Result<Vec<Spread>, DrawsError<E>> {
    let found: Vec<Result<Vec<Option<f64>>, E>> = draws.par_iter().map(&measure).collect();
    let mut rows = Vec::with_capacity(found.len());
    for (draw, row) in found.into_iter().enumerate() {
        rows.push(row.map_err(|error| DrawsError::Measure { draw, error })?);
    }
    spreads(&rows, probabilities)
}

/// Gives the spread of each figure over draws that are computed already, one row of figures a draw.
///
/// So also over the departures of a window: one row a minute. Rules as [`over_draws`].
///
/// # Errors
/// As [`over_draws`], but for the measure.
pub fn spreads<E>(rows: &[Vec<Option<f64>>], probabilities: &[f64]) -> Result<Vec<Spread>, DrawsError<E>> {
    if let Some(&probability) = probabilities.iter().find(|probability| !(0.0..=1.0).contains(*probability)) {
        return Err(DrawsError::Probability { probability });
    }
    let n_figures = rows.first().map_or(0, Vec::len);
    if let Some(draw) = rows.iter().position(|row| row.len() != n_figures) {
        return Err(DrawsError::Length { draw, n_found: rows[draw].len(), n_expected: n_figures });
    }
    let one = |figure: usize| {
        let mut values: Vec<f64> = rows.iter().filter_map(|row| row[figure]).collect();
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let mean = (n > 0).then(|| values.iter().sum::<f64>() / n as f64);
        let squares = mean.map(|mean| values.iter().map(|value| (value - mean).powi(2)).sum::<f64>());
        Spread {
            mean,
            sd: squares.filter(|_| n > 1).map(|squares| (squares / (n - 1) as f64).sqrt()),
            quantiles: probabilities.iter().map(|probability| quantile(&values, *probability)).collect(),
            n_values: n,
            n_missing: rows.len() - n,
        }
    };
    Ok((0..n_figures).into_par_iter().map(one).collect())
}

/// Quantile of sorted values by type 7 of Hyndman and Fan (Sample quantiles in statistical packages, The American Statistician 50, 1996).
fn quantile(sorted: &[f64], probability: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = last as f64 * probability;
    // Within 0–1 and finite, so that truncation is the floor.
    let low = at as usize;
    let high = (low + 1).min(last);
    Some(sorted[low] + (at - low as f64) * (sorted[high] - sorted[low]))
}

#[cfg(test)]
mod tests;
