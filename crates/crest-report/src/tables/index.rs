//! Flat tables of the index: ranking, scores, ranks, indicators step by step, history, profiles.

use crest_model::results::{Cells, Gap, IndexResult, ProfileRow, Results};
use crest_model::{Lang, Text};

use super::{FlatTable, Row, plain_column, start};
use crate::names::Names;
use crate::strings;

/// Places in the order of their rank on the main index; those without one last, in file order.
pub(super) fn ranking(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("ranking", &["rank", "place", "place_name:both", "score", "period"]);
    let Some(index) = &results.index else { return table };
    let Some(root) = index.roots.first() else { return table };
    let ranks = index.ranks.iter().find(|r| r.node == *root);
    let groupings: Vec<&str> =
        ranks.map_or(Vec::new(), |r| r.within.iter().map(|(grouping, _)| grouping.as_str()).collect());
    for grouping in &groupings {
        table.columns.push(plain_column(&format!("group.{grouping}"), suffixed("column.group", grouping), ""));
        table.columns.push(plain_column(&format!("rank.{grouping}"), suffixed("column.rank_within", grouping), ""));
    }
    let periods: Vec<_> = results.history.iter().filter(|h| h.root == *root && h.period != index.period).collect();
    for period in &periods {
        table.columns.push(plain_column(
            &format!("rank.{}", period.period),
            suffixed("column.rank", &period.period),
            "",
        ));
    }
    let column = index.scores.columns.iter().position(|c| c == root);
    for place in order(index) {
        let id = &index.places[place];
        let rank = ranks.and_then(|r| r.overall.get(place).copied().flatten());
        let score = column.and_then(|column| cell(&index.scores, place, column));
        let mut row = Row::default().put(rank).put(id).both(&names.place(id)).put(score).put(&index.period);
        for (k, grouping) in groupings.iter().enumerate() {
            let group = names
                .find_place(id)
                .and_then(|p| p.groups.iter().find(|(name, _)| name == grouping))
                .map_or("", |(_, group)| group.as_str());
            let within = ranks.and_then(|r| r.within.get(k)).and_then(|(_, all)| all.get(place).copied().flatten());
            row = row.put(group).put(within);
        }
        for period in &periods {
            row = row.put(period.ranks.get(place).copied().flatten());
        }
        table.push(row);
    }
    table
}

/// Scores of all aggregates, one row per place.
pub(super) fn scores(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("scores", &["place", "place_name:both"]);
    let Some(index) = &results.index else { return table };
    for code in &index.scores.columns {
        table.columns.push(plain_column(code, with_code(&names.node(code), code), ""));
    }
    for place in order(index) {
        let id = &index.places[place];
        let mut row = Row::default().put(id).both(&names.place(id));
        for column in 0..index.scores.columns.len() {
            row = row.put(cell(&index.scores, place, column));
        }
        table.push(row);
    }
    table
}

/// Ranks on all nodes, one row per place.
pub(super) fn ranks(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start("ranks", &["place", "place_name:both"]);
    let Some(index) = &results.index else { return table };
    for node in &index.ranks {
        table.columns.push(plain_column(&node.node, with_code(&names.node(&node.node), &node.node), ""));
    }
    for place in order(index) {
        let id = &index.places[place];
        let mut row = Row::default().put(id).both(&names.place(id));
        for node in &index.ranks {
            row = row.put(node.overall.get(place).copied().flatten());
        }
        table.push(row);
    }
    table
}

/// Every indicator of every ranked place through the steps of the computation.
pub(super) fn indicators(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "indicators",
        &[
            "place",
            "place_name:both",
            "indicator",
            "indicator_name:both",
            "unit",
            "raw",
            "treated",
            "normalised",
            "contribution",
            "rank",
        ],
    );
    let Some(index) = &results.index else { return table };
    for place in order(index) {
        let id = &index.places[place];
        for (column, code) in index.raw.columns.iter().enumerate() {
            let rank = index.ranks.iter().find(|r| r.node == *code);
            table.push(
                Row::default()
                    .put(id)
                    .both(&names.place(id))
                    .put(code)
                    .both(&names.node(code))
                    .put(names.unit(code))
                    .put(cell(&index.raw, place, column))
                    .put(by_code(&index.treated, place, code))
                    .put(by_code(&index.normalised, place, code))
                    .put(by_code(&index.contributions, place, code))
                    .put(rank.and_then(|r| r.overall.get(place).copied().flatten())),
            );
        }
    }
    table
}

