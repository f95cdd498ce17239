//! Rules across jurisdictions: from dated answers to scores, distances, recognition and the effect of reforms.
//!
//! The crate knows jurisdictions, provisions and methods by position only. Definitions, formulas and measurements stand in long form
//! in `docs/methods/rules.md`.

pub mod answer;
pub mod select;

pub mod expression;
pub mod method;
pub mod score;

pub mod distance;

pub mod axes;
pub mod ladder;
pub mod reform;
pub mod shapley;

pub mod coverage;
