use super::*;

#[test]
fn the_last_digit_of_a_number_is_found_behind_its_conversion() {
    for (x, unit) in [(12.34, 0.01), (1541.1, 0.1), (120.0, 10.0), (7.0, 1.0), (0.5, 0.1), (1e-9, 1e-9)] {
        assert!((last_digit(x) / unit - 1.0).abs() < 1e-12, "{x}: {}", last_digit(x));
    }
    // 23,158.65 in units of 10⁸: the product is not exact, the last digit is.
    assert!((last_digit(23_158.65 * 1e8) / 1e6 - 1.0).abs() < 1e-12);
    assert_eq!(last_digit(0.0), 0.0);
    assert_eq!(last_digit(f64::NAN), 0.0);
    assert!(last_digit(f64::MAX).is_finite() && last_digit(f64::MIN_POSITIVE) > 0.0);
}

#[test]
fn numbers_are_shown_with_seven_digits_and_separators() {
    for (x, text) in [
        (23_158.65, "23,158.65"),
        (1541.1, "1,541.1"),
        (-0.5, "−0.5"),
        (0.0, "0"),
        (1e8, "100,000,000"),
        (0.001_234_567_89, "0.001234568"),
        (999_999.96, "1,000,000"),
    ] {
        assert_eq!(show(x), text);
    }
}

#[test]
fn three_digits_are_telling() {
    let telling = |x: f64| Point::new(Period::year_of(2020), x, 0).is_telling();
    assert!(telling(1.23) && telling(231.73) && telling(100.5));
    assert!(!telling(0.0) && !telling(23.0) && !telling(120.0));
}

#[test]
fn stretches_join_what_follows() {
    assert_eq!(stretches(vec![1, 2, 4, 5, 6, 9], |a, b| a + 1 == *b), [vec![1, 2], vec![4, 5, 6], vec![9]]);
}
