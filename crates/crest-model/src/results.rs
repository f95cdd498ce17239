//! The versioned results contract: everything a run found, as plain data for pages, workbooks, programs and tests.
//!
//! Pages and commands format what stands here and compute nothing. A field is never renamed or removed within a
//! [`CONTRACT`] version; fields may be added. No field holds a clock reading: equal inputs give equal bytes.

use serde::{Deserialize, Serialize};

use crate::{Diagnostic, Location, Text};

mod isochrones;
mod rules;
mod scheme;
mod strategy;

pub use isochrones::Isochrone;
pub use rules::{
    RuleAxis, RuleConvergence, RuleCoverage, RuleDistance, RuleEvent, RulePoint, RuleRecognition, RuleScore,
    RuleSignal, RuleStep, RuleSunset, RulesResult,
};
pub use scheme::{
    ExitRow, SchemeAssumption, SchemeCertainty, SchemeChances, SchemeChange, SchemeChangeRow, SchemeItem, SchemeResult,
    SchemeYear, ScoreSheet, SheetEvent, SheetRow,
};
pub use strategy::{
    ActionInfo, ClaimInfo, ForecastStep, GoalInfo, Milestone, Named, ProgrammeInfo, StateRollUp, StrategyResult,
    TargetForecast, TargetResult, TargetState, Warning,
};

/// Version of the shape of [`Results`].
pub const CONTRACT: u32 = 1;

/// Holds everything one run found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Results {
    /// Version of this shape, [`CONTRACT`].
    pub contract: u32,
    /// What was run.
    pub project: ProjectInfo,
    /// Day as of which values are known, where it was asked for; values published later take no part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<KnownAt>,
    /// Which run this is.
    pub run: RunInfo,
    /// All places, in file order.
    pub places: Vec<PlaceInfo>,
    /// The framework, in file order: indices, pillars, indicators.
    pub nodes: Vec<NodeInfo>,
    /// All values of all indicators, those not chosen included; ordered by indicator, place, period.
    pub values: Vec<ValueInfo>,
    /// The index of the measured period; `None` where the framework has no index or nothing could be ranked.
    pub index: Option<IndexResult>,
    /// Scores and ranks of the indices in every period that could be computed, oldest first.
    pub history: Vec<PeriodScores>,
    /// Per ranked place: strengths, weaknesses, neighbours.
    pub profiles: Vec<Profile>,
    /// The strategy with the states of its targets.
    pub strategy: StrategyResult,
    /// What the data checks and the model checks found.
    pub findings: Vec<Diagnostic>,
    /// The coherence audit of the index.
    pub audit: Vec<AuditFinding>,
    /// Every choice of method in words, in the order of the computation.
    pub method: Vec<MethodChoice>,
    /// Tables, their inputs and fingerprints.
    pub tables: Vec<TableInfo>,
    /// Sources cited by values, targets and claims.
    pub sources: Vec<SourceInfo>,
    /// Place named by the project as its own, if any.
    pub focus: Option<String>,
    /// How sure the ranks of the main index are; `None` where there is no index, nothing is uncertain, or a what-if left it out.
    #[serde(default)]
    pub certainty: Option<Certainty>,
    /// What the assessment schemes of the project say, by name.
    #[serde(default)]
    pub schemes: Vec<SchemeResult>,
    /// What each change from one scheme of the project to the next one did.
    #[serde(default)]
    pub scheme_changes: Vec<SchemeChange>,
    /// What the rules of the project say; `None` where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<RulesResult>,
    /// Areas reached from places, by table, then place in its order, the longest time first; empty in a what-if.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub isochrones: Vec<Isochrone>,
}

/// Says as of which day a run was made.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KnownAt {
    /// The day.
    pub day: String,
    /// Values left out because they were published later.
    pub left_out: u32,
    /// Values taken as known from the end of their period, because neither they nor their source say when they were
    /// published.
    pub undated: u32,
}

