//! What a search reads in its inner loops: times of 16 bits counted from just before the first departure, stops that some
//! trip serves, and only those walks that can matter.

use crate::links::Links;
use crate::timetable::Timetable;

use super::gate::Pass;
use super::{Departures, Gate, LANES, Lanes, Query, TransitError, Walking, Walks};

/// Rows of (target, seconds).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) starts: Vec<u32>,
    pub(super) pairs: Vec<(u32, u16)>,
}

impl Rows {
    fn from_rows<I: IntoIterator<Item = (u32, u16)>>(rows: impl Iterator<Item = I>) -> Self {
        let mut table = Self { starts: vec![0], pairs: Vec::new() };
        for row in rows {
            table.pairs.extend(row);
            table.starts.push(u32::try_from(table.pairs.len()).expect("fewer walks than 2^32"));
        }
        table
    }

    pub(super) fn n_rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    #[inline(always)]
    pub(super) fn row(&self, index: usize) -> &[(u32, u16)] {
        &self.pairs[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) stops: u32,
    pub(super) n_stops: u32,
    pub(super) times: u32,
    pub(super) n_trips: u32,
}

/// A headway run boarded after half its headway; times count from its first departure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Half {
    pub(super) stops: Vec<u32>,
    /// Arrival and departure, and whether riders may get on and off.
    pub(super) calls: Vec<(i32, i32, bool, bool)>,
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) before_s: i32,
    pub(super) after_s: i32,
}

/// One draw of the timetable for one block of departures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    /// Departure of each lane, counted from 1; lanes out of use repeat the last one.
    pub(super) departures: Lanes,
    pub(super) n_departures: usize,
    pub(super) patterns: Vec<Pattern>,
    pub(super) halves: Vec<Half>,
    pub(super) stops: Vec<u32>,
    /// Arrivals, trip by trip; a stop where nobody may get off has the largest number.
    pub(super) arrivals: Vec<u16>,
    /// Latest times at the stops that still board, trip by trip; a stop where nobody may get on has 0.
    pub(super) board_by: Vec<u16>,
    /// Longest seconds from the first stop of a pattern to each of its stops, summed over hops, by departures and by
    /// arrivals.
    rides_s: Vec<(i32, i32)>,
    /// Patterns, then half-wait runs, that can be boarded at a stop, with the position there.
    pub(super) boardings: Rows,
    pub(super) transfers: Rows,
    /// Stop and seconds for each destination.
    pub(super) egress: Rows,
    pub(super) boarding_s: u16,
    /// Gates between stops in use.
    pub(super) passes: Vec<Pass>,
}

/// Holds a network made ready for one query: any number of origins can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    pub(super) schedules: Vec<Schedule>,
    /// Number among the stops in use, by stop.
    pub(super) stop_index: Vec<Option<u32>>,
    pub(super) n_stops: usize,
    pub(super) n_destinations: usize,
}

impl Search {
    /// Makes a network ready: `timetables` are draws of one service day, built for [`Query::span`].
    ///
    /// Transfers and walks from stops are thinned without changing any result: a walk to a stop is dropped if each line
    /// there can be boarded further up in time anyhow, a walk from a stop if staying on board is as good for each line.
    ///
    /// # Errors
    /// [`TransitError`] if the query cannot be answered or links do not fit.
    ///
    /// Cost: for each stop and each destination, the length of the patterns within its walks; for each draw.
    pub fn prepare(timetables: &[Timetable], walks: &Walks<'_>, query: &Query) -> Result<Self, TransitError> {
        Self::prepare_watching(timetables, &[], walks, query)
    }

