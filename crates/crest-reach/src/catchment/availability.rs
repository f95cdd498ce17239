//! Availability: supply shared out among the origins so that its total is kept.
//!
//! Sources: Soukhov, Paez, Higgins and Mohamed, Introducing spatial availability, a singly-constrained measure of competitive
//! accessibility, PLoS ONE 18(1), 2023; Wilson, A family of spatial interaction models, Environment and Planning A 3, 1971 (constraints).

use super::{CatchmentError, check, loads, weights};
use crate::decay::Decay;
use crate::times::Times;

/// Holds supply shared out among origins.
#[derive(Debug, Clone, PartialEq)]
pub struct Availability {
    /// Supply that falls to each origin.
    pub available: Vec<f64>,
    /// Supply that falls to nobody, since no demand reaches it.
    pub unused_supply: f64,
}

/// Shares the supply of each destination among the origins that reach it, by their demand and by decay: spatial availability.
///
/// `V_i = Σ_j S_j · P_i^α f_ij / Σ_k P_k^α f_kj`. The population and impedance factors of the paper, each divided by its own sum, have the
/// same product; those sums cancel.
///
/// - `Σ_i V_i` and the unused supply sum to the supply. With α = 1, V_i / P_i is the two-step floating catchment of i.
/// - α below 1 favours small origins, above 1 large ones. An origin without demand has nothing, also at small α.
/// - The share of demand that falls to each destination is the same function on the transposed matrix.
/// - Cost: the weights once, then two passes over the pairs.
///
/// # Errors
/// [`CatchmentError`] if numbers do not fit the matrix, are negative or not finite, α is not above 0, or the decay has no meaning.
pub fn spatial_availability(
    times: &Times,
    demand: &[f64],
    supply: &[f64],
    decay: &Decay,
    alpha: f64,
) -> Result<Availability, CatchmentError> {
    check(times, demand, supply)?;
    if !(alpha.is_finite() && alpha > 0.0) {
        return Err(CatchmentError::Parameter { value: alpha });
    }
    let weights = weights(times, decay)?;
    let demand: Vec<f64> = demand.iter().map(|people| people.powf(alpha)).collect();
    let loads = loads(times, &demand, &weights);
    let mut available = vec![0.0; times.n_origins()];
    for (origin, people) in demand.iter().enumerate() {
        let row = &weights[times.starts()[origin]..times.starts()[origin + 1]];
        for (&destination, weight) in times.row(origin).0.iter().zip(row) {
            let load = loads[destination as usize];
            if load > 0.0 {
                available[origin] += supply[destination as usize] * (people * weight / load);
            }
        }
    }
    let unused = supply.iter().zip(&loads).filter(|(_, load)| **load <= 0.0);
    let unused_supply = unused.fold(0.0, |sum, (supply, _)| sum + supply);
    Ok(Availability { available, unused_supply })
}

/// Shares the supply of the whole region among the origins by their gravity measure: the totally constrained measure.
///
/// `V_i = K Σ_j S_j f_ij` with `K = Σ_j S_j / Σ_i Σ_j S_j f_ij`, over the supply that some origin reaches with a weight above 0. Demand takes no part.
///
/// Totals, errors and cost as [`spatial_availability`].
///
/// # Errors
/// As [`spatial_availability`].
pub fn totally_constrained(times: &Times, supply: &[f64], decay: &Decay) -> Result<Availability, CatchmentError> {
    check(times, &vec![1.0; times.n_origins()], supply)?;
    let weights = weights(times, decay)?;
    let mut reached = vec![false; times.n_destinations()];
    let mut available = vec![0.0; times.n_origins()];
    for (origin, sum) in available.iter_mut().enumerate() {
        let row = &weights[times.starts()[origin]..times.starts()[origin + 1]];
        for (&destination, weight) in times.row(origin).0.iter().zip(row) {
            *sum += supply[destination as usize] * weight;
            reached[destination as usize] |= *weight > 0.0;
        }
    }
    let (mut used, mut unused_supply) = (0.0, 0.0);
    for (supply, reached) in supply.iter().zip(&reached) {
        if *reached {
            used += supply;
        } else {
            unused_supply += supply;
        }
    }
    let gravity: f64 = available.iter().sum();
    if gravity > 0.0 {
        available.iter_mut().for_each(|sum| *sum *= used / gravity);
    }
    Ok(Availability { available, unused_supply })
}
