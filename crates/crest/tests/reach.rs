//! Reach from files to figures: a town worked out by hand, published travel times, forms of output, scenarios, projects.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

#[path = "reach/cities.rs"]
mod cities;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crest::reach::{
    AccessAsked, CsvMatrix, Cutoff, FeedSource, Figures, Head, IsochronesAsked, JourneysAsked, MatrixAsked, Means,
    Measure, NetworkChange, ParquetMatrix, Part, Points, Profile, ReachNetwork, SourceFile, Sources, StreetMode, Trip,
    access, check_feed, isochrones, journey, journeys, matrix, matrix_after, read_day, read_times, table_csv, times,
};
use crest::{Project, RunOptions, Session, Table};
use support::{copy, workspace};

fn toy(file: &str) -> PathBuf {
    workspace().join("examples/living-circle-toy").join(file)
}

fn points(path: &Path) -> Points {
    let file = SourceFile::load(path).unwrap();
    Points::read(&file.name, &file.bytes).unwrap()
}

/// The toy town: buses every ten minutes along one street, no streets in between.
struct Toy {
    sources: Sources,
    cells: Points,
    clinics: Points,
    trip: Trip,
}

fn town() -> Toy {
    let sources = Sources::load(None, &[toy("data/gtfs")], None, None).unwrap();
    let trip = Trip {
        day: Some(read_day("2026-06-10").unwrap()),
        first_s: 7 * 3600,
        window_min: 120,
        max_walk_min: 60,
        detour: 1.0,
        ..Trip::usual()
    };
    Toy { sources, cells: points(&toy("data/cells.csv")), clinics: points(&toy("data/clinics.csv")), trip }
}

/// The same town with its streets: the long one, on which cars go 45 km/h, and lanes across.
fn town_with_streets() -> Toy {
    let streets = toy("data/streets.osm.pbf");
    Toy { sources: Sources::load(Some(&streets), &[toy("data/gtfs")], None, None).unwrap(), ..town() }
}

fn build(toy: &Toy, trip: &Trip, change: Option<&NetworkChange>) -> ReachNetwork {
    ReachNetwork::build(&toy.sources, trip, change, None).unwrap()
}

/// The matrix as CSV, of the network as a change leaves it.
fn csv(toy: &Toy, trip: &Trip, change: Option<&NetworkChange>, percentiles: &[f64]) -> String {
    let network = build(toy, trip, change);
    let (from, to) = (&toy.cells, &toy.clinics);
    let head = Head { from, to, percentiles, profile: trip.profile };
    let mut out = CsvMatrix::begin(head, Vec::new());
    matrix(&MatrixAsked { network: &network, from, to, trip, percentiles }, &mut |row| out.push(row)).unwrap();
    String::from_utf8(out.finish().unwrap()).unwrap()
}

fn minutes(text: &str) -> BTreeMap<(String, String), Vec<f64>> {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows = text.lines().skip(1).map(cells);
    rows.map(|row| ((row[0].clone(), row[1].clone()), row[2..].iter().map(|own| own.parse().unwrap()).collect()))
        .collect()
}

#[test]
fn minutes_of_the_toy_town_are_those_worked_out_by_hand() {
    let toy_town = town();
    let expected = minutes(&std::fs::read_to_string(toy("expected_minutes.csv")).unwrap());
    let transit = minutes(&csv(&toy_town, &toy_town.trip, None, &[50.0, 90.0]));
    let walk = Trip { means: Means::Walk, ..toy_town.trip.clone() };
    let walk = minutes(&csv(&toy_town, &walk, None, &[50.0]));
    assert_eq!(expected.len(), 24);
    for (pair, own) in &expected {
        // Columns: walk, p50, p90, and two of R5.
        assert_eq!(walk[pair], own[..1], "{pair:?}");
        assert_eq!(transit[pair], own[1..3], "{pair:?}");
    }
}

#[test]
fn conventions_of_r5_cut_to_minutes() {
    let toy_town = town();
    let r5 = Trip { profile: Profile::R5, walk_km_h: Some(4.5), ..toy_town.trip.clone() };
    let found = minutes(&csv(&toy_town, &r5, None, &[50.0, 90.0]));
    // The page of the town: from c01 to clinic B 19 and 23.
    assert_eq!(found[&("c01".to_owned(), "clinic_b".to_owned())], [19.0, 23.0]);
    assert!(found.values().flatten().all(|own| own.fract() == 0.0));
}

#[test]
fn csv_and_parquet_hold_the_same() {
    let toy_town = town();
    for profile in [Profile::Crest, Profile::R5] {
        let trip = Trip { profile, max_time_min: 16, ..toy_town.trip.clone() };
        let network = build(&toy_town, &trip, None);
        let (from, to, percentiles) = (&toy_town.cells, &toy_town.clinics, &[5.0, 50.0][..]);
        let mut out = ParquetMatrix::begin(Head { from, to, percentiles, profile }, Vec::new()).unwrap();
        let asked = MatrixAsked { network: &network, from, to, trip: &trip, percentiles };
        let report = matrix(&asked, &mut |row| out.push(row)).unwrap();
        let table = Table::from_parquet(&out.finish().unwrap()).unwrap();
        let text = csv(&toy_town, &trip, None, percentiles);
        assert_eq!(table_csv(&table), text);
        // Within 16 minutes some percentiles and some pairs are out of reach: an empty cell, and no row.
        assert!(text.contains(",\n") && report.n_reached < 24 && table.n_rows() == report.n_reached);
    }
}

