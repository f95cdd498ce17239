//! How sure the ranks are: intervals, chances, pairs, what the uncertainty is owed to, and changes since the period before.

mod choices;
mod pairs;

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{PlaceCertainty, RankMove, Results};
use serde::Serialize;

use super::PageOptions;
use super::ranking::anchor;
use crate::certainty::{Certain, figure_text, rank_chances};
use crate::names::{Names, join, same};
use crate::number::{chance, count, ends, percent, rank, score, weight, with_error, won};
use crate::strings::{fill, text};

/// Width of an interval from which it is called wide: an audit of the Global Innovation Index counts those above 10 ranks.
const WIDE: f64 = 10.0;

/// Places from which chances below this are left out of the list of ranks, so that a long page stays readable.
const MANY: usize = 40;
const LEAST: f64 = 0.01;

/// Most places for which central weights are shown beside each other.
const CENTRAL_PLACES: usize = 8;

#[derive(Serialize)]
pub(super) struct Chapter {
    index: Text,
    sentences: Vec<Text>,
    is_exact: bool,
    inputs: Vec<Input>,
    /// Headings of the intervals of ranks and of places won.
    interval: Text,
    won_interval: Text,
    /// Titles of the chances of every row.
    columns: Vec<Text>,
    rows: Vec<PlaceRow>,
    /// True where small chances of single ranks are left out.
    is_thinned: bool,
    pairs: Option<pairs::Pairs>,
    ties: pairs::Ties,
    sensitivity: Vec<choices::Sensitivity>,
    single: Option<choices::Single>,
    reversal: Vec<choices::Reversal>,
    moves: Vec<MoveRow>,
    /// The change of the shown place in words.
    moved: Option<Text>,
    central: Option<Central>,
}

#[derive(Serialize)]
struct Input {
    name: Text,
    how: Text,
    options: Vec<(Text, String)>,
}

#[derive(Serialize)]
struct PlaceRow {
    anchor: Option<String>,
    name: Text,
    is_focus: bool,
    rank: u32,
    median: String,
    mean: String,
    ends: String,
    chances: Vec<String>,
    score: String,
    /// Every rank that may come about with its chance.
    ranks: String,
}

#[derive(Serialize)]
struct MoveRow {
    name: Text,
    is_focus: bool,
    from: String,
    before: u32,
    after: u32,
    own: String,
    others: String,
    entry: String,
    lower: String,
    upper: String,
    better: String,
    worse: String,
}

#[derive(Serialize)]
struct Central {
    places: Vec<Text>,
    rows: Vec<(Text, Vec<String>)>,
    n_left_out: usize,
}

pub(super) fn view(results: &Results, names: &Names<'_>, options: &PageOptions) -> Option<Chapter> {
    let certain = Certain::build(results)?;
    let certainty = certain.certainty;
    let order = certain.order();
    let shown = certain.shown(results.focus.as_deref());
    let is_focus = |id: &str| results.focus.as_deref() == Some(id);
    let anchors: BTreeMap<&str, String> = results
        .index
        .iter()
        .flat_map(|index| index.places.iter().enumerate())
        .filter(|(_, id)| results.profiles.iter().any(|profile| profile.place == **id))
        .map(|(at, id)| (id.as_str(), anchor(at)))
        .collect();
    let least = if order.len() > MANY { LEAST } else { 0.0 };
    let rows = order
        .iter()
        .map(|&at| {
            let place = &certainty.places[at];
            PlaceRow {
                anchor: anchors.get(place.place.as_str()).cloned(),
                name: names.place(&place.place),
                is_focus: is_focus(&place.place),
                rank: place.rank,
                median: rank(place.median.value),
                mean: with_error(place.mean.value, place.mean.error),
                ends: ends(place.lower.value, place.upper.value),
                chances: certain
                    .chances(place)
                    .map(|figure| figure.map_or_else(|| "–".to_owned(), figure_text))
                    .collect(),
                score: format!("{} ± {}", score(place.score_mean), score(place.score_sd)),
                ranks: ranks_text(place, least),
            }
        })
        .collect();
    Some(Chapter {
        index: names.node(&certainty.root),
        sentences: sentences(&certain, names, shown),
        is_exact: certain.is_exact(),
        inputs: inputs(&certain),
        interval: certain.interval_title("certainty.interval_of"),
        won_interval: certain.interval_title("certainty.won_interval"),
        columns: certain.chance_titles(),
        rows,
        is_thinned: least > 0.0,
        pairs: pairs::pairs(&certain, names, &order, shown, results.focus.as_deref()),
        ties: pairs::ties(&certain, names, shown, options),
        sensitivity: choices::sensitivity(&certain, names, shown),
        single: choices::single(&certain, names, shown),
        reversal: choices::reversal(&certain, names, options),
        moves: moves(&certain, names, is_focus),
        moved: shown
            .and_then(|at| certain.find_move(&certainty.places[at].place))
            .map(|change| certain.move_words(change, names)),
        central: central(&certain, names, &order),
    })
}

