//! Mistakes in queries, with their place in the text.

use crest_model::{Diagnostic, Location, nearest};
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;

use crate::table::Table;

/// Holds the text of a query and the path of its file.
pub(super) struct QueryText<'a> {
    path: &'a str,
    text: &'a str,
}

/// A place in the text: line, column, length, from 1.
type Place = (u32, u32, u32);

impl<'a> QueryText<'a> {
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text }
    }

    pub(super) fn path(&self) -> &'a str {
        self.path
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Reports a mistake of the query as a whole, at its first word.
    pub(super) fn fault(&self, code: &str, message: impl Into<String>) -> Diagnostic {
        self.fault_at(code, self.start(), message)
    }

    /// Reports a mistake at a place.
    pub(super) fn fault_at(&self, code: &str, (line, column, length): Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(Location::text(self.path, line, column, length.max(1)))
    }

    /// Reports a mistake where a name first stands in the text, else at the first word.
    pub(super) fn fault_near(&self, code: &str, name: &str, message: impl Into<String>) -> Diagnostic {
        self.fault_at(code, self.find(name).unwrap_or_else(|| self.start()), message).value(name)
    }

    /// Finds the first word that is neither blank nor comment.
    fn start(&self) -> Place {
        for (i, line) in self.text.lines().enumerate() {
            let code = line.trim_start();
            if !code.is_empty() && !code.starts_with("--") {
                let column = line.chars().count() - code.chars().count() + 1;
                let length = code.split_whitespace().next().map_or(1, |word| word.chars().count());
                return (to_u32(i + 1), to_u32(column), to_u32(length));
            }
        }
        (1, 1, 1)
    }

    /// Finds where a name first stands as a whole word, comments left out.
    pub(super) fn find(&self, name: &str) -> Option<Place> {
        if name.is_empty() {
            return None;
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        for (i, line) in self.text.lines().enumerate() {
            let code = line.split("--").next().unwrap_or("");
            for (at, _) in code.match_indices(name) {
                let before = code[..at].chars().next_back();
                let after = code[at + name.len()..].chars().next();
                if !before.is_some_and(is_word) && !after.is_some_and(is_word) {
                    return Some((to_u32(i + 1), to_u32(code[..at].chars().count() + 1), to_u32(name.chars().count())));
                }
            }
        }
        None
    }

    /// Turns what the engine reports into diagnostics.
    pub(super) fn faults(&self, error: &DataFusionError, inputs: &[&Table]) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = error.iter().map(|one| self.translate(one, None, inputs)).collect();
        found.dedup();
        found
    }

    /// Translates one error; `place` is what its wrapper knew.
    fn translate(&self, error: &DataFusionError, place: Option<Place>, inputs: &[&Table]) -> Diagnostic {
        let at = |code: &str, message: String| self.fault_at(code, place.unwrap_or_else(|| self.start()), message);
        match error {
            DataFusionError::Diagnostic(detail, inner) => {
                let own = detail.span.map(|span| {
                    let length = if span.end.line == span.start.line {
                        span.end.column.saturating_sub(span.start.column)
                    } else {
                        1
                    };
                    (to_u32_64(span.start.line), to_u32_64(span.start.column), to_u32_64(length))
                });
                self.translate(inner, own.or(place), inputs)
            }
            DataFusionError::Context(_, inner) => self.translate(inner, place, inputs),
            DataFusionError::Shared(inner) => self.translate(inner, place, inputs),
            DataFusionError::Collection(all) => match all.first() {
                Some(first) => self.translate(first, place, inputs),
                None => at("C1304", "the query cannot be planned".to_owned()),
            },
            DataFusionError::SQL(parser, _) => self.parser(parser),
            DataFusionError::SchemaError(detail, _) => self.schema(detail, place, inputs),
            DataFusionError::ResourcesExhausted(message) => {
                at("C1306", memory_words(message)).hint("filter rows before joining, or join on more columns")
            }
            DataFusionError::Plan(message)
            | DataFusionError::NotImplemented(message)
            | DataFusionError::Configuration(message) => self.planned(message, place),
            DataFusionError::IoError(e) if e.kind() == std::io::ErrorKind::StorageFull => {
                at("C1306", "the disk is full".to_owned())
            }
            other => at("C1305", format!("the query failed: {}", tidy(&other.strip_backtrace()))),
        }
    }

    /// Translates what the parser says; it names line and column in its message.
    pub(super) fn parser(&self, error: &ParserError) -> Diagnostic {
        let message = match error {
            ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
            ParserError::RecursionLimitExceeded => "it is nested too deeply",
        };
        let (words, place) = match message.rfind(" at Line: ") {
            Some(i) => (&message[..i], stated_place(&message[i..])),
            None => (message, None),
        };
        let length = words.rsplit_once("found: ").map_or(1, |(_, word)| word.chars().count());
        let place = place.map_or_else(|| self.start(), |(line, column)| (line, column, to_u32(length)));
        self.fault_at("C1301", place, format!("the query cannot be read: {}", tidy(words)))
    }

    fn schema(&self, error: &SchemaError, place: Option<Place>, inputs: &[&Table]) -> Diagnostic {
        let near = |name: &str| place.or_else(|| self.find(name)).unwrap_or_else(|| self.start());
        match error {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let mut names: Vec<&str> = valid_fields.iter().map(|column| column.name.as_str()).collect();
                names.dedup();
                let mut found = self
                    .fault_at("C1302", near(&field.name), format!("there is no column `{}`", field.flat_name()))
                    .value(&field.name);
                if !names.is_empty() {
                    found = found.expected(format!("one of: {}", names.join(", ")));
                }
                let elsewhere = inputs.iter().flat_map(|table| table.columns()).map(|column| column.name.as_str());
                found.hint = nearest(&field.name, names.into_iter())
                    .or_else(|| nearest(&field.name, elsewhere))
                    .map(|name| format!("did you mean `{name}`?"));
                found
            }
            SchemaError::AmbiguousReference { field } => self
                .fault_at("C1302", near(&field.name), format!("the column `{}` is in several tables", field.name))
                .value(&field.name)
                .hint(format!("write which table it is of, such as `{}.{}`", first_name(inputs), field.name)),
            SchemaError::DuplicateQualifiedField { name, .. } | SchemaError::DuplicateUnqualifiedField { name } => self
                .fault_at("C1308", near(name), format!("two columns of the result are named `{name}`"))
                .value(name)
                .hint("give one of them another name with `AS`"),
        }
    }

    /// Translates what the planner says, which often quotes the name it stumbled over.
    fn planned(&self, message: &str, place: Option<Place>) -> Diagnostic {
        let words = tidy(message);
        let quoted = words.split(['\'', '"', '`']).skip(1).step_by(2).find_map(|name| self.find(name));
        let place = place.or(quoted).unwrap_or_else(|| self.start());
        if words.contains("not supported") && (words.contains("DDL") || words.contains("DML")) {
            return self.fault_at("C1303", place, "a query can only read; this one does something else");
        }
        self.fault_at("C1304", place, format!("the query cannot be planned: {words}"))
    }
}

