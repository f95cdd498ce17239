//! Travel times by the time of arrival: the same search on time run backwards.
//!
//! With every time `t` turned into `−t`, arrivals and departures change places, and whoever must arrive by a time "leaves"
//! the destination at it. The wait for a vehicle is counted where the backward journey gets off.

use crate::timetable::{HalfWait, PatternStop, Span, Timetable};

use super::journey::item_of;
use super::{Departures, Journey, Leg, Query, Search, TransitError, Walks, journey, lanes};

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
/// Half the headway is waited at every boarding backwards as it is forwards. Reversing twice with 0 s gives the timetable back.
#[must_use]
pub fn reversed(timetable: &Timetable, boarding_s: u32) -> Timetable {
    let turned = |stop: &PatternStop| {
        let (may_board, may_alight) = (stop.may_alight, stop.may_board);
        PatternStop { stop: stop.stop, may_board, may_alight }
    };
    let mut back = Timetable::empty(timetable.n_stops, timetable.headways);
    for pattern in &timetable.patterns {
        let mut own = *pattern;
        own.times = u32::try_from(back.times.len()).expect("as many as there were");
        back.patterns.push(own);
        back.stops.extend(timetable.stops_of(pattern).iter().rev().map(turned));
        for trip in (0..(pattern.trips.1 - pattern.trips.0) as usize).rev() {
            let times = timetable.times_of(pattern, trip).iter().rev();
            back.times.extend(times.map(|(arrival_s, departure_s)| (boarding_s as i32 - departure_s, -arrival_s)));
        }
        let runs = &timetable.runs[pattern.trips.0 as usize..pattern.trips.1 as usize];
        back.runs.extend(runs.iter().rev());
    }
    let times = |half: &HalfWait| {
        half.times.iter().rev().map(|(arrival_s, departure_s)| (boarding_s as i32 - departure_s, -arrival_s)).collect()
    };
    back.half_waits = timetable
        .half_waits
        .iter()
        .map(|half| HalfWait {
            stops: half.stops.iter().rev().map(turned).collect(),
            times: times(half),
            // Forwards `max(ready, start) + half` arrives by a time as long as `ready ≤ time − half` and
            // `start + half ≤ time`, so that backwards half the headway is waited first.
            start_s: -half.end_s,
            end_s: -half.start_s,
            before_s: half.after_s,
            after_s: half.before_s,
            run: half.run,
        })
        .collect();
    back
}

/// Holds one network forwards and backwards, for journeys by arrival.
#[derive(Debug, Clone, Copy)]
pub struct BothWays<'a> {
    /// Draws of the service day, built for [`Query::span_by_arrival`].
    pub timetables: &'a [Timetable],
    /// Walks and gates as one passes them.
    pub walks: &'a Walks<'a>,
    /// The same draws [`reversed`], made ready for [`Query::by_arrival`].
    pub back: &'a Search,
    /// Walks and gates turned round.
    pub turned: &'a Walks<'a>,
}

/// Finds the journey that a percentile of a window of arrivals stands for, and its draw; `query` is the one forwards, whose
/// departures mean arrivals. None if that percentile is not reached.
///
/// The search backwards tells the latest departure, the one forwards from there the legs: at each stop one takes the first
/// vehicle that is of use and waits for it where one gets on; what is left before the arrival asked for is spent at the
/// destination, as [`Leg::Early`]. So legs sum to the travel time by arrival. Of arrivals with the same time the first counts;
/// an interpolated percentile is shown by the item below it.
///
/// # Errors
/// [`TransitError`] if the query cannot be answered.
///
/// Cost: one row of the matrix by arrival, and one [`journey()`].
pub fn journey_of_arrival(
    ways: &BothWays<'_>,
    query: &Query,
    (origin, destination): (usize, usize),
    percentile: f64,
) -> Result<Option<(usize, Journey)>, TransitError> {
    let query = Query { percentiles: vec![percentile], ..query.clone() };
    let times = lanes(ways.back, ways.turned, &query.by_arrival(), destination)?;
    let (n_arrivals, n_draws) = (query.departures.n as usize, ways.timetables.len());
    let own = &times[origin * n_arrivals * n_draws..][..n_arrivals * n_draws];
    let Some(time) = item_of(own, &query, percentile) else { return Ok(None) };
    // Lanes of a draw begin with the last arrival.
    let found = own.chunks(n_arrivals).enumerate().find_map(|(draw, lanes)| {
        lanes.iter().rev().position(|lane| *lane == Some(time)).map(|arrival| (draw, arrival))
    });
    let (draw, arrival) = found.expect("the item is one of them");
    let by_s = query.departures.first_s + (arrival * query.departures.step_s as usize) as i32;
    let departure_s = by_s - i32::from(time);
    let found = journey(&ways.timetables[draw], ways.walks, &query, (origin, destination), departure_s)?;
    Ok(found.filter(|found| found.arrival_s <= by_s).map(|mut found| {
        let seconds = found.arrival_s.abs_diff(by_s);
        if seconds > 0 {
            found.legs.push(Leg::Early { seconds });
        }
        found.arrival_s = by_s;
        (draw, found)
    }))
}
