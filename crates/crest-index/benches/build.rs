//! Time of a whole build from raw values to ranks: the ASEM index where its data are present, and synthetic indices of
//! fixed size and seed.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

#[path = "../tests/asem/mod.rs"]
mod asem;
#[path = "synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;

use crest_index::aggregate::aggregate;
use crest_index::contribution::contributions;
use crest_index::steps_up::{Aim, steps_up};
use crest_index::{Input, build};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use synthetic::{baseline, synthetic};

fn builds(criterion: &mut Criterion) {
    let recipe = baseline();
    if let Some(asem) = asem::Asem::load() {
        let denominators = asem.denominators();
        let input = Input { denominators: &denominators, ..asem.input() };
        criterion
            .bench_function("build/asem_51x49", |bench| bench.iter(|| build(black_box(&input), black_box(&recipe))));
    }
    for (n_places, n_indicators) in [(51, 49), (219, 60)] {
        let data = synthetic(n_places, n_indicators);
        let input = data.input();
        let name = format!("{n_places}x{n_indicators}");
        criterion.bench_function(&format!("build/synthetic_{name}"), |bench| {
            bench.iter(|| build(black_box(&input), black_box(&recipe)));
        });
        let built = build(&input, &recipe).expect("the data are positive and vary");
        criterion.bench_function(&format!("aggregate/synthetic_{name}"), |bench| {
            bench.iter(|| aggregate(black_box(&built.normalised), &built.tree, &recipe.aggregate));
        });
        let root = built.tree.n_nodes() - 1;
        criterion.bench_function(&format!("contributions/synthetic_{name}"), |bench| {
            bench.iter(|| contributions(black_box(&built.scores), &built.tree, &recipe.aggregate, root));
        });
        let place = (0..n_places).find(|&i| built.ranks[root][i] == Some(20)).unwrap_or(0);
        let aim = Aim { place, root, rank: 19, limits: &[] };
        criterion.bench_function(&format!("steps_up/synthetic_{name}"), |bench| {
            bench.iter_batched(|| aim, |aim| steps_up(&input, &recipe, &built, black_box(&aim)), BatchSize::SmallInput);
        });
    }
}

criterion_group!(benches, builds);
criterion_main!(benches);
