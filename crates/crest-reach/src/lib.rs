//! Reach: from streets and timetables to travel times over a window of departures, and the accessibility measures
//! made of them.
//!
//! The crate knows points, stops and vertices by position only. It reads the bytes of a street extract or a timetable;
//! it opens no file.
//!
//! - **Timetables**: [`gtfs`] (feeds as published, mended with a log), [`timetable`] (runs of a day as flat patterns).
//! - **Travel times by transit**: [`transit`] (percentiles over a window of departures, journeys, scenarios).
//! - **Plain shapes**: [`links`] (who is near whom, and how far).

pub mod gtfs;
pub mod links;
pub mod timetable;
pub mod transit;
