//! Rows inserted, updated and deleted by scenarios; the table itself stays as it was.

use std::collections::BTreeMap;

use crest_model::grid::{NumberText, number};
use crest_model::{Diagnostic, nearest};

use super::{ColumnData, Table, Trail};

impl Table {
    /// Returns the table with rows added at the end, and their number. Columns that a row does not name are missing in it.
    ///
    /// # Errors
    /// `C1205` for a column the table does not have, `C1203` for a text that a column of numbers cannot hold.
    pub fn with_rows_inserted(&self, rows: &[BTreeMap<String, String>]) -> Result<(Self, usize), Diagnostic> {
        let mut columns: Vec<ColumnData> = (0..self.columns.len()).map(|c| self.data(c)).collect();
        for row in rows {
            let mut set = vec![None; columns.len()];
            for (name, text) in row {
                set[self.named(name)?] = Some((name, text));
            }
            for (data, cell) in columns.iter_mut().zip(set) {
                push_missing(data);
                if let Some((name, text)) = cell {
                    let last = data.len() - 1;
                    self.put(data, last, name, text)?;
                }
            }
        }
        let sources: Vec<Option<usize>> = (0..self.n_rows()).map(Some).chain(rows.iter().map(|_| None)).collect();
        Ok((self.rebuilt(columns, &sources), rows.len()))
    }

    /// Returns the table with cells set in all rows that match, and the number of such rows.
    ///
    /// A row matches when every named column holds the given text, or the same number.
    ///
    /// # Errors
    /// As [`Table::with_rows_inserted`].
    pub fn with_rows_updated(
        &self,
        matching: &BTreeMap<String, String>,
        set: &BTreeMap<String, String>,
    ) -> Result<(Self, usize), Diagnostic> {
        let rows = self.matching(matching)?;
        let mut columns: Vec<ColumnData> = (0..self.columns.len()).map(|c| self.data(c)).collect();
        for (name, text) in set {
            let column = self.named(name)?;
            for &row in &rows {
                self.put(&mut columns[column], row, name, text)?;
            }
        }
        let sources: Vec<Option<usize>> = (0..self.n_rows()).map(Some).collect();
        Ok((self.rebuilt(columns, &sources), rows.len()))
    }

    /// Returns the table without the rows that match, and their number.
    ///
    /// # Errors
    /// `C1205` for a column the table does not have.
    pub fn with_rows_deleted(&self, matching: &BTreeMap<String, String>) -> Result<(Self, usize), Diagnostic> {
        let gone = self.matching(matching)?;
        let mut kept = vec![true; self.n_rows()];
        for &row in &gone {
            kept[row] = false;
        }
        let columns = (0..self.columns.len()).map(|c| keep_rows(self.data(c), &kept)).collect();
        let sources: Vec<Option<usize>> = (0..self.n_rows()).filter(|&row| kept[row]).map(Some).collect();
        Ok((self.rebuilt(columns, &sources), gone.len()))
    }

    /// Finds a column, or says which one was perhaps meant.
    pub(crate) fn named(&self, name: &str) -> Result<usize, Diagnostic> {
        self.column_position(name).ok_or_else(|| {
            let mut missing = Diagnostic::error("C1205", format!("the table `{}` has no column `{name}`", self.name))
                .value(name)
                .expected(format!(
                    "one of: {}",
                    self.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ")
                ));
            missing.location = self.file_location();
            missing.hint = nearest(name, self.columns.iter().map(|c| c.name.as_str()))
                .map(|near| format!("did you mean `{near}`?"));
            missing
        })
    }

    /// Finds the rows that match, in order.
    fn matching(&self, matching: &BTreeMap<String, String>) -> Result<Vec<usize>, Diagnostic> {
        let mut wanted = Vec::new();
        for (name, text) in matching {
            wanted.push((self.named(name)?, text.trim(), as_number(text)));
        }
        let holds = |&(column, text, x): &(usize, &str, Option<f64>), row| {
            if self.is_numeric(column) {
                self.number(column, row) == x && (x.is_some() || text.is_empty())
            } else {
                self.text(column, row).as_deref().unwrap_or("").trim() == text
            }
        };
        Ok((0..self.n_rows()).filter(|&row| wanted.iter().all(|want| holds(want, row))).collect())
    }

