//! From stops to destinations: for each destination and departure, the best of all stops it can be walked to from, and of
//! the direct walk.

use super::percentile::UNREACHED;
use super::rounds::{Workspace, relax};
use super::schedule::Schedule;
use super::{LANES, Lanes};

/// Returns the seconds from each departure to a destination, [`UNREACHED`] for lanes that do not arrive in time or are out
/// of use. A direct walk counts however long it is.
#[inline(always)]
pub(super) fn propagate(
    schedule: &Schedule,
    work: &Workspace,
    destination: usize,
    direct_s: Option<u16>,
    too_late: &Lanes,
) -> Lanes {
    let mut best = *too_late;
    if let Some(walk_s) = direct_s {
        relax(&mut best, &schedule.departures, walk_s);
    }
    walk_from_stops(schedule, work, destination, &mut best);
    let walked = direct_s.unwrap_or(UNREACHED);
    for lane in 0..LANES {
        let time = best[lane] - schedule.departures[lane];
        let time = if best[lane] < too_late[lane] { time } else { walked };
        best[lane] = if lane < schedule.n_departures { time } else { UNREACHED };
    }
    best
}

/// Lowers arrivals at a destination to those by ride.
#[inline(always)]
pub(super) fn walk_from_stops(schedule: &Schedule, work: &Workspace, destination: usize, best: &mut Lanes) {
    for &(stop, walk_s) in schedule.egress.row(destination) {
        if work.is_reached[stop as usize] {
            for (best, ride) in best.iter_mut().zip(&work.ride[stop as usize]) {
                *best = ride.saturating_add(walk_s).min(*best);
            }
        }
    }
}
