//! Matrices of travel time: from every origin to every destination, row after row, in bounded memory.

use crest_model::Diagnostic;
use crest_reach::geo::Point;
use crest_reach::links::Links;
use crest_reach::street::{Horizon, Joined, Measure, Rounding, Weights, travel_times_weighed};
use crest_reach::times::Times;
use crest_reach::timetable::{Headways, Timetable, build};
use crest_reach::transit::{
    AddedRuns, Gate, Query, Search, TransitError, Unit, WalkLinks, Walks, matrix_after_adding, matrix_keeping,
    matrix_of, reversed, touched,
};

use super::change::NetworkChange;
use super::kept::Place;
use super::network::{Ends, OnVehicle, ReachNetwork};
use super::points::Points;
use super::trip::{Means, Profile, Trip, mode_word};
use super::walks::Walker;

/// Origins that are searched before their rows are handed on.
const CHUNK: usize = 64;

/// Minutes, point after point, in it percentile after percentile.
type Minutes = [Option<f64>];

/// Holds one row of a matrix: all destinations of an origin, or all origins of a destination where arrivals are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Position of the point that the row belongs to.
    pub point: usize,
    /// Whether that is a destination.
    pub is_by_arrival: bool,
    /// Minutes: point after point, in it percentile after percentile; none where that percentile is not reached.
    pub minutes: &'a [Option<f64>],
}

impl Row<'_> {
    /// Returns origin, destination and the minutes of each pair that is reached at one percentile at least.
    pub fn pairs(&self, n_percentiles: usize) -> impl Iterator<Item = (usize, usize, &[Option<f64>])> {
        let turn = move |other: usize| if self.is_by_arrival { (other, self.point) } else { (self.point, other) };
        let reached = |(_, minutes): &(usize, &[Option<f64>])| minutes.iter().any(Option::is_some);
        self.minutes.chunks(n_percentiles).enumerate().filter(reached).map(move |(other, minutes)| {
            let (from, to) = turn(other);
            (from, to, minutes)
        })
    }
}

/// Holds what is told of a matrix besides its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatrixReport {
    /// Number of origins.
    pub n_origins: usize,
    /// Number of destinations.
    pub n_destinations: usize,
    /// Pairs reached at one percentile at least.
    pub n_reached: usize,
    /// Timetables drawn.
    pub n_draws: usize,
    /// Whether walking went along great circles for want of streets.
    pub is_without_streets: bool,
    /// Points that join nothing, and whatever else was noticed.
    pub notes: Vec<Diagnostic>,
}

/// Holds a search that is ready: any rows can be asked.
pub(super) struct Prepared {
    pub(super) query: Query,
    walks: WalkLinks,
    gates: Vec<Gate>,
    pub(super) timetables: Vec<Timetable>,
    pub(super) search: Search,
    pub(super) draws: Vec<Headways>,
}

impl Prepared {
    pub(super) fn new(
        network: &ReachNetwork,
        (from, to): (&Ends, &Ends),
        trip: &Trip,
        percentiles: &[f64],
    ) -> Result<Self, Vec<Diagnostic>> {
        let draws = trip.headways(network.has_headways());
        Self::with_draws(network, (from, to), trip, percentiles, draws)
    }

    fn with_draws(
        network: &ReachNetwork,
        (from, to): (&Ends, &Ends),
        trip: &Trip,
        percentiles: &[f64],
        draws: Vec<Headways>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let query = trip.query(percentiles);
        let walks = Walker::new(network, trip, &query).all(from, to);
        Self::of_walks(network, walks, trip, query, draws)
    }

