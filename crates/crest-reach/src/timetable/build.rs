//! Patterns: runs with the same stops in the same order, none overtaking another.

use std::collections::HashMap;

use super::{Call, Headways, Run, ServiceDay, Timing, offset_s};

/// Bounds the part of a service day that is looked at, in seconds after midnight; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Runs that end before it are left out.
    pub from_s: i32,
    /// Runs that start after it are left out.
    pub to_s: i32,
}

/// Holds the departures of a span as flat arrays, pattern after pattern and trip after trip.
#[derive(Debug, Clone, PartialEq)]
pub struct Timetable {
    /// Number of stops.
    pub n_stops: usize,
    /// How headways became departures.
    pub headways: Headways,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) stops: Vec<PatternStop>,
    /// Arrival and departure in seconds after midnight: trip by trip, stop by stop.
    pub(crate) times: Vec<(i32, i32)>,
    /// Position of its run of each trip.
    pub(crate) runs: Vec<u32>,
    /// Headway runs whose boardings wait half the headway.
    pub(crate) half_waits: Vec<HalfWait>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// First and one past last of its stops.
    pub(crate) stops: (u32, u32),
    /// First and one past last of its trips.
    pub(crate) trips: (u32, u32),
    /// First of its times.
    pub(crate) times: u32,
}

/// A stop of a pattern with what riders may do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PatternStop {
    pub(crate) stop: u32,
    pub(crate) may_board: bool,
    pub(crate) may_alight: bool,
}

/// A headway run that stays one: times count from the departure of its first stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HalfWait {
    pub(crate) stops: Vec<PatternStop>,
    pub(crate) times: Vec<(i32, i32)>,
    pub(crate) start_s: i32,
    pub(crate) end_s: i32,
    /// Half the headway, waited before it is asked whether the run is on, as time run backwards has it.
    pub(crate) before_s: i32,
    /// Half the headway, waited after that.
    pub(crate) after_s: i32,
    pub(crate) run: u32,
}

impl HalfWait {
    /// Returns when the vehicle leaves its first stop for somebody who could have left there at `ready_s`; none if the run
    /// is over. Later comers never leave sooner.
    #[inline(always)]
    pub(crate) fn leaves(&self, ready_s: i32) -> Option<i32> {
        let ready_s = ready_s + self.before_s;
        (ready_s <= self.end_s).then(|| ready_s.max(self.start_s) + self.after_s)
    }
}

impl Timetable {
    /// Makes a timetable without any trip.
    pub(crate) fn empty(n_stops: usize, headways: Headways) -> Self {
        Self {
            n_stops,
            headways,
            patterns: Vec::new(),
            stops: Vec::new(),
            times: Vec::new(),
            runs: Vec::new(),
            half_waits: Vec::new(),
        }
    }

    /// Returns the number of patterns.
    pub fn n_patterns(&self) -> usize {
        self.patterns.len()
    }

    /// Returns the number of trips, each departure of a headway counting as one.
    pub fn n_trips(&self) -> usize {
        self.runs.len()
    }

    pub(crate) fn stops_of(&self, pattern: &Pattern) -> &[PatternStop] {
        &self.stops[pattern.stops.0 as usize..pattern.stops.1 as usize]
    }

    /// Times of the `trip`-th trip of a pattern.
    pub(crate) fn times_of(&self, pattern: &Pattern, trip: usize) -> &[(i32, i32)] {
        let length = (pattern.stops.1 - pattern.stops.0) as usize;
        let start = pattern.times as usize + trip * length;
        &self.times[start..start + length]
    }
}

/// Builds the timetable of a span of a service day.
///
/// Trips of one pattern are in order at every stop: where one overtakes another, the runs are split into several
/// patterns, so that the first trip that can be boarded is always the first to arrive.
///
/// Cost: O(calls · log trips) in time, linear in memory. Equal inputs give equal arrays.
pub fn build(day: &ServiceDay, span: Span, headways: Headways) -> Timetable {
    let mut timetable = Timetable::empty(day.n_stops, headways);
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut group_of: HashMap<Vec<PatternStop>, usize> = HashMap::new();
    for (index, run) in day.runs.iter().enumerate() {
        if run.calls.len() < 2 {
            continue;
        }
        let index = u32::try_from(index).expect("rows are bounded");
        let mut departures = Vec::new();
        match (run.timing, headways) {
            (Timing::Headway { start_s, end_s, headway_s, is_exact: false }, Headways::HalfWait) => {
                timetable.half_waits.extend(half_wait(run, index, span, (start_s, end_s, headway_s)));
            }
            _ => departures = shifts(run, headways, span),
        }
        if departures.is_empty() {
            continue;
        }
        let stops: Vec<PatternStop> = run.calls.iter().map(pattern_stop).collect();
        let group = *group_of.entry(stops).or_insert_with(|| {
            groups.push(Group { calls: &run.calls, trips: Vec::new() });
            groups.len() - 1
        });
        groups[group].trips.extend(departures.into_iter().map(|(shift_s, late_s)| Trip {
            shift_s,
            late_s,
            run: index,
        }));
    }
    for group in groups {
        add_patterns(&mut timetable, &group, day);
    }
    timetable
}

/// Runs of the same stops.
struct Group<'a> {
    calls: &'a [Call],
    trips: Vec<Trip>,
}

/// A departure of a run: seconds to add to its calls, and further seconds to add to their departures.
#[derive(Clone, Copy)]
struct Trip {
    shift_s: i32,
    late_s: i32,
    run: u32,
}

