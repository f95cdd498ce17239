use super::{Aim, Change, LeastChangeError, Lever, Reach, Segment, Standing, cost_ladder, least_change};
use crate::sample::Sample;
use crate::solver::Effort;

fn aim(rank: usize) -> Aim {
    Aim { rank, reach: Reach::Tied, most_levers: None, effort: Effort::UNTIL_PROVEN }
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-7, "{a} is not {b}");
}

const OTHERS: [f64; 3] = [60.0, 53.0, 40.0];

fn standing() -> Standing<'static> {
    Standing { own: 50.0, others: &OTHERS, effects: &[] }
}

#[test]
fn rank_held_already_costs_nothing() {
    let change = least_change(&[Lever::even(1.0, 1.0, 1.0)], &standing(), &aim(3)).unwrap();
    assert_eq!((change.cost, change.rank, change.price), (0.0, 3, None));
    assert!(change.cost.is_sign_positive());
}

#[test]
fn segments_are_filled_by_cost_per_point() {
    // Per point: the first lever costs 1, then 2; the second 1.5. Ten points: 4 at 1, 5 at 1.5, 1 at 2.
    let first = Lever {
        segments: vec![Segment { length: 4.0, gain: 1.0 }, Segment { length: 20.0, gain: 0.5 }],
        ..Lever::even(0.0, 0.0, 1.0)
    };
    let second = Lever::even(2.0, 2.5, 3.0);
    let change = least_change(&[first, second], &standing(), &aim(1)).unwrap();
    assert_eq!(change.changes, [6.0, 2.5]);
    assert_eq!((change.cost, change.price, change.rank, change.score), (13.5, Some(2.0), 1, 60.0));
}

#[test]
fn margin_asks_for_more() {
    let levers = [Lever::even(1.0, 20.0, 1.0)];
    let ahead = Aim { reach: Reach::AheadBy(0.5), ..aim(2) };
    close(least_change(&levers, &standing(), &ahead).unwrap().cost, 3.5);
    close(least_change(&levers, &standing(), &aim(2)).unwrap().cost, 3.0);
}

#[test]
fn best_possible_rank_is_told() {
    let levers = [Lever::even(1.0, 5.0, 1.0)];
    assert_eq!(least_change(&levers, &standing(), &aim(1)), Err(LeastChangeError::OutOfReach { best_rank: 2 }));
    // With fixed costs, and with others that move along, the same.
    let fixed = [Lever { fixed_cost: 1.0, ..levers[0].clone() }];
    assert_eq!(least_change(&fixed, &standing(), &aim(1)), Err(LeastChangeError::OutOfReach { best_rank: 2 }));
    let moving = Standing { effects: &[0.5, 0.5, 0.5], ..standing() };
    assert_eq!(least_change(&levers, &moving, &aim(1)), Err(LeastChangeError::OutOfReach { best_rank: 3 }));
}

#[test]
fn lumps_by_hand() {
    // Steps of 2 points: 3 points need two steps.
    let levers = [Lever { lump: Some(2.0), ..Lever::even(1.0, 10.0, 1.0) }];
    let change = least_change(&levers, &standing(), &aim(2)).unwrap();
    assert_eq!((change.changes[0], change.cost, change.rank), (4.0, 4.0, 2));
    // Steps of 0.1, which no binary number is: 30 of them reach a tie, and no 31st is asked for.
    let levers = [Lever { lump: Some(0.1), ..Lever::even(1.0, 10.0, 1.0) }];
    close(least_change(&levers, &standing(), &aim(2)).unwrap().cost, 3.0);
}

#[test]
fn others_that_move_along_are_followed() {
    // Each unit gives 2 points and takes 1 from the second place: 3 points need one unit. The first rises with it.
    let levers = [Lever::even(2.0, 10.0, 1.0)];
    let moving = Standing { effects: &[1.0, -1.0, 0.0], ..standing() };
    let change = least_change(&levers, &moving, &aim(2)).unwrap();
    close(change.changes[0], 1.0);
    // One more point of lead costs a third of a unit.
    close(change.price.unwrap(), 1.0 / 3.0);
    close(least_change(&levers, &moving, &aim(1)).unwrap().changes[0], 10.0);
}

