//! `crest reach isochrones`: areas that are reached within a time, as GeoJSON.

use std::path::{Path, PathBuf};

use anyhow::Result;
use crest::reach::{IsochronesAsked, geojson, isochrones as compute};

use super::Found;
use crate::args::reach::{self, Network};
use crate::context::{Context, Exit, write_file};

/// What is asked on the command line.
pub(crate) struct Asked {
    pub(crate) network: Network,
    pub(crate) from: String,
    pub(crate) trip: reach::Trip,
    pub(crate) cutoffs: Vec<f64>,
    pub(crate) percentile: f64,
    pub(crate) cell: f64,
    pub(crate) output: Option<PathBuf>,
}

/// Draws isochrones and prints or writes them.
pub(super) fn isochrones(context: &mut Context, asked: &Asked) -> Result<Found<Exit>> {
    let trip = match super::trip_of(&asked.trip, &asked.network) {
        Ok(trip) => trip,
        Err(found) => return Ok(Err(found)),
    };
    let from = match super::place_of(&asked.from) {
        Some(point) => super::single(&asked.from, point),
        None => match super::points(Path::new(&asked.from))? {
            Ok(points) => points,
            Err(found) => return Ok(Err(found)),
        },
    };
    let sources = super::sources(&asked.network)?;
    let network = match super::build(&sources, &trip, None, &asked.network) {
        Ok(network) => network,
        Err(found) => return Ok(Err(found)),
    };
    let drawn = compute(&IsochronesAsked {
        network: &network,
        from: &from,
        trip: &trip,
        percentile: asked.percentile,
        cutoffs_min: &asked.cutoffs,
        cell_m: asked.cell,
    });
    let drawn = match drawn {
        Ok(drawn) => drawn,
        Err(found) => return Ok(Err(found)),
    };
    context.show(&network.notes, Path::new("."));
    if asked.network.streets.is_none() {
        super::say_without_streets(context, &trip);
    }
    for own in drawn.iter().filter(|own| own.polygons.is_empty()) {
        let say = context.terminal.say("没有可达范围", "nothing is reached");
        let line = format!("{}: {} min: {say}", own.id, own.minutes);
        context.terminal.note(&line);
    }
    let text = geojson(&drawn, asked.percentile);
    match &asked.output {
        Some(path) => {
            write_file(path, text.as_bytes())?;
            let line = format!("{} {}", context.terminal.say("已写入", "written:"), path.display());
            context.terminal.note(&line);
        }
        None => context.terminal.line(&text),
    }
    Ok(Ok(Exit::Fine))
}
