use super::*;

#[test]
fn numbers_are_uniform_and_do_not_repeat() {
    let numbers: Vec<f64> = (0..100_000).map(|position| uniform(7, position)).collect();
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    let variance = numbers.iter().map(|x| (x - 0.5).powi(2)).sum::<f64>() / numbers.len() as f64;
    // Standard errors are 0.00091 and 0.00024.
    assert!((mean - 0.5).abs() < 0.004 && (variance - 1.0 / 12.0).abs() < 0.001, "{mean} {variance}");
    assert!(numbers.iter().all(|&x| x > 0.0 && x < 1.0));
}

#[test]
fn neighbouring_keys_give_unrelated_sequences() {
    let covariance: f64 = (0..10_000).map(|k| (uniform(k, 0) - 0.5) * (uniform(k + 1, 0) - 0.5)).sum::<f64>() / 1e4;
    assert!(covariance.abs() < 4.0 / 12.0 / 100.0, "{covariance}");
}
