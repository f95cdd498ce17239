//! Timetables as agencies publish them: reads a GTFS feed from bytes, mends what can be mended, and says what it did.
//!
//! A rider could often still ride where a feed is wrong, so nothing short of a feed without stops or without trips is
//! refused; every repair is counted and its first examples are kept. Shapes are not read: they never decide a travel time.
//!
//! Source: General Transit Feed Specification, schedule reference (gtfs.org, revision of 2025); codes of notices where
//! there is one: MobilityData GTFS validator, RULES.md.

mod archive;
mod calendar;
mod check;
mod day;
mod geodesic;
mod pathways;
mod read;
mod repair;
mod stop_times;
mod store;
mod table;
mod zone;

pub use archive::{GtfsError, Limits, read};
pub use calendar::Service;
pub use check::{Finding, check};
pub use day::Day;
pub use pathways::{Pathway, PathwayMode};
pub use read::read_files;
pub use repair::{Notice, Repair, Repairs, Severity};
pub use zone::{noon_offset_s, zone_shifts_s};

/// Holds one feed after reading; entities know each other by position.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feed {
    /// Agencies, in order of the file.
    pub agencies: Vec<Agency>,
    /// Stops, stations, entrances and boarding areas, in order of the file.
    pub stops: Vec<Stop>,
    /// Routes, in order of the file; routes that only trips name stand at the end without names.
    pub routes: Vec<Route>,
    /// Services in order of their id.
    pub services: Vec<Service>,
    /// Trips with at least two stop times, in order of the file.
    pub trips: Vec<Trip>,
    /// Stop times of all trips, trip after trip.
    pub stop_times: Vec<StopTime>,
    /// Headway rows of all trips, trip after trip and by start within one.
    pub frequencies: Vec<Frequency>,
    /// Stated transfers, in order of the file.
    pub transfers: Vec<Transfer>,
    /// Stated walks inside stations, in order of the file.
    pub pathways: Vec<Pathway>,
    /// Number of stop times whose times were spread between timed stops.
    pub n_interpolated: usize,
    /// What was mended or left out.
    pub repairs: Repairs,
}

impl Feed {
    /// Returns the stop times of a trip in order of travel.
    pub fn stop_times_of(&self, trip: usize) -> &[StopTime] {
        let trip = &self.trips[trip];
        &self.stop_times[trip.stop_times.0 as usize..trip.stop_times.1 as usize]
    }

    /// Returns the headway rows of a trip, none if it runs at fixed times.
    pub fn frequencies_of(&self, trip: usize) -> &[Frequency] {
        let trip = &self.trips[trip];
        &self.frequencies[trip.frequencies.0 as usize..trip.frequencies.1 as usize]
    }
}

/// Names an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its id as written, empty if the feed has but one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its time zone as written; all times of a feed are read in the zone of its first agency.
    pub timezone: String,
}

/// Tells what a row of the table of stops is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// A platform or pole where vehicles stop (0 or empty).
    Platform,
    /// A station with platforms (1).
    Station,
    /// An entrance or exit (2).
    Entrance,
    /// A node inside a station (3).
    Node,
    /// A part of a platform (4).
    BoardingArea,
}

/// Describes a stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Its id as written.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its zone as written; empty if none.
    pub zone: String,
    /// Longitude and latitude in degrees, WGS 84; none if missing or absurd. Vehicles pass such a stop, nobody walks to it.
    pub point: Option<(f64, f64)>,
    /// What it is.
    pub kind: StopKind,
    /// The station it belongs to; following parents always ends.
    pub parent: Option<u32>,
}

/// Describes a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its id as written.
    pub id: String,
    /// Short name, such as a number.
    pub short_name: String,
    /// Long name.
    pub long_name: String,
    /// Route type as written, basic or extended; none if missing.
    pub kind: Option<u16>,
    /// Position of its agency; none if unknown.
    pub agency: Option<u32>,
}

/// Describes a trip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// Its id as written.
    pub id: String,
    /// Position of its route.
    pub route: u32,
    /// Position of its service.
    pub service: u32,
    /// What the vehicle shows.
    pub headsign: String,
    /// First and one past last of its rows among the stop times.
    stop_times: (u32, u32),
    /// First and one past last of its rows among the frequencies.
    frequencies: (u32, u32),
}

/// Holds one call of a trip at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopTime {
    /// Position of the stop.
    pub stop: u32,
    /// Arrival in seconds after midnight of the service day; 86,400 and more is the day after.
    pub arrival_s: u32,
    /// Departure in seconds after midnight of the service day, never before the arrival.
    pub departure_s: u32,
    /// Whether riders may get on.
    pub may_board: bool,
    /// Whether riders may get off.
    pub may_alight: bool,
}

/// States that a trip runs at a headway; its stop times then matter only by their differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequency {
    /// First departure in seconds after midnight, before any random offset.
    pub start_s: u32,
    /// Last departure in seconds after midnight.
    pub end_s: u32,
    /// Time between departures in seconds, above 0.
    pub headway_s: u32,
    /// Whether departures stand exactly at start + i · headway.
    pub is_exact: bool,
}

/// States a transfer between two stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// Position of the stop where one gets off.
    pub from: u32,
    /// Position of the stop where one gets on.
    pub to: u32,
    /// Type as written: 0 recommended, 1 timed, 2 needs a minimum time, 3 impossible, 4 and 5 stay on board.
    pub kind: u8,
    /// Least time in seconds, if stated.
    pub min_s: Option<u32>,
}

#[cfg(test)]
mod tests;
