//! `crest new`: a project to start from.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::context::{Context, Exit, write_file};

/// Makes a project in a directory that does not exist or is empty.
pub(crate) fn new(context: &mut Context, directory: &Path, example: Option<&str>, seed: u64) -> Result<Exit> {
    let occupied = std::fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        bail!("{} is not empty; nothing was written", directory.display());
    }
    let name = example.unwrap_or("empty");
    let Some(files) = crest::example::files(name, seed) else {
        bail!("there is no example `{name}`; there are: {}", crest::example::NAMES.join(", "));
    };
    for (path, bytes) in &files {
        write_file(&directory.join(path), bytes)?;
    }
    let made = directory.canonicalize().with_context(|| directory.display().to_string())?;
    let text = match context.lang() {
        crest_model::Lang::Zh => {
            format!("已在 {} 写入 {} 个文件；下一步：crest run {}", made.display(), files.len(), directory.display())
        }
        crest_model::Lang::En => {
            format!("wrote {} files to {}; next: crest run {}", files.len(), made.display(), directory.display())
        }
    };
    context.terminal.note(&text);
    Ok(Exit::Fine)
}
