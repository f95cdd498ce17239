use super::super::fixture::{add, input, years};
use super::*;

/// Fifteen places with two decimals, growing by about 5 %.
fn rows() -> Vec<Vec<f64>> {
    let value = |i: i32, k: i32| ((100.0 + 7.0 * f64::from(i)) * 1.0537f64.powi(k) * 100.0).round() / 100.0;
    (0..15).map(|i| (0..8).map(|k| value(i, k)).collect()).collect()
}

fn find_in(rows: &[Vec<f64>]) -> Vec<Hit> {
    let mut input = input(1, rows.len());
    add(&mut input, 0, "s", 2000, rows);
    let track = &input.tracks[0];
    find(&input, &Settings::defaults("repeat"), track, &Changes::of(track), &[])
}

#[test]
fn a_repeat_to_the_last_digit_is_found() {
    let mut rows = rows();
    rows[3][5] = rows[3][4];
    let hits = find_in(&rows);
    assert_eq!(hits.len(), 1);
    assert!(hits[0].grave);
    assert_eq!(years(&hits[0], 3), [2005]);
}

#[test]
fn a_run_of_years_and_a_block_of_rows_are_one_finding_each() {
    let mut rows = rows();
    (rows[3][5], rows[3][6]) = (rows[3][4], rows[3][4]);
    for row in &mut rows[8..11] {
        row[2] = row[1];
    }
    let hits = find_in(&rows);
    assert_eq!(hits.len(), 2);
    assert_eq!((hits[0].kind, hits[0].cells.len()), ("block", 3));
    assert_eq!(years(&hits[1], 3), [2005, 2006]);
}

#[test]
fn rounding_makes_it_a_note() {
    // Whole numbers around 20 that grow by 5 %: u / (√(2π) · σ · v) ≈ 1 / (2.5 · 0.06 · 20) = 0.33 > 0.05.
    let value = |i: i32, k: i32| ((18.3 + 0.4 * f64::from(i)) * 1.0537f64.powi(k)).round();
    let mut rows: Vec<Vec<f64>> = (0..15).map(|i| (0..8).map(|k| value(i, k)).collect()).collect();
    rows[3][5] = rows[3][4];
    let hits = find_in(&rows);
    assert!(hits.iter().any(|h| years(h, 3).contains(&2005)));
    assert!(hits.iter().all(|h| !h.grave));
}

#[test]
fn what_repeats_by_nature_says_nothing() {
    let rows: Vec<Vec<f64>> = (0..15).map(|i| vec![1234.0 + f64::from(i); 8]).collect();
    assert!(find_in(&rows).is_empty());
}
