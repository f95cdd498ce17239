//! A matrix that is there already: triples of ids and minutes, from a file or a table, over known points.

use std::collections::BTreeMap;

use crest_data::Table;
use crest_model::grid::{List, NumberText, number};
use crest_model::{Diagnostic, Location};
use crest_reach::times::Times;

/// Mistakes of one matrix that are told singly.
const TOLD: usize = 20;

/// Names of the column of origins.
const FROM: &[&str] = &["from_id", "fromid", "origin", "from"];
/// Names of the column of destinations.
const TO: &[&str] = &["to_id", "toid", "destination", "to"];

/// Collects pairs by position.
struct GivenTimes<'a> {
    from: BTreeMap<&'a str, u32>,
    to: BTreeMap<&'a str, u32>,
    triples: Vec<(u32, u32, f64)>,
    mistakes: Vec<Diagnostic>,
    n_mistakes: usize,
}

fn positions(ids: &[String]) -> BTreeMap<&str, u32> {
    (0..).zip(ids).map(|(position, id)| (id.as_str(), position)).collect()
}

impl<'a> GivenTimes<'a> {
    fn new(from: &'a [String], to: &'a [String]) -> Self {
        let (from, to) = (positions(from), positions(to));
        Self { from, to, triples: Vec::new(), mistakes: Vec::new(), n_mistakes: 0 }
    }

    fn add(&mut self, from: &str, to: &str, minutes: &str, at: &dyn Fn() -> Option<Location>) {
        let value = match number(minutes) {
            NumberText::Number(minutes) if minutes >= 0.0 => Some(minutes),
            // A percentile that is not reached.
            NumberText::Missing(_) => return,
            _ => None,
        };
        let ends = (self.from.get(from).copied(), self.to.get(to).copied());
        if let ((Some(from), Some(to)), Some(minutes)) = (ends, value) {
            self.triples.push((from, to, minutes));
            return;
        }
        self.n_mistakes += 1;
        if self.mistakes.len() >= TOLD {
            return;
        }
        let (message, written) = match (ends, value) {
            ((None, _), _) => (format!("the origin `{from}` of the matrix is none of the points"), from),
            ((_, None), _) => (format!("the destination `{to}` of the matrix is none of the points"), to),
            _ => (format!("`{minutes}` from `{from}` to `{to}` is no number of minutes"), minutes),
        };
        let mut found = Diagnostic::error("C1710", message).value(written);
        found.location = at();
        self.mistakes.push(found);
    }

    fn finish(mut self, source: &str) -> Result<Times, Vec<Diagnostic>> {
        if self.n_mistakes > self.mistakes.len() {
            let n = self.n_mistakes - self.mistakes.len();
            self.mistakes.push(Diagnostic::error("C1710", format!("{n} more rows of `{source}` cannot be used")));
        }
        if !self.mistakes.is_empty() {
            return Err(self.mistakes);
        }
        Times::from_triples(self.from.len(), self.to.len(), &self.triples)
            .map_err(|error| vec![Diagnostic::error("C1710", format!("`{source}` is no matrix: {error}"))])
    }
}

/// Reads a matrix from delimited text or Parquet; `column` names the minutes, the first `travel_time…` or third column if not given.
///
/// # Errors
/// `C1701` for missing columns; `C1710` for rows, the first twenty singly.
pub fn read_times(
    path: &str,
    bytes: &[u8],
    column: Option<&str>,
    from: &[String],
    to: &[String],
) -> Result<Times, Vec<Diagnostic>> {
    if bytes.starts_with(b"PAR1") {
        let table = Table::from_parquet(bytes).map_err(|error| {
            vec![Diagnostic::error("C1710", format!("`{path}` cannot be read: {error}")).at(Location::file(path))]
        })?;
        return times_of_table(&table.renamed(path), column, from, to);
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let broken = |error: csv::Error| {
        vec![Diagnostic::error("C1710", format!("`{path}` cannot be read: {error}")).at(Location::file(path))]
    };
    let header: Vec<String> = reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
    let [from_at, to_at, minutes_at] = columns(path, &header, column)?;
    let mut given = GivenTimes::new(from, to);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        let cell = |at: usize| record.get(at).unwrap_or("").trim();
        let line = record.position().map_or(0, csv::Position::line);
        let at = || {
            let (line, column) = (u32::try_from(line).ok()?, u32::try_from(minutes_at + 1).ok()?);
            Some(Location::cell(path, None, line, column))
        };
        given.add(cell(from_at), cell(to_at), cell(minutes_at), &at);
    }
    given.finish(path)
}

/// Takes a matrix from a table, as [`read_times`] one from a file.
///
/// # Errors
/// As [`read_times`].
pub fn times_of_table(
    table: &Table,
    column: Option<&str>,
    from: &[String],
    to: &[String],
) -> Result<Times, Vec<Diagnostic>> {
    let header: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
    let [from_at, to_at, minutes_at] = columns(table.name(), &header, column)?;
    let mut given = GivenTimes::new(from, to);
    for row in 0..table.n_rows() {
        let cell = |at| table.text(at, row).unwrap_or_default();
        given.add(&cell(from_at), &cell(to_at), &cell(minutes_at), &|| table.location(minutes_at, row));
    }
    given.finish(table.name())
}

