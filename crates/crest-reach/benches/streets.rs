//! Time from the bytes of an extract to networks, and of searches on them: Porto Alegre where its data are present, and
//! great-circle links of fixed size and seed.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

#[path = "../tests/shared/mod.rs"]
mod shared;

use std::hint::black_box;

use crest_reach::geo::{MEAN_RADIUS_M, Point};
use crest_reach::osm::{Limits, read};
use crest_reach::street::{
    Horizon, Mode, Network, Pace, Rounding, StreetOptions, Streets, join, links, links_great_circle, travel_times,
};
use criterion::{Criterion, criterion_group, criterion_main};

const PACE: Pace = Pace { walk_m_s: 1.0, cycle_m_s: 12.0 / 3.6, off_street_m_s: 1.3, rounding: Rounding::Milliseconds };

fn streets(criterion: &mut Criterion) {
    let (Some(bytes), Some(cells)) =
        (shared::file("porto_alegre/poa_osm.pbf"), shared::file("porto_alegre/poa_hexgrid.csv"))
    else {
        return;
    };
    let points = shared::grid(&cells);
    criterion.bench_function("read/porto_alegre", |bench| bench.iter(|| read(black_box(&bytes), &Limits::default())));
    let extract = read(&bytes, &Limits::default()).expect("the extract is sound");
    let options = StreetOptions::r5();
    criterion
        .bench_function("build/porto_alegre", |bench| bench.iter(|| Streets::build(black_box(&extract), &options)));
    let streets = Streets::build(&extract, &options);
    criterion.bench_function("draw/porto_alegre_walk", |bench| {
        bench.iter(|| Network::build(black_box(&streets), Mode::Walk));
    });
    let walk = Network::build(&streets, Mode::Walk);
    let stored = walk.to_bytes();
    criterion.bench_function("load/porto_alegre_walk", |bench| bench.iter(|| Network::from_bytes(black_box(&stored))));
    criterion.bench_function("join/porto_alegre_1227", |bench| bench.iter(|| join(&walk, black_box(&points), 1600.0)));
    let all = join(&walk, &points, 1600.0);
    criterion.bench_function("links/porto_alegre_1227_1800m", |bench| {
        bench.iter(|| links(&walk, black_box(&all), &all, 1_800_000));
    });
    let mut long = criterion.benchmark_group("travel_times");
    long.sample_size(10);
    for (mode, minutes) in [(Mode::Walk, 30), (Mode::Cycle, 30), (Mode::Car, 30)] {
        let network = Network::build(&streets, mode);
        let all = join(&network, &points, 1600.0);
        long.bench_function(format!("porto_alegre_1227_{mode:?}_{minutes}min").to_lowercase(), |bench| {
            bench.iter(|| travel_times(&network, black_box(&all), &all, PACE, Horizon::within(minutes * 60)));
        });
    }
    long.finish();
}

/// Points of a linear congruential sequence over an area of the size of Hong Kong.
fn scattered(n: usize, seed: u64) -> Vec<Point> {
    let mut state = seed;
    let mut share = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..n).map(|_| Point::new(113.86 + 0.51 * share(), 22.2 + 0.35 * share())).collect()
}

fn great_circle(criterion: &mut Criterion) {
    let (cells, stops) = (scattered(2000, 1), scattered(14_362, 2));
    criterion.bench_function("links_great_circle/2000x14362_1500m", |bench| {
        bench.iter(|| links_great_circle(black_box(&cells), &stops, 1.3, MEAN_RADIUS_M, 1_500_000));
    });
}

criterion_group!(benches, streets, great_circle);
criterion_main!(benches);
