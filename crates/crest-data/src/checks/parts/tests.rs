use super::super::fixture::{add, input, years};
use super::*;

fn settings() -> Settings {
    Settings::defaults("sum-of-parts")
}

/// Whole a, parts b and c, one place, from one source.
fn whole_and_parts(whole: &[f64], parts: [&[f64]; 2]) -> Input {
    let mut input = input(3, 1);
    input.indicators[0].parts = vec![1, 2];
    add(&mut input, 0, "s", 2000, &[whole.to_vec()]);
    add(&mut input, 1, "s", 2000, &[parts[0].to_vec()]);
    add(&mut input, 2, "s", 2000, &[parts[1].to_vec()]);
    input
}

#[test]
fn successive_misses_make_one_finding() {
    // 61 + 51 = 112 against 101: 10.9 %. 61 + 43 = 104: 3 %. 61 + 40 = 101: none. Rounding: 3 · 0.5 = 1.5.
    let input = whole_and_parts(&[101.0, 101.0, 101.0], [&[61.0, 61.0, 61.0], &[51.0, 43.0, 40.0]]);
    let hits = find(&input, &settings());
    assert_eq!(hits.len(), 1);
    assert!(hits[0].grave);
    // Whole and both parts of 2000 and 2001.
    assert_eq!(years(&hits[0], 0), [2000, 2000, 2000, 2001, 2001, 2001]);
    assert!(hits[0].message.contains("most in 2000") && hits[0].message.contains("+10.89 %"), "{}", hits[0].message);
}

#[test]
fn rounding_is_no_miss_and_a_small_one_is_noted() {
    // 33.3 + 66.6 = 99.9 against 100.1: three numbers rounded to 0.1 may miss by 3 · 0.05 = 0.15, not by 0.2.
    assert!(find(&whole_and_parts(&[100.0, 99.9], [&[33.3, 33.3], &[66.6, 66.6]]), &settings()).is_empty());
    assert_eq!(find(&whole_and_parts(&[100.1], [&[33.3], &[66.6]]), &settings()).len(), 1);
    // 3101.42 against 3104.43: 0.097 %, more than 3 · 0.005 and than 0.05 %, less than 1 %.
    let hits = find(&whole_and_parts(&[3104.43], [&[1000.17], &[2101.25]]), &settings());
    assert_eq!(hits.len(), 1);
    assert!(!hits[0].grave);
}

#[test]
fn parts_may_not_exceed_the_whole_even_where_one_is_missing() {
    let none = f64::NAN;
    // b alone is 121 of 101; b alone of 81 says nothing.
    let hits = find(&whole_and_parts(&[101.0, 101.0, 101.0], [&[121.0, 81.0, 50.0], &[none, none, 51.0]]), &settings());
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].kind, years(&hits[0], 0)), ("exceeds", vec![2000, 2000]));
}

#[test]
fn sources_are_not_mixed_where_one_holds_everything() {
    let mut input = whole_and_parts(&[100.0], [&[60.0], &[40.0]]);
    // Another source gives another whole, no parts: nothing to compare.
    let mut other = input.tracks[0].clone();
    other.source = "t".to_owned();
    other.rows[0].points[0].value = 150.0;
    input.tracks.insert(1, other);
    assert!(find(&input, &settings()).is_empty());
}
