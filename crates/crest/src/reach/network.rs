//! The network of one search: streets as far as there are any, the runs of the day, stops, and gates between them.

use std::path::Path;

use crest_model::{Diagnostic, Location};
use crest_reach::elevation::Elevation;
use crest_reach::geo::{MEAN_RADIUS_M, Point, R5_RADIUS_M};
use crest_reach::gtfs::{Day, Feed};
use crest_reach::osm::{self, Limits};
use crest_reach::street::{
    Conventions, Joined, Mode, Network, Relays, SlopeOptions, StreetOptions, Streets, join, slope_factors,
    streets_with_stops,
};
use crest_reach::timetable::{ServiceDay, Timing, patched, service_day, service_day_r5};
use crest_reach::transit::Gate;

use super::change::NetworkChange;
use super::gates::Gates;
use super::kept::Shelf;
use super::sources::{SourceFile, Sources};
use super::trip::{Means, Profile, Trip};
use super::{cache, gates};

/// Distance in metres up to which points join a street.
const JOIN_M: f64 = 1600.0;
/// Most pixels of a raster of heights.
const PIXELS: usize = 400_000_000;
/// Places looked at along a street for its slope, in metres, and the steepest slope that is believed.
const SLOPES: SlopeOptions = SlopeOptions { step_m: 10.0, steepest: 0.5 };

/// Describes a stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Id in its feed, or of the scenario that adds it.
    pub id: String,
    /// Name.
    pub name: String,
    /// Name of its feed; empty for added ones.
    pub feed: String,
    /// Zone as the feed writes it.
    pub zone: String,
    /// Place; none if the feed gives none.
    pub point: Option<Point>,
}

/// Holds what one means of travel moves on, and when.
#[derive(Debug, Clone)]
pub struct ReachNetwork {
    /// Feeds in the order given.
    pub feeds: Vec<Feed>,
    /// Stops of all feeds, one feed's after the other's, then those a scenario adds.
    pub stops: Vec<Stop>,
    /// Runs of the day; none where no transit is asked for.
    pub day: ServiceDay,
    /// Names of lines that a scenario adds, by number.
    pub lines: Vec<String>,
    /// What was noticed and does not stand in the way.
    pub notes: Vec<Diagnostic>,
    pub(super) gates: Vec<Gate>,
    /// Stops from which nobody walks but through gates, in order.
    pub(super) enclosed: Vec<u32>,
    pub(super) streets: Option<OnStreets>,
    pub(super) vehicles: Vec<OnVehicle>,
    pub(super) radius_m: f64,
    /// Where travel times on it are kept.
    pub(super) shelf: Option<Shelf>,
}

/// Streets for one means of travel.
#[derive(Debug, Clone)]
pub(super) struct OnStreets {
    pub(super) network: Network,
    /// Stops as they join the streets.
    pub(super) stops: Joined,
    /// Factors of slopes by stretch.
    pub(super) factors: Option<Vec<[f64; 2]>>,
}

/// Streets for a bicycle or car beside transit.
#[derive(Debug, Clone)]
pub(super) struct OnVehicle {
    pub(super) network: Network,
    /// Factors of slopes by stretch, for a bicycle that is pushed.
    pub(super) factors: Option<Vec<[f64; 2]>>,
    /// Where a car can be left for walking; a bicycle goes wherever one walks.
    pub(super) relays: Option<Relays>,
}

/// Points that walks begin or end at.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    pub(super) points: Vec<Point>,
    pub(super) joined: Option<Joined>,
    /// The points as they join the streets of each vehicle.
    pub(super) by_vehicle: Vec<Joined>,
    pub(super) zones: Vec<String>,
}

