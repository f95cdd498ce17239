use super::*;
use crate::gtfs::{Limits, read_files};

fn feed(stop_times: &str, frequencies: &str, service: &str) -> Feed {
    let files: [(&str, &[u8]); 6] = [
        ("stops.txt", b"stop_id,stop_lat,stop_lon\na,23,113\nb,23.1,113\nc,23.2,113\n"),
        ("routes.txt", b"route_id,route_type\nr,3\n"),
        ("trips.txt", b"route_id,service_id,trip_id\nr,w,t\nr,w,u\n"),
        ("stop_times.txt", stop_times.as_bytes()),
        ("frequencies.txt", frequencies.as_bytes()),
        ("calendar_dates.txt", service.as_bytes()),
    ];
    read_files(&files, &Limits::USUAL).unwrap()
}

const DATES: &str = "service_id,date,exception_type\nw,20260610,1\n";
const DRAWN: Headways = Headways::Drawn { seed: 7, draw: 0, n_draws: 1 };
const ALL_DAY: Span = Span { from_s: 0, to_s: 86_400 };

fn day(number: u32) -> Day {
    Day::from_date(2026, 6, number).unwrap()
}

#[test]
fn trips_run_on_their_day_and_past_its_midnight() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,23:50:00,23:50:00,a,1\nt,24:10:00,24:10:00,b,2\nu,8:00:00,8:00:00,a,1\nu,8:10:00,8:10:00,b,2\n";
    let feed = feed(rows, "trip_id,start_time,end_time,headway_secs\n", DATES);
    assert_eq!(service_day(&[&feed], day(9)).runs, []);
    assert_eq!(service_day(&[&feed], day(10)).runs.len(), 2);
    let after = service_day(&[&feed], day(11));
    assert_eq!(after.runs.len(), 1);
    assert_eq!((after.runs[0].calls[0].departure_s, after.runs[0].calls[1].arrival_s), (-600, 600));
    assert_eq!(service_day(&[&feed], day(12)).runs, []);
    assert_eq!(service_day_r5(&[&feed], day(10)), service_day(&[&feed], day(10)));
    assert_eq!(service_day_r5(&[&feed], day(11)).runs, [], "R5 forgets who is under way at midnight");
    let mut flying = feed.clone();
    flying.routes[0].kind = Some(1100);
    assert_eq!(service_day_r5(&[&flying], day(10)).runs, []);
}

#[test]
fn stops_of_several_feeds_stand_one_after_the_other() {
    let rows =
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,8:00:00,8:00:00,a,1\nt,8:10:00,8:10:00,b,2\n";
    let feed = feed(rows, "trip_id,start_time,end_time,headway_secs\n", DATES);
    let both = service_day(&[&feed, &feed], day(10));
    assert_eq!((both.n_stops, both.runs[1].calls[0].stop), (6, 3));
}

#[test]
fn overtaking_trips_are_split_into_patterns_in_order() {
    // t leaves first and arrives last; both call at the same stops.
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,a,1\nt,8:30:00,8:30:00,b,2\nu,8:05:00,8:05:00,a,1\nu,8:20:00,8:20:00,b,2\n";
    let feed = feed(rows, "trip_id,start_time,end_time,headway_secs\n", DATES);
    let built = build(&service_day(&[&feed], day(10)), ALL_DAY, DRAWN);
    assert_eq!((built.n_patterns(), built.n_trips()), (2, 2));
}

#[test]
fn exact_headways_stand_at_their_multiples_and_drawn_ones_are_shifted_together() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,0:00:00,0:00:30,a,1\nt,0:10:30,0:10:30,b,2\nu,0:00:00,0:00:00,c,1\nu,0:10:00,0:10:00,a,2\n";
    let frequencies =
        "trip_id,start_time,end_time,headway_secs,exact_times\nt,8:00:00,9:00:00,1200,1\nu,8:00:00,9:00:00,1200,0\n";
    let feed = feed(rows, frequencies, DATES);
    let built = build(&service_day(&[&feed], day(10)), ALL_DAY, DRAWN);
    let departures = |pattern: usize| -> Vec<i32> {
        (0..3).map(|trip| built.times_of(&built.patterns[pattern], trip)[0].1).collect()
    };
    // 8:00, 8:20, 8:40; 9:00 no more leaves. The start names the departure: the arrival lies 30 s before.
    assert_eq!(departures(0), [28_800, 30_000, 31_200]);
    assert_eq!(built.times_of(&built.patterns[0], 0)[0].0, 28_770);
    let drawn = departures(1);
    assert!((28_800..30_000).contains(&drawn[0]));
    assert_eq!([drawn[1] - drawn[0], drawn[2] - drawn[1]], [1200, 1200]);
    let late = build(&service_day(&[&feed], day(10)), Span { from_s: 31_200, to_s: 31_300 }, DRAWN);
    // 8:40 leaves and 8:30 is still on its way till 8:40; 8:20 arrived at 8:30.
    assert_eq!(late.times_of(&late.patterns[0], 0)[0].1, 31_200);
}

