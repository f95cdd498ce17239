//! The kernel of journeys: how one gets from point to point, leg by leg.

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::{Diagnostic, Text};

use super::read::Reader;
use super::{MATRIX, Outcome};
use crate::kernel::{Call, Kernel, Parameter};
use crate::reach::{JourneysAsked, Part, Points, ReachNetwork, journeys, show_time};

const PERCENTILE: Parameter =
    Parameter { name: "percentile", meaning: "percentile of travel time whose journey is told; 50 if not given" };

/// Parameters: those of `reach.matrix` but its list of percentiles, then the one percentile.
static PARAMETERS: std::sync::LazyLock<Vec<Parameter>> = std::sync::LazyLock::new(|| {
    MATRIX.iter().filter(|one| one.name != "percentiles").copied().chain([PERCENTILE]).collect()
});

/// Describes the kernel.
pub(super) fn kernel() -> Kernel {
    Kernel {
        name: "reach.journey",
        version: 1,
        summary: Text::new("各起讫对的出行方案，逐段列出", "journeys of pairs of points, leg by leg"),
        inputs: &["pairs", "from", "to"],
        parameters: &PARAMETERS,
        paths: &["gtfs", "streets", "elevation", "gates", "scenario"],
        run,
    }
}

fn run(call: &Call<'_>) -> Outcome {
    let reader = Reader(call);
    let trip = reader.trip()?;
    let percentile = reader.number("percentile")?.unwrap_or(50.0);
    let (from, to) = (reader.points("from")?, reader.points("to")?);
    let pairs = pairs(&reader, &from, &to)?;
    let change = reader.change()?;
    let here = |found| reader.here(found);
    let network = ReachNetwork::build(&reader.sources(), &trip, change.as_ref(), None).map_err(here)?;
    let asked = JourneysAsked { network: &network, from: &from, to: &to, trip: &trip, percentile };
    let found = journeys(&asked, &pairs).map_err(here)?;
    let mut texts: [Vec<Option<String>>; 10] = Default::default();
    let (mut legs, mut stops, mut minutes) = (Vec::new(), Vec::new(), Vec::new());
    for ((origin, destination), journey) in pairs.iter().zip(&found) {
        for (leg, part) in (1..).zip(journey.iter().flat_map(|own| &own.parts)) {
            let ends_s = part.starts_s + i32::try_from(part.seconds).unwrap_or(0);
            let [from_stop, to_stop] = part.stops.clone();
            let cells = [
                from.ids[*origin].clone(),
                to.ids[*destination].clone(),
                part.part.word().to_owned(),
                part.line.clone(),
                part.from.clone(),
                part.to.clone(),
                from_stop,
                to_stop,
                show_time(part.starts_s),
                show_time(ends_s),
            ];
            for (column, cell) in texts.iter_mut().zip(cells) {
                column.push(Some(cell).filter(|cell| !cell.is_empty()));
            }
            legs.push(Some(leg));
            stops.push((part.part == Part::Ride).then(|| i64::try_from(part.n_stops).expect("calls of a run are few")));
            minutes.push(Some((f64::from(part.seconds) / 60.0 * 100.0).round() / 100.0));
        }
    }
    let text = |name: &str, cells| (ColumnInfo::named(name), ColumnData::Text(cells));
    let [from_id, to_id, kind, line, begins, leads, from_stop, to_stop, starts, ends] = texts;
    Ok(Table::from_columns(
        call.table,
        vec![
            text("from_id", from_id),
            text("to_id", to_id),
            (ColumnInfo::named("leg"), ColumnData::Integer(legs)),
            text("kind", kind),
            text("line", line),
            text("from", begins),
            text("to", leads),
            text("from_stop", from_stop),
            text("to_stop", to_stop),
            (ColumnInfo::named("stops"), ColumnData::Integer(stops)),
            text("starts", starts),
            text("ends", ends),
            (ColumnInfo::named("minutes"), ColumnData::Number(minutes)),
        ],
    ))
}

/// Positions of the points that each row of `pairs` names; all rows that name none are told.
fn pairs(reader: &Reader<'_>, from: &Points, to: &Points) -> Result<Vec<(usize, usize)>, Vec<Diagnostic>> {
    let table = reader.input("pairs");
    let column = |name: &str| {
        table.column_position(name).ok_or_else(|| {
            let message = format!("table `{}`: `{name}` is no column of `{}`", reader.0.table, table.name());
            vec![Diagnostic::error("C0704", message).at(reader.0.location.clone()).value(name)]
        })
    };
    let columns = [column("from_id")?, column("to_id")?];
    let mut mistakes = Vec::new();
    let mut pairs = Vec::new();
    for row in 0..table.n_rows() {
        let [origin, destination] = [(columns[0], from), (columns[1], to)].map(|(column, points)| {
            let id = table.text(column, row).unwrap_or_default();
            let found = points.find(&id);
            if found.is_none() {
                let message = format!("`{id}` of `{}` is none of the points of `{}`", table.name(), points.source);
                let mut told = Diagnostic::error("C1710", message).value(id);
                told.location = table.location(column, row);
                mistakes.push(told);
            }
            found
        });
        pairs.extend(origin.zip(destination));
    }
    if mistakes.is_empty() { Ok(pairs) } else { Err(reader.here(mistakes)) }
}

#[cfg(test)]
mod tests;
