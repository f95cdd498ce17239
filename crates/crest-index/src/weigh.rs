//! The weights of a build: as given, equal, or drawn from the data at one level.

#[cfg(test)]
mod tests;

use crate::aggregate::{AggregateError, aggregate};
use crate::correlate::Coefficient;
use crate::recipe::{Recipe, WeightRule, Weighting};
use crate::weights::{
    self, Balance, OptimiseError, Pursuit, WeightError, critic, entropy, gini, merec, optimise_level, squared_loadings,
    standard_deviation,
};
use crate::{Matrix, Tree};

/// Says why weights cannot be drawn from the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WeighError {
    /// A rule fails on the members of a node; its `column` is the position among the members with values.
    Rule {
        /// The parent of the members.
        parent: usize,
        /// Why.
        error: WeightError,
    },
    /// The search for weights fails.
    Optimise {
        /// The index.
        root: usize,
        /// Why.
        error: OptimiseError,
    },
    /// The scores the rule would look at cannot be computed.
    Aggregate(AggregateError),
}

impl std::fmt::Display for WeighError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule { parent, error } => write!(f, "weights of the members of node {parent}: {error}"),
            Self::Optimise { root, error } => write!(f, "weights below index {root}: {error}"),
            Self::Aggregate(error) => write!(f, "scores before weighting: {error}"),
        }
    }
}

impl std::error::Error for WeighError {}

/// Returns the tree with the weights of the recipe.
///
/// - A data rule looks at the scores of its level computed with the given weights. It distributes, inside each group of
///   siblings of that level, the sum of the weights they were given; siblings of another level keep theirs, so do
///   nodes without any score and nodes without such siblings.
/// - The two optimising rules work on all nodes of the level below each root at once.
///
/// # Errors
/// See [`WeighError`].
pub fn weigh(normalised: &Matrix, tree: &Tree, recipe: &Recipe) -> Result<Tree, WeighError> {
    match recipe.weights {
        Weighting::Given => Ok(tree.clone()),
        Weighting::Equal => Ok(tree.with_weights(&vec![1.0; tree.n_nodes()]).expect("one is a finite weight")),
        Weighting::Data { rule, level } => {
            let scores = aggregate(normalised, tree, &recipe.aggregate).map_err(WeighError::Aggregate)?;
            match rule {
                WeightRule::Balance => {
                    optimised(normalised, tree, recipe, level, &scores, &Pursuit::Balance(Balance::Equal))
                }
                WeightRule::Infomax => optimised(normalised, tree, recipe, level, &scores, &Pursuit::Infomax),
                _ => by_rule(tree, level, &scores, rule),
            }
        }
    }
}

fn by_rule(tree: &Tree, level: usize, scores: &Matrix, rule: WeightRule) -> Result<Tree, WeighError> {
    let mut weights = tree.weights();
    for parent in 0..tree.n_nodes() {
        let has_scores = |node: &usize| scores.column(*node).iter().any(Option::is_some);
        let members: Vec<usize> = tree
            .children(parent)
            .iter()
            .copied()
            .filter(|&node| tree.levels()[node] == level && has_scores(&node))
            .collect();
        if members.len() < 2 {
            continue;
        }
        let columns = scores.columns(&members);
        let found = match rule {
            WeightRule::Entropy => entropy(&columns),
            WeightRule::Critic => critic(&columns),
            WeightRule::StdDev => standard_deviation(&columns),
            WeightRule::Merec => merec(&columns),
            WeightRule::Gini => gini(&columns),
            // The optimising rules do not come here; equal weights would be their start.
            WeightRule::Pca => squared_loadings(&columns),
            WeightRule::Balance | WeightRule::Infomax => weights::equal(members.len()),
        };
        let found = found.map_err(|error| WeighError::Rule { parent, error })?;
        let given: f64 = members.iter().map(|&node| tree.nodes()[node].weight).sum();
        let total: f64 = found.iter().sum();
        for (&node, weight) in members.iter().zip(&found) {
            weights[node] = given * weight / total;
        }
    }
    // A sum of found weights that is nothing leaves the given ones.
    let weights: Vec<f64> =
        weights.iter().zip(tree.nodes()).map(|(w, node)| if w.is_finite() { *w } else { node.weight }).collect();
    Ok(tree.with_weights(&weights).expect("weights that are not finite were replaced"))
}

fn optimised(
    normalised: &Matrix,
    tree: &Tree,
    recipe: &Recipe,
    level: usize,
    scores: &Matrix,
    pursuit: &Pursuit,
) -> Result<Tree, WeighError> {
    let mut weights = tree.weights();
    let roots = tree.root_of();
    for root in tree.roots() {
        let elements: Vec<usize> = tree.at_level(level).filter(|&node| node != root && roots[node] == root).collect();
        if elements.len() < 2 {
            continue;
        }
        let index_under = |changed: &Tree| match aggregate(normalised, changed, &recipe.aggregate) {
            Ok(scores) => scores.column(root).to_vec(),
            Err(_) => vec![None; normalised.n_places()],
        };
        let found = optimise_level(tree, scores, root, level, pursuit, Coefficient::Pearson, &index_under)
            .map_err(|error| WeighError::Optimise { root, error })?;
        for (&node, &weight) in elements.iter().zip(&found.weights) {
            weights[node] = weight;
        }
    }
    Ok(tree.with_weights(&weights).unwrap_or_else(|_| tree.clone()))
}
