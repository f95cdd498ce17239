//! The checked model of a project: what the files say, once nothing in them is wrong.
//!
//! Built by [`crate::load`]; immutable afterwards. Names of other entities have been resolved, so that every
//! reference here exists. Scenario application makes a changed copy.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::rules::Rules;
use crate::scheme::ProjectScheme;
use crate::uncertainty::{UncertaintySpec, Written};
pub use crate::unit::Currency;
use crate::{Day, Location, Period, Target, Text, Tolerances, Unit};

/// Holds a whole project.
#[derive(Debug, Clone)]
pub struct Model {
    /// Project directory, absolute.
    pub root: PathBuf,
    /// `[project]`.
    pub project: Project,
    /// Tables in topological order (inputs before users), ties by name.
    pub tables: Vec<TableSpec>,
    /// The framework in file order.
    pub nodes: Vec<Node>,
    /// Places in file order.
    pub places: Vec<Place>,
    /// `strategy.toml`.
    pub strategy: Strategy,
    /// `[targets]`: how targets are judged.
    pub targets: TargetSettings,
    /// `[index]`; `None` when the framework has no index.
    pub index: Option<IndexSpec>,
    /// `[uncertainty]`; `None` when nothing is declared, or there is no index.
    pub uncertainty: Option<UncertaintySpec>,
    /// `[uncertainty]` as written, from which [`Model::uncertainty_with`] makes a changed one.
    pub uncertainty_written: Written,
    /// `[sources]`: choice between several values of one cell.
    pub choice: SourceChoice,
    /// `[currency]`: rates by currency code and period, to the base currency.
    pub currency: Option<Currency>,
    /// `[checks]`: settings of the data checks by rule name.
    pub checks: BTreeMap<String, CheckSetting>,
    /// `[schemes]`: assessment schemes that the project takes up, by name.
    pub schemes: BTreeMap<String, ProjectScheme>,
    /// `[rules]`: rules across jurisdictions; `None` when the project has none.
    pub rules: Option<Rules>,
    /// Scenario files by id (file stem), in name order.
    pub scenarios: BTreeMap<String, Scenario>,
    /// Cited sources in file order.
    pub sources: Vec<Source>,
    /// All project files read to build the model (relative paths, sorted); the engine hashes them.
    pub files: Vec<String>,
}

/// Holds `[project]`.
#[derive(Debug, Clone)]
pub struct Project {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What it is about.
    pub description: Text,
    /// Measured period.
    pub period: Period,
    /// Periods considered, oldest first; empty = every period found.
    pub periods: Vec<Period>,
    /// Assessment period, where stated.
    pub assessment: Option<Period>,
    /// Place that owns the strategy.
    pub focus: Option<String>,
    /// True when the figures are invented.
    pub synthetic: bool,
}

/// Describes one `[tables.x]`.
#[derive(Debug, Clone)]
pub struct TableSpec {
    /// Name.
    pub name: String,
    /// Where its rows come from.
    pub from: TableFrom,
    /// Which columns mean what.
    pub meaning: Meaning,
    /// Where `[tables.x]` stands.
    pub location: Location,
}

/// Says where the rows of a table come from.
#[derive(Debug, Clone)]
pub enum TableFrom {
    /// A data file.
    File(FileSpec),
    /// A query file over other tables.
    Sql {
        /// Path of the `.sql` file, project-relative.
        path: String,
        /// Text of the query.
        text: String,
        /// Tables named in the query that exist in the project, sorted.
        inputs: Vec<String>,
    },
    /// A method over other tables.
    Kernel {
        /// Kernel name, such as `index.topsis`.
        name: String,
        /// Input tables by the kernel's name for them; the single `input = "t"` is stored under `input`.
        inputs: BTreeMap<String, String>,
        /// Parameters as written.
        with: toml::Table,
    },
}

