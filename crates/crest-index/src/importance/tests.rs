//! Importance of lines, bends and nothing.

use super::*;

fn some(values: impl Iterator<Item = f64>) -> Vec<Option<f64>> {
    values.map(Some).collect()
}

#[test]
fn a_bend_is_seen_by_bins_but_not_by_a_line() {
    let x = some((0..40).map(|i| f64::from(i) - 19.5));
    let y = some((0..40).map(|i| (f64::from(i) - 19.5).powi(2)));
    let found = importance(&x, &y).unwrap();
    assert!(found.squared_correlation < 1e-12);
    assert!(found.correlation_ratio.unwrap() > 0.9);
    assert_eq!(found.n_pairs, 40);
}

#[test]
fn two_bins_by_hand() {
    // Ten pairs, two bins of five: y is 0 or 1 in exact step with x, so nothing is left within.
    let x = some((0..10).map(f64::from));
    let y = some((0..10).map(|i| f64::from(u8::from(i >= 5))));
    assert_eq!(correlation_ratio(&x, &y), Some(1.0));
    // Alternating y: bins 0 1 0 1 0 and 1 0 1 0 1, within 1.2 + 1.2 of 2.5: 1 − 0.96 · 9/8 < 0.
    let y = some((0..10).map(|i| f64::from(i % 2)));
    assert_eq!(correlation_ratio(&x, &y), Some(0.0));
}

#[test]
fn too_little_gives_nothing() {
    let x = some((0..9).map(f64::from));
    assert_eq!(correlation_ratio(&x, &x), None);
    let flat = some((0..20).map(|_| 0.1));
    assert_eq!(correlation_ratio(&some((0..20).map(f64::from)), &flat), None);
    assert_eq!(correlation_ratio(&flat, &some((0..20).map(f64::from))), None);
}
