use super::super::fixture::{add, input};
use super::*;

const LEVELS: [f64; 8] = [200.0, 512.0, 305.0, 765.0, 261.0, 733.0, 99.0, 450.0];

/// Eight places with levels far apart, growing by 20 %, 18 % and so on to nine years.
fn right() -> Vec<Vec<f64>> {
    LEVELS.iter().map(|level| (0..9).map(|k| (level * 1.18f64.powi(k) * 100.0).round() / 100.0).collect()).collect()
}

/// In 2004 rows 1 to 4 hold the values of rows 2 to 5.
fn slipped() -> Vec<Vec<f64>> {
    let right = right();
    let mut rows = right.clone();
    for i in 1..5 {
        rows[i][4] = right[i + 1][4];
    }
    rows
}

fn find_in(tracks: &[(&str, &[Vec<f64>])]) -> Vec<(String, Hit)> {
    let mut input = input(1, 8);
    for (source, rows) in tracks {
        add(&mut input, 0, source, 2000, rows);
    }
    let settings = Settings::defaults("row-slip");
    let of =
        |t: &Track| find(&input, &settings, t, &Changes::of(t)).into_iter().map(|h| (t.source.clone(), h)).collect();
    input.tracks.iter().flat_map(|t: &Track| -> Vec<(String, Hit)> { of(t) }).collect()
}

fn places(hit: &Hit) -> Vec<u32> {
    hit.cells.iter().map(|c| c.1).collect()
}

#[test]
fn a_slip_is_seen_against_another_source_and_blamed_on_the_right_one() {
    let hits = find_in(&[("s", &slipped()), ("t", &right())]);
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!((hits[0].0.as_str(), hits[0].1.kind, places(&hits[0].1)), ("s", "sources", vec![1, 2, 3, 4]));
    // Row 1 should hold 512 · 1.18⁴ = 992.65.
    assert_eq!(hits[0].1.expected.as_deref(), Some("about 992.65 in the first of them"));
}

#[test]
fn a_slip_is_seen_against_its_own_years() {
    let hits = find_in(&[("s", &slipped())]);
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!((hits[0].1.kind, places(&hits[0].1)), ("years", vec![1, 2, 3, 4]));
    assert!(hits[0].1.message.contains("in 2004"), "{}", hits[0].1.message);
}

#[test]
fn a_slip_in_the_other_direction_is_told_apart() {
    let right = right();
    let mut rows = right.clone();
    for i in 2..6 {
        rows[i][4] = right[i - 1][4];
    }
    let hits = find_in(&[("s", &rows), ("t", &right)]);
    assert_eq!(places(&hits[0].1), [2, 3, 4, 5]);
    assert!(hits[0].1.message.contains("previous row"), "{}", hits[0].1.message);
}

#[test]
fn two_rows_are_too_few_and_equal_tables_have_none() {
    let right = right();
    let mut rows = right.clone();
    (rows[1][4], rows[2][4]) = (right[2][4], right[3][4]);
    assert!(find_in(&[("s", &rows), ("t", &right)]).is_empty());
    assert!(find_in(&[("s", &right), ("t", &right)]).is_empty());
}

#[test]
fn the_last_row_of_a_block_counts_where_its_value_came_from_beyond() {
    // Row 6 has no value in the other source; row 5 of s holds what row 6 had, 99 · 1.18⁴ = 191.94.
    let mut witness = right();
    witness[6] = vec![f64::NAN; 9];
    let mut rows = slipped();
    rows[5][4] = 191.94;
    rows[6][4] = f64::NAN;
    let hits = find_in(&[("s", &rows), ("t", &witness)]);
    assert_eq!(places(&hits[0].1), [1, 2, 3, 4, 5]);
}

#[test]
fn a_column_read_one_place_off_in_every_year_is_found_by_the_other_source() {
    let right = right();
    let mut density: Vec<Vec<f64>> = (0..7).map(|i| right[i + 1].clone()).collect();
    density.push(vec![1.0; 9]);
    let hits = find_in(&[("s", &density), ("t", &right)]);
    assert!(hits.iter().any(|(_, h)| places(h).len() >= 7), "{hits:?}");
}
