//! The strategy in the results: goals, programmes, actions, targets with their states and outlook, warnings.

use serde::{Deserialize, Serialize};

use crate::Text;

/// Holds the strategy with computed states.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StrategyResult {
    /// Goals.
    pub goals: Vec<GoalInfo>,
    /// Positions (of a higher plan) that programmes serve.
    pub positions: Vec<Named>,
    /// Programmes in file order.
    pub programmes: Vec<ProgrammeInfo>,
    /// Actions in file order.
    pub actions: Vec<ActionInfo>,
    /// Responsible departments.
    pub departments: Vec<Named>,
    /// Targets with their states.
    pub targets: Vec<TargetResult>,
    /// Claims with what is known of them.
    pub claims: Vec<ClaimInfo>,
    /// Targets counted by state for every part of the strategy.
    #[serde(default)]
    pub rollups: Vec<StateRollUp>,
    /// What somebody has to know, gravest first.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// Pairs an identifier with a name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Named {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// Describes a goal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GoalInfo {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Indicators that stand for it.
    pub indicators: Vec<String>,
    /// Remark.
    pub note: Text,
}

/// Describes a programme.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProgrammeInfo {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Positions served.
    pub serves: Vec<String>,
    /// Goals served.
    pub goals: Vec<String>,
    /// Indicators of the programme as a whole.
    pub indicators: Vec<String>,
    /// Count of targets by state (state, count), states in the order of [`TargetState::ALL`].
    pub states: Vec<(String, u32)>,
}

/// Describes an action.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ActionInfo {
    /// Identifier.
    pub id: String,
    /// Programme.
    pub programme: String,
    /// Wording.
    pub name: Text,
    /// Kind as written (`project`, `zone`, `policy`, `target`, …).
    pub kind: String,
    /// Carriers on which it takes place.
    pub carriers: Vec<String>,
    /// Indicators by which it is seen.
    pub indicators: Vec<String>,
    /// Responsible departments.
    pub departments: Vec<String>,
    /// Milestones: date as written, wording, reached or not (`None` = not known).
    pub milestones: Vec<Milestone>,
    /// Sources.
    pub sources: Vec<String>,
    /// Worst state among the targets of its indicators; `None` when it has none.
    pub state: Option<String>,
}

/// Describes a milestone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Milestone {
    /// Date as written.
    pub date: String,
    /// Wording.
    pub name: Text,
    /// Reached or not; `None` when not known.
    pub done: Option<bool>,
}

/// States how a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetState {
    /// The period is over and the target was not reached.
    Missed,
    /// Under way and below its path.
    Behind,
    /// No value, or no way to judge.
    #[default]
    NotAssessable,
    /// Under way and on its path.
    OnSchedule,
    /// Under way and above its path.
    Ahead,
    /// Reached.
    Met,
}

impl TargetState {
    /// All states, gravest first.
    pub const ALL: [Self; 6] =
        [Self::Missed, Self::Behind, Self::NotAssessable, Self::OnSchedule, Self::Ahead, Self::Met];

    /// Returns the word used in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Behind => "behind",
            Self::NotAssessable => "not_assessable",
            Self::OnSchedule => "on_schedule",
            Self::Ahead => "ahead",
            Self::Met => "met",
        }
    }
}

