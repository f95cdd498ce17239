//! The least change of a place's figures that brings it to a rank.

use std::collections::BTreeMap;

use crest_data::value::Panel;
use crest_model::model::Model;
use crest_plan::least_change::{Aim, LeastChangeError, Lever, Reach, Segment, Standing, cost_ladder, least_change};
use crest_plan::solver::Effort;
use serde::Serialize;

use super::{InverseError, ground, row_of};
use crate::assemble::index::{Ground, Trial};

/// Asks for the least change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangeAsked {
    /// Place, by id or name.
    pub place: String,
    /// Rank to reach; `None` = the next better one.
    pub rank: Option<u32>,
    /// Cost per unit of the indicator; where any is named, only these indicators are moved. Where none is, each costs its
    /// change as a share of its spread among the ranked places.
    pub costs: BTreeMap<String, f64>,
    /// Farthest value of an indicator; the best value of any ranked place where none is named.
    pub limits: BTreeMap<String, f64>,
    /// Most indicators that are moved.
    pub at_most: Option<usize>,
    /// Also gives the cost of every rank from the present one to the first.
    pub ladder: bool,
}

/// Holds the least change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeastChange {
    /// Place.
    pub place: String,
    /// Rank before.
    pub before: u32,
    /// Rank asked for.
    pub asked: u32,
    /// Rank that the whole recipe gives after the changes.
    pub reached: u32,
    /// Score before and after.
    pub scores: (f64, f64),
    /// Changed values, the largest share of the cost first.
    pub values: Vec<ChangedValue>,
    /// Cost of all of them.
    pub cost: f64,
    /// True when it is proven that nothing cheaper reaches the rank: scores are linear in all that may be moved.
    pub exact: bool,
    /// Cost of one further point of score.
    pub price: Option<f64>,
    /// Cost of each rank, where asked for; `None` = out of reach.
    pub ladder: Vec<Rung>,
}

/// States one changed value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedValue {
    /// Indicator.
    pub indicator: String,
    /// Value now.
    pub from: f64,
    /// Value needed.
    pub to: f64,
    /// Cost of the change.
    pub cost: f64,
}

/// States the cost of a rank.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rung {
    /// Rank.
    pub rank: u32,
    /// Least cost; `None` = out of reach.
    pub cost: Option<f64>,
}

/// Relative difference of two slopes below which a score counts as linear.
const STRAIGHT: f64 = 1e-7;

/// Rounds in which the margin is widened until the whole recipe confirms the rank.
const MOST_ROUNDS: usize = 12;

/// An indicator that may be moved, with what its change does.
struct Candidate {
    column: usize,
    from: f64,
    sign: f64,
    cost: f64,
    lever: Lever,
    /// Change of each place's score per unit.
    effects: Vec<f64>,
    is_straight: bool,
}

/// Finds the least change of a place's figures of the measured period that reaches a rank, all else equal.
///
/// - What each indicator gives is taken from the recipe itself, by computing the index with the value moved half-way and all the
///   way to its limit. Where both give one slope for every place the model is linear and the answer exact; where the slope
///   falls, two segments are used; elsewhere the change is confirmed, widened if need be, and marked as not exact.
/// - A tie counts as reached.
///
/// # Errors
/// See [`InverseError`].
pub(crate) fn find(model: &Model, panel: &Panel, asked: &ChangeAsked) -> Result<LeastChange, InverseError> {
    let ground = ground(model, panel)?;
    let row = row_of(model, &ground, &asked.place)?;
    let trial = ground.trial(model, panel);
    let start = trial.scores(&[]).ok_or(InverseError::NoIndex)?;
    let own = start[row].ok_or(InverseError::NoIndex)?;
    let before = trial_rank(&start, row);
    let n_places = start.iter().flatten().count() as u32;
    let rank = asked.rank.unwrap_or(before.saturating_sub(1).max(1));
    if rank == 0 || rank > n_places {
        return Err(InverseError::Rank { rank, n_places });
    }
    check_codes(model, &ground, asked)?;
    let candidates = candidates(model, &ground, &trial, asked, row, &start);
    let levers: Vec<Lever> = candidates.iter().map(|c| c.lever.clone()).collect();
    let others: Vec<usize> = (0..start.len()).filter(|&other| other != row && start[other].is_some()).collect();
    let scores: Vec<f64> = others.iter().filter_map(|&other| start[other]).collect();
    let moves_others = candidates.iter().any(|c| others.iter().any(|&other| c.effects[other] != 0.0));
    let effects: Vec<f64> = if moves_others {
        others.iter().flat_map(|&other| candidates.iter().map(move |c| c.effects[other])).collect()
    } else {
        Vec::new()
    };
    let standing = Standing { own, others: &scores, effects: &effects };
    let aim = |margin: f64| Aim {
        rank: rank as usize,
        reach: if margin > 0.0 { Reach::AheadBy(margin) } else { Reach::Tied },
        most_levers: asked.at_most,
        effort: Effort { n_nodes: Some(200_000) },
    };
    let refused = |error: LeastChangeError| match error {
        LeastChangeError::OutOfReach { best_rank } => InverseError::OutOfReach { best_rank: best_rank as u32 },
        other => InverseError::Plan(other.to_string()),
    };
    let is_straight = candidates.iter().all(|c| c.is_straight);
    let spread = scores.iter().fold(own, |a: f64, b| a.max(*b)) - scores.iter().fold(own, |a: f64, b| a.min(*b));
    let mut margin = 0.0;
    for round in 0..MOST_ROUNDS {
        let change = least_change(&levers, &standing, &aim(margin)).map_err(refused)?;
        let moved: Vec<(usize, f64)> = candidates
            .iter()
            .zip(&change.changes)
            .filter(|(_, by)| **by > 0.0)
            .map(|(c, by)| (c.column, c.from + c.sign * by))
            .collect();
        let with: Vec<(usize, usize, f64)> = moved.iter().map(|&(column, value)| (row, column, value)).collect();
        let after = trial.scores(&with).ok_or(InverseError::NoIndex)?;
        let reached = trial_rank(&after, row);
        if reached > rank {
            // Rounding, or a scale that moved: ask for a little more than level.
            margin =
                if margin == 0.0 { 1e-9 * spread.max(1e-9) } else { margin * if is_straight { 4.0 } else { 12.0 } };
            continue;
        }
        let mut values: Vec<ChangedValue> = candidates
            .iter()
            .zip(&change.changes)
            .filter(|(_, by)| **by > 0.0)
            .map(|(c, by)| ChangedValue {
                indicator: ground.code(model, c.column),
                from: c.from,
                to: c.from + c.sign * by,
                cost: c.cost * by,
            })
            .collect();
        values.sort_by(|a, b| b.cost.total_cmp(&a.cost).then_with(|| a.indicator.cmp(&b.indicator)));
        let ladder = if asked.ladder {
            let rungs = cost_ladder(&levers, &standing, &aim(margin)).map_err(refused)?;
            rungs.iter().map(|r| Rung { rank: r.rank as u32, cost: r.change.as_ref().map(|c| c.cost) }).collect()
        } else {
            Vec::new()
        };
        return Ok(LeastChange {
            place: ground.places(model)[row].id.clone(),
            before,
            asked: rank,
            reached,
            scores: (own, after[row].unwrap_or(own)),
            values,
            cost: change.cost,
            // Nothing is cheaper than nothing.
            exact: rank >= before || is_straight && change.proven && round <= 1,
            price: change.price,
            ladder,
        });
    }
    Err(InverseError::NotLinear {
        why: "the scale moves with the change, so that linear steps do not lead to the rank; see the single steps of crest explain",
    })
}

