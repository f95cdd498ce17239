//! Tables too long for memory as Parquet: the same columns written block after block.

use std::io::Write;

use datafusion::parquet::arrow::ArrowWriter;

use super::keep::writer;
use super::{Table, TableError};

/// Rows of one row group: what is kept in memory before it is written.
const ROWS_OF_GROUP: usize = 1 << 20;

/// Writes blocks of rows with the same columns into one Parquet file.
///
/// - Memory: one row group, at most 2^20 rows, whatever the number of blocks.
/// - Determinism: equal blocks give equal bytes.
pub struct ParquetBlocks<W: Write + Send> {
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> std::fmt::Debug for ParquetBlocks<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ParquetBlocks")
    }
}

impl<W: Write + Send> ParquetBlocks<W> {
    /// Begins a file with the name and columns of `first`, whose rows are not written yet.
    ///
    /// # Errors
    /// [`TableError::Parquet`] with what the writer of the bytes says.
    pub fn begin(into: W, first: &Table) -> Result<Self, TableError> {
        Ok(Self { writer: writer(into, first, Some(ROWS_OF_GROUP))? })
    }

    /// Appends the rows of a block.
    ///
    /// # Errors
    /// [`TableError::Parquet`] if its columns differ from those of the first block, or the bytes cannot be written.
    pub fn push(&mut self, block: &Table) -> Result<(), TableError> {
        self.writer.write(block.batch()).map_err(|e| TableError::Parquet { message: e.to_string() })
    }

    /// Ends the file and gives back what it was written into.
    ///
    /// # Errors
    /// [`TableError::Parquet`] if the bytes cannot be written.
    pub fn finish(self) -> Result<W, TableError> {
        self.writer.into_inner().map_err(|e| TableError::Parquet { message: e.to_string() })
    }
}
