//! Placeholder while the crate is opened.
