use super::*;

#[test]
fn cholesky_solves_by_hand() {
    // [[4, 2], [2, 3]] x = [8, 7] → x = (1.25, 1.5): 5 + 3 = 8, 2.5 + 4.5 = 7.
    let factor = Cholesky::of(&[4.0, 2.0, 2.0, 3.0], 2).unwrap();
    let x = factor.solve(&[8.0, 7.0]);
    assert!((x[0] - 1.25).abs() < 1e-14 && (x[1] - 1.5).abs() < 1e-14);
    assert!(Cholesky::of(&[1.0, 1.0, 1.0, 1.0], 2).is_none());
}

#[test]
fn with_one_gap_column_em_is_the_regression_on_the_other() {
    // y missing at random beside complete x: the ML fit regresses y on x over the complete pairs (monotone pattern).
    // Pairs (1, 2), (2, 4.5), (3, 5.5): slope = Σ dx dy / Σ dx² = (−1 · −2 + 1 · 1.5)/2 = 1.75, mean x 2, mean y 4.
    // At x = 6: 4 + 1.75 · 4 = 11.
    let x = vec![Some(1.0), Some(2.0), Some(3.0), Some(6.0)];
    let y = vec![Some(2.0), Some(4.5), Some(5.5), None];
    let mut matrix = Matrix::from_columns(4, &[x, y]);
    let fit = fill_by_em(&mut matrix, &[0, 1], &[true; 4], &EmOptions::default());
    assert!(fit.settled && !fit.ridged);
    assert!((matrix.at(3, 1).unwrap() - 11.0).abs() < 1e-9, "{:?}", matrix.at(3, 1));
}

#[test]
fn a_place_without_values_receives_the_means_and_the_dropped_nothing() {
    let mut matrix = Matrix::from_columns(
        5,
        &[vec![Some(1.0), Some(3.0), Some(5.0), None, None], vec![Some(2.0), Some(1.0), Some(9.0), None, None]],
    );
    fill_by_em(&mut matrix, &[0, 1], &[true, true, true, true, false], &EmOptions::default());
    assert!((matrix.at(3, 0).unwrap() - 3.0).abs() < 1e-9);
    assert!((matrix.at(3, 1).unwrap() - 4.0).abs() < 1e-9);
    assert_eq!(matrix.at(4, 0), None);
}

#[test]
fn empty_constant_and_collinear_columns_do_no_harm() {
    let line: Vec<Option<f64>> = (0..6).map(|i| Some(f64::from(i))).collect();
    let twice: Vec<Option<f64>> = (0..6).map(|i| (i != 2).then(|| 2.0 * f64::from(i))).collect();
    let constant: Vec<Option<f64>> = (0..6).map(|i| (i != 4).then_some(7.0)).collect();
    let mut matrix = Matrix::from_columns(6, &[line.clone(), twice, constant, vec![None; 6], line]);
    let fit = fill_by_em(&mut matrix, &[0, 1, 2, 3, 4], &[true; 6], &EmOptions::default());
    assert!(fit.ridged);
    assert!((matrix.at(2, 1).unwrap() - 4.0).abs() < 1e-3);
    assert_eq!(matrix.at(4, 2), Some(7.0));
    assert_eq!(matrix.at(0, 3), None);
}

#[test]
fn nothing_at_all_is_settled() {
    let mut matrix = Matrix::missing(0, 2);
    assert!(fill_by_em(&mut matrix, &[0, 1], &[], &EmOptions::default()).settled);
}