/// Names the project.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProjectInfo {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What the project is about.
    pub description: Text,
    /// Period measured (data period), such as `2021`.
    pub period: String,
    /// Period in which the measurement is used (assessment), where stated.
    pub assessment: Option<String>,
    /// True when the figures are invented; every page says so.
    pub synthetic: bool,
}

/// Identifies the run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunInfo {
    /// Content fingerprint of the run, hexadecimal.
    pub id: String,
    /// Version of Crest that computed it.
    pub crest_version: String,
    /// Scenario applied over the baseline; `None` for the baseline.
    pub scenario: Option<Text>,
}

/// Describes a place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PlaceInfo {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// `unit`, `peer`, `carrier` or `area`.
    pub role: String,
    /// Groups it belongs to: name of the grouping and of the group.
    pub groups: Vec<(String, String)>,
    /// Identifiers of the places it lies in (none, one or several).
    pub within: Vec<String>,
    /// Longitude and latitude, WGS-84 degrees.
    pub point: Option<[f64; 2]>,
    /// Outer rings and holes, WGS-84 degrees: polygons → rings → points.
    pub outline: Vec<Vec<Vec<[f64; 2]>>>,
    /// True when the outline is a schematic drawing and no boundary.
    pub schematic: bool,
    /// Remark.
    pub note: Text,
}

/// Describes a node of the framework.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NodeInfo {
    /// Code.
    pub code: String,
    /// Code of the parent; `None` for an index and for an indicator outside every index.
    pub parent: Option<String>,
    /// Name.
    pub name: Text,
    /// 1 = indicator, rising towards the index; an indicator outside every index has 1.
    pub level: u32,
    /// True for indicators, false for aggregates.
    pub is_indicator: bool,
    /// Unit of measure as written, empty for aggregates.
    pub unit: String,
    /// +1 when more is better, −1 when less is better, 0 when the indicator is only watched.
    pub direction: i8,
    /// Weight among its siblings as stated (or as computed by the weighting method).
    pub weight: Option<f64>,
    /// Share of the index that the weight amounts to; the index itself has 1.
    pub effective_weight: Option<f64>,
    /// Where the indicator comes from: `official` or `chosen` (by the authors of the project).
    pub origin: String,
    /// Remark.
    pub note: Text,
    /// Table that holds it.
    pub table: Option<String>,
    /// Share of ranked places with a value in the measured period, before imputation.
    pub coverage: Option<f64>,
}

/// Holds one value with everything needed to defend it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ValueInfo {
    /// Indicator code.
    pub indicator: String,
    /// Place identifier.
    pub place: String,
    /// Period.
    pub period: String,
    /// Number in the unit of the indicator; `None` when it is missing with a reason in `note`.
    pub number: Option<f64>,
    /// Standard error in the same unit.
    pub std_error: Option<f64>,
    /// `reported`, `estimated`, `interpolated`, `imputed` or `disputed`.
    pub status: String,
    /// Source identifier.
    pub source: String,
    /// When the source said so, as written.
    pub vintage: String,
    /// Version of the territory it refers to, as written; empty = the place's own.
    pub territory: String,
    /// True for the value that is used.
    pub chosen: bool,
    /// Why it was chosen or not, or why it is missing.
    pub note: String,
    /// Number as written in the source, with its unit, before conversion.
    pub written: String,
    /// Table it came from.
    pub table: String,
    /// File and cell it came from, where it came from a file.
    pub location: Option<Location>,
}

/// Holds the numbers of places × nodes; `cells[place][node]`, `None` where there is none.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cells {
    /// Node codes, one per column.
    pub columns: Vec<String>,
    /// One row per ranked place, in the order of [`IndexResult::places`].
    pub cells: Vec<Vec<Option<f64>>>,
}

