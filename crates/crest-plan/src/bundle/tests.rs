use super::{
    AtMost, Bundle, BundleError, Candidate, Cluster, Menu, Objective, Terms, best_bundle, best_bundles, frontier,
    outcome, score_for_rank, search,
};
use crate::sample::Sample;
use crate::solver::Effort;

const OBJECTIVES: [Objective; 3] = [Objective::HighestScore, Objective::LeastDistance, Objective::LeastCost];

fn candidate(gain: f64, distance_change: f64, cost: f64) -> Candidate {
    Candidate { gain, distance_change, cost, is_allowed: true }
}

fn menu(candidates: &[Candidate]) -> Menu {
    Menu { score: 50.0, distance: 0.5, candidates: candidates.to_vec(), ..Menu::default() }
}

fn best(menu: &Menu, terms: &Terms, objective: Objective) -> Result<Bundle, BundleError> {
    best_bundle(menu, terms, objective, Effort::UNTIL_PROVEN)
}

/// All sets that keep the terms, by the value of their objective.
fn by_force(menu: &Menu, terms: &Terms, objective: Objective) -> Vec<(f64, Vec<usize>)> {
    let n = menu.candidates.len();
    let sets = (0..1_usize << n).map(|set| (0..n).filter(|k| set >> k & 1 == 1).collect::<Vec<usize>>());
    let kept = sets.filter(|set| search::keeps(menu, terms, set));
    let mut found: Vec<(f64, Vec<usize>)> =
        kept.map(|set| (search::value(outcome(menu, &set), objective), set)).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}

fn random(sample: &mut Sample, n: usize) -> (Menu, Terms) {
    let mut menu = menu(&[]);
    for _ in 0..n {
        let gain = (sample.uniform() * 40.0).round() / 10.0 - 1.0;
        let distance_change = (sample.uniform() * 20.0).round() / 1000.0 - 0.015;
        let is_allowed = sample.uniform() < 0.8;
        menu.candidates.push(Candidate { gain, distance_change, cost: (sample.uniform() * 20.0).round(), is_allowed });
    }
    for _ in 0..n / 4 {
        menu.requires.push((sample.below(n), sample.below(n)));
    }
    for _ in 0..2 {
        menu.at_most.push(AtMost { members: (0..3).map(|_| sample.below(n)).collect(), most: 1 });
    }
    let gains = (0..8).map(|set| if set == 0 { 0.0 } else { (sample.uniform() * 60.0).round() / 10.0 - 1.0 }).collect();
    menu.clusters.push(Cluster { members: vec![0, 2, 4], gains });
    let terms = Terms {
        budget: Some(20.0 + (sample.uniform() * 40.0).round()),
        most: (sample.uniform() < 0.5).then_some(5),
        per_year: (sample.uniform() < 0.5).then_some((2, 2)),
        score_at_least: Some(50.0 + (sample.uniform() * 60.0).round() / 10.0),
        distance_at_most: (sample.uniform() < 0.5).then_some(0.49),
    };
    (menu, terms)
}

#[test]
fn best_bundle_is_that_of_all_subsets() {
    let mut sample = Sample(11);
    let (mut n_found, mut n_out) = (0, 0);
    for case in 0..60 {
        let (menu, terms) = random(&mut sample, 8 + case % 7);
        for objective in OBJECTIVES {
            let all = by_force(&menu, &terms, objective);
            match (best(&menu, &terms, objective), all.first()) {
                (Ok(bundle), Some((value, _))) => {
                    let found = search::value(outcome(&menu, &bundle.chosen), objective);
                    assert!((found - value).abs() < 1e-7, "case {case} {objective:?}: {found} for {value}");
                    assert!(bundle.proven && search::keeps(&menu, &terms, &bundle.chosen));
                    let bound = if objective == Objective::HighestScore { -bundle.bound } else { bundle.bound };
                    assert!((bound - value).abs() < 1e-6, "bound {bound} of {value}");
                    n_found += 1;
                }
                (Err(BundleError::OutOfReach), None) => n_out += 1,
                (found, expected) => panic!("case {case} {objective:?}: {found:?} for {expected:?}"),
            }
        }
    }
    assert!(n_found > 60 && n_out > 5, "{n_found} {n_out}");
}

#[test]
fn twenty_provisions_equal_brute_force() {
    let mut sample = Sample(5);
    let (menu, mut terms) = random(&mut sample, 20);
    terms.score_at_least = Some(52.0);
    terms.most = Some(6);
    let (value, _) = by_force(&menu, &terms, Objective::HighestScore)[0].clone();
    let bundle = best(&menu, &terms, Objective::HighestScore).unwrap();
    assert!((bundle.score + value).abs() < 1e-9);
}

