//! The means of a tree as a short list of weighted sums, so that most draws cost one pass over the indicators.
//!
//! Every quasi-arithmetic mean is a weighted sum in its own domain: of logarithms for the geometric mean, of reciprocals for
//! the harmonic one. Where a node and its parent share the domain, the way through the node is a product of two weights.
//! Only where domains meet is a value computed and carried over; an all-arithmetic or all-geometric tree is a single sum.

use crate::recipe::{Aggregation, Mean};
use crate::{Tree, elementary};

/// Names the domain in which a mean is a weighted sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Domain {
    Plain,
    Logarithm,
    Reciprocal,
    Power(f64),
}

impl Domain {
    /// Domain of a mean; `None` for one that is no weighted sum.
    fn of(mean: Mean) -> Option<Self> {
        Some(match mean {
            Mean::Arithmetic => Self::Plain,
            Mean::Geometric | Mean::Power(0.0) => Self::Logarithm,
            Mean::Harmonic => Self::Reciprocal,
            Mean::Power(p) => Self::Power(p),
            Mean::Median | Mean::Minimum | Mean::Owa(_) | Mean::Copeland => return None,
        })
    }

    /// Carries numbers into the domain; NaN for one that has no place in it.
    #[inline(always)]
    pub(super) fn enter(self, numbers: &mut [f64]) {
        match self {
            Self::Plain => {}
            Self::Logarithm => numbers.iter_mut().for_each(|x| *x = elementary::ln(*x)),
            Self::Reciprocal => numbers.iter_mut().for_each(|x| *x = if *x > 0.0 { 1.0 / *x } else { f64::NAN }),
            Self::Power(p) => numbers.iter_mut().for_each(|x| *x = power(*x, p)),
        }
    }

    /// Carries numbers back.
    #[inline(always)]
    pub(super) fn leave(self, numbers: &mut [f64]) {
        match self {
            Self::Plain => {}
            Self::Logarithm => numbers.iter_mut().for_each(|x| *x = elementary::exp(*x)),
            Self::Reciprocal => numbers.iter_mut().for_each(|x| *x = 1.0 / *x),
            Self::Power(p) => numbers.iter_mut().for_each(|x| *x = power(*x, 1.0 / p)),
        }
    }
}

/// `x^p` of a positive number; 0 stays 0 for p > 0, everything else is NaN.
#[inline(always)]
fn power(x: f64, p: f64) -> f64 {
    if x == 0.0 && p > 0.0 { 0.0 } else { elementary::exp(p * elementary::ln(x)) }
}

/// Holds the sums that give the score of a root, children first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program {
    pub(super) stages: Vec<Stage>,
    /// Nodes below the root and the root, parents first.
    order: Vec<usize>,
    /// Per node: true where a stage begins.
    heads: Vec<bool>,
}

/// Holds one weighted sum.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stage {
    pub(super) domain: Domain,
    /// Leaves: node (whose coefficient counts) and column.
    pub(super) leaves: Vec<(usize, usize)>,
    /// Values of earlier stages: node and stage.
    pub(super) parts: Vec<(usize, usize)>,
}

impl Program {
    /// Compiles the means below a root; `None` where one is no weighted sum or a threshold may empty a node.
    pub(super) fn compile(tree: &Tree, root: usize, rule: &Aggregation) -> Option<Self> {
        if rule.thresholds.iter().any(|threshold| *threshold > 0.0) {
            return None;
        }
        let order: Vec<usize> = {
            let mut below = vec![false; tree.n_nodes()];
            below[root] = true;
            let down = tree.order().iter().rev().copied();
            down.filter(|&node| {
                below[node] = below[node] || tree.nodes()[node].parent.is_some_and(|parent| below[parent]);
                below[node]
            })
            .collect()
        };
        let mut domains = vec![Domain::Plain; tree.n_nodes()];
        let mut heads = vec![false; tree.n_nodes()];
        for &node in &order {
            if tree.nodes()[node].leaf.is_none() {
                domains[node] = Domain::of(rule.of(node, tree.levels()[node]))?;
                heads[node] =
                    node == root || tree.nodes()[node].parent.is_none_or(|parent| domains[parent] != domains[node]);
            }
        }
        let mut stages: Vec<Stage> = Vec::new();
        let mut stage_of = vec![None; tree.n_nodes()];
        for &head in order.iter().rev().filter(|&&node| heads[node]) {
            let mut stage = Stage { domain: domains[head], leaves: Vec::new(), parts: Vec::new() };
            let mut open: Vec<usize> = tree.children(head).iter().rev().copied().collect();
            while let Some(node) = open.pop() {
                if let Some(column) = tree.nodes()[node].leaf {
                    stage.leaves.push((node, column));
                } else if let Some(part) = stage_of[node] {
                    stage.parts.push((node, part));
                } else {
                    open.extend(tree.children(node).iter().rev());
                }
            }
            stage_of[head] = Some(stages.len());
            stages.push(stage);
        }
        Some(Self { stages, order, heads })
    }

    /// Computes coefficients from weights: `shares[node]` among the siblings that take part, and `coefficients[node]`, the
    /// product of shares up to the head of the node's stage.
    ///
    /// A leaf takes part where `present[column]` and its weight is not 0; an aggregate where one of its children does.
    /// Returns whether the root has a score.
    pub(super) fn coefficients(
        &self,
        tree: &Tree,
        weights: &[f64],
        present: &[bool],
        shares: &mut [f64],
        coefficients: &mut [f64],
    ) -> bool {
        for &node in self.order.iter().rev() {
            // Until its parent is visited, `shares` holds the weight with which a node takes part.
            let takes_part = match tree.nodes()[node].leaf {
                Some(column) => present[column],
                None => {
                    let total: f64 = tree.children(node).iter().map(|&child| shares[child]).sum();
                    for &child in tree.children(node) {
                        shares[child] = if total == 0.0 { 0.0 } else { shares[child] / total };
                    }
                    total != 0.0
                }
            };
            shares[node] = if takes_part { weights[node] } else { 0.0 };
        }
        let root = self.order[0];
        let has_score = tree.children(root).iter().any(|&child| shares[child] != 0.0);
        for &node in &self.order {
            coefficients[node] = match tree.nodes()[node].parent {
                Some(parent) if node != root && !self.heads[parent] => coefficients[parent] * shares[node],
                _ => shares[node],
            };
        }
        has_score
    }
}