/// The summary of the chapter: how it was computed, what it says of the shown place, how far ranks move at all.
fn sentences(certain: &Certain<'_>, names: &Names<'_>, shown: Option<usize>) -> Vec<Text> {
    let certainty = certain.certainty;
    let mut sentences = Vec::new();
    if let Some(place) = shown.and_then(|at| certainty.places.get(at)) {
        sentences.push(certain.place_words(place, names));
        sentences.extend(certain.chance_words(place));
    }
    let drawn = match certainty.method.as_str() {
        "enumerated" => "certainty.enumerated",
        "random" => "certainty.random",
        _ => "certainty.sobol",
    };
    let n = same(&count(certainty.draws));
    sentences.push(fill(drawn, &[("n", &n), ("seed", &same(&certainty.seed.to_string()))]));
    let declared = if certainty.declared { "certainty.declared" } else { "certainty.default" };
    sentences.push(fill(declared, &[("n", &same(&certainty.inputs.len().to_string()))]));
    let shift = same(&with_error(certainty.shift.value, certainty.shift.error));
    sentences.push(fill("certainty.shift", &[("shift", &shift)]));
    // A tally of the rows of the table below; nothing is derived from it.
    let wide = certainty.places.iter().filter(|place| place.upper.value - place.lower.value > WIDE).count();
    if wide > 0 {
        sentences.push(fill(
            "certainty.wide",
            &[("n", &same(&wide.to_string())), ("all", &same(&certainty.places.len().to_string()))],
        ));
    }
    sentences
}

fn inputs(certain: &Certain<'_>) -> Vec<Input> {
    certain
        .certainty
        .inputs
        .iter()
        .map(|input| Input {
            name: certain.input(&input.id),
            how: input.how.clone(),
            options: input.options.iter().map(|(option, share)| (option.clone(), percent(*share))).collect(),
        })
        .collect()
}

/// Chances of the ranks of a place as a list, those that never come about or stay below `least` left out.
fn ranks_text(place: &PlaceCertainty, least: f64) -> String {
    let list: Vec<String> = rank_chances(place)
        .filter(|(_, share)| *share >= least)
        .map(|(rank, share)| format!("{rank}: {}", chance(share)))
        .collect();
    list.join(" · ")
}

fn moves(certain: &Certain<'_>, names: &Names<'_>, is_focus: impl Fn(&str) -> bool) -> Vec<MoveRow> {
    let mut moves: Vec<&RankMove> = certain.certainty.moves.iter().collect();
    moves.sort_by_key(|change| change.after);
    moves
        .into_iter()
        .map(|change| MoveRow {
            name: names.place(&change.place),
            is_focus: is_focus(&change.place),
            from: change.from.clone(),
            before: change.before,
            after: change.after,
            own: won(change.own as f64),
            others: won(change.others as f64),
            entry: won(change.entry as f64),
            lower: won(change.lower),
            upper: won(change.upper),
            better: figure_text(change.better),
            worse: figure_text(change.worse),
        })
        .collect()
}

/// Weights under which places come first, a column per place.
fn central(certain: &Certain<'_>, names: &Names<'_>, order: &[usize]) -> Option<Central> {
    let all: Vec<&PlaceCertainty> =
        order.iter().map(|&at| &certain.certainty.places[at]).filter(|place| !place.central.is_empty()).collect();
    let places = &all[..all.len().min(CENTRAL_PLACES)];
    // Every place lists the same nodes.
    let nodes = &places.first()?.central;
    let rows = nodes
        .iter()
        .map(|(node, _)| {
            let cells = places
                .iter()
                .map(|place| {
                    let share = place.central.iter().find(|(code, _)| code == node);
                    share.map_or_else(|| "–".to_owned(), |(_, share)| weight((share * 1000.0).round() / 1000.0))
                })
                .collect();
            (names.node(node), cells)
        })
        .collect();
    Some(Central {
        places: places.iter().map(|place| names.place(&place.place)).collect(),
        rows,
        n_left_out: all.len() - places.len(),
    })
}

/// What the profile of a place says of its certainty.
pub(super) fn of_profile(certain: &Certain<'_>, id: &str, names: &Names<'_>) -> Vec<Text> {
    let Some(place) = certain.find(id) else { return Vec::new() };
    let moved = certain.find_move(id).map(|change| certain.move_words(change, names));
    [Some(certain.place_words(place, names)), certain.chance_words(place), moved].into_iter().flatten().collect()
}

/// The settings of the analysis and its inputs, for the chapter on method.
#[derive(Serialize)]
pub(super) struct Settings {
    /// Setting and its value.
    lines: Vec<(Text, Text)>,
    declared: bool,
    inputs: Vec<(Text, Text, Text)>,
}

pub(super) fn settings(results: &Results) -> Option<Settings> {
    let certain = Certain::build(results)?;
    let certainty = certain.certainty;
    let plain = |key: &str, value: String| (text(key), same(&value));
    let mut lines = vec![
        (text("certainty.set_method"), crate::strings::word("sampling", &certainty.method)),
        plain("certainty.set_draws", count(certainty.draws)),
    ];
    if !certain.is_exact() {
        lines.push(plain("certainty.set_seed", certainty.seed.to_string()));
    }
    lines.push(plain("certainty.set_interval", percent(certainty.interval)));
    lines.push(plain("certainty.set_apart", percent(certainty.apart)));
    let inputs = certainty
        .inputs
        .iter()
        .map(|input| {
            let options: Vec<Text> = input.options.iter().map(|(option, _)| option.clone()).collect();
            (certain.input(&input.id), input.how.clone(), join(&options))
        })
        .collect();
    Some(Settings { lines, declared: certainty.declared, inputs })
}
