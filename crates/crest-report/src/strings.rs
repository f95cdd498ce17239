//! Every wording of pages and workbooks in Chinese and English: one table, looked up by key.
//!
//! Placeholders stand in braces and are filled by [`fill`]. Entries of closed lists (states, roles, verdicts) have keys
//! `list.word`; [`word`] shows a word that has no entry as it is.

mod rules;
mod table;

use crest_model::Text;

pub use rules::RULES;
pub use table::STRINGS;

/// Finds an entry: Chinese and English wording.
pub fn find(key: &str) -> Option<(&'static str, &'static str)> {
    // Sorted by a test, so that a look-up costs a few comparisons.
    let table = if key.starts_with("rules.") { RULES } else { STRINGS };
    table.binary_search_by(|(entry, _, _)| (*entry).cmp(key)).ok().map(|at| (table[at].1, table[at].2))
}

/// Returns an entry; a key without one is shown as it is (and fails in the tests).
pub fn text(key: &str) -> Text {
    debug_assert!(find(key).is_some(), "the string table holds `{key}`");
    find(key).map_or_else(|| Text::new(key, key), |(zh, en)| Text::new(zh, en))
}

/// Returns the wording of a word of a closed list, such as `state`, `missed`; an unknown word is shown as it is.
pub fn word(list: &str, word: &str) -> Text {
    find(&format!("{list}.{word}")).map_or_else(|| Text::new(word, word), |(zh, en)| Text::new(zh, en))
}

/// Fills the placeholders of an entry, each language with its own wording of the arguments.
///
/// Arguments are put in as they are: braces inside them are not looked at again.
pub fn fill(key: &str, arguments: &[(&str, &Text)]) -> Text {
    let pattern = text(key);
    Text::new(
        fill_one(&pattern.zh, arguments, crest_model::Lang::Zh),
        fill_one(&pattern.en, arguments, crest_model::Lang::En),
    )
}

fn fill_one(pattern: &str, arguments: &[(&str, &Text)], lang: crest_model::Lang) -> String {
    let mut out = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        out.push_str(&rest[..start]);
        let name = &rest[start + 1..start + length];
        match arguments.iter().find(|(argument, _)| *argument == name) {
            Some((_, text)) => out.push_str(text.show(lang)),
            None => out.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
