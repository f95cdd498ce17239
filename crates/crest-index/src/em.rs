//! Imputation by a multivariate normal fitted by expectation–maximisation.
//!
//! Sources: A. Dempster, N. Laird, D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm", J. R.
//! Statist. Soc. B 39 (1977); R. Little, D. Rubin, *Statistical Analysis with Missing Data* (2002), section 11.2.

mod cholesky;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use cholesky::Cholesky;

use crate::Matrix;
use crate::stats::Moments;

/// Holds when to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmOptions {
    /// Greatest change of a mean or covariance (in standardised units) at which the fit is settled.
    pub tolerance: f64,
    /// Most steps.
    pub max_steps: usize,
}

impl Default for EmOptions {
    /// Returns a tolerance of 1e-13 and at most 20,000 steps.
    fn default() -> Self {
        Self { tolerance: 1e-13, max_steps: 20_000 }
    }
}

/// Says how a fit went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmFit {
    /// Steps made.
    pub steps: usize,
    /// True when the last step changed less than the tolerance.
    pub settled: bool,
    /// True when a covariance had to be held away from singularity (more indicators than the places support).
    pub ridged: bool,
}

/// Added to the diagonal (standardised units) where a covariance of observed indicators is not positive definite.
const RIDGE: f64 = 1e-9;

/// Fills the missing cells of the named columns for kept places by their conditional means given the place's others.
///
/// Fits mean vector and covariance matrix (divisor n) by maximum likelihood to the kept places, no prior, starting from
/// the present values of each column. A place without any value receives the means.
///
/// - A column without any value takes no part and stays missing; a column whose present values are equal is filled
///   with that value. Columns are standardised internally, so units do not matter.
/// - Cost: O(patterns · m³ + places · m²) per step. Deterministic.
///
/// # Panics
/// If a column lies outside the matrix or `kept` is shorter than it.
pub fn fill_by_em(matrix: &mut Matrix, columns: &[usize], kept: &[bool], options: &EmOptions) -> EmFit {
    let mut varied = Vec::new();
    let mut scales = Vec::new();
    let mut gaps = false;
    for &column in columns {
        let values: Vec<Option<f64>> =
            matrix.column(column).iter().zip(kept).filter(|(_, kept)| **kept).map(|(cell, _)| *cell).collect();
        let moments = Moments::of(&values);
        gaps |= moments.n < values.len();
        if moments.n == 0 {
            continue;
        }
        if moments.has_spread() {
            varied.push(column);
            scales.push((moments.mean, moments.m2.sqrt()));
        } else {
            let only = values.iter().copied().flatten().next();
            for (cell, _) in
                matrix.column_mut(column).iter_mut().zip(kept).filter(|(cell, kept)| cell.is_none() && **kept)
            {
                *cell = only;
            }
        }
    }
    if !gaps || varied.is_empty() {
        return EmFit { steps: 0, settled: true, ridged: false };
    }
    let rows: Vec<usize> = (0..matrix.n_places()).filter(|&place| kept[place]).collect();
    let data: Vec<Vec<Option<f64>>> = rows
        .iter()
        .map(|&place| {
            let cell = |(&column, &(centre, spread)): (&usize, &(f64, f64))| {
                matrix.at(place, column).map(|x| (x - centre) / spread)
            };
            varied.iter().zip(&scales).map(cell).collect()
        })
        .collect();
    let mut model = Model::new(&data, varied.len());
    let mut fit = EmFit { steps: 0, settled: false, ridged: false };
    while fit.steps < options.max_steps && !fit.settled {
        fit.steps += 1;
        fit.settled = model.step(&data, &mut fit.ridged) < options.tolerance;
    }
    for (row, completed) in model.complete(&data, &mut fit.ridged).iter().enumerate() {
        for (k, &column) in varied.iter().enumerate() {
            if data[row][k].is_none() {
                let (centre, spread) = scales[k];
                matrix.set(rows[row], column, Some(centre + spread * completed[k]));
            }
        }
    }
    fit
}

/// Mean vector and covariance matrix of the fitted normal, with the places sorted by what they lack.
struct Model {
    m: usize,
    means: Vec<f64>,
    /// Row-major m × m.
    covariance: Vec<f64>,
    /// Present positions → rows with exactly these.
    patterns: BTreeMap<Vec<bool>, Vec<usize>>,
}

