//! Line ends and what counts as text.

use super::super::tests::{file, lines};
use super::{blanks, is_text};

#[test]
fn blanks_at_line_ends_are_found() {
    assert_eq!(lines(&blanks(&file("a.md", "a\nb \nc\t\nd\r\n"))), [2, 3, 4]);
    assert!(blanks(&file("a.md", "a\n\nb\n")).is_empty());
}

#[test]
fn last_line_ends_too() {
    assert_eq!(lines(&blanks(&file("a.md", "a\nb"))), [0]);
}

#[test]
fn lists_are_not_text() {
    assert!(is_text("docs/a.md") && is_text("LICENSE-MIT") && is_text(".ci/run"));
    assert!(!is_text("examples/a.csv") && !is_text("a.xlsx"));
}

#[test]
fn what_programs_wrote_is_left_alone() {
    assert!(blanks(&file("crates/a/assets/page.js", "a \nb")).is_empty());
    assert!(blanks(&file("crates/a/tests/a.snap", "a \nb")).is_empty());
}