/// Least cost over every set of levers, by the closed form on each.
fn by_subsets(levers: &[Lever], standing: &Standing<'_>, aim: &Aim) -> Option<f64> {
    let n = levers.len();
    let costs = (0_u32..1 << n).filter_map(|chosen| {
        let stands = |k: &usize| chosen & (1 << k) != 0;
        if aim.most_levers.is_some_and(|most| chosen.count_ones() as usize > most) {
            return None;
        }
        let open: Vec<Lever> = (0..n).filter(stands).map(|k| Lever { fixed_cost: 0.0, ..levers[k].clone() }).collect();
        let fixed: f64 = (0..n).filter(stands).map(|k| levers[k].fixed_cost).sum();
        let free = Aim { most_levers: None, ..*aim };
        let standing = Standing { effects: &[], ..*standing };
        least_change(&open, &standing, &free).ok().map(|change| change.cost + fixed)
    });
    costs.min_by(f64::total_cmp)
}

fn random_levers(sample: &mut Sample, n: usize) -> Vec<Lever> {
    let levers = (0..n).map(|_| {
        let gain = 0.2 + sample.uniform();
        let stretch =
            |share: f64, sample: &mut Sample| Segment { length: 1.0 + 5.0 * sample.uniform(), gain: gain * share };
        let segments = vec![stretch(1.0, sample), stretch(0.4, sample)];
        let fixed_cost = if sample.uniform() < 0.7 { 4.0 * sample.uniform() } else { 0.0 };
        Lever { segments, cost: 0.5 + sample.uniform(), fixed_cost, lump: None }
    });
    levers.collect()
}

#[test]
fn fixed_costs_and_numbers_agree_with_every_subset() {
    let mut sample = Sample(41);
    for round in 0..30 {
        let levers = random_levers(&mut sample, 6);
        let others = sample.cells(8);
        let standing = Standing { own: 60.0, others: &others, effects: &[] };
        let aim = Aim { most_levers: (round % 2 == 0).then_some(3), ..aim(1 + round % 3) };
        let expected = by_subsets(&levers, &standing, &aim);
        match least_change(&levers, &standing, &aim) {
            Ok(change) => {
                close(change.cost, expected.unwrap());
                holds(&levers, &change, &aim);
            }
            Err(LeastChangeError::OutOfReach { best_rank }) => {
                assert!(expected.is_none() && best_rank > aim.rank);
                assert!(least_change(&levers, &standing, &Aim { rank: best_rank, ..aim }).is_ok());
            }
            Err(other) => panic!("{other}"),
        }
    }
}

fn holds(levers: &[Lever], change: &Change, aim: &Aim) {
    assert!(change.proven && change.rank <= aim.rank);
    assert!((change.cost - change.cost_bound).abs() < 1e-6 * (1.0 + change.cost));
    let moved = change.changes.iter().filter(|change| **change > 0.0).count();
    assert!(aim.most_levers.is_none_or(|most| moved <= most));
    assert!(levers.iter().zip(&change.changes).all(|(lever, change)| (0.0..=lever.limit() + 1e-9).contains(change)));
}