#[test]
fn threads_change_no_byte() {
    let toy_town = town();
    let with = |n| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        pool.install(|| csv(&toy_town, &toy_town.trip, None, &[5.0, 50.0, 95.0]))
    };
    assert_eq!(with(1), with(2));
}

#[test]
fn a_matrix_by_arrival_names_origins_and_destinations_as_any_other() {
    let toy_town = town();
    let trip = Trip { is_by_arrival: true, first_s: 9 * 3600, ..toy_town.trip.clone() };
    let found = minutes(&csv(&toy_town, &trip, None, &[50.0]));
    // From c01 to clinic B walk 5:30, board 1:00, ride 8:00, and wait there for the minute of arrival: 14.5 + 0 … 9.
    assert_eq!(found[&("c01".to_owned(), "clinic_b".to_owned())], [19.0]);
    assert_eq!(found.len(), 24);
}

const TWICE: &str =
    "[[change]]\nkind = \"change_headway\"\nroute = \"b1\"\nheadway_minutes = 5\nfrom = \"06:00\"\nuntil = \"22:00\"\n";

/// A line north of c10 alone: cells south of it ride as before.
const NORTH: &str = r#"
[[change]]
kind = "add_station"
id = "s12"
lon = 113.0
lat = 23.0408066
[[change]]
kind = "add_line"
id = "n1"
stops = ["s12", "s10"]
ride_minutes = [1.5]
headway_minutes = 2
from = "06:00"
until = "22:00"
"#;

#[test]
fn a_scenario_gives_the_bytes_of_a_full_run() {
    let by_modes = |access: &[StreetMode], egress: &[StreetMode]| {
        let town = town_with_streets();
        let (access, egress) = (access.to_vec(), egress.to_vec());
        Toy { trip: Trip { access, egress, max_walk_min: 10, ..town.trip.clone() }, ..town }
    };
    let cycled = by_modes(&[StreetMode::Walk, StreetMode::Cycle], &[StreetMode::Cycle]);
    let driven = by_modes(&[StreetMode::Walk], &[StreetMode::Walk, StreetMode::Car]);
    let n_spared = [town(), cycled, driven].map(|town| n_spared_by_scenarios_like_a_full_run(&town));
    assert!(n_spared[0] > 12, "scenarios that touch few origins spare the others");
}

fn n_spared_by_scenarios_like_a_full_run(toy_town: &Toy) -> usize {
    let close_stop = "[[change]]\nkind = \"close_stop\"\nstop = \"s06\"\n";
    let retime = "[[change]]\nkind = \"retime\"\nroute = \"b1\"\nspeed = 2\n";
    let mut n_spared = 0;
    for text in [TWICE, NORTH, close_stop, retime, ""] {
        let change = NetworkChange::read("s.toml", text).unwrap();
        let full = csv(toy_town, &toy_town.trip, Some(&change), &[50.0, 90.0]);
        let (old, new) = (build(toy_town, &toy_town.trip, None), build(toy_town, &toy_town.trip, Some(&change)));
        let (from, to, percentiles) = (&toy_town.cells, &toy_town.clinics, &[50.0, 90.0][..]);
        let before = MatrixAsked { network: &old, from, to, trip: &toy_town.trip, percentiles };
        let after = MatrixAsked { network: &new, ..before };
        let mut out = CsvMatrix::begin(Head { from, to, percentiles, profile: Profile::Crest }, Vec::new());
        let (_, _, n_anew) = matrix_after(&before, &after, &change, &mut |_, row| out.push(row)).unwrap();
        assert_eq!(String::from_utf8(out.finish().unwrap()).unwrap(), full, "{text}");
        n_spared += 12 - n_anew;
        if text.is_empty() {
            assert_eq!((n_anew, full), (0, csv(toy_town, &toy_town.trip, None, percentiles)));
        }
    }
    n_spared
}

/// The modes by which the parts of a journey move, and their seconds.
fn told(network: &ReachNetwork, toy: &Toy, trip: &Trip, ends: (usize, usize), percentile: f64) -> Vec<(Part, u32)> {
    let (from, to) = (toy.cells.points[ends.0], toy.clinics.points[ends.1]);
    let found = journey(network, (("a", from), ("b", to)), trip, percentile).unwrap().unwrap();
    assert_eq!(found.parts.iter().map(|part| part.seconds).sum::<u32>(), found.seconds);
    found.parts.iter().map(|part| (part.part, part.seconds)).collect()
}

