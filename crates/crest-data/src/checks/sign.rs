//! Rule `sign`: negative values where none can be, zeros between large values.

use super::rule::{Hit, Settings};
use super::series::{Input, Point, Track, show};

/// Finds implausible signs of one track.
pub(super) fn find(input: &Input, settings: &Settings, track: &Track) -> Vec<Hit> {
    let code = input.code(track.indicator);
    let non_negative = input.indicators.get(track.indicator as usize).is_some_and(|i| i.non_negative);
    let n_points: usize = track.rows.iter().map(|r| r.points.len()).sum();
    let zeros = track.rows.iter().flat_map(|r| &r.points).filter(|p| p.value == 0.0).count();
    let zero_is_rare = zeros as f64 <= settings.number("zeros", code) * n_points as f64;
    let mut hits = Vec::new();
    for row in &track.rows {
        let finest = row.points.iter().map(|p| p.unit).filter(|&u| u > 0.0).fold(f64::INFINITY, f64::min);
        for (k, point) in row.points.iter().enumerate() {
            let neighbours = [k.checked_sub(1).and_then(|j| row.points.get(j)), row.points.get(k + 1)]
                .map(|p| p.filter(|p| (p.year() - point.year()).abs() == 1));
            if point.value < 0.0 && non_negative {
                hits.push(hit(input, track, row.place, point, "negative", neighbours));
            } else if point.value == 0.0 && zero_is_rare && between_large(neighbours, finest) {
                hits.push(hit(input, track, row.place, point, "zero", neighbours));
            }
        }
    }
    hits
}

/// Tells whether a zero stands next to values too large to round to it: ten of the place's last digits or more.
fn between_large(neighbours: [Option<&Point>; 2], finest: f64) -> bool {
    let mut known = neighbours.into_iter().flatten().peekable();
    known.peek().is_some() && known.all(|p| p.value.abs() >= 10.0 * finest)
}

fn hit(
    input: &Input,
    track: &Track,
    place: u32,
    point: &Point,
    kind: &'static str,
    neighbours: [Option<&Point>; 2],
) -> Hit {
    let known: Vec<&Point> = neighbours.into_iter().flatten().collect();
    let beside: Vec<String> = known.iter().map(|p| format!("{} in {}", show(p.value), p.period)).collect();
    let beside = if beside.is_empty() { String::new() } else { format!(", beside {}", beside.join(" and ")) };
    let negative = kind == "negative";
    Hit {
        rule: "sign",
        kind,
        // A negative count is impossible; a zero may be true.
        grave: true,
        cells: vec![(track.indicator, place, point.period)],
        at: Some(point.at),
        message: format!(
            "`{}` of {} is {} in {}{}{beside}",
            input.code(track.indicator),
            input.place(place),
            show(point.value),
            point.period,
            track.in_source(),
        ),
        expected: Some(if negative {
            "0 or more".to_owned()
        } else {
            "a value near its neighbours, or none".to_owned()
        }),
        hint: Some(if negative {
            "if the indicator may be negative, say so in the column `may_be_negative` of the framework".to_owned()
        } else {
            "a missing value is an empty cell, not 0".to_owned()
        }),
        related: known.iter().map(|p| (p.at, "the value beside it".to_owned())).collect(),
    }
}

#[cfg(test)]
mod tests;
