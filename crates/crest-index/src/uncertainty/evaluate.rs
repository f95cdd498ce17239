//! Scores of a block of draws.
//!
//! Draws that share figures, treatment and scale share one matrix; what differs between them are weights and means. Those
//! are compiled to weighted sums ([`super::program`]) that run over columns in steps the compiler turns into vector
//! instructions, chosen for the processor at run time. No fused multiplication is used, so that every processor gives
//! the same bits.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::choose::{self, Coordinates, Group};
use super::pipeline::{Drawn, Pipeline, Scaled, named};
use super::program::{Domain, Program};
use super::{Space, UncertaintyError, Vary};
use crate::aggregate::aggregate;
use crate::recipe::Aggregation;

/// Memory that shared matrices may take; beyond it they are computed when needed.
const CACHE_BYTES: usize = 128 << 20;

/// Places are padded to a multiple of this, so that sums have no remainder.
const LANES: usize = 8;

/// Columns added in one pass over a sum.
const COLUMNS_AT_ONCE: usize = 8;

/// Holds what is needed to compute the scores of any draw.
#[derive(Debug)]
pub(crate) struct Evaluation<'s, 'a> {
    pub(super) space: &'s Space<'a>,
    pub(super) groups: Vec<Group>,
    pub(super) n_coordinates: usize,
    pub(super) pipeline: Pipeline<'s, 'a>,
    /// Factors that choose the matrix, with their numbers of options; empty product = one matrix.
    matrix_factors: Vec<(usize, usize)>,
    /// Factors that choose the means.
    mean_factors: Vec<(usize, usize)>,
    /// By number of the matrix, or why it cannot be computed; empty = computed when needed.
    matrices: Vec<Result<Dense, UncertaintyError>>,
    /// By number of the combination of means.
    means: Vec<(Aggregation, Option<Program>)>,
    is_noisy: bool,
    /// Instructions of this processor.
    arch: Arch,
}

/// Holds indicators on the common scale in the form sums run over.
#[derive(Debug)]
struct Dense {
    scaled: Scaled,
    /// Per column: some place has a value.
    present: Vec<bool>,
    /// True where a column with values has them for all who take part.
    is_complete: bool,
    /// Columns in each domain that is needed, padded: domain, then column by column.
    domains: Vec<(Domain, Vec<f64>)>,
}

/// Holds the results of a block of draws, draw by draw.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    /// Numbers per draw: places, padded.
    pub(crate) stride: usize,
    /// Scores; NaN where there is none.
    pub(crate) scores: Vec<f64>,
    /// Shares of nodes among their siblings, `n_nodes` per draw; only filled when asked for.
    pub(crate) shares: Vec<f64>,
}

/// Says where the draws of a block come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Draws<'d> {
    /// Random coordinates by group.
    Random { from: &'d [Coordinates<'d>], count: usize },
    /// Stated options, draw by draw and factor by factor; `None` = nominal. Continuous factors stay nominal.
    Stated { options: &'d [Option<u16>], count: usize },
    /// Nominal but for one group, which is drawn.
    One { group: usize, from: &'d [Coordinates<'d>], count: usize },
}

impl Draws<'_> {
    fn count(&self) -> usize {
        match *self {
            Self::Random { count, .. } | Self::Stated { count, .. } | Self::One { count, .. } => count,
        }
    }
}

