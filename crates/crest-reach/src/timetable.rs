//! Timetables of one service day: which trips run, in flat arrays that a search can walk through.
//!
//! [`service_day`] takes the runs of a day out of feeds, [`patched`] changes them as a scenario says, and [`build`] turns them into patterns for
//! a span of the day. Trips at a headway become departures by a drawn offset, so that one draw is an ordinary timetable.

mod build;
mod headway;
mod patch;

pub(crate) use build::{HalfWait, PatternStop};
pub use build::{Span, Timetable, build};
pub(crate) use headway::share;
pub use headway::{Headways, offset_s};
pub use patch::{NewCall, NewTiming, Patch, PatchError, Which, difference, patched};

use crate::gtfs::{Day, Feed, Route, zone_shifts_s};

/// Seconds of a day.
pub const DAY_S: i32 = 86_400;

/// Holds all runs of a service day over the stops of all feeds, one feed's stops after the other's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceDay {
    /// Number of stops.
    pub n_stops: usize,
    /// Runs in a fixed order: feed by feed, the day itself before the days before it, trips in order of their file.
    pub runs: Vec<Run>,
}

/// Holds one trip of the day, or one row of headways of a trip.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Where it comes from.
    pub source: Source,
    /// When it leaves.
    pub timing: Timing,
    /// Its calls in order of travel; times as [`Timing`] says.
    pub calls: Vec<Call>,
    /// What tells it from all other runs in drawing its offset; keeps its value whatever else is added or removed.
    pub key: u64,
}

/// Tells where a run comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A trip of a feed.
    Feed {
        /// Position of the feed.
        feed: u32,
        /// Position of its route in the feed.
        route: u32,
        /// Position of the trip in the feed.
        trip: u32,
    },
    /// A line that a scenario adds.
    Added {
        /// Number of the line, as the scenario gives it.
        line: u32,
    },
}

/// Tells when a run leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Once; its calls hold seconds after midnight of the service day.
    Fixed,
    /// At a headway; its calls hold seconds after the departure from the first stop.
    Headway {
        /// Start of the period in seconds after midnight of the service day.
        start_s: i32,
        /// End of the period; nothing leaves at or after it, but once at least.
        end_s: i32,
        /// Time between departures in seconds, above 0.
        headway_s: u32,
        /// Whether departures stand exactly at start + i · headway.
        is_exact: bool,
    },
}

/// Holds one call of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Position of the stop among those of all feeds.
    pub stop: u32,
    /// Arrival in seconds, see [`Timing`].
    pub arrival_s: i32,
    /// Departure in seconds, never before the arrival.
    pub departure_s: i32,
    /// Whether riders may get on.
    pub may_board: bool,
    /// Whether riders may get off.
    pub may_alight: bool,
}

/// Takes the runs of a day out of feeds.
///
/// - Stop `s` of feed `f` becomes stop `s + number of stops of the feeds before f`.
/// - Trips of earlier days that are still under way after midnight are there with their times less 86,400 s a day.
/// - Times are in the zone of the first feed; those of others are moved by the difference of zones on the day, see [`zone_shifts_s`]. Where clocks of
///   a feed are ahead, its trips of the next day that leave before midnight of the first feed's are there too.
///
/// Cost: linear in stop times of the trips that run.
pub fn service_day(feeds: &[&Feed], day: Day) -> ServiceDay {
    let shifts_s = zone_shifts_s(feeds, day);
    days((feeds, &shifts_s), day, &|_| true, &|feed, shift_s| {
        let latest_s = feed.stop_times.iter().map(|call| call.departure_s).max().unwrap_or(0);
        let latest_headway_s = feed.frequencies.iter().map(|row| row.end_s).max().unwrap_or(0);
        ((latest_s + latest_headway_s) as i32 + shift_s.max(0)) / DAY_S
    })
}

