//! Checks every figure that the README of the toy living circle works out by hand, from the files of that example.

#![allow(clippy::unwrap_used, reason = "a test fails as tests do")]

use std::path::PathBuf;

use crest_reach::catchment::two_step;
use crest_reach::circle::{count_within, share_within};
use crest_reach::decay::{Cutoff, Decay};
use crest_reach::dual::time_to;
use crest_reach::equity::{Concentration, Distribution, PalmaCut, concentration_index, gini, palma_ratio, poverty};
use crest_reach::opportunities::reachable;
use crest_reach::siting::{Clients, SitingEffort, cover_all, cover_most, p_centre, p_median};
use crest_reach::times::Times;

const DOCTORS: [f64; 2] = [6.0, 3.0];
const METRES_A_MINUTE: f64 = 75.0;

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/living-circle-toy").join(name);
    csv::Reader::from_path(path).unwrap().records().map(|row| row.unwrap()).collect()
}

fn number(row: &csv::StringRecord, column: usize) -> f64 {
    row[column].parse().unwrap()
}

/// Great-circle metres between two rows whose columns 3 and 4 are longitude and latitude.
fn metres(a: &csv::StringRecord, b: &csv::StringRecord) -> f64 {
    let [lon_a, lat_a, lon_b, lat_b] = [number(a, 3), number(a, 4), number(b, 3), number(b, 4)].map(f64::to_radians);
    let (lat, lon) = (((lat_b - lat_a) / 2.0).sin(), ((lon_b - lon_a) / 2.0).sin());
    2.0 * 6_371_008.8 * (lat * lat + lat_a.cos() * lat_b.cos() * lon * lon).sqrt().asin()
}

struct Town {
    cells: Vec<csv::StringRecord>,
    people: Vec<f64>,
    incomes: Vec<Option<f64>>,
    on_foot: Times,
}

fn town() -> Town {
    let (cells, clinics) = (rows("data/cells.csv"), rows("data/clinics.csv"));
    let on_foot = walks(&cells, &clinics);
    assert_eq!(clinics.iter().map(|clinic| number(clinic, 5)).collect::<Vec<_>>(), DOCTORS);
    Town {
        people: cells.iter().map(|cell| number(cell, 5)).collect(),
        incomes: cells.iter().map(|cell| Some(number(cell, 6))).collect(),
        on_foot,
        cells,
    }
}

fn walks(from: &[csv::StringRecord], to: &[csv::StringRecord]) -> Times {
    let mut triples = Vec::new();
    for (origin, a) in from.iter().enumerate() {
        for (destination, b) in to.iter().enumerate() {
            triples.push((origin as u32, destination as u32, metres(a, b) / METRES_A_MINUTE));
        }
    }
    Times::from_triples(from.len(), to.len(), &triples).unwrap()
}

/// The column of `expected_minutes.csv` as a matrix of cells × clinics.
fn expected(column: usize) -> Times {
    let triples: Vec<(u32, u32, f64)> = rows("expected_minutes.csv")
        .iter()
        .map(|row| (row[0][1..].parse::<u32>().unwrap() - 1, u32::from(&row[1] == "clinic_b"), number(row, column)))
        .collect();
    Times::from_triples(12, 2, &triples).unwrap()
}

fn close(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() < 1e-6, "{found} is not {by_hand}");
}

#[test]
fn walks_are_as_stated() {
    let (town, stated) = (town(), expected(2));
    for cell in 0..12 {
        for clinic in 0..2 {
            let (found, stated) = (town.on_foot.find(cell, clinic).unwrap(), stated.find(cell, clinic).unwrap());
            assert!((found - stated).abs() < 1e-3, "{found} is not {stated}");
        }
    }
}