#[test]
fn lumps_agree_with_every_number_of_them() {
    let mut sample = Sample(43);
    for _ in 0..20 {
        let levers: Vec<Lever> = (0..3)
            .map(|_| Lever {
                lump: Some(1.0),
                fixed_cost: sample.uniform(),
                ..Lever::even(0.5 + sample.uniform(), 4.0, 0.5 + sample.uniform())
            })
            .collect();
        let others = sample.cells(6);
        let standing = Standing { own: 70.0, others: &others, effects: &[] };
        let target = {
            let mut sorted = others.clone();
            sorted.sort_by(|a, b| b.total_cmp(a));
            sorted[1]
        };
        let mut expected: Option<f64> = None;
        for code in 0..125 {
            let counts = [code % 5, code / 5 % 5, code / 25].map(f64::from);
            let score: f64 = 70.0 + levers.iter().zip(counts).map(|(l, n)| l.gain(n)).sum::<f64>();
            let cost: f64 =
                levers.iter().zip(counts).map(|(l, n)| if n > 0.0 { l.cost * n + l.fixed_cost } else { 0.0 }).sum();
            if score >= target {
                expected = Some(expected.map_or(cost, |least| least.min(cost)));
            }
        }
        match (least_change(&levers, &standing, &aim(2)), expected) {
            (Ok(change), Some(cost)) => close(change.cost, cost),
            (Err(LeastChangeError::OutOfReach { .. }), None) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn moving_others_that_stay_are_fixed_others() {
    let mut sample = Sample(47);
    for round in 0..12 {
        let levers = random_levers(&mut sample, 4);
        let others = sample.cells(7);
        let fixed = Standing { own: 65.0, others: &others, effects: &[] };
        // An effect too small to matter sends the question to the larger programme.
        let mut effects = vec![0.0; 28];
        effects[0] = 1e-300;
        let moving = Standing { effects: &effects, ..fixed };
        let aim = aim(1 + round % 4);
        match (least_change(&levers, &fixed, &aim), least_change(&levers, &moving, &aim)) {
            (Ok(a), Ok(b)) => {
                assert!((a.cost - b.cost).abs() < 1e-5, "{} {}", a.cost, b.cost);
                assert!(b.rank <= aim.rank);
            }
            (a, b) => assert_eq!(a.map(|change| change.rank), b.map(|change| change.rank)),
        }
    }
}

#[test]
fn ladder_never_falls_and_equals_its_rungs() {
    let mut sample = Sample(53);
    for _ in 0..5 {
        let levers = random_levers(&mut sample, 5);
        let others = sample.cells(10);
        let standing = Standing { own: 55.0, others: &others, effects: &[] };
        let ladder = cost_ladder(&levers, &standing, &aim(1)).unwrap();
        assert_eq!(ladder.last().unwrap().rank, 1);
        assert_eq!(ladder[0].change.as_ref().unwrap().cost, 0.0);
        let mut last = 0.0;
        for rung in &ladder {
            let alone = least_change(&levers, &standing, &aim(rung.rank)).ok();
            assert_eq!(alone.is_some(), rung.change.is_some());
            if let (Some(alone), Some(change)) = (alone, &rung.change) {
                close(alone.cost, change.cost);
                assert!(change.cost >= last - 1e-9);
                last = change.cost;
            }
        }
    }
}

#[test]
fn faults_of_a_question_are_named() {
    let lever = Lever::even(1.0, 1.0, 1.0);
    let rising = Lever {
        segments: vec![Segment { length: 1.0, gain: 1.0 }, Segment { length: 1.0, gain: 2.0 }],
        ..lever.clone()
    };
    let ask = |levers: &[Lever], standing: &Standing<'_>, aim: &Aim| least_change(levers, standing, aim).unwrap_err();
    assert_eq!(ask(&[lever.clone(), rising], &standing(), &aim(1)), LeastChangeError::NotConcave { lever: 1 });
    let negative = Lever { cost: -1.0, ..lever.clone() };
    assert_eq!(ask(&[negative], &standing(), &aim(1)), LeastChangeError::Lever { lever: 0 });
    let lump = Lever { lump: Some(0.0), ..lever.clone() };
    assert_eq!(ask(&[lump], &standing(), &aim(1)), LeastChangeError::Lever { lever: 0 });
    assert_eq!(ask(&[], &standing(), &aim(0)), LeastChangeError::Rank);
    let strange = Standing { effects: &[1.0], ..standing() };
    assert_eq!(
        ask(std::slice::from_ref(&lever), &strange, &aim(1)),
        LeastChangeError::Effects { n_found: 1, n_expected: 3 }
    );
    let lost = Standing { own: f64::NAN, ..standing() };
    assert_eq!(ask(std::slice::from_ref(&lever), &lost, &aim(1)), LeastChangeError::NotFinite);
    let margin = Aim { reach: Reach::AheadBy(-1.0), ..aim(1) };
    assert_eq!(ask(&[lever], &standing(), &margin), LeastChangeError::Margin { margin: -1.0 });
}

#[test]
fn units_of_scores_and_costs_do_not_matter() {
    let mut sample = Sample(67);
    let levers = random_levers(&mut sample, 6);
    let others = sample.cells(8);
    let effects: Vec<f64> = (0..48).map(|_| 0.1 * (sample.uniform() - 0.5)).collect();
    for effects in [Vec::new(), effects] {
        let cost = |unit: f64, money: f64| {
            let scaled = levers.iter().map(|lever| Lever {
                segments: lever.segments.iter().map(|s| Segment { length: s.length * unit, gain: s.gain }).collect(),
                cost: lever.cost * money / unit,
                fixed_cost: lever.fixed_cost * money,
                lump: None,
            });
            let scaled: Vec<Lever> = scaled.collect();
            let others: Vec<f64> = others.iter().map(|score| score * unit).collect();
            let standing = Standing { own: 75.0 * unit, others: &others, effects: &effects };
            least_change(&scaled, &standing, &aim(2)).unwrap().cost / money
        };
        let once = cost(1.0, 1.0);
        assert!(once > 1.0);
        assert!((cost(1e6, 1e9) - once).abs() < 1e-6 * once);
        assert!((cost(1e-4, 1e-3) - once).abs() < 1e-6 * once);
    }
}
