//! Official assessment schemes: how a ministry or province turns reported figures into points, totals and places.
//!
//! A [`Scheme`] holds the whole arithmetic as one value. [`Scorer::build`] checks it once; [`Scorer::score_into`] then
//! scores any number of units, again and again into the same buffer, which is what drawing uncertain values needs.
//! Formulas in long form stand in `docs/methods/scheme.md`. Units (ranked places), items, classes and groups are positions.
//!
//! | to | see |
//! | --- | --- |
//! | state a scheme | [`Scheme`], [`Item`], [`Reading`], [`Function`], [`Missing`], [`EventRule`], [`VetoEffect`] |
//! | learn what is wrong with it | [`Scheme::check`], [`SchemeError`] |
//! | score units | [`Scorer`], [`Data`], [`Scores`], [`ItemScore`] |
//! | learn what a missing point would take | [`Scorer::ladder`], [`Ladder`] |
//! | judge several years | [`Exit`], [`exit()`] |
//! | tell apart what data and what a new scheme did | [`split`] |
//! | say how sure places are | [`draw_figures`], [`RankTally`] |

mod chances;
mod check;
mod compare;
mod events;
mod exit;
mod full_points;
mod function;
mod ladder;
mod order;
mod rounding;
mod score;
mod scores;

#[cfg(test)]
mod tests;

pub use chances::{RankChances, RankTally, draw_figures};
pub use check::{Fault, SchemeError, Where};
pub use compare::{Four, Split, split};
pub use exit::{Absence, Assessment, Border, Exit, ExitError, ExitOutcome, JudgedOn, Standing, exit};
pub use function::{Between, Function, Outside, Reading, Unscored};
pub use ladder::{Ladder, Needed, NoLadder, Rung};
pub use rounding::{Rounding, RoundingRule};
pub use score::{Data, Event, Rule, Scorer};
pub use scores::{EventScore, ItemScore, Scores};

/// Holds a scheme: what is scored, how it is added up and ranked.
///
/// Any value may be written; [`Self::check`] says what is wrong with it, and a [`Scorer`] is built of sound ones only.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// Number of groups of units, such as three for East, Central and West.
    pub n_groups: usize,
    /// How full points follow from weights.
    pub adding: Adding,
    /// Part that each column of weights has in the total: one column, or two such as attainment and effect.
    ///
    /// With [`Adding::Points`] points of a column are multiplied by it; with [`Adding::Mean`] it is divided by the sum of
    /// all columns first.
    pub columns: Vec<f64>,
    /// Classes (first-level indicators).
    pub classes: Vec<Class>,
    /// Items (second-level indicators).
    pub items: Vec<Item>,
    /// Points added for an event, in the order in which ceilings are filled.
    pub bonuses: Vec<EventRule>,
    /// Points taken for an event, in the order in which ceilings are filled.
    pub deductions: Vec<EventRule>,
    /// What each veto does to a unit to which it applies.
    pub vetoes: Vec<VetoEffect>,
    /// Most points of all bonus items and events together.
    pub bonus_ceiling: Option<f64>,
    /// Most points that all deductions take together.
    pub deduction_ceiling: Option<f64>,
    /// Most points of a total, bonuses included, before deductions.
    pub cap: Option<f64>,
    /// Least points of a total after deductions.
    pub floor: Option<f64>,
    /// What is rounded, and how.
    pub rounding: Rounding,
    /// Rank that equals get, in totals and in [`Function::Ranks`] and [`Function::Places`].
    pub ties: Ties,
    /// Points by which units with equal totals are told apart, the most important first.
    pub break_by: Vec<BreakBy>,
}

/// How full points follow from weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Adding {
    /// The weight of an item is its full points; class and total are sums of points.
    ///
    /// Where a class has a weight of its own, its items share these points in proportion to their weights.
    Points,
    /// The total is a weighted mean of classes, a class a weighted mean of items, all on a scale from 0.
    ///
    /// It is computed as points: the full points of an item are `scale · W_k / Σ W · w_i / Σ w`.
    Mean {
        /// Total of a unit that attains everything, such as 100.
        scale: f64,
    },
}

/// Holds a number for all units, or one for each group.
#[derive(Debug, Clone, PartialEq)]
pub enum PerGroup {
    /// The same for every unit.
    Same(f64),
    /// By group.
    By {
        /// One entry per group; `None` = as `otherwise`.
        groups: Vec<Option<f64>>,
        /// Number of the groups without entry and of units in no group; `None` = they have none.
        otherwise: Option<f64>,
    },
}

