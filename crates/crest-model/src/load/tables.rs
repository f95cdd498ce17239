//! The tables of a project: where each comes from, what its columns mean, and the order in which they can be made.

use std::collections::{BTreeMap, BTreeSet};

use super::Loader;
use super::names::{Names, one_of, plain};
use super::raw::RawTable;
use super::shape::{At, Map};
use super::sql;
use crate::grid::{inside, parse_range};
use crate::model::{FileSpec, Meaning, TableFrom, TableSpec};
use crate::{Diagnostic, Location, Severity, Unit};

/// Formats of data files.
const FORMATS: &[&str] = &["csv", "xlsx", "parquet", "jsonl", "geojson"];

/// Statuses of a value.
pub(super) const STATUSES: &[&str] = &["reported", "estimated", "interpolated", "imputed", "disputed"];

/// Largest query text.
const LONGEST_QUERY: usize = 1 << 20;

/// Most header rows.
const MOST_HEADER_ROWS: i64 = 20;

impl Loader<'_> {
    /// Checks `[tables]` and orders them, inputs first.
    pub(super) fn tables(&mut self, raw: Map<RawTable>, sources: &Names) -> (Vec<TableSpec>, Names) {
        let mut names = Names::new("table");
        for (name, table) in &raw {
            let folded = name.to_lowercase();
            let lawful = name.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && *name == folded;
            if !lawful {
                self.found.push(
                    Diagnostic::error("C0501", format!("`{name}` cannot be the name of a table"))
                        .at(table.location.clone())
                        .value(name)
                        .expected("lower-case letters, digits and `_`, or Chinese characters, as queries need it"),
                );
            }
            names.add(&At::new(name.clone(), table.location.clone()), "C0501", &mut Vec::new());
        }
        let mut specs = Vec::new();
        for (name, table) in raw {
            specs.push(self.table(&name, table, &names, sources));
        }
        (self.ordered(specs), names)
    }

    /// Checks one table.
    fn table(&mut self, name: &str, table: At<RawTable>, tables: &Names, sources: &Names) -> TableSpec {
        let At { value: raw, location } = table;
        self.misplaced_keys(name, &raw, &location);
        let meaning = self.meaning(name, &raw, &location, sources);
        let from = match (&raw.file, &raw.sql, &raw.kernel) {
            (Some(file), None, None) => TableFrom::File(self.file_spec(name, file.clone(), raw)),
            (None, Some(path), None) => self.query(name, path, tables),
            (None, None, Some(kernel)) => self.kernel(name, kernel.value.clone(), raw, tables),
            (file, query, kernel) => {
                let stated: Vec<&str> = [("file", file), ("sql", query), ("kernel", kernel)]
                    .iter()
                    .filter_map(|(key, at)| at.as_ref().map(|_| *key))
                    .collect();
                let stated = if stated.is_empty() { "none of them".to_owned() } else { stated.join(" and ") };
                self.found.push(
                    Diagnostic::error("C0502", format!("the table `{name}` has {stated}"))
                        .at(location.clone())
                        .value(stated)
                        .expected("exactly one of `file`, `sql` and `kernel`"),
                );
                TableFrom::File(FileSpec::default())
            }
        };
        TableSpec { name: name.to_owned(), from, meaning, location }
    }

    /// Reports keys that say nothing for the kind of table.
    fn misplaced_keys(&mut self, name: &str, raw: &RawTable, location: &Location) {
        let file = raw.file.is_some();
        let kernel = raw.kernel.is_some();
        if !(file || kernel || raw.sql.is_some()) {
            return;
        }
        let keys: [(&str, bool, bool); 11] = [
            ("format", raw.format.is_some(), file),
            ("sheet", raw.sheet.is_some(), file),
            ("range", raw.range.is_some(), file),
            ("header_rows", raw.header_rows.is_some(), file),
            ("delimiter", raw.delimiter.is_some(), file),
            ("encoding", raw.encoding.is_some(), file),
            ("missing", raw.missing.is_some(), file),
            ("columns", raw.columns.is_some(), file),
            ("input", raw.input.is_some(), kernel),
            ("inputs", raw.inputs.is_some(), kernel),
            ("with", raw.with.is_some(), kernel),
        ];
        for (key, _, _) in keys.iter().filter(|(_, stated, useful)| *stated && !useful) {
            let kind = if file {
                "file"
            } else if kernel {
                "method"
            } else {
                "query"
            };
            self.found.push(
                Diagnostic::warning(
                    "C0503",
                    format!("`{key}` says nothing for the table `{name}`, which comes from a {kind}"),
                )
                .at(location.clone())
                .value(*key)
                .hint("take it out"),
            );
        }
    }

    /// Checks how a data file is read.
    fn file_spec(&mut self, name: &str, file: At<String>, raw: RawTable) -> FileSpec {
        let path = file.value;
        if let Err(diagnostic) = inside(self.root, &path) {
            self.report_file(diagnostic, Some(&file.location));
        }
        self.files.insert(path.clone());
        let found = &mut self.found;
        let format = raw.format.and_then(|word| one_of(&word, FORMATS, "C0504", "format", found)).map(str::to_owned);
        let extension = path.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map(|(_, e)| e.to_lowercase());
        const EXTENSIONS: [&str; 11] =
            ["csv", "tsv", "txt", "xlsx", "xlsm", "parquet", "jsonl", "ndjson", "geojson", "json", "xls"];
        if format.is_none() && !extension.as_deref().is_some_and(|e| EXTENSIONS.contains(&e)) {
            found.push(
                Diagnostic::error("C0504", format!("the format of `{path}` cannot be told from its name"))
                    .at(file.location)
                    .value(&path)
                    .expected(format!("`format` = one of {}", FORMATS.join(", "))),
            );
        }
        let mut refuse = |at: &At<String>, message: String, expected: &str| {
            found.push(Diagnostic::error("C0505", message).at(at.location.clone()).value(&at.value).expected(expected));
        };
        if let Some(range) = raw.range.as_ref().filter(|range| parse_range(&range.value).is_none()) {
            refuse(range, format!("`{}` is no range of cells", range.value), "two corners such as `A3:F40`");
        }
        let delimiter = raw.delimiter.as_ref().and_then(|at| {
            let word = if at.value == "\\t" || at.value == "tab" { "\t" } else { &at.value };
            let mut characters = word.chars();
            match (characters.next(), characters.next()) {
                (Some(c), None) if c.is_ascii() => Some(c),
                _ => {
                    refuse(at, format!("`{}` cannot delimit cells", at.value), "one character, or `tab`");
                    None
                }
            }
        });
        if let Some(label) =
            raw.encoding.as_ref().filter(|at| encoding_rs::Encoding::for_label(at.value.as_bytes()).is_none())
        {
            refuse(label, format!("`{}` is no known encoding", label.value), "a label such as utf-8, gb18030 or big5");
        }
        let header_rows = raw.header_rows.and_then(|at| {
            if (0..=MOST_HEADER_ROWS).contains(&at.value) {
                u32::try_from(at.value).ok()
            } else {
                found.push(
                    Diagnostic::error("C0106", format!("`tables.{name}.header_rows` is {}", at.value))
                        .at(at.location)
                        .value(at.value.to_string())
                        .expected(format!("a whole number from 0 to {MOST_HEADER_ROWS}")),
                );
                None
            }
        });
        FileSpec {
            path,
            format,
            sheet: raw.sheet.map(|at| at.value),
            range: raw.range.map(|at| at.value),
            header_rows,
            delimiter,
            encoding: raw.encoding.map(|at| at.value),
            missing: raw.missing.map(|at| at.value.0.into_iter().map(|w| w.value).collect()).unwrap_or_default(),
            columns: texts(raw.columns),
        }
    }

    /// Reads a query and finds the tables it names.
    fn query(&mut self, name: &str, path: &At<String>, tables: &Names) -> TableFrom {
        let text = self.text(&path.value, Some(&path.location));
        let mut inputs = Vec::new();
        if let Some(text) = &text {
            if text.len() > LONGEST_QUERY {
                self.found.push(
                    Diagnostic::error("C0003", format!("the query `{}` is longer than 1 MiB", path.value))
                        .at(path.location.clone())
                        .value(text.len().to_string()),
                );
            } else {
                inputs = sql::inputs(text, name, |word| tables.has(word));
                if inputs.is_empty() {
                    self.found.push(
                        Diagnostic::warning("C0508", format!("the query of `{name}` reads no table of the project"))
                            .at(Location::file(&path.value))
                            .value(&path.value)
                            .hint(format!("tables are {}", tables.iter().collect::<Vec<_>>().join(", "))),
                    );
                }
            }
        }
        TableFrom::Sql { path: path.value.clone(), text: text.unwrap_or_default(), inputs }
    }

    /// Checks a method over other tables; which methods exist is known where they are run.
    fn kernel(&mut self, name: &str, kernel: String, raw: RawTable, tables: &Names) -> TableFrom {
        let mut inputs: Map<String> = raw.inputs.map(|at| at.value).unwrap_or_default();
        if let Some(input) = raw.input {
            inputs.insert("input".to_owned(), input);
        }
        for input in inputs.values() {
            tables.check(input, "C0506", &format!("the table `{name}`"), &mut self.found);
        }
        inputs.retain(|_, input| tables.has(&input.value));
        let with = match raw.with {
            None => toml::Table::new(),
            Some(at) => match at.value.0 {
                toml::Value::Table(with) => with,
                other => {
                    self.found.push(
                        Diagnostic::error("C0104", format!("`tables.{name}.with` is {}", other.type_str()))
                            .at(at.location)
                            .expected("a table of parameters"),
                    );
                    toml::Table::new()
                }
            },
        };
        TableFrom::Kernel { name: kernel, inputs: inputs.into_iter().map(|(k, at)| (k, at.value)).collect(), with }
    }

    /// Checks which columns mean what.
    fn meaning(&mut self, name: &str, raw: &RawTable, location: &Location, sources: &Names) -> Meaning {
        let found = &mut self.found;
        let mut refuse = |message: String, expected: &str| {
            found.push(
                Diagnostic::error("C0507", format!("the table `{name}` {message}"))
                    .at(location.clone())
                    .expected(expected),
            );
        };
        if raw.indicator.is_some() != raw.value.is_some() {
            let (has, lacks) = if raw.indicator.is_some() { ("indicator", "value") } else { ("value", "indicator") };
            refuse(format!("names `{has}` but not `{lacks}`"), "both for a long table, neither for a wide one");
        }
        if raw.place.is_some() && raw.period.is_none() && raw.fixed_period.is_none() {
            refuse("says no period".to_owned(), "`period` (a column) or `fixed_period` (one for all rows)");
        }
        let pairs = [
            ("period", raw.period.is_some(), raw.fixed_period.is_some()),
            ("source", raw.source.is_some(), raw.fixed_source.is_some()),
            ("status", raw.status.is_some(), raw.fixed_status.is_some()),
        ];
        for (what, _, _) in pairs.iter().filter(|(_, column, fixed)| *column && *fixed) {
            refuse(format!("has both `{what}` and `fixed_{what}`"), "a column, or one for all rows");
        }
        if let Some(source) = &raw.fixed_source {
            sources.check(source, "C0114", &format!("the table `{name}`"), found);
        }
        let path = format!("tables.{name}.fixed_status");
        let fixed_status = raw.fixed_status.as_ref().and_then(|word| one_of(word, STATUSES, "C0105", &path, found));
        let mut units = BTreeMap::new();
        for (column, written) in raw.units.as_ref().map(|at| &at.value).into_iter().flatten() {
            match Unit::parse(&written.value) {
                Ok(unit) => {
                    units.insert(column.clone(), unit);
                }
                Err(error) => found.push(
                    Diagnostic::error("C0509", format!("`tables.{name}.units.{column}`: {error}"))
                        .at(written.location.clone())
                        .value(&written.value)
                        .expected("a unit such as 亿元, 万人, %, km2"),
                ),
            }
        }
        let column = |at: &Option<At<String>>| at.as_ref().map(|at| at.value.clone());
        Meaning {
            place: column(&raw.place),
            period: column(&raw.period),
            fixed_period: raw.fixed_period.as_ref().map(|at| at.value),
            indicator: column(&raw.indicator),
            value: column(&raw.value),
            unit: column(&raw.unit),
            units,
            source: column(&raw.source),
            fixed_source: column(&raw.fixed_source),
            status: column(&raw.status),
            fixed_status: fixed_status.map(str::to_owned),
            std_error: column(&raw.std_error),
            vintage: column(&raw.vintage),
            territory: column(&raw.territory),
            note: column(&raw.note),
        }
    }

    /// Orders tables inputs first, ties by name; tables in a circle are reported and put last.
    fn ordered(&mut self, specs: Vec<TableSpec>) -> Vec<TableSpec> {
        let position: BTreeMap<&str, usize> = specs.iter().enumerate().map(|(i, t)| (t.name.as_str(), i)).collect();
        let edges: Vec<Vec<usize>> = specs
            .iter()
            .map(|spec| inputs(&spec.from).into_iter().filter_map(|name| position.get(name).copied()).collect())
            .collect();
        for circle in circles(&edges) {
            let names: Vec<&str> = circle.iter().map(|&i| specs[i].name.as_str()).collect();
            let mut diagnostic = Diagnostic::error(
                "C0510",
                format!("tables read each other in a circle: {} → {}", names.join(" → "), names[0]),
            )
            .at(specs[circle[0]].location.clone())
            .value(names.join(" → "))
            .hint("a table can only be made from tables that do not need it; split one of these");
            for &member in &circle[1..] {
                diagnostic = diagnostic.related(specs[member].location.clone(), format!("`{}`", specs[member].name));
            }
            self.found.push(diagnostic);
        }
        let mut missing: Vec<usize> = edges.iter().map(Vec::len).collect();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); specs.len()];
        for (user, needed) in edges.iter().enumerate() {
            for &input in needed {
                users[input].push(user);
            }
        }
        let mut ready: BTreeSet<usize> = (0..specs.len()).filter(|&i| missing[i] == 0).collect();
        let mut order = Vec::with_capacity(specs.len());
        while let Some(next) = ready.pop_first() {
            order.push(next);
            for &user in &users[next] {
                missing[user] -= 1;
                if missing[user] == 0 {
                    ready.insert(user);
                }
            }
        }
        order.extend((0..specs.len()).filter(|&i| missing[i] > 0));
        let mut slots: Vec<Option<TableSpec>> = specs.into_iter().map(Some).collect();
        order.into_iter().filter_map(|i| slots[i].take()).collect()
    }

    /// Tells whether no error was found so far.
    pub(super) fn is_clean(&self) -> bool {
        !self.found.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Lists the tables that one reads.
fn inputs(from: &TableFrom) -> Vec<&str> {
    match from {
        TableFrom::File(_) => Vec::new(),
        TableFrom::Sql { inputs, .. } => inputs.iter().map(String::as_str).collect(),
        TableFrom::Kernel { inputs, .. } => {
            let distinct: BTreeSet<&str> = inputs.values().map(String::as_str).collect();
            distinct.into_iter().collect()
        }
    }
}

/// Takes the texts out of a map.
fn texts(map: Option<At<Map<String>>>) -> BTreeMap<String, String> {
    plain(map).into_iter().map(|(key, at)| (key, at.value)).collect()
}

/// Finds circles in a directed graph, each starting at its least member; every member of one stands in one circle only.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    // Walks along edges without recursion; what was left once is not entered again.
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; edges.len()];
    let mut circles = Vec::new();
    for start in 0..edges.len() {
        if state[start] != State::New {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        state[start] = State::Open;
        while let Some((node, next)) = path.last_mut() {
            let Some(&to) = edges[*node].get(*next) else {
                state[*node] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match state[to] {
                State::New => {
                    state[to] = State::Open;
                    path.push((to, 0));
                }
                State::Open => {
                    let from = path.iter().position(|(member, _)| *member == to).unwrap_or(0);
                    let mut circle: Vec<usize> = path[from..].iter().map(|(member, _)| *member).collect();
                    let least = circle.iter().enumerate().min_by_key(|(_, member)| **member).map_or(0, |(i, _)| i);
                    circle.rotate_left(least);
                    circles.push(circle);
                }
                State::Done => {}
            }
        }
    }
    circles.sort();
    circles.dedup();
    circles
}
