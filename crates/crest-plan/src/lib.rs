//! Inverse questions about a composite index, and the solver behind them.
pub mod admissible;
pub mod ahead;
pub mod compatible;
pub mod error;
mod half_space;
pub mod least_change;
pub mod matrix;
mod most_met;
pub mod rank_interval;
pub mod solver;
