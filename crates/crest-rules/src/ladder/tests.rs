use super::{Offer, ladder, rank_intervals, rounding_bounds};
use crate::answer::{Answer, Answers};
use crate::method::{
    AbsenceRules, Aggregate, Better, Component, Draft, Edge, Group, Member, Method, Node, RankRule, Reading,
    ScoreFunction,
};

#[test]
fn points_to_each_better_place() {
    // Own 50 is fourth behind 60, 52 and 52; two share the second place.
    let offers = [
        Offer { gain: 2.0, cost: 9.0 },
        Offer { gain: 3.0, cost: 5.0 },
        Offer { gain: 20.0, cost: 7.0 },
        Offer { gain: 2.5, cost: 5.0 },
    ];
    let rungs = ladder(50.0, &[60.0, 52.0, 52.0, 40.0], Better::Higher, &offers);
    let found: Vec<(usize, f64, Option<usize>)> =
        rungs.iter().map(|rung| (rung.rank, rung.points, rung.cheapest)).collect();
    // Of the two that cost 5 the one that gains 3 is taken.
    assert_eq!(found, [(2, 2.0, Some(1)), (1, 10.0, Some(2))]);
    assert!(ladder(60.0, &[60.0, 52.0], Better::Higher, &[]).is_empty());
}

#[test]
fn ladder_goes_down_where_lower_is_better() {
    let rungs = ladder(0.5, &[0.25, 0.75], Better::Lower, &[Offer { gain: 0.25, cost: 1.0 }]);
    assert_eq!((rungs.len(), rungs[0].rank, rungs[0].points, rungs[0].cheapest), (1, 1, 0.25, Some(0)));
}

#[test]
fn rank_interval_counts_the_surely_and_the_maybe_better() {
    // 90–92, 91–93 and 95–96; the last is a point at 80; one is missing.
    let intervals = [Some((90.0, 92.0)), Some((91.0, 93.0)), Some((95.0, 96.0)), Some((80.0, 80.0)), None];
    let found = rank_intervals(&intervals, Better::Higher);
    assert_eq!(found, [Some((2, 3)), Some((2, 3)), Some((1, 1)), Some((4, 4)), None]);
    let mirrored = rank_intervals(&intervals, Better::Lower);
    assert_eq!(mirrored, [Some((2, 3)), Some((2, 3)), Some((4, 4)), Some((1, 1)), None]);
    assert_eq!(rank_intervals(&[Some((1.0, 1.0)), Some((1.0, 1.0))], Better::Higher), [Some((1, 1)); 2]);
}

#[test]
fn rounding_bounds_hold_what_lies_between() {
    let leaf = |provision, function| {
        let reading = Reading::Answer { provision, function };
        Node::Component(Component { reading, worst: 0.0, best: 100.0, absence: AbsenceRules::DOING_BUSINESS })
    };
    let bounds = ScoreFunction::Bounds { worst: 8.0, best: 0.0, exponent: 1.0, full: 100.0 };
    let bands = ScoreFunction::Bands { thresholds: vec![1.0, 1.2], points: vec![0.0, 100.0, 50.0], edge: Edge::Above };
    let line = ScoreFunction::Piecewise(vec![(0.0, 0.0), (1.1, 100.0), (2.0, 0.0)]);
    let members = (0..3).map(|node| Member { node, weight: 1.0 }).collect();
    let nodes =
        vec![leaf(0, bounds), leaf(1, bands), leaf(2, line), Node::Group(Group { members, aggregate: Aggregate::Sum })];
    let draft = Draft {
        n_provisions: 3,
        nodes,
        implications: Vec::new(),
        couplings: Vec::new(),
        gates: Vec::new(),
        better: Better::Higher,
        rank_rule: RankRule::Unrounded,
        decimals: 1,
    };
    let method = Method::new(draft).unwrap();
    let answers = Answers::new(3, vec![Answer::Number(4.0), Answer::Number(1.1), Answer::Number(1.1)]);
    let found = rounding_bounds(&method, &answers, &[0.5, 0.2, 0.55]);
    let scores = |marks: &[crate::score::Mark]| marks.iter().map(|mark| mark.score().unwrap()).collect::<Vec<f64>>();
    let (low, high) = (scores(&found.low), scores(&found.high));
    // 3.5 to 4.5 of 8; all three bands lie within 0.9–1.3; the peak at 1.1 within 0.55–1.65.
    assert_eq!((low[0], high[0]), (43.75, 56.25));
    assert_eq!((low[1], high[1]), (0.0, 100.0));
    assert!((low[2] - 100.0 * 0.35 / 0.9).abs() < 1e-9 && high[2] == 100.0);
    assert_eq!((low[3], high[3]), (low[0] + low[1] + low[2], 256.25));
    let exact = rounding_bounds(&method, &answers, &[0.0; 3]);
    assert_eq!(exact.low, exact.high);
}
