//! Isochrones: the area that is reached within a time, or from which a place is reached by a time, drawn around the streets.
//!
//! By transit, places along the streets, one per square of the grid, are the destinations of an ordinary search, or its
//! origins where arrivals are asked for, so that an isochrone holds what the matrix says to the second and percentile.
//! Without streets the squares themselves are.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crest_model::Diagnostic;
use crest_reach::geo::{Plane, Point};
use crest_reach::isochrone::{IsochroneOptions, Polygon, Reached, isochrones as draw};
use crest_reach::links::Links;
use crest_reach::street::{Measure, NoJoin, Rounding, Start, Weights, Workspace, spread};
use crest_reach::transit::{Unit, WalkLinks, lanes};

use super::matrix::Prepared;
use super::network::{Ends, ReachNetwork};
use super::points::Points;
use super::trip::{Means, Trip};
use super::walks::Walker;
use super::zones;

/// Most points of the grid of one isochrone.
const GRID_POINTS: usize = 50_000_000;
/// Most squares that are searched as destinations where there are no streets.
const SQUARES: f64 = 1_000_000.0;
/// Area from which something that is not reached is left out as a hole, in square metres.
const LEAST_HOLE_M2: f64 = 40_000.0;

/// Holds what isochrones are asked of.
#[derive(Debug, Clone, Copy)]
pub struct IsochronesAsked<'a> {
    /// Network to travel on.
    pub network: &'a ReachNetwork,
    /// Points from which one travels, or to which where the trip is one by arrival.
    pub from: &'a Points,
    /// How one travels.
    pub trip: &'a Trip,
    /// Percentile of travel time over the window.
    pub percentile: f64,
    /// Minutes, in any order.
    pub cutoffs_min: &'a [f64],
    /// Edge of the squares in metres.
    pub cell_m: f64,
}

/// Holds the area of one origin and cutoff.
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrone {
    /// Id of the point.
    pub id: String,
    /// Minutes.
    pub minutes: f64,
    /// Its polygons.
    pub polygons: Vec<Polygon>,
}

