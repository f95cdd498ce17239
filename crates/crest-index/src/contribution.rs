//! What each node adds to a score, and what separates two places.
//!
//! Every mean here except Copeland's is homogeneous of degree 1: doubling all members doubles the result. By Euler's
//! theorem the score is then exactly the sum of its members, each times the derivative of the score by it. For
//! arithmetic trees that is the familiar weight × value. Differences between two places use the log-mean weights of
//! B. W. Ang, "The LMDI approach to decomposition analysis", Energy Policy 33 (2005), carried over from the logarithm
//! to every quasi-arithmetic mean.

#[cfg(test)]
mod tests;

use crate::recipe::{Aggregation, Mean};
use crate::{Matrix, Tree};

/// Unfolds the score of an index into contributions of all nodes below it: places × nodes.
///
/// `c = x · ∂(index)/∂x`. The contributions of the indicators sum to the score of the index, and so do those of every
/// cut through the tree: children sum to their parent. For arithmetic means `c` is the effective weight among the
/// members present, times the value. A median gives all to its middle members, a minimum shares equally among
/// the tied least, an ordered average by position.
///
/// - Nodes that take no part (elsewhere in the forest, missing, without weight) have no contribution. A place without
///   a score has none.
/// - `None` if a Copeland score stands on the way: a count of victories has no parts.
/// - Cost: O(places · nodes).
///
/// # Panics
/// If `scores` has not one column per node.
pub fn contributions(scores: &Matrix, tree: &Tree, rule: &Aggregation, root: usize) -> Option<Matrix> {
    assert_eq!(scores.n_indicators(), tree.n_nodes(), "one column of scores per node");
    let below = nodes_below(tree, root);
    if below.iter().any(|&node| is_copeland(tree, rule, node)) {
        return None;
    }
    let mut result = Matrix::missing(scores.n_places(), tree.n_nodes());
    for place in 0..scores.n_places() {
        for (node, derivative) in derivatives(scores, tree, rule, &below, place) {
            result.set(place, node, scores.at(place, node).map(|x| x * derivative));
        }
    }
    Some(result)
}

/// Unfolds the difference of an index between two places (`other − ours`) into parts of all nodes below it.
///
/// At a node with a quasi-arithmetic mean (φ = x, ln x, 1/x, x^p) in which both places have the same members, member
/// `k` gets `w_k · (Δφ(x_k)/Δx_k) / (Δφ(y)/Δy) · Δx_k`: weight × difference for arithmetic means, the log-mean rule for
/// geometric ones. Elsewhere (median, minimum, ordered average, differing members) the parts below the node are the
/// differences of [`contributions`] to it. Children sum to their parent, indicators to the whole gap.
///
/// Returns one part per node, 0 where it has none; `None` if either place has no score or a Copeland score stands on
/// the way.
///
/// # Panics
/// If `scores` has not one column per node or a position lies outside it.
pub fn gap(
    scores: &Matrix,
    tree: &Tree,
    rule: &Aggregation,
    root: usize,
    ours: usize,
    other: usize,
) -> Option<Vec<f64>> {
    assert_eq!(scores.n_indicators(), tree.n_nodes(), "one column of scores per node");
    let whole = scores.at(other, root)? - scores.at(ours, root)?;
    let below = nodes_below(tree, root);
    if below.iter().any(|&node| is_copeland(tree, rule, node)) {
        return None;
    }
    let mut parts = vec![0.0; tree.n_nodes()];
    // Slope by which a difference at the node moves the index; None where the parts were settled from above.
    let mut slope = vec![None; tree.n_nodes()];
    slope[root] = Some(1.0);
    parts[root] = whole;
    for &node in &below {
        let Some(above) = slope[node] else { continue };
        match mean_slopes(scores, tree, rule, node, ours, other) {
            Some(members) => {
                for (child, member) in members {
                    let (Some(a), Some(b)) = (scores.at(ours, child), scores.at(other, child)) else { continue };
                    slope[child] = Some(above * member);
                    parts[child] = above * member * (b - a);
                }
            }
            None => {
                let inner = nodes_below(tree, node);
                for (place, sign) in [(ours, -1.0), (other, 1.0)] {
                    for (part, derivative) in derivatives(scores, tree, rule, &inner, place) {
                        if part != node {
                            parts[part] += sign * above * derivative * scores.at(place, part).unwrap_or(0.0);
                        }
                    }
                }
            }
        }
    }
    Some(parts)
}

fn is_copeland(tree: &Tree, rule: &Aggregation, node: usize) -> bool {
    tree.nodes()[node].leaf.is_none() && rule.of(node, tree.levels()[node]) == Mean::Copeland
}

/// The node and all nodes below it, parents before children.
fn nodes_below(tree: &Tree, root: usize) -> Vec<usize> {
    let mut found = vec![root];
    let mut next = 0;
    while next < found.len() {
        found.extend(tree.children(found[next]));
        next += 1;
    }
    found
}

/// Derivative of the first of the nodes (parents before children) by every node below it, for one place.
fn derivatives(scores: &Matrix, tree: &Tree, rule: &Aggregation, below: &[usize], place: usize) -> Vec<(usize, f64)> {
    let mut found = Vec::with_capacity(below.len());
    let mut slope = vec![None; tree.n_nodes()];
    if let Some(&root) = below.first() {
        slope[root] = scores.at(place, root).map(|_| 1.0);
    }
    for &node in below {
        let Some(above) = slope[node] else { continue };
        found.push((node, above));
        let Some(y) = scores.at(place, node) else { continue };
        let members: Vec<(usize, f64, f64)> = tree
            .children(node)
            .iter()
            .filter_map(|&child| Some((child, scores.at(place, child)?, tree.nodes()[child].weight)))
            .filter(|&(_, _, weight)| weight != 0.0)
            .collect();
        for (child, derivative) in member_derivatives(rule.of(node, tree.levels()[node]), &members, y) {
            slope[child] = Some(above * derivative);
        }
    }
    found
}

