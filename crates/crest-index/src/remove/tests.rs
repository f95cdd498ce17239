//! A small tree from which parts are taken.

use super::*;
use crate::aggregate::aggregate;
use crate::tree::TreeNode;

/// Columns 0, 1 under pillar 3; column 2 alone under pillar 4; both under the root 5.
fn built() -> (Tree, Matrix) {
    let parents = [Some(3), Some(3), Some(4), Some(5), Some(5), None];
    let node = |k: usize| TreeNode { parent: parents[k], weight: 1.0, leaf: (k < 3).then_some(k) };
    let tree = Tree::build((0..6).map(node).collect()).unwrap();
    let x =
        Matrix::from_columns(2, &[vec![Some(0.0), Some(4.0)], vec![Some(8.0), Some(6.0)], vec![Some(9.0), Some(1.0)]]);
    let scores = aggregate(&x, &tree, &Aggregation::default()).unwrap();
    (tree, scores)
}

#[test]
fn siblings_take_over_the_weight() {
    let (tree, scores) = built();
    // Nominal 6.5 and 3. Without column 0: (8 + 9)/2 = 8.5 and 3.5. Without pillar 4: 4 and 5, so the ranks swap.
    let found = remove_each(&scores, &tree, &Aggregation::default(), 5, &[0, 4]).unwrap();
    assert_eq!(found[0].scores, [Some(8.5), Some(3.5)]);
    assert_eq!(found[0].mean_rank_shift, Some(0.0));
    assert_eq!(found[1].scores, [Some(4.0), Some(5.0)]);
    assert_eq!((found[1].mean_rank_shift, found[1].largest_rank_shift), (Some(1.0), 1));
    assert_eq!(found[1].ranks, [Some(2), Some(1)]);
}

#[test]
fn an_only_child_takes_its_parent_along() {
    let (tree, scores) = built();
    let found = remove_each(&scores, &tree, &Aggregation::default(), 5, &[2]).unwrap();
    assert_eq!(found[0].scores, [Some(4.0), Some(5.0)]);
}

#[test]
fn the_index_itself_cannot_go() {
    let (tree, scores) = built();
    let none = remove_each(&scores, &tree, &Aggregation::default(), 5, &[5]);
    assert_eq!(none, Err(RemoveError::NotBelow { node: 5 }));
    assert_eq!(remove_each(&scores, &tree, &Aggregation::default(), 3, &[2]), Err(RemoveError::NotBelow { node: 2 }));
}
