//! How sure a rank is: every uncertain choice varied together, and what that does to scores and ranks.
//!
//! A [`Space`] names what is uncertain about an index: figures, filling, treatment, scale, weights, means, and what is left
//! out. Each is a [`Factor`] with its options and chances, or with a continuous spread; factors are independent unless
//! stated [`Together`]. [`Uncertain::prepare`] checks the space and computes what all draws share. [`enumerate()`] then
//! runs every combination of a finite space, [`sample()`] draws from any, and both give [`RankStatistics`].
//!
//! Long form: `docs/methods/uncertainty.md`. Sources: OECD/JRC Handbook (2008), step 9; M. Saisana, A. Saltelli,
//! S. Tarantola, J. R. Stat. Soc. A 168 (2005); R. Lahdelma, P. Salminen, Oper. Res. 49 (2001), for SMAA-2.

mod choose;
mod compare;
mod enumerate;
mod evaluate;
mod pipeline;
mod prepare;
mod program;
mod sample;
mod single;
mod statistics;
mod tally;
mod vary;

#[cfg(test)]
mod tests;

pub use compare::{Move, PairedChange, moves, paired, reversals};
pub use enumerate::enumerate;
pub use prepare::Uncertain;
pub use sample::{Sampling, sample};
pub use single::{SingleChange, one_at_a_time};
pub(crate) use statistics::quantile_of_counts;
pub use statistics::{Estimate, RankStatistics, tied_groups};

pub(crate) use choose::{Coordinates, Other, Points};
pub(crate) use enumerate::{Combinations, blocks, count, for_each_block};
pub(crate) use evaluate::{Draws, Scores};
pub(crate) use sample::Stream;
pub(crate) use statistics::error_of;
pub(crate) use tally::RankBlock;

use crate::build::BuildError;
use crate::recipe::{Imputation, Mean, Normalisation, Treatments};
use crate::{Input, Matrix, Recipe};

/// Holds an index and everything that is uncertain about it.
#[derive(Debug, Clone)]
pub struct Space<'a> {
    /// What the index is built from; its matrix holds the nominal figures.
    pub input: Input<'a>,
    /// The nominal recipe.
    pub recipe: &'a Recipe,
    /// The node whose ranks are asked for.
    pub root: usize,
    /// Fills missing cells before the method of imputation does; `None` = nothing does.
    pub fill: Option<Fill<'a>>,
    /// Periods whose values give the bounds of normalisation besides or instead of the own ones.
    pub bounds: Bounds<'a>,
    /// What is uncertain, in the order in which choices are drawn.
    pub factors: Vec<Factor>,
    /// Stated dependence between discrete factors; a factor stands in one entry at most.
    pub together: Vec<Together>,
}

/// Says which values give the bounds of normalisation.
#[derive(Debug, Clone, Copy)]
pub enum Bounds<'a> {
    /// Those of the period itself.
    Own,
    /// Those of the period and of others: matrices after denomination and imputation, treated as the period is.
    With(&'a [Matrix]),
    /// Those of one other period.
    Base(&'a Matrix),
}

/// Holds numbers for missing cells that come from outside, such as from other periods of the same place.
#[derive(Debug, Clone, Copy)]
pub struct Fill<'a> {
    /// Numbers, in the form of the figures after denomination; cells that are not missing are not looked at.
    pub matrix: &'a Matrix,
    /// By how much such a number misses, by column, for [`Vary::ImputeDraws`].
    pub spreads: &'a [f64],
}

/// Holds one thing that is uncertain.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// What varies.
    pub vary: Vary,
    /// Chance of each option of a discrete factor; empty = equally likely.
    pub chances: Vec<f64>,
}

impl Factor {
    /// Returns a factor whose options are equally likely.
    pub fn new(vary: Vary) -> Self {
        Self { vary, chances: Vec::new() }
    }
}

/// Says what varies, and how.
#[derive(Debug, Clone, PartialEq)]
pub enum Vary {
    /// The figures as a whole: one of several matrices of the shape of the input's.
    Figures(Vec<Matrix>),
    /// The figures column by column: for each column its alternatives, drawn independently, equally likely.
    Columns(Vec<(usize, Vec<Vec<Option<f64>>>)>),
    /// Errors added to the figures.
    Errors(Errors),
    /// Numbers that fill missing cells, instead of [`Space::fill`]; they are drawn around with its spreads.
    Fill(Vec<Matrix>),
    /// The method that fills missing cells.
    Impute(Vec<Imputation>),
    /// Filled cells are drawn around what the method gives, with the spread by which the method misses known values when
    /// every tenth of them is hidden from it in turn.
    ImputeDraws,
    /// The treatment of outliers.
    Treat(Vec<Treatments>),
    /// The normalisation.
    Normalise(Vec<Normalisation>),
    /// One of several sets of weights, one weight per node.
    WeightSets(Vec<Vec<f64>>),
    /// A random mixture of several sets of weights: shares uniform over all mixtures.
    WeightMixture(Vec<Vec<f64>>),
    /// The weight of each of these nodes times a uniform number from 1 − band to 1 + band, `0 < band < 1`.
    WeightBand {
        /// Nodes.
        nodes: Vec<usize>,
        /// Half-width, as a share of the weight.
        band: f64,
    },
    /// Weights of the children of these nodes: Dirichlet around the nominal shares.
    WeightDirichlet {
        /// Parents.
        parents: Vec<usize>,
        /// Sum of the parameters; the larger, the closer to the nominal weights.
        concentration: f64,
    },
    /// Weights of the children of these nodes: uniform over all that meet the bounds.
    WeightAny {
        /// Parents.
        parents: Vec<usize>,
        /// Node, least and greatest share among its siblings.
        bounds: Vec<(usize, f64, f64)>,
    },
    /// Weights of these siblings: uniform over all that do not rise along the list; together they keep their nominal sum.
    WeightOrder(Vec<usize>),
    /// The mean of one level (2 = parents of indicators), or of all levels; nodes with a mean of their own keep it.
    Aggregate {
        /// Level; `None` = all.
        level: Option<usize>,
        /// Means.
        options: Vec<Mean>,
    },
    /// A node whose weight is set to 0; `None` leaves nothing out.
    LeaveOut(Vec<Option<usize>>),
}

