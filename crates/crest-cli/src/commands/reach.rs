//! `crest reach`: travel times, isochrones, journeys and accessibility from streets and timetables.

mod access;
mod feeds;
mod gains;
mod isochrones;
mod journey;
mod matrix;

use std::path::Path;

use anyhow::{Context as _, Result};
use crest::reach::{
    Means, NetworkChange, Point, Points, Profile, ReachNetwork, SourceFile, Sources, StreetMode, Trip, Waits, read_day,
    read_time,
};
use crest_model::Diagnostic;

use crate::args::reach::{self, Network, Reach};
use crate::context::{Context, Exit};

/// Findings that end a command, or what it wanted.
pub(crate) type Found<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Carries out one of the commands.
pub(crate) fn reach(context: &mut Context, what: Reach) -> Result<Exit> {
    if let Some(threads) = context.threads() {
        crest::reach::use_threads(threads);
    }
    let done = match what {
        Reach::Matrix { network, from, to, trip, percentiles, scenario, output } => {
            let asked = matrix::Asked { network, from, to, trip, percentiles, scenario, output };
            matrix::matrix(context, &asked)?
        }
        Reach::Isochrones { network, from, trip, cutoffs, percentile, cell, output } => {
            let asked = isochrones::Asked { network, from, trip, cutoffs, percentile, cell, output };
            isochrones::isochrones(context, &asked)?
        }
        Reach::Journey { network, from, to, points, trip, percentile } => {
            let asked = journey::Asked { network, from, to, points, trip, percentile };
            journey::journey(context, &asked)?
        }
        Reach::Gains(asked) => gains::gains(context, &asked)?,
        Reach::Access(asked) => access::access(context, &asked)?,
        Reach::CheckFeed { feeds, streets } => feeds::check(context, &feeds, streets.as_deref())?,
    };
    match done {
        Ok(exit) => Ok(exit),
        Err(found) => {
            context.show(&found, Path::new("."));
            Ok(Exit::Findings)
        }
    }
}

/// Reads what the network is made of.
fn sources(network: &Network) -> Result<Sources> {
    let (elevation, gates) = (network.elevation.as_deref(), network.gates.as_deref());
    Ok(Sources::load(network.streets.as_deref(), &network.gtfs, elevation, gates)?)
}

/// Reads how one travels.
fn trip_of(asked: &reach::Trip, network: &Network) -> Found<Trip> {
    let mut mistakes = Vec::new();
    let mut keep = |read: std::result::Result<i32, Diagnostic>| read.map_err(|found| mistakes.push(found)).unwrap_or(0);
    let first_s = keep(read_time(&asked.time));
    let day = asked.date.as_deref().map(read_day).transpose().map_err(|found| mistakes.push(found)).unwrap_or(None);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(Trip {
        profile: match asked.profile {
            reach::Profile::Crest => Profile::Crest,
            reach::Profile::R5 => Profile::R5,
        },
        means: match asked.mode {
            reach::Mode::Transit => Means::Transit,
            reach::Mode::Walk => Means::Walk,
            reach::Mode::Cycle => Means::Cycle,
            reach::Mode::Car => Means::Car,
        },
        day,
        first_s,
        window_min: asked.window,
        is_by_arrival: asked.arrive_by,
        max_time_min: asked.max_time,
        max_walk_min: asked.max_walk,
        access: modes_of(&asked.access),
        egress: modes_of(&asked.egress),
        direct: (!asked.direct.is_empty()).then(|| modes_of(&asked.direct)),
        max_cycle_min: asked.max_cycle,
        max_car_min: asked.max_car,
        max_transfer_m: asked.max_transfer,
        max_egress_m: asked.max_egress,
        max_rides: asked.max_rides,
        walk_km_h: asked.walk_speed,
        cycle_km_h: asked.cycle_speed,
        detour: network.detour,
        waits: if asked.half_headway { Waits::HalfHeadway } else { Waits::Drawn { n: asked.draws, seed: asked.seed } },
    })
}

fn modes_of(named: &[reach::StreetMode]) -> Vec<StreetMode> {
    let mode = |mode: &reach::StreetMode| match mode {
        reach::StreetMode::Walk => StreetMode::Walk,
        reach::StreetMode::Cycle => StreetMode::Cycle,
        reach::StreetMode::Car => StreetMode::Car,
    };
    named.iter().map(mode).collect()
}

fn points(path: &Path) -> Result<Found<Points>> {
    let file = SourceFile::load(path)?;
    Ok(Points::read(&file.name, &file.bytes))
}

/// Reads LON,LAT; none if the text is something else.
fn place_of(text: &str) -> Option<Point> {
    let (lon, lat) = text.split_once(',')?;
    let point = Point::new(lon.trim().parse().ok()?, lat.trim().parse().ok()?);
    point.is_on_earth().then_some(point)
}

/// A point by itself, whose id is as it was written.
fn single(text: &str, point: Point) -> Points {
    Points { source: text.to_owned(), ids: vec![text.to_owned()], points: vec![point], zones: vec![String::new()] }
}

fn change(path: Option<&Path>) -> Result<Found<Option<NetworkChange>>> {
    let Some(path) = path else { return Ok(Ok(None)) };
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(NetworkChange::read(&path.display().to_string(), &text).map(Some).map_err(|found| vec![found]))
}

fn build(sources: &Sources, trip: &Trip, change: Option<&NetworkChange>, asked: &Network) -> Found<ReachNetwork> {
    ReachNetwork::build(sources, trip, change, asked.cache.as_deref())
}

/// Says what the times rest on where there are no streets.
fn say_without_streets(context: &mut Context, trip: &Trip) {
    let text = format!(
        "{} {}",
        context.terminal.say(
            "没有街道：步行按大圆距离乘以绕行系数计算，系数为",
            "no streets: walking goes along great circles, times a detour of",
        ),
        trip.detour
    );
    context.terminal.note(&text);
}
