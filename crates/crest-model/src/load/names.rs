//! Names that may be referred to, and the checks of references and identifiers.

use std::collections::BTreeMap;

use super::shape::At;
use crate::{Diagnostic, Location, nearest};

/// Longest identifier.
const LONGEST_ID: usize = 120;

/// The identifiers of one kind of thing with their places.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    /// What they name, for messages: `place`, `indicator`.
    pub(crate) what: &'static str,
    /// False when the file that lists them could not be read; references are then not judged.
    pub(crate) whole: bool,
    ids: BTreeMap<String, Location>,
}

impl Names {
    /// Starts an empty collection.
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, whole: true, ids: BTreeMap::new() }
    }

    /// Adds an identifier; reports an unfit one (`C0108`) and, with `code`, one that is already taken.
    pub(crate) fn add(&mut self, id: &At<String>, code: &str, found: &mut Vec<Diagnostic>) -> bool {
        if !is_identifier(&id.value) {
            found.push(
                Diagnostic::error("C0108", format!("`{}` cannot be the identifier of a {}", id.value, self.what))
                    .at(id.location.clone())
                    .value(&id.value)
                    .expected("letters, digits, `-`, `_` and `.`, without blanks"),
            );
        }
        match self.ids.get(&id.value) {
            Some(first) => {
                found.push(
                    Diagnostic::error(code, format!("the {} `{}` appears twice", self.what, id.value))
                        .at(id.location.clone())
                        .value(&id.value)
                        .hint("every identifier names one thing; rename or remove one of the two")
                        .related(first.clone(), "first of this name"),
                );
                false
            }
            None => {
                self.ids.insert(id.value.clone(), id.location.clone());
                true
            }
        }
    }

    /// Points at where an identifier stands first.
    pub(crate) fn find_location(&self, id: &str) -> Option<&Location> {
        self.ids.get(id)
    }

    /// Tells whether the identifier exists.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Goes through the identifiers in alphabetical order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }

    /// Judges a reference: an unknown one is reported under `code` with the nearest name; `user` says who refers.
    pub(crate) fn check(&self, id: &At<String>, code: &str, user: &str, found: &mut Vec<Diagnostic>) -> bool {
        if self.has(&id.value) {
            return true;
        }
        if self.whole {
            let mut diagnostic =
                Diagnostic::error(code, format!("{user} names the {} `{}`, which does not exist", self.what, id.value))
                    .at(id.location.clone())
                    .value(&id.value);
            diagnostic.expected = Some(if self.ids.is_empty() {
                format!("a {} of the project; it has none", self.what)
            } else if self.ids.len() <= 8 {
                format!("one of {}", self.iter().collect::<Vec<_>>().join(", "))
            } else {
                format!("one of the {} {}s of the project", self.ids.len(), self.what)
            });
            if let Some(close) = nearest(&id.value, self.iter()) {
                diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
            }
            found.push(diagnostic);
        }
        false
    }
}

/// Tells whether a text can be an identifier: letters of any script, digits, `-`, `_` and `.`.
pub(crate) fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_ID
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && !text.starts_with('.')
}

/// Judges a word against the allowed ones; reports others under `code`.
pub(crate) fn one_of<'a>(
    word: &At<String>,
    allowed: &[&'a str],
    code: &str,
    path: &str,
    found: &mut Vec<Diagnostic>,
) -> Option<&'a str> {
    if let Some(own) = allowed.iter().find(|own| **own == word.value) {
        return Some(own);
    }
    let mut diagnostic = Diagnostic::error(code, format!("`{path}`: `{}` is not known", word.value))
        .at(word.location.clone())
        .value(&word.value)
        .expected(format!("one of {}", allowed.join(", ")));
    if let Some(close) = nearest(&word.value, allowed.iter().copied()) {
        diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
    }
    found.push(diagnostic);
    None
}

/// Takes a value that must be given; reports its absence (`C0103`) at `whole`.
pub(crate) fn need<T>(
    value: Option<At<T>>,
    path: &str,
    whole: &Location,
    found: &mut Vec<Diagnostic>,
) -> Option<At<T>> {
    if value.is_none() {
        found.push(
            Diagnostic::error("C0103", format!("`{path}` is missing"))
                .at(whole.clone())
                .expected(format!("a value for `{path}`")),
        );
    }
    value
}

/// Takes the value out of its place.
pub(crate) fn plain<T: Default>(value: Option<At<T>>) -> T {
    value.map(|at| at.value).unwrap_or_default()
}
