//! One journey with its legs: why it takes 62 minutes.
//!
//! A plain search of rounds for one departure with the way back kept, written apart from the search of many departures so
//! that each is a test of the other.

use crate::timetable::Timetable;

use super::gate::Pass;
use super::percentile::{UNREACHED, rank};
use super::{Query, Search, TransitError, Walking, Walks, lanes};

/// Names an end of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Where the journey starts.
    Origin,
    /// A stop by position.
    Stop(u32),
    /// Where it ends.
    Destination,
}

/// Holds one part of a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// On streets: on foot, or by the mode that [`Walks::mode`] tells.
    Walk {
        /// From where.
        from: Place,
        /// To where.
        to: Place,
        /// How long.
        seconds: u32,
    },
    /// At a stop until the vehicle leaves, the time to get to it included.
    Wait {
        /// Where.
        stop: u32,
        /// How long.
        seconds: u32,
    },
    /// Through a gate, waiting for it to open and the queue included.
    Gate {
        /// Position of the gate.
        gate: usize,
        /// Stop in front of it.
        from: u32,
        /// Stop behind it.
        to: u32,
        /// How long.
        seconds: u32,
    },
    /// On board.
    Ride {
        /// Position of the run in the service day.
        run: u32,
        /// Where one gets on.
        board: u32,
        /// Where one gets off.
        alight: u32,
        /// When the vehicle leaves, in seconds after midnight.
        board_at_s: i32,
        /// When it arrives.
        alight_at_s: i32,
    },
    /// At the destination, before the time by which one had to be there.
    Early {
        /// How long before.
        seconds: u32,
    },
}

impl Leg {
    /// Returns how long the leg takes.
    pub fn seconds(&self) -> u32 {
        match self {
            Self::Walk { seconds, .. }
            | Self::Wait { seconds, .. }
            | Self::Gate { seconds, .. }
            | Self::Early { seconds } => *seconds,
            Self::Ride { board_at_s, alight_at_s, .. } => (alight_at_s - board_at_s) as u32,
        }
    }
}

/// Holds a journey; its legs follow each other without gaps, so their seconds sum to the travel time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// When it starts, in seconds after midnight.
    pub departure_s: i32,
    /// When it ends: the arrival, or the time by which one had to arrive.
    pub arrival_s: i32,
    /// Its parts in order.
    pub legs: Vec<Leg>,
}

impl Journey {
    /// Returns the travel time.
    pub fn seconds(&self) -> u32 {
        (self.arrival_s - self.departure_s) as u32
    }

    /// Returns the number of rides.
    pub fn n_rides(&self) -> usize {
        self.legs.iter().filter(|leg| matches!(leg, Leg::Ride { .. })).count()
    }
}

/// How a label came about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// On foot from the origin.
    Access,
    /// On foot from a stop that a ride of this round reached; staying there takes 0 s.
    Walk { from: u32 },
    /// Through a gate.
    Gate { gate: usize, from: u32 },
    /// On board from a stop.
    Ride { run: u32, board: u32, board_at_s: i32 },
}

/// Time and way of a stop within a round; none if that round did not improve it.
type Label = Option<(i32, Way)>;

