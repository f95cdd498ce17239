use super::*;
use crate::TreeNode;
use crate::aggregate::aggregate;

/// Root 0 ← pillar 1 (w 1) ← columns 0 (w 1), 1 (w 3); root ← pillar 2 (w 1) ← columns 2, 3.
fn tree() -> Tree {
    let node = |parent, weight, leaf| TreeNode { parent, weight, leaf };
    Tree::build(vec![
        node(None, 1.0, None),
        node(Some(0), 1.0, None),
        node(Some(0), 1.0, None),
        node(Some(1), 1.0, Some(0)),
        node(Some(1), 3.0, Some(1)),
        node(Some(2), 1.0, Some(2)),
        node(Some(2), 1.0, Some(3)),
    ])
    .unwrap()
}

fn matrix() -> Matrix {
    let columns = [[20.0, 40.0], [60.0, 50.0], [10.0, 10.0], [70.0, 90.0]];
    Matrix::from_columns(2, &columns.map(|column| column.map(Some).to_vec()))
}

const MEANS: [Mean; 8] = [
    Mean::Arithmetic,
    Mean::Geometric,
    Mean::Harmonic,
    Mean::Power(0.5),
    Mean::Power(3.0),
    Mean::Median,
    Mean::Minimum,
    Mean::Owa(2.0),
];

#[test]
fn arithmetic_contributions_are_weight_times_value() {
    let rule = Aggregation::default();
    let scores = aggregate(&matrix(), &tree(), &rule).unwrap();
    let parts = contributions(&scores, &tree(), &rule, 0).unwrap();
    // Effective weights 1/8, 3/8, 1/4, 1/4: 2.5 + 22.5 + 2.5 + 17.5 = 45; pillars 25 and 20.
    assert_eq!(parts.row(0).collect::<Vec<_>>(), [45.0, 25.0, 20.0, 2.5, 22.5, 2.5, 17.5].map(Some));
}

#[test]
fn indicators_sum_to_the_score_under_every_mean() {
    for lower in MEANS {
        for upper in MEANS {
            let rule = Aggregation::by_level(&[lower, upper]);
            let scores = aggregate(&matrix(), &tree(), &rule).unwrap();
            let parts = contributions(&scores, &tree(), &rule, 0).unwrap();
            for place in 0..2 {
                let sum: f64 = (3..7).map(|leaf| parts.at(place, leaf).unwrap()).sum();
                assert!((sum - scores.at(place, 0).unwrap()).abs() < 1e-10, "{lower:?} {upper:?}");
            }
        }
    }
}

#[test]
fn gaps_sum_to_the_difference_under_every_mean() {
    for lower in MEANS {
        for upper in MEANS {
            let rule = Aggregation::by_level(&[lower, upper]);
            let scores = aggregate(&matrix(), &tree(), &rule).unwrap();
            let parts = gap(&scores, &tree(), &rule, 0, 0, 1).unwrap();
            let sum: f64 = parts[3..].iter().sum();
            let whole = scores.at(1, 0).unwrap() - scores.at(0, 0).unwrap();
            assert!((sum - whole).abs() < 1e-10 && (parts[0] - whole).abs() < 1e-12, "{lower:?} {upper:?}");
            assert!((parts[1] + parts[2] - whole).abs() < 1e-10, "{lower:?} {upper:?}");
        }
    }
}

#[test]
fn a_geometric_gap_follows_the_logarithms() {
    let flat = Tree::flat(2).unwrap();
    let rule = Aggregation::all(Mean::Geometric);
    let scores = aggregate(&matrix().columns(&[0, 1]), &flat, &rule).unwrap();
    let parts = gap(&scores, &flat, &rule, 2, 0, 1).unwrap();
    // √1200 → √2000; log-mean of the two times half the log ratio of each member.
    let (a, b) = (1200_f64.sqrt(), 2000_f64.sqrt());
    let log_mean = (b - a) / (b / a).ln();
    assert!((parts[0] - log_mean * 0.5 * 2_f64.ln()).abs() < 1e-12);
    assert!((parts[1] - log_mean * 0.5 * (50_f64 / 60.0).ln()).abs() < 1e-12);
}

#[test]
fn differing_members_still_sum_to_the_gap() {
    let mut holes = matrix();
    holes.set(0, 1, None);
    let rule = Aggregation::default();
    let scores = aggregate(&holes, &tree(), &rule).unwrap();
    let parts = gap(&scores, &tree(), &rule, 0, 0, 1).unwrap();
    let whole = scores.at(1, 0).unwrap() - scores.at(0, 0).unwrap();
    assert!((parts[3..].iter().sum::<f64>() - whole).abs() < 1e-12);
    // Place 0 owes its pillar to column 0 alone: 0.5 · 20 against 0.5 · (0.25 · 40) and 0.5 · 0.75 · 50.
    assert!((parts[3] - (5.0 - 10.0)).abs() < 1e-12 && (parts[4] - 18.75).abs() < 1e-12);
}

#[test]
fn victories_have_no_parts() {
    let rule = Aggregation::by_level(&[Mean::Arithmetic, Mean::Copeland]);
    let scores = aggregate(&matrix(), &tree(), &rule).unwrap();
    assert_eq!(contributions(&scores, &tree(), &rule, 0), None);
    assert_eq!(gap(&scores, &tree(), &rule, 0, 0, 1), None);
    // Below the Copeland node all is well.
    assert!(contributions(&scores, &tree(), &rule, 1).is_some());
}

#[test]
fn a_zero_member_of_a_power_mean_adds_nothing() {
    let flat = Tree::flat(2).unwrap();
    let rule = Aggregation::all(Mean::Power(0.5));
    let zero = Matrix::from_columns(2, &[vec![Some(0.0), Some(4.0)], vec![Some(4.0), Some(4.0)]]);
    let scores = aggregate(&zero, &flat, &rule).unwrap();
    let parts = contributions(&scores, &flat, &rule, 2).unwrap();
    assert_eq!((parts.at(0, 0), parts.at(0, 1)), (Some(0.0), Some(1.0)));
    let between = gap(&scores, &flat, &rule, 2, 0, 1).unwrap();
    assert!((between[0] - 3.0).abs() < 1e-12 && between[1].abs() < 1e-12, "{between:?}");
}
