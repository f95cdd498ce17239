//! The map's figures as a table; the drawing itself is made from the same data by the script. Isochrones follow.

use crest_model::Text;
use crest_model::results::Results;
use serde::Serialize;

use super::isochrones::{self, Isochrones};
use super::ranking::{rank_text, score_text};
use crate::names::{Names, join};
use crate::tables::by_code;

#[derive(Serialize)]
pub(super) struct Map {
    /// True when any outline is a drawing and no boundary.
    is_schematic: bool,
    /// Empty where no place has a point or an outline.
    rows: Vec<MapRow>,
    isochrones: Option<Isochrones>,
}

#[derive(Serialize)]
struct MapRow {
    name: Text,
    role: String,
    is_focus: bool,
    rank: String,
    score: String,
    within: Text,
    /// `outline`, `schematic`, `point` or `none`.
    drawn: &'static str,
    note: Text,
}

pub(super) fn view(results: &Results, names: &Names<'_>) -> Option<Map> {
    let is_drawn = |p: &crest_model::results::PlaceInfo| !p.outline.is_empty() || p.point.is_some();
    let isochrones = isochrones::view(results, names);
    if !results.places.iter().any(is_drawn) {
        return isochrones.map(|own| Map { is_schematic: false, rows: Vec::new(), isochrones: Some(own) });
    }
    let index = results.index.as_ref();
    let root = index.and_then(|i| i.roots.first()).map_or("", String::as_str);
    let ranks = index.and_then(|i| i.ranks.iter().find(|r| r.node == root));
    let rows = results
        .places
        .iter()
        .map(|place| {
            let position = index.and_then(|i| i.places.iter().position(|p| *p == place.id));
            let within: Vec<Text> = place.within.iter().map(|id| names.place(id)).collect();
            MapRow {
                name: names.place(&place.id),
                role: place.role.clone(),
                is_focus: results.focus.as_ref() == Some(&place.id),
                rank: rank_text(position.and_then(|p| ranks.and_then(|r| r.overall.get(p).copied().flatten()))),
                score: score_text(position.zip(index).and_then(|(p, i)| by_code(&i.scores, p, root))),
                within: join(&within),
                drawn: match (place.outline.is_empty(), place.schematic, place.point) {
                    (false, true, _) => "schematic",
                    (false, false, _) => "outline",
                    (true, _, Some(_)) => "point",
                    (true, _, None) => "none",
                },
                note: place.note.clone(),
            }
        })
        .collect();
    let is_schematic = results.places.iter().any(|p| p.schematic && !p.outline.is_empty());
    Some(Map { is_schematic, rows, isochrones })
}