    /// Makes a network ready in which the stops of further timetables are in use as well, and no walk is dropped that
    /// their runs could need.
    pub(super) fn prepare_watching(
        timetables: &[Timetable],
        watched: &[&[Timetable]],
        walks: &Walks<'_>,
        query: &Query,
    ) -> Result<Self, TransitError> {
        query.check()?;
        let Some(first) = timetables.first() else { return Err(TransitError::Timetables) };
        if timetables.iter().any(|timetable| timetable.n_stops != first.n_stops) {
            return Err(TransitError::Timetables);
        }
        let n_origins = walks.access.n_rows();
        let shapes = [
            ("egress", walks.egress.n_rows(), first.n_stops),
            ("transfers", walks.transfers.n_rows(), first.n_stops),
            ("direct walks", walks.direct.n_rows(), n_origins),
        ];
        for (links, rows, expected) in shapes {
            if rows != expected {
                return Err(TransitError::Shape { links, rows, expected });
            }
        }
        // Numbers in order of first appearance along the patterns keep the stops of a line together in memory.
        let mut stop_index = vec![None; first.n_stops];
        let mut used = Vec::new();
        for timetable in timetables.iter().chain(watched.iter().copied().flatten()) {
            let halves = timetable.half_waits.iter().flat_map(|half| &half.stops);
            for stop in timetable.stops.iter().chain(halves) {
                let index = &mut stop_index[stop.stop as usize];
                if index.is_none() {
                    *index = Some(u32::try_from(used.len()).expect("stops fit"));
                    used.push(stop.stop);
                }
            }
        }
        for (gate, own) in walks.gates.iter().enumerate() {
            for stop in [own.from, own.to] {
                let n_stops = first.n_stops;
                let Some(index) = stop_index.get_mut(stop as usize) else {
                    return Err(TransitError::Gate { gate, n_stops });
                };
                if index.is_none() {
                    *index = Some(u32::try_from(used.len()).expect("stops fit"));
                    used.push(stop);
                }
            }
        }
        let egress = walks.egress.reversed(walks.n_destinations);
        let context = Context { stop_index: &stop_index, used: &used };
        let walks_between = context.rows(walks.transfers, used.iter().map(|stop| *stop as usize), query.walking);
        let walks_from = context.rows(&egress, 0..walks.n_destinations, query.on_streets());
        let n = query.departures.n as usize;
        let schedules = timetables
            .iter()
            .flat_map(|timetable| (0..n.div_ceil(LANES)).map(move |block| (timetable, block)))
            .map(|(timetable, block)| {
                let mut schedule = schedule(timetable, block, query, &stop_index, used.len());
                schedule.passes = passes(walks.gates, timetable, block, query, &stop_index);
                if watched.is_empty() {
                    schedule.transfers = thin_transfers(&schedule, &walks_between);
                    schedule.egress = thin_egress(&schedule, &walks_from);
                } else {
                    schedule.transfers = walks_between.clone();
                }
                schedule
            })
            .collect();
        let (n_stops, n_destinations) = (used.len(), walks.n_destinations);
        Ok(Self { schedules, stop_index, n_stops, n_destinations })
    }

    /// Schedules of other timetables over the same stops and blocks, without walks.
    pub(super) fn schedules_of(&self, timetables: &[Timetable], query: &Query) -> Vec<Schedule> {
        let n_blocks = (query.departures.n as usize).div_ceil(LANES);
        let blocks = timetables.iter().flat_map(|timetable| (0..n_blocks).map(move |block| (timetable, block)));
        blocks.map(|(timetable, block)| schedule(timetable, block, query, &self.stop_index, self.n_stops)).collect()
    }

    /// Returns the number of walks between stops and from stops that are left, of the first draw, to judge the thinning.
    pub fn n_walks(&self) -> (usize, usize) {
        self.schedules.first().map_or((0, 0), |schedule| (schedule.transfers.pairs.len(), schedule.egress.pairs.len()))
    }
}

struct Context<'a> {
    stop_index: &'a [Option<u32>],
    used: &'a [u32],
}

impl Context<'_> {
    /// Links to stops in use, in seconds.
    fn rows(&self, links: &Links, points: impl Iterator<Item = usize>, walking: Walking) -> Rows {
        debug_assert!(self.used.len() <= self.stop_index.len());
        let row = |point| to_stops(links, point, self.stop_index, walking).collect::<Vec<_>>();
        Rows::from_rows(points.map(row))
    }
}

