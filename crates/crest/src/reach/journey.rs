//! Journeys explained: the legs, waits and changes whose times add up to the travel time, by departure or by arrival.

use crest_model::Diagnostic;
use crest_reach::geo::Point;
use crest_reach::street::Mode;
use crest_reach::timetable::{Run, Source, Timetable, build};
use crest_reach::transit::{BothWays, Journey, Leg, Place, TransitError, WalkLinks, journey_of, journey_of_arrival};

use super::matrix::{MatrixAsked, Prepared, matrix};
use super::network::ReachNetwork;
use super::points::Points;
use super::trip::{Means, Trip};
use super::walks::Walker;

/// Tells what one does during a part of a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// On foot, by bicycle or by car, without a timetable.
    Move(Means),
    /// At a stop, until the vehicle leaves.
    Wait,
    /// On board.
    Ride,
    /// Through a gate, its queue included.
    Gate,
    /// At the destination, before the time by which one had to be there.
    Early,
}

impl Part {
    /// Returns the word for it in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Move(Means::Cycle) => "cycle",
            Self::Move(Means::Car) => "drive",
            Self::Move(_) => "walk",
            Self::Wait => "wait",
            Self::Ride => "ride",
            Self::Gate => "gate",
            Self::Early => "early",
        }
    }
}

/// Holds one part of a journey in words.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyPart {
    /// What one does.
    pub part: Part,
    /// Where it begins: a stop as `name (id)`, or the point.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// Ids of the stops where it begins and ends; empty at the origin and the destination.
    pub stops: [String; 2],
    /// Line of a ride; empty otherwise.
    pub line: String,
    /// Stops of a ride, the one where one gets on not counted; 0 otherwise.
    pub n_stops: usize,
    /// When it begins, in seconds after midnight.
    pub starts_s: i32,
    /// How long it takes.
    pub seconds: u32,
}

/// Holds a journey in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Its parts, one after the other without gaps.
    pub parts: Vec<JourneyPart>,
    /// When it starts, in seconds after midnight.
    pub departure_s: i32,
    /// Travel time; the sum of the parts.
    pub seconds: u32,
    /// Number of the drawn timetable, from 0, and how many there are.
    pub draw: (usize, usize),
}

/// Holds what journeys are asked of.
#[derive(Debug, Clone, Copy)]
pub struct JourneysAsked<'a> {
    /// Network to travel on.
    pub network: &'a ReachNetwork,
    /// Origins.
    pub from: &'a Points,
    /// Destinations.
    pub to: &'a Points,
    /// How one travels.
    pub trip: &'a Trip,
    /// Percentile of travel time over the window.
    pub percentile: f64,
}

/// Finds the journey that a percentile of the travel times from one point to another stands for; none where it is not reached.
/// The points lie in all zones; see [`journeys`] for those that lie in one.
///
/// # Errors
/// As [`matrix()`].
pub fn journey(
    network: &ReachNetwork,
    (from, to): ((&str, Point), (&str, Point)),
    trip: &Trip,
    percentile: f64,
) -> Result<Option<Explained>, Vec<Diagnostic>> {
    let points = |(id, point): (&str, Point)| Points {
        source: id.to_owned(),
        ids: vec![id.to_owned()],
        points: vec![point],
        zones: vec![String::new()],
    };
    let asked = JourneysAsked { network, from: &points(from), to: &points(to), trip, percentile };
    Ok(journeys(&asked, &[(0, 0)])?.pop().flatten())
}