/// Holds a target and how it stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TargetResult {
    /// Identifier.
    pub id: String,
    /// Indicator.
    pub indicator: String,
    /// Place.
    pub place: String,
    /// Period by which it is due.
    pub period: String,
    /// The sentence as written.
    pub sentence: String,
    /// The sentence as understood, in both languages.
    pub reading: Text,
    /// Binding or only expected.
    pub binding: bool,
    /// Value judged.
    pub value: Option<f64>,
    /// Period of the value judged.
    pub value_period: Option<String>,
    /// Value required now (at the value's period, on the path).
    pub required: Option<f64>,
    /// State.
    pub state: TargetState,
    /// Why, in both languages.
    pub reason: Text,
    /// Source.
    pub source: String,
    /// Responsible department, as stated with the target.
    pub department: String,
    /// Departments that answer for it: its own, else those of the actions seen by its indicator.
    #[serde(default)]
    pub answers: Vec<String>,
    /// What the sentence measures: `level`, `total`, `mean`, `growth`, `mean_growth`, `total_growth`, `change`, `share`, `rank`.
    #[serde(default)]
    pub measure: String,
    /// How far the value may fall short, in the unit of the number or in points; `None` where the sentence knows none.
    #[serde(default)]
    pub tolerance: Option<f64>,
    /// Path from the baseline, in words.
    #[serde(default)]
    pub path: Text,
    /// Baseline: period and value, stated or found in the data.
    #[serde(default)]
    pub baseline: Option<(String, f64)>,
    /// True when the value is rolled up from parts of the period, from places, or from numerator and denominator.
    #[serde(default)]
    pub rolled_up: bool,
    /// Period since which it has been missed or behind without a break, as far as values tell.
    #[serde(default)]
    pub since: Option<String>,
    /// What is required when it is due minus the value; 0 when the value suffices.
    #[serde(default)]
    pub gap: Option<f64>,
    /// Change per year that closes the gap in time.
    #[serde(default)]
    pub needed_per_year: Option<f64>,
    /// Change per year since the baseline.
    #[serde(default)]
    pub pace_per_year: Option<f64>,
    /// What it would take, in words.
    #[serde(default)]
    pub needed: Text,
    /// Where the figure goes by itself; `None` where the target is decided or `forecast_note` says why.
    #[serde(default)]
    pub forecast: Option<TargetForecast>,
    /// Why there is no forecast, where one would be called for.
    #[serde(default)]
    pub forecast_note: Text,
}

/// Holds the forecast of the figure of a target when it is due.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TargetForecast {
    /// Method in words.
    pub method: Text,
    /// Number of yearly values it rests on.
    pub n_values: u32,
    /// First of them.
    pub from: String,
    /// Last of them.
    pub to: String,
    /// True when there are so few values that only the plainest method is used.
    pub is_short: bool,
    /// Expected value, as the target measures it.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Share of the distribution inside the interval.
    pub interval: f64,
    /// Chance of meeting the target; `None` where it cannot be told.
    pub chance: Option<f64>,
    /// The way there, year by year; empty where the target measures something over several years.
    pub steps: Vec<ForecastStep>,
}

/// Holds one step of a forecast.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ForecastStep {
    /// Period.
    pub period: String,
    /// Expected value.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
}

/// Counts the targets of a part of the strategy by state.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StateRollUp {
    /// `action`, `programme`, `goal`, `carrier`, `department` or `place`.
    pub kind: String,
    /// Identifier of the part.
    pub id: String,
    /// Count by state, states in the order of [`TargetState::ALL`].
    pub states: Vec<(String, u32)>,
    /// Gravest state; `None` without targets.
    pub worst: Option<TargetState>,
    /// Binding targets that are missed or behind.
    pub binding_red: u32,
    /// Targets counted, in the order of [`StrategyResult::targets`].
    pub targets: Vec<String>,
}

/// Tells what somebody has to know.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Warning {
    /// `missed`, `behind`, `unlikely` (the chance of meeting the target is low) or `overdue` (a milestone).
    pub kind: String,
    /// Target; of a milestone its action.
    pub subject: String,
    /// Indicator, empty for milestones.
    pub indicator: String,
    /// Place, empty for milestones.
    pub place: String,
    /// Period by which the target is due; date of the milestone.
    pub period: String,
    /// True for binding targets.
    pub binding: bool,
    /// Since when.
    pub since: Option<String>,
    /// Departments that answer for it.
    pub answers: Vec<String>,
    /// What is the matter, in both languages.
    pub words: Text,
    /// What it would take, in both languages.
    pub needed: Text,
    /// Chance of meeting the target, where it is forecast.
    pub chance: Option<f64>,
}

/// Holds a claim of the strategy with what is known of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ClaimInfo {
    /// Identifier.
    pub id: String,
    /// Wording.
    pub name: Text,
    /// Value as written.
    pub value: String,
    /// Period as written.
    pub period: String,
    /// `confirmed`, `not_confirmed`, `not_checkable`, `contradicted`.
    pub verdict: String,
    /// What was found.
    pub note: Text,
    /// Sources.
    pub sources: Vec<String>,
}