#[test]
fn k_best_are_the_first_of_all_subsets() {
    let mut sample = Sample(23);
    for case in 0..10 {
        // Distinct powers leave no ties and no idle members.
        let candidates: Vec<Candidate> =
            (0..8).map(|k| candidate(1.0 + f64::from(1 << k) / 64.0, -0.01, 1.0 + sample.uniform())).collect();
        let menu = menu(&candidates);
        let terms = Terms { budget: Some(5.0), ..Terms::default() };
        let all = by_force(&menu, &terms, Objective::HighestScore);
        let found = best_bundles(&menu, &terms, Objective::HighestScore, 5, Effort::UNTIL_PROVEN).unwrap();
        let sets: Vec<&Vec<usize>> = found.iter().map(|bundle| &bundle.chosen).collect();
        let expected: Vec<&Vec<usize>> = all[..5].iter().map(|(_, set)| set).collect();
        assert_eq!(sets, expected, "case {case}");
    }
}

#[test]
fn list_ends_when_there_are_no_more() {
    let menu = menu(&[candidate(1.0, 0.0, 1.0), candidate(2.0, 0.0, 1.0)]);
    let found = best_bundles(&menu, &Terms::default(), Objective::HighestScore, 9, Effort::UNTIL_PROVEN).unwrap();
    let sets: Vec<Vec<usize>> = found.into_iter().map(|bundle| bundle.chosen).collect();
    assert_eq!(sets, [vec![0, 1], vec![1], vec![0], vec![]]);
}

#[test]
fn idle_members_are_left_out() {
    // The second gains nothing and costs nothing; the third is required by nobody chosen.
    let mut menu = menu(&[candidate(1.0, 0.0, 1.0), candidate(0.0, 0.0, 0.0), candidate(0.0, 0.0, 2.0)]);
    menu.requires = vec![(1, 2)];
    assert_eq!(best(&menu, &Terms::default(), Objective::HighestScore).unwrap().chosen, [0]);
    let none = best(&menu, &Terms::default(), Objective::LeastCost).unwrap();
    assert_eq!((none.chosen, none.score, none.cost), (vec![], 50.0, 0.0));
}

#[test]
fn prerequisites_are_paid_for() {
    // The large gain needs the third at 5; budget 5 buys only the small one.
    let mut menu = menu(&[candidate(9.0, 0.0, 1.0), candidate(1.0, 0.0, 1.0), candidate(0.0, 0.0, 5.0)]);
    menu.requires = vec![(0, 2)];
    let at = |budget| best(&menu, &Terms { budget: Some(budget), ..Terms::default() }, Objective::HighestScore);
    assert_eq!(at(5.0).unwrap().chosen, [1]);
    assert_eq!(at(6.0).unwrap().chosen, [0, 2]);
    assert_eq!(at(7.0).unwrap().chosen, [0, 1, 2]);
}

#[test]
fn closest_bundle_that_does_not_lower_the_score() {
    // Aligning on the first lowers the score by 1; the second pays for it; the third is not ours to change.
    let mut menu = menu(&[candidate(-1.0, -0.2, 1.0), candidate(1.5, 0.0, 1.0), candidate(3.0, -0.1, 1.0)]);
    menu.candidates[2].is_allowed = false;
    let free = best(&menu, &Terms::default(), Objective::LeastDistance).unwrap();
    assert_eq!((free.chosen.as_slice(), free.score), (&[0][..], 49.0));
    let kept = Terms { score_at_least: Some(50.0), ..Terms::default() };
    let kept = best(&menu, &kept, Objective::LeastDistance).unwrap();
    assert_eq!((kept.chosen, kept.score, kept.distance), (vec![0, 1], 50.5, 0.3));
}

#[test]
fn gate_is_opened_only_with_all_its_keys() {
    // Two reforms gain nothing alone and 5 together; the third gains 3.
    let mut menu = menu(&[candidate(0.0, 0.0, 1.0), candidate(0.0, 0.0, 1.0), candidate(3.0, 0.0, 1.0)]);
    menu.clusters = vec![Cluster { members: vec![0, 1], gains: vec![0.0, 0.0, 0.0, 5.0] }];
    let at = |budget| best(&menu, &Terms { budget: Some(budget), ..Terms::default() }, Objective::HighestScore);
    assert_eq!(at(1.0).unwrap().chosen, [2]);
    assert_eq!((at(2.0).unwrap().chosen, at(2.0).unwrap().score), (vec![0, 1], 55.0));
}

#[test]
fn years_hold_so_many_and_prerequisites_come_first() {
    let mut menu =
        menu(&[candidate(1.0, 0.0, 0.0), candidate(5.0, 0.0, 0.0), candidate(3.0, 0.0, 0.0), candidate(2.0, 0.0, 0.0)]);
    menu.requires = vec![(1, 0)];
    let terms = Terms { per_year: Some((2, 2)), ..Terms::default() };
    let bundle = best(&menu, &terms, Objective::HighestScore).unwrap();
    // Ready at first: 2 (gains 3), 3 (2), 0 (1); 1 once 0 is there.
    assert_eq!((bundle.chosen, bundle.years), (vec![0, 1, 2, 3], Some(vec![1, 1, 0, 0])));
    let short = Terms { per_year: Some((1, 3)), ..Terms::default() };
    assert_eq!(best(&menu, &short, Objective::HighestScore).unwrap().chosen, [0, 1, 2]);
}

