//! Every indicator of one place over the periods, those outside every index included.

use std::collections::{BTreeMap, BTreeSet};

use crest_model::Text;
use crest_model::results::{Results, ValueInfo};
use serde::Serialize;

use crate::names::Names;
use crate::number::figure;
use crate::tables::order;

/// Periods shown, the latest ones; the workbook holds all.
const PERIODS: usize = 8;

#[derive(Serialize)]
pub(super) struct Series {
    place: Text,
    periods: Vec<String>,
    n_left_out: usize,
    rows: Vec<SeriesRow>,
}

#[derive(Serialize)]
struct SeriesRow {
    name: Text,
    unit: String,
    /// True when the indicator is part of no index.
    is_outside: bool,
    cells: Vec<SeriesCell>,
}

#[derive(Serialize)]
struct SeriesCell {
    value: String,
    /// Status other than `reported`, which needs no mark.
    status: String,
}

/// Shows the focus place, else the first ranked one, else the first with a value.
pub(super) fn view(results: &Results, names: &Names<'_>) -> Option<Series> {
    let first_ranked = || {
        let index = results.index.as_ref()?;
        order(index).first().map(|&place| index.places[place].as_str())
    };
    let place =
        results.focus.as_deref().or_else(first_ranked).or_else(|| results.values.first().map(|v| v.place.as_str()))?;
    let used: BTreeMap<(&str, &str), &ValueInfo> = results
        .values
        .iter()
        .filter(|v| v.chosen && v.place == place)
        .map(|v| ((v.indicator.as_str(), v.period.as_str()), v))
        .collect();
    // Periods as written sort by time: years first, their parts behind them.
    let all: BTreeSet<&str> = used.keys().map(|(_, period)| *period).collect();
    let n_left_out = all.len().saturating_sub(PERIODS);
    let periods: Vec<&str> = all.into_iter().skip(n_left_out).collect();
    let rows: Vec<SeriesRow> = results
        .nodes
        .iter()
        .filter(|n| n.is_indicator && periods.iter().any(|period| used.contains_key(&(n.code.as_str(), *period))))
        .map(|n| SeriesRow {
            name: names.node(&n.code),
            unit: names.shown_unit(&n.code).to_owned(),
            is_outside: n.parent.is_none(),
            cells: periods.iter().map(|period| series_cell(used.get(&(n.code.as_str(), *period)).copied())).collect(),
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(Series {
        place: names.place(place),
        periods: periods.into_iter().map(str::to_owned).collect(),
        n_left_out,
        rows,
    })
}

fn series_cell(value: Option<&ValueInfo>) -> SeriesCell {
    match value.and_then(|v| Some((v, v.number?))) {
        Some((value, number)) => SeriesCell {
            value: figure(number),
            status: if value.status == "reported" { String::new() } else { value.status.clone() },
        },
        None => SeriesCell { value: "–".to_owned(), status: String::new() },
    }
}
