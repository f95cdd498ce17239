//! Matrices as files: CSV or Parquet, written row after row.

use std::io::{self, Write};

use crest_data::{ColumnData, ColumnInfo, ParquetBlocks, Table, TableError};

use super::matrix::Row;
use super::points::Points;
use super::trip::Profile;

/// Pairs of one block of Parquet.
const BLOCK: usize = 1 << 17;

/// Says why a matrix could not be written.
#[derive(Debug)]
pub enum OutputError {
    /// The system refused the bytes.
    Io(io::Error),
    /// The table could not be made into Parquet.
    Table(TableError),
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Table(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OutputError {}

/// Returns the name of the column of a percentile, as r5r has it: `travel_time_p50`.
pub fn column_of(percentile: f64) -> String {
    format!("travel_time_p{percentile}")
}

/// Names what the columns of a matrix are made of.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Origins.
    pub from: &'a Points,
    /// Destinations.
    pub to: &'a Points,
    /// Percentiles.
    pub percentiles: &'a [f64],
    /// Conventions: whole minutes under those of R5.
    pub profile: Profile,
}

/// Writes pairs of a matrix as CSV: `from_id`, `to_id` and a column of minutes per percentile.
///
/// Pairs that are reached at no percentile are left out; a percentile that is not reached is an empty cell.
#[derive(Debug)]
pub struct CsvMatrix<'a, W: Write> {
    head: Head<'a>,
    out: W,
    failed: Option<io::Error>,
    line: String,
}

impl<'a, W: Write> CsvMatrix<'a, W> {
    /// Begins with the header; an error comes out of [`Self::finish`].
    pub fn begin(head: Head<'a>, out: W) -> Self {
        let mut writer = Self { head, out, failed: None, line: "from_id,to_id".to_owned() };
        for percentile in head.percentiles {
            writer.line.push(',');
            writer.line.push_str(&column_of(*percentile));
        }
        writer.line.push('\n');
        writer.write();
        writer
    }

    /// Appends the pairs of a row.
    pub fn push(&mut self, row: Row<'_>) {
        for (from, to, minutes) in row.pairs(self.head.percentiles.len()) {
            self.line.clear();
            cell(&mut self.line, &self.head.from.ids[from]);
            self.line.push(',');
            cell(&mut self.line, &self.head.to.ids[to]);
            for value in minutes {
                self.line.push(',');
                if let Some(value) = value {
                    self.line.push_str(&value.to_string());
                }
            }
            self.line.push('\n');
            self.write();
        }
    }

    fn write(&mut self) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(self.line.as_bytes()).err();
        }
    }

    /// Ends the file and gives back what it was written into.
    ///
    /// # Errors
    /// [`OutputError`] for the first write that failed.
    pub fn finish(mut self) -> Result<W, OutputError> {
        match self.failed {
            Some(error) => Err(OutputError::Io(error)),
            None => {
                self.out.flush().map_err(OutputError::Io)?;
                Ok(self.out)
            }
        }
    }
}

/// Appends a cell, quoted where it must be.
fn cell(line: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

/// Writes a table as CSV; a missing cell is empty.
pub fn table_csv(table: &Table) -> String {
    let mut text = String::new();
    for (position, column) in table.columns().iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        cell(&mut text, &column.name);
    }
    text.push('\n');
    for row in 0..table.n_rows() {
        for column in 0..table.columns().len() {
            if column > 0 {
                text.push(',');
            }
            cell(&mut text, &table.text(column, row).unwrap_or_default());
        }
        text.push('\n');
    }
    text
}

/// Writes pairs of a matrix as Parquet with the columns of [`CsvMatrix`].
#[derive(Debug)]
pub struct ParquetMatrix<'a, W: Write + Send> {
    head: Head<'a>,
    blocks: ParquetBlocks<W>,
    block: Block,
    failed: Option<TableError>,
}

#[derive(Debug, Default)]
struct Block {
    from: Vec<Option<String>>,
    to: Vec<Option<String>>,
    minutes: Vec<Vec<Option<f64>>>,
}

impl Block {
    fn table(&mut self, head: &Head<'_>) -> Table {
        self.minutes.resize(head.percentiles.len(), Vec::new());
        let taken = std::mem::take(self);
        let mut columns = vec![
            (ColumnInfo::named("from_id"), ColumnData::Text(taken.from)),
            (ColumnInfo::named("to_id"), ColumnData::Text(taken.to)),
        ];
        for (percentile, minutes) in head.percentiles.iter().zip(taken.minutes) {
            columns.push((ColumnInfo::named(column_of(*percentile)), column(minutes, head.profile)));
        }
        Table::from_columns("matrix", columns)
    }
}

/// Whole numbers under the conventions of R5.
pub(crate) fn column(minutes: Vec<Option<f64>>, profile: Profile) -> ColumnData {
    match profile {
        Profile::R5 => ColumnData::Integer(minutes.into_iter().map(|value| value.map(|value| value as i64)).collect()),
        Profile::Crest => ColumnData::Number(minutes),
    }
}

impl<'a, W: Write + Send> ParquetMatrix<'a, W> {
    /// Begins the file.
    ///
    /// # Errors
    /// [`OutputError::Table`] with what the writer of the bytes says.
    pub fn begin(head: Head<'a>, out: W) -> Result<Self, OutputError> {
        let empty = Block::default().table(&head);
        let blocks = ParquetBlocks::begin(out, &empty).map_err(OutputError::Table)?;
        Ok(Self { head, blocks, block: Block::default(), failed: None })
    }

    /// Appends the pairs of a row.
    pub fn push(&mut self, row: Row<'_>) {
        let n = self.head.percentiles.len();
        self.block.minutes.resize(n, Vec::new());
        for (from, to, minutes) in row.pairs(n) {
            self.block.from.push(Some(self.head.from.ids[from].clone()));
            self.block.to.push(Some(self.head.to.ids[to].clone()));
            for (column, value) in self.block.minutes.iter_mut().zip(minutes) {
                column.push(*value);
            }
        }
        if self.block.from.len() >= BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.failed.is_none() && !self.block.from.is_empty() {
            let table = self.block.table(&self.head);
            self.failed = self.blocks.push(&table).err();
        }
    }

    /// Ends the file and gives back what it was written into.
    ///
    /// # Errors
    /// [`OutputError`] for the first write that failed.
    pub fn finish(mut self) -> Result<W, OutputError> {
        self.flush();
        match self.failed {
            Some(error) => Err(OutputError::Table(error)),
            None => self.blocks.finish().map_err(OutputError::Table),
        }
    }
}
