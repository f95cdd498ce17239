//! Benches of the crates that have some, one after the other.

use anyhow::{Result, ensure};

use crate::command::Invocation;
use crate::workspace::Workspace;

/// Runs the benches of one crate, or of all; what follows `--` goes to the benches themselves.
///
/// # Errors
/// If no crate has a bench, or the one named has none.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool> {
    let split = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let (names, rest) = arguments.split_at(split);
    let mut packages = workspace.own_packages()?;
    packages.retain(|package| !package.benches.is_empty() && (names.is_empty() || names.contains(&package.name)));
    ensure!(!packages.is_empty(), "no crate of this name has a bench");
    let mut fine = true;
    for package in packages {
        for bench in &package.benches {
            let words = ["--package", package.name.as_str(), "--bench", bench.as_str()];
            let invocation = Invocation::new("cargo bench --locked").words(words).words(rest.iter().cloned());
            fine &= invocation.run(&workspace.root)?;
        }
    }
    Ok(fine)
}
