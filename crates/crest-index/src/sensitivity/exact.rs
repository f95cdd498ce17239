//! Variance shares of a finite space from all its combinations.

use rayon::prelude::*;

use super::{Indices, Output, Results};
use crate::uncertainty::{Combinations, Estimate, Uncertain, UncertaintyError, blocks, count, for_each_block};

/// Results that may be kept in memory, 8 bytes each.
const MOST_RESULTS: u64 = 40_000_000;

/// Inputs whose subsets are enumerated.
const MOST_INPUTS: usize = 12;

/// Computes the variance shares of results over every combination of a finite space; `None` for a result that does not vary.
///
/// - Exact but for rounding: variances divide by the number of combinations, weighted by their chances.
/// - Cost: one draw per combination, then `2^d` conditional means per result. Memory: 8 bytes per combination and result.
///
/// # Errors
/// [`UncertaintyError::NotFinite`], [`UncertaintyError::TooMany`] beyond `most`, with more than 12 inputs or where results
/// would need more than 320 MB.
pub fn enumerate_indices(
    uncertain: &Uncertain<'_, '_>,
    outputs: &[Output],
    most: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Option<Indices>>, UncertaintyError> {
    let sizes: Vec<usize> = uncertain.rows().iter().map(Vec::len).collect();
    let fits = MOST_RESULTS / outputs.len().max(1) as u64;
    let fits = if sizes.len() > MOST_INPUTS { 0 } else { fits };
    let n_combinations = count(uncertain, most.min(fits))?;
    let mut results = vec![Vec::with_capacity(n_combinations as usize); outputs.len()];
    for_each_block(uncertain, &blocks(n_combinations), false, stop, |block: &Combinations| {
        let shifts = uncertain.shifts(block.ranks());
        let found = Results {
            scores: &block.scores.scores,
            stride: block.scores.stride,
            ranks: block.ranks(),
            shifts: &shifts,
            nominal_scores: uncertain.nominal_scores(),
        };
        for (results, &output) in results.iter_mut().zip(outputs) {
            results.extend((0..shifts.len()).map(|draw| found.of(output, draw)));
        }
    })?;
    let chances = uncertain.rows();
    Ok(results.par_iter().map(|y| of_table(y, &chances)).collect())
}

/// Variance shares of a full table of results; the last input varies fastest.
fn of_table(y: &[f64], chances: &[Vec<f64>]) -> Option<Indices> {
    let d = chances.len();
    let mut variances = vec![0.0; 1 << d];
    let all = (1 << d) - 1;
    let mean = shrink(y.to_vec(), chances, 0, all);
    let centred: Vec<f64> = y.iter().map(|y| y - mean).collect();
    descend(&centred, chances, all, d, &mut variances);
    let variance = variances[all];
    let scale = y.iter().fold(0.0_f64, |most, y| most.max(y.abs()));
    if variance <= (1e-12 * scale).powi(2) {
        return None;
    }
    let exact = |value: f64| Estimate { value, error: 0.0 };
    let share = |set: usize| variances[set] / variance;
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    let shapley = |i: usize| {
        let without = (0..=all).filter(|set| set >> i & 1 == 0);
        without
            .map(|set| {
                let size = set.count_ones() as usize;
                let weight = factorial(size) * factorial(d - size - 1) / factorial(d);
                weight * (share(set | 1 << i) - share(set))
            })
            .sum()
    };
    Some(Indices {
        variance,
        first: (0..d).map(|i| exact(share(1 << i))).collect(),
        total: (0..d).map(|i| exact(1.0 - share(all & !(1 << i)))).collect(),
        shapley: (0..d).map(|i| exact(shapley(i))).collect(),
    })
}

/// Mean of a table over all inputs of a set.
fn shrink(mut table: Vec<f64>, chances: &[Vec<f64>], left: usize, set: usize) -> f64 {
    let mut open = set;
    for input in 0..chances.len() {
        if open >> input & 1 == 1 && left >> input & 1 == 0 {
            table = averaged(&table, chances, open, input);
            open &= !(1 << input);
        }
    }
    table[0]
}

/// Variance of the conditional mean given the inputs of a set, and of every set that leaves out further inputs below `limit`.
///
/// `table` holds `E[y | x_u]` with mean 0, so that its variance is its mean square. Inputs are left out from the highest
/// down, so that every subset is met once.
fn descend(table: &[f64], chances: &[Vec<f64>], set: usize, limit: usize, variances: &mut [f64]) {
    let squares: Vec<f64> = table.iter().map(|y| y * y).collect();
    variances[set] = shrink(squares, chances, 0, set);
    for input in (0..limit).filter(|input| set >> input & 1 == 1) {
        let smaller = averaged(table, chances, set, input);
        descend(&smaller, chances, set & !(1 << input), input, variances);
    }
}

/// Averages one input out of a table over the inputs of a set.
fn averaged(table: &[f64], chances: &[Vec<f64>], set: usize, input: usize) -> Vec<f64> {
    let inner: usize = (input + 1..chances.len()).filter(|i| set >> i & 1 == 1).map(|i| chances[i].len()).product();
    let own = chances[input].len();
    let mut smaller = vec![0.0; table.len() / own];
    for (position, slot) in smaller.iter_mut().enumerate() {
        let start = position / inner * inner * own + position % inner;
        *slot = chances[input].iter().enumerate().map(|(row, chance)| chance * table[start + row * inner]).sum();
    }
    smaller
}