/// Holds the errors of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Errors {
    /// Standard error per cell, in the unit of the figure; missing or 0 = exact.
    pub std_errors: Matrix,
    /// Distribution.
    pub shape: Shape,
    /// Correlation of the errors of one column, 0–1: what a shared fault of the indicator contributes.
    pub shared: f64,
}

/// Names the distribution of an error; all have mean 0 and the stated standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Normal.
    Normal,
    /// Uniform; half-width √3 standard errors.
    Uniform,
    /// Symmetric triangular; half-width √6 standard errors.
    Triangular,
}

/// States which combinations of discrete factors happen.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// Positions of the factors.
    pub factors: Vec<usize>,
    /// Combinations: the option of each factor, and its chance.
    pub rows: Vec<(Vec<usize>, f64)>,
}

/// Says why uncertainty cannot be computed.
#[derive(Debug, Clone, PartialEq)]
pub enum UncertaintyError {
    /// The nominal index, or one under some options, cannot be built.
    Build {
        /// Factor and option of each discrete choice; empty for the nominal index.
        options: Vec<(usize, usize)>,
        /// Why.
        error: BuildError,
    },
    /// Nothing is uncertain.
    Nothing,
    /// A factor has no options, or its arrays do not fit the index.
    Shape {
        /// Position of the factor.
        factor: usize,
    },
    /// The chances of a factor, or of an entry of [`Space::together`] counted after the factors, are not one per option,
    /// negative, not finite, or do not sum to 1.
    Chances {
        /// Position.
        factor: usize,
    },
    /// A spread is negative, not finite, or out of range.
    Spread {
        /// Position of the factor.
        factor: usize,
    },
    /// No weights meet the bounds of a factor.
    NoWeights {
        /// Position of the factor.
        factor: usize,
        /// Parent of the siblings.
        parent: usize,
    },
    /// Weights that meet the bounds are so rare among all weights that none was found in the stated number of tries.
    RareWeights {
        /// Position of the factor.
        factor: usize,
        /// Tries.
        tries: u32,
    },
    /// Dependence is stated for a factor that is not discrete, or twice, or names an option that is not there.
    Together {
        /// Position in [`Space::together`].
        entry: usize,
    },
    /// The space is not finite, so that it cannot be enumerated.
    NotFinite {
        /// A factor that is continuous.
        factor: usize,
    },
    /// There are more combinations than may be enumerated.
    TooMany {
        /// Combinations.
        combinations: f64,
        /// Most that may be.
        most: u64,
    },
    /// The tables of the result do not fit into the stated memory.
    Memory {
        /// Bytes needed.
        bytes: u64,
        /// Bytes allowed.
        most: u64,
    },
    /// Fewer draws than batches from which the error is estimated.
    FewDraws {
        /// Draws asked for.
        draws: u64,
        /// Fewest that do.
        least: u64,
    },
    /// A draw cannot be computed: a mean of positive numbers met one that is not.
    Draw {
        /// Options of its discrete factors.
        options: Vec<(usize, usize)>,
    },
    /// Stopped from outside.
    Stopped,
}

impl std::fmt::Display for UncertaintyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Build { options, error } if options.is_empty() => write!(f, "the nominal index: {error}"),
            Self::Build { options, error } => write!(f, "with options {options:?}: {error}"),
            Self::Nothing => write!(f, "nothing is uncertain"),
            Self::Shape { factor } => {
                write!(f, "factor {factor} has no options, or arrays that do not fit the index")
            }
            Self::Chances { factor } => write!(f, "the chances of factor {factor} do not fit its options"),
            Self::Spread { factor } => write!(f, "the spread of factor {factor} is out of range"),
            Self::NoWeights { factor, parent } => {
                write!(f, "factor {factor}: no weights of the children of node {parent} meet the bounds")
            }
            Self::RareWeights { factor, tries } => {
                write!(f, "factor {factor}: no weights within the bounds were met in {tries} tries")
            }
            Self::Together { entry } => write!(f, "stated dependence {entry} does not fit the factors"),
            Self::NotFinite { factor } => write!(f, "factor {factor} is continuous and cannot be enumerated"),
            Self::TooMany { combinations, most } => {
                write!(f, "{combinations} combinations, at most {most} may be enumerated")
            }
            Self::Memory { bytes, most } => write!(f, "{bytes} bytes needed, {most} allowed"),
            Self::FewDraws { draws, least } => write!(f, "{draws} draws, at least {least} needed"),
            Self::Draw { options } => {
                write!(f, "with options {options:?} a mean of positive numbers meets one that is not")
            }
            Self::Stopped => write!(f, "stopped"),
        }
    }
}

impl std::error::Error for UncertaintyError {}
