//! Exponential smoothing against statsmodels: the fit is at least as likely, and forecasts and variances agree.
//!
//! `against_statsmodels/forecasts.py` holds the series and the script, `forecasts.json` what statsmodels 0.15.0 made of them.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

use crest::forecast::{Method, Smoothing, Trend, smooth};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[test]
fn fits_and_forecasts_agree_with_statsmodels() {
    let stored: Value = serde_json::from_str(include_str!("against_statsmodels/forecasts.json")).unwrap();
    let horizon = stored["horizon"].as_u64().unwrap() as usize;
    let mut compared = 0;
    for case in stored["cases"].as_array().unwrap() {
        let series = numbers(&case["series"]);
        for (name, trend) in [("none", Trend::None), ("linear", Trend::Linear), ("damped", Trend::Damped)] {
            let theirs = &case["fits"][name];
            let fit = smooth(&series, trend);
            let sse = theirs["sse"].as_f64().unwrap();
            let label = format!("{} {name}: {fit:?} against {theirs}", case["name"]);
            assert!(fit.sse <= sse * (1.0 + 1e-6), "ours is at least as likely: {label}");
            // Where both found the same optimum, everything else must agree.
            if (fit.sse / sse - 1.0).abs() > 1e-5 {
                continue;
            }
            compared += 1;
            agree(&fit, &series, horizon, theirs, &label);
        }
    }
    assert!(compared >= 8, "only {compared} of 12 fits found the same optimum");
}

fn agree(fit: &Smoothing, series: &[f64], horizon: usize, theirs: &Value, label: &str) {
    let ahead = fit.ahead(series.len(), horizon);
    assert_eq!(ahead.method, Method::Smoothing(*fit));
    let spread = (fit.sse / series.len() as f64).sqrt();
    for (own, their) in ahead.values.iter().zip(numbers(&theirs["mean"])) {
        assert!((own - their).abs() < 0.02 * spread + 1e-9, "{own} and {their}: {label}");
    }
    // statsmodels divides the squared errors by the number of values, we by the degrees of freedom.
    let factor = ahead.freedom as f64 / series.len() as f64;
    for (own, their) in ahead.std_errors.iter().zip(numbers(&theirs["variance"])) {
        let own = own * own * factor;
        assert!((own / their - 1.0).abs() < 0.03, "variance {own} and {their}: {label}");
    }
}
