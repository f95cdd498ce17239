//! Scores of all nodes of a method for all jurisdictions, and the ranks that follow.

mod explain;

#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::answer::{Absence, Answer, Answers};
use crate::expression::Undefined;
use crate::method::{
    Aggregate, Better, Component, Edge, Group, Method, Node, OnAbsence, RankRule, Reading, ScoreFunction,
};

pub use explain::{Contribution, Switch, explain};

/// Says why a node has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An answer is absent.
    Absent(Absence),
    /// An answer is of another kind than the function takes, or an option has no points.
    Kind,
    /// A formula or condition cannot be worked out, as by division by 0.
    Arithmetic,
}

impl From<Undefined> for Cause {
    fn from(undefined: Undefined) -> Self {
        match undefined {
            Undefined::Absent(reason) => Self::Absent(reason),
            Undefined::Kind { .. } => Self::Kind,
            Undefined::Arithmetic => Self::Arithmetic,
        }
    }
}

/// Holds what a node comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// A score; finite.
    Score(f64),
    /// It leaves the average of its group.
    LeftOut(Absence),
    /// It has no score, nor has any group above it.
    Missing(Cause),
}

impl Mark {
    /// The score, if there is one.
    pub fn score(self) -> Option<f64> {
        match self {
            Self::Score(score) => Some(score),
            _ => None,
        }
    }
}

/// Holds the marks of all nodes for all jurisdictions.
///
/// - Shape: jurisdictions × nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    n_nodes: usize,
    marks: Vec<Mark>,
}

/// Names a jurisdiction whose marks are means of those of others, as an economy measured in two cities.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    /// The jurisdiction.
    pub jurisdiction: usize,
    /// Its parts and their weights, above 0; need not sum to 1.
    pub parts: Vec<(usize, f64)>,
}

impl Scores {
    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.n_nodes
    }

    /// Number of jurisdictions.
    pub fn n_jurisdictions(&self) -> usize {
        self.marks.len().checked_div(self.n_nodes).unwrap_or(0)
    }

    /// Marks of a jurisdiction, one per node.
    ///
    /// # Panics
    /// If it does not exist.
    pub fn of(&self, jurisdiction: usize) -> &[Mark] {
        &self.marks[jurisdiction * self.n_nodes..(jurisdiction + 1) * self.n_nodes]
    }

    /// Scores of a node, one per jurisdiction.
    pub fn node(&self, node: usize) -> Vec<Option<f64>> {
        (0..self.n_jurisdictions()).map(|jurisdiction| self.of(jurisdiction)[node].score()).collect()
    }

    /// Replaces the marks of composite jurisdictions by the weighted means of their parts', node by node.
    ///
    /// Scores are averaged, never answers: clipping makes the score of a mean another number than the mean of scores. A part whose node
    /// is left out leaves that node's mean; a part whose node is missing leaves it missing.
    ///
    /// # Panics
    /// If a jurisdiction does not exist.
    ///
    /// # Source
    /// World Bank, Doing Business 2020, ch. 6: economies with two cities are weighted by population.
    pub fn combine(&mut self, composites: &[Composite]) {
        for composite in composites {
            let parts: Vec<(&[Mark], f64)> =
                composite.parts.iter().map(|(part, weight)| (self.of(*part), *weight)).collect();
            let row: Vec<Mark> = mean_marks(&parts, self.n_nodes);
            let start = composite.jurisdiction * self.n_nodes;
            self.marks[start..start + self.n_nodes].copy_from_slice(&row);
        }
    }
}

/// Weighted means of marks, node by node.
pub(crate) fn mean_marks(parts: &[(&[Mark], f64)], n_nodes: usize) -> Vec<Mark> {
    (0..n_nodes).map(|node| mean(parts.iter().map(|(marks, weight)| (marks[node], *weight)))).collect()
}

/// Scores answers by a method.
///
/// Order of work for each jurisdiction: components from answers, implications, couplings, then groups from below, each node followed by its
/// gates.
///
/// - Shape: jurisdictions × nodes. Missing: as the method says, with the cause.
/// - Cost: O(nodes) per jurisdiction, in parallel over jurisdictions; equal bytes whatever the number of threads.
///
/// # Panics
/// If the answers have another number of provisions than the method.
pub fn score(method: &Method, answers: &Answers) -> Scores {
    assert_eq!(answers.n_provisions(), method.n_provisions(), "answers and method are about the same provisions");
    let n_nodes = method.n_nodes();
    let mut marks = vec![Mark::Score(0.0); answers.n_jurisdictions() * n_nodes];
    marks.par_chunks_mut(n_nodes).enumerate().with_min_len(16).for_each(|(jurisdiction, row)| {
        score_into(method, answers.of(jurisdiction), row);
    });
    Scores { n_nodes, marks }
}

