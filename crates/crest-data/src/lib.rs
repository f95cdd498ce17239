//! Sources → tables → values with provenance.

pub mod value;
