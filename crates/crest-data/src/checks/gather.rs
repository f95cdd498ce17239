//! Takes from a model and its panel what the rules read.

use std::collections::BTreeMap;

use crest_model::model::Model;
use crest_model::unit::Base;
use crest_model::{Lang, Period};

use super::series::{Indicator, Input, PlaceInfo, Point, Row, Track};
use crate::value::{Panel, Value};

/// Builds the input of the rules.
///
/// - Of several values of one cell from one source the preferred one is taken (panels are ordered by preference).
/// - Values without a source are told apart by table where two tables hold the same cell.
pub(super) fn gather(model: &Model, panel: &Panel) -> Input {
    let position: BTreeMap<&str, u32> =
        model.nodes.iter().enumerate().map(|(i, n)| (n.code.as_str(), index(i))).collect();
    let indicators = model
        .nodes
        .iter()
        .map(|node| {
            let Some(spec) = &node.indicator else {
                return Indicator { code: node.code.clone(), ..Indicator::default() };
            };
            let dimension = &spec.unit.dimension;
            Indicator {
                code: node.code.clone(),
                parts: spec.parts.iter().filter_map(|code| position.get(code.as_str()).copied()).collect(),
                non_negative: spec.non_negative,
                area: *dimension == crest_model::unit::Dimension::of(Base::Length, 2),
                people: *dimension == crest_model::unit::Dimension::of(Base::Person, 1),
            }
        })
        .collect();
    let grouping = model.index.as_ref().and_then(|i| i.grouping.as_deref());
    let places = model
        .places
        .iter()
        .map(|place| PlaceInfo {
            id: place.id.clone(),
            name: place.name.show(Lang::En).to_owned(),
            names: [&place.name.zh, &place.name.en].into_iter().filter(|n| !n.is_empty()).cloned().collect(),
            role: place.role.word(),
            group: grouping.and_then(|g| place.groups.get(g)).cloned().unwrap_or_default(),
        })
        .collect();
    let mut input = Input { indicators, places, tracks: Vec::new(), chosen: Vec::new() };
    let mut start = 0;
    while start < panel.values.len() {
        let indicator = panel.values[start].indicator;
        let end = start + panel.values[start..].partition_point(|v| v.indicator <= indicator);
        let values = (start..end.max(start + 1)).map(|at| (at, &panel.values[at]));
        one_indicator(model, panel, values.collect(), &mut input);
        start = end.max(start + 1);
    }
    input
}

/// Position in the panel, and the value there.
type Placed<'a> = (usize, &'a Value);

fn index(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

fn one_indicator(model: &Model, panel: &Panel, values: Vec<Placed>, input: &mut Input) {
    let by_table = sourceless_overlap(panel, &values);
    let nameless = |v: &Value| panel.texts.get(v.source as usize).is_none_or(|text| text.is_empty());
    let mut tracks: BTreeMap<(u32, u32, String), Vec<Placed>> = BTreeMap::new();
    let mut chosen: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
    for (at, value) in values {
        let phase = phase(value.period);
        if value.chosen {
            chosen.entry(phase.clone()).or_default().push((at, value));
        }
        let table = if by_table && nameless(value) { value.table } else { 0 };
        tracks.entry((value.source, table, phase)).or_default().push((at, value));
    }
    let mut named: Vec<Track> = tracks
        .into_iter()
        .filter_map(|((source, table, phase), values)| {
            let mut name = panel.texts.get(source as usize).map_or_else(String::new, ToString::to_string);
            if name.is_empty() && by_table {
                name = model.tables.get(table as usize).map(|t| t.name.clone()).unwrap_or_default();
            }
            track(name, phase, &values)
        })
        .collect();
    // Positions of texts depend on what was read first; names do not.
    named.sort_by(|a, b| (&a.source, &a.phase).cmp(&(&b.source, &b.phase)));
    input.tracks.extend(named);
    for (phase, values) in chosen {
        input.chosen.extend(track(String::new(), phase, &values));
    }
}

/// Tells whether two tables hold the same cell without naming a source.
fn sourceless_overlap(panel: &Panel, values: &[Placed]) -> bool {
    let mut seen: BTreeMap<(u32, Period), u32> = BTreeMap::new();
    values.iter().any(|(_, v)| {
        let nameless = v.number.is_some() && panel.texts.get(v.source as usize).is_none_or(|text| text.is_empty());
        nameless && *seen.entry((v.place, v.period)).or_insert(v.table) != v.table
    })
}

/// Returns what a period says besides its year: `` for years, `Q1`, `H2`, `-03`.
fn phase(period: Period) -> String {
    if period.is_year() {
        return String::new();
    }
    let (text, year) = (period.to_string(), period.year().to_string());
    text.strip_prefix(&year).unwrap_or(&text).to_owned()
}

/// Builds a track from the values of one indicator, source and part of the year; `None` where all are missing.
fn track(source: String, phase: String, values: &[Placed]) -> Option<Track> {
    let indicator = values.first()?.1.indicator;
    let mut points: Vec<(u32, Point)> = Vec::with_capacity(values.len());
    let mut lines: Vec<(i32, u32, u32, u32)> = Vec::with_capacity(values.len());
    for &(at, value) in values {
        lines.push((value.period.year(), value.table, value.row, value.place));
        let Some(number) = value.number.filter(|x| x.is_finite()) else { continue };
        let point = Point::new(value.period, number, index(at));
        points.push((value.place, Point { status: value.status, territory: value.territory, ..point }));
    }
    points.sort_by_key(|(place, p)| (*place, p.year(), p.at));
    points.dedup_by_key(|(place, p)| (*place, p.year()));
    let rows: Vec<Row> = points
        .chunk_by(|a, b| a.0 == b.0)
        .map(|row| Row { place: row[0].0, points: row.iter().map(|(_, p)| *p).collect() })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let order = lines
        .chunk_by(|a, b| a.0 == b.0)
        .map(|year| (year[0].0, year.iter().map(|(.., place)| *place).collect()))
        .collect();
    (!rows.is_empty()).then_some(Track { indicator, source, phase, rows, order })
}

#[cfg(test)]
mod tests;
