//! Which tables of the project a query reads, seen from its text.

use std::collections::BTreeSet;

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// A word or a quoted identifier; words are in lower case.
    Name { name: String, quoted: bool },
    /// Any other character that is not blank.
    Mark(char),
}

/// Functions whose arguments contain the word FROM.
const FROM_INSIDE: &[&str] = &["extract", "substring", "trim", "overlay", "date_part"];

/// Words that end the list of tables after FROM.
const ENDS: &[&str] = &[
    "where",
    "group",
    "order",
    "having",
    "limit",
    "offset",
    "union",
    "intersect",
    "except",
    "window",
    "qualify",
    "select",
    "fetch",
    "on",
    "using",
    "set",
    "values",
];

/// Lists the tables a query reads: names after FROM and JOIN and in their comma lists, as far as `is_table` knows them.
///
/// Comments and texts are skipped. Unquoted names are compared in lower case, as the engine does. A common table
/// expression named like the table `own` that the query makes does not count as reading it.
pub(crate) fn inputs(query: &str, own: &str, is_table: impl Fn(&str) -> bool) -> Vec<String> {
    let pieces = pieces(query);
    let word = |i: usize| match pieces.get(i) {
        Some(Piece::Name { name, quoted: false }) => Some(name.as_str()),
        _ => None,
    };
    let mut expressions: BTreeSet<&str> = BTreeSet::new();
    for (i, piece) in pieces.iter().enumerate() {
        if let Piece::Name { name, .. } = piece
            && word(i + 1) == Some("as")
            && (pieces.get(i + 2) == Some(&Piece::Mark('(')) || matches!(word(i + 2), Some("materialized" | "not")))
        {
            expressions.insert(name);
        }
    }
    let mut tables = BTreeSet::new();
    // One entry per open bracket: whether a table is expected next, whether a list of tables is open, and which function
    // the bracket belongs to.
    let mut stack: Vec<(bool, bool, Option<&str>)> = Vec::new();
    let (mut expected, mut listing, mut function) = (false, false, None);
    for (i, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Mark('(') => {
                stack.push((false, listing, function));
                // FROM (a JOIN b …) and FROM (SELECT …): a name may follow at once.
                listing = expected;
                function = i.checked_sub(1).and_then(word);
            }
            Piece::Mark(')') => (expected, listing, function) = stack.pop().unwrap_or_default(),
            Piece::Mark(',') => expected = listing,
            Piece::Mark(_) => expected = false,
            Piece::Name { name, quoted } => {
                if !quoted && matches!(name.as_str(), "from" | "join") {
                    let before = i.checked_sub(1).and_then(word);
                    let inside_function = name == "from"
                        && (before == Some("distinct") || function.is_some_and(|f| FROM_INSIDE.contains(&f)));
                    (expected, listing) = if inside_function { (expected, listing) } else { (true, true) };
                } else if !quoted && ENDS.contains(&name.as_str()) {
                    // ON and USING belong to a join; the list of tables may go on after them.
                    listing = listing && matches!(name.as_str(), "on" | "using");
                    expected = false;
                } else if !quoted && matches!(name.as_str(), "lateral" | "only") && expected {
                } else if expected {
                    let read = *quoted || pieces.get(i + 1) != Some(&Piece::Mark('('));
                    if read && is_table(name) && !(name == own && expressions.contains(own)) {
                        tables.insert(name.clone());
                    }
                    expected = false;
                }
            }
        }
    }
    tables.into_iter().collect()
}

/// Cuts a query into names and marks; comments and texts are left out.
fn pieces(query: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("--") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = comment_end(rest);
        } else if c == '\'' {
            rest = quoted_end(&rest[1..], '\'').1;
            pieces.push(Piece::Mark('\''));
        } else if c == '"' || c == '`' {
            let (name, after) = quoted_end(&rest[1..], c);
            pieces.push(Piece::Name { name, quoted: true });
            rest = after;
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
            pieces.push(Piece::Name { name: rest[..end].to_lowercase(), quoted: false });
            rest = &rest[end..];
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(rest.len());
            pieces.push(Piece::Mark('0'));
            rest = &rest[end..];
        } else {
            if !c.is_whitespace() {
                pieces.push(Piece::Mark(c));
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    pieces
}

/// Returns what follows a block comment; comments nest.
fn comment_end(text: &str) -> &str {
    let mut depth = 0_u32;
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("/*") {
            (depth, rest) = (depth + 1, after);
        } else if let Some(after) = rest.strip_prefix("*/") {
            (depth, rest) = (depth - 1, after);
            if depth == 0 {
                return rest;
            }
        } else {
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        }
    }
    ""
}

/// Returns the content up to the closing quote, doubled quotes being content, and what follows.
fn quoted_end(text: &str, quote: char) -> (String, &str) {
    let mut content = String::new();
    let mut rest = text;
    while let Some(position) = rest.find(quote) {
        content.push_str(&rest[..position]);
        rest = &rest[position + 1..];
        match rest.strip_prefix(quote) {
            Some(after) => {
                content.push(quote);
                rest = after;
            }
            None => return (content, rest),
        }
    }
    content.push_str(rest);
    (content, "")
}

#[cfg(test)]
mod tests;
