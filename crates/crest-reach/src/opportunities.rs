//! Opportunities: how many jobs, beds or school places each origin reaches, by a cutoff, a range of cutoffs or a decay.
//!
//! Sources: Hansen 1959 (see [`crate::decay`]); Breheny, The measurement of spatial opportunity in strategic planning, Regional
//! Studies 12, 1978 (counts); Tomasiello, Herszenhut, Oliveira, Braga and Pereira, A time interval metric for cumulative
//! opportunity accessibility, Applied Geography 157, 2023 (range of cutoffs). Which percentile of the departures a figure is
//! about is said by the matrix that is passed.

use rayon::prelude::*;

use crate::decay::{Cutoff, Decay, DecayError};
use crate::times::Times;

/// Says how counts at several cutoffs become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summary {
    /// Their mean.
    Mean,
    /// Their median; the mean of the middle two where their number is even.
    Median,
}

/// Describes a range of cutoffs, so that a figure does not hang on one arbitrary minute.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// The cutoffs, such as every minute from 20 to 40.
    pub cutoffs: Vec<Cutoff>,
    /// How their counts become one.
    pub summary: Summary,
}

/// Says why opportunities cannot be summed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OpportunitiesError {
    /// A column has another length than the matrix has places on that side.
    Length {
        /// The column.
        column: usize,
        /// Numbers found.
        n_found: usize,
        /// Numbers expected.
        n_expected: usize,
    },
    /// A count is negative or not finite; a missing count is for the caller to settle.
    Count {
        /// The column.
        column: usize,
        /// The place.
        place: usize,
        /// The count.
        count: f64,
    },
    /// There is no cutoff.
    NoCutoff,
    /// The decay has no meaning.
    Decay(DecayError),
}

impl std::fmt::Display for OpportunitiesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { column, n_found, n_expected } => {
                write!(f, "column {column} has {n_found} counts, expected {n_expected}")
            }
            Self::Count { column, place, count } => {
                write!(f, "column {column} has {count} at place {place}; expected a count of 0 or more")
            }
            Self::NoCutoff => write!(f, "a range of cutoffs without a cutoff"),
            Self::Decay(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OpportunitiesError {}

impl From<DecayError> for OpportunitiesError {
    fn from(error: DecayError) -> Self {
        Self::Decay(error)
    }
}

/// Sums, for each origin, the opportunities it reaches, each by its weight: active accessibility.
///
/// `A_i = Σ_j O_j · f(t_ij)` over the destinations that i reaches. With [`Decay::Step`] it is the cumulative measure, with any
/// other the gravity measure.
///
/// - Shape: one column of counts per kind of opportunity, each destinations long; one column of sums per kind, each origins long.
/// - Unreachable pairs add nothing; an origin that reaches nothing has 0, which is a count and not a missing value.
/// - Cost: one pass over the pairs for the weights and one per column, in parallel over origins.
/// - Determinism: each sum runs in order of destination, whatever the number of threads.
///
/// # Errors
/// [`OpportunitiesError`] if a column does not fit, a count is negative or not finite, or the decay has no meaning.
///
/// # Example
/// ```
/// use crest_reach::decay::{Cutoff, Decay};
/// use crest_reach::opportunities::reachable;
/// use crest_reach::times::Times;
///
/// let times = Times::from_triples(1, 3, &[(0, 0, 10.0), (0, 1, 30.0), (0, 2, 45.0)])?;
/// let jobs = reachable(&times, &[&[1.0, 2.0, 4.0]], &Decay::Step(Cutoff::UpTo(30.0)))?;
/// assert_eq!(jobs, [[3.0]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reachable(times: &Times, opportunities: &[&[f64]], decay: &Decay) -> Result<Vec<Vec<f64>>, OpportunitiesError> {
    decay.check()?;
    check(opportunities, times.n_destinations())?;
    let rows: Vec<Vec<f64>> = (0..times.n_origins())
        .into_par_iter()
        .map(|origin| {
            let (destinations, minutes) = times.row(origin);
            let mut sums = vec![0.0; opportunities.len()];
            for (&destination, &time) in destinations.iter().zip(minutes) {
                let weight = decay.weight(time);
                if weight > 0.0 {
                    for (sum, column) in sums.iter_mut().zip(opportunities) {
                        *sum += column[destination as usize] * weight;
                    }
                }
            }
            sums
        })
        .collect();
    Ok(columns(&rows, opportunities.len()))
}

