//! Tidiness of the tree: what holds for every file, checked by machine so that reviews can speak of the rest.

mod diagnostics;
mod edges;
pub(crate) mod generated;
mod glossary;
mod leftovers;
mod links;
mod rust;
mod sources;
mod text;

use std::fmt;

use anyhow::Result;

use crate::workspace::Workspace;

/// Reports one thing that is out of order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    file: String,
    /// Counts from 1; 0 stands for the file as a whole.
    line: usize,
    text: String,
}

impl Fault {
    fn new(file: &str, line: usize, text: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, text: text.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.text),
            line => write!(f, "{}:{line}: {}", self.file, self.text),
        }
    }
}

/// Holds a file of text.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// Path from the root, with `/` between parts.
    pub(crate) path: String,
    /// Content.
    pub(crate) text: String,
}

impl File {
    fn has_extension(&self, extension: &str) -> bool {
        self.path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).is_some_and(|(_, found)| found == extension)
    }

    /// Returns the lines with their numbers, from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.split('\n').enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// Runs every check and prints what is out of order.
///
/// # Errors
/// If the files of the project cannot be listed or read.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let paths = workspace.files()?;
    let (files, mut faults) = text::read(workspace, &paths)?;
    faults.extend(edges::check(workspace)?);
    faults.extend(sources::check(&files));
    faults.extend(leftovers::check(&files));
    let documented = crest_model::codes::all().into_iter().map(|entry| entry.code.to_owned()).collect();
    faults.extend(diagnostics::check(&files, &documented));
    faults.extend(glossary::check(&files));
    faults.extend(links::check(&paths, &files));
    faults.extend(generated::check(workspace)?);
    faults.sort();
    faults.dedup();
    for fault in &faults {
        println!("{fault}");
    }
    println!("tidy: {} files, {} faults", paths.len(), faults.len());
    Ok(faults.is_empty())
}

#[cfg(test)]
mod tests;
