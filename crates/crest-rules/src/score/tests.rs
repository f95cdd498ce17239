use proptest::prelude::*;

use super::{Cause, Composite, Mark, Switch, apply, explain, ranks, score, score_one};
use crate::answer::{Absence, Answer, Answers, Days};
use crate::expression::{Condition, Names, formula};
use crate::method::{
    AbsenceRules, Aggregate, Better, Component, Coupling, Draft, Edge, Gate, Group, Implication, Member, Method, Node,
    OnAbsence, RankRule, Reading, ScoreFunction,
};

const UNKNOWN: Answer = Answer::Absent(Absence::Unknown);
const NOT_APPLICABLE: Answer = Answer::Absent(Absence::NotApplicable);

fn bounds(worst: f64, best: f64, exponent: f64) -> ScoreFunction {
    ScoreFunction::Bounds { worst, best, exponent, full: 100.0 }
}

fn leaf(provision: usize, function: ScoreFunction, worst: f64, best: f64) -> Node {
    let reading = Reading::Answer { provision, function };
    Node::Component(Component { reading, worst, best, absence: AbsenceRules::DOING_BUSINESS })
}

fn given(provision: usize) -> Node {
    leaf(provision, ScoreFunction::AsGiven, 0.0, 100.0)
}

fn group(members: &[(usize, f64)], aggregate: Aggregate) -> Node {
    Node::Group(Group { members: members.iter().map(|&(node, weight)| Member { node, weight }).collect(), aggregate })
}

fn draft(n_provisions: usize, nodes: Vec<Node>) -> Draft {
    Draft {
        n_provisions,
        nodes,
        implications: Vec::new(),
        couplings: Vec::new(),
        gates: Vec::new(),
        better: Better::Higher,
        rank_rule: RankRule::Unrounded,
        decimals: 1,
    }
}

fn number(number: f64) -> Answer {
    Answer::Number(number)
}

fn of(function: &ScoreFunction, y: f64) -> f64 {
    apply(function, number(y)).unwrap()
}

#[test]
fn frozen_bounds_clip_at_both_ends() {
    // Electricity in days, 248 → 18: halfway at 133; beyond 18 a real reform adds nothing.
    let days = bounds(248.0, 18.0, 1.0);
    assert_eq!(
        (of(&days, 300.0), of(&days, 248.0), of(&days, 133.0), of(&days, 18.0), of(&days, 7.0)),
        (0.0, 0.0, 50.0, 100.0, 100.0)
    );
    assert!(of(&days, 300.0).is_sign_positive());
    // Legal rights 0 → 12: more is better.
    assert_eq!(of(&bounds(0.0, 12.0, 1.0), 9.0), 75.0);
    // Tax rate 84 → 26.1 with exponent 0.8, at 36.1: (47.9 / 57.9)^0.8 = exp(0.8 · ln 0.827288) = exp(−0.151682) = 0.859261. Published for
    // Afghanistan in 2016 from the unrounded rate: 85.956.
    let tax = of(&bounds(84.0, 26.1, 0.8), 36.1);
    assert!((tax - 85.926_1).abs() < 1e-3 && (tax - 85.956).abs() < 0.05);
    assert_eq!(apply(&days, Answer::Choice(1)), Err(Cause::Kind));
    assert_eq!(apply(&days, number(f64::NAN)), Err(Cause::Kind));
    assert_eq!(of(&days, 18.0), apply(&days, Answer::Date(Days(18))).unwrap());
}