/// Sums, for each destination, the people or firms that reach it: passive accessibility.
///
/// `A_j = Σ_i P_i · f(t_ij)`: [`reachable`] on the transposed matrix, with one column of counts per kind, each origins long.
///
/// # Errors
/// As [`reachable`].
pub fn reaching(times: &Times, counts: &[&[f64]], decay: &Decay) -> Result<Vec<Vec<f64>>, OpportunitiesError> {
    reachable(&times.transposed(), counts, decay)
}

/// Counts, for each origin, the opportunities within each of a range of cutoffs, and gives the mean or median of the counts.
///
/// Shapes and rules as [`reachable`]. Cost: one pass over the pairs, with a binary search among the cutoffs for each.
///
/// # Errors
/// As [`reachable`], and [`OpportunitiesError::NoCutoff`].
pub fn reachable_over(
    times: &Times,
    opportunities: &[&[f64]],
    interval: &Interval,
) -> Result<Vec<Vec<f64>>, OpportunitiesError> {
    if interval.cutoffs.is_empty() {
        return Err(OpportunitiesError::NoCutoff);
    }
    for &cutoff in &interval.cutoffs {
        Decay::Step(cutoff).check()?;
    }
    check(opportunities, times.n_destinations())?;
    let mut cutoffs = interval.cutoffs.clone();
    // Of two readings of one minute the narrower comes first, so that each holds whatever the one before it held.
    cutoffs.sort_by(|a, b| a.minutes().total_cmp(&b.minutes()).then(wide(*a).cmp(&wide(*b))));
    let rows: Vec<Vec<f64>> = (0..times.n_origins())
        .into_par_iter()
        .map(|origin| over_interval(times.row(origin), opportunities, &cutoffs, interval.summary))
        .collect();
    Ok(columns(&rows, opportunities.len()))
}

fn wide(cutoff: Cutoff) -> bool {
    matches!(cutoff, Cutoff::UpTo(_))
}

fn over_interval(row: (&[u32], &[f64]), opportunities: &[&[f64]], cutoffs: &[Cutoff], summary: Summary) -> Vec<f64> {
    let (destinations, minutes) = row;
    // What first counts at each cutoff; what no cutoff holds is left out.
    let mut added = vec![vec![0.0; cutoffs.len()]; opportunities.len()];
    for (&destination, &time) in destinations.iter().zip(minutes) {
        let first = cutoffs.partition_point(|cutoff| !cutoff.holds(time));
        if first < cutoffs.len() {
            for (sums, column) in added.iter_mut().zip(opportunities) {
                sums[first] += column[destination as usize];
            }
        }
    }
    let one = |sums: Vec<f64>| {
        let mut counts = sums;
        for position in 1..counts.len() {
            counts[position] += counts[position - 1];
        }
        let n = counts.len();
        match summary {
            Summary::Mean => counts.iter().sum::<f64>() / n as f64,
            // Counts rise with the cutoff, so they stand in order already.
            Summary::Median => (counts[(n - 1) / 2] + counts[n / 2]) / 2.0,
        }
    };
    added.into_iter().map(one).collect()
}

fn check(opportunities: &[&[f64]], n_expected: usize) -> Result<(), OpportunitiesError> {
    for (column, counts) in opportunities.iter().enumerate() {
        if counts.len() != n_expected {
            return Err(OpportunitiesError::Length { column, n_found: counts.len(), n_expected });
        }
        if let Some(place) = counts.iter().position(|count| !(count.is_finite() && *count >= 0.0)) {
            return Err(OpportunitiesError::Count { column, place, count: counts[place] });
        }
    }
    Ok(())
}

fn columns(rows: &[Vec<f64>], n_columns: usize) -> Vec<Vec<f64>> {
    (0..n_columns).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

#[cfg(test)]
mod tests;