/// Says how to read a data file.
#[derive(Debug, Clone, Default)]
pub struct FileSpec {
    /// Path, project-relative, `/` between parts.
    pub path: String,
    /// Stated format (`csv`, `xlsx`, `parquet`, `jsonl`, `geojson`); `None` = by extension.
    pub format: Option<String>,
    /// Sheet of a workbook; `None` = the first.
    pub sheet: Option<String>,
    /// Cell range such as `A3:F40`; `None` = the used range.
    pub range: Option<String>,
    /// Number of header rows; `None` = found from the data.
    pub header_rows: Option<u32>,
    /// Delimiter of a delimited file; `None` = found from the data.
    pub delimiter: Option<char>,
    /// Encoding label; `None` = found from the data.
    pub encoding: Option<String>,
    /// Texts that mean "missing", besides the usual ones.
    pub missing: Vec<String>,
    /// Rename of columns: name in the table → header as written (after joining multi-row headers with `/`).
    pub columns: BTreeMap<String, String>,
}

/// Says which columns of a table mean what. A table without `place` gives no values, only rows for queries.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// Column naming the place by id, name or alias.
    pub place: Option<String>,
    /// Column of the period.
    pub period: Option<String>,
    /// Period of all rows, where there is no column.
    pub fixed_period: Option<Period>,
    /// Long tables: column naming the indicator.
    pub indicator: Option<String>,
    /// Long tables: column of the number.
    pub value: Option<String>,
    /// Long tables: column of the unit.
    pub unit: Option<String>,
    /// Wide tables: unit by column, over what the header says.
    pub units: BTreeMap<String, Unit>,
    /// Column of the source id.
    pub source: Option<String>,
    /// Source of all rows, where there is no column.
    pub fixed_source: Option<String>,
    /// Column of the status.
    pub status: Option<String>,
    /// Status of all rows, where there is no column.
    pub fixed_status: Option<String>,
    /// Column of the standard error.
    pub std_error: Option<String>,
    /// Column of the vintage.
    pub vintage: Option<String>,
    /// Column of the territory version.
    pub territory: Option<String>,
    /// Column of remarks.
    pub note: Option<String>,
}

/// Describes a node of the framework.
#[derive(Debug, Clone)]
pub struct Node {
    /// Code, unique.
    pub code: String,
    /// Position of the parent in [`Model::nodes`].
    pub parent: Option<usize>,
    /// Name.
    pub name: Text,
    /// Weight among siblings; 1 where nothing is stated.
    pub weight: f64,
    /// What an indicator is measured by; `None` for aggregates.
    pub indicator: Option<IndicatorSpec>,
    /// Remark.
    pub note: Text,
    /// Where it stands.
    pub location: Location,
}

/// Describes what an indicator is measured by.
#[derive(Debug, Clone)]
pub struct IndicatorSpec {
    /// Unit in which it is shown and computed.
    pub unit: Unit,
    /// +1, −1, or 0 when it is only watched.
    pub direction: i8,
    /// Tables that may hold it, in order of preference.
    pub tables: Vec<String>,
    /// Column of a wide table, or entry of the indicator column of a long table.
    pub column: String,
    /// Code of the indicator it is divided by before the index, if any.
    pub denominator: Option<String>,
    /// Target of the `target` cell, for every ranked place.
    pub target: Option<Target>,
    /// `official` or `chosen`.
    pub origin: String,
    /// Lower and upper goalposts on the indicator's own axis, where stated.
    pub goalposts: Option<(f64, f64)>,
    /// How values of parts of a year relate to that of the year, where stated.
    pub accrual: Option<Accrual>,
    /// How values are rolled up over places.
    pub roll_up: RollUp,
    /// Codes whose sum this indicator must equal (column `parts`), for the data checks.
    pub parts: Vec<String>,
    /// True when negative values are implausible (default) — false where stated by `may_be_negative`.
    pub non_negative: bool,
}

/// Says how values of parts of a year relate to that of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accrual {
    /// A state at the end of the period (时点): the last of the year is that of the year.
    PointInTime,
    /// Since the start of the year (累计): the last of the year is that of the year, and grows with it.
    YearToDate,
    /// Of the period alone (当期): those of the year sum to that of the year.
    PerPeriod,
}

/// Says how the value of a place follows from those of the places that lie in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RollUp {
    /// Not at all.
    #[default]
    None,
    /// It is their sum.
    Sum,
    /// It is the sum of one indicator divided by the sum of another, never a mean of ratios.
    Ratio {
        /// Code of the numerator.
        numerator: String,
        /// Code of the denominator.
        denominator: String,
    },
}

