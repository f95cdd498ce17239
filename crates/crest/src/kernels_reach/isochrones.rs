//! The kernel of isochrones: areas reached within some times, with their outlines as GeoJSON.

use std::fmt::Write as _;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::{Text, Unit};
use crest_reach::geo::{MEAN_RADIUS_M, Point, R5_RADIUS_M};
use crest_reach::isochrone::Polygon;

use super::read::Reader;
use super::{MATRIX, Outcome};
use crate::kernel::{Call, Kernel, Parameter};
use crate::reach::{IsochronesAsked, Profile, ReachNetwork, isochrones};

/// Name of the kernel whose tables the results show as isochrones.
pub(crate) const ISOCHRONES: &str = "reach.isochrones";

/// Parameters of a matrix that have no meaning for areas.
const NOT_SHARED: [&str; 1] = ["percentiles"];

const OWN: [Parameter; 3] = [
    Parameter { name: "cutoffs", meaning: "minutes, each of which counts as reached; 15, 30, 45, 60 if not given" },
    Parameter { name: "percentile", meaning: "percentile of travel time; 50 if not given" },
    Parameter { name: "cell", meaning: "edge of the squares that areas are drawn from, in metres; 100 if not given" },
];

const N_PARAMETERS: usize = MATRIX.len() - NOT_SHARED.len() + OWN.len();

/// Parameters: those of `reach.matrix` that have a meaning here, then the own ones.
static PARAMETERS: std::sync::LazyLock<[Parameter; N_PARAMETERS]> = std::sync::LazyLock::new(|| {
    let shared = MATRIX.iter().filter(|parameter| !NOT_SHARED.contains(&parameter.name)).copied();
    let all: Vec<Parameter> = shared.chain(OWN).collect();
    all.try_into().expect("each of the names that are not shared is one of a matrix")
});

/// Describes the kernel.
pub(super) fn kernel() -> Kernel {
    Kernel {
        name: ISOCHRONES,
        version: 2,
        summary: Text::new(
            "各时限内可达的范围（等时圈）及其面积；按到达时刻则为可来到各点的范围",
            "areas reached within some times, or from which points are reached by a time (isochrones)",
        ),
        inputs: &["from"],
        parameters: &*PARAMETERS,
        paths: &["gtfs", "streets", "elevation", "gates", "scenario"],
        run,
    }
}

fn run(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let trip = reader.trip()?;
    let mut cutoffs = reader.numbers("cutoffs")?;
    if cutoffs.is_empty() {
        cutoffs.extend([15.0, 30.0, 45.0, 60.0]);
    }
    let percentile = reader.number("percentile")?.unwrap_or(50.0);
    let cell_m = reader.number("cell")?.unwrap_or(100.0);
    let from = reader.points("from")?;
    let change = reader.change()?;
    let here = |found| reader.here(found);
    let network = ReachNetwork::build(&reader.sources(), &trip, change.as_ref(), None).map_err(here)?;
    let asked =
        IsochronesAsked { network: &network, from: &from, trip: &trip, percentile, cutoffs_min: &cutoffs, cell_m };
    let radius_m = if trip.profile == Profile::R5 { R5_RADIUS_M } else { MEAN_RADIUS_M };
    let (mut places, mut minutes, mut areas, mut outlines) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for own in isochrones(&asked).map_err(here)? {
        // A point lies in its own area, so that one without any joins no street.
        let is_known = !own.polygons.is_empty();
        let area_m2: f64 = own.polygons.iter().map(|polygon| polygon.area_m2(radius_m)).sum();
        places.push(Some(own.id));
        minutes.push(Some(own.minutes));
        areas.push(is_known.then_some(area_m2 / 1e6));
        outlines.push(is_known.then(|| geometry(&own.polygons)));
    }
    let km2 = Unit::parse("km2").expect("a unit of area");
    Ok(Table::from_columns(
        call.table,
        vec![
            (ColumnInfo::named("place"), ColumnData::Text(places)),
            (ColumnInfo::named("minutes"), ColumnData::Number(minutes)),
            (ColumnInfo::named("area_km2").with_unit(km2), ColumnData::Number(areas)),
            (ColumnInfo::named("geometry"), ColumnData::Text(outlines)),
        ],
    ))
}

/// Writes polygons as a GeoJSON `MultiPolygon`, to five decimals of a degree, which is a metre.
fn geometry(polygons: &[Polygon]) -> String {
    let ring = |ring: &Vec<Point>| {
        // Adding 0 turns −0 into 0.
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5 + 0.0;
        let mut rounded: Vec<[f64; 2]> = ring.iter().map(|point| [round(point.lon), round(point.lat)]).collect();
        // Points that became one stand once.
        rounded.dedup();
        let mut out = String::with_capacity(rounded.len() * 20);
        for [lon, lat] in rounded {
            out.push_str(if out.is_empty() { "" } else { "," });
            write!(out, "[{lon},{lat}]").expect("writing to memory does not fail");
        }
        format!("[{out}]")
    };
    let polygon = |polygon: &Polygon| {
        let rings: Vec<String> = std::iter::once(&polygon.outer).chain(&polygon.holes).map(ring).collect();
        format!("[{}]", rings.join(","))
    };
    let polygons: Vec<String> = polygons.iter().map(polygon).collect();
    format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}", polygons.join(","))
}

#[cfg(test)]
mod tests;