impl ReachNetwork {
    /// Builds the network that a trip needs, as a scenario changes it if one is given; built streets, feeds as they were read, and
    /// the single times of matrices computed on it are kept in `cache`.
    ///
    /// # Errors
    /// Everything that is wrong with sources, day and scenario: `C1704`–`C1709`, `C1713`.
    pub fn build(
        sources: &Sources,
        trip: &Trip,
        change: Option<&NetworkChange>,
        cache: Option<&Path>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut mistakes = Vec::new();
        let mut notes = Vec::new();
        let is_transit = trip.means == Means::Transit;
        let mut feeds = Vec::new();
        // R5 cuts streets at stops, which shows in the seconds of walks too.
        for source in sources.feeds.iter().filter(|_| is_transit || trip.profile == Profile::R5) {
            match source.read_through(cache) {
                Ok((feed, note)) => {
                    feeds.push(feed);
                    notes.extend(note);
                }
                Err(found) => mistakes.push(found),
            }
        }
        let radius_m = if trip.profile == Profile::R5 { R5_RADIUS_M } else { MEAN_RADIUS_M };
        let streets = match &sources.streets {
            None => None,
            Some(file) => match streets_of(file, trip.profile, cache, &mut notes) {
                Ok(streets) => Some(streets),
                Err(found) => {
                    mistakes.push(found);
                    None
                }
            },
        };
        let needs_streets = matches!(trip.means, Means::Cycle | Means::Car) || !trip.vehicles().is_empty();
        if needs_streets && sources.streets.is_none() {
            mistakes.push(
                Diagnostic::error("C1707", "cycling and driving need a street extract")
                    .expected("an OpenStreetMap extract (.osm.pbf)"),
            );
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut stops = stops_of(sources, &feeds);
        let mut day = ServiceDay::default();
        if is_transit && !feeds.is_empty() {
            day = day_of(sources, &feeds, trip).map_err(|found| vec![found])?;
        }
        let mut lines = Vec::new();
        let mut street_patches = Vec::new();
        if let Some(change) = change {
            let resolved = change.resolve(&feeds, &mut stops, is_transit)?;
            day = patched(&day, &resolved.day).map_err(|error| vec![change.failed(&error.to_string())])?;
            (lines, street_patches) = (resolved.lines, resolved.streets);
        }
        let streets = match streets {
            Some(streets) if !street_patches.is_empty() => {
                let change = change.expect("patches come from a change");
                let done = streets.patched(&street_patches, JOIN_M);
                Some(done.map_err(|error| vec![change.failed(&error.to_string())])?)
            }
            None if !street_patches.is_empty() => {
                let change = change.expect("patches come from a change");
                return Err(vec![change.failed("there are no streets to be changed")]);
            }
            other => other,
        };
        let gates = match &sources.gates {
            Some(file) if is_transit => gates::read(file, &stops)?,
            _ => Gates::default(),
        };
        let (streets, vehicles) = streets.map(|streets| on_streets(streets, trip, &stops)).unzip();
        let vehicles = vehicles.unwrap_or_default();
        let shelf = cache.map(|directory| Shelf::of(directory, sources, change));
        let Gates { gates, enclosed } = gates;
        let mut network = Self { feeds, stops, day, lines, notes, gates, enclosed, streets, vehicles, radius_m, shelf };
        network.slope(sources)?;
        network.note_stops();
        Ok(network)
    }

    /// Tells whether any run of the day is known by its headway only.
    pub(super) fn has_headways(&self) -> bool {
        self.day.runs.iter().any(|run| matches!(run.timing, Timing::Headway { is_exact: false, .. }))
            || self.gates.iter().any(|gate| gate.queue_s.len() > 1)
    }

    /// Joins points to the streets, if there are any.
    pub(super) fn ends(&self, points: Vec<Point>, zones: Vec<String>) -> Ends {
        let joined = self.streets.as_ref().map(|streets| join(&streets.network, &points, JOIN_M));
        let by_vehicle = self.by_vehicle(&points);
        Ends { points, joined, by_vehicle, zones }
    }

    fn by_vehicle(&self, points: &[Point]) -> Vec<Joined> {
        self.vehicles.iter().map(|vehicle| join(&vehicle.network, points, JOIN_M)).collect()
    }

    /// Stops as ends of walks.
    pub(super) fn stop_ends(&self) -> Ends {
        let points = stop_points(&self.stops);
        Ends {
            by_vehicle: self.by_vehicle(&points),
            points,
            joined: self.streets.as_ref().map(|streets| streets.stops.clone()),
            zones: self.stops.iter().map(|stop| stop.zone.clone()).collect(),
        }
    }

    fn slope(&mut self, sources: &Sources) -> Result<(), Vec<Diagnostic>> {
        let (Some(file), Some(streets)) = (&sources.elevation, &mut self.streets) else { return Ok(()) };
        let elevation = Elevation::read(&file.bytes, PIXELS).map_err(|error| {
            let message = format!("the heights `{}` cannot be read: {error}", file.name);
            vec![
                Diagnostic::error("C1706", message)
                    .at(Location::file(file.name.clone()))
                    .value(file.name.clone())
                    .expected("a GeoTIFF of one band in longitude and latitude"),
            ]
        })?;
        streets.factors = Some(slope_factors(&streets.network, &elevation, &SLOPES));
        for vehicle in self.vehicles.iter_mut().filter(|vehicle| vehicle.network.mode() == Mode::Cycle) {
            vehicle.factors = Some(slope_factors(&vehicle.network, &elevation, &SLOPES));
        }
        Ok(())
    }

    /// Notes the stops that nobody can walk to.
    fn note_stops(&mut self) {
        let Some(streets) = &self.streets else { return };
        let mut apart: Vec<(String, usize, String)> = Vec::new();
        for (position, reason) in streets.stops.unjoined() {
            let reason = reason.to_string();
            match apart.iter_mut().find(|(own, ..)| *own == reason) {
                Some((_, n, _)) => *n += 1,
                None => apart.push((reason, 1, self.stops[position].id.clone())),
            }
        }
        for (reason, n, first) in apart {
            let message = format!("{n} of {} stops join no street, such as `{first}`: {reason}", self.stops.len());
            let note = Diagnostic::note("C1714", message).value(first);
            self.notes.push(note.hint("vehicles pass them, nobody gets on or off"));
        }
    }
}

pub(super) fn stop_points(stops: &[Stop]) -> Vec<Point> {
    // A stop without a place lies nowhere: it joins no street and is near nothing.
    stops.iter().map(|stop| stop.point.unwrap_or(Point::new(f64::NAN, 0.0))).collect()
}

fn stops_of(sources: &Sources, feeds: &[Feed]) -> Vec<Stop> {
    let mut stops = Vec::new();
    for (source, feed) in sources.feeds.iter().zip(feeds) {
        stops.extend(feed.stops.iter().map(|stop| Stop {
            id: stop.id.clone(),
            name: stop.name.clone(),
            feed: source.name.clone(),
            zone: stop.zone.clone(),
            point: stop.point.map(|(lon, lat)| Point::new(lon, lat)),
        }));
    }
    stops
}

/// Streets of an extract, from the cache where they lie there.
fn streets_of(
    file: &SourceFile,
    profile: Profile,
    cache: Option<&Path>,
    notes: &mut Vec<Diagnostic>,
) -> Result<Streets, Diagnostic> {
    let options = match profile {
        Profile::R5 => StreetOptions::r5(),
        Profile::Crest => {
            StreetOptions { conventions: Conventions::Crest, radius_m: MEAN_RADIUS_M, ..StreetOptions::r5() }
        }
    };
    let kept = cache::Place::of_streets(cache, &file.bytes, &options);
    if let Some(streets) = kept.find(Streets::from_bytes) {
        return Ok(streets);
    }
    let extract = osm::read(&file.bytes, &Limits::default()).map_err(|error| {
        Diagnostic::error("C1704", format!("the streets `{}` cannot be read: {error}", file.name))
            .at(Location::file(file.name.clone()))
            .value(file.name.clone())
            .expected("an OpenStreetMap extract (.osm.pbf)")
    })?;
    let streets = Streets::build(&extract, &options);
    notes.extend(kept.keep(|| streets.to_bytes()).err());
    Ok(streets)
}

fn on_streets(streets: Streets, trip: &Trip, stops: &[Stop]) -> (OnStreets, Vec<OnVehicle>) {
    let points = stop_points(stops);
    let mode = match trip.means {
        Means::Transit | Means::Walk => Mode::Walk,
        Means::Cycle => Mode::Cycle,
        Means::Car => Mode::Car,
    };
    let (streets, network, stops) = if trip.profile == Profile::R5 && mode == Mode::Walk {
        cut_in_order(&streets, &points, stops)
    } else {
        let network = Network::build(&streets, mode);
        let stops = join(&network, &points, JOIN_M);
        (streets, network, stops)
    };
    let vehicle = |mode: Mode| {
        let own = Network::build(&streets, mode);
        let relays = (mode == Mode::Car).then(|| Relays::build(&streets, &network, &own));
        OnVehicle { network: own, factors: None, relays }
    };
    let vehicles = trip.vehicles().into_iter().map(vehicle).collect();
    (OnStreets { network, stops, factors: None }, vehicles)
}

/// Cuts streets at stops in the order of R5, feed by feed and in a feed by identifier.
fn cut_in_order(streets: &Streets, points: &[Point], stops: &[Stop]) -> (Streets, Network, Joined) {
    let mut order: Vec<usize> = (0..stops.len()).collect();
    for feed in order.chunk_by_mut(|one, other| stops[*one].feed == stops[*other].feed) {
        feed.sort_by(|one, other| stops[*one].id.cmp(&stops[*other].id));
    }
    let sorted: Vec<Point> = order.iter().map(|stop| points[*stop]).collect();
    let (streets, network, joined) = streets_with_stops(streets, &sorted, JOIN_M);
    let mut joins: Vec<_> = order.into_iter().zip(joined.joins).collect();
    joins.sort_by_key(|(stop, _)| *stop);
    let joins = joins.into_iter().map(|(_, join)| join).collect();
    (streets, network, Joined { points: points.to_vec(), joins })
}

/// Runs of the day; a day on which nothing runs is a mistake, since every trip would be a walk.
fn day_of(sources: &Sources, feeds: &[Feed], trip: &Trip) -> Result<ServiceDay, Diagnostic> {
    let Some(day) = trip.day else {
        return Err(Diagnostic::error("C1707", "no day of service is given").expected("a date such as 2026-06-10"));
    };
    let all: Vec<&Feed> = feeds.iter().collect();
    let runs = match trip.profile {
        Profile::Crest => service_day(&all, day),
        Profile::R5 => service_day_r5(&all, day),
    };
    if !runs.runs.is_empty() {
        return Ok(runs);
    }
    let names: Vec<&str> = sources.feeds.iter().map(|feed| feed.name.as_str()).collect();
    let message = format!("nothing runs on {} in `{}`", show_day(day), names.join("`, `"));
    let mut found = Diagnostic::error("C1708", message).value(show_day(day));
    found.expected = Some("a day on which the feeds have services".to_owned());
    let periods = feeds.iter().flat_map(|feed| &feed.services).filter_map(|service| service.period);
    let days = feeds.iter().flat_map(|feed| &feed.services).flat_map(|service| &service.added).map(|own| (*own, *own));
    let (first, last) = periods.chain(days).fold((None, None), |(low, high): (Option<Day>, Option<Day>), (a, b)| {
        (Some(low.map_or(a, |low| low.min(a))), Some(high.map_or(b, |high| high.max(b))))
    });
    if let (Some(first), Some(last)) = (first, last) {
        found = found.hint(format!("their calendars run from {} to {}", show_day(first), show_day(last)));
    }
    Err(found)
}

/// Shows a day as YYYY-MM-DD.
pub(super) fn show_day(day: Day) -> String {
    // Years by successive approximation: a day number is at most 366 times its year.
    let mut year = 1970 + day.0.div_euclid(366);
    while Day::from_date(year + 1, 1, 1).is_some_and(|first| first <= day) {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| Day::from_date(year, *month, 1).is_some_and(|first| first <= day));
    let month = month.unwrap_or(1);
    let first = Day::from_date(year, month, 1).map_or(day.0, |first| first.0);
    format!("{year:04}-{month:02}-{:02}", day.0 - first + 1)
}

#[cfg(test)]
mod tests;
