//! Files of the project that the parameters of a kernel name: a path, a list of paths, or a directory with all it holds.

use std::collections::BTreeMap;
use std::path::Path;

use crest_model::grid::{Limits, inside, read_bytes};
use crest_model::{Diagnostic, Location};

/// Directories inside a directory that are followed.
const DEPTH: usize = 4;

/// Most bytes of one file: street extracts of provinces are larger than tables may be.
const LARGEST_BYTES: u64 = 2 << 30;

/// Holds one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFile {
    /// Path, project-relative.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Holds the files that a call may read, by parameter; within a directory in the order of their paths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files(BTreeMap<String, Vec<ProjectFile>>);

impl Files {
    /// Returns the files a parameter names; none if it is not given.
    pub fn of(&self, parameter: &str) -> &[ProjectFile] {
        self.0.get(parameter).map_or(&[], Vec::as_slice)
    }

    /// Lists the files that the parameters `names` of `with` name, in order; what does not exist is listed as written.
    pub(crate) fn paths(root: &Path, names: &[&str], with: &toml::Table) -> Vec<String> {
        named(names, with).into_iter().flat_map(|(_, path)| expand(root, &path)).collect()
    }

    /// Judges the paths that parameters name: values that are no paths, and files that are not there.
    pub(crate) fn check(root: &Path, names: &[&str], with: &toml::Table, location: &Location) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for name in names {
            let Some(value) = with.get(*name) else { continue };
            if texts(value).is_none() {
                found.push(
                    Diagnostic::error("C0703", format!("the parameter `{name}` is {value}"))
                        .at(location.clone())
                        .value(value.to_string())
                        .expected("a path inside the project, or a list of paths"),
                );
            }
        }
        for (_, path) in named(names, with) {
            if let Err(missing) = inside(root, &path) {
                found.push(missing.at(location.clone()));
            }
        }
        found
    }

    /// Reads the files; all that cannot be read are reported at once.
    pub(crate) fn read(
        root: &Path,
        names: &[&str],
        with: &toml::Table,
        location: &Location,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut files: BTreeMap<String, Vec<ProjectFile>> = BTreeMap::new();
        let mut found = Self::check(root, names, with, location);
        if !found.is_empty() {
            return Err(found);
        }
        let limits = Limits { max_file_bytes: LARGEST_BYTES, ..Limits::default() };
        for (name, path) in named(names, with) {
            for path in expand(root, &path) {
                match read_bytes(root, &path, &limits) {
                    Ok(bytes) => files.entry(name.clone()).or_default().push(ProjectFile { path, bytes }),
                    Err(problem) => found.push(problem),
                }
            }
        }
        if found.is_empty() { Ok(Self(files)) } else { Err(found) }
    }
}

/// Pairs each path with the parameter that names it.
fn named(names: &[&str], with: &toml::Table) -> Vec<(String, String)> {
    let of = |name: &str| with.get(name).and_then(texts).unwrap_or_default();
    names.iter().flat_map(|&name| of(name).into_iter().map(move |path| (name.to_owned(), path))).collect()
}

fn texts(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(path) => Some(vec![path.clone()]),
        toml::Value::Array(list) => list.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// The files of a directory and of the directories in it, by path; a file stands for itself. Names that begin with a dot are left out.
fn expand(root: &Path, path: &str) -> Vec<String> {
    let path = path.trim_end_matches('/').to_owned();
    let mut files = Vec::new();
    let mut open = vec![(path, 0_usize)];
    while let Some((path, depth)) = open.pop() {
        let directory = inside(root, &path).ok().filter(|full| full.is_dir());
        let Some(directory) = directory else {
            files.push(path);
            continue;
        };
        let entries = std::fs::read_dir(directory).map_or_else(|_| Vec::new(), |entries| entries.flatten().collect());
        let names = entries.into_iter().filter_map(|entry| entry.file_name().into_string().ok());
        if depth < DEPTH {
            open.extend(names.filter(|name| !name.starts_with('.')).map(|name| (format!("{path}/{name}"), depth + 1)));
        }
    }
    files.sort();
    files
}

#[cfg(test)]
mod tests;
