//! A project with its baseline at hand: what-ifs, queries and lineage without running everything again.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use crest_data::Table;
use crest_model::model::{Model, Scenario, TableFrom};
use crest_model::results::{Certainty, Results, SchemeChange, SchemeResult, ValueInfo};
use crest_model::{Diagnostic, Period, Text, UncertaintySpec};

use crate::assemble;
use crate::assemble::index::Ground;
use crate::diff::{Diff, diff, diff_with, panel_changes};
use crate::explain::Explanation;
use crate::inverse::{self, ChangeAsked, InverseError, LeastChange, ListAnswer, PairAnswer, RankRange, WeightSetAsked};
use crate::run::{Project, RunError, RunOptions, has_errors, in_pool, run, stop_if_cancelled};
use crate::scenario;
use crate::store::Store;
use crate::work::{Computed, Plan, Work, sql_options};

/// Holds a project whose baseline was run.
pub struct Session<'a> {
    project: &'a Project,
    model: &'a Model,
    store: Store,
    plan: Plan,
    baseline: Computed,
    /// Results of the baseline.
    pub results: Results,
    options: &'a RunOptions<'a>,
}

/// Says why something about a project could not be answered.
#[derive(Debug)]
pub enum SessionError {
    /// Mistakes in files, data, scenario or query.
    Findings(Vec<Diagnostic>),
    /// The run failed.
    Run(RunError),
}

impl From<RunError> for SessionError {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

/// Nesting of queries that lineage follows.
const DEPTH: usize = 6;

impl<'a> Session<'a> {
    /// Runs the baseline of a project, or finds it in the store, and keeps it at hand.
    ///
    /// # Errors
    /// [`SessionError`] with everything found, when there are no results.
    pub fn open(project: &'a Project, options: &'a RunOptions<'a>) -> Result<Self, SessionError> {
        let outcome = run(project, None, options)?;
        let (Some(results), Some(model)) = (outcome.results, &project.model) else {
            return Err(SessionError::Findings(outcome.diagnostics));
        };
        let store = Store::open(&project.root).map_err(RunError::from)?;
        let work = Work { project, model, patch: None, scenario: None, store: &store, options };
        let plan = work.plan();
        let baseline = in_pool(options.threads, || work.compute(&plan))??;
        Ok(Self { project, model, store, plan, baseline, results, options })
    }

    fn work(&self) -> Work<'_> {
        Work {
            project: self.project,
            model: self.model,
            patch: None,
            scenario: None,
            store: &self.store,
            options: self.options,
        }
    }

    /// Computes a scenario over the baseline and what it changes; stores nothing but tables it had to make.
    ///
    /// - Data checks are not run again: findings are those of the baseline. Certainty is left out; run the scenario for it.
    /// - The results carry those values alone that differ from the baseline's.
    /// - Cost: values, methods, weights and targets redo only the index and the targets; row changes also redo the
    ///   tables that depend on them.
    ///
    /// # Errors
    /// [`SessionError::Findings`] with all problems of the scenario at once.
    pub fn what_if(&self, scenario: &Scenario) -> Result<(Results, Diff), SessionError> {
        if scenario.modifications.is_empty() {
            return Ok((self.results.clone(), diff(&self.results, &self.results)));
        }
        let patch = scenario::resolve_in(self.project, self.model, scenario).map_err(SessionError::Findings)?;
        let work = Work { model: &patch.model, patch: Some(&patch), scenario: Some(scenario), ..self.work() };
        let computed = if !patch.changes_tables() {
            let panel = scenario::apply_values(&patch.model, &self.baseline.panel, &patch.values, &scenario.id)
                .map_err(SessionError::Findings)?;
            // Everything but the panel, which is large, is taken over.
            let Computed { tables, trails, diagnostics, .. } = &self.baseline;
            Computed { panel, tables: tables.clone(), trails: trails.clone(), diagnostics: diagnostics.clone() }
        } else {
            let computed = in_pool(self.options.threads, || work.compute(&work.plan()))??;
            if has_errors(&computed.diagnostics) {
                return Err(SessionError::Findings(computed.diagnostics));
            }
            computed
        };
        let mut told = computed.diagnostics.clone();
        told.extend(patch.notes.iter().cloned());
        let id = format!("whatif-{}", scenario.id);
        let name = Some(scenario.name.clone());
        let values = panel_changes(self.model, &self.baseline.panel, &patch.model, &computed.panel);
        let results = assemble::changed(&patch.model, &computed, told, &id, name, &values);
        if has_errors(&results.findings) {
            return Err(SessionError::Findings(results.findings));
        }
        let mut changes = diff_with(&self.results, &results, values);
        let rules_stand = changes.methods.is_empty() && changes.weights.is_empty();
        if !(rules_stand || changes.values.is_empty()) {
            changes.split_method(&assemble::ranks_of(&patch.model, &self.baseline.panel));
        }
        Ok((results, changes))
    }

