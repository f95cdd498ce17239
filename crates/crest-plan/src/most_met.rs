//! The most demands met at once: of half-spaces that no weights meet all together, as many as possible.
//!
//! Known as the maximum feasible subsystem, which is hard in general (Amaldi, Kann, The complexity and approximability of finding
//! maximum feasible subsystems of linear relations, Theoretical Computer Science 147, 1995). What makes it tractable here are tight
//! constants, pairs of demands that exclude each other, and a good first answer.

use crate::admissible::{Admissible, Support, tidied};
use crate::error::InverseError;
use crate::half_space::{HalfSpace, deepest};
use crate::solver::{Answer, Effort, Programme, SolverError, Warm};

/// Rounds of the first answer, in which demands that are nearly met are pressed harder.
const ROUNDS: usize = 6;

/// Shares in which two demands are mixed to see whether they exclude each other.
const MIXTURES: [f64; 3] = [0.5, 0.25, 0.75];

/// A demand that can be met and can be missed, with the least value of its form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Demand {
    pub(crate) space: HalfSpace,
    pub(crate) lowest: f64,
}

impl Demand {
    /// By how much the demand can be missed.
    fn depth(&self) -> f64 {
        self.space.least - self.lowest
    }

    fn is_met(&self, weights: &[f64], resolution: f64) -> bool {
        self.space.slack(weights) >= -resolution
    }
}

/// Holds weights that meet many demands, and how few can be missed at best.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MostMet {
    pub(crate) weights: Vec<f64>,
    /// No weights miss fewer.
    pub(crate) n_missed_bound: usize,
}

/// Finds weights that miss the fewest demands; a miss by less than the resolution is none.
///
/// minimise `Σ y_j` such that `F_j·w + (least_j − lowest_j)·y_j ≥ least_j`, `w` admissible, `y_j` 0 or 1, and for each set of demands
/// of which any two exclude each other, all but one `y_j` are 1.
pub(crate) fn most_met(
    set: &Admissible,
    demands: &[Demand],
    candidates: &[Vec<f64>],
    resolution: f64,
    effort: Effort,
) -> Result<MostMet, InverseError> {
    let missed = |weights: &[f64]| demands.iter().filter(|demand| !demand.is_met(weights, resolution)).count();
    let mut best: Option<(usize, Vec<f64>)> = None;
    let mut offer = |weights: &[f64]| {
        let n_missed = missed(weights);
        if best.as_ref().is_none_or(|(least, _)| n_missed < *least) {
            best = Some((n_missed, weights.to_vec()));
        }
    };
    candidates.iter().for_each(|weights| offer(weights));
    let relaxed = pressed(set, demands, &mut offer)?;
    let (n_missed, weights) = best.expect("the relaxation offered weights");
    if whole(relaxed) >= n_missed {
        return Ok(MostMet { weights, n_missed_bound: n_missed });
    }
    let (mut programme, columns, choices) = programme(set, demands)?;
    exclude(set, demands, resolution, &choices, &mut programme)?;
    if let Some(start) = start(&programme, demands, &choices, &weights, resolution)? {
        programme.start_from(start);
    }
    let (point, bound) = match programme.minimise(effort)? {
        Answer::Optimal(point) => {
            let bound = point.objective;
            (Some(point), bound)
        }
        Answer::Limit { best, bound } => (best, bound),
        Answer::Infeasible | Answer::Unbounded => return Err(SolverError::Numerical.into()),
    };
    let n_missed_bound = whole(bound.max(relaxed)).min(n_missed);
    let mut best = (n_missed, weights);
    if let Some(point) = point {
        let kept: Vec<HalfSpace> = demands
            .iter()
            .zip(&choices)
            .filter(|(_, choice)| point.x[**choice] < 0.5)
            .map(|(demand, _)| demand.space.clone())
            .collect();
        // The choice of demands is kept, and weights are sought that meet them with the most room.
        let plain = tidied(columns.iter().map(|column| point.x[*column]).collect());
        let deep = deepest(set, &kept, &[])?.map(|deep| deep.weights);
        for weights in deep.into_iter().chain([plain]) {
            let n_missed = missed(&weights);
            if n_missed < best.0 {
                best = (n_missed, weights);
            }
        }
    }
    Ok(MostMet { n_missed_bound: n_missed_bound.min(best.0), weights: best.1 })
}

/// Least whole number that is not below a bound, up to rounding.
fn whole(bound: f64) -> usize {
    (bound - 1e-6).ceil().max(0.0) as usize
}