/// Finds the best journey for one departure: earliest arrival, then fewest rides; none if there is none below the longest
/// time.
///
/// # Errors
/// [`TransitError`] if the query cannot be answered.
///
/// Cost: every pattern once a ride; for single journeys, not for matrices.
pub fn journey(
    timetable: &Timetable,
    walks: &Walks<'_>,
    query: &Query,
    (origin, destination): (usize, usize),
    departure_s: i32,
) -> Result<Option<Journey>, TransitError> {
    query.check()?;
    let too_late_s = departure_s.saturating_add(query.below_s as i32);
    let n = timetable.n_stops;
    let gates: Vec<Pass> = walks.gates.iter().map(|gate| gate.drawn(timetable.headways, 0)).collect();
    let mut best = Best { board: vec![too_late_s; n], ride: vec![too_late_s; n] };
    let mut rounds = vec![Round { board: vec![None; n], ride: vec![None; n] }];
    for (stop, walk_s) in walked(walks.access, origin, query.on_streets()) {
        improve(&mut best.board, &mut rounds[0].board, stop, departure_s + walk_s, Way::Access);
    }
    pass_gates(&gates, walks, query.walking, &mut best, &mut rounds[0]);
    for round in 1..=query.max_rides as usize {
        let mut own = Round { board: vec![None; n], ride: vec![None; n] };
        ride_all(timetable, query, &rounds[round - 1].board, &mut best.ride, &mut own.ride);
        for stop in 0..n as u32 {
            walk_on(walks, query.walking, stop, &mut best, &mut own);
        }
        pass_gates(&gates, walks, query.walking, &mut best, &mut own);
        rounds.push(own);
    }
    let mut arrival = (too_late_s, None);
    let (destinations, lengths_mm) = walks.direct.row(origin);
    let direct = destinations.iter().zip(lengths_mm).find(|(to, _)| **to as usize == destination);
    if let Some(walk_s) = direct.and_then(|(_, length_mm)| query.direct_seconds(*length_mm)) {
        let walk = Leg::Walk { from: Place::Origin, to: Place::Destination, seconds: u32::from(walk_s) };
        arrival = (departure_s + i32::from(walk_s), Some(vec![walk]));
    }
    for (round, own) in rounds.iter().enumerate() {
        for (stop, label) in own.ride.iter().enumerate() {
            let Some((time, _)) = label else { continue };
            let walk = walked(walks.egress, stop, query.on_streets()).find(|(to, _)| *to as usize == destination);
            if let Some((_, walk_s)) = walk
                && time + walk_s < arrival.0
            {
                arrival = (time + walk_s, Some(legs(&rounds, (round, stop), departure_s, walk_s as u32)));
            }
        }
    }
    let (arrival_s, legs) = arrival;
    Ok(legs.map(|legs| Journey { departure_s, arrival_s, legs }))
}

/// Finds the journey that a percentile stands for: draw, departure and legs. Of departures with the same time the first
/// counts; an interpolated percentile is shown by the item below it.
///
/// # Errors
/// [`TransitError`] if the query cannot be answered.
pub fn journey_of(
    network: &Search,
    timetables: &[Timetable],
    walks: &Walks<'_>,
    query: &Query,
    (origin, destination): (usize, usize),
    percentile: f64,
) -> Result<Option<(usize, Journey)>, TransitError> {
    let query = Query { percentiles: vec![percentile], ..query.clone() };
    let times = lanes(network, walks, &query, origin)?;
    let n = query.departures.n as usize * timetables.len();
    let own = &times[destination * n..][..n];
    let Some(time) = item_of(own, &query, percentile) else { return Ok(None) };
    let lane = own.iter().position(|own| *own == Some(time)).expect("the item is one of them");
    let (draw, departure) = (lane / query.departures.n as usize, lane % query.departures.n as usize);
    let departure_s = query.departures.first_s + (departure * query.departures.step_s as usize) as i32;
    let found = journey(&timetables[draw], walks, &query, (origin, destination), departure_s)?;
    Ok(found.map(|journey| (draw, journey)))
}

/// Returns the time that a percentile stands for, the item below it if it is interpolated; none if that is not reached.
pub(super) fn item_of(times: &[Option<u16>], query: &Query, percentile: f64) -> Option<u16> {
    let mut sorted: Vec<u16> = times.iter().map(|time| time.unwrap_or(UNREACHED)).collect();
    sorted.sort_unstable();
    let n = sorted.len();
    let item = match query.rule {
        super::PercentileRule::Item => rank(percentile, n as u32) as usize - 1,
        super::PercentileRule::Interpolated => (percentile / 100.0 * (n - 1) as f64) as usize,
    };
    Some(sorted[item]).filter(|time| *time != UNREACHED)
}

/// Best times of all rounds so far.
struct Best {
    board: Vec<i32>,
    ride: Vec<i32>,
}

/// Labels that one round improved: where one may board, and where one got off or came through a gate.
struct Round {
    board: Vec<Label>,
    ride: Vec<Label>,
}

/// Walks on from a stop that this round reached.
fn walk_on(walks: &Walks<'_>, walking: Walking, from: u32, best: &mut Best, round: &mut Round) {
    let Some((time, _)) = round.ride[from as usize] else { return };
    improve(&mut best.board, &mut round.board, from, time, Way::Walk { from });
    for (to, walk_s) in walked(walks.transfers, from as usize, walking) {
        improve(&mut best.board, &mut round.board, to, time + walk_s, Way::Walk { from });
    }
}

/// Passes gates until nothing gets better.
fn pass_gates(gates: &[Pass], walks: &Walks<'_>, walking: Walking, best: &mut Best, round: &mut Round) {
    let mut is_done = gates.is_empty();
    while !is_done {
        is_done = true;
        for (gate, pass) in gates.iter().enumerate() {
            let through = round.board[pass.from as usize].and_then(|(time, _)| pass.through(time));
            let Some(time) = through.filter(|time| *time < best.ride[pass.to as usize]) else { continue };
            improve(&mut best.ride, &mut round.ride, pass.to, time, Way::Gate { gate, from: pass.from });
            walk_on(walks, walking, pass.to, best, round);
            is_done = false;
        }
    }
}

