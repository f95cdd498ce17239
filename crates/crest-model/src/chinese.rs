//! The sentences of diagnostics in Chinese: a catalogue of templates that is looked up when a diagnostic is shown.
//!
//! Sentences are made in English where a mistake is found, and programs read them so. Each template here is an English
//! one with holes `{}` beside a Chinese one with numbered holes. What stands in a hole is kept, or looked up in its turn:
//! the words of an error within a sentence. A hole between backticks or quotes holds a name or a value and is never looked
//! up, nor is one written `{=1}`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

mod checks;
mod data;
mod engine;
mod faults;
mod files;
mod fragments;
mod model;
mod reach;
mod rules;
mod scheme;
mod uncertainty;

#[cfg(test)]
mod tests;

/// Longest text that is looked up, in bytes; a longer one is shown as it is.
const LONGEST: usize = 16 << 10;

/// Sentences within sentences that are looked up: a sentence, an error in it, a part of that, and one more.
const DEEPEST: usize = 4;

/// Tables of sentences, which may be a text as a whole.
const SENTENCES: [&[(&str, &str)]; 9] = [
    checks::ENTRIES,
    files::ENTRIES,
    data::ENTRIES,
    engine::ENTRIES,
    model::ENTRIES,
    reach::ENTRIES,
    rules::ENTRIES,
    scheme::ENTRIES,
    uncertainty::ENTRIES,
];

/// Puts a sentence of a diagnostic into Chinese; `None` where no template matches it as a whole.
///
/// - The template with the most literal characters wins, of equal ones the first.
/// - Holes take as little as they can; one between backticks or quotes may be empty and holds none of them.
/// - Cost: O(length · templates) at worst, some microseconds for a sentence; texts beyond 16 KiB give `None`.
///
/// ```
/// let sentence = "the unit of the indicator `gdp`: `亿圆` is no known unit";
/// assert_eq!(crest_model::chinese(sentence).unwrap(), "指标 `gdp` 的单位：`亿圆` 不是已知的单位");
/// ```
pub fn chinese(english: &str) -> Option<String> {
    (english.len() <= LONGEST).then(|| CATALOGUE.sentences.look_up(english, 1)).flatten()
}

/// Puts the content of a hole into Chinese: a sentence, a part of one, or a list of such.
fn part(english: &str, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    let tables = [&CATALOGUE.fragments, &CATALOGUE.sentences];
    let exact = tables.iter().find_map(|table| table.exact.get(english));
    let whole = match exact {
        Some(chinese) => Some((*chinese).to_owned()),
        None => most_literal(tables.map(|table| table.best(english))).map(|found| found.fill(depth)),
    };
    whole.or_else(|| {
        // Words alone may be keys, so only entries that are templates make a list.
        let entries: Option<Vec<String>> = english.contains(", ").then(|| {
            english.split(", ").map(|entry| CATALOGUE.fragments.best(entry).map(|found| found.fill(depth))).collect()
        })?;
        entries.map(|entries| entries.join("、"))
    })
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    sentences: Index::of(SENTENCES.into_iter().flatten()),
    fragments: Index::of(fragments::ENTRIES.iter().chain(faults::ENTRIES)),
});

/// All templates, ready to be matched.
struct Catalogue {
    sentences: Index,
    fragments: Index,
}

/// Templates by the way they begin.
#[derive(Default)]
struct Index {
    /// Texts without holes.
    exact: BTreeMap<&'static str, &'static str>,
    /// Templates by their first byte; those that begin with a hole under `None`. The most literal ones come first.
    by_start: BTreeMap<Option<u8>, Vec<Template>>,
}

impl Index {
    fn of(entries: impl Iterator<Item = &'static (&'static str, &'static str)>) -> Self {
        let mut index = Self::default();
        for (english, chinese) in entries {
            if english.contains("{}") {
                let template = Template::new(english, chinese);
                index
                    .by_start
                    .entry(english.bytes().next().filter(|_| !english.starts_with("{}")))
                    .or_default()
                    .push(template);
            } else {
                index.exact.entry(*english).or_insert(*chinese);
            }
        }
        for templates in index.by_start.values_mut() {
            templates.sort_by_key(|template| std::cmp::Reverse(template.n_literal));
        }
        index
    }

    /// Puts a text into Chinese.
    fn look_up(&self, text: &str, depth: usize) -> Option<String> {
        match self.exact.get(text) {
            Some(chinese) => Some((*chinese).to_owned()),
            None => self.best(text).map(|found| found.fill(depth)),
        }
    }

    /// Finds the template that matches with the most literal characters.
    fn best<'a>(&'a self, text: &'a str) -> Option<Found<'a>> {
        let first = |start: Option<u8>| {
            let templates = self.by_start.get(&start)?;
            templates.iter().find_map(|template| Some(Found { template, holes: template.holes_of(text)? }))
        };
        most_literal([first(text.bytes().next()), first(None)])
    }
}

/// A template that matches a text, and what stands in its holes.
struct Found<'a> {
    template: &'a Template,
    holes: Vec<&'a str>,
}

