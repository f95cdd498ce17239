//! Time of the best bundle among 200 provisions of fixed seed under five kinds of constraint.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

use std::hint::black_box;
use std::time::Duration;

use crest_plan::bundle::{AtMost, Candidate, Menu, Objective, Terms, best_bundle, best_bundles};
use crest_plan::solver::Effort;
use criterion::{Criterion, criterion_group, criterion_main};

const N: usize = 200;
const SEED: u64 = 20_260_602;

/// Uniform number in [0, 1) by the splitmix64 sequence, so that every machine measures the same data.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A menu under budget, number a year, least score, prerequisites and exclusions.
fn menu() -> (Menu, Terms) {
    let mut state = SEED;
    let mut below = |end: usize| (uniform(&mut state) * end as f64) as usize;
    let requires = (0..40).map(|_| (below(N), below(N))).collect();
    let at_most = (0..20).map(|_| AtMost { members: (0..4).map(|_| below(N)).collect(), most: 1 }).collect();
    let candidates = (0..N).map(|_| Candidate {
        gain: uniform(&mut state) * 0.6 - 0.1,
        distance_change: uniform(&mut state) * -0.004 + 0.001,
        cost: 1.0 + uniform(&mut state) * 9.0,
        is_allowed: uniform(&mut state) < 0.7,
    });
    let menu =
        Menu { score: 50.0, distance: 0.5, candidates: candidates.collect(), clusters: Vec::new(), requires, at_most };
    let terms = Terms { budget: Some(120.0), per_year: Some((10, 3)), score_at_least: Some(52.0), ..Terms::default() };
    (menu, terms)
}

fn bundles(c: &mut Criterion) {
    let (menu, terms) = menu();
    for (name, objective) in [
        ("highest score", Objective::HighestScore),
        ("least distance", Objective::LeastDistance),
        ("least cost", Objective::LeastCost),
    ] {
        c.bench_function(&format!("best_bundle, {name}, 200 provisions"), |b| {
            b.iter(|| best_bundle(black_box(&menu), &terms, objective, Effort::UNTIL_PROVEN).expect("it exists"));
        });
    }
    c.bench_function("best_bundles, 5 of 200 provisions", |b| {
        b.iter(|| {
            best_bundles(black_box(&menu), &terms, Objective::HighestScore, 5, Effort::UNTIL_PROVEN)
                .expect("they exist")
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(300));
    targets = bundles
}
criterion_main!(benches);
