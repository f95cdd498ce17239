use super::super::fixture::{add, input, years};
use super::*;

fn find_in(rows: &[Vec<f64>], group: impl Fn(usize) -> &'static str) -> Vec<Hit> {
    let mut input = input(1, rows.len());
    input.places.iter_mut().enumerate().for_each(|(i, p)| p.group = group(i).to_owned());
    add(&mut input, 0, "s", 2000, rows);
    let track = &input.tracks[0];
    find(&input, &Settings::defaults("outlier"), track, &Changes::of(track))
}

#[test]
fn a_value_far_from_its_group_is_noted_once_for_its_years() {
    // Logarithms 0, 0.1, … 1.0 and one of 5: median 0.55, MAD 0.3, (5 − 0.55) / 0.445 = 10.0.
    let mut rows: Vec<Vec<f64>> = (0..11).map(|i| vec![(0.1 * f64::from(i)).exp(); 3]).collect();
    rows.push(vec![5f64.exp(); 3]);
    let hits = find_in(&rows, |_| "");
    assert_eq!((hits.len(), hits[0].kind, years(&hits[0], 11)), (1, "high", vec![2000, 2001, 2002]));
    assert!(hits[0].message.contains("10.0 robust standard deviations"), "{}", hits[0].message);
    // In a group of its own it is compared with nobody.
    assert!(find_in(&rows, |i| if i == 11 { "capital" } else { "" }).is_empty());
}

#[test]
fn small_groups_say_nothing() {
    let rows = vec![vec![1.0], vec![1.1], vec![1.2], vec![1000.0]];
    assert!(find_in(&rows, |_| "").is_empty());
}
