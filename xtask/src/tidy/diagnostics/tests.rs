//! Raised and documented codes, on made-up sources.

use std::collections::BTreeSet;

use super::super::tests::file;
use super::{check, codes};

#[test]
fn codes_are_whole_strings() {
    let line = r#"error("C0101", "not C0102", "C01") + warning("C2001")"#;
    assert_eq!(codes(line).collect::<Vec<_>>(), ["C0101", "C2001"]);
}

#[test]
fn undocumented_and_unused_codes_are_found() {
    let documented = BTreeSet::from(["C0101".to_owned(), "C0102".to_owned()]);
    let files = [
        file("crates/a/src/load.rs", "error(\"C0101\")\nerror(\"C0199\")\n"),
        file("crates/a/src/load/tests.rs", "error(\"C0198\")\n"),
    ];
    let shown: Vec<String> = check(&files, &documented).iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "crates/a/src/load.rs:2: `C0199` is not documented",
            "crates/crest-model/codes/C0102.md: is documented, but nothing raises it"
        ]
    );
}