    /// Makes ready a search over walks that are there.
    pub(super) fn of_walks(
        network: &ReachNetwork,
        walks: WalkLinks,
        trip: &Trip,
        query: Query,
        draws: Vec<Headways>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let span = if trip.is_by_arrival { query.span_by_arrival() } else { query.span() };
        let mut timetables: Vec<Timetable> = draws.iter().map(|draw| build(&network.day, span, *draw)).collect();
        let (mut query, mut walks, mut gates) = (query, walks, network.gates.clone());
        if trip.is_by_arrival {
            timetables = timetables.iter().map(|timetable| reversed(timetable, query.boarding_s)).collect();
            (query, walks) = (query.by_arrival(), walks.turned());
            gates = gates.iter().map(Gate::reversed).collect();
        }
        let search = Search::prepare(&timetables, &walks.with_gates(&gates), &query).map_err(impossible)?;
        Ok(Self { query, walks, gates, timetables, search, draws })
    }

    pub(super) fn as_walks(&self) -> Walks<'_> {
        self.walks.with_gates(&self.gates)
    }

    /// Hands on the rows of some points, each with its single times as bytes.
    fn keeping(&self, points: &[usize], sink: &mut dyn FnMut(usize, &Minutes, &[u8])) {
        let mut minutes = Vec::new();
        let done = matrix_keeping(&self.search, &self.as_walks(), &self.query, points, &mut |point, row, bytes| {
            self.minutes(row, &mut minutes);
            sink(point, &minutes, bytes);
        });
        done.expect("the search was prepared for these walks");
    }

    fn minutes(&self, row: &[Option<u16>], minutes: &mut Vec<Option<f64>>) {
        minutes.clear();
        minutes.extend(row.iter().map(|value| value.map(|value| in_minutes(value, self.query.unit))));
    }

    /// Hands on the rows of some points.
    pub(super) fn rows(&self, points: &[usize], sink: &mut dyn FnMut(usize, &[Option<f64>])) {
        let mut minutes = Vec::new();
        let done = matrix_of(&self.search, &self.as_walks(), &self.query, points, |point, row| {
            self.minutes(row, &mut minutes);
            sink(point, &minutes);
        });
        done.expect("the search was prepared for these walks");
    }
}

/// Minutes of a value; seconds become minutes with two decimals, which keeps any two of them apart.
pub(super) fn in_minutes(value: u16, unit: Unit) -> f64 {
    match unit {
        Unit::Minutes => f64::from(value),
        Unit::Seconds => seconds_in_minutes(u32::from(value)),
    }
}

fn seconds_in_minutes(seconds: u32) -> f64 {
    (f64::from(seconds) / 60.0 * 100.0).round() / 100.0
}

/// Holds what a matrix is asked of.
#[derive(Debug, Clone, Copy)]
pub struct MatrixAsked<'a> {
    /// Network to travel on.
    pub network: &'a ReachNetwork,
    /// Origins.
    pub from: &'a Points,
    /// Destinations.
    pub to: &'a Points,
    /// How one travels.
    pub trip: &'a Trip,
    /// Percentiles of travel time over the window, each above 0 and at most 100.
    pub percentiles: &'a [f64],
}

impl MatrixAsked<'_> {
    fn ends(&self) -> (Ends, Ends) {
        let ends = |points: &Points| self.network.ends(points.points.clone(), points.zones.clone());
        (ends(self.from), ends(self.to))
    }

    fn report(&self, ends: &(Ends, Ends), n_draws: usize) -> MatrixReport {
        let mut notes = self.network.notes.clone();
        for (points, ends) in [(self.from, &ends.0), (self.to, &ends.1)] {
            let found = [unjoined(points, ends), unjoined_by_vehicle(points, ends, self.network)].concat();
            notes.extend(found.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>());
        }
        MatrixReport {
            n_origins: self.from.len(),
            n_destinations: self.to.len(),
            n_reached: 0,
            n_draws,
            is_without_streets: self.network.streets.is_none(),
            notes,
        }
    }

    /// Returns the number of rows: of origins, or of destinations where they are by arrival.
    pub fn n_rows(&self) -> usize {
        if self.is_by_arrival() { self.to.len() } else { self.from.len() }
    }

    /// Tells whether rows belong to destinations.
    pub fn is_by_arrival(&self) -> bool {
        self.trip.is_by_arrival && self.trip.means == Means::Transit
    }
}

