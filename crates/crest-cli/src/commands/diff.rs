//! `crest diff`: what changed between two stored runs.

use std::path::Path;

use anyhow::Result;

use crate::commands::whatif;
use crate::context::{Context, Exit};

/// Compares two runs of the store.
pub(crate) fn diff(context: &mut Context, directory: &Path, before: &str, after: &str, words: bool) -> Result<Exit> {
    let project = context.open(directory)?;
    let before = crest::find_stored(&project, before)?;
    let after = crest::find_stored(&project, after)?;
    let changes = crest::diff::diff(&before, &after);
    if words {
        let told = crest::changelog::sentences(&before, &after, &changes);
        if context.is_json() {
            context.json(&told)?;
            return Ok(Exit::Fine);
        }
        if told.is_empty() {
            let line = context.terminal.say("没有变化", "nothing changes").to_owned();
            context.terminal.line(&line);
        }
        for sentence in told {
            let line = sentence.show(context.lang()).to_owned();
            context.terminal.line(&line);
        }
    } else if context.is_json() {
        context.json(&changes)?;
    } else {
        whatif::print(context, &changes, &after);
    }
    Ok(Exit::Fine)
}
