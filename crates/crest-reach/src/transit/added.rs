//! What added runs change, found from the runs and not from the origins.
//!
//! A journey that uses an added run reaches its first one by the network without them and goes on from it by the whole
//! network. So two kinds of searches are enough, both from the stops of the added runs: backwards from each boarding, which
//! tells how many departures of each origin are there in time, and forwards from each alighting, which tells when each
//! destination is reached. For any origin the times after the change are the least of those before and of these.

use rayon::prelude::*;

use crate::timetable::{Headways, ServiceDay, build, difference};

use super::by_arrival::reversed;
use super::matrix::fits;
use super::propagate::walk_from_stops;
use super::rounds::{Workspace, search_from};
use super::schedule::{Schedule, Search, base_s};
use super::{Departures, LANES, Lanes, Query, TransitError, Walks};

/// Most bytes that what added runs can do may take.
const MOST_BYTES: usize = 1 << 30;

/// An arrival that never comes.
const NEVER: u16 = u16::MAX;

/// Holds what the runs that a change adds can do, for any origin and destination.
#[derive(Debug)]
pub struct AddedRuns {
    /// For each draw and block of departures, in the order of the search.
    blocks: Vec<Block>,
    max_rides: usize,
    pub(super) n_origins: usize,
    n_destinations: usize,
}

/// Added runs of one draw and block.
#[derive(Debug)]
struct Block {
    departures: Lanes,
    n_departures: usize,
    patterns: Vec<Pattern>,
    /// Number of the first departures that are at a boarding in time: origin by origin, boarding by boarding, by rides before.
    in_time: Vec<u8>,
    /// Arrivals at destinations: boarding by boarding, by rides after the added one, destination by destination.
    onward: Vec<u16>,
}

impl Block {
    fn n_boardings(&self) -> usize {
        self.patterns.iter().map(|pattern| pattern.n_trips * pattern.n_positions).sum()
    }
}

/// A pattern of added runs: its boardings are numbered trip by trip, in them position by position.
#[derive(Debug, Clone, Copy)]
struct Pattern {
    first_boarding: usize,
    n_trips: usize,
    /// Positions but the last.
    n_positions: usize,
}

impl AddedRuns {
    /// Finds what added runs can do; none if the change takes runs away as well, if gates or waits of half a headway are part of
    /// the network, for which no search backwards is made, or if that would take more than a gibibyte of memory.
    ///
    /// `network` and `walks` are those after the change, prepared for `query` over the draws `draws` of the second day; the
    /// change must leave walks between old places alone.
    ///
    /// # Errors
    /// [`TransitError`] if the query cannot be answered or links do not fit.
    ///
    /// Cost: for each draw, block and stop of the added runs, two searches. Memory: for each boarding of an added run within
    /// the window and each number of rides, a byte for each origin and two for each destination.
    pub fn find(
        (before, after): (&ServiceDay, &ServiceDay),
        draws: &[Headways],
        network: &Search,
        walks: &Walks<'_>,
        query: &Query,
    ) -> Result<Option<Self>, TransitError> {
        query.check()?;
        fits(network, walks)?;
        let (removed, added) = difference(before, after);
        let n_blocks = (query.departures.n as usize).div_ceil(LANES);
        let is_plain = network.schedules.iter().all(|own| own.passes.is_empty() && own.halves.is_empty());
        if !removed.runs.is_empty()
            || !is_plain
            || query.max_rides == 0
            || network.schedules.len() != draws.len() * n_blocks
        {
            return Ok(None);
        }
        let span = query.span();
        let tables = |day: &ServiceDay| draws.iter().map(|draw| build(day, span, *draw)).collect::<Vec<_>>();
        let (whole, added) = (tables(after), tables(&added));
        let turned = walks.turned();
        let (n_origins, n_destinations) = (walks.access.n_rows(), walks.n_destinations);
        let max_rides = query.max_rides as usize;
        let mut blocks = Vec::with_capacity(network.schedules.len());
        let mut n_bytes = 0;
        for (position, (own, added)) in network.schedules.iter().zip(network.schedules_of(&added, query)).enumerate() {
            let (draw, block) = (position / n_blocks, position % n_blocks);
            let too_late = own.departures[LANES - 1] + query.below_s as u16;
            let boardings = Boardings::of(&added, too_late);
            n_bytes += boardings.n * max_rides * (n_origins + 2 * n_destinations);
            if n_bytes > MOST_BYTES {
                return Ok(None);
            }
            let first_s = -(base_s(block, query) + i32::from(too_late));
            let departures = Departures { first_s, step_s: 60, n: 1 };
            let back = Query { departures, boarding_s: 0, below_s: u32::from(too_late), ..query.clone() };
            if back.check().is_err() {
                return Ok(None);
            }
            let (backward, onward) = rayon::join(
                || Search::prepare(&[reversed(&whole[draw], query.boarding_s)], &turned.with_gates(&[]), &back),
                || boardings.onward(network, own, max_rides),
            );
            blocks.push(Block {
                departures: own.departures,
                n_departures: own.n_departures,
                in_time: boardings.in_time(network, &backward?, own, max_rides),
                onward,
                patterns: boardings.patterns,
            });
        }
        Ok(Some(Self { blocks, max_rides, n_origins, n_destinations }))
    }

