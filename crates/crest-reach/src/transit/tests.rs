use proptest::prelude::*;

use super::*;
use crate::links::Links;
use crate::timetable::{Call, Headways, Run, ServiceDay, Source, Timetable, Timing, build};

mod by_arrival;
mod pathways;
pub(super) mod scenarios;

const DRAWN: Headways = Headways::Drawn { seed: 1, draw: 0, n_draws: 1 };

/// A run through stops with the same seconds between all of them.
pub(super) fn run(line: u32, stops: &[u32], timing: Timing, first_s: i32, hop_s: i32) -> Run {
    let calls = stops
        .iter()
        .enumerate()
        .map(|(at, stop)| {
            let time_s = first_s + at as i32 * hop_s;
            Call { stop: *stop, arrival_s: time_s, departure_s: time_s, may_board: true, may_alight: true }
        })
        .collect();
    Run { source: Source::Added { line }, timing, calls, key: u64::from(line) }
}

pub(super) fn every(headway_s: u32) -> Timing {
    Timing::Headway { start_s: 0, end_s: 86_400, headway_s, is_exact: false }
}

/// A town on a line: points and stops every 400 m, no two points near enough to walk further than to the neighbour.
pub(super) struct Town {
    links: Links,
    transfers: Links,
    direct: Links,
    n: usize,
}

impl Town {
    /// Point `i` lies `i · block` along the street, at stop `i`.
    pub(super) fn line(n: usize, block_mm: u32, reach_mm: u32) -> Self {
        let row = |from: usize, is_self: bool| -> Vec<(u32, u32)> {
            (0..n)
                .filter(|to| is_self || *to != from)
                .map(|to| (to as u32, from.abs_diff(to) as u32 * block_mm))
                .filter(|(_, length)| *length <= reach_mm)
                .collect()
        };
        let links = Links::from_rows((0..n).map(|from| row(from, true)).collect());
        let transfers = Links::from_rows((0..n).map(|from| row(from, false)).collect());
        Self { direct: links.clone(), links, transfers, n }
    }

    pub(super) fn walks(&self) -> Walks<'_> {
        Walks {
            access: &self.links,
            transfers: &self.transfers,
            egress: &self.links,
            direct: &self.direct,
            n_destinations: self.n,
            gates: &[],
        }
    }
}

pub(super) fn rows(timetables: &[Timetable], walks: &Walks<'_>, query: &Query) -> Vec<Vec<Option<u16>>> {
    let network = Search::prepare(timetables, walks, query).unwrap();
    let mut rows = Vec::new();
    matrix(&network, walks, query, |_, row| rows.push(row.to_vec())).unwrap();
    rows
}

fn seconds(query: Query) -> Query {
    Query { unit: Unit::Seconds, ..query }
}

#[test]
fn one_line_by_hand() {
    // Stops 0 and 1 are 4 km apart; a bus leaves stop 0 at 8:10 and needs 300 s. Nobody can walk that far.
    let town = Town::line(2, 4_000_000, 100_000);
    let day = ServiceDay { n_stops: 2, runs: vec![run(0, &[0, 1], Timing::Fixed, 29_400, 300)] };
    let query = seconds(Query::r5(28_800, 12, 30, 60, &[100.0]));
    let timetables = [build(&day, query.span(), DRAWN)];
    let walks = town.walks();
    let network = Search::prepare(&timetables, &walks, &query).unwrap();
    let times = lanes(&network, &walks, &query, 0).unwrap();
    // Departing at 8:00 + i minutes: arrival 8:15. At 8:09 the vehicle leaves 60 s later, which is not more than 60 s.
    let expected: Vec<Option<u16>> = (0..12).map(|i| (i < 9).then(|| 900 - 60 * i)).collect();
    assert_eq!(times[12..], expected);
    assert!(times[..12].iter().all(|time| *time == Some(0)), "one is where one is");
    let crest = Query { departures: query.departures, ..Query::crest(28_800, 12, 30, 60, &[50.0]) };
    let network = Search::prepare(&timetables, &walks, &crest).unwrap();
    let times = lanes(&network, &walks, &crest, 0).unwrap();
    assert_eq!(times[12 + 9], Some(360), "60 s are enough to board");
    assert_eq!(times[12 + 10], None);
}

