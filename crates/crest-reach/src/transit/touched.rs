//! Which origins a change of the timetable can touch.
//!
//! The search runs on the network as it was and looks, round by round, whether a run that was added would bring anybody
//! somewhere sooner, or one that was removed brings anybody somewhere as soon as anything else does. If not in any round,
//! no label of any round changes, and with it no travel time.

use rayon::prelude::*;

use crate::timetable::{Headways, ServiceDay, build, difference};

use super::rounds::{Workspace, search};
use super::schedule::{Schedule, Search, to_stops};
use super::{Lanes, Query, TransitError, Walks};

/// Runs that are watched: removed ones are part of the timetable that is searched, added ones are not.
pub(super) struct Watch {
    pub(super) removed: Schedule,
    pub(super) added: Schedule,
}

/// One search as a task, see the rows of a matrix.
struct Look<'a> {
    schedule: &'a Schedule,
    access: &'a [(u32, u16)],
    too_late: Lanes,
    max_rides: u32,
    work: &'a mut Workspace,
    watch: &'a Watch,
}

impl pulp::NullaryFnOnce for Look<'_> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        search(self.schedule, self.access, &self.too_late, self.max_rides, self.work, Some(self.watch))
    }
}

/// Finds the origins whose travel times may differ between two days; all others keep theirs to the second.
///
/// `walks` are those after the change, with a row for every stop; the change must leave walks between old places alone.
/// `draws` are the headways that results are computed with. Positions of origins rise.
///
/// # Errors
/// [`TransitError`] if the query cannot be answered or links do not fit.
///
/// Cost: one search per origin and draw without the walks to destinations, less where a touch is found early.
pub fn touched(
    (before, after): (&ServiceDay, &ServiceDay),
    draws: &[Headways],
    walks: &Walks<'_>,
    query: &Query,
) -> Result<Vec<usize>, TransitError> {
    let (removed, added) = difference(before, after);
    let span = query.span();
    let widest = ServiceDay { n_stops: removed.n_stops, runs: before.runs.clone() };
    let tables = |day: &ServiceDay| draws.iter().map(|draw| build(day, span, *draw)).collect::<Vec<_>>();
    let (base, removed, added) = (tables(&widest), tables(&removed), tables(&added));
    let network = Search::prepare_watching(&base, &[&removed, &added], walks, query)?;
    let watches: Vec<Watch> = network
        .schedules_of(&removed, query)
        .into_iter()
        .zip(network.schedules_of(&added, query))
        .map(|(removed, added)| Watch { removed, added })
        .collect();
    let is_touched: Vec<bool> = (0..walks.access.n_rows())
        .into_par_iter()
        .map_init(
            || Workspace::new(network.n_stops),
            |work, origin| {
                let access: Vec<(u32, u16)> =
                    to_stops(walks.access, origin, &network.stop_index, query.on_streets()).collect();
                network.schedules.iter().zip(&watches).any(|(schedule, watch)| {
                    let too_late: Lanes = schedule.departures.map(|departure| departure + query.below_s as u16);
                    let max_rides = query.max_rides;
                    let (access, work) = (access.as_slice(), &mut *work);
                    pulp::Arch::new().dispatch(Look { schedule, access, too_late, max_rides, work, watch })
                })
            },
        )
        .collect();
    Ok((0..is_touched.len()).filter(|origin| is_touched[*origin]).collect())
}
