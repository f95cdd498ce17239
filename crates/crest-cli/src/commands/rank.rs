//! `crest rank`: the ranking by an index, a pillar or an indicator, overall or within groups.

use std::path::Path;

use anyhow::{Result, bail};
use crest_model::Lang;
use crest_model::results::{Cells, Certainty, IndexResult, Results};
use serde::Serialize;

use crate::commands::certainty::{interval, interval_header};
use crate::context::{Context, Exit};
use crate::terminal::{number, score};

/// Holds one line of a ranking for programs.
#[derive(Clone, Serialize)]
struct Line<'a> {
    rank: Option<u32>,
    /// Ends of the interval of the rank on the main index.
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<(f64, f64)>,
    place: &'a str,
    name: &'a crest_model::Text,
    group: Option<&'a str>,
    score: Option<f64>,
}

/// Prints the ranking.
pub(crate) fn rank(
    context: &mut Context,
    directory: &Path,
    by: Option<&str>,
    within: Option<&str>,
    top: Option<usize>,
) -> Result<Exit> {
    let project = context.open(directory)?;
    let (results, exit) = context.run(&project, None)?;
    let Some(results) = results else { return Ok(exit) };
    let Some(index) = &results.index else { bail!("the project has no index to rank by") };
    if let Some(code) = by
        && !index.ranks.iter().any(|r| r.node == code)
    {
        let near = crest_model::nearest(code, index.ranks.iter().map(|r| r.node.as_str()));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        bail!("there is no index, pillar or indicator `{code}`{hint}");
    }
    if let Some(grouping) = within
        && !index.ranks.iter().any(|r| r.within.iter().any(|(name, _)| name == grouping))
    {
        let known: Vec<&str> = index.ranks.iter().flat_map(|r| r.within.iter().map(|(n, _)| n.as_str())).collect();
        bail!("there is no grouping `{grouping}`; groupings: {}", unique(known).join(", "));
    }
    let top = top.unwrap_or(usize::MAX);
    if context.is_json() {
        context.json(&lines(&results, index, by, within, top))?;
    } else if let Some((header, rows)) = ranking(&results, context.lang(), by, within, top) {
        context.terminal.table(&header, &rows);
    }
    Ok(exit)
}

fn unique(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

fn cells<'a>(index: &'a IndexResult, code: &str) -> Option<(&'a Cells, usize)> {
    [&index.scores, &index.raw].into_iter().find_map(|cells| {
        let column = cells.columns.iter().position(|c| c == code)?;
        Some((cells, column))
    })
}

fn lines<'a>(
    results: &'a Results,
    index: &'a IndexResult,
    by: Option<&str>,
    within: Option<&str>,
    top: usize,
) -> Vec<Line<'a>> {
    let Some(code) = by.or_else(|| index.roots.first().map(String::as_str)) else { return Vec::new() };
    let Some(ranks) = index.ranks.iter().find(|r| r.node == code) else { return Vec::new() };
    let column = cells(index, code);
    let mut lines: Vec<Line<'_>> = index
        .places
        .iter()
        .enumerate()
        .filter_map(|(p, id)| {
            let place = results.places.iter().find(|place| place.id == *id)?;
            let group = within.and_then(|grouping| {
                place.groups.iter().find(|(name, _)| name == grouping).map(|(_, group)| group.as_str())
            });
            let rank = match within {
                Some(grouping) => {
                    ranks.within.iter().find(|(name, _)| name == grouping).and_then(|(_, ranks)| ranks[p])
                }
                None => ranks.overall[p],
            };
            let score = column.and_then(|(cells, column)| cells.cells[p][column]);
            let sure = certain(results, code, within).and_then(|c| c.places.iter().find(|sure| sure.place == *id));
            let interval = sure.map(|sure| (sure.lower.value, sure.upper.value));
            Some(Line { rank, interval, place: id, name: &place.name, group, score })
        })
        .collect();
    lines.sort_by_key(|line| (line.group, line.rank.unwrap_or(u32::MAX)));
    // Of every group the first `top`; without groups there is one.
    lines.chunk_by(|a, b| a.group == b.group).flat_map(|group| group.iter().take(top).cloned()).collect()
}

/// Finds how sure the ranks are, where they are those of the main index among all places.
fn certain<'a>(results: &'a Results, code: &str, within: Option<&str>) -> Option<&'a Certainty> {
    results.certainty.as_ref().filter(|certainty| certainty.root == code && within.is_none())
}

/// Lays out the ranking: header and the first `top` rows (of every group), with the scores of the members of the node
/// beside.
pub(crate) fn ranking(
    results: &Results,
    lang: Lang,
    by: Option<&str>,
    within: Option<&str>,
    top: usize,
) -> Option<(Vec<String>, Vec<Vec<String>>)> {
    let index = results.index.as_ref()?;
    let code = by.or_else(|| index.roots.first().map(String::as_str))?;
    let name_of = |code: &str| {
        let name = results.nodes.iter().find(|n| n.code == code).map_or("", |n| n.name.show(lang));
        if name.is_empty() { code.to_owned() } else { name.to_owned() }
    };
    let members: Vec<&str> = results
        .nodes
        .iter()
        .filter(|n| n.parent.as_deref() == Some(code) && !n.is_indicator)
        .map(|n| n.code.as_str())
        .collect();
    let is_indicator = results.nodes.iter().any(|n| n.code == code && n.is_indicator);
    let (rank, place, group) = match lang {
        Lang::Zh => ("名次", "地区", "分组"),
        Lang::En => ("rank", "place", "group"),
    };
    let sure = certain(results, code, within);
    let mut header = vec![rank.to_owned()];
    header.extend(sure.map(|sure| interval_header(sure, lang)));
    header.push(place.to_owned());
    header.extend(within.map(|_| group.to_owned()));
    header.push(name_of(code));
    header.extend(members.iter().map(|m| name_of(m)));
    let rows = lines(results, index, by, within, top)
        .into_iter()
        .map(|line| {
            let p = index.places.iter().position(|id| id == line.place).expect("lines come from the index");
            let mut row = vec![line.rank.map_or("—".to_owned(), |r| r.to_string())];
            row.extend(sure.map(|sure| {
                let of_place = sure.places.iter().find(|of| of.place == line.place);
                of_place.map_or("—".to_owned(), interval)
            }));
            row.push(line.name.show(lang).to_owned());
            row.extend(within.map(|_| line.group.unwrap_or("—").to_owned()));
            row.push(if is_indicator { number(line.score, 6) } else { score(line.score) });
            row.extend(
                members.iter().map(|m| score(cells(index, m).and_then(|(cells, column)| cells.cells[p][column]))),
            );
            row
        })
        .collect();
    Some((header, rows))
}
