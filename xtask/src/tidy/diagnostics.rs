//! Codes of diagnostics: every code that is raised is documented, and every documented one is raised somewhere.

use std::collections::BTreeSet;

use super::{Fault, File};

/// Checks the sources of the crates against the registry; `documented` holds its codes.
pub(super) fn check(files: &[File], documented: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut raised = BTreeSet::new();
    for file in files.iter().filter(|file| is_source(file)) {
        for (number, line) in file.lines() {
            for code in codes(line) {
                if !documented.contains(code) {
                    faults.push(Fault::new(&file.path, number, format!("`{code}` is not documented")));
                }
                raised.insert(code.to_owned());
            }
        }
    }
    for code in documented.difference(&raised) {
        faults.push(Fault::new(
            &format!("crates/crest-model/codes/{code}.md"),
            0,
            "is documented, but nothing raises it",
        ));
    }
    faults
}

/// Tells whether a file may raise diagnostics: sources of the crates, without tests.
fn is_source(file: &File) -> bool {
    file.path.starts_with("crates/")
        && file.path.contains("/src/")
        && file.has_extension("rs")
        && !file.path.ends_with("/tests.rs")
}

/// Returns the codes that a line holds as whole strings: `"C0123"`.
fn codes(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2).filter(|text| {
        text.strip_prefix('C')
            .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests;