/// Returns the stops in use that a point is linked to, with the seconds to walk.
pub(super) fn to_stops<'a>(
    links: &'a Links,
    point: usize,
    stop_index: &'a [Option<u32>],
    walking: Walking,
) -> impl Iterator<Item = (u32, u16)> + 'a {
    let (stops, lengths_mm) = links.row(point);
    stops.iter().zip(lengths_mm).filter_map(move |(stop, length_mm)| {
        Some((stop_index.get(*stop as usize).copied().flatten()?, walking.seconds(*length_mm)?))
    })
}

/// Seconds after midnight that count as 0 in a block: its first departure is 1, so that 0 is before everything.
pub(super) fn base_s(block: usize, query: &Query) -> i32 {
    let Departures { first_s, step_s, .. } = query.departures;
    first_s.saturating_add((block as i64 * LANES as i64 * i64::from(step_s)) as i32) - 1
}

fn passes(gates: &[Gate], timetable: &Timetable, block: usize, query: &Query, stop_index: &[Option<u32>]) -> Vec<Pass> {
    let stop = |stop: u32| stop_index[stop as usize].expect("stops of gates are in use");
    let drawn = gates.iter().map(|gate| gate.drawn(timetable.headways, base_s(block, query)));
    drawn.map(|pass| Pass { from: stop(pass.from), to: stop(pass.to), ..pass }).collect()
}

fn schedule(timetable: &Timetable, block: usize, query: &Query, index: &[Option<u32>], n_stops: usize) -> Schedule {
    let Departures { step_s, n, .. } = query.departures;
    let n_departures = (n as usize - block * LANES).min(LANES);
    let base_s = base_s(block, query);
    let departures = std::array::from_fn(|lane| (1 + step_s as usize * lane.min(n_departures - 1)) as u16);
    let clamped = |time_s: i32| time_s.saturating_sub(base_s).clamp(0, i32::from(u16::MAX)) as u16;
    let stop = |stop: u32| index[stop as usize].expect("every stop of a pattern is in use");
    let boarding_s = query.boarding_s.min(60_000);
    let mut schedule = Schedule {
        departures,
        n_departures,
        patterns: Vec::new(),
        halves: Vec::new(),
        stops: Vec::new(),
        arrivals: Vec::new(),
        board_by: Vec::new(),
        rides_s: Vec::new(),
        boardings: Rows::default(),
        transfers: Rows::default(),
        egress: Rows::default(),
        boarding_s: boarding_s as u16,
        passes: Vec::new(),
    };
    let last_s = i32::from(departures[LANES - 1]) + query.below_s as i32;
    let mut boardings: Vec<Vec<(u32, u16)>> = vec![Vec::new(); n_stops];
    for pattern in &timetable.patterns {
        let stops = timetable.stops_of(pattern);
        let position = u32::try_from(schedule.patterns.len()).expect("patterns fit");
        let times = schedule.arrivals.len();
        let mut n_trips = 0;
        let mut hops = vec![(0, 0); stops.len()];
        for trip in 0..(pattern.trips.1 - pattern.trips.0) as usize {
            let own = timetable.times_of(pattern, trip);
            // Trips outside the block; order at every stop makes what is left one piece.
            if own[own.len() - 1].0 <= base_s || own[0].1 - base_s > last_s {
                continue;
            }
            n_trips += 1;
            for (hop, pair) in hops[1..].iter_mut().zip(own.windows(2)) {
                *hop = (hop.0.max(pair[1].1 - pair[0].1), hop.1.max(pair[1].0 - pair[0].0));
            }
            for (at, (arrival_s, departure_s)) in stops.iter().zip(own) {
                schedule.arrivals.push(if at.may_alight { clamped(*arrival_s) } else { u16::MAX });
                // Below the largest number, which no label needs.
                let board_by = clamped(departure_s - boarding_s as i32).min(u16::MAX - 1);
                schedule.board_by.push(if at.may_board { board_by } else { 0 });
            }
        }
        if n_trips == 0 {
            continue;
        }
        for (at, own) in stops.iter().enumerate().take(stops.len() - 1).filter(|(_, own)| own.may_board) {
            boardings[stop(own.stop) as usize].push((position, u16::try_from(at).unwrap_or(u16::MAX)));
        }
        schedule.patterns.push(Pattern {
            stops: u32::try_from(schedule.stops.len()).expect("calls fit"),
            n_stops: u32::try_from(stops.len()).expect("calls fit"),
            times: u32::try_from(times).expect("calls fit"),
            n_trips,
        });
        schedule.stops.extend(stops.iter().map(|own| stop(own.stop)));
        schedule.rides_s.extend(hops.iter().scan((0, 0), |ride, hop| {
            *ride = (ride.0 + hop.0, ride.1 + hop.1);
            Some(*ride)
        }));
    }
    let n_patterns = schedule.patterns.len();
    for (position, half) in timetable.half_waits.iter().enumerate() {
        let position = u32::try_from(n_patterns + position).expect("patterns fit");
        for (at, own) in half.stops.iter().enumerate().take(half.stops.len() - 1).filter(|(_, own)| own.may_board) {
            boardings[stop(own.stop) as usize].push((position, u16::try_from(at).unwrap_or(u16::MAX)));
        }
        schedule.halves.push(Half {
            stops: half.stops.iter().map(|own| stop(own.stop)).collect(),
            calls: half
                .stops
                .iter()
                .zip(&half.times)
                .map(|(own, (arrival_s, departure_s))| (*arrival_s, *departure_s, own.may_board, own.may_alight))
                .collect(),
            start: half.start_s - base_s,
            end: half.end_s - base_s,
            before_s: half.before_s,
            after_s: half.after_s,
        });
    }
    schedule.boardings = Rows::from_rows(boardings.into_iter());
    schedule
}

