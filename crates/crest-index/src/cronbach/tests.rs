//! Alpha by hand.

use super::*;

fn matrix(columns: &[&[f64]]) -> Matrix {
    let columns: Vec<Vec<Option<f64>>> = columns.iter().map(|c| c.iter().map(|x| Some(*x)).collect()).collect();
    Matrix::from_columns(columns[0].len(), &columns)
}

#[test]
fn alpha_by_hand() {
    // Covariance of 1 2 3 with 1 3 2 is 1/2, variances 1 and 1: 4 · ½ / (2 + 1) = 2/3.
    let x = matrix(&[&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]]);
    assert!((alpha(&x, &[0, 1]).unwrap() - 2.0 / 3.0).abs() < 1e-15);
}

#[test]
fn opposed_members_give_a_negative_alpha() {
    // Covariance −1/2: 4 · −½ / (2 − 1) = −2.
    let x = matrix(&[&[1.0, 2.0, 3.0], &[3.0, 1.0, 2.0]]);
    assert!((alpha(&x, &[0, 1]).unwrap() + 2.0).abs() < 1e-15);
}

#[test]
fn nothing_to_measure_is_named() {
    let x = matrix(&[&[0.1, 0.1, 0.1], &[0.3, 0.3, 0.3]]);
    assert_eq!(alpha(&x, &[0]), Err(AlphaError::TooFewColumns));
    assert_eq!(alpha(&x, &[0, 1]), Err(AlphaError::NoVariance));
    let gaps =
        Matrix::from_columns(4, &[vec![Some(1.0), Some(2.0), None, None], vec![None, None, Some(1.0), Some(2.0)]]);
    assert_eq!(alpha(&gaps, &[0, 1]), Err(AlphaError::TooFewPairs { first: 0, second: 1 }));
}
