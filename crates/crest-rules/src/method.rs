//! How answers become scores: a published scoring method as a value that can be stored, shown, checked and changed.
//!
//! A method is a tree. Its leaves are components, which turn the answers to provisions into a score; groups aggregate components
//! and other groups up to the overall score. Formulas, and how published methods are written in these terms: `docs/methods/rules.md`.

mod check;

#[cfg(test)]
mod tests;

use crate::answer::Absence;
use crate::expression::{Condition, Formula};

pub use check::MethodError;
pub(crate) use check::provisions_of;

/// Says which end of the score is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// A higher score is better.
    Higher,
    /// A lower score is better, as where restrictions are counted.
    Lower,
}

/// Says on which side of a threshold its own value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The threshold belongs to the band below it.
    Below,
    /// The threshold belongs to the band above it.
    Above,
}

/// Turns an answer into a score.
#[derive(Debug, Clone, PartialEq)]
pub enum ScoreFunction {
    /// `full · clip((worst − y)/(worst − best), 0, 1)^exponent`: bounds are constants, not the extremes of a sample.
    Bounds {
        /// Answer that scores nothing.
        worst: f64,
        /// Answer that scores in full.
        best: f64,
        /// Exponent, above 0.
        exponent: f64,
        /// Greatest score.
        full: f64,
    },
    /// Points of each option; a yes-or-no question has two.
    Points(Vec<f64>),
    /// Points of each band between rising thresholds; one more than thresholds. With one threshold it is a binary cut.
    Bands {
        /// Thresholds, rising.
        thresholds: Vec<f64>,
        /// Points below the first threshold, between the first and the second, and so on.
        points: Vec<f64>,
        /// Band of the thresholds themselves.
        edge: Edge,
    },
    /// Straight lines through (answer, score), answers rising; beyond the first and the last knot the score stays.
    Piecewise(Vec<(f64, f64)>),
    /// The answer itself is the score, as where points are published and answers are not.
    AsGiven,
}

/// Says what a component does where there is no answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OnAbsence {
    /// It leaves the average: the other members of its group share its weight.
    LeaveOut,
    /// It scores this.
    Score(f64),
    /// It scores the worst end of its range.
    Worst,
    /// Its score is missing, and so is that of every group above it.
    Missing,
}

/// Holds what a component does for each reason of absence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AbsenceRules {
    /// Where the question has no object.
    pub not_applicable: OnAbsence,
    /// Where nobody has used the procedure.
    pub no_practice: OnAbsence,
    /// Where the answer was not found.
    pub unknown: OnAbsence,
    /// Where sources contradict each other.
    pub contested: OnAbsence,
    /// Where nobody looked.
    pub not_collected: OnAbsence,
}

impl AbsenceRules {
    /// Doing Business: what does not apply leaves the average, no practice scores 0, else the score is missing.
    pub const DOING_BUSINESS: Self = Self {
        not_applicable: OnAbsence::LeaveOut,
        no_practice: OnAbsence::Score(0.0),
        unknown: OnAbsence::Missing,
        contested: OnAbsence::Missing,
        not_collected: OnAbsence::Missing,
    };

    /// The same rule for every reason.
    pub const fn always(rule: OnAbsence) -> Self {
        Self { not_applicable: rule, no_practice: rule, unknown: rule, contested: rule, not_collected: rule }
    }

    /// Rule for a reason.
    pub fn on(&self, absence: Absence) -> OnAbsence {
        match absence {
            Absence::NotApplicable => self.not_applicable,
            Absence::NoPractice => self.no_practice,
            Absence::Unknown => self.unknown,
            Absence::Contested => self.contested,
            Absence::NotCollected => self.not_collected,
        }
    }
}

/// Says what a component reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// The answer to one provision, through a function.
    Answer {
        /// The provision.
        provision: usize,
        /// From answer to score.
        function: ScoreFunction,
    },
    /// A formula over answers.
    Formula(Formula),
}

/// Turns answers into one score: a leaf of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// What it reads.
    pub reading: Reading,
    /// Score at the worst end of its range.
    pub worst: f64,
    /// Score at the best end of its range; below `worst` where lower is better.
    pub best: f64,
    /// What it does without an answer.
    pub absence: AbsenceRules,
}

/// Says how a group makes one score of its members' scores `s_k` with weights `w_k`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aggregate {
    /// `Σ w_k s_k / Σ w_k` over the members that count.
    Mean,
    /// `Σ w_k s_k` over the members that count.
    Sum,
    /// `full · Σ w_k s_k / scale`, as where two indices are added and divided by the most they can come to.
    SumOver {
        /// Divisor.
        scale: f64,
        /// Greatest score.
        full: f64,
    },
    /// `full · Σ w_k s_k / Σ w_k best_k` over the members that count: greatest points fall where something does not apply.
    ShareOfBest {
        /// Greatest score.
        full: f64,
    },
}

