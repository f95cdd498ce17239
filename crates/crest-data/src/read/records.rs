//! Files of records: Parquet, JSON lines, attributes of GeoJSON features.

use std::collections::BTreeMap;

use crest_model::grid::{Limits, decode};
use crest_model::{Diagnostic, Location};
use serde_json::{Map, Value};

use super::Read;
use super::header::name_and_unit;
use super::names_a_key;
use crate::table::{ColumnData, ColumnInfo, Table, Trail, batch_of_parquet, whole};

/// Most columns of a file of records; more are a sign of keys used as data.
const MAX_COLUMNS: usize = 4096;

fn unreadable(path: &str, why: &str) -> Diagnostic {
    Diagnostic::error("C1004", format!("the file `{path}` cannot be read: {why}")).at(Location::file(path))
}

/// Reads a Parquet file; a table that Crest kept comes back as it was.
pub(super) fn from_parquet(name: &str, path: &str, bytes: &[u8]) -> Read {
    let refuse = |e: &dyn std::fmt::Display| vec![unreadable(path, &e.to_string())];
    let batch = batch_of_parquet(bytes).map_err(|e| refuse(&e))?;
    let infos = batch
        .schema()
        .fields()
        .iter()
        .map(|field| {
            let (column, unit) = name_and_unit(field.name());
            ColumnInfo { name: column, header: field.name().clone(), unit }
        })
        .collect::<Vec<_>>();
    let mut infos = infos;
    super::columns::make_unique(&mut infos);
    let table =
        Table::from_batch(name, infos, &batch, Trail::File { file: path.to_owned() }).map_err(|e| refuse(&e))?;
    Ok((table, Vec::new()))
}

/// Reads one JSON object per line.
pub(super) fn from_json_lines(name: &str, path: &str, bytes: &[u8], limits: &Limits) -> Read {
    let text = decode(path, bytes, None).map_err(|found| vec![found])?;
    let mut records = Vec::new();
    let mut rows = Vec::new();
    let mut found = Vec::new();
    for (i, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
        match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(record)) => {
                records.push(record);
                rows.push(number);
            }
            Ok(_) => found.push(
                Diagnostic::error("C1004", format!("line {number} is no JSON object"))
                    .at(Location::text(path, number, 1, 1))
                    .expected("one object per line"),
            ),
            Err(e) => {
                let column = u32::try_from(e.column()).unwrap_or(1).max(1);
                found.push(
                    Diagnostic::error("C1004", format!("line {number} is no JSON: {e}"))
                        .at(Location::text(path, number, column, 1)),
                );
            }
        }
        if found.len() >= 20 {
            break;
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    from_records(name, path, &records, limits, Trail::Lines { file: path.to_owned(), rows })
}

/// Reads the attributes of the features of a GeoJSON file, or an array of JSON objects.
pub(super) fn from_geojson(name: &str, path: &str, bytes: &[u8], limits: &Limits) -> Read {
    let text = decode(path, bytes, None).map_err(|found| vec![found])?;
    let document: Value = serde_json::from_str(&text).map_err(|e| {
        let place = Location::text(
            path,
            u32::try_from(e.line()).unwrap_or(1).max(1),
            u32::try_from(e.column()).unwrap_or(1).max(1),
            1,
        );
        vec![unreadable(path, &e.to_string()).at(place)]
    })?;
    let entries = match document {
        Value::Object(mut whole) => match whole.remove("features") {
            Some(Value::Array(features)) => features,
            _ => return Err(vec![unreadable(path, "it is no collection of features")]),
        },
        Value::Array(entries) => entries,
        _ => return Err(vec![unreadable(path, "it is no collection of features")]),
    };
    let records: Vec<Map<String, Value>> = entries
        .into_iter()
        .filter_map(|entry| {
            let Value::Object(mut entry) = entry else { return None };
            let is_feature = entry.get("type").and_then(Value::as_str) == Some("Feature");
            if !is_feature {
                return Some(entry);
            }
            let id = entry.remove("id");
            let mut record = match entry.remove("properties") {
                Some(Value::Object(record)) => record,
                _ => Map::new(),
            };
            if let Some(id) = id {
                record.entry("id").or_insert(id);
            }
            Some(record)
        })
        .collect();
    from_records(name, path, &records, limits, Trail::File { file: path.to_owned() })
}

/// Makes a table of records; columns in the order of the records that first have them, then of their names.
fn from_records(name: &str, path: &str, records: &[Map<String, Value>], limits: &Limits, trail: Trail) -> Read {
    let mut keys: Vec<&str> = Vec::new();
    let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
    for record in records {
        // Whether a JSON object keeps the order of its keys depends on how the parser was built, so the order is ours.
        let mut new: Vec<&str> = record.keys().map(String::as_str).filter(|key| !positions.contains_key(key)).collect();
        new.sort_unstable();
        for key in new {
            positions.insert(key, keys.len());
            keys.push(key);
        }
        let cells = keys.len() as u64 * records.len() as u64;
        if keys.len() > MAX_COLUMNS || cells > limits.max_cells {
            return Err(vec![
                Diagnostic::error("C0003", format!("the file `{path}` holds more columns or cells than are read"))
                    .at(Location::file(path)),
            ]);
        }
    }
    if keys.is_empty() {
        return Err(vec![
            Diagnostic::error("C1001", "no table was found: there are no records").at(Location::file(path)),
        ]);
    }
    let mut infos: Vec<ColumnInfo> = Vec::with_capacity(keys.len());
    let mut data = Vec::with_capacity(keys.len());
    for key in &keys {
        let (column, unit) = name_and_unit(key);
        infos.push(ColumnInfo { name: column, header: (*key).to_owned(), unit });
        data.push(typed(key, records));
    }
    super::columns::make_unique(&mut infos);
    let table = Table::from_columns(name, infos.into_iter().zip(data).collect()).with_trail(trail);
    Ok((table, Vec::new()))
}

/// Brings the entries of one key to one type; nested ones stay JSON text.
fn typed(key: &str, records: &[Map<String, Value>]) -> ColumnData {
    let entries: Vec<&Value> = records.iter().map(|record| record.get(key).unwrap_or(&Value::Null)).collect();
    let filled: Vec<&&Value> = entries.iter().filter(|v| !v.is_null()).collect();
    if !filled.is_empty() && filled.iter().all(|v| v.is_boolean()) {
        return ColumnData::Boolean(entries.iter().map(|v| v.as_bool()).collect());
    }
    if !filled.is_empty() && filled.iter().all(|v| v.is_number()) {
        let numbers: Vec<Option<f64>> = entries.iter().map(|v| v.as_f64()).collect();
        if names_a_key(key)
            && let Some(whole) = numbers.iter().map(|x| x.map(whole).map_or(Some(None), |w| w.map(Some))).collect()
        {
            return ColumnData::Integer(whole);
        }
        return ColumnData::Number(numbers);
    }
    ColumnData::Text(
        entries
            .iter()
            .map(|v| match v {
                Value::Null => None,
                Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
                other => Some(other.to_string()),
            })
            .collect(),
    )
}
