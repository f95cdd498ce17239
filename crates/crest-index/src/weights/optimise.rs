//! Weights sought for an effect: equal (or stated) influence on the index, or the most information kept.
//!
//! Source: Paruolo, Saisana and Saltelli, Ratings and rankings: voodoo or science? Journal of the Royal Statistical
//! Society A 176 (2013): a weight is no measure of influence; Becker et al., Ecological Indicators 80 (2017): weights
//! optimised for a wanted influence.

use super::search::{Found, downhill, least_squares, quasi_newton};
use crate::correlate::{Coefficient, correlate};
use crate::matrix::Matrix;
use crate::stats::Moments;
use crate::tree::Tree;

/// Says what the weights should achieve; `r_k` is the correlation of element `k` with the index.
#[derive(Debug, Clone, PartialEq)]
pub enum Pursuit {
    /// Least `Σ (r_k / Σ r − t_k)²`: each element has its wanted share of influence.
    Balance(Balance),
    /// Largest `Σ r_k`: the index tells the most about its elements.
    Infomax,
}

/// Says which share of influence each element should have.
#[derive(Debug, Clone, PartialEq)]
pub enum Balance {
    /// The same for all.
    Equal,
    /// One positive number per element, in the order of the elements; rescaled to sum 1.
    Shares(Vec<f64>),
}

/// Holds optimised weights and what they achieve.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimised {
    /// One weight per element, none negative, sum 1.
    pub weights: Vec<f64>,
    /// Correlation of each element with the index under these weights.
    pub correlations: Vec<f64>,
    /// The objective: sum of squared misses (less is better) for balance, sum of correlations (more) for infomax.
    pub objective: f64,
}

/// Holds the optimised weights of one level of a tree; all lists are in the order of `elements`.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimisedLevel {
    /// Nodes of the level below the index, in node order.
    pub elements: Vec<usize>,
    /// Effective weights, none negative, rescaled to sum 1 over the level.
    pub weights: Vec<f64>,
    /// Weights to write into the tree: each group of siblings keeps the sum it was given.
    pub tree_weights: Vec<f64>,
    /// Correlation of each element with the index under these weights.
    pub correlations: Vec<f64>,
    /// The objective, as in [`Optimised`].
    pub objective: f64,
}

/// Says why no weights were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptimiseError {
    /// Fewer than two elements to weigh.
    TooFewElements,
    /// The targets are not one positive number per element.
    Targets,
    /// Under no weights tried do all elements correlate with the index (constant or too few values), or their
    /// correlations sum to nothing above zero.
    Undefined,
}

impl std::fmt::Display for OptimiseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooFewElements => write!(f, "two elements are needed"),
            Self::Targets => write!(f, "targets must be one positive number per element"),
            Self::Undefined => write!(f, "no weights give every element a correlation with the index"),
        }
    }
}

impl std::error::Error for OptimiseError {}

/// A sum of squared misses below this is rounding.
const REACHED: f64 = 1e-29;

/// Returns `Σ (r_k / Σ r − t_k)²`; `None` where the correlations do not sum to more than zero.
///
/// `targets` sum to 1 and are paired with the correlations by position.
pub fn balance_objective(correlations: &[f64], targets: &[f64]) -> Option<f64> {
    Some(misses(correlations, targets)?.iter().map(|x| x * x).sum())
}

fn misses(correlations: &[f64], targets: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = correlations.iter().sum();
    (sum > 1e-9).then(|| correlations.iter().zip(targets).map(|(r, t)| r / sum - t).collect())
}

