//! Score functions: how the value of an item becomes a share of its full points.

use super::Figure;
use crate::Text;

/// A score function under a name that items use.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What of the value it reads.
    pub reading: Reading,
    /// How that becomes a share of the full points.
    pub function: Function,
    /// `None` = its source states it; else what may stand in its place.
    pub doubt: Option<ScoreDoubt>,
}

/// Says that a score function is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreDoubt {
    /// Identifiers of other score functions of the scheme that may be meant.
    pub among: Vec<String>,
    /// What is not known, and why this one is assumed.
    pub why: Text,
}

/// What a score function reads of an item's value v; b is its base, g its goal, p its value of the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// v.
    Value,
    /// 100 · (v / p − 1), per cent.
    Growth,
    /// v − p.
    Change,
    /// v / b.
    ShareOfBase,
    /// 100 · (v / b − 1), per cent.
    OverBase,
    /// v − b.
    FromBase,
    /// v / g.
    ShareOfGoal,
}

impl Reading {
    /// Words used in files, in the order of the variants.
    pub const WORDS: &[(&str, Self)] = &[
        ("value", Self::Value),
        ("growth", Self::Growth),
        ("change", Self::Change),
        ("share-of-base", Self::ShareOfBase),
        ("over-base", Self::OverBase),
        ("from-base", Self::FromBase),
        ("share-of-goal", Self::ShareOfGoal),
    ];

    /// Tells whether it needs a base value.
    pub fn needs_base(self) -> bool {
        matches!(self, Self::ShareOfBase | Self::OverBase | Self::FromBase)
    }

    /// Tells whether it needs a goal value.
    pub fn needs_goal(self) -> bool {
        self == Self::ShareOfGoal
    }
}

/// Whom a unit is compared or ranked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All units.
    All,
    /// The units of its group.
    Group,
}

/// What happens outside the two ends of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// The end holds.
    Clamp,
    /// The line goes on, within `floor` and `cap`.
    Extrapolate,
}

/// What lies between two points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// A straight line.
    Linear,
    /// The share of the last point reached.
    Steps,
}

/// How a reading x becomes a share of the full points; mirrored first where less is better.
///
/// Every share is 0–1 of the weight, more where a cap says so; `floor` and `cap` bound it.
#[derive(Debug, Clone, PartialEq)]
pub enum Function {
    /// `lower + (x − min) / (max − min) · (upper − lower)`.
    MinMax {
        /// Units that give the minimum and the maximum.
        among: Among,
        /// Share of the worst unit.
        lower: Figure,
        /// Share of the best unit.
        upper: Figure,
    },
    /// `mean + (x − mean of x) / (standard deviation of x) · deviation`.
    ZScore {
        /// Units that give mean and standard deviation.
        among: Among,
        /// Share at the mean.
        mean: Figure,
        /// Share per standard deviation.
        deviation: Figure,
        /// Least share.
        floor: Figure,
        /// Greatest share.
        cap: Figure,
    },
    /// From 0 at the worse goalpost of the item to 1 at the better one (distance to the frontier).
    Goalposts {
        /// Beyond the goalposts.
        outside: Outside,
        /// Power to which the way between the goalposts is raised; 1 = a straight line.
        exponent: Figure,
        /// Least share.
        floor: Figure,
        /// Greatest share.
        cap: Figure,
    },
    /// From `at_base` at the base value of the item to `at_goal` at its goal value.
    BaseGoal {
        /// Share at the base value.
        at_base: Figure,
        /// Share at the goal value.
        at_goal: Figure,
        /// Beyond the two.
        outside: Outside,
        /// Least share.
        floor: Figure,
        /// Greatest share.
        cap: Figure,
    },
    /// Points of reading and share, the readings rising; the first and last share hold beyond them.
    Piecewise {
        /// Reading and share.
        points: Vec<(f64, f64)>,
        /// Between two points.
        between: Between,
    },
    /// `level` of the full points at a reading of 0, then `gain` points for every `step` above it and `loss` for every
    /// one below.
    Increments {
        /// Share at 0, such as 0.8.
        level: Figure,
        /// Stretch of the reading that counts once, such as 5 (per cent).
        step: Figure,
        /// Points for every step above 0.
        gain: Figure,
        /// Points lost for every step below 0.
        loss: Figure,
        /// Only whole steps count, or parts of one too.
        between: Between,
        /// Most that gains add, as a share of the full points.
        most: Figure,
        /// Least share.
        floor: Figure,
    },
    /// By rank: `first` for the best unit, `last` for the last one, evenly between.
    Ranks {
        /// Units that are ranked.
        among: Among,
        /// Share of the first.
        first: Figure,
        /// Share of the last.
        last: Figure,
    },
    /// By rank: a stated share for every place; the last one holds for all further places.
    Places {
        /// Units that are ranked.
        among: Among,
        /// Share of the first, the second and so on; never rising.
        shares: Vec<f64>,
    },
    /// All from `at` on, else nothing; without `at` from the goal value of the item on.
    Threshold {
        /// Reading from which it is reached.
        at: Option<Figure>,
    },
    /// `v / g`, for less-is-better items `g / v`.
    ShareOfGoal {
        /// Least share.
        floor: Figure,
        /// Greatest share.
        cap: Figure,
    },
    /// The reading is itself in points.
    Direct {
        /// Least share.
        floor: Figure,
        /// Greatest share.
        cap: Figure,
    },
    /// A mixture of other score functions: the share is the sum of theirs times the stated parts.
    Blend {
        /// Identifier of a score function and its part; the parts sum to 1.
        parts: Vec<(String, f64)>,
    },
}

impl Function {
    /// Returns the word used in files.
    pub fn word(&self) -> &'static str {
        match self {
            Self::MinMax { .. } => "min-max",
            Self::ZScore { .. } => "z-score",
            Self::Goalposts { .. } => "goalposts",
            Self::BaseGoal { .. } => "base-goal",
            Self::Piecewise { .. } => "piecewise",
            Self::Increments { .. } => "increments",
            Self::Ranks { .. } => "ranks",
            Self::Places { .. } => "places",
            Self::Threshold { .. } => "threshold",
            Self::ShareOfGoal { .. } => "share-of-goal",
            Self::Direct { .. } => "direct",
            Self::Blend { .. } => "blend",
        }
    }
}
