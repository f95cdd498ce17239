//! `crest completions`: completions for a shell.

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Arguments;
use crate::context::{Context, Exit};

/// Prints the completions of a shell.
pub(crate) fn completions(context: &mut Context, shell: Shell) -> Result<Exit> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "crest", &mut bytes);
    let text = String::from_utf8(bytes)?;
    context.terminal.line(text.trim_end());
    Ok(Exit::Fine)
}
