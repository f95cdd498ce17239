//! Results of official assessment schemes: score sheets, ranks, exit rules, and what a change of scheme does.

use serde::{Deserialize, Serialize};

use super::Figure;
use crate::Text;

/// Holds what one scheme says of the ranked places.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeResult {
    /// Name of the scheme in the project.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Authority that runs the assessment.
    pub body: Text,
    /// Version as its authority calls it; empty if it does not.
    pub version: String,
    /// Assessment year that the sheets are about.
    pub assessment: i32,
    /// Year whose data it measures.
    pub data: i32,
    /// First and last assessment year for which the scheme holds; no last = still in force, or not known.
    pub valid: (i32, Option<i32>),
    /// Columns of weights: one, or two such as attainment and effect.
    pub columns: Vec<Text>,
    /// True where places are ranked within groups first.
    pub ranks_groups: bool,
    /// Sources: name, address, whether it is the legal one.
    pub sources: Vec<(Text, String, bool)>,
    /// Classes in the order of the scheme.
    pub classes: Vec<(String, Text)>,
    /// Items in the order of the scheme.
    pub items: Vec<SchemeItem>,
    /// One sheet per ranked place, in the order of [`super::Results::places`].
    pub sheets: Vec<ScoreSheet>,
    /// Totals and ranks in every assessment year that could be scored, oldest first.
    pub years: Vec<SchemeYear>,
    /// Where places stand with the exit rules and warnings, by rule, then place; those that are clear are left out.
    pub exits: Vec<ExitRow>,
    /// Numbers and rules that are assumed because they are not public.
    pub assumptions: Vec<SchemeAssumption>,
    /// How sure the ranks are; empty where nothing about them is uncertain or it was left out.
    pub certainty: Option<SchemeCertainty>,
    /// Why nothing could be scored; empty if something could.
    pub refused: Text,
}

/// Describes an item of a scheme.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeItem {
    /// Identifier in the scheme.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Position of its class; `None` = a bonus item.
    pub class: Option<usize>,
    /// Indicator of the project that gives its value; `None` = evidence missing, or made of two base data.
    pub indicator: Option<String>,
    /// Unit of its values.
    pub unit: String,
    /// +1 where more is better, −1 where less is.
    pub direction: i8,
    /// How it is scored, by column; empty where it does not count.
    pub scored: Vec<Text>,
    /// Department that supplies it.
    pub department: Text,
    /// Evidence that must accompany it.
    pub evidence: Text,
    /// Why it stands for an item that is not public; empty where the source names it.
    pub chosen: Text,
}

/// Holds the score sheet of one place, as its office would submit it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Place.
    pub place: String,
    /// Its group; empty where the scheme has none or the place is in none.
    pub group: Text,
    /// Total, rounded by the scheme; `None` where nothing could be scored.
    pub total: Option<f64>,
    /// Full points of the classes.
    pub maximum: f64,
    /// Rank among all, 1 = best; half numbers come from ties that share the mean.
    pub rank: Option<f64>,
    /// Rank within the group.
    pub group_rank: Option<f64>,
    /// Number of ranked places in the group.
    pub group_size: usize,
    /// Points and full points by class, after bonuses, caps and deductions.
    pub classes: Vec<(f64, f64)>,
    /// Points and full points by column of weights, before events.
    pub columns: Vec<(f64, f64)>,
    /// Rows by item, in the order of [`SchemeResult::items`].
    pub rows: Vec<SheetRow>,
    /// Bonuses, deductions and vetoes that apply.
    pub events: Vec<SheetEvent>,
    /// Points that all bonuses added.
    pub bonus: f64,
    /// Points that all deductions took.
    pub deducted: f64,
    /// What the gravest veto does; empty if there is none.
    pub veto: Text,
}

/// Holds one line of a score sheet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetRow {
    /// Value in the unit of the item.
    pub value: Option<f64>,
    /// Value of the data year before.
    pub previous: Option<f64>,
    /// Base value.
    pub base: Option<f64>,
    /// Goal value.
    pub goal: Option<f64>,
    /// Period of the value.
    pub period: String,
    /// Status of the value, such as `reported`.
    pub status: String,
    /// Source of the value.
    pub source: String,
    /// Points, all columns together, before deductions tied to the item.
    pub points: f64,
    /// Full points.
    pub maximum: f64,
    /// Points lost.
    pub lost: f64,
    /// By column: share attained, points, full points; `None` = it does not count there.
    pub columns: Vec<Option<(Option<f64>, f64, f64)>>,
    /// Why it could not be scored from its figures; empty if it was.
    pub reason: Text,
    /// True where the project names no indicator for it: evidence is missing.
    pub is_unbound: bool,
    /// Points reached and value needed at the next step of points; no value = any will do.
    pub next: Option<(f64, Option<f64>)>,
    /// Points reached and value needed for full points, or for the most that can be had.
    pub full: Option<(f64, Option<f64>)>,
}