impl<'s, 'a> Evaluation<'s, 'a> {
    /// Prepares a checked space: compiles means and computes the matrices that draws share.
    pub(super) fn new(space: &'s Space<'a>, kept: Vec<bool>) -> Self {
        let (groups, n_coordinates) = choose::groups(space);
        let count = |wanted: fn(&Vary) -> bool| -> Vec<(usize, usize)> {
            let factors = space.factors.iter().enumerate().filter(|(_, factor)| wanted(&factor.vary));
            // One more than the options: number 0 is the nominal choice.
            factors.map(|(position, factor)| (position, factor.vary.n_options().unwrap_or(0) + 1)).collect()
        };
        let matrix_factors = count(|vary| {
            matches!(vary, Vary::Figures(_) | Vary::Fill(_) | Vary::Impute(_) | Vary::Treat(_) | Vary::Normalise(_))
        });
        let mean_factors = count(|vary| matches!(vary, Vary::Aggregate { .. }));
        let pipeline = Pipeline::new(space, kept);
        let is_noisy = space.factors.iter().any(|factor| factor.vary.is_noise());
        let mut evaluation = Self {
            space,
            groups,
            n_coordinates,
            pipeline,
            matrix_factors,
            mean_factors,
            matrices: Vec::new(),
            means: Vec::new(),
            is_noisy,
            arch: Arch::new(),
        };
        evaluation.compile();
        evaluation.share();
        evaluation
    }

    /// Compiles every combination of means.
    fn compile(&mut self) {
        let combinations: usize = self.mean_factors.iter().map(|&(_, n)| n).product();
        for number in 0..combinations {
            let mut rule = self.space.recipe.aggregate.clone();
            for (factor, option) in digits(&self.mean_factors, number) {
                if let (Vary::Aggregate { level, options }, Some(option)) = (&self.space.factors[factor].vary, option) {
                    set_mean(&mut rule, self.space.input.tree, *level, options[option]);
                }
            }
            let program = Program::compile(self.space.input.tree, self.space.root, &rule);
            self.means.push((rule, program));
        }
    }

    /// Computes the matrices of all combinations of options, where draws can share them and they fit.
    fn share(&mut self) {
        let combinations = self.matrix_factors.iter().map(|&(_, n)| n).try_fold(1_usize, usize::checked_mul);
        let cells = self.space.input.matrix.n_places() * self.space.input.matrix.n_indicators();
        let fits = |n: &usize| n.saturating_mul(cells).saturating_mul(8 * (2 + self.domains().len())) <= CACHE_BYTES;
        let Some(combinations) = combinations.filter(fits).filter(|_| !self.is_noisy) else { return };
        self.matrices = (0..combinations)
            .into_par_iter()
            .map(|number| {
                let options = self.options_of(number);
                self.dense(&Drawn { options: &options, from: &[], draw: 0 })
            })
            .collect();
    }

    /// Domains that some combination of means needs for columns.
    fn domains(&self) -> Vec<Domain> {
        let mut domains: Vec<Domain> = Vec::new();
        for stage in self.means.iter().filter_map(|(_, program)| program.as_ref()).flat_map(|p| &p.stages) {
            if !stage.leaves.is_empty() && !domains.contains(&stage.domain) {
                domains.push(stage.domain);
            }
        }
        domains
    }

    /// Options by factor of a matrix number.
    fn options_of(&self, number: usize) -> Vec<Option<u16>> {
        let mut options = vec![None; self.space.factors.len()];
        for (factor, option) in digits(&self.matrix_factors, number) {
            options[factor] = option.map(|option| option as u16);
        }
        options
    }

    /// Number of a combination of options.
    fn number(factors: &[(usize, usize)], options: &[Option<u16>]) -> usize {
        factors.iter().fold(0, |number, &(factor, n)| number * n + options[factor].map_or(0, |o| usize::from(o) + 1))
    }

