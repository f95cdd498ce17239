//! Scenario files: each modification checked against the model it will change.

use std::collections::BTreeMap;

use super::Loader;
use super::names::{Names, need, one_of, plain};
use super::raw_scenario::{CellText, RawModification, RawScenario};
use super::shape::{At, Map, Shape};
use super::tree;
use crate::grid::inside;
use crate::model::{Change, Model, Modification, Scenario, TableFrom, ValueOp};
use crate::{Diagnostic, Location, Text, Unit};

/// What a modification may do.
pub(crate) const OPERATIONS: &[&str] =
    &["set", "add", "multiply", "insert", "update", "delete", "weight", "method", "parameter", "target"];

/// Directory of the scenario files.
const DIRECTORY: &str = "scenarios";

/// What scenarios may refer to.
pub(super) struct ScenarioNames<'a> {
    /// Codes of all nodes.
    pub(super) nodes: &'a Names,
    /// Places.
    pub(super) places: &'a Names,
    /// Tables.
    pub(super) tables: &'a Names,
    /// False when the model has errors: what needs the whole model is then not judged.
    pub(super) complete: bool,
}

impl Loader<'_> {
    /// Reads and checks every scenario file.
    pub(super) fn scenarios(&mut self, model: &Model, names: &ScenarioNames<'_>) -> BTreeMap<String, Scenario> {
        let mut files: Vec<String> = match inside(self.root, DIRECTORY).ok().map(std::fs::read_dir) {
            Some(Ok(entries)) => entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect(),
            _ => Vec::new(),
        };
        files.retain(|name| name.ends_with(".toml"));
        files.sort();
        let mut scenarios = BTreeMap::new();
        for name in files {
            let path = format!("{DIRECTORY}/{name}");
            let id = name.trim_end_matches(".toml").to_owned();
            Names::new("scenario").add(&At::new(id.clone(), Location::file(&path)), "C0108", &mut self.found);
            let Some(text) = self.text(&path, None) else { continue };
            let scenario = read(model, names, (&id, &path), &text, &mut self.found);
            scenarios.insert(id, scenario);
        }
        scenarios
    }
}

/// Reads one scenario; what is wrong with it is in `found`.
fn read(
    model: &Model,
    names: &ScenarioNames<'_>,
    (id, path): (&str, &str),
    text: &str,
    found: &mut Vec<Diagnostic>,
) -> Scenario {
    let document = tree::parse(path, text, found);
    let raw = RawScenario::read(&document, "", found).unwrap_or_default();
    let mut modifications = Vec::new();
    for At { value, location } in raw.modify.map(|at| at.value).unwrap_or_default() {
        let mut check = ModificationCheck { model, names, location: &location, found: &mut *found };
        if let Some(change) = check.change(value) {
            modifications.push(Modification { change, location });
        }
    }
    let name = raw.name.map(|at| at.value.0).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| Text::new("", id));
    Scenario { id: id.to_owned(), name, modifications }
}

impl Model {
    /// Reads a scenario from the text of a scenario file, checked against this model; `id` names it.
    ///
    /// # Errors
    /// Everything that is wrong with it; places in the text point at a file of the scenario's name.
    pub fn read_scenario(&self, id: &str, text: &str) -> Result<Scenario, Vec<Diagnostic>> {
        let mut nodes = Names::new("node");
        let mut places = Names::new("place");
        let mut tables = Names::new("table");
        for node in &self.nodes {
            nodes.add(&At::new(node.code.clone(), node.location.clone()), "C0201", &mut Vec::new());
        }
        for place in &self.places {
            places.add(&At::new(place.id.clone(), place.location.clone()), "C0301", &mut Vec::new());
        }
        for table in &self.tables {
            tables.add(&At::new(table.name.clone(), table.location.clone()), "C0501", &mut Vec::new());
        }
        let names = ScenarioNames { nodes: &nodes, places: &places, tables: &tables, complete: true };
        let mut found = Vec::new();
        let scenario = read(self, &names, (id, &format!("{id}.toml")), text, &mut found);
        found.retain(|diagnostic| diagnostic.severity == crate::Severity::Error);
        if found.is_empty() { Ok(scenario) } else { Err(found) }
    }
}

/// Checks one modification.
struct ModificationCheck<'a> {
    model: &'a Model,
    names: &'a ScenarioNames<'a>,
    location: &'a Location,
    found: &'a mut Vec<Diagnostic>,
}

