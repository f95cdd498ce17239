//! Words: GLOSSARY.md names every term in English and Chinese, and the words it rules out stand nowhere in the prose.

use std::collections::BTreeMap;

use super::links::without_code;
use super::rust;
use super::{Fault, File};

/// The page that is read.
const PAGE: &str = "GLOSSARY.md";

/// Terms that must be there: those the style names and those of the results contract.
const REQUIRED: &[&str] = &[
    // of the handbook of composite indicators
    "aggregate",
    "impute",
    "indicator",
    "normalise",
    "pillar",
    "rank",
    "treat",
    "weight",
    // of timetables
    "pattern",
    "route",
    "stop",
    "transfer",
    "trip",
    // of accessibility
    "catchment",
    "cutoff",
    "decay",
    "isochrone",
    "opportunity",
    // of strategies
    "action",
    "carrier",
    "goal",
    "intervention",
    "milestone",
    "place",
    "programme",
    "run",
    "scenario",
    "target",
    // of values
    "period",
    "source",
    "status",
    "territory version",
    "unit",
    "value",
    "vintage",
    // of the machinery
    "diagnostic",
    "fingerprint",
    "kernel",
    "recipe",
    "scheme",
    "store",
    "table",
    "trail",
];

/// A row of a table of the page.
struct Row {
    line: usize,
    cells: Vec<String>,
}

/// Checks the page itself, then every other prose against it.
pub(super) fn check(files: &[File]) -> Vec<Fault> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Fault::new(PAGE, 0, "is missing")];
    };
    let terms = rows(&page.text, "English");
    let ruled_out = rows(&page.text, "Not");
    let mut faults = judge_terms(&terms);
    for row in &ruled_out {
        let instead = row.cells.get(1).map(String::as_str).unwrap_or_default();
        if instead.is_empty() {
            faults.push(Fault::new(PAGE, row.line, "says what not to write, but not what to write"));
        }
    }
    let words: BTreeMap<&str, &str> =
        ruled_out.iter().filter_map(|row| Some((row.cells.first()?.as_str(), row.cells.get(1)?.as_str()))).collect();
    for file in files.iter().filter(|file| file.path != PAGE && file.path != "Cargo.lock") {
        faults.extend(judge_prose(file, &words));
    }
    faults
}

/// Returns the body rows of the table whose first heading is `heading`.
fn rows(text: &str, heading: &str) -> Vec<Row> {
    let mut inside = false;
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(inner) = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
            inside = false;
            continue;
        };
        let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
        if cells.first().is_some_and(|cell| cell == heading) {
            inside = true;
        } else if inside && !cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':'))) {
            rows.push(Row { line: index + 1, cells });
        }
    }
    rows
}

/// Every term has its Chinese equivalent and a meaning, once, in order.
fn judge_terms(terms: &[Row]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut last = String::new();
    for row in terms {
        let cell = |index: usize| row.cells.get(index).map(String::as_str).unwrap_or_default();
        let (english, chinese, meaning) = (cell(0), cell(1), cell(2));
        if !chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            faults.push(Fault::new(PAGE, row.line, format!("`{english}` has no Chinese equivalent")));
        }
        if meaning.is_empty() {
            faults.push(Fault::new(PAGE, row.line, format!("`{english}` has no meaning")));
        }
        let key = english.to_lowercase();
        if key <= last {
            faults.push(Fault::new(
                PAGE,
                row.line,
                format!("`{english}` stands after `{last}`; terms are in order, once each"),
            ));
        }
        last = key;
    }
    let missing =
        REQUIRED.iter().filter(|term| !terms.iter().any(|row| row.cells.first().is_some_and(|cell| cell == *term)));
    faults.extend(missing.map(|term| Fault::new(PAGE, 0, format!("`{term}` is missing"))));
    faults
}

/// Finds words that are ruled out, in the prose of a file: Markdown outside code, comments of Rust sources.
fn judge_prose(file: &File, ruled_out: &BTreeMap<&str, &str>) -> Vec<Fault> {
    let lines: Vec<String> = if file.has_extension("md") {
        let mut fenced = false;
        let outside = |line: &str| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            if fenced || fence { String::new() } else { without_code(line) }
        };
        file.text.lines().map(outside).collect()
    } else if file.has_extension("rs") {
        let mut fenced = false;
        let mut comment = |line: rust::Line| {
            let fence = line.comment.trim_start().starts_with("```");
            fenced = (fenced ^ fence) && !line.comment.is_empty();
            if fenced || fence { String::new() } else { without_code(&line.comment) }
        };
        rust::lines(&file.text).into_iter().map(&mut comment).collect()
    } else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let prose = without_addresses(line).to_lowercase();
        let padded: String = prose.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
        let padded = format!(" {} ", padded.split_whitespace().collect::<Vec<_>>().join(" "));
        for (word, instead) in ruled_out {
            if padded.contains(&format!(" {word} ")) {
                faults.push(Fault::new(
                    &file.path,
                    index + 1,
                    format!("`{word}` is ruled out by {PAGE}; write {instead}"),
                ));
            }
        }
    }
    faults
}

/// Leaves out web addresses and link targets, whose words are not ours.
fn without_addresses(line: &str) -> String {
    let words = line.split(' ').filter(|word| !word.contains("://"));
    let mut kept = words.collect::<Vec<_>>().join(" ");
    while let Some(start) = kept.find("](") {
        let end = kept[start..].find(')').map_or(kept.len(), |end| start + end + 1);
        kept.replace_range(start..end, " ");
    }
    kept
}

#[cfg(test)]
mod tests;
