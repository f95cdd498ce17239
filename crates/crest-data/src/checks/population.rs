//! Rule `population-switch`: shifts of people counted that nothing else shows, as between registered and resident.
//!
//! An indicator measured in people moves to another level and stays, while land area is unchanged and at least one other
//! indicator of the place goes on as usual and none moves along. Values per head then break in the opposite direction.

use std::collections::BTreeSet;

use super::change::Changes;
use super::rule::{Hit, Settings};
use super::series::{Input, Track, show};

/// Finds switches of one track. `territory` holds the places and years where land area changes.
pub(super) fn find(
    input: &Input,
    all_changes: &[Changes],
    settings: &Settings,
    (track, changes): (&Track, &Changes),
    territory: &BTreeSet<(u32, i32)>,
) -> Vec<Hit> {
    let people = input.indicators.get(track.indicator as usize).is_some_and(|i| i.people);
    if !people || !changes.log {
        return Vec::new();
    }
    let code = input.code(track.indicator);
    let limit = settings.number("floor", code) + settings.number("spread", code) * changes.spread;
    let mut hits = Vec::new();
    for (r, row) in track.rows.iter().enumerate() {
        for (k, point) in row.points.iter().enumerate() {
            let Some(excess) = changes.excess(track, r, k).filter(|e| e.abs() > limit) else { continue };
            let undone = |other: Option<usize>| {
                let other = other.filter(|&j| j < row.points.len()).and_then(|j| changes.excess(track, r, j));
                other.is_some_and(|o| o * excess < 0.0 && o.abs() > 0.5 * excess.abs())
            };
            let year = point.year();
            // Coming back from a single wrong value is no switch either.
            if undone(Some(k + 1)) || undone(k.checked_sub(1)) || territory.contains(&(row.place, year)) {
                continue;
            }
            let Some(witness) = steady(input, all_changes, track.indicator, row.place, year, excess) else { continue };
            let before = &row.points[k - 1];
            hits.push(Hit {
                rule: "population-switch",
                kind: if excess > 0.0 { "up" } else { "down" },
                grave: true,
                cells: vec![(track.indicator, row.place, point.period)],
                at: Some(point.at),
                message: format!(
                    "`{code}` of {} goes from {} in {} to {} in {}{} and stays there, while `{}` goes on as usual and no land area changes",
                    input.place(row.place),
                    show(before.value),
                    before.period,
                    show(point.value),
                    point.period,
                    track.in_source(),
                    input.code(witness),
                ),
                expected: Some(format!("about {}", show(changes.after(before.value, changes.group_of(year))))),
                hint: Some(
                    "registered and resident people are two indicators, and a census corrects the estimates before it: take all years of one count"
                        .to_owned(),
                ),
                related: vec![(before.at, "the count before".to_owned())],
            });
        }
    }
    hits
}

/// Returns an indicator not of people that goes on as usual, unless another one moves along with the shift.
///
/// An indicator moves along when its excess has the same sign and at least half the size.
fn steady(input: &Input, all_changes: &[Changes], indicator: u32, place: u32, year: i32, excess: f64) -> Option<u32> {
    let mut witness = None;
    for (track, changes) in input.tracks.iter().zip(all_changes) {
        let people = input.indicators.get(track.indicator as usize).is_some_and(|i| i.people);
        // What varies by a quarter of the shift every year is no witness.
        let noisy = !changes.log || changes.spread > 0.25 * excess.abs();
        if track.indicator == indicator || people || noisy || super::territory::tells_territory(input, track) {
            continue;
        }
        let Ok(r) = track.rows.binary_search_by_key(&place, |r| r.place) else { continue };
        let Some(k) = track.rows[r].points.iter().position(|p| p.year() == year) else { continue };
        let Some(other) = changes.excess(track, r, k) else { continue };
        if other * excess > 0.0 && other.abs() >= 0.5 * excess.abs() {
            return None;
        }
        if other.abs() < 0.25 * excess.abs() {
            witness = witness.or(Some(track.indicator));
        }
    }
    witness
}

#[cfg(test)]
mod tests;
