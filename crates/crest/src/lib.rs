//! The engine of Crest: from a project directory to stored, explained, comparable results.
//!
//! - Open and check a project: [`Project`]; run it: [`run()`]; keep it at hand: [`Session`].
//! - Ask what a change does: [`Session::what_if`]; compare two runs: [`mod@diff`].
//! - Ask what it takes to reach a rank, and which weights go with which order: [`inverse`].
//! - Ask where a figure comes from: [`explain`].
//! - Ask what is behind, and what was known when: [`run_as_of`]; tell a difference in words: [`changelog`]; know who changed
//!   what: [`audit`]; carry a series on: [`mod@forecast`].
//! - Ask how rules compare: [`mod@rules`]. Ask who reaches what, and when: [`mod@reach`].
//! - What stands behind: [`fingerprint`] and [`store`] (a run is addressed by its content), [`kernel`] (methods that
//!   tables may name).
//! - Start from something: [`example`]. Hand results on: [`export`].

pub mod audit;
pub mod changelog;
pub mod diff;
pub mod example;
pub mod explain;
pub mod export;
pub mod fingerprint;
pub mod forecast;
pub mod inverse;
pub mod kernel;
pub mod reach;
pub mod rules;
pub mod run;
pub mod session;
pub mod store;
pub mod zones219;

mod assemble;
mod kernels_index;
mod kernels_reach;
mod kernels_rules;
mod monitor;
mod recipe;
mod scenario;
mod work;

pub use audit::Actor;
pub use crest_data::Table;
pub use kernel::Registry;
pub use run::{Outcome, Progress, Project, RunError, RunOptions, run, run_as_of};
pub use session::{Session, SessionError, StoredError, find_stored};
