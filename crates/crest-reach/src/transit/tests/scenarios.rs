//! Scenarios: what must hold between a day and a changed day, whatever the lines and the change.

use proptest::prelude::*;

use super::super::*;
use super::{Town, any_runs, every, rows, run};
use crate::timetable::{
    Call, Headways, NewCall, NewTiming, Patch, PatchError, ServiceDay, Timetable, Timing, Which, build, patched,
};

pub(in super::super) fn drawn(n_draws: u32) -> Vec<Headways> {
    (0..n_draws).map(|draw| Headways::Drawn { seed: 5, draw, n_draws }).collect()
}

pub(in super::super) fn tables(day: &ServiceDay, query: &Query, draws: &[Headways]) -> Vec<Timetable> {
    draws.iter().map(|draw| build(day, query.span(), *draw)).collect()
}

pub(in super::super) fn query(boarding_s: u32) -> Query {
    Query {
        departures: Departures { first_s: 100, step_s: 50, n: 40 },
        boarding_s,
        unit: Unit::Seconds,
        ..Query::r5(0, 1, 12, 40, &[1.0, 50.0, 100.0])
    }
}

/// Unreachable is the longest time of all.
fn worst(time: Option<u16>) -> u32 {
    time.map_or(u32::MAX, u32::from)
}

/// Shapes of lines: stop, ride, dwell.
pub(in super::super) fn any_line(n_stops: u32) -> impl Strategy<Value = Patch> {
    let call =
        (0..n_stops, 0_u32..300, 0_u32..40).prop_map(|(stop, ride_s, dwell_s)| NewCall { stop, ride_s, dwell_s });
    let timing = prop_oneof![
        prop::collection::vec(0_i32..3000, 1..4).prop_map(NewTiming::Departures),
        (0_i32..2000, 1_i32..2000, 60_u32..600).prop_map(|(start_s, length_s, headway_s)| NewTiming::Headway {
            start_s,
            end_s: start_s + length_s,
            headway_s
        }),
    ];
    (prop::collection::vec(call, 2..5), timing).prop_map(|(calls, timing)| Patch::AddLine { line: 100, calls, timing })
}

