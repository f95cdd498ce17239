//! Doubly constrained access: who goes where if all demand is met and all supply is used.
//!
//! Sources: Wilson, A family of spatial interaction models, and associated developments, Environment and Planning A 3, 1971; Williams and Senior,
//! Accessibility, spatial interaction and the spatial benefit analysis of land use - transportation plans, 1978 (balancing factors as accessibility); Horbachov and
//! Svichynskyi, Theoretical substantiation of trip length distribution for home-based work trips in urban transit systems, Journal of Transport and Land Use 11,
//! 2018; Soukhov, Pereira, Higgins and Paez, A family of accessibility measures derived from spatial interaction principles, 2025.

#[cfg(test)]
mod tests;

use super::CatchmentError;
use crate::decay::{Decay, DecayError};
use crate::times::Times;

/// Totals of both sides are equal if they differ by no more than this part.
const SAME_TOTAL: f64 = 1e-9;

/// Says when the balancing has come to rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balancing {
    /// Largest part by which what comes to a destination may differ from its supply, above 0.
    pub tolerance: f64,
    /// Most rounds, at least 1.
    pub n_rounds: usize,
}

/// Holds trips that keep the totals of both sides, and what they say of access.
#[derive(Debug, Clone, PartialEq)]
pub struct DoublyConstrained {
    /// Trips of every pair, in the order of the pairs of the matrix.
    pub trips: Vec<f64>,
    /// Supply within reach of each origin, each unit counted the less the more demand competes for it: `Σ_j B_j S_j f_ij`, the reciprocal of the
    /// balancing factor of the origin. The weights B_j have mean 1 over the supply.
    pub access: Vec<f64>,
    /// Demand within reach of each destination in the same sense: `Σ_i A_i P_i f_ij`, the reciprocal of its balancing factor.
    pub attraction: Vec<f64>,
    /// Mean minutes of the trips of each origin; `None` without demand.
    pub minutes: Vec<Option<f64>>,
    /// Mean minutes of all trips; `None` without any.
    pub mean_minutes: Option<f64>,
    /// Rounds made.
    pub n_rounds: usize,
    /// Largest part by which what comes to a destination differs from its supply; what leaves the origins is exact.
    pub gap: f64,
}

/// Says why no trips keep both totals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DoublyError {
    /// Numbers, decay or tolerance are at fault.
    Input(CatchmentError),
    /// Demand and supply have different totals.
    Totals {
        /// Total demand.
        demand: f64,
        /// Total supply.
        supply: f64,
    },
    /// An origin with demand reaches no supply.
    Origin {
        /// The origin.
        origin: usize,
    },
    /// No demand reaches a destination with supply.
    Destination {
        /// The destination.
        destination: usize,
    },
    /// The rounds were used up: too few, or no trips over the pairs that are reachable keep both totals.
    Unbalanced {
        /// What the gap was in the end.
        gap: f64,
        /// Rounds made.
        n_rounds: usize,
    },
}

impl std::fmt::Display for DoublyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Totals { demand, supply } => {
                write!(f, "demand of {demand} and supply of {supply} in all; expected equal totals")
            }
            Self::Origin { origin } => write!(f, "origin {origin} has demand and reaches no supply"),
            Self::Destination { destination } => {
                write!(f, "destination {destination} has supply and no demand reaches it")
            }
            Self::Unbalanced { gap, n_rounds } => {
                write!(f, "after {n_rounds} rounds supply is missed by a part of {gap}; expected a balance")
            }
        }
    }
}

impl std::error::Error for DoublyError {}

impl From<CatchmentError> for DoublyError {
    fn from(error: CatchmentError) -> Self {
        Self::Input(error)
    }
}

impl From<DecayError> for DoublyError {
    fn from(error: DecayError) -> Self {
        Self::Input(error.into())
    }
}

