//! Time of each measure on a synthetic matrix of the size of Belo Horizonte: 898 × 898 cells, 748,437 pairs.

#![allow(missing_docs, reason = "criterion_group makes public items without comments")]

use std::hint::black_box;
use std::time::Duration;

use crest_reach::catchment::availability::spatial_availability;
use crest_reach::catchment::doubly::{Balancing, doubly_constrained};
use crest_reach::catchment::marginal::{Gaining, marginal_gains};
use crest_reach::catchment::raam::{RaamOptions, raam};
use crest_reach::catchment::{balanced, three_step, two_step};
use crest_reach::circle::share_within;
use crest_reach::decay::{Cutoff, Decay};
use crest_reach::draws::over_draws;
use crest_reach::dual::{Balance, balancing_time, time_to};
use crest_reach::equity::{Distribution, EquityError, PalmaCut, gini, palma_ratio, theil_t};
use crest_reach::gains::pair_gains;
use crest_reach::opportunities::{Interval, Summary, reachable, reachable_over};
use crest_reach::siting::{Clients, SitingEffort, cover_all, cover_most, p_centre, p_median};
use crest_reach::times::Times;
use criterion::{Criterion, criterion_group, criterion_main};

const N_CELLS: usize = 898;
const N_PAIRS: usize = 748_437;
const SEED: u64 = 20_260_601;

/// Next number of the splitmix64 sequence.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

struct City {
    triples: Vec<(u32, u32, f64)>,
    people: Vec<f64>,
    jobs: Vec<f64>,
    schools: Vec<f64>,
    incomes: Vec<Option<f64>>,
    deciles: Vec<Option<usize>>,
}

