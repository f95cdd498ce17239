//! What the tests of the command share: projects in temporary directories and runs of the real binary.
#![allow(dead_code, reason = "every test file uses its own part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A call of the command in a directory, in English, without colours.
pub(crate) fn command(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crest"));
    command.current_dir(directory).env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
    command
}

/// Runs the command.
pub(crate) fn crest(directory: &Path, arguments: &[&str]) -> Output {
    command(directory).args(arguments).output().expect("the command starts")
}

/// Runs the command and returns what it printed, asserting its exit code.
pub(crate) fn crest_says(directory: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = crest(directory, arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "crest {arguments:?}\nstdout: {out}\nstderr: {err}");
    (out, err)
}

/// Makes a project from an example in a fresh directory; its name there is `p`.
pub(crate) fn project(example: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    crest_says(directory.path(), &["new", "p", "--example", example], 0);
    directory
}

/// All files of the store that hold results, and the report, by name.
pub(crate) fn results_of(project: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut take = |path: &Path| {
        let name = path.strip_prefix(project).expect("below the project").display().to_string();
        found.insert(name, fs::read(path).expect("a readable file"));
    };
    for directory in fs::read_dir(project.join(".crest/objects")).expect("objects").flatten() {
        for file in fs::read_dir(directory.path()).expect("a directory").flatten() {
            take(&file.path());
        }
    }
    for file in fs::read_dir(project.join(".crest/runs")).expect("runs").flatten() {
        take(&file.path());
    }
    take(&project.join("report.html"));
    found
}
