//! Reach: from streets and timetables to travel times over a window of departures, and the accessibility measures
//! made of them.
//!
//! The crate knows points, stops and vertices by position only. It reads the bytes of a street extract or a timetable;
//! it opens no file.
//!
//! - **Plain shapes**: [`links`] (who is near whom, and how far).
//! - **Measures** of a matrix of travel [`times`], whoever made it:
//!   [`opportunities`] within a cutoff or by [`decay`]; [`catchment`] areas that share supply among those who reach it; [`dual`] access;
//!   the [`equity`] of any of them; [`siting`] of the next facility; the N-minute [`circle`]; what [`draws`] of schedules do to a figure;
//!   who [`gains`].

pub mod links;

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