#[test]
fn wait_is_uniform_over_the_headway() {
    // A line every 600 s and 900 s of riding; nobody waits less than 60 s: over draws and departures the time is uniform
    // over 960 .. 1,560 s. With 60 departures (a whole number of headways) and 50 draws the percentiles are within a
    // stratum of 600 / 50 = 12 s.
    let town = Town::line(4, 3_000_000, 100_000);
    let day = ServiceDay { n_stops: 4, runs: vec![run(0, &[0, 1, 2, 3], every(600), 0, 300)] };
    let levels = [10.0, 25.0, 50.0, 75.0, 90.0];
    let query = seconds(Query::r5(28_800, 60, 30, 60, &levels));
    let timetables: Vec<Timetable> =
        (0..50).map(|draw| build(&day, query.span(), Headways::Drawn { seed: 4, draw, n_draws: 50 })).collect();
    let rows = rows(&timetables, &town.walks(), &query);
    for (level, time) in levels.iter().zip(&rows[0][3 * 5..]) {
        let expected = 961.0 + level / 100.0 * 600.0;
        assert!((f64::from(time.unwrap()) - expected).abs() <= 13.0, "{level} {time:?} {expected}");
    }
    assert_eq!(rows[3][..5], [None; 5], "no line leads back");
}

#[test]
fn half_wait_is_half_the_headway() {
    let town = Town::line(3, 3_000_000, 100_000);
    let day = ServiceDay { n_stops: 3, runs: vec![run(0, &[0, 1, 2], every(600), 0, 300)] };
    let query = seconds(Query::r5(28_800, 60, 30, 60, &[1.0, 50.0, 100.0]));
    let timetables = [build(&day, query.span(), Headways::HalfWait)];
    // 61 s at the stop + 300 s wait + 600 s ride.
    assert_eq!(rows(&timetables, &town.walks(), &query)[0][6..], [Some(961); 3]);
}

#[test]
fn transfer_is_walked_and_its_rides_are_counted() {
    // Two lines that meet 400 m apart: 0 → 1, then a walk from 1 to 2, then 2 → 3.
    let mut town = Town::line(4, 3_000_000, 0);
    town.transfers = Links::from_rows(vec![vec![], vec![(2, 400_000)], vec![], vec![]]);
    let runs = vec![
        run(0, &[0, 1], Timing::Fixed, 29_000, 500),
        // 29,500 at stop 1; 400 s on foot; 61 s to board: 29,961 is the first departure that is caught.
        run(1, &[2, 3], Timing::Fixed, 29_960, 500),
        run(1, &[2, 3], Timing::Fixed, 29_961, 600),
    ];
    let day = ServiceDay { n_stops: 4, runs };
    let query = seconds(Query::r5(28_800, 1, 30, 60, &[50.0]));
    let timetables = [build(&day, query.span(), DRAWN)];
    assert_eq!(rows(&timetables, &town.walks(), &query)[0], [Some(0), Some(700), None, Some(1761)]);
    let one_ride = Query { max_rides: 1, ..query.clone() };
    assert_eq!(rows(&timetables, &town.walks(), &one_ride)[0][3], None);
    let short = Query { below_s: 1761, ..query.clone() };
    assert_eq!(rows(&timetables, &town.walks(), &short)[0][3], None);
    let found = journey(&timetables[0], &town.walks(), &query, (0, 3), 28_800).unwrap().unwrap();
    let parts: Vec<u32> = found.legs.iter().map(Leg::seconds).collect();
    // To the stop 0 s, wait 200, ride 500, walk 400, wait 61, ride 600, from the stop 0.
    assert_eq!((parts, found.n_rides()), (vec![0, 200, 500, 400, 61, 600, 0], 2));
}

