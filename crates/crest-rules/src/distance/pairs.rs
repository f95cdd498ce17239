//! Distances of pairs: one, all to a partner, or all pairs at once.

use rayon::prelude::*;

use super::Distance;
use super::profile::{Block, LEAVES, LEAVES_SHARE, Profiles, UNKNOWN, UNKNOWN_SHARE};

/// Holds the distances of all pairs of jurisdictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    n: usize,
    n_topics: usize,
    /// Pairs × topics, pairs in the order (0, 1), (0, 2), …, (1, 2), ….
    cells: Vec<Distance>,
}

impl Pairs {
    /// Number of jurisdictions.
    pub fn n_jurisdictions(&self) -> usize {
        self.n
    }

    /// Distances by topic of two jurisdictions, in either order; those of a jurisdiction to itself are not held.
    ///
    /// # Panics
    /// If a jurisdiction does not exist or both are the same.
    pub fn topics(&self, a: usize, b: usize) -> &[Distance] {
        assert!(a != b && a.max(b) < self.n, "a pair of two jurisdictions that exist");
        let (a, b) = (a.min(b), a.max(b));
        // Rows before a hold n − 1, n − 2, … pairs.
        let start = a * (2 * self.n - a - 1) / 2 + (b - a - 1);
        &self.cells[start * self.n_topics..(start + 1) * self.n_topics]
    }

    /// Distance of two jurisdictions over all topics, in either order.
    ///
    /// # Panics
    /// As [`Pairs::topics`].
    pub fn get(&self, a: usize, b: usize) -> Distance {
        self.topics(a, b).iter().fold(Distance::default(), |sum, topic| sum.plus(*topic))
    }

    /// Distances by pair and topic, pairs in the order (0, 1), (0, 2), …, (1, 2), ….
    pub fn cells(&self) -> &[Distance] {
        &self.cells
    }
}

/// Measures all pairs, by topic.
///
/// - Shape: pairs × topics. Symmetric; each pair is held once.
/// - Cost: O(jurisdictions² · provisions), in parallel; equal bytes whatever the number of threads. 200 jurisdictions × 1,000 provisions × 20
///   dates: see `docs/methods/rules.md`.
pub fn pairwise(profiles: &Profiles) -> Pairs {
    let (n, n_topics) = (profiles.n_jurisdictions, profiles.n_topics);
    let rows: Vec<Vec<Distance>> = (0..n)
        .into_par_iter()
        .map(|a| {
            let mut row = vec![Distance::default(); (n - a - 1) * n_topics];
            for (b, cells) in (a + 1..n).zip(row.chunks_exact_mut(n_topics.max(1))) {
                pair_into(profiles, a, b, cells);
            }
            row
        })
        .collect();
    Pairs { n, n_topics, cells: rows.concat() }
}

/// Measures two jurisdictions, by topic.
///
/// # Panics
/// If one does not exist.
pub fn pair(profiles: &Profiles, a: usize, b: usize) -> Vec<Distance> {
    let mut cells = vec![Distance::default(); profiles.n_topics];
    pair_into(profiles, a, b, &mut cells);
    cells
}

/// Measures all jurisdictions against one, by topic: jurisdictions × topics. Its own row is 0.
///
/// # Panics
/// If it does not exist.
pub fn to_partner(profiles: &Profiles, partner: usize) -> Vec<Vec<Distance>> {
    (0..profiles.n_jurisdictions).map(|jurisdiction| pair(profiles, jurisdiction, partner)).collect()
}

fn pair_into(profiles: &Profiles, a: usize, b: usize, cells: &mut [Distance]) {
    add_block(&profiles.coded, a, b, cells, coded_cell, |a, b, w| {
        // Eight sums side by side let the compiler use vectors; they are added in a fixed order.
        let mut sums = [0.0; 8];
        let (mut xs, mut ys, mut ws) = (a.chunks_exact(8), b.chunks_exact(8), w.chunks_exact(8));
        for ((x, y), w) in xs.by_ref().zip(ys.by_ref()).zip(ws.by_ref()) {
            for k in 0..8 {
                let differs = u64::from(x[k] != y[k]).wrapping_neg();
                sums[k] += f64::from_bits(w[k].to_bits() & differs);
            }
        }
        let rest = xs.remainder().iter().zip(ys.remainder()).zip(ws.remainder());
        let rest: f64 = rest.map(|((x, y), w)| if x == y { 0.0 } else { *w }).sum();
        fold(sums) + rest
    });
    add_block(&profiles.scaled, a, b, cells, scaled_cell, |a, b, w| {
        let mut sums = [0.0; 8];
        let (mut xs, mut ys, mut ws) = (a.chunks_exact(8), b.chunks_exact(8), w.chunks_exact(8));
        for ((x, y), w) in xs.by_ref().zip(ys.by_ref()).zip(ws.by_ref()) {
            for k in 0..8 {
                sums[k] += w[k] * (x[k] - y[k]).abs().min(1.0);
            }
        }
        let rest = xs.remainder().iter().zip(ys.remainder()).zip(ws.remainder());
        let rest: f64 = rest.map(|((x, y), w)| w * (x - y).abs().min(1.0)).sum();
        fold(sums) + rest
    });
}

fn fold(s: [f64; 8]) -> f64 {
    ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

/// Adds a block to the topics: the quick sum where neither row has a gap, cell by cell where one has.
fn add_block<T: Copy>(
    block: &Block<T>,
    a: usize,
    b: usize,
    cells: &mut [Distance],
    cell: impl Fn(T, T, f64) -> Distance,
    quick: impl Fn(&[T], &[T], &[f64]) -> f64,
) {
    if block.sources.is_empty() {
        return;
    }
    let (x, y) = (block.row(a), block.row(b));
    let whole = !block.has_gaps[a] && !block.has_gaps[b];
    for (topic, sum) in cells.iter_mut().enumerate() {
        let columns = block.topics[topic]..block.topics[topic + 1];
        if columns.is_empty() {
            continue;
        }
        let weights = &block.weights[columns.clone()];
        if whole {
            let differing = quick(&x[columns.clone()], &y[columns.clone()], weights);
            *sum = sum.plus(Distance { differing, unknown: 0.0, total: block.totals[topic] });
        } else {
            let differences = x[columns.clone()].iter().zip(&y[columns]).zip(weights);
            *sum = differences.fold(*sum, |sum, ((x, y), w)| sum.plus(cell(*x, *y, *w)));
        }
    }
}

/// Difference of two codes.
pub(super) fn coded_cell(a: u16, b: u16, weight: f64) -> Distance {
    if a == LEAVES || b == LEAVES {
        return Distance::default();
    }
    if a == UNKNOWN || b == UNKNOWN {
        return Distance { differing: 0.0, unknown: weight, total: weight };
    }
    Distance { differing: if a == b { 0.0 } else { weight }, unknown: 0.0, total: weight }
}

/// Difference of two shares.
pub(super) fn scaled_cell(a: f64, b: f64, weight: f64) -> Distance {
    if a == LEAVES_SHARE || b == LEAVES_SHARE {
        return Distance::default();
    }
    if a == UNKNOWN_SHARE || b == UNKNOWN_SHARE {
        return Distance { differing: 0.0, unknown: weight, total: weight };
    }
    Distance { differing: weight * (a - b).abs().min(1.0), unknown: 0.0, total: weight }
}
