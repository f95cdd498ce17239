//! Two indices side by side: the same draws in two periods, what a place's own change did to its rank, and what happens to
//! the others when a place is taken out.

use rayon::prelude::*;

use super::choose::{Coordinates, Points};
use super::evaluate::{Draws, Evaluation, Scores};
use super::prepare::Uncertain;
use super::sample::{Sampling, Stream};
use super::statistics::{Estimate, error_of, quantile_of_counts};
use super::tally::{BLOCK, RankBlock};
use super::{Fill, Space, UncertaintyError};
use crate::rank_reversal::{Reversal, swapped_pairs};
use crate::recipe::{Normalisation, Recipe, Scaling};

/// Salt of the errors of figures in the later state: errors belong to a period, all else of a draw to both.
const AFTER: u64 = 0x5851_f42d_4c95_7f2d;

/// Holds what the same draws say of the change of a place's rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedChange {
    /// Places won, lower end of the interval (type 7).
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Chance that places were won.
    pub better: Estimate,
    /// Chance that places were lost.
    pub worse: Estimate,
}

/// Applies the same draws to two states of an index and tells how many places each place won.
///
/// - Both spaces have the same factors with the same numbers of options; figures may differ. A draw takes the same options and
///   weights in both, and its errors of figures are independent between them.
/// - `None` for a place that is never ranked in both.
/// - Determinism and cost: as [`super::sample()`], twice.
///
/// # Errors
/// See [`UncertaintyError`].
///
/// # Panics
/// If the spaces differ in the number of places or of factors.
pub fn paired(
    before: &Uncertain<'_, '_>,
    after: &Uncertain<'_, '_>,
    sampling: &Sampling<'_>,
) -> Result<Vec<Option<PairedChange>>, UncertaintyError> {
    let n = before.n_places();
    assert_eq!(n, after.n_places(), "both states have the same places");
    assert_eq!(before.space().factors.len(), after.space().factors.len(), "both states have the same factors");
    let n_batches = sampling.n_batches(n, 0)?;
    let stream = Stream::new(before.n_coordinates(), sampling.is_even, sampling.seed);
    let n_groups = before.groups().len();
    // Counts of places won, from −n to n.
    let batches: Vec<Result<Vec<u32>, UncertaintyError>> = (0..n_batches)
        .into_par_iter()
        .map(|batch| {
            let mut counts = vec![0_u32; n * (2 * n + 1)];
            let (mut points, mut keys) = (Vec::new(), Vec::new());
            let mut sides = [(Scores::default(), RankBlock::default()), (Scores::default(), RankBlock::default())];
            let draws = sampling.batch_draws(batch, n_batches);
            let mut first = 0;
            while first < draws {
                if (sampling.stop)() {
                    return Err(UncertaintyError::Stopped);
                }
                let count = (draws - first).min(BLOCK as u64) as usize;
                stream.fill(batch, first, count, &mut points, &mut keys);
                for ((uncertain, salt), (scores, block)) in [(before, 0), (after, AFTER)].into_iter().zip(&mut sides) {
                    let (n_points, points, keys) = (stream.n_points(), &points, &keys);
                    let shared = Coordinates::of(Points { n_points, points, keys, salt });
                    let from = vec![shared; n_groups];
                    uncertain.scores(&Draws::Random { from: &from, count }, scores, block)?;
                }
                for place in 0..n {
                    let counts = &mut counts[place * (2 * n + 1)..(place + 1) * (2 * n + 1)];
                    for (&old, &new) in sides[0].1.of(place).iter().zip(sides[1].1.of(place)) {
                        if old > 0 && new > 0 {
                            counts[n + usize::from(old) - usize::from(new)] += 1;
                        }
                    }
                }
                first += count as u64;
            }
            Ok(counts)
        })
        .collect();
    let batches = batches.into_iter().collect::<Result<Vec<_>, _>>()?;
    let of = |place: usize| -> Option<PairedChange> {
        let range = place * (2 * n + 1)..(place + 1) * (2 * n + 1);
        let mut counts = vec![0_u64; 2 * n + 1];
        for batch in &batches {
            for (sum, count) in counts.iter_mut().zip(&batch[range.clone()]) {
                *sum += u64::from(*count);
            }
        }
        let total: u64 = counts.iter().sum();
        if total == 0 {
            return None;
        }
        let chance = |part: std::ops::Range<usize>| {
            let share = |counts: &[u32]| {
                let all: u32 = counts.iter().sum();
                f64::from(counts[part.clone()].iter().sum::<u32>()) / f64::from(all.max(1))
            };
            let values: Vec<f64> = batches.iter().map(|batch| share(&batch[range.clone()])).collect();
            let value = counts[part.clone()].iter().sum::<u64>() as f64 / total as f64;
            Estimate { value, error: error_of(&values, 1.0 / total as f64) }
        };
        let masses: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
        let quantile = |p: f64| quantile_of_counts(&masses, total, p) - n as f64;
        let tail = (1.0 - sampling.interval) / 2.0;
        Some(PairedChange {
            lower: quantile(tail),
            upper: quantile(1.0 - tail),
            better: chance(n + 1..2 * n + 1),
            worse: chance(0..n),
        })
    };
    Ok((0..n).into_par_iter().map(of).collect())
}

