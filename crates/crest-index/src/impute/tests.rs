use super::*;
use crate::TreeNode;

const KEPT: [bool; 4] = [true; 4];

/// Pillars of columns 0, 1 and of column 2.
fn tree() -> Tree {
    let node = |parent, leaf| TreeNode { parent, weight: 1.0, leaf };
    Tree::build(vec![
        node(None, None),
        node(Some(0), None),
        node(Some(0), None),
        node(Some(1), Some(0)),
        node(Some(1), Some(1)),
        node(Some(2), Some(2)),
    ])
    .unwrap()
}

fn fill(columns: &[Vec<Option<f64>>], directions: &[i8], groups: &[Option<usize>], method: Imputation) -> Imputed {
    let matrix = Matrix::from_columns(4, columns);
    let tree = tree();
    let mut input = Input::new(&matrix, &tree, directions);
    input.groups = groups;
    impute(matrix.clone(), &input, &[0, 1, 2], &KEPT, method)
}

#[test]
fn columns_are_filled_by_their_centre() {
    let columns = [vec![Some(1.0), Some(2.0), Some(9.0), None], vec![None; 4], vec![Some(0.0); 4]];
    let by_mean = fill(&columns, &[1; 3], &[], Imputation::Mean);
    assert_eq!(by_mean.cells, [ImputedCell { place: 3, column: 0, number: 4.0 }]);
    assert_eq!(by_mean.still_missing, [(0, 1), (1, 1), (2, 1), (3, 1)]);
    assert_eq!(fill(&columns, &[1; 3], &[], Imputation::Median).matrix.at(3, 0), Some(2.0));
    assert!(fill(&columns, &[1; 3], &[], Imputation::None).cells.is_empty());
}

#[test]
fn groups_fill_their_own_and_the_ungrouped_stay() {
    let columns = [vec![Some(1.0), Some(5.0), None, None], vec![Some(1.0), None, None, None], vec![Some(0.0); 4]];
    let groups = [Some(3), Some(7), Some(7), None];
    let done = fill(&columns, &[1; 3], &groups, Imputation::GroupMean);
    assert_eq!(done.cells, [ImputedCell { place: 2, column: 0, number: 5.0 }]);
    // Group 7 has nothing in column 1; place 3 has no group.
    assert_eq!(done.still_missing, [(3, 0), (1, 1), (2, 1), (3, 1)]);
    assert_eq!(fill(&columns, &[1; 3], &[], Imputation::GroupMedian).cells, []);
}

#[test]
fn rows_are_filled_in_the_better_is_more_orientation() {
    // Column 0 in 0..10 (more is better), column 1 in 0..4 (less is better). Place 1 has 2.5 → u = 0.25, so column 1
    // gets u = 0.25 on its mirrored axis: 0 + (1 − 0.25) · 4 = 3.
    let columns = [
        vec![Some(0.0), Some(2.5), Some(10.0), None],
        vec![Some(0.0), None, Some(4.0), None],
        vec![Some(1.0), Some(2.0), Some(3.0), Some(3.0)],
    ];
    let done = fill(&columns, &[1, -1, 1], &[], Imputation::RowMean(Siblings::Level(2)));
    assert_eq!(done.cells, [ImputedCell { place: 1, column: 1, number: 3.0 }]);
    // Place 3 has nothing in its pillar, but its other pillar is known: u = 1 gives 10 and 0.
    assert_eq!(done.still_missing, [(3, 0), (3, 1)]);
    let all = fill(&columns, &[1, -1, 1], &[], Imputation::RowMean(Siblings::All));
    assert_eq!((all.matrix.at(3, 0), all.matrix.at(3, 1)), (Some(10.0), Some(0.0)));
    // Place 1 over all: mean of 0.25 and 0.5 = 0.375 → 4 · 0.625 = 2.5.
    assert_eq!(all.matrix.at(1, 1), Some(2.5));
}

#[test]
fn a_constant_column_informs_nobody_and_fills_itself() {
    let columns =
        [vec![Some(5.0), Some(5.0), Some(5.0), None], vec![Some(0.0), Some(4.0), None, Some(1.0)], vec![Some(1.0); 4]];
    let done = fill(&columns, &[1; 3], &[], Imputation::RowMedian(Siblings::Level(2)));
    assert_eq!(done.cells, [ImputedCell { place: 3, column: 0, number: 5.0 }]);
    assert_eq!(done.still_missing, [(2, 1)]);
}

#[test]
fn places_not_kept_stay_empty() {
    let matrix = Matrix::from_columns(2, &[vec![Some(1.0), None], vec![Some(1.0), None], vec![Some(1.0), None]]);
    let tree = tree();
    let input = Input::new(&matrix, &tree, &[1; 3]);
    let done = impute(matrix.clone(), &input, &[0, 1, 2], &[true, false], Imputation::Mean);
    assert!(done.cells.is_empty() && done.still_missing.is_empty());
}