/// Finds the trips that bring all demand to all supply: the doubly constrained model.
///
/// `T_ij = A_i P_i B_j S_j f_ij` with `A_i = 1 / Σ_j B_j S_j f_ij` and `B_j = 1 / Σ_i A_i P_i f_ij`, so that `Σ_j T_ij = P_i` and `Σ_i T_ij = S_j`. The factors are
/// found by proportional fitting: from B = 1, A and B in turn, until what comes to every destination is its supply within the tolerance.
///
/// - Balancing factors are settled but for a scale, set here by `Σ_j S_j B_j = Σ_j S_j`. Where parts of the region cannot reach each other, each
///   has a scale of its own, and `access` compares within a part only.
/// - Without competition, B = 1 everywhere, `access` is the gravity measure of the supply.
/// - Unreachable pairs have no trips. An origin without demand has access and no minutes.
/// - Cost: two passes over the pairs for each round. Sums run in order of the pairs.
///
/// # Errors
/// [`DoublyError`] if numbers do not fit, totals differ by more than a part of 1e-9, somebody reaches nothing, or no balance is found.
///
/// # Example
/// ```
/// use crest_reach::catchment::doubly::{Balancing, doubly_constrained};
/// use crest_reach::decay::Decay;
/// use crest_reach::times::Times;
///
/// // Two towns with 2 workers and 2 jobs each; work at home weighs twice work in the other town.
/// let away = 2_f64.ln();
/// let times = Times::from_triples(2, 2, &[(0, 0, 0.0), (0, 1, away), (1, 0, away), (1, 1, 0.0)])?;
/// let balancing = Balancing { tolerance: 1e-12, n_rounds: 100 };
/// let found = doubly_constrained(&times, &[2.0, 2.0], &[2.0, 2.0], &Decay::Exponential { rate: 1.0 }, balancing)?;
/// assert!(found.trips.iter().zip([4.0, 2.0, 2.0, 4.0]).all(|(trips, thirds)| (trips - thirds / 3.0).abs() < 1e-12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn doubly_constrained(
    times: &Times,
    demand: &[f64],
    supply: &[f64],
    decay: &Decay,
    balancing: Balancing,
) -> Result<DoublyConstrained, DoublyError> {
    super::check(times, demand, supply)?;
    let Balancing { tolerance, n_rounds } = balancing;
    if !(tolerance.is_finite() && tolerance > 0.0) || n_rounds == 0 {
        return Err(CatchmentError::Parameter { value: if n_rounds == 0 { 0.0 } else { tolerance } }.into());
    }
    let weights = super::weights(times, decay)?;
    let (total_demand, total_supply): (f64, f64) = (demand.iter().sum(), supply.iter().sum());
    if (total_demand - total_supply).abs() > SAME_TOTAL * total_demand.max(total_supply) {
        return Err(DoublyError::Totals { demand: total_demand, supply: total_supply });
    }
    let pairs = Pairs { times, weights: &weights };
    let mut b = vec![1.0; supply.len()];
    let mut access = pairs.towards(supply, &b);
    if let Some(origin) = demand.iter().zip(&access).position(|(people, access)| *people > 0.0 && *access <= 0.0) {
        return Err(DoublyError::Origin { origin });
    }
    let mut attraction = pairs.from(demand, &access);
    if let Some(destination) = supply.iter().zip(&attraction).position(|(supply, own)| *supply > 0.0 && *own <= 0.0) {
        return Err(DoublyError::Destination { destination });
    }
    let missed = |b: &[f64], attraction: &[f64]| -> f64 {
        let kept = (0..supply.len()).filter(|place| supply[*place] > 0.0);
        // Factors that run away from each other leave no number: no balance either.
        let own = kept.map(|place| (b[place] * attraction[place] - 1.0).abs());
        own.map(|own| if own.is_nan() { f64::INFINITY } else { own }).fold(0.0, f64::max)
    };
    let mut gap = missed(&b, &attraction);
    let mut made = 1;
    while gap > tolerance {
        if made == n_rounds || gap.is_infinite() {
            return Err(DoublyError::Unbalanced { gap, n_rounds: made });
        }
        for (b, (supply, attraction)) in b.iter_mut().zip(supply.iter().zip(&attraction)) {
            *b = if *supply > 0.0 { 1.0 / attraction } else { 1.0 };
        }
        access = pairs.towards(supply, &b);
        attraction = pairs.from(demand, &access);
        gap = missed(&b, &attraction);
        made += 1;
    }
    let scale = b.iter().zip(supply).map(|(b, supply)| b * supply).sum::<f64>() / total_supply;
    let mut found = pairs.trips(demand, supply, &access, &b);
    if total_supply > 0.0 {
        access.iter_mut().for_each(|access| *access /= scale);
        attraction.iter_mut().for_each(|attraction| *attraction *= scale);
    }
    (found.access, found.attraction, found.n_rounds, found.gap) = (access, attraction, made, gap);
    Ok(found)
}

/// The pairs of a matrix with their weights.
struct Pairs<'a> {
    times: &'a Times,
    weights: &'a [f64],
}

impl Pairs<'_> {
    fn row(&self, origin: usize) -> impl Iterator<Item = (usize, f64)> {
        let weights = &self.weights[self.times.starts()[origin]..self.times.starts()[origin + 1]];
        self.times.row(origin).0.iter().zip(weights).map(|(to, weight)| (*to as usize, *weight))
    }

    /// `Σ_j B_j S_j f_ij` of each origin.
    fn towards(&self, supply: &[f64], b: &[f64]) -> Vec<f64> {
        let sum = |origin: usize| self.row(origin).map(|(to, weight)| b[to] * supply[to] * weight).sum();
        (0..self.times.n_origins()).map(sum).collect()
    }

    /// `Σ_i A_i P_i f_ij` of each destination, given `1 / A_i`.
    fn from(&self, demand: &[f64], access: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.times.n_destinations()];
        for (origin, people) in demand.iter().enumerate().filter(|(_, people)| **people > 0.0) {
            let leaving = people / access[origin];
            self.row(origin).for_each(|(to, weight)| sums[to] += leaving * weight);
        }
        sums
    }

    fn trips(&self, demand: &[f64], supply: &[f64], access: &[f64], b: &[f64]) -> DoublyConstrained {
        let mut trips = Vec::with_capacity(self.weights.len());
        let mut minutes = Vec::with_capacity(demand.len());
        let mut spent = 0.0;
        for (origin, &people) in demand.iter().enumerate() {
            let leaving = if people > 0.0 { people / access[origin] } else { 0.0 };
            let before = trips.len();
            trips.extend(self.row(origin).map(|(to, weight)| leaving * b[to] * supply[to] * weight));
            let own: f64 = trips[before..].iter().zip(self.times.row(origin).1).map(|(trips, t)| trips * t).sum();
            minutes.push((people > 0.0).then(|| own / people));
            spent += own;
        }
        let total: f64 = demand.iter().sum();
        DoublyConstrained {
            trips,
            access: Vec::new(),
            attraction: Vec::new(),
            minutes,
            mean_minutes: (total > 0.0).then(|| spent / total),
            n_rounds: 0,
            gap: 0.0,
        }
    }
}