    /// Scores the baseline under a scheme of the project, or under one that comes with Crest, in an assessment year; `None`
    /// where there is no scheme of that name.
    ///
    /// - `year`: the assessment year; the one that measures the project's period if `None`.
    /// - `place`: the place whose sheet says what further points would take, however many places there are.
    ///
    /// # Errors
    /// [`RunError`] if the threads cannot be started.
    pub fn score(
        &self,
        scheme: &str,
        year: Option<i32>,
        place: Option<&str>,
    ) -> Result<Option<SchemeResult>, SessionError> {
        let Some(taken) = assemble::schemes::find(self.model, scheme) else { return Ok(None) };
        let panel = &self.baseline.panel;
        let work = || assemble::schemes::one(self.model, panel, &taken, year, place, true);
        Ok(Some(in_pool(self.options.threads, work)?))
    }

    /// Splits what the change from one scheme to another did, with the data of two years; `None` where a scheme is unknown
    /// or has nothing to score.
    pub fn scheme_change(&self, schemes: (&str, &str), data: (i32, i32)) -> Option<SchemeChange> {
        let find = |name: &str| assemble::schemes::find(self.model, name);
        let (before, after) = (find(schemes.0)?, find(schemes.1)?);
        assemble::schemes::change(self.model, &self.baseline.panel, (&before, &after), data)
    }

    /// Computes how sure the ranks of the baseline are under what is stated instead of what the project declares; `None`
    /// where there is no index or nothing varies.
    ///
    /// # Errors
    /// [`SessionError::Findings`] with what cannot be computed, and [`RunError::Cancelled`].
    pub fn certainty(&self, stated: &UncertaintySpec) -> Result<Option<Certainty>, SessionError> {
        let stop = || self.options.cancel.load(Ordering::Relaxed);
        let found = in_pool(self.options.threads, || match Ground::build(self.model, &self.baseline.panel) {
            None => Ok(None),
            Some(Err(found)) => Err(found),
            Some(Ok(ground)) => {
                assemble::certainty::certainty(self.model, &self.baseline.panel, &ground, Some(stated), &stop)
            }
        })?;
        stop_if_cancelled(self.options)?;
        found.map_err(|found| SessionError::Findings(vec![found]))
    }

    /// Finds the least change of a place's figures that brings it to a rank.
    ///
    /// # Errors
    /// See [`InverseError`].
    pub fn least_change(&self, asked: &ChangeAsked) -> Result<LeastChange, InverseError> {
        inverse::least_change(self.model, &self.baseline.panel, asked)
    }

    /// Finds the weights on which the order of two places hangs.
    ///
    /// # Errors
    /// See [`InverseError`].
    pub fn weights_of_pair(&self, a: &str, b: &str, asked: &WeightSetAsked) -> Result<PairAnswer, InverseError> {
        inverse::pair(self.model, &self.baseline.panel, (a, b), asked)
    }

    /// Finds the best and the worst rank over all admissible weights, of one place or of all.
    ///
    /// # Errors
    /// See [`InverseError`].
    pub fn rank_ranges(&self, place: Option<&str>, asked: &WeightSetAsked) -> Result<Vec<RankRange>, InverseError> {
        let found = in_pool(self.options.threads, || inverse::ranges(self.model, &self.baseline.panel, place, asked));
        found.map_err(|error| InverseError::Plan(error.to_string()))?
    }

    /// Tells whether a published list goes with any admissible weights; `others_behind` puts ranked places that are not on it
    /// behind it.
    ///
    /// # Errors
    /// See [`InverseError`].
    pub fn published_list(
        &self,
        list: &[(String, u32)],
        others_behind: bool,
        asked: &WeightSetAsked,
    ) -> Result<ListAnswer, InverseError> {
        inverse::list(self.model, &self.baseline.panel, list, others_behind, asked)
    }

