//! Patches: what a scenario changes in a service day.
//!
//! A patched day is an ordinary day. Runs that a patch leaves alone keep their key and with it the departures that are
//! drawn for them, so that differences between two days are those of the change.

use super::{Call, Run, ServiceDay, Source, Timing, headway};

/// Chooses runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All runs.
    All,
    /// The runs of a route of a feed.
    Route {
        /// Position of the feed.
        feed: u32,
        /// Position of the route.
        route: u32,
    },
    /// The runs of a trip of a feed.
    Trip {
        /// Position of the feed.
        feed: u32,
        /// Position of the trip.
        trip: u32,
    },
    /// The runs of an added line.
    Line {
        /// Its number.
        line: u32,
    },
}

impl Which {
    fn has(self, source: Source) -> bool {
        match (self, source) {
            (Self::All, _) => true,
            (Self::Route { feed, route }, Source::Feed { feed: own, route: r, .. }) => (own, r) == (feed, route),
            (Self::Trip { feed, trip }, Source::Feed { feed: own, trip: t, .. }) => (own, t) == (feed, trip),
            (Self::Line { line }, Source::Added { line: own }) => own == line,
            _ => false,
        }
    }
}

/// Holds a stop of a new line or of a new way: the ride to it and how long the vehicle stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewCall {
    /// Position of the stop.
    pub stop: u32,
    /// Seconds from the departure at the stop before; of no matter at the first stop of a line.
    pub ride_s: u32,
    /// Seconds from arrival to departure.
    pub dwell_s: u32,
}

/// States when a new line leaves its first stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewTiming {
    /// At these seconds after midnight.
    Departures(Vec<i32>),
    /// At a headway within a period.
    Headway {
        /// Start in seconds after midnight.
        start_s: i32,
        /// End in seconds after midnight.
        end_s: i32,
        /// Seconds between departures.
        headway_s: u32,
    },
}

/// Holds one change.
#[derive(Debug, Clone, PartialEq)]
pub enum Patch {
    /// Adds stops behind the last one; their positions follow those of the day.
    AddStops {
        /// How many.
        n: usize,
    },
    /// Adds a line.
    AddLine {
        /// Number by which the results and other patches name it.
        line: u32,
        /// Its stops in order of travel.
        calls: Vec<NewCall>,
        /// When it leaves.
        timing: NewTiming,
    },
    /// Removes runs.
    Remove(Which),
    /// Closes a stop: vehicles pass at their times and nobody gets on or off.
    CloseStop {
        /// The stop.
        stop: u32,
    },
    /// Leads runs another way between two of their stops; the rest of the run is later or sooner by the difference.
    Reroute {
        /// The runs; those that do not call at `from` and later at `to` stay as they are.
        of: Which,
        /// The last stop of the old way that stays.
        from: u32,
        /// The next stop of the old way that stays.
        to: u32,
        /// The stops in between, none for the direct way.
        via: Vec<NewCall>,
        /// Seconds from the departure at the last of them to `to`.
        ride_s: u32,
    },
    /// Makes runs faster or slower.
    Retime {
        /// The runs.
        of: Which,
        /// Factor of the speed between stops: 2 halves every ride.
        speed: f64,
        /// Seconds at each stop but the first and last, if they change.
        dwell_s: Option<u32>,
    },
    /// Puts runs at a new headway within a period. Fixed departures within it are taken out, and for each order of stops
    /// the times of the first of them are repeated.
    Headway {
        /// The runs.
        of: Which,
        /// Start of the period in seconds after midnight.
        start_s: i32,
        /// End of the period.
        end_s: i32,
        /// Seconds between departures.
        headway_s: u32,
    },
}

