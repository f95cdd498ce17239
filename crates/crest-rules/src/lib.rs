//! Rules across jurisdictions: from dated answers to scores, distances, recognition and the effect of reforms.
//!
//! The crate knows jurisdictions, provisions and methods by position only. Definitions, formulas and measurements stand in long form
//! in `docs/methods/rules.md`.
//!
//! - **What goes in**: an [`answer`] with its kind and reason of absence; dated and directed records, of which those in force are [`mod@select`]ed.
//! - **Method**: a tree of components and groups with gates, implications and couplings ([`method`]), and the closed language of conditions and formulas
//!   ([`expression`]).
//! - **Score**: marks of all nodes, ranks, and what each node adds ([`mod@score`]).
//! - **Distance**: by answers, by scores and by what is recognised, with bounds where answers are not known ([`distance`]).
//! - **Reform**: what a change of answers does ([`reform`]), on two [`mod@axes`], up the [`mod@ladder`], divided among provisions ([`shapley`]), and as arrays for the
//!   best [`bundle`].
//! - **Time**: events, end dates, convergence and its trend ([`timeline`]); where partners moved and we did not ([`mod@radar`]).
//! - **Trust**: sources, age and gaps of the answers ([`mod@coverage`]).

pub mod answer;
pub mod select;

pub mod expression;
pub mod method;
pub mod score;

pub mod distance;

pub mod axes;
pub mod bundle;
pub mod ladder;
pub mod reform;
pub mod shapley;

pub mod radar;
pub mod timeline;

pub mod coverage;
