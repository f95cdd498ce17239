//! Variance shares from random designs, each with its standard error.
//!
//! Two independent sets of draws A and B; beside them A with one input from B (for first order and total), and a walk
//! from A to B that exchanges inputs in a random order (for Shapley effects). With the walk's stages `z_0 = A … z_d = B`,
//! `Sh_i V = mean((y_A − (y_(k−1) + y_k)/2)(y_(k−1) − y_k))`, i the input exchanged at stage k; the sum over inputs is
//! `mean((y_A − y_B)²)/2`, an estimate of V.

use rayon::prelude::*;

use super::{Indices, Output, Results};
use crate::random;
use crate::uncertainty::{
    Coordinates, Draws, Estimate, Other, Points, RankBlock, Scores, Stream, Uncertain, UncertaintyError, error_of,
};

/// Independent batches whose spread tells the error.
const BATCHES: usize = 16;

/// Base draws of a design that are computed at once.
const AT_ONCE: usize = 32;

/// Fewest base draws.
const LEAST: u64 = 32;

/// Most inputs: each is a bit of a mask.
const MOST_INPUTS: usize = 60;

/// Computes the variance shares of results from random designs; `None` for a result that does not vary in them.
///
/// - `draws`: base draws N; with d inputs the design has `N (2d + 1)` draws at most.
/// - Estimators: Jansen's for first order and total, Goda's walk for Shapley effects. Estimates may leave [0, 1] by their
///   error. Errors come from 16 batches with scrambles of their own.
/// - Determinism: seed alone, whatever the number of threads.
///
/// # Errors
/// [`UncertaintyError::FewDraws`] below 32 base draws, and what a draw may raise.
///
/// # Panics
/// If there are more than 60 inputs.
pub fn sample_indices(
    uncertain: &Uncertain<'_, '_>,
    outputs: &[Output],
    draws: u64,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Option<Indices>>, UncertaintyError> {
    if draws < LEAST {
        return Err(UncertaintyError::FewDraws { draws, least: LEAST });
    }
    let n_inputs = uncertain.groups().len();
    assert!(n_inputs <= MOST_INPUTS, "{n_inputs} inputs, at most {MOST_INPUTS}");
    let n = uncertain.n_coordinates();
    let batches: Vec<Result<Vec<Sums>, UncertaintyError>> = (0..BATCHES)
        .into_par_iter()
        .map(|batch| {
            let mut sums = vec![Sums::new(n_inputs); outputs.len()];
            let (mut scores, mut block) = (Scores::default(), RankBlock::default());
            for_each_design(n, n_inputs, draws, seed, batch, |design| {
                if stop() {
                    return Err(UncertaintyError::Stopped);
                }
                let from: Vec<Coordinates<'_>> = (0..n_inputs).map(|input| design.coordinates(input)).collect();
                let count = design.masks.len();
                uncertain.scores(&Draws::Random { from: &from, count }, &mut scores, &mut block)?;
                let shifts = uncertain.shifts(&block);
                let found = Results {
                    scores: &scores.scores,
                    stride: scores.stride,
                    ranks: &block,
                    shifts: &shifts,
                    nominal_scores: uncertain.nominal_scores(),
                };
                for (sums, &output) in sums.iter_mut().zip(outputs) {
                    sums.add(design, |draw| found.of(output, draw));
                }
                Ok(())
            })?;
            Ok(sums)
        })
        .collect();
    let batches = batches.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok((0..outputs.len()).map(|k| indices(&batches.iter().map(|b| &b[k]).collect::<Vec<_>>())).collect())
}

/// Computes the variance shares of a function of independent uniform numbers, each an input; `None` where it does not vary.
///
/// As [`sample_indices`].
///
/// # Panics
/// If there are no inputs or more than 60, or fewer than 32 base draws.
pub fn of_function(f: &(dyn Fn(&[f64]) -> f64 + Sync), n_inputs: usize, draws: u64, seed: u64) -> Option<Indices> {
    assert!((1..=MOST_INPUTS).contains(&n_inputs), "{n_inputs} inputs");
    assert!(draws >= LEAST, "{draws} draws, at least {LEAST}");
    let of_batch = |batch: usize| {
        let mut sums = Sums::new(n_inputs);
        let done = for_each_design::<std::convert::Infallible>(n_inputs, n_inputs, draws, seed, batch, |design| {
            let mut x = vec![0.0; n_inputs];
            let results: Vec<f64> = (0..design.masks.len())
                .map(|draw| {
                    for (input, x) in x.iter_mut().enumerate() {
                        *x = design.coordinates(input).uniform(draw, input);
                    }
                    f(&x)
                })
                .collect();
            sums.add(design, |draw| results[draw]);
            Ok(())
        });
        match done {
            Ok(()) => sums,
        }
    };
    let batches: Vec<Sums> = (0..BATCHES).into_par_iter().map(of_batch).collect();
    indices(&batches.iter().collect::<Vec<_>>())
}

/// A block of base draws with the exchanges of its design.
struct Design<'d> {
    a: Points<'d>,
    b: Points<'d>,
    /// Base draws.
    n: usize,
    /// Inputs taken from B, stage after stage, base draw after base draw. Stages: none, all, each input alone, then the
    /// walk's from two inputs to all but one.
    masks: &'d [u64],
    /// Order of exchange of each base draw.
    orders: &'d [Vec<usize>],
}

