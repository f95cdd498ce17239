//! What was wrong in a feed and what was done about it.

use std::borrow::Cow;

/// Tells how much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Travel times rest on an assumption.
    Warning,
    /// Something was left out.
    Error,
}

macro_rules! notices {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $severity:ident, $done:literal;)*) => {
        /// Names what was found; each has the code of the GTFS validator where that has one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Notice {
            $($(#[$doc])* $name,)*
        }

        impl Notice {
            /// Lists all notices in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Returns how much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// Returns what the reader does about it.
            pub fn done(self) -> &'static str {
                match self { $(Self::$name => $done,)* }
            }
        }
    };
}

notices! {
    /// A file that should be there is not.
    MissingFile, "missing_required_file", Error, "read without it";
    /// A column that should be there is not.
    MissingColumn, "missing_required_column", Error, "read as if its cells were empty";
    /// A header names a column twice.
    DuplicatedColumn, "duplicated_column", Warning, "the first one is read";
    /// A row has more or fewer cells than the header.
    RowLength, "invalid_row_length", Warning, "missing cells are empty, further ones ignored";
    /// Bytes are not UTF-8.
    Characters, "invalid_character", Warning, "the bytes are replaced";
    /// A cell that must be filled is empty.
    MissingField, "missing_required_field", Error, "the row is left out";
    /// An id stands on two rows.
    DuplicateKey, "duplicate_key", Error, "the first row counts";
    /// A stop sequence stands on two rows of a trip.
    RepeatedSequence, "duplicate_key", Warning, "rows keep the order of the file";
    /// Stop sequences of a trip are missing or no numbers.
    SequenceText, "invalid_integer", Warning, "rows keep the order of the file";
    /// A reference points nowhere.
    ForeignKey, "foreign_key_violation", Error, "the row is left out";
    /// A trip names a route that is not in the table.
    UnknownRoute, "foreign_key_violation", Warning, "the trip runs on a route without a name";
    /// A trip names a service that has no dates.
    UnknownService, "foreign_key_violation", Error, "the trip never runs";
    /// There is neither a calendar nor a list of dates.
    NoCalendar, "missing_calendar_and_calendar_date_files", Error, "all trips are taken to run every day";
    /// A number cannot be read.
    Number, "invalid_float", Error, "the cell counts as empty";
    /// A date cannot be read.
    Date, "invalid_date", Error, "the row is left out";
    /// A time cannot be read or is negative.
    Time, "invalid_time", Error, "the stop counts as untimed";
    /// A headway row has no usable times or headway.
    Headway, "number_out_of_range", Error, "the row is left out";
    /// A period ends before it starts.
    RangeOrder, "start_and_end_range_out_of_order", Error, "the row is left out";
    /// Two headway rows of a trip overlap.
    OverlappingFrequency, "overlapping_frequency", Warning, "both are used";
    /// A stop has no coordinates.
    NoLocation, "stop_without_location", Warning, "it takes those of its station, or vehicles only pass it";
    /// Coordinates lie outside the globe.
    OutOfRange, "number_out_of_range", Error, "the stop has no place; vehicles only pass it";
    /// Coordinates lie at 0, 0.
    NearOrigin, "point_near_origin", Error, "the stop has no place; vehicles only pass it";
    /// Coordinates lie at a pole.
    NearPole, "point_near_pole", Error, "the stop has no place; vehicles only pass it";
    /// Stations are parents of each other in a circle.
    CyclicParent, "wrong_parent_location_type", Error, "the stop has no parent";
    /// A stop time names something that is no platform.
    StopKind, "location_type_not_platform", Warning, "vehicles stop there all the same";
    /// A time lies before an earlier stop of the trip.
    DecreasingTime, "stop_time_with_arrival_before_previous_departure_time", Error, "the stop counts as untimed";
    /// A departure lies before its arrival.
    DepartureBeforeArrival, "stop_time_with_departure_before_arrival_time", Error, "the departure is set to the arrival";
    /// Only one of arrival and departure is given.
    OneTime, "stop_time_with_only_arrival_or_departure_time", Info, "it counts as both";
    /// The first or last stop of a trip has no time.
    TripEdge, "missing_trip_edge", Error, "stops before the first and after the last time are left out";
    /// Two points of a shape have the same place in its sequence.
    ShapeSequence, "duplicate_key", Warning, "shapes decide no travel time and are not read further";
    /// A shape has one point only.
    ShapePoint, "single_shape_point", Warning, "shapes decide no travel time and are not read further";
    /// A pathway ends where it begins.
    PathwayLoop, "pathway_loop", Warning, "the pathway is left out";
    /// A pathway ends in a station as a whole.
    PathwayToStation, "pathway_to_wrong_location_type", Error, "the pathway is left out";
    /// An exit gate is said to let people in.
    TwoWayExitGate, "bidirectional_exit_gate", Error, "it lets people out only";
    /// A pathway has no mode that is known.
    PathwayMode, "number_out_of_range", Error, "it is taken for a walkway";
    /// A trip has fewer than two usable stops.
    UnusableTrip, "unusable_trip", Warning, "the trip is left out";
}

/// Holds one repair as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What was found.
    pub notice: Notice,
    /// File in the feed.
    pub file: Cow<'static, str>,
    /// Line in the file, the header being 1; 0 if the whole file is meant.
    pub line: u64,
    /// Column.
    pub field: Cow<'static, str>,
    /// What was written there, cut after 80 characters.
    pub value: String,
}

/// Counts repairs by kind and keeps the first of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repairs {
    pub(super) counts: Vec<u64>,
    pub(super) examples: Vec<Repair>,
}

impl Repairs {
    /// Number of examples that are kept of each kind.
    pub const EXAMPLES: u64 = 20;

    /// Notes a repair.
    pub(crate) fn note(&mut self, notice: Notice, file: &'static str, line: u64, field: &'static str, value: &str) {
        self.counts.resize(Notice::ALL.len(), 0);
        let count = &mut self.counts[notice as usize];
        *count += 1;
        if *count <= Self::EXAMPLES {
            let value = value.chars().take(80).collect();
            self.examples.push(Repair { notice, file: Cow::Borrowed(file), line, field: Cow::Borrowed(field), value });
        }
    }

    /// Returns how often something was found.
    pub fn count(&self, notice: Notice) -> u64 {
        self.counts.get(notice as usize).copied().unwrap_or(0)
    }

    /// Returns the first examples of every kind in order of discovery.
    pub fn examples(&self) -> &[Repair] {
        &self.examples
    }

    /// Tells whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }
}