/// Finds the journeys of pairs of an origin and a destination, in their order; none for a pair that is not reached.
///
/// The parts of a journey sum to the value of [`matrix()`] under the conventions of Crest; under those of R5, cut to minutes.
/// Where the trip is one by arrival, it leaves as late as it can, and what is left before the arrival is its last part.
/// An interpolated percentile is shown by the departure or arrival below it.
///
/// # Errors
/// As [`matrix()`].
///
/// # Panics
/// If a pair names a point that is not there.
pub fn journeys(
    asked: &JourneysAsked<'_>,
    pairs: &[(usize, usize)],
) -> Result<Vec<Option<Explained>>, Vec<Diagnostic>> {
    let faults = asked.trip.check(&[asked.percentile]);
    if !faults.is_empty() {
        return Err(faults);
    }
    if asked.trip.means != Means::Transit {
        return pairs.iter().map(|pair| alone(asked, *pair)).collect();
    }
    // Points that no pair names are not looked at.
    let used = |of: fn(&(usize, usize)) -> usize| {
        let mut used: Vec<usize> = pairs.iter().map(of).collect();
        used.sort_unstable();
        used.dedup();
        used
    };
    let (origins, destinations) = (used(|pair| pair.0), used(|pair| pair.1));
    let finder = Finder::new(asked, &origins, &destinations)?;
    let explained = |(from, to): &(usize, usize)| {
        let position = |used: &[usize], point: &usize| used.binary_search(point).expect("a pair names it");
        let pair = (position(&origins, from), position(&destinations, to));
        let found = finder
            .find(pair)
            .map_err(|error| vec![Diagnostic::error("C1707", format!("travel times cannot be computed: {error}"))])?;
        let ends = (asked.from.ids[*from].as_str(), asked.to.ids[*to].as_str());
        Ok(found.map(|(draw, journey)| Explained {
            parts: parts(asked.network, ends, &journey, &|leg| finder.mode(pair, leg)),
            departure_s: journey.departure_s,
            seconds: journey.seconds(),
            draw: (draw, finder.prepared.draws.len()),
        }))
    };
    pairs.iter().map(explained).collect()
}

/// A search that is ready for the journeys between some points.
struct Finder<'a> {
    asked: &'a JourneysAsked<'a>,
    prepared: Prepared,
    /// Walks and timetables forwards, where those of the search run backwards.
    forward: Option<(WalkLinks, Vec<Timetable>)>,
}

impl<'a> Finder<'a> {
    fn new(asked: &'a JourneysAsked<'a>, origins: &[usize], destinations: &[usize]) -> Result<Self, Vec<Diagnostic>> {
        let JourneysAsked { network, trip, .. } = *asked;
        let ends = |points: &Points, used: &[usize]| {
            let own = used.iter().map(|point| points.points[*point]).collect();
            network.ends(own, used.iter().map(|point| points.zones[*point].clone()).collect())
        };
        let query = trip.query(&[asked.percentile]);
        let walker = Walker::new(network, trip, &query);
        let walks = walker.all(&ends(asked.from, origins), &ends(asked.to, destinations));
        let draws = trip.headways(network.has_headways());
        let forward = trip.is_by_arrival.then(|| {
            let span = query.span_by_arrival();
            (walks.clone(), draws.iter().map(|draw| build(&network.day, span, *draw)).collect())
        });
        Ok(Self { asked, prepared: Prepared::of_walks(network, walks, trip, query, draws)?, forward })
    }

    /// Mode of a leg along streets.
    fn mode(&self, pair: (usize, usize), leg: &Leg) -> Mode {
        let mode = match &self.forward {
            None => self.prepared.as_walks().mode(pair, leg),
            Some((links, _)) => links.with_gates(&self.asked.network.gates).mode(pair, leg),
        };
        mode.unwrap_or(Mode::Walk)
    }

    fn find(&self, pair: (usize, usize)) -> Result<Option<(usize, Journey)>, TransitError> {
        let (prepared, percentile) = (&self.prepared, self.asked.percentile);
        let walks = prepared.as_walks();
        match &self.forward {
            None => journey_of(&prepared.search, &prepared.timetables, &walks, &prepared.query, pair, percentile),
            Some((links, timetables)) => {
                let forward = links.with_gates(&self.asked.network.gates);
                let ways = BothWays { timetables, walks: &forward, back: &prepared.search, turned: &walks };
                journey_of_arrival(&ways, &self.asked.trip.query(&[percentile]), pair, percentile)
            }
        }
    }
}

