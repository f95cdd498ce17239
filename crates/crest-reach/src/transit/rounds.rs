//! Rounds over all departures at once: after round `r` each stop knows the best arrivals with at most `r` rides.
//!
//! Labels of a stop rise with the departure, so the departures that catch a trip are a prefix of the lanes and boarding
//! needs one number, `aboard`. A trip matters only where more departures are aboard than on the trip before it; work thus
//! follows the trips in the window and not its minutes.

use super::schedule::{Half, Pattern, Schedule};
use super::touched::Watch;
use super::{LANES, Lanes};

/// Holds the labels of one search; kept from origin to origin so that nothing is allocated.
pub(super) struct Workspace {
    /// Earliest time at a stop to board from, by ride or on foot.
    pub(super) board: Vec<Lanes>,
    /// Earliest arrival at a stop on board; whoever walks on to a destination starts here.
    pub(super) ride: Vec<Lanes>,
    /// Whether any ride ever arrives at the stop.
    pub(super) is_reached: Vec<bool>,
    is_marked: Vec<bool>,
    marked: Vec<u32>,
    is_changed: Vec<bool>,
    changed: Vec<u32>,
    /// First marked position of each pattern to be looked at.
    from: Vec<u16>,
    queue: Vec<u32>,
    aboard: Vec<u8>,
}

/// No position.
const NOWHERE: u16 = u16::MAX;

impl Workspace {
    pub(super) fn new(n_stops: usize) -> Self {
        Self {
            board: vec![[0; LANES]; n_stops],
            ride: vec![[0; LANES]; n_stops],
            is_reached: vec![false; n_stops],
            is_marked: vec![false; n_stops],
            marked: Vec::new(),
            is_changed: vec![false; n_stops],
            changed: Vec::new(),
            from: Vec::new(),
            queue: Vec::new(),
            aboard: Vec::new(),
        }
    }

    /// Forgets a search that was broken off.
    fn clear(&mut self) {
        self.is_changed.fill(false);
        self.changed.clear();
    }

    #[inline(always)]
    fn mark(&mut self, stop: u32) {
        if !std::mem::replace(&mut self.is_marked[stop as usize], true) {
            self.marked.push(stop);
        }
    }
}

/// Searches from one origin, given the stops it can walk to and the first time of each lane that is too late; tells whether
/// a watched run mattered, and stops as soon as one does.
#[inline(always)]
pub(super) fn search(
    schedule: &Schedule,
    access: &[(u32, u16)],
    too_late: &Lanes,
    max_rides: u32,
    work: &mut Workspace,
    watch: Option<&Watch>,
) -> bool {
    work.board.fill(*too_late);
    work.ride.fill(*too_late);
    work.is_reached.fill(false);
    work.is_marked.fill(false);
    work.marked.clear();
    for &(stop, walk_s) in access {
        if relax(&mut work.board[stop as usize], &schedule.departures, walk_s) {
            work.mark(stop);
        }
    }
    pass_gates(schedule, work);
    for round in 0..max_rides {
        queue(schedule, work);
        if work.queue.is_empty() && watch.is_none() {
            return false;
        }
        work.queue.sort_unstable();
        let queue = std::mem::take(&mut work.queue);
        for &position in &queue {
            let from = std::mem::replace(&mut work.from[position as usize], NOWHERE) as usize;
            match schedule.patterns.get(position as usize) {
                Some(pattern) => scan(schedule, pattern, from, work),
                None => {
                    let half = &schedule.halves[position as usize - schedule.patterns.len()];
                    scan_half(schedule, half, from, work);
                }
            }
        }
        work.queue = queue;
        if watch.is_some_and(|watch| matters(&watch.added, true, work) || matters(&watch.removed, false, work)) {
            work.clear();
            return true;
        }
        for stop in work.marked.drain(..) {
            work.is_marked[stop as usize] = false;
        }
        let changed = std::mem::take(&mut work.changed);
        if round + 1 < max_rides || !schedule.passes.is_empty() {
            walk(schedule, &changed, work);
            pass_gates(schedule, work);
        }
        for &stop in &changed {
            work.is_changed[stop as usize] = false;
        }
        work.changed = changed;
        work.changed.clear();
        if work.marked.is_empty() {
            break;
        }
    }
    false
}

/// Tells whether a watched run, boarded in this round, arrives somewhere sooner than the labels say, or as soon for runs
/// that the labels contain.
fn matters(watched: &Schedule, is_added: bool, work: &Workspace) -> bool {
    let of_pattern = |pattern: &Pattern| {
        let n = pattern.n_stops as usize;
        let stops = &watched.stops[pattern.stops as usize..][..n];
        let trips = &watched.times[pattern.times as usize..][..n * pattern.n_trips as usize];
        trips.chunks_exact(n).any(|trip| {
            let mut aboard = 0_usize;
            stops.iter().zip(trip).any(|(&stop, &(arrival, board_by))| {
                let (ride, board) = (&work.ride[stop as usize], &work.board[stop as usize]);
                // Labels rise with the departure: the last one aboard gains if any does.
                let gains = aboard > 0 && (arrival < ride[aboard - 1] || !is_added && arrival == ride[aboard - 1]);
                if work.is_marked[stop as usize] {
                    aboard = aboard.max(board.partition_point(|time| *time <= board_by));
                }
                gains
            })
        })
    };
    // A run that is boarded after half its headway matters as soon as it can be boarded.
    let of_half = |half: &Half| half.stops.iter().any(|stop| work.is_marked[*stop as usize]);
    watched.patterns.iter().any(of_pattern) || watched.halves.iter().any(of_half)
}

