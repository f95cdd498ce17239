//! Marginal gain: what one more unit of supply at a place adds to the access of people, place by place.
//!
//! Every measure here is a sum `A_i = Σ_j S_j g_ij` over the supply, so one more unit at j adds g_ij to the access of i: the partial derivative, which holds
//! for any amount. Summed over people it is for the gravity measure the population potential of j (Hansen 1959); where supply is divided by demand it
//! is one unit shared out among those who come, so that the question is who has it.

#[cfg(test)]
mod tests;

use super::{CatchmentError, check, chosen, loads, shared, weights};
use crate::decay::Decay;
use crate::times::Times;

/// Names the measure whose gain is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gaining {
    /// Opportunities within reach: `g_ij = f_ij`, see [`crate::opportunities::reachable`].
    Opportunities,
    /// Two-step catchments: `g_ij = f_ij / Σ_k P_k f_kj`, see [`super::two_step`].
    TwoStep,
    /// Three-step catchments: `g_ij = G_ij f_ij / Σ_k P_k G_kj f_kj`, see [`super::three_step`].
    ThreeStep,
    /// Balanced catchments: `g_ij = w^j_ij / Σ_k P_k w^i_kj`, see [`super::balanced`].
    Balanced,
}

/// Holds what one more unit of supply at a destination adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarginalGain {
    /// Access added, summed over people: `Σ_i P_i g_ij`.
    pub total: f64,
    /// The part of it that falls to people whose access is below the line.
    pub below: f64,
    /// People whose access rises.
    pub n_people: f64,
}

/// Finds, for each destination, what one more unit of supply there adds to the access of people.
///
/// - `line` parts those who are short of access, such as the mean; infinite, everybody is.
/// - Catchments hand out what they are given: with two or three steps `total` is 1, or 0 where nobody comes; `below` is then the share of the unit that
///   falls to those who are short of it.
/// - Missing: with three steps `None` where no supply stands, since a new place changes where people go and with it what all others have; compute
///   [`super::three_step`] with it and without.
/// - Unreachable pairs gain nothing. Cost: that of the measure itself; sums run in order of origin.
///
/// # Errors
/// [`CatchmentError`] if numbers do not fit the matrix, are negative or not finite, the line is not a number, or the decay has no meaning.
///
/// # Source
/// Hansen, How accessibility shapes land use, Journal of the American Institute of Planners 25, 1959 (potential); sources of the measures.
///
/// # Example
/// ```
/// use crest_reach::catchment::marginal::{Gaining, marginal_gains};
/// use crest_reach::decay::{Cutoff, Decay};
/// use crest_reach::times::Times;
///
/// // 100 people reach the first clinic only, 300 both.
/// let times = Times::from_triples(2, 2, &[(0, 0, 5.0), (1, 0, 9.0), (1, 1, 8.0)])?;
/// let decay = Decay::Step(Cutoff::UpTo(10.0));
/// let gains = marginal_gains(&times, &[100.0, 300.0], &[4.0, 3.0], &decay, Gaining::TwoStep, 0.015)?;
/// // The first village has 0.01 doctors a head and is short of them: a quarter of a doctor more at the first clinic is hers.
/// assert_eq!(gains[0].map(|gain| (gain.total, gain.below, gain.n_people)), Some((1.0, 0.25, 400.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn marginal_gains(
    times: &Times,
    demand: &[f64],
    supply: &[f64],
    decay: &Decay,
    measure: Gaining,
    line: f64,
) -> Result<Vec<Option<MarginalGain>>, CatchmentError> {
    if line.is_nan() {
        return Err(CatchmentError::Parameter { value: line });
    }
    let parts = parts(times, demand, supply, decay, measure)?;
    let mut gains = vec![MarginalGain { total: 0.0, below: 0.0, n_people: 0.0 }; times.n_destinations()];
    for (origin, people) in demand.iter().enumerate() {
        let row = &parts[times.starts()[origin]..times.starts()[origin + 1]];
        let destinations = times.row(origin).0;
        let access: f64 = destinations.iter().zip(row).map(|(to, part)| supply[*to as usize] * part).sum();
        for (&destination, part) in destinations.iter().zip(row).filter(|(_, part)| **part > 0.0) {
            let gain = &mut gains[destination as usize];
            gain.total += people * part;
            gain.n_people += people;
            if access < line {
                gain.below += people * part;
            }
        }
    }
    let is_known = |destination: usize| measure != Gaining::ThreeStep || supply[destination] > 0.0;
    Ok(gains.into_iter().enumerate().map(|(place, gain)| is_known(place).then_some(gain)).collect())
}

/// Finds what one more unit of supply at a destination adds to the access of each origin.
///
/// Shape: origins long. Missing, errors and cost as [`marginal_gains`]; `None` stands for the whole.
///
/// # Errors
/// As [`marginal_gains`].
///
/// # Panics
/// If there is no such destination.
pub fn marginal_gain_of(
    times: &Times,
    demand: &[f64],
    supply: &[f64],
    decay: &Decay,
    measure: Gaining,
    destination: usize,
) -> Result<Option<Vec<f64>>, CatchmentError> {
    let parts = parts(times, demand, supply, decay, measure)?;
    if measure == Gaining::ThreeStep && supply[destination] == 0.0 {
        return Ok(None);
    }
    let one = |origin: usize| {
        let place = times.row(origin).0.binary_search(&(destination as u32)).ok();
        place.map_or(0.0, |place| parts[times.starts()[origin] + place])
    };
    assert!(destination < times.n_destinations(), "there is no destination {destination}");
    Ok(Some((0..times.n_origins()).map(one).collect()))
}

/// The part g of every pair, in the order of the pairs.
fn parts(
    times: &Times,
    demand: &[f64],
    supply: &[f64],
    decay: &Decay,
    measure: Gaining,
) -> Result<Vec<f64>, CatchmentError> {
    check(times, demand, supply)?;
    let weights = weights(times, decay)?;
    let (loads, mut parts) = match measure {
        Gaining::Opportunities => return Ok(weights),
        Gaining::TwoStep => (loads(times, demand, &weights), weights),
        Gaining::ThreeStep => {
            let weights = chosen(times, supply, weights);
            (loads(times, demand, &weights), weights)
        }
        Gaining::Balanced => {
            let (coming, having) = shared(times, weights);
            (loads(times, demand, &coming), having)
        }
    };
    for origin in 0..times.n_origins() {
        let row = &mut parts[times.starts()[origin]..times.starts()[origin + 1]];
        for (&destination, part) in times.row(origin).0.iter().zip(row) {
            let load = loads[destination as usize];
            *part = if load > 0.0 { *part / load } else { 0.0 };
        }
    }
    Ok(parts)
}
