//! Methods that come with Crest, each a file of the repository.

use super::{RuleMethod, read_method};

/// A method that comes with Crest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShippedMethod {
    /// Identifier, by which `builtin = "…"` names it.
    pub id: &'static str,
    /// Text of its file.
    pub text: &'static str,
}

impl ShippedMethod {
    /// Reads its file; a test holds that nothing is wrong with it.
    ///
    /// - Cost: some hundred microseconds; keep the result rather than ask again.
    ///
    /// # Panics
    /// If the file were wrong, which a test of every shipped method rules out.
    pub fn method(&self) -> RuleMethod {
        read_method(self.id, self.text).0.expect("a test reads every shipped method")
    }
}

/// Names the files and includes them.
macro_rules! files {
    ($($id:literal),* $(,)?) => {
        &[$(ShippedMethod {
            id: $id,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/methods/", $id, ".toml")),
        }),*]
    };
}

const SHIPPED: &[ShippedMethod] = files![
    "b-ready-2025-business-entry",
    "business-environment-18",
    "doing-business-2010-2014",
    "doing-business-2015",
    "doing-business-2017-2020",
    "doing-business-2017-2020-components",
    "oecd-stri-areas",
    "stri-style",
];

/// Lists the methods that come with Crest, in the order of their identifiers.
pub fn shipped() -> &'static [ShippedMethod] {
    SHIPPED
}

/// Finds a method that comes with Crest.
pub fn find_shipped(id: &str) -> Option<&'static ShippedMethod> {
    SHIPPED.iter().find(|own| own.id == id.trim())
}
