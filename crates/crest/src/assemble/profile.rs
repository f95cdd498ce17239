//! Each ranked place for its own reader: strengths, weaknesses, what separates it from its neighbours, steps up.

use crest_data::value::Panel;
use crest_index::Matrix;
use crest_index::strengths::{Mark, StrengthsOptions, strengths};
use crest_model::model::Model;
use crest_model::results::{Profile, ProfileRow};

use rayon::prelude::*;

use super::index::IndexPart;

/// Makes the profiles, in the order of the ranked places.
pub(super) fn profiles(model: &Model, panel: &Panel, part: &IndexPart) -> Vec<Profile> {
    let Some(index) = &part.index else { return Vec::new() };
    let n = index.places.len();
    let column = |c: usize| index.raw.cells.iter().map(|row| row[c]).collect::<Vec<Option<f64>>>();
    let columns: Vec<Vec<Option<f64>>> = (0..index.raw.columns.len()).map(column).collect();
    let raw = Matrix::from_columns(n, &columns);
    let position = |code: &str| model.nodes.iter().position(|n| n.code == code);
    let directions: Vec<i8> = index
        .raw
        .columns
        .iter()
        .map(|code| {
            position(code).and_then(|p| model.nodes[p].indicator.as_ref()).map_or(0, |indicator| indicator.direction)
        })
        .collect();
    let all: Vec<usize> = (0..columns.len()).collect();
    let before = model.project.period.previous();
    let row = |place: usize, mark: &Mark| {
        let code = &index.raw.columns[mark.column];
        let model_place = model.places.iter().position(|p| p.id == index.places[place]);
        let earlier =
            position(code).zip(model_place).and_then(|(i, p)| panel.find_chosen(i as u32, p as u32, before)?.number);
        ProfileRow {
            indicator: code.clone(),
            value: Some(mark.value),
            rank: mark.rank,
            change: earlier.map(|earlier| mark.value - earlier),
        }
    };
    (0..n)
        .into_par_iter()
        .map(|place| {
            // Fewer of each where a place has few values, so that no indicator is both.
            let few = (raw.row(place).flatten().count() / 2).min(5);
            let options =
                StrengthsOptions { n_best: few, n_worst: few, keep_last: true, ..StrengthsOptions::default() };
            let found = strengths(&raw, &directions, place, &all, &options);
            let [above, below] = part.gaps.get(place).cloned().unwrap_or_default();
            Profile {
                place: index.places[place].clone(),
                strengths: found.strengths.iter().map(|mark| row(place, mark)).collect(),
                weaknesses: found.weaknesses.iter().rev().map(|mark| row(place, mark)).collect(),
                above,
                below,
                steps: part.steps.get(place).cloned().unwrap_or_default(),
            }
        })
        .collect()
}