/// Holds the index of one period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct IndexResult {
    /// Period of the data.
    pub period: String,
    /// Ranked places, in file order.
    pub places: Vec<String>,
    /// Codes of the indices (roots), in file order; the first is the main one.
    pub roots: Vec<String>,
    /// Indicators before any step.
    pub raw: Cells,
    /// Indicators after imputation and treatment, before normalisation.
    pub treated: Cells,
    /// Indicators on the common scale.
    pub normalised: Cells,
    /// Scores of every aggregate.
    pub scores: Cells,
    /// Ranks of every indicator and aggregate; 1 = best, ties share the lowest.
    pub ranks: Vec<NodeRanks>,
    /// Contribution of every indicator to the main index, in index points; sums to the score for arithmetic trees.
    pub contributions: Cells,
    /// Places that take no part, with the reason.
    pub screened: Vec<(String, String)>,
    /// Cells filled by imputation: place, indicator, number, method.
    pub imputed: Vec<ImputedCell>,
    /// The decision table of outlier treatment.
    pub treatment: Vec<TreatmentRow>,
    /// Pairs with a correlation inside a pillar, and indicator–parent correlations.
    pub correlations: Vec<CorrelationRow>,
}

/// Holds the ranks of all ranked places on one node.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NodeRanks {
    /// Node code.
    pub node: String,
    /// Rank of each place of [`IndexResult::places`]; `None` where there is no value.
    pub overall: Vec<Option<u32>>,
    /// Rank within each grouping: name of the grouping, ranks.
    pub within: Vec<(String, Vec<Option<u32>>)>,
}

/// Records one imputed cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ImputedCell {
    /// Place.
    pub place: String,
    /// Indicator.
    pub indicator: String,
    /// Number put in.
    pub number: f64,
    /// Method in words.
    pub method: String,
}

/// Records what outlier treatment decided for one indicator.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TreatmentRow {
    /// Indicator.
    pub indicator: String,
    /// Skewness before.
    pub skewness: Option<f64>,
    /// Excess kurtosis before.
    pub kurtosis: Option<f64>,
    /// What was done: `none`, `winsorised`, name of the transform.
    pub action: String,
    /// Points moved.
    pub points: u32,
    /// Skewness after.
    pub skewness_after: Option<f64>,
    /// Excess kurtosis after.
    pub kurtosis_after: Option<f64>,
    /// True when the test passes in the end.
    pub passed: bool,
}

/// Records one correlation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CorrelationRow {
    /// First node.
    pub a: String,
    /// Second node.
    pub b: String,
    /// Pearson correlation over complete pairs.
    pub r: Option<f64>,
    /// Number of pairs.
    pub pairs: u32,
}

/// Holds scores and ranks of the indices in one period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PeriodScores {
    /// Period.
    pub period: String,
    /// Index code.
    pub root: String,
    /// Per ranked place (order of [`IndexResult::places`]): score.
    pub scores: Vec<Option<f64>>,
    /// Per ranked place: rank.
    pub ranks: Vec<Option<u32>>,
}

/// Describes one ranked place for its own reader.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Place.
    pub place: String,
    /// Best indicators, best first.
    pub strengths: Vec<ProfileRow>,
    /// Worst indicators, worst first.
    pub weaknesses: Vec<ProfileRow>,
    /// What separates it from the place ranked directly above: place, gap in index points, per-indicator parts.
    pub above: Option<Gap>,
    /// The same for the place directly below (gap is negative: the lead held).
    pub below: Option<Gap>,
    /// Smallest change of one indicator, all else equal, that reaches the next better rank; cheapest first.
    pub steps: Vec<StepUp>,
}

/// Holds one line of strengths or weaknesses.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProfileRow {
    /// Indicator.
    pub indicator: String,
    /// Value in the unit of the indicator.
    pub value: Option<f64>,
    /// Rank among the ranked places.
    pub rank: u32,
    /// Change to the period before, in the indicator's unit.
    pub change: Option<f64>,
}

/// Unfolds the difference between two places.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Gap {
    /// The other place.
    pub other: String,
    /// Its score minus ours, in index points.
    pub gap: f64,
    /// Per indicator, its contribution minus ours, largest absolute part first.
    pub parts: Vec<(String, f64)>,
}

