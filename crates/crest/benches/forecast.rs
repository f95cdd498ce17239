//! The forecast of a series, by method: short (random walk with drift) and long (three exponential smoothings fitted).

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

/// A series with trend and noise from a fixed seed.
fn series(n: u32) -> Vec<f64> {
    let mut state = 219_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    (0..n).map(|t| 100.0 + 7.0 * f64::from(t) + 10.0 * noise()).collect()
}

fn forecast(criterion: &mut Criterion) {
    for n in [9, 25] {
        let series = series(n);
        criterion.bench_function(&format!("forecast/{n} values, 5 ahead"), |bencher| {
            bencher.iter(|| crest::forecast::forecast(black_box(&series), 5));
        });
    }
}

criterion_group!(benches, forecast);
criterion_main!(benches);
