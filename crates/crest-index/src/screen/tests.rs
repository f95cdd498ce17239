use super::*;

fn matrix() -> Matrix {
    // Place 0 has all ten indicators, place 1 nine, place 2 eight; half of place 0's values are zero.
    let columns: Vec<Vec<Option<f64>>> =
        (0..10).map(|j| vec![Some(f64::from(j % 2)), (j > 0).then_some(1.0), (j > 1).then_some(1.0)]).collect();
    Matrix::from_columns(3, &columns)
}

fn columns() -> Vec<usize> {
    (0..10).collect()
}

#[test]
fn a_share_at_the_threshold_is_enough() {
    let tree = Tree::flat(10).unwrap();
    let found = screen(&matrix(), &tree, &columns(), &Screening::by_availability(0.9));
    assert_eq!(found.kept, [true, true, false]);
    assert_eq!(found.n_kept(), 2);
    assert_eq!(found.reasons, [(2, ScreenReason::Availability { share: 0.8, threshold: 0.9 })]);
}

#[test]
fn zeros_nodes_and_names_drop_and_keep() {
    let tree = Tree::flat(10).unwrap();
    let rule = Screening {
        availability: None,
        non_zero: Some(0.6),
        below: vec![(10, 0.85), (99, 1.0)],
        keep: vec![2],
        drop: vec![1, 2, 77],
    };
    let found = screen(&matrix(), &tree, &columns(), &rule);
    // 0 fails by zeros, 1 by name, 2 by share and name but is kept.
    assert_eq!(found.kept, [false, false, true]);
    assert_eq!(found.reasons.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [0, 1, 2, 2]);
}

#[test]
fn a_place_without_values_cannot_fail_by_zeros() {
    let nothing = Matrix::missing(1, 2);
    let rule = Screening { non_zero: Some(0.5), availability: None, ..Screening::by_availability(0.0) };
    assert_eq!(screen(&nothing, &Tree::flat(2).unwrap(), &[0, 1], &rule).kept, [true]);
}