/// States the change of one indicator that reaches the next place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StepUp {
    /// Indicator.
    pub indicator: String,
    /// Value now.
    pub from: f64,
    /// Value needed.
    pub to: f64,
    /// Change as a share of the spread (max − min) of the indicator among ranked places, to compare steps.
    pub effort: f64,
    /// Rank reached.
    pub rank: u32,
}

/// Holds one line of the coherence audit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AuditFinding {
    /// Rule, such as `alpha_low`, `correlation_negative`, `weight_against_importance`.
    pub rule: String,
    /// Node it concerns.
    pub node: String,
    /// Other node, where two are concerned.
    pub other: Option<String>,
    /// `ok`, `note` or `warning`.
    pub grade: String,
    /// Number found.
    pub number: Option<f64>,
    /// Threshold it was held against.
    pub threshold: Option<f64>,
    /// In words, both languages.
    pub words: Text,
}

/// States one choice of method.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MethodChoice {
    /// Step: `sources`, `denominate`, `screen`, `impute`, `treat`, `normalise`, `weights`, `aggregate`, `rank`.
    pub step: String,
    /// What was chosen, both languages.
    pub words: Text,
    /// True when the project states it, false when it is the default.
    pub stated: bool,
    /// Source of the method.
    pub source: String,
}

/// Describes a table of the project.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TableInfo {
    /// Name.
    pub name: String,
    /// `file`, `sql` or `kernel`.
    pub kind: String,
    /// File, query file or kernel name.
    pub from: String,
    /// Tables it reads.
    pub inputs: Vec<String>,
    /// Content fingerprint, hexadecimal.
    pub fingerprint: String,
    /// Rows.
    pub rows: u64,
    /// Columns: name and unit as written.
    pub columns: Vec<(String, String)>,
}

/// Describes a source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceInfo {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Address.
    pub url: String,
    /// Date as written.
    pub date: String,
    /// `high`, `medium`, `low` or empty.
    pub confidence: String,
}

/// Holds how sure the ranks of the main index are, under everything that is uncertain at once.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Certainty {
    /// True when the project declares what is uncertain; false when Crest's own default was taken.
    pub declared: bool,
    /// Index whose ranks are meant.
    pub root: String,
    /// `enumerated` (every combination, nothing estimated), `sobol` or `random`.
    pub method: String,
    /// Draws, or combinations.
    pub draws: u64,
    /// Seed of the draws.
    pub seed: u64,
    /// Share of the distribution inside the interval of ranks; the rest lies half on each side.
    pub interval: f64,
    /// Chance from which two places count as told apart.
    pub apart: f64,
    /// What is uncertain.
    pub inputs: Vec<CertaintyInput>,
    /// Numbers k of [`PlaceCertainty::first`].
    pub first: Vec<u32>,
    /// Numbers k of [`PlaceCertainty::last`].
    pub last: Vec<u32>,
    /// Bands of ranks of [`PlaceCertainty::bands`].
    pub bands: Vec<RankBand>,
    /// Places with a rank, in the order of [`IndexResult::places`].
    pub places: Vec<PlaceCertainty>,
    /// Mean over places of the absolute difference between a drawn and the nominal rank.
    pub shift: Figure,
    /// Chance that the row's place is strictly ahead of the column's, both in the order of `places`; the rest is a tie.
    pub ahead: Vec<Vec<f64>>,
    /// Largest standard error of the chances in `ahead`.
    pub ahead_error: f64,
    /// Groups of places that cannot be told apart, from the best; groups may overlap.
    pub ties: Vec<Vec<String>>,
    /// Shares of the variance of results that are owed to each input; empty when not asked for.
    pub sensitivity: Vec<SensitivityRow>,
    /// What each choice does alone.
    pub single: Vec<SingleRow>,
    /// What happens to the others when one place is taken out, by normalisation.
    pub reversal: Vec<ReversalRow>,
    /// Change of each rank since the period before, and how much of it is noise.
    pub moves: Vec<RankMove>,
}