/// Describes a place.
#[derive(Debug, Clone)]
pub struct Place {
    /// Identifier, unique.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Other names by which data files may call it.
    pub aliases: Vec<String>,
    /// Role.
    pub role: Role,
    /// Group by grouping (columns `group.<grouping>`).
    pub groups: BTreeMap<String, String>,
    /// Places it lies in: positions in [`Model::places`]; none, one or several (carriers form no tree).
    pub within: Vec<usize>,
    /// Longitude and latitude, WGS-84 degrees.
    pub point: Option<[f64; 2]>,
    /// Polygons → rings → points, WGS-84 degrees.
    pub outline: Vec<Vec<Vec<[f64; 2]>>>,
    /// True when the outline is a schematic drawing.
    pub schematic: bool,
    /// Territory version that values must refer to; empty = any that says nothing.
    pub territory: String,
    /// Remark.
    pub note: Text,
    /// Where it stands.
    pub location: Location,
}

/// Says what part a place plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Ranked.
    Unit,
    /// Ranked for comparison; not of the project's own set.
    Peer,
    /// Carries actions of the strategy; not ranked.
    Carrier,
    /// Contains or describes others; measured but not ranked.
    Area,
}

impl Role {
    /// Returns the word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Peer => "peer",
            Self::Carrier => "carrier",
            Self::Area => "area",
        }
    }

    /// Tells whether places of this role are ranked.
    pub fn is_ranked(self) -> bool {
        matches!(self, Self::Unit | Self::Peer)
    }
}

/// Holds `strategy.toml`.
#[derive(Debug, Clone, Default)]
pub struct Strategy {
    /// Positions of a higher plan.
    pub positions: Vec<Item>,
    /// Goals.
    pub goals: Vec<Goal>,
    /// Programmes.
    pub programmes: Vec<Programme>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Departments.
    pub departments: Vec<Item>,
    /// Targets.
    pub targets: Vec<TargetSpec>,
    /// Claims.
    pub claims: Vec<Claim>,
}

/// Pairs an identifier with a name.
#[derive(Debug, Clone)]
pub struct Item {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// Describes a goal.
#[derive(Debug, Clone)]
pub struct Goal {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Indicator codes.
    pub indicators: Vec<String>,
    /// Remark.
    pub note: Text,
}

/// Describes a programme.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Position ids served.
    pub serves: Vec<String>,
    /// Goal ids served.
    pub goals: Vec<String>,
    /// Indicator codes of the programme as a whole.
    pub indicators: Vec<String>,
}

/// Describes an action.
#[derive(Debug, Clone)]
pub struct Action {
    /// Identifier.
    pub id: String,
    /// Programme id.
    pub programme: String,
    /// Wording.
    pub name: Text,
    /// Kind as written.
    pub kind: String,
    /// Carrier place ids.
    pub carriers: Vec<String>,
    /// Indicator codes.
    pub indicators: Vec<String>,
    /// Department ids.
    pub departments: Vec<String>,
    /// Milestones: date as written, wording, reached or not.
    pub milestones: Vec<(String, Text, Option<bool>)>,
    /// Source ids.
    pub sources: Vec<String>,
}

/// Describes a stated target.
#[derive(Debug, Clone)]
pub struct TargetSpec {
    /// Identifier.
    pub id: String,
    /// Indicator code.
    pub indicator: String,
    /// Place id.
    pub place: String,
    /// Period by which it is due.
    pub period: Period,
    /// The sentence as written.
    pub sentence: String,
    /// The sentence as understood.
    pub target: Target,
    /// Binding or only expected.
    pub binding: bool,
    /// Baseline, where the path starts: period, and value where stated; without one it is taken from the data.
    pub baseline: Option<(Period, Option<f64>)>,
    /// Path from the baseline to the target.
    pub path: TargetPath,
    /// Source id.
    pub source: String,
    /// Department id.
    pub department: String,
    /// Where it stands.
    pub location: Location,
}

/// Says by which path a target is to be reached.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum TargetPath {
    /// Straight: equal steps in equal times.
    #[default]
    Linear,
    /// Compound: equal growth in equal times. Straight where baseline or target is not above 0.
    Compound,
    /// Given values at given periods before the target, in order of time; straight between them.
    Points(Vec<(Period, f64)>),
    /// None: the target says nothing about the time before it is due.
    None,
}