/// Computes a matrix and hands on its rows in order.
///
/// Values are minutes: whole ones begun under the conventions of R5, else with two decimals. By streets alone, all percentiles
/// are the same. Memory: the network, and the rows of 64 points. Equal bytes whatever the number of threads.
///
/// # Errors
/// `C1707` for options that no search can be made of.
pub fn matrix(asked: &MatrixAsked<'_>, sink: &mut dyn FnMut(Row<'_>)) -> Result<MatrixReport, Vec<Diagnostic>> {
    let faults = asked.trip.check(asked.percentiles);
    if !faults.is_empty() {
        return Err(faults);
    }
    let ends = asked.ends();
    let n = asked.percentiles.len();
    if asked.trip.means != Means::Transit {
        let mut report = asked.report(&ends, 0);
        street_rows(asked, &ends, &mut |row| {
            report.n_reached += row.pairs(n).count();
            sink(row);
        });
        return Ok(report);
    }
    let prepared = Prepared::new(asked.network, (&ends.0, &ends.1), asked.trip, asked.percentiles)?;
    let mut report = asked.report(&ends, prepared.draws.len());
    let is_by_arrival = asked.trip.is_by_arrival;
    let points: Vec<usize> = (0..asked.n_rows()).collect();
    let mut push = |point, minutes: &[Option<f64>]| {
        let row = Row { point, is_by_arrival, minutes };
        report.n_reached += row.pairs(n).count();
        sink(row);
    };
    match asked.network.shelf.as_ref().filter(|_| !is_by_arrival) {
        Some(shelf) => {
            let mut writer = shelf.place(asked, &prepared.draws).begin();
            prepared.keeping(&points, &mut |point, minutes, bytes| {
                push(point, minutes);
                writer.push(bytes);
            });
            report.notes.extend(writer.finish().err());
        }
        None => prepared.rows(&points, &mut push),
    }
    Ok(report)
}