/// Scores and ranks of the indices over the periods.
pub(super) fn history(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table =
        start("history", &["period", "index", "index_name:both", "place", "place_name:both", "score", "rank"]);
    let Some(index) = &results.index else { return table };
    for period in &results.history {
        for (place, id) in index.places.iter().enumerate() {
            table.push(
                Row::default()
                    .put(&period.period)
                    .put(&period.root)
                    .both(&names.node(&period.root))
                    .put(id)
                    .both(&names.place(id))
                    .put(period.scores.get(place).copied().flatten())
                    .put(period.ranks.get(place).copied().flatten()),
            );
        }
    }
    table
}

/// Strengths and weaknesses of all ranked places.
pub(super) fn profiles(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "profiles",
        &["place", "place_name:both", "side", "indicator", "indicator_name:both", "unit", "value", "rank", "change"],
    );
    for profile in &results.profiles {
        let sides: [(&str, &[ProfileRow]); 2] = [("strength", &profile.strengths), ("weakness", &profile.weaknesses)];
        for (side, rows) in sides {
            for line in rows {
                table.push(
                    Row::default()
                        .put(&profile.place)
                        .both(&names.place(&profile.place))
                        .put(side)
                        .put(&line.indicator)
                        .both(&names.node(&line.indicator))
                        .put(names.unit(&line.indicator))
                        .put(line.value)
                        .put(line.rank)
                        .put(line.change),
                );
            }
        }
    }
    table
}

/// What separates each place from its neighbours, indicator by indicator.
pub(super) fn gaps(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "gaps",
        &[
            "place",
            "place_name:both",
            "neighbour",
            "other",
            "other_name:both",
            "gap",
            "indicator",
            "indicator_name:both",
            "part",
        ],
    );
    for profile in &results.profiles {
        let sides: [(&str, &Option<Gap>); 2] = [("above", &profile.above), ("below", &profile.below)];
        for (side, gap) in sides {
            let Some(gap) = gap else { continue };
            for (indicator, part) in &gap.parts {
                table.push(
                    Row::default()
                        .put(&profile.place)
                        .both(&names.place(&profile.place))
                        .put(side)
                        .put(&gap.other)
                        .both(&names.place(&gap.other))
                        .put(gap.gap)
                        .put(indicator)
                        .both(&names.node(indicator))
                        .put(*part),
                );
            }
        }
    }
    table
}

/// The smallest single steps to the next rank.
pub(super) fn steps(results: &Results, names: &Names<'_>) -> FlatTable {
    let mut table = start(
        "steps",
        &[
            "place",
            "place_name:both",
            "indicator",
            "indicator_name:both",
            "unit",
            "from",
            "to",
            "effort",
            "rank_reached",
        ],
    );
    for profile in &results.profiles {
        for step in &profile.steps {
            table.push(
                Row::default()
                    .put(&profile.place)
                    .both(&names.place(&profile.place))
                    .put(&step.indicator)
                    .both(&names.node(&step.indicator))
                    .put(names.unit(&step.indicator))
                    .put(step.from)
                    .put(step.to)
                    .put(step.effort)
                    .put(step.rank),
            );
        }
    }
    table
}

/// Positions of the ranked places in order of rank on the main index, those without a rank last.
pub(crate) fn order(index: &IndexResult) -> Vec<usize> {
    let ranks = index.roots.first().and_then(|root| index.ranks.iter().find(|r| r.node == *root));
    let mut order: Vec<usize> = (0..index.places.len()).collect();
    // Stable: equal ranks keep the order of the file.
    order.sort_by_key(|&place| ranks.and_then(|r| r.overall.get(place).copied().flatten()).unwrap_or(u32::MAX));
    order
}

/// Cell by place and column; `None` also where a damaged result is shorter than it should be.
pub(crate) fn cell(cells: &Cells, place: usize, column: usize) -> Option<f64> {
    cells.cells.get(place).and_then(|row| row.get(column).copied().flatten()).filter(|x| x.is_finite())
}

/// Cell by place and node code.
pub(crate) fn by_code(cells: &Cells, place: usize, code: &str) -> Option<f64> {
    let column = cells.columns.iter().position(|c| c == code)?;
    cell(cells, place, column)
}

fn suffixed(key: &str, suffix: &str) -> Text {
    let title = strings::text(key);
    Text::new(format!("{}（{suffix}）", title.zh), format!("{} ({suffix})", title.en))
}

/// A node's name with its code, so that two nodes of one name stay apart.
fn with_code(name: &Text, code: &str) -> Text {
    let one = |lang| {
        let shown = name.show(lang);
        if shown == code { code.to_owned() } else { format!("{shown} [{code}]") }
    };
    Text::new(one(Lang::Zh), one(Lang::En))
}
