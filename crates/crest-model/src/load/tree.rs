//! A TOML document as a tree in which every key and value knows its place in the file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{Diagnostic, Location};

/// Longest stretch of text a caret underlines.
const LONGEST_UNDERLINE: usize = 80;

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) location: Location,
}

/// A TOML value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Datetime(String),
    Array(Vec<Node>),
    /// Entries in the order of their keys.
    Table(Vec<(Key, Node)>),
}

/// A key with its place.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) location: Location,
}

impl Node {
    /// Finds the value of a key, if this is a table that has it.
    pub(crate) fn entry(&self, name: &str) -> Option<&Self> {
        let Value::Table(entries) = &self.value else { return None };
        entries.iter().find(|(key, _)| key.name == name).map(|(_, item)| item)
    }

    /// Names the type in a message.
    pub(crate) fn type_word(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Datetime(_) => "a date",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Writes the value for a message; long ones are cut.
    pub(crate) fn shown(&self) -> String {
        let full = match &self.value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Boolean(flag) => flag.to_string(),
            Value::Datetime(date) => date.clone(),
            Value::Array(items) => format!("[{} entries]", items.len()),
            Value::Table(entries) => format!("{{{} keys}}", entries.len()),
        };
        if full.chars().count() > 60 { full.chars().take(57).collect::<String>() + "…" } else { full }
    }

    /// Makes a tree of a plain value; every part gets the same place.
    pub(crate) fn from_value(value: &toml::Value, location: &Location) -> Self {
        let value = match value {
            toml::Value::String(text) => Value::Text(text.clone()),
            toml::Value::Integer(number) => Value::Integer(*number),
            toml::Value::Float(number) => Value::Float(*number),
            toml::Value::Boolean(flag) => Value::Boolean(*flag),
            toml::Value::Datetime(date) => Value::Datetime(date.to_string()),
            toml::Value::Array(items) => {
                Value::Array(items.iter().map(|item| Self::from_value(item, location)).collect())
            }
            toml::Value::Table(entries) => Value::Table(
                entries
                    .iter()
                    .map(|(name, item)| {
                        let key = Key { name: name.clone(), location: location.clone() };
                        (key, Self::from_value(item, location))
                    })
                    .collect(),
            ),
        };
        Self { value, location: location.clone() }
    }

    /// Returns the plain value; dates become texts.
    pub(crate) fn to_value(&self) -> toml::Value {
        match &self.value {
            Value::Text(text) | Value::Datetime(text) => toml::Value::String(text.clone()),
            Value::Integer(number) => toml::Value::Integer(*number),
            Value::Float(number) => toml::Value::Float(*number),
            Value::Boolean(flag) => toml::Value::Boolean(*flag),
            Value::Array(items) => toml::Value::Array(items.iter().map(Self::to_value).collect()),
            Value::Table(entries) => {
                toml::Value::Table(entries.iter().map(|(key, item)| (key.name.clone(), item.to_value())).collect())
            }
        }
    }
}

/// Turns byte offsets of a text into lines and columns.
pub(crate) struct Lines<'a> {
    file: &'a str,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the lines of a text.
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(position, _)| position + 1)).collect();
        Self { file, text, starts }
    }

    /// Points at a stretch of bytes; what goes beyond the first line is left out.
    pub(crate) fn location(&self, span: std::ops::Range<usize>) -> Location {
        let floor = |mut offset: usize| {
            offset = offset.min(self.text.len());
            while !self.text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let (start, end) = (floor(span.start), floor(span.end));
        let line = self.starts.partition_point(|s| *s <= start).max(1);
        let column = self.text[self.starts[line - 1]..start].chars().count() + 1;
        let length = self
            .text
            .get(start..end)
            .and_then(|covered| covered.lines().next())
            .map_or(1, |covered| covered.trim_end().chars().take(LONGEST_UNDERLINE).count())
            .max(1);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Location::text(self.file, narrow(line), narrow(column), narrow(length))
    }
}

/// Reads a document as far as it can be read.
///
/// Mistakes of syntax are `C0101`; what stands apart from them is still returned.
pub(crate) fn parse(file: &str, text: &str, found: &mut Vec<Diagnostic>) -> Node {
    let lines = Lines::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let location = error.span().map_or_else(|| Location::file(file), |span| lines.location(span));
        found.push(
            Diagnostic::error(
                "C0101",
                format!("`{file}` is not valid TOML here: {}", error.message().replace('\n', " ")),
            )
            .at(location),
        );
    }
    Node { value: table(document.get_ref(), &lines), location: Location::file(file) }
}

/// Converts a table.
fn table(entries: &DeTable<'_>, lines: &Lines<'_>) -> Value {
    Value::Table(
        entries
            .iter()
            .map(|(key, item)| {
                let place = lines.location(key.span());
                let mut node = node(item, lines);
                // A table has no place of its own but that of its header or key.
                if matches!(node.value, Value::Table(_)) {
                    node.location = place.clone();
                }
                (Key { name: key.get_ref().to_string(), location: place }, node)
            })
            .collect(),
    )
}

/// Converts a value.
fn node(item: &Spanned<DeValue<'_>>, lines: &Lines<'_>) -> Node {
    let value = match item.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            match i64::from_str_radix(&digits, number.radix()) {
                Ok(integer) => Value::Integer(integer),
                Err(_) => Value::Float(digits.parse().unwrap_or(f64::INFINITY)),
            }
        }
        DeValue::Float(number) => Value::Float(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(date) => Value::Datetime(date.to_string()),
        DeValue::Array(items) => Value::Array(items.iter().map(|item| node(item, lines)).collect()),
        DeValue::Table(entries) => table(entries, lines),
    };
    Node { value, location: lines.location(item.span()) }
}