/// Scores the answers of one jurisdiction.
///
/// # Panics
/// If the answers have another number of provisions than the method.
pub fn score_one(method: &Method, answers: &[Answer]) -> Vec<Mark> {
    assert_eq!(answers.len(), method.n_provisions(), "answers and method are about the same provisions");
    let mut marks = vec![Mark::Score(0.0); method.n_nodes()];
    score_into(method, answers, &mut marks);
    marks
}

/// As [`score_one`], into marks that are there already.
pub(crate) fn score_into(method: &Method, answers: &[Answer], marks: &mut [Mark]) {
    let draft = method.draft();
    for (node, mark) in draft.nodes.iter().zip(marks.iter_mut()) {
        if let Node::Component(component) = node {
            *mark = component_mark(component, answers);
        }
    }
    finish(method, answers, marks);
}

/// From the components' own marks to those of all nodes: implications, couplings, groups and gates.
pub(crate) fn finish(method: &Method, answers: &[Answer], marks: &mut [Mark]) {
    let draft = method.draft();
    for implication in &draft.implications {
        match implication.when.holds(answers) {
            Ok(false) => {}
            Ok(true) => implication.components.iter().for_each(|node| marks[*node] = Mark::Score(implication.score)),
            Err(undefined) => {
                implication.components.iter().for_each(|node| marks[*node] = Mark::Missing(undefined.into()));
            }
        }
    }
    for coupling in &draft.couplings {
        let at_worst = |node: &usize| {
            method.component(*node).is_some_and(|component| marks[*node] == Mark::Score(component.worst))
        };
        if coupling.components.iter().any(at_worst) {
            for node in &coupling.components {
                if let (Mark::Score(_), Some(component)) = (marks[*node], method.component(*node)) {
                    marks[*node] = Mark::Score(component.worst);
                }
            }
        }
    }
    for node in 0..draft.nodes.len() {
        if let Node::Group(group) = &draft.nodes[node] {
            marks[node] = group_mark(method, group, marks);
        }
        for gate in method.gates_of(node) {
            let gate = &draft.gates[*gate];
            match gate.when.holds(answers) {
                Ok(false) => {}
                Ok(true) => {
                    marks[node] = Mark::Score(gate.score);
                    break;
                }
                Err(undefined) => {
                    marks[node] = Mark::Missing(undefined.into());
                    break;
                }
            }
        }
    }
}

/// Mark of a component by itself, before implications, couplings and gates.
pub(crate) fn component_mark(component: &Component, answers: &[Answer]) -> Mark {
    let found = match &component.reading {
        Reading::Answer { provision, function } => apply(function, answers[*provision]),
        Reading::Formula(formula) => formula.value(answers).map_err(Cause::from),
    };
    match found {
        Ok(score) => Mark::Score(score),
        Err(Cause::Absent(reason)) => match component.absence.on(reason) {
            OnAbsence::LeaveOut => Mark::LeftOut(reason),
            OnAbsence::Score(score) => Mark::Score(score),
            OnAbsence::Worst => Mark::Score(component.worst),
            OnAbsence::Missing => Mark::Missing(Cause::Absent(reason)),
        },
        Err(cause) => Mark::Missing(cause),
    }
}

/// Score of one answer by a function.
///
/// # Errors
/// [`Cause`]: the answer is absent, of another kind, or has no points.
pub fn apply(function: &ScoreFunction, answer: Answer) -> Result<f64, Cause> {
    if let ScoreFunction::Points(points) = function {
        return match answer {
            Answer::Choice(option) => points.get(option as usize).copied().ok_or(Cause::Kind),
            Answer::Absent(reason) => Err(Cause::Absent(reason)),
            _ => Err(Cause::Kind),
        };
    }
    let y = match answer {
        Answer::Number(number) if number.is_finite() => number,
        Answer::Date(days) => f64::from(days.0),
        Answer::Absent(reason) => return Err(Cause::Absent(reason)),
        _ => return Err(Cause::Kind),
    };
    Ok(match function {
        ScoreFunction::Bounds { worst, best, exponent, full } => {
            let share = 0.0 + ((worst - y) / (worst - best)).clamp(0.0, 1.0);
            // The exponent of almost every component is 1, where powf costs more than all the rest.
            full * if *exponent == 1.0 { share } else { share.powf(*exponent) }
        }
        ScoreFunction::Bands { thresholds, points, edge } => {
            let below = |threshold: &f64| match edge {
                Edge::Above => *threshold <= y,
                Edge::Below => *threshold < y,
            };
            points[thresholds.partition_point(below)]
        }
        ScoreFunction::Piecewise(knots) => {
            let next = knots.partition_point(|(x, _)| *x <= y);
            match (next.checked_sub(1).map(|k| knots[k]), knots.get(next)) {
                (Some((x0, s0)), Some((x1, s1))) => s0 + (s1 - s0) * (y - x0) / (x1 - x0),
                (Some((_, score)), None) | (None, Some(&(_, score))) => score,
                (None, None) => return Err(Cause::Kind),
            }
        }
        ScoreFunction::Points(_) | ScoreFunction::AsGiven => y,
    })
}

