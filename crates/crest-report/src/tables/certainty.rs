//! Flat tables of how sure ranks are: intervals, chances, pairs, inputs, shares of variance, changes.

use std::collections::BTreeSet;

use crest_model::Text;
use crest_model::results::{Certainty, Figure, Results};

use super::{FlatTable, Row, plain_column, start};
use crate::certainty::{Certain, band_title, of_k, rank_chances};
use crate::names::{Names, same};
use crate::strings::fill;

/// One row per place in order of rank: mean, median, interval, score, and every chance asked for, each with its error.
pub(super) fn places(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "certainty_places",
        &[
            "rank",
            "place",
            "place_name:both",
            "mean",
            "mean_error",
            "median",
            "median_error",
            "lower",
            "lower_error",
            "upper",
            "upper_error",
            "score_mean",
            "score_sd",
        ],
    );
    let Some(certain) = Certain::build(results) else { return table };
    let certainty = certain.certainty;
    let kept = chance_columns(&mut table, certainty);
    for at in certain.order() {
        let place = &certainty.places[at];
        let mut row = Row::default()
            .put(place.rank)
            .put(&place.place)
            .both(&names.place(&place.place))
            .figure(Some(place.mean))
            .figure(Some(place.median))
            .figure(Some(place.lower))
            .figure(Some(place.upper))
            .put(place.score_mean)
            .put(place.score_sd);
        let chances: Vec<Option<Figure>> = certain.chances(place).collect();
        for &column in &kept {
            row = row.figure(chances[column]);
        }
        table.push(row);
    }
    table
}

/// Adds two columns per chance and returns which chances they hold: one that is asked for twice has its columns once.
fn chance_columns(table: &mut FlatTable, certainty: &Certainty) -> Vec<usize> {
    let first = certainty.first.iter().map(|k| (format!("first.{k}"), of_k("certainty.first", *k)));
    let last = certainty.last.iter().map(|k| (format!("last.{k}"), of_k("certainty.last", *k)));
    let bands = certainty.bands.iter().map(|band| (format!("band.{}-{}", band.from, band.to), band_title(band)));
    let mut known = BTreeSet::new();
    let mut kept = Vec::new();
    for (at, (name, title)) in first.chain(last).chain(bands).enumerate() {
        if known.insert(name.clone()) {
            kept.push(at);
            let error = fill("certainty.error_of", &[("what", &title)]);
            let error_name = name.replacen('.', "_error.", 1);
            table.columns.push(plain_column(&name, title, ""));
            table.columns.push(plain_column(&error_name, error, ""));
        }
    }
    kept
}

/// The chance of every rank that may come about, one row each.
pub(super) fn chances(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("certainty_chances", &["place", "place_name:both", "rank", "chance"]);
    let Some(certain) = Certain::build(results) else { return table };
    for at in certain.order() {
        let place = &certain.certainty.places[at];
        for (rank, chance) in rank_chances(place) {
            table.push(Row::default().put(&place.place).both(&names.place(&place.place)).put(rank).put(chance));
        }
    }
    table
}

/// The chance of being ahead of every other place, all pairs in both orders.
pub(super) fn ahead(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table =
        start("certainty_ahead", &["place", "place_name:both", "other", "other_name:both", "chance", "apart"]);
    let Some(certain) = Certain::build(results) else { return table };
    let certainty = certain.certainty;
    let order = certain.order();
    let named: Vec<Text> = certainty.places.iter().map(|place| names.place(&place.place)).collect();
    for &a in &order {
        for &b in order.iter().filter(|&&b| b != a) {
            let Some(chance) = certainty.ahead.get(a).and_then(|row| row.get(b)) else { continue };
            table.push(
                Row::default()
                    .put(&certainty.places[a].place)
                    .both(&named[a])
                    .put(&certainty.places[b].place)
                    .both(&named[b])
                    .put(*chance)
                    .put(*chance >= certainty.apart),
            );
        }
    }
    table
}

/// Groups of places that cannot be told apart, one row per member.
pub(super) fn ties(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("certainty_ties", &["tie_group", "place", "place_name:both", "rank"]);
    let Some(certain) = Certain::build(results) else { return table };
    for (group, members) in (1_u64..).zip(&certain.certainty.ties) {
        for place in members {
            let rank = certain.find(place).map(|place| place.rank);
            table.push(Row::default().put(group).put(place).both(&names.place(place)).put(rank));
        }
    }
    table
}

