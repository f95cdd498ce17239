//! What the uncertainty is owed to: shares of variance, each choice alone, and pairs that hang on a third place.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{ReversalRow, SingleRow};
use serde::Serialize;

use crate::certainty::{Certain, figure_text, output_title, outputs};
use crate::names::{Names, join, same};
use crate::number::{ends, score};
use crate::page::PageOptions;
use crate::strings::fill;

#[derive(Serialize)]
pub(super) struct Sensitivity {
    caption: Text,
    /// Input, first order, Shapley effect, total.
    rows: Vec<(Text, String, String, String)>,
}

/// One table per result: the mean shift, then rank, score and chances of the shown place.
pub(super) fn sensitivity(certain: &Certain<'_>, names: &Names<'_>, shown: Option<usize>) -> Vec<Sensitivity> {
    let place = shown.and_then(|at| certain.certainty.places.get(at)).map(|place| place.place.as_str());
    outputs(&certain.certainty.sensitivity, place)
        .into_iter()
        .map(|rows| Sensitivity {
            caption: output_title(rows[0], names),
            rows: rows
                .iter()
                .map(|row| {
                    let figures = [row.first, row.shapley, row.total].map(figure_text);
                    let [first, shapley, total] = figures;
                    (certain.input(&row.input), first, shapley, total)
                })
                .collect(),
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct Single {
    /// The shown place.
    place: Text,
    rows: Vec<SingleLine>,
    /// Which choice moves the shown place most, and which place is moved most.
    sentences: Vec<Text>,
}

#[derive(Serialize)]
struct SingleLine {
    input: Text,
    option: Text,
    shift: String,
    /// Ranks of the shown place.
    ranks: String,
    /// Place moved most: name, its published rank, its ranks under the choice; `None` where none moves.
    most: Option<(Text, u32, String)>,
}

pub(super) fn single(certain: &Certain<'_>, names: &Names<'_>, shown: Option<usize>) -> Option<Single> {
    let certainty = certain.certainty;
    if certainty.single.is_empty() {
        return None;
    }
    let at = shown?;
    let place = names.place(&certainty.places.get(at)?.place);
    let moved = |row: &SingleRow, at: usize| distance(certain, row, at);
    let rows = certainty
        .single
        .iter()
        .map(|row| {
            let most = farthest((0..certainty.places.len()).map(|at| (at, moved(row, at))));
            SingleLine {
                input: certain.input(&row.input),
                option: row.option.clone(),
                shift: score(row.shift),
                ranks: ranks(row, at),
                most: most.map(|at| {
                    let place = &certainty.places[at];
                    (names.place(&place.place), place.rank, ranks(row, at))
                }),
            }
        })
        .collect();
    let mut sentences = Vec::new();
    let lines = || certainty.single.iter().enumerate();
    match farthest(lines().map(|(k, row)| (k, moved(row, at)))) {
        Some(k) => sentences.push(single_words("certainty.single_own", certain, names, &certainty.single[k], at)),
        None => sentences.push(fill("certainty.single_none", &[("place", &place)])),
    }
    let all =
        lines().flat_map(|(k, row)| (0..certainty.places.len()).map(move |at| ((k, at), distance(certain, row, at))));
    if let Some((k, other)) = farthest(all).filter(|(_, other)| *other != at) {
        sentences.push(single_words("certainty.single_most", certain, names, &certainty.single[k], other));
    }
    Some(Single { place, rows, sentences })
}

/// Farthest that a choice takes a place from its published rank.
fn distance(certain: &Certain<'_>, row: &SingleRow, at: usize) -> u32 {
    match (certain.certainty.places.get(at), row.ranks.get(at)) {
        (Some(place), Some((least, most))) => place.rank.abs_diff(*least).max(place.rank.abs_diff(*most)),
        _ => 0,
    }
}

/// The first of those with the largest distance; `None` where nothing moves.
fn farthest<T>(distances: impl Iterator<Item = (T, u32)>) -> Option<T> {
    let mut best: Option<(T, u32)> = None;
    for (key, distance) in distances {
        if distance > best.as_ref().map_or(0, |(_, most)| *most) {
            best = Some((key, distance));
        }
    }
    best.map(|(key, _)| key)
}

fn ranks(row: &SingleRow, at: usize) -> String {
    row.ranks.get(at).map_or_else(|| "–".to_owned(), |(least, most)| ends(f64::from(*least), f64::from(*most)))
}

fn single_words(key: &str, certain: &Certain<'_>, names: &Names<'_>, row: &SingleRow, at: usize) -> Text {
    let place = &certain.certainty.places[at];
    let input = certain.input(&row.input);
    let choice = if row.option.is_empty() {
        input
    } else {
        fill("certainty.choice", &[("input", &input), ("option", &row.option)])
    };
    fill(
        key,
        &[
            ("place", &names.place(&place.place)),
            ("choice", &choice),
            ("rank", &same(&place.rank.to_string())),
            ("ranks", &same(&ranks(row, at))),
        ],
    )
}

#[derive(Serialize)]
pub(super) struct Reversal {
    normalisation: Text,
    is_own: bool,
    /// Places taken out in turn, those whose absence swaps a pair, and the pairs.
    n_removed: usize,
    n_felt: usize,
    n_pairs: usize,
    /// Place taken out, pairs that swap.
    lines: Vec<(Text, Text)>,
    n_left_out: usize,
}

/// Pairs listed of one place taken out.
const PAIRS: usize = 12;

/// One entry per normalisation, that of the project first.
pub(super) fn reversal(certain: &Certain<'_>, names: &Names<'_>, options: &PageOptions) -> Vec<Reversal> {
    let rows = &certain.certainty.reversal;
    let mut order: Vec<(&Text, bool)> = Vec::new();
    let mut of: BTreeMap<&Text, Vec<&ReversalRow>> = BTreeMap::new();
    for row in rows {
        let known = of.entry(&row.normalisation).or_default();
        if known.is_empty() {
            order.push((&row.normalisation, row.is_own));
        }
        known.push(row);
    }
    order.sort_by_key(|(_, is_own)| !is_own);
    let most = (options.list_rows / order.len().max(1)).max(1);
    order
        .into_iter()
        .map(|(normalisation, is_own)| {
            let rows = &of[normalisation];
            let felt: Vec<&&ReversalRow> = rows.iter().filter(|row| !row.swapped.is_empty()).collect();
            Reversal {
                normalisation: normalisation.clone(),
                is_own,
                n_removed: rows.len(),
                n_felt: felt.len(),
                n_pairs: rows.iter().map(|row| row.swapped.len()).sum(),
                lines: felt.iter().take(most).map(|row| (names.place(&row.removed), swapped(row, names))).collect(),
                n_left_out: felt.len().saturating_sub(most),
            }
        })
        .collect()
}

fn swapped(row: &ReversalRow, names: &Names<'_>) -> Text {
    let mut pairs: Vec<Text> = row
        .swapped
        .iter()
        .take(PAIRS)
        .map(|(a, b)| fill("certainty.pair", &[("a", &names.place(a)), ("b", &names.place(b))]))
        .collect();
    let left_out = row.swapped.len().saturating_sub(PAIRS);
    if left_out > 0 {
        pairs.push(fill("certainty.pairs_more", &[("n", &same(&left_out.to_string()))]));
    }
    join(&pairs)
}
