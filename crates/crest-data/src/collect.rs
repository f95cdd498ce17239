//! Tables → values: columns and rows of the project's tables become values of its indicators.

use crest_model::{Diagnostic, Model};

use crate::table::Table;
use crate::value::Panel;

/// Collects the values of all indicators; `tables` stand in the order of [`Model::tables`], `None` where one could not be made.
pub fn collect_values(model: &Model, tables: &[Option<&Table>]) -> (Panel, Vec<Diagnostic>) {
    assert_eq!(model.tables.len(), tables.len(), "one entry per table of the model");
    (Panel::default(), Vec::new())
}
