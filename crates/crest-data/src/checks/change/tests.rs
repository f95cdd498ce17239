use super::super::fixture::{add, input};
use super::*;

#[test]
fn the_group_moves_by_its_median_and_the_spread_is_what_is_left() {
    // Nine places: seven grow by e^0.1, one by e^0.3, one by e^−0.1; twice.
    let rate = |i: usize| [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, -0.1][i];
    let rows: Vec<Vec<f64>> = (0..9).map(|i| (0..4).map(|k| (rate(i) * f64::from(k)).exp()).collect()).collect();
    let mut input = input(1, 9);
    add(&mut input, 0, "s", 2000, &rows);
    let changes = Changes::of(&input.tracks[0]);
    assert!(changes.log);
    assert!((changes.group_of(2001) - 0.1).abs() < 1e-12);
    assert!((changes.excess(&input.tracks[0], 7, 2).unwrap() - 0.2).abs() < 1e-12);
    // 27 steps, 21 of them without excess: the median is 0.
    assert!(changes.spread < 1e-12);
    assert_eq!(changes.steps[0][0], None);
}

#[test]
fn a_gap_has_no_step_and_few_places_make_no_group() {
    let mut input = input(1, 2);
    add(&mut input, 0, "s", 2000, &[vec![1.0, f64::NAN, 2.0, 4.0], vec![1.0, 1.0, 1.0, 1.0]]);
    let changes = Changes::of(&input.tracks[0]);
    assert_eq!(changes.steps[0][..2], [None, None]);
    assert!((changes.steps[0][2].unwrap() - 2f64.ln()).abs() < 1e-12);
    assert!(changes.group.is_empty());
    assert_eq!(changes.spread, 0.1, "four steps are too few for a spread of their own");
}

#[test]
fn values_around_zero_are_compared_by_differences() {
    let mut input = input(1, 1);
    add(&mut input, 0, "s", 2000, &[vec![-1.0, 1.0, 0.0]]);
    let changes = Changes::of(&input.tracks[0]);
    assert!(!changes.log);
    assert_eq!(changes.steps[0], [None, Some(2.0), Some(-1.0)]);
}

#[test]
fn medians_of_even_numbers_lie_between_the_middle_two() {
    assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), Some(2.5));
    assert_eq!(median(&mut []), None);
    // Deviations from 3: 2, 1, 0, 1, 97; median 1.
    assert_eq!(centre_and_spread(&[1.0, 2.0, 3.0, 4.0, 100.0]), Some((3.0, 1.4826)));
}
