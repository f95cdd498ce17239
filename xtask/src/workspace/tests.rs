//! Reading of what cargo says about packages.

use serde_json::json;

use super::{Dependency, packages};

#[test]
fn packages_are_read_from_metadata() {
    let metadata = json!({"packages": [{
        "name": "kernel", "version": "1.2.3", "license": "MIT",
        "dependencies": [{"name": "faer", "kind": null}, {"name": "csv", "kind": "dev"}],
        "targets": [{"name": "kernel", "kind": ["lib"]}, {"name": "build", "kind": ["bench"]}],
    }]});
    let found = packages(&metadata).unwrap();
    assert_eq!(found[0].licence.as_deref(), Some("MIT"));
    assert_eq!(found[0].benches, ["build"]);
    let dependency = |name: &str, development| Dependency { name: name.to_owned(), development };
    assert_eq!(found[0].dependencies, [dependency("faer", false), dependency("csv", true)]);
}

#[test]
fn metadata_without_packages_is_refused() {
    assert!(packages(&json!({})).is_err());
}
