use super::*;

#[test]
fn a_ratio_needs_both_numbers_and_a_denominator_above_nothing() {
    let matrix = Matrix::from_columns(4, &[vec![Some(6.0), Some(6.0), Some(6.0), None], vec![Some(1.0); 4]]);
    let persons = [Some(3.0), None, Some(0.0), Some(2.0)];
    let per_thousand = Denominator { values: &persons, scale: 1000.0 };
    let done = denominate(&matrix, &[Some(per_thousand), None]);
    // 6 / 3 · 1000 = 2000.
    assert_eq!(done.matrix.column(0), [Some(2000.0), None, None, None]);
    assert_eq!(done.matrix.column(1), [Some(1.0); 4]);
    assert_eq!(done.without_denominator, [(1, 0)]);
    assert_eq!(done.by_zero, [(2, 0)]);
}

#[test]
fn nothing_divided_is_nothing_by_zero() {
    let matrix = Matrix::from_columns(1, &[vec![Some(0.0)]]);
    let done = denominate(&matrix, &[Some(Denominator { values: &[Some(0.0)], scale: 1.0 })]);
    assert_eq!(done.matrix.column(0), [None]);
    assert_eq!(done.by_zero, [(0, 0)]);
}
