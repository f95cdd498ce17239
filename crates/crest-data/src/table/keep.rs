//! Tables as Parquet: columns' descriptions and trail in the metadata, the same bytes every time.

use std::io::Write;
use std::sync::Arc;

use crest_model::Unit;
use datafusion::arrow::array::{Array, ArrayRef, Float64Array, new_null_array};
use datafusion::arrow::compute::{CastOptions, cast_with_options, concat_batches};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;
use serde::{Deserialize, Serialize};

use super::{ColumnInfo, Table, TableError, Trail};

/// Key of the metadata entry that describes a table.
const KEY: &str = "crest.table";

/// What the metadata entry says.
#[derive(Serialize, Deserialize)]
struct Description {
    name: String,
    columns: Vec<ColumnDescription>,
    trail: Trail,
}

#[derive(Serialize, Deserialize)]
struct ColumnDescription {
    name: String,
    header: String,
    unit: Option<String>,
}

impl Table {
    /// Writes the table as Parquet.
    ///
    /// - Determinism: equal tables give equal bytes; nothing of the machine or the time is written.
    ///
    /// # Errors
    /// [`TableError::Parquet`] with what the writer of the bytes says.
    pub fn to_parquet(&self, into: impl Write + Send) -> Result<(), TableError> {
        let failed = |e: &dyn std::fmt::Display| TableError::Parquet { message: e.to_string() };
        let mut writer = writer(into, self, None)?;
        writer.write(&self.batch).map_err(|e| failed(&e))?;
        writer.close().map_err(|e| failed(&e))?;
        Ok(())
    }

    /// Takes up a table from the bytes of a Parquet file; one that Crest did not write is named `table` and has no units.
    ///
    /// # Errors
    /// [`TableError`], one for each way in which the bytes may not be a table.
    pub fn from_parquet(bytes: &[u8]) -> Result<Self, TableError> {
        let (batch, entry) = read(bytes)?;
        let Some(entry) = entry else {
            let infos = batch.schema().fields().iter().map(|field| ColumnInfo::named(field.name())).collect();
            return Self::from_batch("table", infos, &batch, Trail::Kernel { name: String::new() });
        };
        let description: Description = serde_json::from_str(&entry).map_err(|_| TableError::Description)?;
        let fits = description.columns.len() == batch.num_columns()
            && match &description.trail {
                Trail::Cells { rows, columns, .. } => {
                    rows.len() == batch.num_rows() && columns.len() == batch.num_columns()
                }
                Trail::Lines { rows, .. } => rows.len() == batch.num_rows(),
                Trail::File { .. } | Trail::Kernel { .. } => true,
            };
        if !fits {
            return Err(TableError::Description);
        }
        let infos = description
            .columns
            .into_iter()
            .map(|c| {
                let unit = c.unit.map(|text| Unit::parse(&text).map_err(|_| TableError::Description)).transpose()?;
                Ok(ColumnInfo { name: c.name, header: c.header, unit })
            })
            .collect::<Result<Vec<_>, TableError>>()?;
        Self::from_batch(&description.name, infos, &batch, description.trail)
    }
}

/// Opens a writer of Parquet for tables with the columns of `table`; row groups of the library's own size unless one is given.
pub(super) fn writer<W: Write + Send>(
    into: W,
    table: &Table,
    rows_of_group: Option<usize>,
) -> Result<ArrowWriter<W>, TableError> {
    let failed = |e: &dyn std::fmt::Display| TableError::Parquet { message: e.to_string() };
    let columns = table.columns.iter().map(|c| ColumnDescription {
        name: c.name.clone(),
        header: c.header.clone(),
        unit: c.unit.as_ref().map(ToString::to_string),
    });
    let description = Description { name: table.name.clone(), columns: columns.collect(), trail: table.trail.clone() };
    let text = serde_json::to_string(&description).map_err(|e| failed(&e))?;
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("crest".to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new(KEY.to_owned(), text)]));
    if let Some(rows) = rows_of_group {
        properties = properties.set_max_row_group_row_count(Some(rows));
    }
    // The engine's own copy of the schema holds maps whose order is not fixed, so it is left out.
    let options = ArrowWriterOptions::new().with_properties(properties.build()).with_skip_arrow_metadata(true);
    ArrowWriter::try_new_with_options(into, table.batch.schema(), options).map_err(|e| failed(&e))
}

/// Reads all rows and the description, if there is one; a panic of the Parquet library, which parses what strangers
/// wrote, is an error.
fn read(bytes: &[u8]) -> Result<(RecordBatch, Option<String>), TableError> {
    let stumbled = || TableError::Parquet { message: "its structure contradicts itself".to_owned() };
    std::panic::catch_unwind(|| read_unguarded(bytes)).unwrap_or_else(|_| Err(stumbled()))
}

fn read_unguarded(bytes: &[u8]) -> Result<(RecordBatch, Option<String>), TableError> {
    let failed = |e: &dyn std::fmt::Display| TableError::Parquet { message: e.to_string() };
    let bytes = bytes::Bytes::copy_from_slice(bytes);
    let metadata = ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::new()).map_err(|e| failed(&e))?;
    let entry = metadata
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .and_then(|entries| entries.iter().find(|entry| entry.key == KEY))
        .and_then(|entry| entry.value.clone());
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(bytes, metadata);
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> =
        builder.build().map_err(|e| failed(&e))?.collect::<Result<_, _>>().map_err(|e| failed(&e))?;
    let batch = concat_batches(&schema, &batches).map_err(|e| failed(&e))?;
    Ok((batch, entry))
}

/// Brings an array to one of the four types that tables hold; numbers that are not finite become missing.
pub(super) fn narrow(array: &ArrayRef) -> Option<ArrayRef> {
    let to = match array.data_type() {
        DataType::Null => return Some(new_null_array(&DataType::Utf8, array.len())),
        DataType::Boolean => DataType::Boolean,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32 => DataType::Int64,
        DataType::UInt64
        | DataType::Float16
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => DataType::Float64,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) | DataType::Time32(_) | DataType::Time64(_) => {
            DataType::Utf8
        }
        DataType::Dictionary(_, values) if matches!(**values, DataType::Utf8 | DataType::LargeUtf8) => DataType::Utf8,
        _ => return None,
    };
    let options = CastOptions { safe: true, ..CastOptions::default() };
    let array = cast_with_options(array, &to, &options).ok()?;
    let Some(numbers) = array.as_any().downcast_ref::<Float64Array>() else { return Some(array) };
    if numbers.iter().flatten().all(f64::is_finite) {
        return Some(array);
    }
    Some(Arc::new(numbers.iter().map(|x| x.filter(|x| x.is_finite())).collect::<Float64Array>()))
}

/// Reads a Parquet file that another program wrote.
pub(crate) fn batch_of_parquet(bytes: &[u8]) -> Result<RecordBatch, TableError> {
    let (batch, _) = read(bytes)?;
    // The schema of strangers may carry metadata under our key for units; it is not ours.
    let fields: Vec<_> =
        batch.schema().fields().iter().map(|f| f.as_ref().clone().with_metadata(Default::default())).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), batch.columns().to_vec(), &options)
        .map_err(|e| TableError::Parquet { message: e.to_string() })
}
