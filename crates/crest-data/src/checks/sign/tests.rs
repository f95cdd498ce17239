use super::super::fixture::{add, input, years};
use super::*;

fn find_in(rows: &[Vec<f64>], non_negative: bool) -> Vec<Hit> {
    let mut input = input(1, rows.len());
    input.indicators[0].non_negative = non_negative;
    add(&mut input, 0, "s", 2000, rows);
    find(&input, &Settings::defaults("sign"), &input.tracks[0])
}

/// One row of interest among values that have no zeros.
fn among(row: Vec<f64>) -> Vec<Vec<f64>> {
    let mut rows = vec![vec![7.5; 20]; 20];
    rows[0] = row;
    rows
}

#[test]
fn a_negative_count_is_found_unless_it_may_be() {
    let rows = among(vec![10.0, -3.0, 12.0]);
    assert_eq!(years(&find_in(&rows, true)[0], 0), [2001]);
    assert!(find_in(&rows, false).is_empty());
}

#[test]
fn a_zero_between_large_values_is_found() {
    assert_eq!(years(&find_in(&among(vec![10.2, 0.0, 12.1]), true)[0], 0), [2001]);
    // At the end one neighbour suffices.
    assert_eq!(years(&find_in(&among(vec![10.2, 12.1, 0.0]), true)[0], 0), [2002]);
    // 0.3 with a last digit of 0.1 rounds to 0 easily; so does a zero beside a gap.
    assert!(find_in(&among(vec![0.3, 0.0, 0.2]), true).is_empty());
    assert!(find_in(&among(vec![10.2, f64::NAN, 0.0, f64::NAN, 9.0]), true).is_empty());
}

#[test]
fn an_indicator_with_many_zeros_has_them_by_nature() {
    let rows = vec![vec![5.0, 0.0, 6.0, 0.0, 7.0]; 4];
    assert!(find_in(&rows, true).is_empty());
}
