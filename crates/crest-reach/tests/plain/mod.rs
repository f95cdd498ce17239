//! A plain search minute by minute that follows the rules of R5 v7.4 to the letter, slow and without any of the kernel's
//! shortcuts: labels of whole seconds, departures from the last to the first, offsets of headways drawn anew each minute.
//!
//! Rules are those of `FastRaptorWorker`, `FilteredPattern`, `RaptorState`, `PerTargetPropagater` and `TransitLayer`, read there
//! and written anew.

#![allow(dead_code, reason = "every test binary uses its own part of the harness")]
#![allow(clippy::unwrap_used, unreachable_pub, reason = "helpers of a test fail as tests do")]

use std::collections::BTreeMap;

use crest_reach::gtfs::{Day, Feed};
use crest_reach::links::Links;
use crest_reach::transit::{Query, Walks};

pub const NEVER: i32 = i32::MAX;

/// One trip or all headway rows of one: arrivals and departures.
pub struct Trip {
    pub id: String,
    pub times: Vec<(i32, i32)>,
    /// Start, end, headway.
    pub rows: Vec<(i32, i32, i32)>,
}

/// All running trips of a route with the same stops.
pub struct Pattern {
    pub stops: Vec<(u32, bool, bool)>,
    pub fixed: Vec<Trip>,
    pub headway: Vec<Trip>,
    pub is_overtaken: bool,
}

pub struct Plain {
    pub patterns: Vec<Pattern>,
    through: Vec<Vec<u32>>,
    n_stops: usize,
}

/// Route by feed, and its row of stops with what riders may do there.
type Key = (usize, u32, Vec<(u32, bool, bool)>);

impl Plain {
    pub fn new(feeds: &[Feed], day: Day) -> Self {
        let mut groups: BTreeMap<Key, Pattern> = BTreeMap::new();
        let mut first = 0_u32;
        for (index, feed) in feeds.iter().enumerate() {
            let mut order: Vec<usize> = (0..feed.trips.len()).collect();
            order.sort_by(|a, b| feed.trips[*a].id.cmp(&feed.trips[*b].id));
            for trip in order {
                let own = &feed.trips[trip];
                if !feed.services[own.service as usize].runs_on(day) {
                    continue;
                }
                let calls = feed.stop_times_of(trip);
                let stops: Vec<_> =
                    calls.iter().map(|call| (first + call.stop, call.may_board, call.may_alight)).collect();
                let rows: Vec<_> = feed
                    .frequencies_of(trip)
                    .iter()
                    .map(|row| (row.start_s as i32, row.end_s as i32, row.headway_s as i32))
                    .collect();
                let zero = if rows.is_empty() { 0 } else { calls[0].arrival_s as i32 };
                let times =
                    calls.iter().map(|call| (call.arrival_s as i32 - zero, call.departure_s as i32 - zero)).collect();
                let pattern = groups.entry((index, own.route, stops.clone())).or_insert_with(|| Pattern {
                    stops,
                    fixed: Vec::new(),
                    headway: Vec::new(),
                    is_overtaken: false,
                });
                let list = if rows.is_empty() { &mut pattern.fixed } else { &mut pattern.headway };
                list.push(Trip { id: own.id.clone(), times, rows });
            }
            first += feed.stops.len() as u32;
        }
        let mut patterns: Vec<Pattern> = groups.into_values().collect();
        let mut through = vec![Vec::new(); first as usize];
        for (position, pattern) in (0_u32..).zip(&mut patterns) {
            pattern.fixed.sort_by_key(|trip| trip.times[0].1);
            pattern.is_overtaken =
                pattern.fixed.windows(2).any(|pair| pair[0].times.iter().zip(&pair[1].times).any(|(a, b)| a.1 > b.1));
            for (stop, _, _) in &pattern.stops {
                let own: &mut Vec<u32> = &mut through[*stop as usize];
                if own.last() != Some(&position) {
                    own.push(position);
                }
            }
        }
        Self { patterns, through, n_stops: first as usize }
    }

