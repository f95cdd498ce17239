//! Takes from a model and its panel what the rules read.

use std::collections::{BTreeMap, BTreeSet};

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

fn index(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

fn one_indicator(model: &Model, panel: &Panel, values: Vec<(usize, &Value)>, input: &mut Input) {
    let by_table = sourceless_overlap(panel, &values);
    let mut tracks: BTreeMap<(String, String), Vec<(usize, &Value)>> = BTreeMap::new();
    let mut chosen: BTreeMap<String, Vec<(usize, &Value)>> = BTreeMap::new();
    for (at, value) in values {
        let phase = phase(value.period);
        let mut source = panel.texts.get(value.source as usize).cloned().unwrap_or_default();
        if source.is_empty() && by_table {
            source = model.tables.get(value.table as usize).map(|t| t.name.clone()).unwrap_or_default();
        }
        if value.chosen {
            chosen.entry(phase.clone()).or_default().push((at, value));
        }
        tracks.entry((source, phase)).or_default().push((at, value));
    }
    for ((source, phase), values) in tracks {
        input.tracks.extend(track(source, phase, &values));
    }
    for (phase, values) in chosen {
        input.chosen.extend(track(String::new(), phase, &values));
    }
}

/// Tells whether two tables hold the same cell without naming a source.
fn sourceless_overlap(panel: &Panel, values: &[(usize, &Value)]) -> bool {
    let mut seen: BTreeMap<(u32, Period), u32> = BTreeMap::new();
    values.iter().any(|(_, v)| {
        let nameless = v.number.is_some() && panel.texts.get(v.source as usize).is_none_or(String::is_empty);
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
fn track(source: String, phase: String, values: &[(usize, &Value)]) -> Option<Track> {
    let indicator = values.first()?.1.indicator;
    let mut rows: BTreeMap<u32, Vec<Point>> = BTreeMap::new();
    let mut lines: BTreeMap<i32, BTreeSet<(u32, u32, u32)>> = BTreeMap::new();
    for &(at, value) in values {
        lines.entry(value.period.year()).or_default().insert((value.table, value.row, value.place));
        let Some(number) = value.number.filter(|x| x.is_finite()) else { continue };
        rows.entry(value.place).or_default().push(Point {
            status: value.status,
            territory: value.territory,
            ..Point::new(value.period, number, index(at))
        });
    }
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|(place, mut points)| {
            points.sort_by_key(|p| (p.year(), p.at));
            points.dedup_by_key(|p| p.year());
            Row { place, points }
        })
        .collect();
    let order =
        lines.into_iter().map(|(year, rows)| (year, rows.into_iter().map(|(.., place)| place).collect())).collect();
    (!rows.is_empty()).then_some(Track { indicator, source, phase, rows, order })
}

#[cfg(test)]
mod tests;
