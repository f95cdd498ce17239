//! Results of rules across jurisdictions: scores, distances, two axes, recognition, sunsets, history, trust.

use serde::{Deserialize, Serialize};

use super::Named;
use crate::Text;

/// Holds what the rules of a project say on one day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RulesResult {
    /// Day on which the rules are in force.
    pub day: String,
    /// Day as known on which they are asked; empty = as the record says now.
    #[serde(default)]
    pub known: String,
    /// Method by which jurisdictions are scored; `None` = answers are only set side by side.
    pub method: Option<Named>,
    /// Jurisdictions in the order of the lists; every other field names them by identifier.
    pub jurisdictions: Vec<Named>,
    /// Jurisdiction in focus.
    pub focus: Option<String>,
    /// Jurisdictions with which it aligns.
    pub partners: Vec<String>,
    /// Topics of the scores, in the order of the method.
    pub topics: Vec<Named>,
    /// Scores by jurisdiction, in the order of the lists; empty without a method.
    pub scores: Vec<RuleScore>,
    /// Steps of the focus to better ranks, the nearest first.
    pub ladder: Vec<RuleStep>,
    /// Distances from the focus, by partner, then topic; all topics together come first.
    pub distances: Vec<RuleDistance>,
    /// Provisions on the two axes, by partner, then provision.
    pub axes: Vec<RuleAxis>,
    /// Who recognises whom on the day.
    pub recognition: Vec<RuleRecognition>,
    /// Rules that end after the day without anything to follow, the next to end first.
    pub sunsets: Vec<RuleSunset>,
    /// Distances to each partner over the years.
    pub convergence: Vec<RuleConvergence>,
    /// First day of the time in which `signals` looks for moves; empty where there is none.
    pub signals_from: String,
    /// Provisions on which partners moved and the focus did not.
    pub signals: Vec<RuleSignal>,
    /// First day of `events`; empty where there are none.
    pub events_from: String,
    /// Changes of answers from `events_from` to the day, oldest first.
    pub events: Vec<RuleEvent>,
    /// How far the answers of each jurisdiction can be trusted.
    pub coverage: Vec<RuleCoverage>,
}

/// Holds the scores of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleScore {
    /// Jurisdiction.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Whether it is ranked; a city within an economy is not.
    pub is_ranked: bool,
    /// Overall score, unrounded; `None` = missing, see `why`.
    pub overall: Option<f64>,
    /// Rank by it, 1 = best; ties share the better one.
    pub rank: Option<u32>,
    /// Best and worst rank that the rounding of displayed answers allows.
    pub rank_interval: Option<(u32, u32)>,
    /// Scores by topic, in the order of [`RulesResult::topics`].
    pub topics: Vec<Option<f64>>,
    /// Why there is no overall score; empty if there is one.
    pub why: Text,
}

/// Holds a step to a better rank.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleStep {
    /// Rank reached.
    pub rank: u32,
    /// Points that it takes, others standing still.
    pub points: f64,
    /// Provision that brings it alone; empty = none does.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Answer before.
    pub before: Text,
    /// Answer after.
    pub after: Text,
}

/// Holds the distance of the focus from a partner.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleDistance {
    /// Partner.
    pub partner: String,
    /// Topic; empty for all of them.
    pub topic: String,
    /// Name of the topic.
    pub topic_name: Text,
    /// Distance over what is known of both, 0–1.
    pub distance: Option<f64>,
    /// Least distance: what is not known agrees.
    pub lower: Option<f64>,
    /// Greatest distance: what is not known differs.
    pub upper: Option<f64>,
    /// Share of the weight that is known of both, 0–1.
    pub known: Option<f64>,
}

