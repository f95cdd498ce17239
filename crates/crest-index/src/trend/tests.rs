//! Trends by hand.

use super::*;

const TIMES: [f64; 4] = [2018.0, 2019.0, 2020.0, 2021.0];

#[test]
fn growth_runs_between_the_observed_ends() {
    // 100 to 121 in two years.
    let rate = compound_growth(&TIMES, &[None, Some(100.0), Some(7.0), Some(121.0)]).unwrap();
    assert!((rate - 0.1).abs() < 1e-15);
    assert_eq!(compound_growth(&TIMES[..2], &[Some(0.0), Some(0.0)]), Ok(0.0));
    assert_eq!(compound_growth(&TIMES[..2], &[Some(3.0), Some(0.0)]), Ok(-1.0));
}

#[test]
fn what_has_no_rate_is_named() {
    assert_eq!(compound_growth(&TIMES[..2], &[Some(-1.0), Some(2.0)]), Err(NoTrend::SignChange));
    assert_eq!(compound_growth(&TIMES[..2], &[Some(0.0), Some(2.0)]), Err(NoTrend::FromZero));
    assert_eq!(compound_growth(&TIMES[..2], &[Some(1.0), None]), Err(NoTrend::TooFew));
    assert_eq!(slope(&[], &[]), Err(NoTrend::TooFew));
    assert_eq!(slope(&[1.0, 1.0], &[Some(1.0), Some(2.0)]), Err(NoTrend::TooFew));
    assert_eq!(total_change(&TIMES[..2], &[Some(0.0), Some(2.0)]), Err(NoTrend::FromZero));
}

#[test]
fn lines_by_hand() {
    // 1 3 2 4: slope (1.5·1.5 + 0.5·(−0.5)·… ) = 4/5, fitted first 2.5 − 1.5·0.8 = 1.3.
    let values = [Some(1.0), Some(3.0), Some(2.0), Some(4.0)];
    assert!((slope(&TIMES, &values).unwrap() - 0.8).abs() < 1e-12);
    assert!((percent_change(&TIMES, &values).unwrap() - 80.0 / 1.3).abs() < 1e-9);
    assert_eq!(total_change(&TIMES, &values), Ok(300.0));
    assert_eq!(share_observed(&[Some(1.0), None]), 0.5);
}
