//! Where a book of rules comes from: a project, a directory of lists, or one table of another form.

use std::collections::BTreeMap;
use std::path::Path;

use crest_model::grid::{CsvOptions, Grid, Limits, SheetOptions, read_csv_bytes, read_list, read_xlsx_bytes};
use crest_model::rules::import::{Imported, OecdSheets, WorldBankOptions, facts, oecd, world_bank};
use crest_model::rules::{Lists, ProjectMethod, RuleMethod, Rules, find_shipped, read_method, shipped};
use crest_model::{Diagnostic, Location, Severity};

use super::book::{Book, RulesError, unknown};
use crate::run::Project;

/// Holds a book that was opened, or what stands in the way.
#[derive(Debug)]
pub struct Opened {
    /// The book; `None` when an error in the files prevented it.
    pub book: Option<Book>,
    /// What was found in the files.
    pub found: Vec<Diagnostic>,
    /// Whether the source is one table of several years, each of which is asked about by itself.
    pub is_table: bool,
}

/// Opens a book.
///
/// - `source`: a project with `[rules]`, a directory with `provisions.csv`, `jurisdictions.csv` and `answers.csv`, or a CSV file of one row per
///   economy (columns `code` and, where there are several, `year`) and one column per indicator.
/// - `method`: the name of one that the project takes up or that comes with Crest, or a path of a method file. Where none is named, the only one
///   of the project is taken.
/// - `economies`: names of the economies of a table.
///
/// # Errors
/// [`RulesError`] if there is no such method or it cannot be applied. Mistakes in files are in [`Opened::found`].
pub fn open(source: &Path, method: Option<&str>, economies: Option<&Path>) -> Result<Opened, RulesError> {
    let failed = |found| Ok(Opened { book: None, found, is_table: false });
    if source.is_file() {
        let method = method.map(|name| find_method(None, name)).transpose()?;
        let (method, mut found) = match method {
            Some(Ok(method)) => (Some(method), Vec::new()),
            Some(Err(found)) => return failed(found),
            None => (None, Vec::new()),
        };
        let imported = match table(source, method.as_ref().map(|one| &one.method), economies) {
            Ok(imported) => imported,
            Err(problems) => return failed(problems),
        };
        found.extend(imported.found);
        let Some(rules) = imported.rules else { return failed(found) };
        let brought = imported.method.map(project_method);
        let book = Book::new(rules, method.as_ref().or(brought.as_ref()))?;
        return Ok(Opened { book: Some(book), found, is_table: true });
    }
    let (rules, found) = if source.join("crest.toml").is_file() {
        let project = Project::open(source);
        match project.model {
            Some(model) => (model.rules, project.diagnostics),
            None => return failed(project.diagnostics),
        }
    } else {
        let (rules, found) = directory(source);
        if rules.is_none() {
            return failed(found);
        }
        (rules, found)
    };
    let Some(rules) = rules else {
        let none = Diagnostic::error("C1601", "the project has no rules")
            .at(Location::file("crest.toml"))
            .expected("a section `[rules]`");
        return failed(vec![none]);
    };
    let method = match method {
        Some(name) => match find_method(Some(&rules), name)? {
            Ok(method) => Some(method),
            Err(found) => return failed(found),
        },
        None => match rules.methods.len() {
            1 => rules.methods.values().next().cloned(),
            _ => None,
        },
    };
    let book = Book::new(rules, method.as_ref())?;
    Ok(Opened { book: Some(book), found, is_table: false })
}

fn project_method(method: RuleMethod) -> ProjectMethod {
    ProjectMethod {
        id: method.id.clone(),
        location: Location::file(format!("{}.toml", method.id)),
        method,
        file: None,
        provisions: BTreeMap::new(),
    }
}

/// Finds a method by name or path; the inner error is what is wrong with its file.
fn find_method(rules: Option<&Rules>, name: &str) -> Result<Result<ProjectMethod, Vec<Diagnostic>>, RulesError> {
    if let Some(own) = rules.and_then(|rules| rules.methods.get(name)) {
        return Ok(Ok(own.clone()));
    }
    if let Some(shipped) = find_shipped(name) {
        return Ok(Ok(project_method(shipped.method())));
    }
    if name.ends_with(".toml")
        && let Ok(text) = std::fs::read_to_string(name)
    {
        let (method, found) = read_method(name, &text);
        return Ok(method.map(project_method).ok_or(found));
    }
    let own = rules.into_iter().flat_map(|rules| rules.methods.keys().map(String::as_str));
    Err(unknown("method", name, own.chain(shipped().iter().map(|one| one.id))))
}

