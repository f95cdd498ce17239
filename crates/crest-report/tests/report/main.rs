//! The page, the tables and the workbook of an invented region.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail the test")]

mod certainty;
mod fresh;
mod isochrones;
mod page;
mod rules;
mod sample;
mod schemes;
mod tables;
mod workbook;
