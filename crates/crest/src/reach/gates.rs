//! Gates as a list: border control points with opening hours and queues, each passed in both directions.

use crest_model::grid::{NumberText, Record, number};
use crest_model::{Diagnostic, Location};
use crest_reach::transit::Gate;

use super::network::Stop;
use super::points;
use super::sources::SourceFile;
use super::trip::find_time;

/// Gates, and the stops that they enclose.
#[derive(Debug, Clone, Default)]
pub(super) struct Gates {
    pub(super) gates: Vec<Gate>,
    /// Stops from which nobody walks but through gates, in order.
    pub(super) enclosed: Vec<u32>,
}

/// Reads gates: `from_stop`, `to_stop`, `opens`, `closes`, `walk_minutes`, `queue_p50_minutes`, `queue_p90_minutes`,
/// `enclosed`.
///
/// Hours past 24 are those of the next day; a gate without hours is always open. The queue is 0 at least, linear up to its
/// median and from there through its ninth decile; with a median alone it always lasts as long. `enclosed` is `from` or `to` where
/// that stop lies within a building amid the zone of the other, such as the port of a station.
pub(super) fn read(file: &SourceFile, stops: &[Stop]) -> Result<Gates, Vec<Diagnostic>> {
    let list = points::read(&file.name, &file.bytes)?;
    let mut mistakes: Vec<Diagnostic> = ["from_stop", "to_stop"]
        .into_iter()
        .filter(|name| !list.has(name))
        .map(|name| {
            let message = format!("`{}` has no column `{name}`", file.name);
            Diagnostic::error("C1713", message).at(list.location()).expected("the columns `from_stop` and `to_stop`")
        })
        .collect();
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let (mut gates, mut enclosed) = (Vec::new(), Vec::new());
    for (position, record) in list.records().enumerate() {
        let ends = ["from_stop", "to_stop"].map(|name| {
            let id = record.text(name);
            let found = stops.iter().position(|stop| stop.id == id);
            if found.is_none() {
                mistakes.push(unfit(&record, name, "the id of a stop"));
            }
            found.and_then(|stop| u32::try_from(stop).ok())
        });
        let opens = time(&record, "opens", 0, &mut mistakes);
        let closes = time(&record, "closes", 48 * 3600, &mut mistakes);
        let [walk_s, median_s, ninth_s] = ["walk_minutes", "queue_p50_minutes", "queue_p90_minutes"]
            .map(|name| minutes(&record, name, &mut mistakes));
        let queue_s = match (median_s, ninth_s) {
            (None, None) => Vec::new(),
            (Some(fixed), None) | (None, Some(fixed)) => vec![fixed],
            (Some(median), Some(ninth)) => deciles(median, ninth.max(median)),
        };
        let within = match record.text("enclosed") {
            "" => None,
            "from" => ends[0],
            "to" => ends[1],
            _ => {
                mistakes.push(unfit(&record, "enclosed", "`from`, `to` or nothing"));
                None
            }
        };
        enclosed.extend(within);
        if let [Some(from), Some(to)] = ends {
            let (walk_s, open) = (walk_s.unwrap_or(0), vec![(opens, closes)]);
            let key = 2 * position as u64;
            gates.push(Gate::new((from, to), walk_s, queue_s.clone(), open.clone(), key));
            gates.push(Gate::new((to, from), walk_s, queue_s, open, key + 1));
        }
    }
    enclosed.sort_unstable();
    enclosed.dedup();
    if mistakes.is_empty() { Ok(Gates { gates, enclosed }) } else { Err(mistakes) }
}

/// Queue at each tenth of probability from a median and a ninth decile.
fn deciles(median_s: u32, ninth_s: u32) -> Vec<u32> {
    let step = |tenth: u32| {
        if tenth <= 5 { median_s * tenth / 5 } else { median_s + (ninth_s - median_s) * (tenth - 5) / 4 }
    };
    (0..=10).map(step).collect()
}

fn unfit(record: &Record<'_>, name: &str, expected: &str) -> Diagnostic {
    let value = record.text(name);
    let at: Location = record.location_of(name);
    Diagnostic::error("C1713", format!("`{name}` of a gate is `{value}`")).at(at).value(value).expected(expected)
}

fn time(record: &Record<'_>, name: &str, usual: i32, mistakes: &mut Vec<Diagnostic>) -> i32 {
    match record.text(name) {
        "" => usual,
        text => find_time(text).unwrap_or_else(|| {
            mistakes.push(unfit(record, name, "a time such as 06:30"));
            usual
        }),
    }
}

/// Seconds of a cell of minutes; none where it is empty.
fn minutes(record: &Record<'_>, name: &str, mistakes: &mut Vec<Diagnostic>) -> Option<u32> {
    match number(record.text(name)) {
        NumberText::Number(minutes) if (0.0..=600.0).contains(&minutes) => Some((minutes * 60.0).round() as u32),
        NumberText::Missing(_) => None,
        _ => {
            mistakes.push(unfit(record, name, "minutes from 0 to 600"));
            None
        }
    }
}

#[cfg(test)]
mod tests;