#[test]
fn rank_is_reached_at_least_cost() {
    let menu = menu(&[candidate(4.0, 0.0, 10.0), candidate(2.0, 0.0, 3.0), candidate(2.0, 0.0, 4.0)]);
    let target = score_for_rank(&[60.0, 54.0, 51.0], 2);
    assert_eq!(target, Some(54.0));
    let bundle = best(&menu, &Terms { score_at_least: target, ..Terms::default() }, Objective::LeastCost).unwrap();
    assert_eq!((bundle.chosen, bundle.cost), (vec![1, 2], 7.0));
    assert_eq!(score_for_rank(&[60.0], 2), None);
}

#[test]
fn more_budget_is_never_worse() {
    let mut sample = Sample(31);
    for _ in 0..10 {
        let (menu, terms) = random(&mut sample, 12);
        let mut last = f64::NEG_INFINITY;
        for budget in [5.0, 15.0, 30.0, 60.0] {
            let terms = Terms { budget: Some(budget), score_at_least: None, ..terms };
            match best(&menu, &terms, Objective::HighestScore) {
                Ok(bundle) => {
                    assert!(bundle.score >= last - 1e-9);
                    last = bundle.score;
                }
                Err(error) => assert_eq!((error, last), (BundleError::OutOfReach, f64::NEG_INFINITY)),
            }
        }
    }
}

#[test]
fn frontier_is_beaten_by_no_subset() {
    let mut sample = Sample(41);
    let (menu, _) = random(&mut sample, 10);
    let terms = Terms::default();
    let found = frontier(&menu, &terms, &[10.0, 25.0, 60.0], 3, Effort::UNTIL_PROVEN).unwrap();
    assert!(found.len() >= 4, "{}", found.len());
    for bundle in &found {
        for (_, set) in by_force(&menu, &terms, Objective::LeastCost) {
            let other = outcome(&menu, &set);
            let beats = other.score > bundle.score + 1e-9
                && other.distance < bundle.distance - 1e-9
                && other.cost <= bundle.cost;
            assert!(!beats, "{set:?} beats {:?}", bundle.chosen);
        }
    }
}

#[test]
fn mistakes_are_named() {
    let good = menu(&[candidate(1.0, 0.0, 1.0)]);
    let with = |change: fn(&mut Menu)| {
        let mut menu = good.clone();
        change(&mut menu);
        best(&menu, &Terms::default(), Objective::HighestScore).unwrap_err()
    };
    assert_eq!(with(|menu| menu.candidates[0].cost = -1.0), BundleError::Candidate { candidate: 0 });
    assert_eq!(with(|menu| menu.requires = vec![(0, 3)]), BundleError::Position { candidate: 3 });
    let twice = |menu: &mut Menu| menu.clusters = vec![Cluster { members: vec![0, 0], gains: vec![0.0; 4] }];
    assert_eq!(with(twice), BundleError::Position { candidate: 0 });
    let short = |menu: &mut Menu| menu.clusters = vec![Cluster { members: vec![0], gains: vec![0.0] }];
    assert_eq!(with(short), BundleError::Gains { cluster: 0 });
    let terms = Terms { budget: Some(f64::NAN), ..Terms::default() };
    assert_eq!(best(&good, &terms, Objective::LeastCost), Err(BundleError::Term));
    let terms = Terms { score_at_least: Some(99.0), ..Terms::default() };
    assert_eq!(best(&good, &terms, Objective::LeastCost), Err(BundleError::OutOfReach));
}

#[test]
fn two_hundred_provisions_are_solved() {
    let (menu, terms) = super::tests::large();
    let start = best(&menu, &terms, Objective::HighestScore).unwrap();
    assert!(start.proven && search::keeps(&menu, &terms, &start.chosen));
    let closest = best(&menu, &terms, Objective::LeastDistance).unwrap();
    assert!(closest.distance <= start.distance && closest.score <= start.score);
}

/// 200 provisions under budget, number, score, powers, prerequisites and exclusions.
pub(super) fn large() -> (Menu, Terms) {
    let mut sample = Sample(2026);
    let mut menu = menu(&[]);
    for _ in 0..200 {
        menu.candidates.push(Candidate {
            gain: sample.uniform() * 0.6 - 0.1,
            distance_change: sample.uniform() * -0.004 + 0.001,
            cost: 1.0 + sample.uniform() * 9.0,
            is_allowed: sample.uniform() < 0.7,
        });
    }
    for _ in 0..40 {
        menu.requires.push((sample.below(200), sample.below(200)));
    }
    for _ in 0..20 {
        menu.at_most.push(AtMost { members: (0..4).map(|_| sample.below(200)).collect(), most: 1 });
    }
    let terms = Terms {
        budget: Some(120.0),
        most: Some(30),
        per_year: None,
        score_at_least: Some(52.0),
        distance_at_most: None,
    };
    (menu, terms)
}