#[test]
fn a_bicycle_to_the_stop_saves_what_the_page_of_the_town_reckons() {
    let toy_town = town_with_streets();
    let pair = ("c01".to_owned(), "clinic_b".to_owned());
    let by = |access: &[StreetMode], direct: &[StreetMode]| Trip {
        access: access.to_vec(),
        direct: Some(direct.to_vec()),
        ..toy_town.trip.clone()
    };
    let found = |trip: &Trip| minutes(&csv(&toy_town, trip, None, &[50.0, 100.0]))[&pair].clone();
    let (walk, cycle, car) = (StreetMode::Walk, StreetMode::Cycle, StreetMode::Car);
    // On foot 5:30 to the stop: 15 … 24 minutes. By bicycle 2:04 for 412.5 m: ready at 4 s past a minute, the bus leaves
    // 0:56 … 9:56 after the minute to board: 12 … 21 minutes. Cycling all the way takes 3,712.5 m · 0.3 s/m = 18:34.
    assert_eq!(found(&by(&[walk], &[walk])), [19.5, 24.0]);
    assert_eq!(found(&by(&[walk, cycle], &[walk])), [16.5, 21.0]);
    assert_eq!(found(&by(&[cycle], &[walk, cycle])), [16.5, 18.57]);
    assert_eq!(found(&Trip { direct: None, ..by(&[walk, cycle], &[]) }), [16.5, 18.57], "as access if not given");
    assert_eq!(found(&Trip { max_cycle_min: 18, ..by(&[walk, cycle], &[cycle]) }), [16.5, 21.0]);
    assert_eq!(found(&Trip { max_cycle_min: 2, ..by(&[walk, cycle], &[cycle]) }), [19.5, 24.0]);
    // By car at 12.5 m/s the whole way takes 297 s.
    assert_eq!(found(&by(&[walk], &[car])), [4.95, 4.95]);
    let network = build(&toy_town, &by(&[walk, cycle], &[cycle]), None);
    let parts = told(&network, &toy_town, &by(&[walk, cycle], &[cycle]), (0, 1), 50.0);
    assert_eq!(parts[0], (Part::Move(Means::Cycle), 124));
    assert_eq!(parts[2..], [(Part::Ride, 480), (Part::Move(Means::Walk), 0)]);
    let parts = told(&network, &toy_town, &by(&[walk, cycle], &[cycle]), (0, 1), 100.0);
    assert_eq!(parts, [(Part::Move(Means::Cycle), 1114)]);
    // From c01 by arrival: 2:04, a minute to board, the ride, and 0 … 9 minutes before the time: the median of 664 s + wait.
    let arriving = Trip { is_by_arrival: true, first_s: 9 * 3600, ..by(&[walk, cycle], &[walk]) };
    assert_eq!(found(&arriving)[0], 15.57);
}

#[test]
fn a_bicycle_from_the_stop_goes_as_fast_as_one_to_it() {
    let toy_town = town_with_streets();
    let by = |egress: &[StreetMode], max_walk_min| Trip {
        egress: egress.to_vec(),
        max_walk_min,
        direct: Some(vec![StreetMode::Walk]),
        ..toy_town.trip.clone()
    };
    // From c10, where the bus stops, to clinic A in c03: ride to c02 and go on for 412.5 m, in 330 s or 124 s. Getting off in
    // c06 already, for 1,237.5 m by bicycle, would be 7 s longer.
    let pair = ("c10".to_owned(), "clinic_a".to_owned());
    let found = |trip: &Trip| minutes(&csv(&toy_town, trip, None, &[50.0]))[&pair][0];
    let (walked, cycled) = (found(&by(&[StreetMode::Walk], 30)), found(&by(&[StreetMode::Cycle], 30)));
    assert!((walked - cycled - 206.0 / 60.0).abs() < 0.04, "{walked} {cycled}");
    // Walking on may be left out altogether.
    let none = minutes(&csv(&toy_town, &by(&[StreetMode::Car], 0), None, &[50.0]));
    assert!(none.contains_key(&pair));
    let short = Trip { max_egress_m: Some(300), ..by(&[StreetMode::Walk], 30) };
    assert!(!minutes(&csv(&toy_town, &short, None, &[50.0])).contains_key(&pair), "412 m is too far");
}

#[test]
fn modes_that_need_what_is_not_there_are_refused() {
    let toy_town = town();
    let cycle = Trip { access: vec![StreetMode::Cycle], ..toy_town.trip.clone() };
    let found = ReachNetwork::build(&toy_town.sources, &cycle, None, None).unwrap_err();
    assert_eq!((found.len(), found[0].code.as_str()), (1, "C1707"));
    let none = Trip { egress: Vec::new(), direct: Some(Vec::new()), ..toy_town.trip.clone() };
    let told: Vec<String> = none.check(&[50.0]).into_iter().map(|own| own.message).collect();
    assert_eq!(told, ["`egress` is []", "`direct` is []"]);
    let walk = Trip { means: Means::Walk, ..cycle };
    assert_eq!(walk.check(&[50.0]).len(), 2, "access, and the direct trips that follow it");
}

