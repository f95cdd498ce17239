//! Rules by hand and what optimised weights achieve.

use super::*;
use crate::tree::{Tree, TreeNode};

fn matrix(columns: &[&[f64]]) -> Matrix {
    let columns: Vec<Vec<Option<f64>>> = columns.iter().map(|c| c.iter().map(|x| Some(*x)).collect()).collect();
    Matrix::from_columns(columns[0].len(), &columns)
}

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-12), "{found:?} is not {expected:?}");
}

#[test]
fn simple_rules_by_hand() {
    close(&equal(4).unwrap(), &[0.25; 4]);
    // (1 + ½ + ⅓)/3, (½ + ⅓)/3, ⅓/3.
    close(&rank_order_centroid(&[1, 2, 3]).unwrap(), &[11.0 / 18.0, 5.0 / 18.0, 2.0 / 18.0]);
    close(&rank_order_centroid(&[1, 1]).unwrap(), &[0.5, 0.5]);
    // Standard deviations 1 and 3.
    close(&standard_deviation(&matrix(&[&[1.0, 2.0, 3.0], &[3.0, 6.0, 9.0]])).unwrap(), &[0.25, 0.75]);
    // Shares (1, 0) hold full information, (½, ½) none.
    close(&entropy(&matrix(&[&[1.0, 0.0], &[2.0, 2.0]])).unwrap(), &[1.0, 0.0]);
    // Gini of (0, 2): 1/2; of (1, 3): 1/4.
    close(&gini(&matrix(&[&[0.0, 2.0], &[1.0, 3.0]])).unwrap(), &[2.0 / 3.0, 1.0 / 3.0]);
}

#[test]
fn critic_by_hand() {
    // Rescaled columns 0 ½ 1, 0 1 ½ (r = ½ with the first) and 1 ½ 0 (r = −1, −½); all of one deviation.
    // Conflict: ½ + 2 = 2.5, ½ + 1.5 = 2, 2 + 1.5 = 3.5.
    let x = matrix(&[&[1.0, 2.0, 3.0], &[10.0, 30.0, 20.0], &[3.0, 2.0, 1.0]]);
    close(&critic(&x).unwrap(), &[2.5 / 8.0, 2.0 / 8.0, 3.5 / 8.0]);
    let with_constant = matrix(&[&[1.0, 2.0, 3.0], &[0.1, 0.1, 0.1], &[3.0, 2.0, 1.0]]);
    close(&critic(&with_constant).unwrap(), &[0.5, 0.0, 0.5]);
}

#[test]
fn merec_by_hand() {
    // Column a: 1, e; column b: 1, e². |ln N| = (0, 1), (0, 2); S = ln(1 + 3/2), without a ln 2, without b ln 1.5.
    let e = std::f64::consts::E;
    let (a, b) = (1.25_f64.ln(), (2.5_f64 / 1.5).ln());
    close(&merec(&matrix(&[&[1.0, e], &[1.0, e * e]])).unwrap(), &[a / (a + b), b / (a + b)]);
    assert_eq!(merec(&matrix(&[&[0.0, 1.0]])), Err(WeightError::NotPositive { column: 0 }));
}

#[test]
fn rules_refuse_what_they_cannot_weigh() {
    let flat = matrix(&[&[0.1, 0.1, 0.1], &[0.7, 0.7, 0.7]]);
    for rule in [standard_deviation, entropy, critic, merec, gini] {
        assert_eq!(rule(&flat), Err(WeightError::NoContrast));
        assert_eq!(rule(&Matrix::missing(3, 1)), Err(WeightError::TooFew { column: 0 }));
        assert_eq!(rule(&Matrix::missing(0, 0)), Err(WeightError::Columns));
    }
    assert!(matches!(squared_loadings(&flat), Err(WeightError::Principal(_))));
    assert_eq!(entropy(&matrix(&[&[-1.0, 3.0]])), Err(WeightError::NotPositive { column: 0 }));
}

