//! Links of Markdown pages: every relative one leads to a file of the project and, where it names one, to a heading.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, File};

/// Checks every Markdown page. `paths` lists all files of the project.
pub(super) fn check(paths: &[String], files: &[File]) -> Vec<Fault> {
    let pages: Vec<&File> = files.iter().filter(|file| file.has_extension("md")).collect();
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        pages.iter().map(|page| (page.path.as_str(), anchors(&page.text))).collect();
    let known = |path: &str| {
        let folder = format!("{path}/");
        path.is_empty() || paths.iter().any(|file| file == path || file.starts_with(&folder))
    };
    let mut faults = Vec::new();
    for page in &pages {
        for (line, target) in targets(&page.text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) =
                target.split_once('#').map_or((target.as_str(), None), |(path, anchor)| (path, Some(anchor)));
            let Some(path) = resolve(&page.path, path) else {
                faults.push(Fault::new(&page.path, line, format!("link `{target}` leads out of the project")));
                continue;
            };
            if !known(&path) {
                faults.push(Fault::new(&page.path, line, format!("link `{target}` leads nowhere")));
                continue;
            }
            if let (Some(anchor), Some(anchors)) = (anchor, anchors.get(path.as_str()))
                && !anchors.contains(anchor)
            {
                faults.push(Fault::new(&page.path, line, format!("link `{target}`: {path} has no heading `{anchor}`")));
            }
        }
    }
    faults
}

/// Resolves a link of `page` to a path from the root; `None` if it climbs above the root.
fn resolve(page: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(page.to_owned());
    }
    let link = link.replace("%20", " ");
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    if link.starts_with('/') {
        parts.clear();
    }
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Returns the lines of a page without its fenced blocks and code spans, with their numbers.
fn prose(text: &str) -> Vec<(usize, String)> {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => {}
            (None, None) => lines.push((index + 1, without_code(line))),
        }
    }
    lines
}

/// Leaves out code spans; a lone backtick is kept.
pub(super) fn without_code(line: &str) -> String {
    let mut rest = line;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once('`') {
        kept.push_str(before);
        match after.split_once('`') {
            Some((_, behind)) => rest = behind,
            None => rest = after,
        }
    }
    kept + rest
}

/// Returns the targets of the links and images of a page, with their lines.
fn targets(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        for (start, _) in line.match_indices("](") {
            let rest = &line[start + 2..];
            if let Some(end) = closing(rest) {
                // A title may follow the target.
                let target = rest[..end].split_whitespace().next().unwrap_or_default();
                found.push((number, target.trim_start_matches('<').trim_end_matches('>').to_owned()));
            }
        }
        let definition = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        if let Some((_, target)) = definition {
            found.push((number, target.split_whitespace().next().unwrap_or_default().to_owned()));
        }
    }
    found
}

/// Position of the parenthesis that closes a target, which may hold balanced ones itself.
fn closing(rest: &str) -> Option<usize> {
    let mut depth = 0;
    for (position, character) in rest.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(position),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the anchors of a page: its headings as GitHub writes them, and the ids of HTML elements.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, line) in prose(&text.replace('`', "")) {
        let hashes = line.chars().take_while(|c| *c == '#').count();
        if (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') {
            let plain = slug(&line[hashes..]);
            let repeated = (1..).map(|n| format!("{plain}-{n}")).find(|name| !anchors.contains(name));
            let name = if anchors.contains(&plain) { repeated.unwrap_or_default() } else { plain };
            anchors.insert(name);
        }
        for mark in ["id=\"", "name=\""] {
            for (start, _) in line.match_indices(mark) {
                let id = line[start + mark.len()..].split('"').next().unwrap_or_default();
                anchors.insert(id.to_owned());
            }
        }
    }
    anchors
}

/// Turns a heading into its anchor: lower case, letters and digits of any script, blanks as hyphens.
fn slug(heading: &str) -> String {
    let lower = heading.trim().to_lowercase();
    let kept = lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests;
