//! Official assessment schemes: the whole arithmetic by which a ministry or province scores and ranks its zones, as a
//! checked value.
//!
//! A scheme is read from a file ([`read`]) and written back without loss ([`print()`]). Several come with Crest
//! ([`shipped`]). What is not public about a scheme is marked as such: a number carries an [`Assumption`] with the range
//! it may lie in, a rule an [`Unknown`]. A project takes a scheme up with `[schemes.X]`, which makes a [`ProjectScheme`].
//!
//! | to | see |
//! | --- | --- |
//! | read and print a scheme file | [`read`], [`print()`] |
//! | take one that comes with Crest | [`shipped`], [`find_shipped`] |
//! | list what is known and unknown of each | [`table`] |
//! | know how an item is scored | [`Item`], [`Score`], [`Function`], [`Reading`] |
//! | know what a project adds: bindings, events, bases | [`ProjectScheme`], [`Event`], [`UnitBasis`] |

use std::collections::BTreeMap;

use crate::Text;

mod consequence;
mod figure;
mod figures;
pub(crate) mod print;
mod project;
mod score;
mod shipped;
pub mod table;

pub use crate::load::read_scheme as read;
pub use consequence::{Absence, Border, EventRule, Exit, JudgedOn, Touches, Veto, VetoEffect};
pub use figure::{Assumption, Figure, PerGroup, VaryError, Within};
pub use print::print;
pub use project::{Event, ProjectScheme, UnitBasis};
pub use score::{Among, Between, Function, Outside, Reading, Score, ScoreDoubt};
pub use shipped::{Shipped, find_shipped, shipped};

/// Holds a scheme: what is measured, how it is scored, added up, ranked, and what follows.
///
/// - Invariant of what [`read`] gives: every identifier is unique within its kind, every reference exists, every group has
///   a weight for every item, the columns of weights and scores are as many as [`Self::columns`].
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// Identifier, such as `etdz-2021`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Authority that runs the assessment.
    pub body: Text,
    /// Version as its authority calls it; empty if it does not.
    pub version: String,
    /// First assessment year for which it holds.
    pub first_year: i32,
    /// Last assessment year for which it holds; `None` = still in force, or not known.
    pub last_year: Option<i32>,
    /// Years from the data to the assessment: the assessment of year Y measures Y − `lag`.
    pub lag_years: i32,
    /// Remark.
    pub note: Text,
    /// Legal source and other sources.
    pub sources: Vec<Citation>,
    /// How points are added up.
    pub scoring: Scoring,
    /// How units are ranked.
    pub ranking: Ranking,
    /// Columns of weights: one, or two such as attainment and effect.
    pub columns: Vec<Column>,
    /// Groups of units, in the order in which they are tried; none = all units alike.
    pub groups: Vec<Group>,
    /// Classes (first-level indicators), in the order of the file.
    pub classes: Vec<Class>,
    /// Score functions.
    pub scores: Vec<Score>,
    /// Base data that units report.
    pub data: Vec<BaseDatum>,
    /// Items (second-level indicators).
    pub items: Vec<Item>,
    /// Points added for an event.
    pub bonus: Vec<EventRule>,
    /// Points taken for an event.
    pub deductions: Vec<EventRule>,
    /// Events that bar a unit.
    pub vetoes: Vec<Veto>,
    /// Rules by which a unit loses its status.
    pub exits: Vec<Exit>,
    /// Rules by which a unit is warned before.
    pub warnings: Vec<Exit>,
    /// What is not known about its rules.
    pub unknowns: Vec<Unknown>,
}

impl Scheme {
    /// Returns the period whose data an assessment year measures; the lag of the item counts if it has one of its own.
    ///
    /// ```
    /// let scheme = crest_model::scheme::find_shipped("etdz-2021").expect("it comes with Crest").scheme();
    /// assert_eq!(scheme.data_year(2022, None), 2021);
    /// ```
    pub fn data_year(&self, assessment_year: i32, item: Option<&Item>) -> i32 {
        assessment_year - item.and_then(|item| item.lag_years).unwrap_or(self.lag_years)
    }

