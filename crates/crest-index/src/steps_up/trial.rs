//! One changed value, run through the recipe, with everything it cannot move taken from the build.

use super::{Aim, standing};
use crate::aggregate::{combine, node_score};
use crate::build::{Built, build, scale_column};
use crate::impute::fill_column;
use crate::recipe::{Denominate, Imputation, Mean, Recipe, Scaling, Weighting};
use crate::stats::min_max;
use crate::treat::treat_column;
use crate::{Input, Matrix};

/// Holds the build and a copy of its scores that trials write into.
pub(super) struct Trial<'t, 'i> {
    input: &'t Input<'i>,
    recipe: &'t Recipe,
    built: &'t Built,
    aim: Aim<'t>,
    /// True when every trial is a whole build, because the value informs other columns.
    whole: bool,
    /// Rank and lead of the place in the build; `None` without a score.
    held: Option<(u32, f64)>,
    /// Leaf of each column.
    leaf: Vec<Option<usize>>,
    scores: Matrix,
    /// Column whose path in `scores` differs from the build.
    touched: Option<usize>,
    values: Vec<Option<f64>>,
    scaled: Vec<Option<f64>>,
}

impl<'t, 'i> Trial<'t, 'i> {
    /// Prepares trials in which values of other columns and weights are held.
    pub(super) fn held(input: &'t Input<'i>, recipe: &'t Recipe, built: &'t Built, aim: &Aim<'t>) -> Self {
        let mut leaf = vec![None; input.matrix.n_indicators()];
        for (node, column) in built.tree.leaves() {
            leaf[column] = Some(node);
        }
        Self {
            input,
            recipe,
            built,
            aim: *aim,
            whole: false,
            held: standing(&built.scores, aim.root, aim.place, aim.rank),
            leaf,
            scores: built.scores.clone(),
            touched: None,
            values: Vec::new(),
            scaled: Vec::new(),
        }
    }

    /// Prepares trials in which everything moves.
    pub(super) fn whole(input: &'t Input<'i>, recipe: &'t Recipe, built: &'t Built, aim: &Aim<'t>) -> Self {
        let whole = matches!(recipe.weights, Weighting::Data { .. }) || fills_across(recipe);
        Self { whole, ..Self::held(input, recipe, built, aim) }
    }

    /// Raw value of the place, if it was kept.
    pub(super) fn raw(&self, column: usize) -> Option<f64> {
        self.input.matrix.at(self.aim.place, column).filter(|_| self.built.screened.kept[self.aim.place])
    }

    /// Brings a raw value of the place to the denominated axis by the very operations of that step.
    pub(super) fn on_axis(&self, column: usize, raw: f64) -> Option<f64> {
        let at = match (self.recipe.denominate, self.input.denominators.get(column).copied().flatten()) {
            (Denominate::Ratio, Some(d)) => raw / d.values[self.aim.place]? * d.scale,
            _ => raw,
        };
        Some(at).filter(|at| at.is_finite())
    }

    /// Brings a denominated value of the place back to the raw axis.
    pub(super) fn to_raw(&self, column: usize, at: f64) -> f64 {
        match (self.recipe.denominate, self.input.denominators.get(column).copied().flatten()) {
            (Denominate::Ratio, Some(d)) => d.values[self.aim.place].map_or(at, |value| at / d.scale * value),
            _ => at,
        }
    }

    /// Least and greatest denominated value among the kept places.
    pub(super) fn span(&mut self, column: usize) -> Option<(f64, f64)> {
        self.open(column);
        min_max(&self.values)
    }

    /// Copies the denominated column without dropped places.
    fn open(&mut self, column: usize) {
        let cells = self.built.denominated.matrix.column(column).iter().zip(&self.built.screened.kept);
        self.values.clear();
        self.values.extend(cells.map(|(cell, kept)| cell.filter(|_| *kept)));
    }

    /// Tells whether more is better on the denominated axis; `None` where neither is.
    pub(super) fn better_is_more(&self, column: usize) -> Option<bool> {
        if self.recipe.normalise.of(column) == Scaling::Interval {
            let (from, to) = self.input.goalposts_of(column)?;
            let at = self.built.treated.at(self.aim.place, column)?;
            return if at < from { Some(true) } else { (at > to).then_some(false) };
        }
        match self.input.direction(column) {
            0 => None,
            direction => Some(direction > 0),
        }
    }

    /// Lead of the place in the build.
    pub(super) fn lead_held(&self) -> Option<f64> {
        Some(self.held?.1)
    }

    /// Rank and lead of the place over the rank to reach, if its value were `at` on the denominated axis; a lead that
    /// is not negative reaches it.
    ///
    /// `None` where that recipe cannot be run or leaves the place without a score.
    pub(super) fn stand(&mut self, column: usize, at: f64) -> Option<(u32, f64)> {
        if self.whole { self.whole_build(column, at) } else { self.one_column(column, at) }
    }