impl<'d> Design<'d> {
    fn coordinates(&self, input: usize) -> Coordinates<'d> {
        Coordinates { points: self.a, other: Some(Other { points: self.b, masks: self.masks, bit: input as u32 }) }
    }

    /// Draw of the block at which the walk of a base draw has exchanged `k` inputs.
    fn walked(&self, base: usize, k: usize) -> usize {
        let d = self.orders[base].len();
        let stage = match k {
            0 => 0,
            _ if k == d => 1,
            1 => 2 + self.orders[base][0],
            _ => 2 + d + k - 2,
        };
        stage * self.n + base
    }
}

/// Makes the designs of a batch, block after block.
fn for_each_design<E>(
    n_coordinates: usize,
    n_inputs: usize,
    draws: u64,
    seed: u64,
    batch: usize,
    mut take: impl FnMut(&Design<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let own = draws / BATCHES as u64 + u64::from((batch as u64) < draws % BATCHES as u64);
    // A and B are halves of one point, so that together they fill the space of both.
    let stream = Stream::new(2 * n_coordinates, true, random::key(seed, 0x5EED));
    let half = n_coordinates.min(stream.n_points() / 2);
    let (mut points, mut keys) = (Vec::new(), Vec::new());
    let mut first = 0;
    while first < own {
        let n = (own - first).min(AT_ONCE as u64) as usize;
        stream.fill(batch as u64, first, n, &mut points, &mut keys);
        let side = |from: usize| -> Vec<f64> {
            points.chunks(stream.n_points().max(1)).flat_map(|p| p[from..from + half].to_vec()).collect()
        };
        let (a, b) = if half > 0 { (side(0), side(half)) } else { (Vec::new(), Vec::new()) };
        let b_keys: Vec<u64> = keys.iter().map(|key| random::key(*key, 1)).collect();
        let orders: Vec<Vec<usize>> = keys.iter().map(|key| order(n_inputs, random::key(*key, 2))).collect();
        let mut masks = vec![0; n];
        masks.extend(std::iter::repeat_n((1_u64 << n_inputs) - 1, n));
        for input in 0..n_inputs {
            masks.extend(std::iter::repeat_n(1_u64 << input, n));
        }
        for k in 2..n_inputs {
            masks.extend(orders.iter().map(|order| order[..k].iter().fold(0, |mask, input| mask | 1 << input)));
        }
        take(&Design {
            a: Points { n_points: half, points: &a, keys: &keys, salt: 0 },
            b: Points { n_points: half, points: &b, keys: &b_keys, salt: 0 },
            n,
            masks: &masks,
            orders: &orders,
        })?;
        first += n as u64;
    }
    Ok(())
}

/// Random order of inputs.
fn order(n: usize, key: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        let other = (random::uniform(key, last as u64) * (last + 1) as f64) as usize;
        order.swap(last, other.min(last));
    }
    order
}

/// Sums of one batch and one result.
#[derive(Debug, Clone)]
struct Sums {
    n: f64,
    /// Sum and sum of squares of y over A and B.
    values: [f64; 2],
    first: Vec<f64>,
    total: Vec<f64>,
    shapley: Vec<f64>,
}

impl Sums {
    fn new(n_inputs: usize) -> Self {
        let zeros = vec![0.0; n_inputs];
        Self { n: 0.0, values: [0.0; 2], first: zeros.clone(), total: zeros.clone(), shapley: zeros }
    }

    fn add(&mut self, design: &Design<'_>, y: impl Fn(usize) -> f64) {
        for base in 0..design.n {
            let (a, b) = (y(base), y(design.n + base));
            self.n += 1.0;
            self.values[0] += a + b;
            self.values[1] += a * a + b * b;
            for (input, (first, total)) in self.first.iter_mut().zip(&mut self.total).enumerate() {
                let mixed = y((2 + input) * design.n + base);
                *first += 0.5 * (b - mixed).powi(2);
                *total += 0.5 * (a - mixed).powi(2);
            }
            let mut before = a;
            for (k, &input) in design.orders[base].iter().enumerate() {
                let after = y(design.walked(base, k + 1));
                self.shapley[input] += (a - 0.5 * (before + after)) * (before - after);
                before = after;
            }
        }
    }
}

/// Indices from the sums of the batches.
fn indices(batches: &[&Sums]) -> Option<Indices> {
    let n: f64 = batches.iter().map(|b| b.n).sum();
    let mean = batches.iter().map(|b| b.values[0]).sum::<f64>() / (2.0 * n);
    // Around the mean of all, so that the variance is a plain mean over batches.
    let spread = |b: &Sums| b.values[1] - 2.0 * mean * b.values[0] + 2.0 * b.n * mean * mean;
    let variance = batches.iter().map(|b| spread(b)).sum::<f64>() / (2.0 * n);
    let size = batches.iter().map(|b| b.values[1]).sum::<f64>() / (2.0 * n);
    if variance <= 1e-24 * size || variance <= 0.0 {
        return None;
    }
    // A ratio's error is that of its numerator less the ratio times its denominator.
    let ratio = |part: &dyn Fn(&Sums) -> f64| {
        let value = batches.iter().map(|b| part(b)).sum::<f64>() / n / variance;
        let residues: Vec<f64> =
            batches.iter().map(|b| (part(b) / b.n - value * spread(b) / (2.0 * b.n)) / variance).collect();
        Estimate { value, error: error_of(&residues, 1.0 / n) }
    };
    let n_inputs = batches[0].first.len();
    let first = |i: usize| {
        let gone = ratio(&|b| b.first[i]);
        Estimate { value: 1.0 - gone.value, error: gone.error }
    };
    Some(Indices {
        variance,
        first: (0..n_inputs).map(first).collect(),
        total: (0..n_inputs).map(|i| ratio(&|b| b.total[i])).collect(),
        shapley: (0..n_inputs).map(|i| ratio(&|b| b.shapley[i])).collect(),
    })
}
