//! Distances of pairs: one, all to a partner, or all pairs at once.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::Distance;
use super::profile::{Block, LEAVES, Profiles, UNKNOWN};

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

/// How two cells of a kind differ, 0 to 1; neither is a gap.
trait Difference {
    fn of(a: f64, b: f64) -> f64;
}

/// By equality of codes.
struct Coded;
/// By degrees.
struct Scaled;

impl Difference for Coded {
    #[inline(always)]
    fn of(a: f64, b: f64) -> f64 {
        if a == b { 0.0 } else { 1.0 }
    }
}

impl Difference for Scaled {
    #[inline(always)]
    fn of(a: f64, b: f64) -> f64 {
        let difference = (a - b).abs();
        // One instruction, where `min` would look for a missing number first.
        if difference < 1.0 { difference } else { 1.0 }
    }
}

fn pair_into(profiles: &Profiles, a: usize, b: usize, cells: &mut [Distance]) {
    add_block::<Coded>(&profiles.coded, a, b, cells);
    add_block::<Scaled>(&profiles.scaled, a, b, cells);
}

fn add_block<D: Difference>(block: &Block, a: usize, b: usize, cells: &mut [Distance]) {
    if block.sources.is_empty() {
        return;
    }
    let whole = !block.has_gaps[a] && !block.has_gaps[b];
    let (x, y) = (block.row(a), block.row(b));
    Arch::new().dispatch(Rows::<D> { block, x, y, whole, cells, kind: std::marker::PhantomData });
}

/// Two rows, for the widest vectors of the machine. Sums are kept in the same eight places whatever their width, so results are the same.
struct Rows<'a, D> {
    block: &'a Block,
    x: &'a [f64],
    y: &'a [f64],
    whole: bool,
    cells: &'a mut [Distance],
    kind: std::marker::PhantomData<D>,
}

impl<D: Difference> WithSimd for Rows<'_, D> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (topic, sum) in self.cells.iter_mut().enumerate() {
            let columns = self.block.topics[topic]..self.block.topics[topic + 1];
            let w = &self.block.weights[columns.clone()];
            let (x, y) = (&self.x[columns.clone()], &self.y[columns]);
            let total = self.block.totals[topic];
            *sum = sum.plus(if self.whole { sum_whole::<D>(x, y, w, total) } else { sum_gaps::<D>(x, y, w, total) });
        }
    }
}

/// Sums where no cell is a gap.
#[inline(always)]
fn sum_whole<D: Difference>(x: &[f64], y: &[f64], w: &[f64], total: f64) -> Distance {
    let mut sums = [0.0; LANES];
    let (mut xs, mut ys, mut ws) = (x.chunks_exact(LANES), y.chunks_exact(LANES), w.chunks_exact(LANES));
    for ((x, y), w) in xs.by_ref().zip(ys.by_ref()).zip(ws.by_ref()) {
        for k in 0..LANES {
            sums[k] += w[k] * D::of(x[k], y[k]);
        }
    }
    let rest = xs.remainder().iter().zip(ys.remainder()).zip(ws.remainder());
    for (k, ((x, y), w)) in rest.enumerate() {
        sums[k] += w * D::of(*x, *y);
    }
    Distance { differing: fold(sums), unknown: 0.0, total }
}

/// Sums where cells may be gaps.
#[inline(always)]
fn sum_gaps<D: Difference>(x: &[f64], y: &[f64], w: &[f64], total: f64) -> Distance {
    let (mut differing, mut unknown, mut left) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    let mut add = |k: usize, x: f64, y: f64, w: f64| {
        // Without branches: both sides are looked at, and what does not count is multiplied by 0 in its place.
        let leaves = if (x == LEAVES) | (y == LEAVES) { 1.0 } else { 0.0 };
        let hidden = if (x == UNKNOWN) | (y == UNKNOWN) { 1.0 } else { 0.0 };
        let stays = w * (1.0 - leaves);
        let known = stays * (1.0 - hidden);
        let plain = |cell: f64| if cell.abs() == UNKNOWN { 0.0 } else { cell };
        differing[k] += known * D::of(plain(x), plain(y));
        unknown[k] += stays * hidden;
        left[k] += w * leaves;
    };
    let (mut xs, mut ys, mut ws) = (x.chunks_exact(LANES), y.chunks_exact(LANES), w.chunks_exact(LANES));
    for ((x, y), w) in xs.by_ref().zip(ys.by_ref()).zip(ws.by_ref()) {
        for k in 0..LANES {
            add(k, x[k], y[k], w[k]);
        }
    }
    let rest = xs.remainder().iter().zip(ys.remainder()).zip(ws.remainder());
    for (k, ((x, y), w)) in rest.enumerate() {
        add(k, *x, *y, *w);
    }
    let left = fold(left);
    // Where all has left nothing stays, not a rounding of the total.
    let total = if left > 0.0 { kept(total, left) } else { total };
    Distance { differing: fold(differing), unknown: fold(unknown), total }
}

/// Total less what has left.
fn kept(total: f64, left: f64) -> f64 {
    if left >= total * (1.0 - 1e-12) { 0.0 } else { total - left }
}

/// Sums side by side, so that the compiler uses vectors.
const LANES: usize = 8;

fn fold(s: [f64; LANES]) -> f64 {
    ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

/// Difference of two codes.
pub(super) fn coded_cell(a: f64, b: f64, weight: f64) -> Distance {
    cell::<Coded>(a, b, weight)
}

/// Difference of two shares.
pub(super) fn scaled_cell(a: f64, b: f64, weight: f64) -> Distance {
    cell::<Scaled>(a, b, weight)
}

fn cell<D: Difference>(a: f64, b: f64, weight: f64) -> Distance {
    if a == LEAVES || b == LEAVES {
        return Distance::default();
    }
    if a == UNKNOWN || b == UNKNOWN {
        return Distance { differing: 0.0, unknown: weight, total: weight };
    }
    Distance { differing: weight * D::of(a, b), unknown: 0.0, total: weight }
}
