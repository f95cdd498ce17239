//! Reach: from streets and timetables to travel times over a window of departures, and the accessibility measures
//! made of them.
//!
//! The crate knows points, stops and vertices by position only. It reads the bytes of a street extract or a timetable;
//! it opens no file.
//!
//! - **Places**: [`geo`] (points, distances, shifted mainland coordinates).
//! - **Streets**: [`osm`] (ways, nodes and restrictions of an extract), [`street`] (networks by mode, joining points,
//!   searches from many points to many), [`elevation`] (slopes that slow walking down).
//! - **Timetables**: [`gtfs`] (feeds as published, mended with a log), [`timetable`] (runs of a day as flat patterns).
//! - **Travel times by transit**: [`transit`] (percentiles over a window of departures, journeys, scenarios).
//! - **Areas**: [`isochrone`] (polygons of what is reached within a time).
//! - **Measures** of a matrix of travel [`times`], whoever made it: [`opportunities`] within a cutoff or by [`decay`];
//!   [`catchment`] areas that share supply among those who reach it; [`dual`] access; the [`equity`] of any of them;
//!   [`siting`] of the next facility; the N-minute [`circle`]; what [`draws`] of schedules do to a figure; who [`gains`].
//! - **Plain shapes**: [`cache`] (arrays under a checksum), [`links`] (who is near whom, and how far).

pub mod cache;
pub mod geo;
pub mod links;

pub mod elevation;
pub mod osm;
pub mod street;

pub mod gtfs;
pub mod timetable;
pub mod transit;

pub mod isochrone;

pub mod times;

pub mod catchment;
pub mod circle;
pub mod decay;
pub mod draws;
pub mod dual;
pub mod equity;
pub mod gains;
pub mod opportunities;
pub mod siting;
