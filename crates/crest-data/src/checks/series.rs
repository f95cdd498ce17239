//! The values of a panel as the rules see them: one track per indicator and source, one row per place, one point per year.

use std::collections::BTreeMap;

use crest_model::Period;

use crate::value::Status;

/// Names one cell of a panel: positions of indicator and place, and the period.
pub(super) type Cell = (u32, u32, Period);

/// Holds everything the rules read.
#[derive(Debug, Clone, Default)]
pub(super) struct Input {
    /// By position in `Model::nodes`; aggregates stand there too, without values.
    pub(super) indicators: Vec<Indicator>,
    /// By position in `Model::places`.
    pub(super) places: Vec<PlaceInfo>,
    /// One per (indicator, source, part of the year), in that order.
    pub(super) tracks: Vec<Track>,
    /// The values that are used, one track per (indicator, part of the year), whatever their source.
    pub(super) chosen: Vec<Track>,
}

/// Says what the rules need to know of an indicator.
#[derive(Debug, Clone, Default)]
pub(super) struct Indicator {
    pub(super) code: String,
    /// Positions of the indicators that must add up to it.
    pub(super) parts: Vec<u32>,
    pub(super) non_negative: bool,
    /// Measured in a unit of area.
    pub(super) area: bool,
    /// Measured in people.
    pub(super) people: bool,
}

/// Says what the rules need to know of a place.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceInfo {
    pub(super) id: String,
    pub(super) name: String,
    /// Both names as written, for the comparison of names; empty ones left out.
    pub(super) names: Vec<String>,
    /// Word of its role.
    pub(super) role: &'static str,
    /// Group it is compared in; empty = all places together.
    pub(super) group: String,
}

/// Holds the values of one indicator from one source, for one part of the year.
///
/// Years follow each other within a track: quarters and months are compared with the same quarter or month of the year
/// before, which is right for seasonal figures and for those that add up within the year.
#[derive(Debug, Clone, Default)]
pub(super) struct Track {
    pub(super) indicator: u32,
    /// Source id, or the table's name where no source is stated; empty for chosen values.
    pub(super) source: String,
    /// `` for years, `Q1`, `H2`, `-03` for parts of one.
    pub(super) phase: String,
    /// Ordered by place.
    pub(super) rows: Vec<Row>,
    /// By year: places in the order of the table's rows, those with an empty cell included.
    pub(super) order: BTreeMap<i32, Vec<u32>>,
}

/// Holds the values of one place in a track, ordered by year.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) place: u32,
    pub(super) points: Vec<Point>,
}

/// Holds one value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) period: Period,
    pub(super) value: f64,
    pub(super) status: Status,
    /// Position of the territory version in `Panel::texts`.
    pub(super) territory: u32,
    /// Position in `Panel::values`.
    pub(super) at: u32,
    /// Unit of the last digit, see [`last_digit`].
    pub(super) unit: f64,
}

impl Point {
    /// Makes a point of a reported value.
    pub(super) fn new(period: Period, value: f64, at: u32) -> Self {
        Self { period, value, status: Status::Reported, territory: 0, at, unit: last_digit(value) }
    }

    /// Tells whether the number has three or more significant digits, so that two that agree hardly do so by chance.
    pub(super) fn is_telling(&self) -> bool {
        self.unit > 0.0 && self.value.abs() > 99.5 * self.unit
    }

    /// Returns the year.
    pub(super) fn year(&self) -> i32 {
        self.period.year()
    }
}

impl Input {
    /// Returns the tracks of one indicator, a stretch of [`Input::tracks`].
    pub(super) fn tracks_of(&self, indicator: u32) -> &[Track] {
        let start = self.tracks.partition_point(|t| t.indicator < indicator);
        let end = self.tracks.partition_point(|t| t.indicator <= indicator);
        &self.tracks[start..end]
    }

    /// Returns the other tracks of the same indicator and part of the year.
    pub(super) fn others<'a>(&'a self, track: &'a Track) -> impl Iterator<Item = &'a Track> {
        self.tracks_of(track.indicator).iter().filter(|t| t.phase == track.phase && t.source != track.source)
    }

    /// Returns the code of an indicator.
    pub(super) fn code(&self, indicator: u32) -> &str {
        self.indicators.get(indicator as usize).map_or("", |i| i.code.as_str())
    }

    /// Returns how a place is called in a sentence: `Huainan (340400)`.
    pub(super) fn place(&self, place: u32) -> String {
        match self.places.get(place as usize) {
            Some(p) if p.name.is_empty() || p.name == p.id => p.id.clone(),
            Some(p) => format!("{} ({})", p.name, p.id),
            None => String::new(),
        }
    }
}

