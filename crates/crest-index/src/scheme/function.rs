//! Score functions: how a figure becomes a share of the full points.
//!
//! A *reading* is taken of the figure first (its level, its growth, its distance to a base), then a *function* of the reading
//! gives the share. Sources: OECD/JRC Handbook (2008), step 5, for min–max, z-scores, ranks and distance to a reference; the
//! rest is the arithmetic of published Chinese assessments: base and goal values, points for every step above a base,
//! bands, shares of a target.

#[cfg(test)]
mod tests;

use super::{Among, Ties};

/// Share of a number within which it counts as equal to a bound, so that 115 / 100 − 1 holds three whole steps of 5 %.
const RESOLUTION: f64 = 1e-9;

/// What a score function reads: v is the value, p that of the year before, b the base, g the goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// v.
    Value,
    /// 100 · (v / p − 1), per cent; p must be positive.
    Growth,
    /// v − p.
    Change,
    /// v / b; b must be positive.
    ShareOfBase,
    /// 100 · (v / b − 1), per cent; b must be positive.
    OverBase,
    /// v − b.
    FromBase,
    /// v / g; g must be positive.
    ShareOfGoal,
}

/// What happens outside the two ends of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// The end holds.
    Clamp,
    /// The line goes on, within floor and cap.
    Extrapolate,
}

/// What lies between two points of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// A straight line.
    Linear,
    /// The share of the last point reached; whole steps only.
    Steps,
}

/// How a reading x becomes a share of the full points.
///
/// Where less is better, −x takes the place of x; [`Self::Piecewise`] alone takes x as it stands, so that its shares
/// may fall. Shares are 0–1, beyond where a bound says so.
#[derive(Debug, Clone, PartialEq)]
pub enum Function {
    /// `lower + (x − min) / (max − min) · (upper − lower)`; `upper` for all where there is no spread.
    MinMax {
        /// Units that give minimum and maximum.
        among: Among,
        /// Share of the worst unit.
        lower: f64,
        /// Share of the best unit.
        upper: f64,
    },
    /// `mean + deviation · (x − x̄) / s`, s with divisor n − 1; `mean` for all where there is no spread.
    ZScore {
        /// Units that give x̄ and s.
        among: Among,
        /// Share at x̄.
        mean: f64,
        /// Share for every standard deviation.
        deviation: f64,
        /// Least share.
        floor: f64,
        /// Greatest share.
        cap: f64,
    },
    /// From 0 at the worse goalpost of the item to 1 at the better one: t^exponent with t the part of the way made.
    Goalposts {
        /// Beyond the goalposts.
        outside: Outside,
        /// Power of the part of the way, above 0; 1 = a straight line. A part below 0 keeps its sign.
        exponent: f64,
        /// Least share.
        floor: f64,
        /// Greatest share.
        cap: f64,
    },
    /// From `at_base` at the base to `at_goal` at the goal; the goal must be better than the base.
    BaseGoal {
        /// Share at the base.
        at_base: f64,
        /// Share at the goal.
        at_goal: f64,
        /// Beyond the two.
        outside: Outside,
        /// Least share.
        floor: f64,
        /// Greatest share.
        cap: f64,
    },
    /// Readings, rising, with their shares; the first and the last share hold beyond them.
    Piecewise {
        /// Reading and share.
        points: Vec<(f64, f64)>,
        /// Between two points.
        between: Between,
    },
    /// `level` of the full points at a reading of 0, `gain` points more for every `step` above, `loss` fewer for every one below.
    ///
    /// With [`super::Adding::Mean`] points count on the scale of the mean.
    Increments {
        /// Share at 0, such as 0.8.
        level: f64,
        /// Stretch of the reading that counts once, such as 5 (per cent).
        step: f64,
        /// Points for every step above 0.
        gain: f64,
        /// Points lost for every step below 0.
        loss: f64,
        /// Whether parts of a step count.
        between: Between,
        /// Most that gains add, as a share of the full points.
        most: f64,
        /// Least share.
        floor: f64,
    },
    /// By rank, evenly from `first` for the best unit to `last` for the last one; a unit alone is first.
    Ranks {
        /// Units that are ranked.
        among: Among,
        /// Share of the first.
        first: f64,
        /// Share of the last.
        last: f64,
    },
    /// By rank, a stated share for every place; the last share holds for all further places.
    Places {
        /// Units that are ranked.
        among: Among,
        /// Share of the first, the second and so on; never rising.
        shares: Vec<f64>,
    },
    /// All from a reading on, nothing before.
    Threshold {
        /// Reading from which it is reached; `None` = the goal value.
        at: Option<f64>,
    },
    /// x / g, where less is better g / x and `cap` for x ≤ 0.
    ShareOfGoal {
        /// Least share.
        floor: f64,
        /// Greatest share.
        cap: f64,
    },
    /// The reading is itself in points.
    Direct {
        /// Least share.
        floor: f64,
        /// Greatest share.
        cap: f64,
    },
}

