//! Drawings of the rules chapter as positions: marks on two axes, distances over the years.
//!
//! They are written into the page as SVG, so that they show without the script and on paper.

use crest_model::results::{RuleAxis, RulesResult};
use crest_model::{Lang, Text};
use serde::Serialize;

use super::{Called, NUMBERED, distance, moved, or_dash, shown, year};
use crate::names::same;
use crate::number::{figure, signed};
use crate::strings::fill;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 452.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 704.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 400.0;

/// Lines that differ in colour and dash; further partners stand in the table only.
const LINES: usize = 6;

/// Days named below the years at most.
const DAYS: usize = 9;

/// Widest label at the end of a line, in Latin letters; a Chinese character counts two.
const LETTERS: usize = 17;

/// Least height between two labels at the ends of lines.
const LABEL: f64 = 16.0;

#[derive(Serialize)]
pub(super) struct Tick {
    at: f64,
    text: String,
}

/// Provisions on two axes: closer to the right, better above.
#[derive(Serialize)]
pub(super) struct Plane {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Where nothing changes.
    zero: (f64, f64),
    across: Vec<Tick>,
    up: Vec<Tick>,
    marks: Vec<Mark>,
}

#[derive(Serialize)]
struct Mark {
    x: f64,
    y: f64,
    quadrant: String,
    is_outcome: bool,
    /// Both languages, for a tooltip has no language switch.
    title: String,
    /// Number of the row beside the drawing, with the side on which it stands; empty where it would hide another.
    label: String,
    is_label_left: bool,
}

/// Distances to partners over the years.
#[derive(Serialize)]
pub(super) struct Trend {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    across: Vec<Tick>,
    up: Vec<Tick>,
    lines: Vec<Line>,
    days: Vec<String>,
    rows: Vec<TrendRow>,
    is_cut: bool,
}

#[derive(Serialize)]
struct Line {
    /// Name at the end of the line, in both languages.
    label: Text,
    /// Points of the line, as a path.
    path: String,
    /// Area between the bounds, as a path; empty where they are not known.
    band: String,
    points: Vec<(f64, f64, String)>,
    end: (f64, f64),
    label_y: f64,
}

#[derive(Serialize)]
struct TrendRow {
    name: Text,
    cells: Vec<(String, String)>,
    per_year: String,
    closes: String,
}

/// Maps numbers onto a length.
struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    fn at(&self, x: f64) -> f64 {
        rounded(self.from + (x - self.low) / (self.high - self.low) * (self.to - self.from))
    }
}

/// One decimal of a unit of the drawing, so that pages stay small.
fn rounded(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// Round numbers between two ends, about `n` of them.
fn ticks(low: f64, high: f64, n: f64) -> Vec<f64> {
    let raw = (high - low) / n;
    if !(raw.is_finite() && raw > 0.0) {
        return Vec::new();
    }
    let power = 10_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * power).find(|step| *step >= raw).unwrap_or(raw);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(|k| k as f64 * step).collect()
}

/// Where a provision stands: at the effect of the partner's answer, or at that of the best answer where only this one gains.
pub(super) fn position(row: &RuleAxis) -> Option<(f64, f64)> {
    let (x, y) = match row.quadrant.as_str() {
        "not-comparable" => return None,
        "gain-without-aligning" => (row.best_distance_change, row.best_gain?),
        _ => (row.distance_change, row.gain?),
    };
    (x.is_finite() && y.is_finite()).then_some((x, y))
}

/// Both ends of an axis through 0, with room on either side for the words of a quadrant.
fn ends(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = numbers.fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    let size = if high - low > 0.0 { high - low } else { 1.0 };
    (low.min(-0.2 * size) - 0.12 * size, high.max(0.2 * size) + 0.12 * size)
}

