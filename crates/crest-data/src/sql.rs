//! Queries: SQL over the tables it is given, and nothing else.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crest_model::Diagnostic;

use crate::table::Table;

/// Bounds a query.
#[derive(Debug, Clone)]
pub struct SqlOptions {
    /// Most memory it may hold at once, in bytes; what sorts and joins hold beyond it goes to `spill_dir`.
    pub memory_bytes: usize,
    /// Directory for what does not fit; must exist.
    pub spill_dir: PathBuf,
    /// Most bytes in `spill_dir`.
    pub spill_bytes: u64,
    /// Set by the caller to stop the query.
    pub cancel: Arc<AtomicBool>,
}

/// Runs a query over tables.
///
/// # Errors
/// All mistakes found, each with line and column in the file `path`.
pub fn run_sql(
    name: &str,
    path: &str,
    text: &str,
    inputs: &[&Table],
    options: &SqlOptions,
) -> Result<(Table, Vec<Diagnostic>), Vec<Diagnostic>> {
    let _ = (name, text, inputs, options);
    Err(vec![Diagnostic::error("C1301", "not yet").at(crest_model::Location::file(path))])
}

/// Lists the tables a query names, sorted.
pub fn tables_of_query(text: &str) -> Vec<String> {
    let _ = text;
    Vec::new()
}