/// Takes the runs of a day out of feeds as R5 v7.4 under r5r does: trips of earlier days are none of this day's, even if they
/// are still under way after midnight, nothing flies (route types 1100 to 1199), no headway is exact, and all feeds are read in
/// one time zone. See [`service_day`]
/// for the rest.
pub fn service_day_r5(feeds: &[&Feed], day: Day) -> ServiceDay {
    let shifts_s = vec![0; feeds.len()];
    let counts = |route: &Route| !matches!(route.kind, Some(1100..=1199));
    let mut service_day = days((feeds, &shifts_s), day, &counts, &|_, _| 0);
    for run in &mut service_day.runs {
        if let Timing::Headway { is_exact, .. } = &mut run.timing {
            *is_exact = false;
        }
    }
    service_day
}

/// Takes the runs of a day and of as many days before it as a feed needs, on the routes that count.
fn days(
    (feeds, shifts_s): (&[&Feed], &[i32]),
    day: Day,
    counts: &dyn Fn(&Route) -> bool,
    days_back: &dyn Fn(&Feed, i32) -> i32,
) -> ServiceDay {
    let mut service_day = ServiceDay::default();
    for (index, (feed, shift_s)) in feeds.iter().zip(shifts_s.iter().copied()).enumerate() {
        let first_stop = u32::try_from(service_day.n_stops).expect("rows are bounded");
        for back in -i32::from(shift_s < 0)..=days_back(feed, shift_s) {
            let runs_on: Vec<bool> =
                feed.services.iter().map(|service| service.runs_on(Day(day.0.saturating_sub(back)))).collect();
            for (position, trip) in feed.trips.iter().enumerate() {
                if runs_on[trip.service as usize] && counts(&feed.routes[trip.route as usize]) {
                    add_runs(&mut service_day.runs, feed, (index, position), first_stop, (back, shift_s));
                }
            }
        }
        service_day.n_stops += feed.stops.len();
    }
    service_day
}

/// Adds the runs of one trip; those of an earlier day only if they last past midnight, those of the next only if they leave before it.
fn add_runs(
    runs: &mut Vec<Run>,
    feed: &Feed,
    (index, position): (usize, usize),
    first_stop: u32,
    (back, shift_s): (i32, i32),
) {
    // A trip keeps its key, and so its draws, whatever zones there are.
    let back_key_s = back * DAY_S;
    let back_s = back_key_s - shift_s;
    let is_under_way = |first_s: i32, last_s: i32| match back {
        0 => true,
        ..0 => first_s - back_s < DAY_S,
        _ => last_s - back_s >= 0,
    };
    let trip = &feed.trips[position];
    let stop_times = feed.stop_times_of(position);
    let (first, last) = (stop_times[0], stop_times[stop_times.len() - 1]);
    let source = Source::Feed {
        feed: u32::try_from(index).expect("few feeds"),
        route: trip.route,
        trip: u32::try_from(position).expect("rows are bounded"),
    };
    let calls = |shift_s: i32| -> Vec<Call> {
        stop_times
            .iter()
            .map(|call| Call {
                stop: first_stop + call.stop,
                arrival_s: call.arrival_s as i32 - shift_s,
                departure_s: call.departure_s as i32 - shift_s,
                may_board: call.may_board,
                may_alight: call.may_alight,
            })
            .collect()
    };
    let key = headway::key(&[&(index as u64).to_le_bytes(), trip.id.as_bytes(), &back_key_s.to_le_bytes()]);
    let frequencies = feed.frequencies_of(position);
    if frequencies.is_empty() && is_under_way(first.departure_s as i32, last.arrival_s as i32) {
        runs.push(Run { source, timing: Timing::Fixed, calls: calls(back_s), key });
    }
    let duration_s = last.arrival_s as i32 - first.departure_s as i32;
    for row in frequencies {
        let (start_s, end_s) = (row.start_s as i32 - back_s, row.end_s as i32 - back_s);
        if is_under_way(row.start_s as i32, row.end_s as i32 + duration_s) {
            let timing = Timing::Headway { start_s, end_s, headway_s: row.headway_s, is_exact: row.is_exact };
            let key = headway::key(&[&key.to_le_bytes(), &row.start_s.to_le_bytes(), &row.end_s.to_le_bytes()]);
            runs.push(Run { source, timing, calls: calls(first.departure_s as i32), key });
        }
    }
}

#[cfg(test)]
mod tests;
