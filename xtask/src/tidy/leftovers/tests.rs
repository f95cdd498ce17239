//! What counts as a leftover, and what does not.

use super::super::tests::{file, lines};
use super::{check, is_code};

#[test]
fn unfinished_work_is_found_as_a_word() {
    assert_eq!(lines(&check(&[file("a.md", "# A\nTODO later\nMASTODON\n")])), [2]);
}

#[test]
fn words_of_the_workplace_are_found() {
    let text = "see /home/me/crest\nas issue #3 says\nas issue 12 says\nissues of trust\nobsession with order\n";
    assert_eq!(lines(&check(&[file("a.md", text)])), [1, 2, 3]);
    assert_eq!(lines(&check(&[file("a.toml", "# in this session we\n# in a database session\n")])), [1]);
}

#[test]
fn debugging_is_found_in_code_alone() {
    assert_eq!(lines(&check(&[file("a.rs", "//! A.\n// never dbg! here\ndbg!(1);\n\"todo!\";\n")])), [3]);
}

#[test]
fn switched_off_code_is_told_from_sentences() {
    for code in ["let x = 1;", "if a {", "}", "self.run(&x);", "crate::f(1, 2);", "x = y + 1;", "use a::b;", "#[test]"]
    {
        assert!(is_code(code), "{code}");
    }
    for prose in [
        "Ranks break ties by the better place;",
        "x = (a + b) / 2, hence 1.5",
        "for example {a, b}",
        "if all are missing the mean is missing",
        "2 + 3 = 5;",
        "",
    ] {
        assert!(!is_code(prose), "{prose}");
    }
}

#[test]
fn examples_in_documentation_are_no_leftovers() {
    assert!(check(&[file("a.rs", "//! A.\n/// ```\n/// let x = f(1);\n/// ```\nfn f() {}\n")]).is_empty());
}
