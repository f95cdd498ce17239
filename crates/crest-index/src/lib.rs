//! Composite indices: from a matrix of indicators to scores, ranks and their audit.

pub mod matrix;

pub use matrix::Matrix;