/// Parts of a journey in words.
fn parts(
    network: &ReachNetwork,
    (from, to): (&str, &str),
    journey: &Journey,
    mode: &dyn Fn(&Leg) -> Mode,
) -> Vec<JourneyPart> {
    let name = |place: &Place| match place {
        Place::Origin => (from.to_owned(), String::new()),
        Place::Destination => (to.to_owned(), String::new()),
        Place::Stop(stop) => {
            let own = &network.stops[*stop as usize];
            let is_plain = own.name.is_empty() || own.name == own.id;
            (if is_plain { own.id.clone() } else { format!("{} ({})", own.name, own.id) }, own.id.clone())
        }
    };
    let mut starts_s = journey.departure_s;
    let mut parts = Vec::new();
    for leg in &journey.legs {
        let seconds = leg.seconds();
        let (mut line, mut n_stops) = (String::new(), 0);
        let (part, from, to) = match leg {
            Leg::Walk { from, to, .. } => (Part::Move(means_of(mode(leg))), *from, *to),
            Leg::Wait { stop, .. } => (Part::Wait, Place::Stop(*stop), Place::Stop(*stop)),
            Leg::Ride { run, board, alight, .. } => {
                let run = &network.day.runs[*run as usize];
                line = line_name(network, run.source);
                n_stops = n_stops_of(run, (*board, *alight), seconds);
                (Part::Ride, Place::Stop(*board), Place::Stop(*alight))
            }
            Leg::Gate { from, to, .. } => (Part::Gate, Place::Stop(*from), Place::Stop(*to)),
            Leg::Early { .. } => (Part::Early, Place::Destination, Place::Destination),
        };
        let ((from, from_stop), (to, to_stop)) = (name(&from), name(&to));
        parts.push(JourneyPart { part, from, to, stops: [from_stop, to_stop], line, n_stops, starts_s, seconds });
        starts_s += i32::try_from(seconds).unwrap_or(i32::MAX);
    }
    parts
}

/// Number of calls of a run from one stop to another; of a run that calls there several times, of the ride that takes as long.
fn n_stops_of(run: &Run, (board, alight): (u32, u32), seconds: u32) -> usize {
    let rides = run.calls.iter().enumerate().filter(|(_, call)| call.stop == board).flat_map(|(on, first)| {
        let later = run.calls[on + 1..].iter().enumerate().filter(|(_, call)| call.stop == alight);
        later.map(move |(between, last)| (between + 1, last.arrival_s - first.departure_s))
    });
    rides.min_by_key(|(_, takes_s)| takes_s.abs_diff(seconds as i32)).map_or(0, |(n_stops, _)| n_stops)
}

fn means_of(mode: Mode) -> Means {
    match mode {
        Mode::Walk => Means::Walk,
        Mode::Cycle => Means::Cycle,
        Mode::Car => Means::Car,
    }
}

fn line_name(network: &ReachNetwork, source: Source) -> String {
    match source {
        Source::Feed { feed, route, .. } => {
            let route = &network.feeds[feed as usize].routes[route as usize];
            let names = [&route.short_name, &route.long_name, &route.id];
            names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
        }
        Source::Added { line } => network.lines.get(line as usize).cloned().unwrap_or_default(),
    }
}

/// A journey by one means alone.
fn alone(asked: &JourneysAsked<'_>, (from, to): (usize, usize)) -> Result<Option<Explained>, Vec<Diagnostic>> {
    let only = |points: &Points, point: usize| Points {
        source: points.source.clone(),
        ids: vec![points.ids[point].clone()],
        points: vec![points.points[point]],
        zones: vec![points.zones[point].clone()],
    };
    let (origin, destination) = (only(asked.from, from), only(asked.to, to));
    let JourneysAsked { network, trip, percentile, .. } = *asked;
    let matrix_asked = MatrixAsked { network, from: &origin, to: &destination, trip, percentiles: &[percentile] };
    let mut minutes = None;
    matrix(&matrix_asked, &mut |row| minutes = row.minutes[0])?;
    Ok(minutes.map(|minutes| {
        let seconds = (minutes * 60.0).round() as u32;
        let before_s = if trip.is_by_arrival { i32::try_from(seconds).unwrap_or(0) } else { 0 };
        let part = JourneyPart {
            part: Part::Move(trip.means),
            from: origin.ids[0].clone(),
            to: destination.ids[0].clone(),
            stops: [String::new(), String::new()],
            line: String::new(),
            n_stops: 0,
            starts_s: trip.first_s - before_s,
            seconds,
        };
        Explained { parts: vec![part], departure_s: trip.first_s - before_s, seconds, draw: (0, 0) }
    }))
}
