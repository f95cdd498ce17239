//! Travel times by public transport, with ways on streets before, after and between, over a window of departures.
//!
//! - [`matrix`]: from every origin to every destination, percentiles over the window, streamed origin by origin.
//! - [`WalkLinks`]: who can walk where, along streets or in straight lines; [`with_pathways`] and [`with_stated_transfers`] heed what
//!   feeds say of stations and transfers, [`with_closest_transfers`] keeps those of R5.
//! - [`Vehicle`]: who can cycle or drive where instead; [`crate::links::Links::shortest`] puts modes together.
//! - [`lanes`]: the single times behind the percentiles, departure by departure, of one origin.
//! - [`journey`]: the legs of one journey; [`journey_of`] finds the one a percentile stands for.
//! - [`AddedRuns`]: what runs do that a scenario adds; [`matrix_after_adding`] goes on from the times before.
//! - [`touched`]: the origins that any other scenario can touch; [`matrix_of`] computes those anew.
//! - [`Gate`]: border control points with opening hours and queues as parts of journeys.
//! - [`reversed`] and [`Query::by_arrival`]: the same by the time of arrival; [`journey_of_arrival`] has its legs.
//!
//! A journey goes to a stop, on foot or by a vehicle of its own, rides at most [`Query::max_rides`] times with walks between,
//! and goes on to its destination; the direct way competes. All departures of the window are searched together: whoever leaves later arrives no earlier, so
//! the departures that can board a trip at a stop are always the first so-many of the window, and one number stands for
//! them. Method page: docs/methods/reach-transit.md.
//!
//! Source: D. Delling, T. Pajor, R. Werneck (2012), Round-based public transit routing, for rounds and ranges; M. Conway,
//! A. Byrd, M. van der Linden (2017), TRR 2653, for departures by the minute and percentiles; conventions of
//! [`Query::r5`] from R5 v7.4.

mod added;
mod by_arrival;
mod closest;
mod gate;
mod journey;
mod kept;
mod matrix;
mod pathways;
mod percentile;
mod propagate;
mod rounds;
mod schedule;
mod stated;
mod touched;
mod vehicle;
mod walking;

pub use added::AddedRuns;
pub use by_arrival::{BothWays, journey_of_arrival, reversed};
pub use closest::with_closest_transfers;
pub use gate::Gate;
pub use journey::{Journey, Leg, Place, journey, journey_of};
pub use matrix::{Walks, lanes, matrix, matrix_after_adding, matrix_keeping, matrix_of};
pub use pathways::with_pathways;
pub use percentile::{PercentileRule, Unit};
pub use schedule::Search;
pub use stated::with_stated_transfers;
pub use touched::touched;
pub use vehicle::{OnFoot, Vehicle};
pub use walking::{JoinedPoints, WalkLinks};

use crate::timetable::Span;

/// Departures that are searched together; a window of more is cut into blocks of as many.
pub(crate) const LANES: usize = 64;

/// One value for each departure of a block.
pub(crate) type Lanes = [u16; LANES];

/// Largest time that fits: seconds from the first departure of a block to the last arrival.
const MOST_S: u32 = 65_000;

/// Lists departures at even steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departures {
    /// First departure in seconds after midnight of the service day.
    pub first_s: i32,
    /// Time between departures in seconds, above 0.
    pub step_s: u32,
    /// Number of departures, at least 1.
    pub n: u32,
}

/// Tells how lengths become seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkSeconds {
    /// Cut to whole seconds, as R5 does.
    Down,
    /// Up to the next whole second: nobody catches a vehicle by rounding.
    Up,
}

/// Tells how people walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walking {
    /// Speed in millimetres a second; 1,000 is 3.6 km/h.
    pub speed_mm_per_s: u32,
    /// Longest walk to the first stop, between two stops, from the last stop, and without any ride, each for itself.
    pub max_s: u32,
    /// How lengths become seconds.
    pub seconds: WalkSeconds,
}

