//! The nodes of one run between files and results: fingerprints first, then what the store lacks.

use std::path::Path;
use std::sync::Arc;

use crest_data::value::{Panel, Value};
use crest_data::{SqlOptions, Table, Trail};
use crest_model::model::{Model, Scenario, TableFrom, TableSpec};
use crest_model::results::TableInfo;
use crest_model::{Diagnostic, Location};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fingerprint::{Fields, Fingerprint};
use crate::kernel::{Call, Files};
use crate::run::{Progress, Project, RunError, RunOptions, has_errors, stop_if_cancelled};
use crate::scenario::{self, Patch};
use crate::store::{HistoryLine, Store, StoreError};

/// Version of the methods that stand between files and results; raised when equal inputs give other results.
const METHODS: u32 = 3;

/// Names everything a run depends on.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) tables: Vec<Fingerprint>,
    pub(crate) values: Fingerprint,
    pub(crate) checks: Fingerprint,
    pub(crate) run: Fingerprint,
}

/// Facts about a table that are needed without its rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TableFacts {
    rows: u64,
    columns: Vec<(String, String)>,
    trail: Option<Trail>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A table that was read, queried or computed; `None` where that failed, which its facts explain.
pub(crate) type Made = (Option<Table>, TableFacts);

/// A panel and what was found on collecting it.
type Values = (Panel, Vec<Diagnostic>);

/// Holds what stands between the files and the results.
#[derive(Debug, Clone)]
pub(crate) struct Computed {
    pub(crate) panel: Panel,
    pub(crate) tables: Vec<TableInfo>,
    /// Where the cells of each table came from, by position of the table.
    pub(crate) trails: Vec<Option<Trail>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Computed {
    /// Points at the file and cell a value was read from.
    pub(crate) fn locate(&self, value: &Value) -> Option<Location> {
        self.trails.get(value.table as usize)?.as_ref()?.location(value.column as usize, value.row as usize)
    }
}

/// Holds the parts of one run.
#[derive(Clone, Copy)]
pub(crate) struct Work<'a> {
    pub(crate) project: &'a Project,
    /// The model, with the scenario's methods, weights and targets.
    pub(crate) model: &'a Model,
    pub(crate) patch: Option<&'a Patch<'a>>,
    pub(crate) scenario: Option<&'a Scenario>,
    pub(crate) store: &'a Store,
    pub(crate) options: &'a RunOptions<'a>,
}

