//! Composite indices: from a matrix of indicators to scores, ranks and their audit.
//!
//! The crate knows places, indicators and nodes by position only. A [`Recipe`] holds every choice of method as one
//! value; [`build()`] runs it on an [`Input`] and keeps every intermediate. Formulas and sources in long form stand in
//! `docs/methods/index.md`.
//!
//! - **What goes in**: [`Matrix`] (places × indicators), [`Tree`] (framework), [`Input`], [`Recipe`].
//! - **Data**: [`availability`] of values, [`screen`]ing of places, division by a size measure ([`mod@denominate`]),
//!   [`mod@describe`] for the statistics table.
//! - **Missing values**: [`mod@impute`] from columns and rows, [`em`] under a normal model, [`panel`] from other periods.
//! - **Outliers**: [`mod@treat`] with its decision table, [`mod@transform`].
//! - **Scale, weights, scores, ranks**: [`mod@normalise`], [`mod@weigh`] and [`weights`] from the data,
//!   [`mod@aggregate`], [`outrank`]ing and Copeland, [`rank`].
//! - **All of it**: [`mod@build`] for one period and for panels.
//! - **Why, and what would change it**: [`contribution`]s and gaps, [`mod@steps_up`] to a rank, [`compare`] two results,
//!   [`remove`] an element, [`rank_reversal`], [`strengths`], [`trend`].
//! - **Coherence**: [`mod@correlate`], [`cronbach`]'s alpha, [`mod@principal`] components, [`importance`], [`mod@audit`].
//! - **Official assessments**: [`scheme`] (score functions, bonuses, deductions, vetoes, ranks, what a point takes, exit).
//! - **Other formulas**: [`mcda`] (TOPSIS, VIKOR, PROMETHEE, benefit of the doubt, …), [`simplex`].
//! - **Measures**: [`stats`] (moments, quantiles, ranks with ties).

pub mod input;
pub mod matrix;
pub mod recipe;
pub mod tree;

pub mod availability;
pub mod denominate;
pub mod describe;
pub mod screen;

pub mod em;
pub mod impute;
pub mod panel;

pub mod transform;
pub mod treat;

pub mod aggregate;
pub mod normalise;
pub mod outrank;
pub mod rank;
pub mod weigh;
pub mod weights;

pub mod build;

pub mod sensitivity;
pub mod uncertainty;

pub mod compare;
pub mod contribution;
pub mod rank_reversal;
pub mod remove;
pub mod steps_up;
pub mod strengths;
pub mod trend;

pub mod audit;
pub mod correlate;
pub mod cronbach;
pub mod importance;
pub mod principal;

pub mod mcda;
pub mod simplex;

pub mod scheme;

pub(crate) mod elementary;
pub(crate) mod random;
pub mod sobol;
pub mod stats;

pub use build::{BuildError, Built, build};
pub use input::{Denominator, Input, InputError};
pub use matrix::Matrix;
pub use recipe::Recipe;
pub use tree::{Tree, TreeError, TreeNode};
