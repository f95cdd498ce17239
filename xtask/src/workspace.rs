//! What the checks look at: the root of the project, its files, its packages and their dependencies.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command::Invocation;

/// Points at the checkout.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// Root directory.
    pub(crate) root: PathBuf,
}

/// Describes a package as its manifest does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// SPDX expression as written; `None` where the manifest states none.
    pub(crate) licence: Option<String>,
    /// Declared dependencies.
    pub(crate) dependencies: Vec<Dependency>,
    /// Names of the bench targets.
    pub(crate) benches: Vec<String>,
}

/// Describes one declared dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// True for `[dev-dependencies]`.
    pub(crate) development: bool,
}

impl Workspace {
    /// Finds the checkout this program was built from.
    ///
    /// # Errors
    /// If the root cannot be resolved, because the checkout was moved or removed since.
    pub(crate) fn find() -> Result<Self> {
        let manifest =
            std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest.join("..").canonicalize().with_context(|| format!("{} is gone", manifest.display()))?;
        Ok(Self { root })
    }

    /// Returns every file that belongs to the project, relative to the root, sorted, with `/` between parts.
    ///
    /// Files that git ignores do not belong to it; files not yet added do.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let list = Invocation::new("git ls-files -z --cached --others --exclude-standard").output(&self.root)?;
        let mut files: Vec<String> = list.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        // A file removed but not yet committed is still listed.
        files.retain(|name| self.root.join(name).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// Reads a file as bytes.
    pub(crate) fn read(&self, file: &str) -> Result<Vec<u8>> {
        std::fs::read(self.root.join(file)).with_context(|| format!("cannot read {file}"))
    }

    /// Returns the packages of the project itself.
    pub(crate) fn own_packages(&self) -> Result<Vec<Package>> {
        let metadata = self.metadata("cargo metadata --format-version 1 --no-deps --offline")?;
        packages(&metadata)
    }

    /// Returns the packages of the project and everything they are built from, on every platform.
    pub(crate) fn all_packages(&self) -> Result<Vec<Package>> {
        let metadata = self.metadata("cargo metadata --format-version 1 --locked --offline")?;
        packages(&metadata)
    }

    fn metadata(&self, words: &str) -> Result<Value> {
        let text = Invocation::new(words).output(&self.root)?;
        serde_json::from_str(&text).context("cargo metadata wrote no JSON")
    }

    /// Returns the path of a file of the project.
    pub(crate) fn path(&self, file: impl AsRef<Path>) -> PathBuf {
        self.root.join(file)
    }
}

/// Reads the packages out of what `cargo metadata` wrote.
fn packages(metadata: &Value) -> Result<Vec<Package>> {
    let list = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut packages: Vec<Package> = list
        .iter()
        .map(|package| Package {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: package["license"].as_str().map(str::to_owned),
            dependencies: array(&package["dependencies"])
                .map(|dependency| Dependency {
                    name: text(&dependency["name"]),
                    development: dependency["kind"].as_str() == Some("dev"),
                })
                .collect(),
            benches: array(&package["targets"])
                .filter(|target| array(&target["kind"]).any(|kind| kind.as_str() == Some("bench")))
                .map(|target| text(&target["name"]))
                .collect(),
        })
        .collect();
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(packages)
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests;