    /// Runs the steps before weights and lays the columns out for sums.
    fn dense(&self, drawn: &Drawn<'_>) -> Result<Dense, UncertaintyError> {
        let scaled = self.pipeline.run(drawn)?;
        let (n_places, n_columns) = (scaled.matrix.n_places(), scaled.matrix.n_indicators());
        let stride = padded(n_places);
        let present: Vec<bool> = (0..n_columns).map(|c| scaled.matrix.column(c).iter().any(Option::is_some)).collect();
        let kept = &self.pipeline.kept;
        let is_whole = |column: usize| {
            !present[column]
                || scaled.matrix.column(column).iter().zip(kept).all(|(cell, kept)| cell.is_some() == *kept)
        };
        let is_complete = (0..n_columns).all(is_whole);
        let mut domains = Vec::new();
        if is_complete {
            for domain in self.domains() {
                // Places and columns without values hold 1, which every domain can take; their sums are never read.
                let mut numbers = vec![1.0; stride * n_columns];
                for column in 0..n_columns {
                    let slots = &mut numbers[column * stride..][..n_places];
                    for (slot, cell) in slots.iter_mut().zip(scaled.matrix.column(column)) {
                        *slot = cell.unwrap_or(1.0);
                    }
                }
                domain.enter(&mut numbers);
                domains.push((domain, numbers));
            }
        }
        Ok(Dense { scaled, present, is_complete, domains })
    }

    /// Numbers per draw in [`Scores::scores`].
    pub(crate) fn stride(&self) -> usize {
        padded(self.space.input.matrix.n_places())
    }

    /// Computes the scores of a block of draws on the root.
    ///
    /// - Determinism: a draw's scores depend on the draw alone.
    /// - Cost per draw: one pass over the indicators where matrices are shared, a whole build where they are not.
    pub(super) fn scores(
        &self,
        draws: &Draws<'_>,
        with_shares: bool,
        result: &mut Scores,
    ) -> Result<(), UncertaintyError> {
        let (count, n_factors) = (draws.count(), self.space.factors.len());
        let n_nodes = self.space.input.tree.n_nodes();
        result.stride = self.stride();
        result.scores.clear();
        result.scores.resize(count * result.stride, f64::NAN);
        result.shares.clear();
        result.shares.resize(if with_shares { count * n_nodes } else { 0 }, 0.0);
        let mut options = vec![None; count * n_factors];
        self.choose(draws, &mut options);
        let chosen = |draw: usize| &options[draw * n_factors..(draw + 1) * n_factors];
        // Draws of one matrix and one combination of means follow each other, so that columns stay in cache.
        let key = |draw: usize| {
            (Self::number(&self.matrix_factors, chosen(draw)), Self::number(&self.mean_factors, chosen(draw)))
        };
        let mut order: Vec<((usize, usize), usize)> = (0..count).map(|draw| (key(draw), draw)).collect();
        order.sort_unstable();
        let from: &[Coordinates<'_>] = match draws {
            Draws::Random { from, .. } | Draws::One { from, .. } => from,
            Draws::Stated { .. } => &[],
        };
        let noise = self.by_factor(draws);
        let mut work = Work::new(self, result.stride);
        let mut made: Option<(usize, Dense)> = None;
        for ((matrix, means), draw) in order {
            let drawn = Drawn { options: chosen(draw), from: &noise, draw };
            let dense = if let Some(shared) = self.matrices.get(matrix) {
                shared.as_ref().map_err(Clone::clone)?
            } else {
                if self.is_noisy || made.as_ref().is_none_or(|(of, _)| *of != matrix) {
                    made = Some((matrix, self.dense(&drawn)?));
                }
                &made.as_ref().expect("it was just made").1
            };
            work.weights.copy_from_slice(&dense.scaled.weights);
            let only = if let Draws::One { group, .. } = draws { Some(*group) } else { None };
            choose::weights(self.space, &self.groups, from, only, draw, chosen(draw), &mut work.weights)?;
            let scores = &mut result.scores[draw * result.stride..][..result.stride];
            let lawful = self.one(dense, means, &mut work, scores);
            if !lawful {
                return Err(UncertaintyError::Draw { options: named(chosen(draw)) });
            }
            if with_shares {
                result.shares[draw * n_nodes..][..n_nodes].copy_from_slice(&work.shares);
            }
        }
        Ok(())
    }

