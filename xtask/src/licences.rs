//! Licences of everything the project is built from: permissive ones only, and one version of arrow in the tree.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::spdx::Expression;
use crate::workspace::{Package, Workspace};

/// Licences under which a dependency may be used.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that may be used although their licence is not on the list above: name, licence as written, reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// Package families of which the tree may hold a single version, because values of one cannot be given to the other.
const SINGLE: &[&str] = &["arrow", "datafusion", "parquet"];

/// Checks all dependencies and prints what was found.
///
/// # Errors
/// If `cargo metadata` fails.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let packages = workspace.all_packages()?;
    let mut faults = refused(&packages, EXCEPTIONS);
    faults.extend(duplicates(&packages));
    for fault in &faults {
        println!("licences: {fault}");
    }
    println!("licences: {} packages, {} faults", packages.len(), faults.len());
    println!(
        "licences: known vulnerabilities and yanked versions were not looked up; that needs a copy of the advisory database, hence the network"
    );
    Ok(faults.is_empty())
}

/// Lists packages whose licence is missing, unreadable or not allowed, and exceptions that are no longer needed.
fn refused(packages: &[Package], exceptions: &[(&str, &str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut used = vec![false; exceptions.len()];
    for package in packages {
        let Package { name, version, licence, .. } = package;
        let Some(text) = licence else {
            faults.push(format!("{name} {version} states no licence"));
            continue;
        };
        match Expression::parse(text) {
            Err(error) => faults.push(format!("{name} {version}: `{text}` is no licence expression: {error}")),
            Ok(expression) if expression.is_satisfied(&|licence| ALLOWED.contains(&licence)) => {}
            Ok(_) => match exceptions.iter().position(|(package, licence, _)| package == name && licence == text) {
                Some(position) => used[position] = true,
                None => faults.push(format!("{name} {version}: `{text}` is not on the list of allowed licences")),
            },
        }
    }
    let stale = exceptions.iter().zip(&used).filter(|(_, used)| !**used);
    faults.extend(
        stale.map(|((name, licence, _), _)| format!("the exception for {name} ({licence}) is not needed any more")),
    );
    faults
}

/// Lists packages of the [`SINGLE`] families that occur in more than one version.
fn duplicates(packages: &[Package]) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages {
        let family = SINGLE.iter().any(|family| {
            package.name == *family || package.name.strip_prefix(family).is_some_and(|rest| rest.starts_with('-'))
        });
        if family {
            versions.entry(&package.name).or_default().push(&package.version);
        }
    }
    versions
        .iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| format!("{name} is in the tree in versions {}; one is allowed", versions.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests;