impl Found<'_> {
    fn fill(&self, depth: usize) -> String {
        self.template.fill(&self.holes, depth)
    }
}

/// Takes the one with the most literal characters, of equal ones the first.
fn most_literal<'a>(found: [Option<Found<'a>>; 2]) -> Option<Found<'a>> {
    match found {
        [Some(one), Some(other)] if other.template.n_literal > one.template.n_literal => Some(other),
        [one, other] => one.or(other),
    }
}

/// An English template and its Chinese one.
struct Template {
    /// What stands before, between and after the holes.
    literals: Vec<&'static str>,
    /// Characters outside holes.
    n_literal: usize,
    chinese: Vec<Piece>,
}

/// A stretch of a Chinese template.
enum Piece {
    Literal(&'static str),
    /// Position of a hole, and whether its content may be looked up.
    Hole(usize, bool),
}

impl Template {
    fn new(english: &'static str, chinese: &'static str) -> Self {
        let literals: Vec<&str> = english.split("{}").collect();
        let n_literal = literals.iter().map(|literal| literal.chars().count()).sum();
        let mut pieces = Vec::new();
        let mut rest = chinese;
        while let Some((before, inside, after)) = next_hole(rest) {
            pieces.push(Piece::Literal(before));
            let (is_kept, number) = inside.strip_prefix('=').map_or((false, inside), |number| (true, number));
            let hole = number.parse::<usize>().unwrap_or(0).saturating_sub(1);
            pieces.push(Piece::Hole(hole, !is_kept && quote_around(&literals, hole).is_none()));
            rest = after;
        }
        pieces.push(Piece::Literal(rest));
        Self { literals, n_literal, chinese: pieces }
    }

    /// Returns the contents of the holes where the template matches the whole text.
    ///
    /// Each literal is taken where it first occurs after the one before; if that leads to no match, nothing does.
    fn holes_of<'a>(&self, text: &'a str) -> Option<Vec<&'a str>> {
        let (first, others) = self.literals.split_first()?;
        let (last, between) = others.split_last()?;
        let mut rest = text.strip_prefix(first)?.strip_suffix(last)?;
        let mut holes = Vec::with_capacity(others.len());
        for (i, literal) in between.iter().enumerate() {
            let least = if quote_around(&self.literals, i).is_some() { 0 } else { rest.chars().next()?.len_utf8() };
            let end = least + rest[least..].find(literal)?;
            holes.push(&rest[..end]);
            rest = &rest[end + literal.len()..];
        }
        holes.push(rest);
        let fits = |(i, hole): (usize, &&str)| match quote_around(&self.literals, i) {
            Some(quote) => !hole.contains(quote),
            None => !hole.is_empty(),
        };
        holes.iter().enumerate().all(fits).then_some(holes)
    }

    fn fill(&self, holes: &[&str], depth: usize) -> String {
        let mut filled = String::new();
        for piece in &self.chinese {
            match piece {
                Piece::Literal(text) => join(&mut filled, text, false),
                Piece::Hole(position, is_looked_up) => {
                    let content = holes.get(*position).copied().unwrap_or_default();
                    match is_looked_up.then(|| part(content, depth + 1)).flatten() {
                        Some(chinese) => join(&mut filled, &chinese, true),
                        None => join(&mut filled, content, true),
                    }
                }
            }
        }
        filled
    }
}

/// Appends a stretch of a template or of a hole; between Chinese and Latin characters stands a blank, between Chinese
/// ones none. Backticks and brackets of the template keep their content as it is.
fn join(text: &mut String, next: &str, is_hole: bool) {
    let before = text.trim_end_matches(' ').chars().next_back();
    let after = next.trim_start_matches(' ').chars().next();
    let (Some(before), Some(after)) = (before, after) else { return text.push_str(next) };
    let templates_own = if is_hole { before } else { after };
    if !(is_wide(before) || is_wide(after)) || "`\"'()[]{}<>/".contains(templates_own) {
        return text.push_str(next);
    }
    text.truncate(text.trim_end_matches(' ').len());
    let is_mixed = is_wide(before) != is_wide(after);
    if is_mixed && [before, after].into_iter().all(|c| c.is_ascii() || c.is_alphanumeric()) && after != '%' {
        text.push(' ');
    }
    text.push_str(next.trim_start_matches(' '));
}

/// Tells whether a character is Chinese, punctuation included.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”' | '…')
}

/// Returns the backtick or quote between two of which a hole stands.
fn quote_around(literals: &[&str], hole: usize) -> Option<char> {
    let before = literals.get(hole)?.chars().next_back()?;
    let after = literals.get(hole + 1)?.chars().next()?;
    (before == after && matches!(before, '`' | '"')).then_some(before)
}

/// Finds the next `{1}` or `{=1}`: what stands before it, in it and after it. Other braces are text.
fn next_hole(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    text.match_indices('{').find_map(|(start, _)| {
        let (inside, after) = text[start + 1..].split_once('}')?;
        let digits = inside.strip_prefix('=').unwrap_or(inside);
        let is_hole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_hole.then_some((&text[..start], inside, after))
    })
}
