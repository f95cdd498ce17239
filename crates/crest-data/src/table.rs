//! A table: named columns with units, and for every cell the place it came from.

use std::fmt;
use std::sync::Arc;

use crest_model::grid::{NumberText, number};
use crest_model::{Location, Unit};
use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use serde::{Deserialize, Serialize};

mod blocks;
mod keep;
mod modify;

pub use blocks::ParquetBlocks;
pub(crate) use keep::batch_of_parquet;
pub(crate) use modify::whole;

/// Describes a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnInfo {
    /// Name by which queries, `[tables.x]` and the framework call it; unique in the table.
    pub name: String,
    /// Header as written, rows of a multi-row header joined with `/`; the name where there was no header.
    pub header: String,
    /// Unit stated in the header, by the project, or carried through a query.
    pub unit: Option<Unit>,
}

impl ColumnInfo {
    /// Describes a column by its name alone.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { header: name.clone(), name, unit: None }
    }

    /// Adds a unit.
    #[must_use]
    pub fn with_unit(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }
}

/// Holds the cells of one column; `None` = missing.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Texts.
    Text(Vec<Option<String>>),
    /// Finite numbers.
    Number(Vec<Option<f64>>),
    /// Whole numbers: years, codes.
    Integer(Vec<Option<i64>>),
    /// Truth values.
    Boolean(Vec<Option<bool>>),
}

impl ColumnData {
    /// Returns the number of cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Number(cells) => cells.len(),
            Self::Integer(cells) => cells.len(),
            Self::Boolean(cells) => cells.len(),
        }
    }

    /// Tells whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Says where the cells of a table came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trail {
    /// Cells of a delimited file or sheet.
    Cells {
        /// File, project-relative.
        file: String,
        /// Sheet; `None` for delimited files.
        sheet: Option<String>,
        /// Row of each table row as the file counts it; 0 = a row added later.
        rows: Vec<u32>,
        /// Column of each table column, A = 1; 0 = a column added later.
        columns: Vec<u32>,
    },
    /// Lines of a file with one record each.
    Lines {
        /// File, project-relative.
        file: String,
        /// Line of each table row; 0 = a row added later.
        rows: Vec<u32>,
    },
    /// A file as a whole, or a query file.
    File {
        /// File, project-relative.
        file: String,
    },
    /// A method over other tables.
    Kernel {
        /// Its name.
        name: String,
    },
}

impl Trail {
    /// Points at the source of a cell: a cell, a line or a file; `None` where a kernel made it.
    pub fn location(&self, column: usize, row: usize) -> Option<Location> {
        match self {
            Self::Cells { file, sheet, rows, columns } => match (*rows.get(row)?, *columns.get(column)?) {
                (0, _) => Some(Location::file(file.clone())),
                (row, column) => Some(Location::cell(file.clone(), sheet.clone(), row, column.max(1))),
            },
            Self::Lines { file, rows } => match *rows.get(row)? {
                0 => Some(Location::file(file.clone())),
                line => Some(Location::text(file.clone(), line, 1, 1)),
            },
            Self::File { file } => Some(Location::file(file.clone())),
            Self::Kernel { .. } => None,
        }
    }
}

/// Holds a table.
///
/// - Invariant: column names are unique, all columns have the same length, numbers are finite.
#[derive(Debug, Clone)]
pub struct Table {
    name: String,
    columns: Vec<ColumnInfo>,
    batch: RecordBatch,
    trail: Trail,
}

/// Says why a kept table could not be taken up again.
#[derive(Debug, Clone, PartialEq)]
pub enum TableError {
    /// The bytes are no Parquet file, or a damaged one.
    Parquet {
        /// What the reader says.
        message: String,
    },
    /// A column has a type that tables do not hold.
    Type {
        /// Column.
        column: String,
        /// Type found.
        found: String,
    },
    /// Two columns have the same name.
    Twice {
        /// Column.
        column: String,
    },
    /// What the file says about its columns does not fit them.
    Description,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parquet { message } => write!(f, "not a readable Parquet file: {message}"),
            Self::Type { column, found } => {
                write!(f, "the column `{column}` holds {found}; only numbers, texts and truth values can be kept")
            }
            Self::Twice { column } => write!(f, "two columns are named `{column}`"),
            Self::Description => write!(f, "the description of the columns does not fit them"),
        }
    }
}

