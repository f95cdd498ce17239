//! Rule `interpolation-run`: values on an exact line or growth path between two others.
//!
//! A stretch of successive years from a to b is a run when every value between them lies within one last digit of the
//! straight line, or of the path of constant growth, from a to b; the steps are larger than rounding could hide; and
//! so few real values would do so by chance that none is expected in the whole track. With last digit u, value v and
//! usual spread s, one value falls there with probability about `2u / (√(2π) · s · v)`; the values between are taken as
//! independent, and a track of n values has n stretches of a length.

use crest_model::Period;

use super::change::Changes;
use super::rule::{Hit, Settings};
use super::series::{Input, Point, Row, Track, show, show_periods};
use crate::value::Status;

/// Longest stretch looked at; longer runs are found in pieces.
const LONGEST: usize = 64;

/// Finds runs of one track, and stretches of values that their table declares interpolated.
pub(super) fn find(input: &Input, settings: &Settings, track: &Track, changes: &Changes) -> Vec<Hit> {
    let code = input.code(track.indicator);
    let interior = settings.count("interior", code).max(2);
    let n_points: usize = track.rows.iter().map(|r| r.points.len()).sum();
    let chance = settings.number("chance", code) / n_points.max(1) as f64;
    let mut hits = Vec::new();
    for row in &track.rows {
        let mut start = 0;
        while start + interior + 1 < row.points.len() {
            let found = longest(row, start, changes, chance, interior);
            if let Some((end, kind)) = found {
                let undeclared = row.points[start + 1..end]
                    .iter()
                    .any(|p| p.status != Status::Interpolated && p.status != Status::Imputed);
                if undeclared {
                    hits.push(hit(input, track, row, start, end, kind));
                }
                start = end;
            } else {
                start += 1;
            }
        }
        hits.extend(declared(input, track, row));
    }
    hits
}

/// Finds the longest run from `start`, with at least `interior` values inside: its end and its kind.
fn longest(row: &Row, start: usize, changes: &Changes, chance: f64, interior: usize) -> Option<(usize, &'static str)> {
    let points = &row.points;
    let mut best = None;
    let mut straight = [true, true];
    for end in start + 2..points.len().min(start + LONGEST) {
        if points[end].year() - points[start].year() != i32::try_from(end - start).unwrap_or(i32::MAX) {
            break;
        }
        for (kind, fits) in straight.iter_mut().enumerate() {
            *fits = *fits && on_path(&points[start..=end], kind == 1);
        }
        if !straight[0] && !straight[1] {
            break;
        }
        if end - start > interior && improbable(&points[start..=end], changes, chance) {
            best = Some((end, if straight[0] { "linear" } else { "geometric" }));
        }
    }
    best
}

/// Tells whether all values inside lie within one last digit of the path between the ends.
fn on_path(points: &[Point], geometric: bool) -> bool {
    let (a, b) = (points[0].value, points[points.len() - 1].value);
    let n = (points.len() - 1) as f64;
    if geometric && (a <= 0.0 || b <= 0.0) {
        return false;
    }
    let finest = finest(points);
    points.iter().enumerate().all(|(i, p)| {
        let t = i as f64 / n;
        let expected = if geometric { a * (b / a).powf(t) } else { a + (b - a) * t };
        (p.value - expected).abs() <= finest.max(1e-12 * expected.abs())
    })
}

/// Returns the smallest last digit among some values.
fn finest(points: &[Point]) -> f64 {
    points.iter().map(|p| p.unit).filter(|&u| u > 0.0).fold(f64::INFINITY, f64::min)
}

/// Tells whether the steps are more than rounding and real values would hardly lie so.
fn improbable(points: &[Point], changes: &Changes, chance: f64) -> bool {
    let unit = finest(points);
    let n = points.len() - 1;
    let (a, b) = (points[0].value, points[n].value);
    let mean = f64::midpoint(a, b).abs();
    let spread = changes.spread * if changes.log { mean } else { 1.0 };
    if !unit.is_finite() || (b - a).abs() / (n as f64) < 4.0 * unit || spread <= 0.0 {
        return false;
    }
    let each = (2.0 * unit / ((2.0 * std::f64::consts::PI).sqrt() * spread)).min(1.0);
    each.powi(i32::try_from(n - 1).unwrap_or(i32::MAX)) <= chance
}

fn hit(input: &Input, track: &Track, row: &Row, start: usize, end: usize, kind: &'static str) -> Hit {
    let inside = &row.points[start + 1..end];
    let (a, b) = (&row.points[start], &row.points[end]);
    let periods: Vec<Period> = inside.iter().map(|p| p.period).collect();
    let path = if kind == "linear" {
        format!("a straight line, {} a year", show((b.value - a.value) / (end - start) as f64))
    } else {
        let rate = ((b.value / a.value).powf(1.0 / (end - start) as f64) - 1.0) * 100.0;
        format!("a path of constant growth, {rate:+.3} % a year")
    };
    Hit {
        rule: "interpolation-run",
        kind,
        grave: true,
        cells: periods.iter().map(|&p| (track.indicator, row.place, p)).collect(),
        at: inside.first().map(|p| p.at),
        message: format!(
            "{} values of `{}` of {} in {}{} lie on {path}, from {} in {} to {} in {}",
            inside.len(),
            input.code(track.indicator),
            input.place(row.place),
            show_periods(&periods),
            track.in_source(),
            show(a.value),
            a.period,
            show(b.value),
            b.period,
        ),
        expected: Some("reported values, or the status `interpolated`".to_owned()),
        hint: Some("give these rows the status `interpolated`; growth between them says nothing".to_owned()),
        related: vec![(a.at, "one end".to_owned()), (b.at, "the other end".to_owned())],
    }
}

/// Notes the stretches of a row that their table declares interpolated.
fn declared(input: &Input, track: &Track, row: &Row) -> Vec<Hit> {
    let told: Vec<&Point> = row.points.iter().filter(|p| p.status == Status::Interpolated).collect();
    super::series::stretches(told, |a, b| a.year() + 1 == b.year())
        .into_iter()
        .map(|run| {
            let periods: Vec<Period> = run.iter().map(|p| p.period).collect();
            Hit {
                rule: "interpolation-run",
                kind: "declared",
                grave: false,
                cells: periods.iter().map(|&p| (track.indicator, row.place, p)).collect(),
                at: run.first().map(|p| p.at),
                message: format!(
                    "`{}` of {} in {}{} is interpolated by its source",
                    input.code(track.indicator),
                    input.place(row.place),
                    show_periods(&periods),
                    track.in_source(),
                ),
                expected: None,
                hint: None,
                related: Vec::new(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
