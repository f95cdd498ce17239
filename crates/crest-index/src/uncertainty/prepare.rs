//! A checked space with everything that draws share.

use super::evaluate::{Draws, Evaluation, Scores};
use super::pipeline::divided;
use super::tally::{Nominal, RankBlock};
use super::vary::check;
use super::{Space, UncertaintyError};
use crate::screen::screen;

/// Holds a checked space, ready to be enumerated or drawn from.
#[derive(Debug)]
pub struct Uncertain<'s, 'a> {
    pub(super) evaluation: Evaluation<'s, 'a>,
    pub(super) nominal: Nominal,
}

/// Most places: ranks are counted in 16 bits.
const MOST_PLACES: usize = 60_000;

impl<'s, 'a> Uncertain<'s, 'a> {
    /// Checks a space, builds the nominal index and the matrices that draws share.
    ///
    /// - Who takes part is decided once, by the screening of the recipe on the nominal figures.
    /// - Cost: one build per combination of figures, imputation, treatment and normalisation, as far as they fit 128 MiB.
    ///
    /// # Errors
    /// See [`UncertaintyError`]; the first fault in the order of factors.
    ///
    /// # Panics
    /// If the root lies outside the tree or is an indicator, or there are more than 60,000 places.
    pub fn prepare(space: &'s Space<'a>) -> Result<Self, UncertaintyError> {
        let input = &space.input;
        assert!(space.root < input.tree.n_nodes(), "the root is a node of the tree");
        assert!(!input.tree.children(space.root).is_empty(), "the root is an aggregate");
        let n_places = input.matrix.n_places();
        assert!(n_places <= MOST_PLACES, "{n_places} places, at most {MOST_PLACES}");
        input.check().map_err(|error| UncertaintyError::Build { options: Vec::new(), error: error.into() })?;
        check(space)?;
        let kept = match &space.recipe.screen {
            Some(rule) => screen(&divided(space, input.matrix.clone()), input.tree, &input.columns_used(), rule).kept,
            None => vec![true; n_places],
        };
        let evaluation = Evaluation::new(space, kept);
        let options = vec![None; space.factors.len()];
        let mut scores = Scores::default();
        evaluation.scores(&Draws::Stated { options: &options, count: 1 }, false, &mut scores)?;
        let mut block = RankBlock::default();
        block.fill(&scores.scores, scores.stride, n_places);
        scores.scores.truncate(n_places);
        Ok(Self { evaluation, nominal: Nominal { scores: scores.scores, ranks: block.ranks } })
    }

    /// The space.
    pub fn space(&self) -> &'s Space<'a> {
        self.evaluation.space
    }

    /// Nominal ranks on the root.
    pub fn nominal_ranks(&self) -> Vec<Option<u32>> {
        self.nominal.ranks.iter().map(|&rank| (rank > 0).then_some(u32::from(rank))).collect()
    }

    /// Number of combinations of a finite space; `None` where a factor is continuous.
    pub fn n_combinations(&self) -> Option<f64> {
        let rows = self.evaluation.groups.iter().map(|group| group.rows.len());
        rows.map(|n| (n > 0).then_some(n as f64)).product()
    }

    /// Groups of factors that are drawn by one roll: those stated together first, then each free factor. Sensitivity is told
    /// by these.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        self.evaluation.groups.iter().map(|group| group.factors.clone()).collect()
    }

    /// Chances of the rows of each group; empty for a continuous one.
    pub(crate) fn rows(&self) -> Vec<Vec<f64>> {
        self.evaluation.groups.iter().map(|group| group.rows.iter().map(|row| row.1).collect()).collect()
    }

    /// Who takes part.
    pub(crate) fn kept(&self) -> &[bool] {
        &self.evaluation.pipeline.kept
    }

    /// Coordinates of a draw.
    pub(crate) fn n_coordinates(&self) -> usize {
        self.evaluation.n_coordinates
    }

    /// Nominal scores on the root; NaN where there is none.
    pub(crate) fn nominal_scores(&self) -> &[f64] {
        &self.nominal.scores
    }

    /// Mean absolute difference to the nominal ranks, by draw.
    pub(crate) fn shifts(&self, block: &RankBlock) -> Vec<f64> {
        self.nominal.shifts(block)
    }

    /// Scores and ranks of a block of draws.
    pub(crate) fn scores(
        &self,
        draws: &Draws<'_>,
        scores: &mut Scores,
        block: &mut RankBlock,
    ) -> Result<(), UncertaintyError> {
        self.evaluation.scores(draws, false, scores)?;
        block.fill(&scores.scores, scores.stride, self.n_places());
        Ok(())
    }

    pub(super) fn n_places(&self) -> usize {
        self.space().input.matrix.n_places()
    }

    pub(super) fn n_nodes(&self) -> usize {
        self.space().input.tree.n_nodes()
    }
}