/// Computes a matrix before and after a network scenario.
///
/// Where the change adds runs only, the times after go on from those before, which are kept where the network keeps anything;
/// else only origins that it can touch are computed anew.
///
/// `sink` gets each row before and after. The rows after are those of [`matrix()`] on the changed network, to the byte.
/// Streets that change touch everybody, as does a search by arrival. Returns the reports of both and how many rows the
/// change can touch: where times go on from those before, those of which any value changes, else those that are computed anew.
///
/// # Errors
/// As [`matrix()`].
pub fn matrix_after(
    before: &MatrixAsked<'_>,
    after: &MatrixAsked<'_>,
    change: &NetworkChange,
    sink: &mut dyn FnMut(Row<'_>, Row<'_>),
) -> Result<(MatrixReport, MatrixReport, usize), Vec<Diagnostic>> {
    let n = before.percentiles.len();
    let is_transit = after.trip.means == Means::Transit;
    if !is_transit {
        // By streets alone both matrices are computed; rows of the first are kept.
        let mut rows: Vec<Vec<Option<f64>>> = Vec::new();
        let first = matrix(before, &mut |row| rows.push(row.minutes.to_vec()))?;
        let second = matrix(after, &mut |row| {
            let old = Row { minutes: &rows[row.point], ..row };
            sink(old, row);
        })?;
        return Ok((first, second, after.from.len()));
    }
    let faults = before.trip.check(before.percentiles);
    if !faults.is_empty() {
        return Err(faults);
    }
    let (old_ends, new_ends) = (before.ends(), after.ends());
    let new = Prepared::new(after.network, (&new_ends.0, &new_ends.1), after.trip, after.percentiles)?;
    // Where the change brings headways, what was before is drawn as often, so that differences are those of the change.
    let draws = before.trip.headways(before.network.has_headways() || after.network.has_headways());
    let mut reports = (before.report(&old_ends, draws.len()), after.report(&new_ends, new.draws.len()));
    let is_by_arrival = after.trip.is_by_arrival;
    let all: Vec<usize> = (0..after.n_rows()).collect();
    // A change in what is drawn, or in walks, is none of the runs. R5 cuts streets at stops, and with it every walk there.
    let cuts_streets = after.trip.profile == Profile::R5
        && after.network.streets.is_some()
        && before.network.stops.len() < after.network.stops.len();
    let is_of_runs = !is_by_arrival && !change.has_streets() && !cuts_streets && draws == new.draws;
    let days = (&before.network.day, &after.network.day);
    let old = |draws| {
        let ends = (&old_ends.0, &old_ends.1);
        Prepared::with_draws(before.network, ends, before.trip, before.percentiles, draws)
    };
    if is_of_runs {
        let added = AddedRuns::find(days, &new.draws, &new.search, &new.as_walks(), &new.query);
        if let Some(added) = added.map_err(impossible)? {
            let mut n_touched = 0;
            let mut push = |point, old: &[Option<f64>], new: &[Option<f64>]| {
                n_touched += usize::from(old != new);
                let row = |minutes| Row { point, is_by_arrival, minutes };
                let (first, second) = (row(old), row(new));
                reports.0.n_reached += first.pairs(n).count();
                reports.1.n_reached += second.pairs(n).count();
                sink(first, second);
            };
            let notes = going_on(before, (&new, &added), &|| old(draws.clone()), &mut push)?;
            reports.1.notes.extend(notes);
            return Ok((reports.0, reports.1, n_touched));
        }
    }
    let anew = if is_of_runs {
        touched(days, &new.draws, &new.as_walks(), &new.query).map_err(impossible)?
    } else {
        all.clone()
    };
    let old = old(draws)?;
    for chunk in all.chunks(CHUNK) {
        let mut rows: Vec<Vec<Option<f64>>> = Vec::with_capacity(chunk.len());
        old.rows(chunk, &mut |_, minutes| rows.push(minutes.to_vec()));
        let mine: Vec<usize> = chunk.iter().copied().filter(|point| anew.binary_search(point).is_ok()).collect();
        let mut fresh: Vec<Vec<Option<f64>>> = Vec::with_capacity(mine.len());
        new.rows(&mine, &mut |_, minutes| fresh.push(minutes.to_vec()));
        for (point, minutes) in chunk.iter().zip(&rows) {
            let changed = mine.binary_search(point).ok().map_or(minutes, |position| &fresh[position]);
            let row = |minutes| Row { point: *point, is_by_arrival, minutes };
            let (first, second) = (row(minutes), row(changed));
            reports.0.n_reached += first.pairs(n).count();
            reports.1.n_reached += second.pairs(n).count();
            sink(first, second);
        }
    }
    Ok((reports.0, reports.1, anew.len()))
}

fn impossible(error: TransitError) -> Vec<Diagnostic> {
    vec![Diagnostic::error("C1707", format!("travel times cannot be computed: {error}"))]
}

