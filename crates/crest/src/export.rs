//! Flat tables as Parquet files, for programs that read columns.

use crest_data::{ColumnData, ColumnInfo, Table, TableError};

/// Holds one cell to be exported.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportCell {
    /// Nothing.
    Missing,
    /// Text.
    Text(String),
    /// Number.
    Number(f64),
    /// Truth value.
    Boolean(bool),
}

/// Writes named columns as one Parquet file; a column that holds any text is a text column.
///
/// # Errors
/// [`TableError`] if the file cannot be made.
///
/// # Panics
/// If the columns differ in length or share a name.
pub fn parquet(name: &str, columns: &[(String, Vec<ExportCell>)]) -> Result<Vec<u8>, TableError> {
    let columns = columns.iter().map(|(name, cells)| (ColumnInfo::named(name.clone()), data(cells))).collect();
    let mut bytes = Vec::new();
    Table::from_columns(name, columns).to_parquet(&mut bytes)?;
    Ok(bytes)
}

fn data(cells: &[ExportCell]) -> ColumnData {
    let number = |cell: &ExportCell| match cell {
        ExportCell::Number(x) => Some(*x),
        _ => None,
    };
    let boolean = |cell: &ExportCell| match cell {
        ExportCell::Boolean(b) => Some(*b),
        _ => None,
    };
    let text = |cell: &ExportCell| match cell {
        ExportCell::Missing => None,
        ExportCell::Text(text) => Some(text.clone()),
        ExportCell::Number(x) => Some(x.to_string()),
        ExportCell::Boolean(b) => Some(b.to_string()),
    };
    let present = || cells.iter().filter(|cell| **cell != ExportCell::Missing);
    if present().any(|cell| matches!(cell, ExportCell::Text(_))) || present().next().is_none() {
        ColumnData::Text(cells.iter().map(text).collect())
    } else if present().all(|cell| matches!(cell, ExportCell::Boolean(_))) {
        ColumnData::Boolean(cells.iter().map(boolean).collect())
    } else if present().all(|cell| matches!(cell, ExportCell::Number(_))) {
        ColumnData::Number(cells.iter().map(number).collect())
    } else {
        ColumnData::Text(cells.iter().map(text).collect())
    }
}
