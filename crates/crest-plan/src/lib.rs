//! Inverse questions about a composite index: which weights, and which changes, would give which rank; and the solver behind them.
//!
//! The crate knows places and elements by position only: dense arrays in, arrays out. Sets, variables, objectives, constraints
//! and measured times stand in long form in `docs/methods/inverse.md`.
//!
//! - **What goes in**: a [`Matrix`] of normalised values (places × elements), and the [`admissible`] weights: bands, orders,
//!   groups, trees.
//! - **Two places**: who is [`ahead`], at which weights, how near these are, and where the order turns.
//! - **One place among all**: its [`mod@rank_interval`] over all admissible weights.
//! - **A published list**: whether it is [`mod@compatible`] with any admissible weights, and where it contradicts itself.
//! - **What to change**: the [`mod@least_change`] of indicators that reaches a rank, and the cost of every rank.
//! - **Where to build**: [`siting`] of the next facilities, proven.
//! - **What to reform**: the best [`bundle`] of provisions, by score, distance or cost.
//! - **The fence**: linear and mixed-integer programmes by the [`solver`]; no other module and no other crate names it.

pub mod matrix;

pub mod admissible;
pub mod ahead;
pub mod rank_interval;

pub mod bundle;
pub mod compatible;
pub mod least_change;

pub mod siting;

pub mod error;
pub mod solver;

mod half_space;
mod most_met;

#[cfg(test)]
mod sample;

pub use admissible::{Admissible, AdmissibleError};
pub use error::InverseError;
pub use matrix::{Matrix, MatrixError, RESOLUTION};
pub use solver::Effort;