impl Function {
    /// Whom it compares a unit with; `None` = nobody.
    pub(super) fn among(&self) -> Option<Among> {
        match *self {
            Self::MinMax { among, .. }
            | Self::ZScore { among, .. }
            | Self::Ranks { among, .. }
            | Self::Places { among, .. } => Some(among),
            _ => None,
        }
    }

    /// Tells whether it needs the readings of others in order.
    pub(super) fn needs_order(&self) -> bool {
        matches!(self, Self::Ranks { .. } | Self::Places { .. })
    }

    /// Tells whether its share rises with a better reading throughout.
    pub(super) fn is_monotone(&self, direction: i8) -> bool {
        let Self::Piecewise { points, .. } = self else { return true };
        let sign = f64::from(direction);
        points.windows(2).all(|pair| sign * pair[1].1 >= sign * pair[0].1)
    }
}

/// Says why an item could not be scored from its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unscored {
    /// There is no value.
    NoValue,
    /// There is no value of the year before.
    NoPrevious,
    /// The value of the year before is not positive, so that growth means nothing.
    PreviousNotPositive,
    /// There is no base value.
    NoBase,
    /// The base value is not positive, so that a ratio to it means nothing.
    BaseNotPositive,
    /// There is no goal value.
    NoGoal,
    /// The goal value is not positive (negative, where less is better), so that a share of it means nothing.
    GoalNotPositive,
    /// The goal is no better than the base.
    GoalNotBeyondBase,
    /// There are no goalposts for the group of the unit, or the lower is not below the upper.
    NoGoalposts,
    /// The figures are so large that their arithmetic overflows.
    Overflow,
    /// The item has no weight for the group of the unit.
    NoWeight,
}

impl std::fmt::Display for Unscored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoValue => "there is no value",
            Self::NoPrevious => "there is no value of the year before",
            Self::PreviousNotPositive => "the value of the year before is not positive",
            Self::NoBase => "there is no base value",
            Self::BaseNotPositive => "the base value is not positive",
            Self::NoGoal => "there is no goal value",
            Self::GoalNotPositive => "the goal value is not positive",
            Self::GoalNotBeyondBase => "the goal value is no better than the base value",
            Self::NoGoalposts => "there are no goalposts, lower below upper",
            Self::Overflow => "the figures are too large to be scored",
            Self::NoWeight => "the item has no weight for the group of the unit",
        })
    }
}

/// The figures of one unit on one item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figures {
    pub(super) value: Option<f64>,
    pub(super) previous: Option<f64>,
    pub(super) base: Option<f64>,
    pub(super) goal: Option<f64>,
    pub(super) goalposts: Option<(f64, f64)>,
}

impl Figures {
    /// Takes a reading.
    #[inline]
    pub(super) fn read(&self, reading: Reading) -> Result<f64, Unscored> {
        let v = self.value.ok_or(Unscored::NoValue)?;
        let previous = || self.previous.ok_or(Unscored::NoPrevious);
        let base = || self.base.ok_or(Unscored::NoBase);
        let x = match reading {
            Reading::Value => v,
            Reading::Growth => 100.0 * (v / positive(previous()?, Unscored::PreviousNotPositive)? - 1.0),
            Reading::Change => v - previous()?,
            Reading::ShareOfBase => v / positive(base()?, Unscored::BaseNotPositive)?,
            Reading::OverBase => 100.0 * (v / positive(base()?, Unscored::BaseNotPositive)? - 1.0),
            Reading::FromBase => v - base()?,
            Reading::ShareOfGoal => v / positive(self.goal.ok_or(Unscored::NoGoal)?, Unscored::GoalNotPositive)?,
        };
        if x.is_finite() { Ok(x) } else { Err(Unscored::Overflow) }
    }
}

