//! A run: which nodes it needs, what of them the store holds, and the results of the rest.
//!
//! ```text
//! files ─► tables (file | query | kernel) ─► values ─► checks ─┐
//!                                              └─► index, targets ─► results
//! ```
//! Every node is found by its fingerprint. A run whose fingerprint is in the store is read back; otherwise only the
//! nodes that are absent are computed, tables of one depth in parallel.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crest_model::grid::Limits;
use crest_model::model::{Model, Scenario};
use crest_model::results::Results;
use crest_model::{Day, Diagnostic, Severity};

use crate::assemble;
use crate::audit::{self, Actor};
use crate::kernel::Registry;
use crate::scenario;
use crate::store::{Manifest, Store, StoreError};
use crate::work::{Plan, Work};

/// Says what a run does besides computing.
#[derive(Clone)]
pub struct RunOptions<'a> {
    /// Threads; `None` = all cores. Results do not depend on it.
    pub threads: Option<usize>,
    /// Set from outside to stop the run at the next opportunity.
    pub cancel: Arc<AtomicBool>,
    /// Told about every node that begins or is found.
    pub progress: &'a (dyn Fn(Progress<'_>) + Sync),
    /// When the run was started, for the history; the engine reads no clock. `None` leaves the history alone.
    pub started: Option<String>,
    /// Who runs, and when, for the audit trail; `None` leaves the trail alone. Only runs of the baseline are recorded.
    pub actor: Option<Actor>,
    /// Memory that queries may use before they spill.
    pub query_memory_bytes: usize,
    /// Disk that queries may use when they spill.
    pub query_spill_bytes: u64,
    /// Bounds on what is read.
    pub limits: Limits,
}

impl Default for RunOptions<'_> {
    fn default() -> Self {
        Self {
            threads: None,
            cancel: Arc::new(AtomicBool::new(false)),
            progress: &|_| {},
            started: Some(String::new()),
            actor: None,
            query_memory_bytes: 1 << 30,
            query_spill_bytes: 16 << 30,
            limits: Limits::default(),
        }
    }
}

/// Reports the state of one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Node: a table, `values`, `checks` or `index`.
    pub node: &'a str,
    /// True when the store had it.
    pub found: bool,
    /// Position among all nodes, from 1.
    pub position: usize,
    /// Number of nodes.
    pub of: usize,
}

/// Says why a run gave no answer at all.
#[derive(Debug)]
pub enum RunError {
    /// The store could not be used.
    Store(StoreError),
    /// The run was cancelled; what was finished stays in the store.
    Cancelled,
    /// The threads could not be started.
    Threads(String),
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Cancelled => f.write_str("cancelled; what was finished is kept, run again to go on"),
            Self::Threads(why) => write!(f, "cannot start threads: {why}"),
        }
    }
}

impl std::error::Error for RunError {}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Holds what a run gave.
#[derive(Debug)]
pub struct Outcome {
    /// The results; `None` when an error in the project's files or data prevented them.
    pub results: Option<Results>,
    /// Everything found, errors and warnings of model and data included.
    pub diagnostics: Vec<Diagnostic>,
    /// True when the whole run was found in the store.
    pub found: bool,
}

/// Holds an opened project: its checked model and what was found on the way.
#[derive(Debug)]
pub struct Project {
    /// Project directory.
    pub root: PathBuf,
    /// The model; `None` when an error prevented it.
    pub model: Option<Model>,
    /// What the check of the files found.
    pub diagnostics: Vec<Diagnostic>,
    /// Kernels that tables may name.
    pub registry: Registry,
}

impl Project {
    /// Opens a project: reads and checks its files, all mistakes at once.
    pub fn open(root: &Path) -> Self {
        let registry = Registry::shipped();
        let (mut model, mut diagnostics) = crest_model::load(root);
        if let Some(loaded) = &model {
            diagnostics.extend(registry.check_all(root, loaded));
            diagnostics.extend(crate::rules::check(loaded));
            if has_errors(&diagnostics) {
                model = None;
            }
        }
        Self { root: root.to_owned(), model, diagnostics, registry }
    }
}

impl Project {
    /// Finds a scenario by its id, the stem of a file under `scenarios/`.
    ///
    /// # Errors
    /// `C0904` with the nearest name, or what is wrong with the project.
    pub fn find_scenario(&self, name: &str) -> Result<Scenario, Vec<Diagnostic>> {
        let Some(model) = &self.model else { return Err(self.diagnostics.clone()) };
        let id = name.strip_prefix("scenarios/").unwrap_or(name);
        let id = id.strip_suffix(".toml").unwrap_or(id);
        model.scenarios.get(id).cloned().ok_or_else(|| {
            let known: Vec<&str> = model.scenarios.keys().map(String::as_str).collect();
            let mut unknown = Diagnostic::error("C0904", format!("there is no scenario `{name}`"))
                .value(name)
                .expected(format!("one of {}", known.join(", ")));
            if let Some(near) = crest_model::nearest(id, known.into_iter()) {
                unknown = unknown.hint(format!("did you mean `{near}`?"));
            }
            vec![unknown]
        })
    }

    /// Reads a scenario from the text of a scenario file; `id` names it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn scenario_of(&self, id: &str, text: &str) -> Result<Scenario, Vec<Diagnostic>> {
        match &self.model {
            Some(model) => model.read_scenario(id, text),
            None => Err(self.diagnostics.clone()),
        }
    }
}

