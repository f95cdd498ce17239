use super::{Compatibility, Contradiction, Published, Reading, Statement, compatible, statements};
use crate::admissible::{Admissible, SLACK};
use crate::error::InverseError;
use crate::half_space::{deepest, least_slack};
use crate::matrix::Matrix;
use crate::sample::Sample;
use crate::solver::Effort;

const ALL: Effort = Effort::UNTIL_PROVEN;
const LOOSE: Reading = Reading { margin: 0.0, tie: 0.0 };

fn singles(places: &[usize]) -> Vec<Vec<usize>> {
    places.iter().map(|place| vec![*place]).collect()
}

fn contradiction(answer: Compatibility) -> Contradiction {
    match answer {
        Compatibility::Contradicts(contradiction) => contradiction,
        Compatibility::Agrees(agreement) => panic!("expected a contradiction, found {agreement:?}"),
    }
}

#[test]
fn statements_follow_the_tiers() {
    let tiers = vec![vec![4], vec![0, 2], vec![]];
    let list = Published { tiers: &tiers, below: &[1] };
    let expected = [Statement::Ahead(4, 0), Statement::Ahead(4, 2), Statement::Tied(0, 2)];
    let found = statements(&list);
    assert_eq!(found[..3], expected);
    assert_eq!(found[3..], [Statement::Ahead(0, 1), Statement::Ahead(2, 1)]);
}

#[test]
fn list_made_from_weights_agrees_and_they_lie_in_the_ranges() {
    let mut sample = Sample(6);
    for _ in 0..15 {
        let cells = sample.cells(14 * 5);
        let matrix = Matrix::new(&cells, 5).unwrap();
        let truth = sample.weights(5);
        let stated = [0.2; 5];
        let mut order: Vec<usize> = (0..14).collect();
        order.sort_by(|&a, &b| matrix.score(b, &truth).total_cmp(&matrix.score(a, &truth)).then(a.cmp(&b)));
        let tiers = singles(&order[..6]);
        let list = Published { tiers: &tiers, below: &order[6..] };
        let set = Admissible::simplex(5).unwrap();
        let answer = compatible(matrix, &set, &stated, &list, LOOSE, ALL).unwrap();
        let Compatibility::Agrees(agreement) = answer else { panic!("{answer:?}") };
        for (k, (least, greatest)) in agreement.ranges.iter().enumerate() {
            assert!(*least - 1e-8 <= truth[k] && truth[k] <= *greatest + 1e-8);
        }
        for weights in [&agreement.clearest, &agreement.nearest.weights] {
            assert!(set.miss(weights) < SLACK);
            for statement in statements(&list) {
                let Statement::Ahead(a, b) = statement else { panic!("there are no ties") };
                assert!(matrix.lead(a, b, weights) >= -matrix.resolution());
            }
        }
        let least = |weights: &[f64]| {
            let leads = statements(&list).into_iter().map(|statement| match statement {
                Statement::Ahead(a, b) | Statement::Tied(a, b) => matrix.lead(a, b, weights),
            });
            leads.fold(f64::INFINITY, f64::min)
        };
        assert!((agreement.margin.unwrap() - least(&agreement.clearest)).abs() < 1e-9);
        assert!(agreement.margin.unwrap() >= least(&truth) - 1e-6);
        assert!(agreement.nearest.distance <= crate::ahead::Distance::Moved.between(&truth, &stated) + 1e-7);
    }
}

