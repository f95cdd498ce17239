//! Series made by hand for the tests of the rules.

use std::collections::BTreeMap;

use crest_model::model::{IndicatorSpec, Model, Node, Place, Project, Role, SourceChoice, Strategy};
use crest_model::{Location, Period, Text, Unit};

use crate::value::{Reason, Status, Value};

use super::series::{Indicator, Input, PlaceInfo, Point, Row, Track};

/// Starts an input with indicators `a`, `b`, … and places `p0`, `p1`, …
pub(super) fn input(n_indicators: usize, n_places: usize) -> Input {
    let code = |i: usize| char::from(b'a' + u8::try_from(i).unwrap()).to_string();
    Input {
        indicators: (0..n_indicators)
            .map(|i| Indicator { code: code(i), non_negative: true, ..Indicator::default() })
            .collect(),
        places: (0..n_places)
            .map(|i| PlaceInfo { id: format!("p{i}"), role: "unit", ..PlaceInfo::default() })
            .collect(),
        ..Input::default()
    }
}

/// Adds a track; one row per place, NaN = no value. Years begin with `first`. Tracks must be added in order of indicator.
pub(super) fn add(input: &mut Input, indicator: u32, source: &str, first: i32, rows: &[Vec<f64>]) {
    let n_years = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut at = input.tracks.iter().flat_map(|t| &t.rows).map(|r| r.points.len() as u32).sum::<u32>();
    let mut track = Track { indicator, source: source.to_owned(), ..Track::default() };
    for (place, values) in rows.iter().enumerate() {
        let mut points = Vec::new();
        for (k, &value) in values.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
            points.push(Point::new(Period::year_of(first + k as i32), value, at));
            at += 1;
        }
        if !points.is_empty() {
            track.rows.push(Row { place: place as u32, points });
        }
    }
    for k in 0..n_years {
        track.order.insert(first + k as i32, (0..rows.len() as u32).collect());
    }
    input.tracks.push(track);
}

/// Returns the years of a hit's cells for one place.
pub(super) fn years(hit: &super::rule::Hit, place: u32) -> Vec<i32> {
    hit.cells.iter().filter(|c| c.1 == place).map(|c| c.2.year()).collect()
}

/// Makes a model with indicators `a`, `b`, … in the units given and places `p0`, `p1`, …
pub(super) fn model(units: &[&str], n_places: usize) -> Model {
    let here = || Location::file("crest.toml");
    Model {
        root: std::path::PathBuf::from("."),
        project: Project {
            id: "hand".to_owned(),
            name: Text::default(),
            description: Text::default(),
            period: Period::year_of(2020),
            periods: Vec::new(),
            assessment: None,
            focus: None,
            synthetic: true,
        },
        tables: Vec::new(),
        nodes: units
            .iter()
            .enumerate()
            .map(|(i, unit)| Node {
                code: char::from(b'a' + u8::try_from(i).unwrap()).to_string(),
                parent: None,
                name: Text::default(),
                weight: 1.0,
                indicator: Some(IndicatorSpec {
                    unit: Unit::parse(unit).unwrap(),
                    direction: 1,
                    tables: Vec::new(),
                    column: String::new(),
                    denominator: None,
                    target: None,
                    origin: "chosen".to_owned(),
                    goalposts: None,
                    accrual: None,
                    roll_up: crest_model::model::RollUp::None,
                    parts: Vec::new(),
                    non_negative: true,
                }),
                note: Text::default(),
                location: here(),
            })
            .collect(),
        places: (0..n_places)
            .map(|i| Place {
                id: format!("p{i}"),
                name: Text::default(),
                aliases: Vec::new(),
                role: Role::Unit,
                groups: BTreeMap::new(),
                within: Vec::new(),
                point: None,
                outline: Vec::new(),
                schematic: false,
                territory: String::new(),
                note: Text::default(),
                location: here(),
            })
            .collect(),
        strategy: Strategy::default(),
        targets: crest_model::model::TargetSettings::default(),
        index: None,
        uncertainty: None,
        uncertainty_written: crest_model::uncertainty::Written::default(),
        choice: SourceChoice::default(),
        currency: None,
        checks: BTreeMap::new(),
        schemes: BTreeMap::new(),
        rules: None,
        scenarios: BTreeMap::new(),
        sources: Vec::new(),
        files: Vec::new(),
    }
}

/// Makes a value of indicator, place and period in source `source` of the panel's texts, at a row of table 0.
pub(super) fn value(indicator: u32, place: u32, period: &str, number: Option<f64>, source: u32, row: u32) -> Value {
    Value {
        indicator,
        place,
        period: period.parse().unwrap(),
        number,
        std_error: None,
        status: Status::Reported,
        source,
        vintage: 0,
        territory: 0,
        written: 0,
        chosen: source <= 1,
        reason: Reason::Only,
        table: 0,
        row,
        column: 1,
    }
}
