//! What each kind of variation needs: how many options or random numbers, and whether it fits the index.

use super::{Factor, Space, Together, UncertaintyError, Vary};
use crate::Tree;

/// Tolerance on sums of chances and shares.
const SUM_TOLERANCE: f64 = 1e-9;

/// Most options of a factor: they are numbered in 16 bits.
const MOST_OPTIONS: u64 = 65_535;

/// Most combinations of means.
const MOST_MEANS: u64 = 100_000;

impl Vary {
    /// Number of options of a discrete factor; `None` for a continuous one.
    pub fn n_options(&self) -> Option<usize> {
        match self {
            Self::Figures(options) | Self::Fill(options) => Some(options.len()),
            Self::Impute(options) => Some(options.len()),
            Self::Treat(options) => Some(options.len()),
            Self::Normalise(options) => Some(options.len()),
            Self::WeightSets(options) => Some(options.len()),
            Self::Aggregate { options, .. } => Some(options.len()),
            Self::LeaveOut(options) => Some(options.len()),
            Self::Columns(_)
            | Self::Errors(_)
            | Self::ImputeDraws
            | Self::WeightMixture(_)
            | Self::WeightBand { .. }
            | Self::WeightDirichlet { .. }
            | Self::WeightAny { .. }
            | Self::WeightOrder(_) => None,
        }
    }

    /// Number of low-discrepancy coordinates it uses; other random numbers are looked up by key.
    pub(super) fn n_coordinates(&self, tree: &Tree) -> usize {
        match self {
            Self::WeightMixture(sets) => sets.len(),
            Self::WeightBand { nodes, .. } => nodes.len(),
            Self::WeightAny { parents, .. } => parents.iter().map(|&parent| tree.children(parent).len()).sum(),
            Self::WeightOrder(nodes) => nodes.len(),
            Self::Columns(columns) => columns.len(),
            Self::Errors(_) | Self::ImputeDraws | Self::WeightDirichlet { .. } => 0,
            _ => 1,
        }
    }

    /// Tells whether it changes figures draw by draw, so that nothing up to the scores can be shared between draws.
    pub(super) fn is_noise(&self) -> bool {
        matches!(self, Self::Columns(_) | Self::Errors(_) | Self::ImputeDraws)
    }
}

impl Factor {
    /// Chances of the options, equal ones written out; empty for a continuous factor.
    pub(super) fn all_chances(&self) -> Vec<f64> {
        match self.vary.n_options() {
            Some(n) if self.chances.is_empty() => vec![1.0 / n as f64; n],
            Some(_) => self.chances.clone(),
            None => Vec::new(),
        }
    }
}

/// Checks a space against its index; the first fault in the order of factors.
pub(super) fn check(space: &Space<'_>) -> Result<(), UncertaintyError> {
    if space.factors.is_empty() {
        return Err(UncertaintyError::Nothing);
    }
    for (position, factor) in space.factors.iter().enumerate() {
        check_factor(space, position, factor)?;
    }
    // Means are compiled for every combination, the nominal one of each factor among them.
    let aggregated = |factor: &Factor| match &factor.vary {
        Vary::Aggregate { options, .. } => options.len() as f64 + 1.0,
        _ => 1.0,
    };
    let combinations: f64 = space.factors.iter().map(aggregated).product();
    if combinations > MOST_MEANS as f64 {
        return Err(UncertaintyError::TooMany { combinations, most: MOST_MEANS });
    }
    let mut bound = vec![false; space.factors.len()];
    for (entry, together) in space.together.iter().enumerate() {
        check_together(space, entry, together, &mut bound)?;
    }
    Ok(())
}

