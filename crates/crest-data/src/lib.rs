//! Sources → tables → values with provenance.
//!
//! - Files become tables: [`read_file`] (CSV, workbooks, Parquet, JSON lines, GeoJSON attributes).
//! - Tables become tables: [`run_sql`], over the given tables and nothing else.
//! - Tables become values: [`collect_values`], with units converted, places resolved and a stated choice between sources.
//! - Values are doubted: [`checks`], named rules that find the faults of real panels.
//! - Everything is kept: [`Table::to_parquet`], [`ParquetBlocks`] for what is too long for memory, [`panel_to_table`] and
//!   back, the same bytes every time.
//!
//! This is the only crate that names the SQL engine.

pub mod checks;
pub mod collect;
pub mod panel;
pub mod published;
pub mod read;
pub mod sql;
pub mod table;
pub mod value;

pub use collect::collect_values;
pub use panel::{PanelError, panel_from_table, panel_to_table};
pub use published::Published;
pub use read::read_file;
pub use sql::{SqlOptions, run_sql, tables_of_query};
pub use table::{ColumnData, ColumnInfo, ParquetBlocks, Table, TableError, Trail};
pub use value::{Panel, Reason, Status, Value};