/// Hands on the rows before and after a change that adds runs only, from the times before: those that are kept, or those of
/// a search, which are then kept. Returns what stands in the way of keeping them.
fn going_on(
    before: &MatrixAsked<'_>,
    (new, added): (&Prepared, &AddedRuns),
    old: &dyn Fn() -> Result<Prepared, Vec<Diagnostic>>,
    sink: &mut dyn FnMut(usize, &Minutes, &Minutes),
) -> Result<Option<Diagnostic>, Vec<Diagnostic>> {
    let place = before.network.shelf.as_ref().map(|shelf| shelf.place(before, &new.draws));
    let mut reader = place.as_ref().and_then(Place::open);
    let mut searched = None;
    let origins: Vec<usize> = (0..before.from.len()).collect();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for chunk in origins.chunks(CHUNK) {
        let mut push = |kept: &[Vec<u8>]| {
            matrix_after_adding(kept, (&new.search, added), &new.query, chunk, &mut |point, one, other| {
                new.minutes(one, &mut first);
                new.minutes(other, &mut second);
                sink(point, &first, &second);
            })
        };
        let kept = reader.as_mut().and_then(|reader| reader.next(chunk.len()));
        if kept.is_some_and(|kept| push(&kept).is_ok()) {
            continue;
        }
        // Nothing is kept, or it is damaged: the rest is searched for, and kept if that is all.
        if searched.is_none() {
            reader = None;
            let writer = place.as_ref().filter(|_| chunk[0] == 0).map(Place::begin);
            place.iter().for_each(Place::discard);
            searched = Some((old()?, writer));
        }
        let (old, writer) = searched.as_mut().expect("it was just made");
        let mut found = Vec::with_capacity(chunk.len());
        old.keeping(chunk, &mut |_, _, bytes| found.push(bytes.to_vec()));
        writer.iter_mut().for_each(|writer| found.iter().for_each(|bytes| writer.push(bytes)));
        push(&found).map_err(impossible)?;
    }
    let writer = searched.and_then(|(_, writer)| writer);
    Ok(writer.and_then(|writer| writer.finish().err()))
}

/// Rows by streets alone, or along great circles.
fn street_rows(asked: &MatrixAsked<'_>, (from, to): &(Ends, Ends), sink: &mut dyn FnMut(Row<'_>)) {
    let n = asked.percentiles.len();
    let mut row_of = |point: usize, targets: &[u32], seconds: &mut dyn Iterator<Item = u32>| {
        let mut minutes = vec![None; to.points.len() * n];
        for (target, seconds) in targets.iter().zip(seconds) {
            let value = match asked.trip.profile {
                Profile::R5 => f64::from(seconds / 60),
                Profile::Crest => seconds_in_minutes(seconds),
            };
            minutes[*target as usize * n..][..n].fill(Some(value));
        }
        sink(Row { point, is_by_arrival: false, minutes: &minutes });
    };
    // Walking all the way is limited by the longest time, not by the longest walk to a stop.
    let whole = Trip { max_walk_min: asked.trip.max_time_min, ..asked.trip.clone() };
    let query = whole.query(asked.percentiles);
    let walker = Walker::new(asked.network, &whole, &query);
    let (Some(streets), Some(from_joined), Some(to_joined)) = (&asked.network.streets, &from.joined, &to.joined) else {
        let links: Links = walker.links(from, to);
        for point in 0..links.n_rows() {
            let (targets, lengths) = links.row(point);
            let speed = query.walking.speed_mm_per_s;
            let mut seconds = lengths.iter().map(|length| match asked.trip.profile {
                Profile::R5 => length / speed,
                Profile::Crest => length.div_ceil(speed),
            });
            row_of(point, targets, &mut seconds);
        }
        return;
    };
    let (rounding, horizon) = match asked.trip.profile {
        Profile::R5 => (Rounding::R5, Horizon::r5(asked.trip.max_time_min)),
        Profile::Crest => (Rounding::Milliseconds, Horizon::within(asked.trip.max_time_min * 60)),
    };
    let measure = Measure::Time(walker.pace(rounding));
    let weights = Weights::with_factors(&streets.network, measure, streets.factors.as_deref());
    for (chunk, first) in from_joined.points.chunks(16 * CHUNK).zip((0..).step_by(16 * CHUNK)) {
        let origins = Joined { points: chunk.to_vec(), joins: from_joined.joins[first..first + chunk.len()].to_vec() };
        let times = travel_times_weighed(&weights, &origins, to_joined, horizon);
        for row in 0..times.n_rows() {
            let (targets, seconds) = times.row(row);
            row_of(first + row, targets, &mut seconds.iter().copied());
        }
    }
}

/// Points that are named singly among those that join no street.
const NAMED: usize = 20;

