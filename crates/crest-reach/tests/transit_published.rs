//! Travel times by transit against values that r5r prints in its documentation (R5 v7.4), and against those that the
//! tests of ferrobus state.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test fail and speak as tests do")]

#[path = "shared/mod.rs"]
mod shared;
mod town;

use std::time::Instant;

use crest_reach::gtfs::Day;
use crest_reach::timetable::{Headways, Patch, Which, build, patched};
use crest_reach::transit::{
    Departures, Leg, Query, Search, Unit, Walking, journey, journey_of, lanes, matrix, matrix_of, reversed, touched,
};
use town::{City, Published, at};

const DRAWN: Headways = Headways::DrawnR5 { seed: 1, draw: 0, n_draws: 1 };

fn porto_alegre(points: &str) -> Option<City> {
    let feeds = ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"];
    City::load("porto_alegre/poa_osm.pbf", &feeds, points, Day::from_date(2019, 5, 13).unwrap())
}

/// Minutes from each point to each point, percentile by percentile.
fn table(city: &City, query: &Query, headways: &[Headways]) -> Vec<Vec<Option<u16>>> {
    let start = Instant::now();
    let walks = city.walks(query);
    let walked = start.elapsed();
    let timetables = city.timetables(query, headways);
    let built = start.elapsed();
    let network = Search::prepare(&timetables, &walks.with_gates(&[]), query).unwrap();
    let prepared = start.elapsed();
    let mut rows = Vec::new();
    matrix(&network, &walks.with_gates(&[]), query, |_, row| rows.push(row.to_vec())).unwrap();
    println!(
        "{} patterns, {} trips; walks {walked:?}, timetable {:?}, preparing {:?}, {n} x {n} {:?}",
        timetables[0].n_patterns(),
        timetables[0].n_trips(),
        built - walked,
        prepared - built,
        start.elapsed() - prepared,
        n = city.ids.len(),
    );
    rows
}

#[test]
fn every_published_median_of_porto_alegre_is_met() {
    let published = Published::load("porto_alegre/published_r5r.csv");
    let Some(places) = porto_alegre("porto_alegre/poa_points_of_interest.csv") else { return };
    // r5r's default for the longest walk is the longest trip.
    let rows = table(&places, &Query::r5(at(14, 0), 10, 60, 60, &[50.0]), &[DRAWN]);
    for row in published.of("poi_w10") {
        let found = rows[places.index(&row["from_id"])][places.index(&row["to_id"])];
        assert_eq!(found.map(|minutes| minutes.to_string()).as_ref(), Some(&row["value"]), "{row:?}");
    }
    let cells = porto_alegre("porto_alegre/poa_hexgrid.csv").unwrap();
    let rows = table(&cells, &Query::r5(at(14, 0), 60, 30, 120, &[50.0]), &[DRAWN]);
    for row in published.of("hex_w60") {
        let found = rows[cells.index(&row["from_id"])][cells.index(&row["to_id"])];
        assert_eq!(found.map(|minutes| minutes.to_string()).as_ref(), Some(&row["value"]), "{row:?}");
    }
    for row in published.of("hex_w60_access20") {
        let column = row["metric"].split('_').next().unwrap();
        let found: f64 = rows[cells.index(&row["from_id"])]
            .iter()
            .zip(cells.column("porto_alegre/poa_hexgrid.csv", column))
            .filter(|(minutes, _)| minutes.is_some_and(|minutes| minutes < 20))
            .filter_map(|(_, opportunities)| opportunities)
            .sum();
        let expected: f64 = row["value"].parse().unwrap();
        println!("{column} {}: {found}, published {expected}", row["from_id"]);
        assert!((found - expected).abs() < 0.5, "{row:?}: {found}");
    }
}

