//! Methods that score rules: components with frozen bounds or points, a tree of nodes, gates, and how ranks are given.
//!
//! A method is data with a version: Doing Business of one period and of another are two files. What it computes is told by
//! the crate of rule kernels; here is what it says.

use std::collections::BTreeSet;

use crate::Text;
use crate::rules::Lever;
use crate::scheme::{Citation, Ties};

mod print;

pub use print::print;

/// Holds a method as its file states it.
///
/// - Invariant of what [`crate::rules::read_method`] gives: identifiers are unique among nodes and components together,
///   references exist, parents form no circle, every node has members, weights of a mean are all given and add up to 1 or all
///   left out, the greatest points of the members of a sum add up to those of the node.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleMethod {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Who published it.
    pub publisher: Text,
    /// Version as its publisher calls it.
    pub version: String,
    /// First year of data for which it holds.
    pub first_year: Option<i32>,
    /// Last year of data for which it holds.
    pub last_year: Option<i32>,
    /// Method that it replaces; empty if none.
    pub supersedes: String,
    /// Remark.
    pub note: Text,
    /// Sources.
    pub sources: Vec<Citation>,
    /// Score of a component that is as good as can be, where its function does not say otherwise.
    pub scale: f64,
    /// How nodes without a parent make the overall score; `None` = there is none, by choice of the publisher.
    pub overall: Option<Aggregation>,
    /// What an absent answer does.
    pub absence: Absence,
    /// How an economy with several cities is scored; `None` = as its own answers say.
    pub cities: Option<CityWeights>,
    /// What is rounded.
    pub rounding: MethodRounding,
    /// How ranks are given.
    pub ranking: MethodRanking,
    /// Jurisdictions that the publisher measures and does not rank.
    pub unranked: Vec<String>,
    /// Topics, pillars, groups.
    pub nodes: Vec<MethodNode>,
    /// What is scored.
    pub components: Vec<Component>,
    /// Conditions that set a score.
    pub gates: Vec<Gate>,
    /// Components that count as closed when another thing is.
    pub implications: Vec<Implication>,
    /// Components of which one at the worst end puts all there.
    pub joined: Vec<Joined>,
}

impl RuleMethod {
    /// Finds a node.
    pub fn find_node(&self, id: &str) -> Option<&MethodNode> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Finds a component.
    pub fn find_component(&self, id: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.id == id)
    }

    /// Lists the provisions that it reads, as it calls them: those of components, then those in expressions; each once.
    pub fn reads(&self) -> Vec<String> {
        let mut reads = Vec::new();
        let mut seen = BTreeSet::new();
        let mut add = |name: &str| {
            if seen.insert(name.to_owned()) {
                reads.push(name.to_owned());
            }
        };
        let mut texts = Vec::new();
        for component in &self.components {
            match &component.score {
                ScoreFunction::Expression { text, .. } => texts.push(text),
                _ => add(&component.reads),
            }
        }
        texts.extend(self.gates.iter().map(|gate| &gate.when));
        texts.extend(self.implications.iter().map(|implication| &implication.when));
        for text in texts {
            crate::load::expression_names(text).iter().for_each(|name| add(name));
        }
        reads
    }

    /// Lists what a node is made of: nodes and components, each in file order. `None` = the whole.
    pub fn members(&self, node: Option<&str>) -> (Vec<&MethodNode>, Vec<&Component>) {
        let nodes = self.nodes.iter().filter(|own| own.parent.as_deref() == node).collect();
        let components = self.components.iter().filter(|own| own.node.as_deref() == node).collect();
        (nodes, components)
    }
}

/// A topic, pillar or group.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodNode {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Node it belongs to; `None` = it is part of the whole.
    pub parent: Option<String>,
    /// What it is called, such as `topic` or `pillar`.
    pub level: String,
    /// Weight in its parent.
    pub weight: Option<f64>,
    /// Greatest points.
    pub most: Option<f64>,
    /// How its members make its score.
    pub aggregation: Aggregation,
    /// Remark.
    pub note: Text,
}

/// How members make a score. A member that is left out counts neither above nor below the line; a node all of whose members
/// are left out is left out itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aggregation {
    /// Weighted mean.
    Mean,
    /// Weighted sum; weights left out are 1.
    Sum,
    /// Weighted sum over a full sum, times the scale.
    SumOver {
        /// The full sum.
        full: f64,
    },
    /// Weighted sum over the greatest sum that those which count could give, times the scale.
    ShareOfBest,
}

/// What is scored: one answer by one function.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Node it belongs to; `None` = it is part of the whole.
    pub node: Option<String>,
    /// Provision whose answer it reads, as the method calls it; an expression names its own.
    pub reads: String,
    /// Unit of the answer.
    pub unit: String,
    /// Weight in its node.
    pub weight: Option<f64>,
    /// How the answer is scored.
    pub score: ScoreFunction,
    /// What would have to change.
    pub lever: Option<Lever>,
    /// What an absent answer does here, where it differs from the method.
    pub absence: Option<Absence>,
    /// True where it takes no part in distances between rules, as a time or cost that equality says nothing about.
    pub is_apart: bool,
    /// Remark.
    pub note: Text,
}