/// Holds what one bonus, deduction or veto did to a place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetEvent {
    /// `bonus`, `deduction` or `veto`.
    pub kind: String,
    /// Name.
    pub name: Text,
    /// Occurrences.
    pub count: u32,
    /// Points asked for by all occurrences; 0 for vetoes.
    pub asked: f64,
    /// Points after ceilings.
    pub granted: f64,
    /// Evidence as listed, joined.
    pub evidence: String,
}

/// Holds totals and ranks of one assessment year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeYear {
    /// Assessment year.
    pub assessment: i32,
    /// Data year.
    pub data: i32,
    /// True where the scheme was in force then.
    pub in_force: bool,
    /// Total by place, in the order of [`SchemeResult::sheets`].
    pub totals: Vec<Option<f64>>,
    /// Rank among all.
    pub ranks: Vec<Option<f64>>,
    /// Rank within the group.
    pub group_ranks: Vec<Option<f64>>,
}

/// Says where a place stands with an exit rule or a warning.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ExitRow {
    /// Rule.
    pub rule: String,
    /// Name of the rule.
    pub name: Text,
    /// True for an exit rule, false for a warning before it.
    pub is_exit: bool,
    /// Place.
    pub place: String,
    /// `not-assessed`, `warned`, `candidate` or `proposed`; `triggered` where a warning rule is fulfilled.
    pub standing: String,
    /// Assessment years with whether the place was among the last; `None` where it was not ranked.
    pub was_last: Vec<(i32, Option<bool>)>,
    /// In how many of the years the rule looks at it was among the last.
    pub times: usize,
    /// Score by which a candidate is judged.
    pub score: Option<f64>,
    /// How often more it must be among the last for the rule to bite.
    pub missing: usize,
    /// Within how many coming assessments.
    pub within: usize,
}

/// Holds a number or rule that is assumed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeAssumption {
    /// Path of its key in the scheme file, such as `items.fdi.weight`.
    pub path: String,
    /// What is used.
    pub used: String,
    /// Within what it may lie; empty where that is not stated.
    pub within: String,
    /// What is not known, and why this is assumed.
    pub why: Text,
    /// True where the analysis of certainty varies it.
    pub is_varied: bool,
}

/// Says how sure the ranks of a scheme are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeCertainty {
    /// Draws over everything assumed, and over the errors of values where the project declares them.
    pub draws: u32,
    /// Seed.
    pub seed: u64,
    /// Share of draws inside an interval.
    pub interval: f64,
    /// Numbers and rules that vary.
    pub n_varied: usize,
    /// True where values were drawn around what is reported.
    pub varies_values: bool,
    /// k of "the last k".
    pub last: usize,
    /// k of "the first k".
    pub first: usize,
    /// By place, in the order of [`SchemeResult::sheets`]; `None` where it is not ranked.
    pub places: Vec<Option<SchemeChances>>,
}

/// Holds the distribution of the rank of one place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeChances {
    /// Mean rank among all.
    pub mean: f64,
    /// Lower end of the interval of the rank among all.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Chance of being among the first k of all.
    pub first: Figure,
    /// Chance of being among the last k of the own group.
    pub last: Figure,
}

/// Splits what two schemes and two years of data did to every place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeChange {
    /// Scheme before and after.
    pub schemes: (String, String),
    /// Data year before and after.
    pub data: (i32, i32),
    /// By place, those ranked in all four.
    pub rows: Vec<SchemeChangeRow>,
}

/// Holds the parts of the change of one place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SchemeChangeRow {
    /// Place.
    pub place: String,
    /// Rank: old data under the old scheme.
    pub before: f64,
    /// New data under the old scheme.
    pub new_data: f64,
    /// Old data under the new scheme.
    pub new_scheme: f64,
    /// New data under the new scheme.
    pub after: f64,
    /// Places won (+) or lost (−) by new data, fair part.
    pub by_data: f64,
    /// Places won or lost by the new scheme, fair part.
    pub by_scheme: f64,
    /// Places won or lost by the new scheme with the old data.
    pub scheme_alone: f64,
}