    /// Seconds from one origin to each destination: minute after minute from the last to the first, draw after draw.
    pub fn times(
        &self,
        walks: &Walks<'_>,
        query: &Query,
        origin: usize,
        draws_per_minute: usize,
        random: &mut Random,
    ) -> Vec<Vec<i32>> {
        let most_s = query.below_s as i32;
        let speed = query.walking.speed_mm_per_s;
        let seconds = |links: &Links, row: usize| -> Vec<(usize, i32)> {
            let (targets, lengths) = links.row(row);
            targets.iter().zip(lengths).map(|(to, mm)| (*to as usize, (mm / speed) as i32)).collect()
        };
        let access: Vec<_> = seconds(walks.access, origin);
        let transfers: Vec<_> = (0..self.n_stops).map(|stop| seconds(walks.transfers, stop)).collect();
        let has_headways = self.patterns.iter().any(|pattern| !pattern.headway.is_empty());
        let mut direct = vec![NEVER; walks.n_destinations];
        for (to, walk_s) in seconds(walks.direct, origin) {
            // R5 bounds a direct walk at the last junction only, and r5r leaves out minutes above the longest trip.
            if walk_s < most_s + 60 {
                direct[to] = walk_s;
            }
        }
        let egress: Vec<_> = (0..self.n_stops).map(|stop| seconds(walks.egress, stop)).collect();
        let n_rounds = query.max_rides as usize + 1;
        let mut states: Vec<State> = (0..n_rounds).map(|_| State::new(self.n_stops)).collect();
        let mut times = vec![Vec::new(); walks.n_destinations];
        for minute in (0..query.departures.n).rev() {
            let departure = query.departures.first_s + (minute * query.departures.step_s) as i32;
            let limit = departure + most_s;
            states.iter_mut().for_each(|state| state.restart(limit));
            for (stop, walk_s) in &access {
                states[0].set(*stop, departure + walk_s, limit, false);
            }
            for round in 1..n_rounds {
                let (before, after) = states.split_at_mut(round);
                let (before, after) = (&before[round - 1], &mut after[0]);
                after.merge(before);
                self.ride_fixed(before, after, limit);
                if round + 1 < n_rounds {
                    after.transfer(&transfers, limit);
                }
            }
            let n_draws = if has_headways { draws_per_minute } else { 1 };
            for _ in 0..n_draws {
                let mut own = if has_headways { states.clone() } else { Vec::new() };
                let last = if has_headways {
                    let offsets: Vec<Vec<Vec<i32>>> = self
                        .patterns
                        .iter()
                        .map(|pattern| {
                            let trips = pattern.headway.iter();
                            trips.map(|trip| trip.rows.iter().map(|row| random.below(row.2)).collect()).collect()
                        })
                        .collect();
                    own.iter_mut().for_each(State::forget);
                    for round in 1..n_rounds {
                        let (before, after) = own.split_at_mut(round);
                        let earlier = (round > 1).then(|| before[round - 2].best.clone());
                        let (before, after) = (&before[round - 1], &mut after[0]);
                        after.merge(before);
                        self.ride_fixed(before, after, limit);
                        self.ride_headways(before, earlier.as_deref(), after, &offsets, limit);
                        if round + 1 < n_rounds {
                            after.transfer(&transfers, limit);
                        }
                    }
                    &own[n_rounds - 1]
                } else {
                    &states[n_rounds - 1]
                };
                let mut best = direct.clone();
                for (stop, arrival) in last.ride.iter().enumerate().filter(|(_, arrival)| **arrival != NEVER) {
                    for (to, walk_s) in &egress[stop] {
                        let time = arrival - departure + walk_s;
                        if time < most_s && time < best[*to] {
                            best[*to] = time;
                        }
                    }
                }
                for (all, own) in times.iter_mut().zip(best) {
                    all.push(own);
                }
            }
        }
        times
    }

    fn patterns_of(&self, is_updated: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut wanted = vec![false; self.patterns.len()];
        for (stop, patterns) in self.through.iter().enumerate() {
            if is_updated(stop) {
                patterns.iter().for_each(|pattern| wanted[*pattern as usize] = true);
            }
        }
        wanted
    }

    fn ride_fixed(&self, before: &State, after: &mut State, limit: i32) {
        let wanted = self.patterns_of(|stop| before.is_updated[stop]);
        for (pattern, _) in
            self.patterns.iter().zip(wanted).filter(|(pattern, wanted)| *wanted && !pattern.fixed.is_empty())
        {
            let mut aboard: Option<usize> = None;
            for (at, &(stop, may_board, may_alight)) in pattern.stops.iter().enumerate() {
                let stop = stop as usize;
                if let Some(trip) = aboard.filter(|_| may_alight) {
                    after.set(stop, pattern.fixed[trip].times[at].0, limit, true);
                }
                if !may_board || !before.is_updated[stop] {
                    continue;
                }
                let ready = before.best[stop] + 60;
                if aboard.is_some_and(|trip| ready >= pattern.fixed[trip].times[at].1) {
                    continue;
                }
                let mut least = NEVER;
                for (trip, own) in pattern.fixed.iter().enumerate() {
                    let departure = own.times[at].1;
                    if departure > ready && departure < least {
                        least = departure;
                        aboard = Some(trip);
                        if !pattern.is_overtaken {
                            break;
                        }
                    }
                }
            }
        }
    }

