//! Files → tables.

use std::path::Path;

use crest_model::Diagnostic;
use crest_model::grid::Limits;
use crest_model::model::FileSpec;

use crate::table::Table;

/// Reads the file of a table; `None` with at least one error when it cannot be read.
pub fn read_file(root: &Path, name: &str, spec: &FileSpec, limits: &Limits) -> (Option<Table>, Vec<Diagnostic>) {
    let _ = (root, name, spec, limits);
    (None, Vec::new())
}

/// Brings a name to the form in which names are compared: tidied, without blanks, in lower case.
pub(crate) fn comparable(name: &str) -> String {
    crest_model::unit::plain_text(name).replace(' ', "").to_lowercase()
}