impl Walking {
    /// Returns the seconds of a length, none if it is too long to be walked.
    pub(crate) fn seconds(&self, length_mm: u32) -> Option<u16> {
        let seconds = match self.seconds {
            WalkSeconds::Down => length_mm / self.speed_mm_per_s,
            WalkSeconds::Up => length_mm.div_ceil(self.speed_mm_per_s),
        };
        u16::try_from(seconds).ok().filter(|seconds| u32::from(*seconds) <= self.max_s)
    }
}

/// States everything that a travel time depends on besides networks.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// When people leave.
    pub departures: Departures,
    /// How they walk.
    pub walking: Walking,
    /// Longest walk between two stops in metres, besides that of [`Walking::max_s`].
    pub max_transfer_m: Option<u32>,
    /// Longest walk from a stop to a destination in metres, besides that of [`Walking::max_s`].
    pub max_egress_m: Option<u32>,
    /// Longest way by a vehicle of one's own before, after and instead of rides, each for itself; 0 without one. Links are kept
    /// within the longest time of their mode where they are made ([`Vehicle`]); here it bounds what counts.
    pub max_vehicle_s: u32,
    /// Least seconds between reaching a stop and the departure of a vehicle.
    pub boarding_s: u32,
    /// Most rides of a journey.
    pub max_rides: u32,
    /// Journeys of this many seconds or more do not count.
    pub below_s: u32,
    /// Percentiles over departures and draws, each above 0 and at most 100.
    pub percentiles: Vec<f64>,
    /// Which value a percentile is.
    pub rule: PercentileRule,
    /// What values are given in.
    pub unit: Unit,
}

impl Query {
    /// Returns the conventions of R5 v7.4 under r5r's defaults: one departure a minute, walking 3.6 km/h, cut seconds, a
    /// vehicle must leave more than 60 s after one is at its stop, 3 rides, transfers up to 1,000 m, walks from stops up to 2,000 m, percentile item
    /// ⌈p·n⌉ of the sorted times cut to minutes, journeys below `max_trip_min` only.
    pub fn r5(first_s: i32, window_min: u32, max_walk_min: u32, max_trip_min: u32, percentiles: &[f64]) -> Self {
        Self {
            departures: Departures { first_s, step_s: 60, n: window_min },
            walking: Walking { speed_mm_per_s: 1000, max_s: max_walk_min * 60, seconds: WalkSeconds::Down },
            // TransitLayer: TRANSFER_DISTANCE_LIMIT_METERS and WALK_DISTANCE_LIMIT_METERS.
            max_transfer_m: Some(1_000),
            max_egress_m: Some(2_000),
            max_vehicle_s: 0,
            // FastRaptorWorker boards if time at stop + 60 s < departure, in whole seconds.
            boarding_s: 61,
            max_rides: 3,
            below_s: max_trip_min * 60,
            percentiles: percentiles.to_vec(),
            rule: PercentileRule::Item,
            unit: Unit::Minutes,
        }
    }

    /// Returns this product's own conventions: one departure a minute, walking 4.5 km/h, seconds rounded up and kept, 60 s
    /// from the stop to the vehicle, 4 rides, percentiles interpolated between sorted times, journeys of at most
    /// `max_trip_min`.
    pub fn crest(first_s: i32, window_min: u32, max_walk_min: u32, max_trip_min: u32, percentiles: &[f64]) -> Self {
        Self {
            departures: Departures { first_s, step_s: 60, n: window_min },
            walking: Walking { speed_mm_per_s: 1250, max_s: max_walk_min * 60, seconds: WalkSeconds::Up },
            max_transfer_m: None,
            max_egress_m: None,
            max_vehicle_s: 0,
            boarding_s: 60,
            max_rides: 4,
            below_s: max_trip_min * 60 + 1,
            percentiles: percentiles.to_vec(),
            rule: PercentileRule::Interpolated,
            unit: Unit::Seconds,
        }
    }