impl Track {
    /// Finds the row of a place.
    pub(super) fn find_row(&self, place: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&place, |r| r.place).ok().map(|i| &self.rows[i])
    }

    /// Finds the point of a place and year.
    pub(super) fn find(&self, place: u32, year: i32) -> Option<&Point> {
        self.find_row(place)?.find(year)
    }

    /// Returns the words ` in source x`, or nothing where the source has no name.
    pub(super) fn in_source(&self) -> String {
        if self.source.is_empty() { String::new() } else { format!(" in `{}`", self.source) }
    }

    /// Returns the median unit of the last digit of its values.
    pub(super) fn usual_digit(&self) -> f64 {
        let mut digits: Vec<f64> =
            self.rows.iter().flat_map(|r| &r.points).map(|p| p.unit).filter(|&u| u > 0.0).collect();
        super::change::median(&mut digits).unwrap_or(0.0)
    }

    /// Returns the median over places of the share of values equal to those of the year before.
    ///
    /// Land areas repeat by nature, amounts of money do not.
    pub(super) fn usual_repeats(&self) -> f64 {
        let mut shares: Vec<f64> = self
            .rows
            .iter()
            .filter_map(|row| {
                let pairs: Vec<bool> = row.pairs().map(|(a, b)| a.value == b.value).collect();
                (pairs.len() >= 2).then(|| pairs.iter().filter(|&&same| same).count() as f64 / pairs.len() as f64)
            })
            .collect();
        super::change::median(&mut shares).unwrap_or(0.0)
    }
}

impl Row {
    /// Finds the point of a year.
    pub(super) fn find(&self, year: i32) -> Option<&Point> {
        self.points.binary_search_by_key(&year, Point::year).ok().map(|i| &self.points[i])
    }

    /// Returns the pairs of points of two successive years.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Point, &Point)> {
        self.points.windows(2).map(|w| (&w[0], &w[1])).filter(|(a, b)| a.year() + 1 == b.year())
    }
}

/// Cuts a list into stretches whose members follow one another.
pub(super) fn stretches<T>(items: Vec<T>, follows: impl Fn(&T, &T) -> bool) -> Vec<Vec<T>> {
    let mut out: Vec<Vec<T>> = Vec::new();
    for item in items {
        match out.last_mut() {
            Some(run) if run.last().is_some_and(|last| follows(last, &item)) => run.push(item),
            _ => out.push(vec![item]),
        }
    }
    out
}

/// Gathers findings of one track and year that lie in neighbouring rows: three or more make a block, others stand alone.
pub(super) fn blocks<'a, T>(track: &Track, year: i32, items: &[&'a T], place: impl Fn(&T) -> u32) -> Vec<Vec<&'a T>> {
    let mut position: BTreeMap<u32, usize> = BTreeMap::new();
    for (i, &p) in track.order.get(&year).into_iter().flatten().enumerate() {
        position.entry(p).or_insert(i);
    }
    let mut placed: Vec<(Option<usize>, &'a T)> =
        items.iter().map(|item| (position.get(&place(item)).copied(), *item)).collect();
    placed.sort_by_key(|(at, _)| *at);
    let follows =
        |a: &(Option<usize>, &T), b: &(Option<usize>, &T)| matches!((a.0, b.0), (Some(a), Some(b)) if a + 1 == b);
    let mut out = Vec::new();
    for run in stretches(placed, follows) {
        let run: Vec<&T> = run.into_iter().map(|(_, item)| item).collect();
        if run.len() >= 3 {
            out.push(run);
        } else {
            out.extend(run.into_iter().map(|item| vec![item]));
        }
    }
    out
}

/// Returns the unit of the last digit of a number as it was probably written: 0.01 for 12.34, 10 for 120.
///
/// - Twelve significant digits are looked at, so that a conversion of units (12.34 → 1,234,000,000.0000002) adds no digits.
/// - Zero and numbers that are not finite give 0.
pub(super) fn last_digit(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return 0.0;
    }
    // Powers of ten beyond the range of f64 would turn into 0 or infinity.
    let exponent = (x.abs().log10().floor() as i32 - 11).clamp(-300, 290);
    let mut digits = (x.abs() / 10f64.powi(exponent)).round() as u64;
    let mut unit = exponent;
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
        unit += 1;
    }
    10f64.powi(unit)
}

/// Returns a number as a sentence shows it: `23,158.65`, at most seven significant digits.
pub(super) fn show(x: f64) -> String {
    if !x.is_finite() {
        return x.to_string();
    }
    let size = if x == 0.0 { 0 } else { x.abs().log10().floor() as i32 };
    let decimals = usize::try_from((6 - size).clamp(0, 12)).unwrap_or(0);
    let text = format!("{:.*}", decimals, x.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let part = part.trim_end_matches('0');
    let sign = if x < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') { "−" } else { "" };
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{part}") }
}

/// Returns `2011`, or `2011–2014` for a stretch.
pub(super) fn show_periods(periods: &[Period]) -> String {
    match (periods.first(), periods.last()) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a}–{b}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