    /// Writes a text into a cell, as a number where the column holds numbers; blanks and placeholders make it missing.
    fn put(&self, data: &mut ColumnData, row: usize, name: &str, text: &str) -> Result<(), Diagnostic> {
        let refuse = |what: &str| {
            let mut refused = Diagnostic::error("C1203", format!("`{text}` is no {what} for the column `{name}`"))
                .value(text)
                .expected(what);
            refused.location = self.file_location();
            refused
        };
        let blank = text.trim().is_empty();
        match data {
            ColumnData::Text(cells) => cells[row] = (!blank).then(|| text.trim().to_owned()),
            ColumnData::Number(cells) => {
                cells[row] = match number(text) {
                    NumberText::Number(x) | NumberText::Percent(x) => Some(x),
                    NumberText::Missing(_) => None,
                    NumberText::NotANumber => return Err(refuse("number")),
                }
            }
            ColumnData::Integer(cells) => {
                cells[row] = match number(text) {
                    NumberText::Number(x) => Some(whole(x).ok_or_else(|| refuse("whole number"))?),
                    NumberText::Missing(_) => None,
                    NumberText::Percent(_) | NumberText::NotANumber => return Err(refuse("whole number")),
                }
            }
            ColumnData::Boolean(cells) => {
                cells[row] = match text.trim().to_lowercase().as_str() {
                    "" => None,
                    "true" | "yes" | "1" | "是" => Some(true),
                    "false" | "no" | "0" | "否" => Some(false),
                    _ => return Err(refuse("truth value")),
                }
            }
        }
        Ok(())
    }

    /// Puts changed columns together; `sources` names the old row of each new row.
    fn rebuilt(&self, columns: Vec<ColumnData>, sources: &[Option<usize>]) -> Self {
        let renumber = |rows: &[u32]| sources.iter().map(|row| row.map_or(0, |row| rows[row])).collect();
        let trail = match &self.trail {
            Trail::Cells { file, sheet, rows, columns } => Trail::Cells {
                file: file.clone(),
                sheet: sheet.clone(),
                rows: renumber(rows),
                columns: columns.clone(),
            },
            Trail::Lines { file, rows } => Trail::Lines { file: file.clone(), rows: renumber(rows) },
            other => other.clone(),
        };
        Self::from_columns(&self.name, self.columns.iter().cloned().zip(columns).collect()).with_trail(trail)
    }
}

fn as_number(text: &str) -> Option<f64> {
    match number(text) {
        NumberText::Number(x) | NumberText::Percent(x) => Some(x),
        NumberText::Missing(_) | NumberText::NotANumber => None,
    }
}

/// Returns a whole number that a double holds exactly.
pub(crate) fn whole(x: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, checked here")]
    (x.fract() == 0.0 && x.abs() < 9_007_199_254_740_992.0).then_some(x as i64)
}

fn push_missing(data: &mut ColumnData) {
    match data {
        ColumnData::Text(cells) => cells.push(None),
        ColumnData::Number(cells) => cells.push(None),
        ColumnData::Integer(cells) => cells.push(None),
        ColumnData::Boolean(cells) => cells.push(None),
    }
}

fn keep_rows(data: ColumnData, kept: &[bool]) -> ColumnData {
    fn filter<T>(cells: Vec<T>, kept: &[bool]) -> Vec<T> {
        cells.into_iter().zip(kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect()
    }
    match data {
        ColumnData::Text(cells) => ColumnData::Text(filter(cells, kept)),
        ColumnData::Number(cells) => ColumnData::Number(filter(cells, kept)),
        ColumnData::Integer(cells) => ColumnData::Integer(filter(cells, kept)),
        ColumnData::Boolean(cells) => ColumnData::Boolean(filter(cells, kept)),
    }
}