#[test]
fn a_bus_twice_as_often_is_waited_for_half_as_long() {
    let toy_town = town();
    let change = NetworkChange::read("s.toml", TWICE).unwrap();
    let trip = Trip { waits: crest::reach::Waits::HalfHeadway, ..toy_town.trip.clone() };
    let found = minutes(&csv(&toy_town, &trip, Some(&change), &[50.0]));
    // From c01 to clinic B: walk 5:30, board 1:00, wait 2:30, ride 8:00.
    assert_eq!(found[&("c01".to_owned(), "clinic_b".to_owned())], [17.0]);
}

#[test]
fn a_scenario_tells_all_its_mistakes() {
    let toy_town = town();
    let text = "[[change]]\nkind = \"close_stop\"\nstop = \"s60\"\n[[change]]\nkind = \"close_line\"\nroute = \"b2\"\n\
                [[change]]\nkind = \"retime\"\nroute = \"b1\"\ndwell_seconds = -1\n";
    let change = NetworkChange::read("s.toml", text).unwrap();
    let found = ReachNetwork::build(&toy_town.sources, &toy_town.trip, Some(&change), None).unwrap_err();
    let told: Vec<&str> = found.iter().map(|own| own.message.as_str()).collect();
    let expected = [
        "change 1 of `s.toml`: there is no stop `s60`",
        "change 2 of `s.toml`: there is no route `b2`",
        "change 3 of `s.toml`: -1 s is no duration within a week",
    ];
    assert_eq!(told, expected);
    let unknown = NetworkChange::read("s.toml", "[[change]]\nkind = \"close_road\"\n").unwrap_err();
    assert_eq!(unknown.code, "C1709");
}

#[test]
fn options_that_make_no_search_are_told_at_once() {
    let toy_town = town();
    let network = build(&toy_town, &toy_town.trip, None);
    let trip = Trip { window_min: 0, walk_km_h: Some(-1.0), ..toy_town.trip.clone() };
    let (from, to) = (&toy_town.cells, &toy_town.clinics);
    let asked = MatrixAsked { network: &network, from, to, trip: &trip, percentiles: &[0.0, 50.0, 50.0] };
    let found = matrix(&asked, &mut |_| ()).unwrap_err();
    assert_eq!(found.iter().map(|own| own.code.as_str()).collect::<Vec<_>>(), ["C1707"; 4]);
    let sunday = Trip { day: Some(read_day("2040-01-01").unwrap()), ..toy_town.trip.clone() };
    let found = ReachNetwork::build(&toy_town.sources, &sunday, None, None).unwrap_err();
    assert_eq!(found[0].code, "C1708");
    assert_eq!(found[0].hint.as_deref(), Some("their calendars run from 2025-01-01 to 2035-12-31"));
    let drive = Trip { means: Means::Car, ..toy_town.trip };
    assert_eq!(ReachNetwork::build(&toy_town.sources, &drive, None, None).unwrap_err()[0].code, "C1707");
}

#[test]
fn a_journey_adds_up_to_its_travel_time() {
    let toy_town = town();
    let network = build(&toy_town, &toy_town.trip, None);
    let (from, to) = (toy_town.cells.points[0], toy_town.clinics.points[1]);
    let found = journey(&network, (("c01", from), ("clinic_b", to)), &toy_town.trip, 90.0).unwrap().unwrap();
    // At nine departures of ten it waits 8:30 after the minute it takes to board: 5:30 + 9:30 + 8:00 + 0.
    assert_eq!(found.seconds, 23 * 60);
    assert_eq!(found.parts.iter().map(|part| part.seconds).sum::<u32>(), found.seconds);
    assert_eq!(found.parts.iter().map(|part| part.seconds).collect::<Vec<_>>(), [330, 570, 480, 0]);
    assert_eq!((found.parts[2].line.as_str(), found.parts[2].to.as_str()), ("1", "North Street (s10)"));
}

#[test]
fn a_journey_by_arrival_adds_up_to_the_matrix_by_arrival() {
    let toy_town = town();
    let drawn = NetworkChange::read("s.toml", TWICE).unwrap();
    let half = crest::reach::Waits::HalfHeadway;
    for (waits, change) in [(toy_town.trip.waits, None), (toy_town.trip.waits, Some(&drawn)), (half, Some(&drawn))] {
        let trip = Trip { is_by_arrival: true, first_s: 8 * 3600, window_min: 60, waits, ..toy_town.trip.clone() };
        let network = build(&toy_town, &trip, change);
        let found = minutes(&csv(&toy_town, &trip, change, &[100.0]));
        let (from, to) = (&toy_town.cells, &toy_town.clinics);
        let asked = JourneysAsked { network: &network, from, to, trip: &trip, percentile: 100.0 };
        let pairs: Vec<(usize, usize)> = (0..12).flat_map(|from| [(from, 0), (from, 1)]).collect();
        let all = journeys(&asked, &pairs).unwrap();
        for ((from_at, to_at), own) in pairs.iter().zip(all) {
            let own = own.unwrap();
            let due = found[&(from.ids[*from_at].clone(), to.ids[*to_at].clone())][0];
            assert_eq!((f64::from(own.seconds) / 60.0 * 100.0).round() / 100.0, due);
            assert_eq!(own.parts.iter().map(|part| part.seconds).sum::<u32>(), own.seconds);
            let arrives_s = own.departure_s + own.seconds as i32;
            assert!((trip.first_s..trip.first_s + 3600).contains(&arrives_s) && arrives_s % 60 == 0);
            let waits_last = own.parts.iter().rposition(|part| part.part == Part::Wait);
            let rides_last = own.parts.iter().rposition(|part| part.part == Part::Ride);
            assert!(waits_last <= rides_last, "nobody waits at a stop after the last ride");
        }
    }
}

