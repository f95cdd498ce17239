//! The nouns of Crest: project files → checked model with diagnostics, and the versioned results contract.

pub mod codes;
pub mod diagnostic;
pub mod grid;
mod load;
pub mod model;
mod nearest;
pub mod period;
pub mod render;
pub mod results;
pub mod schema;
pub mod target;
pub mod text;
pub mod unit;

pub use diagnostic::{Diagnostic, Location, Severity, Span};
pub use load::{load, load_with};
pub use model::Model;
pub use nearest::nearest;
pub use period::{Period, PeriodError};
pub use target::{Measure, Target, TargetError, TargetKind};
pub use text::{Lang, Text};
pub use unit::{Unit, UnitError};