fn positive(x: f64, otherwise: Unscored) -> Result<f64, Unscored> {
    if x > 0.0 { Ok(x) } else { Err(otherwise) }
}

/// What is known of those a unit is compared with, on the axis on which more is better; the unit itself included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peers<'a> {
    pub(super) n: usize,
    pub(super) least: f64,
    pub(super) greatest: f64,
    /// A reading from which the mean is counted, so that a small spread of large numbers keeps its digits.
    pub(super) origin: f64,
    /// Mean less origin.
    pub(super) mean: f64,
    /// Sum of squared deviations from the mean.
    pub(super) squares: f64,
    /// Blurred readings in ascending order; the unit's own may be left out, since it is neither better nor worse.
    pub(super) order: &'a [f64],
}

impl<'a> Peers<'a> {
    /// Nobody.
    pub(super) const NOBODY: Peers<'static> = Peers {
        n: 0,
        least: f64::INFINITY,
        greatest: f64::NEG_INFINITY,
        origin: 0.0,
        mean: 0.0,
        squares: 0.0,
        order: &[],
    };

    /// Measures readings; `order` is left empty.
    pub(super) fn of(readings: &[f64]) -> Self {
        let Some(&origin) = readings.first() else { return Self::NOBODY };
        let (mut least, mut greatest, mut sum) = (origin, origin, 0.0);
        for &d in readings {
            least = d.min(least);
            greatest = d.max(greatest);
            sum += d - origin;
        }
        let mean = sum / readings.len() as f64;
        let squares = readings.iter().map(|d| (d - origin - mean) * (d - origin - mean)).sum();
        Self { n: readings.len(), least, greatest, origin, mean, squares, order: &[] }
    }

    /// Adds the unit itself to its peers.
    pub(super) fn including(&self, d: f64) -> Self {
        let n = self.n + 1;
        let origin = if self.n == 0 { d } else { self.origin };
        let off = d - origin - self.mean;
        Self {
            n,
            least: self.least.min(d),
            greatest: self.greatest.max(d),
            origin,
            mean: self.mean + off / n as f64,
            squares: self.squares + off * off * (self.n as f64 / n as f64),
            order: self.order,
        }
    }

    /// Tells whether readings differ by more than the last digits, in which equal figures computed on different ways may.
    fn differ(&self) -> bool {
        self.greatest - self.least > 1e-12 * self.least.abs().max(self.greatest.abs())
    }

    fn rank(&self, d: f64, ties: Ties) -> f64 {
        let d = blur(d);
        let n_worse = self.order.partition_point(|&other| other < d);
        let n_better = self.order.len() - self.order[n_worse..].partition_point(|&other| other <= d) - n_worse;
        ties.rank(n_better, self.n - n_better - n_worse)
    }
}

/// Drops the last digits of a reading, so that growth rates which are equal on paper are equal in rank.
///
/// Keeps 37 of 53 binary digits, about 11 decimal ones. Never changes an order.
#[inline]
pub(super) fn blur(d: f64) -> f64 {
    const KEPT: u64 = !0xFFFF;
    let blurred = f64::from_bits(d.to_bits().wrapping_add(0x8000) & KEPT);
    if blurred.is_finite() { blurred + 0.0 } else { d }
}

/// What a function needs besides the reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// +1 or −1.
    pub(super) sign: f64,
    /// Points of a share of 1, for functions that speak of points.
    pub(super) full: f64,
    pub(super) ties: Ties,
}