impl Work<'_> {
    /// Appends the run to the history, if it is to be remembered.
    pub(crate) fn record(&self, run: &str) -> Result<(), StoreError> {
        let Some(started) = &self.options.started else { return Ok(()) };
        self.store.append_history(&HistoryLine {
            run: run.to_owned(),
            scenario: self.scenario.map(|s| s.id.clone()),
            started: started.clone(),
        })
    }

    /// Takes the fingerprints of all nodes; reads every file the run depends on.
    pub(crate) fn plan(&self) -> Plan {
        let mut tables: Vec<Fingerprint> = Vec::with_capacity(self.model.tables.len());
        for table in &self.model.tables {
            let own = self.table_print(table, &tables);
            let changes = self.patch.and_then(|p| p.rows.get(table.name.as_str()));
            tables.push(changes.map_or(own, |changes| scenario::patched_fingerprint(own, changes)));
        }
        let model = self.model;
        let mut fields = Fields::new("values", METHODS)
            .value("places", &model.places)
            .value("choice", &model.choice)
            .value("currency", &model.currency)
            .value("periods", &(model.project.period, &model.project.periods));
        for node in &model.nodes {
            fields = fields.value("node", &(&node.code, &node.indicator));
        }
        for (table, print) in model.tables.iter().zip(&tables) {
            fields = fields.value("meaning", &table.meaning).input(&table.name, *print);
        }
        for modification in self.patch.iter().flat_map(|patch| &patch.values) {
            fields = fields.value("change", &modification.change);
        }
        let values = fields.finish();
        let checks = Fields::new("checks", METHODS).input("values", values).value("settings", &model.checks).finish();
        let mut fields = Fields::new("run", METHODS)
            .text("crest", env!("CARGO_PKG_VERSION"))
            .input("values", values)
            .input("checks", checks);
        for file in &model.files {
            fields = fields.input(file, file_print(&self.project.root, file));
        }
        if let Some(scenario) = self.scenario {
            fields = fields.value("name", &scenario.name);
            for modification in &scenario.modifications {
                fields = fields.value("change", &modification.change);
            }
        }
        Plan { tables, values, checks, run: fields.finish() }
    }

    fn table_print(&self, table: &TableSpec, earlier: &[Fingerprint]) -> Fingerprint {
        let input = |name: &str| {
            let position = self.model.tables.iter().position(|t| t.name == name).expect("inputs are checked");
            earlier[position]
        };
        match &table.from {
            TableFrom::File(spec) => Fields::new("file", METHODS)
                .value("spec", spec)
                .value("units", &table.meaning.units)
                .input("bytes", file_print(&self.project.root, &spec.path))
                .finish(),
            TableFrom::Sql { path, text, inputs } => inputs
                .iter()
                .fold(Fields::new("query", METHODS).text("path", path).text("text", text), |fields, name| {
                    fields.input(name, input(name))
                })
                .finish(),
            TableFrom::Kernel { name, inputs, with } => {
                let kernel = self.project.registry.find(name);
                let version = kernel.map_or(0, |kernel| kernel.version);
                let mut fields = Fields::new("kernel", version).text("name", name).value("with", with);
                for path in kernel.map_or(Vec::new(), |kernel| Files::paths(&self.project.root, kernel.paths, with)) {
                    fields = fields.input(&path, file_print(&self.project.root, &path));
                }
                inputs.iter().fold(fields, |fields, (role, name)| fields.input(role, input(name))).finish()
            }
        }
    }

    fn tell(&self, node: &str, found: bool, position: usize) {
        (self.options.progress)(Progress { node, found, position, of: self.model.tables.len() + 3 });
    }

    /// Computes tables and values, taking from the store what it has.
    pub(crate) fn compute(&self, plan: &Plan) -> Result<Computed, RunError> {
        let n = self.model.tables.len();
        let known: Vec<Option<TableFacts>> = plan
            .tables
            .iter()
            .map(|print| serde_json::from_slice(&self.store.find_object(*print, "facts.json")?).ok())
            .collect();
        let mut values = self.load_values(plan);
        let mut facts: Vec<TableFacts> = known.into_iter().flatten().collect();
        let mut diagnostics = Vec::new();
        if values.is_none() || facts.len() < n {
            let (tables, made): (Vec<Option<Table>>, Vec<TableFacts>) = self.tables(plan)?.into_iter().unzip();
            facts = made;
            if tables.iter().any(Option::is_none) || facts.iter().any(|f| has_errors(&f.diagnostics)) {
                diagnostics.extend(facts.into_iter().flat_map(|f| f.diagnostics));
                return Ok(Computed { panel: Panel::default(), tables: Vec::new(), trails: Vec::new(), diagnostics });
            }
            stop_if_cancelled(self.options)?;
            self.tell("values", values.is_some(), n + 1);
            if values.is_none() {
                values = Some(self.collect(plan, &tables)?);
            }
        }
        let infos = self.model.tables.iter().zip(&facts).zip(&plan.tables);
        let infos = infos.map(|((table, facts), print)| table_info(table, facts, *print)).collect();
        let mut trails = Vec::with_capacity(n);
        for own in facts {
            trails.push(own.trail);
            diagnostics.extend(own.diagnostics);
        }
        let (panel, found) = values.unwrap_or_default();
        diagnostics.extend(found);
        Ok(Computed { panel, tables: infos, trails, diagnostics })
    }

    fn load_values(&self, plan: &Plan) -> Option<Values> {
        let table = Table::from_parquet(&self.store.find_object(plan.values, "values.parquet")?).ok()?;
        let diagnostics = serde_json::from_slice(&self.store.find_object(plan.values, "values.json")?).ok()?;
        Some((crest_data::panel_from_table(self.model, &table).ok()?, diagnostics))
    }

    fn collect(&self, plan: &Plan, tables: &[Option<Table>]) -> Result<Values, RunError> {
        let borrowed: Vec<Option<&Table>> = tables.iter().map(Option::as_ref).collect();
        let (mut panel, mut diagnostics) = crest_data::collect_values(self.model, &borrowed);
        if let (Some(patch), Some(scenario)) = (self.patch, self.scenario) {
            match scenario::apply_values(self.model, &panel, &patch.values, &scenario.id) {
                Ok(changed) => panel = changed,
                Err(found) => diagnostics.extend(found),
            }
        }
        if !has_errors(&diagnostics) {
            let bytes = parquet(&crest_data::panel_to_table(self.model, &panel));
            self.store.put_object(plan.values, "values.parquet", &bytes)?;
            self.store.put_object(plan.values, "values.json", &plain(&diagnostics))?;
        }
        Ok((panel, diagnostics))
    }

    /// Reads, queries or computes every table, those of one depth in parallel.
    pub(crate) fn tables(&self, plan: &Plan) -> Result<Vec<Made>, RunError> {
        let n = self.model.tables.len();
        let inputs: Vec<Vec<usize>> =
            self.model.tables.iter().map(|table| input_positions(self.model, table)).collect();
        let mut depth = vec![0_usize; n];
        for t in 0..n {
            depth[t] = inputs[t].iter().map(|&i| depth[i] + 1).max().unwrap_or(0);
        }
        let mut made: Vec<Option<Made>> = (0..n).map(|_| None).collect();
        for level in 0..=depth.iter().copied().max().unwrap_or(0) {
            let members: Vec<usize> = (0..n).filter(|&t| depth[t] == level).collect();
            let finished: Vec<Result<Made, RunError>> =
                members.par_iter().map(|&t| self.table(plan, t, &made, &inputs[t])).collect();
            for (t, result) in members.into_iter().zip(finished) {
                made[t] = Some(result?);
            }
        }
        Ok(made.into_iter().map(|table| table.expect("every depth was visited")).collect())
    }

    /// Finds one table in the store, or makes it and puts it there.
    fn table(&self, plan: &Plan, t: usize, made: &[Option<Made>], inputs: &[usize]) -> Result<Made, RunError> {
        stop_if_cancelled(self.options)?;
        let print = plan.tables[t];
        let stored = self.load_table(print);
        self.tell(&self.model.tables[t].name, stored.is_some(), t + 1);
        if let Some(stored) = stored {
            return Ok(stored);
        }
        let (table, diagnostics) = self.make_table(t, made, inputs);
        // A cancelled query reports errors that are none.
        stop_if_cancelled(self.options)?;
        let unit = |c: &crest_data::ColumnInfo| c.unit.as_ref().map_or(String::new(), |unit| unit.written.clone());
        let columns = table.iter().flat_map(Table::columns).map(|c| (c.name.clone(), unit(c))).collect();
        let rows = table.as_ref().map_or(0, Table::n_rows) as u64;
        let trail = table.as_ref().map(|table| table.trail().clone());
        let facts = TableFacts { rows, columns, trail, diagnostics };
        if let Some(table) = table.as_ref().filter(|_| !has_errors(&facts.diagnostics)) {
            self.store.put_object(print, "table.parquet", &parquet(table))?;
            self.store.put_object(print, "facts.json", &plain(&facts))?;
        }
        Ok((table, facts))
    }

    pub(crate) fn load_table(&self, print: Fingerprint) -> Option<Made> {
        let table = Table::from_parquet(&self.store.find_object(print, "table.parquet")?).ok()?;
        let facts = serde_json::from_slice(&self.store.find_object(print, "facts.json")?).ok()?;
        Some((Some(table), facts))
    }

    fn make_table(&self, t: usize, made: &[Option<Made>], inputs: &[usize]) -> (Option<Table>, Vec<Diagnostic>) {
        let spec = &self.model.tables[t];
        let ready = |t: usize| made[t].as_ref().and_then(|(table, _)| table.as_ref());
        // An input that failed has told why; what reads it stays silent.
        if inputs.iter().any(|&input| ready(input).is_none()) {
            return (None, Vec::new());
        }
        let found = |made: Result<Table, Vec<Diagnostic>>| match made {
            Ok(table) => (Some(table), Vec::new()),
            Err(found) => (None, found),
        };
        let (table, mut diagnostics) = match &spec.from {
            TableFrom::File(file) => crest_data::read_file(&self.project.root, &spec.name, file, &self.options.limits),
            TableFrom::Sql { path, text, .. } => {
                let tables: Vec<&Table> = inputs.iter().filter_map(|&t| ready(t)).collect();
                match crest_data::run_sql(&spec.name, path, text, &tables, &sql_options(self.store, self.options)) {
                    Ok((table, notes)) => (Some(table), notes),
                    Err(found) => (None, found),
                }
            }
            TableFrom::Kernel { name, inputs, with } => {
                let kernel = self.project.registry.find(name).expect("kernel names are checked");
                let position = |name: &str| self.model.tables.iter().position(|t| t.name == name);
                let tables = inputs.iter().filter_map(|(role, name)| Some((role.clone(), ready(position(name)?)?)));
                let tables = tables.collect();
                let location = &spec.location;
                found(Files::read(&self.project.root, kernel.paths, with, location).and_then(|files| {
                    (kernel.run)(&Call { table: &spec.name, inputs: &tables, with, files: &files, location })
                }))
            }
        };
        let changes = self.patch.and_then(|p| p.rows.get(spec.name.as_str()));
        let (Some(made), Some(changes)) = (&table, changes) else { return (table, diagnostics) };
        let (changed, problems) = found(scenario::apply_rows(made.clone(), changes));
        diagnostics.extend(problems);
        (changed, diagnostics)
    }

    /// Runs the data checks, or finds what they found.
    pub(crate) fn check(&self, plan: &Plan, computed: &Computed) -> Result<Vec<Diagnostic>, RunError> {
        let stored = self.store.find_object(plan.checks, "findings.json");
        let stored = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        self.tell("checks", stored.is_some(), self.model.tables.len() + 2);
        if let Some(findings) = stored {
            return Ok(findings);
        }
        let locate = |value: &Value| computed.locate(value);
        let findings = crest_data::checks::check_with(self.model, &computed.panel, &locate);
        let findings: Vec<Diagnostic> = findings.into_iter().map(|finding| finding.diagnostic).collect();
        self.store.put_object(plan.checks, "findings.json", &plain(&findings))?;
        Ok(findings)
    }
}