    /// Writes the options of all draws.
    fn choose(&self, draws: &Draws<'_>, options: &mut [Option<u16>]) {
        let n_factors = self.space.factors.len();
        match *draws {
            Draws::Stated { options: stated, .. } => options.copy_from_slice(stated),
            Draws::Random { from, count } => {
                for draw in 0..count {
                    let slots = &mut options[draw * n_factors..(draw + 1) * n_factors];
                    choose::options(&self.groups, from, draw, slots);
                }
            }
            Draws::One { group, from, count } => {
                for draw in 0..count {
                    let slots = &mut options[draw * n_factors..(draw + 1) * n_factors];
                    choose::options(&self.groups[group..=group], &from[group..=group], draw, slots);
                }
            }
        }
    }

    /// Coordinates by factor; empty where noise stays nominal.
    fn by_factor<'d>(&self, draws: &Draws<'d>) -> Vec<Option<Coordinates<'d>>> {
        let mut by_factor = vec![None; self.space.factors.len()];
        let (from, only) = match *draws {
            Draws::Random { from, .. } => (from, None),
            Draws::One { group, from, .. } => (from, Some(group)),
            Draws::Stated { .. } => return by_factor,
        };
        for (position, group) in self.groups.iter().enumerate() {
            if only.is_none_or(|only| only == position) {
                for &factor in &group.factors {
                    by_factor[factor] = Some(from[position]);
                }
            }
        }
        by_factor
    }

    /// Scores of one draw; false where a mean met a number it cannot take.
    fn one(&self, dense: &Dense, means: usize, work: &mut Work, scores: &mut [f64]) -> bool {
        let tree = self.space.input.tree;
        let (rule, program) = &self.means[means];
        let n_places = self.space.input.matrix.n_places();
        if let Some(program) = program.as_ref().filter(|_| dense.is_complete) {
            let has_score =
                program.coefficients(tree, &work.weights, &dense.present, &mut work.shares, &mut work.coefficients);
            if !has_score {
                return true;
            }
            let (coefficients, values) = (&work.coefficients[..], &mut work.values[..]);
            self.arch.dispatch(Sums { program, dense, coefficients, values, scores: &mut *scores });
            let mut lawful = true;
            for (score, kept) in scores[..n_places].iter_mut().zip(&self.pipeline.kept) {
                lawful &= !kept || score.is_finite();
                if !kept {
                    *score = f64::NAN;
                }
            }
            scores[n_places..].fill(f64::NAN);
            return lawful;
        }
        // Missing cells, thresholds and means that order their members go the long way.
        let weighted = tree.with_weights(&work.weights).expect("weights are products of finite numbers");
        let Ok(all) = aggregate(&dense.scaled.matrix, &weighted, rule) else { return false };
        for (slot, score) in scores.iter_mut().zip(all.column(self.space.root)) {
            *slot = score.unwrap_or(f64::NAN);
        }
        for (node, share) in work.shares.iter_mut().enumerate() {
            let total = tree.nodes()[node]
                .parent
                .map_or(1.0, |parent| tree.children(parent).iter().map(|&child| work.weights[child]).sum());
            *share = if total == 0.0 { 0.0 } else { work.weights[node] / total };
        }
        true
    }
}

/// Space that a block reuses from draw to draw.
struct Work {
    weights: Vec<f64>,
    shares: Vec<f64>,
    coefficients: Vec<f64>,
    /// Values of stages.
    values: Vec<Vec<f64>>,
}

impl Work {
    fn new(evaluation: &Evaluation<'_, '_>, stride: usize) -> Self {
        let n_nodes = evaluation.space.input.tree.n_nodes();
        let stages = evaluation.means.iter().filter_map(|(_, program)| program.as_ref()).map(|p| p.stages.len()).max();
        Self {
            weights: vec![0.0; n_nodes],
            shares: vec![0.0; n_nodes],
            coefficients: vec![0.0; n_nodes],
            values: vec![vec![0.0; stride]; stages.unwrap_or(0)],
        }
    }
}