/// Positions of origins, destinations and minutes.
fn columns(source: &str, header: &[String], column: Option<&str>) -> Result<[usize; 3], Vec<Diagnostic>> {
    let find = |names: &[&str]| {
        names.iter().find_map(|name| header.iter().position(|own| own.to_lowercase().replace(' ', "_") == *name))
    };
    let (from, to) = (find(FROM), find(TO));
    let minutes = match column {
        Some(name) => header.iter().position(|own| own == name),
        None => {
            let first = header.iter().position(|own| own.starts_with("travel_time"));
            first.or_else(|| (0..header.len()).find(|at| Some(*at) != from && Some(*at) != to))
        }
    };
    if let (Some(from), Some(to), Some(minutes)) = (from, to, minutes) {
        return Ok([from, to, minutes]);
    }
    let due = [(from, FROM[0]), (to, TO[0]), (minutes, column.unwrap_or("travel_time_p50"))];
    let missing = due.into_iter().filter(|(at, _)| at.is_none()).map(|(_, name)| {
        let mut found = Diagnostic::error("C1701", format!("`{source}` has no column `{name}`"))
            .expected(format!("one of the columns {}", header.join(", ")));
        if let Some(near) = crest_model::nearest(name, header.iter().map(String::as_str)) {
            found = found.hint(format!("did you mean `{near}`?"));
        }
        found
    });
    Err(missing.collect())
}

/// Holds figures of points: a list with a column of ids and others.
#[derive(Debug, Clone)]
pub struct Figures {
    source: String,
    /// Ids in order.
    pub ids: Vec<String>,
    list: List,
}

impl Figures {
    /// Reads delimited text; `path` is only shown.
    ///
    /// # Errors
    /// Those of reading lists; `C1701` without a column of ids, `C1703` for ids that lack or stand twice.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        let list = super::points::read(path, bytes)?;
        let Some(id) = super::points::IDS.iter().find(|name| list.has(name)) else {
            let message = format!("`{path}` has no column `id`");
            return Err(vec![Diagnostic::error("C1701", message).at(list.location())]);
        };
        let mut seen = BTreeMap::new();
        let mut mistakes = Vec::new();
        let mut ids = Vec::new();
        for record in list.records() {
            let own = record.text(id).to_owned();
            let fault = match own.as_str() {
                "" => Some("a point has no id".to_owned()),
                name if seen.insert(own.clone(), ()).is_some() => Some(format!("the id `{name}` stands twice")),
                _ => None,
            };
            if let Some(message) = fault {
                mistakes.push(Diagnostic::error("C1703", message).at(record.location_of(id)).value(own.clone()));
            }
            ids.push(own);
        }
        if mistakes.is_empty() { Ok(Self { source: path.to_owned(), ids, list }) } else { Err(mistakes) }
    }

    fn missing(&self, name: &str) -> Diagnostic {
        let mut found = Diagnostic::error("C1701", format!("`{}` has no column `{name}`", self.source))
            .at(self.list.location())
            .value(name);
        if let Some(near) = crest_model::nearest(name, self.list.header().iter().map(String::as_str)) {
            found = found.hint(format!("did you mean `{near}`?"));
        }
        found
    }

    /// Returns a column of numbers; an empty cell or placeholder is missing.
    ///
    /// # Errors
    /// `C1701` if there is no such column; `C1710` for cells that are no numbers.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, Vec<Diagnostic>> {
        let own = crest_model::grid::canonical_header(name);
        if !self.list.has(&own) {
            return Err(vec![self.missing(name)]);
        }
        let mut mistakes = Vec::new();
        let cells = self.list.records().map(|record| match number(record.text(&own)) {
            NumberText::Number(value) => Some(value),
            NumberText::Missing(_) => None,
            _ => {
                let written = record.text(&own);
                let found = Diagnostic::error("C1710", format!("`{written}` in column `{name}` is no number"));
                mistakes.push(found.at(record.location_of(&own)).value(written));
                None
            }
        });
        let cells = cells.collect();
        if mistakes.is_empty() { Ok(cells) } else { Err(mistakes) }
    }

    /// Returns a column of numbers for other ids; missing where the list has no such id.
    ///
    /// # Errors
    /// As [`Self::numbers`].
    pub fn numbers_of(&self, name: &str, ids: &[String]) -> Result<Vec<Option<f64>>, Vec<Diagnostic>> {
        let own = self.numbers(name)?;
        let at = positions(&self.ids);
        Ok(ids.iter().map(|id| at.get(id.as_str()).and_then(|position| own[*position as usize])).collect())
    }

    /// Returns a column of texts; empty cells are missing.
    ///
    /// # Errors
    /// `C1701` if there is no such column.
    pub fn texts(&self, name: &str) -> Result<Vec<Option<String>>, Vec<Diagnostic>> {
        let own = crest_model::grid::canonical_header(name);
        if !self.list.has(&own) {
            return Err(vec![self.missing(name)]);
        }
        Ok(self
            .list
            .records()
            .map(|record| Some(record.text(&own).to_owned()).filter(|text| !text.is_empty()))
            .collect())
    }
}