#[test]
fn half_headways_take_as_long_by_arrival() {
    let toy_town = town();
    let change = NetworkChange::read("s.toml", TWICE).unwrap();
    let trip = Trip { waits: crest::reach::Waits::HalfHeadway, first_s: 9 * 3600, ..toy_town.trip.clone() };
    let back = Trip { is_by_arrival: true, ..trip.clone() };
    let found = minutes(&csv(&toy_town, &back, Some(&change), &[50.0, 90.0]));
    // Walk 5:30, board 1:00, wait 2:30, ride 8:00, at any time of the day.
    assert_eq!(found[&("c01".to_owned(), "clinic_b".to_owned())], [17.0, 17.0]);
    assert_eq!(found, minutes(&csv(&toy_town, &trip, Some(&change), &[50.0, 90.0])));
}

#[test]
fn an_isochrone_holds_the_cells_that_the_matrix_reaches() {
    let toy_town = town();
    isochrone_agrees(&toy_town, &toy_town.trip);
    isochrone_agrees(&toy_town, &Trip { means: Means::Walk, ..toy_town.trip.clone() });
}

#[test]
fn an_isochrone_by_arrival_holds_the_cells_from_which_the_matrix_reaches_the_point() {
    let toy_town = town();
    let by_nine = Trip { is_by_arrival: true, first_s: 9 * 3600, window_min: 40, ..toy_town.trip.clone() };
    isochrone_agrees(&toy_town, &by_nine);
    isochrone_agrees(&toy_town, &Trip { profile: Profile::R5, ..by_nine.clone() });
    isochrone_agrees(&toy_town, &Trip { means: Means::Walk, ..by_nine });
}

/// Draws an isochrone about c01, or towards c10 by arrival, and looks up all cells in it.
fn isochrone_agrees(toy_town: &Toy, trip: &Trip) {
    let network = build(toy_town, trip, None);
    let at = if trip.is_by_arrival { 9 } else { 0 };
    let one = Points {
        source: "one".to_owned(),
        ids: vec![toy_town.cells.ids[at].clone()],
        points: vec![toy_town.cells.points[at]],
        zones: vec![String::new()],
    };
    let asked = IsochronesAsked {
        network: &network,
        from: &one,
        trip,
        percentile: 50.0,
        cutoffs_min: &[30.0, 15.0],
        cell_m: 50.0,
    };
    let drawn = isochrones(&asked).unwrap();
    assert_eq!(drawn.iter().map(|own| own.minutes).collect::<Vec<_>>(), [30.0, 15.0]);
    let (from, to) = if trip.is_by_arrival { (&toy_town.cells, &one) } else { (&one, &toy_town.cells) };
    let (found, _) = times(&MatrixAsked { network: &network, from, to, trip, percentiles: &[50.0] }).unwrap();
    // Squares of 50 m: two thirds of a minute on foot. Whole minutes of R5 lack their seconds.
    let blurred = if trip.profile == Profile::R5 { 1.7 } else { 0.7 };
    let mut n_looked_up = [0; 2];
    for (own, cutoff) in drawn.iter().zip([30.0, 15.0]) {
        for (cell, point) in toy_town.cells.points.iter().enumerate() {
            let pair = if trip.is_by_arrival { (cell, 0) } else { (0, cell as u32) };
            let minutes = found[0].find(pair.0, pair.1).unwrap_or(f64::INFINITY);
            if (minutes - cutoff).abs() > blurred {
                let inside = own.polygons.iter().any(|polygon| holds(&polygon.outer, point.lon, point.lat));
                assert_eq!(inside, minutes < cutoff, "{} at {minutes} of {cutoff}", toy_town.cells.ids[cell]);
                n_looked_up[usize::from(inside)] += 1;
            }
        }
    }
    assert!(n_looked_up[0] > 2 && n_looked_up[1] > 8, "{n_looked_up:?}");
}

