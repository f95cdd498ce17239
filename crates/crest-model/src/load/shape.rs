//! Raw shapes: structs that mirror the files, read key by key so that one wrong value hides no other.
//!
//! A shape is declared once with `shape!`; that gives the reader of TOML tables, the reader of list rows and the JSON
//! Schema. Every field is optional here; what must be given is judged by the checks, which know more.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::tree::{Node, Value};
use crate::grid::{NumberText, Record, number, split};
use crate::{Diagnostic, Location, Period, Text, nearest};

/// A value with its place in the project's files.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) location: Location,
}

impl<T> At<T> {
    /// Pairs a value with its place.
    pub(crate) fn new(value: T, location: Location) -> Self {
        Self { value, location }
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// What can be read from a TOML value and from the cells of a row.
pub(crate) trait Shape: Sized {
    /// Reads a value; `path` names it in messages. `None` = reported.
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self>;

    /// Reads the cell or cells of the field `key`; `None` = blank or reported.
    fn read_row(record: &Record<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let _ = (record, key, found);
        None
    }

    /// Names the columns that the field `key` is read from.
    fn columns(key: &str) -> Vec<String> {
        vec![key.to_owned()]
    }
}

/// Reports a value of the wrong type.
pub(crate) fn wrong_type(node: &Node, path: &str, expected: &str, found: &mut Vec<Diagnostic>) {
    found.push(
        Diagnostic::error("C0104", format!("`{path}` is {}, expected {expected}", node.type_word()))
            .at(node.location.clone())
            .value(node.shown())
            .expected(expected),
    );
}

/// Reports an unknown key, with the nearest known one.
pub(crate) fn unknown_key(name: &str, location: &Location, table: &str, known: &[&str], found: &mut Vec<Diagnostic>) {
    let place = if table.is_empty() { "the file".to_owned() } else { format!("`[{table}]`") };
    let mut diagnostic = Diagnostic::error("C0102", format!("`{name}` is no key of {place}"))
        .at(location.clone())
        .value(name)
        .expected(format!("one of {}", known.join(", ")));
    if let Some(close) = nearest(name, known.iter().copied()) {
        diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
    }
    found.push(diagnostic);
}

/// Removes the mark of a raw identifier.
pub(crate) fn key_name(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Declares a raw shape.
macro_rules! shape {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$field_meta])* pub(crate) $field: Option<$crate::load::shape::At<$type>>,)*
        }

        #[allow(dead_code, reason = "some shapes are only read from TOML, some only from rows")]
        impl $name {
            /// Names of the keys.
            pub(crate) fn keys() -> Vec<&'static str> {
                vec![$($crate::load::shape::key_name(stringify!($field))),*]
            }

            /// Reads the fields from the row of a list.
            pub(crate) fn from_row(record: &$crate::grid::Record<'_>, found: &mut Vec<$crate::Diagnostic>) -> Self {
                Self {
                    $($field: <$type as $crate::load::shape::Shape>::read_row(
                        record, $crate::load::shape::key_name(stringify!($field)), found),)*
                }
            }

            /// Names the columns read from a list.
            pub(crate) fn row_columns() -> Vec<String> {
                let mut columns = Vec::new();
                $(columns.extend(<$type as $crate::load::shape::Shape>::columns(
                    $crate::load::shape::key_name(stringify!($field))));)*
                columns
            }
        }

        impl $crate::load::shape::Shape for $name {
            fn read(
                node: &$crate::load::tree::Node, path: &str, found: &mut Vec<$crate::Diagnostic>,
            ) -> Option<Self> {
                let $crate::load::tree::Value::Table(entries) = &node.value else {
                    $crate::load::shape::wrong_type(node, path, "a table", found);
                    return None;
                };
                let mut shape = Self::default();
                for (key, item) in entries {
                    let below = if path.is_empty() { key.name.clone() } else { format!("{path}.{}", key.name) };
                    $(if key.name == $crate::load::shape::key_name(stringify!($field)) {
                        shape.$field = <$type as $crate::load::shape::Shape>::read(item, &below, found)
                            .map(|value| $crate::load::shape::At::new(value, item.location.clone()));
                        continue;
                    })*
                    $crate::load::shape::unknown_key(&key.name, &key.location, path, &Self::keys(), found);
                }
                Some(shape)
            }
        }
    )*};
}
pub(crate) use shape;

impl Shape for String {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.trim().to_owned()),
            _ => {
                wrong_type(node, path, "a text in quotes", found);
                None
            }
        }
    }

    fn read_row(record: &Record<'_>, key: &str, _: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        record.cell(key).map(|(text, location)| At::new(text.to_owned(), location))
    }
}

impl Shape for bool {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match node.value {
            Value::Boolean(flag) => Some(flag),
            _ => {
                wrong_type(node, path, "true or false", found);
                None
            }
        }
    }

    fn read_row(record: &Record<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let (text, location) = record.cell(key)?;
        let Some(flag) = yes_or_no(text) else {
            found.push(
                Diagnostic::error("C0105", format!("`{text}` in column `{key}` is neither yes nor no"))
                    .at(location)
                    .value(text)
                    .expected("yes or no (是, 否)"),
            );
            return None;
        };
        Some(At::new(flag, location))
    }
}

/// Reads yes or no.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "是" | "√" | "有" => Some(true),
        "no" | "n" | "false" | "0" | "否" | "×" | "无" => Some(false),
        _ => None,
    }
}