/// Holds `[targets]`: how targets are judged.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetSettings {
    /// Tolerances of sentences that state none.
    pub tolerances: Tolerances,
    /// Share of the way from baseline to target beyond the path that counts as ahead.
    pub ahead: f64,
    /// Path of targets that state none.
    pub path: TargetPath,
    /// Share of the forecast's distribution inside its interval.
    pub interval: f64,
    /// Chance of meeting a target below which it is warned of.
    pub chance: f64,
    /// Keys stated in the file.
    pub stated: Vec<String>,
}

impl Default for TargetSettings {
    fn default() -> Self {
        Self {
            tolerances: Tolerances::default(),
            ahead: 0.05,
            path: TargetPath::Linear,
            interval: 0.8,
            chance: 0.5,
            stated: Vec::new(),
        }
    }
}

/// Describes a claim.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Identifier.
    pub id: String,
    /// Wording.
    pub name: Text,
    /// Value as written.
    pub value: String,
    /// Period as written.
    pub period: String,
    /// `confirmed`, `not_confirmed`, `not_checkable` or `contradicted`.
    pub verdict: String,
    /// What was found.
    pub note: Text,
    /// Source ids.
    pub sources: Vec<String>,
}

/// Describes a cited source.
#[derive(Debug, Clone)]
pub struct Source {
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

/// Says which of several values of one cell is used.
#[derive(Debug, Clone, Default)]
pub struct SourceChoice {
    /// Source ids, most trusted first, for every indicator.
    pub order: Vec<String>,
    /// Orders for single indicators, over `order`.
    pub by_indicator: BTreeMap<String, Vec<String>>,
    /// Which vintage of one source.
    pub vintage: VintageChoice,
    /// Day as of which values must have been published; `None` = whatever there is. Set for one run, not in files.
    pub known_at: Option<Day>,
    /// True when the project states any of it.
    pub stated: bool,
}

/// Says which vintage of one source is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VintageChoice {
    /// The last published.
    #[default]
    Latest,
    /// The first published.
    First,
}

/// Holds the settings of one data check.
#[derive(Debug, Clone, Default)]
pub struct CheckSetting {
    /// `off`, `note`, `warning` or `error`; `None` = the rule's own.
    pub severity: Option<String>,
    /// Parameters by name, over the rule's own.
    pub parameters: BTreeMap<String, f64>,
}

/// Holds `[index]`: the recipe of the composite index. Every field records whether the project stated it in `stated`.
#[derive(Debug, Clone)]
pub struct IndexSpec {
    /// Grouping (a `group.<name>` of places) used by group-wise methods and group ranks; `None` = none.
    pub grouping: Option<String>,
    /// Steps before normalisation and their parameters, checked; see the format reference for the names.
    pub screen: Option<ScreenSpec>,
    /// Imputation.
    pub impute: ImputeSpec,
    /// Outlier treatment; `None` = none.
    pub treat: Option<TreatSpec>,
    /// Normalisation.
    pub normalise: NormaliseSpec,
    /// Weighting.
    pub weights: WeightsSpec,
    /// Aggregation.
    pub aggregate: AggregateSpec,
    /// Paths of keys stated in the file, such as `normalise.method`.
    pub stated: Vec<String>,
}

/// Says which places have too few values.
#[derive(Debug, Clone)]
pub struct ScreenSpec {
    /// Least share of indicators with a value, 0–1.
    pub availability: f64,
    /// Least share of non-zero among present values, 0–1, if any.
    pub non_zero: Option<f64>,
    /// Places kept whatever their share.
    pub keep: Vec<String>,
    /// Places dropped whatever their share.
    pub drop: Vec<String>,
}

/// Says how missing cells are filled: `none`, `mean`, `median`, `group-mean`, `group-median`, `row-mean`, `em`,
/// `panel-latest`, `panel-linear`, `panel-constant`.
#[derive(Debug, Clone)]
pub struct ImputeSpec {
    /// Method name.
    pub method: String,
}

/// Says how outliers are treated.
#[derive(Debug, Clone)]
pub struct TreatSpec {
    /// Most points winsorised per indicator.
    pub winsorise: u32,
    /// Threshold of absolute skewness.
    pub skewness: f64,
    /// Threshold of excess kurtosis.
    pub kurtosis: f64,
    /// Transform where winsorising does not suffice: `none`, `log-ct`, `log-ct-plus`, `log-ct-orig`, `log-gii`, `box-cox`.
    pub fallback: String,
    /// λ of Box–Cox.
    pub lambda: f64,
}