#[test]
fn points_bands_and_lines_by_hand() {
    let points = ScoreFunction::Points(vec![0.0, 2.5, 5.0]);
    assert_eq!(apply(&points, Answer::Choice(1)), Ok(2.5));
    assert_eq!(apply(&points, Answer::Choice(3)), Err(Cause::Kind));
    assert_eq!(apply(&points, number(1.0)), Err(Cause::Kind));
    let bands = |edge| ScoreFunction::Bands { thresholds: vec![10.0, 20.0], points: vec![6.0, 3.0, 0.0], edge };
    assert_eq!([9.9, 10.0, 20.0, 21.0].map(|y| of(&bands(Edge::Above), y)), [6.0, 3.0, 0.0, 0.0]);
    assert_eq!([9.9, 10.0, 20.0, 21.0].map(|y| of(&bands(Edge::Below), y)), [6.0, 6.0, 3.0, 0.0]);
    let line = ScoreFunction::Piecewise(vec![(0.0, 0.0), (10.0, 80.0), (20.0, 100.0)]);
    assert_eq!([-5.0, 5.0, 10.0, 15.0, 99.0].map(|y| of(&line, y)), [0.0, 40.0, 80.0, 90.0, 100.0]);
}

#[test]
fn reasons_of_absence_differ() {
    let nodes = vec![given(0), given(1), group(&[(0, 1.0), (1, 3.0)], Aggregate::Mean)];
    let method = Method::new(draft(2, nodes)).unwrap();
    let overall = |a, b| score_one(&method, &[a, b])[2];
    assert_eq!(overall(number(40.0), number(80.0)), Mark::Score(70.0));
    // What does not apply leaves the average, no practice scores 0 in it, the unknown leaves it missing.
    assert_eq!(overall(NOT_APPLICABLE, number(80.0)), Mark::Score(80.0));
    assert_eq!(overall(Answer::Absent(Absence::NoPractice), number(80.0)), Mark::Score(60.0));
    assert_eq!(overall(UNKNOWN, number(80.0)), Mark::Missing(Cause::Absent(Absence::Unknown)));
    assert_eq!(overall(NOT_APPLICABLE, NOT_APPLICABLE), Mark::LeftOut(Absence::NotApplicable));
    assert_eq!(overall(Answer::YES, number(1.0)), Mark::Missing(Cause::Kind));
    let worst = AbsenceRules::always(OnAbsence::Worst);
    let reading = Reading::Answer { provision: 0, function: ScoreFunction::AsGiven };
    let alone = Node::Component(Component { reading, worst: 1.0, best: 0.0, absence: worst });
    let method = Method::new(draft(1, vec![alone])).unwrap();
    assert_eq!(score_one(&method, &[UNKNOWN]), [Mark::Score(1.0)]);
}

#[test]
fn aggregates_by_hand() {
    let with = |aggregate, a, b| {
        let nodes = vec![leaf(0, ScoreFunction::AsGiven, 0.0, 12.0), leaf(1, ScoreFunction::AsGiven, 0.0, 8.0)];
        let nodes = nodes.into_iter().chain([group(&[(0, 1.0), (1, 1.0)], aggregate)]).collect();
        score_one(&Method::new(draft(2, nodes)).unwrap(), &[a, b])[2]
    };
    let credit = Aggregate::SumOver { scale: 20.0, full: 100.0 };
    assert_eq!(with(credit, number(9.0), number(7.0)), Mark::Score(80.0));
    assert_eq!(with(Aggregate::Sum, number(9.0), number(7.0)), Mark::Score(16.0));
    // Of 20 points 12 can be had where the second does not apply: 9 of 12.
    let share = Aggregate::ShareOfBest { full: 100.0 };
    assert_eq!(with(share, number(9.0), number(7.0)), Mark::Score(80.0));
    assert_eq!(with(share, number(9.0), NOT_APPLICABLE), Mark::Score(75.0));
    assert_eq!(with(Aggregate::Sum, NOT_APPLICABLE, NOT_APPLICABLE), Mark::LeftOut(Absence::NotApplicable));
    assert_eq!(with(share, number(9.0), UNKNOWN), Mark::Missing(Cause::Absent(Absence::Unknown)));
}

/// Three sub-indices summed over 8; the gate closes where outages are not measured (provision 3 = no).
fn gated() -> Method {
    let nodes = vec![
        given(0),
        given(1),
        given(2),
        group(&[(0, 1.0), (1, 1.0), (2, 1.0)], Aggregate::SumOver { scale: 8.0, full: 100.0 }),
    ];
    let gates = vec![Gate { node: 3, when: Condition::no(3), score: 0.0 }];
    Method::new(Draft { gates, ..draft(4, nodes) }).unwrap()
}

