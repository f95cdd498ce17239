//! What a place is best and worst at, and where it stands on every node.

#[cfg(test)]
mod tests;

use crate::matrix::Matrix;
use crate::rank::ranks;

/// Holds one indicator that stands out for a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Column of the indicator.
    pub column: usize,
    /// Rank of the place, 1 = best, ties share the lowest number.
    pub rank: u32,
    /// Its value as given, direction not applied.
    pub value: f64,
}

/// Holds the indicators at which a place stands out, each list from better to worse rank.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strengths {
    /// The best.
    pub strengths: Vec<Mark>,
    /// The worst.
    pub weaknesses: Vec<Mark>,
}

/// Says how many indicators to name and which not to consider.
#[derive(Debug, Clone, PartialEq)]
pub struct StrengthsOptions {
    /// Number of strengths.
    pub n_best: usize,
    /// Number of weaknesses.
    pub n_worst: usize,
    /// Keeps indicators at which the place holds the last rank value there is. They are usually left out: on a yes–no
    /// indicator half of the places share it.
    pub keep_last: bool,
    /// Leaves out indicators whose share of distinct values among those present lies below this, 0–1.
    pub least_distinct: Option<f64>,
    /// Group of each place; ranks are then among its own group. Empty = among all.
    pub groups: Vec<Option<usize>>,
}

impl Default for StrengthsOptions {
    /// Five and five among all places, last ranks left out.
    fn default() -> Self {
        Self { n_best: 5, n_worst: 5, keep_last: false, least_distinct: None, groups: Vec::new() }
    }
}

/// Finds the indicators at which a place ranks best and worst.
///
/// - `x`: values as they are; `directions` +1 or −1 per column says what is better; columns of direction 0 are not
///   considered.
/// - `columns`: those to consider, in the order that breaks ties of rank: earlier first.
/// - Missing values: an indicator the place lacks is not considered.
/// - With fewer indicators than `n_best + n_worst` the lists overlap.
///
/// # Panics
/// If a position lies outside, there is not one direction per column, or groups are given but not one per place.
pub fn strengths(
    x: &Matrix,
    directions: &[i8],
    place: usize,
    columns: &[usize],
    options: &StrengthsOptions,
) -> Strengths {
    assert!(x.n_places() == 0 || directions.len() == x.n_indicators(), "one direction per column");
    assert!(options.groups.is_empty() || options.groups.len() == x.n_places(), "one group per place");
    let peers: Vec<usize> = match options.groups.get(place) {
        Some(own) => (0..x.n_places()).filter(|&other| options.groups[other] == *own).collect(),
        None => (0..x.n_places()).collect(),
    };
    let mut marks: Vec<Mark> =
        columns.iter().filter_map(|&column| mark(x, directions[column], place, column, &peers, options)).collect();
    // The sort is stable, so equal ranks keep the order of the columns.
    marks.sort_by_key(|mark| mark.rank);
    Strengths {
        strengths: marks.iter().take(options.n_best).copied().collect(),
        weaknesses: marks[marks.len().saturating_sub(options.n_worst)..].to_vec(),
    }
}

fn mark(
    x: &Matrix,
    direction: i8,
    place: usize,
    column: usize,
    peers: &[usize],
    options: &StrengthsOptions,
) -> Option<Mark> {
    let value = x.at(place, column)?;
    if direction == 0 {
        return None;
    }
    let oriented: Vec<Option<f64>> =
        peers.iter().map(|&peer| x.at(peer, column).map(|x| x * f64::from(direction))).collect();
    if let Some(least) = options.least_distinct {
        let mut distinct = crate::stats::sorted(&oriented);
        let n_present = distinct.len();
        distinct.dedup();
        if (distinct.len() as f64) < least * n_present as f64 {
            return None;
        }
    }
    let ranks = ranks(&oriented);
    let own = peers.iter().position(|&peer| peer == place)?;
    let rank = ranks[own]?;
    let last = ranks.iter().flatten().copied().max()?;
    (options.keep_last || rank < last).then_some(Mark { column, rank, value })
}

/// Holds where one place stands on one node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Column of the scores: the node.
    pub node: usize,
    /// Score, if there is one.
    pub score: Option<f64>,
    /// Rank among places with a score, 1 = best, ties share the lowest number.
    pub rank: Option<u32>,
    /// Number of places that have a score.
    pub n_ranked: usize,
}

/// Says where a place stands on the named nodes, in the order named.
///
/// - `scores`: places × nodes, higher is better.
///
/// # Panics
/// If a position lies outside the matrix.
pub fn summary(scores: &Matrix, place: usize, nodes: &[usize]) -> Vec<Standing> {
    let standing = |&node: &usize| {
        let ranks = ranks(scores.column(node));
        let n_ranked = ranks.iter().flatten().count();
        Standing { node, score: scores.at(place, node), rank: ranks[place], n_ranked }
    };
    nodes.iter().map(standing).collect()
}