#[test]
fn figures_on_foot_are_those_by_hand() {
    let town = town();
    for cutoff in [Cutoff::UpTo(15.0), Cutoff::Below(15.0)] {
        close(share_within(&town.on_foot, &town.people, &DOCTORS, cutoff).unwrap().within, 0.8);
    }
    let nearest = time_to(&town.on_foot, &DOCTORS, &[1.0]).unwrap().remove(0);
    let sum: f64 = nearest.iter().zip(&town.people).map(|(minutes, people)| minutes.unwrap() * people).sum();
    assert!((sum / 3000.0 - 4400.0 * 5.5 / 3000.0).abs() < 1e-3);

    let catchment = two_step(&town.on_foot, &town.people, &DOCTORS, &Decay::Step(Cutoff::UpTo(15.0))).unwrap();
    for (cell, access) in catchment.access.iter().enumerate() {
        close(
            *access,
            if cell < 5 {
                6.0 / 1400.0
            } else if cell < 7 {
                0.0
            } else {
                0.003
            },
        );
    }
    let access: Vec<Option<f64>> = catchment.access.into_iter().map(Some).collect();
    let spread = Distribution::new(&access, &town.people).unwrap();
    close(gini(&spread).unwrap(), 4.0 / 15.0);
    close(palma_ratio(&spread, &town.incomes, PalmaCut::SplitPlaces).unwrap(), 0.7);
    close(concentration_index(&spread, &town.incomes, Concentration::Standard).unwrap(), -2.0 / 15.0);
    // A hair below 0.003, so that rounding leaves the north on the line.
    let poor = poverty(&spread, 0.003 - 1e-12).unwrap();
    [poor.extent, poor.gap, poor.severity].into_iter().for_each(|share| close(share, 0.2));
}

#[test]
fn next_clinic_is_that_by_hand() {
    let town = town();
    let times = walks(&town.cells, &town.cells);
    let clients = Clients { times: &times, weights: &town.people, existing: &[2, 9] };
    let effort = SitingEffort { n_steps: 200 };
    let all = cover_all(&clients, Cutoff::UpTo(15.0), effort).unwrap();
    assert_eq!((all.objective, all.bound), (1.0, 1.0));
    assert!((4..=7).contains(&all.chosen[0]));
    assert_eq!(cover_most(&clients, Cutoff::UpTo(15.0), 1, effort).unwrap().objective, 3000.0);
    let median = p_median(&clients, 1, 120.0, effort).unwrap();
    assert_eq!(median.chosen, [5]);
    assert!((median.objective - 2500.0 * 5.5).abs() < 1.0);
    assert!((p_centre(&clients, 1, effort).unwrap().objective - 11.0).abs() < 1e-3);
}

#[test]
fn figures_by_bus_are_those_by_hand() {
    let town = town();
    let (median, late) = (expected(3), expected(4));
    let doctors = |times: &Times| reachable(times, &[&DOCTORS], &Decay::Step(Cutoff::UpTo(20.0))).unwrap().remove(0);
    assert_eq!(doctors(&median), [9.0, 9.0, 9.0, 6.0, 9.0, 9.0, 3.0, 3.0, 3.0, 9.0, 3.0, 3.0]);
    assert_eq!(doctors(&late), [6.0, 9.0, 6.0, 6.0, 9.0, 9.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]);
    let share = |times: &Times, cutoff| share_within(times, &town.people, &DOCTORS, cutoff).unwrap().within;
    close(share(&median, Cutoff::UpTo(15.0)), 0.9);
    close(share(&expected(5), Cutoff::UpTo(15.0)), 1.0);
    close(share(&expected(5), Cutoff::Below(15.0)), 0.9);
    // Both clinics within 20 minutes: at the median six cells, at the 90th percentile three.
    let counts = count_within(&[&median, &late], Cutoff::UpTo(20.0));
    let both = |row: &Vec<usize>| row.iter().filter(|count| **count == 2).count();
    assert_eq!(counts.iter().map(both).collect::<Vec<_>>(), [6, 3]);
}