#[test]
fn short_period_has_one_departure_within_it() {
    let rows =
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,0:00:00,0:00:00,a,1\nt,0:10:00,0:10:00,b,2\n";
    let frequencies =
        "trip_id,start_time,end_time,headway_secs,exact_times\nt,8:00:00,8:01:00,1800,0\nt,9:00:00,9:00:00,1800,0\n";
    let feed = feed(rows, frequencies, DATES);
    for draw in 0..8 {
        let built = build(&service_day(&[&feed], day(10)), ALL_DAY, Headways::Drawn { seed: 7, draw, n_draws: 8 });
        let pattern = &built.patterns[0];
        assert_eq!(pattern.trips, (0, 2));
        assert!((28_800..28_860).contains(&built.times_of(pattern, 0)[0].1));
        assert_eq!(built.times_of(pattern, 1)[0].1, 32_400);
    }
}

#[test]
fn headway_vehicles_of_r5_leave_up_to_the_end_of_their_row_and_once_even_after_it() {
    // The first stop is left 30 s after the arrival from which a row counts.
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,0:00:00,0:00:30,a,1\nt,0:10:00,0:10:20,b,2\nt,0:20:00,0:20:00,c,3\n";
    let frequencies = "trip_id,start_time,end_time,headway_secs,exact_times\nt,8:00:00,8:20:00,600,1\n";
    let long = feed(rows, frequencies, DATES);
    let short = feed(rows, "trip_id,start_time,end_time,headway_secs\nt,8:00:00,8:01:00,1800\n", DATES);
    let n_draws = 600;
    let (mut n_three, mut n_after) = (0, 0);
    for draw in 0..n_draws {
        let headways = Headways::DrawnR5 { seed: 7, draw, n_draws };
        let built = build(&service_day_r5(&[&long], day(10)), ALL_DAY, headways);
        let times: Vec<_> = (0..built.n_trips()).map(|trip| built.times_of(&built.patterns[0], trip)).collect();
        // Exact or not, offsets run from 0 to 599; departures lie at offset, 600 s and 1,200 s after it, the last only for
        // offset 0, since 1,200 s is the end.
        let offset = times[0][0].0 - 28_800;
        assert!((0..600).contains(&offset));
        assert_eq!(times.len(), if offset == 0 { 3 } else { 2 });
        n_three += usize::from(times.len() == 3);
        // With a rule of more than 60 s, departures 1 s late board at 60 s and those 2 s late at 59 s; arrivals stay.
        assert_eq!(
            times[0],
            [
                (28_800 + offset, 28_832 + offset),
                (29_400 + offset, 29_422 + offset),
                (30_000 + offset, 30_002 + offset)
            ]
        );
        assert_eq!(times[1][1], (30_000 + offset, 30_021 + offset));
        let built = build(&service_day_r5(&[&short], day(10)), ALL_DAY, headways);
        assert_eq!(built.n_trips(), 1);
        n_after += usize::from(built.times_of(&built.patterns[0], 0)[0].0 > 28_860);
    }
    // Offset 0 is one of 600; offsets of 61 to 1,799 are 1,739 of 1,800, or 579.7 of 600.
    assert_eq!((n_three, n_after), (1, 580));
}

#[test]
fn offsets_of_a_row_fill_every_part_of_the_headway_once() {
    for key in 0..50 {
        let mut offsets: Vec<u32> = (0..12).map(|draw| offset_s(3, key, draw, 12, 600)).collect();
        offsets.sort_unstable();
        for (part, offset) in offsets.iter().enumerate() {
            assert_eq!(*offset as usize / 50, part);
        }
    }
    assert_eq!(offset_s(3, 1, 0, 1, 0), 0);
}

#[test]
fn offsets_of_two_rows_are_not_tied() {
    // Correlation of the offsets of neighbouring keys over 200 draws: standard error about 0.07.
    let offsets = |key| (0..200).map(move |draw| f64::from(offset_s(9, key, draw, 200, 1000)) - 500.0);
    for key in 0..10 {
        let product: f64 = offsets(key).zip(offsets(key + 1)).map(|(a, b)| a * b).sum();
        let square: f64 = offsets(key).map(|a| a * a).sum();
        assert!((product / square).abs() < 0.3, "{}", product / square);
    }
}

#[test]
fn span_decides_which_trips_are_there() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,a,1\nt,8:10:00,8:10:00,b,2\nu,9:00:00,9:00:00,a,1\nu,9:10:00,9:10:00,b,2\n";
    let feed = feed(rows, "trip_id,start_time,end_time,headway_secs\n", DATES);
    let n = |from_s, to_s| build(&service_day(&[&feed], day(10)), Span { from_s, to_s }, DRAWN).n_trips();
    assert_eq!([n(29_400, 32_399), n(29_401, 32_399), n(29_401, 32_400)], [1, 0, 1]);
}
