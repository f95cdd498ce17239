//! Results → pages and workbooks as bytes. Formats what stands in [`crest_model::results::Results`]; computes nothing.
//!
//! Pages
//! - [`page()`]: one self-contained bilingual HTML file of a run.
//!
//! Tables
//! - [`tables()`]: the results as flat tables, the same for every export.
//! - [`csv()`] and [`json()`]: one flat table as text.
//! - [`workbook()`]: all of them as an `.xlsx` workbook.
//!
//! Rules
//! - [`rules_workbook`]: a workbook with drop-downs in which people answer questions about rules.
//!
//! Safety of what goes out
//! - [`neutralise_csv`]: text that a spreadsheet would run as a formula.
//! - Names are escaped in HTML and inside embedded JSON; links lead to `http` and `https` only; the page states a
//!   content security policy under which it can load nothing.

mod certainty;
pub mod charts;
pub mod digest;
pub mod names;
pub mod number;
pub mod page;
pub mod rules_template;
pub mod safe;
pub mod strings;
pub mod tables;
pub mod workbook;

pub use page::{PageOptions, page};
pub use rules_template::rules_workbook;
pub use safe::neutralise_csv;
pub use tables::{CellValue, Column, FlatTable, csv, json, tables};
pub use workbook::{WorkbookError, workbook};
