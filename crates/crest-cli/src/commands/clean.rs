//! `crest clean`: removes what the latest runs do not need.

use std::path::Path;

use anyhow::Result;

use crate::context::{Context, Exit};

/// Cleans the store of a project.
pub(crate) fn clean(context: &mut Context, directory: &Path, keep: usize) -> Result<Exit> {
    let project = context.open(directory)?;
    let cleaned = crest::store::Store::clean(&project.root, keep)?;
    if context.is_json() {
        context.json(&cleaned)?;
    } else {
        let line = match context.lang() {
            crest_model::Lang::Zh => format!("删除 {} 个文件，释放 {} 字节", cleaned.files, cleaned.bytes),
            crest_model::Lang::En => format!("removed {} files, {} bytes freed", cleaned.files, cleaned.bytes),
        };
        context.terminal.line(&line);
    }
    Ok(Exit::Fine)
}
