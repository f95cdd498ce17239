use super::super::fixture::{add, input};
use super::*;

/// Six places with land areas that stay, from 2000 to 2007.
fn areas() -> Vec<Vec<f64>> {
    (0..6).map(|i| vec![2500.0 + 10.0 * f64::from(i); 8]).collect()
}

fn with(rows: &[Vec<f64>]) -> Input {
    let mut input = input(2, rows.len());
    input.indicators[0].area = true;
    add(&mut input, 0, "s", 2000, rows);
    input
}

fn find_in(input: &Input) -> Vec<Hit> {
    let breaks = BTreeMap::from([((2, 2004), BTreeSet::from([1]))]);
    find(input, &["".into(), "old".into()], &Settings::defaults("territory-change"), &breaks)
}

#[test]
fn a_change_of_area_is_found_with_what_breaks_with_it() {
    let mut rows = areas();
    // 2,520 to 5,532: +119.5 %. 2,500 to 2,550: +2 %, noted.
    rows[2][4..].fill(5532.0);
    rows[0][6..].fill(2550.0);
    let hits = find_in(&with(&rows));
    assert_eq!(
        hits.iter().map(|h| (h.cells[0].1, h.cells[0].2.year(), h.grave)).collect::<Vec<_>>(),
        [(0, 2006, false), (2, 2004, true)]
    );
    assert!(hits[1].message.contains("+119.5 %") && hits[1].message.contains("`b` breaks in the same year"));
    let area = changes_of_area(&with(&rows), 0.03);
    assert!(area.contains(&(2, 2004)) && !area.contains(&(0, 2006)));
}

#[test]
fn built_up_area_grows_and_is_no_territory() {
    let rows: Vec<Vec<f64>> =
        (0..6).map(|i| (0..8).map(|k| 50.0 + f64::from(i) + 4.0 * f64::from(k)).collect()).collect();
    assert!(find_in(&with(&rows)).is_empty());
}

#[test]
fn another_territory_version_is_found() {
    let mut input = with(&areas());
    input.tracks[0].rows[3].points[..3].iter_mut().for_each(|p| p.territory = 1);
    let hits = find_in(&input);
    assert_eq!((hits.len(), hits[0].kind), (1, "version"));
    assert!(hits[0].message.contains("`old` until 2002 and to `` from 2003"), "{}", hits[0].message);
}