/// Splits the change of a place's rank between two states of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Rank before.
    pub before: u32,
    /// Rank after.
    pub after: u32,
    /// Places won by the place's own change: its figures put into the earlier state, all others as they were.
    pub own: i64,
    /// Places won by the changes of the others that are ranked in both states.
    pub others: i64,
    /// Places won because others entered or left.
    pub entry: i64,
}

/// Splits the change of every rank between two states, nominal choices in both; `None` for a place not ranked in both.
///
/// - `before − after = own + others + entry`. Ranks for `own` and `others` are among the places ranked in both states.
/// - Cost: one build per place.
///
/// # Errors
/// What a build may raise.
///
/// # Panics
/// If the states differ in the number of places.
pub fn moves(before: &Uncertain<'_, '_>, after: &Uncertain<'_, '_>) -> Result<Vec<Option<Move>>, UncertaintyError> {
    let n = before.n_places();
    assert_eq!(n, after.n_places(), "both states have the same places");
    let (old, new) = (before.nominal_scores(), after.nominal_scores());
    let both: Vec<bool> = old.iter().zip(new).map(|(a, b)| !a.is_nan() && !b.is_nan()).collect();
    let rank_among = |scores: &[f64], place: usize| {
        1 + (0..n).filter(|&other| both[other] && scores[other] > scores[place]).count() as i64
    };
    let (old_ranks, new_ranks) = (before.nominal_ranks(), after.nominal_ranks());
    (0..n)
        .into_par_iter()
        .map(|place| {
            let (Some(was), Some(is)) = (old_ranks[place], new_ranks[place]) else { return Ok(None) };
            if !both[place] {
                return Ok(None);
            }
            let scores = with_row(before, after.space(), place)?;
            let (old_among, new_among) = (rank_among(old, place), rank_among(new, place));
            let own = old_among - rank_among(&scores, place);
            let total = i64::from(was) - i64::from(is);
            let among = old_among - new_among;
            Ok(Some(Move { before: was, after: is, own, others: among - own, entry: total - among }))
        })
        .collect()
}

/// Nominal scores of a state in which one place has the figures of another state.
fn with_row(before: &Uncertain<'_, '_>, after: &Space<'_>, place: usize) -> Result<Vec<f64>, UncertaintyError> {
    let space = before.space();
    let mut matrix = space.input.matrix.clone();
    for column in 0..matrix.n_indicators() {
        matrix.set(place, column, after.input.matrix.at(place, column));
    }
    let filled = space.fill.map(|fill| {
        let mut filled = fill.matrix.clone();
        if let Some(other) = after.fill {
            for column in 0..filled.n_indicators() {
                filled.set(place, column, other.matrix.at(place, column));
            }
        }
        filled
    });
    let mut changed = Space { factors: Vec::new(), together: Vec::new(), ..space.clone() };
    changed.input.matrix = &matrix;
    changed.fill = space.fill.zip(filled.as_ref()).map(|(fill, matrix)| Fill { matrix, ..fill });
    nominal(&changed, before.kept().to_vec())
}

/// Nominal scores of a space, whatever its factors.
fn nominal(space: &Space<'_>, kept: Vec<bool>) -> Result<Vec<f64>, UncertaintyError> {
    let evaluation = Evaluation::new(space, kept);
    let options = vec![None; space.factors.len()];
    let mut scores = Scores::default();
    evaluation.scores(&Draws::Stated { options: &options, count: 1 }, false, &mut scores)?;
    scores.scores.truncate(space.input.matrix.n_places());
    Ok(scores.scores)
}

/// Takes out one place after the other under each normalisation, and finds the pairs of others that swap.
///
/// - Adding a place to the set without it is the same seen from the other side: the pairs swap back.
/// - A place is taken out as screening would do it. Normalisations that cannot be computed give no answer (`None`), and a
///   place that is a reference is not taken out.
/// - Cost: one build per place and normalisation.
pub fn reversals(
    uncertain: &Uncertain<'_, '_>,
    normalisations: &[Normalisation],
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Option<Vec<Reversal>>> {
    normalisations.iter().map(|normalisation| reversals_of(uncertain, normalisation, stop).ok()).collect()
}

fn reversals_of(
    uncertain: &Uncertain<'_, '_>,
    normalisation: &Normalisation,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Reversal>, UncertaintyError> {
    let recipe = Recipe { normalise: normalisation.clone(), ..uncertain.space().recipe.clone() };
    let space = Space { recipe: &recipe, factors: Vec::new(), together: Vec::new(), ..uncertain.space().clone() };
    let kept = uncertain.kept();
    let before = optional(&nominal(&space, kept.to_vec())?);
    let is_reference = |place: usize| {
        let methods = normalisation.columns.iter().map(|(_, method)| *method).chain([normalisation.method]);
        methods.into_iter().any(|method| matches!(method, Scaling::DistanceToReference { place: r, .. } if r == place))
    };
    (0..kept.len())
        .into_par_iter()
        .filter(|&place| before[place].is_some() && !is_reference(place))
        .map(|removed| {
            if stop() {
                return Err(UncertaintyError::Stopped);
            }
            let mut without = kept.to_vec();
            without[removed] = false;
            let mut after = optional(&nominal(&space, without)?);
            after[removed] = None;
            Ok(Reversal { removed, pairs: swapped_pairs(&before, &after) })
        })
        .collect()
}

fn optional(scores: &[f64]) -> Vec<Option<f64>> {
    scores.iter().map(|score| (!score.is_nan()).then_some(*score)).collect()
}