    /// Lowers the times of an origin, destination after destination and in it block after block, to those after the change;
    /// marks the destinations where any fell.
    #[inline(always)]
    pub(super) fn lower(&self, origin: usize, below_s: u16, times: &mut [Lanes], work: &mut Combined) {
        work.is_lower.clear();
        work.is_lower.resize(self.n_destinations, false);
        for (position, block) in self.blocks.iter().enumerate() {
            work.options(self, block, origin);
            work.ride(block, self.n_destinations);
            let Combined { groups, arrivals, is_lower, .. } = work;
            let lanes = times.iter_mut().skip(position).step_by(self.blocks.len());
            for ((destination, lanes), is_lower) in lanes.enumerate().zip(is_lower) {
                for (group, arrivals) in groups.iter().zip(arrivals.chunks_exact(self.n_destinations.max(1))) {
                    let (arrival, last) = (arrivals[destination], group.lanes.1 - 1);
                    // The last to leave gains if any does, since nobody who leaves later arrives sooner.
                    if arrival == NEVER || arrival - block.departures[last] >= lanes[last].min(below_s) {
                        continue;
                    }
                    *is_lower = true;
                    let departures = &block.departures[group.lanes.0..group.lanes.1];
                    for (time, departure) in lanes[group.lanes.0..group.lanes.1].iter_mut().zip(departures) {
                        let new = arrival - departure;
                        if new < below_s {
                            *time = new.min(*time);
                        }
                    }
                }
            }
        }
    }
}

/// One call of an added run: a boarding, or an alighting at the stop after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    /// Among the stops in use.
    stop: u32,
    time: u16,
    boarding: u32,
}

/// Boardings of added runs, with the alighting that follows each.
struct Boardings {
    patterns: Vec<Pattern>,
    n: usize,
    /// Latest times at stops, where one may get on, by stop and time.
    boardings: Vec<Event>,
    /// Arrivals, where one may get off, by stop and time.
    alightings: Vec<Event>,
    too_late: u16,
}

impl Boardings {
    fn of(added: &Schedule, too_late: u16) -> Self {
        let (mut patterns, mut boardings, mut alightings, mut n) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for pattern in &added.patterns {
            let n_stops = pattern.n_stops as usize;
            let stops = &added.stops[pattern.stops as usize..][..n_stops];
            let (n_trips, n_positions) = (pattern.n_trips as usize, n_stops - 1);
            patterns.push(Pattern { first_boarding: n, n_trips, n_positions });
            for trip in 0..n_trips {
                let times = pattern.times as usize + trip * n_stops;
                for at in 0..n_positions {
                    let boarding = u32::try_from(n).expect("as many as there are calls");
                    let (board_by, arrival) = (added.board_by[times + at], added.arrivals[times + at + 1]);
                    if board_by > 0 {
                        boardings.push(Event { stop: stops[at], time: board_by.min(too_late), boarding });
                    }
                    if arrival < too_late {
                        alightings.push(Event { stop: stops[at + 1], time: arrival, boarding });
                    }
                    n += 1;
                }
            }
        }
        boardings.sort_unstable();
        alightings.sort_unstable();
        Self { patterns, n, boardings, alightings, too_late }
    }