/// Reads the lists of a directory.
fn directory(source: &Path) -> (Option<Rules>, Vec<Diagnostic>) {
    let limits = Limits::default();
    let mut found = Vec::new();
    let mut list = |name: &str| {
        let file = format!("{name}.csv");
        if !source.join(&file).is_file() {
            return None;
        }
        read_list(source, &file, &limits).map_err(|problems| found.extend(problems)).ok()
    };
    let lists = Lists {
        topics: list("topics"),
        provisions: list("provisions"),
        jurisdictions: list("jurisdictions"),
        answers: list("answers").into_iter().collect(),
        relations: list("relations"),
    };
    if lists.provisions.is_none() || lists.jurisdictions.is_none() || lists.answers.is_empty() {
        found.push(
            Diagnostic::error("C1601", "the directory has no lists of rules")
                .at(Location::file(source.display().to_string()))
                .expected("provisions.csv, jurisdictions.csv and answers.csv, or a project with `[rules]`"),
        );
        return (None, found);
    }
    let (rules, more) = crest_model::rules::read(&lists);
    found.extend(more);
    let failed = found.iter().any(|one| one.severity == Severity::Error);
    (rules.filter(|_| !failed), found)
}

fn grid(path: &Path) -> Result<Grid, Diagnostic> {
    let name = path.display().to_string();
    let limits = Limits::default();
    let bytes = std::fs::read(path).map_err(|error| {
        Diagnostic::error("C0002", format!("the file `{name}` cannot be read: {error}")).at(Location::file(&name))
    })?;
    read_csv_bytes(&name, &bytes, &CsvOptions::default(), &limits)
}

/// Takes over a table of another form: coded facts if it has a column `provision`, else a table of economies; a workbook of four sheets is a
/// template of questions.
fn table(path: &Path, method: Option<&RuleMethod>, economies: Option<&Path>) -> Result<Imported, Vec<Diagnostic>> {
    let is_workbook = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    if is_workbook {
        return workbook(path);
    }
    let grid_of = grid(path).map_err(|problem| vec![problem])?;
    let header = grid_of.rows.iter().find(|row| row.iter().any(|cell| !cell.is_empty()));
    let has = |name: &str| {
        let cells = header.into_iter().flatten().filter_map(crest_model::grid::Cell::text);
        cells.into_iter().any(|text| text.trim().eq_ignore_ascii_case(name))
    };
    if has("provision") && has("jurisdiction") {
        return Ok(facts(&grid_of));
    }
    let economies = economies.map(grid).transpose().map_err(|problem| vec![problem])?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let options = WorldBankOptions { instrument: &name, url: "", method, economies: economies.as_ref() };
    Ok(world_bank(&grid_of, &options))
}

fn workbook(path: &Path) -> Result<Imported, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let limits = Limits::default();
    let bytes = std::fs::read(path).map_err(|error| {
        vec![Diagnostic::error("C0002", format!("the file `{name}` cannot be read: {error}")).at(Location::file(&name))]
    })?;
    let mut found = Vec::new();
    let mut sheet = |sheet: &str| {
        let options = SheetOptions { sheet: Some(sheet.to_owned()), ..SheetOptions::default() };
        read_xlsx_bytes(&name, &bytes, &options, &limits).map_err(|problems| found.extend(problems)).ok()
    };
    let sheets = (sheet("Hierarchy"), sheet("Data"), sheet("Indicator"), sheet("List"));
    match sheets {
        (Some(hierarchy), Some(data), Some(indicator), Some(list)) => {
            Ok(oecd(&OecdSheets { hierarchy: &hierarchy, data: &data, indicator: &indicator, list: &list }))
        }
        _ => Err(found),
    }
}

/// Takes over a file of another form as lists of rules.
///
/// # Errors
/// Diagnostics if the file cannot be read; mistakes in it are in [`Imported::found`].
pub fn import(path: &Path, method: Option<&str>) -> Result<Imported, Vec<Diagnostic>> {
    let method = method.and_then(find_shipped).map(crest_model::rules::ShippedMethod::method);
    table(path, method.as_ref(), None)
}