#[test]
fn window_of_more_than_one_block_is_one_window() {
    let town = Town::line(3, 3_000_000, 100_000);
    let day = ServiceDay { n_stops: 3, runs: vec![run(0, &[0, 1, 2], every(600), 0, 300)] };
    let query = seconds(Query::r5(28_800, 150, 30, 60, &[50.0]));
    let timetables = [build(&day, query.span(), DRAWN)];
    let walks = town.walks();
    let network = Search::prepare(&timetables, &walks, &query).unwrap();
    let times = lanes(&network, &walks, &query, 0).unwrap();
    assert_eq!(times.len(), 3 * 150);
    assert!((0..140).all(|i| times[300 + i] == times[310 + i]), "a headway of 10 minutes repeats itself");
    let mut sorted = times[300..].to_vec();
    sorted.sort_unstable();
    assert_eq!(rows(&timetables, &walks, &query)[0][2], sorted[74], "item 75 of 150");
}

#[test]
fn rows_come_in_order_and_do_not_depend_on_the_number_of_threads() {
    let town = Town::line(150, 400_000, 1_300_000);
    let along: Vec<u32> = (0..150).step_by(3).collect();
    let back: Vec<u32> = along.iter().rev().copied().collect();
    let runs = vec![run(0, &along, every(420), 0, 90), run(1, &back, every(660), 0, 80)];
    let day = ServiceDay { n_stops: 150, runs };
    let query = Query::crest(28_800, 60, 20, 60, &[25.0, 50.0]);
    let timetables = [0, 1].map(|draw| build(&day, query.span(), Headways::Drawn { seed: 2, draw, n_draws: 2 }));
    let network = Search::prepare(&timetables, &town.walks(), &query).unwrap();
    let with = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let mut rows = Vec::new();
        pool.install(|| matrix(&network, &town.walks(), &query, |origin, row| rows.push((origin, row.to_vec()))))
            .unwrap();
        rows
    };
    let one = with(1);
    assert!(one.iter().map(|(origin, _)| *origin).eq(0..150));
    assert_eq!(one, with(3));
}