#[test]
fn gate_zeroes_an_index_whose_parts_are_positive() {
    let method = gated();
    let parts = [number(1.0), number(1.0), number(2.0)];
    let overall = |eligible| score_one(&method, &[parts[0], parts[1], parts[2], eligible])[3];
    assert_eq!(overall(Answer::YES), Mark::Score(50.0));
    assert_eq!(overall(Answer::NO), Mark::Score(0.0));
    assert_eq!(overall(UNKNOWN), Mark::Missing(Cause::Absent(Absence::Unknown)));
    let answers = [parts[0], parts[1], parts[2], Answer::NO];
    let explanation = explain(&method, &answers, &score_one(&method, &answers));
    assert_eq!(explanation[3].switch, Some(Switch::Gate(0)));
    assert!(explanation[..3].iter().all(|part| part.weight.is_none() && part.points == 0.0));
}

#[test]
fn closing_measure_and_bundle_count_as_restrictions() {
    // Lower is better: 0 open, 1 restriction. Provision 0 closes entry; 1 and 2 lie below it; 2 and 3 are coupled.
    let binary = |provision| leaf(provision, ScoreFunction::Points(vec![0.0, 1.0]), 1.0, 0.0);
    let members = [(0, 0.25), (1, 0.25), (2, 0.25), (3, 0.25)];
    let nodes = vec![binary(0), binary(1), binary(2), binary(3), group(&members, Aggregate::Sum)];
    let implications = vec![Implication { when: Condition::yes(0), components: vec![1], score: 1.0 }];
    let couplings = vec![Coupling { components: vec![2, 3] }];
    let method = Method::new(Draft { implications, couplings, better: Better::Lower, ..draft(4, nodes) }).unwrap();
    let marks = |answers: [u32; 4]| score_one(&method, &answers.map(Answer::Choice));
    let overall = |answers| marks(answers)[4].score().unwrap();
    assert_eq!(overall([0, 0, 0, 0]), 0.0);
    assert_eq!(overall([0, 1, 0, 0]), 0.25);
    assert_eq!(overall([1, 0, 0, 0]), 0.5);
    assert_eq!(overall([0, 0, 1, 0]), 0.5);
    assert_eq!(overall([1, 1, 1, 1]), 1.0);
    let answers = [1, 0, 1, 0].map(Answer::Choice);
    let switches: Vec<Option<Switch>> =
        explain(&method, &answers, &score_one(&method, &answers)).iter().map(|node| node.switch).collect();
    assert_eq!(switches, [None, Some(Switch::Implication(0)), None, Some(Switch::Coupling(0)), None]);
}

#[test]
fn formula_reads_several_answers() {
    let names = Names {
        provision: &|name| ["a", "b"].iter().position(|n| *n == name).map(|k| (k, crate::answer::Kind::Number)),
        option: &|_, _| None,
    };
    let reading = Reading::Formula(formula("min(a, b) * 10", &names).unwrap());
    let alone = Node::Component(Component { reading, worst: 0.0, best: 100.0, absence: AbsenceRules::DOING_BUSINESS });
    let method = Method::new(draft(2, vec![alone])).unwrap();
    assert_eq!(score_one(&method, &[number(3.0), number(4.0)]), [Mark::Score(30.0)]);
    assert_eq!(score_one(&method, &[number(3.0), NOT_APPLICABLE]), [Mark::LeftOut(Absence::NotApplicable)]);
    assert_eq!((method.readers(0), method.readers(1)), (&[0][..], &[0][..]));
}

