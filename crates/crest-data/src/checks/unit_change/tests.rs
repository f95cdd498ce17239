use super::super::fixture::{add, input, years};
use super::*;

/// Twenty places growing by 10 % give or take 2 %, for ten years.
fn rows() -> Vec<Vec<f64>> {
    let wave = |i: i32, k: i32| 1.0 + 0.01 * f64::from((i * 3 + k * 5) % 4);
    (0..20).map(|i| (0..10).map(|k| (400.0 + f64::from(i)) * 1.1f64.powi(k) * wave(i, k)).collect()).collect()
}

fn find_in(rows: &[Vec<f64>]) -> Vec<Hit> {
    let mut input = input(1, rows.len());
    add(&mut input, 0, "s", 2000, rows);
    let track = &input.tracks[0];
    find(&input, &Settings::defaults("unit-change"), track, &Changes::of(track))
}

#[test]
fn a_decimal_point_out_of_place_for_a_year() {
    let mut rows = rows();
    rows[3][5] *= 10.0;
    let hits = find_in(&rows);
    assert_eq!((hits.len(), hits[0].kind), (1, "single"));
    assert_eq!(years(&hits[0], 3), [2005]);
}

#[test]
fn another_unit_from_a_year_on() {
    let mut rows = rows();
    rows[3][5..].iter_mut().for_each(|x| *x *= 1e4);
    let hits = find_in(&rows);
    assert_eq!((hits.len(), hits[0].kind), (1, "lasting"));
    assert!(hits[0].message.contains("10,000 times"), "{}", hits[0].message);
}

#[test]
fn a_whole_column_in_another_unit_is_one_finding() {
    let mut rows = rows();
    rows.iter_mut().for_each(|r| r[5..].iter_mut().for_each(|x| *x /= 100.0));
    let hits = find_in(&rows);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].cells.len(), 20);
    assert!(
        hits[0].message.contains("1/100") && hits[0].message.contains("19 other places likewise"),
        "{}",
        hits[0].message
    );
}

#[test]
fn a_factor_of_seven_is_no_unit() {
    let mut rows = rows();
    rows[3][5..].iter_mut().for_each(|x| *x *= 7.0);
    assert!(find_in(&rows).is_empty());
}

#[test]
fn mu_and_hectares_are_looked_for_in_areas_only() {
    let mut rows = rows();
    rows[3][5..].iter_mut().for_each(|x| *x *= 15.0);
    assert!(find_in(&rows).is_empty());
    let mut areas = input(1, 20);
    areas.indicators[0].area = true;
    add(&mut areas, 0, "s", 2000, &rows);
    let track = &areas.tracks[0];
    assert_eq!(find(&areas, &Settings::defaults("unit-change"), track, &Changes::of(track)).len(), 1);
}
