use super::super::fixture::{add, input};
use super::*;

/// Thirty places with their own densities, two decimals.
fn rows() -> Vec<Vec<f64>> {
    let value = |i: i32, k: i32| ((300.0 + 41.7 * f64::from(i)) * 1.0113f64.powi(k) * 100.0).round() / 100.0;
    (0..30).map(|i| (0..8).map(|k| value(i, k)).collect()).collect()
}

fn find_in(rows: &[Vec<f64>]) -> Vec<Hit> {
    let mut input = input(1, rows.len());
    add(&mut input, 0, "s", 2000, rows);
    let settings = Settings::defaults("constant-column");
    let constant = constant_places(&input, &settings, &input.tracks[0]);
    find(&input, &settings, &input.tracks[0], &constant)
}

#[test]
fn places_filled_with_one_number_are_found() {
    // A density column filled with a constant for two cities.
    let mut rows = rows();
    rows[8] = vec![3826.0; 8];
    rows[18] = vec![3402.0; 8];
    let hits = find_in(&rows);
    let places: Vec<u32> = hits.iter().map(|h| h.cells[0].1).collect();
    assert_eq!((places, hits[0].kind, hits[0].cells.len()), (vec![8, 18], "place", 8));
    assert!(find_in(&self::rows()).is_empty());
}

#[test]
fn land_area_is_constant_by_nature() {
    let rows: Vec<Vec<f64>> = (0..30).map(|i| vec![2500.0 + f64::from(i); 8]).collect();
    assert!(find_in(&rows).is_empty());
}

#[test]
fn the_figure_of_the_province_stands_in_for_its_cities() {
    let mut rows = rows();
    rows[3..8].iter_mut().for_each(|r| r[5] = 512.34);
    let hits = find_in(&rows);
    assert_eq!((hits.len(), hits[0].kind, hits[0].cells.len()), (1, "shared", 5));
}

#[test]
fn short_numbers_are_shared_by_chance() {
    // Five places at 14, the other twenty-five at whole numbers of two digits of their own.
    let mut rows: Vec<Vec<f64>> = (0..30).map(|i| (0..4).map(|k| f64::from(10 + 3 * i + k)).collect()).collect();
    rows[3..8].iter_mut().for_each(|r| r[2] = 14.0);
    assert!(find_in(&rows).is_empty());
}
