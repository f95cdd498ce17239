//! Time of travel times by transit: Porto Alegre and Hong Kong where the data are present, and a synthetic city of fixed
//! size and seed.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

#[path = "../tests/shared/mod.rs"]
mod shared;
#[path = "../tests/town/mod.rs"]
mod town;

use std::hint::black_box;

use crest_reach::geo::{Point, R5_RADIUS_M};
use crest_reach::gtfs::{Day, Limits, read};
use crest_reach::street::links_great_circle;
use crest_reach::timetable::{Call, Headways, Run, ServiceDay, Source, Timetable, Timing, build, service_day};
use crest_reach::transit::{Query, Search, Walks, matrix};
use criterion::{Criterion, criterion_group, criterion_main};
use town::{City, CityWalks, at};

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

fn straight(points: &[Point], stops: &[Point], factor: f64) -> CityWalks {
    let links = |a: &[Point], b: &[Point], limit_m: u32| links_great_circle(a, b, factor, R5_RADIUS_M, limit_m * 1000);
    CityWalks {
        access: links(points, stops, 1800),
        transfers: links(stops, stops, 1000),
        egress: links(stops, points, 1800),
        direct: links(points, points, 1800),
        n: points.len(),
    }
}

fn measure(criterion: &mut Criterion, name: &str, timetables: &[Timetable], walks: &Walks<'_>, query: &Query) {
    criterion.bench_function(&format!("prepare/{name}"), |bench| {
        bench.iter(|| Search::prepare(black_box(timetables), walks, query).expect("links fit"));
    });
    let network = Search::prepare(timetables, walks, query).expect("links fit");
    criterion.bench_function(&format!("matrix/{name}"), |bench| {
        bench.iter(|| {
            let mut n_reached = 0;
            matrix(&network, walks, query, |_, row| n_reached += row.iter().flatten().count()).expect("links fit");
            n_reached
        });
    });
}

fn transit(criterion: &mut Criterion) {
    let (day, points) = grid_city(30);
    let query = Query::crest(at(8, 0), 60, 20, 90, &LEVELS);
    let timetables = [build(&day, query.span(), drawn(1)[0])];
    measure(criterion, "grid_900x900x60", &timetables, &straight(&points, &points, 1.3).as_walks(), &query);

    let feeds = ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"];
    let day = Day::from_date(2019, 5, 13).expect("a date");
    if let Some(city) = City::load("porto_alegre/poa_osm.pbf", &feeds, "porto_alegre/poa_hexgrid.csv", day) {
        for (name, levels) in [("p50", &LEVELS[2..3]), ("p5", &LEVELS[..])] {
            let query = Query::r5(at(14, 0), 60, 30, 120, levels);
            let walks = city.walks(&query);
            let timetables = city.timetables(&query, &drawn(1));
            measure(criterion, &format!("porto_alegre_1227x1227x60_{name}"), &timetables, &walks.as_walks(), &query);
        }
        let bytes = shared::file(feeds[0]).expect("it was there");
        criterion
            .bench_function("gtfs/porto_alegre_bus", |bench| bench.iter(|| read(black_box(&bytes), &Limits::USUAL)));
    }
}

fn hong_kong(criterion: &mut Criterion) {
    let Some(bus) = shared::file("hong_kong/hk_bus_gtfs.zip") else { return };
    let Some(rail) = shared::file("hong_kong/hk_rail_gtfs.zip") else { return };
    let feeds = [bus, rail].map(|bytes| read(&bytes, &Limits::USUAL).expect("the feed is good"));
    let day = service_day(&feeds.iter().collect::<Vec<_>>(), Day::from_date(2026, 6, 10).expect("a date"));
    let stops = town::stop_points(&feeds);
    // Every seventh stop, moved a little, stands for a cell.
    let points: Vec<Point> =
        stops.iter().step_by(7).take(2000).map(|stop| Point::new(stop.lon + 0.001, stop.lat + 0.0005)).collect();
    let query = Query::r5(at(8, 0), 60, 20, 120, &LEVELS[2..3]);
    let timetables = [build(&day, query.span(), drawn(1)[0])];
    let walks = straight(&points, &stops, 1.3);
    measure(criterion, "hong_kong_2000x2000x60", &timetables, &walks.as_walks(), &query);
}

criterion_group!(name = benches; config = Criterion::default().sample_size(10); targets = transit, hong_kong);
criterion_main!(benches);
