//! The program itself, built and run: tools first, then `cargo run`, with the terminal and the exit code handed through.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::tools;
use crate::workspace::Workspace;

/// Provides the tools of the build, builds `crest` and runs it with the arguments, in the directory of the caller.
///
/// Nothing is printed on top of what cargo and the program say, unless a tool has to be installed.
///
/// # Errors
/// If a tool is missing or cargo cannot be started.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    tools::provide(&workspace.root)?;
    let mut command = Command::new("cargo");
    command.args(["run", "--package=crest-cli", "--manifest-path"]).arg(workspace.root.join("Cargo.toml"));
    let status = command.arg("--").args(arguments).status().context("cannot start `cargo run`")?;
    // A program ended by a signal has no code; it failed.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
