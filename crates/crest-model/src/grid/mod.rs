//! Grids of cells as offices keep them: delimited text and workbook sheets, read within bounds and with a place for every cell.
//!
//! [`read_csv`] and [`read_xlsx`] give a [`Grid`]; [`read_list`] gives a [`List`] with a header row and records;
//! [`number`] reads the text of a number; [`inside`] keeps paths in the project.

use crate::{Diagnostic, Location};

mod delimited;
mod list;
mod number;
mod path;
mod unpack;
mod workbook;

pub use delimited::{CsvOptions, decode, read_csv, read_csv_bytes};
pub use list::{List, Record, canonical_header, list_of, read_list, split};
pub use number::{NumberText, number};
pub use path::{inside, read_bytes};
pub use workbook::{SheetOptions, parse_range, read_xlsx, read_xlsx_bytes, sheet_names};

/// Bounds what a reader may take in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_file_bytes: u64,
    /// Most cells of one grid, empty ones between others included.
    pub max_cells: u64,
    /// Most bytes that the parts of a workbook unpack to, and that the texts of one grid hold.
    pub max_unpacked_bytes: u64,
    /// Most bytes that one packed byte may unpack to, judged on parts above a mebibyte.
    pub max_ratio: u64,
    /// Most parts in a workbook.
    pub max_entries: u64,
    /// Deepest nesting of elements in a workbook part.
    pub max_depth: u32,
    /// Most characters of one cell.
    pub max_cell_chars: u64,
}

impl Default for Limits {
    /// 256 MiB a file, 20 million cells, 1 GiB unpacked, 400 to 1 (real sheets reach about 100), 10,000 parts, depth 256,
    /// 1 million characters a cell.
    fn default() -> Self {
        Self {
            max_file_bytes: 256 << 20,
            max_cells: 20_000_000,
            max_unpacked_bytes: 1 << 30,
            max_ratio: 400,
            max_entries: 10_000,
            max_depth: 256,
            max_cell_chars: 1_000_000,
        }
    }
}

/// Holds one cell as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or blanks alone.
    #[default]
    Empty,
    /// Text as written.
    Text(String),
    /// A number typed as such; always finite.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A date or time as ISO 8601 text.
    Date(String),
    /// An error of the workbook such as `#REF!`.
    Error(String),
}

impl Cell {
    /// Tells whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Returns its content as text: numbers in their shortest form, booleans as `true` and `false`; `None` when empty.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Text(text) | Self::Date(text) | Self::Error(text) => Some(text.clone()),
            Self::Number(x) => Some(format!("{x}")),
            Self::Boolean(b) => Some(b.to_string()),
        }
    }
}

/// Names a rectangle of merged cells; positions count from 0 within the grid, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merged {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: usize,
    /// Last column.
    pub right: usize,
}

/// Holds the cells of a sheet or delimited file.
///
/// - Shape: rows may differ in length; what lies beyond the end of a row is empty.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Path of the file, project-relative.
    pub file: String,
    /// Sheet; `None` for delimited files.
    pub sheet: Option<String>,
    /// Row of `rows[0]` as a spreadsheet shows it, from 1.
    pub first_row: u32,
    /// Column of `rows[_][0]` as a spreadsheet counts it: A = 1.
    pub first_column: u32,
    /// Cells by row.
    pub rows: Vec<Vec<Cell>>,
    /// Merged rectangles, ordered.
    pub merged: Vec<Merged>,
    /// Delimited files: line on which each row starts, as quoted cells may hold line breaks.
    pub lines: Option<Vec<u32>>,
    /// What was noticed while reading: ragged rows, an unusual encoding.
    pub notes: Vec<Diagnostic>,
}

/// What lies outside every row.
static NOTHING: Cell = Cell::Empty;

impl Grid {
    /// Returns the number of columns of the widest row.
    pub fn n_columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Returns a cell; empty outside the grid.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&NOTHING)
    }

    /// Returns a cell, or that which fills the merged rectangle it lies in.
    ///
    /// Cost: linear in the number of merged rectangles; meant for headers.
    pub fn merged_fill(&self, row: usize, column: usize) -> &Cell {
        let own = self.cell(row, column);
        if !own.is_empty() {
            return own;
        }
        let holds = |m: &&Merged| (m.top..=m.bottom).contains(&row) && (m.left..=m.right).contains(&column);
        self.merged.iter().find(holds).map_or(own, |m| self.cell(m.top, m.left))
    }

    /// Returns the row as the file counts it: spreadsheet row, or line of a delimited file.
    pub fn row_number(&self, row: usize) -> u32 {
        match &self.lines {
            Some(lines) => lines.get(row).copied().unwrap_or(self.first_row),
            None => self.first_row.saturating_add(u32::try_from(row).unwrap_or(u32::MAX)),
        }
    }

    /// Returns the column as a spreadsheet counts it.
    pub fn column_number(&self, column: usize) -> u32 {
        self.first_column.saturating_add(u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// Points at a cell.
    pub fn location(&self, row: usize, column: usize) -> Location {
        Location::cell(self.file.clone(), self.sheet.clone(), self.row_number(row), self.column_number(column))
    }
}

/// Names a cell as a spreadsheet does: column 28, row 7 is `AB7`.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).expect("below 26")));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests;
