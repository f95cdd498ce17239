//! Transfers that R5 keeps.

use super::*;
use crate::timetable::{Call, Run, Source, Timing};

fn run(line: u32, stops: &[u32]) -> Run {
    let calls = stops
        .iter()
        .map(|stop| Call { stop: *stop, arrival_s: 0, departure_s: 0, may_board: true, may_alight: true })
        .collect();
    Run { source: Source::Added { line }, timing: Timing::Fixed, calls, key: 0 }
}

#[test]
fn transfers_lead_only_to_the_nearest_stop_of_a_row_of_calls() {
    // From stop 0: 1 is nearer than 2 on the first row; 2 is the only one of the second; 3 has no calls; 0 itself is passed over.
    let rows = vec![vec![(0, 1), (1, 100), (2, 200), (3, 50)], vec![], vec![], vec![]];
    let transfers = Links::from_rows(rows);
    let with = |runs: Vec<Run>| {
        let day = ServiceDay { n_stops: 4, runs };
        let walks = WalkLinks { transfers: transfers.clone(), ..WalkLinks::default() };
        walks.with_nearest_transfers(&[], &day).transfers.row(0).0.to_vec()
    };
    assert_eq!(with(vec![run(0, &[0, 1, 2])]), [1]);
    assert_eq!(with(vec![run(0, &[0, 1, 2]), run(1, &[2, 0])]), [1, 2]);
    assert_eq!(with(vec![]), [0; 0]);
}
