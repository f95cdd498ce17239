//! Queries: SQL over the tables a query is given, and nothing else.
//!
//! A query reads. It cannot write, define, copy, set options or open files, sees no clock, no randomness and nothing of the
//! machine, runs in one partition so that sums of floating-point numbers come out the same every time, holds its
//! memory within a bound, and stops when told to.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crest_model::{Diagnostic, Unit};
use datafusion::arrow::array::{Array, UInt64Array};
use datafusion::arrow::compute::{concat_batches, take_record_batch};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::MemTable;
use datafusion::common::TableReference;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionConfig;
use futures::StreamExt;

use crate::table::{ColumnInfo, Table, TableError, Trail};
use faults::QueryText;

mod allowed;
mod faults;
mod stop;
mod units;

/// Bounds a query.
#[derive(Debug, Clone)]
pub struct SqlOptions {
    /// Most memory it may hold at once, in bytes; what sorts, joins and groups hold beyond it goes to `spill_dir`.
    pub memory_bytes: usize,
    /// Directory for what does not fit; made when it is needed, emptied afterwards.
    pub spill_dir: PathBuf,
    /// Most bytes in `spill_dir`.
    pub spill_bytes: u64,
    /// Set by the caller to stop the query.
    pub cancel: Arc<AtomicBool>,
}

impl SqlOptions {
    /// Bounds that suit one query of a run on a small machine: 512 MiB of memory, 8 GiB on disk.
    pub fn in_dir(spill_dir: PathBuf) -> Self {
        Self { memory_bytes: 512 << 20, spill_dir, spill_bytes: 8 << 30, cancel: Arc::default() }
    }
}

/// How often a running query looks whether it should stop.
const CANCEL_TICK: Duration = Duration::from_millis(10);
/// Planning recurses with the nesting of the query, which [`allowed::MAX_TOKENS`] bounds; memory is taken only as far as it is used.
const STACK_BYTES: usize = 256 << 20;
/// Rows that operators pass on at once.
const BATCH_ROWS: usize = 8192;

/// Runs a query over tables; `path` names the query file in diagnostics and in the trail.
///
/// Names are matched as they are written, capitals included. Units pass through unchanged columns, sums and quotients; adding,
/// subtracting, comparing, joining or uniting columns of unlike units is an error. Columns of the result hold numbers,
/// whole numbers only for years and codes.
///
/// - Determinism: one partition and one thread per query; equal tables and text give equal bytes.
/// - Cost: memory within [`SqlOptions::memory_bytes`] for operators and as much again for the result.
///
/// # Errors
/// `C1104`, `C1301`–`C1308`: all mistakes found, each with line and column.
pub fn run_sql(
    name: &str,
    path: &str,
    text: &str,
    inputs: &[&Table],
    options: &SqlOptions,
) -> Result<(Table, Vec<Diagnostic>), Vec<Diagnostic>> {
    let query = QueryText::new(path, text);
    let work = || -> Result<(Table, Vec<Diagnostic>), Vec<Diagnostic>> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|e| vec![query.fault("C1305", format!("the query could not be started: {e}"))])?;
        runtime.block_on(answer(name, &query, inputs, options))
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("crest-sql".to_owned()).stack_size(STACK_BYTES);
        match thread.spawn_scoped(scope, work).map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(vec![query.fault("C1305", "the query engine gave up on this query")]),
            Err(e) => Err(vec![query.fault("C1305", format!("the query could not be started: {e}"))]),
        }
    })
}

