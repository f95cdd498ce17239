//! `crest diff`: what changed between two stored runs.

use std::path::Path;

use anyhow::Result;

use crate::commands::whatif;
use crate::context::{Context, Exit};

/// Compares two runs of the store.
pub(crate) fn diff(context: &mut Context, directory: &Path, before: &str, after: &str) -> Result<Exit> {
    let project = context.open(directory)?;
    let before = crest::find_stored(&project, before)?;
    let after = crest::find_stored(&project, after)?;
    let changes = crest::diff::diff(&before, &after);
    if context.is_json() {
        context.json(&changes)?;
    } else {
        whatif::print(context, &changes, &after);
    }
    Ok(Exit::Fine)
}