/// Patterns through each stop.
fn through(schedule: &Schedule, n_stops: usize) -> Vec<Vec<u32>> {
    let mut through = vec![Vec::new(); n_stops];
    for (position, pattern) in (0_u32..).zip(&schedule.patterns) {
        for stop in &schedule.stops[pattern.stops as usize..][..pattern.n_stops as usize] {
            let patterns: &mut Vec<u32> = &mut through[*stop as usize];
            if patterns.last() != Some(&position) {
                patterns.push(position);
            }
        }
    }
    through
}

/// Stops of gates and of headway runs that are boarded after half their headway; walks to and from them are all kept.
fn stops_to_keep(schedule: &Schedule, n_stops: usize) -> Vec<bool> {
    let mut is_kept_stop = vec![false; n_stops];
    for half in &schedule.halves {
        half.stops.iter().for_each(|stop| is_kept_stop[*stop as usize] = true);
    }
    for pass in &schedule.passes {
        (is_kept_stop[pass.from as usize], is_kept_stop[pass.to as usize]) = (true, true);
    }
    is_kept_stop
}

/// Seconds to walk to the stops of one row, by stop, and the patterns through them.
struct Near {
    walk_s: Vec<u16>,
    patterns: Vec<u32>,
    seen: Vec<bool>,
}

impl Near {
    fn new(n_stops: usize, n_patterns: usize) -> Self {
        Self { walk_s: vec![u16::MAX; n_stops], patterns: Vec::new(), seen: vec![false; n_patterns] }
    }

    fn enter(&mut self, row: &[(u32, u16)], through: &[Vec<u32>]) {
        for &(stop, walk_s) in row {
            self.walk_s[stop as usize] = self.walk_s[stop as usize].min(walk_s);
            for &pattern in &through[stop as usize] {
                if !std::mem::replace(&mut self.seen[pattern as usize], true) {
                    self.patterns.push(pattern);
                }
            }
        }
    }