/// Seeks non-negative weights of sum 1 for a pursuit, given how elements correlate with the index under any weights.
///
/// The search runs over `u` with `w = u² / Σ u²`, so that no weight can turn negative yet each may reach zero, from
/// several fixed starts: equal weights, `starts`, and for up to 16 elements one start near each corner. Balance uses
/// damped least squares, then, where the targets are out of reach, quasi-Newton steps as infomax does. Unless
/// `smooth` is true a downhill simplex from the best point follows, which finds the way when correlations are of ranks.
///
/// - Determinism: no randomness. Cost: some hundred evaluations per element and start.
/// - Infomax with one level of arithmetic means has no local optima; balance may, hence the many starts.
///
/// # Errors
/// See [`OptimiseError`].
pub fn optimise(
    n_elements: usize,
    pursuit: &Pursuit,
    starts: &[Vec<f64>],
    smooth: bool,
    correlations: &dyn Fn(&[f64]) -> Option<Vec<f64>>,
) -> Result<Optimised, OptimiseError> {
    if n_elements < 2 {
        return Err(OptimiseError::TooFewElements);
    }
    let targets = targets(pursuit, n_elements)?;
    let at = |u: &[f64]| correlations(&squares(u)?).filter(|r| r.iter().all(|x| x.is_finite()));
    let residuals = |u: &[f64]| misses(&at(u)?, targets.as_deref()?);
    let objective = |u: &[f64]| match &targets {
        Some(_) => residuals(u).map_or(1e6, |r| r.iter().map(|x| x * x).sum()),
        None => at(u).map_or(1e6, |r| -r.iter().sum::<f64>()),
    };
    let descend = |u: &[f64]| {
        let near = match &targets {
            Some(_) => least_squares(&residuals, u, 40),
            None => (u.to_vec(), 1e6),
        };
        if near.1 < REACHED { near } else { quasi_newton(&objective, &near.0, 300) }
    };
    let mut best: Option<Found> = None;
    for start in all_starts(n_elements, starts) {
        let found = descend(&start);
        if found.1.is_finite() && best.as_ref().is_none_or(|best| found.1 < best.1 - 1e-13 * best.1.abs()) {
            best = Some(found);
        }
        if targets.is_some() && best.as_ref().is_some_and(|best| best.1 < REACHED) {
            break;
        }
    }
    let mut best = best.unwrap_or_else(|| (vec![1.0; n_elements], 1e6));
    if !smooth && (targets.is_none() || best.1 >= REACHED) {
        let rough = downhill(&objective, &best.0, 0.3, 200 * n_elements);
        let again = descend(&rough.0);
        for found in [rough, again] {
            if found.1 < best.1 {
                best = found;
            }
        }
    }
    let weights = squares(&best.0).ok_or(OptimiseError::Undefined)?;
    let correlations = at(&best.0).ok_or(OptimiseError::Undefined)?;
    let objective = match &targets {
        Some(targets) => balance_objective(&correlations, targets).ok_or(OptimiseError::Undefined)?,
        None => correlations.iter().sum(),
    };
    Ok(Optimised { weights, correlations, objective })
}

/// Targets that sum to 1; `None` for a pursuit without.
fn targets(pursuit: &Pursuit, n_elements: usize) -> Result<Option<Vec<f64>>, OptimiseError> {
    match pursuit {
        Pursuit::Infomax => Ok(None),
        Pursuit::Balance(Balance::Equal) => Ok(Some(vec![1.0 / n_elements as f64; n_elements])),
        Pursuit::Balance(Balance::Shares(shares)) => {
            let sum: f64 = shares.iter().sum();
            let lawful = shares.len() == n_elements && sum.is_finite() && shares.iter().all(|x| *x > 0.0);
            lawful.then(|| Some(shares.iter().map(|x| x / sum).collect())).ok_or(OptimiseError::Targets)
        }
    }
}

/// `u² / Σ u²`.
fn squares(u: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = u.iter().map(|u| u * u).sum();
    (sum > 0.0 && sum.is_finite()).then(|| u.iter().map(|u| u * u / sum).collect())
}

fn all_starts(n_elements: usize, starts: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let m = n_elements as f64;
    let mut all = vec![vec![(1.0 / m).sqrt(); n_elements]];
    for start in starts {
        let sum: f64 = start.iter().map(|w| w.max(0.0)).sum();
        if start.len() == n_elements && sum > 0.0 && sum.is_finite() {
            // A weight of zero would be a dead point of the squares; it starts small instead.
            all.push(start.iter().map(|w| (w.max(0.0) / sum).max(1e-4 / m).sqrt()).collect());
        }
    }
    if n_elements <= 16 {
        for corner in 0..n_elements {
            let of = |k| if k == corner { 0.7_f64 } else { 0.3 / (m - 1.0) };
            all.push((0..n_elements).map(|k| of(k).sqrt()).collect());
        }
    }
    all
}

