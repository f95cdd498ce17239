//! One journey explained: the legs, waits and changes whose times add up to the travel time.

use crest_model::Diagnostic;
use crest_reach::geo::Point;
use crest_reach::street::Mode;
use crest_reach::timetable::Source;
use crest_reach::transit::{Leg, Place, journey_of};

use super::matrix::{MatrixAsked, Prepared, matrix};
use super::network::ReachNetwork;
use super::points::Points;
use super::trip::{Means, Trip};

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
    /// Line of a ride; empty otherwise.
    pub line: String,
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

/// Finds the journey that a percentile of the travel times from one point to another stands for; none where it is not reached.
///
/// # Errors
/// As [`matrix()`]; a journey by arrival is refused (`C1707`).
pub fn journey(
    network: &ReachNetwork,
    (from, to): ((&str, Point), (&str, Point)),
    trip: &Trip,
    percentile: f64,
) -> Result<Option<Explained>, Vec<Diagnostic>> {
    let percentiles = [percentile];
    let faults = trip.check(&percentiles);
    if !faults.is_empty() {
        return Err(faults);
    }
    if trip.is_by_arrival {
        let found = Diagnostic::error("C1707", "a single journey is asked by its departure, not by its arrival");
        return Err(vec![found]);
    }
    if trip.means != Means::Transit {
        return alone(network, (from, to), trip, &percentiles);
    }
    let ends = [from, to].map(|(_, point)| network.ends(vec![point], vec![String::new()]));
    let prepared = Prepared::new(network, (&ends[0], &ends[1]), trip, &percentiles)?;
    let walks = prepared.as_walks();
    let found = journey_of(&prepared.search, &prepared.timetables, &walks, &prepared.query, (0, 0), percentile)
        .map_err(|error| vec![Diagnostic::error("C1707", format!("travel times cannot be computed: {error}"))])?;
    let Some((draw, journey)) = found else { return Ok(None) };
    let stop_name = |stop: u32| {
        let own = &network.stops[stop as usize];
        if own.name.is_empty() || own.name == own.id { own.id.clone() } else { format!("{} ({})", own.name, own.id) }
    };
    let name = |place: &Place| match place {
        Place::Origin => from.0.to_owned(),
        Place::Destination => to.0.to_owned(),
        Place::Stop(stop) => stop_name(*stop),
    };
    let mut starts_s = journey.departure_s;
    let mut parts = Vec::new();
    for leg in &journey.legs {
        let seconds = leg.seconds();
        let (part, from, to, line) = match leg {
            Leg::Walk { from, to, .. } => {
                let mode = walks.mode((0, 0), leg).unwrap_or(Mode::Walk);
                (Part::Move(means_of(mode)), name(from), name(to), String::new())
            }
            Leg::Wait { stop, .. } => (Part::Wait, stop_name(*stop), stop_name(*stop), String::new()),
            Leg::Ride { run, board, alight, .. } => {
                let source = network.day.runs[*run as usize].source;
                (Part::Ride, stop_name(*board), stop_name(*alight), line_name(network, source))
            }
            Leg::Gate { from, to, .. } => (Part::Gate, stop_name(*from), stop_name(*to), String::new()),
        };
        parts.push(JourneyPart { part, from, to, line, starts_s, seconds });
        starts_s += i32::try_from(seconds).unwrap_or(i32::MAX);
    }
    let draw = (draw, prepared.draws.len());
    Ok(Some(Explained { parts, departure_s: journey.departure_s, seconds: journey.seconds(), draw }))
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
fn alone(
    network: &ReachNetwork,
    (from, to): ((&str, Point), (&str, Point)),
    trip: &Trip,
    percentiles: &[f64],
) -> Result<Option<Explained>, Vec<Diagnostic>> {
    let points = |(id, point): (&str, Point)| Points {
        source: id.to_owned(),
        ids: vec![id.to_owned()],
        points: vec![point],
        zones: vec![String::new()],
    };
    let (origins, destinations) = (points(from), points(to));
    let asked = MatrixAsked { network, from: &origins, to: &destinations, trip, percentiles };
    let mut minutes = None;
    matrix(&asked, &mut |row| minutes = row.minutes[0])?;
    Ok(minutes.map(|minutes| {
        let seconds = (minutes * 60.0).round() as u32;
        let (from, to) = (from.0.to_owned(), to.0.to_owned());
        let part = JourneyPart {
            part: Part::Move(trip.means),
            from,
            to,
            line: String::new(),
            starts_s: trip.first_s,
            seconds,
        };
        Explained { parts: vec![part], departure_s: trip.first_s, seconds, draw: (0, 0) }
    }))
}
