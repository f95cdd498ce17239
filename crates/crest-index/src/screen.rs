//! Which places have enough data to be ranked.
//!
//! Screening precedes imputation: once every cell is filled, no place can fail any more.

#[cfg(test)]
mod tests;

use crate::availability::{Availability, availability, availability_by_node};
use crate::recipe::Screening;
use crate::{Matrix, Tree};

/// Shares are quotients of small counts; a threshold written as a decimal may miss them in the last digit.
const SLACK: f64 = 1e-12;

/// Holds who stays in and why the others do not.
#[derive(Debug, Clone, PartialEq)]
pub struct Screened {
    /// Per place: true when it stays in.
    pub kept: Vec<bool>,
    /// Per place: what it has among the indicators of the index.
    pub availability: Vec<Availability>,
    /// Reasons, in order of places; a place may have several, and one kept by name has them as well.
    pub reasons: Vec<(usize, ScreenReason)>,
}

/// Says why a place fails screening.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScreenReason {
    /// Too few indicators with a value.
    Availability {
        /// Share it has.
        share: f64,
        /// Least share.
        threshold: f64,
    },
    /// Too few values that are not zero.
    NonZero {
        /// Share it has.
        share: f64,
        /// Least share.
        threshold: f64,
    },
    /// Too few indicators with a value below a node.
    Below {
        /// The node.
        node: usize,
        /// Share it has.
        share: f64,
        /// Least share.
        threshold: f64,
    },
    /// Dropped by name.
    Named,
}

impl Screened {
    /// Returns who stays in when nobody is screened.
    pub fn everyone(matrix: &Matrix, columns: &[usize]) -> Self {
        Self { kept: vec![true; matrix.n_places()], availability: availability(matrix, columns), reasons: Vec::new() }
    }

    /// Number of places that stay in.
    pub fn n_kept(&self) -> usize {
        self.kept.iter().filter(|&&kept| kept).count()
    }
}

/// Judges every place by its shares of present and of non-zero values among the named columns.
///
/// - A share strictly below its threshold drops the place; a share that does not exist (no indicator, no value) does
///   not fail its test. A place both kept and dropped by name is kept.
/// - Names (places, nodes) outside the data are passed over.
pub fn screen(matrix: &Matrix, tree: &Tree, columns: &[usize], rule: &Screening) -> Screened {
    let mut result = Screened::everyone(matrix, columns);
    let shares = (!rule.below.is_empty()).then(|| availability_by_node(matrix, tree));
    for place in 0..matrix.n_places() {
        let counts = result.availability[place];
        let before = result.reasons.len();
        let mut fail = |reason| result.reasons.push((place, reason));
        if let (Some(share), Some(threshold)) = (counts.available(), rule.availability)
            && share < threshold - SLACK
        {
            fail(ScreenReason::Availability { share, threshold });
        }
        if let (Some(share), Some(threshold)) = (counts.non_zero(), rule.non_zero)
            && share < threshold - SLACK
        {
            fail(ScreenReason::NonZero { share, threshold });
        }
        for &(node, threshold) in rule.below.iter().filter(|(node, _)| *node < tree.n_nodes()) {
            if let Some(share) = shares.as_ref().and_then(|shares| shares.at(place, node))
                && share < threshold - SLACK
            {
                fail(ScreenReason::Below { node, share, threshold });
            }
        }
        if rule.drop.contains(&place) {
            fail(ScreenReason::Named);
        }
        result.kept[place] = rule.keep.contains(&place) || result.reasons.len() == before;
    }
    result
}