/// Seeks the weights of one level of a tree.
///
/// - `scores`: one column per node of the tree, in node order; the scores of the level's own nodes do not depend on
///   their weights and are taken from here.
/// - `root`: the index; the elements are the nodes of `level` below it, in node order.
/// - `index_under`: the scores of `root` under a tree that differs from `tree` in weights of the level alone.
/// - Weights count among siblings only, so the search moves weight inside each group of siblings of the level and keeps
///   the sum the group was given.
/// - An element that does not vary cannot correlate: it gets weight 0 and correlation 0 and has no share in the targets.
///
/// # Errors
/// See [`OptimiseError`].
///
/// # Panics
/// If `scores` has another number of columns than the tree has nodes.
pub fn optimise_level(
    tree: &Tree,
    scores: &Matrix,
    root: usize,
    level: usize,
    pursuit: &Pursuit,
    coefficient: Coefficient,
    index_under: &dyn Fn(&Tree) -> Vec<Option<f64>>,
) -> Result<OptimisedLevel, OptimiseError> {
    assert!(scores.n_places() == 0 || scores.n_indicators() == tree.n_nodes(), "one column of scores per node");
    let roots = tree.root_of();
    let elements: Vec<usize> = tree.at_level(level).filter(|&node| node != root && roots[node] == root).collect();
    let varies = |&node: &usize| scores.n_places() > 0 && Moments::of(scores.column(node)).has_spread();
    let searched: Vec<usize> = (0..elements.len()).filter(|&at| varies(&elements[at])).collect();
    if searched.len() < 2 {
        return Err(OptimiseError::TooFewElements);
    }
    let pursuit = match pursuit {
        Pursuit::Balance(Balance::Shares(shares)) => {
            let _ = targets(pursuit, elements.len())?;
            Pursuit::Balance(Balance::Shares(searched.iter().map(|&at| shares[at]).collect()))
        }
        other => other.clone(),
    };
    let groups = Groups::new(tree, &elements);
    let spread = |found: &[f64]| {
        let mut all = vec![0.0; elements.len()];
        for (&at, &value) in searched.iter().zip(found) {
            all[at] = value;
        }
        all
    };
    let columns: Vec<Column<'_>> = searched.iter().map(|&at| Column::new(scores.column(elements[at]))).collect();
    let correlations = |weights: &[f64]| -> Option<Vec<f64>> {
        let mut all = tree.weights();
        for (&node, weight) in elements.iter().zip(groups.share_out(&spread(weights), &groups.given)) {
            all[node] = weight;
        }
        let index = index_under(&tree.with_weights(&all).ok()?);
        if coefficient == Coefficient::Pearson {
            let index = Column::new(&index);
            return columns.iter().map(|own| own.pearson(&index)).collect();
        }
        columns.iter().map(|own| correlate(own.cells, &index, coefficient).ok().map(|e| e.value)).collect()
    };
    let nominal = tree.effective_weights();
    // For one level of arithmetic means the inverse standard deviations solve infomax outright.
    let inverse = |at: &usize| Moments::of(scores.column(elements[*at])).sd().map_or(0.0, |sd| 1.0 / sd);
    let starts = [
        searched.iter().map(|&at| nominal[elements[at]]).collect(),
        searched.iter().map(inverse).collect::<Vec<f64>>(),
    ];
    let smooth = coefficient == Coefficient::Pearson;
    let found = optimise(searched.len(), &pursuit, &starts, smooth, &correlations)?;
    let raw = spread(&found.weights);
    let effective: Vec<f64> = elements.iter().map(|&node| nominal[node]).collect();
    let weights = groups.share_out(&raw, &groups.sums(&effective));
    let total: f64 = weights.iter().sum();
    Ok(OptimisedLevel {
        tree_weights: groups.share_out(&raw, &groups.given),
        weights: weights.iter().map(|weight| if total > 0.0 { weight / total } else { 0.0 }).collect(),
        correlations: spread(&found.correlations),
        objective: found.objective,
        elements,
    })
}

/// The elements of a level by parent.
struct Groups {
    /// Group of each element.
    of: Vec<usize>,
    /// Sum of the weights the elements of each group were given; 1 where that is not above zero.
    given: Vec<f64>,
}

impl Groups {
    fn new(tree: &Tree, elements: &[usize]) -> Self {
        let mut parents: Vec<Option<usize>> = elements.iter().map(|&node| tree.nodes()[node].parent).collect();
        let own = parents.clone();
        parents.sort_unstable();
        parents.dedup();
        let of = own.iter().map(|parent| parents.partition_point(|other| other < parent)).collect();
        let mut groups = Self { of, given: vec![0.0; parents.len()] };
        let weights: Vec<f64> = elements.iter().map(|&node| tree.nodes()[node].weight).collect();
        groups.given = groups.sums(&weights).iter().map(|&sum| if sum > 0.0 { sum } else { 1.0 }).collect();
        groups
    }

    fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.given.len()];
        for (&group, value) in self.of.iter().zip(values) {
            sums[group] += value;
        }
        sums
    }

    /// Rescales the weights of each group to a given sum.
    fn share_out(&self, weights: &[f64], to: &[f64]) -> Vec<f64> {
        let sums = self.sums(weights);
        let share = |(&group, weight): (&usize, &f64)| match sums[group] {
            sum if sum > 0.0 => to[group] * weight / sum,
            _ => 0.0,
        };
        self.of.iter().zip(weights).map(share).collect()
    }
}

/// A column prepared for many correlations: centred and scaled to length 1 where it has no gap.
struct Column<'a> {
    cells: &'a [Option<f64>],
    unit: Option<Vec<f64>>,
}

impl<'a> Column<'a> {
    fn new(cells: &'a [Option<f64>]) -> Self {
        let moments = Moments::of(cells);
        let whole = moments.n == cells.len() && moments.n >= 3 && moments.has_spread();
        let length = (moments.m2 * moments.n as f64).sqrt();
        let unit = || cells.iter().flatten().map(|x| (x - moments.mean) / length).collect();
        Self { cells, unit: whole.then(unit) }
    }

    fn pearson(&self, other: &Self) -> Option<f64> {
        match (&self.unit, &other.unit) {
            (Some(a), Some(b)) => Some(a.iter().zip(b).map(|(a, b)| a * b).sum()),
            _ => correlate(self.cells, other.cells, Coefficient::Pearson).ok().map(|estimate| estimate.value),
        }
    }
}