#[test]
fn single_departures_and_arrivals_of_porto_alegre_are_met() {
    let published = Published::load("porto_alegre/published_r5r.csv");
    let Some(city) = porto_alegre("porto_alegre/poa_points_of_interest.csv") else { return };
    let query = Query { unit: Unit::Seconds, ..Query::r5(at(13, 0), 70, 60, 60, &[50.0]) };
    let walks = city.walks(&query);
    let timetables = city.timetables(&query, &[DRAWN]);
    let found = |from: &str, to: &str, departure_s: i32| {
        let pair = (city.index(from), city.index(to));
        journey(&timetables[0], &walks.with_gates(&[]), &query, pair, departure_s).unwrap()
    };
    // r5r rounds each part to a tenth of a minute before it adds them up.
    for row in published.of("poi_minutes").filter(|row| row["metric"] == "total_min") {
        let departure_s = at(14, row["departure"][3..5].parse().unwrap());
        let minutes = f64::from(found(&row["from_id"], &row["to_id"], departure_s).unwrap().seconds()) / 60.0;
        let expected: f64 = row["value"].parse().unwrap();
        assert!((minutes - expected).abs() <= 0.1, "{row:?}: {minutes}");
    }
    let by_four = found("public_market", "bus_central_station", at(14, 4)).unwrap();
    let parts: Vec<f64> = by_four.legs.iter().map(|leg| f64::from(leg.seconds()) / 60.0).collect();
    for (part, row) in parts.iter().zip(published.of("poi_minutes").skip(1)) {
        assert!((part - row["value"].parse::<f64>().unwrap()).abs() <= 0.1, "{row:?}: {part}");
    }
    assert!(matches!(by_four.legs[2], Leg::Ride { .. }));

    let by_two = Query { departures: Departures { first_s: at(14, 0), step_s: 60, n: 1 }, ..query.clone() };
    let back = [reversed(&build(&city.day, by_two.span_by_arrival(), DRAWN), by_two.boarding_s)];
    let turned = walks.turned();
    let asked = by_two.by_arrival();
    let network = Search::prepare(&back, &turned.with_gates(&[]), &asked).unwrap();
    for row in published.of("poi_arrive_1400") {
        let minute: i32 = row["departure"][3..5].parse().unwrap();
        let latest = (0..60)
            .map(|minute| at(13, minute))
            .rev()
            .find(|departure_s| {
                found(&row["from_id"], &row["to_id"], *departure_s).is_some_and(|found| found.arrival_s <= at(14, 0))
            })
            .unwrap();
        assert_eq!(latest, at(13, minute), "{row:?}");
        // The search by arrival knows the latest second; it lies in that minute.
        let times = lanes(&network, &turned.with_gates(&[]), &asked, city.index(&row["to_id"])).unwrap();
        let latest_s = at(14, 0) - i32::from(times[city.index(&row["from_id"])].unwrap());
        assert!((latest..latest + 60).contains(&latest_s), "{row:?}: {latest_s}");
    }
}

#[test]
fn parts_of_the_median_journey_sum_to_it() {
    let Some(city) = porto_alegre("porto_alegre/poa_points_of_interest.csv") else { return };
    let query = Query { unit: Unit::Seconds, ..Query::r5(at(14, 0), 60, 30, 120, &[50.0]) };
    let walks = city.walks(&query);
    let timetables = city.timetables(&query, &[DRAWN]);
    let network = Search::prepare(&timetables, &walks.with_gates(&[]), &query).unwrap();
    let mut rows = Vec::new();
    matrix(&network, &walks.with_gates(&[]), &query, |_, row| rows.push(row.to_vec())).unwrap();
    for (from, row) in rows.iter().enumerate() {
        for (to, median) in row.iter().enumerate() {
            let found = journey_of(&network, &timetables, &walks.with_gates(&[]), &query, (from, to), 50.0).unwrap();
            let sum = found.map(|(_, journey)| journey.legs.iter().map(Leg::seconds).sum::<u32>());
            assert_eq!(sum, median.map(u32::from));
        }
    }
}

