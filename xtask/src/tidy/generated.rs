//! Files that are made by program: written by `cargo xtask generate`, and checked to be fresh.

use anyhow::{Context, Result};
use crest_model::{Lang, codes, schema};

use super::Fault;
use crate::workspace::Workspace;

/// Returns every generated file: path and content.
fn all() -> Vec<(String, String)> {
    let schemas = schema::files().into_iter().map(|(name, content)| (format!("schemas/{name}"), content));
    let page = ("docs/reference/diagnostics.md".to_owned(), codes::reference_page(Lang::En));
    schemas.chain([page]).collect()
}

/// Writes every generated file and prints which changed.
pub(crate) fn write(workspace: &Workspace) -> Result<bool> {
    for (path, content) in all() {
        let full = workspace.path(&path);
        if std::fs::read_to_string(&full).is_ok_and(|found| found == content) {
            println!("generate: {path} is fresh");
            continue;
        }
        let folder = full.parent().context("a generated file lies in a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        std::fs::write(&full, content).with_context(|| format!("cannot write {path}"))?;
        println!("generate: {path} written");
    }
    Ok(true)
}

/// Checks that every generated file is what the program would write now.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (path, content) in all() {
        match std::fs::read_to_string(workspace.path(&path)) {
            Ok(found) if found == content => {}
            Ok(_) => faults.push(Fault::new(&path, 0, "is stale; run `cargo xtask generate`")),
            Err(_) => faults.push(Fault::new(&path, 0, "is missing; run `cargo xtask generate`")),
        }
    }
    Ok(faults)
}