#[test]
fn stated_transfers_replace_walks() {
    // Stops a, b, and a station p with platforms p1 and p2.
    let files: [(&str, &[u8]); 5] = [
        ("stops.txt", b"stop_id,stop_lat,stop_lon,location_type,parent_station\na,23,113,,\nb,23,113,,\np,23,113,1,\np1,23,113,,p\np2,23,113,,p\n"),
        ("trips.txt", b"route_id,service_id,trip_id\nr,w,t\n"),
        ("routes.txt", b"route_id,route_type\nr,3\n"),
        ("stop_times.txt", b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,8:00:00,8:00:00,a,1\nt,8:05:00,8:05:00,b,2\n"),
        ("transfers.txt", b"from_stop_id,to_stop_id,transfer_type,min_transfer_time\na,p,2,180\na,p2,2,240\na,b,3,\nb,a,0,\na,a,2,60\n"),
    ];
    let feed = crate::gtfs::read_files(&files, &crate::gtfs::Limits::USUAL).unwrap();
    let walked = Links::from_rows(vec![vec![(1, 50_000), (3, 70_000)], vec![(0, 50_000)], vec![], vec![], vec![]]);
    let stated = with_stated_transfers(&walked, &[&feed], 1000);
    // 180 s and 240 s at 1 m/s; the walk from a to b is gone, the one back stays.
    assert_eq!(stated.row(0), (&[3, 4][..], &[180_000, 240_000][..]));
    assert_eq!(stated.row(1), (&[0][..], &[50_000][..]));
}

#[test]
fn percentiles_are_items_or_interpolated() {
    let mut lanes = [percentile::UNREACHED; LANES];
    // 10, 20, 30, 40 and one departure that does not arrive.
    lanes[..4].copy_from_slice(&[40, 10, 30, 20]);
    let of = |levels: &[f64], rule, n| {
        let mut out = vec![None; levels.len()];
        percentile::percentiles(&[lanes], n, (levels, rule, Unit::Seconds), &mut out);
        out
    };
    // ⌈p · 5⌉: 1, 3, 4, 5.
    let items = of(&[20.0, 50.0, 80.0, 81.0], PercentileRule::Item, 5);
    assert_eq!(items, [Some(10), Some(30), Some(40), None]);
    // Rank 1 + p · 3: 25 % → 1.75 → 17.5; 50 % → 2.5 → 25; 100 % → 4.
    let four = of(&[25.0, 50.0, 100.0], PercentileRule::Interpolated, 4);
    assert_eq!(four, [Some(18), Some(25), Some(40)]);
    let five = of(&[75.0, 80.0], PercentileRule::Interpolated, 5);
    assert_eq!(five, [Some(40), None], "a share of the unreachable is unreachable");
    assert_eq!(percentile::rank(29.0, 100), 29, "0.29 · 100 is 28.999…");
}

#[test]
fn nearest_stop_of_each_line_keeps_its_transfer() {
    let files: [(&str, &[u8]); 4] = [
        ("stops.txt", b"stop_id,stop_lat,stop_lon\na,23,113\nb,23,113.001\nc,23,113.002\nd,23,113.003\ne,23,113.004\n"),
        ("trips.txt", b"route_id,service_id,trip_id\nr,w,t\nr,w,u\n"),
        // One line a – b – c, another c – d; nothing serves e.
        ("stop_times.txt", b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,8:00:00,8:00:00,a,1\nt,8:01:00,8:01:00,b,2\nt,8:02:00,8:02:00,c,3\nu,9:00:00,9:00:00,c,1\nu,9:01:00,9:01:00,d,2\n"),
        ("calendar_dates.txt", b"service_id,date,exception_type\nw,20260610,1\n"),
    ];
    let feed = crate::gtfs::read_files(&files, &crate::gtfs::Limits::USUAL).unwrap();
    let row = |from: u32| (0..5).map(|to| (to, from.abs_diff(to) * 100_000)).collect();
    let all = Links::from_rows((0..5).map(row).collect());
    let closest = with_closest_transfers(&all, &[&feed]);
    // From a: b is the nearest of the first line, a itself left aside, and c of the second; nothing is known of e.
    assert_eq!(closest.row(0), (&[1, 2, 4][..], &[100_000, 200_000, 400_000][..]));
    // From b: a and c are as near, the first counts; c is the nearest of the second line as well.
    assert_eq!(closest.row(1).0, [0, 2, 4]);
    // From d: c is the nearest of both lines.
    assert_eq!(closest.row(3).0, [2, 4]);
    assert_eq!(with_closest_transfers(&closest, &[&feed]), closest, "a second time changes nothing");
}

#[test]
fn direct_walk_of_r5_is_bounded_by_its_links_and_ours_by_the_longest_walk() {
    let town = Town::line(3, 1_810_000, 3_620_000);
    let minutes = |query: &Query| {
        let day = ServiceDay { n_stops: 3, runs: Vec::new() };
        let network = Search::prepare(&[build(&day, query.span(), DRAWN)], &town.walks(), query).unwrap();
        let mut rows = Vec::new();
        matrix(&network, &town.walks(), query, |_, row| rows.push(row.to_vec())).unwrap();
        rows.swap_remove(0)
    };
    // 1,810 s and 3,620 s at 1 m/s; the longest walk is 1,800 s. Nothing of 61 minutes or more comes out.
    assert_eq!(minutes(&Query::r5(28_800, 5, 30, 120, &[50.0])), [Some(0), Some(30), Some(60)]);
    assert_eq!(minutes(&Query::r5(28_800, 5, 30, 60, &[50.0])), [Some(0), Some(30), Some(60)], "60 min 20 s are 60");
    assert_eq!(minutes(&Query::r5(28_800, 5, 30, 59, &[50.0])), [Some(0), Some(30), None]);
    // 1.25 m/s: 1,448 s and 2,896 s.
    assert_eq!(minutes(&Query::crest(28_800, 5, 30, 120, &[50.0])), [Some(0), Some(1448), None]);
}

proptest! {
    #[test]
    fn many_percentiles_are_those_asked_one_by_one(
        values in proptest::collection::vec(prop_oneof![4 => 0_u16..9000, 1 => 0_u16..65_000, 1 => Just(percentile::UNREACHED)], 1..150),
        levels in proptest::collection::vec(1_u32..=100, 2..6),
    ) {
        let n = values.len() as u32;
        let blocks: Vec<Lanes> = values.chunks(LANES).map(|own| {
            let mut lanes = [percentile::UNREACHED; LANES];
            lanes[..own.len()].copy_from_slice(own);
            lanes
        }).collect();
        let of = |levels: &[f64]| {
            let mut out = vec![None; levels.len()];
            percentile::percentiles(&blocks, n, (levels, PercentileRule::Item, Unit::Minutes), &mut out);
            out
        };
        let levels: Vec<f64> = levels.into_iter().map(f64::from).collect();
        let single: Vec<Option<u16>> = levels.iter().flat_map(|level| of(&[*level])).collect();
        prop_assert_eq!(of(&levels), single);
    }
}

#[test]
fn impossible_questions_are_refused_with_what_is_wrong() {
    let town = Town::line(2, 1_000_000, 0);
    let walks = town.walks();
    let good = Query::r5(28_800, 60, 30, 120, &[50.0]);
    let day = ServiceDay { n_stops: 2, runs: vec![run(0, &[0, 1], Timing::Fixed, 29_400, 300)] };
    let timetables = [build(&day, good.span(), DRAWN)];
    let refused = |query: &Query| Search::prepare(&timetables, &walks, query).unwrap_err();
    assert_eq!(
        refused(&Query { percentiles: vec![0.0], ..good.clone() }),
        TransitError::Percentile { percentile: 0.0 }
    );
    let long = Query { below_s: 70_000, ..good.clone() };
    assert_eq!(refused(&long), TransitError::TooLong { seconds: 59 * 60 + 70_000 + 1800, most: 65_000 });
    let none = Query { departures: Departures { n: 0, ..good.departures }, ..good.clone() };
    assert_eq!(refused(&none), TransitError::NothingAsked);
    assert_eq!(Search::prepare(&[], &walks, &good), Err(TransitError::Timetables));
    let short = Walks { egress: &Links::from_rows(vec![vec![]]), ..walks };
    assert!(matches!(
        Search::prepare(&timetables, &short, &good),
        Err(TransitError::Shape { links: "egress", rows: 1, expected: 2 })
    ));
}

/// Gates with hours and a queue, some of which never open.
fn any_gate(n_stops: u32) -> impl Strategy<Value = Gate> {
    let hours = prop::collection::vec((0_i32..3000, 0_i32..1500), 0..3);
    (0..n_stops, 0..n_stops, 0_u32..200, prop::collection::vec(0_u32..600, 0..3), hours).prop_map(
        |(from, to, walk_s, queue_s, hours)| {
            let open = hours.into_iter().map(|(start_s, length_s)| (start_s, start_s + length_s)).collect();
            Gate::new((from, to), walk_s, queue_s, open, 7)
        },
    )
}

#[test]
fn border_adds_its_queue_and_its_hours() {
    // A line to the border at stop 1, a gate of 120 s to stop 2 that opens at 9:00, a line on from there.
    let town = Town::line(4, 3_000_000, 0);
    let runs = vec![run(0, &[0, 1], every(600), 0, 600), run(1, &[2, 3], every(300), 0, 600)];
    let day = ServiceDay { n_stops: 4, runs };
    let at_eight = Query { percentiles: vec![50.0], ..seconds(Query::r5(28_800, 60, 30, 120, &[])) };
    let draws: Vec<Headways> = (0..40).map(|draw| Headways::Drawn { seed: 3, draw, n_draws: 40 }).collect();
    // Queues from 0 to 1,200 s, evenly spread: 600 s at the median.
    let gate = |open| vec![Gate::new((1, 2), 120, vec![0, 1200], vec![open], 1)];
    let of = |gates: &[Gate], query: &Query| {
        let timetables: Vec<Timetable> = draws.iter().map(|draw| build(&day, query.span(), *draw)).collect();
        let walks = Walks { gates, ..town.walks() };
        let times = rows(&timetables, &walks, query)[0].clone();
        (times, journey(&timetables[0], &walks, query, (0, 3), query.departures.first_s).unwrap())
    };
    // 61 s + a mean wait of 300 + 600 on board, 120 s of walk and a mean queue of 600; then 61 + 150 + 600.
    let (times, _) = of(&gate((0, 86_400)), &at_eight);
    let median = f64::from(times[3].unwrap());
    assert!((median - 2492.0).abs() < 40.0, "{median}");
    let (times, journey) = of(
        &gate((32_400, 86_400)),
        &Query { departures: Departures { n: 1, ..at_eight.departures }, ..at_eight.clone() },
    );
    // Whoever leaves at 8:00 is at the border by 8:22 and waits for 9:00: 3,600 + 120 + the queue.
    let behind = times[2].unwrap();
    assert!((3720..=4920).contains(&behind), "{behind}");
    let legs = journey.unwrap().legs;
    assert!(legs.iter().any(|leg| matches!(leg, Leg::Gate { gate: 0, from: 1, to: 2, seconds } if *seconds > 2000)));
    assert_eq!(of(&gate((0, 28_800)), &at_eight).0[2], None, "closed before anybody can come");
}

/// Runs over few stops, so that lines meet, overtake and call twice at one stop.
pub(super) fn any_runs(n_stops: u32) -> impl Strategy<Value = Vec<Run>> {
    let call = (0..n_stops, 1_i32..400, 0_i32..60, prop::bool::weighted(0.9), prop::bool::weighted(0.9));
    let timing = prop_oneof![
        3 => Just(Timing::Fixed),
        1 => (0_i32..3000, 1_i32..3000, 30_u32..900, any::<bool>()).prop_map(|(start_s, span, headway_s, is_exact)| {
            Timing::Headway { start_s, end_s: start_s + span, headway_s, is_exact }
        }),
    ];
    let any_run = (timing, -600_i32..4000, prop::collection::vec(call, 2..6));
    prop::collection::vec(any_run, 1..12).prop_map(|runs| {
        (0_u32..)
            .zip(runs)
            .map(|(line, (timing, first_s, calls))| {
                let mut time_s = if timing == Timing::Fixed { first_s } else { 0 };
                let calls = calls
                    .into_iter()
                    .map(|(stop, hop_s, dwell_s, may_board, may_alight)| {
                        let arrival_s = time_s;
                        time_s += dwell_s;
                        let call = Call { stop, arrival_s, departure_s: time_s, may_board, may_alight };
                        time_s += hop_s;
                        call
                    })
                    .collect();
                Run { source: Source::Added { line }, timing, calls, key: u64::from(line) }
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn all_departures_together_equal_each_for_itself(
        runs in any_runs(8),
        n in 1_u32..90,
        boarding_s in 0_u32..90,
        max_rides in 1_u32..4,
        is_half in any::<bool>(),
        gates in prop::collection::vec(any_gate(8), 0..3),
    ) {
        let town = Town::line(8, 300_000, 650_000);
        let query = Query {
            departures: Departures { first_s: 100, step_s: 37, n },
            boarding_s,
            max_rides,
            ..seconds(Query::r5(0, 1, 12, 40, &[50.0]))
        };
        let day = ServiceDay { n_stops: 8, runs };
        let headways = if is_half { Headways::HalfWait } else { DRAWN };
        let timetable = build(&day, query.span(), headways);
        let walks = Walks { gates: &gates, ..town.walks() };
        let timetables = [timetable];
        let network = Search::prepare(&timetables, &walks, &query).unwrap();
        for origin in [0, 3] {
            let times = lanes(&network, &walks, &query, origin).unwrap();
            for destination in 0..8 {
                for lane in 0..n {
                    let departure_s = 100 + 37 * lane as i32;
                    let alone = journey(&timetables[0], &walks, &query, (origin, destination), departure_s).unwrap();
                    let together = times[destination * n as usize + lane as usize].map(u32::from);
                    prop_assert_eq!(alone.as_ref().map(Journey::seconds), together);
                    if let Some(alone) = alone {
                        prop_assert_eq!(alone.legs.iter().map(Leg::seconds).sum::<u32>(), alone.seconds());
                        prop_assert!(alone.n_rides() <= max_rides as usize);
                    }
                }
            }
        }
    }
}

#[test]
fn walks_between_and_from_stops_are_as_long_as_the_conventions_say() {
    // Three places 1.5 km apart on a meridian: within as much there are 3 ways to themselves and 4 to neighbours. In 30 minutes
    // one walks 1.8 km (R5) or 2.25 km.
    let degrees = (1500.0 / crate::geo::MEAN_RADIUS_M).to_degrees();
    let places = [0.0, 1.0, 2.0].map(|step| crate::geo::Point::new(0.0, step * degrees - 1e-6 * step));
    let n = |query: &Query| {
        let walks = WalkLinks::straight((&places, &places, &places), 1.0, crate::geo::MEAN_RADIUS_M, query);
        [walks.access.len(), walks.transfers.len(), walks.egress.len(), walks.direct.len()]
    };
    let (r5, crest) = (Query::r5(0, 1, 30, 60, &[50.0]), Query::crest(0, 1, 30, 60, &[50.0]));
    assert_eq!(n(&r5), [7, 3, 7, 7]);
    assert_eq!(n(&crest), [7; 4]);
    assert_eq!(n(&Query { max_transfer_m: None, max_egress_m: Some(1400), ..r5 }), [7, 7, 3, 7]);
    assert_eq!(n(&Query { max_transfer_m: Some(1400), ..crest }), [7, 3, 7, 7]);
}

#[test]
fn transfers_of_r5_are_shorter_than_the_longest_walk() {
    use crate::street::town::{at, options, town_extract};
    use crate::street::{Conventions, StreetOptions, Streets, walk_network_with_stops};
    let of_r5 = StreetOptions { conventions: Conventions::R5, ..options() };
    let streets = Streets::build(&town_extract(4, &[("highway", "residential")]), &of_r5);
    let (network, stops) = walk_network_with_stops(&streets, &[at(1.0, 1.0), at(2.0, 1.0)], 300.0);
    let transfers = |max_s: u32| {
        let r5 = Query::r5(0, 1, 30, 60, &[50.0]);
        let query = Query { walking: Walking { max_s, ..r5.walking }, ..r5 };
        let points = JoinedPoints { origins: &stops, stops: &stops, destinations: &stops };
        WalkLinks::along_streets_r5(&network, points, &query).transfers.row(0).1.to_vec()
    };
    // At 1 m/s a walk of the longest time goes 1,000 mm a second; what reaches into the next second is too long.
    let [length_mm] = transfers(1800)[..] else { panic!("one other stop") };
    assert!(length_mm % 1000 > 0, "{length_mm}");
    assert!(transfers(length_mm / 1000).is_empty());
    assert_eq!(transfers(length_mm / 1000 + 1), [length_mm]);
}

#[test]
fn a_vehicle_goes_further_than_feet_but_not_between_rides() {
    // Stops 0 to 3 stand 4 km apart; a bus goes from 0 to 1 and another from 2 to 3. With a vehicle one gets from a point to the
    // stops beside it; between the stops nobody does.
    let town = Town::line(4, 4_000_000, 4_000_000);
    let runs = vec![run(0, &[0, 1], Timing::Fixed, 5_000, 300), run(1, &[2, 3], Timing::Fixed, 9_500, 60)];
    let day = ServiceDay { n_stops: 4, runs };
    let on_foot = seconds(Query::r5(0, 1, 30, 300, &[50.0]));
    let nothing = Links::from_rows(vec![Vec::new(); 4]);
    let walks = Walks { direct: &nothing, ..town.walks() };
    let time =
        |query: &Query, from: usize, to: usize| rows(&[build(&day, query.span(), DRAWN)], &walks, query)[from][to];
    let cycling = Query { max_vehicle_s: 4000, ..on_foot.clone() };
    // From 1: 4,000 s to stop 0, the bus at 5,000 s, back at stop 1 at 5,300 s; from there 4,000 s to place 2.
    assert_eq!(time(&cycling, 1, 1), Some(5300));
    assert_eq!(time(&cycling, 1, 2), Some(9300));
    assert_eq!(time(&on_foot, 1, 2), None);
    assert_eq!(time(&Query { max_vehicle_s: 3999, ..on_foot.clone() }, 1, 2), None);
    // From 0 to 3 one would have to change from stop 1 to stop 2.
    assert_eq!(time(&cycling, 0, 3), None);
    let all_day = Query { walking: Walking { max_s: 4000, ..on_foot.walking }, ..on_foot };
    assert_eq!(time(&all_day, 0, 3), Some(9560));
}