impl ModificationCheck<'_> {
    /// Checks a modification; `None` = reported.
    fn change(&mut self, raw: RawModification) -> Option<Change> {
        let op = need(raw.op.clone(), "op", self.location, self.found)?;
        let op = one_of(&op, OPERATIONS, "C0610", "op", self.found)?;
        self.misplaced_keys(op, &raw);
        match op {
            "set" | "add" | "multiply" => self.value(op, raw),
            "insert" => {
                let table = self.table(raw.table)?;
                let rows = need(raw.rows, "rows", self.location, self.found)?;
                Some(Change::Insert { table, rows: rows.value.into_iter().map(|row| cells(Some(row))).collect() })
            }
            "update" => {
                let table = self.table(raw.table)?;
                let set = need(raw.set, "set", self.location, self.found)?;
                Some(Change::Update { table, matching: cells(raw.r#where), set: cells(Some(set)) })
            }
            "delete" => {
                let table = self.table(raw.table)?;
                // Without a condition every row would go; that has to be said with `where = {}`.
                let matching = need(raw.r#where, "where", self.location, self.found)?;
                Some(Change::Delete { table, matching: cells(Some(matching)) })
            }
            "weight" => self.weight(raw),
            "method" => {
                let key = need(raw.key, "key", self.location, self.found);
                let value = need(raw.value, "value", self.location, self.found);
                let (key, value) = (key?.value, value?.value.0);
                if self.names.complete
                    && let Err(mistakes) = self.model.index_with(&[(key.clone(), value.clone())])
                {
                    self.found.extend(mistakes.into_iter().map(|mistake| mistake.at(self.location.clone())));
                    return None;
                }
                Some(Change::Method { key, value })
            }
            "parameter" => self.parameter(raw),
            _ => self.target(raw),
        }
    }

    /// Reports keys that say nothing for the operation.
    fn misplaced_keys(&mut self, op: &str, raw: &RawModification) {
        let keys: [(&str, bool, &[&str]); 13] = [
            ("indicator", raw.indicator.is_some(), &["set", "add", "multiply"]),
            ("place", raw.place.is_some(), &["set", "add", "multiply"]),
            ("period", raw.period.is_some(), &["set", "add", "multiply"]),
            ("unit", raw.unit.is_some(), &["set", "add"]),
            ("value", raw.value.is_some(), &["set", "add", "multiply", "weight", "method", "parameter"]),
            ("table", raw.table.is_some(), &["insert", "update", "delete", "parameter"]),
            ("rows", raw.rows.is_some(), &["insert"]),
            ("where", raw.r#where.is_some(), &["update", "delete"]),
            ("set", raw.set.is_some(), &["update"]),
            ("node", raw.node.is_some(), &["weight"]),
            ("key", raw.key.is_some(), &["method", "parameter"]),
            ("target", raw.target.is_some(), &["target"]),
            ("sentence", raw.sentence.is_some(), &["target"]),
        ];
        for (key, _, _) in keys.iter().filter(|(_, stated, operations)| *stated && !operations.contains(&op)) {
            self.found.push(
                Diagnostic::error("C0611", format!("`{key}` is no key of the operation `{op}`"))
                    .at(self.location.clone())
                    .value(*key)
                    .hint("take it out, or choose another `op`"),
            );
        }
    }

    /// Takes a number from the key `value`.
    fn number(&mut self, raw: Option<At<super::shape::Anything>>) -> Option<f64> {
        let at = need(raw, "value", self.location, self.found)?;
        let node = tree::Node::from_value(&at.value.0, &at.location);
        let number = f64::read(&node, "value", self.found)?;
        if number.is_finite() {
            return Some(number);
        }
        self.found.push(
            Diagnostic::error("C0612", format!("the value is {number}"))
                .at(at.location)
                .value(number.to_string())
                .expected("a finite number"),
        );
        None
    }

    /// Checks a change of a value.
    fn value(&mut self, op: &str, raw: RawModification) -> Option<Change> {
        let indicator = need(raw.indicator, "indicator", self.location, self.found);
        let number = self.number(raw.value);
        if let Some(place) = &raw.place {
            self.names.places.check(place, "C0613", "the modification", self.found);
        }
        let unit = match &raw.unit {
            None => None,
            Some(at) => match Unit::parse(&at.value) {
                Ok(unit) => Some(unit),
                Err(error) => {
                    self.refuse_unit(at, &error.to_string());
                    None
                }
            },
        };
        let indicator = indicator?;
        self.names.nodes.check(&indicator, "C0613", "the modification", self.found);
        if let Some(node) = self.model.nodes.iter().find(|node| node.code == indicator.value) {
            match (&node.indicator, &unit, &raw.unit) {
                (None, _, _) => self.found.push(
                    Diagnostic::error(
                        "C0612",
                        format!("`{}` is computed from others and has no value to change", node.code),
                    )
                    .at(indicator.location.clone())
                    .value(&indicator.value)
                    .expected("an indicator with a table"),
                ),
                (Some(own), Some(unit), Some(at)) if !unit.is_like(&own.unit) => {
                    self.refuse_unit(at, &format!("`{}` is measured in `{}`", node.code, own.unit));
                }
                _ => {}
            }
        }
        let op = match op {
            "set" => ValueOp::Set,
            "add" => ValueOp::Add,
            _ => ValueOp::Multiply,
        };
        Some(Change::Value {
            op,
            indicator: indicator.value,
            place: raw.place.map(|at| at.value),
            period: raw.period.map(|at| at.value),
            number: number?,
            unit,
        })
    }

    /// Reports a unit that does not fit.
    fn refuse_unit(&mut self, at: &At<String>, why: &str) {
        self.found.push(
            Diagnostic::error("C0614", format!("the unit `{}` does not fit: {why}", at.value))
                .at(at.location.clone())
                .value(&at.value)
                .expected("a unit of the same kind of quantity as the indicator"),
        );
    }

    /// Checks the name of a table.
    fn table(&mut self, table: Option<At<String>>) -> Option<String> {
        let table = need(table, "table", self.location, self.found)?;
        self.names.tables.check(&table, "C0613", "the modification", self.found);
        Some(table.value)
    }

    /// Checks a change of a weight.
    fn weight(&mut self, raw: RawModification) -> Option<Change> {
        let node = need(raw.node, "node", self.location, self.found);
        let weight = self.number(raw.value)?;
        let node = node?;
        if !self.names.nodes.check(&node, "C0613", "the modification", self.found) {
            return None;
        }
        if self.names.complete
            && let Err(mistakes) = self.model.with_weight(&node.value, weight)
        {
            self.found.extend(mistakes.into_iter().map(|mistake| mistake.at(self.location.clone())));
        }
        Some(Change::Weight { node: node.value, weight })
    }

    /// Checks a change of a parameter; which parameters a kernel has is known where it is run.
    fn parameter(&mut self, raw: RawModification) -> Option<Change> {
        let table = self.table(raw.table);
        let key = need(raw.key, "key", self.location, self.found);
        let value = need(raw.value, "value", self.location, self.found);
        let (table, key, value) = (table?, key?.value, value?.value.0);
        let spec = self.model.tables.iter().find(|spec| spec.name == table)?;
        if !matches!(spec.from, TableFrom::Kernel { .. }) {
            self.found.push(
                Diagnostic::error("C0612", format!("the table `{table}` has no parameters: no kernel gives it"))
                    .at(self.location.clone())
                    .value(&table)
                    .expected("a table with `kernel`"),
            );
            return None;
        }
        Some(Change::Parameter { table, key, value })
    }

    /// Checks a change of a target.
    fn target(&mut self, raw: RawModification) -> Option<Change> {
        let id = need(raw.target, "target", self.location, self.found);
        let sentence = need(raw.sentence, "sentence", self.location, self.found);
        let (id, sentence) = (id?, sentence?);
        if !self.names.complete {
            return None;
        }
        match self.model.with_target(&id.value, &sentence.value) {
            Ok(changed) => {
                let spec = changed.strategy.targets.into_iter().find(|target| target.id == id.value)?;
                Some(Change::Target { id: id.value, sentence: sentence.value, target: spec.target })
            }
            Err(mistakes) => {
                self.found.extend(mistakes.into_iter().map(|mistake| mistake.at(self.location.clone())));
                None
            }
        }
    }
}

/// Takes the cells out of a map.
fn cells(map: Option<At<Map<CellText>>>) -> BTreeMap<String, String> {
    plain(map).into_iter().map(|(column, at)| (column, at.value.0)).collect()
}
