//! The search of whole windows against a plain one that follows the rules of R5 minute by minute, on real cities.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test fail and speak as tests do")]

mod plain;
#[path = "shared/mod.rs"]
mod shared;
mod town;

use crest_reach::gtfs::Day;
use crest_reach::timetable::{Headways, service_day};
use crest_reach::transit::{Query, Search, Walks, matrix_of};
use plain::{Plain, Random, minutes};
use town::{City, at};

/// Medians of some origins, by the kernel.
fn medians(city: &City, walks: &Walks<'_>, query: &Query, n_draws: u32, origins: &[usize]) -> Vec<Vec<Option<u16>>> {
    let draws: Vec<Headways> = (0..n_draws).map(|draw| Headways::DrawnR5 { seed: 1, draw, n_draws }).collect();
    let network = Search::prepare(&city.timetables(query, &draws), walks, query).unwrap();
    let mut rows = Vec::new();
    matrix_of(&network, walks, query, origins, |_, row| rows.push(row.to_vec())).unwrap();
    rows
}

/// Holds how many pairs there are, how many have the same minute, and how many one at most a minute off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Agreement {
    n: usize,
    same: usize,
    near: usize,
}

impl Agreement {
    fn add(&mut self, a: &[Option<u16>], b: &[Option<u16>]) {
        for (a, b) in a.iter().zip(b).filter(|(a, b)| a.is_some() || b.is_some()) {
            self.n += 1;
            self.same += usize::from(a == b);
            self.near += usize::from(a.zip(*b).is_some_and(|(a, b)| a.abs_diff(b) <= 1));
        }
    }

    fn share(self) -> f64 {
        self.same as f64 / self.n as f64
    }
}

/// Number of patterns with overtaking, and how the medians of every `step`-th origin agree.
fn agreement(city: &City, day: Day, query: &Query, step: usize) -> (usize, Agreement) {
    let links = city.walks(query);
    let walks = links.with_gates(&[]);
    let plain = Plain::new(&city.feeds, day);
    let n_overtaken = plain.patterns.iter().filter(|pattern| pattern.is_overtaken).count();
    let origins: Vec<usize> = (0..city.ids.len()).step_by(step).collect();
    let mut found = Agreement::default();
    for (row, origin) in medians(city, &walks, query, 1, &origins).iter().zip(&origins) {
        let times = plain.times(&walks, query, *origin, 1, &mut Random(1));
        let other: Vec<_> = times.iter().map(|times| minutes(times, 50.0)).collect();
        found.add(row, &other);
    }
    println!("{} patterns, {n_overtaken} with overtaking; {found:?}", plain.patterns.len());
    (n_overtaken, found)
}

fn fixed(streets: &str, feeds: &[&str], grid: &str, day: Day, hour: i32, step: usize) {
    let Some(city) = City::load(streets, feeds, grid, day) else { return };
    let (n_overtaken, found) = agreement(&city, day, &Query::r5(at(hour, 0), 60, 30, 120, &[50.0]), step);
    assert_eq!(n_overtaken, 0, "where trips overtake each other the two may differ");
    assert_eq!(found.same, found.n);
    assert!(found.n > 1000);
}

#[test]
fn medians_of_fixed_timetables_are_those_of_the_plain_search() {
    let day = Day::from_date(2024, 1, 11).unwrap();
    let grid = "zheleznogorsk/zhelez_grid.csv";
    fixed("zheleznogorsk/zhelez_osm.pbf", &["zheleznogorsk/zhelez_gtfs.zip"], grid, day, 8, 20);
    let day = Day::from_date(2019, 5, 13).unwrap();
    let feeds = ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"];
    fixed("porto_alegre/poa_osm.pbf", &feeds, "porto_alegre/poa_hexgrid.csv", day, 14, 60);
    let day = Day::from_date(2026, 7, 22).unwrap();
    let feeds = ["porto/cp_gtfs.zip", "porto/metro_do_porto_gtfs.zip"];
    fixed("porto/porto_osm.pbf", &feeds, "porto/porto_grid.csv", day, 8, 100);
}