    fn leave(&mut self, row: &[(u32, u16)]) {
        for &(stop, _) in row {
            self.walk_s[stop as usize] = u16::MAX;
        }
        for pattern in self.patterns.drain(..) {
            self.seen[pattern as usize] = false;
        }
    }
}

/// Keeps of each stop's walks to others those by which some line is boarded that could not be boarded at an earlier stop of
/// it by walking there: `walk(i) + longest ride from i to j ≤ walk(j)` makes the walk to j useless for the line.
fn thin_transfers(schedule: &Schedule, walks: &Rows) -> Rows {
    let n_stops = walks.starts.len() - 1;
    let through = through(schedule, n_stops);
    let is_kept_stop = stops_to_keep(schedule, n_stops);
    let mut near = Near::new(n_stops, schedule.patterns.len());
    let mut is_needed = vec![false; n_stops];
    Rows::from_rows((0_u32..).take(n_stops).map(|stop| {
        // One may stay where one is.
        let mut row: Vec<(u32, u16)> = walks.row(stop as usize).iter().copied().filter(|(to, _)| *to != stop).collect();
        row.push((stop, 0));
        near.enter(&row, &through);
        for &pattern in &near.patterns {
            let pattern = &schedule.patterns[pattern as usize];
            let (from, n) = (pattern.stops as usize, pattern.n_stops as usize);
            let last = &schedule.board_by[pattern.times as usize + n * (pattern.n_trips as usize - 1)..][..n];
            let mut least = i32::MAX;
            for at in from..from + n - 1 {
                let to = schedule.stops[at] as usize;
                // A stop where nobody may board, or where the last trip is gone.
                if near.walk_s[to] == u16::MAX || last[at - from] == 0 {
                    continue;
                }
                let value = i32::from(near.walk_s[to]) - schedule.rides_s[at].0;
                if value < least {
                    least = value;
                    is_needed[to] = true;
                }
            }
        }
        near.leave(&row);
        row.pop();
        row.retain(|(to, _)| is_needed[*to as usize] || is_kept_stop[*to as usize]);
        is_needed.fill(false);
        row
    }))
}

/// Keeps of each destination's stops those at which getting off some line cannot be replaced by staying on it:
/// `longest ride from i to j + walk(j) ≤ walk(i)` makes stop i useless for the line.
fn thin_egress(schedule: &Schedule, walks: &Rows) -> Rows {
    let n_stops = schedule.boardings.starts.len() - 1;
    let through = through(schedule, n_stops);
    let is_kept_stop = stops_to_keep(schedule, n_stops);
    let mut near = Near::new(n_stops, schedule.patterns.len());
    let mut is_needed = vec![false; n_stops];
    Rows::from_rows((0..walks.starts.len() - 1).map(|destination| {
        let row = walks.row(destination);
        near.enter(row, &through);
        for &pattern in &near.patterns {
            let pattern = &schedule.patterns[pattern as usize];
            let (from, n) = (pattern.stops as usize, pattern.n_stops as usize);
            let first = &schedule.arrivals[pattern.times as usize..][..n];
            let mut least = i32::MAX;
            for at in (from + 1..from + n).rev() {
                let stop = schedule.stops[at] as usize;
                // A stop where nobody may get off, or that even the first trip reaches too late.
                if near.walk_s[stop] == u16::MAX || first[at - from] == u16::MAX {
                    continue;
                }
                let value = i32::from(near.walk_s[stop]) + schedule.rides_s[at].1;
                if value < least {
                    least = value;
                    is_needed[stop] = true;
                }
            }
        }
        near.leave(row);
        let is_kept = |(stop, _): &(u32, u16)| is_needed[*stop as usize] || is_kept_stop[*stop as usize];
        let kept: Vec<(u32, u16)> = row.iter().copied().filter(is_kept).collect();
        is_needed.fill(false);
        kept
    }))
}
