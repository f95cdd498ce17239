//! What to change: the cheapest change of a place's indicators that brings it to a rank.
//!
//! A lever is an indicator that can be moved in its better direction, at a cost. Without fixed costs, lumps, a limit on the
//! number of levers and effects on others, the question is a continuous knapsack (Dantzig, Discrete-variable extremum
//! problems, Operations Research 5, 1957) and answered in closed form; with them it is a mixed-integer programme.
//! Variables, objective and constraints: `docs/methods/inverse.md`.

mod geometric;
mod knapsack;
mod search;

#[cfg(test)]
mod tests;

use crate::matrix::RESOLUTION;
use crate::solver::{Effort, SolverError};

pub use geometric::{GeometricLever, least_change_geometric};

/// Describes a stretch of a lever over which the score rises evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Length of the stretch, in units of change.
    pub length: f64,
    /// Rise of the score per unit of change.
    pub gain: f64,
}

/// Describes an indicator that can be moved in its better direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Stretches from the present value on; their lengths sum to the limit of the change, their gains must not rise.
    pub segments: Vec<Segment>,
    /// Cost per unit of change.
    pub cost: f64,
    /// Cost of moving the lever at all.
    pub fixed_cost: f64,
    /// If present, the change is a whole multiple of this.
    pub lump: Option<f64>,
}

impl Lever {
    /// A lever whose score rises evenly up to a limit, without fixed cost or lumps.
    pub fn even(gain: f64, limit: f64, cost: f64) -> Self {
        Self { segments: vec![Segment { length: limit, gain }], cost, fixed_cost: 0.0, lump: None }
    }

    fn limit(&self) -> f64 {
        self.segments.iter().map(|segment| segment.length).sum()
    }

    /// Rise of the score for a change.
    fn gain(&self, change: f64) -> f64 {
        let mut left = change;
        let mut gain = 0.0;
        for segment in &self.segments {
            let part = left.min(segment.length);
            gain += part * segment.gain;
            left -= part;
        }
        gain
    }

    /// Greatest number of lumps within the limit.
    fn n_lumps(&self, lump: f64) -> f64 {
        (self.limit() / lump + RESOLUTION).floor()
    }

    /// Greatest change that is allowed.
    fn most(&self) -> f64 {
        self.lump.map_or(self.limit(), |lump| (lump * self.n_lumps(lump)).min(self.limit()))
    }

    fn is_plain(&self) -> bool {
        self.fixed_cost == 0.0 && self.lump.is_none()
    }
}

/// Holds where everybody stands before the change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing<'a> {
    /// Score of the place.
    pub own: f64,
    /// Scores of the others.
    pub others: &'a [f64],
    /// Change of each other's score per unit of each lever, others × levers, as when the bound of a min–max scale moves;
    /// empty = they stay. It must be valid over the whole length of the levers.
    pub effects: &'a [f64],
}

/// Says what counts as passing another place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// An equal score.
    Tied,
    /// A score higher by this.
    AheadBy(f64),
}

impl Reach {
    fn margin(self) -> f64 {
        match self {
            Self::Tied => 0.0,
            Self::AheadBy(margin) => margin,
        }
    }
}

/// Asks for a rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// The rank to reach or better, 1 = best.
    pub rank: usize,
    /// What counts as passing another place.
    pub reach: Reach,
    /// Most levers that may be moved.
    pub most_levers: Option<usize>,
    /// Limit of the search where one is needed.
    pub effort: Effort,
}

/// Holds a change that reaches a rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Change of each lever, in its units.
    pub changes: Vec<f64>,
    /// Cost of these changes, fixed costs included.
    pub cost: f64,
    /// No change that reaches the rank costs less than this; equal to `cost`, up to rounding, unless the search was cut short.
    pub cost_bound: f64,
    /// Whether it is proven that no change is cheaper.
    pub proven: bool,
    /// Score of the place afterwards.
    pub score: f64,
    /// Rank reached, computed again from the changes.
    pub rank: usize,
    /// Cost of one further point of score, with the same levers and lumps; `None` where the rank is held already or these
    /// cannot give more.
    pub price: Option<f64>,
}

/// Says why there is no least change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LeastChangeError {
    /// All levers together do not reach the rank.
    OutOfReach {
        /// Best rank that they reach.
        best_rank: usize,
    },
    /// The search was cut short before any change was met that reaches the rank.
    Undecided {
        /// No such change costs less.
        cost_bound: f64,
    },
    /// Rank 0 was asked for.
    Rank,
    /// The margin is negative or not finite.
    Margin {
        /// The margin.
        margin: f64,
    },
    /// A number of a lever is negative or not finite, or a lump is not above zero.
    Lever {
        /// Position of the lever.
        lever: usize,
    },
    /// The gains of a lever rise along its segments.
    NotConcave {
        /// Position of the lever.
        lever: usize,
    },
    /// A score or an effect is not finite.
    NotFinite,
    /// The effects are no table of others × levers.
    Effects {
        /// Number of effects.
        n_found: usize,
        /// Others times levers.
        n_expected: usize,
    },
    /// The solver gave no answer.
    Solver(SolverError),
}

