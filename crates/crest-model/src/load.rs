//! Reads a project directory and checks it: every mistake of every file in one pass.
//!
//! Files are read into raw shapes first (a broken one costs only itself), then checked against each other; references
//! into a file that could not be read are not judged, so that one mistake is reported once.

use std::collections::BTreeSet;
use std::path::Path;

use crate::grid::{Limits, List, read_bytes, read_list};
use crate::model::{Model, Project};
use crate::{Diagnostic, Location, Period, Severity, Text, nearest};

pub(crate) mod change;
mod framework;
mod geometry;
mod names;
mod places;
pub(crate) mod raw;
pub(crate) mod raw_rules;
pub(crate) mod raw_scenario;
pub(crate) mod raw_scheme;
pub(crate) mod raw_strategy;
pub(crate) mod raw_uncertainty;
pub(crate) mod recipe;
pub(crate) mod rules;
mod scenario;
pub(crate) mod scheme;
mod settings;
mod shape;
mod sql;
mod strategy;
mod tables;
mod tree;
pub(crate) mod uncertainty;

pub use rules::method::read_method;
pub use rules::{Lists, read_rules};
pub use scheme::read_scheme;

use names::{Names, need, plain};
use raw::{RawPeriods, RawProject, RawProjectFile};
use shape::{At, Shape};

/// Lists the provisions that an expression names; none if it is none.
pub(crate) fn expression_names(text: &str) -> Vec<String> {
    rules::expression::names(text).unwrap_or_default()
}

/// Name of the project file.
const PROJECT_FILE: &str = "crest.toml";

/// Most periods that `periods = { from, to }` may span.
const MOST_YEARS: i64 = 500;

/// Reads and checks the project in the directory `root`, with the default [`Limits`].
///
/// Returns the model exactly when nothing found is an error; the findings are ordered by file and place, each once.
///
/// - Errors: none besides the findings; no content of any file makes it panic.
/// - Cost: reads every file of the project except the data files.
///
/// ```no_run
/// let (model, findings) = crest_model::load(std::path::Path::new("examples/toy"));
/// for finding in &findings {
///     eprint!("{}", crest_model::render::render(finding, None, crest_model::Lang::En, false));
/// }
/// assert_eq!(model.expect("no errors").project.id, "toy");
/// ```
pub fn load(root: &Path) -> (Option<Model>, Vec<Diagnostic>) {
    load_with(root, &Limits::default())
}

/// Reads and checks the project in the directory `root` within stated bounds; see [`load`].
pub fn load_with(root: &Path, limits: &Limits) -> (Option<Model>, Vec<Diagnostic>) {
    let mut loader = Loader { root, limits, found: Vec::new(), files: BTreeSet::new() };
    let model = loader.model();
    let mut found = without_echoes(loader.found);
    found.sort_by(|a, b| (&a.location, &a.code, &a.message).cmp(&(&b.location, &b.code, &b.message)));
    found.dedup();
    let failed = found.iter().any(|d| d.severity == Severity::Error);
    (model.filter(|_| !failed), found)
}

/// Longest stretch of lines that one entry of a TOML file is taken to cover.
const ENTRY_LINES: u32 = 60;

