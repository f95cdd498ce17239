//! Going on from the times before equals computing all anew.

use proptest::prelude::*;

use super::super::tests::scenarios::{any_line, drawn, query, tables};
use super::super::tests::{Town, any_runs, every, rows, run};
use super::super::*;
use super::AddedRuns;
use crate::timetable::{Headways, Patch, ServiceDay, Which, patched};

/// Rows before, rows after gone on from them, and rows after computed anew.
fn gone_on(
    (day, more): (&ServiceDay, &ServiceDay),
    draws: &[Headways],
    town: &Town,
    query: &Query,
) -> Option<[Vec<Vec<Option<u16>>>; 3]> {
    let walks = town.walks();
    let old = Search::prepare(&tables(day, query, draws), &walks, query).unwrap();
    let new = Search::prepare(&tables(more, query, draws), &walks, query).unwrap();
    let added = AddedRuns::find((day, more), draws, &new, &walks, query).unwrap()?;
    let origins: Vec<usize> = (0..walks.access.n_rows()).collect();
    let (mut kept, mut first) = (Vec::new(), Vec::new());
    matrix_keeping(&old, &walks, query, &origins, &mut |_, row, bytes| {
        first.push(row.to_vec());
        kept.push(bytes.to_vec());
    })
    .unwrap();
    let (mut recalled, mut after) = (Vec::new(), Vec::new());
    matrix_after_adding(&kept, (&new, &added), query, &origins, &mut |_, one, other| {
        recalled.push(one.to_vec());
        after.push(other.to_vec());
    })
    .unwrap();
    assert_eq!(recalled, first);
    kept[0].pop();
    let damaged = matrix_after_adding(&kept, (&new, &added), query, &origins, &mut |_, _, _| ());
    assert_eq!(damaged, Err(TransitError::Kept { origin: 0 }));
    Some([first, after, rows(&tables(more, query, draws), &walks, query)])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn going_on_from_the_times_before_equals_computing_all_anew(
        runs in any_runs(10),
        lines in prop::collection::vec(any_line(10), 1..3),
        n in 1_u32..90,
        boarding_s in 0_u32..90,
        max_rides in 1_u32..5,
        is_r5 in any::<bool>(),
    ) {
        let town = Town::line(10, 300_000, 350_000);
        let day = ServiceDay { n_stops: 10, runs };
        let more = patched(&day, &lines).unwrap();
        let query = Query { max_rides, departures: Departures { n, ..query(0).departures }, ..query(boarding_s) };
        let r5 = [0, 1].map(|draw| Headways::DrawnR5 { seed: 5, draw, n_draws: 2 });
        let draws = if is_r5 { r5.to_vec() } else { drawn(2) };
        let [before, after, all] = gone_on((&day, &more), &draws, &town, &query).unwrap();
        prop_assert_eq!(&after, &all);
        prop_assert_eq!(before, rows(&tables(&day, &query, &draws), &town.walks(), &query));
    }
}

#[test]
fn changes_that_take_runs_away_or_wait_half_the_headway_are_left_to_others() {
    let town = Town::line(4, 300_000, 350_000);
    let day = ServiceDay { n_stops: 4, runs: vec![run(0, &[0, 1, 2], every(600), 0, 300)] };
    let without = patched(&day, &[Patch::Remove(Which::Line { line: 0 })]).unwrap();
    assert!(gone_on((&day, &without), &drawn(1), &town, &query(60)).is_none());
    assert!(gone_on((&without, &day), &drawn(1), &town, &query(60)).is_some());
    assert!(gone_on((&without, &day), &[Headways::HalfWait], &town, &query(60)).is_none());
}
