//! Evaluation of licence expressions, by hand.

use super::{Expression, SpdxError};

fn is_fine(text: &str) -> bool {
    let allowed = ["MIT", "Apache-2.0", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"];
    Expression::parse(text).unwrap().is_satisfied(&|name| allowed.contains(&name))
}

#[test]
fn one_allowed_choice_is_enough() {
    assert!(is_fine("MIT OR GPL-3.0-only"));
    assert!(is_fine("LGPL-2.1-or-later OR MIT"));
    assert!(!is_fine("GPL-2.0-only OR GPL-3.0-only"));
}

#[test]
fn all_of_a_conjunction_must_be_allowed() {
    assert!(is_fine("MIT AND BSD-3-Clause"));
    assert!(!is_fine("MIT AND GPL-3.0-only"));
}

#[test]
fn and_binds_more_tightly_than_or() {
    // (MIT) or (GPL and Apache): the first choice is enough.
    assert!(is_fine("MIT OR GPL-3.0-only AND Apache-2.0"));
    // Both readings of the parenthesis bind the GPL.
    assert!(!is_fine("(MIT OR Apache-2.0) AND GPL-3.0-only"));
}

#[test]
fn exception_belongs_to_its_licence() {
    assert!(is_fine("Apache-2.0 WITH LLVM-exception"));
    assert!(!is_fine("GPL-2.0-only WITH Classpath-exception-2.0"));
}

#[test]
fn slash_is_a_choice() {
    assert!(is_fine("Unlicense/MIT"));
    assert!(is_fine("MIT / Apache-2.0"));
}

#[test]
fn broken_expressions_are_refused() {
    assert_eq!(Expression::parse(""), Err(SpdxError::NoLicence { found: String::new() }));
    assert_eq!(Expression::parse("MIT OR"), Err(SpdxError::NoLicence { found: String::new() }));
    assert_eq!(Expression::parse("(MIT"), Err(SpdxError::Unclosed));
    assert_eq!(Expression::parse("MIT ISC"), Err(SpdxError::Trailing { found: "ISC".to_owned() }));
    assert_eq!(Expression::parse("MIT WITH )"), Err(SpdxError::NoLicence { found: ")".to_owned() }));
}