/// Holds a provision on the two axes, change of distance to a partner and change of score.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleAxis {
    /// Partner.
    pub partner: String,
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Own answer; empty where it is not told.
    pub own: Text,
    /// The partner's answer; empty where it is not told.
    pub other: Text,
    /// `align-and-gain`, `align-freely`, `align-but-lose`, `already-ahead`, `gain-without-aligning`, `no-change` or
    /// `not-comparable`.
    pub quadrant: String,
    /// The same in words.
    pub words: Text,
    /// Gain of overall score by adopting the partner's answer, more = better; `None` without a score.
    pub gain: Option<f64>,
    /// Change of distance by adopting it; less than 0 = closer.
    pub distance_change: f64,
    /// Gain of overall score by adopting the best answer of any.
    pub best_gain: Option<f64>,
    /// Change of distance by adopting that.
    pub best_distance_change: f64,
    /// Whether it is an outcome, which nobody can enact.
    pub is_outcome: bool,
}

/// Holds who recognises whose rule in a provision.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleRecognition {
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Who recognises.
    pub from: String,
    /// Whose rule is recognised.
    pub to: String,
    /// `none`, `unilateral`, `mutual` or `identical`.
    pub state: String,
    /// The same in words.
    pub words: Text,
    /// Condition, as written.
    pub condition: String,
    /// Scope, as written.
    pub scope: String,
    /// Quota, as written.
    pub quota: String,
    /// Part of the jurisdiction where it holds, as written.
    pub area: String,
    /// Last day; empty = without end.
    pub expires: String,
    /// Source.
    pub source: String,
}

/// Holds the end of a rule that nothing follows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleSunset {
    /// Last day on which it holds.
    pub last_day: String,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Towards whom; empty = all.
    pub counterpart: String,
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// The answer that ends.
    pub answer: Text,
    /// Its source.
    pub source: String,
}

/// Holds the distance to one partner over time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleConvergence {
    /// Partner.
    pub partner: String,
    /// Distances by day, oldest first.
    pub points: Vec<RulePoint>,
    /// Change of distance per year, by a straight line; `None` below three points.
    pub per_year: Option<f64>,
    /// Year in which the line reaches 0; `None` if it does not fall.
    pub closes: Option<f64>,
    /// 90 % interval of that year; `None` if it has no end.
    pub closes_interval: Option<(f64, f64)>,
}

/// Holds the distance on one day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RulePoint {
    /// The day.
    pub day: String,
    /// Distance over what is known of both, 0–1.
    pub distance: Option<f64>,
    /// Least distance.
    pub lower: Option<f64>,
    /// Greatest distance.
    pub upper: Option<f64>,
}

/// Holds a provision on which partners moved and the focus did not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleSignal {
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Partners that moved.
    pub moved: Vec<String>,
    /// Partners known on both days.
    pub n_known: usize,
    /// Answer that most of them moved to.
    pub towards: Text,
    /// Own answer.
    pub own: Text,
}

/// Holds a change of an answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleEvent {
    /// First day of the new state.
    pub day: String,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Towards whom; empty = all.
    pub counterpart: String,
    /// Provision.
    pub provision: String,
    /// What it asks.
    pub question: Text,
    /// Answer before; empty if there was none.
    pub before: Text,
    /// Answer after; empty if there is none.
    pub after: Text,
    /// Source of the new answer.
    pub source: String,
}

/// Holds how far the answers of one jurisdiction can be trusted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleCoverage {
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Answers due.
    pub n_due: usize,
    /// Answers given.
    pub n_given: usize,
    /// Answers sought and not found.
    pub n_unknown: usize,
    /// Answers that sources contest.
    pub n_contested: usize,
    /// Answers that nobody has sought.
    pub n_not_collected: usize,
    /// Share of the answers due that are given, 0–1.
    pub given: Option<f64>,
    /// Share of the answers given that name an official source, 0–1.
    pub official: Option<f64>,
    /// Share of the answers given that one person alone has coded, 0–1.
    pub single_coder: Option<f64>,
    /// Mean age of the answers given, in years from the day on which they began.
    pub mean_age_years: Option<f64>,
}