/// Writes a table as Parquet.
fn parquet(table: &Table) -> Vec<u8> {
    let mut bytes = Vec::new();
    table.to_parquet(&mut bytes).expect("writing to memory does not fail");
    bytes
}

/// Writes plain data as JSON.
fn plain(data: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(data).expect("facts and findings are plain data")
}

fn table_info(table: &TableSpec, facts: &TableFacts, print: Fingerprint) -> TableInfo {
    let (kind, from, inputs) = match &table.from {
        TableFrom::File(spec) => ("file", spec.path.clone(), Vec::new()),
        TableFrom::Sql { path, inputs, .. } => ("sql", path.clone(), inputs.clone()),
        TableFrom::Kernel { name, inputs, .. } => ("kernel", name.clone(), inputs.values().cloned().collect()),
    };
    TableInfo {
        name: table.name.clone(),
        kind: kind.to_owned(),
        from,
        inputs,
        fingerprint: print.hex(),
        rows: facts.rows,
        columns: facts.columns.clone(),
    }
}

/// Fingerprint of a project file; an unreadable file has that of its absence, and reading it will tell.
fn file_print(root: &Path, path: &str) -> Fingerprint {
    match crest_model::grid::inside(root, path).ok().and_then(|full| std::fs::read(full).ok()) {
        Some(bytes) => Fingerprint::of_bytes(&bytes),
        None => Fields::new("absent", METHODS).finish(),
    }
}

/// Positions of the tables that a table reads.
pub(crate) fn input_positions(model: &Model, table: &TableSpec) -> Vec<usize> {
    let names: Vec<&String> = match &table.from {
        TableFrom::File(_) => Vec::new(),
        TableFrom::Sql { inputs, .. } => inputs.iter().collect(),
        TableFrom::Kernel { inputs, .. } => inputs.values().collect(),
    };
    names.into_iter().filter_map(|name| model.tables.iter().position(|t| t.name == *name)).collect()
}

/// Settings of queries within a run.
pub(crate) fn sql_options(store: &Store, options: &RunOptions<'_>) -> SqlOptions {
    SqlOptions {
        memory_bytes: options.query_memory_bytes,
        spill_dir: store.spill_directory(),
        spill_bytes: options.query_spill_bytes,
        cancel: Arc::clone(&options.cancel),
    }
}
