//! Brackets of a sentence that say whether a target is binding and how far it may be missed.

use super::parse::bracket;
use super::{TargetError, tolerance};

/// What stands in brackets of its own, and the sentence without it.
#[derive(Default)]
pub(super) struct Clauses {
    pub(super) rest: String,
    pub(super) tolerance: Option<String>,
    pub(super) binding: Option<bool>,
}

/// Words in brackets that say whether a target is binding.
const BINDING: [(&str, bool); 9] = [
    ("约束性", true),
    ("约束性指标", true),
    ("约束", true),
    ("binding", true),
    ("预期性", false),
    ("预期性指标", false),
    ("预期", false),
    ("expected", false),
    ("indicative", false),
];

/// Splits the content of a bracket at its marks; a comma between digits belongs to a number.
fn parts(content: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (position, c) in content.char_indices() {
        let next = content[position + c.len_utf8()..].chars().next();
        if matches!(c, ';' | '；' | '、' | '，') || (c == ',' && !next.is_some_and(|c| c.is_ascii_digit())) {
            parts.push(content[start..position].trim());
            start = position + c.len_utf8();
        }
    }
    parts.push(content[start..].trim());
    parts
}

/// Takes out the brackets that state a tolerance or whether the target is binding.
pub(super) fn clauses(plain: &str) -> Result<Clauses, TargetError> {
    let mut found = Clauses::default();
    let mut rest = plain;
    while let Some(start) = rest.find('(') {
        let Some(length) = bracket(&rest[start..]) else { break };
        let content = &rest[start + 1..start + length - 1];
        let before = &rest[..start];
        rest = &rest[start + length..];
        let parts = parts(content);
        let binding = |part: &str| BINDING.iter().find(|(word, _)| part.eq_ignore_ascii_case(word)).map(|(_, is)| *is);
        if !parts.iter().all(|part| binding(part).is_some() || tolerance::opening(part).is_some()) {
            found.rest.push_str(before);
            found.rest.push_str(&format!("({content})"));
            continue;
        }
        found.rest.push_str(before.trim_end());
        for part in parts {
            let (is_binding, clause) = (binding(part), tolerance::opening(part));
            if is_binding.is_some() && found.binding.is_some_and(|own| Some(own) != is_binding) {
                return Err(TargetError::Contradiction { first: "binding", second: "expected" });
            }
            found.binding = found.binding.or(is_binding);
            if let Some(clause) = clause {
                if found.tolerance.is_some() {
                    return Err(TargetError::Tolerance { clause: clause.to_owned() });
                }
                found.tolerance = Some(clause.to_owned());
            }
        }
    }
    found.rest.push_str(rest);
    Ok(found)
}
