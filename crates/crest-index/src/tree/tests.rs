use super::*;

fn node(parent: Option<usize>, weight: f64, leaf: Option<usize>) -> TreeNode {
    TreeNode { parent, weight, leaf }
}

/// index(0) ← pillar(1) ← {leaf 2 w 1, leaf 3 w 3}; index ← leaf 4 (ragged), pillar w 1, leaf 4 w 1.
fn ragged() -> Tree {
    Tree::build(vec![
        node(None, 1.0, None),
        node(Some(0), 1.0, None),
        node(Some(1), 1.0, Some(0)),
        node(Some(1), 3.0, Some(1)),
        node(Some(0), 1.0, Some(2)),
    ])
    .unwrap()
}

#[test]
fn levels_rise_from_the_indicators() {
    let tree = ragged();
    assert_eq!(tree.levels(), [3, 2, 1, 1, 1]);
    assert_eq!(tree.depth(), 3);
    assert_eq!(tree.at_level(2).collect::<Vec<_>>(), [1]);
    assert_eq!(tree.roots().collect::<Vec<_>>(), [0]);
    assert_eq!(tree.columns_below(0), [0, 1, 2]);
    assert_eq!(tree.root_of(), [0; 5]);
}

#[test]
fn children_stand_before_parents_in_the_order() {
    let tree = ragged();
    let place = |wanted: usize| tree.order().iter().position(|&index| index == wanted).unwrap();
    for (index, entry) in tree.nodes().iter().enumerate() {
        if let Some(parent) = entry.parent {
            assert!(place(index) < place(parent));
        }
    }
}

#[test]
fn effective_weights_multiply_down_the_tree() {
    // Pillar and leaf 4 have 1/2 each; below the pillar 1/4 and 3/4 of 1/2.
    assert_eq!(ragged().effective_weights(), [1.0, 0.5, 0.125, 0.375, 0.5]);
}

#[test]
fn weights_that_sum_to_nothing_are_worth_nothing() {
    let tree = ragged().with_weights(&[1.0, 0.0, 1.0, 1.0, 0.0]).unwrap();
    assert_eq!(tree.effective_weights(), [1.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn indicators_group_by_their_nearest_ancestor_of_a_level() {
    let tree = ragged();
    // The indicator directly below the index has no pillar: it stands in the group of the index.
    assert_eq!(tree.groups_at(2), [(0, vec![2]), (1, vec![0, 1])]);
    assert_eq!(tree.groups_at(3), [(0, vec![0, 1, 2])]);
    assert_eq!(tree.groups_at(1), [(2, vec![0]), (3, vec![1]), (4, vec![2])]);
}

#[test]
fn faults_are_named() {
    let leaf = |column| node(Some(0), 1.0, Some(column));
    let root = node(None, 1.0, None);
    assert_eq!(Tree::build(vec![leaf(0)]), Err(TreeError::LeafWithChildren { node: 0 }));
    assert_eq!(Tree::build(vec![node(Some(9), 1.0, None)]), Err(TreeError::UnknownParent { node: 0, parent: 9 }));
    assert_eq!(Tree::build(vec![root]), Err(TreeError::Childless { node: 0 }));
    assert_eq!(Tree::build(vec![root, leaf(0), leaf(0)]), Err(TreeError::ColumnTwice { node: 2, column: 0 }));
    let nan = node(None, f64::NAN, Some(0));
    assert_eq!(Tree::build(vec![nan]), Err(TreeError::WeightNotFinite { node: 0 }));
    // 0 → 1 → 2 → 1: node 0 hangs on the cycle of 1 and 2.
    let cycle = vec![node(Some(2), 1.0, None), node(Some(2), 1.0, None), node(Some(1), 1.0, None), leaf(0)];
    let found = Tree::build(cycle).unwrap_err();
    assert!(matches!(found, TreeError::Cycle { node: 1 | 2 }), "{found:?}");
}

#[test]
fn a_chain_of_a_hundred_thousand_nodes_is_no_danger() {
    let n = 100_000;
    let mut nodes: Vec<TreeNode> = (0..n).map(|i| node((i > 0).then(|| i - 1), 1.0, None)).collect();
    nodes.push(node(Some(n - 1), 1.0, Some(0)));
    let tree = Tree::build(nodes).unwrap();
    assert_eq!(tree.depth(), n + 1);
    assert_eq!(tree.columns_below(0), [0]);
}

#[test]
fn an_empty_tree_has_no_depth() {
    assert_eq!(Tree::build(Vec::new()).unwrap().depth(), 0);
}