/// Takes out what is only missing because it could not be read, which was reported already.
fn without_echoes(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let line = |location: &Location| match location.span {
        crate::Span::File => None,
        crate::Span::Text { line, .. } => Some(line),
        crate::Span::Cell { row, .. } => Some(row),
    };
    let echoes = |missing: &Diagnostic| {
        let (Some(own), Some(path)) = (&missing.location, missing.message.split('`').nth(1)) else { return false };
        let names = [format!("`{path}`"), format!(".{path}`")];
        found.iter().any(|other| {
            let Some(place) = other.location.as_ref().filter(|place| place.file == own.file) else { return false };
            let near = match (line(own), line(place)) {
                (Some(own_line), Some(line)) => (own_line..own_line + ENTRY_LINES).contains(&line),
                _ => false,
            };
            other.code == "C0101"
                || (matches!(other.code.as_str(), "C0104" | "C0105" | "C0107" | "C0113")
                    && near
                    && names.iter().any(|name| other.message.contains(name.as_str())))
        })
    };
    // One coordinate that is no number leaves the other one alone.
    let half_point = |half: &Diagnostic| {
        let row = |d: &Diagnostic| d.location.as_ref().map(|place| (place.file.clone(), line(place)));
        half.code == "C0306" && found.iter().any(|other| other.code == "C0113" && row(other) == row(half))
    };
    let keep: Vec<bool> = found.iter().map(|d| !(half_point(d) || d.code == "C0103" && echoes(d))).collect();
    found.into_iter().zip(keep).filter_map(|(diagnostic, keep)| keep.then_some(diagnostic)).collect()
}

/// Reads files and gathers what was found.
struct Loader<'a> {
    root: &'a Path,
    limits: &'a Limits,
    found: Vec<Diagnostic>,
    files: BTreeSet<String>,
}