#[test]
fn streets_join_cell_to_cell_as_the_straight_line_does() {
    use crest_reach::geo::{MEAN_RADIUS_M, Point};
    use crest_reach::street::{
        Conventions, Horizon, Mode, Network, Pace, Rounding, StreetOptions, Streets, join, links, travel_times,
    };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/living-circle-toy/data/streets.osm.pbf");
    let extract = crest_reach::osm::read(&std::fs::read(path).unwrap(), &crest_reach::osm::Limits::default()).unwrap();
    let options = StreetOptions { conventions: Conventions::Crest, radius_m: MEAN_RADIUS_M, ..StreetOptions::r5() };
    let streets = Streets::build(&extract, &options);
    let cells: Vec<Point> =
        rows("data/cells.csv").iter().map(|row| Point::new(number(row, 3), number(row, 4))).collect();
    // A long street with 23 lanes across: 23 crossings and 46 ends.
    assert_eq!((extract.ways.len(), extract.node_ids.len()), (24, 69));
    let foot = Network::build(&streets, Mode::Walk);
    let joined = join(&foot, &cells, 100.0);
    let walks = links(&foot, &joined, &joined, 5_000_000);
    let (targets, lengths_mm) = walks.row(0);
    assert_eq!(targets.len(), 12);
    for (cell, length_mm) in targets.iter().zip(lengths_mm) {
        close_to(f64::from(*length_mm) / 1000.0, f64::from(*cell) * 412.5, 0.1);
    }
    // 45 km/h are 12.5 m/s.
    let car = Network::build(&streets, Mode::Car);
    let joined = join(&car, &cells, 100.0);
    let pace = Pace { walk_m_s: 1.25, cycle_m_s: 1.0, off_street_m_s: 1.25, rounding: Rounding::Milliseconds };
    let times = travel_times(&car, &joined, &joined, pace, Horizon::within(600));
    close_to(f64::from(times.find(0, 9).unwrap()), 297.0, 1.0);
}

fn close_to(found: f64, expected: f64, by: f64) {
    assert!((found - expected).abs() <= by, "{found} {expected}");
}

/// Minutes from a cell to a place at one departure: on foot, or by one ride between any two stops.
fn trip(leaves: &[(bool, f64, f64)], from: f64, place: f64, departs: f64, boarding: f64) -> f64 {
    let mut best = (from - place).abs() * 5.5;
    for &(north, stop, left) in leaves {
        for &(_, next, arrives) in leaves.iter().filter(|next| next.0 == north && next.2 > left) {
            let ready = departs + (from - stop).abs() * 5.5 + boarding;
            let wait = (left - ready).rem_euclid(10.0);
            best = best.min(ready + wait + arrives - left + (next - place).abs() * 5.5 - departs);
        }
    }
    best
}

#[test]
fn trips_by_bus_follow_from_the_headway() {
    // Minutes after the full ten at which the bus leaves each stop, northwards and southwards, by the files of the timetable.
    let stop_times = rows("data/gtfs/stop_times.txt");
    let leaves: Vec<(bool, f64, f64)> = stop_times
        .iter()
        .map(|row| (&row[0] == "b1_north", row[3][1..].parse().unwrap(), row[2][3..5].parse().unwrap()))
        .collect();
    for (cell, clinic, place) in (1..=12).flat_map(|cell| [(cell, 0, 3.0), (cell, 1, 10.0)]) {
        let trips = |boarding: f64| {
            let mut trips: Vec<f64> =
                (0..120).map(|departs| trip(&leaves, f64::from(cell), place, f64::from(departs), boarding)).collect();
            trips.sort_by(f64::total_cmp);
            trips
        };
        let (own, like_r5) = (trips(1.0), trips(61.0 / 60.0));
        let origin = cell as usize - 1;
        close((own[59] + own[60]) / 2.0, expected(3).find(origin, clinic).unwrap());
        close(own[107] + 0.1 * (own[108] - own[107]), expected(4).find(origin, clinic).unwrap());
        close((like_r5[59] + 1e-9).floor(), expected(5).find(origin, clinic).unwrap());
        close((like_r5[107] + 1e-9).floor(), expected(6).find(origin, clinic).unwrap());
    }
}
