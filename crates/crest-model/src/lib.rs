//! The nouns of Crest: project files → checked model with diagnostics, and the versioned results contract.

pub mod diagnostic;
pub mod period;
pub mod results;
pub mod text;

pub use diagnostic::{Diagnostic, Location, Severity, Span};
pub use period::{Period, PeriodError};
pub use text::{Lang, Text};
