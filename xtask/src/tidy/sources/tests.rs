//! Heads, lengths, names and `unwrap`, on made-up sources.

use super::super::tests::{file, lines};
use super::{MOST_LINES, check};

#[test]
fn plain_source_passes() {
    assert!(check(&[file("crates/a/src/rank.rs", "//! Ranks.\n\nfn f() {}\n")]).is_empty());
}

#[test]
fn source_without_head_is_refused() {
    assert_eq!(lines(&check(&[file("a.rs", "fn f() {}\n")])), [1]);
    assert_eq!(lines(&check(&[file("a.rs", "//!\nfn f() {}\n")])), [1]);
}

#[test]
fn unit_tests_need_no_head() {
    assert!(check(&[file("crates/a/src/rank/tests.rs", "use super::rank;\n")]).is_empty());
    assert_eq!(lines(&check(&[file("crates/a/tests/rank.rs", "use a::rank;\n")])), [1]);
}

#[test]
fn long_source_is_refused() {
    let text = format!("//! Long.\n{}", "\n".repeat(MOST_LINES));
    assert_eq!(check(&[file("a.rs", &text)]).len(), 1);
    assert!(check(&[file("a.rs", &text[..text.len() - 1])]).is_empty());
}

#[test]
fn names_that_say_nothing_are_refused() {
    assert_eq!(check(&[file("crates/a/src/utils.rs", "//! Odds.\n")]).len(), 1);
    assert_eq!(check(&[file("crates/a/tests/common/mod.rs", "//! Odds.\n")]).len(), 1);
    assert_eq!(lines(&check(&[file("a.rs", "//! Map.\npub(crate) mod misc;\nmod types {}\nmod typeset;\n")])), [2, 3]);
}

#[test]
fn unwrap_is_refused_outside_tests_only() {
    let source = "//! F.\nfn f() { g().unwrap() }\n// .unwrap()\nlet s = \".unwrap()\";\n#[cfg(test)]\nmod tests {\n fn t() { g().unwrap() }\n}\n";
    assert_eq!(lines(&check(&[file("crates/a/src/f.rs", source)])), [2]);
    assert!(check(&[file("crates/a/tests/f.rs", source)]).is_empty());
    assert!(check(&[file("crates/a/src/f/tests.rs", source)]).is_empty());
}

#[test]
fn modules_for_tests_alone_may_unwrap() {
    let parent = file("crates/a/src/checks.rs", "//! Checks.\n#[cfg(test)]\nmod sample;\nmod rule;\n");
    let text = "//! A.\nfn f() { g().unwrap() }\n";
    let found =
        check(&[parent, file("crates/a/src/checks/rule.rs", text), file("crates/a/src/checks/sample.rs", text)]);
    assert_eq!(found.iter().map(|fault| fault.file.as_str()).collect::<Vec<_>>(), ["crates/a/src/checks/rule.rs"]);
}