#[test]
fn an_isochrone_crosses_a_border_at_its_gates_only() {
    let data = workspace().join("examples/guangzhou/data/reach");
    let trip = Trip {
        day: Some(read_day("2026-06-10").unwrap()),
        first_s: 7 * 3600,
        max_walk_min: 20,
        waits: crest::reach::Waits::HalfHeadway,
        ..Trip::usual()
    };
    let mut sources = Sources::load(None, &[data.join("gtfs")], None, Some(&data.join("gates.csv"))).unwrap();
    let gated = ReachNetwork::build(&sources, &trip, None, None).unwrap();
    let gates = sources.gates.take().unwrap();
    let open = ReachNetwork::build(&sources, &trip, None, None).unwrap();
    let all = points(&data.join("points.csv"));
    let inside = |network: &ReachNetwork, trip: &Trip, id: &str, cutoff: f64, [lon, lat]: [f64; 2]| {
        let at = all.find(id).unwrap();
        let from = Points {
            source: id.to_owned(),
            ids: vec![id.to_owned()],
            points: vec![all.points[at]],
            zones: vec![all.zones[at].clone()],
        };
        let asked =
            IsochronesAsked { network, from: &from, trip, percentile: 50.0, cutoffs_min: &[cutoff], cell_m: 100.0 };
        let drawn = isochrones(&asked).unwrap();
        drawn[0]
            .polygons
            .iter()
            .any(|own| holds(&own.outer, lon, lat) && !own.holes.iter().any(|hole| holds(hole, lon, lat)))
    };
    // 680 m as the crow flies from the station of Luohu, 12 minutes on foot, but beyond the border: 16 minutes through the gate.
    let beyond = [114.1125, 22.5275];
    let back = Trip { is_by_arrival: true, first_s: 8 * 3600, ..trip.clone() };
    for trip in [&trip, &back] {
        assert!(inside(&open, trip, "border_luohu", 14.0, beyond));
        assert!(!inside(&gated, trip, "border_luohu", 14.0, beyond));
        assert!(inside(&gated, trip, "border_luohu", 30.0, beyond));
        // As far on the near side.
        assert!(inside(&gated, trip, "border_luohu", 14.0, [114.1215, 22.5365]));
    }
    // The mainland port of West Kowloon lies in Hong Kong: whoever stands in it is outside 18 minutes later, by the gate.
    let outside = [114.1605, 22.304];
    assert!(!inside(&gated, &trip, "border_west_kowloon", 18.0, outside));
    assert!(inside(&gated, &trip, "border_west_kowloon", 40.0, outside));
    // If the list of gates did not say that the port is enclosed, its surroundings would be its own zone.
    let text = String::from_utf8(gates.bytes).unwrap();
    let plain = text.lines().map(|line| line.rsplit_once(',').unwrap().0).collect::<Vec<_>>().join("\n");
    sources.gates = Some(SourceFile { name: gates.name, bytes: plain.into() });
    let plain = ReachNetwork::build(&sources, &trip, None, None).unwrap();
    assert!(inside(&plain, &trip, "border_west_kowloon", 18.0, outside));
}

