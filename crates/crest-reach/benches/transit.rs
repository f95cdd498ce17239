//! Processor time of travel times by transit: Porto Alegre, Porto and Hong Kong where the data are present, and a synthetic city
//! of fixed size and seed.

#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "criterion_group makes public items without comments; figures beside the times are printed"
)]

#[path = "../tests/shared/mod.rs"]
mod shared;
#[path = "../tests/town/mod.rs"]
mod town;

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crest_reach::geo::{Point, R5_RADIUS_M};
use crest_reach::gtfs::{Day, Feed, Limits, read};
use crest_reach::timetable::{
    Call, Headways, NewCall, NewTiming, Patch, Run, ServiceDay, Source, Timetable, Timing, build, patched, service_day,
};
use crest_reach::transit::{AddedRuns, Query, Search, WalkLinks, Walks, matrix, matrix_after_adding, matrix_keeping};
use criterion::{Criterion, criterion_group, criterion_main};
use town::{City, at};

const LEVELS: [f64; 5] = [10.0, 25.0, 50.0, 75.0, 90.0];

fn drawn(n_draws: u32) -> Vec<Headways> {
    (0..n_draws).map(|draw| Headways::Drawn { seed: 1, draw, n_draws }).collect()
}

/// A square city: lines along every street of a grid of `side` × `side` stops 400 m apart, every 6 to 15 minutes, both ways.
fn grid_city(side: u32) -> (ServiceDay, Vec<Point>) {
    let mut state = 20_260_610_u64;
    let mut uniform = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut runs = Vec::new();
    for street in 0..side {
        for is_across in [false, true] {
            for is_back in [false, true] {
                let headway_s = 360 + 60 * uniform(10) as u32;
                let stop = |at: u32| if is_across { street * side + at } else { at * side + street };
                let calls = (0..side)
                    .map(|at| {
                        let place = if is_back { side - 1 - at } else { at };
                        let time_s = 80 * at as i32;
                        Call {
                            stop: stop(place),
                            arrival_s: time_s,
                            departure_s: time_s,
                            may_board: true,
                            may_alight: true,
                        }
                    })
                    .collect();
                let timing = Timing::Headway { start_s: 0, end_s: 86_400, headway_s, is_exact: false };
                let line = runs.len() as u32;
                runs.push(Run { source: Source::Added { line }, timing, calls, key: u64::from(line) });
            }
        }
    }
    let points = (0..side * side)
        .map(|stop| Point::new(113.0 + 0.0039 * f64::from(stop % side), 23.0 + 0.0036 * f64::from(stop / side)))
        .collect();
    (ServiceDay { n_stops: (side * side) as usize, runs }, points)
}

fn straight(points: &[Point], stops: &[Point], query: &Query) -> WalkLinks {
    WalkLinks::straight((points, stops, points), 1.3, R5_RADIUS_M, query)
}

fn measure(criterion: &mut Criterion, name: &str, timetables: &[Timetable], walks: &Walks<'_>, query: &Query) {
    criterion.bench_function(&format!("prepare/{name}"), |bench| {
        bench.iter(|| Search::prepare(black_box(timetables), walks, query).expect("links fit"));
    });
    let network = Search::prepare(timetables, walks, query).expect("links fit");
    criterion.bench_function(&format!("matrix/{name}"), |bench| {
        bench.iter_custom(|n| {
            let start = cpu_time();
            for _ in 0..n {
                let mut n_reached = 0;
                matrix(&network, walks, query, |_, row| n_reached += row.iter().flatten().count()).expect("links fit");
                black_box(n_reached);
            }
            cpu_time() - start
        });
    });
}

/// Processor time of all threads so far, so that other work on the machine does not count; wall time where the system does
/// not tell.
fn cpu_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let ticks = std::fs::read_to_string("/proc/self/stat").ok().and_then(|stat| {
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    });
    // A tick is a hundredth of a second on every Linux that is in use.
    ticks.map_or_else(|| START.elapsed(), |ticks| Duration::from_millis(ticks * 10))
}

fn transit(criterion: &mut Criterion) {
    let (day, points) = grid_city(30);
    let query = Query::crest(at(8, 0), 60, 20, 90, &LEVELS);
    let timetables = [build(&day, query.span(), drawn(1)[0])];
    measure(criterion, "grid_900x900x60", &timetables, &straight(&points, &points, &query).with_gates(&[]), &query);

    let feeds = ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"];
    let day = Day::from_date(2019, 5, 13).expect("a date");
    if let Some(city) = City::load("porto_alegre/poa_osm.pbf", &feeds, "porto_alegre/poa_hexgrid.csv", day) {
        for (name, levels) in [("p50", &LEVELS[2..3]), ("p5", &LEVELS[..])] {
            let query = Query::r5(at(14, 0), 60, 30, 120, levels);
            let walks = city.walks(&query);
            let timetables = city.timetables(&query, &drawn(1));
            measure(
                criterion,
                &format!("porto_alegre_1227x1227x60_{name}"),
                &timetables,
                &walks.with_gates(&[]),
                &query,
            );
        }
        let bytes = shared::file(feeds[0]).expect("it was there");
        criterion
            .bench_function("gtfs/porto_alegre_bus", |bench| bench.iter(|| read(black_box(&bytes), &Limits::USUAL)));
    }
}