    /// The model of the project.
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// Computes the steps up of a place, where the results do not carry them, and puts them into its profile.
    pub fn with_steps(&mut self, place: &str) {
        if let Some(profile) = self.results.profiles.iter_mut().find(|p| p.place == place && p.steps.is_empty()) {
            profile.steps = assemble::index::steps_of(self.model, &self.baseline.panel, place);
        }
    }

    /// Returns the rows of all tables of the project, in the order of the model.
    ///
    /// # Errors
    /// [`SessionError`] when a table cannot be made.
    pub fn tables(&self) -> Result<Vec<Table>, SessionError> {
        let made = in_pool(self.options.threads, || self.work().tables(&self.plan))??;
        let mut found = Vec::new();
        let mut tables = Vec::new();
        for (table, facts) in made {
            found.extend(facts.diagnostics);
            tables.extend(table);
        }
        if has_errors(&found) { Err(SessionError::Findings(found)) } else { Ok(tables) }
    }

    /// Answers a query over the project's tables and over `panel` (all values), `scores` and `targets` of the baseline.
    ///
    /// # Errors
    /// [`SessionError::Findings`] when the query cannot be read or answered.
    pub fn query(&self, text: &str) -> Result<Table, SessionError> {
        let mut tables = self.tables()?;
        for (name, table) in [
            ("panel", crest_data::panel_to_table(self.model, &self.baseline.panel)),
            ("scores", assemble::score_table(&self.results)),
            ("targets", assemble::target_table(&self.results)),
        ] {
            // A table of the project goes before ours of the same name.
            if !tables.iter().any(|t| t.name() == name) {
                tables.push(table.renamed(name));
            }
        }
        let borrowed: Vec<&Table> = tables.iter().collect();
        let options = sql_options(&self.store, self.options);
        crest_data::run_sql("query", "query", text, &borrowed, &options)
            .map(|(table, _)| table)
            .map_err(SessionError::Findings)
    }

    /// Gives the lines below a value that a query made: the query, the rows of its inputs for the same place and
    /// period, and their cells.
    ///
    /// # Errors
    /// [`SessionError`] when a table cannot be made.
    pub fn lineage(&self) -> Result<impl Fn(&ValueInfo) -> Vec<Explanation> + '_, SessionError> {
        let tables: BTreeMap<String, Table> =
            self.tables()?.into_iter().map(|table| (table.name().to_owned(), table)).collect();
        Ok(move |value: &ValueInfo| {
            let place = self.model.places.iter().find(|p| p.id == value.place);
            let (Some(place), Ok(period)) = (place, value.period.parse::<Period>()) else { return Vec::new() };
            let mut names = vec![place.id.as_str(), place.name.zh.as_str(), place.name.en.as_str()];
            names.extend(place.aliases.iter().map(String::as_str));
            names.retain(|name| !name.is_empty());
            let asking = self.model.tables.iter().find(|t| t.name == value.table).map(|t| &t.from);
            let asked = match asking {
                Some(TableFrom::Sql { text, .. }) => text.as_str(),
                _ => "",
            };
            self.trace(&tables, &value.table, (&names, period, asked), DEPTH).into_iter().collect()
        })
    }

    fn trace(
        &self,
        tables: &BTreeMap<String, Table>,
        table: &str,
        (names, period, asked): (&[&str], Period, &str),
        depth: usize,
    ) -> Option<Explanation> {
        let spec = self.model.tables.iter().find(|t| t.name == table)?;
        let (how, text, inputs): (Text, &str, Vec<&String>) = match &spec.from {
            TableFrom::File(_) => return None,
            TableFrom::Sql { path, text, inputs } => {
                (Text::new(format!("查询 {path}"), format!("query {path}")), text, inputs.iter().collect())
            }
            TableFrom::Kernel { name, inputs, .. } => {
                (Text::new(format!("内核 {name}"), format!("kernel {name}")), "", inputs.values().collect())
            }
        };
        if depth == 0 {
            return None;
        }
        let mut parts = Vec::new();
        for input in inputs {
            if let Some(below) = self.trace(tables, input, (names, period, asked), depth - 1) {
                parts.push(below);
                continue;
            }
            let Some((table, spec)) = tables.get(input).zip(self.model.tables.iter().find(|t| t.name == *input)) else {
                continue;
            };
            // Cells that the query asked about names itself; where it renames them on the way, all that feed it.
            let asked_for = rows_of(table, &spec.meaning, names, period, asked);
            let all = || rows_of(table, &spec.meaning, names, period, text);
            parts.extend(if asked_for.is_empty() || asked.is_empty() { all() } else { asked_for });
        }
        Some(Explanation {
            subject: Text::new(format!("表 {table}"), format!("table {table}")),
            how,
            parts,
            ..Explanation::default()
        })
    }
}