fn first_name<'a>(inputs: &[&'a Table]) -> &'a str {
    inputs.first().map_or("table", |table| table.name())
}

/// Reads ` at Line: 1, Column: 18`.
fn stated_place(text: &str) -> Option<(u32, u32)> {
    let line = text.split("Line: ").nth(1)?.split(',').next()?.trim().parse().ok()?;
    let column = text.split("Column: ").nth(1)?;
    let end = column.find(|c: char| !c.is_ascii_digit()).unwrap_or(column.len());
    Some((line, column[..end].parse().ok()?))
}

/// Takes off the prefixes and the sources that the engine adds, keeps the first line, ends without a full stop.
fn tidy(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim();
    let mut words = line;
    let prefixes = [
        "Error during planning: ",
        "sql parser error: ",
        "SQL error: ",
        "Execution error: ",
        "Arrow error: ",
        "This feature is not implemented: ",
        "Optimizer rule ",
        "Invalid or Unsupported Configuration: ",
    ];
    while let Some(rest) = prefixes.iter().find_map(|prefix| words.strip_prefix(prefix)) {
        words = rest;
    }
    words.trim_end_matches('.').to_owned()
}

/// Says how much memory was wanted, in words of ours.
fn memory_words(message: &str) -> String {
    if message.contains("disk") && message.contains("limit") {
        return "the query needs more room on disk than it may take".to_owned();
    }
    "the query needs more memory than it may take".to_owned()
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn to_u32_64(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
