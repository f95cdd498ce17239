//! The registry of kernels: named pure methods that read tables and give one table.
//!
//! A project names a kernel in `[tables.x] kernel = "index.topsis"`. A kernel crate knows no tables; the functions
//! listed here map columns to dense arrays on the way in and back to a table on the way out.

use std::collections::BTreeMap;
use std::path::Path;

use crest_data::Table;
use crest_model::model::{Model, TableFrom};
use crest_model::{Diagnostic, Location, Text};

mod files;

pub use files::{Files, ProjectFile};

/// Gives a kernel what it reads.
#[derive(Debug)]
pub struct Call<'a> {
    /// Name of the table to make.
    pub table: &'a str,
    /// Input tables by the kernel's name for them.
    pub inputs: &'a BTreeMap<String, &'a Table>,
    /// Parameters as written.
    pub with: &'a toml::Table,
    /// Files that the parameters name.
    pub files: &'a Files,
    /// Where the table is declared, for diagnostics.
    pub location: &'a Location,
}

/// Describes one parameter of a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Key in `with`.
    pub name: &'static str,
    /// What it means, with its default.
    pub meaning: &'static str,
}

/// Describes one kernel.
#[derive(Clone)]
pub struct Kernel {
    /// Name, family first: `index.topsis`.
    pub name: &'static str,
    /// Version of the method; part of the fingerprint of its tables, raised when results change.
    pub version: u32,
    /// What it answers.
    pub summary: Text,
    /// Names of its inputs.
    pub inputs: &'static [&'static str],
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Those of its parameters that name files or directories of the project: a path, or a list of paths.
    pub paths: &'static [&'static str],
    /// The method.
    pub run: fn(&Call<'_>) -> Result<Table, Vec<Diagnostic>>,
}

impl std::fmt::Debug for Kernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kernel({} v{})", self.name, self.version)
    }
}

/// Holds the kernels a project can name, by name.
#[derive(Debug, Clone)]
pub struct Registry(BTreeMap<&'static str, Kernel>);

impl Registry {
    /// Returns the kernels that ship with Crest.
    pub fn shipped() -> Self {
        let families = [crate::kernels_index::all(), crate::kernels_reach::all(), crate::kernels_rules::all()];
        Self::of(families.into_iter().flatten().collect())
    }

    /// Makes a registry of the given kernels.
    ///
    /// # Panics
    /// If two kernels have one name.
    pub fn of(kernels: Vec<Kernel>) -> Self {
        let mut by_name = BTreeMap::new();
        for kernel in kernels {
            let name = kernel.name;
            assert!(by_name.insert(name, kernel).is_none(), "the kernel {name} is listed once");
        }
        Self(by_name)
    }

    /// Finds a kernel by name.
    pub fn find(&self, name: &str) -> Option<&Kernel> {
        self.0.get(name)
    }

    /// Returns all kernels in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Kernel> {
        self.0.values()
    }

    /// Judges the call of a kernel before anything runs: name, inputs and parameter names, all mistakes at once.
    pub fn check(
        &self,
        name: &str,
        inputs: &BTreeMap<String, String>,
        with: &toml::Table,
        location: &Location,
    ) -> Vec<Diagnostic> {
        let Some(kernel) = self.find(name) else {
            let mut found = Diagnostic::error("C0701", format!("there is no kernel `{name}`"))
                .at(location.clone())
                .value(name)
                .expected("one of the kernels that `crest tables --kernels` lists");
            if let Some(near) = crest_model::nearest(name, self.0.keys().copied()) {
                found = found.hint(format!("did you mean `{near}`?"));
            }
            return vec![found];
        };
        let mut found = Vec::new();
        for input in kernel.inputs.iter().filter(|input| !inputs.contains_key(**input)) {
            found.push(
                Diagnostic::error("C0702", format!("kernel `{name}` needs the input `{input}`"))
                    .at(location.clone())
                    .expected(format!("{input} = \"<table>\" or inputs = {{ {input} = \"<table>\" }}")),
            );
        }
        for input in inputs.keys().filter(|input| !kernel.inputs.contains(&input.as_str())) {
            found.push(
                Diagnostic::error("C0702", format!("kernel `{name}` has no input `{input}`"))
                    .at(location.clone())
                    .value(input)
                    .expected(kernel.inputs.join(", ")),
            );
        }
        let names = || kernel.parameters.iter().map(|p| p.name);
        for key in with.keys().filter(|key| !names().any(|n| n == key.as_str())) {
            let mut unknown = Diagnostic::error("C0703", format!("kernel `{name}` has no parameter `{key}`"))
                .at(location.clone())
                .value(key)
                .expected(names().collect::<Vec<_>>().join(", "));
            if let Some(near) = crest_model::nearest(key, names()) {
                unknown = unknown.hint(format!("did you mean `{near}`?"));
            }
            found.push(unknown);
        }
        found
    }

    /// Judges the calls of all tables of a model, and whether the files that they name are there.
    pub(crate) fn check_all(&self, root: &Path, model: &Model) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for table in &model.tables {
            let TableFrom::Kernel { name, inputs, with } = &table.from else { continue };
            found.extend(self.check(name, inputs, with, &table.location));
            if let Some(kernel) = self.find(name) {
                found.extend(Files::check(root, kernel.paths, with, &table.location));
            }
        }
        found
    }
}