    /// Finds an item by its identifier.
    pub fn find_item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Finds a score function by its identifier.
    pub fn find_score(&self, id: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.id == id)
    }

    /// Finds the group of a unit by its attributes: the first one whose conditions all hold.
    ///
    /// - Letter case and blanks around a value do not count.
    /// - Missing values: an attribute that the unit lacks fulfils no condition.
    pub fn find_group(&self, attributes: &BTreeMap<String, String>) -> Option<usize> {
        self.groups.iter().position(|group| {
            group.conditions.iter().all(|(attribute, values)| {
                attributes.get(attribute).is_some_and(|own| values.iter().any(|value| same_word(value, own)))
            })
        })
    }

    /// Returns the attributes of places that its groups ask for, sorted.
    pub fn attributes(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.groups.iter().flat_map(|group| group.conditions.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Lists every number that is assumed: the path of its key in the file, and the number.
    ///
    /// A path names entries by their identifiers: `items.rd_intensity.weight`, `items.gdp.goal.south`, `scores.steps.most`.
    /// In the order of the file.
    pub fn assumed(&self) -> Vec<(String, Figure)> {
        let mut copy = self.clone();
        let all = figures::of(&mut copy);
        all.into_iter().filter(|(_, figure)| figure.assumption.is_some()).map(|(path, f)| (path, f.clone())).collect()
    }

    /// Returns a copy with other numbers in place of all that are assumed, in the order of [`Self::assumed`].
    ///
    /// # Panics
    /// If there are not as many.
    pub fn with_all_assumed(&self, values: &[f64]) -> Self {
        let mut copy = self.clone();
        let mut values = values.iter();
        for (_, figure) in figures::of(&mut copy).into_iter().filter(|(_, figure)| figure.assumption.is_some()) {
            figure.value = *values.next().expect("one number for each that is assumed");
        }
        assert!(values.next().is_none(), "one number for each that is assumed");
        copy
    }

    /// Returns a copy in which one assumed number is another, for uncertainty to vary.
    ///
    /// # Errors
    /// [`VaryError`] if no number is assumed at that path, or its assumption does not admit the value.
    pub fn with_assumed(&self, path: &str, value: f64) -> Result<Self, VaryError> {
        let mut copy = self.clone();
        let mut is_there = false;
        for (own, figure) in figures::of(&mut copy) {
            let Some(assumption) = figure.assumption.as_ref().filter(|_| own == path) else { continue };
            if !assumption.within.admits(value) {
                return Err(VaryError::NotAdmitted { path: path.to_owned(), value });
            }
            figure.value = value;
            is_there = true;
        }
        if is_there { Ok(copy) } else { Err(VaryError::NotAssumed { path: path.to_owned() }) }
    }
}

/// Tells whether two words are the same but for letter case and blanks around them.
fn same_word(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// A source of a scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// Name, with the number of the document where it has one.
    pub name: Text,
    /// Address.
    pub url: String,
    /// Date as written.
    pub date: String,
    /// True for the document that puts the scheme into force, false for a report about it.
    pub is_legal: bool,
    /// What was taken from it, and how far it can be trusted.
    pub note: Text,
}

/// Says how points are added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    /// How items make a class and classes a total.
    pub adding: Adding,
    /// With [`Adding::Mean`]: the score of full attainment, such as 100.
    pub scale: f64,
    /// Most that a total can be, bonuses included, before deductions; `None` = no bound.
    pub cap: Option<Figure>,
    /// Least that a total can be after deductions; `None` = no bound.
    pub floor: Option<Figure>,
    /// Most points that bonus items add in all.
    pub bonus: Option<Figure>,
    /// Most points that deductions take in all.
    pub deductions: Option<Figure>,
    /// What an item without a value gets.
    pub missing: Missing,
    /// What is rounded, and how.
    pub rounding: Rounding,
}

/// How items make a class and classes a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adding {
    /// The weight of an item is its full points; a class and the total are sums.
    Points,
    /// An item scores on [`Scoring::scale`]; a class is the weighted mean of its items, the total that of the classes.
    Mean,
}

/// What an item without a value gets.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// Nothing.
    Zero,
    /// The item is left out and its weight shared among the others of its class.
    LeaveOut,
    /// What the worst unit of the group gets.
    GroupMinimum,
    /// A stated share of its full points.
    Share(Figure),
}

/// What is rounded, to how many decimals, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounding {
    /// Rule for a digit half way.
    pub rule: RoundingRule,
    /// Decimals of an item; `None` = not rounded.
    pub item: Option<u8>,
    /// Decimals of a class.
    pub class: Option<u8>,
    /// Decimals of the total.
    pub total: Option<u8>,
}

/// How a digit half way is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundingRule {
    /// Away from zero, as offices do.
    HalfUp,
    /// To the even neighbour.
    HalfEven,
    /// Towards minus infinity, whatever follows.
    Down,
    /// Towards plus infinity, whatever follows.
    Up,
}

