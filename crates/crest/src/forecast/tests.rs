use super::*;

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn short_series_are_refused() {
    assert_eq!(forecast(&[1.0, 2.0, 3.0, 4.0], 1), Err(TooShort { n_values: 4 }));
    assert_eq!(forecast(&[], 1), Err(TooShort { n_values: 0 }));
}

#[test]
fn drift_by_hand() {
    // Steps 2, 2, 2, 6: mean 3, residuals −1, −1, −1, 3; squares 12, over 4 − 1 steps: variance 4.
    let ahead = forecast(&[0.0, 2.0, 4.0, 6.0, 12.0], 3).unwrap();
    assert_eq!((&ahead.method, ahead.freedom), (&Method::Drift, 3));
    assert_eq!(ahead.values, [15.0, 18.0, 21.0]);
    // 4 · h · (1 + h/4): 5, 12, 21.
    for (error, variance) in ahead.std_errors.iter().zip([5.0_f64, 12.0, 21.0]) {
        assert!(close(*error, variance.sqrt(), 1e-12));
    }
    // Sum of three: 4 · (1 + 4 + 9 + 6²/4) = 92.
    assert!(close(ahead.sum_std_error, 92.0_f64.sqrt(), 1e-12));
    // t with 3 degrees of freedom: 0.9 quantile 1.637744.
    let (lower, upper) = ahead.interval(15.0, ahead.std_errors[0], 0.8);
    assert!(close(upper - 15.0, 1.637_744_353_7 * 5.0_f64.sqrt(), 1e-8) && close(15.0 - lower, upper - 15.0, 1e-12));
    assert!(close(ahead.chance_at_least(15.0, ahead.std_errors[0], upper), 0.1, 1e-9));
}

#[test]
fn straight_lines_go_on_and_are_sure() {
    let line: Vec<f64> = (0..12).map(|t| 100.0 + 5.0 * f64::from(t)).collect();
    let ahead = forecast(&line, 4).unwrap();
    for (h, value) in ahead.values.iter().enumerate() {
        assert!(close(*value, 155.0 + 5.0 * (h + 1) as f64, 1e-6), "{value}");
    }
    assert!(ahead.chance_at_least(ahead.values[3], ahead.std_errors[3], 170.0) > 0.999);
    let still = forecast(&[7.0; 6], 2).unwrap();
    assert_eq!((still.values.as_slice(), still.std_errors.as_slice()), ([7.0, 7.0].as_slice(), [0.0, 0.0].as_slice()));
    assert_eq!((still.chance_at_least(7.0, 0.0, 7.0), still.chance_at_least(7.0, 0.0, 7.1)), (1.0, 0.0));
}

#[test]
fn damping_ends_the_trend() {
    let series: Vec<f64> = (0..16).map(|t| 50.0 - 40.0 * 0.85_f64.powi(t)).collect();
    let fit = smooth(&series, Trend::Damped);
    assert!((0.8..0.9).contains(&fit.phi), "{fit:?}");
    let ahead = fit.ahead(series.len(), 30);
    let steps: Vec<f64> = ahead.values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(steps.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12), "each step is smaller than the one before");
    assert!(ahead.values[29] < 51.0);
}

#[test]
fn uncertainty_grows_with_the_horizon() {
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    for n in [5, 8, 10, 15, 30] {
        let series: Vec<f64> = (0..n).map(|t| 10.0 + f64::from(t) + 4.0 * noise()).collect();
        let ahead = forecast(&series, 10).unwrap();
        assert!(ahead.std_errors.windows(2).all(|pair| pair[1] >= pair[0]), "{n}: {ahead:?}");
        assert!(ahead.sum_std_error >= ahead.std_errors[9], "{n}");
        // A change of unit changes the unit of the forecast and nothing else.
        let scaled: Vec<f64> = series.iter().map(|y| y * 1e4).collect();
        let other = forecast(&scaled, 10).unwrap();
        for (own, scaled) in ahead.values.iter().zip(&other.values) {
            assert!(close(own * 1e4, *scaled, 1e-5), "{n}: {own} and {scaled}");
        }
    }
}
