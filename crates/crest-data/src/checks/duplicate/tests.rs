use super::super::fixture::{add, input};
use super::*;

fn row(seed: f64) -> Vec<f64> {
    (0..8).map(|k| ((100.0 + seed) * 1.07f64.powi(k) * 100.0).round() / 100.0).collect()
}

fn find_in(input: &Input) -> Vec<Hit> {
    find(input, &Settings::defaults("duplicate-place"))
}

#[test]
fn one_source_knows_the_first_code_and_another_the_second() {
    let none = vec![f64::NAN; 8];
    let mut input = input(1, 3);
    add(&mut input, 0, "s", 2000, &[row(1.0), none.clone(), row(50.0)]);
    add(&mut input, 0, "t", 2000, &[none, row(1.0), row(50.0)]);
    let hits = find_in(&input);
    assert_eq!(hits.len(), 1);
    assert!(hits[0].message.starts_with("p0 and p1 agree to the last digit in 8 of 8 cells"), "{}", hits[0].message);
    assert_eq!(hits[0].cells.len(), 16);
}

#[test]
fn four_equal_cells_are_chance() {
    let mut second = row(2.0);
    second[..4].copy_from_slice(&row(1.0)[..4]);
    let mut input = input(1, 2);
    add(&mut input, 0, "s", 2000, &[row(1.0), second]);
    assert!(find_in(&input).is_empty());
}

#[test]
fn one_name_without_contradiction_is_one_place() {
    let mut places = input(1, 2);
    places.places[0].names = vec!["吐鲁番市".to_owned()];
    places.places[1].names = vec!["吐鲁番地区".to_owned()];
    let none = vec![f64::NAN; 8];
    let mut apart = places.clone();
    add(&mut apart, 0, "s", 2000, &[row(1.0), none.clone()]);
    add(&mut apart, 0, "t", 2000, &[none, row(1.4)]);
    // 101 and 101.4 times the same growth: within 2 %.
    assert_eq!(find_in(&apart).len(), 1);
    // Two towns of one name that differ by half are two places.
    let mut two = places;
    add(&mut two, 0, "s", 2000, &[row(1.0), row(50.0)]);
    assert!(find_in(&two).is_empty());
}

#[test]
fn a_rank_is_left_out_of_a_name_but_not_all_of_it() {
    assert_eq!(stem("吐鲁番地区"), stem("吐鲁番市"));
    assert_eq!(stem("沙市"), "沙市");
    assert_ne!(stem("海南省"), stem("海南藏族自治州"));
}