impl std::error::Error for TableError {}

impl Table {
    /// Makes a table of columns.
    ///
    /// Numbers that are not finite become missing: a table never holds them.
    ///
    /// # Panics
    /// If the columns differ in length or share a name.
    pub fn from_columns(name: &str, columns: Vec<(ColumnInfo, ColumnData)>) -> Self {
        let rows = columns.first().map_or(0, |(_, data)| data.len());
        let mut infos = Vec::with_capacity(columns.len());
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
        for (info, data) in columns {
            assert_eq!(data.len(), rows, "all columns of a table have the same length");
            infos.push(info);
            arrays.push(array(data));
        }
        let trail = Trail::Kernel { name: String::new() };
        Self::assemble(name, infos, arrays, rows, trail)
    }

    /// Says where the cells came from.
    ///
    /// # Panics
    /// If the trail names another number of rows or columns than the table has.
    #[must_use]
    pub fn with_trail(mut self, trail: Trail) -> Self {
        match &trail {
            Trail::Cells { rows, columns, .. } => {
                assert_eq!(rows.len(), self.n_rows(), "a trail names every row");
                assert_eq!(columns.len(), self.columns.len(), "a trail names every column");
            }
            Trail::Lines { rows, .. } => assert_eq!(rows.len(), self.n_rows(), "a trail names every row"),
            Trail::File { .. } | Trail::Kernel { .. } => {}
        }
        self.trail = trail;
        self
    }

    /// Gives the table another name.
    #[must_use]
    pub fn renamed(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Puts checked parts together.
    fn assemble(name: &str, infos: Vec<ColumnInfo>, arrays: Vec<ArrayRef>, rows: usize, trail: Trail) -> Self {
        for (i, info) in infos.iter().enumerate() {
            assert!(infos[..i].iter().all(|other| other.name != info.name), "column names are unique: {}", info.name);
        }
        let fields: Vec<Field> = infos
            .iter()
            .zip(&arrays)
            .map(|(info, array)| {
                let field = Field::new(&info.name, array.data_type().clone(), true);
                match &info.unit {
                    Some(unit) => field.with_metadata([(UNIT_KEY.to_owned(), unit.to_string())].into()),
                    None => field,
                }
            })
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
            .expect("the fields are made from the arrays, which have one length");
        Self { name: name.to_owned(), columns: infos, batch, trail }
    }

    /// Takes over the result of a query; types are brought to the four that tables hold.
    pub(crate) fn from_batch(
        name: &str,
        infos: Vec<ColumnInfo>,
        batch: &RecordBatch,
        trail: Trail,
    ) -> Result<Self, TableError> {
        let mut arrays = Vec::with_capacity(infos.len());
        for (i, info) in infos.iter().enumerate() {
            if infos[..i].iter().any(|other| other.name == info.name) {
                return Err(TableError::Twice { column: info.name.clone() });
            }
            let array = keep::narrow(batch.column(i)).ok_or_else(|| TableError::Type {
                column: info.name.clone(),
                found: batch.column(i).data_type().to_string(),
            })?;
            arrays.push(array);
        }
        Ok(Self::assemble(name, infos, arrays, batch.num_rows(), trail))
    }

    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// Returns its columns in order.
    pub fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    /// Returns where its cells came from.
    pub fn trail(&self) -> &Trail {
        &self.trail
    }

    /// Finds a column by its name, else by its header as written (blanks and full-width forms do not matter).
    pub fn column_position(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| column.name == name);
        exact.or_else(|| {
            let wanted = crate::read::comparable(name);
            self.columns.iter().position(|column| {
                crate::read::comparable(&column.header) == wanted || crate::read::comparable(&column.name) == wanted
            })
        })
    }

    /// Tells whether a column holds numbers.
    pub fn is_numeric(&self, column: usize) -> bool {
        matches!(self.batch.column(column).data_type(), DataType::Float64 | DataType::Int64)
    }

    /// Tells whether a column holds whole numbers.
    pub fn is_integer(&self, column: usize) -> bool {
        self.batch.column(column).data_type() == &DataType::Int64
    }

