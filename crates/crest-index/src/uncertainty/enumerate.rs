//! Every combination of a finite space, so that nothing is estimated.

use rayon::prelude::*;

use super::UncertaintyError;
use super::evaluate::{Draws, Scores};
use super::prepare::Uncertain;
use super::statistics::{Masses, RankStatistics};
use super::tally::{BLOCK, RankBlock, Tally};

/// Holds a block of combinations with its scores and ranks.
pub(crate) struct Combinations {
    /// Chance of each combination.
    pub(crate) chances: Vec<f64>,
    pub(crate) scores: Scores,
    ranks: RankBlock,
}

impl Combinations {
    pub(crate) fn ranks(&self) -> &RankBlock {
        &self.ranks
    }
}

/// Computes every combination and tells the distribution of ranks.
///
/// - `interval`: share of the distribution inside the interval of ranks; `stop` is asked now and then, true stops.
/// - Where all combinations are equally likely, quantiles are of type 7 over them.
/// - Determinism: equal spaces give equal bits, whatever the number of threads. Cost: one draw per combination.
///
/// # Errors
/// [`UncertaintyError::NotFinite`], [`UncertaintyError::TooMany`] beyond `most`, and what a combination may raise.
pub fn enumerate(
    uncertain: &Uncertain<'_, '_>,
    most: u64,
    interval: f64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<RankStatistics, UncertaintyError> {
    let n_combinations = count(uncertain, most)?;
    let n_places = uncertain.n_places();
    let blocks = blocks(n_combinations);
    if is_even(uncertain) {
        let tallies: Vec<Result<Tally, UncertaintyError>> = blocks
            .into_par_iter()
            .map(|(first, count)| {
                let block = combinations(uncertain, first, count, true, stop)?;
                let mut tally = Tally::new(n_places, uncertain.n_nodes());
                let scores = (&block.scores.scores[..], block.scores.stride);
                tally.add(&block.ranks, scores, &block.scores.shares, &uncertain.nominal);
                Ok(tally)
            })
            .collect();
        let tallies = tallies.into_iter().collect::<Result<Vec<_>, _>>()?;
        return Ok(RankStatistics::of_tallies(&tallies, &uncertain.nominal, interval, true));
    }
    let mut masses = Masses {
        ranks: vec![0.0; n_places * (n_places + 1)],
        ahead: vec![0.0; n_places * n_places],
        scores: vec![[0.0; 2]; n_places],
        shift: 0.0,
        central: vec![0.0; n_places * uncertain.n_nodes()],
    };
    for_each_block(uncertain, &blocks, true, stop, |block| add(&mut masses, block, uncertain))?;
    Ok(RankStatistics::of_masses(masses, &uncertain.nominal, n_combinations, interval))
}

/// Number of combinations, if they may be enumerated.
pub(crate) fn count(uncertain: &Uncertain<'_, '_>, most: u64) -> Result<u64, UncertaintyError> {
    let groups = &uncertain.evaluation.groups;
    if let Some(group) = groups.iter().find(|group| group.rows.is_empty()) {
        return Err(UncertaintyError::NotFinite { factor: group.factors[0] });
    }
    let combinations: f64 = groups.iter().map(|group| group.rows.len() as f64).product();
    if combinations > most as f64 {
        return Err(UncertaintyError::TooMany { combinations, most });
    }
    Ok(combinations as u64)
}

/// Splits combinations into blocks: first and number.
pub(crate) fn blocks(n_combinations: u64) -> Vec<(u64, usize)> {
    let n_blocks = n_combinations.div_ceil(BLOCK as u64);
    (0..n_blocks)
        .map(|block| {
            let first = block * BLOCK as u64;
            (first, (n_combinations - first).min(BLOCK as u64) as usize)
        })
        .collect()
}

/// Computes blocks in parallel and hands them over in order, a few at a time so that memory stays bounded.
pub(crate) fn for_each_block(
    uncertain: &Uncertain<'_, '_>,
    blocks: &[(u64, usize)],
    with_shares: bool,
    stop: &(dyn Fn() -> bool + Sync),
    mut take: impl FnMut(&Combinations),
) -> Result<(), UncertaintyError> {
    for wave in blocks.chunks(16) {
        let made: Vec<Result<Combinations, UncertaintyError>> =
            wave.par_iter().map(|&(first, count)| combinations(uncertain, first, count, with_shares, stop)).collect();
        for block in made {
            take(&block?);
        }
    }
    Ok(())
}

/// True where all combinations have the same chance.
fn is_even(uncertain: &Uncertain<'_, '_>) -> bool {
    uncertain.evaluation.groups.iter().all(|group| group.rows.iter().all(|row| row.1 == group.rows[0].1))
}

/// Computes the combinations `first..first + count`; the last group varies fastest.
fn combinations(
    uncertain: &Uncertain<'_, '_>,
    first: u64,
    count: usize,
    with_shares: bool,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Combinations, UncertaintyError> {
    if stop() {
        return Err(UncertaintyError::Stopped);
    }
    let groups = &uncertain.evaluation.groups;
    let n_factors = uncertain.space().factors.len();
    let mut options = vec![None; count * n_factors];
    let mut chances = vec![1.0; count];
    for k in 0..count {
        let mut rest = first + k as u64;
        for group in groups.iter().rev() {
            let n = group.rows.len() as u64;
            let row = (rest % n) as usize;
            rest /= n;
            chances[k] *= group.rows[row].1;
            group.put(row, &mut options[k * n_factors..(k + 1) * n_factors]);
        }
    }
    let mut scores = Scores::default();
    uncertain.evaluation.scores(&Draws::Stated { options: &options, count }, with_shares, &mut scores)?;
    let mut ranks = RankBlock::default();
    ranks.fill(&scores.scores, scores.stride, uncertain.n_places());
    Ok(Combinations { chances, scores, ranks })
}

/// Adds a block of combinations of unequal chance.
fn add(masses: &mut Masses, block: &Combinations, uncertain: &Uncertain<'_, '_>) {
    let (n, n_nodes) = (uncertain.n_places(), uncertain.n_nodes());
    let shifts = uncertain.nominal.shifts(&block.ranks);
    for (draw, &chance) in block.chances.iter().enumerate() {
        let rank = |place: usize| usize::from(block.ranks.of(place)[draw]);
        masses.shift += chance * shifts[draw];
        for a in 0..n {
            let own = rank(a);
            masses.ranks[a * (n + 1) + own] += chance;
            if own == 0 {
                continue;
            }
            for b in 0..n {
                let other = rank(b);
                if own < other || other == 0 {
                    masses.ahead[a * n + b] += chance;
                }
            }
            let difference = block.scores.scores[draw * block.scores.stride + a] - uncertain.nominal.scores[a];
            if !difference.is_nan() {
                masses.scores[a][0] += chance * difference;
                masses.scores[a][1] += chance * difference * difference;
            }
            if own == 1 {
                let shares = &block.scores.shares[draw * n_nodes..(draw + 1) * n_nodes];
                for (sum, share) in masses.central[a * n_nodes..(a + 1) * n_nodes].iter_mut().zip(shares) {
                    *sum += chance * share;
                }
            }
        }
    }
}

impl Uncertain<'_, '_> {
    /// Computes a stated list of draws, each an option per factor, and tells the distribution of ranks over them.
    ///
    /// - Draws count equally; continuous factors stay nominal. Nothing is estimated.
    ///
    /// # Errors
    /// What a draw may raise.
    ///
    /// # Panics
    /// If a draw does not name an option of every factor, or there is none.
    pub fn statistics_of(&self, draws: &[Vec<usize>], interval: f64) -> Result<RankStatistics, UncertaintyError> {
        assert!(!draws.is_empty(), "there are draws");
        let mut tally = Tally::new(self.n_places(), self.n_nodes());
        let (mut scores, mut block) = (Scores::default(), RankBlock::default());
        for part in draws.chunks(BLOCK) {
            let options: Vec<Option<u16>> = part.iter().flat_map(|draw| self.stated(draw)).collect();
            self.evaluation.scores(&Draws::Stated { options: &options, count: part.len() }, true, &mut scores)?;
            block.fill(&scores.scores, scores.stride, self.n_places());
            tally.add(&block, (&scores.scores, scores.stride), &scores.shares, &self.nominal);
        }
        Ok(RankStatistics::of_tallies(&[tally], &self.nominal, interval, true))
    }

    /// Computes the mean absolute difference to the nominal ranks in each draw of a stated list.
    ///
    /// # Errors
    /// What a draw may raise.
    ///
    /// # Panics
    /// If a draw does not name an option of every factor.
    pub fn shifts_of(&self, draws: &[Vec<usize>]) -> Result<Vec<f64>, UncertaintyError> {
        let (mut scores, mut block) = (Scores::default(), RankBlock::default());
        let mut shifts = Vec::with_capacity(draws.len());
        for part in draws.chunks(BLOCK) {
            let options: Vec<Option<u16>> = part.iter().flat_map(|draw| self.stated(draw)).collect();
            self.scores(&Draws::Stated { options: &options, count: part.len() }, &mut scores, &mut block)?;
            shifts.extend(self.shifts(&block));
        }
        Ok(shifts)
    }

    /// Options of a draw, checked.
    pub(crate) fn stated(&self, draw: &[usize]) -> Vec<Option<u16>> {
        let factors = &self.space().factors;
        assert_eq!(draw.len(), factors.len(), "one option per factor");
        let one = |(factor, option): (&super::Factor, &usize)| {
            factor.vary.n_options().map(|n| {
                assert!(*option < n, "option {option} of {n}");
                *option as u16
            })
        };
        factors.iter().zip(draw).map(one).collect()
    }
}
