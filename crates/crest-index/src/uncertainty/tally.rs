//! Counts of ranks and of who is ahead of whom, over blocks of draws.

use pulp::{Arch, Simd, WithSimd};

/// Most places whose order is found from one packed word per place.
const PACKED: usize = 1 << POSITION_BITS;

/// Bits of a packed word that hold the position.
const POSITION_BITS: u32 = 10;

/// Draws that are compared at once; a count of a block fits 16 bits.
pub(super) const BLOCK: usize = 1024;

/// Holds counts over draws of equal weight.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) n_places: usize,
    pub(super) n_draws: u64,
    /// Per place: draws by rank, entry 0 = no rank; `n_places + 1` entries each.
    pub(super) ranks: Vec<u32>,
    /// Per pair `a < b`, in order of `a`, then `b`: draws in which `a` is strictly ahead, and `b` is.
    pub(super) ahead: Vec<[u32; 2]>,
    /// Per place: sum and sum of squares of its score less the nominal one.
    pub(super) scores: Vec<[f64; 2]>,
    /// Sum over draws of the mean absolute difference to the nominal rank.
    pub(super) shift: f64,
    /// Per place and node: sum of the node's share over the draws in which the place is first; empty = not asked for.
    pub(super) central: Vec<f64>,
}

/// Ranks of a block: place by place, draw by draw; 0 = no rank.
#[derive(Debug, Default)]
pub(crate) struct RankBlock {
    pub(super) n_draws: usize,
    pub(super) ranks: Vec<u16>,
}

impl RankBlock {
    /// Ranks every draw of a block of scores: 1 = best, ties share the lowest number, NaN has no rank.
    pub(super) fn fill(&mut self, scores: &[f64], stride: usize, n_places: usize) {
        self.n_draws = scores.len() / stride;
        self.ranks.clear();
        self.ranks.resize(n_places * self.n_draws, 0);
        let mut order = Order::default();
        for (draw, scores) in scores.chunks_exact(stride).enumerate() {
            order.rank(&scores[..n_places], |place, rank| self.ranks[place * self.n_draws + draw] = rank);
        }
    }

    /// Ranks of a place in all draws.
    pub(crate) fn of(&self, place: usize) -> &[u16] {
        &self.ranks[place * self.n_draws..(place + 1) * self.n_draws]
    }
}

/// Space for ordering scores.
#[derive(Debug, Default)]
struct Order {
    packed: Vec<u64>,
    long: Vec<(u64, u32)>,
}

impl Order {
    /// Tells `put` the rank of every place with a score.
    fn rank(&mut self, scores: &[f64], mut put: impl FnMut(usize, u16)) {
        if scores.len() > PACKED {
            self.long.clear();
            let with_score = scores.iter().enumerate().filter(|(_, score)| !score.is_nan());
            self.long.extend(with_score.map(|(place, score)| (descending(*score), place as u32)));
            self.long.sort_unstable();
            let mut rank = 0;
            for position in 0..self.long.len() {
                let (score, place) = self.long[position];
                if position == 0 || self.long[position - 1].0 != score {
                    rank = position + 1;
                }
                put(place as usize, rank as u16);
            }
            return;
        }
        let mask = (1_u64 << POSITION_BITS) - 1;
        self.packed.clear();
        let with_score = scores.iter().enumerate().filter(|(_, score)| !score.is_nan());
        self.packed.extend(with_score.map(|(place, score)| descending(*score) & !mask | place as u64));
        self.packed.sort_unstable();
        // Scores that agree in all but the last bits were ordered by position: mend such runs.
        let mut start = 0;
        while start < self.packed.len() {
            let run = self.packed[start..].iter().take_while(|word| *word | mask == self.packed[start] | mask).count();
            if run > 1 {
                self.packed[start..start + run].sort_unstable_by_key(|word| descending(scores[(word & mask) as usize]));
            }
            start += run;
        }
        let (mut rank, mut before) = (0, f64::NAN);
        for (position, word) in self.packed.iter().enumerate() {
            let place = (word & mask) as usize;
            if scores[place] != before {
                (rank, before) = (position + 1, scores[place]);
            }
            put(place, rank as u16);
        }
    }
}

/// Maps a number to a word that sorts the other way round; both zeros give the same.
#[inline(always)]
fn descending(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    !ascending
}