impl Model {
    fn new(data: &[Vec<Option<f64>>], m: usize) -> Self {
        let mut patterns: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for (row, cells) in data.iter().enumerate() {
            patterns.entry(cells.iter().map(Option::is_some).collect()).or_default().push(row);
        }
        // Standardised on the present values: means 0, variances 1, and no correlation yet.
        let covariance = (0..m * m).map(|at| if at / m == at % m { 1.0 } else { 0.0 }).collect();
        Self { m, means: vec![0.0; m], covariance, patterns }
    }

    /// Regression of the missing on the present of one pattern.
    fn regression(&self, pattern: &[bool], ridged: &mut bool) -> Regression {
        let present: Vec<usize> = (0..self.m).filter(|&k| pattern[k]).collect();
        let missing: Vec<usize> = (0..self.m).filter(|&k| !pattern[k]).collect();
        let block: Vec<f64> = present
            .iter()
            .flat_map(|&a| present.iter().map(move |&b| (a, b)))
            .map(|(a, b)| self.covariance[a * self.m + b])
            .collect();
        let factor = Cholesky::of(&block, present.len()).unwrap_or_else(|| {
            *ridged = true;
            Cholesky::with_ridge(&block, present.len(), RIDGE)
        });
        let coefficients: Vec<Vec<f64>> = missing
            .iter()
            .map(|&k| factor.solve(&present.iter().map(|&a| self.covariance[k * self.m + a]).collect::<Vec<f64>>()))
            .collect();
        Regression { present, missing, coefficients }
    }

    fn completed(&self, cells: &[Option<f64>], regression: &Regression) -> Vec<f64> {
        let mut whole: Vec<f64> = cells.iter().map(|cell| cell.unwrap_or(0.0)).collect();
        for (&k, coefficients) in regression.missing.iter().zip(&regression.coefficients) {
            let moved: f64 =
                regression.present.iter().zip(coefficients).map(|(&a, c)| c * (whole[a] - self.means[a])).sum();
            whole[k] = self.means[k] + moved;
        }
        whole
    }

    /// One E and one M step; returns the greatest change of a parameter.
    fn step(&mut self, data: &[Vec<Option<f64>>], ridged: &mut bool) -> f64 {
        let (m, n) = (self.m, data.len() as f64);
        let mut sums = vec![0.0; m];
        let mut products = vec![0.0; m * m];
        for (pattern, rows) in &self.patterns {
            let regression = self.regression(pattern, ridged);
            for &row in rows {
                let whole = self.completed(&data[row], &regression);
                for a in 0..m {
                    sums[a] += whole[a];
                    for b in 0..m {
                        products[a * m + b] += whole[a] * whole[b];
                    }
                }
            }
            // What the missing still vary by, given the present, is added once per place.
            for (&a, coefficients) in regression.missing.iter().zip(&regression.coefficients) {
                for &b in &regression.missing {
                    let explained: f64 =
                        regression.present.iter().zip(coefficients).map(|(&k, c)| c * self.covariance[k * m + b]).sum();
                    products[a * m + b] += rows.len() as f64 * (self.covariance[a * m + b] - explained);
                }
            }
        }
        let means: Vec<f64> = sums.iter().map(|sum| sum / n).collect();
        let mut change = means.iter().zip(&self.means).map(|(new, old)| (new - old).abs()).fold(0.0, f64::max);
        for a in 0..m {
            for b in 0..=a {
                // The two halves differ by rounding only; their mean keeps the matrix symmetric.
                let moment = (products[a * m + b] + products[b * m + a]) / 2.0;
                let new = moment / n - means[a] * means[b];
                change = change.max((new - self.covariance[a * m + b]).abs());
                self.covariance[a * m + b] = new;
                self.covariance[b * m + a] = new;
            }
        }
        self.means = means;
        change
    }

    fn complete(&self, data: &[Vec<Option<f64>>], ridged: &mut bool) -> Vec<Vec<f64>> {
        let mut whole = vec![Vec::new(); data.len()];
        for (pattern, rows) in &self.patterns {
            let regression = self.regression(pattern, ridged);
            for &row in rows {
                whole[row] = self.completed(&data[row], &regression);
            }
        }
        whole
    }
}

struct Regression {
    present: Vec<usize>,
    missing: Vec<usize>,
    /// Per missing position: one coefficient per present position.
    coefficients: Vec<Vec<f64>>,
}
