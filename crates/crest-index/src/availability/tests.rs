use super::*;
use crate::TreeNode;

#[test]
fn missing_and_zero_are_counted_apart() {
    let matrix = Matrix::from_columns(
        2,
        &[vec![Some(0.0), None], vec![Some(-0.0), None], vec![Some(3.0), None], vec![None, None]],
    );
    let found = availability(&matrix, &[0, 1, 2, 3]);
    assert_eq!(found[0], Availability { n_indicators: 4, n_missing: 1, n_zero: 2 });
    assert_eq!(found[0].available(), Some(0.75));
    // One of three present values is not zero.
    assert!((found[0].non_zero().unwrap() - 1.0 / 3.0).abs() < 1e-15);
    assert_eq!(found[0].n_missing_or_zero(), 3);
    assert_eq!((found[1].available(), found[1].non_zero()), (Some(0.0), None));
    assert_eq!(availability(&matrix, &[])[0].available(), None);
}

#[test]
fn shares_below_a_node_count_indicators_not_pillars() {
    // Root 0 ← pillar 1 ← columns 0, 1; root ← column 2.
    let node = |parent, leaf| TreeNode { parent, weight: 1.0, leaf };
    let nodes = vec![
        node(None, None),
        node(Some(0), None),
        node(Some(1), Some(0)),
        node(Some(1), Some(1)),
        node(Some(0), Some(2)),
    ];
    let tree = Tree::build(nodes).unwrap();
    let matrix = Matrix::from_columns(1, &[vec![Some(1.0)], vec![None], vec![Some(1.0)]]);
    let shares = availability_by_node(&matrix, &tree);
    assert_eq!(shares.row(0).collect::<Vec<_>>(), [Some(2.0 / 3.0), Some(0.5), Some(1.0), Some(0.0), Some(1.0)]);
}
