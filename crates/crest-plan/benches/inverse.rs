//! Time of each inverse question on a synthetic index of fixed size and seed: 219 places, 60 indicators in 10 pillars.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

use std::hint::black_box;
use std::time::Duration;

use crest_plan::admissible::Level;
use crest_plan::ahead::{Distance, nearest_ahead, weight_ranges};
use crest_plan::compatible::{Published, Reading, compatible};
use crest_plan::least_change::{
    Aim, GeometricLever, Lever, Reach, Standing, cost_ladder, least_change, least_change_geometric,
};
use crest_plan::rank_interval::{rank_interval, rank_intervals};
use crest_plan::{Admissible, Effort, Matrix};
use criterion::{Criterion, criterion_group, criterion_main};

const N_PLACES: usize = 219;
const N_INDICATORS: usize = 60;
const PER_PILLAR: usize = 6;
const SEED: u64 = 20_260_601;

/// Uniform number in (0, 1) by the splitmix64 sequence, so that every machine measures the same data.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17
}

fn normal(state: &mut u64) -> f64 {
    let (a, b) = (uniform(state), uniform(state));
    (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

/// Holds the synthetic index and the places in the order of its stated weights.
struct Synthetic {
    cells: Vec<f64>,
    stated: Vec<f64>,
    pillars: Vec<usize>,
    order: Vec<usize>,
}

/// Indicators that share a factor common to all (`common` of their variance), one of their pillar (0.2) and noise of their own,
/// mapped to 0–100; weights between 0.5 and 1.5 before they are divided by their sum.
fn synthetic(common: f64, seed: u64) -> Synthetic {
    let mut state = seed;
    let mut cells = Vec::with_capacity(N_PLACES * N_INDICATORS);
    for _ in 0..N_PLACES {
        let whole = normal(&mut state);
        let pillars: Vec<f64> = (0..N_INDICATORS / PER_PILLAR).map(|_| normal(&mut state)).collect();
        for k in 0..N_INDICATORS {
            let own = (0.8 - common).sqrt() * normal(&mut state);
            let z = common.sqrt() * whole + 0.2_f64.sqrt() * pillars[k / PER_PILLAR] + own;
            cells.push(100.0 / (1.0 + (-z).exp()));
        }
    }
    let raw: Vec<f64> = (0..N_INDICATORS).map(|_| 0.5 + uniform(&mut state)).collect();
    let sum: f64 = raw.iter().sum();
    let stated: Vec<f64> = raw.iter().map(|weight| weight / sum).collect();
    let matrix = Matrix::new(&cells, N_INDICATORS).expect("the cells are finite");
    let mut order: Vec<usize> = (0..N_PLACES).collect();
    order.sort_by(|&a, &b| matrix.score(b, &stated).total_cmp(&matrix.score(a, &stated)));
    let pillars = (0..N_INDICATORS).map(|k| k / PER_PILLAR).collect();
    Synthetic { cells, stated, pillars, order }
}

fn rank_questions(criterion: &mut Criterion) {
    let index = synthetic(0.4, SEED);
    let matrix = Matrix::new(&index.cells, N_INDICATORS).expect("the cells are finite");
    let band = Admissible::band(&index.stated, 0.25).expect("the band holds the stated weights");
    let level = Level { group_of: &index.pillars, relative: 0.25 };
    let tree = Admissible::tree_band(&index.stated, &[level], 0.25).expect("the band holds the stated weights");
    let simplex = Admissible::simplex(N_INDICATORS).expect("there are indicators");
    let mut group = criterion.benchmark_group("rank_interval");
    group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(1));
    for (name, set) in [("band", &band), ("tree", &tree)] {
        // With the tree the 179th takes longest of all.
        for position in [0, 10, 54, 109, 164, 178, 208] {
            let place = index.order[position];
            group.bench_function(format!("{name}/place {}", position + 1), |b| {
                b.iter(|| rank_interval(matrix, set, place, 0.0, Effort::UNTIL_PROVEN));
            });
        }
    }
    // Of all places of both seeds this one takes longest.
    let other = synthetic(0.4, 7);
    let others = Matrix::new(&other.cells, N_INDICATORS).expect("the cells are finite");
    let level = Level { group_of: &other.pillars, relative: 0.25 };
    let set = Admissible::tree_band(&other.stated, &[level], 0.25).expect("the band holds the stated weights");
    group.bench_function("tree, seed 7/place 106", |b| {
        b.iter(|| rank_interval(others, &set, other.order[105], 0.0, Effort::UNTIL_PROVEN));
    });
    let cut = Effort { n_nodes: Some(20) };
    for position in [0, 109, 208] {
        let place = index.order[position];
        group.bench_function(format!("simplex, 20 nodes/place {}", position + 1), |b| {
            b.iter(|| rank_interval(matrix, &simplex, place, 0.0, cut));
        });
    }
    group.bench_function("band/all places", |b| {
        b.iter(|| rank_intervals(matrix, &band, 0.0, Effort::UNTIL_PROVEN));
    });
    // Proven to the last place this takes half a minute; without a node of the search the bounds are a few ranks apart.
    let none = Effort { n_nodes: Some(0) };
    group.bench_function("tree, 0 nodes/all places", |b| b.iter(|| rank_intervals(matrix, &tree, 0.0, none)));
    group.finish();
}

fn weight_questions(criterion: &mut Criterion) {
    let index = synthetic(0.4, SEED);
    let matrix = Matrix::new(&index.cells, N_INDICATORS).expect("the cells are finite");
    let level = Level { group_of: &index.pillars, relative: 0.25 };
    let tree = Admissible::tree_band(&index.stated, &[level], 0.25).expect("the band holds the stated weights");
    let simplex = Admissible::simplex(N_INDICATORS).expect("there are indicators");
    let (ahead, behind) = (index.order[9], index.order[12]);
    let mut group = criterion.benchmark_group("weights");
    group.sample_size(20).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(1));
    group.bench_function("nearest_ahead/moved", |b| {
        let ask = || nearest_ahead(matrix, &tree, &index.stated, (behind, ahead), 0.0, Distance::Moved);
        b.iter(|| black_box(ask()));
    });
    group.bench_function("weight_ranges", |b| {
        b.iter(|| weight_ranges(matrix, &tree, behind, ahead, 0.0));
    });
    let reading = Reading { margin: 0.0, tie: 0.0 };
    let truthful: Vec<Vec<usize>> = index.order[..30].iter().map(|place| vec![*place]).collect();
    let list = Published { tiers: &truthful, below: &index.order[30..] };
    group.bench_function("compatible/first 30 agree", |b| {
        b.iter(|| compatible(matrix, &tree, &index.stated, &list, reading, Effort::UNTIL_PROVEN));
    });
    group.sample_size(10);
    // Every tenth place of the first thirty stands twelve places too high.
    let mut turned = index.order[..30].to_vec();
    for from in [14, 22, 28] {
        let place = turned.remove(from);
        turned.insert(from - 12, place);
    }
    let tiers: Vec<Vec<usize>> = turned.iter().map(|place| vec![*place]).collect();
    let list = Published { tiers: &tiers, below: &index.order[30..] };
    for (name, set) in [("tree", &tree), ("simplex", &simplex)] {
        group.bench_function(format!("compatible/first 30 with three moved, {name}"), |b| {
            let effort = Effort { n_nodes: Some(200) };
            b.iter(|| compatible(matrix, set, &index.stated, &list, reading, effort));
        });
    }
    group.finish();
}

