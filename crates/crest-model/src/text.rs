//! A name or sentence in Chinese and English, and the language chosen to show it.

use serde::{Deserialize, Serialize};

/// Names the language in which output is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, simplified.
    Zh,
    /// English.
    #[default]
    En,
}

/// Holds one text in Chinese, in English, or in both.
///
/// - Missing values: an empty string means that the language was not given; [`Text::show`] then falls back to the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Text {
    /// The Chinese wording, empty if not given.
    #[serde(default)]
    pub zh: String,
    /// The English wording, empty if not given.
    #[serde(default)]
    pub en: String,
}

impl Text {
    /// Makes a text from both wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Returns the wording in `lang`, or the other wording where that one was not given.
    pub fn show(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// Tells whether neither wording was given.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}