/// Says why a patch cannot be applied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PatchError {
    /// A patch names a stop that is not there.
    UnknownStop {
        /// Position of the patch.
        patch: usize,
        /// The stop.
        stop: u32,
        /// Number of stops.
        n_stops: usize,
    },
    /// A patch changes nothing, because no run is chosen.
    NothingChosen {
        /// Position of the patch.
        patch: usize,
    },
    /// A line has fewer than two stops.
    ShortLine {
        /// Position of the patch.
        patch: usize,
    },
    /// A headway is 0 s.
    NoHeadway {
        /// Position of the patch.
        patch: usize,
    },
    /// A speed is not a number above 0.
    Speed {
        /// Position of the patch.
        patch: usize,
        /// The factor.
        speed: f64,
    },
    /// A ride, a dwell, a time of day or the number of stops is beyond all measure: more than a week, or more than 2^31.
    TooMuch {
        /// Position of the patch.
        patch: usize,
    },
}

impl std::fmt::Display for PatchError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownStop { patch, stop, n_stops } => {
                write!(out, "change {patch} names stop {stop}, but there are {n_stops}")
            }
            Self::NothingChosen { patch } => write!(out, "change {patch} finds no run that it could change"),
            Self::ShortLine { patch } => write!(out, "change {patch} adds a line of fewer than two stops"),
            Self::NoHeadway { patch } => write!(out, "change {patch} has a headway of 0 s"),
            Self::Speed { patch, speed } => {
                write!(out, "change {patch} has speed factor {speed}, which is not above 0")
            }
            Self::TooMuch { patch } => write!(out, "change {patch} has a time beyond a week or too many stops"),
        }
    }
}

impl std::error::Error for PatchError {}

const WEEK_S: u32 = 7 * 86_400;

/// Applies patches one after the other and returns the changed day; no patch gives an equal day.
///
/// # Errors
/// [`PatchError`] for the first patch that cannot be applied.
pub fn patched(day: &ServiceDay, patches: &[Patch]) -> Result<ServiceDay, PatchError> {
    let mut day = day.clone();
    for (position, patch) in patches.iter().enumerate() {
        check(&day, position, patch)?;
        let is_done = apply(&mut day, position, patch);
        if !is_done {
            return Err(PatchError::NothingChosen { patch: position });
        }
    }
    Ok(day)
}

/// Judges what a patch names.
fn check(day: &ServiceDay, patch: usize, own: &Patch) -> Result<(), PatchError> {
    let (mut stops, mut seconds): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut enter = |calls: &[NewCall]| {
        stops.extend(calls.iter().map(|call| call.stop));
        seconds.extend(calls.iter().flat_map(|call| [call.ride_s, call.dwell_s]));
    };
    let period = |start_s: i32, end_s: i32| [start_s.unsigned_abs(), end_s.unsigned_abs()];
    match own {
        Patch::AddStops { n } if day.n_stops.saturating_add(*n) > 1 << 31 => return Err(PatchError::TooMuch { patch }),
        Patch::AddStops { .. } | Patch::Remove(_) => {}
        Patch::AddLine { calls, timing, .. } => {
            if calls.len() < 2 {
                return Err(PatchError::ShortLine { patch });
            }
            enter(calls);
            match timing {
                NewTiming::Departures(times) => seconds.extend(times.iter().map(|time| time.unsigned_abs())),
                NewTiming::Headway { headway_s: 0, .. } => return Err(PatchError::NoHeadway { patch }),
                NewTiming::Headway { start_s, end_s, .. } => seconds.extend(period(*start_s, *end_s)),
            }
        }
        Patch::CloseStop { stop } => stops.push(*stop),
        Patch::Reroute { from, to, via, ride_s, .. } => {
            enter(via);
            stops.extend([*from, *to]);
            seconds.push(*ride_s);
        }
        Patch::Retime { speed, dwell_s, .. } => {
            if !(speed.is_finite() && *speed > 1e-3) {
                return Err(PatchError::Speed { patch, speed: *speed });
            }
            seconds.extend(dwell_s);
        }
        Patch::Headway { headway_s: 0, .. } => return Err(PatchError::NoHeadway { patch }),
        Patch::Headway { start_s, end_s, .. } => seconds.extend(period(*start_s, *end_s)),
    }
    if let Some(&stop) = stops.iter().find(|stop| **stop as usize >= day.n_stops) {
        return Err(PatchError::UnknownStop { patch, stop, n_stops: day.n_stops });
    }
    if seconds.iter().any(|seconds| *seconds > WEEK_S) || seconds.len() > 1 << 12 {
        return Err(PatchError::TooMuch { patch });
    }
    Ok(())
}