fn change_questions(criterion: &mut Criterion) {
    let index = synthetic(0.4, SEED);
    let matrix = Matrix::new(&index.cells, N_INDICATORS).expect("the cells are finite");
    let place = index.order[109];
    let score = |place: usize| matrix.score(place, &index.stated);
    let others: Vec<f64> = index.order.iter().filter(|&&other| other != place).map(|&other| score(other)).collect();
    let standing = Standing { own: score(place), others: &others, effects: &[] };
    let mut state = 5;
    let plain: Vec<Lever> = (0..N_INDICATORS)
        .map(|k| Lever::even(index.stated[k], 100.0 - matrix.row(place)[k], 0.5 + uniform(&mut state)))
        .collect();
    let fixed: Vec<Lever> = plain.iter().map(|lever| Lever { fixed_cost: 20.0, ..lever.clone() }).collect();
    let lumps: Vec<Lever> = plain.iter().map(|lever| Lever { lump: Some(5.0), ..lever.clone() }).collect();
    let free = Aim { rank: 10, reach: Reach::Tied, most_levers: None, effort: Effort::UNTIL_PROVEN };
    let mut group = criterion.benchmark_group("least_change");
    group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(1));
    group.bench_function("plain", |b| b.iter(|| least_change(&plain, &standing, &free)));
    group.bench_function("plain ladder", |b| b.iter(|| cost_ladder(&plain, &standing, &free)));
    group.bench_function("fixed costs", |b| b.iter(|| least_change(&fixed, &standing, &free)));
    let few = Aim { rank: 80, most_levers: Some(8), ..free };
    group.bench_function("at most 8 levers, rank 80", |b| b.iter(|| least_change(&plain, &standing, &few)));
    group.bench_function("lumps", |b| b.iter(|| least_change(&lumps, &standing, &free)));
    // The first five places lose a little with every lever, as when they hold the maximum of a min–max scale.
    let mut effects = vec![0.0; others.len() * N_INDICATORS];
    effects[..5 * N_INDICATORS].fill(-0.002);
    let moving = Standing { effects: &effects, ..standing };
    group.bench_function("others move", |b| b.iter(|| least_change(&plain, &moving, &free)));
    let logs: Vec<f64> = (0..N_PLACES)
        .filter(|&other| other != place)
        .map(|other| matrix.row(other).iter().zip(&index.stated).map(|(x, w)| w * x.ln()).sum())
        .collect();
    let own = matrix.row(place).iter().zip(&index.stated).map(|(x, w)| w * x.ln()).sum();
    let levers: Vec<GeometricLever> = (0..N_INDICATORS)
        .map(|k| GeometricLever {
            weight: index.stated[k],
            level: matrix.row(place)[k],
            gain: 1.0,
            cost: plain[k].cost,
            limit: 100.0 - matrix.row(place)[k],
        })
        .collect();
    let standing = Standing { own, others: &logs, effects: &[] };
    group.bench_function("geometric", |b| b.iter(|| least_change_geometric(&levers, &standing, 10, Reach::Tied)));
    group.finish();
}

criterion_group!(benches, weight_questions, change_questions, rank_questions);
criterion_main!(benches);
