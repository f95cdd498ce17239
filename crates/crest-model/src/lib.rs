//! The nouns of Crest: project files → checked model with diagnostics, and the versioned results contract.
//!
//! | to | see |
//! | --- | --- |
//! | read and check a project directory | [`load()`], [`load_with`] |
//! | know what a checked project holds | [`model`], [`Model`] |
//! | change a copy of it for a scenario | [`Model::index_with`], [`Model::with_weight`], [`Model::with_target`] |
//! | know what is declared uncertain about the index; change it for one run | [`uncertainty`], [`Model::uncertainty_with`] |
//! | read, print and take up official assessment schemes | [`scheme`], [`Scheme`] |
//! | read dated, cited answers to rules; read, print and take up methods that score them | [`rules`], [`Rules`], [`RuleMethod`] |
//! | understand target sentences | [`target`], [`Target`] |
//! | understand units and convert numbers | [`mod@unit`], [`Unit`] |
//! | understand periods; hold Chinese and English | [`period`], [`text`] |
//! | read lists, delimited text and workbook sheets within bounds | [`grid`] |
//! | report mistakes, document and show them | [`diagnostic`], [`codes`], [`render`], [`chinese()`] |
//! | let editors complete the TOML files | [`schema`] |
//! | hand results on | [`results`] |

mod chinese;
pub mod codes;
pub mod diagnostic;
pub mod grid;
mod load;
pub mod model;
mod nearest;
pub mod period;
pub mod render;
pub mod results;
pub mod rules;
pub mod schema;
pub mod scheme;
pub mod target;
pub mod text;
pub mod uncertainty;
pub mod unit;

pub use chinese::chinese;
pub use diagnostic::{Diagnostic, Location, Severity, Span};
pub use load::{load, load_with};
pub use model::Model;
pub use nearest::nearest;
pub use period::{Day, Period, PeriodError};
pub use rules::{RuleMethod, Rules};
pub use scheme::Scheme;
pub use target::{Measure, Target, TargetError, TargetKind, Tolerances};
pub use text::{Lang, Text};
pub use uncertainty::UncertaintySpec;
pub use unit::{Unit, UnitError};