#[test]
fn dominated_place_ahead_is_the_whole_contradiction() {
    // Place 2 is worse than place 0 in everything, yet stands before it; the others may stand anyhow.
    let cells = [5.0, 5.0, 9.0, 0.0, 1.0, 2.0, 0.0, 9.0];
    let matrix = Matrix::new(&cells, 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    let tiers = singles(&[1, 2, 0, 3]);
    let list = Published { tiers: &tiers, below: &[] };
    let found = contradiction(compatible(matrix, &set, &[0.5, 0.5], &list, LOOSE, ALL).unwrap());
    assert_eq!(found.core, [Statement::Ahead(2, 0)]);
    assert_eq!((found.leave_out.places.len(), found.leave_out.proven), (1, true));
    assert!([0, 2].contains(&found.leave_out.places[0]));
}

#[test]
fn contradiction_of_two_by_hand() {
    // The first before the second asks for w₁ ≥ ½, the third before the fourth for w₁ ≤ ¼ ; the second before the third for nothing new.
    let cells = [9.0, 5.0, 7.0, 7.0, 4.0, 2.0, 1.0, 3.0];
    let matrix = Matrix::new(&cells, 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    // S₀ − S₁ = 2 w₁ − 2 w₂, S₃ − S₂ = −3 w₁ + w₂.
    let tiers = singles(&[0, 1, 3, 2]);
    let list = Published { tiers: &tiers, below: &[] };
    let found = contradiction(compatible(matrix, &set, &[0.5, 0.5], &list, LOOSE, ALL).unwrap());
    assert_eq!(found.core, [Statement::Ahead(0, 1), Statement::Ahead(3, 2)]);
    assert_eq!(found.leave_out.places.len(), 1);
    // Least sum of misses: 2 − 4 w₁ and 4 w₁ − 1 sum to 1 between ¼ and ½.
    let total: f64 = found.closest.misses.iter().map(|(_, miss)| miss).sum();
    assert!((total - 1.0).abs() < 1e-7, "{:?}", found.closest.misses);
}

#[test]
fn core_is_irreducible_and_fewest_are_fewest() {
    let mut sample = Sample(14);
    let mut n_contradictions = 0;
    for _ in 0..12 {
        let n = 7;
        let cells = sample.cells(n * 3);
        let matrix = Matrix::new(&cells, 3).unwrap();
        let set = Admissible::simplex(3).unwrap();
        let tiers = vec![vec![0], vec![1, 2], vec![3], vec![4]];
        let list = Published { tiers: &tiers, below: &[5, 6] };
        let reading = Reading { margin: 1.0, tie: 5.0 };
        let holds = |statements: &[Statement]| {
            let spaces = super::half_spaces(matrix, statements, reading);
            spaces.is_empty() || deepest(&set, &spaces, &[]).unwrap().unwrap().slack >= -matrix.resolution()
        };
        let answer = compatible(matrix, &set, &[0.3, 0.3, 0.4], &list, reading, ALL).unwrap();
        let all = statements(&list);
        let Compatibility::Contradicts(found) = answer else {
            assert!(holds(&all));
            continue;
        };
        n_contradictions += 1;
        assert!(!holds(&found.core));
        for left in 0..found.core.len() {
            let mut rest = found.core.clone();
            rest.remove(left);
            assert!(holds(&rest), "{:?}", found.core);
        }
        // Every subset of places that may be left out, by size.
        let kept = |out: u32| -> Vec<Statement> {
            let stays = |places: &[usize]| -> Vec<usize> {
                places.iter().copied().filter(|place| out & (1 << place) == 0).collect()
            };
            let tiers: Vec<Vec<usize>> = tiers.iter().map(|tier| stays(tier)).collect();
            statements(&Published { tiers: &tiers, below: &stays(list.below) })
        };
        let fewest = (0_u32..1 << n).filter(|out| holds(&kept(*out))).map(u32::count_ones).min().unwrap();
        assert_eq!(found.leave_out.places.len(), fewest as usize);
        assert!(found.leave_out.proven);
        let out = found.leave_out.places.iter().fold(0, |out, place| out | 1 << place);
        let spaces = super::half_spaces(matrix, &kept(out), reading);
        assert!(least_slack(&spaces, &found.leave_out.weights) >= -matrix.resolution());
        assert!(set.miss(&found.closest.weights) < SLACK && !found.closest.misses.is_empty());
    }
    assert!(n_contradictions >= 6);
}

#[test]
fn ties_hold_within_what_rounding_hides() {
    // S₀ − S₁ = w₁ − w₂: a tie within 0.2 keeps w₁ between 0.4 and 0.6.
    let cells = [1.0, 0.0, 0.0, 1.0];
    let matrix = Matrix::new(&cells, 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    let tiers = vec![vec![0, 1]];
    let list = Published { tiers: &tiers, below: &[] };
    let reading = Reading { margin: 0.0, tie: 0.2 };
    let answer = compatible(matrix, &set, &[0.9, 0.1], &list, reading, ALL).unwrap();
    let Compatibility::Agrees(agreement) = answer else { panic!("{answer:?}") };
    assert!((agreement.ranges[0].0 - 0.4).abs() < 1e-7 && (agreement.ranges[0].1 - 0.6).abs() < 1e-7);
    assert!((agreement.nearest.weights[0] - 0.6).abs() < 1e-7);
    assert_eq!(agreement.margin, None);
}

#[test]
fn empty_list_agrees_with_everything() {
    let matrix = Matrix::new(&[1.0, 2.0, 2.0, 1.0], 2).unwrap();
    let set = Admissible::simplex(2).unwrap();
    let list = Published { tiers: &[], below: &[] };
    let answer = compatible(matrix, &set, &[0.5, 0.5], &list, LOOSE, ALL).unwrap();
    let Compatibility::Agrees(agreement) = answer else { panic!("{answer:?}") };
    assert_eq!(agreement.nearest.distance, 0.0);
    assert!(agreement.ranges.iter().all(|range| *range == (0.0, 1.0)));
}

#[test]
fn place_named_twice_is_refused() {
    let matrix = Matrix::new(&[1.0, 2.0], 1).unwrap();
    let set = Admissible::simplex(1).unwrap();
    let tiers = singles(&[0, 1]);
    let list = Published { tiers: &tiers, below: &[1] };
    let answer = compatible(matrix, &set, &[1.0], &list, LOOSE, ALL);
    assert_eq!(answer, Err(InverseError::Place { place: 1 }));
}