    /// Returns a cell as text: numbers in their shortest form; `None` = missing.
    pub fn text(&self, column: usize, row: usize) -> Option<String> {
        let array = self.batch.column(column);
        if array.is_null(row) {
            return None;
        }
        if let Some(cells) = array.as_any().downcast_ref::<StringArray>() {
            return Some(cells.value(row).to_owned());
        }
        if let Some(cells) = array.as_any().downcast_ref::<Float64Array>() {
            return Some(format!("{}", cells.value(row)));
        }
        if let Some(cells) = array.as_any().downcast_ref::<Int64Array>() {
            return Some(cells.value(row).to_string());
        }
        array.as_any().downcast_ref::<BooleanArray>().map(|cells| cells.value(row).to_string())
    }

    /// Returns a cell as a number; a text is read as one; `None` = missing, or no number.
    pub fn number(&self, column: usize, row: usize) -> Option<f64> {
        let array = self.batch.column(column);
        if array.is_null(row) {
            return None;
        }
        if let Some(cells) = array.as_any().downcast_ref::<Float64Array>() {
            return Some(cells.value(row));
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "whole numbers in tables are years, codes and counts below 2^53"
        )]
        if let Some(cells) = array.as_any().downcast_ref::<Int64Array>() {
            return Some(cells.value(row) as f64);
        }
        let cells = array.as_any().downcast_ref::<StringArray>()?;
        match number(cells.value(row)) {
            NumberText::Number(x) | NumberText::Percent(x) => Some(x),
            NumberText::Missing(_) | NumberText::NotANumber => None,
        }
    }

    /// Returns the cells of a column.
    pub fn data(&self, column: usize) -> ColumnData {
        let array = self.batch.column(column);
        if let Some(cells) = array.as_any().downcast_ref::<StringArray>() {
            return ColumnData::Text(cells.iter().map(|cell| cell.map(str::to_owned)).collect());
        }
        if let Some(cells) = array.as_any().downcast_ref::<Float64Array>() {
            return ColumnData::Number(cells.iter().collect());
        }
        if let Some(cells) = array.as_any().downcast_ref::<Int64Array>() {
            return ColumnData::Integer(cells.iter().collect());
        }
        let cells = array.as_any().downcast_ref::<BooleanArray>().expect("tables hold four types");
        ColumnData::Boolean(cells.iter().collect())
    }

    /// Points at the source of a cell: a cell, a line or a file; `None` where a kernel made it.
    pub fn location(&self, column: usize, row: usize) -> Option<Location> {
        self.trail.location(column, row)
    }

    /// Points at the file it came from; `None` where a kernel made it.
    pub fn file_location(&self) -> Option<Location> {
        match &self.trail {
            Trail::Cells { file, .. } | Trail::Lines { file, .. } | Trail::File { file } => {
                Some(Location::file(file.clone()))
            }
            Trail::Kernel { .. } => None,
        }
    }

    /// Makes whole numbers plain numbers, except in columns that by their name hold years or codes.
    ///
    /// Division of whole numbers drops the remainder, so counts of one query must not reach the next as whole numbers.
    pub(crate) fn with_key_columns_whole(self) -> Self {
        let columns = (0..self.columns.len()).map(|c| match self.data(c) {
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
            ColumnData::Integer(cells) if !crate::read::names_a_key(&self.columns[c].name) => {
                ColumnData::Number(cells.into_iter().map(|n| n.map(|n| n as f64)).collect())
            }
            other => other,
        });
        let columns = self.columns.iter().cloned().zip(columns).collect();
        Self::from_columns(&self.name, columns).with_trail(self.trail)
    }

    /// Returns the table as the SQL engine takes it; units stand in the metadata of the fields.
    pub(crate) fn batch(&self) -> &RecordBatch {
        &self.batch
    }
}

/// Key under which a field carries its unit.
pub(crate) const UNIT_KEY: &str = "unit";

/// Makes an array of cells; numbers that are not finite become missing.
fn array(data: ColumnData) -> ArrayRef {
    match data {
        ColumnData::Text(cells) => Arc::new(StringArray::from(cells)),
        ColumnData::Number(cells) => {
            Arc::new(cells.into_iter().map(|x| x.filter(|x| x.is_finite())).collect::<Float64Array>())
        }
        ColumnData::Integer(cells) => Arc::new(Int64Array::from(cells)),
        ColumnData::Boolean(cells) => Arc::new(BooleanArray::from(cells)),
    }
}

#[cfg(test)]
mod tests;
