//! What the script draws of the certainty of ranks: intervals, chances of ranks, shares of inputs.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{PlaceCertainty, Results};
use serde::Serialize;

use crate::certainty::{Certain, output_title, outputs};
use crate::names::Names;

#[derive(Serialize)]
pub(super) struct CertaintyData {
    /// Places in order of the stated rank.
    rows: Vec<Row>,
    panels: Vec<Panel>,
}

#[derive(Serialize)]
struct Row {
    /// Position in `ranked`.
    at: usize,
    rank: u32,
    median: f64,
    lower: f64,
    upper: f64,
    /// Rank of the first of `chances`.
    from: u32,
    /// Chances of ranks in thousandths: finer shades cannot be seen.
    chances: Vec<u32>,
}

#[derive(Serialize)]
struct Panel {
    title: Text,
    rows: Vec<Input>,
}

#[derive(Serialize)]
struct Input {
    name: Text,
    first: f64,
    shapley: f64,
    total: f64,
}

/// Collects what is drawn; `positions` leads from a place to its position among the ranked ones of the data.
pub(super) fn data(results: &Results, names: &Names<'_>, positions: &BTreeMap<&str, usize>) -> Option<CertaintyData> {
    let certain = Certain::build(results)?;
    let certainty = certain.certainty;
    let rows = certain
        .order()
        .into_iter()
        .filter_map(|at| {
            let place = &certainty.places[at];
            let (from, chances) = thousandths(place);
            Some(Row {
                at: *positions.get(place.place.as_str())?,
                rank: place.rank,
                median: place.median.value,
                lower: place.lower.value,
                upper: place.upper.value,
                from,
                chances,
            })
        })
        .collect();
    let shown = certain.shown(results.focus.as_deref()).map(|at| certainty.places[at].place.as_str());
    let panels = outputs(&certainty.sensitivity, shown)
        .into_iter()
        .map(|output| Panel {
            title: output_title(output[0], names),
            rows: output
                .iter()
                .map(|row| Input {
                    name: certain.input(&row.input),
                    first: row.first.value,
                    shapley: row.shapley.value,
                    total: row.total.value,
                })
                .collect(),
        })
        .collect();
    Some(CertaintyData { rows, panels })
}

/// Chances from the first to the last that can be seen.
fn thousandths(place: &PlaceCertainty) -> (u32, Vec<u32>) {
    let all: Vec<u32> = place.chances.iter().map(|share| (share.clamp(0.0, 1.0) * 1000.0).round() as u32).collect();
    let first = all.iter().position(|share| *share > 0).unwrap_or(all.len());
    let last = all.iter().rposition(|share| *share > 0).map_or(first, |at| at + 1);
    (place.chances_from.saturating_add(first as u32), all[first..last].to_vec())
}