#[test]
fn headways_of_sao_paulo_differ_from_fresh_draws_by_their_noise_only() {
    let day = Day::from_date(2019, 5, 13).unwrap();
    let Some(city) = City::load("sao_paulo/spo_osm.pbf", &["sao_paulo/spo.zip"], "sao_paulo/spo_hexgrid.csv", day)
    else {
        return;
    };
    let query = Query::r5(at(14, 0), 60, 30, 120, &[50.0]);
    let links = city.walks(&query);
    let walks = links.with_gates(&[]);
    let plain = Plain::new(&city.feeds, day);
    let origins: Vec<usize> = (0..city.ids.len()).step_by(40).collect();
    let own = medians(&city, &walks, &query, 50, &origins);
    // R5 takes 50 draws in 60 minutes for one a minute. Several such runs are compared with each other, and all of them together
    // stand for the median that none of them hits.
    let (mut with_run, mut between, mut with_all) = (Agreement::default(), Agreement::default(), Agreement::default());
    let mut sum = 0.0;
    for (row, &origin) in own.iter().zip(&origins) {
        let mut random = Random(origin as u64);
        let mut all: Vec<Vec<i32>> = vec![Vec::new(); row.len()];
        let mut last: Option<Vec<Option<u16>>> = None;
        for _ in 0..12 {
            let times = plain.times(&walks, &query, origin, 1, &mut random);
            let run: Vec<_> = times.iter().map(|times| minutes(times, 50.0)).collect();
            with_run.add(row, &run);
            if let Some(last) = &last {
                between.add(last, &run);
            }
            last = Some(run);
            all.iter_mut().zip(times).for_each(|(all, times)| all.extend(times));
        }
        let all: Vec<_> = all.iter().map(|times| minutes(times, 50.0)).collect();
        with_all.add(row, &all);
        sum += row.iter().zip(&all).filter_map(|(a, b)| Some(f64::from((*a)?) - f64::from((*b)?))).sum::<f64>();
    }
    let bias = sum / with_all.n as f64;
    println!("with one run {with_run:?}, runs with each other {between:?}, with all runs {with_all:?}, {bias:.3} min");
    assert!(with_run.share() > between.share(), "nearer to a run than another run is");
    assert!(with_all.share() > 0.85 && with_all.near >= with_all.n - with_all.n / 500);
    assert!(bias.abs() < 0.05);
}

#[test]
fn trips_that_overtake_each_other_change_few_medians() {
    let day = Day::from_date(2019, 5, 13).unwrap();
    let feeds = ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"];
    let Some(mut city) = City::load("porto_alegre/poa_osm.pbf", &feeds, "porto_alegre/poa_hexgrid.csv", day) else {
        return;
    };
    // One trip in twenty takes half as long again, so that trips behind it pass it.
    let mut random = Random(3);
    for feed in &mut city.feeds {
        let lengths: Vec<usize> = (0..feed.trips.len()).map(|trip| feed.stop_times_of(trip).len()).collect();
        let mut from = 0;
        for length in lengths {
            let calls = &mut feed.stop_times[from..from + length];
            from += length;
            if random.below(20) == 0 {
                let start = calls[0].arrival_s;
                for call in calls {
                    call.arrival_s = start + (call.arrival_s - start) * 3 / 2;
                    call.departure_s = start + (call.departure_s - start) * 3 / 2;
                }
            }
        }
    }
    city.day = service_day(&city.feeds.iter().collect::<Vec<_>>(), day);
    let query = Query::r5(at(14, 0), 60, 30, 120, &[50.0]);
    let (n_overtaken, found) = agreement(&city, day, &query, 60);
    // R5 takes the vehicle that leaves first, the kernel the one that arrives first.
    assert!(n_overtaken > 40);
    assert!(found.same < found.n && found.share() > 0.995 && found.near == found.n);
}
