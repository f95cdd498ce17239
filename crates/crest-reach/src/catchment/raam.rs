//! Rational agent access: everybody goes where travel and crowding together are least, and what that costs.
//!
//! Source: Saxon and Snow, A rational agent model for the spatial accessibility of primary health care, Annals of the American Association
//! of Geographers 110(1), 2020. They move people in steps; here each origin in turn takes the split that is best for it in closed form.
//! That is coordinate descent on the convex programme whose answer is the equilibrium (Beckmann, McGuire and Winsten, Studies in the
//! Economics of Transportation, 1956), so the loads and costs do not depend on steps.

use super::{CatchmentError, check};
use crate::times::Times;

/// Says how travel and crowding weigh against one another, and how closely the equilibrium is met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RaamOptions {
    /// Minutes of travel (τ) that one would add to escape from a place as crowded as the mean to one that is empty.
    pub tau_minutes: f64,
    /// Demand per supply that costs 1 (ρ); `None` takes all demand over all supply.
    pub rho: Option<f64>,
    /// Stops where the mean of what one could save by going elsewhere is below this part of the mean cost.
    pub tolerance: f64,
    /// Most rounds over all pairs; between two of them the pairs in use are evened out many times.
    pub n_rounds: usize,
}

/// Holds the equilibrium.
#[derive(Debug, Clone, PartialEq)]
pub struct Raam {
    /// Cost of each origin, travel over τ plus crowding over ρ, without unit, less is better; `None` where it reaches no supply.
    pub costs: Vec<Option<f64>>,
    /// Demand at each destination.
    pub loads: Vec<f64>,
    /// Demand that reaches no supply and is in no load.
    pub unserved_demand: f64,
    /// Mean saving left, as a part of the mean cost.
    pub gap: f64,
    /// Rounds taken.
    pub n_rounds: usize,
}

/// Finds the split of demand in which nobody saves by going elsewhere.
///
/// Cost of going from i to j: `t_ij / τ + D_j / (ρ S_j)` with D_j the demand at j. The cost of an origin is the least over what it reaches,
/// at the final loads; in the equilibrium all destinations that an origin uses cost the same.
///
/// - Destinations without supply take nobody. An origin without demand has the cost a first visitor would find.
/// - Missing: an origin that reaches no supply has no cost; its demand counts in ρ, as in the reference implementation.
/// - `gap` says how far from equilibrium the answer is; where `n_rounds` is used up it exceeds the tolerance.
/// - Cost: each round is a few passes over the pairs. Determinism: origins in order, one thread.
///
/// # Errors
/// [`CatchmentError`] if numbers do not fit the matrix, are negative or not finite, or τ, ρ or the tolerance are not above 0.
pub fn raam(times: &Times, demand: &[f64], supply: &[f64], options: RaamOptions) -> Result<Raam, CatchmentError> {
    check(times, demand, supply)?;
    let (sum_demand, sum_supply): (f64, f64) = (demand.iter().sum(), supply.iter().sum());
    let unserved = Raam {
        costs: vec![None; times.n_origins()],
        loads: vec![0.0; times.n_destinations()],
        unserved_demand: sum_demand,
        gap: 0.0,
        n_rounds: 0,
    };
    // Without demand nobody crowds, so any ρ gives the same costs.
    let rho = options.rho.unwrap_or(if sum_demand > 0.0 && sum_supply > 0.0 { sum_demand / sum_supply } else { 1.0 });
    for value in [options.tau_minutes, rho, options.tolerance] {
        if !(value.is_finite() && value > 0.0) {
            return Err(CatchmentError::Parameter { value });
        }
    }
    if sum_supply <= 0.0 {
        return Ok(unserved);
    }
    let mut market = Market::new(times, demand, supply, options.tau_minutes, rho);
    let (mut gap, mut n_rounds) = (f64::INFINITY, 0);
    while gap > options.tolerance && n_rounds < options.n_rounds {
        market.round();
        for _ in 0..INNER_ROUNDS {
            market.inner_round();
        }
        gap = market.gap();
        n_rounds += 1;
    }
    let costs = (0..times.n_origins()).map(|origin| market.least_cost(origin)).collect();
    let unserved_demand = (0..times.n_origins())
        .filter(|origin| market.row(*origin).is_empty())
        .fold(0.0, |sum, origin| sum + demand[origin]);
    Ok(Raam { costs, loads: market.loads, unserved_demand, gap, n_rounds })
}

/// Rounds among the pairs in use after each round among all.
const INNER_ROUNDS: usize = 40;