impl PerGroup {
    /// Finds the number that holds for a unit of a group; `None` stands for a unit in no group.
    pub fn find(&self, group: Option<usize>) -> Option<f64> {
        match self {
            Self::Same(value) => Some(*value),
            Self::By { groups, otherwise } => group.and_then(|g| groups.get(g).copied().flatten()).or(*otherwise),
        }
    }
}

/// A class of items.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Full points of the class with [`Adding::Points`], its weight with [`Adding::Mean`]; `None` = the sum of its items.
    pub weight: Option<PerGroup>,
    /// Most points, bonuses included, before deductions.
    pub cap: Option<f64>,
    /// Least points after deductions; 0 where deductions end when nothing is left.
    pub floor: Option<f64>,
    /// Most points that bonus events tied to the class or its items add together.
    pub bonus_ceiling: Option<f64>,
    /// Most points that deductions tied to the class or its items take together.
    pub deduction_ceiling: Option<f64>,
}

impl Class {
    /// Makes a class whose full points are those of its items, without bounds.
    pub fn of_its_items() -> Self {
        Self { weight: None, cap: None, floor: None, bonus_ceiling: None, deduction_ceiling: None }
    }
}

/// Where the points of an item go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Into a class.
    Class(usize),
    /// Beside the classes: full points as weighted, not part of the maximum, under the ceiling of bonuses.
    Bonus,
}

/// An item: one figure that is scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Where its points go.
    pub home: Home,
    /// +1 where more is better, −1 where less is.
    pub direction: i8,
    /// How it is weighted and scored, one entry per column of the scheme; `None` = it does not count there.
    pub measures: Vec<Option<Measure>>,
    /// Base value, for units whose [`Data`] have none of their own.
    pub base: Option<PerGroup>,
    /// Goal value, for units whose [`Data`] have none of their own.
    pub goal: Option<PerGroup>,
    /// Lower and upper goalpost.
    pub goalposts: Option<(PerGroup, PerGroup)>,
    /// Most points as a share of the full points; `None` = as the function gives.
    pub cap: Option<f64>,
    /// What it gets without a value.
    pub missing: Missing,
}

/// Weight and score function of an item in one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Weight; a unit for which there is none is not scored on the item.
    pub weight: PerGroup,
    /// The function, or several that are mixed, such as level and growth.
    pub parts: Vec<Part>,
}

/// One score function of a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Part that it has in the measure; all parts sum to 1.
    pub part: f64,
    /// What of the item it reads.
    pub reading: Reading,
    /// How the reading becomes a share of the full points.
    pub function: Function,
}

/// What an item without a value, base, goal or year before gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Missing {
    /// Nothing.
    Zero,
    /// It is left out: its full points are shared among the other items of its class in proportion.
    ///
    /// A class without any item left hands its points on to the other classes, a column to the other columns. A bonus
    /// item gets nothing.
    LeaveOut,
    /// The least attainment in the group of the unit; of all units if its group has none, 0 if there is none at all.
    GroupMinimum,
    /// A stated share of the full points.
    Share(f64),
}

/// Points added or taken for every occurrence of an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventRule {
    /// Points for each occurrence, above 0 for bonus and deduction alike.
    pub points: f64,
    /// Most points of this rule.
    pub ceiling: Option<f64>,
    /// What it changes.
    pub touches: Touches,
}

/// What an event changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touches {
    /// The total.
    Total,
    /// The points of a class.
    Class(usize),
    /// The points of an item; a deduction takes at most what the item has.
    Item(usize),
}

/// What a veto does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VetoEffect {
    /// The unit is ranked after all that have none; several among themselves by their totals.
    Last,
    /// The unit is not ranked.
    Unranked,
    /// The unit keeps points and rank, and can win no award.
    NoAward,
    /// The total is 0.
    Zero,
}

/// Whom a unit is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All units.
    All,
    /// The units of its group; units in no group are compared among themselves.
    Group,
}

/// Rank that equals get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// All the better rank: 1, 2, 2, 4.
    Better,
    /// All the worse rank: 1, 3, 3, 4.
    Worse,
    /// All the mean of their ranks: 1, 2.5, 2.5, 4.
    Mean,
}

impl Ties {
    /// Rank of a unit that `n_better` precede and that is one of `n_tied` equals.
    pub(super) fn rank(self, n_better: usize, n_tied: usize) -> f64 {
        match self {
            Self::Better => n_better as f64 + 1.0,
            Self::Worse => (n_better + n_tied) as f64,
            Self::Mean => n_better as f64 + (n_tied as f64 + 1.0) / 2.0,
        }
    }
}

/// Points by which equal totals are told apart: more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakBy {
    /// Points of a class.
    Class(usize),
    /// Points of an item.
    Item(usize),
}
