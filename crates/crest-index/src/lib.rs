//! Composite indices: from a matrix of indicators to scores, ranks and their audit.
//!
//! What goes in: [`Matrix`], [`Tree`], [`Input`], [`Recipe`].
//! What is measured of a column: [`stats`].

pub mod aggregate;
pub mod audit;
pub mod availability;
pub mod build;
pub mod compare;
pub mod contribution;
pub mod correlate;
pub mod cronbach;
pub mod denominate;
pub mod describe;
pub mod em;
pub mod importance;
pub mod impute;
pub mod input;
pub mod matrix;
pub mod mcda;
pub mod normalise;
pub mod outrank;
pub mod panel;
pub mod principal;
pub mod rank;
pub mod rank_reversal;
pub mod recipe;
pub mod remove;
pub mod screen;
pub mod simplex;
pub mod stats;
pub mod steps_up;
pub mod strengths;
pub mod transform;
pub mod treat;
pub mod tree;
pub mod trend;
pub mod weigh;
pub mod weights;

pub use build::{BuildError, Built, build};
pub use input::{Denominator, Input, InputError};
pub use matrix::Matrix;
pub use recipe::Recipe;
pub use tree::{Tree, TreeError, TreeNode};