fn porto(criterion: &mut Criterion) {
    let feeds = ["porto/cp_gtfs.zip", "porto/metro_do_porto_gtfs.zip"];
    let day = Day::from_date(2026, 7, 22).expect("a date");
    let Some(city) = City::load("porto/porto_osm.pbf", &feeds, "porto/porto_grid.csv", day) else { return };
    for (name, levels) in [("p50", &LEVELS[2..3]), ("p5", &LEVELS[..])] {
        let query = Query::r5(at(8, 0), 60, 30, 120, levels);
        let walks = city.walks(&query);
        let timetables = city.timetables(&query, &drawn(1));
        measure(criterion, &format!("porto_1839x1839x60_{name}"), &timetables, &walks.with_gates(&[]), &query);
    }
}

fn hong_kong(criterion: &mut Criterion) {
    let Some(bus) = shared::file("hong_kong/hk_bus_gtfs.zip") else { return };
    let Some(rail) = shared::file("hong_kong/hk_rail_gtfs.zip") else { return };
    criterion.bench_function("gtfs/hong_kong_bus", |bench| bench.iter(|| read(black_box(&bus), &Limits::USUAL)));
    let feeds = [bus, rail].map(|bytes| read(&bytes, &Limits::USUAL).expect("the feed is good"));
    let kept = feeds[0].to_bytes();
    criterion.bench_function("gtfs/hong_kong_bus_kept", |bench| bench.iter(|| Feed::from_bytes(black_box(&kept))));
    let day = service_day(&feeds.iter().collect::<Vec<_>>(), Day::from_date(2026, 6, 10).expect("a date"));
    let stops = town::stop_points(&feeds);
    // Every seventh stop, moved a little, stands for a cell.
    let points: Vec<Point> =
        stops.iter().step_by(7).take(2000).map(|stop| Point::new(stop.lon + 0.001, stop.lat + 0.0005)).collect();
    let query = Query::r5(at(8, 0), 60, 20, 120, &LEVELS[2..3]);
    let timetables = [build(&day, query.span(), drawn(1)[0])];
    let walks = straight(&points, &stops, &query);
    measure(criterion, "hong_kong_2000x2000x60", &timetables, &walks.with_gates(&[]), &query);
    metro(criterion, &day, &stops, &points, &query);
}

/// A metro line of 20 stations through Hong Kong, from Kwun Tong by Mong Kok to Tsuen Wan and on, every four minutes each way:
/// what the times before cost with their bytes, and what the line costs on top of them.
fn metro(criterion: &mut Criterion, day: &ServiceDay, stops: &[Point], points: &[Point], query: &Query) {
    const N: u32 = 20;
    let first = u32::try_from(stops.len()).expect("few stops");
    let share = |at: u32| f64::from(at) / f64::from(N - 1);
    let stations = (0..N).map(|at| Point::new(114.236 - 0.16 * share(at), 22.312 + 0.07 * share(at)));
    let stops: Vec<Point> = stops.iter().copied().chain(stations).collect();
    let line = |number: u32, is_back: bool| {
        let calls = (0..N).map(|at| NewCall {
            stop: first + if is_back { N - 1 - at } else { at },
            ride_s: if at == 0 { 0 } else { 90 },
            dwell_s: 30,
        });
        let timing = NewTiming::Headway { start_s: at(6, 0), end_s: at(23, 0), headway_s: 240 };
        Patch::AddLine { line: number, calls: calls.collect(), timing }
    };
    let before = patched(day, &[Patch::AddStops { n: N as usize }]).expect("stops can be added");
    let after = patched(&before, &[line(1, false), line(2, true)]).expect("lines can be added");
    let links = straight(points, &stops, query);
    let walks = links.with_gates(&[]);
    let draws = drawn(1);
    let prepare =
        |day: &ServiceDay| Search::prepare(&[build(day, query.span(), draws[0])], &walks, query).expect("links fit");
    let (old, new) = (prepare(&before), prepare(&after));
    let origins: Vec<usize> = (0..points.len()).collect();
    let mut kept = Vec::new();
    let start = cpu_time();
    matrix_keeping(&old, &walks, query, &origins, &mut |_, _, bytes| kept.push(bytes.to_vec())).expect("links fit");
    let n_bytes: usize = kept.iter().map(Vec::len).sum();
    println!("hong_kong_metro: times before kept in {:?}, {n_bytes} bytes", cpu_time() - start);
    let mut n_changed = 0;
    criterion.bench_function("what_if/hong_kong_metro", |bench| {
        bench.iter_custom(|n| {
            let start = cpu_time();
            for _ in 0..n {
                let added = AddedRuns::find((&before, &after), &draws, &new, &walks, query).expect("links fit");
                let added = added.expect("nothing is removed");
                n_changed = 0;
                matrix_after_adding(&kept, (&new, &added), query, &origins, &mut |_, old, new| {
                    n_changed += old.iter().zip(new).filter(|(old, new)| old != new).count();
                })
                .expect("kept times fit");
            }
            cpu_time() - start
        });
    });
    println!("hong_kong_metro: {n_changed} of {} medians change", points.len() * points.len());
    let mut of_all = Vec::new();
    matrix(&new, &walks, query, |_, row| of_all.push(row.to_vec())).expect("links fit");
    let added =
        AddedRuns::find((&before, &after), &draws, &new, &walks, query).expect("links fit").expect("added only");
    matrix_after_adding(&kept, (&new, &added), query, &origins, &mut |origin, _, row| {
        assert_eq!(row, of_all[origin], "going on equals computing anew");
    })
    .expect("kept times fit");
}

criterion_group!(name = benches; config = Criterion::default().sample_size(10); targets = transit, porto, hong_kong);
criterion_main!(benches);
