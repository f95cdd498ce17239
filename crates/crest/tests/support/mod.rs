//! What the integration tests share: copies of the examples in temporary directories, and runs of them.
#![allow(dead_code, reason = "every test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};

use crest::{Outcome, Project, RunOptions};
use crest_model::results::Results;

/// Directory of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("crates stand in a workspace")
}

/// Shared test data, if present; says so when it is not.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CREST_SHARED").map_or_else(|| workspace().join("../shared"), PathBuf::from);
    let path = root.join("data").join(part);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there (set CREST_SHARED)", path.display());
    None
}

/// Copies an example into a fresh temporary directory.
pub(crate) fn copy(example: &str) -> tempfile::TempDir {
    let target = tempfile::tempdir().expect("a temporary directory");
    copy_tree(&workspace().join("examples").join(example), target.path());
    target
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory can be made");
    for entry in fs::read_dir(from).expect("an example can be read").flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if source.is_dir() {
            copy_tree(&source, &target);
        } else {
            fs::copy(&source, &target).expect("a file can be copied");
        }
    }
}

/// Runs a project, or panics with everything that was found.
pub(crate) fn run(root: &Path, scenario: Option<&str>) -> Outcome {
    run_with(root, scenario, &RunOptions::default())
}

/// Runs a project with options.
pub(crate) fn run_with(root: &Path, scenario: Option<&str>, options: &RunOptions<'_>) -> Outcome {
    let project = Project::open(root);
    let scenario = scenario.map(|name| project.find_scenario(name).expect("the scenario exists"));
    crest::run(&project, scenario.as_ref(), options).expect("the store works")
}

/// The results of an outcome, or everything that was found.
pub(crate) fn results(outcome: Outcome) -> Results {
    outcome.results.unwrap_or_else(|| panic!("no results: {:#?}", outcome.diagnostics))
}

/// Asserts two numbers equal to a relative difference of 1e-9.
pub(crate) fn close(found: f64, expected: f64, what: &str) {
    let scale = found.abs().max(expected.abs()).max(1e-300);
    assert!((found - expected).abs() / scale <= 1e-9, "{what}: {found} instead of {expected}");
}
