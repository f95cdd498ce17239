//! Floating catchments: supply shared among those who can reach it, and what each origin then has.
//!
//! The methods of this page divide supply by the demand around it: two-step (Luo and Wang 2003; with zones or decay Luo and Qi
//! 2009), three-step (Wan, Zou and Sternberg 2012) and balanced (Paez, Higgins and Vivona 2019). [`availability`] shares supply out
//! and keeps its total, [`doubly`] keeps those of both sides; [`marginal`] says what one more unit of supply adds; [`mod@raam`] lets demand choose the place where travel and crowding together are least. Symbols: demand
//! P_i of origin i, supply S_j of destination j, weight f_ij = f(t_ij), 0 where unreachable.

pub mod availability;
pub mod doubly;
pub mod marginal;
pub mod raam;

use rayon::prelude::*;

use crate::decay::{Decay, DecayError};
use crate::times::Times;

/// Holds what demand meets at the supply it reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Catchment {
    /// Supply per unit of demand that each origin has; 0 where no supply lies in its catchment.
    pub access: Vec<f64>,
    /// Supply per unit of demand at each destination; `None` where no demand reaches it.
    pub ratios: Vec<Option<f64>>,
    /// Supply that no demand reaches; nobody has it.
    pub unused_supply: f64,
    /// Demand with no supply in its catchment.
    pub unserved_demand: f64,
}

/// Says why supply cannot be shared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CatchmentError {
    /// Demand or supply has another length than the matrix has origins or destinations.
    Length {
        /// Numbers found.
        n_found: usize,
        /// Numbers expected.
        n_expected: usize,
    },
    /// Demand is negative or not finite.
    Demand {
        /// The origin.
        origin: usize,
        /// Its demand.
        demand: f64,
    },
    /// Supply is negative or not finite.
    Supply {
        /// The destination.
        destination: usize,
        /// Its supply.
        supply: f64,
    },
    /// A parameter of the method is not finite or not above 0.
    Parameter {
        /// The parameter.
        value: f64,
    },
    /// The decay has no meaning.
    Decay(DecayError),
}

impl std::fmt::Display for CatchmentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => write!(f, "{n_found} numbers for {n_expected} places"),
            Self::Demand { origin, demand } => write!(f, "demand of {demand} at origin {origin}; expected 0 or more"),
            Self::Supply { destination, supply } => {
                write!(f, "supply of {supply} at destination {destination}; expected 0 or more")
            }
            Self::Parameter { value } => write!(f, "{value} as parameter; expected a finite number above 0"),
            Self::Decay(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CatchmentError {}

impl From<DecayError> for CatchmentError {
    fn from(error: DecayError) -> Self {
        Self::Decay(error)
    }
}

/// Divides supply by the demand in its catchment and sums what each origin reaches of it: two-step floating catchment area.
///
/// `R_j = S_j / Σ_i P_i f_ij`, `A_i = Σ_j R_j f_ij`. With [`Decay::Step`] it is 2SFCA; with [`Decay::Stepped`] E2SFCA; with any other
/// decay the continuous variant.
///
/// - Units: supply per unit of demand. `Σ_i P_i A_i` is the supply that is used.
/// - A destination that no demand reaches has no ratio, adds nothing, and stands in `unused_supply`; the R package
///   `accessibility` gives infinite access to an origin without people there.
/// - Cost: the weights once, then two passes over the pairs. Sums run in order of the pairs.
///
/// # Errors
/// [`CatchmentError`] if numbers do not fit the matrix, are negative or not finite, or the decay has no meaning.
///
/// # Source
/// Luo and Wang, Measures of spatial accessibility to health care in a GIS environment, Environment and Planning B 30, 2003;
/// Luo and Qi, An enhanced two-step floating catchment area method, Health & Place 15, 2009.
///
/// # Example
/// ```
/// use crest_reach::catchment::two_step;
/// use crest_reach::decay::{Cutoff, Decay};
/// use crest_reach::times::Times;
///
/// // Two villages of 100 and 300 people share a clinic of 4 doctors; only the second reaches the other, of 3.
/// let times = Times::from_triples(2, 2, &[(0, 0, 5.0), (1, 0, 9.0), (1, 1, 8.0)])?;
/// let doctors = two_step(&times, &[100.0, 300.0], &[4.0, 3.0], &Decay::Step(Cutoff::UpTo(10.0)))?;
/// assert_eq!(doctors.access, [0.01, 0.02]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn two_step(times: &Times, demand: &[f64], supply: &[f64], decay: &Decay) -> Result<Catchment, CatchmentError> {
    check(times, demand, supply)?;
    let weights = weights(times, decay)?;
    Ok(share(times, demand, supply, &weights, &weights))
}

/// Does the same with demand that chooses among the supply it reaches: three-step floating catchment area.
///
/// `G_ij = f_ij / Σ_k f_ik` (the chance that i goes to j), `R_j = S_j / Σ_i P_i G_ij f_ij`, `A_i = Σ_j R_j G_ij f_ij`.
///
/// Only destinations with supply are chosen among. Otherwise as [`two_step`].
///
/// # Errors
/// As [`two_step`].
///
/// # Source
/// Wan, Zou and Sternberg, A three-step floating catchment area method for analyzing spatial access to health services,
/// International Journal of Geographical Information Science 26, 2012.
pub fn three_step(times: &Times, demand: &[f64], supply: &[f64], decay: &Decay) -> Result<Catchment, CatchmentError> {
    check(times, demand, supply)?;
    let weights = chosen(times, supply, weights(times, decay)?);
    Ok(share(times, demand, supply, &weights, &weights))
}

