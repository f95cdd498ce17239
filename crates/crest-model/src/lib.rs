//! The nouns of Crest: project files → checked model with diagnostics, and the versioned results contract.

pub mod codes;
pub mod diagnostic;
pub mod grid;
mod nearest;
pub mod period;
pub mod results;
pub mod text;
pub mod unit;

pub use diagnostic::{Diagnostic, Location, Severity, Span};
pub use nearest::nearest;
pub use period::{Period, PeriodError};
pub use text::{Lang, Text};
pub use unit::{Unit, UnitError};
