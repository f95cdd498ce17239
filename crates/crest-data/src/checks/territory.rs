//! Rule `territory-change`: changes of land area, or of the territory version that values refer to.
//!
//! An indicator tells the territory when its unit is one of area and its values mostly repeat from year to year; built-up
//! area or green space, which grow, do not. Other indicators that break in the same place and year are named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::rule::{Hit, Settings};
use super::series::{Input, Point, Track, show};

/// Collects the places and years in which land area changes by more than `share` of the smaller area.
pub(super) fn changes_of_area(input: &Input, share: f64) -> BTreeSet<(u32, i32)> {
    let mut found = BTreeSet::new();
    for track in input.tracks.iter().filter(|t| tells_territory(input, t)) {
        for row in &track.rows {
            for (a, b) in row.points.iter().zip(row.points.iter().skip(1)).filter(|(a, b)| beyond(a, b) > share) {
                // A change across a gap may have come in any year of it.
                let first = b.year().min(a.year() + 1).max(b.year() - 10);
                found.extend((first..=b.year()).map(|year| (row.place, year)));
            }
        }
    }
    found
}

/// Tells whether a track holds land area.
pub(super) fn tells_territory(input: &Input, track: &Track) -> bool {
    input.indicators.get(track.indicator as usize).is_some_and(|i| i.area) && track.usual_repeats() >= 0.5
}

fn beyond(a: &Point, b: &Point) -> f64 {
    if a.value > 0.0 && b.value > 0.0 { a.value.max(b.value) / a.value.min(b.value) - 1.0 } else { 0.0 }
}

/// Finds changes of territory. `breaks` holds the indicators that jump, by place and year.
pub(super) fn find(
    input: &Input,
    texts: &[Arc<str>],
    settings: &Settings,
    breaks: &BTreeMap<(u32, i32), BTreeSet<u32>>,
) -> Vec<Hit> {
    let mut hits = Vec::new();
    for track in input.tracks.iter().filter(|t| tells_territory(input, t)) {
        let code = input.code(track.indicator);
        let (change, slight) = (settings.number("change", code), settings.number("slight", code));
        for row in &track.rows {
            for (a, b) in row.points.iter().zip(row.points.iter().skip(1)) {
                let share = beyond(a, b);
                if share > slight.min(change) {
                    hits.push(area_hit(input, track, row.place, (a, b), share > change, breaks));
                }
            }
        }
    }
    hits.extend(versions(input, texts, breaks));
    hits
}

fn area_hit(
    input: &Input,
    track: &Track,
    place: u32,
    (a, b): (&Point, &Point),
    grave: bool,
    breaks: &BTreeMap<(u32, i32), BTreeSet<u32>>,
) -> Hit {
    Hit {
        rule: "territory-change",
        kind: "area",
        grave,
        cells: vec![(track.indicator, place, b.period)],
        at: Some(b.at),
        message: format!(
            "`{}` of {} goes from {} in {} to {} in {}{} ({:+.1} %){}",
            input.code(track.indicator),
            input.place(place),
            show(a.value),
            a.period,
            show(b.value),
            b.period,
            track.in_source(),
            (b.value / a.value - 1.0) * 100.0,
            with_breaks(input, breaks.get(&(place, b.year()))),
        ),
        expected: Some(show(a.value)),
        hint: Some(
            "name the territory versions of the values before and after, or recompute the earlier ones for today's territory"
                .to_owned(),
        ),
        related: vec![(a.at, "the area before".to_owned())],
    }
}

/// Finds places whose values refer to another territory version than the year before, once per place and year.
fn versions(input: &Input, texts: &[Arc<str>], breaks: &BTreeMap<(u32, i32), BTreeSet<u32>>) -> Vec<Hit> {
    let mut seen: BTreeMap<(u32, i32), (u32, Point, Point)> = BTreeMap::new();
    for track in &input.tracks {
        for row in &track.rows {
            for (a, b) in row.points.iter().zip(row.points.iter().skip(1)).filter(|(a, b)| a.territory != b.territory) {
                seen.entry((row.place, b.year())).or_insert((track.indicator, *a, *b));
            }
        }
    }
    let word = |at: u32| texts.get(at as usize).map_or("", |text| &**text);
    seen.into_iter()
        .map(|((place, year), (indicator, a, b))| Hit {
            rule: "territory-change",
            kind: "version",
            grave: true,
            cells: vec![(indicator, place, b.period)],
            at: Some(b.at),
            message: format!(
                "values of {} refer to territory `{}` until {} and to `{}` from {}{}",
                input.place(place),
                word(a.territory),
                a.period,
                word(b.territory),
                b.period,
                with_breaks(input, breaks.get(&(place, year))),
            ),
            expected: Some(format!("territory `{}`", word(a.territory))),
            hint: Some("compare only values of one territory version".to_owned()),
            related: vec![(a.at, "the version before".to_owned())],
        })
        .collect()
}

fn with_breaks(input: &Input, breaks: Option<&BTreeSet<u32>>) -> String {
    match breaks {
        Some(set) if !set.is_empty() => {
            let codes: Vec<String> = set.iter().map(|&i| format!("`{}`", input.code(i))).collect();
            format!("; {} break{} in the same year", codes.join(", "), if codes.len() == 1 { "s" } else { "" })
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
