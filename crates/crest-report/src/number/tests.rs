use super::*;

#[test]
fn small_values_keep_four_significant_digits() {
    assert_eq!(figure(0.5), "0.5");
    assert_eq!(figure(0.000123456), "0.0001235");
    assert_eq!(figure(1e-300), "0");
}

#[test]
fn zero_has_no_sign() {
    assert_eq!(figure(-0.0), "0");
    assert_eq!(score(-0.001), "0.00");
    assert_eq!(signed(-0.001), "0.00");
    assert_eq!(signed(0.001), "0.00");
}

#[test]
fn thousands_stand_apart() {
    assert_eq!(figure(1234567.891), "1,234,567.89");
    assert_eq!(figure(-1000.0), "−1,000");
    assert_eq!(count(1_000_000), "1,000,000");
    assert_eq!(change(1000.0), "+1,000");
}

#[test]
fn what_is_no_number_is_a_dash() {
    assert_eq!(figure(f64::NAN), "–");
    assert_eq!(score(f64::INFINITY), "–");
    assert_eq!(percent(f64::NAN), "–");
}