    /// Counts the departures that are at each boarding in time: origin by origin, boarding by boarding, by rides before.
    fn in_time(&self, network: &Search, backward: &Search, own: &Schedule, max_rides: usize) -> Vec<u8> {
        let mut used = vec![0_u32; network.n_stops];
        for (stop, index) in (0_u32..).zip(&network.stop_index) {
            index.iter().for_each(|index| used[*index as usize] = stop);
        }
        // Time runs backwards from the first time that is too late, which is 1.
        let turn = self.too_late + 1;
        let events: Vec<Event> = self
            .boardings
            .iter()
            .rev()
            .filter_map(|event| {
                let stop = backward.stop_index[used[event.stop as usize] as usize]?;
                Some(Event { stop, time: turn - event.time, ..*event })
            })
            .collect();
        let departures = &own.departures[..own.n_departures];
        let mut in_time = vec![0; backward.n_destinations * self.n * max_rides];
        spread(&backward.schedules[0], (&events, turn), max_rides, &mut |event, before, origin, time| {
            if time < turn {
                let count = departures.partition_point(|departure| *departure <= turn - time);
                in_time[(origin * self.n + event.boarding as usize) * max_rides + before] = count as u8;
            }
        });
        in_time
    }

    /// Finds the earliest arrival at each destination from each boarding: boarding by boarding, by rides after it.
    fn onward(&self, network: &Search, own: &Schedule, max_rides: usize) -> Vec<u16> {
        let n = network.n_destinations;
        let mut onward = vec![NEVER; self.n * max_rides * n];
        spread(own, (&self.alightings, self.too_late), max_rides, &mut |event, after, destination, time| {
            if time < self.too_late {
                onward[(event.boarding as usize * max_rides + after) * n + destination] = time;
            }
        });
        // Whoever is aboard may stay on.
        for pattern in &self.patterns {
            for trip in 0..pattern.n_trips {
                let first = pattern.first_boarding + trip * pattern.n_positions;
                for boarding in (first..first + pattern.n_positions - 1).rev() {
                    let (own, next) = onward[boarding * max_rides * n..].split_at_mut(max_rides * n);
                    own.iter_mut().zip(next).for_each(|(own, next)| *own = (*next).min(*own));
                }
            }
        }
        onward
    }
}

/// Most searches whose results are held at once.
const TASKS: usize = 8;

/// Searches from events, which are sorted by stop and in it by time, and hands on the time at each destination, by event and
/// number of rides.
fn spread(
    schedule: &Schedule,
    (events, too_late): (&[Event], u16),
    max_rides: usize,
    sink: &mut dyn FnMut(&Event, usize, usize, u16),
) {
    // Events at one stop, of as many different times as there are lanes.
    let mut tasks: Vec<&[Event]> = Vec::new();
    for at_stop in events.chunk_by(|one, other| one.stop == other.stop) {
        let times: Vec<&[Event]> = at_stop.chunk_by(|one, other| one.time == other.time).collect();
        let mut start = 0;
        for lanes in times.chunks(LANES) {
            let n = lanes.iter().map(|same| same.len()).sum::<usize>();
            tasks.push(&at_stop[start..start + n]);
            start += n;
        }
    }
    for chunk in tasks.chunks(TASKS) {
        let found: Vec<Vec<Vec<Lanes>>> = chunk
            .par_iter()
            .map_init(
                || Workspace::new(schedule.boardings.n_rows()),
                |work, events| pulp::Arch::new().dispatch(Spread { schedule, events, max_rides, too_late, work }),
            )
            .collect();
        for (events, by_rides) in chunk.iter().zip(&found) {
            for (lane, same) in events.chunk_by(|one, other| one.time == other.time).enumerate() {
                for event in same {
                    for rides in 0..max_rides {
                        // Labels that fell no further are those of fewer rides.
                        let destinations = &by_rides[rides.min(by_rides.len() - 1)];
                        for (destination, lanes) in destinations.iter().enumerate() {
                            sink(event, rides, destination, lanes[lane]);
                        }
                    }
                }
            }
        }
    }
}

/// One search from a stop as a task, see the rows of a matrix.
struct Spread<'a> {
    schedule: &'a Schedule,
    events: &'a [Event],
    /// One more than rides are made.
    max_rides: usize,
    too_late: u16,
    work: &'a mut Workspace,
}

