//! Rule `outlier`: values far from those of the group.
//!
//! In each year the robust z-score `(x − median) / (1.4826 · MAD)` is taken within the group, of logarithms where values
//! are positive. A large city is not a fault: the rule only notes.

use std::collections::BTreeMap;

use crest_model::Period;

use super::change::{Changes, centre_and_spread};
use super::rule::{Hit, Settings};
use super::series::{Input, Point, Track, show, show_periods, stretches};

/// Holds one value far from its group.
struct Far<'a> {
    place: u32,
    point: &'a Point,
    score: f64,
    centre: f64,
}

/// Place, point and the number compared.
type Member<'a> = (u32, &'a Point, f64);

/// Finds outliers of one track; successive years of a place make one finding.
pub(super) fn find(input: &Input, settings: &Settings, track: &Track, changes: &Changes) -> Vec<Hit> {
    let code = input.code(track.indicator);
    let limit = settings.number("spread", code);
    let least = settings.count("least", code).max(3);
    let mut groups: BTreeMap<(&str, i32), Vec<Member>> = BTreeMap::new();
    for row in &track.rows {
        let group = input.places.get(row.place as usize).map_or("", |p| p.group.as_str());
        for point in &row.points {
            let x = if changes.log { point.value.ln() } else { point.value };
            if x.is_finite() {
                groups.entry((group, point.year())).or_default().push((row.place, point, x));
            }
        }
    }
    let mut far: Vec<Far> = Vec::new();
    for members in groups.values().filter(|m| m.len() >= least) {
        let values: Vec<f64> = members.iter().map(|m| m.2).collect();
        let Some((centre, spread)) = centre_and_spread(&values).filter(|(_, s)| *s > 0.0) else { continue };
        far.extend(members.iter().map(|&(place, point, x)| Far { place, point, score: (x - centre) / spread, centre }));
    }
    far.retain(|f| f.score.abs() > limit);
    far.sort_by_key(|f| (f.place, f.point.year()));
    stretches(far, |a, b| a.place == b.place && a.point.year() + 1 == b.point.year())
        .iter()
        .map(|run| {
            let worst = run.iter().max_by(|a, b| a.score.abs().total_cmp(&b.score.abs())).expect("a stretch is never empty");
            let centre = if changes.log { worst.centre.exp() } else { worst.centre };
            let periods: Vec<Period> = run.iter().map(|f| f.point.period).collect();
            Hit {
                rule: "outlier",
                kind: if worst.score > 0.0 { "high" } else { "low" },
                grave: true,
                cells: run.iter().map(|f| (track.indicator, f.place, f.point.period)).collect(),
                at: Some(worst.point.at),
                message: format!(
                    "`{code}` of {} is far from its group in {}{}: {} in {}, {:.1} robust standard deviations from the median {}",
                    input.place(worst.place),
                    show_periods(&periods),
                    track.in_source(),
                    show(worst.point.value),
                    worst.point.period,
                    worst.score.abs(),
                    show(centre),
                ),
                expected: None,
                hint: Some("if it is right, treat it in the index ([index.treat]) rather than in the data".to_owned()),
                related: Vec::new(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