impl std::fmt::Display for LeastChangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutOfReach { best_rank } => write!(f, "all levers together reach rank {best_rank} at best"),
            Self::Undecided { cost_bound } => {
                write!(f, "the search was cut short; a change that reaches the rank costs {cost_bound} or more")
            }
            Self::Rank => write!(f, "rank 0 does not exist; 1 is the best"),
            Self::Margin { margin } => write!(f, "a margin of {margin}; expected 0 or more"),
            Self::Lever { lever } => write!(f, "lever {lever} has a number that is negative or not finite"),
            Self::NotConcave { lever } => write!(f, "the gains of lever {lever} rise along its segments"),
            Self::NotFinite => write!(f, "a score or an effect is not finite"),
            Self::Effects { n_found, n_expected } => write!(f, "{n_found} effects; expected {n_expected}"),
            Self::Solver(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LeastChangeError {}

impl From<SolverError> for LeastChangeError {
    fn from(error: SolverError) -> Self {
        Self::Solver(error)
    }
}

/// Finds the cheapest change that brings a place to a rank.
///
/// minimise `Σ_k (c_k Δ_k + f_k [Δ_k > 0])` such that at most `rank − 1` others stay ahead, `0 ≤ Δ_k ≤ limit_k`. The score rises by the
/// gains of the segments, in their order. Another place stays ahead unless the place's score is at least `margin` above
/// its own, margin 0 for [`Reach::Tied`].
///
/// - Units: change in those of the lever, scores in any, cost in any. Missing values: none.
/// - Ties: scores closer than the resolution, [`RESOLUTION`] times the largest spread of scores or rise of a lever, are tied. So a
///   change that falls short by a rounding still reaches the rank. Of levers that cost the same per point the first is moved.
/// - Exact in closed form where levers have neither fixed costs nor lumps, their number is free and others stay; else by a
///   mixed-integer programme, whose answer is computed again in plain arithmetic. If the effort ends first, `proven` is false.
/// - Cost: O(segments · log) in closed form.
///
/// # Errors
/// [`LeastChangeError`]: out of reach with the best possible rank, or what is wrong with the question.
///
/// # Examples
/// ```
/// use crest_plan::least_change::{Aim, Lever, Reach, Standing, least_change};
/// use crest_plan::solver::Effort;
/// // 3 points short of the second place. The first lever gives 2 points for 1, up to 1 unit; the second 1 point for 1.
/// let levers = [Lever::even(2.0, 1.0, 1.0), Lever::even(1.0, 5.0, 1.0)];
/// let standing = Standing { own: 50.0, others: &[60.0, 53.0, 40.0], effects: &[] };
/// let aim = Aim { rank: 2, reach: Reach::Tied, most_levers: None, effort: Effort::UNTIL_PROVEN };
/// let change = least_change(&levers, &standing, &aim)?;
/// assert_eq!((change.changes, change.cost, change.rank, change.price), (vec![1.0, 1.0], 2.0, 2, Some(1.0)));
/// # Ok::<(), crest_plan::least_change::LeastChangeError>(())
/// ```
pub fn least_change(levers: &[Lever], standing: &Standing<'_>, aim: &Aim) -> Result<Change, LeastChangeError> {
    check(levers, standing, aim)?;
    let race = Race::new(levers, standing, aim.reach.margin());
    let now = race.rank(&vec![0.0; levers.len()]);
    if now <= aim.rank {
        return Ok(race.change(vec![0.0; levers.len()], None));
    }
    let plain = levers.iter().all(Lever::is_plain) && aim.most_levers.is_none_or(|most| most >= levers.len());
    match (race.effects_stay(), plain) {
        (true, true) => knapsack::solve(&race, aim.rank),
        (true, false) => search::with_fixed_others(&race, aim),
        (false, _) => search::with_moving_others(&race, aim),
    }
}

/// Holds one step of a cost ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// The rank asked for.
    pub rank: usize,
    /// The least change that reaches it; `None` where all levers together do not.
    pub change: Option<Change>,
}

