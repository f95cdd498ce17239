//! What a draft of a method must hold before anything is computed with it.

use super::{Component, Draft, Method, Node, Reading, ScoreFunction};

/// Says what is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodError {
    /// There is no node, hence no overall score.
    NoNode,
    /// A component, condition or formula reads a provision that does not exist.
    Provision {
        /// The provision.
        provision: usize,
    },
    /// A member stands at or after its group, or does not exist.
    MemberOrder {
        /// The group.
        group: usize,
        /// The member.
        member: usize,
    },
    /// A node belongs to two groups, or twice to one.
    TwoParents {
        /// The node.
        node: usize,
    },
    /// A node other than the last belongs to no group.
    NoParent {
        /// The node.
        node: usize,
    },
    /// A group has no member, or no member with a weight.
    NoWeight {
        /// The group.
        group: usize,
    },
    /// A weight is negative or not finite.
    Weight {
        /// The group.
        group: usize,
        /// The member.
        member: usize,
    },
    /// A number of a node is not finite, or a divisor, exponent or greatest score is not above 0.
    Number {
        /// The node.
        node: usize,
    },
    /// The worst and the best end are equal.
    EqualEnds {
        /// The node.
        node: usize,
    },
    /// Thresholds or knots do not rise.
    NotRising {
        /// The node.
        node: usize,
    },
    /// The number of points does not fit the thresholds, or there are no points.
    Points {
        /// The node.
        node: usize,
    },
    /// An implication or a coupling names a node that is no component.
    NotAComponent {
        /// The node.
        node: usize,
    },
    /// A gate names a node that does not exist.
    GateNode {
        /// The node.
        node: usize,
    },
    /// The score set by a gate or an implication is not finite.
    SetScore,
}

impl std::fmt::Display for MethodError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoNode => write!(f, "the method has no node"),
            Self::Provision { provision } => write!(f, "provision {provision} does not exist"),
            Self::MemberOrder { group, member } => {
                write!(f, "member {member} does not stand before its group {group}")
            }
            Self::TwoParents { node } => write!(f, "node {node} belongs to more than one group"),
            Self::NoParent { node } => write!(f, "node {node} belongs to no group"),
            Self::NoWeight { group } => write!(f, "group {group} has no member with a weight"),
            Self::Weight { group, member } => {
                write!(f, "the weight of member {member} of group {group} is negative or not finite")
            }
            Self::Number { node } => write!(f, "a number of node {node} is out of its range or not finite"),
            Self::EqualEnds { node } => write!(f, "the worst and the best end of node {node} are equal"),
            Self::NotRising { node } => write!(f, "the thresholds of node {node} do not rise"),
            Self::Points { node } => write!(f, "the points of node {node} do not fit its options or bands"),
            Self::NotAComponent { node } => write!(f, "node {node} is no component"),
            Self::GateNode { node } => write!(f, "a gate names node {node}, which does not exist"),
            Self::SetScore => write!(f, "a gate or an implication sets a score that is not finite"),
        }
    }
}

impl std::error::Error for MethodError {}

