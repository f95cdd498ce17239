//! A mistake in a project's files: stable code, place in the file, offending value, what was expected, and how to mend it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Lang, chinese};

/// Grades a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; changes no exit code.
    Note,
    /// Doubtful; the run goes on and the finding is reported.
    Warning,
    /// Wrong; nothing is computed from it.
    Error,
}

/// Points into a file. All positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// The file as a whole.
    File,
    /// A stretch of a text file, in characters.
    Text {
        /// Line.
        line: u32,
        /// Column of the first character.
        column: u32,
        /// Characters covered, at least 1.
        length: u32,
    },
    /// A cell of a workbook sheet or of a delimited file.
    Cell {
        /// Sheet name; `None` for delimited files.
        sheet: Option<String>,
        /// Row as a spreadsheet shows it (for a delimited file, its line).
        row: u32,
        /// Column as a spreadsheet counts it: A = 1.
        column: u32,
    },
}

/// Names a file of the project and a place in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// Path relative to the project directory, with `/` between parts.
    pub file: String,
    /// Where in the file.
    pub span: Span,
}

impl Location {
    /// Points at a whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), span: Span::File }
    }

    /// Points at a cell.
    pub fn cell(file: impl Into<String>, sheet: Option<String>, row: u32, column: u32) -> Self {
        Self { file: file.into(), span: Span::Cell { sheet, row, column } }
    }

    /// Points at a stretch of text.
    pub fn text(file: impl Into<String>, line: u32, column: u32, length: u32) -> Self {
        Self { file: file.into(), span: Span::Text { line, column, length } }
    }
}

impl std::fmt::Display for Location {
    /// Writes it as its reader would: `data/gdp.xlsx#Sheet1!C7`, `data/gdp.csv!C7`, `sql/growth.sql:3:9`, `crest.toml`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        match &self.span {
            Span::File => Ok(()),
            Span::Text { line, column, .. } => write!(f, ":{line}:{column}"),
            Span::Cell { sheet, row, column } => {
                if let Some(sheet) = sheet {
                    write!(f, "#{sheet}")?;
                }
                write!(f, "!{}", crate::grid::cell_name(*row, *column))
            }
        }
    }
}

/// Reports one mistake or doubt found in the project's files or data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code such as `C0201`; documented in the registry of [`crate::codes`].
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// Where it was found.
    pub location: Option<Location>,
    /// One sentence in English, lower case, no full stop, with the offending value; for another language see [`Self::message_in`].
    pub message: String,
    /// The offending value as written.
    pub value: Option<String>,
    /// What was expected instead.
    pub expected: Option<String>,
    /// How to mend it, where known.
    pub hint: Option<String>,
    /// Other places that belong to the mistake (the first of two duplicates, the other members of a cycle).
    pub related: Vec<(Location, String)>,
}

impl Diagnostic {
    /// Starts an error with a code and its sentence.
    pub fn error(code: &str, message: impl Into<String>) -> Self {
        Self::with_severity(code, Severity::Error, message)
    }

    /// Starts a warning with a code and its sentence.
    pub fn warning(code: &str, message: impl Into<String>) -> Self {
        Self::with_severity(code, Severity::Warning, message)
    }

    /// Starts a note with a code and its sentence.
    pub fn note(code: &str, message: impl Into<String>) -> Self {
        Self::with_severity(code, Severity::Note, message)
    }

    /// Starts a diagnostic of a stated severity.
    pub fn with_severity(code: &str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            location: None,
            message: message.into(),
            value: None,
            expected: None,
            hint: None,
            related: Vec::new(),
        }
    }

    /// Adds where it was found.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Adds the offending value as written.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Adds what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds another place that belongs to the mistake.
    #[must_use]
    pub fn related(mut self, location: Location, note: impl Into<String>) -> Self {
        self.related.push((location, note.into()));
        self
    }

    /// Returns the sentence in a language; in English where the catalogue of [`chinese()`] does not have it.
    pub fn message_in(&self, lang: Lang) -> Cow<'_, str> {
        words_in(&self.message, lang)
    }

    /// Returns what was expected, in a language; see [`Self::message_in`].
    pub fn expected_in(&self, lang: Lang) -> Option<Cow<'_, str>> {
        self.expected.as_deref().map(|expected| words_in(expected, lang))
    }

    /// Returns how to mend it, in a language; see [`Self::message_in`].
    pub fn hint_in(&self, lang: Lang) -> Option<Cow<'_, str>> {
        self.hint.as_deref().map(|hint| words_in(hint, lang))
    }

    /// Goes through the other places with their notes in a language; see [`Self::message_in`].
    pub fn related_in(&self, lang: Lang) -> impl Iterator<Item = (&Location, Cow<'_, str>)> {
        self.related.iter().map(move |(location, note)| (location, words_in(note, lang)))
    }
}

/// Shows an English text of a diagnostic in a language.
fn words_in(english: &str, lang: Lang) -> Cow<'_, str> {
    match lang {
        Lang::En => Cow::Borrowed(english),
        Lang::Zh => chinese(english).map_or(Cow::Borrowed(english), Cow::Owned),
    }
}