/// Cells of a table that belong to a place and period and whose columns a query names.
fn rows_of(
    table: &Table,
    meaning: &crest_model::model::Meaning,
    names: &[&str],
    period: Period,
    query: &str,
) -> Vec<Explanation> {
    let column = |name: &Option<String>| name.as_ref().and_then(|name| table.column_position(name));
    let Some(place_column) = column(&meaning.place) else { return Vec::new() };
    let period_column = column(&meaning.period);
    let label = column(&meaning.indicator);
    let mut cells = Vec::new();
    for row in 0..table.n_rows() {
        let here = table.text(place_column, row).is_some_and(|text| names.contains(&text.trim()));
        let then = period_column.is_none_or(|c| {
            table.text(c, row).and_then(|text| text.parse::<Period>().ok()).is_some_and(|p| p.year() == period.year())
        });
        if !here || !then {
            continue;
        }
        for (c, info) in table.columns().iter().enumerate() {
            let is_mark = Some(c) == period_column || c == place_column;
            if is_mark || !(query.is_empty() || query.contains(&info.name)) {
                continue;
            }
            let Some(number) = table.number(c, row) else { continue };
            let of = label.and_then(|l| table.text(l, row)).unwrap_or_else(|| info.name.clone());
            if label.is_some() && !query.is_empty() && !query.contains(&of) {
                continue;
            }
            let name = format!("{}.{of}", table.name());
            cells.push(Explanation {
                subject: Text::new(name.clone(), name),
                number: Some(number),
                unit: info.unit.as_ref().map_or(String::new(), |unit| unit.written.clone()),
                location: table.location(c, row),
                ..Explanation::default()
            });
        }
    }
    cells
}

/// Finds stored results: a run id or its prefix, `latest`, or `previous` (the latest run that differs from the latest).
///
/// # Errors
/// A sentence naming what was looked for and what there is.
pub fn find_stored(project: &Project, reference: &str) -> Result<Results, StoredError> {
    let store = Store::open(&project.root).map_err(StoredError::Store)?;
    let runs = store.latest_runs(usize::MAX);
    let found = match reference {
        "latest" => runs.first(),
        "previous" => runs.get(1),
        prefix => runs.iter().find(|run| !prefix.is_empty() && run.starts_with(prefix)),
    };
    let Some(run) = found else {
        let known = runs.iter().take(5).map(|run| run[..12.min(run.len())].to_owned()).collect();
        return Err(StoredError::Unknown { reference: reference.to_owned(), known });
    };
    let print = crate::fingerprint::Fingerprint::from_hex(run);
    print
        .and_then(|print| store.find_object(print, "results.json"))
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| StoredError::Gone { run: run.clone() })
}

/// Says why stored results were not found.
#[derive(Debug)]
pub enum StoredError {
    /// The store could not be opened.
    Store(crate::store::StoreError),
    /// No run has this name.
    Unknown {
        /// What was looked for.
        reference: String,
        /// Some of the runs there are.
        known: Vec<String>,
    },
    /// The run is in the history, its results are no longer in the store.
    Gone {
        /// Run id.
        run: String,
    },
}

impl std::fmt::Display for StoredError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Unknown { reference, known } if known.is_empty() => {
                write!(f, "there is no run `{reference}`: the project was not run yet")
            }
            Self::Unknown { reference, known } => {
                write!(f, "there is no run `{reference}`; the latest are {}", known.join(", "))
            }
            Self::Gone { run } => write!(f, "the results of run {run} are no longer in the store"),
        }
    }
}

impl std::error::Error for StoredError {}
