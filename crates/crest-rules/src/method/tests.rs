use super::{
    AbsenceRules, Aggregate, Better, Component, Coupling, Draft, Edge, Gate, Group, Implication, Member, Method,
    MethodError, Node, OnAbsence, RankRule, Reading, ScoreFunction,
};
use crate::expression::Condition;

fn component(provision: usize, function: ScoreFunction) -> Node {
    let reading = Reading::Answer { provision, function };
    Node::Component(Component { reading, worst: 0.0, best: 1.0, absence: AbsenceRules::always(OnAbsence::Missing) })
}

fn group(members: &[(usize, f64)], aggregate: Aggregate) -> Node {
    Node::Group(Group { members: members.iter().map(|&(node, weight)| Member { node, weight }).collect(), aggregate })
}

fn draft() -> Draft {
    Draft {
        n_provisions: 3,
        nodes: vec![
            component(0, ScoreFunction::AsGiven),
            component(1, ScoreFunction::AsGiven),
            group(&[(0, 1.0), (1, 1.0)], Aggregate::Mean),
        ],
        implications: Vec::new(),
        couplings: Vec::new(),
        gates: Vec::new(),
        better: Better::Higher,
        rank_rule: RankRule::Unrounded,
        decimals: 1,
    }
}

fn error(change: impl FnOnce(&mut Draft)) -> MethodError {
    let mut draft = draft();
    change(&mut draft);
    Method::new(draft).unwrap_err()
}

#[test]
fn tree_is_known_from_both_ends() {
    let method = Method::new(draft()).unwrap();
    assert_eq!((method.overall(), method.parent(0), method.parent(2)), (2, Some(2), None));
    assert_eq!((method.readers(0), method.readers(2)), (&[0][..], &[][..]));
    assert_eq!(method.components().collect::<Vec<usize>>(), [0, 1]);
    assert!(method.is_better(2.0, 1.0) && method.gain(1.5) == 1.5);
    let lower = Method::new(Draft { better: Better::Lower, ..draft() }).unwrap();
    assert!(lower.is_better(1.0, 2.0) && lower.gain(1.5) == -1.5);
}

#[test]
fn mistakes_of_the_tree_are_named() {
    assert_eq!(error(|d| d.nodes.clear()), MethodError::NoNode);
    assert_eq!(error(|d| d.n_provisions = 1), MethodError::Provision { provision: 1 });
    let nodes = |nodes: Vec<Node>| move |d: &mut Draft| d.nodes = nodes;
    let leaf = || component(0, ScoreFunction::AsGiven);
    let mean = |members: &[(usize, f64)]| group(members, Aggregate::Mean);
    assert_eq!(error(nodes(vec![mean(&[(0, 1.0)])])), MethodError::MemberOrder { group: 0, member: 0 });
    assert_eq!(error(nodes(vec![leaf(), mean(&[(7, 1.0)])])), MethodError::MemberOrder { group: 1, member: 7 });
    assert_eq!(error(nodes(vec![leaf(), mean(&[(0, 1.0), (0, 1.0)])])), MethodError::TwoParents { node: 0 });
    assert_eq!(error(nodes(vec![leaf(), leaf(), mean(&[(0, 1.0)])])), MethodError::NoParent { node: 1 });
    assert_eq!(error(nodes(vec![leaf(), mean(&[(0, 0.0)])])), MethodError::NoWeight { group: 1 });
    assert_eq!(error(nodes(vec![leaf(), mean(&[])])), MethodError::NoWeight { group: 1 });
    assert_eq!(error(nodes(vec![leaf(), mean(&[(0, -1.0)])])), MethodError::Weight { group: 1, member: 0 });
    let over = group(&[(0, 1.0)], Aggregate::SumOver { scale: 0.0, full: 100.0 });
    assert_eq!(error(nodes(vec![leaf(), over])), MethodError::Number { node: 1 });
}

#[test]
fn mistakes_of_functions_are_named() {
    let function = |function: ScoreFunction| error(move |d| d.nodes[0] = component(0, function));
    let bounds = |worst, best, exponent| ScoreFunction::Bounds { worst, best, exponent, full: 100.0 };
    assert_eq!(function(bounds(5.0, 5.0, 1.0)), MethodError::EqualEnds { node: 0 });
    assert_eq!(function(bounds(5.0, 1.0, 0.0)), MethodError::Number { node: 0 });
    assert_eq!(function(bounds(f64::NAN, 1.0, 1.0)), MethodError::Number { node: 0 });
    assert_eq!(function(ScoreFunction::Points(Vec::new())), MethodError::Points { node: 0 });
    let bands = |thresholds: &[f64], points: &[f64]| ScoreFunction::Bands {
        thresholds: thresholds.to_vec(),
        points: points.to_vec(),
        edge: Edge::Above,
    };
    assert_eq!(function(bands(&[1.0], &[0.0])), MethodError::Points { node: 0 });
    assert_eq!(function(bands(&[2.0, 1.0], &[0.0, 1.0, 2.0])), MethodError::NotRising { node: 0 });
    assert_eq!(function(ScoreFunction::Piecewise(vec![(1.0, 0.0), (1.0, 1.0)])), MethodError::NotRising { node: 0 });
    let equal = error(|d| {
        if let Node::Component(component) = &mut d.nodes[0] {
            component.worst = 1.0;
        }
    });
    assert_eq!(equal, MethodError::EqualEnds { node: 0 });
}

#[test]
fn mistakes_of_rules_are_named() {
    let gate = |node, provision, score| Gate { node, when: Condition::yes(provision), score };
    assert_eq!(error(|d| d.gates = vec![gate(9, 0, 0.0)]), MethodError::GateNode { node: 9 });
    assert_eq!(error(|d| d.gates = vec![gate(2, 3, 0.0)]), MethodError::Provision { provision: 3 });
    assert_eq!(error(|d| d.gates = vec![gate(2, 0, f64::NAN)]), MethodError::SetScore);
    let implication = |node| Implication { when: Condition::yes(0), components: vec![node], score: 1.0 };
    assert_eq!(error(|d| d.implications = vec![implication(2)]), MethodError::NotAComponent { node: 2 });
    assert_eq!(
        error(|d| d.couplings = vec![Coupling { components: vec![0, 5] }]),
        MethodError::NotAComponent { node: 5 }
    );
}
