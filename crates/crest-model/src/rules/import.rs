//! Takes over data of others as lists of rules, which are then checked like any other.
//!
//! | from | see |
//! | --- | --- |
//! | one row for each coded fact, with dates and sources | [`facts`] |
//! | a table of the World Bank: economies × years in rows, indicators in columns | [`world_bank`] |
//! | a template of the OECD policy simulator: four sheets | [`oecd`] |
//!
//! What comes out is written to files by [`crate::rules::lists()`]; findings point into the file that was taken over.

use std::collections::BTreeMap;

use super::{Lists, RuleMethod, Rules};
use crate::grid::{Cell, Grid, list_of};
use crate::{Diagnostic, Location, Severity, Span};

mod facts;
mod oecd;
mod r_condition;
mod world_bank;

pub use facts::facts;
pub use oecd::{OecdSheets, oecd};
pub use world_bank::{WorldBankOptions, world_bank};

#[cfg(test)]
mod tests;

/// What was taken over, and what was found in it.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// The rules; `None` when something found is an error.
    pub rules: Option<Rules>,
    /// Method that came with them.
    pub method: Option<RuleMethod>,
    /// Findings, in the order of their places.
    pub found: Vec<Diagnostic>,
}

/// A list that is being made: each row knows the row of the source it comes from.
struct Draft {
    columns: Vec<&'static str>,
    /// Source column of each column; 1 where there is none.
    sources: Vec<u32>,
    rows: Vec<(u32, Vec<String>)>,
}

impl Draft {
    fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), sources: vec![1; columns.len()], rows: Vec::new() }
    }

    /// Says from which columns of the source columns come: own name, name there.
    fn comes_from(&mut self, pairs: &[(&str, &str)], source: &Header) {
        for (column, name) in pairs {
            let place = self.columns.iter().position(|own| own == column).expect("the column is one of the list");
            self.sources[place] = source.number.get(*name).copied().unwrap_or(1);
        }
    }

    fn push(&mut self, line: u32, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push((line, cells));
    }

    /// Makes a list whose places lie in the source.
    fn list(&self, source: &Grid) -> crate::grid::List {
        let cell = |text: &String| if text.is_empty() { Cell::Empty } else { Cell::Text(text.clone()) };
        let header = self.columns.iter().map(|column| Cell::Text((*column).to_owned())).collect();
        let mut rows = vec![header];
        let mut lines = vec![1];
        for (line, cells) in &self.rows {
            rows.push(cells.iter().map(cell).collect());
            lines.push(*line);
        }
        let grid = Grid {
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            first_row: 1,
            first_column: 1,
            rows,
            merged: Vec::new(),
            lines: Some(lines),
            notes: Vec::new(),
        };
        list_of(grid).expect("the columns differ and there is a header")
    }
}

/// The lists that an importer makes.
struct Drafts {
    topics: Draft,
    provisions: Draft,
    jurisdictions: Draft,
    answers: Draft,
}

impl Drafts {
    fn new(answers: &[&'static str]) -> Self {
        Self {
            topics: Draft::new(&["id", "parent", "label"]),
            provisions: Draft::new(&[
                "id",
                "topic",
                "question",
                "kind",
                "unit",
                "options",
                "better",
                "lever",
                "method_ref",
                "item",
            ]),
            jurisdictions: Draft::new(&["id", "label", "parent", "note"]),
            answers: Draft::new(answers),
        }
    }

    /// Checks the lists; places are turned to the columns of the source.
    fn check(&self, source: &Grid, mut found: Vec<Diagnostic>) -> Imported {
        let lists = Lists {
            topics: Some(self.topics.list(source)),
            provisions: Some(self.provisions.list(source)),
            jurisdictions: Some(self.jurisdictions.list(source)),
            answers: vec![self.answers.list(source)],
            relations: None,
        };
        let (rules, mut own) = super::read(&lists);
        for diagnostic in &mut own {
            // Findings of the importers' own making lie in answers; those of the other lists have no column of the source.
            if let Some(Location { span: Span::Cell { column, .. }, .. }) = &mut diagnostic.location {
                let place = usize::try_from(*column).unwrap_or(1).saturating_sub(1);
                *column = self.answers.sources.get(place).copied().unwrap_or(1);
            }
        }
        found.append(&mut own);
        found.sort_by(|a, b| (&a.location, &a.code, &a.message).cmp(&(&b.location, &b.code, &b.message)));
        let failed = found.iter().any(|d| d.severity == Severity::Error);
        Imported { rules: rules.filter(|_| !failed), method: None, found }
    }
}

/// Columns of a source by their lower-case names.
struct Header {
    row: usize,
    place: BTreeMap<String, usize>,
    /// Columns as a spreadsheet counts them.
    number: BTreeMap<String, u32>,
}

impl Header {
    /// Reads the first filled row.
    fn of(grid: &Grid) -> Self {
        let row = grid.rows.iter().position(|row| row.iter().any(|cell| !cell.is_empty())).unwrap_or(0);
        let mut header = Self { row, place: BTreeMap::new(), number: BTreeMap::new() };
        for (column, cell) in grid.rows.get(row).into_iter().flatten().enumerate() {
            if let Some(name) = cell.text() {
                let name = name.trim().to_lowercase();
                header.number.entry(name.clone()).or_insert_with(|| grid.column_number(column));
                header.place.entry(name).or_insert(column);
            }
        }
        header
    }

    /// Reports columns that must be there; true when all are.
    fn needs(&self, columns: &[&str], grid: &Grid, found: &mut Vec<Diagnostic>) -> bool {
        let missing: Vec<&&str> = columns.iter().filter(|column| !self.place.contains_key(**column)).collect();
        for column in &missing {
            found.push(
                Diagnostic::error("C1630", format!("the data to be taken over have no column `{column}`"))
                    .at(Location::file(grid.file.clone()))
                    .value(**column)
                    .expected(format!("the columns `{}`", columns.join(", "))),
            );
        }
        missing.is_empty()
    }

    /// Returns the text of a cell, empty where there is none.
    fn text(&self, grid: &Grid, row: usize, column: &str) -> String {
        let cell = self.place.get(column).and_then(|place| grid.cell(row, *place).text());
        cell.map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    /// Goes through the filled rows below the header.
    fn rows<'a>(&self, grid: &'a Grid) -> impl Iterator<Item = usize> + use<'a> {
        (self.row + 1..grid.rows.len()).filter(|row| grid.rows[*row].iter().any(|cell| !cell.is_empty()))
    }
}

/// Makes an identifier of a name: lower case, anything else than letters and digits as single hyphens.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
