//! Files as bytes: size, encoding, line ends, blanks at line ends.

use anyhow::Result;

use super::{Fault, File};
use crate::workspace::Workspace;

/// Bytes a file may have; larger ones slow every clone for ever.
const MOST_BYTES: usize = 512 * 1024;

/// Extensions of files that people write and read as text. Lists and tables (`csv`, `tsv`) are not among them: tests hold
/// some in other encodings on purpose.
const TEXT: &[&str] = &[
    "css", "dict", "html", "j2", "js", "json", "geojson", "lock", "md", "rs", "sh", "snap", "sql", "svg", "toml",
    "txt", "yaml", "yml",
];

/// Files without an extension that are text all the same.
const TEXT_NAMES: &[&str] = &[".gitignore", "LICENSE-APACHE", "LICENSE-MIT", "run"];

/// Folders whose files are inputs of a parser, kept byte by byte.
const INPUTS: &[&str] = &["fuzz/corpus/", "/tests/cases/", "/tests/inputs/"];

/// Reads the text files of the project and checks all files as bytes.
pub(super) fn read(workspace: &Workspace, paths: &[String]) -> Result<(Vec<File>, Vec<Fault>)> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        let bytes = workspace.read(path)?;
        if bytes.len() > MOST_BYTES {
            let size = bytes.len() / 1024;
            faults.push(Fault::new(path, 0, format!("has {size} KiB, {} are allowed", MOST_BYTES / 1024)));
        }
        if !is_text(path) || INPUTS.iter().any(|folder| path.contains(folder)) {
            continue;
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let file = File { path: path.clone(), text };
                faults.extend(blanks(&file));
                files.push(file);
            }
            Err(error) => {
                let line =
                    1 + error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count() - 1;
                faults.push(Fault::new(path, line, "is not UTF-8"));
            }
        }
    }
    Ok((files, faults))
}

fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    TEXT.contains(&extension) || TEXT_NAMES.contains(&name)
}

/// Line ends: one `\n` each, nothing before it, one at the end of the file. Snapshots and built assets keep what a program
/// wrote.
fn blanks(file: &File) -> Vec<Fault> {
    let written_by_program = file.has_extension("snap") || file.path.contains("/assets/");
    if written_by_program || file.text.is_empty() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (number, line) in file.lines() {
        if line.ends_with('\r') {
            faults.push(Fault::new(&file.path, number, "ends in a carriage return"));
        } else if line.ends_with([' ', '\t']) {
            faults.push(Fault::new(&file.path, number, "has blanks at its end"));
        }
    }
    if !file.text.ends_with('\n') {
        faults.push(Fault::new(&file.path, 0, "does not end in a line feed"));
    }
    faults
}

#[cfg(test)]
mod tests;