pub(super) fn check(draft: Draft) -> Result<Method, MethodError> {
    let n_nodes = draft.nodes.len();
    if n_nodes == 0 {
        return Err(MethodError::NoNode);
    }
    let mut parents: Vec<Option<usize>> = vec![None; n_nodes];
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); draft.n_provisions];
    for (node, what) in draft.nodes.iter().enumerate() {
        match what {
            Node::Component(component) => {
                check_component(node, component)?;
                for provision in provisions_of(component) {
                    readers.get_mut(provision).ok_or(MethodError::Provision { provision })?.push(node);
                }
            }
            Node::Group(group) => {
                for (k, member) in group.members.iter().enumerate() {
                    if member.node >= node {
                        return Err(MethodError::MemberOrder { group: node, member: member.node });
                    }
                    if !(member.weight.is_finite() && member.weight >= 0.0) {
                        return Err(MethodError::Weight { group: node, member: k });
                    }
                    if parents[member.node].replace(node).is_some() {
                        return Err(MethodError::TwoParents { node: member.node });
                    }
                }
                if group.members.iter().all(|member| member.weight == 0.0) {
                    return Err(MethodError::NoWeight { group: node });
                }
                check_aggregate(node, group.aggregate)?;
            }
        }
    }
    if let Some(node) = parents[..n_nodes - 1].iter().position(Option::is_none) {
        return Err(MethodError::NoParent { node });
    }
    let is_component = |node: &usize| matches!(draft.nodes.get(*node), Some(Node::Component(_)));
    let coupled = draft.couplings.iter().flat_map(|coupling| &coupling.components);
    for node in draft.implications.iter().flat_map(|implication| &implication.components).chain(coupled) {
        if !is_component(node) {
            return Err(MethodError::NotAComponent { node: *node });
        }
    }
    let mut gates_of: Vec<Vec<usize>> = vec![Vec::new(); n_nodes];
    for (k, gate) in draft.gates.iter().enumerate() {
        gates_of.get_mut(gate.node).ok_or(MethodError::GateNode { node: gate.node })?.push(k);
    }
    let conditions = draft.implications.iter().map(|implication| (&implication.when, implication.score));
    for (when, score) in conditions.chain(draft.gates.iter().map(|gate| (&gate.when, gate.score))) {
        if let Some(provision) = when.provisions().into_iter().find(|p| *p >= draft.n_provisions) {
            return Err(MethodError::Provision { provision });
        }
        if !score.is_finite() {
            return Err(MethodError::SetScore);
        }
    }
    Ok(Method { draft, parents, gates_of, readers })
}

/// Provisions that a component reads, in order, each once.
pub(crate) fn provisions_of(component: &Component) -> Vec<usize> {
    match &component.reading {
        Reading::Answer { provision, .. } => vec![*provision],
        Reading::Formula(formula) => formula.provisions(),
    }
}

fn check_aggregate(node: usize, aggregate: super::Aggregate) -> Result<(), MethodError> {
    let positive = |x: f64| x.is_finite() && x > 0.0;
    let fine = match aggregate {
        super::Aggregate::Mean | super::Aggregate::Sum => true,
        super::Aggregate::SumOver { scale, full } => positive(scale) && positive(full),
        super::Aggregate::ShareOfBest { full } => positive(full),
    };
    if fine { Ok(()) } else { Err(MethodError::Number { node }) }
}

fn check_component(node: usize, component: &Component) -> Result<(), MethodError> {
    let absence = crate::answer::Absence::ALL.map(|reason| component.absence.on(reason));
    let set = absence.iter().all(|rule| !matches!(rule, super::OnAbsence::Score(score) if !score.is_finite()));
    if !(component.worst.is_finite() && component.best.is_finite() && set) {
        return Err(MethodError::Number { node });
    }
    if component.worst == component.best {
        return Err(MethodError::EqualEnds { node });
    }
    let Reading::Answer { function, .. } = &component.reading else { return Ok(()) };
    match function {
        ScoreFunction::Bounds { worst, best, exponent, full } => {
            let fine = worst.is_finite() && best.is_finite() && exponent.is_finite() && full.is_finite();
            if !fine || *exponent <= 0.0 || *full <= 0.0 {
                return Err(MethodError::Number { node });
            }
            if worst == best {
                return Err(MethodError::EqualEnds { node });
            }
        }
        ScoreFunction::Points(points) => {
            if points.is_empty() || points.iter().any(|p| !p.is_finite()) {
                return Err(MethodError::Points { node });
            }
        }
        ScoreFunction::Bands { thresholds, points, .. } => {
            if points.len() != thresholds.len() + 1 || points.iter().any(|p| !p.is_finite()) {
                return Err(MethodError::Points { node });
            }
            rising(node, thresholds.iter().copied())?;
        }
        ScoreFunction::Piecewise(knots) => {
            if knots.is_empty() || knots.iter().any(|(_, score)| !score.is_finite()) {
                return Err(MethodError::Points { node });
            }
            rising(node, knots.iter().map(|(answer, _)| *answer))?;
        }
        ScoreFunction::AsGiven => {}
    }
    Ok(())
}

fn rising(node: usize, numbers: impl Iterator<Item = f64>) -> Result<(), MethodError> {
    let mut last = f64::NEG_INFINITY;
    for number in numbers {
        if !number.is_finite() || number <= last {
            return Err(MethodError::NotRising { node });
        }
        last = number;
    }
    Ok(())
}