fn check_factor(space: &Space<'_>, position: usize, factor: &Factor) -> Result<(), UncertaintyError> {
    let shape = UncertaintyError::Shape { factor: position };
    let spread = UncertaintyError::Spread { factor: position };
    let need = |holds: bool, fault: &UncertaintyError| if holds { Ok(()) } else { Err(fault.clone()) };
    let (n_places, n_columns) = (space.input.matrix.n_places(), space.input.matrix.n_indicators());
    let tree = space.input.tree;
    let is_parent = |node: &usize| *node < tree.n_nodes() && !tree.children(*node).is_empty();
    let weights_fit = |sets: &[Vec<f64>]| {
        sets.iter().all(|set| set.len() == tree.n_nodes() && set.iter().all(|w| w.is_finite() && *w >= 0.0))
    };
    match factor.vary.n_options() {
        Some(n) => {
            need(n > 0, &shape)?;
            let many = UncertaintyError::TooMany { combinations: n as f64, most: MOST_OPTIONS };
            need(n as u64 <= MOST_OPTIONS, &many)?;
            let chances = factor.all_chances();
            need(chances.len() == n && are_chances(&chances), &UncertaintyError::Chances { factor: position })?;
        }
        None => need(factor.chances.is_empty(), &UncertaintyError::Chances { factor: position })?,
    }
    match &factor.vary {
        Vary::Figures(options) | Vary::Fill(options) => {
            need(options.iter().all(|m| m.n_places() == n_places && m.n_indicators() == n_columns), &shape)
        }
        Vary::Columns(columns) => {
            let fits = |(column, options): &(usize, Vec<Vec<Option<f64>>>)| {
                *column < n_columns && !options.is_empty() && options.iter().all(|cells| cells.len() == n_places)
            };
            need(!columns.is_empty() && columns.iter().all(fits), &shape)
        }
        Vary::Errors(errors) => {
            let m = &errors.std_errors;
            need(m.n_places() == n_places && m.n_indicators() == n_columns, &shape)?;
            let lawful = (0..n_columns).all(|column| m.column(column).iter().flatten().all(|sd| *sd >= 0.0));
            need(lawful && (0.0..=1.0).contains(&errors.shared), &spread)
        }
        Vary::WeightSets(sets) => need(weights_fit(sets), &shape),
        Vary::WeightMixture(sets) => need(sets.len() > 1 && weights_fit(sets), &shape),
        Vary::WeightBand { nodes, band } => {
            need(!nodes.is_empty() && nodes.iter().all(|node| *node < tree.n_nodes()), &shape)?;
            need(*band > 0.0 && *band < 1.0, &spread)
        }
        Vary::WeightDirichlet { parents, concentration } => {
            need(!parents.is_empty() && parents.iter().all(is_parent), &shape)?;
            need(concentration.is_finite() && *concentration > 0.0, &spread)
        }
        Vary::WeightAny { parents, bounds } => {
            need(!parents.is_empty() && parents.iter().all(is_parent), &shape)?;
            let known = |&(node, ..): &(usize, f64, f64)| parents.iter().any(|p| tree.children(*p).contains(&node));
            need(bounds.iter().all(known), &shape)?;
            need(bounds.iter().all(|&(_, lower, upper)| 0.0 <= lower && lower <= upper && upper <= 1.0), &spread)?;
            match parents.iter().find(|parent| !can_be_met(tree, **parent, bounds)) {
                Some(&parent) => Err(UncertaintyError::NoWeights { factor: position, parent }),
                None => Ok(()),
            }
        }
        Vary::WeightOrder(nodes) => {
            let parent = nodes.first().and_then(|&node| tree.nodes().get(node)?.parent);
            let siblings = parent.is_some_and(|parent| nodes.iter().all(|node| tree.children(parent).contains(node)));
            need(nodes.len() > 1 && siblings, &shape)
        }
        Vary::LeaveOut(options) => {
            need(options.iter().flatten().all(|node| *node < tree.n_nodes() && *node != space.root), &shape)
        }
        Vary::Impute(_) | Vary::ImputeDraws | Vary::Treat(_) | Vary::Normalise(_) | Vary::Aggregate { .. } => Ok(()),
    }
}

fn are_chances(chances: &[f64]) -> bool {
    chances.iter().all(|c| c.is_finite() && *c >= 0.0) && (chances.iter().sum::<f64>() - 1.0).abs() <= SUM_TOLERANCE
}

/// Lower and upper bound of the share of each child of a node.
pub(super) fn bounds_of(tree: &Tree, parent: usize, bounds: &[(usize, f64, f64)]) -> Vec<(f64, f64)> {
    let of = |child: &usize| {
        let stated = bounds.iter().find(|&&(node, ..)| node == *child);
        stated.map_or((0.0, 1.0), |&(_, lower, upper)| (lower, upper))
    };
    tree.children(parent).iter().map(of).collect()
}

fn can_be_met(tree: &Tree, parent: usize, bounds: &[(usize, f64, f64)]) -> bool {
    let bounds = bounds_of(tree, parent, bounds);
    let (least, most): (f64, f64) = bounds.iter().fold((0.0, 0.0), |sum, b| (sum.0 + b.0, sum.1 + b.1));
    least <= 1.0 + SUM_TOLERANCE && most >= 1.0 - SUM_TOLERANCE
}

fn check_together(
    space: &Space<'_>,
    entry: usize,
    together: &Together,
    bound: &mut [bool],
) -> Result<(), UncertaintyError> {
    let fault = UncertaintyError::Together { entry };
    for &factor in &together.factors {
        let discrete = space.factors.get(factor).is_some_and(|factor| factor.vary.n_options().is_some());
        if !discrete || std::mem::replace(&mut bound[factor], true) {
            return Err(fault);
        }
    }
    let known = |options: &[usize]| {
        options.len() == together.factors.len()
            && options
                .iter()
                .zip(&together.factors)
                .all(|(option, factor)| space.factors[*factor].vary.n_options().is_some_and(|n| *option < n))
    };
    if together.factors.is_empty() || !together.rows.iter().all(|(options, _)| known(options)) {
        return Err(fault);
    }
    let chances: Vec<f64> = together.rows.iter().map(|(_, chance)| *chance).collect();
    if are_chances(&chances) { Ok(()) } else { Err(UncertaintyError::Chances { factor: space.factors.len() + entry }) }
}
