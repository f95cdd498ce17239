//! Coefficients by hand and the cases that have none.

use super::*;

fn column(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|x| Some(*x)).collect()
}

fn value(a: &[f64], b: &[f64], coefficient: Coefficient) -> f64 {
    correlate(&column(a), &column(b), coefficient).unwrap().value
}

#[test]
fn the_three_coefficients_by_hand() {
    // x deviations −1.5 −0.5 0.5 1.5, y = 1 3 2 4 deviations −1.5 0.5 −0.5 1.5: 4/5; ranks are the values themselves.
    let (x, y) = ([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]);
    assert!((value(&x, &y, Coefficient::Pearson) - 0.8).abs() < 1e-15);
    assert!((value(&x, &y, Coefficient::Spearman) - 0.8).abs() < 1e-15);
    // Five pairs agree, one disagrees: (5 − 1)/6.
    assert!((value(&x, &y, Coefficient::Kendall) - 4.0 / 6.0).abs() < 1e-15);
}

#[test]
fn tau_b_corrects_for_ties() {
    // x = 1 1 2 3, y = 1 2 2 3: of six pairs one tied in x, one in y, four concordant: 4/√(5·5).
    assert!((value(&[1.0, 1.0, 2.0, 3.0], &[1.0, 2.0, 2.0, 3.0], Coefficient::Kendall) - 0.8).abs() < 1e-15);
}

#[test]
fn tau_b_by_merging_equals_counting_pairs() {
    let x: Vec<f64> = (0..40).map(|i| f64::from((i * 17) % 11)).collect();
    let y: Vec<f64> = (0..40).map(|i| f64::from((i * 7 + i * i) % 13)).collect();
    let (mut score, mut in_x, mut in_y) = (0.0, 0.0, 0.0);
    for i in 0..40 {
        for j in 0..i {
            let (dx, dy) = (x[i] - x[j], y[i] - y[j]);
            score += (dx * dy).signum() * f64::from(u8::from(dx * dy != 0.0));
            in_x += f64::from(u8::from(dx != 0.0));
            in_y += f64::from(u8::from(dy != 0.0));
        }
    }
    let expected = score / f64::sqrt(in_x * in_y);
    assert!((value(&x, &y, Coefficient::Kendall) - expected).abs() < 1e-14);
}

#[test]
fn p_value_of_a_known_table() {
    // r = 0.632 with 8 degrees of freedom is the 5 % point of the usual table.
    assert!((p_of_correlation(0.632, 10) - 0.05).abs() < 2e-4);
    // One degree of freedom is the Cauchy distribution: r = √½ means t = 1, p = 1/2.
    assert!((p_of_correlation(0.5_f64.sqrt(), 3) - 0.5).abs() < 1e-12);
    assert_eq!(p_of_correlation(1.0, 10), 0.0);
    assert_eq!(p_of_correlation(0.0, 10), 1.0);
}

#[test]
fn constant_columns_and_short_ones_are_named() {
    for coefficient in [Coefficient::Pearson, Coefficient::Spearman, Coefficient::Kendall] {
        let flat = correlate(&column(&[0.1; 7]), &column(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), coefficient);
        assert_eq!(flat, Err(Undefined::Constant));
        let short = correlate(&[Some(1.0), Some(2.0), None], &[Some(1.0), Some(2.0), Some(3.0)], coefficient);
        assert_eq!(short, Err(Undefined::TooFew { n_pairs: 2 }));
    }
}

#[test]
fn spearman_ranks_anew_on_the_complete_pairs() {
    let a = [Some(1.0), Some(50.0), Some(3.0), Some(4.0), None];
    let b = [Some(10.0), None, Some(30.0), Some(20.0), Some(0.0)];
    // Left over: (1,10), (3,30), (4,20): ranks 1 2 3 and 1 3 2: 0.5.
    assert!((correlate(&a, &b, Coefficient::Spearman).unwrap().value - 0.5).abs() < 1e-15);
}

#[test]
fn flags_name_each_pair_once() {
    let x = Matrix::from_columns(
        4,
        &[column(&[1.0, 2.0, 3.0, 4.0]), column(&[2.0, 4.0, 6.0, 8.0]), column(&[4.0, 3.0, 2.0, 1.0])],
    );
    let high = flags(&x, &[vec![0, 1, 2]], Coefficient::Pearson, Remarkable::Above(0.9));
    assert_eq!(high.iter().map(|flag| (flag.first, flag.second)).collect::<Vec<_>>(), [(0, 1)]);
    let low = flags(&x, &[vec![0, 1, 2]], Coefficient::Pearson, Remarkable::Below(0.0));
    assert_eq!(low.len(), 2);
}

#[test]
fn holm_multiplies_by_the_number_left() {
    // Sorted 0.01 0.02 0.04: 0.03, 0.04, 0.04.
    let adjusted = holm(&[0.04, 0.01, 0.02]);
    for (found, expected) in adjusted.iter().zip([0.04, 0.03, 0.04]) {
        assert!((found - expected).abs() < 1e-15);
    }
}
