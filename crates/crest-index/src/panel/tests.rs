//! One series with gaps before, inside and after.

use super::*;

const TIMES: [f64; 6] = [2016.0, 2017.0, 2018.0, 2019.0, 2020.0, 2021.0];
const VALUES: [Option<f64>; 6] = [None, Some(2.0), None, None, Some(8.0), None];

#[test]
fn each_rule_by_hand() {
    let fill = |filling| fill_series(&TIMES, &VALUES, filling, None);
    let some = |values: [f64; 5]| values.map(Some);
    assert_eq!(fill(Filling::Latest), [vec![None], some([2.0, 2.0, 2.0, 8.0, 8.0]).to_vec()].concat());
    assert_eq!(fill(Filling::Constant), [vec![Some(2.0)], some([2.0, 2.0, 2.0, 8.0, 8.0]).to_vec()].concat());
    assert_eq!(fill(Filling::LinearConstant), [vec![Some(2.0)], some([2.0, 4.0, 6.0, 8.0, 8.0]).to_vec()].concat());
    assert_eq!(fill(Filling::Linear), [None, Some(2.0), Some(4.0), Some(6.0), Some(8.0), None]);
}

#[test]
fn distance_limits_every_value_used() {
    let fill = |filling| fill_series(&TIMES, &VALUES, filling, Some(1.0));
    assert_eq!(fill(Filling::Latest), [None, Some(2.0), Some(2.0), None, Some(8.0), Some(8.0)]);
    // 2018 lies two years from 2020, so the line is out of reach.
    assert_eq!(fill(Filling::LinearConstant), [Some(2.0), Some(2.0), None, None, Some(8.0), Some(8.0)]);
}

#[test]
fn unequal_and_unordered_times_are_read_as_times() {
    let filled = fill_series(&[4.0, 0.0, 1.0], &[Some(8.0), Some(0.0), None], Filling::Linear, None);
    assert_eq!(filled[2], Some(2.0));
}

#[test]
fn nothing_informs_an_empty_series() {
    assert_eq!(fill_series(&[1.0, 2.0], &[None, None], Filling::LinearConstant, None), [None, None]);
    assert!(fill_panel(&[], &[], Filling::Latest, None).is_empty());
}

#[test]
fn a_panel_is_filled_place_by_place() {
    let year = |a, b| Matrix::from_columns(2, &[vec![a, b]]);
    let panel = [year(Some(1.0), None), year(None, Some(5.0))];
    let filled = fill_panel(&[1.0, 2.0], &panel, Filling::Latest, None);
    assert_eq!(filled[1].column(0), [Some(1.0), Some(5.0)]);
    assert_eq!(filled[0].column(0), [Some(1.0), None]);
}
