//! What each missing point would take: the value of an item at which it gains the next point, and all of them.
//!
//! The figures of all other units stay as they are, and so do base, goal and year before. Points move with the own value
//! through minimum, maximum, mean, standard deviation and rank of the peers, of which the unit is one.

#[cfg(test)]
mod tests;

use super::function::{Figures, Peers, Setting, Unscored, blur, share};
use super::score::{Data, Scorer};
use super::scores::Scores;
use super::{Among, Part};

/// Share of the points, or of one point if there are fewer, by which a target may be missed and still count as reached.
const POINTS_TOLERANCE: f64 = 1e-9;

/// The same share where the last of it is had for a little more of the value; above what [`RESERVE`] takes.
const EXACT_TOLERANCE: f64 = 1e-12;

/// Share of its size by which a value may grow so that the points are met exactly.
const EXACT_GROWTH: f64 = 1e-3;

/// Share of the full points that an answer has in hand, so that a mean summed in another order does not round it down.
const RESERVE: f64 = 1e-13;

/// Share of the size of a value within which a shorter number is taken in its place.
const VALUE_TOLERANCE: f64 = 4e-9;

/// How far a value is tried, the farthest first; squares of the first still fit a number.
const LIMITS: [f64; 6] = [1e150, 1e100, 1e50, 1e20, 1e12, 1e6];

/// Nothing nearer to zero is tried but zero itself; squares of this still fit a number, as a standard deviation needs.
const LEAST: f64 = 1e-150;

/// Most rungs; a step that would give more leaves out those between the last of them and the top.
const MAX_RUNGS: usize = 1000;

/// Holds what further points of one unit on one item would take.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Points now, all columns together.
    pub points: f64,
    /// Full points, once the item has a value.
    pub maximum: f64,
    /// Most points that any value gives; above the maximum where a cap allows it, below where ranks or z-scores end.
    pub most: f64,
    /// Further points, rising in steps up to the most.
    pub rungs: Vec<Rung>,
    /// What full points take, or the most that can be had if that is less; `None` = they are had.
    pub full: Option<Rung>,
}

/// One step of a ladder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rung {
    /// Points reached; more than one step above the last rung where the function jumps.
    pub points: f64,
    /// Value needed.
    pub needed: Needed,
    /// `needed − value`; `None` where there is no value now, or any does.
    pub change: Option<f64>,
}

/// Value that gives the points of a rung.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Needed {
    /// Any value at all: it is enough to report one.
    Any,
    /// This one or a better one.
    Value(f64),
}

/// Says why no value can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLadder {
    /// Something else than the value is missing or unusable.
    Unscored(Unscored),
    /// The shares of a piecewise function rise and fall, so that better is not always more.
    NotMonotone,
}

impl std::fmt::Display for NoLadder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unscored(reason) => write!(f, "no value can be scored: {reason}"),
            Self::NotMonotone => write!(f, "the shares of the score function rise and fall"),
        }
    }
}

impl std::error::Error for NoLadder {}

impl Scorer {
    /// Finds what further points of a unit on an item would take, one rung for every `step_points`.
    ///
    /// The least value (greatest, where less is better) that gives the points is found by halving, between floating-point neighbours, on
    /// the very function that scores; it is then replaced by the shortest decimal number within 4e-9 of it that also
    /// gives them. So scoring the value returned gives the points of the rung, to 1e-12 of them or of the full points, and no value that
    /// is worse by more than 4e-9 of its size does.
    ///
    /// - Where a function creeps towards its top, as a z-score does, the last billionth of the points is left out if it took
    ///   more than a thousandth of the value; the rung then states the points that are had.
    /// - The points are those of the item alone: caps, floors and deductions of class and total come after.
    /// - Missing values: an item without value starts from the points its rule gave; its full points are what they are
    ///   once it is reported, items that are left out beside it staying out.
    /// - A column that no value can score, for want of a base, keeps the points of its rule.
    /// - `scores` are those of the same data.
    /// - Cost: one pass over the units, then some 120 evaluations for every rung; at most 1000 rungs.
    ///
    /// # Errors
    /// See [`NoLadder`].
    ///
    /// # Panics
    /// If a position lies outside the data, or the step is not a positive number.
    pub fn ladder(
        &self,
        data: &Data<'_>,
        scores: &Scores,
        unit: usize,
        item: usize,
        step_points: f64,
    ) -> Result<Ladder, NoLadder> {
        assert!(step_points > 0.0, "a step of {step_points} points leads nowhere");
        let trial = Trial::build(self, data, scores, unit, item)?;
        let (points, _) = scores.item_points(unit, item);
        let (limit, most) = trial.farthest()?;
        let mut ladder = Ladder { points, maximum: trial.maximum, most, rungs: Vec::new(), full: None };
        let top = trial.maximum.min(most);
        if top > points + tolerance(top) {
            ladder.full = Some(trial.rung(top, limit));
        }
        let mut reached = points;
        for k in 1..=MAX_RUNGS {
            if reached >= most - tolerance(most) {
                break;
            }
            let target = points + k as f64 * step_points;
            let target = if k == MAX_RUNGS || target > most - tolerance(most) { most } else { target };
            if target > reached + tolerance(target) {
                let rung = trial.rung(target, limit);
                reached = rung.points.max(target);
                ladder.rungs.push(rung);
            }
        }
        Ok(ladder)
    }
}