#[test]
fn sao_paulo_is_met_within_its_noise() {
    let published = Published::load("sao_paulo/published_r5r.csv");
    let grid = "sao_paulo/spo_hexgrid.csv";
    let day = Day::from_date(2019, 5, 13).unwrap();
    let Some(city) = City::load("sao_paulo/spo_osm.pbf", &["sao_paulo/spo.zip"], grid, day) else { return };
    let draws: Vec<Headways> = (0..5).map(|draw| Headways::DrawnR5 { seed: 1, draw, n_draws: 5 }).collect();
    let levels = [10.0, 20.0, 50.0, 70.0, 80.0];
    let rows = table(&city, &Query::r5(at(14, 0), 60, 30, 90, &levels), &draws);
    for row in published.of("hex_w60") {
        // Near enough to walk, so that all percentiles are equal.
        let found = &rows[city.index(&row["from_id"])][city.index(&row["to_id"]) * 5..][..5];
        let expected: u16 = row["value"].parse().unwrap();
        println!("{}: {found:?}, published {expected}", row["to_id"]);
        assert!(found.iter().all(|minutes| *minutes == Some(expected)), "{row:?}: {found:?}");
    }
    let schools = city.column(grid, "schools");
    for row in published.of("hex_w60_access45") {
        let level = levels.iter().position(|level| row["metric"].ends_with(&format!("p{level}"))).unwrap();
        let found: f64 = rows[city.index(&row["from_id"])]
            .chunks(5)
            .zip(&schools)
            .filter(|(minutes, _)| minutes[level].is_some_and(|minutes| minutes < 45))
            .filter_map(|(_, schools)| *schools)
            .sum();
        let expected: f64 = row["value"].parse().unwrap();
        println!("{} {}: {found}, published {expected}", row["metric"], row["from_id"]);
        assert!((found - expected).abs() <= 4.0, "{row:?}: {found}");
    }
}

#[test]
fn zheleznogorsk_lies_between_what_ferrobus_states() {
    let day = Day::from_date(2024, 1, 11).unwrap();
    let grid = "zheleznogorsk/zhelez_grid.csv";
    let Some(mut city) = City::load("zheleznogorsk/zhelez_osm.pbf", &["zheleznogorsk/zhelez_gtfs.zip"], grid, day)
    else {
        return;
    };
    city.set_points(&[(93.532134, 56.252619), (93.499159, 56.242574)]);
    let walking = Walking { speed_mm_per_s: 1400, ..Query::r5(0, 1, 30, 60, &[]).walking };
    let query = Query { walking, boarding_s: 0, unit: Unit::Seconds, ..Query::r5(at(8, 0), 1, 30, 60, &[50.0]) };
    let rows = table(&city, &query, &[DRAWN]);
    let found = rows[0][1];
    // ferrobus starts at the nearest node and not at the point, and looks at one access stop.
    println!("{found:?} s; ferrobus states 1,044 s and 1,253 s");
    assert!(found.is_some_and(|seconds| (1044..=1253).contains(&seconds)));
}

#[test]
fn faster_route_of_porto_alegre_computed_anew_where_touched_equals_all() {
    let Some(city) = porto_alegre("porto_alegre/poa_hexgrid.csv") else { return };
    let query = Query::r5(at(14, 0), 60, 30, 60, &[50.0]);
    let walks = city.walks(&query);
    let before = table(&city, &query, &[DRAWN]);
    let route = 5;
    let faster = Patch::Retime { of: Which::Route { feed: 0, route }, speed: 1.25, dwell_s: None };
    let day = patched(&city.day, &[faster]).unwrap();
    let start = Instant::now();
    let origins = touched((&city.day, &day), &[DRAWN], &walks.with_gates(&[]), &query).unwrap();
    let found = start.elapsed();
    let network = Search::prepare(&[build(&day, query.span(), DRAWN)], &walks.with_gates(&[]), &query).unwrap();
    let mut anew = before.clone();
    matrix_of(&network, &walks.with_gates(&[]), &query, &origins, |origin, row| anew[origin] = row.to_vec()).unwrap();
    let mut all = Vec::new();
    matrix(&network, &walks.with_gates(&[]), &query, |_, row| all.push(row.to_vec())).unwrap();
    let n_changed = before.iter().zip(&all).filter(|(before, after)| before != after).count();
    println!("route {route}: {} touched, {n_changed} changed, found in {found:?}", origins.len());
    assert!(anew == all);
}