/// Applies a checked patch; false if it finds nothing to change.
fn apply(day: &mut ServiceDay, position: usize, patch: &Patch) -> bool {
    match patch {
        Patch::AddStops { n } => {
            day.n_stops += n;
            true
        }
        Patch::AddLine { line, calls, timing } => {
            add_line(day, *line, calls, timing);
            true
        }
        Patch::Remove(which) => {
            let before = day.runs.len();
            day.runs.retain(|run| !which.has(run.source));
            day.runs.len() < before
        }
        Patch::CloseStop { stop } => {
            let calls = day.runs.iter_mut().flat_map(|run| &mut run.calls).filter(|call| call.stop == *stop);
            calls.map(|call| (call.may_board, call.may_alight) = (false, false)).count() > 0
        }
        Patch::Reroute { of, from, to, via, ride_s } => {
            let runs = day.runs.iter_mut().filter(|run| of.has(run.source));
            runs.filter_map(|run| reroute(run, (*from, *to), via, *ride_s)).count() > 0
        }
        Patch::Retime { of, speed, dwell_s } => {
            let runs = day.runs.iter_mut().filter(|run| of.has(run.source));
            runs.map(|run| retime(run, *speed, *dwell_s)).count() > 0
        }
        Patch::Headway { of, start_s, end_s, headway_s } => {
            set_headway(day, *of, (*start_s, *end_s, *headway_s), position as u64)
        }
    }
}

fn new_calls(calls: &[NewCall], mut time_s: i32) -> Vec<Call> {
    calls
        .iter()
        .map(|call| {
            let arrival_s = time_s + call.ride_s as i32;
            time_s = arrival_s + call.dwell_s as i32;
            Call { stop: call.stop, arrival_s, departure_s: time_s, may_board: true, may_alight: true }
        })
        .collect()
}

fn add_line(day: &mut ServiceDay, line: u32, calls: &[NewCall], timing: &NewTiming) {
    let source = Source::Added { line };
    // The departure from the first stop is what the timing names.
    let lead_s = (calls[0].ride_s + calls[0].dwell_s) as i32;
    match timing {
        NewTiming::Departures(times) => {
            for (number, time_s) in times.iter().enumerate() {
                let key = headway::key(&[b"line", &line.to_le_bytes(), &(number as u64).to_le_bytes()]);
                let calls = new_calls(calls, time_s - lead_s);
                day.runs.push(Run { source, timing: Timing::Fixed, calls, key });
            }
        }
        NewTiming::Headway { start_s, end_s, headway_s } => {
            let key = headway::key(&[b"line", &line.to_le_bytes(), &start_s.to_le_bytes()]);
            let timing = Timing::Headway { start_s: *start_s, end_s: *end_s, headway_s: *headway_s, is_exact: false };
            day.runs.push(Run { source, timing, calls: new_calls(calls, -lead_s), key });
        }
    }
}

/// Leads one run another way; none if it does not call at both stops in order.
fn reroute(run: &mut Run, (from, to): (u32, u32), via: &[NewCall], ride_s: u32) -> Option<()> {
    let start = run.calls.iter().position(|call| call.stop == from)?;
    let end = start + 1 + run.calls[start + 1..].iter().position(|call| call.stop == to)?;
    let between = new_calls(via, run.calls[start].departure_s);
    let leaves_s = between.last().map_or(run.calls[start].departure_s, |call| call.departure_s);
    let later_s = leaves_s + ride_s as i32 - run.calls[end].arrival_s;
    for call in &mut run.calls[end..] {
        call.arrival_s += later_s;
        call.departure_s += later_s;
    }
    run.calls.splice(start + 1..end, between);
    Some(())
}