/// Draws isochrones: origin after origin, in it the longest time first, so that shorter ones lie on top.
///
/// A cutoff counts as reached. An origin that joins nothing has areas without polygons. Where the trip is one by arrival, points
/// are destinations: an area holds whoever need not leave earlier than that before the arrivals, at the percentile of them.
///
/// # Errors
/// `C1707` for options that no search or grid can be made of.
pub fn isochrones(asked: &IsochronesAsked<'_>) -> Result<Vec<Isochrone>, Vec<Diagnostic>> {
    let percentiles = [asked.percentile];
    let mut faults = asked.trip.check(&percentiles);
    let mut cutoffs = asked.cutoffs_min.to_vec();
    cutoffs.sort_by(f64::total_cmp);
    cutoffs.reverse();
    if cutoffs.is_empty() || cutoffs.iter().any(|minutes| !(*minutes > 0.0 && *minutes <= 900.0)) {
        faults.push(Diagnostic::error("C1707", "`cutoffs` are no minutes").expected("numbers above 0 and up to 900"));
    }
    if !(5.0..=5000.0).contains(&asked.cell_m) {
        let message = format!("`cell` is {}", asked.cell_m);
        faults.push(Diagnostic::error("C1707", message).expected("from 5 to 5000 m"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // Nothing later than the longest cutoff need be searched.
    let trip = Trip { max_time_min: (cutoffs[0].ceil() as u32).max(1), ..asked.trip.clone() };
    let asked = IsochronesAsked { trip: &trip, ..*asked };
    let options = IsochroneOptions {
        cell_m: asked.cell_m,
        beside_m_s: f64::from(trip.query(&percentiles).walking.speed_mm_per_s) / 1000.0,
        beside_m: asked.cell_m.max(100.0),
        least_hole_m2: LEAST_HOLE_M2.max(asked.cell_m * asked.cell_m * 4.0),
        radius_m: asked.network.radius_m,
        grid_points: GRID_POINTS,
    };
    let cutoffs_s: Vec<f64> = cutoffs.iter().map(|minutes| minutes * 60.0).collect();
    let mut found = Vec::new();
    for origin in 0..asked.from.len() {
        let reached = match trip.means {
            Means::Transit => by_transit(&asked, origin)?,
            _ => by_streets(&asked, origin, cutoffs_s[0]),
        };
        let drawn = draw(&reached, &cutoffs_s, &options)
            .map_err(|error| vec![Diagnostic::error("C1707", format!("isochrones cannot be drawn: {error}"))])?;
        found.extend(cutoffs.iter().zip(drawn).map(|(minutes, polygons)| Isochrone {
            id: asked.from.ids[origin].clone(),
            minutes: *minutes,
            polygons,
        }));
    }
    Ok(found)
}

fn origin_ends(asked: &IsochronesAsked<'_>, origin: usize) -> Ends {
    asked.network.ends(vec![asked.from.points[origin]], vec![asked.from.zones[origin].clone()])
}

/// Places along streets that are reached without a timetable.
fn by_streets(asked: &IsochronesAsked<'_>, origin: usize, latest_s: f64) -> Vec<Reached> {
    let whole = Trip { max_walk_min: asked.trip.max_time_min, ..asked.trip.clone() };
    let query = whole.query(&[asked.percentile]);
    let walker = Walker::new(asked.network, &whole, &query);
    let own = origin_ends(asked, origin);
    let start = Reached { point: own.points[0], seconds: 0.0 };
    let (Some(streets), Some(joined)) = (&asked.network.streets, &own.joined) else {
        // A disc about the point, as far as the squares are from it.
        let reach_m = latest_s * f64::from(query.walking.speed_mm_per_s) / 1000.0 / asked.trip.detour;
        let squares = squares_around(&[start.point], reach_m, asked.cell_m, asked.network.radius_m);
        let zones = vec![String::new(); squares.len()];
        let to = Ends { zones, points: squares, joined: None, by_vehicle: Vec::new() };
        let links = walker.links(&own, &to);
        let (targets, lengths) = links.row(0);
        let speed = f64::from(query.walking.speed_mm_per_s);
        let places = targets.iter().zip(lengths);
        let reached =
            places.map(|(to_, mm)| Reached { point: to.points[*to_ as usize], seconds: f64::from(*mm) / speed });
        return std::iter::once(start).chain(reached).collect();
    };
    let Ok(join) = joined.joins[0] else { return Vec::new() };
    let measure = Measure::Time(walker.pace(Rounding::Milliseconds));
    let (mut network, mut factors) = (Cow::Borrowed(&streets.network), streets.factors.clone());
    if asked.trip.is_by_arrival {
        network = Cow::Owned(streets.network.turned());
        factors.iter_mut().flatten().for_each(|factors| factors.reverse());
    }
    let weights = Weights::with_factors(&network, measure, factors.as_deref());
    let limit_s = latest_s.ceil() as u32;
    let places = spread(&weights, &[Start { join, after_s: 0 }], limit_s, asked.cell_m, &mut Workspace::default());
    std::iter::once(start).chain(places).collect()
}

/// Places that are reached by transit at the percentile, or that reach the point where arrivals are asked for.
fn by_transit(asked: &IsochronesAsked<'_>, origin: usize) -> Result<Vec<Reached>, Vec<Diagnostic>> {
    let network = asked.network;
    let percentiles = [asked.percentile];
    let query = asked.trip.query(&percentiles);
    let walker = Walker::new(network, asked.trip, &query);
    let own = origin_ends(asked, origin);
    if own.joined.as_ref().is_some_and(|joined| joined.joins[0].is_err()) {
        return Ok(Vec::new());
    }
    let start = Reached { point: own.points[0], seconds: 0.0 };
    let stops = network.stop_ends();
    let draws = asked.trip.headways(network.has_headways());
    let is_by_arrival = asked.trip.is_by_arrival;
    // First the stops that are reached at all, since only around them there is anything to look at.
    let nothing = network.ends(Vec::new(), Vec::new());
    let base = if is_by_arrival { walker.all(&nothing, &own) } else { walker.all(&own, &nothing) };
    let at_stops = at_stops(base.clone(), stops.points.len(), is_by_arrival);
    let search = Prepared::of_walks(network, at_stops, asked.trip, query.clone(), draws.clone())?;
    let times = lanes(&search.search, &search.as_walks(), &search.query, 0)
        .map_err(|error| vec![Diagnostic::error("C1707", format!("travel times cannot be computed: {error}"))])?;
    let n_lanes = (times.len() / stops.points.len().max(1)).max(1);
    let mut is_reached: Vec<bool> = times.chunks(n_lanes).map(|own| own.iter().any(Option::is_some)).collect();
    // One walks out of a station by its entrances.
    let kinds = network.feeds.iter().flat_map(|feed| &feed.stops).map(|stop| stop.kind);
    for (is_reached, kind) in is_reached.iter_mut().zip(kinds) {
        *is_reached |= kind == crest_reach::gtfs::StopKind::Entrance;
    }
    let seen = only(&stops, |stop| is_reached[stop]);
    let reach_m = f64::from(query.walking.max_s) * f64::from(query.walking.speed_mm_per_s) / 1000.0;
    let around: Vec<Point> =
        seen.points.iter().copied().filter(|point| point.is_on_earth()).chain(own.points.clone()).collect();
    let places = match &network.streets {
        Some(streets) => along_streets(&streets.network, asked.cell_m, network.radius_m),
        None => squares_around(&around, reach_m, asked.cell_m, network.radius_m),
    };
    let zones = zones::of_places(network, &places);
    let places = network.ends(places, zones);
    let n_places = places.points.len();
    let walks = if !is_by_arrival {
        WalkLinks { access: base.access, transfers: base.transfers, ..walker.over(&own, &seen, &places) }
    } else if walker.is_symmetric() {
        // Walks from many places to few stops are those from the stops, turned round.
        let nowhere = only(&stops, |_| false);
        let from_places = |ends: &Ends| walker.over(ends, &nowhere, &places).direct.reversed(n_places);
        WalkLinks { access: from_places(&seen), direct: from_places(&own), ..base }
    } else {
        WalkLinks { transfers: base.transfers, egress: base.egress, ..walker.over(&places, &seen, &own) }
    };
    let search = Prepared::of_walks(network, walks, asked.trip, query, draws)?;
    let mut reached = vec![start];
    let to_seconds = if search.query.unit == Unit::Minutes { 60.0 } else { 1.0 };
    let done = crest_reach::transit::matrix_of(&search.search, &search.as_walks(), &search.query, &[0], |_, row| {
        let places = row.iter().zip(&places.points);
        reached.extend(places.filter_map(|(value, point)| {
            value.map(|value| Reached { point: *point, seconds: f64::from(value) * to_seconds })
        }));
    });
    done.expect("the search was prepared for these walks");
    Ok(reached)
}

/// Walks from one point to the stops themselves, or from them to one.
fn at_stops(base: WalkLinks, n_stops: usize, is_by_arrival: bool) -> WalkLinks {
    let n = u32::try_from(n_stops).expect("stops fit u32");
    let there = Links::from_rows((0..n).map(|stop| vec![(stop, 0)]).collect());
    let nowhere = |n_rows| Links::from_rows(vec![Vec::new(); n_rows]);
    if is_by_arrival {
        WalkLinks { access: there, direct: nowhere(n_stops), ..base }
    } else {
        WalkLinks { egress: there, direct: nowhere(1), n_destinations: n_stops, ..base }
    }
}

/// Some of the stops; the others lie nowhere.
fn only(stops: &Ends, is_kept: impl Fn(usize) -> bool) -> Ends {
    let mut own = stops.clone();
    for stop in (0..stops.points.len()).filter(|stop| !is_kept(*stop)) {
        own.points[stop] = Point::new(f64::NAN, 0.0);
        for joined in own.joined.iter_mut().chain(&mut own.by_vehicle) {
            joined.joins[stop] = Err(NoJoin::NotOnEarth);
            joined.points[stop] = Point::new(f64::NAN, 0.0);
        }
    }
    own
}

/// One place on the streets for each square that they pass through: the first along the edges.
fn along_streets(network: &crest_reach::street::Network, cell_m: f64, radius_m: f64) -> Vec<Point> {
    if network.edges().is_empty() {
        return Vec::new();
    }
    let plane = Plane::around(network.vertex(0), radius_m);
    let mut taken: BTreeMap<[i64; 2], Point> = BTreeMap::new();
    let mut take = |point: Point| {
        let square = plane.to_metres(point).map(|metres| (metres / cell_m).floor() as i64);
        taken.entry(square).or_insert(point);
    };
    for edge in 0..u32::try_from(network.edges().len()).expect("edges fit u32") {
        let mut last: Option<Point> = None;
        for (point, _) in network.shape(edge) {
            if let Some(from) = last {
                let length_m = crest_reach::geo::great_circle_m(from, point, radius_m);
                let n = (length_m / cell_m).ceil().max(1.0) as u32;
                for step in 1..n {
                    let share = f64::from(step) / f64::from(n);
                    let lon = from.lon + share * (point.lon - from.lon);
                    take(Point::new(lon, from.lat + share * (point.lat - from.lat)));
                }
            }
            take(point);
            last = Some(point);
        }
    }
    taken.into_values().collect()
}

/// Middles of the squares within a distance of any of some points; wider squares where there would be too many.
fn squares_around(points: &[Point], reach_m: f64, cell_m: f64, radius_m: f64) -> Vec<Point> {
    let Some(first) = points.first() else { return Vec::new() };
    let plane = Plane::around(*first, radius_m);
    let mut cell_m = cell_m;
    let disc = |cell_m: f64| std::f64::consts::PI * (reach_m / cell_m).powi(2) * points.len() as f64;
    while disc(cell_m) > 20.0 * SQUARES {
        cell_m *= 2.0;
    }
    let mut taken: BTreeMap<[i64; 2], Point> = BTreeMap::new();
    for point in points {
        let [x, y] = plane.to_metres(*point).map(|metres| (metres / cell_m).round() as i64);
        let n = (reach_m / cell_m).ceil() as i64;
        for dx in -n..=n {
            for dy in -n..=n {
                if (dx * dx + dy * dy) as f64 * cell_m * cell_m <= reach_m * reach_m {
                    let metres = [(x + dx) as f64 * cell_m, (y + dy) as f64 * cell_m];
                    taken.entry([x + dx, y + dy]).or_insert_with(|| plane.to_degrees(metres));
                }
            }
        }
    }
    taken.into_values().collect()
}

/// Writes isochrones as GeoJSON (RFC 7946): one feature with a MultiPolygon per origin and cutoff; properties `id`, `minutes`
/// and `percentile`.
pub fn geojson(found: &[Isochrone], percentile: f64) -> String {
    let ring = |ring: &[Point]| -> serde_json::Value {
        // Seven decimals are a centimetre.
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        ring.iter().map(|point| serde_json::json!([round(point.lon), round(point.lat)])).collect()
    };
    let feature = |own: &Isochrone| {
        let polygons: Vec<serde_json::Value> = own
            .polygons
            .iter()
            .map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes).map(|own| ring(own)).collect())
            .collect();
        serde_json::json!({
            "type": "Feature",
            "properties": { "id": own.id, "minutes": own.minutes, "percentile": percentile },
            "geometry": { "type": "MultiPolygon", "coordinates": polygons },
        })
    };
    let features: Vec<serde_json::Value> = found.iter().map(feature).collect();
    serde_json::json!({ "type": "FeatureCollection", "features": features }).to_string()
}
