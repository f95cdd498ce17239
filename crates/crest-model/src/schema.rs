//! JSON Schemas of the TOML files, generated from the raw shapes, so that editors complete and check them.
//!
//! The files under `schemas/` are written from here; a test says when they are stale.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::load::raw::RawProjectFile;
use crate::load::raw_rules::RawMethodFile;
use crate::load::raw_scenario::RawScenario;
use crate::load::raw_scheme::RawSchemeFile;
use crate::load::raw_strategy::RawStrategy;

/// Returns the schema of `crest.toml`.
pub fn crest() -> Value {
    schema::<RawProjectFile>("Crest project file (crest.toml)")
}

/// Returns the schema of `strategy.toml`.
pub fn strategy() -> Value {
    schema::<RawStrategy>("Crest strategy (strategy.toml)")
}

/// Returns the schema of the files in `scenarios/`.
pub fn scenario() -> Value {
    schema::<RawScenario>("Crest scenario (scenarios/*.toml)")
}

/// Returns the schema of scheme files.
pub fn scheme() -> Value {
    schema::<RawSchemeFile>("Crest assessment scheme (schemes/*.toml)")
}

/// Returns the schema of files of methods that score rules.
pub fn rule_method() -> Value {
    schema::<RawMethodFile>("Crest rule method (rules/methods/*.toml)")
}

/// Returns every schema as it stands in `schemas/`: file name and content, ending with a line break.
pub fn files() -> Vec<(&'static str, String)> {
    let all = [
        ("crest.json", crest()),
        ("strategy.json", strategy()),
        ("scenario.json", scenario()),
        ("scheme.json", scheme()),
        ("rule-method.json", rule_method()),
    ];
    all.into_iter().map(|(name, schema)| (name, format!("{schema:#}\n"))).collect()
}

/// Generates the schema of a raw shape.
fn schema<T: JsonSchema>(title: &str) -> Value {
    let mut value = SchemaGenerator::default().into_root_schema_for::<T>().to_value();
    without_null(&mut value);
    renamed(&mut value);
    if let Some(root) = value.as_object_mut() {
        root.insert("title".to_owned(), Value::String(title.to_owned()));
    }
    value
}

/// Removes `null` from what may stand in a file: TOML has none, a key is left out instead.
fn without_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(entries) => {
            entries.values_mut().for_each(without_null);
            if let Some(Value::Array(types)) = entries.get_mut("type") {
                types.retain(|word| word != "null");
                if let [one] = types.as_slice() {
                    let one = one.clone();
                    entries.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(words)) = entries.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            if let Some(Value::Array(choices)) = entries.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|word| word != "null"));
                if let [Value::Object(one)] = choices.as_slice() {
                    let one = one.clone();
                    entries.remove("anyOf");
                    for (key, item) in one {
                        entries.entry(key).or_insert(item);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Takes the prefix of the raw shapes off the names of definitions.
fn renamed(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(renamed),
        Value::Object(entries) => {
            entries.values_mut().for_each(renamed);
            if let Some(Value::String(reference)) = entries.get_mut("$ref") {
                *reference = reference.replace("#/$defs/Raw", "#/$defs/");
            }
            if let Some(Value::Object(definitions)) = entries.get_mut("$defs") {
                let old = std::mem::take(definitions);
                for (name, definition) in old {
                    definitions.insert(name.trim_start_matches("Raw").to_owned(), definition);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
