//! One change at a time: what each option, taken alone, does to the ranks.

use super::UncertaintyError;
use super::choose::{Coordinates, Points};
use super::evaluate::{Draws, Scores};
use super::prepare::Uncertain;
use super::sample::Stream;
use super::tally::RankBlock;

/// Holds what one choice does while everything else stays nominal.
#[derive(Debug, Clone, PartialEq)]
pub struct SingleChange {
    /// Group of factors; see [`Uncertain::groups`].
    pub group: usize,
    /// Row of a discrete group; `None` for a continuous one, whose draws are summed up.
    pub row: Option<usize>,
    /// Least and greatest rank of each place: both the same for a discrete choice.
    pub ranks: Vec<Option<(u32, u32)>>,
    /// Mean over places of the absolute difference to the nominal rank (over the draws as well).
    pub shift: f64,
}

/// Draws of a continuous factor that are looked at.
const DRAWS: usize = 256;

/// Computes every option alone, and some 256 draws of every continuous factor alone; in the order of groups.
///
/// - An option that cannot be computed alone (it needs another to go with it) is left out.
/// - Determinism: `seed` alone. Cost: one draw per option.
///
/// # Errors
/// [`UncertaintyError::Stopped`].
pub fn one_at_a_time(
    uncertain: &Uncertain<'_, '_>,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<SingleChange>, UncertaintyError> {
    let evaluation = &uncertain.evaluation;
    let n_factors = uncertain.space().factors.len();
    let stream = Stream::new(evaluation.n_coordinates, true, seed);
    let (mut points, mut keys) = (Vec::new(), Vec::new());
    stream.fill(0, 0, DRAWS, &mut points, &mut keys);
    let coordinates = Coordinates::of(Points { n_points: stream.n_points(), points: &points, keys: &keys, salt: 0 });
    let from = vec![coordinates; evaluation.groups.len()];
    let (mut scores, mut block) = (Scores::default(), RankBlock::default());
    let mut changes = Vec::new();
    for (position, group) in evaluation.groups.iter().enumerate() {
        let rows: Vec<Option<usize>> =
            if group.rows.is_empty() { vec![None] } else { (0..group.rows.len()).map(Some).collect() };
        for row in rows {
            if stop() {
                return Err(UncertaintyError::Stopped);
            }
            let mut options = vec![None; n_factors];
            let draws = match row {
                Some(row) => {
                    group.put(row, &mut options);
                    Draws::Stated { options: &options, count: 1 }
                }
                None => Draws::One { group: position, from: &from, count: DRAWS },
            };
            if evaluation.scores(&draws, false, &mut scores).is_err() {
                continue;
            }
            block.fill(&scores.scores, scores.stride, uncertain.n_places());
            let shifts = uncertain.nominal.shifts(&block);
            changes.push(SingleChange {
                group: position,
                row,
                ranks: (0..uncertain.n_places()).map(|place| range(block.of(place))).collect(),
                shift: shifts.iter().sum::<f64>() / shifts.len() as f64,
            });
        }
    }
    Ok(changes)
}

/// Least and greatest of the ranks that are any.
fn range(ranks: &[u16]) -> Option<(u32, u32)> {
    let ranked = || ranks.iter().filter(|rank| **rank > 0).map(|rank| u32::from(*rank));
    Some((ranked().min()?, ranked().max()?))
}