/// Finds the least cost of every rank from the present one up to the first.
///
/// As [`least_change`] for each rank; the rank of `aim` is not looked at. The present rank comes first, at no cost. Costs never
/// fall along the ladder.
///
/// # Errors
/// As [`least_change`], but a rank out of reach is a rung without a change.
pub fn cost_ladder(levers: &[Lever], standing: &Standing<'_>, aim: &Aim) -> Result<Vec<Rung>, LeastChangeError> {
    check(levers, standing, &Aim { rank: 1, ..*aim })?;
    let race = Race::new(levers, standing, aim.reach.margin());
    let now = race.rank(&vec![0.0; levers.len()]);
    let mut best_rank = 1;
    let mut rungs: Vec<Rung> = Vec::with_capacity(now);
    for rank in (1..=now).rev() {
        // A change that went further than asked is the least for the ranks it passed, if its cost is proven.
        let further = rungs.last().and_then(|rung| rung.change.clone()).filter(|last| last.proven && last.rank <= rank);
        let change = if rank < best_rank {
            None
        } else if further.is_some() {
            further
        } else {
            match least_change(levers, standing, &Aim { rank, ..*aim }) {
                Ok(change) => Some(change),
                Err(LeastChangeError::OutOfReach { best_rank: best }) => {
                    best_rank = best;
                    None
                }
                Err(other) => return Err(other),
            }
        };
        rungs.push(Rung { rank, change });
    }
    Ok(rungs)
}

/// Holds a checked question and judges changes.
struct Race<'a> {
    levers: &'a [Lever],
    standing: &'a Standing<'a>,
    margin: f64,
    resolution: f64,
}

impl<'a> Race<'a> {
    fn new(levers: &'a [Lever], standing: &'a Standing<'a>, margin: f64) -> Self {
        let scores = standing.others.iter().chain([&standing.own]);
        let (low, high) = scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), s| (l.min(*s), h.max(*s)));
        let rise = levers.iter().map(|lever| lever.gain(lever.limit())).fold(0.0, f64::max);
        Self { levers, standing, margin, resolution: RESOLUTION * (high - low).max(rise) }
    }

    fn effects_stay(&self) -> bool {
        self.standing.effects.iter().all(|effect| *effect == 0.0)
    }

    fn effect(&self, other: usize, lever: usize) -> f64 {
        self.standing.effects.get(other * self.levers.len() + lever).copied().unwrap_or(0.0)
    }

    fn score(&self, changes: &[f64]) -> f64 {
        self.standing.own + self.levers.iter().zip(changes).map(|(lever, change)| lever.gain(*change)).sum::<f64>()
    }

    /// Rank after changes: one more than the others who stay ahead.
    fn rank(&self, changes: &[f64]) -> usize {
        let own = self.score(changes);
        let others = self.standing.others.iter().enumerate().map(|(other, score)| {
            score + changes.iter().enumerate().map(|(lever, change)| self.effect(other, lever) * change).sum::<f64>()
        });
        1 + others.filter(|score| own - score < self.margin - self.resolution).count()
    }

    /// Rise of the score needed for a rank while others stay; `None` if any score does.
    fn need(&self, rank: usize) -> Option<f64> {
        let mut others = self.standing.others.to_vec();
        others.sort_by(|a, b| b.total_cmp(a));
        others.get(rank - 1).map(|score| score + self.margin - self.standing.own)
    }

    fn cost(&self, changes: &[f64]) -> f64 {
        let moved = self.levers.iter().zip(changes).filter(|(_, change)| **change > 0.0);
        // From plus zero: an empty sum is minus zero.
        moved.fold(0.0, |sum, (lever, change)| sum + lever.cost * change + lever.fixed_cost)
    }

    /// A proven change.
    fn change(&self, changes: Vec<f64>, price: Option<f64>) -> Change {
        let (cost, score, rank) = (self.cost(&changes), self.score(&changes), self.rank(&changes));
        Change { changes, cost, cost_bound: cost, proven: true, score, rank, price }
    }
}

fn check(levers: &[Lever], standing: &Standing<'_>, aim: &Aim) -> Result<(), LeastChangeError> {
    if aim.rank == 0 {
        return Err(LeastChangeError::Rank);
    }
    let margin = aim.reach.margin();
    if !margin.is_finite() || margin < 0.0 {
        return Err(LeastChangeError::Margin { margin });
    }
    let amount = |number: f64| number.is_finite() && number >= 0.0;
    for (position, lever) in levers.iter().enumerate() {
        let stretches = lever.segments.iter().all(|segment| amount(segment.length) && amount(segment.gain));
        let lump = lever.lump.is_none_or(|lump| lump.is_finite() && lump > 0.0);
        if !(stretches && lump && amount(lever.cost) && amount(lever.fixed_cost)) {
            return Err(LeastChangeError::Lever { lever: position });
        }
        if lever.segments.windows(2).any(|pair| pair[0].gain < pair[1].gain) {
            return Err(LeastChangeError::NotConcave { lever: position });
        }
    }
    let mut numbers = standing.others.iter().chain(standing.effects).chain([&standing.own]);
    if !numbers.all(|number| number.is_finite()) {
        return Err(LeastChangeError::NotFinite);
    }
    let (n_found, n_expected) = (standing.effects.len(), standing.others.len() * levers.len());
    if n_found != 0 && n_found != n_expected {
        return Err(LeastChangeError::Effects { n_found, n_expected });
    }
    Ok(())
}