/// Tells whether any of the diagnostics is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// Runs a project: the baseline, or a scenario over it.
///
/// - A scenario without modifications gives the baseline's results, to the byte.
/// - Determinism: equal files give equal results, whatever the number of threads and whatever the store held before.
///
/// # Errors
/// [`RunError`] when the store fails or the run is cancelled. Mistakes in files and data are in [`Outcome::diagnostics`].
pub fn run(project: &Project, scenario: Option<&Scenario>, options: &RunOptions<'_>) -> Result<Outcome, RunError> {
    let mut diagnostics = project.diagnostics.clone();
    let stop = |diagnostics| Ok(Outcome { results: None, diagnostics, found: false });
    let Some(model) = &project.model else { return stop(diagnostics) };
    let store = Store::open(&project.root)?;
    let scenario = scenario.filter(|s| !s.modifications.is_empty());
    let patch = match scenario.map(|s| scenario::resolve_in(project, model, s)).transpose() {
        Ok(patch) => patch,
        Err(found) => {
            diagnostics.extend(found);
            return stop(diagnostics);
        }
    };
    let model = patch.as_ref().map_or(model, |p| &p.model);
    let work = Work { project, model, patch: patch.as_ref(), scenario, store: &store, options };
    let plan = work.plan();
    let run_id = plan.run.hex();
    if store.find_run(&run_id).is_some()
        && let Some(bytes) = store.find_object(plan.run, "results.json")
        && let Ok(results) = serde_json::from_slice::<Results>(&bytes)
    {
        diagnostics.extend(results.findings.iter().cloned());
        work.record(&run_id)?;
        diagnostics.extend(recorded(&work, &plan, &run_id)?);
        return Ok(Outcome { results: Some(results), diagnostics, found: true });
    }
    let (computed, findings) = in_pool(options.threads, || {
        let computed = work.compute(&plan)?;
        let blocked = has_errors(&computed.diagnostics);
        let findings = if blocked { Vec::new() } else { work.check(&plan, &computed)? };
        Ok::<_, RunError>((computed, findings))
    })??;
    let mut told = computed.diagnostics.clone();
    told.extend(patch.iter().flat_map(|p| p.notes.iter().cloned()));
    told.extend(findings);
    if has_errors(&told) {
        diagnostics.extend(told);
        return stop(diagnostics);
    }
    stop_if_cancelled(options)?;
    let of = model.tables.len() + 3;
    (options.progress)(Progress { node: "index", found: false, position: of, of });
    let name = scenario.map(|s| s.name.clone());
    let cancelled = || options.cancel.load(Ordering::Relaxed);
    let mut results =
        in_pool(options.threads, || assemble::results(model, &computed, told, &run_id, name, Some(&cancelled)))?;
    stop_if_cancelled(options)?;
    results.isochrones = in_pool(options.threads, || assemble::isochrones::isochrones(&work, &plan))??;
    diagnostics.extend(results.findings.iter().cloned());
    if has_errors(&diagnostics) {
        return stop(diagnostics);
    }
    stop_if_cancelled(options)?;
    let bytes = serde_json::to_vec(&results).expect("results are plain data");
    store.put_object(plan.run, "results.json", &bytes)?;
    let mut nodes: Vec<(String, String)> =
        model.tables.iter().zip(&plan.tables).map(|(t, f)| (t.name.clone(), f.hex())).collect();
    nodes.push(("(values)".into(), plan.values.hex()));
    nodes.push(("(checks)".into(), plan.checks.hex()));
    nodes.push(("(results)".into(), run_id.clone()));
    store.put_run(&Manifest { run: run_id.clone(), scenario: scenario.map(|s| s.id.clone()), nodes })?;
    work.record(&run_id)?;
    diagnostics.extend(recorded(&work, &plan, &run_id)?);
    Ok(Outcome { results: Some(results), diagnostics, found: false })
}

/// Runs the baseline as it was known on a day: values published later take no part, and targets are judged as of that day.
///
/// - When a value was published is said by its vintage, else by the date of its source; where neither says, it counts as known
///   from the end of its period. How many are taken so stands in [`Results::known_at`].
/// - Queries read tables, which have no vintages: what they compute counts as known like any other value of their source.
///
/// # Errors
/// As [`run()`].
pub fn run_as_of(project: &Project, day: Day, options: &RunOptions<'_>) -> Result<Outcome, RunError> {
    let mut then = Project {
        root: project.root.clone(),
        model: project.model.clone(),
        diagnostics: project.diagnostics.clone(),
        registry: Registry::shipped(),
    };
    if let Some(model) = &mut then.model {
        model.choice.known_at = Some(day);
    }
    run(&then, None, &RunOptions { started: None, actor: None, ..options.clone() })
}

/// Records the baseline in the audit trail, if somebody acts.
fn recorded(work: &Work<'_>, plan: &Plan, run_id: &str) -> Result<Vec<Diagnostic>, RunError> {
    let Some(actor) = work.options.actor.as_ref().filter(|_| work.scenario.is_none()) else { return Ok(Vec::new()) };
    let state = audit::State::of(work.model, &work.project.root, plan);
    let panel = || in_pool(work.options.threads, || work.compute(plan))?.map(|computed| computed.panel);
    audit::record(&work.project.root, actor, run_id, &state, work.model, panel)
}

/// Runs `work` on the stated number of threads.
pub(crate) fn in_pool<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    Ok(pool.install(work))
}

pub(crate) fn stop_if_cancelled(options: &RunOptions<'_>) -> Result<(), RunError> {
    if options.cancel.load(Ordering::Relaxed) { Err(RunError::Cancelled) } else { Ok(()) }
}
