//! Dual access: how long it takes to reach a given number of opportunities.
//!
//! Sources: Cui and Levinson, Primal and dual access, Geographical Analysis 52, 2020; Barboza, Carneiro, Falavigna, Luz and Orrico,
//! Balancing time: using a new accessibility measure in Rio de Janeiro, Journal of Transport Geography 90, 2021.

use rayon::prelude::*;

use crate::times::Times;

/// Says when supply balances demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balance {
    /// The supply reached is the demand or more.
    AtLeast,
    /// The supply reached is more than the demand, as the R package `accessibility` asks.
    MoreThan,
}

/// Says why a time to opportunities cannot be found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DualError {
    /// Counts have another length than the matrix has places on that side.
    Length {
        /// Numbers found.
        n_found: usize,
        /// Numbers expected.
        n_expected: usize,
    },
    /// A count is negative or not finite.
    Count {
        /// The place.
        place: usize,
        /// The count.
        count: f64,
    },
    /// A number of opportunities to reach is not finite or not above 0.
    Needed {
        /// The number.
        needed: f64,
    },
}

impl std::fmt::Display for DualError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => write!(f, "{n_found} counts for {n_expected} places"),
            Self::Count { place, count } => write!(f, "{count} at place {place}; expected a count of 0 or more"),
            Self::Needed { needed } => write!(f, "{needed} opportunities to reach; expected a finite number above 0"),
        }
    }
}

impl std::error::Error for DualError {}

/// Finds, for each origin, the least minutes within which each of several numbers of opportunities is reached.
///
/// With counts of 0 and 1 and k needed it is the time to the k-th nearest.
///
/// - Shape: one column per number needed, each origins long. Missing: `None` where all that the origin reaches is fewer.
/// - Ties: destinations at the same minutes are reached together.
/// - Cost: one sort per origin of the destinations with opportunities, in parallel.
///
/// # Errors
/// [`DualError`] if the counts do not fit or are negative, or a number needed is not above 0.
///
/// # Example
/// ```
/// use crest_reach::dual::time_to;
/// use crest_reach::times::Times;
///
/// let times = Times::from_triples(1, 3, &[(0, 0, 20.0), (0, 1, 5.0), (0, 2, 9.0)])?;
/// let minutes = time_to(&times, &[1.0, 0.0, 1.0], &[1.0, 2.0, 3.0])?;
/// assert_eq!(minutes, [[Some(9.0)], [Some(20.0)], [None]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn time_to(times: &Times, opportunities: &[f64], needed: &[f64]) -> Result<Vec<Vec<Option<f64>>>, DualError> {
    check(opportunities, times.n_destinations())?;
    if let Some(&needed) = needed.iter().find(|needed| !(needed.is_finite() && **needed > 0.0)) {
        return Err(DualError::Needed { needed });
    }
    let rows: Vec<Vec<Option<f64>>> = (0..times.n_origins())
        .into_par_iter()
        .map(|origin| {
            let reached = by_time(times.row(origin), opportunities);
            let first = |needed: f64| reached.iter().find(|(_, count)| *count >= needed).map(|(minutes, _)| *minutes);
            needed.iter().map(|needed| first(*needed)).collect()
        })
        .collect();
    Ok((0..needed.len()).map(|column| rows.iter().map(|row| row[column]).collect()).collect())
}

/// Finds, for each origin, the least minutes within which the supply it reaches balances its own demand.
///
/// - An origin without demand is balanced at 0 minutes. Missing: `None` where all that the origin reaches is less.
/// - Times are exact. The R package `accessibility` asks on a grid of whole minutes: its answer is this one rounded up, with
///   [`Balance::MoreThan`].
/// - Cost: as [`time_to`].
///
/// # Errors
/// [`DualError`] if demand or supply do not fit or are negative.
pub fn balancing_time(
    times: &Times,
    demand: &[f64],
    supply: &[f64],
    balance: Balance,
) -> Result<Vec<Option<f64>>, DualError> {
    check(demand, times.n_origins())?;
    check(supply, times.n_destinations())?;
    let balanced = |supply: f64, demand: f64| match balance {
        Balance::AtLeast => supply >= demand,
        Balance::MoreThan => supply > demand,
    };
    let one = |origin: usize| {
        if demand[origin] == 0.0 {
            return Some(0.0);
        }
        let reached = by_time(times.row(origin), supply);
        reached.iter().find(|(_, count)| balanced(*count, demand[origin])).map(|(minutes, _)| *minutes)
    };
    Ok((0..times.n_origins()).into_par_iter().map(one).collect())
}

/// Minutes in rising order and the opportunities reached by then.
fn by_time(row: (&[u32], &[f64]), opportunities: &[f64]) -> Vec<(f64, f64)> {
    let pairs = row.0.iter().zip(row.1).map(|(&destination, &minutes)| (minutes, opportunities[destination as usize]));
    let mut reached: Vec<(f64, f64)> = pairs.filter(|(_, count)| *count > 0.0).collect();
    // A stable sort: at one time the order of destinations remains, and with it the rounding of the sum.
    reached.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sum = 0.0;
    for pair in &mut reached {
        sum += pair.1;
        pair.1 = sum;
    }
    reached
}

fn check(counts: &[f64], n_expected: usize) -> Result<(), DualError> {
    if counts.len() != n_expected {
        return Err(DualError::Length { n_found: counts.len(), n_expected });
    }
    match counts.iter().position(|count| !(count.is_finite() && *count >= 0.0)) {
        Some(place) => Err(DualError::Count { place, count: counts[place] }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