/// Names a member of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Position of the node.
    pub node: usize,
    /// Weight, 0 or more; need not sum to 1.
    pub weight: f64,
}

/// Aggregates members: an inner node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its members; each node belongs to one group at most.
    pub members: Vec<Member>,
    /// How it aggregates.
    pub aggregate: Aggregate,
}

/// Holds a node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A leaf.
    Component(Component),
    /// An inner node.
    Group(Group),
}

/// Sets the score of a node where a condition holds, whatever its parts score.
///
/// Example: an index of reliability is 0 where outages are not measured, though its parts are positive.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The node.
    pub node: usize,
    /// When it acts; a condition that is not known leaves the node's score missing.
    pub when: Condition,
    /// Score it sets.
    pub score: f64,
}

/// Sets the scores of components where a closing measure makes the measures below it void.
///
/// Example: where foreign equity is excluded, limits on the board count as restrictions whatever the law says of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Implication {
    /// When it acts; a condition that is not known leaves the components' scores missing.
    pub when: Condition,
    /// Positions of the components' nodes.
    pub components: Vec<usize>,
    /// Score they take.
    pub score: f64,
}

/// Couples components: one at the worst end puts all there.
///
/// Components that are left out or missing stay so.
#[derive(Debug, Clone, PartialEq)]
pub struct Coupling {
    /// Positions of the components' nodes.
    pub components: Vec<usize>,
}

/// Says on which scores places are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankRule {
    /// On scores as computed.
    Unrounded,
    /// On scores rounded to decimals, as shown.
    Rounded {
        /// Number of decimals.
        decimals: u8,
    },
}

/// Holds all parts of a method, unchecked.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Number of provisions that answers come with.
    pub n_provisions: usize,
    /// Nodes; a group stands after its members, the overall score comes last.
    pub nodes: Vec<Node>,
    /// Implications, applied first and in this order.
    pub implications: Vec<Implication>,
    /// Couplings, applied after implications and in this order.
    pub couplings: Vec<Coupling>,
    /// Gates, applied to a node when it is scored; of several that act the first sets the score.
    pub gates: Vec<Gate>,
    /// Which end is good.
    pub better: Better,
    /// On which scores places are ranked.
    pub rank_rule: RankRule,
    /// Decimals of scores as shown.
    pub decimals: u8,
}

/// Holds a checked method.
#[derive(Debug, Clone, PartialEq)]
pub struct Method {
    draft: Draft,
    parents: Vec<Option<usize>>,
    gates_of: Vec<Vec<usize>>,
    readers: Vec<Vec<usize>>,
}

impl Method {
    /// Checks a draft.
    ///
    /// # Errors
    /// [`MethodError`], the first mistake in the order of nodes, implications, couplings and gates.
    pub fn new(draft: Draft) -> Result<Self, MethodError> {
        check::check(draft)
    }

    /// All parts.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Nodes, the overall score last.
    pub fn nodes(&self) -> &[Node] {
        &self.draft.nodes
    }

    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.draft.nodes.len()
    }

    /// Number of provisions that answers must come with.
    pub fn n_provisions(&self) -> usize {
        self.draft.n_provisions
    }

    /// Position of the overall score.
    pub fn overall(&self) -> usize {
        self.draft.nodes.len() - 1
    }

    /// Group that a node belongs to; `None` of the overall score.
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.parents[node]
    }

    /// Component at a node.
    pub fn component(&self, node: usize) -> Option<&Component> {
        match &self.draft.nodes[node] {
            Node::Component(component) => Some(component),
            Node::Group(_) => None,
        }
    }

    /// Positions of the components, in order.
    pub fn components(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.n_nodes()).filter(|node| self.component(*node).is_some())
    }

    /// Components whose own reading names a provision, in order; conditions of gates and implications do not count.
    pub fn readers(&self, provision: usize) -> &[usize] {
        &self.readers[provision]
    }

    /// Gates of a node, by position.
    pub fn gates_of(&self, node: usize) -> &[usize] {
        &self.gates_of[node]
    }

    /// Whether the first of two scores is better.
    pub fn is_better(&self, a: f64, b: f64) -> bool {
        match self.draft.better {
            Better::Higher => a > b,
            Better::Lower => a < b,
        }
    }

    /// A change of score turned so that more is better.
    pub fn gain(&self, change: f64) -> f64 {
        match self.draft.better {
            Better::Higher => change,
            Better::Lower => -change,
        }
    }
}
