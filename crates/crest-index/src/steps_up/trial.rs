//! One changed value, run through the recipe, with everything it cannot move taken from the build.

use super::{Aim, standing};
use crate::aggregate::node_score;
use crate::build::{Built, build, scale_column};
use crate::impute::fill_column;
use crate::recipe::{Denominate, Imputation, Recipe, Scaling, Weighting};
use crate::stats::min_max;
use crate::treat::treat_column;
use crate::{Input, Matrix};

/// Holds the build and a copy of its scores that trials write into.
pub(super) struct Trial<'t, 'i> {
    input: &'t Input<'i>,
    recipe: &'t Recipe,
    built: &'t Built,
    place: usize,
    root: usize,
    rank: u32,
    scores: Matrix,
    /// Column whose path in `scores` differs from the build.
    touched: Option<usize>,
}

impl<'t, 'i> Trial<'t, 'i> {
    pub(super) fn new(input: &'t Input<'i>, recipe: &'t Recipe, built: &'t Built, aim: &Aim<'_>) -> Self {
        let scores = built.scores.clone();
        Self { input, recipe, built, place: aim.place, root: aim.root, rank: aim.rank, scores, touched: None }
    }

    /// Raw value of a kept place.
    pub(super) fn raw(&self, place: usize, column: usize) -> Option<f64> {
        self.input.matrix.at(place, column).filter(|_| self.built.screened.kept[place])
    }

    /// Factor from the raw to the denominated axis.
    fn factor(&self, place: usize, column: usize) -> Option<f64> {
        match (self.recipe.denominate, self.input.denominators.get(column).copied().flatten()) {
            (Denominate::Ratio, Some(d)) => Some(d.scale / d.values[place]?).filter(|f| f.is_finite() && *f != 0.0),
            _ => Some(1.0),
        }
    }

    pub(super) fn on_axis(&self, place: usize, column: usize, raw: f64) -> Option<f64> {
        let denominator = self.input.denominators.get(column).copied().flatten();
        let at = match (self.recipe.denominate, denominator) {
            // The very operations of the step, so that the value now gives the score now.
            (Denominate::Ratio, Some(d)) => raw / d.values[place]? * d.scale,
            _ => raw,
        };
        Some(at).filter(|at| at.is_finite())
    }

    pub(super) fn to_raw(&self, place: usize, column: usize, at: f64) -> f64 {
        self.factor(place, column).map_or(at, |factor| at / factor)
    }

    /// Least and greatest denominated value among the kept places.
    pub(super) fn span(&self, column: usize) -> Option<(f64, f64)> {
        let values: Vec<Option<f64>> = self
            .built
            .denominated
            .matrix
            .column(column)
            .iter()
            .zip(&self.built.screened.kept)
            .map(|(cell, kept)| cell.filter(|_| *kept))
            .collect();
        min_max(&values)
    }

    /// Tells whether more is better on the denominated axis; `None` where neither is.
    pub(super) fn better_is_more(&self, place: usize, column: usize) -> Option<bool> {
        if self.recipe.normalise.of(column) == Scaling::Interval {
            let (from, to) = self.input.goalposts_of(column)?;
            let at = self.built.treated.at(place, column)?;
            return if at < from { Some(true) } else { (at > to).then_some(false) };
        }
        match self.input.direction(column) {
            0 => None,
            direction => Some(direction > 0),
        }
    }

    /// Lead of the place over the rank to reach, if its value were `at` on the denominated axis; not negative = reached.
    ///
    /// `None` where that recipe cannot be run or leaves the place without a score.
    pub(super) fn lead(&mut self, column: usize, at: f64) -> Option<f64> {
        Some(self.stand(column, at)?.1)
    }

    /// Rank of the place, if its value were `at` on the denominated axis.
    pub(super) fn rank(&mut self, column: usize, at: f64) -> Option<u32> {
        Some(self.stand(column, at)?.0)
    }

    fn stand(&mut self, column: usize, at: f64) -> Option<(u32, f64)> {
        let alone = matches!(self.recipe.weights, Weighting::Given | Weighting::Equal)
            && !matches!(self.recipe.impute, Imputation::RowMean(_) | Imputation::RowMedian(_) | Imputation::Em(_));
        if alone { self.along_the_path(column, at) } else { self.whole_build(column, at) }
    }

    /// Runs one column and the nodes above it.
    fn along_the_path(&mut self, column: usize, at: f64) -> Option<(u32, f64)> {
        let kept = &self.built.screened.kept;
        let mut values: Vec<Option<f64>> = self
            .built
            .denominated
            .matrix
            .column(column)
            .iter()
            .zip(kept)
            .map(|(cell, kept)| cell.filter(|_| *kept))
            .collect();
        values[self.place] = Some(at);
        fill_column(&mut values, self.input.groups, kept, self.recipe.impute);
        treat_column(column, &mut values, self.recipe.treat.of(column));
        let mut scaled = vec![None; values.len()];
        scale_column(&values, &values, &[&values], self.input, self.recipe, column, &mut scaled).ok()?;
        self.restore(column);
        let tree = &self.built.tree;
        let (leaf, _) = tree.leaves().find(|&(_, read)| read == column)?;
        self.scores.column_mut(leaf).copy_from_slice(&scaled);
        let mut above = tree.nodes()[leaf].parent;
        while let Some(node) = above {
            let result = node_score(&self.scores, tree, &self.recipe.aggregate, node).ok()?;
            self.scores.column_mut(node).copy_from_slice(&result);
            above = tree.nodes()[node].parent.filter(|_| node != self.root);
        }
        standing(&self.scores, self.root, self.place, self.rank)
    }

    /// Undoes the trials of another column.
    fn restore(&mut self, column: usize) {
        let tree = &self.built.tree;
        if let Some(before) = self.touched.replace(column).filter(|before| *before != column) {
            let mut node = tree.leaves().find(|&(_, read)| read == before).map(|(leaf, _)| leaf);
            while let Some(index) = node {
                self.scores.column_mut(index).copy_from_slice(self.built.scores.column(index));
                node = tree.nodes()[index].parent;
            }
        }
    }

    /// Runs the whole recipe.
    fn whole_build(&self, column: usize, at: f64) -> Option<(u32, f64)> {
        let mut matrix = self.input.matrix.clone();
        matrix.set(self.place, column, Some(self.to_raw(self.place, column, at)));
        let mut recipe = self.recipe.clone();
        if let Some(screen) = &mut recipe.screen {
            // Screening is held: whoever is in stays in.
            let kept = &self.built.screened.kept;
            screen.keep = (0..kept.len()).filter(|&place| kept[place]).collect();
            screen.drop = (0..kept.len()).filter(|&place| !kept[place]).collect();
        }
        let changed = build(&Input { matrix: &matrix, ..*self.input }, &recipe).ok()?;
        standing(&changed.scores, self.root, self.place, self.rank)
    }
}
