use super::*;
use crate::TreeNode;

fn of(mean: Mean, members: &[(Option<f64>, f64)]) -> Result<Option<f64>, CombineFault> {
    let cells: Vec<[Option<f64>; 1]> = members.iter().map(|&(x, _)| [x]).collect();
    let columns: Vec<&[Option<f64>]> = cells.iter().map(<[_; 1]>::as_slice).collect();
    let weights: Vec<f64> = members.iter().map(|&(_, weight)| weight).collect();
    combine(mean, &columns, &weights, 0.0, 1).map(|column| column[0])
}

fn near(found: Result<Option<f64>, CombineFault>, expected: f64) {
    let found = found.unwrap().unwrap();
    assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
}

#[test]
fn means_by_hand() {
    let members = [(Some(2.0), 1.0), (Some(8.0), 1.0), (None, 5.0)];
    near(of(Mean::Arithmetic, &members), 5.0);
    near(of(Mean::Geometric, &members), 4.0);
    near(of(Mean::Power(0.0), &members), 4.0);
    // 2 / (1/2 + 1/8) = 3.2.
    near(of(Mean::Harmonic, &members), 3.2);
    near(of(Mean::Power(-1.0), &members), 3.2);
    // ((√2 + √8)/2)² = (1.5 √2)² = 4.5.
    near(of(Mean::Power(0.5), &members), 4.5);
    near(of(Mean::Power(1.0), &members), 5.0);
    near(of(Mean::Minimum, &members), 2.0);
    near(of(Mean::Median, &members), 5.0);
    // α = 2: best member 8 has Q(1/2) = 1/4, the other 3/4: 2 + 1.5 = 3.5; α = 1 is the mean.
    near(of(Mean::Owa(2.0), &members), 3.5);
    near(of(Mean::Owa(1.0), &members), 5.0);
}

#[test]
fn weights_are_relative_among_the_present() {
    let members = [(Some(0.0), 3.0), (Some(4.0), 1.0), (None, 96.0)];
    near(of(Mean::Arithmetic, &members), 1.0);
    near(of(Mean::Median, &members), 0.0);
    near(of(Mean::Power(2.0), &members), 2.0);
    assert_eq!(of(Mean::Arithmetic, &[(None, 1.0)]), Ok(None));
    // PCA loadings may be negative: (2 · 3 − 1 · 1)/(2 − 1) = 5.
    near(of(Mean::Arithmetic, &[(Some(3.0), 2.0), (Some(1.0), -1.0)]), 5.0);
    assert_eq!(of(Mean::Arithmetic, &[(Some(3.0), 1.0), (Some(1.0), -1.0)]), Ok(None));
}

#[test]
fn zero_and_negative_numbers_are_never_silently_dropped() {
    let fault = |value| Err(CombineFault::NotPositive { place: 0, member: 1, value });
    for value in [0.0, -1.0] {
        for mean in [Mean::Geometric, Mean::Harmonic, Mean::Power(-2.0)] {
            assert_eq!(of(mean, &[(Some(1.0), 1.0), (Some(value), 1.0)]), fault(value));
        }
    }
    near(of(Mean::Power(0.5), &[(Some(4.0), 1.0), (Some(0.0), 1.0)]), 1.0);
    assert_eq!(of(Mean::Power(0.5), &[(Some(1.0), 1.0), (Some(-1.0), 1.0)]), fault(-1.0));
    assert_eq!(of(Mean::Power(f64::NAN), &[(Some(2.0), 1.0)]), Err(CombineFault::NotFinite { place: 0 }));
    let overflow = [(Some(f64::MAX), 1.0), (Some(f64::MAX), 1.0)];
    assert_eq!(of(Mean::Arithmetic, &overflow), Err(CombineFault::NotFinite { place: 0 }));
}

#[test]
fn means_that_order_refuse_negative_weights() {
    for mean in [Mean::Median, Mean::Owa(1.0)] {
        let found = of(mean, &[(Some(1.0), 1.0), (Some(1.0), -1.0)]);
        assert_eq!(found, Err(CombineFault::NegativeWeight { member: 1 }));
    }
}

