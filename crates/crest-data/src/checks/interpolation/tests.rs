use super::super::fixture::{add, input, years};
use super::*;

/// Twenty places whose values wander by about 3 % a year, two decimals.
fn rows() -> Vec<Vec<f64>> {
    let wander = |i: u32, k: u32| f64::from((i * 7919 + k * k * 104_729 + i * k * 31) % 100) / 1000.0;
    let value = |i: u32, k: u32| ((300.0 + f64::from(i)) * (1.0 + wander(i, k)) * 100.0).round() / 100.0;
    (0..20).map(|i| (0..12).map(|k| value(i, k)).collect()).collect()
}

fn find_in(rows: &[Vec<f64>], change: impl Fn(&mut Input)) -> Vec<Hit> {
    let mut input = input(1, rows.len());
    add(&mut input, 0, "s", 2000, rows);
    change(&mut input);
    let track = &input.tracks[0];
    find(&input, &Settings::defaults("interpolation-run"), track, &Changes::of(track))
}

fn rounded(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

#[test]
fn real_values_lie_on_no_path() {
    assert!(find_in(&rows(), |_| ()).is_empty());
}

#[test]
fn a_straight_line_is_found_without_its_ends() {
    let mut rows = rows();
    // From 300 in 2003 to 312 in 2008: 2.40 a year, four values inside.
    (3..=8).for_each(|k| rows[4][k] = rounded(300.0 + 2.4 * (k as f64 - 3.0)));
    let hits = find_in(&rows, |_| ());
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!((hits[0].kind, years(&hits[0], 4)), ("linear", vec![2004, 2005, 2006, 2007]));
}

#[test]
fn constant_growth_is_found_through_its_rounding() {
    let mut rows = rows();
    // 5 % a year: 300, 315, 330.75, 347.29, 364.65.
    (0..=4).for_each(|k| rows[9][k as usize] = rounded(300.0 * 1.05f64.powi(k)));
    let hits = find_in(&rows, |_| ());
    assert_eq!((hits.len(), hits[0].kind), (1, "geometric"));
    assert_eq!(years(&hits[0], 9), [2001, 2002, 2003]);
}

#[test]
fn two_values_inside_are_too_few_and_rounding_may_hide_a_path() {
    let mut few = rows();
    (3..=6).for_each(|k| few[4][k] = rounded(250.0 + 9.0 * k as f64));
    assert!(find_in(&few, |_| ()).is_empty());
    // Whole numbers that grow by 1 a year: the step is no larger than four last digits.
    let mut short: Vec<Vec<f64>> = rows().iter().map(|r| r.iter().map(|x| x.round()).collect()).collect();
    (0..12).for_each(|k| short[4][k] = 300.0 + k as f64);
    assert!(find_in(&short, |_| ()).is_empty());
}

#[test]
fn what_the_table_declares_is_only_noted() {
    let mut rows = rows();
    (3..=8).for_each(|k| rows[4][k] = rounded(300.0 + 2.4 * (k as f64 - 3.0)));
    let hits = find_in(&rows, |input| {
        input.tracks[0].rows[4].points[4..8].iter_mut().for_each(|p| p.status = Status::Interpolated);
    });
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].kind, hits[0].grave), ("declared", false));
    assert_eq!(years(&hits[0], 4), [2004, 2005, 2006, 2007]);
}