/// Shares demand and ratios in parts that sum to one, so that neither is counted more than once: balanced floating catchment area.
///
/// `w^i_ij = f_ij / Σ_j f_ij`, `w^j_ij = f_ij / Σ_i f_ij`, `R_j = S_j / Σ_i P_i w^i_ij`, `A_i = Σ_j R_j w^j_ij`.
///
/// - The demand at the destinations sums to that of the origins, and the access of the origins to the ratios of the destinations.
/// - Weights are shared over all pairs of the matrix, whether or not there is supply or demand at their ends, as in the paper.
/// - Otherwise as [`two_step`].
///
/// # Errors
/// As [`two_step`].
///
/// # Source
/// Paez, Higgins and Vivona, Demand and level of service inflation in floating catchment area (FCA) methods, PLoS ONE 14(6), 2019.
pub fn balanced(times: &Times, demand: &[f64], supply: &[f64], decay: &Decay) -> Result<Catchment, CatchmentError> {
    check(times, demand, supply)?;
    let (by_origin, by_destination) = shared(times, weights(times, decay)?);
    Ok(share(times, demand, supply, &by_origin, &by_destination))
}

/// Weights of three steps: each times its part in the weights of its origin to destinations with supply.
fn chosen(times: &Times, supply: &[f64], mut weights: Vec<f64>) -> Vec<f64> {
    for origin in 0..times.n_origins() {
        let (destinations, _) = times.row(origin);
        let row = &mut weights[times.starts()[origin]..times.starts()[origin + 1]];
        for (weight, &destination) in row.iter_mut().zip(destinations) {
            if supply[destination as usize] == 0.0 {
                *weight = 0.0;
            }
        }
        let sum: f64 = row.iter().sum();
        if sum > 0.0 {
            row.iter_mut().for_each(|weight| *weight *= *weight / sum);
        }
    }
    weights
}

/// Weights of the balanced catchment: as parts of the sum of their origins, and of their destinations.
fn shared(times: &Times, weights: Vec<f64>) -> (Vec<f64>, Vec<f64>) {
    let mut by_origin = weights.clone();
    let mut sums = vec![0.0; times.n_destinations()];
    for origin in 0..times.n_origins() {
        let range = times.starts()[origin]..times.starts()[origin + 1];
        let sum: f64 = weights[range.clone()].iter().sum();
        if sum > 0.0 {
            by_origin[range.clone()].iter_mut().for_each(|weight| *weight /= sum);
        }
        for (&destination, &weight) in times.row(origin).0.iter().zip(&weights[range]) {
            sums[destination as usize] += weight;
        }
    }
    let mut by_destination = weights;
    for origin in 0..times.n_origins() {
        let row = &mut by_destination[times.starts()[origin]..times.starts()[origin + 1]];
        for (weight, &destination) in row.iter_mut().zip(times.row(origin).0) {
            if *weight > 0.0 {
                *weight /= sums[destination as usize];
            }
        }
    }
    (by_origin, by_destination)
}

/// Demand that comes to each destination by a set of weights.
fn loads(times: &Times, demand: &[f64], coming: &[f64]) -> Vec<f64> {
    let mut loads = vec![0.0; times.n_destinations()];
    for (origin, people) in demand.iter().enumerate() {
        let row = &coming[times.starts()[origin]..times.starts()[origin + 1]];
        for (&destination, weight) in times.row(origin).0.iter().zip(row) {
            loads[destination as usize] += people * weight;
        }
    }
    loads
}

/// Divides supply by the demand that comes by one set of weights, and sums the ratios by another.
fn share(times: &Times, demand: &[f64], supply: &[f64], coming: &[f64], having: &[f64]) -> Catchment {
    let loads = loads(times, demand, coming);
    let ratios: Vec<Option<f64>> =
        supply.iter().zip(&loads).map(|(supply, load)| (*load > 0.0).then(|| supply / load)).collect();
    let unused = supply.iter().zip(&ratios).filter(|(_, ratio)| ratio.is_none());
    let unused_supply = unused.fold(0.0, |sum, (supply, _)| sum + supply);
    let sums: Vec<(f64, bool)> = (0..times.n_origins())
        .into_par_iter()
        .map(|origin| {
            let row = &having[times.starts()[origin]..times.starts()[origin + 1]];
            let (mut access, mut served) = (0.0, false);
            for (&destination, weight) in times.row(origin).0.iter().zip(row) {
                access += ratios[destination as usize].unwrap_or(0.0) * weight;
                served |= *weight > 0.0 && supply[destination as usize] > 0.0;
            }
            (access, served)
        })
        .collect();
    let unserved = demand.iter().zip(&sums).filter(|(_, (_, served))| !served);
    let unserved_demand = unserved.fold(0.0, |sum, (people, _)| sum + people);
    Catchment { access: sums.into_iter().map(|(access, _)| access).collect(), ratios, unused_supply, unserved_demand }
}

/// Weight of every pair, in the order of the pairs.
fn weights(times: &Times, decay: &Decay) -> Result<Vec<f64>, DecayError> {
    decay.check()?;
    Ok(times.minutes().par_iter().map(|minutes| decay.weight(*minutes)).collect())
}

fn check(times: &Times, demand: &[f64], supply: &[f64]) -> Result<(), CatchmentError> {
    for (n_found, n_expected) in [(demand.len(), times.n_origins()), (supply.len(), times.n_destinations())] {
        if n_found != n_expected {
            return Err(CatchmentError::Length { n_found, n_expected });
        }
    }
    let at_fault = |numbers: &[f64]| numbers.iter().position(|number| !(number.is_finite() && *number >= 0.0));
    if let Some(origin) = at_fault(demand) {
        return Err(CatchmentError::Demand { origin, demand: demand[origin] });
    }
    if let Some(destination) = at_fault(supply) {
        return Err(CatchmentError::Supply { destination, supply: supply[destination] });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