/// Divides the rides of a run by a factor and sets its dwells; the first departure stays.
fn retime(run: &mut Run, speed: f64, dwell_s: Option<u32>) {
    let last = run.calls.len() - 1;
    let mut before = run.calls[0];
    for at in 1..=last {
        let old = run.calls[at];
        let ride_s =
            (f64::from(old.arrival_s - before.departure_s) / speed).round().clamp(0.0, f64::from(WEEK_S)) as i32;
        let own_s = old.departure_s - old.arrival_s;
        let dwell_s = if at < last { dwell_s.map_or(own_s, |dwell_s| dwell_s as i32) } else { own_s };
        let arrival_s = run.calls[at - 1].departure_s + ride_s;
        run.calls[at] = Call { arrival_s, departure_s: arrival_s + dwell_s, ..old };
        before = old;
    }
}

/// Replaces what leaves within a period by departures at a headway; false if nothing does.
fn set_headway(day: &mut ServiceDay, of: Which, (from_s, to_s, headway_s): (i32, i32, u32), salt: u64) -> bool {
    let mut runs = Vec::with_capacity(day.runs.len());
    // Orders of stops of fixed runs that are at the new headway already.
    let mut done: Vec<Vec<u32>> = Vec::new();
    let mut is_changed = false;
    let new = |start_s, end_s| Timing::Headway { start_s, end_s, headway_s, is_exact: false };
    for run in std::mem::take(&mut day.runs) {
        let is_chosen = of.has(run.source);
        match run.timing {
            Timing::Headway { start_s, end_s, headway_s, is_exact }
                if is_chosen && start_s < to_s && end_s > from_s =>
            {
                is_changed = true;
                let old = |start_s, end_s| Timing::Headway { start_s, end_s, headway_s, is_exact };
                if start_s < from_s {
                    runs.push(Run { timing: old(start_s, from_s), ..run.clone() });
                }
                // The key of the whole period: the offset keeps its share of the headway.
                runs.push(Run { timing: new(start_s.max(from_s), end_s.min(to_s)), ..run.clone() });
                if end_s > to_s {
                    let key = headway::key(&[&run.key.to_le_bytes(), &to_s.to_le_bytes()]);
                    runs.push(Run { timing: old(to_s, end_s), key, ..run });
                }
            }
            Timing::Fixed if is_chosen && (from_s..to_s).contains(&run.calls[0].departure_s) => {
                is_changed = true;
                let order: Vec<u32> = run.calls.iter().map(|call| call.stop).collect();
                if done.contains(&order) {
                    continue;
                }
                done.push(order);
                let first_s = run.calls[0].departure_s;
                let calls = run.calls.iter().map(|call| Call {
                    arrival_s: call.arrival_s - first_s,
                    departure_s: call.departure_s - first_s,
                    ..*call
                });
                let key = headway::key(&[&run.key.to_le_bytes(), &salt.to_le_bytes()]);
                runs.push(Run { source: run.source, timing: new(from_s, to_s), calls: calls.collect(), key });
            }
            _ => runs.push(run),
        }
    }
    day.runs = runs;
    is_changed
}

/// Returns the runs that only the first day has, and those that only the second has, as days of their own.
pub fn difference(before: &ServiceDay, after: &ServiceDay) -> (ServiceDay, ServiceDay) {
    let order = |day: &ServiceDay| {
        let mut order: Vec<usize> = (0..day.runs.len()).collect();
        order.sort_by_key(|run| (day.runs[*run].source, day.runs[*run].key));
        order
    };
    let only = |one: &ServiceDay, other: &ServiceDay| {
        let theirs = order(other);
        let place = |run: usize| (other.runs[run].source, other.runs[run].key);
        let runs = one.runs.iter().filter(|run| {
            let own = (run.source, run.key);
            let start = theirs.partition_point(|other| place(*other) < own);
            let same = theirs[start..].iter().take_while(|other| place(**other) == own);
            same.map(|index| &other.runs[*index]).all(|other| other != *run)
        });
        ServiceDay { n_stops: before.n_stops.max(after.n_stops), runs: runs.cloned().collect() }
    };
    (only(before, after), only(after, before))
}