/// Pairs that end at supply, what each carries, and the load of each destination.
struct Market<'a> {
    demand: &'a [f64],
    starts: Vec<usize>,
    destinations: Vec<u32>,
    travel: Vec<f64>,
    carried: Vec<f64>,
    /// Supply times ρ: the load that costs 1.
    room: Vec<f64>,
    loads: Vec<f64>,
    /// Pairs that each origin used in the last whole round.
    used: Vec<Vec<usize>>,
}

impl<'a> Market<'a> {
    fn new(times: &Times, demand: &'a [f64], supply: &[f64], tau: f64, rho: f64) -> Self {
        let (mut starts, mut destinations, mut travel) = (vec![0], Vec::new(), Vec::new());
        for origin in 0..times.n_origins() {
            let (row, minutes) = times.row(origin);
            for (&destination, &minutes) in row.iter().zip(minutes) {
                if supply[destination as usize] > 0.0 {
                    destinations.push(destination);
                    travel.push(minutes / tau);
                }
            }
            starts.push(destinations.len());
        }
        Self {
            demand,
            carried: vec![0.0; destinations.len()],
            starts,
            destinations,
            travel,
            room: supply.iter().map(|supply| supply * rho).collect(),
            loads: vec![0.0; supply.len()],
            used: vec![Vec::new(); demand.len()],
        }
    }

    fn row(&self, origin: usize) -> std::ops::Range<usize> {
        self.starts[origin]..self.starts[origin + 1]
    }

    fn cost(&self, pair: usize) -> f64 {
        let destination = self.destinations[pair] as usize;
        self.travel[pair] + self.loads[destination] / self.room[destination]
    }

    fn least_cost(&self, origin: usize) -> Option<f64> {
        self.row(origin).map(|pair| self.cost(pair)).min_by(f64::total_cmp)
    }

    /// Lets each origin in turn split anew among all it reaches, and notes what it uses.
    fn round(&mut self) {
        let mut vessels = Vec::new();
        for origin in 0..self.demand.len() {
            let pairs = self.row(origin);
            self.split(origin, pairs.clone(), &mut vessels);
            let used = pairs.filter(|pair| self.carried[*pair] > 0.0);
            self.used[origin] = used.collect();
        }
    }

    /// The same among what each origin used in the last whole round only: most of the work is to even these out.
    fn inner_round(&mut self) {
        let mut vessels = Vec::new();
        for origin in 0..self.demand.len() {
            let pairs = std::mem::take(&mut self.used[origin]);
            self.split(origin, pairs.iter().copied(), &mut vessels);
            self.used[origin] = pairs;
        }
    }

    /// Splits the demand of one origin among some of its pairs, against what the others do.
    fn split(&mut self, origin: usize, pairs: impl Iterator<Item = usize>, vessels: &mut Vec<(usize, f64, f64)>) {
        if self.demand[origin] <= 0.0 {
            return;
        }
        vessels.clear();
        for pair in pairs {
            let destination = self.destinations[pair] as usize;
            self.loads[destination] = (self.loads[destination] - self.carried[pair]).max(0.0);
            self.carried[pair] = 0.0;
            vessels.push((pair, self.cost(pair), self.room[destination]));
        }
        let level = fill(vessels, self.demand[origin]);
        for &(pair, base, room) in &*vessels {
            let carried = ((level - base) * room).max(0.0);
            self.carried[pair] = carried;
            self.loads[self.destinations[pair] as usize] += carried;
        }
    }

    /// What could be saved at the present loads over what is spent.
    fn gap(&self) -> f64 {
        let (mut saved, mut spent) = (0.0, 0.0);
        for origin in 0..self.demand.len() {
            let Some(least) = self.least_cost(origin) else { continue };
            for pair in self.row(origin) {
                if self.carried[pair] > 0.0 {
                    let cost = self.cost(pair);
                    saved += self.carried[pair] * (cost - least);
                    spent += self.carried[pair] * cost;
                }
            }
        }
        if spent > 0.0 { saved / spent } else { 0.0 }
    }
}

/// Pours demand into vessels with a floor and a width each, and returns the level; vessels above it are removed.
///
/// The level over all vessels is too low or right where every floor lies below it; each removal of the floors above it can only lower it.
fn fill(vessels: &mut Vec<(usize, f64, f64)>, demand: f64) -> f64 {
    loop {
        let (mut width, mut volume) = (0.0, demand);
        for &(_, floor, room) in &*vessels {
            width += room;
            volume += floor * room;
        }
        let level = volume / width;
        let before = vessels.len();
        vessels.retain(|vessel| vessel.1 < level);
        if vessels.len() == before || vessels.is_empty() {
            return level;
        }
    }
}
