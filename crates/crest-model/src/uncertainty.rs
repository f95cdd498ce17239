//! What is uncertain about the index, as `[uncertainty]` declares it: inputs, how they vary, and what is to be found out.
//!
//! The section is checked by [`crate::load()`] and by [`Model::uncertainty_with`](crate::Model::uncertainty_with); what stands
//! here can be computed. Positions of nodes are those of [`Model::nodes`](crate::Model).
//!
//! # Source
//! OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 9, uncertainty and sensitivity analysis.

use std::collections::BTreeMap;

pub use crate::load::uncertainty::Written;
use crate::model::{ImputeSpec, Node, NormaliseSpec, TreatSpec};
use crate::{Location, Text};

mod label;

/// Holds `[uncertainty]`.
#[derive(Debug, Clone)]
pub struct UncertaintySpec {
    /// How the space of all choices is gone through.
    pub method: SamplingMethod,
    /// Draws of a sampled space, 64 to 100 million.
    pub draws: u64,
    /// Most combinations that [`SamplingMethod::Auto`] enumerates.
    pub enumerate_up_to: u64,
    /// Seed of all draws.
    pub seed: u64,
    /// Share of the distribution inside the reported interval, above 0 and below 1.
    pub interval: f64,
    /// Chance from which two places count as told apart, above 0.5 and at most 1.
    pub apart: f64,
    /// Numbers k for the chance of being among the first k, each at least 1.
    pub first: Vec<u32>,
    /// Numbers k for the chance of being among the last k, each at least 1.
    pub last: Vec<u32>,
    /// Bands of ranks.
    pub groups: Vec<RankGroup>,
    /// Base draws of the designs for sensitivity of a sampled space; 0 = none.
    pub sensitivity: u64,
    /// Uncertain inputs in file order; those added on the command line follow.
    pub inputs: Vec<UncertainInput>,
    /// Combinations that alone may happen, of inputs that depend on each other.
    pub together: Vec<Together>,
    /// Where the section stands.
    pub location: Location,
}

impl UncertaintySpec {
    /// Returns a section that says nothing but its defaults, without inputs.
    pub fn without_inputs() -> Self {
        Self {
            method: SamplingMethod::Auto,
            draws: 4096,
            enumerate_up_to: 100_000,
            seed: 1,
            interval: 0.9,
            apart: 0.95,
            first: vec![1, 3, 10],
            last: vec![3],
            groups: Vec::new(),
            sensitivity: 512,
            inputs: Vec::new(),
            together: Vec::new(),
            location: Location::file("crest.toml"),
        }
    }
}

/// Says how the space of all choices is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamplingMethod {
    /// Every combination where there are few enough and nothing is continuous, else [`SamplingMethod::Sobol`].
    Auto,
    /// Every combination, each with its chance.
    Enumerate,
    /// Points of a scrambled Sobol' sequence.
    Sobol,
    /// Independent random points.
    Random,
}

impl SamplingMethod {
    /// Returns the word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Enumerate => "enumerate",
            Self::Sobol => "sobol",
            Self::Random => "random",
        }
    }
}

/// Names a band of ranks, such as those an exit rule warns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankGroup {
    /// Name.
    pub name: Text,
    /// First rank of the band; negative numbers count from the end, −1 is the last rank.
    pub from: i64,
    /// Last rank of the band, counted likewise.
    pub to: i64,
}

/// States the dependence of inputs: only these combinations of their options happen.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// Positions in [`UncertaintySpec::inputs`]; an input stands in one table at most.
    pub inputs: Vec<usize>,
    /// Options of the inputs, in their order, by position from 0, and the chance of the row; the chances sum to 1.
    pub rows: Vec<(Vec<usize>, f64)>,
}

/// Describes one uncertain input.
#[derive(Debug, Clone)]
pub struct UncertainInput {
    /// Identifier.
    pub id: String,
    /// Name; empty where none is given.
    pub name: Text,
    /// What varies and how.
    pub vary: Vary,
    /// Chances of the options, in their order; empty = equally likely, or given by [`UncertaintySpec::together`].
    pub chances: Vec<f64>,
    /// Where it stands.
    pub location: Location,
}