impl Tally {
    /// Starts with nothing counted.
    pub(super) fn new(n_places: usize, n_nodes: usize) -> Self {
        Self {
            n_places,
            n_draws: 0,
            ranks: vec![0; n_places * (n_places + 1)],
            ahead: vec![[0; 2]; n_places * n_places.saturating_sub(1) / 2],
            scores: vec![[0.0; 2]; n_places],
            shift: 0.0,
            central: vec![0.0; n_places * n_nodes],
        }
    }

    /// Bytes that the counts of one tally take.
    pub(super) fn bytes(n_places: usize, n_nodes: usize) -> u64 {
        let n = n_places as u64;
        4 * n * (n + 1) + 4 * n * n + 16 * n + 8 * n * n_nodes as u64
    }

    /// Counts a block.
    ///
    /// - `scores`: draw by draw, `stride` each; `shares`: draw by draw, one per node, or empty.
    pub(super) fn add(
        &mut self,
        block: &RankBlock,
        (scores, stride): (&[f64], usize),
        shares: &[f64],
        nominal: &Nominal,
    ) {
        let n = self.n_places;
        self.n_draws += block.n_draws as u64;
        for place in 0..n {
            let counts = &mut self.ranks[place * (n + 1)..(place + 1) * (n + 1)];
            for &rank in block.of(place) {
                counts[usize::from(rank)] += 1;
            }
        }
        Arch::new().dispatch(Ahead { block, n_places: n, ahead: &mut self.ahead });
        for scores in scores.chunks_exact(stride) {
            for ((sums, score), nominal) in self.scores.iter_mut().zip(scores).zip(&nominal.scores) {
                let difference = score - nominal;
                if !difference.is_nan() {
                    sums[0] += difference;
                    sums[1] += difference * difference;
                }
            }
        }
        self.shift += nominal.shifts(block).iter().sum::<f64>();
        if !shares.is_empty() {
            let n_nodes = self.central.len() / n;
            for place in 0..n {
                for (draw, _) in block.of(place).iter().enumerate().filter(|(_, rank)| **rank == 1) {
                    let sums = &mut self.central[place * n_nodes..(place + 1) * n_nodes];
                    for (sum, share) in sums.iter_mut().zip(&shares[draw * n_nodes..]) {
                        *sum += share;
                    }
                }
            }
        }
    }
}

/// Counts, for each pair, the draws in which one is ahead of the other.
struct Ahead<'b> {
    block: &'b RankBlock,
    n_places: usize,
    ahead: &'b mut [[u32; 2]],
}

impl WithSimd for Ahead<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut pair = 0;
        for a in 0..self.n_places {
            let first = self.block.of(a);
            for b in a + 1..self.n_places {
                let (mut a_ahead, mut b_ahead) = (0_u16, 0_u16);
                for (&x, &y) in first.iter().zip(self.block.of(b)) {
                    // Rank 0 is none: it wraps to the largest number and is ahead of nobody.
                    let (x, y) = (x.wrapping_sub(1), y.wrapping_sub(1));
                    a_ahead += u16::from(x < y);
                    b_ahead += u16::from(y < x);
                }
                self.ahead[pair][0] += u32::from(a_ahead);
                self.ahead[pair][1] += u32::from(b_ahead);
                pair += 1;
            }
        }
    }
}

/// Holds the nominal result on the root.
#[derive(Debug, Clone)]
pub(super) struct Nominal {
    /// NaN where there is none.
    pub(super) scores: Vec<f64>,
    /// 0 where there is none.
    pub(super) ranks: Vec<u16>,
}

impl Nominal {
    /// Mean over ranked places of the absolute difference to the nominal rank, by draw.
    pub(super) fn shifts(&self, block: &RankBlock) -> Vec<f64> {
        let mut sums = vec![0_u32; block.n_draws];
        let mut counts = vec![0_u32; block.n_draws];
        for (place, &nominal) in self.ranks.iter().enumerate().filter(|(_, nominal)| **nominal > 0) {
            for ((sum, count), &rank) in sums.iter_mut().zip(&mut counts).zip(block.of(place)) {
                if rank > 0 {
                    *sum += u32::from(rank.abs_diff(nominal));
                    *count += 1;
                }
            }
        }
        sums.iter().zip(counts).map(|(&sum, count)| f64::from(sum) / f64::from(count.max(1))).collect()
    }
}