impl Shape for f64 {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match node.value {
            #[expect(clippy::cast_precision_loss, reason = "numbers of recipes are small")]
            Value::Integer(integer) => Some(integer as f64),
            Value::Float(float) => Some(float),
            _ => {
                wrong_type(node, path, "a number", found);
                None
            }
        }
    }

    fn read_row(record: &Record<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let (text, location) = record.cell(key)?;
        match number(text) {
            NumberText::Number(value) | NumberText::Percent(value) => Some(At::new(value, location)),
            NumberText::Missing(_) => None,
            NumberText::NotANumber => {
                found.push(
                    Diagnostic::error("C0113", format!("`{text}` in column `{key}` is no number"))
                        .at(location)
                        .value(text)
                        .expected("a number such as 12.5"),
                );
                None
            }
        }
    }
}

impl Shape for i64 {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match node.value {
            Value::Integer(integer) => Some(integer),
            _ => {
                wrong_type(node, path, "a whole number", found);
                None
            }
        }
    }
}

impl Shape for Period {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => period(text, &node.location, path, found),
            Value::Integer(year) => period(&year.to_string(), &node.location, path, found),
            Value::Datetime(date) => period(date, &node.location, path, found),
            _ => {
                wrong_type(node, path, "a period such as \"2021\" or \"2021Q3\"", found);
                None
            }
        }
    }

    fn read_row(record: &Record<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let (text, location) = record.cell(key)?;
        period(text, &location, key, found).map(|value| At::new(value, location))
    }
}

/// Reads a period or reports `C0107`.
pub(crate) fn period(text: &str, location: &Location, path: &str, found: &mut Vec<Diagnostic>) -> Option<Period> {
    let parsed = text.parse::<Period>();
    if parsed.is_err() {
        found.push(
            Diagnostic::error("C0107", format!("`{path}`: `{text}` is no period"))
                .at(location.clone())
                .value(text)
                .expected("a year (2021), half (2021H1), quarter (2021Q3) or month (2021-06)"),
        );
    }
    parsed.ok()
}

impl JsonSchema for Period {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "examples": ["2021", "2021H1", "2021Q3", "2021-06"] })
    }
}

/// A name in one or two languages: `{ zh = "…", en = "…" }`, or one text for the language it is written in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Name(pub(crate) Text);

impl Name {
    /// Takes a text for the language of its letters.
    fn of(text: &str) -> Self {
        let is_chinese = text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}'));
        Self(if is_chinese { Text::new(text, "") } else { Text::new("", text) })
    }
}

impl JsonSchema for Name {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        "zh": { "type": "string", "description": "Chinese wording." },
                        "en": { "type": "string", "description": "English wording." }
                    },
                    "additionalProperties": false
                }
            ]
        })
    }
}

shape! {
    /// Both wordings of a name.
    struct BothWordings {
        /// Chinese wording.
        zh: String,
        /// English wording.
        en: String,
    }
}

impl Shape for Name {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self::of(text.trim())),
            Value::Table(_) => BothWordings::read(node, path, found).map(|both| {
                let word = |at: Option<At<String>>| at.map(|at| at.value).unwrap_or_default();
                Self(Text::new(word(both.zh), word(both.en)))
            }),
            _ => {
                wrong_type(node, path, "a text, or { zh = \"…\", en = \"…\" }", found);
                None
            }
        }
    }

    fn read_row(record: &Record<'_>, key: &str, _: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let zh = record.cell(&format!("{key}_zh"));
        let en = record.cell(&format!("{key}_en"));
        if let Some((_, location)) = zh.as_ref().or(en.as_ref()) {
            let word = |cell: &Option<(&str, Location)>| cell.as_ref().map_or("", |(text, _)| text).to_owned();
            return Some(At::new(Self(Text::new(word(&zh), word(&en))), location.clone()));
        }
        record.cell(key).map(|(text, location)| At::new(Self::of(text), location))
    }

    fn columns(key: &str) -> Vec<String> {
        vec![format!("{key}_zh"), format!("{key}_en"), key.to_owned()]
    }
}

impl<T: Shape> Shape for Vec<At<T>> {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let Value::Array(items) = &node.value else {
            wrong_type(node, path, "a list in square brackets", found);
            return None;
        };
        let read = |item: &Node| T::read(item, path, found).map(|value| At::new(value, item.location.clone()));
        Some(items.iter().filter_map(read).collect())
    }
}

/// A list of texts: an array in TOML, a cell with entries separated by `;`, `；` or `、` in lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words(pub(crate) Vec<At<String>>);

impl JsonSchema for Words {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string" } })
    }
}

impl Shape for Words {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        Vec::<At<String>>::read(node, path, found).map(Self)
    }

    fn read_row(record: &Record<'_>, key: &str, _: &mut Vec<Diagnostic>) -> Option<At<Self>> {
        let (text, location) = record.cell(key)?;
        let entries = split(text).into_iter().map(|entry| At::new(entry.to_owned(), location.clone())).collect();
        Some(At::new(Self(entries), location))
    }
}

/// A table whose keys the project chooses.
pub(crate) type Map<T> = BTreeMap<String, At<T>>;

impl<T: Shape> Shape for Map<T> {
    fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            wrong_type(node, path, "a table", found);
            return None;
        };
        let mut map = Self::new();
        for (key, item) in entries {
            if let Some(value) = T::read(item, &format!("{path}.{}", key.name), found) {
                map.insert(key.name.clone(), At::new(value, item.location.clone()));
            }
        }
        Some(map)
    }
}

/// Any value, kept as written.
#[derive(Debug, Clone)]
pub(crate) struct Anything(pub(crate) toml::Value);

impl JsonSchema for Anything {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Anything".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!(true)
    }
}

impl Shape for Anything {
    fn read(node: &Node, _: &str, _: &mut Vec<Diagnostic>) -> Option<Self> {
        Some(Self(node.to_value()))
    }
}