impl UncertainInput {
    /// Tells whether the input is one choice among the options that [`UncertainInput::labels`] names, and nothing else.
    ///
    /// False for what is continuous, for options that are drawn around as well (`draws = true`), and for
    /// [`SourceOptions::Any`], whose options the data decide.
    pub fn is_discrete(&self) -> bool {
        match &self.vary {
            Vary::Values { .. } | Vary::Sources(SourceOptions::Any) => false,
            Vary::Impute { draws, .. } => !draws,
            Vary::Weights { how, .. } => matches!(how, WeightsVary::Sets { between: false, .. }),
            Vary::Sources(SourceOptions::Orders(_))
            | Vary::Treat { .. }
            | Vary::Normalise { .. }
            | Vary::Aggregate { .. }
            | Vary::LeaveOut { .. } => true,
        }
    }
}

/// Says what varies, and how.
#[derive(Debug, Clone)]
pub enum Vary {
    /// The values themselves, by their standard errors.
    Values {
        /// Whether standard errors that values carry are used.
        std_error: bool,
        /// Relative standard error by the status of a value, above 0 and at most 1, where it carries none.
        by_status: BTreeMap<String, f64>,
        /// Relative standard error of single indicators, 0 to 1, over that of the status.
        by_indicator: BTreeMap<String, f64>,
        /// Shape of the errors.
        shape: ErrorShape,
        /// Correlation of the errors of one indicator between places, 0 to 1.
        shared: f64,
    },
    /// Which source is believed.
    Sources(SourceOptions),
    /// How missing cells are filled.
    Impute {
        /// Methods; the stated one where none is named.
        options: Vec<ImputeSpec>,
        /// Whether imputed cells are drawn around what the method gives.
        draws: bool,
    },
    /// How outliers are treated; `None` = not at all.
    Treat {
        /// Treatments.
        options: Vec<Option<TreatSpec>>,
    },
    /// How indicators come to one scale.
    Normalise {
        /// Normalisations.
        options: Vec<NormaliseSpec>,
    },
    /// The weights.
    Weights {
        /// Level of the nodes whose weights vary (1 = indicators); `None` = every level.
        level: Option<u32>,
        /// How they vary.
        how: WeightsVary,
    },
    /// How scores are combined; nodes that `[index.aggregate] nodes` names keep their method.
    Aggregate {
        /// Level of the nodes at which the method varies (2 = those of indicators); `None` = every level.
        level: Option<u32>,
        /// Methods.
        options: Vec<String>,
        /// Exponent of `power`.
        power: f64,
    },
    /// Which node is left out: option 0 leaves out nothing, option i the node at i − 1.
    LeaveOut {
        /// Nodes of which each in turn is left out.
        nodes: Vec<usize>,
    },
}

impl Vary {
    /// Returns the word used in files for the kind of input.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Values { .. } => "values",
            Self::Sources(_) => "sources",
            Self::Impute { .. } => "impute",
            Self::Treat { .. } => "treat",
            Self::Normalise { .. } => "normalise",
            Self::Weights { .. } => "weights",
            Self::Aggregate { .. } => "aggregate",
            Self::LeaveOut { .. } => "leave-out",
        }
    }
}

/// Names the shape of errors of a given standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorShape {
    /// Normal.
    Normal,
    /// Uniform, half width √3 standard errors.
    Uniform,
    /// Symmetric triangular, half width √6 standard errors.
    Triangular,
}

impl ErrorShape {
    /// Returns the word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Uniform => "uniform",
            Self::Triangular => "triangular",
        }
    }
}

/// Says among which sources the choice varies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceOptions {
    /// Orders of source ids, each put before the stated order; an empty one is the stated order itself.
    Orders(Vec<Vec<String>>),
    /// Every source that has a value is equally likely; one draw per indicator.
    Any,
}

/// Says how weights vary.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightsVary {
    /// Each weight times an independent number, uniform on `[1 − band, 1 + band]`; siblings are then divided by their sum.
    Band(f64),
    /// Dirichlet with the stated weights as mean and this concentration.
    Dirichlet(f64),
    /// Uniform over all weights of the siblings that respect the bounds.
    Any {
        /// Node, least and greatest share among its siblings.
        bounds: Vec<(usize, f64, f64)>,
    },
    /// Uniform over all weights that do not rise along this list of siblings; siblings not in it are free.
    Order(Vec<usize>),
    /// Stated sets of weights.
    Sets {
        /// Sets; nodes that a set does not name keep their weights.
        sets: Vec<WeightSet>,
        /// Whether mixtures of the sets are drawn instead of one of them.
        between: bool,
    },
}

/// Holds one set of weights.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightSet {
    /// Name, unique among the sets of the input.
    pub name: String,
    /// Node and weight, in order of nodes.
    pub weights: Vec<(usize, f64)>,
}
