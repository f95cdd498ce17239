use super::*;
use crate::TreeNode;

/// Root 0 ← columns 0, 1 (level 1) and pillar 1 ← columns 2, 3.
fn tree() -> Tree {
    let node = |parent, weight, leaf| TreeNode { parent, weight, leaf };
    Tree::build(vec![
        node(None, 1.0, None),
        node(Some(0), 5.0, None),
        node(Some(0), 1.0, Some(0)),
        node(Some(0), 1.0, Some(1)),
        node(Some(1), 1.0, Some(2)),
        node(Some(1), 3.0, Some(3)),
    ])
    .unwrap()
}

fn matrix() -> Matrix {
    let columns = [[0.0, 1.0, 5.0, 2.0], [0.0, 3.0, 15.0, 6.0], [1.0, 0.0, 2.0, 4.0], [1.0, 0.0, 2.0, 4.0]];
    Matrix::from_columns(4, &columns.map(|column| column.map(Some).to_vec()))
}

fn weighted(rule: WeightRule, level: usize) -> Vec<f64> {
    let recipe = Recipe { weights: Weighting::Data { rule, level }, ..Recipe::default() };
    weigh(&matrix(), &tree(), &recipe).unwrap().weights()
}

#[test]
fn siblings_share_what_they_were_given() {
    let found = weighted(WeightRule::StdDev, 1);
    // Column 1 spreads three times as wide as column 0; columns 2 and 3 are equal. The pillar keeps its 5.
    for (weight, expected) in found.iter().zip([1.0, 5.0, 0.5, 1.5, 2.0, 2.0]) {
        assert!((weight - expected).abs() < 1e-12, "{found:?}");
    }
}

#[test]
fn every_rule_runs_and_gives_finite_weights() {
    let columns = [[1.0, 2.0, 6.0, 3.0], [1.0, 6.0, 4.0, 9.0], [2.0, 1.0, 3.0, 5.0], [9.0, 1.0, 3.0, 4.0]];
    let positive = Matrix::from_columns(4, &columns.map(|column| column.map(Some).to_vec()));
    let rules = [WeightRule::Pca, WeightRule::Entropy, WeightRule::Critic, WeightRule::Merec, WeightRule::Gini];
    for rule in rules.into_iter().chain([WeightRule::Balance, WeightRule::Infomax]) {
        let recipe = Recipe { weights: Weighting::Data { rule, level: 1 }, ..Recipe::default() };
        let found = weigh(&positive, &tree(), &recipe).unwrap().weights();
        assert!(found.iter().all(|weight| weight.is_finite() && *weight >= 0.0), "{rule:?} {found:?}");
    }
}

#[test]
fn a_rule_without_an_answer_is_an_error_that_names_the_parent() {
    // Two columns that correlate perfectly have no conflict to weigh by.
    let recipe = Recipe { weights: Weighting::Data { rule: WeightRule::Critic, level: 1 }, ..Recipe::default() };
    let found = weigh(&matrix(), &tree(), &recipe);
    assert!(matches!(found, Err(WeighError::Rule { parent: 0, error: WeightError::NoContrast })), "{found:?}");
}

#[test]
fn a_level_without_siblings_keeps_its_weights() {
    assert_eq!(weighted(WeightRule::Entropy, 2), tree().weights());
    assert_eq!(weighted(WeightRule::Balance, 9), tree().weights());
}