/// Gives the share of the full points for a reading.
pub(super) fn share(
    function: &Function,
    x: f64,
    figures: &Figures,
    peers: &Peers<'_>,
    setting: &Setting,
) -> Result<f64, Unscored> {
    let sign = setting.sign;
    let d = sign * x;
    let y = match function {
        Function::MinMax { lower, upper, .. } => min_max(d, peers, *lower, *upper),
        Function::ZScore { mean, deviation, floor, cap, .. } => {
            (mean + deviation * z_score(d, peers)).clamp(*floor, *cap)
        }
        Function::Goalposts { outside, exponent, floor, cap } => {
            let (low, high) = figures.goalposts.filter(|(low, high)| low < high).ok_or(Unscored::NoGoalposts)?;
            let (worse, better) = if sign > 0.0 { (low, high) } else { (-high, -low) };
            let way = between(d, worse, better, *outside);
            let made = if *exponent == 1.0 { way } else { way.signum() * way.abs().powf(*exponent) };
            made.clamp(*floor, *cap)
        }
        Function::BaseGoal { at_base, at_goal, outside, floor, cap } => {
            let (base, goal) = (figures.base.ok_or(Unscored::NoBase)?, figures.goal.ok_or(Unscored::NoGoal)?);
            let (base, goal) = (sign * base, sign * goal);
            if base >= goal {
                return Err(Unscored::GoalNotBeyondBase);
            }
            (at_base + (at_goal - at_base) * between(d, base, goal, *outside)).clamp(*floor, *cap)
        }
        Function::Piecewise { points, between } => piecewise(x, points, *between),
        Function::Increments { level, step, gain, loss, between, most, floor } => {
            let steps = d / step;
            let count = match between {
                Between::Linear => steps.abs(),
                Between::Steps => (steps.abs() * (1.0 + RESOLUTION) + RESOLUTION).floor(),
            };
            // A share that counts for nothing has no points to speak of.
            let points = if setting.full > 0.0 { count / setting.full } else { 0.0 };
            if d >= 0.0 { level + (points * gain).min(*most) } else { (level - points * loss).max(*floor) }
        }
        Function::Ranks { first, last, .. } => {
            let others = peers.n.saturating_sub(1).max(1) as f64;
            first + (peers.rank(d, setting.ties) - 1.0) / others * (last - first)
        }
        Function::Places { shares, .. } => place_share(peers.rank(d, setting.ties), shares),
        Function::Threshold { at } => {
            let at = at.or(figures.goal).ok_or(Unscored::NoGoal)?;
            if reaches(d, sign * at) { 1.0 } else { 0.0 }
        }
        Function::ShareOfGoal { floor, cap } => {
            let goal = figures.goal.ok_or(Unscored::NoGoal)?;
            let ratio = match sign > 0.0 {
                true => x / positive(goal, Unscored::GoalNotPositive)?,
                false if goal < 0.0 => return Err(Unscored::GoalNotPositive),
                false if x <= 0.0 => f64::INFINITY,
                false => goal / x,
            };
            ratio.clamp(*floor, *cap)
        }
        Function::Direct { floor, cap } => {
            let ratio = if setting.full > 0.0 { x / setting.full } else { 0.0 };
            ratio.clamp(*floor, *cap)
        }
    };
    if y.is_finite() { Ok(y) } else { Err(Unscored::Overflow) }
}

/// Tells whether a reading is at a bound or beyond it.
fn reaches(d: f64, bound: f64) -> bool {
    d >= bound - RESOLUTION * bound.abs()
}

/// Where a reading lies between two ends: 0 at the worse, 1 at the better.
fn between(d: f64, worse: f64, better: f64, outside: Outside) -> f64 {
    let t = (d - worse) / (better - worse);
    match outside {
        Outside::Clamp => t.clamp(0.0, 1.0),
        Outside::Extrapolate => t,
    }
}

fn min_max(d: f64, peers: &Peers<'_>, lower: f64, upper: f64) -> f64 {
    if !peers.differ() {
        return upper;
    }
    lower + (upper - lower) * ((d - peers.least) / (peers.greatest - peers.least))
}

fn z_score(d: f64, peers: &Peers<'_>) -> f64 {
    let variance = peers.squares / (peers.n.max(2) - 1) as f64;
    if peers.differ() && variance > 0.0 { (d - peers.origin - peers.mean) / variance.sqrt() } else { 0.0 }
}

fn piecewise(x: f64, points: &[(f64, f64)], between: Between) -> f64 {
    let n_reached = match between {
        Between::Linear => points.partition_point(|point| point.0 <= x),
        Between::Steps => points.partition_point(|point| reaches(x, point.0)),
    };
    match (n_reached, between) {
        (0, _) => points[0].1,
        (n, Between::Linear) if n < points.len() => {
            let ((x0, y0), (x1, y1)) = (points[n - 1], points[n]);
            y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
        }
        (n, _) => points[n - 1].1,
    }
}

/// Share of a rank; the mean of the two places between which it lies.
fn place_share(rank: f64, shares: &[f64]) -> f64 {
    let at = |place: f64| shares[(place as usize).clamp(1, shares.len()) - 1];
    (at(rank.floor()) + at(rank.ceil())) / 2.0
}
