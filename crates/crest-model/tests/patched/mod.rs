//! What the suites share: the good project and copies of it.

#![allow(dead_code, reason = "not every suite uses all of it")]

use std::fs;
use std::path::{Path, PathBuf};

/// Returns a path below the directory of tests.
pub(crate) fn tests(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

/// Copies the good project to a directory of its own.
pub(crate) fn base() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("the directory of tests can be copied");
    copy(&tests("base"), root.path());
    root
}

/// Copies the good project with a scheme that it takes up; `[schemes]` is added to its project file.
pub(crate) fn with_schemes() -> tempfile::TempDir {
    let root = base();
    add(&root, "with_schemes", "schemes");
    root
}

/// Copies the good project with rules; `[rules]` is added to its project file.
pub(crate) fn with_rules() -> tempfile::TempDir {
    let root = base();
    add(&root, "with_rules", "rules");
    root
}

/// Copies the good project with a scheme and with rules.
pub(crate) fn with_everything() -> tempfile::TempDir {
    let root = with_schemes();
    add(&root, "with_rules", "rules");
    root
}

/// Adds a directory to a copy of the good project, and what the project file says of it.
fn add(root: &tempfile::TempDir, from: &str, directory: &str) {
    let project = root.path().join("crest.toml");
    let read = |path: &Path| fs::read_to_string(path).expect("the directory of tests can be read");
    let whole = read(&project) + &read(&tests(&format!("{from}/crest.toml")));
    copy(&tests(&format!("{from}/{directory}")), &root.path().join(directory));
    fs::write(&project, whole).expect("the directory of tests can be copied");
}

/// Copies a directory.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the directory of tests can be copied");
    for entry in fs::read_dir(from).expect("the directory of tests can be copied") {
        let entry = entry.expect("the directory of tests can be copied");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("the directory of tests can be copied").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the directory of tests can be copied");
        }
    }
}