/// Says how units are ranked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// All units together, or each group apart; official lists may show both.
    pub among: Among,
    /// Rank of units with equal totals.
    pub ties: Ties,
    /// Classes and items by which equal totals are told apart first, the most important one first.
    pub break_by: Vec<String>,
}

/// The rank that equal totals get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// All the better rank.
    Better,
    /// All the worse rank.
    Worse,
    /// All the mean of their ranks.
    Mean,
}

/// A column of weights, such as attainment of targets beside effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Share of the total that comes from this column.
    pub share: Figure,
}

/// A group of units with weights or goals of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Attribute of a place → values of which it must have one; all attributes must fit.
    pub conditions: BTreeMap<String, Vec<String>>,
}

/// A class of items (first-level indicator).
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Weight: its full points with [`Adding::Points`], its share with [`Adding::Mean`]. `None` = the sum of its items.
    pub weight: Option<PerGroup>,
    /// Number of items that the source states; `None` = not stated.
    pub count: Option<u32>,
    /// Most points it can get, bonuses included, before deductions.
    pub cap: Option<Figure>,
    /// Least points after deductions.
    pub floor: Option<Figure>,
    /// Most points that bonus events tied to it add.
    pub bonus: Option<Figure>,
    /// Most points that deductions tied to it take.
    pub deductions: Option<Figure>,
    /// Remark.
    pub note: Text,
}

/// A figure that units report.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseDatum {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Unit of measure as written; it is a good one.
    pub unit: String,
    /// What counts.
    pub definition: Text,
    /// Department that supplies it.
    pub department: Text,
    /// Evidence that must accompany it.
    pub evidence: Text,
}

/// An item (second-level indicator).
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Identifier of its class; `None` = a bonus item, beside the classes and under the ceiling of bonuses.
    pub class: Option<String>,
    /// Where its value comes from.
    pub from: ItemFrom,
    /// Unit of measure in which bases, goals and goalposts are written.
    pub unit: String,
    /// What counts.
    pub definition: Text,
    /// +1 where more is better, −1 where less is.
    pub direction: i8,
    /// Weight by column; `None` = it does not count there.
    pub weights: Vec<Option<PerGroup>>,
    /// Identifier of the score function by column; `None` where it does not count.
    pub scores: Vec<Option<String>>,
    /// Base value.
    pub base: Reference,
    /// Goal value.
    pub goal: Reference,
    /// Lower and upper goalpost.
    pub goalposts: Option<(PerGroup, PerGroup)>,
    /// Most points, as a share of its weight; `None` = as its function gives.
    pub cap: Option<Figure>,
    /// What it gets without a value; `None` = as [`Scoring::missing`].
    pub missing: Option<Missing>,
    /// Years from its data to the assessment, where they differ from those of the scheme.
    pub lag_years: Option<i32>,
    /// `None` = the source names it; else why it is put here in place of an item that is not public.
    pub chosen: Option<Text>,
    /// Department that supplies it.
    pub department: Text,
    /// Evidence that must accompany it.
    pub evidence: Text,
    /// Remark.
    pub note: Text,
}

/// Where the value of an item comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemFrom {
    /// An indicator of the framework, by code, unless the project binds another.
    Indicator(String),
    /// One base datum, or one divided by another.
    Data {
        /// Base datum.
        data: String,
        /// Base datum it is divided by.
        per: Option<String>,
    },
    /// A value of its own, which the project binds.
    Own,
}

/// Where a base or goal value comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Reference {
    /// There is none.
    None,
    /// The scheme states it.
    Stated(PerGroup),
    /// A list of the project states it for each unit.
    Listed,
    /// The unit's own value of a data year.
    Year(i32),
    /// The unit's own value of the data year before.
    Previous,
}

/// A rule that is not known, with what the file assumes in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// What it is about: one of [`UNKNOWN_ABOUT`].
    pub about: String,
    /// What is not known, and what is assumed.
    pub why: Text,
    /// For `missing`, `ties`, `adding` and `rounding`: words within which uncertainty varies what the file says.
    pub among: Vec<String>,
}

/// What an [`Unknown`] may be about.
pub const UNKNOWN_ABOUT: &[&str] = &[
    "classes",
    "items",
    "weights",
    "scores",
    "groups",
    "bases",
    "goals",
    "adding",
    "missing",
    "rounding",
    "ties",
    "bonus",
    "deductions",
    "veto",
    "exit",
    "years",
];

#[cfg(test)]
mod tests;