/// What is uncertain: one row per option, or one for a continuous input.
pub(super) fn inputs(results: &Results) -> FlatTable {
    let mut table = start("certainty_inputs", &["input", "input_name:both", "how:both", "option:both", "chance"]);
    let Some(certain) = Certain::build(results) else { return table };
    for input in &certain.certainty.inputs {
        let start = || Row::default().put(&input.id).both(&certain.input(&input.id)).both(&input.how);
        if input.options.is_empty() {
            table.push(start().both(&Text::default()).put(None::<f64>));
        }
        for (option, chance) in &input.options {
            table.push(start().both(option).put(*chance));
        }
    }
    table
}

/// Shares of the variance of every result that are owed to each input.
pub(super) fn sensitivity(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "certainty_sensitivity",
        &[
            "output",
            "k",
            "place",
            "place_name:both",
            "input",
            "input_name:both",
            "first_order",
            "first_order_error",
            "shapley",
            "shapley_error",
            "total",
            "total_error",
        ],
    );
    let Some(certain) = Certain::build(results) else { return table };
    for row in &certain.certainty.sensitivity {
        let place = row.place.as_deref().unwrap_or("");
        let name = if place.is_empty() { Text::default() } else { names.place(place) };
        table.push(
            Row::default()
                .put(&row.output)
                .put(row.k)
                .put(place)
                .both(&name)
                .put(&row.input)
                .both(&certain.input(&row.input))
                .figure(Some(row.first))
                .figure(Some(row.shapley))
                .figure(Some(row.total)),
        );
    }
    table
}

/// Ranks of every place under each choice alone.
pub(super) fn single(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "certainty_single",
        &[
            "input",
            "input_name:both",
            "option:both",
            "shift",
            "place",
            "place_name:both",
            "rank",
            "rank_best",
            "rank_worst",
        ],
    );
    let Some(certain) = Certain::build(results) else { return table };
    for row in &certain.certainty.single {
        let input = certain.input(&row.input);
        for (place, (best, worst)) in certain.certainty.places.iter().zip(&row.ranks) {
            table.push(
                Row::default()
                    .put(&row.input)
                    .both(&input)
                    .both(&row.option)
                    .put(row.shift)
                    .put(&place.place)
                    .both(&names.place(&place.place))
                    .put(place.rank)
                    .put(*best)
                    .put(*worst),
            );
        }
    }
    table
}

/// Pairs that swap as a place is taken out; a place whose absence swaps none has a row without a pair.
pub(super) fn reversal(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "certainty_reversal",
        &[
            "normalisation:both",
            "is_own",
            "removed",
            "removed_name:both",
            "place",
            "place_name:both",
            "other",
            "other_name:both",
        ],
    );
    let Some(certainty) = &results.certainty else { return table };
    for row in &certainty.reversal {
        let start = || {
            Row::default().both(&row.normalisation).put(row.is_own).put(&row.removed).both(&names.place(&row.removed))
        };
        if row.swapped.is_empty() {
            table.push(start().put("").both(&same("")).put("").both(&same("")));
        }
        for (place, other) in &row.swapped {
            table.push(start().put(place).both(&names.place(place)).put(other).both(&names.place(other)));
        }
    }
    table
}

/// Changes of rank since the period before.
pub(super) fn moves(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "certainty_moves",
        &[
            "place",
            "place_name:both",
            "since",
            "before",
            "after",
            "own",
            "others",
            "entry",
            "lower",
            "upper",
            "better",
            "better_error",
            "worse",
            "worse_error",
        ],
    );
    let Some(certainty) = &results.certainty else { return table };
    for change in &certainty.moves {
        table.push(
            Row::default()
                .put(&change.place)
                .both(&names.place(&change.place))
                .put(&change.from)
                .put(change.before)
                .put(change.after)
                .put(change.own)
                .put(change.others)
                .put(change.entry)
                .put(change.lower)
                .put(change.upper)
                .figure(Some(change.better))
                .figure(Some(change.worse)),
        );
    }
    table
}

/// Weights under which a place is first.
pub(super) fn central(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("certainty_central", &["place", "place_name:both", "node", "node_name:both", "share"]);
    let Some(certain) = Certain::build(results) else { return table };
    for at in certain.order() {
        let place = &certain.certainty.places[at];
        for (node, share) in &place.central {
            table.push(
                Row::default()
                    .put(&place.place)
                    .both(&names.place(&place.place))
                    .put(node)
                    .both(&names.node(node))
                    .put(*share),
            );
        }
    }
    table
}
