//! One module per command.

pub(crate) mod audit;
pub(crate) mod certainty;
pub(crate) mod check;
pub(crate) mod clean;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod least_change;
pub(crate) mod new;
pub(crate) mod rank;
pub(crate) mod reach;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod run;
pub(crate) mod score;
pub(crate) mod sql;
pub(crate) mod status;
pub(crate) mod tables;
pub(crate) mod weights;
pub(crate) mod whatif;
