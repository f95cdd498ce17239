//! Every sentence that the sources of Crest can put into a diagnostic has a Chinese one.
//!
//! The sources are read as text: literals that stand where a message, an expectation, a hint or a note is made are
//! taken with a sample in place of each `{…}`. What is put together from pieces is tested with real messages beside the
//! catalogue.

use std::path::{Path, PathBuf};

/// Fewest templates that must be found; fewer mean that the reading of sources broke.
const LEAST: usize = 540;

/// Where texts of diagnostics are made: the argument of these is read.
const CALLS: &[&str] = &[
    "Diagnostic::error(",
    "Diagnostic::warning(",
    "Diagnostic::note(",
    "Diagnostic::with_severity(",
    ".hint(",
    ".expected(",
    ".related(",
    "hint: Some(",
    "expected: Some(",
    "message: format!(",
    "message = format!(",
    "expected = format!(",
    "hint = format!(",
    "hint = Some(",
    "expected = Some(",
    "fault(",
    "fault_at(",
    "fault_near(",
    "unfit(",
    "failed(",
    "refuse(",
    "none(",
    "leaves(",
    "unreadable(",
    "too_large(",
    "damaged(",
    "report(",
    ".number(",
    ".spread(",
    ".share(",
    ".unknown(",
    ".nothing_varies(",
    "wrong_type(",
    "write!(f,",
    "at(\"C13",
];

/// Files whose literals are no texts of diagnostics.
const OTHER_FILES: &[&str] = &[
    "/tests",
    "/chinese",
    "/schema",
    "zones219",
    "example.rs",
    "render",
    "results",
    "crest/src/inverse",
    "session.rs",
    "reach/sources.rs",
    "store.rs",
];

/// Pieces that the sources put together, whose whole is tested beside the catalogue, and literals that are no texts.
const PIECES: &[&str] = &[
    "{} and {} {evidence}",
    "{} values of `{}` of {} in {}{} lie on {path}, from {} in {} to {} in {}",
    "{} successive rows of `{}` in {}{} hold the value of the {neighbour} row {seen}: {}{witness}",
    "`{}` of {} goes from {} in {} to {} in {}{} ({:+.1} %){}",
    "`{}` of {} is {} in every one of {}{}, while that of other places changes{others}",
    "`{code}` of {} is {} in {}{}, the same as {again}{others}",
    "`{}` of {} is {} in {}{}, {} times {} of the year before to within the usual change{}{others}",
    "{lines} left out, as no records: {}",
    "the path `{path}` {why}",
    "is empty",
    "contains `\\` or a zero character",
    "is absolute",
    "climbs out with `..`",
    "leads outside the project through a link",
    "the part `{}` of `{}` {why}",
    "the table `{name}` {message}",
    "names `{has}` but not `{lacks}`",
    "says no period",
    "has both `{what}` and `fixed_{what}`",
    "`{path}` names `{}`, which {why}",
    // Values beside the sentence, which are shown as they are.
    "std_error = false",
    // An error of the machine, not of the project.
    "cannot start threads: {why}",
];