impl Loader<'_> {
    /// Reads everything and builds the model; what is wrong stands in `found`.
    fn model(&mut self) -> Option<Model> {
        let text = self.text(PROJECT_FILE, None)?;
        let document = tree::parse(PROJECT_FILE, &text, &mut self.found);
        let raw = RawProjectFile::read(&document, "", &mut self.found).unwrap_or_default();
        let start = Location::text(PROJECT_FILE, 1, 1, 1);
        let header = raw.project.as_ref().map_or_else(|| start.clone(), |at| at.location.clone());
        let project_raw = need(raw.project, "project", &start, &mut self.found).map(|at| at.value).unwrap_or_default();
        let paths = Paths::of(self.root, &project_raw);

        let (sources, source_names) = self.sources(paths.sources.as_ref());
        let (mut places, place_names) = self.places(&paths.places);
        if let Some(geometry) = &paths.geometry {
            self.geometry(geometry, &mut places, &place_names);
        }
        let project = self.project(project_raw, &header, &place_names);
        let (tables, table_names) = self.tables(raw.tables.map(|at| at.value).unwrap_or_default(), &source_names);
        let targets = self.target_settings(raw.targets);
        let mut framework = self.framework(&paths.framework, &tables, &table_names, &targets.tolerances);
        self.resolve_steps(&mut framework.nodes);
        let strategy = match &paths.strategy {
            Some(path) => self.strategy(path, &project, &framework, (&place_names, &source_names), &targets),
            None => crate::model::Strategy::default(),
        };
        let choice = self.choice(raw.sources, &framework.names, &source_names);
        let currency = self.currency(raw.currency, &source_names);
        let checks = self.checks(raw.checks);
        let index =
            recipe::check(raw.index, &framework.nodes, &places, &place_names, framework.names.whole, &mut self.found);
        let around = uncertainty::Around {
            nodes: &framework.nodes,
            is_framework_sound: framework.names.whole && !self.has_error(|found| found.code.starts_with("C02")),
            places: &places,
            are_places_whole: place_names.whole,
            tables: &tables,
            sources: &source_names,
            source_order: &choice.order,
            index: index.as_ref(),
            is_recipe_sound: !self.has_error(|found| found.message.contains("`index.")),
        };
        let section = document.entry("uncertainty").cloned();
        let (uncertainty, uncertainty_written) = self.uncertainty(raw.uncertainty, section, &around);
        let around = scheme::Around {
            nodes: &framework.nodes,
            indicators: &framework.names,
            places: &places,
            place_names: &place_names,
            sources: &source_names,
        };
        let schemes = self.schemes(plain(raw.schemes), &around);
        let rules = self.rules(raw.rules);
        let mut model = Model {
            root: self.root.canonicalize().unwrap_or_else(|_| self.root.to_owned()),
            project: project?,
            tables,
            nodes: framework.nodes,
            places,
            strategy,
            targets,
            index,
            uncertainty,
            uncertainty_written,
            choice,
            currency,
            checks,
            schemes,
            rules,
            scenarios: std::collections::BTreeMap::new(),
            sources,
            files: Vec::new(),
        };
        let names = scenario::ScenarioNames {
            nodes: &framework.names,
            places: &place_names,
            tables: &table_names,
            complete: self.is_clean(),
        };
        model.scenarios = self.scenarios(&model, &names);
        model.files = std::mem::take(&mut self.files).into_iter().collect();
        Some(model)
    }

    /// Tells whether an error of some kind was found so far.
    fn has_error(&self, is_meant: impl Fn(&Diagnostic) -> bool) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error && is_meant(diagnostic))
    }

    /// Checks `[project]`; `None` when what must be given is not.
    fn project(&mut self, raw: RawProject, header: &Location, places: &Names) -> Option<Project> {
        let found = &mut self.found;
        let id = need(raw.id, "project.id", header, found);
        if let Some(id) = &id {
            Names::new("project").add(id, "C0108", found);
        }
        let period = need(raw.period, "project.period", header, found);
        let periods = match raw.periods.map(|at| (at.value, at.location)) {
            None => Vec::new(),
            Some((RawPeriods::Listed(listed), _)) => {
                let mut periods: Vec<Period> = listed.into_iter().map(|at| at.value).collect();
                periods.sort();
                periods.dedup();
                periods
            }
            Some((RawPeriods::Years(years), location)) => {
                let from = need(years.from, "project.periods.from", &location, found);
                let to = need(years.to, "project.periods.to", &location, found);
                match (from, to) {
                    (Some(from), Some(to)) => self.years(&from, &to),
                    _ => Vec::new(),
                }
            }
        };
        if let (Some(period), false) = (&period, periods.is_empty())
            && !periods.contains(&period.value)
        {
            self.found.push(
                Diagnostic::error(
                    "C0109",
                    format!("the measured period {} is not among `project.periods`", period.value),
                )
                .at(period.location.clone())
                .value(period.value.to_string())
                .expected(format!("a period from {} to {}", periods[0], periods[periods.len() - 1])),
            );
        }
        if let Some(focus) = &raw.focus {
            places.check(focus, "C0110", "`project.focus`", &mut self.found);
        }
        let id = id?.value;
        let name = raw.name.map(|at| at.value.0).filter(|name| !name.is_empty());
        Some(Project {
            name: name.unwrap_or_else(|| Text::new("", id.clone())),
            id,
            description: plain(raw.description).0,
            period: period?.value,
            periods,
            assessment: raw.assessment.map(|at| at.value),
            focus: raw.focus.map(|at| at.value),
            synthetic: raw.synthetic.is_some_and(|at| at.value),
        })
    }

    /// Lists the years from one to another.
    fn years(&mut self, from: &At<i64>, to: &At<i64>) -> Vec<Period> {
        let lawful = |year: i64| (1000..=9999).contains(&year);
        if !lawful(from.value) || !lawful(to.value) || from.value > to.value || to.value - from.value > MOST_YEARS {
            self.found.push(
                Diagnostic::error("C0106", format!("`project.periods` runs from {} to {}", from.value, to.value))
                    .at(from.location.clone())
                    .value(format!("{}–{}", from.value, to.value))
                    .expected(format!("two years of four digits, the earlier first, at most {MOST_YEARS} years apart")),
            );
            return Vec::new();
        }
        (from.value..=to.value).filter_map(|year| i32::try_from(year).ok()).map(Period::year_of).collect()
    }

    /// Reads a text file in UTF-8; `named_at` is where the project names it.
    fn text(&mut self, path: &str, named_at: Option<&Location>) -> Option<String> {
        self.files.insert(path.to_owned());
        match read_bytes(self.root, path, self.limits) {
            Err(diagnostic) => {
                self.report_file(diagnostic, named_at);
                None
            }
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Some(text.strip_prefix('\u{FEFF}').map_or_else(|| text.clone(), str::to_owned)),
                Err(error) => {
                    let valid = error.utf8_error().valid_up_to();
                    let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
                    let location = tree::Lines::new(path, &before).location(valid..valid);
                    self.found.push(
                        Diagnostic::error("C0004", format!("`{path}` is not in UTF-8"))
                            .at(location)
                            .expected("text in UTF-8")
                            .hint("save the file again as UTF-8"),
                    );
                    None
                }
            },
        }
    }

    /// Reads a list; its notes are passed on.
    fn list(&mut self, reference: &At<String>) -> Option<List> {
        let path = reference.value.split('#').next().unwrap_or_default();
        self.files.insert(path.to_owned());
        match read_list(self.root, &reference.value, self.limits) {
            Ok(mut list) => {
                self.found.append(&mut list.notes);
                Some(list)
            }
            Err(mistakes) => {
                for mistake in mistakes {
                    self.report_file(mistake, Some(&reference.location));
                }
                None
            }
        }
    }

    /// Passes on the mistake of a file; one about the file as a whole is shown where the project names the file.
    fn report_file(&mut self, mut diagnostic: Diagnostic, named_at: Option<&Location>) {
        let whole = diagnostic.location.as_ref().is_none_or(|location| location.span == crate::Span::File);
        if let (true, Some(named_at)) = (whole, named_at) {
            diagnostic.location = Some(named_at.clone());
        }
        self.found.push(diagnostic);
    }

    /// Reports columns of a list that nothing reads; a slip of a known name is a warning, another column a note.
    fn unread_columns(&mut self, list: &List, known: &[String]) {
        for name in list.header().iter().filter(|name| !name.is_empty() && !known.contains(name)) {
            let location = list.header_location(name).unwrap_or_else(|| list.location());
            let message = format!("the column `{name}` is not read");
            let close = nearest(name, known.iter().map(String::as_str).filter(|k| !list.has(k)));
            self.found.push(
                match close {
                    Some(close) => Diagnostic::warning("C0111", message).hint(format!("did you mean `{close}`?")),
                    None => Diagnostic::note("C0111", message).hint("rename it only if Crest should read it"),
                }
                .at(location)
                .value(name),
            );
        }
    }

    /// Reports the absence of columns that a list must have; true when all are there.
    fn needed_columns(&mut self, list: &List, columns: &[&str]) -> bool {
        let mut all = true;
        for column in columns.iter().filter(|column| !list.has(column)) {
            all = false;
            let mut diagnostic = Diagnostic::error("C0112", format!("the list has no column `{column}`"))
                .at(list.location())
                .value(list.header().join(", "))
                .expected(format!("a column `{column}`"));
            if let Some(close) = nearest(column, list.header().iter().map(String::as_str)) {
                diagnostic = diagnostic.hint(format!("is `{close}` meant?"));
            }
            self.found.push(diagnostic);
        }
        all
    }
}

/// Where the parts of the project stand.
struct Paths {
    framework: At<String>,
    places: At<String>,
    geometry: Option<At<String>>,
    strategy: Option<At<String>>,
    sources: Option<At<String>>,
}

impl Paths {
    /// Takes the stated paths, and the usual names where nothing is stated.
    fn of(root: &Path, raw: &RawProject) -> Self {
        let usual = |name: &str| At::new(name.to_owned(), Location::file(name));
        let if_present = |stated: &Option<At<String>>, name: &str| {
            stated.clone().or_else(|| root.join(name).exists().then(|| usual(name)))
        };
        Self {
            framework: raw.framework.clone().unwrap_or_else(|| usual("framework.csv")),
            places: raw.places.clone().unwrap_or_else(|| usual("places.csv")),
            geometry: if_present(&raw.geometry, "places.geojson"),
            strategy: if_present(&raw.strategy, "strategy.toml"),
            sources: if_present(&raw.sources, "sources.csv"),
        }
    }
}