/// Root 0 (level 3) ← pillar 1 ← columns 0, 1; pillar 2 ← column 2.
fn tree(weights: [f64; 6]) -> Tree {
    let shape =
        [(None, None), (Some(0), None), (Some(0), None), (Some(1), Some(0)), (Some(1), Some(1)), (Some(2), Some(2))];
    let nodes = shape.iter().zip(weights).map(|(&(parent, leaf), weight)| TreeNode { parent, weight, leaf });
    Tree::build(nodes.collect()).unwrap()
}

fn matrix() -> Matrix {
    Matrix::from_columns(2, &[vec![Some(2.0), Some(2.0)], vec![Some(8.0), None], vec![Some(9.0), Some(1.0)]])
}

#[test]
fn methods_differ_by_level_and_node() {
    let rule = Aggregation::by_level(&[Mean::Arithmetic, Mean::Geometric]);
    let scores = aggregate(&matrix(), &tree([1.0; 6]), &rule).unwrap();
    // Pillars 5 and 9: √45. Second place: 2 and 1: √2.
    assert!((scores.at(0, 0).unwrap() - 45_f64.sqrt()).abs() < 1e-12);
    assert!((scores.at(1, 0).unwrap() - 2_f64.sqrt()).abs() < 1e-12);
    let mut by_node = Aggregation::default();
    by_node.nodes.push((1, Mean::Minimum));
    let scores = aggregate(&matrix(), &tree([1.0; 6]), &by_node).unwrap();
    assert_eq!(scores.row(0).collect::<Vec<_>>(), [5.5, 2.0, 9.0, 2.0, 8.0, 9.0].map(Some));
}

#[test]
fn thresholds_count_members_of_their_level() {
    let mut rule = Aggregation { thresholds: vec![0.5, 1.0], ..Aggregation::default() };
    let scores = aggregate(&matrix(), &tree([1.0; 6]), &rule).unwrap();
    // Half is not less than half.
    assert_eq!(scores.at(1, 1), Some(2.0));
    rule.thresholds = vec![0.51, 0.5];
    let scores = aggregate(&matrix(), &tree([1.0; 6]), &rule).unwrap();
    assert_eq!((scores.at(1, 1), scores.at(1, 0)), (None, Some(1.0)));
    rule.thresholds = vec![0.51, 0.6];
    assert_eq!(aggregate(&matrix(), &tree([1.0; 6]), &rule).unwrap().at(1, 0), None);
}

#[test]
fn a_member_without_weight_takes_no_part() {
    // Column 1 is missing for place 1, but it has no weight: the pillar is complete.
    let rule = Aggregation { thresholds: vec![1.0], ..Aggregation::default() };
    let scores = aggregate(&matrix(), &tree([1.0, 1.0, 0.0, 1.0, 0.0, 1.0]), &rule).unwrap();
    assert_eq!(scores.column(0), [Some(2.0), Some(2.0)]);
    let without = aggregate(&matrix(), &tree([1.0, 1.0, 1.0, 0.0, 0.0, 1.0]), &rule).unwrap();
    assert_eq!(without.column(1), [None, None]);
}

#[test]
fn errors_name_the_nodes() {
    let zero = Matrix::from_columns(1, &[vec![Some(2.0)], vec![Some(0.0)], vec![Some(1.0)]]);
    let found = aggregate(&zero, &tree([1.0; 6]), &Aggregation::all(Mean::Geometric));
    assert_eq!(found, Err(AggregateError::NotPositive { place: 0, node: 1, member: 4, value: 0.0 }));
}

#[test]
fn copeland_stands_among_the_means() {
    let mut rule = Aggregation::default();
    rule.nodes.push((0, Mean::Copeland));
    let scores = aggregate(&matrix(), &tree([1.0; 6]), &rule).unwrap();
    assert_eq!(scores.column(0), [Some(1.0), Some(-1.0)]);
}