/// Says how indicators come to one scale: `min-max`, `z-score`, `rank`, `borda`, `percentile-rank`,
/// `distance-to-max`, `fraction-of-max`, `distance-to-target`, `goalposts`, `none`.
#[derive(Debug, Clone)]
pub struct NormaliseSpec {
    /// Method name.
    pub method: String,
    /// Lower end of the scale (mean of z-scores).
    pub lower: f64,
    /// Upper end of the scale (mean plus one standard deviation of z-scores).
    pub upper: f64,
    /// Periods that give the bounds: `period` (each its own), `all` (all together) or a base period.
    pub bounds: String,
}

/// Says where weights come from: `given`, `equal`, `pca`, `entropy`, `critic`, `std-dev`, `merec`, `gini`, `balance`, `infomax`.
#[derive(Debug, Clone)]
pub struct WeightsSpec {
    /// Method name.
    pub method: String,
    /// Level at which the method acts (1 = indicators); other levels keep the given weights.
    pub level: u32,
}

/// Says how scores are combined.
#[derive(Debug, Clone)]
pub struct AggregateSpec {
    /// Method by level, from indicators to pillars upwards; the last is used for all higher levels.
    /// `arithmetic`, `geometric`, `harmonic`, `power`, `median`, `copeland`, `minimum`.
    pub levels: Vec<String>,
    /// Methods of single nodes, over `levels`.
    pub nodes: BTreeMap<String, String>,
    /// Exponent of `power`.
    pub power: f64,
    /// Least share of members with a value, by level as `levels`; empty = none.
    pub thresholds: Vec<f64>,
}

/// Holds a scenario file.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Identifier (file stem).
    pub id: String,
    /// Name.
    pub name: Text,
    /// Modifications in order.
    pub modifications: Vec<Modification>,
}

/// Changes one thing.
#[derive(Debug, Clone)]
pub struct Modification {
    /// What is changed.
    pub change: Change,
    /// Where it stands.
    pub location: Location,
}

/// Says what a modification changes.
#[derive(Debug, Clone)]
pub enum Change {
    /// Sets, adds to or multiplies a value; `number` is in `unit`, or in the unit of the indicator.
    Value {
        /// What to do with the number.
        op: ValueOp,
        /// Indicator code.
        indicator: String,
        /// Place id; `None` = every ranked place.
        place: Option<String>,
        /// Period; `None` = the measured one.
        period: Option<Period>,
        /// The number.
        number: f64,
        /// Unit of the number, where stated.
        unit: Option<Unit>,
    },
    /// Inserts rows into a table.
    Insert {
        /// Table.
        table: String,
        /// Rows: column → cell text.
        rows: Vec<BTreeMap<String, String>>,
    },
    /// Updates the rows of a table that match.
    Update {
        /// Table.
        table: String,
        /// Column → text that must be equal.
        matching: BTreeMap<String, String>,
        /// Column → new cell text.
        set: BTreeMap<String, String>,
    },
    /// Deletes the rows of a table that match.
    Delete {
        /// Table.
        table: String,
        /// Column → text that must be equal.
        matching: BTreeMap<String, String>,
    },
    /// Changes the weight of a node.
    Weight {
        /// Node code.
        node: String,
        /// New weight.
        weight: f64,
    },
    /// Changes a key of `[index]`, such as `normalise.method`.
    Method {
        /// Key path below `[index]`.
        key: String,
        /// New value as TOML.
        value: toml::Value,
    },
    /// Changes a parameter of the kernel that gives a table.
    Parameter {
        /// Table.
        table: String,
        /// Name of the parameter.
        key: String,
        /// New value as TOML.
        value: toml::Value,
    },
    /// Changes the sentence of a target.
    Target {
        /// Target id.
        id: String,
        /// New sentence as written.
        sentence: String,
        /// New sentence as understood.
        target: Target,
    },
}

/// Says what a value modification does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueOp {
    /// Replaces.
    Set,
    /// Adds.
    Add,
    /// Multiplies.
    Multiply,
}