/// Names the points that join no street, with the reason; after the first twenty only their number.
fn unjoined(points: &Points, ends: &Ends) -> Vec<Diagnostic> {
    let Some(joined) = &ends.joined else { return Vec::new() };
    let note = |(position, reason): (usize, crest_reach::street::NoJoin)| {
        let id = &points.ids[position];
        let Point { lon, lat } = points.points[position];
        Diagnostic::warning("C1711", format!("the point `{id}` of `{}` joins no street: {reason}", points.source))
            .value(format!("{lon}, {lat}"))
    };
    let mut notes: Vec<Diagnostic> = joined.unjoined().take(NAMED).map(note).collect();
    let n_more = joined.unjoined().skip(NAMED).count();
    if n_more > 0 {
        let message = format!("{n_more} more points of `{}` join no street", points.source);
        notes.push(Diagnostic::warning("C1711", message));
    }
    notes
}

/// Counts the points that join some street, but none that is open to a vehicle of the trip.
fn unjoined_by_vehicle(points: &Points, ends: &Ends, network: &ReachNetwork) -> Vec<Diagnostic> {
    let note = |(vehicle, joined): (&OnVehicle, &Joined)| {
        let on_foot = |position: &usize| ends.joined.as_ref().is_some_and(|on_foot| on_foot.joins[*position].is_ok());
        let apart: Vec<usize> = joined.unjoined().map(|(position, _)| position).filter(on_foot).collect();
        let first = points.ids.get(*apart.first()?)?;
        let (source, mode) = (&points.source, mode_word(vehicle.network.mode()));
        let message =
            format!("{} points of `{source}` join no street that is open to `{mode}`, such as `{first}`", apart.len());
        Some(Diagnostic::warning("C1711", message).value(first.clone()))
    };
    network.vehicles.iter().zip(&ends.by_vehicle).filter_map(note).collect()
}

/// Computes a matrix into memory: one table of times per percentile.
///
/// # Errors
/// As [`matrix()`].
pub fn times(asked: &MatrixAsked<'_>) -> Result<(Vec<Times>, MatrixReport), Vec<Diagnostic>> {
    let n = asked.percentiles.len();
    let mut triples: Vec<Vec<(u32, u32, f64)>> = vec![Vec::new(); n];
    let report = matrix(asked, &mut |row| {
        for (from, to, minutes) in row.pairs(n) {
            let [from, to] = [from, to].map(|point| u32::try_from(point).expect("points fit u32"));
            for (list, minutes) in triples.iter_mut().zip(minutes) {
                list.extend(minutes.map(|minutes| (from, to, minutes)));
            }
        }
    })?;
    let of = |triples: &Vec<_>| {
        Times::from_triples(asked.from.len(), asked.to.len(), triples).expect("each pair stands once in a matrix")
    };
    Ok((triples.iter().map(of).collect(), report))
}

/// Counts pairs by what a scenario does to them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PairChange {
    /// Pairs that take less time.
    pub n_faster: usize,
    /// Pairs that take more.
    pub n_slower: usize,
    /// Pairs reached before and after in the same time.
    pub n_unchanged: usize,
    /// Pairs reached only after.
    pub n_opened: usize,
    /// Pairs reached only before.
    pub n_closed: usize,
    saved_minutes: f64,
}

impl PairChange {
    /// Counts one pair.
    pub fn add(&mut self, before: Option<f64>, after: Option<f64>) {
        match (before, after) {
            (None, None) => {}
            (None, Some(_)) => self.n_opened += 1,
            (Some(_), None) => self.n_closed += 1,
            (Some(before), Some(after)) => {
                self.saved_minutes += before - after;
                match before.total_cmp(&after) {
                    std::cmp::Ordering::Greater => self.n_faster += 1,
                    std::cmp::Ordering::Less => self.n_slower += 1,
                    std::cmp::Ordering::Equal => self.n_unchanged += 1,
                }
            }
        }
    }

    /// Returns the mean minutes saved over the pairs that are reached before and after; none if there are none.
    pub fn mean_saved(&self) -> Option<f64> {
        let n = self.n_faster + self.n_slower + self.n_unchanged;
        (n > 0).then(|| self.saved_minutes / n as f64)
    }
}
