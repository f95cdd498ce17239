//! Splits the change of an index into the changes of its indicators and of its weights, without a rest.

use crate::matrix::Matrix;
use crate::recipe::{Aggregation, Mean};
use crate::tree::Tree;

/// Holds one of the two states between which an index changed.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The framework with the weights of this state.
    pub tree: &'a Tree,
    /// Scores: places × nodes.
    pub scores: &'a Matrix,
}

/// Holds the parts of one place's change of score at a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Score after less score before: the sum of all parts.
    pub total: f64,
    /// Per node of the tree: the part owed to changed scores of an indicator; 0 for aggregates and other branches.
    pub scores: Vec<f64>,
    /// Per node of the tree: the part owed to the changed weight of the node among its siblings, by which a member that
    /// appears or disappears counts as well; 0 for the head and other branches.
    pub weights: Vec<f64>,
}

/// Says why a change cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeError {
    /// The two trees differ in shape, or scores do not have one column per node and the same places.
    Shape,
    /// The head has no score on one of the sides.
    NoScore,
    /// A node is combined in a way whose change has no exact split (neither arithmetic nor geometric).
    Method {
        /// The node.
        node: usize,
    },
    /// A geometric mean meets a score that is not positive.
    NotPositive {
        /// The node with the score.
        node: usize,
    },
    /// A member is present on one side only.
    Appears {
        /// The member.
        node: usize,
    },
}

impl std::fmt::Display for ChangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shape => write!(f, "the two results differ in shape"),
            Self::NoScore => write!(f, "there is no score on one of the sides"),
            Self::Method { node } => write!(f, "node {node} is combined in a way that has no exact split"),
            Self::NotPositive { node } => write!(f, "the score of node {node} is not positive"),
            Self::Appears { node } => write!(f, "node {node} has a score on one side only"),
        }
    }
}

impl std::error::Error for ChangeError {}

/// Splits the change of a place's score at node `head` into parts of its indicators and of its weights.
///
/// - Arithmetic nodes: `Δy = Σ w̄_k Δx_k + Σ x̄_k Δw_k`, bars for the mean of before and after.
/// - Geometric nodes, with `L(a, b) = (a − b)/(ln a − ln b)`: `Δy = L(y₁, y₀) [Σ w̄_k Δln x_k + Σ mean(ln x_k) Δw_k]`,
///   and `Δln x_k = Δx_k / L(x_k1, x_k0)` passes the part down.
/// - Members count by their weights rescaled among those present. A member missing on both sides has no part; weights
///   are unchanged for equal trees and equal availability, so that all the change is then owed to scores.
/// - Exact: the parts sum to the total up to rounding. Cost: O(nodes).
///
/// # Errors
/// See [`ChangeError`].
pub fn decompose_change(
    before: Side<'_>,
    after: Side<'_>,
    aggregation: &Aggregation,
    place: usize,
    head: usize,
) -> Result<Change, ChangeError> {
    let n_nodes = before.tree.n_nodes();
    let fits = |side: &Side<'_>| {
        side.tree.n_nodes() == n_nodes && place < side.scores.n_places() && side.scores.n_indicators() == n_nodes
    };
    let same = |node: usize| before.tree.nodes()[node].parent == after.tree.nodes()[node].parent;
    if head >= n_nodes || !fits(&before) || !fits(&after) || !(0..n_nodes).all(same) {
        return Err(ChangeError::Shape);
    }
    let at = |node: usize| before.scores.at(place, node).zip(after.scores.at(place, node));
    let (y0, y1) = at(head).ok_or(ChangeError::NoScore)?;
    let mut change = Change { total: y1 - y0, scores: vec![0.0; n_nodes], weights: vec![0.0; n_nodes] };
    // What a unit of change of a node's score is worth at the head.
    let mut worth = vec![0.0; n_nodes];
    worth[head] = 1.0;
    for &node in before.tree.order().iter().rev().filter(|&&node| is_below(before.tree, node, head)) {
        let members = before.tree.children(node);
        if members.is_empty() {
            change.scores[node] = at(node).map_or(0.0, |(x0, x1)| worth[node] * (x1 - x0));
            continue;
        }
        if at(node).is_none() {
            continue;
        }
        let (w0, w1) = (shares(before, place, node), shares(after, place, node));
        for ((&member, w0), w1) in members.iter().zip(w0).zip(w1) {
            let Some((x0, x1)) = at(member) else {
                if before.scores.at(place, member).is_some() || after.scores.at(place, member).is_some() {
                    return Err(ChangeError::Appears { node: member });
                }
                continue;
            };
            let weight = f64::midpoint(w0, w1);
            match aggregation.of(node, before.tree.levels()[node]) {
                Mean::Arithmetic => {
                    worth[member] = worth[node] * weight;
                    change.weights[member] = worth[node] * (w1 - w0) * f64::midpoint(x0, x1);
                }
                Mean::Geometric => {
                    let (y0, y1) = at(node).ok_or(ChangeError::NoScore)?;
                    let (own, above) = (logarithmic_mean(x0, x1, member)?, logarithmic_mean(y0, y1, node)?);
                    worth[member] = worth[node] * above * weight / own;
                    change.weights[member] = worth[node] * above * (w1 - w0) * f64::midpoint(x0.ln(), x1.ln());
                }
                _ => return Err(ChangeError::Method { node }),
            }
        }
    }
    Ok(change)
}

fn is_below(tree: &Tree, node: usize, head: usize) -> bool {
    let mut at = Some(node);
    while let Some(index) = at {
        if index == head {
            return true;
        }
        at = tree.nodes()[index].parent;
    }
    false
}

/// Weights of the members of a node, rescaled to sum 1 over those with a score.
fn shares(side: Side<'_>, place: usize, node: usize) -> Vec<f64> {
    let weight = |&member: &usize| match side.scores.at(place, member) {
        Some(_) => side.tree.nodes()[member].weight,
        None => 0.0,
    };
    let weights: Vec<f64> = side.tree.children(node).iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| if sum == 0.0 { 0.0 } else { w / sum }).collect()
}

/// `(a − b)/(ln a − ln b)`, which is `a` for equal arguments.
fn logarithmic_mean(a: f64, b: f64, node: usize) -> Result<f64, ChangeError> {
    if a <= 0.0 || b <= 0.0 {
        return Err(ChangeError::NotPositive { node });
    }
    let ratio = a / b;
    // Near 1 the quotient loses its digits; its series is exact to rounding there.
    let d = ratio - 1.0;
    Ok(if d.abs() < 1e-5 { b * (1.0 + d / 2.0 - d * d / 12.0) } else { (a - b) / ratio.ln() })
}