/// The points of one unit on one item as a function of its value.
struct Trial<'a> {
    scorer: &'a Scorer,
    figures: Figures,
    sign: f64,
    cap: f64,
    maximum: f64,
    columns: Vec<Column<'a>>,
    /// Points of the columns that no value can score.
    fixed: f64,
}

struct Column<'a> {
    full: f64,
    setting: Setting,
    parts: Vec<(&'a Part, Others)>,
}

/// The peers of the unit without itself.
struct Others {
    peers: Peers<'static>,
    order: Vec<f64>,
}

impl<'a> Trial<'a> {
    fn build(scorer: &'a Scorer, data: &Data<'_>, scores: &Scores, unit: usize, item: usize) -> Result<Self, NoLadder> {
        let stated = &scorer.scheme().items[item];
        let n_columns = scorer.scheme().columns.len();
        let n_items = scorer.scheme().items.len();
        let group = data.groups[unit];
        let figures = scorer.figures(data, unit, item);
        let mut trial = Self {
            scorer,
            figures,
            sign: f64::from(stated.direction),
            cap: stated.cap.unwrap_or(f64::INFINITY),
            maximum: 0.0,
            columns: Vec::new(),
            fixed: 0.0,
        };
        let mut held = Unscored::NoWeight;
        let mut is_scored = vec![false; n_columns];
        let mut scored = Vec::new();
        for (column, is_scored) in is_scored.iter_mut().enumerate() {
            let weighted = scorer
                .measure(item, column)
                .filter(|_| scorer.full_points().is_weighted(scorer.slot(group), column, item));
            let Some(measure) = weighted else { continue };
            if measure.parts.iter().any(|part| !part.function.is_monotone(stated.direction)) {
                return Err(NoLadder::NotMonotone);
            }
            let parts =
                measure.parts.iter().map(|part| (part, Others::of(scorer, data, scores, unit, item, column, part)));
            let new = Column { full: 0.0, setting: scorer.setting(group, item, column), parts: parts.collect() };
            match trial.share(&new, figures.value.unwrap_or(1.0)) {
                Ok(_) => {
                    *is_scored = true;
                    scored.push((column, new));
                }
                Err(reason) => {
                    trial.fixed += scores.item(unit, item, column).points;
                    held = reason;
                }
            }
        }
        if scored.is_empty() {
            return Err(NoLadder::Unscored(held));
        }
        let is_left_out = |column: usize, other: usize| match other == item {
            true => {
                stated.missing == super::Missing::LeaveOut
                    && scorer.measure(item, column).is_some()
                    && !is_scored[column]
            }
            false => {
                let reason = scores.item(unit, other, column).reason;
                reason.is_some_and(|reason| reason != Unscored::NoWeight)
                    && scorer.scheme().items[other].missing == super::Missing::LeaveOut
            }
        };
        let mut full = vec![0.0; n_columns * n_items];
        let mut scratch = super::full_points::Scratch::default();
        scorer.full_points().share_out(scorer.scheme(), scorer.slot(group), is_left_out, &mut scratch, &mut full);
        for (column, mut new) in scored {
            new.full = full[column * n_items + item];
            trial.columns.push(new);
        }
        trial.maximum = (0..n_columns).map(|column| full[column * n_items + item]).sum();
        Ok(trial)
    }

    fn share(&self, column: &Column<'_>, value: f64) -> Result<f64, Unscored> {
        let figures = Figures { value: Some(value), ..self.figures };
        let mut sum = 0.0;
        for (part, others) in &column.parts {
            let x = figures.read(part.reading)?;
            let mut peers = others.peers.including(self.sign * x);
            peers.order = &others.order;
            sum += part.part * share(&part.function, x, &figures, &peers, &column.setting)?;
        }
        Ok(sum.min(self.cap))
    }

    fn points(&self, value: f64) -> Result<f64, Unscored> {
        self.points_less(value, 0.0)
    }

    /// Points if every share were less by a reserve.
    fn points_less(&self, value: f64, reserve: f64) -> Result<f64, Unscored> {
        let mut sum = self.fixed;
        for column in &self.columns {
            sum += self.scorer.points(column.full, self.share(column, value)? - reserve);
        }
        Ok(sum)
    }

    /// The farthest value that can be scored, towards the better, and its points.
    fn farthest(&self) -> Result<(f64, f64), NoLadder> {
        let tried = LIMITS.iter().find_map(|limit| Some((*limit, self.points(self.sign * limit).ok()?)));
        tried.ok_or(NoLadder::Unscored(Unscored::Overflow))
    }

    fn reaches(&self, d: f64, target: f64) -> bool {
        self.reaches_within(d, target, tolerance(target))
    }

