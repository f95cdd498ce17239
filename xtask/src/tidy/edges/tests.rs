//! Edges and fences, on made-up manifests.

use super::judge;
use crate::workspace::{Dependency, Package};

fn faults(name: &str, dependencies: &[(&str, bool)]) -> Vec<String> {
    let dependencies = dependencies
        .iter()
        .map(|(name, development)| Dependency { name: (*name).to_owned(), development: *development })
        .collect();
    let package = Package { name: name.to_owned(), dependencies, ..Package::default() };
    judge(&package).into_iter().map(|fault| fault.text).collect()
}

#[test]
fn edges_of_the_table_pass() {
    assert!(faults("crest-data", &[("crest-model", false), ("datafusion", false)]).is_empty());
    assert!(faults("crest", &[("crest-index", false), ("serde", false)]).is_empty());
}

#[test]
fn backward_edge_is_refused_even_for_tests() {
    assert_eq!(faults("crest-model", &[("crest-data", true)]).len(), 1);
    assert_eq!(faults("crest-index", &[("crest-model", false)]).len(), 1);
}

#[test]
fn unknown_crate_is_refused() {
    assert_eq!(faults("crest-extras", &[]).len(), 1);
}

#[test]
fn fences_hold_for_the_whole_family() {
    assert_eq!(faults("crest", &[("datafusion-common", false)]).len(), 1);
    assert_eq!(faults("crest-data", &[("arrow-array", false), ("parquet", false)]).len(), 2);
    assert_eq!(faults("crest-cli", &[("axum", false)]).len(), 1);
    // `arrowhead` only looks like the family.
    assert!(faults("crest", &[("arrowhead", false)]).is_empty());
}

#[test]
fn kernels_read_files_only_in_tests() {
    assert_eq!(faults("crest-index", &[("csv", false)]).len(), 1);
    assert!(faults("crest-index", &[("csv", true)]).is_empty());
}
