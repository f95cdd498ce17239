//! How a score came about: what each node adds to the overall score, and which rule set it.

use super::Mark;
use crate::answer::Answer;
use crate::method::{Aggregate, Method, Node};

/// Says which rule, other than the answer itself, set the score of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// A gate.
    Gate(usize),
    /// An implication.
    Implication(usize),
    /// A coupling.
    Coupling(usize),
}

/// Holds what a node adds to the overall score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The node.
    pub node: usize,
    /// What it comes to.
    pub mark: Mark,
    /// Points of the overall score per point of this node, after what is left out has left the average; `None` where it does not count:
    /// left out, missing, or below a node that a gate sets.
    pub weight: Option<f64>,
    /// `weight · score`; 0 where it does not count.
    pub points: f64,
    /// The rule that set it, if one did.
    pub switch: Option<Switch>,
    /// Provisions that a component reads, rising.
    pub provisions: Vec<usize>,
}

/// Explains the overall score of a jurisdiction, node by node.
///
/// The points of the nodes at which the score enters — components, and nodes that a gate sets — sum to the overall score, and the points of a group
/// are the sum of its members'.
///
/// - Order: that of the nodes. Where the overall score is missing, no node counts.
/// - Not for a composite: its parts are explained one by one and their points averaged.
///
/// # Panics
/// If answers or marks have another length than provisions or nodes.
pub fn explain(method: &Method, answers: &[Answer], marks: &[Mark]) -> Vec<Contribution> {
    let draft = method.draft();
    assert_eq!((answers.len(), marks.len()), (method.n_provisions(), method.n_nodes()), "one row of each");
    let gate = |node: usize| {
        let acting = method.gates_of(node).iter().find(|gate| draft.gates[**gate].when.holds(answers) != Ok(false));
        acting.map(|gate| Switch::Gate(*gate))
    };
    let mut weights: Vec<Option<f64>> = vec![None; method.n_nodes()];
    let overall = method.overall();
    weights[overall] = marks[overall].score().map(|_| 1.0);
    for node in (0..=overall).rev() {
        let (Some(weight), Node::Group(group), None) = (weights[node], &draft.nodes[node], gate(node)) else {
            continue;
        };
        let counting = || group.members.iter().filter(|member| marks[member.node].score().is_some());
        let factor = match group.aggregate {
            Aggregate::Mean => 1.0 / counting().map(|member| member.weight).sum::<f64>(),
            Aggregate::Sum => 1.0,
            Aggregate::SumOver { scale, full } => full / scale,
            Aggregate::ShareOfBest { full } => {
                full / counting().map(|m| m.weight * super::best_of(method, m.node)).sum::<f64>()
            }
        };
        for member in counting() {
            weights[member.node] = Some(weight * factor * member.weight);
        }
    }
    (0..=overall)
        .map(|node| {
            let provisions = method.component(node).map(crate::method::provisions_of).unwrap_or_default();
            let points = weights[node].zip(marks[node].score()).map_or(0.0, |(weight, score)| weight * score);
            let switch = gate(node).or_else(|| switch_of(method, answers, node, marks[node]));
            Contribution { node, mark: marks[node], weight: weights[node], points, switch, provisions }
        })
        .collect()
}

/// Implication or coupling that set a component, if its own answer did not.
fn switch_of(method: &Method, answers: &[Answer], node: usize, mark: Mark) -> Option<Switch> {
    let component = method.component(node)?;
    let draft = method.draft();
    // Implications are applied in order, so the last that acts is the one that set the score.
    let implied = draft
        .implications
        .iter()
        .rposition(|rule| rule.components.contains(&node) && rule.when.holds(answers) != Ok(false));
    if let Some(implication) = implied {
        let set = draft.implications[implication].score;
        if mark == Mark::Score(set) || mark.score().is_none() {
            return Some(Switch::Implication(implication));
        }
    }
    let own = super::component_mark(component, answers);
    let coupled = draft.couplings.iter().position(|coupling| coupling.components.contains(&node));
    (mark != own).then_some(coupled.map(Switch::Coupling)).flatten()
}
