//! Components by hand, signs, and what cannot be analysed.

use super::*;

fn matrix(columns: &[&[f64]]) -> Matrix {
    let columns: Vec<Vec<Option<f64>>> = columns.iter().map(|c| c.iter().map(|x| Some(*x)).collect()).collect();
    Matrix::from_columns(columns[0].len(), &columns)
}

#[test]
fn two_columns_have_eigenvalues_one_plus_and_minus_r() {
    // r = 0.8 (see the correlation tests); vectors (1, 1)/√2 and (1, −1)/√2, the first entry positive.
    let x = matrix(&[&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 4.0]]);
    let found = principal(&x, &[0, 1]).unwrap();
    let half = 0.5_f64.sqrt();
    for (value, expected) in found.eigenvalues.iter().zip([1.8, 0.2]) {
        assert!((value - expected).abs() < 1e-12);
    }
    for (vector, expected) in found.vectors.iter().zip([[half, half], [half, -half]]) {
        assert!(vector.iter().zip(expected).all(|(x, e)| (x - e).abs() < 1e-12), "{vector:?}");
    }
    assert_eq!((found.n_above_one(), found.n_retained()), (1, 1));
    assert!((found.shares()[0] - 0.9).abs() < 1e-12);
    assert!((found.loadings(0)[0] - 0.9_f64.sqrt()).abs() < 1e-12);
    // The scores of a component have its eigenvalue as variance.
    let scores = found.scores(&x, &[0, 1], 0);
    assert!((Moments::of(&scores).variance().unwrap() - 1.8).abs() < 1e-12);
}

#[test]
fn what_cannot_be_analysed_is_named() {
    let x = matrix(&[&[1.0, 2.0, 3.0], &[0.1, 0.1, 0.1]]);
    assert_eq!(principal(&x, &[0, 1]), Err(PrincipalError::Constant { column: 1 }));
    assert_eq!(principal(&x, &[]), Err(PrincipalError::NoColumns));
    let gaps = Matrix::from_columns(3, &[vec![Some(1.0), Some(2.0), None]]);
    assert_eq!(principal(&gaps, &[0]), Err(PrincipalError::TooFewPlaces { n_complete: 2 }));
}

#[test]
fn copies_of_one_column_have_one_component() {
    let x = matrix(&[&[1.0, 2.0, 4.0], &[2.0, 4.0, 8.0], &[-1.0, -2.0, -4.0]]);
    let found = principal(&x, &[0, 1, 2]).unwrap();
    assert!((found.eigenvalues[0] - 3.0).abs() < 1e-12 && found.eigenvalues[2] >= 0.0);
    assert!(found.vectors[0][0] > 0.0 && found.vectors[0][2] < 0.0);
}

#[test]
fn noise_lies_around_one_and_repeats() {
    let noise = parallel_analysis(50, 5, 100, 0.95, 7);
    assert_eq!(noise, parallel_analysis(50, 5, 100, 0.95, 7));
    assert!(noise.len() == 5 && noise[0] > 1.2 && noise[0] < 2.2 && noise[4] < 1.0, "{noise:?}");
    assert!(parallel_analysis(2, 5, 10, 0.95, 7).is_empty());
}

#[test]
fn varimax_finds_the_simple_structure_that_was_turned_away() {
    let (sin, cos) = 0.5_f64.sin_cos();
    // Columns 0, 1 lean on one factor, 2 on the other; turned by half a radian.
    let simple = [[0.9, 0.8, 0.0], [0.0, 0.0, 0.7]];
    let turned = vec![
        (0..3).map(|k| cos * simple[0][k] + sin * simple[1][k]).collect(),
        (0..3).map(|k| cos * simple[1][k] - sin * simple[0][k]).collect(),
    ];
    let found = varimax(&turned);
    for (factor, expected) in found.loadings.iter().zip(simple) {
        assert!(factor.iter().zip(expected).all(|(x, e)| (x - e).abs() < 1e-9), "{factor:?}");
    }
    assert!((found.variances[0] - 1.45).abs() < 1e-9);
}
