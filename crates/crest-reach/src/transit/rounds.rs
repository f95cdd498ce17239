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
    /// Number of lanes that came to each stop of a pattern on any trip so far.
    came: Vec<u8>,
    /// Label of the first lane that has not left each stop of a pattern on any trip so far.
    need: Vec<u16>,
}

/// No position.
const NOWHERE: u16 = u16::MAX;

/// A label that boards nothing.
const NEVER: u16 = u16::MAX;

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
            came: Vec::new(),
            need: Vec::new(),
        }
    }

    /// Forgets the search before.
    #[inline(always)]
    fn start(&mut self, too_late: &Lanes) {
        self.board.fill(*too_late);
        self.ride.fill(*too_late);
        self.is_reached.fill(false);
        self.is_marked.fill(false);
        self.marked.clear();
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
    work.start(too_late);
    for &(stop, walk_s) in access {
        if relax(&mut work.board[stop as usize], &schedule.departures, walk_s) {
            work.mark(stop);
        }
    }
    rounds(schedule, max_rides, work, watch, &mut |_| ())
}

/// Searches onwards from one stop that is reached on board at the times given, which rise; shows the labels before any further
/// ride and after each, as long as they fall.
#[inline(always)]
pub(super) fn search_from(
    schedule: &Schedule,
    (stop, times): (u32, &Lanes),
    too_late: &Lanes,
    max_rides: u32,
    work: &mut Workspace,
    see: &mut impl FnMut(&Workspace),
) {
    work.start(too_late);
    relax(&mut work.ride[stop as usize], times, 0);
    work.is_reached[stop as usize] = true;
    walk(schedule, &[stop], work);
    see(work);
    rounds(schedule, max_rides, work, None, see);
}

/// Rides and walks from the stops that are marked, and shows the labels after each ride; tells whether a watched run mattered.
#[inline(always)]
fn rounds(
    schedule: &Schedule,
    max_rides: u32,
    work: &mut Workspace,
    watch: Option<&Watch>,
    see: &mut impl FnMut(&Workspace),
) -> bool {
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
        see(work);
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
        let times = pattern.times as usize..pattern.times as usize + n * pattern.n_trips as usize;
        let arrivals = watched.arrivals[times.clone()].chunks_exact(n);
        arrivals.zip(watched.board_by[times].chunks_exact(n)).any(|(arrivals, board_by)| {
            let mut aboard = 0_usize;
            stops.iter().zip(arrivals).zip(board_by).any(|((&stop, &arrival), &board_by)| {
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
                schedule.board_by[trip as usize + at as usize] < earliest
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
///
/// Lanes that left a stop on an earlier trip gain nothing by a later one. `need` holds, for each stop, the label of the first
/// lane that has not left it yet: a trip is looked at only from the first stop where it boards such a lane, and only as
/// long as it carries more lanes than came before.
#[inline(always)]
fn scan(schedule: &Schedule, pattern: &Pattern, from: usize, work: &mut Workspace) {
    let n = pattern.n_stops as usize;
    let length = n - from;
    let stops = &schedule.stops[pattern.stops as usize..][..n][from..];
    let times = pattern.times as usize..pattern.times as usize + n * pattern.n_trips as usize;
    let (arrivals, board_by) = (&schedule.arrivals[times.clone()], &schedule.board_by[times]);
    let Workspace { board, ride, is_reached, is_marked, is_changed, changed, came, need, .. } = work;
    came.clear();
    came.resize(length, 0);
    need.clear();
    need.extend(stops.iter().map(|&stop| if is_marked[stop as usize] { board[stop as usize][0] } else { NEVER }));
    for (arrivals, board_by) in arrivals.chunks_exact(n).zip(board_by.chunks_exact(n)) {
        let (arrivals, board_by) = (&arrivals[from..], &board_by[from..]);
        let mut at = 0;
        while let Some(boarded) = first_at_most(&need[at..], &board_by[at..]) {
            at += boarded;
            // Number of lanes on board; they are the first ones.
            let mut aboard = 0;
            loop {
                if need[at] <= board_by[at] {
                    // All lanes with smaller labels can board as well.
                    let labels = &board[stops[at] as usize];
                    aboard = aboard.max(labels.partition_point(|time| *time <= board_by[at]));
                }
                if aboard > 0 && need[at] != NEVER {
                    need[at] = if aboard < LANES { board[stops[at] as usize][aboard] } else { NEVER };
                }
                at += 1;
                if at == length || aboard <= usize::from(came[at]) {
                    break;
                }
                came[at] = aboard as u8;
                let stop = stops[at] as usize;
                let labels = &mut ride[stop];
                let mut lane = aboard;
                while lane > 0 && arrivals[at] < labels[lane - 1] {
                    labels[lane - 1] = arrivals[at];
                    lane -= 1;
                }
                if lane < aboard && !std::mem::replace(&mut is_changed[stop], true) {
                    changed.push(stop as u32);
                    is_reached[stop] = true;
                }
            }
        }
        // All lanes caught this trip or an earlier one at the first marked stop: later ones bring nothing.
        if usize::from(came[1]) == LANES {
            break;
        }
    }
}

/// Finds the first place where a label is at most a bound; looks at sixteen at a time.
#[inline(always)]
fn first_at_most(labels: &[u16], bounds: &[u16]) -> Option<usize> {
    let mut start = 0;
    for (labels, bounds) in labels.chunks_exact(16).zip(bounds.chunks_exact(16)) {
        let mut is_any = 0;
        for (label, bound) in labels.iter().zip(bounds) {
            is_any |= u16::from(label <= bound);
        }
        if is_any != 0 {
            break;
        }
        start += 16;
    }
    labels[start..].iter().zip(&bounds[start..]).position(|(label, bound)| label <= bound).map(|place| start + place)
}

/// Rides a headway run whose every boarding waits half the headway.
#[inline(always)]
fn scan_half(schedule: &Schedule, half: &Half, from: usize, work: &mut Workspace) {
    // When the vehicle of each lane would have left the first stop.
    let mut left = [i32::MAX; LANES];
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
                let ready = i32::from(*time) + i32::from(schedule.boarding_s) - departure + half.before_s;
                let leaves = ready.max(half.start) + half.after_s;
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