fn any_patch(n_stops: u32) -> impl Strategy<Value = Patch> {
    let line = (0_u32..6).prop_map(|line| Which::Line { line });
    let calls = prop::collection::vec(
        (0..n_stops, 0_u32..200, 0_u32..30).prop_map(|(stop, ride_s, dwell_s)| NewCall { stop, ride_s, dwell_s }),
        0..3,
    );
    prop_oneof![
        any_line(n_stops),
        line.clone().prop_map(Patch::Remove),
        (0..n_stops).prop_map(|stop| Patch::CloseStop { stop }),
        (line.clone(), 0.3_f64..3.0, prop::option::of(0_u32..60)).prop_map(|(of, speed, dwell_s)| Patch::Retime {
            of,
            speed,
            dwell_s
        }),
        (line.clone(), 0_i32..2000, 1_i32..2000, 60_u32..600).prop_map(|(of, start_s, length_s, headway_s)| {
            Patch::Headway { of, start_s, end_s: start_s + length_s, headway_s }
        }),
        (line, 0..n_stops, 0..n_stops, calls, 0_u32..200).prop_map(|(of, from, to, via, ride_s)| Patch::Reroute {
            of,
            from,
            to,
            via,
            ride_s
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn added_service_never_lengthens_a_trip(runs in any_runs(8), line in any_line(8), boarding_s in 0_u32..90) {
        let town = Town::line(8, 300_000, 650_000);
        let day = ServiceDay { n_stops: 8, runs };
        let more = patched(&day, &[line]).unwrap();
        let (query, draws) = (query(boarding_s), drawn(2));
        let before = rows(&tables(&day, &query, &draws), &town.walks(), &query);
        let after = rows(&tables(&more, &query, &draws), &town.walks(), &query);
        for (before, after) in before.iter().flatten().zip(after.iter().flatten()) {
            prop_assert!(worst(*after) <= worst(*before), "{before:?} {after:?}");
        }
    }

    #[test]
    fn empty_scenario_changes_nothing(runs in any_runs(8)) {
        let day = ServiceDay { n_stops: 8, runs };
        prop_assert_eq!(&patched(&day, &[]).unwrap(), &day);
        let town = Town::line(8, 300_000, 650_000);
        let none = touched((&day, &day), &drawn(2), &town.walks(), &query(60)).unwrap();
        prop_assert_eq!(none, Vec::<usize>::new());
    }

    #[test]
    fn longer_window_is_never_worse_at_its_best(runs in any_runs(8), n in 1_u32..60, more in 1_u32..60) {
        let town = Town::line(8, 300_000, 650_000);
        let day = ServiceDay { n_stops: 8, runs };
        let of = |n| {
            let query = Query { departures: Departures { n, ..query(0).departures }, percentiles: vec![0.001], ..query(60) };
            rows(&tables(&day, &query, &drawn(1)), &town.walks(), &query)
        };
        for (short, long) in of(n).iter().flatten().zip(of(n + more).iter().flatten()) {
            prop_assert!(worst(*long) <= worst(*short));
        }
    }

    #[test]
    fn shorter_slack_and_more_rides_are_never_worse(runs in any_runs(8), boarding_s in 1_u32..120, rides in 1_u32..4) {
        let town = Town::line(8, 300_000, 650_000);
        let day = ServiceDay { n_stops: 8, runs };
        let of = |boarding_s, max_rides| {
            let query = Query { max_rides, ..query(boarding_s) };
            rows(&tables(&day, &query, &drawn(2)), &town.walks(), &query)
        };
        let base = of(boarding_s, rides);
        for better in [of(boarding_s - 1, rides), of(boarding_s, rides + 1)] {
            for (base, better) in base.iter().flatten().zip(better.iter().flatten()) {
                prop_assert!(worst(*better) <= worst(*base));
            }
        }
    }

    #[test]
    fn computing_touched_origins_anew_equals_computing_all(
        runs in any_runs(10),
        patches in prop::collection::vec(any_patch(10), 1..3),
        is_half in prop::bool::weighted(0.2),
    ) {
        let town = Town::line(10, 300_000, 350_000);
        let day = ServiceDay { n_stops: 10, runs };
        // Patches that find nothing to change are left out.
        let other = patches.iter().fold(day.clone(), |day, patch| {
            patched(&day, std::slice::from_ref(patch)).unwrap_or(day)
        });
        let query = Query { max_rides: 2, ..query(60) };
        let draws = if is_half { vec![Headways::HalfWait] } else { drawn(2) };
        let mut anew = rows(&tables(&day, &query, &draws), &town.walks(), &query);
        let all = rows(&tables(&other, &query, &draws), &town.walks(), &query);
        let touched = touched((&day, &other), &draws, &town.walks(), &query).unwrap();
        let network = Search::prepare(&tables(&other, &query, &draws), &town.walks(), &query).unwrap();
        matrix_of(&network, &town.walks(), &query, &touched, |origin, row| anew[origin] = row.to_vec()).unwrap();
        prop_assert_eq!(anew, all);
    }
}

#[test]
fn origins_out_of_reach_of_a_change_are_not_touched() {
    // Two lines without a walk between them: 0 to 1 and 2 to 3.
    let town = Town::line(4, 3_000_000, 0);
    let day =
        ServiceDay { n_stops: 4, runs: vec![run(0, &[0, 1], every(600), 0, 300), run(1, &[2, 3], every(600), 0, 300)] };
    let other = patched(&day, &[Patch::Retime { of: Which::Line { line: 1 }, speed: 2.0, dwell_s: None }]).unwrap();
    assert_eq!(touched((&day, &other), &drawn(3), &town.walks(), &query(60)), Ok(vec![2]));
}

#[test]
fn each_patch_by_hand() {
    let base = ServiceDay { n_stops: 4, runs: vec![run(0, &[0, 1, 2], Timing::Fixed, 1000, 300)] };
    let line = Which::Line { line: 0 };
    let times = |day: &ServiceDay| -> Vec<(u32, i32, i32)> {
        day.runs[0].calls.iter().map(|call| (call.stop, call.arrival_s, call.departure_s)).collect()
    };
    let faster = patched(&base, &[Patch::Retime { of: line, speed: 1.5, dwell_s: Some(20) }]).unwrap();
    // 300 / 1.5 = 200 s a hop, 20 s at the stop in the middle.
    assert_eq!(times(&faster), [(0, 1000, 1000), (1, 1200, 1220), (2, 1420, 1420)]);
    let via = vec![NewCall { stop: 3, ride_s: 100, dwell_s: 10 }];
    let around = patched(&base, &[Patch::Reroute { of: line, from: 0, to: 2, via, ride_s: 250 }]).unwrap();
    assert_eq!(times(&around), [(0, 1000, 1000), (3, 1100, 1110), (2, 1360, 1360)]);
    let closed = patched(&base, &[Patch::CloseStop { stop: 1 }]).unwrap();
    assert_eq!(closed.runs[0].calls[1], Call { may_board: false, may_alight: false, ..base.runs[0].calls[1] });
    let patch = Patch::Headway { of: line, start_s: 900, end_s: 1900, headway_s: 500 };
    let often = patched(&base, &[patch]).unwrap();
    let timing = Timing::Headway { start_s: 900, end_s: 1900, headway_s: 500, is_exact: false };
    assert_eq!((often.runs[0].timing, often.runs[0].calls[2].arrival_s), (timing, 600));
    let cut = Patch::Headway { of: line, start_s: 1000, end_s: 1500, headway_s: 100 };
    let parts: Vec<Timing> = patched(&often, &[cut]).unwrap().runs.iter().map(|run| run.timing).collect();
    let part = |start_s, end_s, headway_s| Timing::Headway { start_s, end_s, headway_s, is_exact: false };
    assert_eq!(parts, [part(900, 1000, 500), part(1000, 1500, 100), part(1500, 1900, 500)]);
    assert_eq!(patched(&base, &[Patch::Remove(line)]).unwrap().runs, []);
    let calls = vec![NewCall { stop: 0, ride_s: 0, dwell_s: 0 }, NewCall { stop: 4, ride_s: 60, dwell_s: 0 }];
    let new = Patch::AddLine { line: 9, calls, timing: NewTiming::Departures(vec![500]) };
    assert_eq!(
        patched(&base, std::slice::from_ref(&new)),
        Err(PatchError::UnknownStop { patch: 0, stop: 4, n_stops: 4 })
    );
    let with_station = patched(&base, &[Patch::AddStops { n: 1 }, new]).unwrap();
    assert_eq!((with_station.n_stops, with_station.runs[1].calls[1].arrival_s), (5, 560));
}

#[test]
fn patches_that_cannot_be_are_refused() {
    let base = ServiceDay { n_stops: 2, runs: vec![run(0, &[0, 1], Timing::Fixed, 1000, 300)] };
    let refused = |patch: Patch| patched(&base, &[patch]).unwrap_err();
    let other = Which::Line { line: 7 };
    assert_eq!(refused(Patch::Remove(other)), PatchError::NothingChosen { patch: 0 });
    assert_eq!(
        refused(Patch::Retime { of: Which::All, speed: 0.0, dwell_s: None }),
        PatchError::Speed { patch: 0, speed: 0.0 }
    );
    let none = Patch::Headway { of: Which::All, start_s: 0, end_s: 10, headway_s: 0 };
    assert_eq!(refused(none), PatchError::NoHeadway { patch: 0 });
    let timing = NewTiming::Departures(vec![]);
    assert_eq!(refused(Patch::AddLine { line: 1, calls: vec![], timing }), PatchError::ShortLine { patch: 0 });
    let long = Patch::Retime { of: Which::All, speed: 1.0, dwell_s: Some(700_000) };
    assert_eq!(refused(long), PatchError::TooMuch { patch: 0 });
}