/// Draws provisions in the order of the table beside the drawing; `None` where none has a position.
pub(super) fn plane(rows: &[&RuleAxis]) -> Option<Plane> {
    let placed: Vec<(usize, &RuleAxis, (f64, f64))> =
        rows.iter().enumerate().filter_map(|(at, row)| Some((at, *row, position(row)?))).collect();
    if placed.is_empty() {
        return None;
    }
    let (low, high) = ends(placed.iter().map(|(_, _, (x, _))| *x));
    // A smaller distance is to the right, so that what aligns and gains stands above and to the right.
    let across = Scale { low, high, from: RIGHT, to: LEFT };
    let (low, high) = ends(placed.iter().map(|(_, _, (_, y))| *y));
    let up = Scale { low, high, from: BOTTOM, to: TOP };
    let mut labels: Vec<(f64, f64)> = Vec::new();
    let marks = placed
        .iter()
        .map(|(at, row, (x, y))| {
            let (x, y) = (across.at(*x), up.at(*y));
            let is_free = labels.iter().all(|(a, b)| (a - x).abs() > 24.0 || (b - y).abs() > 13.0);
            let is_labelled = *at < NUMBERED && is_free;
            if is_labelled {
                labels.push((x, y));
            }
            Mark {
                x,
                y,
                quadrant: row.quadrant.clone(),
                is_outcome: row.is_outcome,
                title: title(*at + 1, row),
                label: if is_labelled { (at + 1).to_string() } else { String::new() },
                is_label_left: x > RIGHT - 30.0,
            }
        })
        .collect();
    let written = |x: f64| if x == 0.0 { "0".to_owned() } else { moved(x) };
    Some(Plane {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: RIGHT,
        top: TOP,
        bottom: BOTTOM,
        zero: (across.at(0.0), up.at(0.0)),
        across: ticks(across.low, across.high, 6.0)
            .into_iter()
            .map(|x| Tick { at: across.at(x), text: written(x) })
            .collect(),
        up: ticks(up.low, up.high, 6.0)
            .into_iter()
            .map(|y| Tick { at: up.at(y), text: if y == 0.0 { "0".to_owned() } else { figure(y) } })
            .collect(),
        marks,
    })
}

fn title(number: usize, row: &RuleAxis) -> String {
    let (x, y) = position(row).unwrap_or((row.distance_change, f64::NAN));
    let (gain, change) = (same(&signed(y)), same(&moved(x)));
    let number = same(&number.to_string());
    let question = shown(&row.question, &row.provision);
    let words = fill(
        "rules.point",
        &[("n", &number), ("question", &question), ("words", &row.words), ("gain", &gain), ("change", &change)],
    );
    if words.zh == words.en { words.zh } else { format!("{}\n{}", words.zh, words.en) }
}

/// The year and its part that a day stands for; `None` where the day is not one.
fn time(day: &str) -> Option<f64> {
    let mut parts = day.split('-').map(|part| part.parse::<f64>().ok());
    let (year, month, day) = (parts.next()??, parts.next().flatten().unwrap_or(1.0), parts.next().flatten());
    Some(year + (month - 1.0) / 12.0 + (day.unwrap_or(1.0) - 1.0) / 372.0)
}

/// Draws distances over the years; `None` where no partner has two of them.
pub(super) fn trend(rules: &RulesResult, called: &Called<'_>) -> Option<Trend> {
    let mut days: Vec<&str> =
        rules.convergence.iter().flat_map(|one| one.points.iter().map(|point| point.day.as_str())).collect();
    days.sort_unstable();
    days.dedup();
    let times: Vec<f64> = days.iter().filter_map(|day| time(day)).collect();
    let (first, last) = (*times.first()?, *times.last()?);
    if first >= last {
        return None;
    }
    let highest = rules.convergence.iter().flat_map(|one| &one.points);
    let highest = highest.filter_map(|point| point.upper.or(point.distance)).filter(|x| x.is_finite());
    let high = highest.fold(0.0_f64, f64::max);
    let high = if high > 0.0 { (high * 1.1).min(1.0) } else { 1.0 };
    let across = Scale { low: first, high: last, from: LEFT, to: RIGHT - 130.0 };
    let up = Scale { low: 0.0, high, from: BOTTOM, to: TOP };
    let mut lines: Vec<Line> =
        rules.convergence.iter().take(LINES).filter_map(|one| line(one, called, &across, &up)).collect();
    spread(&mut lines);
    let row = |one: &crest_model::results::RuleConvergence| TrendRow {
        name: called.name(&one.partner),
        cells: days
            .iter()
            .map(|day| {
                let point = one.points.iter().find(|point| point.day == *day);
                let known = point.and_then(|point| point.distance);
                let bounds = point.and_then(|point| Some((point.lower?, point.upper?)));
                let bounds = bounds.map(|(lower, upper)| format!("[{}–{}]", distance(lower), distance(upper)));
                (or_dash(known, distance), bounds.unwrap_or_default())
            })
            .collect(),
        per_year: or_dash(one.per_year, moved),
        closes: match (one.closes, one.closes_interval) {
            (Some(closes), Some((from, to))) => format!("{} [{}–{}]", year(closes), year(from), year(to)),
            (Some(closes), None) => year(closes),
            (None, _) => "–".to_owned(),
        },
    };
    Some(Trend {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: RIGHT - 130.0,
        top: TOP,
        bottom: BOTTOM,
        across: named_days(&days, &across),
        up: ticks(0.0, high, 5.0).into_iter().map(|y| Tick { at: up.at(y), text: figure(y) }).collect(),
        is_cut: rules.convergence.len() > LINES,
        lines,
        rows: rules.convergence.iter().map(row).collect(),
        days: days.into_iter().map(str::to_owned).collect(),
    })
}