/// Rank of a place among scores, ties lowest.
fn trial_rank(scores: &[Option<f64>], row: usize) -> u32 {
    let own = scores[row];
    1 + scores.iter().filter(|other| own.is_some_and(|own| other.is_some_and(|other| other > own))).count() as u32
}

/// Refuses costs and limits of what is no indicator of the index.
fn check_codes(model: &Model, ground: &Ground, asked: &ChangeAsked) -> Result<(), InverseError> {
    let known: Vec<String> = ground.used_columns().into_iter().map(|column| ground.code(model, column)).collect();
    match asked.costs.keys().chain(asked.limits.keys()).find(|code| !known.contains(code)) {
        None => Ok(()),
        Some(code) => Err(InverseError::Indicator {
            code: code.clone(),
            near: crest_model::nearest(code, known.iter().map(String::as_str)).map(str::to_owned),
        }),
    }
}

/// Indicators that may be moved, with what a change of each does to all scores.
fn candidates(
    model: &Model,
    ground: &Ground,
    trial: &Trial<'_>,
    asked: &ChangeAsked,
    row: usize,
    start: &[Option<f64>],
) -> Vec<Candidate> {
    let mut found = Vec::new();
    for column in ground.used_columns() {
        let code = ground.code(model, column);
        if !asked.costs.is_empty() && !asked.costs.contains_key(&code) {
            continue;
        }
        let Some(from) = trial.raw(row, column) else { continue };
        let values: Vec<f64> =
            (0..start.len()).filter(|&p| start[p].is_some()).filter_map(|p| trial.raw(p, column)).collect();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sign = f64::from(ground.direction(column));
        let best = if sign > 0.0 { greatest } else { least };
        let limit = asked.limits.get(&code).copied().unwrap_or(best);
        let length = sign * (limit - from);
        let spread = greatest - least;
        if length <= 0.0 || spread <= 0.0 {
            continue;
        }
        let at = |share: f64| trial.scores(&[(row, column, from + sign * length * share)]);
        let (Some(half), Some(whole)) = (at(0.5), at(1.0)) else { continue };
        let rise = |scores: &[Option<f64>], place: usize| Some(scores[place]? - start[place]?);
        let slopes = |place: usize| Some((rise(&half, place)? / (0.5 * length), rise(&whole, place)? / length));
        let Some((first, mean)) = slopes(row) else { continue };
        let second = 2.0 * mean - first;
        let scale = first.abs().max(mean.abs()).max(f64::MIN_POSITIVE);
        let mut is_straight = (first - mean).abs() <= STRAIGHT * scale;
        let mut effects = vec![0.0; start.len()];
        for place in (0..start.len()).filter(|&place| place != row) {
            let Some((a, b)) = slopes(place) else { continue };
            if b.abs() > STRAIGHT * scale {
                effects[place] = b;
                is_straight &= (a - b).abs() <= STRAIGHT * scale;
            }
        }
        let cost = asked.costs.get(&code).copied().unwrap_or(1.0 / spread);
        let segments = if (first - mean).abs() <= STRAIGHT * scale || second > first {
            vec![Segment { length, gain: mean.max(0.0) }]
        } else {
            let half = 0.5 * length;
            vec![Segment { length: half, gain: first.max(0.0) }, Segment { length: half, gain: second.max(0.0) }]
        };
        let lever = Lever { segments, cost, fixed_cost: 0.0, lump: None };
        found.push(Candidate { column, from, sign, cost, lever, effects, is_straight });
    }
    found
}