/// Lists the tables a query names, sorted; none where it cannot be read.
pub fn tables_of_query(text: &str) -> Vec<String> {
    let query = QueryText::new("", text);
    let Ok(statement) = allowed::parse(&query) else { return Vec::new() };
    let mut names: Vec<String> = allowed::tables(&statement).iter().map(|t| t.table().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// Plans, checks and runs.
async fn answer(
    name: &str,
    query: &QueryText<'_>,
    inputs: &[&Table],
    options: &SqlOptions,
) -> Result<(Table, Vec<Diagnostic>), Vec<Diagnostic>> {
    let statement = allowed::parse(query).map_err(|found| vec![found])?;
    let unknown = allowed::unknown_tables(query, &statement, inputs);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let context = session(inputs, options).map_err(|e| query.faults(&e, inputs))?;
    let state = context.state();
    let plan = state.statement_to_plan(statement).await.map_err(|e| query.faults(&e, inputs))?;
    let reads_only = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reads_only
        .verify_plan(&plan)
        .map_err(|_| vec![query.fault("C1303", "a query can only read; this one does something else")])?;
    let refused = allowed::refused_functions(query, &plan);
    if !refused.is_empty() {
        return Err(refused);
    }
    let (units, found) = units::of_plan(query, &plan);
    let (errors, warnings): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|d| d.severity == crest_model::Severity::Error);
    if !errors.is_empty() {
        return Err(errors);
    }
    let infos = infos(query, &plan, units)?;
    let batch = collect(&context, plan, query, inputs, options).await?;
    let trail = Trail::File { file: query.path().to_owned() };
    let table = Table::from_batch(name, infos, &batch, trail).map_err(|e| {
        let found = match &e {
            TableError::Type { column, .. } => query.fault_near("C1308", column, e.to_string()),
            TableError::Twice { column } => query.fault_near("C1308", column, e.to_string()),
            TableError::Parquet { .. } | TableError::Description => query.fault("C1308", e.to_string()),
        };
        vec![found]
    })?;
    Ok((table.with_key_columns_whole(), warnings))
}

/// Makes a session that knows the tables and nothing else.
fn session(inputs: &[&Table], options: &SqlOptions) -> Result<SessionContext, DataFusionError> {
    let mut config = SessionConfig::new()
        .with_target_partitions(1)
        .with_batch_size(BATCH_ROWS)
        .with_information_schema(false)
        .with_create_default_catalog_and_schema(true)
        .set_bool("datafusion.sql_parser.enable_ident_normalization", false)
        .set_bool("datafusion.sql_parser.collect_spans", true)
        // What is set aside for merging spilled runs must fit into small bounds as well.
        .with_sort_spill_reservation_bytes((options.memory_bytes / 8).min(10 << 20));
    config.options_mut().execution.time_zone = None;
    let disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![options.spill_dir.clone()]))
        .with_max_temp_directory_size(options.spill_bytes);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(options.memory_bytes)))
        .with_disk_manager_builder(disk)
        .build_arc()?;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .with_table_factories(Default::default())
        .with_table_functions(Default::default())
        .build();
    let context = SessionContext::new_with_state(state);
    for table in inputs {
        let batch = table.batch();
        let memory = MemTable::try_new(batch.schema(), vec![in_parts(batch)?])?;
        context.register_table(TableReference::bare(table.name()), Arc::new(memory))?;
    }
    Ok(context)
}

/// Copies a table into parts of the size that operators pass on.
///
/// Slices of one large batch would each count as the whole of it in the accounts of the memory pool.
fn in_parts(batch: &RecordBatch) -> Result<Vec<RecordBatch>, DataFusionError> {
    if batch.num_rows() <= BATCH_ROWS {
        return Ok(vec![batch.clone()]);
    }
    (0..batch.num_rows())
        .step_by(BATCH_ROWS)
        .map(|start| {
            let end = (start + BATCH_ROWS).min(batch.num_rows());
            let rows = UInt64Array::from_iter_values(start as u64..end as u64);
            Ok(take_record_batch(batch, &rows)?)
        })
        .collect()
}

/// Runs the plan and gathers its rows, looking at the stop flag all the while.
async fn collect(
    context: &SessionContext,
    plan: LogicalPlan,
    query: &QueryText<'_>,
    inputs: &[&Table],
    options: &SqlOptions,
) -> Result<RecordBatch, Vec<Diagnostic>> {
    let stopped = || vec![query.fault("C1307", "the query was stopped")];
    if options.cancel.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let faults = |e: DataFusionError| query.faults(&e, inputs);
    std::fs::create_dir_all(&options.spill_dir).map_err(|e| faults(DataFusionError::IoError(e)))?;
    let physical = context.state().create_physical_plan(&plan).await.map_err(faults)?;
    let physical = stop::stoppable(physical, &options.cancel).map_err(faults)?;
    let mut stream = execute_stream(physical, context.task_ctx()).map_err(faults)?;
    let schema = stream.schema();
    let mut batches: Vec<RecordBatch> = Vec::new();
    let mut bytes = 0_usize;
    loop {
        let next = tokio::time::timeout(CANCEL_TICK, stream.next()).await;
        if options.cancel.load(Ordering::Relaxed) {
            return Err(stopped());
        }
        let Ok(next) = next else { continue };
        let Some(batch) = next else { break };
        let batch = batch.map_err(faults)?;
        let held = batch.columns().iter().map(|column| column.to_data().get_slice_memory_size().unwrap_or(0));
        bytes = bytes.saturating_add(held.sum());
        if bytes > options.memory_bytes {
            let bound = options.memory_bytes;
            return Err(vec![query.fault("C1306", format!("the result is larger than {bound} bytes"))]);
        }
        batches.push(batch);
    }
    concat_batches(&schema, &batches).map_err(|e| faults(DataFusionError::from(e)))
}

/// Describes the columns of the result.
fn infos(
    query: &QueryText<'_>,
    plan: &LogicalPlan,
    units: Vec<Option<Unit>>,
) -> Result<Vec<ColumnInfo>, Vec<Diagnostic>> {
    let fields = plan.schema().fields();
    let mut twice = Vec::new();
    for (i, field) in fields.iter().enumerate() {
        if fields[..i].iter().any(|other| other.name() == field.name()) {
            twice.push(
                query
                    .fault_near(
                        "C1308",
                        field.name(),
                        format!("two columns of the result are named `{}`", field.name()),
                    )
                    .hint("give one of them another name with `AS`"),
            );
        }
    }
    if !twice.is_empty() {
        return Err(twice);
    }
    Ok(fields
        .iter()
        .zip(units)
        .map(|(field, unit)| ColumnInfo { name: field.name().clone(), header: field.name().clone(), unit })
        .collect())
}

#[cfg(test)]
mod tests;