    fn reaches_within(&self, d: f64, target: f64, tolerance: f64) -> bool {
        self.points_less(self.sign * settled(d), RESERVE).is_ok_and(|points| points >= target - tolerance)
    }

    /// What rounding may take from points that are met exactly; reserves go with the full points.
    fn exact_tolerance(&self, target: f64) -> f64 {
        EXACT_TOLERANCE * target.abs().max(self.maximum).max(1.0)
    }

    /// The first number above `low`, which misses the target, and up to `high`, which reaches it, that does; all as keys.
    fn first(&self, mut low: i128, mut high: i128, target: f64, tolerance: f64) -> i128 {
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.reaches_within(number(middle), target, tolerance) { high = middle } else { low = middle }
        }
        high
    }

    /// The worst value that gives the target, which the value at the limit gives.
    fn rung(&self, target: f64, limit: f64) -> Rung {
        let target = match self.points_less(self.sign * limit, RESERVE) {
            // Only where rounding makes points of the reserve.
            Ok(safe) if safe < target - tolerance(target) => safe,
            _ => target,
        };
        let start = self.figures.value.map_or(-limit, |value| self.sign * value);
        let (mut low, high) = (key(start.max(-limit)), key(limit));
        if self.reaches(number(low), target) {
            // The value now reaches it only where the points now are those of a missing value in another column.
            low = key(-limit);
        }
        let needed = if self.reaches(number(low), target) {
            Needed::Any
        } else {
            let near = self.first(low, high, target, tolerance(target));
            let exact = self.exact_tolerance(target).min(tolerance(target));
            let beyond = key((number(near) + EXACT_GROWTH * self.size(number(near))).min(limit));
            Needed::Value(if self.reaches_within(number(near), target, exact) {
                self.shortest(number(near), target, exact)
            } else if self.reaches_within(number(beyond), target, exact) {
                self.shortest(number(self.first(near, beyond, target, exact)), target, exact)
            } else {
                self.shortest(number(near), target, tolerance(target))
            })
        };
        let at = match needed {
            Needed::Any => self.sign * number(low),
            Needed::Value(value) => value,
        };
        let change = match needed {
            Needed::Any => None,
            Needed::Value(value) => self.figures.value.map(|now| value - now),
        };
        let points = self.points(at).unwrap_or(target);
        let points = if (points - target).abs() <= self.exact_tolerance(target) { target } else { points };
        Rung { points, needed, change }
    }

    /// The larger of a value and the value now, without their signs.
    fn size(&self, d: f64) -> f64 {
        d.abs().max(self.figures.value.unwrap_or(0.0).abs())
    }

    /// The shortest decimal number next to a value that reaches the target too; on the own axis.
    fn shortest(&self, d: f64, target: f64, tolerance: f64) -> f64 {
        let d = settled(d);
        let room = VALUE_TOLERANCE * self.size(d);
        let fits =
            |candidate: &f64| (candidate - d).abs() <= room && self.reaches_within(*candidate, target, tolerance);
        let rounded = (0..16_usize).filter_map(|digits| format!("{d:.digits$e}").parse().ok());
        self.sign * std::iter::once(0.0).chain(rounded).find(fits).unwrap_or(d) + 0.0
    }
}

impl Others {
    fn of(
        scorer: &Scorer,
        data: &Data<'_>,
        scores: &Scores,
        unit: usize,
        item: usize,
        column: usize,
        part: &Part,
    ) -> Self {
        let Some(among) = part.function.among() else { return Self { peers: Peers::NOBODY, order: Vec::new() } };
        let sign = f64::from(scorer.scheme().items[item].direction);
        let own = scorer.slot(data.groups[unit]);
        let is_peer = |other: &usize| {
            let slot = scorer.slot(data.groups[*other]);
            *other != unit && (among == Among::All || slot == own) && scores.item(*other, item, column).reason.is_none()
        };
        let others = (0..data.values.n_places()).filter(is_peer);
        let readings = others.filter_map(|other| scorer.figures(data, other, item).read(part.reading).ok());
        let mut order: Vec<f64> = readings.map(|x| sign * x).collect();
        let peers = Peers { order: &[], ..Peers::of(&order) };
        for d in &mut order {
            *d = blur(*d);
        }
        order.sort_unstable_by(f64::total_cmp);
        Self { peers, order }
    }
}

fn tolerance(points: f64) -> f64 {
    POINTS_TOLERANCE * points.abs().max(1.0)
}

/// Puts what is too near to zero to zero.
fn settled(d: f64) -> f64 {
    if d.abs() < LEAST { 0.0 } else { d }
}

/// Maps a number to an integer of the same order; its own inverse is [`number`].
fn key(d: f64) -> i128 {
    let bits = (d + 0.0).to_bits() as i64;
    i128::from(if bits < 0 { bits ^ i64::MAX } else { bits })
}

fn number(key: i128) -> f64 {
    let bits = key as i64;
    f64::from_bits((if bits < 0 { bits ^ i64::MAX } else { bits }) as u64)
}
