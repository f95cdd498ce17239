//! Allow list, exceptions and single versions.

use super::{duplicates, refused};
use crate::workspace::Package;

fn package(name: &str, version: &str, licence: Option<&str>) -> Package {
    Package {
        name: name.to_owned(),
        version: version.to_owned(),
        licence: licence.map(str::to_owned),
        ..Package::default()
    }
}

#[test]
fn permissive_licences_pass() {
    let packages = [package("a", "1.0.0", Some("MIT OR GPL-3.0-only")), package("b", "1.0.0", Some("Zlib AND ISC"))];
    assert!(refused(&packages, &[]).is_empty());
}

#[test]
fn missing_and_copyleft_licences_are_refused() {
    let packages = [package("a", "1.0.0", None), package("b", "2.0.0", Some("GPL-3.0-only"))];
    let faults = refused(&packages, &[]);
    assert_eq!(faults.len(), 2);
    assert!(faults[0].contains("a 1.0.0 states no licence"));
    assert!(faults[1].contains("`GPL-3.0-only` is not on the list"));
}

#[test]
fn exception_holds_for_its_package_and_licence_alone() {
    let exceptions = [("a", "MPL-2.0", "used unchanged, in files of its own")];
    assert!(refused(&[package("a", "1.0.0", Some("MPL-2.0"))], &exceptions).is_empty());
    // The other package is refused, and the exception is reported as unused.
    assert_eq!(refused(&[package("b", "1.0.0", Some("MPL-2.0"))], &exceptions).len(), 2);
}

#[test]
fn two_versions_of_arrow_are_refused() {
    let packages = [
        package("arrow-array", "58.0.0", Some("MIT")),
        package("arrow-array", "59.0.0", Some("MIT")),
        package("arrowhead", "1.0.0", Some("MIT")),
        package("arrowhead", "2.0.0", Some("MIT")),
    ];
    let faults = duplicates(&packages);
    assert_eq!(faults, ["arrow-array is in the tree in versions 58.0.0, 59.0.0; one is allowed"]);
}