#[test]
fn squared_loadings_are_never_negative() {
    let x = matrix(&[&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 4.0], &[4.0, 3.0, 2.0, 1.5]]);
    assert!(first_loadings(&x).unwrap()[2] < 0.0);
    for weights in [squared_loadings(&x).unwrap(), rotated_loadings(&x).unwrap()] {
        assert!(weights.iter().all(|w| *w >= 0.0));
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

/// Mean of the children of the root, weighted by the tree.
fn mean(tree: &Tree, x: &Matrix) -> Vec<Option<f64>> {
    let total: f64 = tree.nodes()[..x.n_indicators()].iter().map(|node| node.weight).sum();
    (0..x.n_places())
        .map(|place| x.row(place).zip(tree.nodes()).map(|(x, n)| Some(x? * n.weight / total)).sum())
        .collect()
}

fn three() -> (Tree, Matrix) {
    let x = matrix(&[
        &[1.0, 2.0, 3.0, 4.0, 5.0, 6.5, 7.0, 9.0],
        &[2.0, 1.0, 4.0, 3.0, 9.0, 5.0, 6.0, 7.0],
        &[50.0, 20.0, 90.0, 40.0, 10.0, 70.0, 30.0, 60.0],
    ]);
    let tree = Tree::flat(3).unwrap();
    assert_eq!(tree.nodes()[3], TreeNode { parent: None, weight: 1.0, leaf: None });
    (tree, x)
}

fn scores(x: &Matrix, tree: &Tree) -> Matrix {
    let mut columns: Vec<Vec<Option<f64>>> = (0..3).map(|j| x.column(j).to_vec()).collect();
    columns.push(mean(tree, x));
    Matrix::from_columns(x.n_places(), &columns)
}

#[test]
fn balance_hits_its_targets_in_their_order() {
    let (tree, x) = three();
    for shares in [vec![1.0, 1.0, 1.0], vec![0.38, 0.34, 0.28], vec![3.4, 3.4, 3.2]] {
        let pursuit = Pursuit::Balance(Balance::Shares(shares.clone()));
        let under = |tree: &Tree| mean(tree, &x);
        let found = optimise_level(&tree, &scores(&x, &tree), 3, 1, &pursuit, Coefficient::Pearson, &under).unwrap();
        let total: f64 = found.correlations.iter().sum();
        let wanted: f64 = shares.iter().sum();
        for (r, t) in found.correlations.iter().zip(&shares) {
            assert!((r / total - t / wanted).abs() < 1e-9, "{found:?}");
        }
        assert!(found.objective < 1e-18 && found.weights.iter().all(|w| *w >= 0.0));
    }
}

#[test]
fn infomax_of_one_level_is_the_inverse_of_the_deviations() {
    let (tree, x) = three();
    let under = |tree: &Tree| mean(tree, &x);
    let found =
        optimise_level(&tree, &scores(&x, &tree), 3, 1, &Pursuit::Infomax, Coefficient::Pearson, &under).unwrap();
    let inverse: Vec<f64> = (0..3).map(|j| 1.0 / crate::stats::sd(x.column(j)).unwrap()).collect();
    let sum: f64 = inverse.iter().sum();
    for (found, inverse) in found.weights.iter().zip(inverse) {
        assert!((found - inverse / sum).abs() < 1e-6);
    }
}

#[test]
fn ranks_can_be_balanced_too() {
    let (tree, x) = three();
    let under = |tree: &Tree| mean(tree, &x);
    let pursuit = Pursuit::Balance(Balance::Equal);
    let start = scores(&x, &tree);
    let found = optimise_level(&tree, &start, 3, 1, &pursuit, Coefficient::Spearman, &under).unwrap();
    let nominal: Vec<f64> =
        (0..3).map(|j| correlate(x.column(j), start.column(3), Coefficient::Spearman).unwrap().value).collect();
    assert!(found.objective < balance_objective(&nominal, &[1.0 / 3.0; 3]).unwrap());
}

#[test]
fn optimisation_says_why_it_cannot() {
    let correlations = |_: &[f64]| None;
    assert_eq!(optimise(1, &Pursuit::Infomax, &[], true, &correlations), Err(OptimiseError::TooFewElements));
    assert_eq!(optimise(2, &Pursuit::Infomax, &[], true, &correlations), Err(OptimiseError::Undefined));
    let wrong = Pursuit::Balance(Balance::Shares(vec![1.0, -1.0]));
    assert_eq!(optimise(2, &wrong, &[], true, &correlations), Err(OptimiseError::Targets));
}

#[test]
fn siblings_of_another_level_keep_their_say() {
    // Columns 0, 1 under node 3; node 3 and column 2 under the root 4, where column 2 is given weight 5.
    let (_, x) = three();
    let parents = [Some(3), Some(3), Some(4), Some(4), None];
    let weights = [1.0, 1.0, 5.0, 1.0, 1.0];
    let node = |k: usize| TreeNode { parent: parents[k], weight: weights[k], leaf: (k < 3).then_some(k) };
    let tree = Tree::build((0..5).map(node).collect()).unwrap();
    let rule = crate::recipe::Aggregation::default();
    let under = |tree: &Tree| crate::aggregate::aggregate(&x, tree, &rule).unwrap().column(4).to_vec();
    let start = crate::aggregate::aggregate(&x, &tree, &rule).unwrap();
    let found = optimise_level(&tree, &start, 4, 1, &Pursuit::Infomax, Coefficient::Pearson, &under).unwrap();
    assert_eq!(found.elements, [0, 1, 2]);
    // The lone column keeps its weight; the pair keeps its sum of 2.
    assert!((found.tree_weights[2] - 5.0).abs() < 1e-12);
    assert!((found.tree_weights[0] + found.tree_weights[1] - 2.0).abs() < 1e-12);
    let mut all = tree.weights();
    all[..3].copy_from_slice(&found.tree_weights);
    let index = under(&tree.with_weights(&all).unwrap());
    let sum: f64 = (0..3).map(|j| correlate(x.column(j), &index, Coefficient::Pearson).unwrap().value).sum();
    assert!((sum - found.objective).abs() < 1e-12);
}

#[test]
fn a_constant_element_gets_no_weight() {
    let (_, x) = three();
    let flat = Matrix::from_columns(8, &[x.column(0).to_vec(), vec![Some(5.0); 8], x.column(2).to_vec()]);
    let tree = Tree::flat(3).unwrap();
    let under = |tree: &Tree| mean(tree, &flat);
    let pursuit = Pursuit::Balance(Balance::Equal);
    let found = optimise_level(&tree, &scores(&flat, &tree), 3, 1, &pursuit, Coefficient::Pearson, &under).unwrap();
    assert_eq!((found.weights[1], found.correlations[1]), (0.0, 0.0));
    assert!((found.correlations[0] - found.correlations[2]).abs() < 1e-9);
}
