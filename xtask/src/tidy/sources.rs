//! Rust sources: head, length, module names, and no `unwrap` outside tests.

use super::rust;
use super::{Fault, File};

/// Lines a source may have.
const MOST_LINES: usize = 800;

/// Sources that may be longer, being flat lists: path, reason.
const LONG: &[(&str, &str)] = &[];

/// Names that say nothing of what a module holds.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "types", "util", "utils"];

/// Checks every Rust source.
pub(super) fn check(files: &[File]) -> Vec<Fault> {
    let sources: Vec<&File> = files.iter().filter(|file| file.has_extension("rs")).collect();
    let test_modules: Vec<String> = sources.iter().flat_map(|file| test_modules(file)).collect();
    let of_tests = |path: &str| {
        is_test(path)
            || test_modules
                .iter()
                .any(|module| path.strip_prefix(module).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    let mut faults = Vec::new();
    for file in sources {
        faults.extend([head(file), length(file), names(file)].concat());
        if !of_tests(&file.path) {
            faults.extend(unwraps(file));
        }
    }
    faults
}

/// A source opens with what it answers. The unit tests of a source, `x/tests.rs` beside `x.rs`, answer for that source.
fn head(file: &File) -> Vec<Fault> {
    if file.path.ends_with("/tests.rs") && file.path.contains("/src/") {
        return Vec::new();
    }
    let first = file.text.lines().next().unwrap_or_default();
    if first.strip_prefix("//!").is_some_and(|rest| !rest.trim().is_empty()) {
        return Vec::new();
    }
    vec![Fault::new(&file.path, 1, "opens without `//!` and a sentence on what it answers")]
}

fn length(file: &File) -> Vec<Fault> {
    let lines = file.text.lines().count();
    if lines <= MOST_LINES || LONG.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    vec![Fault::new(&file.path, 0, format!("has {lines} lines, {MOST_LINES} are allowed; look for the second concept"))]
}

/// A module is named by its noun or its method.
fn names(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    let parts = file.path.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
    for part in parts.filter(|part| EMPTY_NAMES.contains(part)) {
        faults.push(Fault::new(&file.path, 0, format!("`{part}` does not say what it holds")));
    }
    for (index, line) in rust::lines(&file.text).iter().enumerate() {
        let name = line.code.split_once("mod ").and_then(|(before, rest)| {
            let starts = before.trim().is_empty() || before.trim_start().starts_with("pub");
            starts.then(|| rest.trim_end_matches(|c: char| !c.is_alphanumeric()))
        });
        if let Some(name) = name.filter(|name| EMPTY_NAMES.contains(name)) {
            faults.push(Fault::new(&file.path, index + 1, format!("module `{name}` does not say what it holds")));
        }
    }
    faults
}

/// Tells whether a source holds nothing but tests, benches, or drives the fuzzer.
fn is_test(path: &str) -> bool {
    let mut parts = path.split('/');
    let name = parts.next_back().unwrap_or_default();
    name == "tests.rs" || parts.any(|part| matches!(part, "tests" | "benches" | "fuzz"))
}

/// Paths, without `.rs`, of the modules that a source declares for its tests alone.
fn test_modules(file: &File) -> Vec<String> {
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let base = match name {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        _ => file.path.trim_end_matches(".rs").to_owned(),
    };
    let lines = rust::lines(&file.text);
    let declared =
        lines.iter().filter(|line| line.test).filter_map(|line| line.code.trim().strip_suffix(';')?.split_once("mod "));
    declared.map(|(_, module)| format!("{base}/{module}")).collect()
}

fn unwraps(file: &File) -> Vec<Fault> {
    let lines = rust::lines(&file.text);
    let found = lines.iter().enumerate().filter(|(_, line)| !line.test && line.code.contains(".unwrap()"));
    let text = "`unwrap` outside tests; return the error, or `expect` with why it holds";
    found.map(|(index, _)| Fault::new(&file.path, index + 1, text)).collect()
}

#[cfg(test)]
mod tests;
