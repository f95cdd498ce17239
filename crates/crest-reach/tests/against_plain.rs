//! The search of whole windows against a plain one that follows the rules of R5 minute by minute, on real cities.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test fail and speak as tests do")]

mod plain;
#[path = "shared/mod.rs"]
mod shared;
mod town;

use crest_reach::gtfs::Day;
use crest_reach::timetable::Headways;
use crest_reach::transit::{Query, Search, WalkLinks, matrix_of, with_closest_transfers};
use plain::{Plain, Random, minutes};
use town::{City, at};

/// Number of pairs, of those with another median, and of those off by more than a minute.
fn compare(city: &City, day: Day, query: &Query, walks: &WalkLinks, step: usize) -> (usize, usize, usize) {
    let walks = walks.with_gates(&[]);
    let timetables = city.timetables(query, &[Headways::Drawn { seed: 1, draw: 0, n_draws: 1 }]);
    let network = Search::prepare(&timetables, &walks, query).unwrap();
    let plain = Plain::new(&city.feeds, day);
    let n_overtaken = plain.patterns.iter().filter(|pattern| pattern.is_overtaken).count();
    println!("{} patterns, {n_overtaken} with overtaking", plain.patterns.len());
    let origins: Vec<usize> = (0..city.ids.len()).step_by(step).collect();
    let (mut n, mut n_other, mut n_far) = (0, 0, 0);
    matrix_of(&network, &walks, query, &origins, |origin, row| {
        let times = plain.times(&walks, query, origin, 1, &mut Random(1));
        for (own, other) in row.iter().zip(&times) {
            let other = minutes(other, 50.0);
            if own.is_some() || other.is_some() {
                n += 1;
            }
            if *own != other {
                if n_other < 12 {
                    println!("  {origin} {own:?} {other:?}");
                }
                n_other += 1;
                n_far += usize::from(own.zip(other).is_none_or(|(a, b)| a.abs_diff(b) > 1));
            }
        }
    })
    .unwrap();
    println!("{n} pairs, {n_other} other, {n_far} by more than a minute");
    (n, n_other, n_far)
}

fn all(city: &City, query: &Query, walks: &WalkLinks) -> Vec<Vec<Option<u16>>> {
    let walks = walks.with_gates(&[]);
    let timetables = city.timetables(query, &[Headways::Drawn { seed: 1, draw: 0, n_draws: 1 }]);
    let network = Search::prepare(&timetables, &walks, query).unwrap();
    let mut rows = Vec::new();
    crest_reach::transit::matrix(&network, &walks, query, |_, row| rows.push(row.to_vec())).unwrap();
    rows
}

fn city(streets: &str, feeds: &[&str], grid: &str, day: Day, query: &Query, step: usize) {
    let Some(city) = City::load(streets, feeds, grid, day) else { return };
    println!("{streets} {feeds:?}");
    let walks = city.walks(query);
    let feeds: Vec<_> = city.feeds.iter().collect();
    let closest = with_closest_transfers(&walks.transfers, &feeds);
    println!("{} of {} transfers", closest.len(), walks.transfers.len());
    let before = all(&city, query, &walks);
    let closest = WalkLinks { transfers: closest, ..walks };
    let after = all(&city, query, &closest);
    let pairs = || before.iter().flatten().zip(after.iter().flatten()).filter(|(a, b)| a.is_some() || b.is_some());
    println!("{} pairs, {} changed by closest", pairs().count(), pairs().filter(|(a, b)| a != b).count());
    compare(&city, day, query, &closest, step);
}

#[test]
fn cities() {
    let day = Day::from_date(2024, 1, 11).unwrap();
    city(
        "zheleznogorsk/zhelez_osm.pbf",
        &["zheleznogorsk/zhelez_gtfs.zip"],
        "zheleznogorsk/zhelez_grid.csv",
        day,
        &Query::r5(at(8, 0), 60, 30, 120, &[50.0]),
        10,
    );
    let day = Day::from_date(2026, 7, 22).unwrap();
    city(
        "porto/porto_osm.pbf",
        &["porto/cp_gtfs.zip"],
        "porto/porto_grid.csv",
        day,
        &Query::r5(at(8, 0), 60, 30, 120, &[50.0]),
        40,
    );
    city(
        "porto/porto_osm.pbf",
        &["porto/cp_gtfs.zip", "porto/metro_do_porto_gtfs.zip"],
        "porto/porto_grid.csv",
        day,
        &Query::r5(at(8, 0), 60, 30, 120, &[50.0]),
        40,
    );
    let day = Day::from_date(2019, 5, 13).unwrap();
    let feeds = ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"];
    city(
        "porto_alegre/poa_osm.pbf",
        &feeds,
        "porto_alegre/poa_hexgrid.csv",
        day,
        &Query::r5(at(7, 0), 60, 60, 120, &[50.0]),
        40,
    );
}
