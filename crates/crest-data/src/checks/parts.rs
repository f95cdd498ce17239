//! Rule `sum-of-parts`: parts that do not add up to their whole.
//!
//! Whole and parts are taken from one source where one source holds them all, so that a miss is the source's own; the
//! values in use are compared only where no source does.

use std::collections::BTreeMap;

use crest_model::Period;

use super::rule::{Hit, Settings};
use super::series::{Cell, Input, Point, Track, show, show_periods, stretches};

/// Finds wholes that their parts miss.
pub(super) fn find(input: &Input, settings: &Settings) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (indicator, info) in input.indicators.iter().enumerate() {
        if info.parts.is_empty() {
            continue;
        }
        let indicator = u32::try_from(indicator).unwrap_or(u32::MAX);
        let mut pairings: Vec<(&Track, Vec<&Track>)> = Vec::new();
        for whole in input.tracks_of(indicator) {
            let parts: Option<Vec<&Track>> = info
                .parts
                .iter()
                .map(|&part| input.tracks_of(part).iter().find(|t| t.source == whole.source && t.phase == whole.phase))
                .collect();
            pairings.extend(parts.map(|parts| (whole, parts)));
        }
        if pairings.is_empty() {
            for whole in input.chosen.iter().filter(|t| t.indicator == indicator) {
                let chosen = |part: &u32| input.chosen.iter().find(|t| t.indicator == *part && t.phase == whole.phase);
                let parts: Vec<&Track> = info.parts.iter().filter_map(chosen).collect();
                if !parts.is_empty() {
                    pairings.push((whole, parts));
                }
            }
        }
        for (whole, parts) in pairings {
            one_source(input, settings, whole, &parts, info.parts.len(), &mut hits);
        }
    }
    hits
}

/// Holds one whole that its parts miss.
struct Miss {
    period: Period,
    place: u32,
    grave: bool,
    whole: f64,
    sum: f64,
    at: u32,
    cells: Vec<Cell>,
}

fn one_source(
    input: &Input,
    settings: &Settings,
    whole: &Track,
    parts: &[&Track],
    n_parts: usize,
    hits: &mut Vec<Hit>,
) {
    let code = input.code(whole.indicator);
    let (tolerance, slight) = (settings.number("tolerance", code), settings.number("slight", code));
    let usual: BTreeMap<u32, f64> =
        parts.iter().copied().chain([whole]).map(|t| (t.indicator, t.usual_digit())).collect();
    let mut misses: Vec<Miss> = Vec::new();
    for row in &whole.rows {
        for point in &row.points {
            let found: Vec<(&Track, &Point)> =
                parts.iter().filter_map(|t| Some((*t, t.find(row.place, point.year())?))).collect();
            let sum: f64 = found.iter().map(|(_, p)| p.value).sum();
            // Half a last digit for each number: that of its column, as 120 may be 120.00 written short.
            let digit = |t: &Track, p: &Point| usual[&t.indicator].min(p.unit);
            let rounding = (digit(whole, point) + found.iter().map(|(t, p)| digit(t, p)).sum::<f64>()) / 2.0;
            let limits = Limits { n_parts, tolerance, slight, rounding };
            let Some(grave) = judge(point, sum, &found, &limits) else { continue };
            let mut cells = vec![(whole.indicator, row.place, point.period)];
            cells.extend(found.iter().map(|(t, p)| (t.indicator, row.place, p.period)));
            misses.push(Miss {
                period: point.period,
                place: row.place,
                grave,
                whole: point.value,
                sum,
                at: point.at,
                cells,
            });
        }
    }
    let follows =
        |a: &Miss, b: &Miss| a.place == b.place && a.grave == b.grave && a.period.year() + 1 == b.period.year();
    for run in stretches(misses, follows) {
        let worst = run
            .iter()
            .max_by(|a, b| ((a.sum - a.whole) / a.whole).abs().total_cmp(&((b.sum - b.whole) / b.whole).abs()))
            .expect("a stretch is never empty");
        let periods: Vec<Period> = run.iter().map(|m| m.period).collect();
        let percent = (worst.sum - worst.whole) / worst.whole.abs() * 100.0;
        let most = if run.len() > 1 { format!(", most in {}", worst.period) } else { String::new() };
        hits.push(Hit {
            rule: "sum-of-parts",
            kind: if worst.cells.len() > n_parts { "miss" } else { "exceeds" },
            grave: worst.grave,
            cells: run.iter().flat_map(|m| m.cells.iter().copied()).collect(),
            at: Some(worst.at),
            message: format!(
                "the parts of `{code}` of {} miss it in {}{}{most}: they sum to {}, the whole is {} ({percent:+.2} %)",
                input.place(worst.place),
                show_periods(&periods),
                whole.in_source(),
                show(worst.sum),
                show(worst.whole),
            ),
            expected: Some(show(worst.sum)),
            hint: Some("take whole and parts from one publication; after a revision both must be revised".to_owned()),
            related: Vec::new(),
        });
    }
}

/// Holds the limits of one whole.
struct Limits {
    n_parts: usize,
    tolerance: f64,
    slight: f64,
    /// What rounding may add up to.
    rounding: f64,
}

/// Tells whether parts miss their whole gravely (`Some(true)`), slightly (`Some(false)`) or not.
///
/// Where a part is missing, the others may not exceed the whole.
fn judge(whole: &Point, sum: f64, parts: &[(&Track, &Point)], limits: &Limits) -> Option<bool> {
    let &Limits { n_parts, tolerance, slight, rounding } = limits;
    let size = whole.value.abs();
    if size == 0.0 || parts.is_empty() {
        return None;
    }
    let beyond = if parts.len() == n_parts {
        (sum - whole.value).abs()
    } else if parts.iter().all(|(_, p)| p.value >= 0.0) {
        sum - whole.value
    } else {
        return None;
    };
    if beyond > tolerance * size && beyond > rounding {
        Some(true)
    } else if parts.len() == n_parts && beyond > (slight * size).max(rounding * (1.0 + 1e-9)) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