    /// Returns the seconds of a walk without any ride, none if it is too long.
    ///
    /// Where seconds are cut as R5 cuts them, its bounds hold as well: the links alone know the longest walk, which ends at
    /// the last junction and not at the destination, and a walk within the minute that starts with the longest time counts.
    pub(crate) fn direct_seconds(&self, length_mm: u32) -> Option<u16> {
        match self.walking.seconds {
            WalkSeconds::Up => {
                self.on_streets().seconds(length_mm).filter(|seconds| u32::from(*seconds) < self.below_s)
            }
            WalkSeconds::Down => u16::try_from(length_mm / self.walking.speed_mm_per_s)
                .ok()
                .filter(|seconds| u32::from(*seconds) < self.below_s.saturating_add(60)),
        }
    }

    /// Returns the part of the day whose trips the query can use.
    pub fn span(&self) -> Span {
        let Departures { first_s, step_s, n } = self.departures;
        let last_s = i64::from(first_s) + i64::from(step_s) * i64::from(n.max(1) - 1) + i64::from(self.below_s);
        Span { from_s: first_s, to_s: i32::try_from(last_s).unwrap_or(i32::MAX) }
    }

    /// Returns how links before, after and instead of rides become seconds.
    pub(crate) fn on_streets(&self) -> Walking {
        Walking { max_s: self.walking.max_s.max(self.max_vehicle_s), ..self.walking }
    }

    /// Returns what makes the query impossible, if anything.
    pub(crate) fn check(&self) -> Result<(), TransitError> {
        let Departures { step_s, n, .. } = self.departures;
        if step_s == 0 || n == 0 || self.walking.speed_mm_per_s == 0 || self.below_s == 0 {
            return Err(TransitError::NothingAsked);
        }
        if let Some(&percentile) = self.percentiles.iter().find(|p| !(**p > 0.0 && **p <= 100.0)) {
            return Err(TransitError::Percentile { percentile });
        }
        let window_s = u64::from(step_s) * (u64::from(n).min(LANES as u64) - 1);
        let whole_s = window_s + u64::from(self.below_s) + u64::from(self.on_streets().max_s.min(MOST_S));
        if whole_s > u64::from(MOST_S) {
            return Err(TransitError::TooLong { seconds: whole_s, most: MOST_S });
        }
        Ok(())
    }
}

/// Says why travel times cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TransitError {
    /// No departure, no step between departures, no walking speed or no travel time is allowed.
    NothingAsked,
    /// A percentile is not above 0 and at most 100.
    Percentile {
        /// The percentile.
        percentile: f64,
    },
    /// Window, longest journey and longest walk together are too long for one block of departures.
    TooLong {
        /// Their sum in seconds.
        seconds: u64,
        /// The bound.
        most: u32,
    },
    /// Links do not belong to the points or stops they are given for.
    Shape {
        /// Which links.
        links: &'static str,
        /// Number of their rows.
        rows: usize,
        /// Number of points or stops.
        expected: usize,
    },
    /// A gate names a stop that is not there.
    Gate {
        /// Position of the gate.
        gate: usize,
        /// Number of stops.
        n_stops: usize,
    },
    /// Kept times of an origin are not what was kept for such a query.
    Kept {
        /// Position of the origin.
        origin: usize,
    },
    /// There is no timetable, or timetables have different numbers of stops.
    Timetables,
}

impl std::fmt::Display for TransitError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NothingAsked => write!(out, "departures, their step, walking speed and longest time must be above 0"),
            Self::Percentile { percentile } => write!(out, "percentile {percentile} is not above 0 and at most 100"),
            Self::TooLong { seconds, most } => {
                write!(
                    out,
                    "departures, longest journey and longest walk take {seconds} s together; {most} s is the most"
                )
            }
            Self::Shape { links, rows, expected } => write!(out, "links of {links} have {rows} rows, not {expected}"),
            Self::Gate { gate, n_stops } => write!(out, "gate {gate} names a stop beyond the {n_stops} that there are"),
            Self::Kept { origin } => write!(out, "the kept times of origin {origin} do not fit the query"),
            Self::Timetables => write!(out, "timetables of one search need the same stops, and one at least"),
        }
    }
}

impl std::error::Error for TransitError {}

#[cfg(test)]
mod tests;