/// Holds a figure and its Monte-Carlo standard error.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// The figure.
    pub value: f64,
    /// Its standard error; 0 where nothing was estimated.
    pub error: f64,
}

/// Describes one uncertain input.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CertaintyInput {
    /// Identifier; inputs that are stated together are one, joined with `+`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// How it varies, in words.
    pub how: Text,
    /// Options with their chances; empty for a continuous one.
    pub options: Vec<(Text, f64)>,
}

/// Names a band of ranks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RankBand {
    /// Name.
    pub name: Text,
    /// First rank of the band.
    pub from: u32,
    /// Last rank of the band.
    pub to: u32,
}

/// Holds how sure one place is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PlaceCertainty {
    /// Place.
    pub place: String,
    /// Rank without uncertainty.
    pub rank: u32,
    /// Mean rank.
    pub mean: Figure,
    /// Median rank.
    pub median: Figure,
    /// Lower end of the interval of ranks: the better one.
    pub lower: Figure,
    /// Upper end of the interval.
    pub upper: Figure,
    /// Mean score over the draws.
    pub score_mean: f64,
    /// Standard deviation of the score.
    pub score_sd: f64,
    /// Chances of ranks: that of rank `chances_from`, of the next, and so on; 0 outside the list.
    pub chances: Vec<f64>,
    /// Rank to which the first of `chances` belongs.
    pub chances_from: u32,
    /// Chance of being among the first k, by [`Certainty::first`].
    pub first: Vec<Figure>,
    /// Chance of being among the last k, by [`Certainty::last`].
    pub last: Vec<Figure>,
    /// Chance of each band of ranks, by [`Certainty::bands`].
    pub bands: Vec<Figure>,
    /// Central weights: mean share of a node among its siblings over the draws in which the place is first; empty where it
    /// never is.
    pub central: Vec<(String, f64)>,
}

/// Shares the variance of a result between inputs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// Result: `shift` (mean shift of ranks), `score`, `rank`, or `first` (being among the first `k`).
    pub output: String,
    /// Number k of `first`.
    pub k: Option<u32>,
    /// Place, but for `shift`.
    pub place: Option<String>,
    /// Input, by [`CertaintyInput::id`].
    pub input: String,
    /// First-order index: the share that would go if the input were known.
    pub first: Figure,
    /// Total index: the share that would stay if everything else were known.
    pub total: Figure,
    /// Shapley effect: the input's fair part; the parts sum to 1.
    pub shapley: Figure,
}

/// Tells what one choice does while everything else stays as stated.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SingleRow {
    /// Input.
    pub input: String,
    /// Option; empty for a continuous input, whose draws are summed up.
    pub option: Text,
    /// Mean over places of the absolute change of rank.
    pub shift: f64,
    /// Least and greatest rank of each place, in the order of [`Certainty::places`].
    pub ranks: Vec<(u32, u32)>,
}

/// Tells how often the order of two places hangs on a third.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReversalRow {
    /// Normalisation in words.
    pub normalisation: Text,
    /// True for the normalisation of the project.
    pub is_own: bool,
    /// Place taken out.
    pub removed: String,
    /// Pairs that swap: the first is ahead with everyone and behind without the place.
    pub swapped: Vec<(String, String)>,
}

/// Splits the change of a rank since an earlier period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RankMove {
    /// Place.
    pub place: String,
    /// Earlier period.
    pub from: String,
    /// Rank then.
    pub before: u32,
    /// Rank now.
    pub after: u32,
    /// Places won (positive) or lost by the place's own change among the others as they were.
    pub own: i64,
    /// Places won or lost because the others changed.
    pub others: i64,
    /// Places won or lost by changes of the set of ranked places.
    pub entry: i64,
    /// Interval of the places won, the same draws applied to both periods.
    pub lower: f64,
    /// Upper end of it.
    pub upper: f64,
    /// Chance that the place won places.
    pub better: Figure,
    /// Chance that it lost places.
    pub worse: Figure,
}
