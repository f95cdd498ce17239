//! What a reform would do: to components, topics, the overall score, the rank, and the distance to partners.
//!
//! A reform changes answers, never scores: gates, clips, couplings and what does not apply act on it as on everything else.

mod prepared;

#[cfg(test)]
mod tests;

use crate::answer::{Absence, Answer, Answers, Lever};
use crate::distance::{AnswerComparison, Distance, NotApplicable};
use crate::method::Method;
use crate::score::{Mark, Scores};

pub use prepared::Prepared;

/// Names whose reform it is: a jurisdiction, or the parts of a composite, which all reform alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The jurisdiction that is ranked.
    pub jurisdiction: usize,
    /// Those whose answers change, with their weights in its scores; itself with weight 1 if it is not composed.
    pub parts: Vec<(usize, f64)>,
}

impl Subject {
    /// A jurisdiction with answers of its own.
    pub fn alone(jurisdiction: usize) -> Self {
        Self { jurisdiction, parts: vec![(jurisdiction, 1.0)] }
    }
}

/// Says which answer a reform puts in place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// That of another jurisdiction.
    Adopt {
        /// The other.
        from: usize,
    },
    /// That of another jurisdiction, if by itself it raises the overall score.
    AdoptIfBetter {
        /// The other.
        from: usize,
    },
    /// Of all answers that the ranked jurisdictions give, the one that scores best; of equals the present one, then that of the first.
    Best,
    /// A stated answer.
    Set(Answer),
}

/// Changes one provision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The provision.
    pub provision: usize,
    /// What is put in place.
    pub target: Target,
}

/// Says what becomes of a change that makes a provision cease to apply, begin to apply, or lose its practice: introducing or abolishing
/// a value added tax is a change of system, not of a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemChange {
    /// It is refused.
    Refuse,
    /// It is made, and marked.
    Mark,
}

/// Says why a change was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The provision does not apply, or has no practice, on one side only.
    SystemChange,
    /// The answer to adopt is not known.
    NotKnown(Absence),
}

/// Says what became of a change in one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It can be enacted with this lever.
    Enacted(Lever),
    /// The provision is an outcome: nobody can enact it, so its effect is an assumption.
    Assumed,
    /// It changes the system.
    SystemChange,
    /// The answer is the same already.
    AlreadySo,
    /// It does not raise the score and was asked for only if it does.
    NotBetter,
    /// It was not made.
    Refused(Refusal),
}

impl Verdict {
    /// Whether the answer changed.
    pub fn is_made(self) -> bool {
        matches!(self, Self::Enacted(_) | Self::Assumed | Self::SystemChange)
    }
}

/// Holds what became of one change in one part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The provision.
    pub provision: usize,
    /// The part whose answer it is.
    pub jurisdiction: usize,
    /// Answer before.
    pub before: Answer,
    /// Answer after.
    pub after: Answer,
    /// What became of it.
    pub verdict: Verdict,
}

/// Holds the effect of a reform.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Changes × parts, in that order.
    pub steps: Vec<Step>,
    /// Marks of all nodes before.
    pub before: Vec<Mark>,
    /// Marks of all nodes after.
    pub after: Vec<Mark>,
    /// Rank before.
    pub rank_before: Option<usize>,
    /// Rank after, while all others stay as they are.
    pub rank_after: Option<usize>,
    /// Share of the gap to the best possible overall score that it closes; `None` without a score or a gap.
    pub gap_closed: Option<f64>,
    /// Distance to each partner before and after.
    pub distances: Vec<(Distance, Distance)>,
}

impl Effect {
    /// Change of a node's score; `None` if it has none before or after.
    pub fn change(&self, node: usize) -> Option<f64> {
        Some(self.after[node].score()? - self.before[node].score()?)
    }
}

/// Holds all that reforms are judged by.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The method.
    pub method: &'a Method,
    /// Present answers.
    pub answers: &'a Answers,
    /// Present scores by the method, composites combined.
    pub scores: &'a Scores,
    /// What each provision is changed by.
    pub levers: &'a [Lever],
    /// Jurisdictions that are ranked against each other.
    pub ranked: &'a [usize],
    /// How answers are compared for distances.
    pub comparisons: &'a [AnswerComparison],
    /// Weights of provisions in distances.
    pub weights: &'a [f64],
    /// How provisions that do not apply count in distances.
    pub not_applicable: NotApplicable,
    /// Jurisdictions to which distances are measured.
    pub partners: &'a [usize],
}

/// Holds the effect of changing one provision alone.
#[derive(Debug, Clone, PartialEq)]
pub struct SingleEffect {
    /// The change.
    pub change: Change,
    /// Steps of the parts.
    pub steps: Vec<Step>,
    /// Sum of the changes of the components that read it, in their own points; `None` if one has no score before or after.
    pub component_change: Option<f64>,
    /// Node below the overall score under which it lies, if one does.
    pub topic: Option<usize>,
    /// Change of that node's score; `None` if it has none before or after.
    pub topic_change: Option<f64>,
    /// Change of the overall score, as it is, see [`Method::gain`] for its direction; `None` if there is none before or after.
    pub score_change: Option<f64>,
    /// Overall score after.
    pub score_after: Option<f64>,
    /// Rank after, others staying.
    pub rank_after: Option<usize>,
    /// Change of the least distance ([`Distance::lower`]) to each partner.
    pub distance_changes: Vec<f64>,
}

impl SingleEffect {
    /// Whether the answer of any part changed.
    pub fn is_made(&self) -> bool {
        self.steps.iter().any(|step| step.verdict.is_made())
    }
}
