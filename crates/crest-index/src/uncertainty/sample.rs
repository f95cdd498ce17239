//! Draws from a space: scrambled Sobol' points or plain random numbers, in independent batches.

use rayon::prelude::*;

use super::UncertaintyError;
use super::choose::{Coordinates, Points};
use super::evaluate::{Draws, Scores};
use super::prepare::Uncertain;
use super::statistics::RankStatistics;
use super::tally::{BLOCK, RankBlock, Tally};
use crate::random;
use crate::sobol::{MOST_DIMENSIONS, Sobol};

/// Says how to draw.
#[derive(Clone, Copy)]
pub struct Sampling<'a> {
    /// Scrambled Sobol' points where true, independent random numbers where false.
    pub is_even: bool,
    /// Draws in all; powers of two serve Sobol' points best.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Share of the distribution inside the interval of ranks.
    pub interval: f64,
    /// Also gives central weights.
    pub with_central: bool,
    /// Most bytes that the counts may take.
    pub memory: u64,
    /// Asked now and then; true stops.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// Numbers of batches, most first; the first whose counts fit the memory and leave enough draws per batch is used.
const BATCHES: [u64; 3] = [32, 16, 8];

/// Fewest draws of a batch.
const BATCH_DRAWS: u64 = 8;

impl Sampling<'_> {
    /// Number of batches; every one has a scramble of its own, so that their spread tells the error.
    pub(crate) fn n_batches(&self, n_places: usize, n_nodes: usize) -> Result<u64, UncertaintyError> {
        let least = BATCHES[BATCHES.len() - 1] * BATCH_DRAWS;
        if self.draws < least {
            return Err(UncertaintyError::FewDraws { draws: self.draws, least });
        }
        let nodes = if self.with_central { n_nodes } else { 0 };
        let bytes = |batches: u64| batches * (Tally::bytes(n_places, nodes) + 12 * (n_places * n_places) as u64);
        let fits = |batches: &u64| bytes(*batches) <= self.memory && *batches * BATCH_DRAWS <= self.draws;
        BATCHES
            .into_iter()
            .find(fits)
            .ok_or(UncertaintyError::Memory { bytes: bytes(BATCHES[BATCHES.len() - 1]), most: self.memory })
    }

    /// Draws of a batch.
    pub(crate) fn batch_draws(&self, batch: u64, n_batches: u64) -> u64 {
        self.draws / n_batches + u64::from(batch < self.draws % n_batches)
    }
}

/// Gives the coordinates of draws by batch and position.
pub(crate) struct Stream {
    sobol: Sobol,
    seed: u64,
}

impl Stream {
    pub(crate) fn new(n_coordinates: usize, is_even: bool, seed: u64) -> Self {
        Self { sobol: Sobol::new(if is_even { n_coordinates.min(MOST_DIMENSIONS) } else { 0 }), seed }
    }

    pub(crate) fn n_points(&self) -> usize {
        self.sobol.n_dimensions()
    }

    /// Writes coordinates and keys of the draws `first..` of a batch.
    pub(crate) fn fill(&self, batch: u64, first: u64, count: usize, points: &mut Vec<f64>, keys: &mut Vec<u64>) {
        let key = random::key(self.seed, batch);
        points.resize(count * self.n_points(), 0.0);
        // A batch has fewer than 2^32 draws: 8 batches of it would take weeks.
        self.sobol.fill(key, first as u32, points);
        keys.clear();
        keys.extend((0..count as u64).map(|k| random::key(key, first + k)));
    }
}

/// Draws from a space and tells the distribution of ranks.
///
/// - Determinism: equal spaces and samplings give equal bits, whatever the number of threads; batches are counted apart and
///   summed in order.
/// - Coordinates beyond the 256th, and numbers without a coordinate (errors of figures, filled cells, Dirichlet weights),
///   are independent random numbers.
/// - Memory: counts of 8 to 32 batches, about `16 n²` bytes each; the draws themselves are not kept.
///
/// # Errors
/// [`UncertaintyError`]; of several draws that fail, the first of the first batch.
pub fn sample(uncertain: &Uncertain<'_, '_>, sampling: &Sampling<'_>) -> Result<RankStatistics, UncertaintyError> {
    let (n_places, n_nodes) = (uncertain.n_places(), uncertain.n_nodes());
    let n_batches = sampling.n_batches(n_places, n_nodes)?;
    let stream = Stream::new(uncertain.evaluation.n_coordinates, sampling.is_even, sampling.seed);
    let n_groups = uncertain.evaluation.groups.len();
    let tallies: Vec<Result<Tally, UncertaintyError>> = (0..n_batches)
        .into_par_iter()
        .map(|batch| {
            let mut tally = Tally::new(n_places, if sampling.with_central { n_nodes } else { 0 });
            let (mut points, mut keys) = (Vec::new(), Vec::new());
            let (mut scores, mut block) = (Scores::default(), RankBlock::default());
            let draws = sampling.batch_draws(batch, n_batches);
            let mut first = 0;
            while first < draws {
                if (sampling.stop)() {
                    return Err(UncertaintyError::Stopped);
                }
                let count = (draws - first).min(BLOCK as u64) as usize;
                stream.fill(batch, first, count, &mut points, &mut keys);
                let coordinates =
                    Coordinates::of(Points { n_points: stream.n_points(), points: &points, keys: &keys, salt: 0 });
                let from = vec![coordinates; n_groups];
                let draws = Draws::Random { from: &from, count };
                uncertain.evaluation.scores(&draws, sampling.with_central, &mut scores)?;
                block.fill(&scores.scores, scores.stride, n_places);
                tally.add(&block, (&scores.scores, scores.stride), &scores.shares, &uncertain.nominal);
                first += count as u64;
            }
            Ok(tally)
        })
        .collect();
    let tallies = tallies.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(RankStatistics::of_tallies(&tallies, &uncertain.nominal, sampling.interval, false))
}
