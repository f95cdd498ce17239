//! Travel times by the time of arrival: the same search on time run backwards.
//!
//! With every time `t` turned into `−t`, arrivals and departures change places, and whoever must arrive by a time "leaves"
//! the destination at it. The wait for a vehicle is counted where the backward journey gets off.

use crate::timetable::{Span, Timetable};

use super::{Departures, Query};

impl Query {
    /// Turns a query whose departures mean arrivals, "at the latest at", into one for timetables made by [`reversed`].
    ///
    /// Origins and destinations change places: links of access lead from each destination to stops, links of egress from
    /// stops to origins. Lane `i` of the answer belongs to arrival `n − 1 − i`.
    #[must_use]
    pub fn by_arrival(&self) -> Self {
        let Departures { first_s, step_s, n } = self.departures;
        let last_s = i64::from(first_s) + i64::from(step_s) * i64::from(n.saturating_sub(1));
        let first_s = i32::try_from(-last_s).unwrap_or(i32::MIN);
        Self { departures: Departures { first_s, step_s, n }, boarding_s: 0, ..self.clone() }
    }

    /// Returns the part of the day whose trips a query by arrival can use, for building the timetable to be reversed.
    pub fn span_by_arrival(&self) -> Span {
        let forward = self.span();
        let below_s = i32::try_from(self.below_s).unwrap_or(i32::MAX);
        Span { from_s: forward.from_s.saturating_sub(below_s), to_s: forward.to_s.saturating_sub(below_s) }
    }
}

/// Runs a timetable backwards, for queries made by [`Query::by_arrival`]; `boarding_s` is that of the query it was made of.
///
/// Half-headway waits have no backward form and are left out: draw departures instead. Reversing twice with 0 s gives the
/// timetable back.
#[must_use]
pub fn reversed(timetable: &Timetable, boarding_s: u32) -> Timetable {
    let mut back = Timetable::empty(timetable.n_stops, timetable.headways);
    for pattern in &timetable.patterns {
        let mut own = *pattern;
        own.times = u32::try_from(back.times.len()).expect("as many as there were");
        back.patterns.push(own);
        back.stops.extend(timetable.stops_of(pattern).iter().rev().map(|stop| {
            let (may_board, may_alight) = (stop.may_alight, stop.may_board);
            crate::timetable::PatternStop { stop: stop.stop, may_board, may_alight }
        }));
        for trip in (0..(pattern.trips.1 - pattern.trips.0) as usize).rev() {
            let times = timetable.times_of(pattern, trip).iter().rev();
            back.times.extend(times.map(|(arrival_s, departure_s)| (boarding_s as i32 - departure_s, -arrival_s)));
        }
        let runs = &timetable.runs[pattern.trips.0 as usize..pattern.trips.1 as usize];
        back.runs.extend(runs.iter().rev());
    }
    back
}