impl Trip {
    fn times<'a>(&self, day: &'a ServiceDay) -> impl Iterator<Item = (i32, i32)> + use<'a> {
        let Self { shift_s, late_s, run } = *self;
        let calls = day.runs[run as usize].calls.iter();
        calls.map(move |call| (call.arrival_s + shift_s, call.departure_s + shift_s + late_s))
    }
}

fn pattern_stop(call: &Call) -> PatternStop {
    PatternStop { stop: call.stop, may_board: call.may_board, may_alight: call.may_alight }
}

/// Returns what to add to the calls of a run for each of its departures within the span, and to their departures besides.
fn shifts(run: &Run, headways: Headways, span: Span) -> Vec<(i32, i32)> {
    let (first_s, last_s) = (run.calls[0].departure_s, run.calls[run.calls.len() - 1].arrival_s);
    let is_within = |shift_s: i32| last_s + shift_s >= span.from_s && first_s + shift_s <= span.to_s;
    match (run.timing, headways) {
        (Timing::Fixed, _) => is_within(0).then_some((0, 0)).into_iter().collect(),
        (Timing::Headway { start_s, end_s, headway_s, is_exact }, Headways::DrawnR5 { seed, draw, n_draws }) => {
            let offset = if is_exact { 0 } else { offset_s(seed, run.key, draw, n_draws, headway_s) };
            let first = start_s + offset as i32;
            // From the arrival at the first stop; an arrival is never after its departure.
            let wait_s = -run.calls[0].arrival_s;
            let leaves = departures((first, headway_s), end_s.saturating_add(1), span.from_s - last_s - wait_s);
            leaves
                .map(|leaves| (leaves + wait_s, if leaves == first { 2 } else { 1 }))
                .take_while(|(shift_s, _)| *shift_s <= span.to_s)
                .filter(|(shift_s, _)| is_within(*shift_s))
                .collect()
        }
        (Timing::Headway { start_s, end_s, headway_s, is_exact }, _) => {
            let length_s = u32::try_from(end_s - start_s).unwrap_or(0);
            let offset = match headways {
                Headways::Drawn { seed, draw, n_draws } if !is_exact => {
                    offset_s(seed, run.key, draw, n_draws, headway_s.min(length_s))
                }
                _ => 0,
            };
            let first = start_s + offset as i32;
            departures((first, headway_s), end_s, span.from_s - last_s)
                .take_while(|shift_s| *shift_s <= span.to_s)
                .filter(|shift_s| is_within(*shift_s))
                .map(|shift_s| (shift_s, 0))
                .collect()
        }
    }
}

/// Lists departures at a headway before an end, and the first if it lies after it; those long before `from_s` are skipped
/// by division, since a period may hold many.
fn departures((first, headway_s): (i32, u32), end_s: i32, from_s: i32) -> impl Iterator<Item = i32> {
    let step = headway_s as i32;
    let skipped = (from_s.saturating_sub(first).max(0) as u32).div_ceil(headway_s) as i32;
    let at_least_once = (first >= end_s).then_some(first);
    (skipped..)
        .map(move |i| i.saturating_mul(step).saturating_add(first))
        .take_while(move |leaves| *leaves < end_s)
        .chain(at_least_once)
}

fn half_wait(run: &Run, index: u32, span: Span, (start_s, end_s, headway_s): (i32, i32, u32)) -> Option<HalfWait> {
    let last_s = run.calls[run.calls.len() - 1].arrival_s;
    (end_s + last_s + headway_s as i32 >= span.from_s && start_s <= span.to_s).then(|| HalfWait {
        stops: run.calls.iter().map(pattern_stop).collect(),
        times: run.calls.iter().map(|call| (call.arrival_s, call.departure_s)).collect(),
        start_s,
        end_s,
        before_s: 0,
        after_s: (headway_s / 2) as i32,
        run: index,
    })
}

/// Splits a group into patterns without overtaking and appends them.
fn add_patterns(timetable: &mut Timetable, group: &Group<'_>, day: &ServiceDay) {
    let mut trips = group.trips.clone();
    trips.sort_by_cached_key(|trip| {
        let calls = &day.runs[trip.run as usize].calls;
        (calls[0].departure_s + trip.shift_s, calls[calls.len() - 1].arrival_s + trip.shift_s, trip.run)
    });
    let follows = |a: &Trip, b: &Trip| a.times(day).zip(b.times(day)).all(|(x, y)| x.0 <= y.0 && x.1 <= y.1);
    let mut chains: Vec<Vec<Trip>> = Vec::new();
    for trip in trips {
        match chains.iter_mut().find(|chain| follows(&chain[chain.len() - 1], &trip)) {
            Some(chain) => chain.push(trip),
            None => chains.push(vec![trip]),
        }
    }
    let bound = |length: usize| u32::try_from(length).expect("the timetable of a day has fewer than 2^32 calls");
    for chain in chains {
        let stops = (bound(timetable.stops.len()), bound(timetable.stops.len() + group.calls.len()));
        let trips = (bound(timetable.runs.len()), bound(timetable.runs.len() + chain.len()));
        timetable.patterns.push(Pattern { stops, trips, times: bound(timetable.times.len()) });
        timetable.stops.extend(group.calls.iter().map(pattern_stop));
        for trip in chain {
            timetable.runs.push(trip.run);
            timetable.times.extend(trip.times(day));
        }
    }
}
