//! Composite indices: from a matrix of indicators to scores, ranks and their audit.
//!
//! What goes in: [`Matrix`], [`Tree`], [`Input`], [`Recipe`].
//! What is measured of a column: [`stats`].

pub mod correlate;
pub mod cronbach;
pub mod input;
pub mod matrix;
pub mod mcda;
pub mod principal;
pub mod recipe;
pub mod simplex;
pub mod stats;
pub mod tree;
pub mod weights;

pub use input::{Denominator, Input, InputError};
pub use matrix::Matrix;
pub use recipe::Recipe;
pub use tree::{Tree, TreeError, TreeNode};
