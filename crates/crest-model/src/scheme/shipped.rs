//! Schemes that come with Crest, each a file of the repository.

use super::{Scheme, read};

/// A scheme that comes with Crest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Identifier, by which `builtin = "…"` names it.
    pub id: &'static str,
    /// Text of its file.
    pub text: &'static str,
}

impl Shipped {
    /// Reads its file; a test holds that nothing is wrong with it.
    ///
    /// - Cost: some hundred microseconds; keep the result rather than ask again.
    ///
    /// # Panics
    /// If the file were wrong, which a test of every shipped scheme rules out.
    pub fn scheme(&self) -> Scheme {
        read(self.id, self.text).0.expect("a test reads every shipped scheme")
    }
}

/// Names the files and includes them.
macro_rules! files {
    ($($id:literal),* $(,)?) => {
        &[$(Shipped {
            id: $id,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemes/", $id, ".toml")),
        }),*]
    };
}

const SHIPPED: &[Shipped] = files![
    "etdz-2016",
    "etdz-2021",
    "frontier",
    "handbook",
    "high-tech-2021",
    "high-tech-2024",
    "jiangsu-city-2011",
    "ningbo-industry",
    "province-zones",
    "two-firsts-2013",
    "wanjiang-2010",
];

/// Lists the schemes that come with Crest, in the order of their identifiers.
pub fn shipped() -> &'static [Shipped] {
    SHIPPED
}

/// Finds a scheme that comes with Crest.
pub fn find_shipped(id: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|own| own.id == id.trim())
}