    /// Runs one column and the nodes above it.
    fn one_column(&mut self, column: usize, at: f64) -> Option<(u32, f64)> {
        let place = self.aim.place;
        // What other columns or other periods filled stays as it is.
        if fills_across(self.recipe) || self.recipe.impute.is_panel() {
            self.values.clear();
            self.values.extend_from_slice(self.built.imputed.matrix.column(column));
            self.values[place] = Some(at);
        } else {
            self.open(column);
            self.values[place] = Some(at);
            fill_column(&mut self.values, self.input.groups, &self.built.screened.kept, self.recipe.impute);
        }
        treat_column(column, &mut self.values, self.recipe.treat.of(column));
        self.scaled.clear();
        self.scaled.resize(self.values.len(), None);
        let (values, scaled) = (&self.values, &mut self.scaled);
        scale_column(values, values, &[values], self.input, self.recipe, column, scaled).ok()?;
        let before = self.built.normalised.column(column);
        let others_stand = before.iter().zip(&self.scaled).enumerate().all(|(other, (a, b))| other == place || a == b);
        if others_stand && let Some(own) = self.own_score(column) {
            let before = self.built.scores.at(place, self.aim.root)?;
            let (_, lead) = self.held?;
            // The mark to reach is that of the build: only the own score has moved.
            return Some((self.rank_of(own), if lead.is_infinite() { lead } else { own - (before - lead) }));
        }
        self.along_the_path(column)
    }

    /// Score of the place alone from its new scaled value; `None` where a mean compares places.
    fn own_score(&self, column: usize) -> Option<f64> {
        let (tree, rule) = (&self.built.tree, &self.recipe.aggregate);
        let mut changed = self.leaf[column]?;
        let mut score = self.scaled[self.aim.place];
        while changed != self.aim.root {
            let node = tree.nodes()[changed].parent?;
            let level = tree.levels()[node];
            let mean = rule.of(node, level);
            if mean == Mean::Copeland {
                return None;
            }
            let mut cells: Vec<[Option<f64>; 1]> = Vec::with_capacity(tree.children(node).len());
            let mut weights = Vec::with_capacity(cells.capacity());
            for &child in tree.children(node).iter().filter(|&&child| tree.nodes()[child].weight != 0.0) {
                cells.push([if child == changed { score } else { self.built.scores.at(self.aim.place, child) }]);
                weights.push(tree.nodes()[child].weight);
            }
            let columns: Vec<&[Option<f64>]> = cells.iter().map(<[_; 1]>::as_slice).collect();
            score = combine(mean, &columns, &weights, rule.threshold(level), 1).ok()?[0];
            changed = node;
        }
        score
    }

    /// Rank of a score among the other places of the build.
    fn rank_of(&self, own: f64) -> u32 {
        let scores = self.built.scores.column(self.aim.root).iter().enumerate();
        let better = scores.filter(|(other, cell)| *other != self.aim.place && cell.is_some_and(|score| score > own));
        better.count() as u32 + 1
    }

    /// Computes the nodes above the column for all places.
    fn along_the_path(&mut self, column: usize) -> Option<(u32, f64)> {
        self.restore(column);
        let tree = &self.built.tree;
        let leaf = self.leaf[column]?;
        self.scores.column_mut(leaf).copy_from_slice(&self.scaled);
        let mut above = tree.nodes()[leaf].parent;
        while let Some(node) = above {
            let result = node_score(&self.scores, tree, &self.recipe.aggregate, node).ok()?;
            self.scores.column_mut(node).copy_from_slice(&result);
            above = tree.nodes()[node].parent.filter(|_| node != self.aim.root);
        }
        standing(&self.scores, self.aim.root, self.aim.place, self.aim.rank)
    }

    /// Undoes the trials of another column.
    fn restore(&mut self, column: usize) {
        let tree = &self.built.tree;
        if let Some(before) = self.touched.replace(column).filter(|before| *before != column) {
            let mut node = self.leaf[before];
            while let Some(index) = node {
                self.scores.column_mut(index).copy_from_slice(self.built.scores.column(index));
                node = tree.nodes()[index].parent;
            }
        }
    }

    /// Runs the whole recipe.
    fn whole_build(&self, column: usize, at: f64) -> Option<(u32, f64)> {
        let mut matrix = self.input.matrix.clone();
        matrix.set(self.aim.place, column, Some(self.to_raw(column, at)));
        let mut recipe = self.recipe.clone();
        if let Some(screen) = &mut recipe.screen {
            // Screening is held: whoever is in stays in.
            let kept = &self.built.screened.kept;
            screen.keep = (0..kept.len()).filter(|&place| kept[place]).collect();
            screen.drop = (0..kept.len()).filter(|&place| !kept[place]).collect();
        }
        let changed = build(&Input { matrix: &matrix, ..*self.input }, &recipe).ok()?;
        standing(&changed.scores, self.aim.root, self.aim.place, self.aim.rank)
    }
}

/// Tells whether a value informs the missing cells of other columns.
fn fills_across(recipe: &Recipe) -> bool {
    matches!(recipe.impute, Imputation::RowMean(_) | Imputation::RowMedian(_) | Imputation::Em(_))
}