/// Counts crossings of a ring with the ray to the east.
fn holds(ring: &[crest::reach::Point], lon: f64, lat: f64) -> bool {
    let crosses = |pair: &&[crest::reach::Point]| {
        let (a, b) = (pair[0], pair[1]);
        (a.lat > lat) != (b.lat > lat) && lon < a.lon + (lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

#[test]
fn gates_are_the_only_way_between_zones() {
    let mut toy_town = town();
    // A border between c05 and c06: stop s06 and all north of it lie beyond.
    let stops = "stop_id,stop_name,stop_lat,stop_lon,zone_id\ns02,Bridge End,23.003709697,113.0,south\n\
                 s05,Port,23.014838787,113.0,south\ns06,School,23.018548483,113.0,north\n\
                 s10,North Street,23.033387269,113.0,north\n";
    let feed = &mut toy_town.sources.feeds[0];
    feed.files.iter_mut().find(|file| file.name.ends_with("stops.txt")).unwrap().bytes = stops.into();
    for (zone, id) in toy_town.cells.zones.iter_mut().zip(&toy_town.cells.ids) {
        *zone = if id.as_str() < "c06" { "south" } else { "north" }.to_owned();
    }
    toy_town.clinics.zones = vec!["south".to_owned(), "north".to_owned()];
    let gates = |rows: &str| SourceFile {
        name: "gates.csv".to_owned(),
        bytes: format!("from_stop,to_stop,opens,closes,walk_minutes,queue_p50_minutes\n{rows}").into(),
    };
    let crossing = |toy_town: &Toy| {
        // Nobody walks back to s02, from where the bus crosses.
        let walking = Trip { max_walk_min: 10, ..toy_town.trip.clone() };
        minutes(&csv(toy_town, &walking, None, &[50.0])).get(&("c05".to_owned(), "clinic_b".to_owned())).cloned()
    };
    toy_town.sources.gates = Some(gates("s05,s06,09:30,24:00,2,3\n"));
    // The gate opens after all have left: from 09:30 it takes 5 min, then bus or feet; those who leave at 07:00 take over 120.
    let shut = crossing(&toy_town);
    toy_town.sources.gates = Some(gates("s05,s06,06:00,24:00,2,3\n"));
    let open = crossing(&toy_town).unwrap();
    assert!(shut.is_none_or(|shut| shut[0] > open[0] + 60.0));
    // At s05 at once, 5 min through the gate, a minute to board, a wait of 0 … 9 min, and 4 min to s10: 10 to 19 min.
    assert!((10.0..=19.0).contains(&open[0]), "{open:?}");
    toy_town.sources.gates = Some(gates("s05,s77,early,24:00,2,3\n"));
    let found = ReachNetwork::build(&toy_town.sources, &toy_town.trip, None, None).unwrap_err();
    assert_eq!(found.iter().map(|own| own.code.as_str()).collect::<Vec<_>>(), ["C1713"; 2]);
}

#[test]
fn measures_of_the_toy_town_are_those_worked_out_by_hand() {
    let toy_town = town();
    let walk = Trip { means: Means::Walk, ..toy_town.trip.clone() };
    let text = csv(&toy_town, &walk, None, &[50.0]);
    let figures = |name: &str| {
        let file = SourceFile::load(&toy(name)).unwrap();
        Figures::read(&file.name, &file.bytes).unwrap()
    };
    let (cells, clinics) = (figures("data/cells.csv"), figures("data/clinics.csv"));
    let found = read_times("walk.csv", text.as_bytes(), None, &cells.ids, &clinics.ids).unwrap();
    let counts = |figures: &Figures, name: &str| {
        figures.numbers(name).unwrap().into_iter().map(|own| own.unwrap()).collect::<Vec<f64>>()
    };
    let mut asked = AccessAsked {
        times: Some(&found),
        from: &cells.ids,
        to: &clinics.ids,
        opportunities: Some(counts(&clinics, "doctors")),
        population: Some(counts(&cells, "people")),
        income: Some(cells.numbers("income").unwrap()),
        cutoffs: vec![Cutoff::UpTo(15.0)],
        k: 1.0,
        n_sites: 1,
        line: Some(0.003),
        ..AccessAsked::default()
    };
    let shared_out = access(Measure::TwoStep, &asked).unwrap();
    let per_head: Vec<Option<f64>> = (0..12).map(|row| shared_out.number(1, row)).collect();
    asked.of = Some(per_head);
    let sum = |measure| access(measure, &asked).unwrap().number(1, 0).unwrap();
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    close(sum(Measure::Gini), 4.0 / 15.0);
    close(sum(Measure::Palma), 0.7);
    close(sum(Measure::Concentration), -2.0 / 15.0);
    close(sum(Measure::Poverty), 0.2);
    // Both clinics as sites: all but c06 and c07 are covered, and two sites are the fewest.
    let sites = access(Measure::Lscp, &asked).unwrap();
    assert_eq!((sites.number(1, 0), sites.text(3, 0).as_deref(), sites.n_rows()), (Some(2.0), Some("true"), 2));
    let without = AccessAsked { population: None, ..asked.clone() };
    assert_eq!(access(Measure::TwoStep, &without).unwrap_err().code, "C1712");
}

#[test]
fn a_matrix_that_does_not_fit_its_points_tells_every_row() {
    let ids = ["a".to_owned(), "b".to_owned()];
    let text = "from_id,to_id,travel_time_p50\na,b,12\nx,b,1\na,y,1\na,a,soon\nb,a,\n";
    let found = read_times("m.csv", text.as_bytes(), None, &ids, &ids).unwrap_err();
    let at: Vec<String> = found.iter().map(|own| own.location.as_ref().unwrap().to_string()).collect();
    assert_eq!(at, ["m.csv!C3", "m.csv!C4", "m.csv!C5"]);
    let twice = read_times("m.csv", b"from_id,to_id,minutes\na,b,1\na,b,2\n", None, &ids, &ids).unwrap_err();
    assert_eq!(twice[0].code, "C1710");
    let missing = read_times("m.csv", text.as_bytes(), Some("travel_time_p90"), &ids, &ids).unwrap_err();
    assert_eq!(missing[0].hint.as_deref(), Some("did you mean `travel_time_p50`?"));
}

#[test]
fn a_feed_is_told_by_size_days_and_findings() {
    let feed = FeedSource::load(&toy("data/gtfs")).unwrap();
    let report = check_feed(&feed, None).unwrap();
    assert_eq!(report.sizes, [3, 1, 2, 6, 2]);
    assert_eq!(report.days, Some(("2025-01-01".to_owned(), "2035-12-31".to_owned())));
    assert_eq!(report.findings, []);
    let broken =
        FeedSource { name: "x".to_owned(), files: vec![SourceFile { name: "x.zip".to_owned(), bytes: vec![1] }] };
    assert_eq!(check_feed(&broken, None).unwrap_err()[0].code, "C1705");
}

/// The toy project with the tables of the town beside its own.
fn project() -> tempfile::TempDir {
    let project = copy("toy");
    let target = project.path().join("data/reach/gtfs");
    std::fs::create_dir_all(&target).unwrap();
    for entry in std::fs::read_dir(toy("data/gtfs")).unwrap().flatten() {
        std::fs::copy(entry.path(), target.join(entry.file_name())).unwrap();
    }
    for name in ["cells.csv", "clinics.csv", "streets.osm.pbf"] {
        std::fs::copy(toy("data").join(name), project.path().join("data/reach").join(name)).unwrap();
    }
    let settings = std::fs::read_to_string(project.path().join("crest.toml")).unwrap();
    let tables = r#"
[tables.cells]
file = "data/reach/cells.csv"
[tables.clinics]
file = "data/reach/clinics.csv"
[tables.times]
kernel = "reach.matrix"
inputs = { from = "cells", to = "clinics" }
with = { gtfs = "data/reach/gtfs", detour = 1, date = "2026-06-10", time = "07:00", window = 120, percentiles = [50, 90] }
[tables.circle]
kernel = "reach.circle"
inputs = { matrix = "times", from = "cells", to = "clinics" }
with = { cutoffs = 20, weights = "doctors", times = "travel_time_p90" }
[tables.doctors]
kernel = "reach.opportunities"
inputs = { matrix = "times", from = "cells", to = "clinics" }
with = { cutoffs = 20, opportunities = "doctors" }
[tables.near]
kernel = "reach.dual"
inputs = { matrix = "times", from = "cells", to = "clinics" }
with = { opportunities = "doctors" }
[tables.catchment]
kernel = "reach.catchment"
inputs = { matrix = "times", from = "cells", to = "clinics" }
with = { cutoffs = 15, opportunities = "doctors", population = "people" }
[tables.fair]
kernel = "reach.equity"
input = "cells"
with = { of = "income", population = "people" }
[tables.site]
kernel = "reach.siting"
inputs = { matrix = "times", from = "cells", to = "clinics" }
with = { cutoffs = 15, population = "people" }
"#;
    std::fs::write(project.path().join("crest.toml"), settings + tables).unwrap();
    project
}

/// Every parameter of modes and their limits.
const CYCLED: &str = r#"
[tables.cycled]
kernel = "reach.matrix"
inputs = { from = "cells", to = "clinics" }
with = { gtfs = "data/reach/gtfs", streets = "data/reach/streets.osm.pbf", date = "2026-06-10", time = "07:00", window = 120, access = ["walk", "cycle"], egress = "walk", direct = "walk", max_cycle = 15, max_car = 5, max_transfer = 500, max_egress = 500 }
"#;

#[test]
fn a_project_reads_kernels_of_reach_as_tables() {
    let project = project();
    let settings = std::fs::read_to_string(project.path().join("crest.toml")).unwrap();
    std::fs::write(project.path().join("crest.toml"), settings + CYCLED).unwrap();
    let opened = Project::open(project.path());
    assert!(opened.model.is_some(), "{:#?}", opened.diagnostics);
    let options = RunOptions::default();
    let session = Session::open(&opened, &options).unwrap();
    let tables = session.tables().unwrap();
    let table = |name: &str| tables.iter().find(|table| table.name() == name).unwrap();
    assert_eq!(table("times").n_rows(), 24);
    let pair = |row: &usize| {
        ["c01", "clinic_b"] == [0, 1].map(|at| table("cycled").text(at, *row).unwrap()).each_ref().map(String::as_str)
    };
    let row = (0..table("cycled").n_rows()).find(pair).unwrap();
    assert_eq!(table("cycled").number(2, row), Some(16.5));
    // The page of the town: doctors within 20 minutes at the median, and at nine departures of ten.
    let doctors: Vec<f64> = (0..12).map(|row| table("doctors").number(1, row).unwrap()).collect();
    assert_eq!(doctors, [9.0, 9.0, 9.0, 6.0, 9.0, 9.0, 3.0, 3.0, 3.0, 9.0, 3.0, 3.0]);
    let share: Vec<f64> = (0..12).map(|row| (table("circle").number(2, row).unwrap() * 9.0).round()).collect();
    assert_eq!(share, [6.0, 9.0, 6.0, 6.0, 9.0, 9.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]);
    assert_eq!(table("circle").columns()[0].name, "place");
    assert_eq!(table("near").number(1, 2), Some(0.0));
    assert_eq!(table("catchment").n_rows(), 12);
    assert!(table("fair").number(1, 0).is_some_and(|gini| gini > 0.0));
    assert_eq!(table("site").n_rows(), 1);
}

#[test]
fn a_project_tells_what_is_wrong_with_its_points() {
    let project = project();
    let cells = project.path().join("data/reach/cells.csv");
    let text = std::fs::read_to_string(&cells).unwrap().replace("c02,桥头,Bridge End,113.0", "c01,桥头,Bridge End,");
    std::fs::write(&cells, text).unwrap();
    let opened = Project::open(project.path());
    let options = RunOptions::default();
    let found = Session::open(&opened, &options).and_then(|session| session.tables().map(|_| ()));
    let Err(crest::SessionError::Findings(found)) = found else { panic!("the points are refused") };
    let told: Vec<String> =
        found.iter().map(|own| format!("{} {}", own.code, own.location.as_ref().unwrap())).collect();
    assert_eq!(told, ["C1703 data/reach/cells.csv!A3", "C1702 data/reach/cells.csv!D3"]);
}