/// Offers weights of a sequence of linear programmes, the first of which is the relaxation; returns its bound.
///
/// Each round minimises the sum of misses, divided by the misses of the round before (Candès, Wakin, Boyd, Enhancing sparsity
/// by reweighted l1 minimization, Journal of Fourier Analysis and Applications 14, 2008).
fn pressed(set: &Admissible, demands: &[Demand], offer: &mut impl FnMut(&[f64])) -> Result<f64, InverseError> {
    let mut programme = Programme::default();
    let columns = set.enter(&mut programme);
    let misses: Vec<usize> = demands.iter().map(|_| programme.variable(1.0, 0.0, 1.0)).collect();
    for (demand, miss) in demands.iter().zip(&misses) {
        demand.space.enter(&mut programme, &columns, Some((*miss, -demand.depth())));
    }
    let mut warm = Warm::new(&programme)?;
    let mut bound = 0.0;
    for round in 0..ROUNDS {
        let Answer::Optimal(point) = warm.minimise()? else { return Err(SolverError::Numerical.into()) };
        if round == 0 {
            bound = point.objective;
        }
        offer(&tidied(columns.iter().map(|column| point.x[*column]).collect()));
        for miss in &misses {
            warm.set_cost(*miss, 1.0 / (0.01 + point.x[*miss]));
        }
    }
    Ok(bound)
}

type Entered = (Programme, Vec<usize>, Vec<usize>);

/// The programme with one whole number per demand.
fn programme(set: &Admissible, demands: &[Demand]) -> Result<Entered, InverseError> {
    let mut programme = Programme::default();
    // Measured on 219 places and 60 elements: a third less time.
    programme.keep_root();
    // Two thirds of what was left went into programmes inside the search that sought a better answer, and cuts at its nodes
    // cost more than they saved.
    programme.prove();
    let columns = set.enter(&mut programme);
    let choices: Vec<usize> = demands.iter().map(|_| programme.integer(1.0, 0.0, 1.0)).collect();
    for (demand, choice) in demands.iter().zip(&choices) {
        demand.space.enter(&mut programme, &columns, Some((*choice, -demand.depth())));
    }
    Ok((programme, columns, choices))
}

/// Adds a row for each of a family of sets of demands of which any two exclude each other; the family covers every such pair.
///
/// Two demands exclude each other if a mixture of their forms cannot reach the mixture of what they ask. The shares of a set
/// alone are used, so that no linear programme is solved.
fn exclude(
    set: &Admissible,
    demands: &[Demand],
    resolution: f64,
    choices: &[usize],
    programme: &mut Programme,
) -> Result<(), InverseError> {
    let support = Support::new(set)?;
    let n = demands.len();
    let mut excluded = vec![false; n * n];
    let mut mixture = vec![0.0; set.n_elements()];
    for i in 0..n {
        for j in 0..i {
            let (a, b) = (&demands[i].space, &demands[j].space);
            excluded[i * n + j] = MIXTURES.iter().any(|share| {
                let mixed = a.form.iter().zip(&b.form).map(|(x, y)| share * x + (1.0 - share) * y);
                mixture.iter_mut().zip(mixed).for_each(|(cell, value)| *cell = value);
                let asked = share * a.least + (1.0 - share) * b.least;
                support.greatest_by_shares(&mixture) < asked - resolution
            });
            excluded[j * n + i] = excluded[i * n + j];
        }
    }
    let mut covered = vec![false; n * n];
    for i in 0..n {
        for j in 0..i {
            if !excluded[i * n + j] || covered[i * n + j] {
                continue;
            }
            let mut clique = vec![i, j];
            for k in 0..n {
                if clique.iter().all(|&member| member != k && excluded[member * n + k]) {
                    clique.push(k);
                }
            }
            for &a in &clique {
                clique.iter().for_each(|&b| covered[a * n + b] = true);
            }
            let terms = clique.iter().map(|&member| (choices[member], 1.0)).collect();
            programme.row((clique.len() - 1) as f64, f64::INFINITY, terms);
        }
    }
    Ok(())
}

/// A whole point of the programme that makes the choices of some weights.
fn start(
    programme: &Programme,
    demands: &[Demand],
    choices: &[usize],
    weights: &[f64],
    resolution: f64,
) -> Result<Option<Vec<f64>>, InverseError> {
    let mut fixed = programme.clone();
    for (demand, choice) in demands.iter().zip(choices) {
        fixed.fix(*choice, if demand.is_met(weights, resolution) { 0.0 } else { 1.0 });
    }
    match fixed.minimise(Effort::UNTIL_PROVEN)? {
        Answer::Optimal(point) => Ok(Some(point.x)),
        _ => Ok(None),
    }
}