/// Derivative of a mean `y` by each member (node, value, weight).
fn member_derivatives(mean: Mean, members: &[(usize, f64, f64)], y: f64) -> Vec<(usize, f64)> {
    let total: f64 = members.iter().map(|&(_, _, weight)| weight).sum();
    let by = |derivative: &dyn Fn(f64) -> f64| -> Vec<(usize, f64)> {
        members.iter().map(|&(child, x, weight)| (child, weight / total * derivative(x))).collect()
    };
    match mean {
        Mean::Arithmetic => by(&|_| 1.0),
        Mean::Geometric | Mean::Power(0.0) => by(&|x| y / x),
        Mean::Harmonic => by(&|x| (y / x) * (y / x)),
        // A member at zero adds nothing to a power mean (p > 0), though its derivative may be infinite.
        Mean::Power(p) => by(&|x| if x == 0.0 { 0.0 } else { (x / y).powf(p - 1.0) }),
        Mean::Minimum => {
            let least = members.iter().filter(|&&(_, x, _)| x == y).count().max(1) as f64;
            members.iter().map(|&(child, x, _)| (child, if x == y { 1.0 / least } else { 0.0 })).collect()
        }
        Mean::Median => median_derivatives(members, total),
        Mean::Owa(alpha) => {
            let mut order = members.to_vec();
            order.sort_by(|a, b| b.1.total_cmp(&a.1));
            let (mut reached, mut before) = (0.0, 0.0);
            let mut step = |weight: f64| {
                reached += weight;
                let quantifier = f64::powf(reached / total, alpha);
                let derivative = quantifier - before;
                before = quantifier;
                derivative
            };
            order.iter().map(|&(child, _, weight)| (child, step(weight))).collect()
        }
        Mean::Copeland => Vec::new(),
    }
}

fn median_derivatives(members: &[(usize, f64, f64)], total: f64) -> Vec<(usize, f64)> {
    let mut order = members.to_vec();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut reached = 0.0;
    let mut found: Vec<(usize, f64)> = order.iter().map(|&(child, _, _)| (child, 0.0)).collect();
    for position in 0..order.len() {
        reached += order[position].2;
        let over = reached - total / 2.0;
        if over.abs() <= 1e-12 * total && position + 1 < order.len() {
            found[position].1 = 0.5;
            found[position + 1].1 = 0.5;
            break;
        }
        if over >= -1e-12 * total {
            found[position].1 = 1.0;
            break;
        }
    }
    found
}

/// Mean slope of a node by each member between two places; `None` where the rule of differences has no such form.
fn mean_slopes(
    scores: &Matrix,
    tree: &Tree,
    rule: &Aggregation,
    node: usize,
    ours: usize,
    other: usize,
) -> Option<Vec<(usize, f64)>> {
    let inner = match rule.of(node, tree.levels()[node]) {
        Mean::Arithmetic => Inner::Identity,
        Mean::Geometric | Mean::Power(0.0) => Inner::Logarithm,
        Mean::Harmonic => Inner::Power(-1.0),
        Mean::Power(p) => Inner::Power(p),
        Mean::Median | Mean::Minimum | Mean::Owa(_) | Mean::Copeland => return None,
    };
    let outer = inner.slope(scores.at(ours, node)?, scores.at(other, node)?);
    let mut members = Vec::new();
    let mut total = 0.0;
    for &child in tree.children(node) {
        let weight = tree.nodes()[child].weight;
        match (scores.at(ours, child), scores.at(other, child)) {
            (Some(a), Some(b)) if weight != 0.0 => {
                total += weight;
                // Members that do not differ have no part; a zero one may have an infinite slope.
                members.push((child, if a == b && a == 0.0 { 0.0 } else { weight * inner.slope(a, b) / outer }));
            }
            (None, None) => {}
            _ if weight == 0.0 => {}
            _ => return None,
        }
    }
    let slopes: Vec<(usize, f64)> = members.into_iter().map(|(child, slope)| (child, slope / total)).collect();
    slopes.iter().all(|(_, slope)| slope.is_finite()).then_some(slopes)
}

/// Inner function φ of a quasi-arithmetic mean.
#[derive(Clone, Copy)]
enum Inner {
    Identity,
    Logarithm,
    Power(f64),
}

impl Inner {
    /// `(φ(b) − φ(a)) / (b − a)`, and its limit φ′ where they are equal; exact also for neighbours.
    fn slope(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Identity => 1.0,
            Self::Logarithm => {
                let step = (b - a) / a;
                let ratio = if step == 0.0 { 1.0 } else { step.ln_1p() / step };
                ratio / a
            }
            Self::Power(p) if a == 0.0 || b == 0.0 => a.max(b).powf(p - 1.0),
            Self::Power(p) => {
                let step = (b - a) / a;
                let ratio = if step == 0.0 { p } else { (p * step.ln_1p()).exp_m1() / step };
                ratio * a.powf(p - 1.0)
            }
        }
    }
}
