//! What an index would be without one of its elements.
//!
//! Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 8 (inclusion and exclusion of
//! indicators).

#[cfg(test)]
mod tests;

use crate::aggregate::{AggregateError, node_score};
use crate::compare::rank_differences;
use crate::matrix::Matrix;
use crate::recipe::Aggregation;
use crate::tree::Tree;

/// Holds what becomes of the index when one element goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Removal {
    /// The element removed.
    pub node: usize,
    /// Index scores without it.
    pub scores: Vec<Option<f64>>,
    /// Index ranks without it, 1 = best, ties lowest.
    pub ranks: Vec<Option<u32>>,
    /// Mean over places ranked with and without it of the absolute difference of ranks; `None` if there are none.
    pub mean_rank_shift: Option<f64>,
    /// Largest absolute difference of ranks.
    pub largest_rank_shift: u32,
}

/// Says why an element cannot be removed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RemoveError {
    /// The element does not lie below the index.
    NotBelow {
        /// The element.
        node: usize,
    },
    /// The scores without it cannot be combined.
    Aggregate(AggregateError),
}

impl std::fmt::Display for RemoveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotBelow { node } => write!(f, "node {node} does not lie below the index"),
            Self::Aggregate(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RemoveError {}

/// Removes elements one at a time: each has its weight set to 0, so that its siblings are rescaled.
///
/// - `scores`: places × nodes as aggregated; only the nodes between the element and `head` are computed anew.
/// - `nodes`: elements of any level, indicators and pillars mixed as one likes. Where the last member of a parent goes,
///   the parent has no score, and its own siblings are rescaled in turn.
/// - Cost: O(places · siblings on the path) per element.
///
/// # Errors
/// See [`RemoveError`].
///
/// # Panics
/// If `scores` has another number of columns than the tree has nodes, or a position lies outside.
pub fn remove_each(
    scores: &Matrix,
    tree: &Tree,
    aggregation: &Aggregation,
    head: usize,
    nodes: &[usize],
) -> Result<Vec<Removal>, RemoveError> {
    if scores.n_places() == 0 {
        return Ok(Vec::new());
    }
    assert_eq!(scores.n_indicators(), tree.n_nodes(), "one column of scores per node");
    nodes.iter().map(|&node| remove(scores, tree, aggregation, head, node)).collect()
}

fn remove(
    scores: &Matrix,
    tree: &Tree,
    aggregation: &Aggregation,
    head: usize,
    node: usize,
) -> Result<Removal, RemoveError> {
    let path = path(tree, node, head).ok_or(RemoveError::NotBelow { node })?;
    let mut weights = tree.weights();
    weights[node] = 0.0;
    let reweighted = tree.with_weights(&weights).expect("the weights were finite and one became zero");
    let mut without = scores.clone();
    for ancestor in path {
        let column = node_score(&without, &reweighted, aggregation, ancestor).map_err(RemoveError::Aggregate)?;
        without.column_mut(ancestor).copy_from_slice(&column);
    }
    let column = without.column(head).to_vec();
    let shifts: Vec<f64> =
        rank_differences(scores.column(head), &column).iter().filter_map(|row| row.difference.map(f64::abs)).collect();
    Ok(Removal {
        node,
        ranks: crate::rank::ranks(&column),
        scores: column,
        mean_rank_shift: (!shifts.is_empty()).then(|| shifts.iter().sum::<f64>() / shifts.len() as f64),
        largest_rank_shift: shifts.iter().copied().fold(0.0, f64::max) as u32,
    })
}

/// The ancestors of a node up to `head`; `None` unless it lies below.
fn path(tree: &Tree, node: usize, head: usize) -> Option<Vec<usize>> {
    let mut path = Vec::new();
    let mut at = tree.nodes()[node].parent?;
    loop {
        path.push(at);
        if at == head {
            return Some(path);
        }
        at = tree.nodes()[at].parent?;
    }
}
