//! Leftovers of work: notes to oneself, switched-off code, words about the workplace instead of the product.

use super::rust;
use super::{Fault, File};

/// Marks of unfinished work, as whole words.
const UNFINISHED: &[&str] = &["TODO", "FIXME", "XXX", "HACK", "WIP"];

/// Macros that belong to an afternoon of debugging.
const DEBUGGING: &[&str] = &["dbg!", "todo!", "unimplemented!"];

/// Words of the workplace, in lower case: the project speaks of itself, in the words of its field. `#` stands for a digit;
/// a word at either end must be whole.
const WORKPLACE: &[&str] = &[
    "/home/",
    "/root/",
    "/users/",
    "shared/notes",
    "issue #",
    "issue ##",
    "pull request ##",
    "this session",
    "previous session",
    "last session",
    "next session",
    "helper agent",
    "sub-agent",
    "subagent",
    "coding agent",
    "ai assistant",
    "language model",
    "chatgpt",
    "claude",
    "copilot",
    "as requested",
    "as instructed",
    "per the brief",
    "the brief says",
    "the prompt",
    "my colleague",
    "a colleague writes",
    "design.md",
    "style.md",
    "contracts.md",
    "hidden test",
    "placeholder while",
];

/// Sources that must name what they look for: path, reason.
const EXEMPT: &[(&str, &str)] = &[
    ("xtask/src/tidy/leftovers.rs", "holds the patterns"),
    ("xtask/src/tidy/leftovers/tests.rs", "tests the patterns"),
];

/// Checks every text file.
pub(super) fn check(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| !EXEMPT.iter().any(|(path, _)| *path == file.path)) {
        if file.path.ends_with("Cargo.lock") || file.path.starts_with("LICENSE-") {
            continue;
        }
        faults.extend(words(file));
        if file.has_extension("rs") {
            faults.extend(code(file));
        }
    }
    faults
}

/// Looks for unfinished work and words of the workplace in any text.
fn words(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (number, line) in file.lines() {
        let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(word) = parts.find(|part| UNFINISHED.contains(part)) {
            faults.push(Fault::new(
                &file.path,
                number,
                format!("`{word}` is unfinished work; finish it or say what holds"),
            ));
        }
        let lower = line.to_lowercase();
        for pattern in WORKPLACE.iter().filter(|pattern| contains(&lower, pattern)) {
            faults.push(Fault::new(
                &file.path,
                number,
                format!("`{pattern}` speaks of the workplace, not of the product"),
            ));
        }
    }
    faults
}

/// Tells whether a line in lower case holds a pattern as whole words; `##` stands for a number.
fn contains(line: &str, pattern: &str) -> bool {
    let (stem, number) = pattern.strip_suffix("##").map_or((pattern, false), |stem| (stem, true));
    let word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(stem).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + stem.len()..]);
        let begins = !stem.starts_with(word) || !before.ends_with(word);
        let ends = if number {
            after.starts_with(|c: char| c.is_ascii_digit())
        } else {
            !stem.ends_with(word) || !after.starts_with(word)
        };
        begins && ends
    })
}

/// Looks for debugging macros and switched-off code in a Rust source.
fn code(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, line) in rust::lines(&file.text).iter().enumerate() {
        if let Some(macro_name) = DEBUGGING.iter().find(|name| line.code.contains(**name)) {
            faults.push(Fault::new(&file.path, index + 1, format!("`{macro_name}` is left over from debugging")));
        }
        // Examples in documentation are code on purpose.
        if !line.documentation && is_code(line.comment.trim()) {
            faults.push(Fault::new(
                &file.path,
                index + 1,
                "looks like code that was switched off; git keeps the old one",
            ));
        }
    }
    faults
}

/// Tells whether a comment reads as Rust rather than as a sentence.
fn is_code(comment: &str) -> bool {
    const STARTS: &[&str] = &[
        "let ", "use ", "pub ", "fn ", "return ", "mod ", "impl ", "struct ", "enum ", "match ", "if ", "for ",
        "while ", "#[",
    ];
    if matches!(comment, "}" | "});" | "};" | "})" | "},") {
        return true;
    }
    let starts = STARTS.iter().any(|start| comment.starts_with(start));
    if starts && comment.ends_with([';', '{', ']']) {
        return true;
    }
    // A call or an assignment: `name.method(…);`, `a::b(…);`, `x = …;`, without the blanks of a sentence before it.
    let Some(statement) = comment.strip_suffix(';') else { return false };
    let head = statement.split(['(', '=']).next().unwrap_or_default().trim_end();
    let is_path = !head.is_empty() && head.chars().all(|c| c.is_ascii_alphanumeric() || "_.:!&*[]".contains(c));
    is_path && (statement.ends_with(')') || statement.contains(" = "))
}

#[cfg(test)]
mod tests;