/// The sums of a program over the columns of a matrix; the last stage is the root, whose scores leave their domain.
struct Sums<'w> {
    program: &'w Program,
    dense: &'w Dense,
    coefficients: &'w [f64],
    values: &'w mut [Vec<f64>],
    scores: &'w mut [f64],
}

impl WithSimd for Sums<'_> {
    type Output = ();

    // Inlined, with all it calls, into a function that is compiled for the processor's instructions.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { program, dense, coefficients, values, scores } = self;
        let stride = scores.len();
        for (position, stage) in program.stages.iter().enumerate() {
            let (earlier, rest) = values.split_at_mut(position);
            let sum = &mut rest[0][..];
            sum.fill(0.0);
            if let Some((_, columns)) = dense.domains.iter().find(|(domain, _)| *domain == stage.domain) {
                add_columns(sum, columns, stride, &stage.leaves, coefficients);
            }
            for &(node, part) in &stage.parts {
                let coefficient = coefficients[node];
                if coefficient != 0.0 {
                    // A part leaves its domain once and enters this one; `scores` is free until the end.
                    scores.copy_from_slice(&earlier[part]);
                    program.stages[part].domain.leave(scores);
                    stage.domain.enter(scores);
                    for (sum, x) in sum.iter_mut().zip(&*scores) {
                        *sum += coefficient * x;
                    }
                }
            }
        }
        let last = program.stages.len() - 1;
        scores.copy_from_slice(&values[last]);
        program.stages[last].domain.leave(scores);
    }
}

/// Adds weighted columns to a sum, several at a time so that the sum is read and written less often.
#[inline(always)]
fn add_columns(sum: &mut [f64], columns: &[f64], stride: usize, leaves: &[(usize, usize)], coefficients: &[f64]) {
    let column = |leaf: &(usize, usize)| &columns[leaf.1 * stride..][..stride];
    // Slices of one length let the loop run without checks.
    let sum = &mut sum[..stride];
    let mut chunks = leaves.chunks_exact(COLUMNS_AT_ONCE);
    for chunk in &mut chunks {
        let w: [f64; COLUMNS_AT_ONCE] = std::array::from_fn(|k| coefficients[chunk[k].0]);
        let x: [&[f64]; COLUMNS_AT_ONCE] = std::array::from_fn(|k| column(&chunk[k]));
        for i in 0..stride {
            let first = (w[0] * x[0][i] + w[1] * x[1][i]) + (w[2] * x[2][i] + w[3] * x[3][i]);
            let second = (w[4] * x[4][i] + w[5] * x[5][i]) + (w[6] * x[6][i] + w[7] * x[7][i]);
            sum[i] += first + second;
        }
    }
    for leaf in chunks.remainder() {
        let coefficient = coefficients[leaf.0];
        for (sum, x) in sum.iter_mut().zip(column(leaf)) {
            *sum += coefficient * x;
        }
    }
}

/// Sets the mean of a level, or of all; nodes with a mean of their own keep it.
fn set_mean(rule: &mut Aggregation, tree: &crate::Tree, level: Option<usize>, mean: crate::recipe::Mean) {
    let Some(level) = level else {
        rule.levels = vec![mean];
        return;
    };
    // The last entry of `levels` serves all above, so that they are written out before one is changed.
    rule.levels = (2..=tree.depth().max(level)).map(|l| rule.at_level(l)).collect();
    rule.levels[level.saturating_sub(2)] = mean;
}

/// Options of the factors of a combination number, 0 = nominal.
fn digits(factors: &[(usize, usize)], number: usize) -> Vec<(usize, Option<usize>)> {
    let mut rest = number;
    let mut found: Vec<(usize, Option<usize>)> = factors
        .iter()
        .rev()
        .map(|&(factor, n)| {
            let digit = rest % n;
            rest /= n;
            (factor, digit.checked_sub(1))
        })
        .collect();
    found.reverse();
    found
}

fn padded(n: usize) -> usize {
    n.next_multiple_of(LANES)
}
