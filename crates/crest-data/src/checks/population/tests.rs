use super::super::fixture::{add, input, years};
use super::*;

fn growing(level: f64, rate: f64) -> Vec<Vec<f64>> {
    (0..12).map(|i| (0..10).map(|k| (level + f64::from(i)) * rate.powi(k)).collect()).collect()
}

/// People (a) and output (b) of twelve places.
fn find_in(people: &[Vec<f64>], output: &[Vec<f64>], territory: &BTreeSet<(u32, i32)>) -> Vec<Hit> {
    let mut input = input(2, 12);
    input.indicators[0].people = true;
    add(&mut input, 0, "s", 2005, people);
    add(&mut input, 1, "s", 2005, output);
    let changes: Vec<Changes> = input.tracks.iter().map(Changes::of).collect();
    let settings = Settings::defaults("population-switch");
    find(&input, &changes, &settings, (&input.tracks[0], &changes[0]), territory)
}

#[test]
fn people_shift_while_output_goes_on() {
    let mut people = growing(230.0, 1.01);
    people[4][6..].iter_mut().for_each(|x| *x *= 1.44);
    let hits = find_in(&people, &growing(600.0, 1.1), &BTreeSet::new());
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].kind, years(&hits[0], 4)), ("up", vec![2011]));
    // A change of land area explains it.
    assert!(find_in(&people, &growing(600.0, 1.1), &BTreeSet::from([(4, 2011)])).is_empty());
    // Output that moves along shows a larger place.
    let mut output = growing(600.0, 1.1);
    output[4][6..].iter_mut().for_each(|x| *x *= 1.4);
    assert!(find_in(&people, &output, &BTreeSet::new()).is_empty());
}

#[test]
fn a_single_wrong_year_is_no_switch() {
    let mut people = growing(230.0, 1.01);
    people[4][6] *= 1.44;
    assert!(find_in(&people, &growing(600.0, 1.1), &BTreeSet::new()).is_empty());
}