impl pulp::NullaryFnOnce for Spread<'_> {
    /// By number of rides, times at destinations.
    type Output = Vec<Vec<Lanes>>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self { schedule, events, max_rides, work, .. } = self;
        let mut times = [events[events.len() - 1].time; LANES];
        let mut of_lanes = events.chunk_by(|one, other| one.time == other.time);
        times.iter_mut().zip(&mut of_lanes).for_each(|(time, same)| *time = same[0].time);
        let too_late = [self.too_late; LANES];
        let mut by_rides = Vec::with_capacity(max_rides);
        let mut see = |work: &Workspace| {
            let times_at = |destination| {
                let mut best = too_late;
                walk_from_stops(schedule, work, destination, &mut best);
                best
            };
            by_rides.push((0..schedule.egress.n_rows()).map(times_at).collect());
        };
        search_from(schedule, (events[0].stop, &times), &too_late, max_rides as u32 - 1, work, &mut see);
        by_rides
    }
}

/// Departures that have the same options.
#[derive(Debug, Clone, Copy)]
struct Group {
    lanes: (usize, usize),
    options: (usize, usize),
}

/// Holds what is found for one origin; kept from origin to origin.
#[derive(Debug, Default)]
pub(super) struct Combined {
    groups: Vec<Group>,
    /// Rows of onward arrivals.
    rows: Vec<u32>,
    arrivals: Vec<u16>,
    /// First trip that the departure before catches, by pattern and rides before.
    first: Vec<usize>,
    caught: Vec<(usize, usize)>,
    /// Destinations whose times fell.
    pub(super) is_lower: Vec<bool>,
}

impl Combined {
    /// Finds the arrivals of each group of departures by the best of its options, destination by destination.
    #[inline(always)]
    fn ride(&mut self, block: &Block, n_destinations: usize) {
        let Self { groups, rows, arrivals, .. } = self;
        arrivals.clear();
        arrivals.resize(n_destinations * groups.len(), NEVER);
        for (group, arrivals) in groups.iter().zip(arrivals.chunks_exact_mut(n_destinations.max(1))) {
            for row in &rows[group.options.0..group.options.1] {
                let onward = &block.onward[*row as usize * n_destinations..][..n_destinations];
                arrivals.iter_mut().zip(onward).for_each(|(arrival, onward)| *arrival = (*onward).min(*arrival));
            }
        }
    }

    /// Lists for each departure the boardings that are worth a look: of each pattern, the first trip that is caught, and later
    /// ones where they are caught further up.
    #[inline(always)]
    fn options(&mut self, runs: &AddedRuns, block: &Block, origin: usize) {
        let Self { groups, rows, first, caught, .. } = self;
        groups.clear();
        rows.clear();
        let rides = runs.max_rides;
        let n_boardings = block.n_boardings();
        let in_time = &block.in_time[origin * n_boardings * rides..][..n_boardings * rides];
        first.clear();
        first.resize(block.patterns.len() * rides, 0);
        for lane in 0..block.n_departures {
            let start = rows.len();
            for (pattern, first) in block.patterns.iter().zip(first.chunks_exact_mut(rides)) {
                caught.clear();
                // Fewer rides before the first added one leave more for later.
                for (before, first) in first.iter_mut().enumerate() {
                    let row = |trip: usize, at: usize| {
                        (pattern.first_boarding + trip * pattern.n_positions + at) * rides + before
                    };
                    let furthest =
                        |trip: usize, below: usize| (0..below).find(|at| usize::from(in_time[row(trip, *at)]) > lane);
                    // Later trips are caught by all who catch this one, and perhaps further up.
                    let Some(last) = furthest(pattern.n_trips - 1, pattern.n_positions) else { continue };
                    let mut best = pattern.n_positions;
                    for trip in *first..pattern.n_trips {
                        let Some(at) = furthest(trip, best) else { continue };
                        if best == pattern.n_positions {
                            *first = trip;
                        }
                        best = at;
                        if !caught.iter().any(|(sooner, further)| *sooner <= trip && *further <= at) {
                            caught.push((trip, at));
                            let boarding = pattern.first_boarding + trip * pattern.n_positions + at;
                            rows.push((boarding * rides + rides - 1 - before) as u32);
                        }
                        if at == last {
                            break;
                        }
                    }
                }
            }
            let is_same = groups.last().is_some_and(|group| rows[group.options.0..group.options.1] == rows[start..]);
            match groups.last_mut() {
                Some(group) if is_same => {
                    group.lanes.1 = lane + 1;
                    rows.truncate(start);
                }
                _ => groups.push(Group { lanes: (lane, lane + 1), options: (start, rows.len()) }),
            }
        }
    }
}

#[cfg(test)]
mod tests;