    fn ride_headways(
        &self,
        before: &State,
        earlier: Option<&[i32]>,
        after: &mut State,
        offsets: &[Vec<Vec<i32>>],
        limit: i32,
    ) {
        let is_updated = |stop: usize| before.best[stop] < earlier.map_or(NEVER, |best| best[stop]);
        let wanted = self.patterns_of(is_updated);
        for ((pattern, offsets), _) in self.patterns.iter().zip(offsets).zip(wanted).filter(|(_, wanted)| *wanted) {
            for (trip, offsets) in pattern.headway.iter().zip(offsets) {
                for (&(start, end, headway), offset) in trip.rows.iter().zip(offsets) {
                    // Departure and position of the boarding.
                    let mut aboard: Option<(i32, usize)> = None;
                    for (at, &(stop, may_board, may_alight)) in pattern.stops.iter().enumerate() {
                        let stop = stop as usize;
                        if let Some((departure, from)) = aboard.filter(|_| may_alight) {
                            after.set(stop, departure + trip.times[at].0 - trip.times[from].1, limit, true);
                        }
                        if !may_board || !is_updated(stop) {
                            continue;
                        }
                        let earliest = before.best[stop] + 60;
                        let first = start + trip.times[at].1 + offset;
                        let n = (end - start - offset) / headway + 1;
                        let skipped = if earliest - 1 <= first { 0 } else { (earliest - 1 - first) / headway + 1 };
                        if skipped < n {
                            let departure = first + skipped * headway;
                            let stay = aboard.map_or(NEVER, |(own, from)| own + trip.times[at].1 - trip.times[from].1);
                            if departure < stay {
                                aboard = Some((departure, at));
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Labels after so many rides.
#[derive(Clone)]
struct State {
    best: Vec<i32>,
    ride: Vec<i32>,
    is_updated: Vec<bool>,
    is_ridden: Vec<bool>,
}

impl State {
    fn new(n_stops: usize) -> Self {
        Self {
            best: vec![NEVER; n_stops],
            ride: vec![NEVER; n_stops],
            is_updated: vec![false; n_stops],
            is_ridden: vec![false; n_stops],
        }
    }

    fn forget(&mut self) {
        self.is_updated.fill(false);
        self.is_ridden.fill(false);
    }

    /// Takes up the labels of the minute after, without those that now take too long.
    fn restart(&mut self, limit: i32) {
        self.forget();
        for time in self.best.iter_mut().chain(&mut self.ride) {
            if *time >= limit {
                *time = NEVER;
            }
        }
    }

    fn merge(&mut self, before: &Self) {
        for (own, other) in self.best.iter_mut().zip(&before.best) {
            *own = (*own).min(*other);
        }
        for (own, other) in self.ride.iter_mut().zip(&before.ride) {
            *own = (*own).min(*other);
        }
    }

    fn set(&mut self, stop: usize, time: i32, limit: i32, is_ride: bool) {
        if time >= limit {
            return;
        }
        if is_ride && time < self.ride[stop] {
            self.ride[stop] = time;
            self.is_ridden[stop] = true;
        }
        if time < self.best[stop] {
            self.best[stop] = time;
            self.is_updated[stop] = true;
        }
    }

    fn transfer(&mut self, transfers: &[Vec<(usize, i32)>], limit: i32) {
        for (stop, walks) in transfers.iter().enumerate() {
            if self.is_ridden[stop] {
                for (to, walk_s) in walks {
                    self.set(*to, self.ride[stop] + walk_s, limit, false);
                }
            }
        }
    }
}

/// A generator of uniform numbers (splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: i32) -> i32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as i32
    }
}

/// The item of rank ⌈p·n⌉ of the sorted times, in minutes begun.
pub fn minutes(times: &[i32], percentile: f64) -> Option<u16> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let item = (percentile / 100.0 * sorted.len() as f64).ceil() as usize - 1;
    (sorted[item] != NEVER).then(|| (sorted[item] / 60) as u16)
}
