//! Differences by hand, and parts that sum to the whole.

use super::*;
use crate::matrix::Matrix;
use crate::recipe::{Aggregation, Mean};
use crate::tree::{Tree, TreeNode};

#[test]
fn ranks_are_subtracted() {
    let first = [Some(3.0), Some(2.0), Some(1.0), None];
    let second = [Some(1.0), Some(2.0), Some(3.0), Some(4.0)];
    let rows = rank_differences(&first, &second);
    // First 1 2 3 –, second 4 3 2 1.
    assert_eq!(rows.iter().map(|row| row.difference).collect::<Vec<_>>(), [Some(-3.0), Some(-1.0), Some(1.0), None]);
    let found = likeness(&first, &second).unwrap();
    assert_eq!((found.n_both, found.n_moved, found.largest_shift), (3, 3, 3));
    assert!((found.mean_shift - 5.0 / 3.0).abs() < 1e-15 && (found.spearman.unwrap() + 1.0).abs() < 1e-15);
    assert_eq!(likeness(&[None], &[Some(1.0)]), None);
}

/// Columns 0, 1 under node 3; node 3 and column 2 under the root 4.
fn tree(weights: [f64; 5]) -> Tree {
    let parents = [Some(3), Some(3), Some(4), Some(4), None];
    let node = |k: usize| TreeNode { parent: parents[k], weight: weights[k], leaf: (k < 3).then_some(k) };
    Tree::build((0..5).map(node).collect()).unwrap()
}

fn scores(x: [f64; 3], w: [f64; 5], mean: Mean) -> Matrix {
    let of = |a: f64, wa: f64, b: f64, wb: f64| match mean {
        Mean::Geometric => ((wa * a.ln() + wb * b.ln()) / (wa + wb)).exp(),
        _ => (wa * a + wb * b) / (wa + wb),
    };
    let pillar = of(x[0], w[0], x[1], w[1]);
    let index = of(pillar, w[3], x[2], w[2]);
    Matrix::from_columns(1, &[x[0], x[1], x[2], pillar, index].map(|x| vec![Some(x)]))
}

#[test]
fn the_parts_of_a_change_sum_to_it() {
    let (w0, w1) = ([1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 3.0, 2.0, 1.0, 1.0]);
    for mean in [Mean::Arithmetic, Mean::Geometric] {
        let (x0, x1) = (scores([10.0, 20.0, 40.0], w0, mean), scores([12.0, 20.0, 10.0], w1, mean));
        let (t0, t1) = (tree(w0), tree(w1));
        let (before, after) = (Side { tree: &t0, scores: &x0 }, Side { tree: &t1, scores: &x1 });
        let change = decompose_change(before, after, &Aggregation::all(mean), 0, 4).unwrap();
        let sum: f64 = change.scores.iter().chain(&change.weights).sum();
        assert!((sum - change.total).abs() < 1e-12 && change.total != 0.0, "{change:?}");
        assert_eq!(change.scores[1], 0.0);
    }
}

#[test]
fn an_arithmetic_change_by_hand() {
    let w = [1.0; 5];
    // Indicator 0 rises by 8: a quarter of it reaches the index.
    let (x0, x1) = (scores([10.0, 20.0, 40.0], w, Mean::Arithmetic), scores([18.0, 20.0, 40.0], w, Mean::Arithmetic));
    let t = tree(w);
    let change =
        decompose_change(Side { tree: &t, scores: &x0 }, Side { tree: &t, scores: &x1 }, &Aggregation::default(), 0, 4)
            .unwrap();
    assert_eq!(change.total, 2.0);
    assert_eq!(change.scores, [2.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(change.weights, [0.0; 5]);
}

#[test]
fn what_has_no_split_is_named() {
    let w = [1.0; 5];
    let x = scores([10.0, 20.0, 40.0], w, Mean::Arithmetic);
    let t = tree(w);
    let side = Side { tree: &t, scores: &x };
    let method = decompose_change(side, side, &Aggregation::all(Mean::Median), 0, 4);
    assert_eq!(method, Err(ChangeError::Method { node: 4 }));
    let mut gap = x.clone();
    gap.set(0, 1, None);
    let appears = decompose_change(Side { tree: &t, scores: &gap }, side, &Aggregation::default(), 0, 4);
    assert_eq!(appears, Err(ChangeError::Appears { node: 1 }));
    assert_eq!(decompose_change(side, side, &Aggregation::default(), 1, 4), Err(ChangeError::Shape));
}