fn line(one: &crest_model::results::RuleConvergence, called: &Called<'_>, across: &Scale, up: &Scale) -> Option<Line> {
    let name = called.name(&one.partner);
    let known = one.points.iter().filter_map(|point| {
        let distance = point.distance.filter(|x| x.is_finite())?;
        Some((across.at(time(&point.day)?), up.at(distance), point))
    });
    let known: Vec<_> = known.collect();
    let &(x, y, _) = known.last()?;
    let bounds = known.iter().filter_map(|(x, _, point)| {
        let (lower, upper) = (point.lower.filter(|x| x.is_finite())?, point.upper.filter(|x| x.is_finite())?);
        Some((*x, up.at(lower), up.at(upper)))
    });
    let bounds: Vec<(f64, f64, f64)> = bounds.collect();
    let there = bounds.iter().map(|(x, lower, _)| (*x, *lower));
    let back = bounds.iter().rev().map(|(x, _, upper)| (*x, *upper));
    let band = path(there.chain(back));
    let tooltip = |point: &crest_model::results::RulePoint| {
        let value = same(&or_dash(point.distance, distance));
        let words = fill("rules.trend_point", &[("partner", &name), ("day", &same(&point.day)), ("distance", &value)]);
        if words.zh == words.en { words.zh } else { format!("{}\n{}", words.zh, words.en) }
    };
    Some(Line {
        path: path(known.iter().map(|(x, y, _)| (*x, *y))),
        band: if bounds.len() > 1 { format!("{band}Z") } else { String::new() },
        points: known.iter().map(|(x, y, point)| (*x, *y, tooltip(point))).collect(),
        end: (x, y),
        label_y: y,
        label: Text::new(shorten(name.show(Lang::Zh)), shorten(name.show(Lang::En))),
    })
}

/// Marks days, by their years where no two share one; the last day is always named.
fn named_days(days: &[&str], across: &Scale) -> Vec<Tick> {
    let year = |day: &str| day.split('-').next().unwrap_or_default().to_owned();
    let are_years = days.windows(2).all(|pair| year(pair[0]) != year(pair[1]));
    let every = days.len().div_ceil(DAYS).max(1);
    let shown = days.iter().rev().step_by(every);
    let mut marks: Vec<Tick> = shown
        .filter_map(|day| {
            Some(Tick { at: across.at(time(day)?), text: if are_years { year(day) } else { (*day).to_owned() } })
        })
        .collect();
    marks.reverse();
    marks
}

/// A name that fits beside a line; the table holds it in full.
fn shorten(name: &str) -> String {
    let mut wide = 0;
    let width = |c: char| if c >= '\u{1100}' { 2 } else { 1 };
    if name.chars().map(width).sum::<usize>() <= LETTERS {
        return name.to_owned();
    }
    let fits = |c: &char| {
        wide += width(*c);
        wide < LETTERS
    };
    name.chars().take_while(fits).chain(['…']).collect()
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let step = |(at, (x, y)): (usize, (f64, f64))| format!("{}{x} {y}", if at == 0 { "M" } else { "L" });
    points.enumerate().map(step).collect()
}

/// Moves labels at the ends of lines apart, the upper ones staying where they are.
fn spread(lines: &mut [Line]) {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|&a, &b| lines[a].label_y.total_cmp(&lines[b].label_y));
    let mut least = TOP;
    for at in order {
        lines[at].label_y = rounded(lines[at].label_y.max(least));
        least = lines[at].label_y + LABEL;
    }
}

#[cfg(test)]
mod tests;
