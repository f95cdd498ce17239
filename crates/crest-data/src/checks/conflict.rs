//! Rule `source-conflict`: sources that disagree on one cell.
//!
//! The difference is that of the largest and the smallest value, as a share of the smallest (of the largest in absolute
//! value where one is not positive).

use crest_model::Period;

use super::rule::{Hit, Settings};
use super::series::{Input, Point, Track, show, show_periods, stretches};

/// Holds one cell on which sources disagree.
struct Conflict<'a> {
    place: u32,
    period: Period,
    grave: bool,
    share: f64,
    values: Vec<(&'a Track, &'a Point)>,
}

/// Finds cells on which sources disagree; successive years of a place make one finding.
pub(super) fn find(input: &Input, settings: &Settings) -> Vec<Hit> {
    let mut hits = Vec::new();
    for same_indicator in input.tracks.chunk_by(|a, b| a.indicator == b.indicator) {
        let mut phases: Vec<&str> = same_indicator.iter().map(|t| t.phase.as_str()).collect();
        phases.sort_unstable();
        phases.dedup();
        for phase in phases {
            let tracks: Vec<&Track> = same_indicator.iter().filter(|t| t.phase == phase).collect();
            if tracks.len() > 1 {
                one_indicator(input, settings, &tracks, &mut hits);
            }
        }
    }
    hits
}

fn one_indicator(input: &Input, settings: &Settings, tracks: &[&Track], hits: &mut Vec<Hit>) {
    let code = input.code(tracks[0].indicator);
    let (above, slight) = (settings.number("above", code), settings.number("slight", code));
    let mut all: Vec<(u32, Period, usize, &Point)> = Vec::new();
    for (t, track) in tracks.iter().enumerate() {
        all.extend(track.rows.iter().flat_map(|r| r.points.iter().map(move |p| (r.place, p.period, t, p))));
    }
    all.sort_by_key(|(place, period, t, _)| (*place, *period, *t));
    let mut conflicts: Vec<Conflict> = Vec::new();
    for cell in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let least = cell.iter().map(|c| c.3.value).fold(f64::INFINITY, f64::min);
        let most = cell.iter().map(|c| c.3.value).fold(f64::NEG_INFINITY, f64::max);
        let base = if least > 0.0 { least } else { least.abs().max(most.abs()) };
        let share = (most - least) / base;
        if share > slight.min(above) {
            conflicts.push(Conflict {
                place: cell[0].0,
                period: cell[0].1,
                grave: share > above,
                share,
                values: cell.iter().map(|c| (tracks[c.2], c.3)).collect(),
            });
        }
    }
    let follows =
        |a: &Conflict, b: &Conflict| a.place == b.place && a.grave == b.grave && a.period.year() + 1 == b.period.year();
    for run in stretches(conflicts, follows) {
        hits.push(hit(input, &run));
    }
}

fn hit(input: &Input, run: &[Conflict]) -> Hit {
    let worst = run.iter().max_by(|a, b| a.share.total_cmp(&b.share)).expect("a stretch is never empty");
    let indicator = worst.values[0].0.indicator;
    let periods: Vec<Period> = run.iter().map(|c| c.period).collect();
    let most = if run.len() > 1 { format!(", most in {}", worst.period) } else { String::new() };
    let values: Vec<String> =
        worst.values.iter().map(|(t, p)| format!("{} in `{}`", show(p.value), t.source)).collect();
    Hit {
        rule: "source-conflict",
        kind: if stands_alone(&worst.values).is_some() { "one-of-several" } else { "all" },
        grave: worst.grave,
        cells: run.iter().map(|c| (indicator, c.place, c.period)).collect(),
        at: Some(worst.values[0].1.at),
        message: format!(
            "sources of `{}` of {} differ in {}{most}: {} ({:.1} % apart)",
            input.code(indicator),
            input.place(worst.place),
            show_periods(&periods),
            values.join(", "),
            worst.share * 100.0,
        ),
        expected: stands_alone(&worst.values).map(|(_, others)| format!("about {}", show(others))),
        hint: Some(match stands_alone(&worst.values) {
            Some((alone, _)) => format!("the others agree; `{}` stands alone", alone.source),
            None => "a revision may lie between them: state in [sources] which one is used".to_owned(),
        }),
        related: worst.values[1..].iter().map(|(t, p)| (p.at, format!("the value of `{}`", t.source))).collect(),
    }
}

/// Finds the one source of three or more that differs while all others agree within one per cent, and what they say.
fn stands_alone<'a>(values: &[(&'a Track, &Point)]) -> Option<(&'a Track, f64)> {
    if values.len() < 3 {
        return None;
    }
    (0..values.len()).find_map(|alone| {
        let others: Vec<f64> = (0..values.len()).filter(|&i| i != alone).map(|i| values[i].1.value).collect();
        let least = others.iter().copied().fold(f64::INFINITY, f64::min);
        let most = others.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let apart = (values[alone].1.value - least).abs() > 0.01 * least.abs();
        (most - least <= 0.01 * least.abs() && apart).then_some((values[alone].0, least))
    })
}

#[cfg(test)]
mod tests;