fn walked(links: &crate::links::Links, point: usize, walking: Walking) -> impl Iterator<Item = (u32, i32)> + '_ {
    let (targets, lengths_mm) = links.row(point);
    targets.iter().zip(lengths_mm).filter_map(move |(to, length)| Some((*to, i32::from(walking.seconds(*length)?))))
}

fn improve(best: &mut [i32], labels: &mut [Label], stop: u32, time: i32, way: Way) {
    let stop = stop as usize;
    if time < best[stop] {
        best[stop] = time;
        labels[stop] = Some((time, way));
    }
}

/// Rides every pattern from the stops that the round before improved.
fn ride_all(timetable: &Timetable, query: &Query, board: &[Label], best: &mut [i32], ride: &mut [Label]) {
    let wait_s = query.boarding_s as i32;
    for pattern in &timetable.patterns {
        let stops = timetable.stops_of(pattern);
        let n_trips = (pattern.trips.1 - pattern.trips.0) as usize;
        let mut trip = n_trips;
        let mut way = Way::Access;
        for (at, own) in stops.iter().enumerate() {
            if trip < n_trips && own.may_alight {
                improve(best, ride, own.stop, timetable.times_of(pattern, trip)[at].0, way);
            }
            let Some((time, _)) = board[own.stop as usize].filter(|_| own.may_board) else { continue };
            while trip > 0 && timetable.times_of(pattern, trip - 1)[at].1 >= time + wait_s {
                trip -= 1;
                let board_at_s = timetable.times_of(pattern, trip)[at].1;
                let run = timetable.runs[pattern.trips.0 as usize + trip];
                way = Way::Ride { run, board: own.stop, board_at_s };
            }
        }
    }
    for half in &timetable.half_waits {
        let mut left: Option<(i32, Way)> = None;
        for (own, (arrival_s, departure_s)) in half.stops.iter().zip(&half.times) {
            if let Some((left_s, way)) = left.filter(|_| own.may_alight) {
                improve(best, ride, own.stop, left_s + arrival_s, way);
            }
            let Some((time, _)) = board[own.stop as usize].filter(|_| own.may_board) else { continue };
            let leaves_s = half.leaves(time + wait_s - departure_s);
            if let Some(leaves_s) = leaves_s.filter(|leaves_s| left.is_none_or(|(left_s, _)| *leaves_s < left_s)) {
                let board_at_s = leaves_s + departure_s;
                left = Some((leaves_s, Way::Ride { run: half.run, board: own.stop, board_at_s }));
            }
        }
    }
}

/// Follows labels back from the last stop.
fn legs(rounds: &[Round], (mut round, mut stop): (usize, usize), departure_s: i32, last_walk_s: u32) -> Vec<Leg> {
    let known = |label: Label| label.expect("a way back leads to a label");
    let last = Place::Stop(stop as u32);
    let mut legs = vec![Leg::Walk { from: last, to: Place::Destination, seconds: last_walk_s }];
    loop {
        let (time, way) = known(rounds[round].ride[stop]);
        let board = match way {
            Way::Ride { run, board, board_at_s } => {
                legs.push(Leg::Ride { run, board, alight: stop as u32, board_at_s, alight_at_s: time });
                round -= 1;
                let ready_s = known(rounds[round].board[board as usize]).0;
                legs.push(Leg::Wait { stop: board, seconds: (board_at_s - ready_s) as u32 });
                board
            }
            Way::Gate { gate, from } => {
                let seconds = (time - known(rounds[round].board[from as usize]).0) as u32;
                legs.push(Leg::Gate { gate, from, to: stop as u32, seconds });
                from
            }
            Way::Access | Way::Walk { .. } => unreachable!("stops are got off at by riding or through a gate"),
        };
        let (at_s, way) = known(rounds[round].board[board as usize]);
        let to = Place::Stop(board);
        match way {
            Way::Walk { from } => {
                stop = from as usize;
                let seconds = (at_s - known(rounds[round].ride[stop]).0) as u32;
                if from != board {
                    legs.push(Leg::Walk { from: Place::Stop(from), to, seconds });
                }
            }
            _ => {
                legs.push(Leg::Walk { from: Place::Origin, to, seconds: (at_s - departure_s) as u32 });
                break;
            }
        }
    }
    legs.reverse();
    legs
}