/// Lists the patterns that can be boarded at marked stops, each with the first such position.
#[inline(always)]
fn queue(schedule: &Schedule, work: &mut Workspace) {
    work.queue.clear();
    work.from.resize(schedule.patterns.len() + schedule.halves.len(), NOWHERE);
    for &stop in &work.marked {
        let earliest = work.board[stop as usize][0];
        for &(position, at) in schedule.boardings.row(stop as usize) {
            // The last trip is the last at every stop.
            let is_gone = schedule.patterns.get(position as usize).is_some_and(|pattern| {
                let trip = pattern.times + pattern.n_stops * (pattern.n_trips - 1);
                schedule.times[trip as usize + at as usize].1 < earliest
            });
            if is_gone {
                continue;
            }
            let from = &mut work.from[position as usize];
            if *from == NOWHERE {
                work.queue.push(position);
            }
            *from = at.min(*from);
        }
    }
}

/// Rides a pattern trip by trip from its first marked stop.
#[inline(always)]
fn scan(schedule: &Schedule, pattern: &Pattern, from: usize, work: &mut Workspace) {
    let n = pattern.n_stops as usize;
    let stops = &schedule.stops[pattern.stops as usize..][..n][from..];
    let trips = &schedule.times[pattern.times as usize..][..n * pattern.n_trips as usize];
    work.aboard.clear();
    work.aboard.resize(n - from, 0);
    for trip in trips.chunks_exact(n) {
        // Number of departures on board; they are the first ones.
        let mut aboard = 0_usize;
        for ((&stop, &(arrival, board_by)), before) in stops.iter().zip(&trip[from..]).zip(&mut work.aboard) {
            let stop = stop as usize;
            if aboard > usize::from(*before) {
                *before = aboard as u8;
                let ride = &mut work.ride[stop];
                let mut lane = aboard;
                while lane > 0 && arrival < ride[lane - 1] {
                    ride[lane - 1] = arrival;
                    lane -= 1;
                }
                if lane < aboard && !std::mem::replace(&mut work.is_changed[stop], true) {
                    work.changed.push(stop as u32);
                    work.is_reached[stop] = true;
                }
            }
            if aboard < LANES && work.is_marked[stop] && work.board[stop][aboard] <= board_by {
                aboard += 1 + work.board[stop][aboard + 1..].partition_point(|time| *time <= board_by);
            }
        }
        // All departures caught this trip or an earlier one at the first marked stop: later ones bring nothing.
        if usize::from(work.aboard[1]) == LANES {
            break;
        }
    }
}

/// Rides a headway run whose every boarding waits half the headway.
#[inline(always)]
fn scan_half(schedule: &Schedule, half: &Half, from: usize, work: &mut Workspace) {
    const NEVER: i32 = i32::MAX;
    // When the vehicle of each lane would have left the first stop.
    let mut left = [NEVER; LANES];
    for (&stop, &(arrival, departure, may_board, may_alight)) in half.stops.iter().zip(&half.calls).skip(from) {
        let stop = stop as usize;
        if may_alight {
            let mut is_better = false;
            for (ride, left) in work.ride[stop].iter_mut().zip(&left) {
                let time = u16::try_from(left.saturating_add(arrival)).unwrap_or(u16::MAX);
                is_better |= time < *ride;
                *ride = time.min(*ride);
            }
            if is_better && !std::mem::replace(&mut work.is_changed[stop], true) {
                work.changed.push(stop as u32);
                work.is_reached[stop] = true;
            }
        }
        if may_board && work.is_marked[stop] {
            for (left, time) in left.iter_mut().zip(&work.board[stop]) {
                let ready = i32::from(*time) + i32::from(schedule.boarding_s) - departure;
                let leaves = ready.max(half.start) + half.half_s;
                if ready <= half.end && leaves < *left {
                    *left = leaves;
                }
            }
        }
    }
}

/// Walks from every stop that a ride improved to the stops around it.
#[inline(always)]
fn walk(schedule: &Schedule, changed: &[u32], work: &mut Workspace) {
    for &stop in changed {
        let ride = work.ride[stop as usize];
        if relax(&mut work.board[stop as usize], &ride, 0) {
            work.mark(stop);
        }
        for &(to, walk_s) in schedule.transfers.row(stop as usize) {
            if relax(&mut work.board[to as usize], &ride, walk_s) {
                work.mark(to);
            }
        }
    }
}

/// Passes gates at whose front a label fell, and walks on behind them, until nothing falls any more.
#[inline(always)]
fn pass_gates(schedule: &Schedule, work: &mut Workspace) {
    let mut is_done = schedule.passes.is_empty();
    while !is_done {
        is_done = true;
        for pass in &schedule.passes {
            if work.is_marked[pass.from as usize] {
                let before = work.board[pass.from as usize];
                if pass.relax(&mut work.ride[pass.to as usize], &before) {
                    is_done = false;
                    work.is_reached[pass.to as usize] = true;
                    walk(schedule, &[pass.to], work);
                }
            }
        }
    }
}

/// Lowers the labels of a stop to those of another plus a walk; tells whether any fell.
#[inline(always)]
pub(super) fn relax(target: &mut Lanes, source: &Lanes, walk_s: u16) -> bool {
    let mut fell = 0;
    for (target, source) in target.iter_mut().zip(source) {
        let time = source.saturating_add(walk_s).min(*target);
        fell |= *target ^ time;
        *target = time;
    }
    fell != 0
}