fn group_mark(method: &Method, group: &Group, marks: &[Mark]) -> Mark {
    let members = || group.members.iter().map(|member| (marks[member.node], member.weight));
    if let Aggregate::Mean = group.aggregate {
        return mean(members());
    }
    let mut sum = 0.0;
    let mut best = 0.0;
    let mut counts = false;
    let mut left_out = None;
    for (member, (mark, weight)) in group.members.iter().zip(members()) {
        match mark {
            Mark::Score(score) => {
                sum += weight * score;
                best += weight * best_of(method, member.node);
                counts = true;
            }
            Mark::LeftOut(reason) => left_out = left_out.or(Some(reason)),
            Mark::Missing(cause) => return Mark::Missing(cause),
        }
    }
    if let (false, Some(reason)) = (counts, left_out) {
        return Mark::LeftOut(reason);
    }
    let score = match group.aggregate {
        Aggregate::Mean | Aggregate::Sum => sum,
        Aggregate::SumOver { scale, full } => full * sum / scale,
        Aggregate::ShareOfBest { full } => full * sum / best,
    };
    if score.is_finite() { Mark::Score(score) } else { Mark::Missing(Cause::Arithmetic) }
}

/// Best score of a node: the best end of a component, or what a group comes to with all members at theirs.
pub(crate) fn best_of(method: &Method, node: usize) -> f64 {
    match &method.nodes()[node] {
        Node::Component(component) => component.best,
        Node::Group(group) => {
            let sum = || -> f64 { group.members.iter().map(|m| m.weight * best_of(method, m.node)).sum() };
            match group.aggregate {
                Aggregate::Mean => sum() / group.members.iter().map(|m| m.weight).sum::<f64>(),
                Aggregate::Sum => sum(),
                Aggregate::SumOver { scale, full } => full * sum() / scale,
                Aggregate::ShareOfBest { full } => full,
            }
        }
    }
}

/// Weighted mean of the marks that count; left out if none does, missing if any is.
fn mean(marks: impl Iterator<Item = (Mark, f64)>) -> Mark {
    let (mut sum, mut weights) = (0.0, 0.0);
    let mut left_out = None;
    for (mark, weight) in marks {
        match mark {
            Mark::Score(score) => {
                sum += weight * score;
                weights += weight;
            }
            Mark::LeftOut(reason) => left_out = left_out.or(Some(reason)),
            Mark::Missing(cause) => return Mark::Missing(cause),
        }
    }
    match left_out {
        _ if weights > 0.0 => Mark::Score(sum / weights),
        Some(reason) => Mark::LeftOut(reason),
        // Only members without weight count.
        None => Mark::Missing(Cause::Arithmetic),
    }
}

/// Rounds half away from zero to decimals.
pub fn rounded(score: f64, decimals: u8) -> f64 {
    let scale = 10_f64.powi(i32::from(decimals));
    (score * scale).round() / scale
}

/// Decimals beyond which scores count as equal, so that the order of a sum does not break a tie.
pub const RESOLUTION_DECIMALS: u8 = 9;

/// Ranks scores: one more than the number of better ones.
///
/// - Unrounded scores that agree in [`RESOLUTION_DECIMALS`] decimals are tied. Missing scores have no rank and count for nobody. Ties share the better rank; 1 is the best.
/// - Cost: O(n log n).
pub fn ranks(scores: &[Option<f64>], better: Better, rule: RankRule) -> Vec<Option<usize>> {
    let key = |score: f64| ranked(score, better, rule);
    let mut sorted: Vec<f64> = scores.iter().flatten().map(|score| key(*score)).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    scores.iter().map(|score| score.map(|score| 1 + sorted.partition_point(|other| *other < key(score)))).collect()
}

/// Turns a score so that less is better, rounded as the rule says; −0 becomes 0 so that the total order sees a tie.
pub(crate) fn ranked(score: f64, better: Better, rule: RankRule) -> f64 {
    let score = match rule {
        RankRule::Unrounded => rounded(score, RESOLUTION_DECIMALS),
        RankRule::Rounded { decimals } => rounded(score, decimals),
    };
    0.0 + match better {
        Better::Higher => -score,
        Better::Lower => score,
    }
}