/// Cells at random in a square of 24 km, minutes along a grid at 400 metres a minute and 8 at the start; the nearest pairs are in the matrix.
fn city() -> City {
    let mut state = SEED;
    let cells: Vec<(u64, u64)> = (0..N_CELLS).map(|_| (next(&mut state) % 24_000, next(&mut state) % 24_000)).collect();
    let mut triples: Vec<(u32, u32, f64)> = Vec::with_capacity(N_CELLS * N_CELLS);
    for (origin, a) in cells.iter().enumerate() {
        for (destination, b) in cells.iter().enumerate() {
            let metres = a.0.abs_diff(b.0) + a.1.abs_diff(b.1);
            triples.push((origin as u32, destination as u32, 8.0 + (metres / 40) as f64 / 10.0));
        }
    }
    triples.sort_by(|a, b| a.2.total_cmp(&b.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    triples.truncate(N_PAIRS);
    triples.sort_by_key(|triple| (triple.0, triple.1));
    let mut row = |most: u64| -> Vec<f64> { (0..N_CELLS).map(|_| (next(&mut state) % most) as f64).collect() };
    let (people, jobs, schools, incomes) = (row(6000), row(4000), row(3), row(5000));
    City {
        triples,
        people,
        jobs,
        schools,
        deciles: incomes.iter().map(|income| Some((income / 500.0) as usize)).collect(),
        incomes: incomes.into_iter().map(Some).collect(),
    }
}

fn measures(criterion: &mut Criterion) {
    let city = city();
    let times = Times::from_triples(N_CELLS, N_CELLS, &city.triples).expect("the pairs are distinct");
    let exponential = Decay::Exponential { rate: 0.05 };
    let step = Decay::Step(Cutoff::UpTo(30.0));
    let interval =
        Interval { cutoffs: (20..=40).map(|m| Cutoff::UpTo(f64::from(m))).collect(), summary: Summary::Median };
    let (people, jobs) = (&city.people[..], &city.jobs[..]);

    let mut group = criterion.benchmark_group("measures");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group.bench_function("times_from_triples", |b| {
        b.iter(|| Times::from_triples(N_CELLS, N_CELLS, black_box(&city.triples)));
    });
    group.bench_function("times_transposed", |b| b.iter(|| black_box(&times).transposed()));
    group.bench_function("reachable_cutoff", |b| b.iter(|| reachable(black_box(&times), &[jobs], &step)));
    group.bench_function("reachable_exponential_three_columns", |b| {
        b.iter(|| reachable(black_box(&times), &[jobs, people, &city.schools], &exponential));
    });
    group.bench_function("reachable_over_21_cutoffs", |b| {
        b.iter(|| reachable_over(black_box(&times), &[jobs], &interval));
    });
    group.bench_function("two_step", |b| b.iter(|| two_step(black_box(&times), people, jobs, &exponential)));
    group.bench_function("three_step", |b| b.iter(|| three_step(black_box(&times), people, jobs, &exponential)));
    group.bench_function("balanced", |b| b.iter(|| balanced(black_box(&times), people, jobs, &exponential)));
    group.bench_function("spatial_availability", |b| {
        b.iter(|| spatial_availability(black_box(&times), people, jobs, &exponential, 1.0));
    });
    let line = f64::INFINITY;
    group.bench_function("marginal_gains", |b| {
        b.iter(|| marginal_gains(black_box(&times), people, jobs, &exponential, Gaining::TwoStep, line));
    });
    // As many jobs as people.
    let scale = people.iter().sum::<f64>() / jobs.iter().sum::<f64>();
    let as_many: Vec<f64> = jobs.iter().map(|jobs| jobs * scale).collect();
    let balancing = Balancing { tolerance: 1e-9, n_rounds: 1000 };
    group.bench_function("doubly_constrained_1e-9", |b| {
        b.iter(|| doubly_constrained(black_box(&times), people, &as_many, &exponential, balancing));
    });
    let options = RaamOptions { tau_minutes: 60.0, rho: None, tolerance: 1e-4, n_rounds: 200 };
    group.bench_function("raam_gap_1e-4", |b| b.iter(|| raam(black_box(&times), people, jobs, options)));
    group.bench_function("time_to_1_and_3", |b| b.iter(|| time_to(black_box(&times), &city.schools, &[1.0, 3.0])));
    group.bench_function("balancing_time", |b| {
        b.iter(|| balancing_time(black_box(&times), people, jobs, Balance::AtLeast));
    });
    group.bench_function("share_within", |b| {
        b.iter(|| share_within(black_box(&times), people, &city.schools, Cutoff::UpTo(15.0)));
    });
    group.bench_function("pair_gains", |b| b.iter(|| pair_gains(black_box(&times), &times, 0.0)));

    let access: Vec<Option<f64>> =
        reachable(&times, &[jobs], &step).expect("counts fit").remove(0).into_iter().map(Some).collect();
    let spread = Distribution::new(&access, people).expect("people live there");
    group.bench_function("gini_palma_theil", |b| {
        b.iter(|| {
            let spread = black_box(&spread);
            (gini(spread), palma_ratio(spread, &city.incomes, PalmaCut::SplitPlaces), theil_t(spread, &city.deciles))
        });
    });
    let draws = vec![times.clone(), times.clone(), times.clone(), times.clone()];
    group.bench_function("gini_over_4_draws", |b| {
        b.iter(|| {
            over_draws(black_box(&draws), &[0.05, 0.95], |times| {
                let jobs = reachable(times, &[jobs], &step).expect("counts fit").remove(0);
                let jobs: Vec<Option<f64>> = jobs.into_iter().map(Some).collect();
                gini(&Distribution::new(&jobs, people)?).map(|gini| vec![Some(gini)])
            })
            .map_err(|_: crest_reach::draws::DrawsError<EquityError>| ())
        });
    });
    group.finish();
}

fn siting(criterion: &mut Criterion) {
    let mut state = SEED;
    let mut points =
        |n: usize| -> Vec<(u64, u64)> { (0..n).map(|_| (next(&mut state) % 6000, next(&mut state) % 6000)).collect() };
    let (clients, sites) = (points(820), points(90));
    let weights: Vec<f64> = (0..820).map(|_| (1 + next(&mut state) % 100) as f64).collect();
    let mut triples = Vec::new();
    for (origin, client) in clients.iter().enumerate() {
        for (destination, site) in sites.iter().enumerate() {
            let minutes = (client.0.abs_diff(site.0) + client.1.abs_diff(site.1)) / 80;
            triples.push((origin as u32, destination as u32, minutes as f64));
        }
    }
    let times = Times::from_triples(820, 90, &triples).expect("the pairs are distinct");
    let clients = Clients { times: &times, weights: &weights, existing: &[] };
    let effort = SitingEffort { n_steps: 400 };
    let mut group = criterion.benchmark_group("siting_820_90");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group.bench_function("cover_all", |b| b.iter(|| cover_all(black_box(&clients), Cutoff::UpTo(20.0), effort)));
    group.bench_function("cover_most", |b| b.iter(|| cover_most(black_box(&clients), Cutoff::UpTo(15.0), 10, effort)));
    group.bench_function("p_median", |b| b.iter(|| p_median(black_box(&clients), 10, 150.0, effort)));
    group.bench_function("p_centre", |b| b.iter(|| p_centre(black_box(&clients), 10, effort)));
    group.finish();
}

criterion_group!(benches, measures, siting);
criterion_main!(benches);
