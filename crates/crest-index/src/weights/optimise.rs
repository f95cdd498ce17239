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
/// damped least squares, infomax quasi-Newton steps; a downhill simplex from the best point follows, which is what
/// finds the way when correlations are of ranks.
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
    let smooth = |u: &[f64]| match &targets {
        Some(_) => least_squares(&residuals, u, 200),
        None => quasi_newton(&objective, u, 300),
    };
    let mut best: Option<Found> = None;
    for start in all_starts(n_elements, starts) {
        let found = smooth(&start);
        if found.1.is_finite() && best.as_ref().is_none_or(|best| found.1 < best.1 - 1e-13 * best.1.abs()) {
            best = Some(found);
        }
        if targets.is_some() && best.as_ref().is_some_and(|best| best.1 < 1e-30) {
            break;
        }
    }
    let mut best = best.unwrap_or_else(|| (vec![1.0; n_elements], 1e6));
    if targets.is_none() || best.1 > 1e-30 {
        let rough = downhill(&objective, &best.0, 0.3, 200 * n_elements);
        let again = smooth(&rough.0);
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
/// - Weights count among siblings only. Those returned make the weights of each group of siblings sum to the effective
///   weight of their parent (rescaled to sum 1 over the level), so they are the effective weights of the level.
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
) -> Result<Optimised, OptimiseError> {
    assert!(scores.n_places() == 0 || scores.n_indicators() == tree.n_nodes(), "one column of scores per node");
    let roots = tree.root_of();
    let elements: Vec<usize> = tree.at_level(level).filter(|&node| node != root && roots[node] == root).collect();
    if elements.len() < 2 || scores.n_places() == 0 {
        return Err(OptimiseError::TooFewElements);
    }
    let reweighted = |weights: &[f64]| {
        let mut all = tree.weights();
        for (&node, &weight) in elements.iter().zip(weights) {
            all[node] = weight;
        }
        tree.with_weights(&all).ok()
    };
    let correlations = |weights: &[f64]| -> Option<Vec<f64>> {
        let index = index_under(&reweighted(weights)?);
        let own = |&node: &usize| correlate(scores.column(node), &index, coefficient).ok().map(|e| e.value);
        elements.iter().map(own).collect()
    };
    let present = tree.effective_weights();
    let nominal: Vec<f64> = elements.iter().map(|&node| present[node]).collect();
    // For one level of arithmetic means the inverse standard deviations solve infomax outright.
    let inverse =
        |&node: &usize| Moments::of(scores.column(node)).sd().filter(|sd| *sd > 0.0).map_or(0.0, |sd| 1.0 / sd);
    let starts = [nominal, elements.iter().map(inverse).collect()];
    let mut found = optimise(elements.len(), pursuit, &starts, &correlations)?;
    let weight_of = |node: usize| tree.nodes()[node].parent;
    let groups: Vec<Option<usize>> = elements.iter().map(|&node| weight_of(node)).collect();
    let rescaled: Vec<f64> = groups
        .iter()
        .zip(&found.weights)
        .map(|(&group, weight)| {
            let siblings = groups.iter().zip(&found.weights).filter(|(other, _)| **other == group);
            let sum: f64 = siblings.map(|(_, weight)| weight).sum();
            let above = group.map_or(1.0, |parent| present[parent]);
            if sum > 0.0 { above * weight / sum } else { 0.0 }
        })
        .collect();
    let total: f64 = rescaled.iter().sum();
    if total > 0.0 {
        found.weights = rescaled.iter().map(|weight| weight / total).collect();
    }
    Ok(found)
}