#[test]
fn two_cities_average_scores_not_answers() {
    // 18 → 1 procedures; cities with 1 and 21: scores 100 and 0, mean 0.6 · 100 = 60. The mean value 9 would score 52.9.
    let method = Method::new(draft(1, vec![leaf(0, bounds(18.0, 1.0, 1.0), 0.0, 100.0)])).unwrap();
    let mut scores = score(&method, &Answers::new(1, vec![number(9.0), number(1.0), number(21.0)]));
    scores.combine(&[Composite { jurisdiction: 0, parts: vec![(1, 0.6), (2, 0.4)] }]);
    assert_eq!(scores.of(0), [Mark::Score(60.0)]);
    assert_eq!(scores.node(0), [Some(60.0), Some(100.0), Some(0.0)]);
}

#[test]
fn ties_share_the_better_rank() {
    let scores = [Some(70.0), Some(80.0), None, Some(70.0), Some(0.0), Some(-0.0)];
    let found = ranks(&scores, Better::Higher, RankRule::Unrounded);
    assert_eq!(found, [Some(2), Some(1), None, Some(2), Some(4), Some(4)]);
    assert_eq!(ranks(&scores, Better::Lower, RankRule::Unrounded), [Some(3), Some(5), None, Some(3), Some(1), Some(1)]);
    let close = [Some(70.04), Some(70.01), Some(70.06)];
    assert_eq!(ranks(&close, Better::Higher, RankRule::Unrounded), [Some(2), Some(3), Some(1)]);
    assert_eq!(ranks(&close, Better::Higher, RankRule::Rounded { decimals: 1 }), [Some(2), Some(2), Some(1)]);
    // 0.1 + 0.2 and 0.3 are the same score.
    assert_eq!(ranks(&[Some(0.1 + 0.2), Some(0.3)], Better::Higher, RankRule::Unrounded), [Some(1), Some(1)]);
}

proptest! {
    #[test]
    fn explanation_sums_to_the_overall_score(
        cells in prop::collection::vec((0.0..100.0_f64, 0..5_u8), 6),
        weights in prop::collection::vec(0.1..3.0_f64, 8),
    ) {
        let w = |k: usize| weights[k];
        let nodes = vec![
            given(0), given(1), given(2), given(3), given(4), given(5),
            group(&[(0, w(0)), (1, w(1)), (2, w(2))], Aggregate::Mean),
            group(&[(3, w(3)), (4, w(4)), (5, w(5))], Aggregate::ShareOfBest { full: 100.0 }),
            group(&[(6, w(6)), (7, w(7))], Aggregate::Mean),
        ];
        let method = Method::new(draft(6, nodes)).unwrap();
        let answers: Vec<Answer> =
            cells.iter().map(|(y, kind)| if *kind == 0 { NOT_APPLICABLE } else { number(*y) }).collect();
        let marks = score_one(&method, &answers);
        if let Some(overall) = marks[8].score() {
            let explanation = explain(&method, &answers, &marks);
            let leaves: f64 = explanation[..6].iter().map(|node| node.points).sum();
            let topics: f64 = explanation[6..8].iter().map(|node| node.points).sum();
            prop_assert!((leaves - overall).abs() < 1e-9 && (topics - overall).abs() < 1e-9);
            prop_assert!((-1e-9..=100.0 + 1e-9).contains(&overall));
        }
    }

    #[test]
    fn change_of_unit_leaves_bounded_scores_alone(y in -50.0..300.0_f64, worst in 50.0..200.0_f64, factor in 0.1..50.0_f64) {
        let (a, b) = (bounds(worst, 10.0, 0.8), bounds(worst * factor, 10.0 * factor, 0.8));
        prop_assert!((of(&a, y) - of(&b, y * factor)).abs() < 1e-9);
    }

    #[test]
    fn better_answer_is_never_ranked_worse(scores in prop::collection::vec(0.0..100.0_f64, 2..20), gain in 0.0..50.0_f64) {
        let before: Vec<Option<f64>> = scores.iter().copied().map(Some).collect();
        let mut after = before.clone();
        after[0] = Some(scores[0] + gain);
        let rank = |scores: &[Option<f64>]| ranks(scores, Better::Higher, RankRule::Unrounded)[0];
        prop_assert!(rank(&after) <= rank(&before));
    }
}
