//! Edges between crates: which of ours may use which of ours, and which outside libraries stay behind a fence.
//!
//! The table is ARCHITECTURE's. An edge that is not in it is refused; adding one needs a decision record.

use anyhow::Result;

use super::Fault;
use crate::workspace::{Package, Workspace};

/// Our crates, each with those of ours it may depend on.
const EDGES: &[(&str, &[&str])] = &[
    ("crest-model", &[]),
    ("crest-data", &["crest-model"]),
    ("crest-index", &[]),
    ("crest-reach", &[]),
    ("crest-rules", &[]),
    ("crest-innovation", &[]),
    ("crest-economy", &[]),
    ("crest-plan", &[]),
    (
        "crest",
        &[
            "crest-model",
            "crest-data",
            "crest-index",
            "crest-reach",
            "crest-rules",
            "crest-innovation",
            "crest-economy",
            "crest-plan",
        ],
    ),
    ("crest-report", &["crest-model"]),
    ("crest-server", &["crest", "crest-report", "crest-model"]),
    // The nouns are also named by the command line, which shows diagnostics: docs/decisions/0006.
    ("crest-cli", &["crest", "crest-report", "crest-server", "crest-model"]),
    (
        "crest-py",
        &["crest", "crest-index", "crest-reach", "crest-rules", "crest-innovation", "crest-economy", "crest-plan"],
    ),
    ("xtask", &["crest-model"]),
    ("crest-fuzz", &["crest-model", "crest-index", "crest-reach", "crest-rules"]),
];

/// Kernels: dense arrays in, arrays out.
const KERNELS: &[&str] =
    &["crest-index", "crest-reach", "crest-rules", "crest-innovation", "crest-economy", "crest-plan"];

/// Libraries that would bring names, files, clocks or tasks into a kernel.
const NOT_IN_KERNELS: &[&str] =
    &["csv", "futures", "log", "serde", "serde_json", "tempfile", "tokio", "toml", "tracing"];

/// Libraries that one kernel may name all the same: timetables are delimited text (docs/decisions/0008).
const ALLOWED_IN_KERNEL: &[(&str, &str)] = &[("crest-reach", "csv")];

/// Libraries behind a fence: the family (the name itself or `name-…`), and the crates that may name it.
const FENCES: &[(&str, &[&str])] = &[
    ("datafusion", &["crest-data"]),
    ("ballista", &["crest-data"]),
    // One arrow and one parquet in the tree: those that DataFusion re-exports.
    ("arrow", &[]),
    ("parquet", &[]),
    ("highs", &["crest-plan"]),
    ("good_lp", &["crest-plan"]),
    ("axum", &["crest-server"]),
    ("tower", &["crest-server"]),
    ("hyper", &["crest-server"]),
    ("pyo3", &["crest-py"]),
    ("numpy", &["crest-py"]),
    ("anyhow", &["crest-cli", "xtask"]),
    ("libfuzzer-sys", &["crest-fuzz"]),
];

/// Checks the manifests of the workspace and of the fuzzing crate beside it.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<Fault>> {
    let packages = workspace.own_packages()?;
    let mut faults: Vec<Fault> = packages.iter().flat_map(judge).collect();
    faults.extend(packages.iter().filter_map(|package| {
        let manifest = manifest(&package.name);
        let text = std::fs::read_to_string(workspace.path(&manifest)).unwrap_or_default();
        let inherits =
            text.split_once("\n[lints]").is_some_and(|(_, rest)| rest.trim_start().starts_with("workspace = true"));
        (!inherits)
            .then(|| Fault::new(&manifest, 0, "takes no lints from the workspace; add `[lints] workspace = true`"))
    }));
    Ok(faults)
}

fn manifest(package: &str) -> String {
    match package {
        "xtask" => "xtask/Cargo.toml".to_owned(),
        "crest-fuzz" => "fuzz/Cargo.toml".to_owned(),
        name => format!("crates/{name}/Cargo.toml"),
    }
}

/// Judges the dependencies of one package.
fn judge(package: &Package) -> Vec<Fault> {
    let manifest = manifest(&package.name);
    let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == package.name) else {
        return vec![Fault::new(&manifest, 0, format!("crate `{}` is not in the table of edges", package.name))];
    };
    let mut faults = Vec::new();
    for dependency in &package.dependencies {
        let name = dependency.name.as_str();
        let ours = EDGES.iter().any(|(own, _)| *own == name);
        if ours && !allowed.contains(&name) {
            faults.push(Fault::new(
                &manifest,
                0,
                format!("edge {} → {name} is not in the table of edges", package.name),
            ));
        }
        let fence = FENCES.iter().find(|(family, _)| belongs(name, family));
        if let Some((family, inside)) = fence
            && !inside.contains(&package.name.as_str())
        {
            let text = match inside {
                [] => format!("`{name}` is named directly; take what DataFusion re-exports of {family}"),
                _ => format!("`{name}` is behind a fence: only {} may name it", inside.join(" and ")),
            };
            faults.push(Fault::new(&manifest, 0, text));
        }
        let kernel = KERNELS.contains(&package.name.as_str());
        if kernel
            && !dependency.development
            && NOT_IN_KERNELS.contains(&name)
            && !ALLOWED_IN_KERNEL.contains(&(package.name.as_str(), name))
        {
            faults.push(Fault::new(
                &manifest,
                0,
                format!("`{name}` has no place in a kernel, which knows arrays alone"),
            ));
        }
    }
    faults
}

fn belongs(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests;
