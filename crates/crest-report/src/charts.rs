//! What the script draws: the results' own numbers in the order in which charts need them.

mod certainty;

use std::collections::BTreeMap;

use crest_model::results::{Cells, Results};
use crest_model::{Lang, Text};
use serde::Serialize;

use crate::names::Names;
use crate::strings;
use crate::tables::{by_code, order};

/// Entries of the string table that charts write on themselves.
const WORDS: [&str; 17] = [
    "chart.score",
    "chart.rank",
    "chart.more",
    "chart.scores",
    "chart.map",
    "chart.position",
    "chart.trend",
    "chart.gap",
    "chart.choose",
    "chart.no_score",
    "chart.common_scale",
    "chart.points",
    "chart.ahead",
    "chart.behind",
    "chart.carrier",
    "chart.carriers",
    "page.kind",
];

/// Further entries where the results tell how sure ranks are.
const CERTAINTY_WORDS: [&str; 8] = [
    "chart.caterpillar",
    "chart.darkest",
    "chart.first_order",
    "chart.median",
    "chart.rankbars",
    "chart.ranks",
    "chart.shapley",
    "chart.total",
];

#[derive(Serialize)]
struct Data<'a> {
    lang: &'static str,
    name: &'a Text,
    focus: Option<&'a str>,
    period: &'a str,
    words: BTreeMap<&'static str, Text>,
    /// Ranked places in order of rank.
    ranked: Vec<Ranked>,
    /// The indices and their pillars.
    columns: Vec<Node>,
    indicators: Vec<Node>,
    history: Vec<Past<'a>>,
    /// Places with something to draw.
    drawn: Vec<Drawn<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<certainty::CertaintyData>,
}

#[derive(Serialize)]
struct Ranked {
    id: String,
    anchor: String,
    name: Text,
    rank: Option<u32>,
    /// Per column of `columns`.
    scores: Vec<Option<f64>>,
    /// Per indicator: value, points on the common scale, rank.
    values: Vec<Option<f64>>,
    points: Vec<Option<f64>>,
    ranks: Vec<Option<u32>>,
    above: Option<GapData>,
    below: Option<GapData>,
}

#[derive(Serialize)]
struct GapData {
    name: Text,
    gap: f64,
    parts: Vec<(Text, f64)>,
}

#[derive(Serialize)]
struct Node {
    code: String,
    name: Text,
    unit: String,
    /// Position of the parent in `columns`, for indicators.
    pillar: Option<usize>,
}

#[derive(Serialize)]
struct Past<'a> {
    period: &'a str,
    /// Per ranked place.
    scores: Vec<Option<f64>>,
    ranks: Vec<Option<u32>>,
}

#[derive(Serialize)]
struct Drawn<'a> {
    id: &'a str,
    name: Text,
    role: &'a str,
    within: &'a [String],
    outline: &'a [Vec<Vec<[f64; 2]>>],
    point: Option<[f64; 2]>,
    /// Position in `ranked`.
    ranked: Option<usize>,
}

/// Parts of a gap drawn; the table beside holds the same.
const GAP_PARTS: usize = 8;

/// Serialises what the charts need; the caller escapes it for HTML.
pub fn data(results: &Results, names: &Names<'_>, lang: Lang) -> String {
    let index = results.index.as_ref();
    let root = index.and_then(|i| i.roots.first()).map_or("", String::as_str);
    let order = index.map_or(Vec::new(), order);
    let columns: Vec<Node> =
        index.map_or(Vec::new(), |i| i.scores.columns.iter().map(|code| node(code, names, None)).collect());
    let indicators: Vec<Node> = index.map_or(Vec::new(), |i| {
        i.normalised
            .columns
            .iter()
            .map(|code| {
                let parent = names.find_node(code).and_then(|n| n.parent.as_deref());
                node(code, names, parent.and_then(|p| columns.iter().position(|c| c.code == p)))
            })
            .collect()
    });
    let ranked: Vec<Ranked> = index.map_or(Vec::new(), |i| {
        order.iter().map(|&place| ranked(results, i, names, place, &columns, &indicators)).collect()
    });
    let history = results
        .history
        .iter()
        .filter(|h| h.root == root)
        .map(|h| Past {
            period: &h.period,
            scores: order.iter().map(|&p| h.scores.get(p).copied().flatten().filter(|x| x.is_finite())).collect(),
            ranks: order.iter().map(|&p| h.ranks.get(p).copied().flatten()).collect(),
        })
        .collect();
    let drawn = results
        .places
        .iter()
        .filter(|p| !p.outline.is_empty() || p.point.is_some())
        .map(|p| Drawn {
            id: &p.id,
            name: names.place(&p.id),
            role: &p.role,
            within: &p.within,
            outline: &p.outline,
            point: p.point,
            ranked: ranked.iter().position(|r| r.id == p.id),
        })
        .collect();
    let certainty = {
        let positions = ranked.iter().enumerate().map(|(at, place)| (place.id.as_str(), at)).collect();
        certainty::data(results, names, &positions)
    };
    let further: &[&str] = if certainty.is_some() { &CERTAINTY_WORDS } else { &[] };
    let data = Data {
        lang: match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        },
        name: &results.project.name,
        focus: results.focus.as_deref(),
        period: index.map_or("", |i| i.period.as_str()),
        words: WORDS.iter().chain(further).map(|&key| (key, strings::text(key))).collect(),
        ranked,
        columns,
        indicators,
        history,
        drawn,
        certainty,
    };
    // Plain structs with string keys serialise always; an empty object draws nothing.
    serde_json::to_string(&data).unwrap_or_else(|_| "{}".to_owned())
}

fn node(code: &str, names: &Names<'_>, pillar: Option<usize>) -> Node {
    Node { code: code.to_owned(), name: names.node(code), unit: names.shown_unit(code).to_owned(), pillar }
}

fn ranked(
    results: &Results,
    index: &crest_model::results::IndexResult,
    names: &Names<'_>,
    place: usize,
    columns: &[Node],
    indicators: &[Node],
) -> Ranked {
    let id = &index.places[place];
    let rank_of =
        |code: &str| index.ranks.iter().find(|r| r.node == code).and_then(|r| r.overall.get(place).copied().flatten());
    let all = |cells: &Cells, nodes: &[Node]| nodes.iter().map(|n| by_code(cells, place, &n.code)).collect();
    let profile = results.profiles.iter().find(|p| p.place == *id);
    let gap = |gap: &crest_model::results::Gap| GapData {
        name: names.place(&gap.other),
        gap: gap.gap,
        parts: gap.parts.iter().take(GAP_PARTS).map(|(code, part)| (names.node(code), *part)).collect(),
    };
    Ranked {
        id: id.clone(),
        anchor: format!("place-{place}"),
        name: names.place(id),
        rank: index.roots.first().and_then(|root| rank_of(root)),
        scores: all(&index.scores, columns),
        values: all(&index.raw, indicators),
        points: all(&index.normalised, indicators),
        ranks: indicators.iter().map(|n| rank_of(&n.code)).collect(),
        above: profile.and_then(|p| p.above.as_ref()).map(gap),
        below: profile.and_then(|p| p.below.as_ref()).map(gap),
    }
}