#[test]
fn every_sentence_of_the_sources_has_a_chinese_one() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for name in ["crest-model", "crest-data", "crest"] {
        collect(&crates.join(name).join("src"), &mut files);
    }
    files.sort();
    let (mut n_found, mut missing) = (0, Vec::new());
    for file in files {
        let path = file.to_string_lossy().replace('\\', "/");
        if OTHER_FILES.iter().any(|other| path.contains(other)) {
            continue;
        }
        let source = std::fs::read_to_string(&file).unwrap();
        for literal in literals_of_calls(&source) {
            if !is_sentence(&literal) || PIECES.contains(&literal.as_str()) {
                continue;
            }
            n_found += 1;
            if !has_chinese(&literal) {
                missing.push(format!("{}: {literal}", path.rsplit("crates/").next().unwrap_or(&path)));
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "{} of {n_found} texts have no Chinese one:\n{}", missing.len(), missing.join("\n"));
    assert!(n_found >= LEAST, "only {n_found} texts were found in the sources");
}

/// Lists the Rust files below a directory.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("sources lie beside this crate") {
        let path = entry.expect("sources can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// Returns the literals in the arguments of the calls, each once for its place in the source.
fn literals_of_calls(source: &str) -> Vec<String> {
    let tokens = literals(source);
    let mut wanted = vec![false; tokens.len()];
    for call in CALLS {
        for (at, _) in source.match_indices(call) {
            let start = at + call.len();
            if tokens.iter().any(|(range, _)| range.contains(&at)) {
                continue;
            }
            // The argument ends where its parentheses close; those within literals do not count.
            let (mut depth, mut i) = (call.matches('(').count().max(1), start);
            let bytes = source.as_bytes();
            while i < bytes.len() && depth > 0 {
                if let Some((range, _)) = tokens.iter().find(|(range, _)| range.start == i) {
                    i = range.end;
                    continue;
                }
                match bytes[i] {
                    b'(' => depth += 1,
                    b')' => depth -= 1,
                    _ => {}
                }
                i += 1;
            }
            for (position, (range, _)) in tokens.iter().enumerate() {
                wanted[position] |= start <= range.start && range.end <= i;
            }
        }
    }
    tokens.into_iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|((_, text), _)| text).collect()
}

/// Returns the string literals of a source with their ranges; comments and characters are passed over.
fn literals(source: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let rest = &source[i..];
        if rest.starts_with("//") {
            i += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(inside) = rest.strip_prefix("r#\"") {
            let end = inside.find("\"#").unwrap_or(inside.len());
            found.push((i..i + end + 5, inside[..end].to_owned()));
            i += end + 5;
        } else if bytes[i] == b'"' {
            let mut end = 1;
            while end < rest.len() && rest.as_bytes()[end] != b'"' {
                end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
            }
            found.push((i..i + end + 1, unescaped(&rest[1..end])));
            i += end + 1;
        } else if bytes[i] == b'\'' {
            let character = rest[1..].chars().next().map_or(0, char::len_utf8);
            let closes = |at: usize| rest.as_bytes().get(at) == Some(&b'\'');
            i += if rest[1..].starts_with('\\') {
                rest[3..].find('\'').map_or(1, |end| end + 4)
            } else if closes(1 + character) {
                character + 2
            } else {
                1
            };
        } else {
            i += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// Undoes the escapes that texts of diagnostics use.
fn unescaped(literal: &str) -> String {
    let mut text = String::new();
    let mut characters = literal.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('\\', Some('\n')) => while characters.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some(_)) => text.extend(characters.next()),
            _ => text.push(c),
        }
    }
    text
}

/// Tells whether a literal is English words rather than a code, a key or a joint.
fn is_sentence(literal: &str) -> bool {
    let outside = sample(literal, "");
    let has_word = outside.split([' ', '`']).any(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()));
    has_word && literal.contains(' ') && !literal.starts_with([' ', ',', ';'])
}

/// Tells whether a literal has a Chinese text with numbers or with names in its holes.
fn has_chinese(literal: &str) -> bool {
    let is_translated = |hole: &str| {
        let text = sample(literal, hole);
        // Words for holes are looked up only there.
        let nested = format!("the index cannot be computed: {text}");
        let within = crest_model::chinese(&nested).filter(|chinese| !chinese.ends_with(&text));
        crest_model::chinese(&text).into_iter().chain(within).any(|chinese| !has_english(&chinese))
    };
    ["7", "x7", "`x`"].iter().any(|hole| is_translated(hole))
}

/// Tells whether two English words stand side by side outside backticks and quotes.
fn has_english(text: &str) -> bool {
    let outside: Vec<&str> = text.split(['`', '"', '“', '”']).step_by(2).collect();
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    outside.iter().any(|stretch| {
        let words: Vec<&str> = stretch.split([' ', ',', ':', ';']).collect();
        words.windows(2).any(|pair| pair.iter().all(is_word))
    })
}

/// Puts a text into every `{…}` of a format string; doubled braces become single ones.
fn sample(literal: &str, hole: &str) -> String {
    let mut text = String::new();
    let mut rest = literal;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let doubled = rest[at..].starts_with("{{") || rest[at..].starts_with("}}");
        let end = rest[at..].find('}').map_or(rest.len(), |end| at + end + 1);
        let inside = &rest[at..end];
        if doubled {
            text.push_str(&rest[at..=at]);
            rest = &rest[at + 2..];
        } else if inside == "}" || inside.contains(' ') || !inside.ends_with('}') {
            text.push_str(&rest[at..=at]);
            rest = &rest[at + 1..];
        } else {
            text.push_str(hole);
            rest = &rest[end..];
        }
    }
    text + rest
}
