//! Reach: from points, street extracts and timetables on disk to matrices, isochrones, journeys and measures.
//!
//! - What goes in: [`Points`]; [`Sources`] (streets, feeds, heights, gates); [`Trip`] (how one travels); [`NetworkChange`] (a scenario).
//! - [`ReachNetwork::build`] makes one network of them.
//! - What comes out: [`matrix()`] with its writers [`CsvMatrix`] and [`ParquetMatrix`], [`matrix_after`] for a scenario;
//!   [`isochrones()`] with [`geojson`]; [`journey()`] and [`journeys()`]; [`check_feed`] for what is wrong with a timetable.
//! - Measures of a matrix: [`access()`] by [`Measure`], over [`Figures`] of points and times that are there ([`read_times`]).
//!
//! Method pages: docs/methods/reach-streets.md, reach-transit.md, reach-measures.md. The kernels of projects stand in
//! `kernels_reach.rs`.

mod access;
mod cache;
mod change;
mod feeds;
mod gains;
mod gates;
mod given;
mod isochrones;
mod journey;
mod kept;
mod matrix;
mod network;
mod output;
mod points;
mod sources;
mod trip;
mod walks;
mod zones;

pub use access::{AccessAsked, Measure, access, read_decay};
pub use change::NetworkChange;
pub use crest_reach::decay::Cutoff;
pub use crest_reach::geo::Point;
pub use crest_reach::street::Mode as StreetMode;
pub use feeds::{FeedFinding, FeedReport, check_feed, note_time_zones};
pub use gains::{GainsAsked, gains_table};
pub use given::{Figures, read_times, times_of_table};
pub use isochrones::{Isochrone, IsochronesAsked, geojson, isochrones};
pub use journey::{Explained, JourneyPart, JourneysAsked, Part, journey, journeys};
pub use matrix::{MatrixAsked, MatrixReport, PairChange, Row, matrix, matrix_after, times};
pub use network::{ReachNetwork, Stop};
pub use output::{CsvMatrix, Head, OutputError, ParquetMatrix, column_of, table_csv};
pub use points::Points;
pub use sources::{FeedSource, SourceError, SourceFile, Sources};
pub use trip::{Means, Profile, Trip, Waits, read_day, read_time, show_time};

pub(crate) use output::column;

/// Sets the number of threads that searches of this process run on; without effect once threads have been started.
///
/// Results do not depend on it.
pub fn use_threads(n: usize) {
    // Refused only where the pool runs already, in which case its size stands.
    drop(rayon::ThreadPoolBuilder::new().num_threads(n).build_global());
}
