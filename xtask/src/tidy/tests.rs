//! Helpers and tests of what all checks share.

use super::{Fault, File};

/// Makes a file for a test.
pub(super) fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

/// Returns the line numbers of faults.
pub(super) fn lines(faults: &[Fault]) -> Vec<usize> {
    faults.iter().map(|fault| fault.line).collect()
}

#[test]
fn extension_is_taken_from_the_name_alone() {
    assert!(file("a.b/c.rs", "").has_extension("rs"));
    assert!(!file("a.rs/c", "").has_extension("rs"));
}

#[test]
fn fault_shows_file_and_line() {
    assert_eq!(Fault::new("a.rs", 3, "odd").to_string(), "a.rs:3: odd");
    assert_eq!(Fault::new("a.rs", 0, "odd").to_string(), "a.rs: odd");
}
