//! Time of a million draws over weights, normalisation and aggregation of a synthetic index of 219 places, 60 indicators
//! and 3 levels; of an enumeration; of draws that redo the whole index.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

#[path = "../tests/asem/mod.rs"]
mod asem;
#[path = "synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::time::Duration;

use crest_index::recipe::{
    Denominate, Imputation, Mean, Normalisation, OutlierTest, Scale, Scaling, Treatment, Treatments,
};
use crest_index::sensitivity::{Output, sample_indices};
use crest_index::uncertainty::{Bounds, Errors, Factor, Sampling, Shape, Space, Uncertain, Vary, enumerate, sample};
use crest_index::{Input, Matrix, Recipe};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use synthetic::{Synthetic, baseline, synthetic};

fn sampling(draws: u64) -> Sampling<'static> {
    Sampling { is_even: true, draws, seed: 1, interval: 0.9, with_central: true, memory: 1 << 28, stop: &|| false }
}

/// Weights of all nodes within a quarter, min–max or z-scores, arithmetic or geometric means; `by_level` draws the mean of
/// each level for itself.
fn factors(data: &Synthetic, by_level: bool) -> Vec<Factor> {
    let mean = |level| Factor::new(Vary::Aggregate { level, options: vec![Mean::Arithmetic, Mean::Geometric] });
    let nodes = (0..data.tree.n_nodes() - 1).collect();
    let mut factors = vec![
        Factor::new(Vary::WeightBand { nodes, band: 0.25 }),
        Factor::new(Vary::Normalise(vec![
            Normalisation::new(Scaling::MinMax, Scale::Range { lower: 1.0, upper: 100.0 }),
            Normalisation::new(Scaling::ZScore, Scale::Range { lower: 100.0, upper: 110.0 }),
        ])),
    ];
    if by_level {
        factors.extend([2, 3, 4].map(|level| mean(Some(level))));
    } else {
        factors.push(mean(None));
    }
    factors
}

fn draws(criterion: &mut Criterion) {
    let data = synthetic(219, 60);
    let recipe = baseline();
    let space = |factors| Space {
        input: data.input(),
        recipe: &recipe,
        root: data.tree.n_nodes() - 1,
        fill: None,
        bounds: Bounds::Own,
        factors,
        together: Vec::new(),
    };
    let mut group = criterion.benchmark_group("draws_219x60x3");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    for (name, by_level) in [("one_mean", false), ("mean_by_level", true)] {
        let space = space(factors(&data, by_level));
        let uncertain = Uncertain::prepare(&space).expect("the space is sound");
        group.throughput(Throughput::Elements(1 << 20));
        group.bench_function(name, |bench| {
            bench.iter(|| sample(black_box(&uncertain), &sampling(1 << 20)).expect("every draw has scores"));
        });
    }
    let errors = Errors {
        std_errors: Matrix::from_columns(219, &vec![vec![Some(0.05); 219]; 60]),
        shape: Shape::Normal,
        shared: 0.2,
    };
    let mut noisy = factors(&data, false);
    noisy.push(Factor::new(Vary::Errors(errors)));
    let space = space(noisy);
    let uncertain = Uncertain::prepare(&space).expect("the space is sound");
    group.throughput(Throughput::Elements(4096));
    group.bench_function("errors_of_figures", |bench| {
        bench.iter(|| sample(black_box(&uncertain), &sampling(4096)).expect("every draw has scores"));
    });
    group.bench_function("sensitivity_512", |bench| {
        bench.iter(|| {
            sample_indices(black_box(&uncertain), &[Output::Shift], 512, 1, &|| false).expect("every draw has scores")
        });
    });
    group.finish();
}

/// Specification A of the ASEM index: 1,000 combinations, against the peer's 0.14 processor seconds per replicate.
fn combinations(criterion: &mut Criterion) {
    let Some(asem) = asem::Asem::load() else { return };
    let denominators = asem.denominators();
    let recipe = Recipe {
        denominate: Denominate::Ratio,
        impute: Imputation::GroupMean,
        treat: Treatments::all(Treatment::Test(OutlierTest::default())),
        ..Recipe::default()
    };
    let winsorise = |winsorise| Treatments::all(Treatment::Test(OutlierTest { winsorise, ..OutlierTest::default() }));
    let weights = asem.tree.weights();
    let set = |k: usize| {
        weights.iter().enumerate().map(|(i, w)| w * (1.0 + ((i * 7 + k * 13) % 50) as f64 / 100.0)).collect()
    };
    let space = Space {
        input: Input { denominators: &denominators, ..asem.input() },
        recipe: &recipe,
        root: asem.node("Index"),
        fill: None,
        bounds: Bounds::Own,
        factors: vec![
            Factor::new(Vary::Treat((1..=5).map(winsorise).collect())),
            Factor::new(Vary::Normalise(vec![
                Normalisation::new(Scaling::MinMax, Scale::Range { lower: 1.0, upper: 100.0 }),
                Normalisation::new(Scaling::ZScore, Scale::Range { lower: 50.0, upper: 60.0 }),
            ])),
            Factor::new(Vary::WeightSets((0..50).map(set).collect())),
            Factor::new(Vary::Aggregate { level: None, options: vec![Mean::Arithmetic, Mean::Geometric] }),
        ],
        together: Vec::new(),
    };
    let mut group = criterion.benchmark_group("asem_51x49");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("prepare_and_enumerate_1000", |bench| {
        bench.iter(|| {
            let uncertain = Uncertain::prepare(black_box(&space)).expect("the space is sound");
            enumerate(&uncertain, 1000, 0.9, &|| false).expect("every combination has scores")
        });
    });
    group.finish();
}

criterion_group!(benches, draws, combinations);
criterion_main!(benches);
