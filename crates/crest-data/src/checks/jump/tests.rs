use super::super::fixture::{add, input, years};
use super::*;

/// Twenty places growing by 10 % a year from different levels, for ten years; spread 0, so that the floor alone decides.
fn growing() -> Vec<Vec<f64>> {
    (0..20).map(|i| (0..10).map(|k| (100.0 + f64::from(i)) * 1.1f64.powi(k)).collect()).collect()
}

fn find(rows: &[Vec<f64>], settings: &Settings) -> Vec<Hit> {
    let mut input = input(1, rows.len());
    add(&mut input, 0, "s", 2000, rows);
    in_first(&input, settings, &BTreeSet::new())
}

fn in_first(input: &Input, settings: &Settings, territory: &BTreeSet<(u32, i32)>) -> Vec<Hit> {
    let track = &input.tracks[0];
    let changes = Changes::of(track);
    let jumps = jumps(input, settings, track, &changes);
    report(input, track, &changes, &jumps, territory)
}

fn settings() -> Settings {
    Settings::defaults("jump")
}

#[test]
fn common_growth_is_no_jump() {
    assert!(find(&growing(), &settings()).is_empty());
    // A year in which everybody doubles is the group's movement: ln 2 − ln 2 = 0.
    let mut rows = growing();
    for row in &mut rows {
        row[5..].iter_mut().for_each(|x| *x *= 2.0);
    }
    assert!(find(&rows, &settings()).is_empty());
}

#[test]
fn a_value_that_comes_back_is_one_spike() {
    let mut rows = growing();
    // A fifth in 2005 only: ln 0.2 = −1.61 out, +1.61 back.
    rows[3][5] *= 0.2;
    let hits = find(&rows, &settings());
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].kind, years(&hits[0], 3)), ("spike", vec![2005]));
    // 103 · 1.1⁴ = 150.8 in 2004, 103 · 1.1⁶ = 182.5 in 2006: √(150.8 · 182.5) = 165.9.
    assert_eq!(hits[0].expected.as_deref(), Some("about 165.8825"));
}

#[test]
fn a_level_that_stays_is_a_shift() {
    let mut rows = growing();
    rows[7][4..].iter_mut().for_each(|x| *x *= 1.5);
    let hits = find(&rows, &settings());
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].kind, years(&hits[0], 7)), ("shift", vec![2004]));
    // 1.5 · 1.1 = 1.65.
    assert!(hits[0].message.contains("rises by 65 %"), "{}", hits[0].message);
}

#[test]
fn the_last_value_tells_neither() {
    let mut rows = growing();
    rows[0][9] *= 3.0;
    assert_eq!(find(&rows, &settings())[0].kind, "last");
}

#[test]
fn what_is_usual_for_all_places_raises_the_limit() {
    // Steps of ±0.3 in turn: spread 1.4826 · 0.3 = 0.44, limit 0.15 + 8 · 0.44 = 3.7; a factor of 20 is ln 20 = 3.0.
    let mut rows: Vec<Vec<f64>> = (0..20)
        .map(|i| (0..10).map(|k| if (i + k) % 2 == 0 { 100.0 } else { 100.0 * 0.3f64.exp() }).collect())
        .collect();
    rows[0][5..].iter_mut().for_each(|x| *x *= 20.0);
    assert!(find(&rows, &settings()).is_empty());
    // A factor of 60: ln 60 = 4.1.
    rows[0][5..].iter_mut().for_each(|x| *x *= 3.0);
    assert_eq!(find(&rows, &settings()).len(), 1);
}

#[test]
fn another_source_lowers_the_limit_and_is_quoted() {
    // Every step has an excess of about ±0.05 (spread 0.074): limits 0.15 + 8 · 0.074 = 0.74, disputed 0.15 + 3 · 0.074 = 0.37.
    let wavy = |i: i32, k: i32| 100.0 * (0.05 * f64::from((i + k) % 2)).exp();
    let mut rows: Vec<Vec<f64>> = (0..20).map(|i| (0..10).map(|k| wavy(i, k)).collect()).collect();
    let right = rows.clone();
    // A step of ln 1.7 = 0.53, less 0.1 for the wave, lies between the two.
    rows[2][6..].iter_mut().for_each(|x| *x *= 1.7);
    assert!(find(&rows, &settings()).is_empty());
    let mut both = input(1, 20);
    add(&mut both, 0, "s", 2000, &rows);
    add(&mut both, 0, "t", 2000, &right);
    let hits = in_first(&both, &settings(), &BTreeSet::new());
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].kind, years(&hits[0], 2)), ("disputed", vec![2006]));
    assert!(hits[0].hint.as_deref().unwrap().starts_with("`t` gives "), "{:?}", hits[0].hint);
}

#[test]
fn a_change_of_territory_is_named() {
    let mut rows = growing();
    rows[7][4..].iter_mut().for_each(|x| *x *= 2.0);
    let mut input = input(1, 20);
    add(&mut input, 0, "s", 2000, &rows);
    let hits = in_first(&input, &settings(), &BTreeSet::from([(7, 2004)]));
    assert!(hits[0].hint.as_deref().unwrap().contains("land area"), "{:?}", hits[0].hint);
}

#[test]
fn neighbouring_rows_that_jump_alike_are_one_finding() {
    let mut rows = growing();
    for row in &mut rows[4..8] {
        row[5..].iter_mut().for_each(|x| *x *= 0.5);
    }
    rows[15][5..].iter_mut().for_each(|x| *x *= 0.5);
    let hits = find(&rows, &settings());
    assert_eq!(hits.iter().map(|h| h.cells.len()).collect::<Vec<_>>(), [4, 1]);
}

#[test]
fn a_stated_factor_decides_alone() {
    let mut settings = settings();
    settings.stated.insert("factor:a".to_owned(), 1.5);
    let mut rows = growing();
    // 1.1 · 1.3 = 1.43 < 1.5; 1.1 · 1.4 = 1.54 > 1.5.
    rows[1][5..].iter_mut().for_each(|x| *x *= 1.3);
    rows[2][5..].iter_mut().for_each(|x| *x *= 1.4);
    let hits = find(&rows, &settings);
    assert_eq!(hits.len(), 1);
    assert_eq!(years(&hits[0], 2), [2005]);
}

#[test]
fn balances_are_compared_by_differences() {
    // Values around zero have no logarithm. Usual differences of 1; one of 30.
    let mut rows: Vec<Vec<f64>> = (0..20).map(|i| (0..10).map(|k| f64::from((i + k) % 2)).collect()).collect();
    rows.iter_mut().for_each(|r| r.iter_mut().for_each(|x| *x -= 0.5));
    rows[0][5..].iter_mut().for_each(|x| *x += 30.0);
    let hits = find(&rows, &settings());
    assert_eq!((hits.len(), hits[0].kind), (1, "shift"));
}
