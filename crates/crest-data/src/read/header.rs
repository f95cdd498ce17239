//! Names and units in headers.

use crest_model::Unit;
use crest_model::unit::plain_text;

/// Brackets that may hold a unit, after full-width forms were narrowed.
const BRACKETS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('{', '}')];

/// Splits a header into the name and the unit in its brackets or after its last comma.
///
/// The last bracket that holds a unit counts and is taken out of the name; brackets with anything else stay. A Chinese unit
/// after a last `_` counts too, but stays in the name.
pub(super) fn name_and_unit(header: &str) -> (String, Option<Unit>) {
    let plain = plain_text(header);
    let mut brackets: Vec<(usize, usize)> = Vec::new();
    for &(open, close) in BRACKETS {
        let mut from = 0;
        while let Some(start) = plain[from..].find(open).map(|i| from + i) {
            let inner = start + open.len_utf8();
            let Some(end) = plain[inner..].find(close).map(|i| inner + i) else { break };
            brackets.push((start, end + close.len_utf8()));
            from = end + close.len_utf8();
        }
    }
    brackets.sort_unstable();
    for &(start, end) in brackets.iter().rev() {
        let first = plain[start..].chars().next().map_or(0, char::len_utf8);
        let last = plain[..end].chars().next_back().map_or(0, char::len_utf8);
        if let Some(unit) = unit_word(&plain[start + first..end - last]) {
            let name = format!("{} {}", plain[..start].trim_end(), plain[end..].trim_start());
            let name = name.trim().replace(" /", "/").replace("/ ", "/");
            let name = if name.is_empty() { plain.clone() } else { name };
            return (name, Some(unit));
        }
    }
    if let Some((name, tail)) = plain.rsplit_once([',', '，', ':', '：'])
        && let Some(unit) = unit_word(tail)
        && !name.trim().is_empty()
    {
        return (name.trim().to_owned(), Some(unit));
    }
    if let Some((_, tail)) = plain.rsplit_once('_')
        && !tail.is_ascii()
        && let Some(unit) = unit_word(tail)
    {
        return (plain.clone(), Some(unit));
    }
    (plain, None)
}

/// Reads a unit as it stands in brackets; single letters, bare numbers and marks of notes are none.
pub(super) fn unit_word(text: &str) -> Option<Unit> {
    let text = plain_text(text);
    let text = text.strip_prefix("单位").map_or(text.as_str(), |rest| rest.trim_start_matches([':', '：', ' ']));
    let is_mark = text.is_ascii() && text.len() < 2 && !matches!(text, "%" | "t" | "$");
    if is_mark || text.parse::<f64>().is_ok() {
        return None;
    }
    Unit::parse(text).ok()
}

/// Reads the unit of a whole sheet from a line above the header: `单位：万元`, `Unit: million USD`.
pub(super) fn sheet_unit(text: &str) -> Option<Unit> {
    let plain = plain_text(text);
    let lower = plain.to_lowercase();
    let at = lower.find("单位").map(|i| i + "单位".len()).or_else(|| lower.find("unit").map(|i| i + "unit".len()))?;
    let rest = plain.get(at..)?.trim_start_matches(['s', 'S']).trim_start();
    let rest = rest.strip_prefix([':', '：'])?.trim();
    let end = rest.find([')', '）', ']', '】', ';', '；', '。']).unwrap_or(rest.len());
    // Two units in one line (亿元、%) belong to different columns, and nothing says which.
    unit_word(&rest[..end])
}