/// How an answer is scored.
#[derive(Debug, Clone, PartialEq)]
pub enum ScoreFunction {
    /// `scale · clip((worst − y) / (worst − best), 0, 1)^exponent`; `worst` may lie on either side of `best`.
    Bounds {
        /// Value of score 0.
        worst: f64,
        /// Value of the full score.
        best: f64,
        /// Exponent, above 0.
        exponent: f64,
    },
    /// Points by option; `yes` and `no` are the options of a yes/no question.
    Options {
        /// Option and its points, in the order of the options' identifiers.
        points: Vec<(String, f64)>,
    },
    /// Points by steps: a value from `steps[i].0` up to the next one gets `steps[i].1`; one below the first gets the first.
    Steps {
        /// Value and points; values rise.
        steps: Vec<(f64, f64)>,
    },
    /// Straight lines through points of value and score; beyond the first and the last one the score stays.
    Line {
        /// Value and score; values rise.
        knots: Vec<(f64, f64)>,
    },
    /// One score on one side of a threshold, another elsewhere.
    Threshold {
        /// The threshold.
        at: f64,
        /// Which side is meant.
        side: Side,
        /// Score on that side.
        then: f64,
        /// Score elsewhere.
        otherwise: f64,
    },
    /// The answer is a number of points already.
    Points {
        /// Greatest points.
        most: f64,
    },
    /// A formula over answers, in the closed language of the rule kernels.
    Expression {
        /// Its text.
        text: String,
        /// Score at the worst end of its range.
        worst: f64,
        /// Score at the best end of its range.
        best: f64,
    },
}

/// Side of a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Greater than it.
    Above,
    /// It or greater.
    From,
    /// Less than it.
    Below,
    /// It or less.
    UpTo,
}

impl Side {
    /// Every side with its word.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("above", Self::Above), ("from", Self::From), ("below", Self::Below), ("up-to", Self::UpTo)];
}

/// What an absent answer does, by the reason of its absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// The question makes no sense there.
    pub not_applicable: Treatment,
    /// Nobody does it.
    pub no_practice: Treatment,
    /// Nobody knows.
    pub unknown: Treatment,
    /// Sources contradict each other.
    pub contested: Treatment,
    /// Nobody has looked, or nothing was written.
    pub blank: Treatment,
}

impl Default for Absence {
    /// What does not apply leaves the average, no practice scores nothing, the unknown has no score.
    fn default() -> Self {
        Self {
            not_applicable: Treatment::LeaveOut,
            no_practice: Treatment::Zero,
            unknown: Treatment::NoScore,
            contested: Treatment::NoScore,
            blank: Treatment::NoScore,
        }
    }
}

/// What an absent answer does to its component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// The component leaves its node, and the others share its weight.
    LeaveOut,
    /// The component scores 0.
    Zero,
    /// The component scores the least that its function can give.
    Worst,
    /// The component has no score, nor has what it is part of.
    NoScore,
}

impl Treatment {
    /// Every treatment with its word.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("leave-out", Self::LeaveOut), ("zero", Self::Zero), ("worst", Self::Worst), ("no-score", Self::NoScore)];
}

/// How much the cities of an economy count; scores are averaged, on every level, never values.
#[derive(Debug, Clone, PartialEq)]
pub enum CityWeights {
    /// By the population of the jurisdictions inside it.
    Population,
    /// As listed.
    Listed(Vec<CityWeight>),
}

/// Weight of a city in its economy.
#[derive(Debug, Clone, PartialEq)]
pub struct CityWeight {
    /// Economy.
    pub economy: String,
    /// City.
    pub city: String,
    /// Weight; those of one economy add up to 1.
    pub weight: f64,
}

/// Decimals to which scores are rounded for display; `None` = not rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MethodRounding {
    /// Of a component.
    pub component: Option<u8>,
    /// Of a node.
    pub node: Option<u8>,
    /// Of the whole.
    pub overall: Option<u8>,
}

/// How ranks are given: 1 + the number of jurisdictions that are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodRanking {
    /// Whether there are ranks.
    pub is_ranked: bool,
    /// True when greater scores are better.
    pub is_more_better: bool,
    /// True when rounded scores are compared.
    pub is_on_rounded: bool,
    /// Rank of equal scores.
    pub ties: Ties,
}

/// A condition that sets the score of a node or component.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Identifier.
    pub id: String,
    /// Node or component whose score it sets.
    pub on: String,
    /// Condition over answers.
    pub when: String,
    /// Score that it sets.
    pub score: f64,
    /// Remark.
    pub note: Text,
}

/// A condition that makes components count as a stated score: a closed market makes the rules within it count as closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Implication {
    /// Identifier.
    pub id: String,
    /// Condition over answers.
    pub when: String,
    /// Components.
    pub components: Vec<String>,
    /// Score that they get.
    pub score: f64,
    /// Remark.
    pub note: Text,
}

/// Components of which one at the worst end of its range puts all there.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// Identifier.
    pub id: String,
    /// Components.
    pub components: Vec<String>,
    /// Remark.
    pub note: Text,
}
