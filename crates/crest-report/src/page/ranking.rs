//! The ranking and the scores by pillar.

use crest_model::Text;
use crest_model::results::Results;
use serde::Serialize;

use crate::names::{Names, same};
use crate::number::score;
use crate::tables::{by_code, order};

#[derive(Serialize)]
pub(super) struct Ranking {
    /// Name of the main index.
    index: Text,
    period: String,
    groupings: Vec<String>,
    /// Earlier and later periods whose ranks are shown beside.
    periods: Vec<String>,
    rows: Vec<RankRow>,
    screened: Vec<Screened>,
    /// Aggregates, one column each.
    columns: Vec<Text>,
    scores: Vec<ScoreRow>,
}

#[derive(Serialize)]
struct RankRow {
    anchor: String,
    name: Text,
    is_focus: bool,
    has_profile: bool,
    rank: String,
    score: String,
    groups: Vec<GroupRank>,
    others: Vec<String>,
}

#[derive(Serialize)]
struct GroupRank {
    group: String,
    rank: String,
}

#[derive(Serialize)]
struct ScoreRow {
    name: Text,
    is_focus: bool,
    rank: String,
    cells: Vec<ScoreCell>,
}

#[derive(Serialize)]
struct ScoreCell {
    score: String,
    rank: String,
}

#[derive(Serialize)]
struct Screened {
    name: Text,
    why: String,
}

/// Anchor of a ranked place, by its position: identifiers of places may hold anything.
pub(super) fn anchor(place: usize) -> String {
    format!("place-{place}")
}

/// A rank as written, a dash where there is none.
pub(super) fn rank_text(rank: Option<u32>) -> String {
    rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())
}

/// A score as written, a dash where there is none.
pub(super) fn score_text(points: Option<f64>) -> String {
    points.map_or_else(|| "–".to_owned(), score)
}

pub(super) fn view(results: &Results, names: &Names<'_>) -> Option<Ranking> {
    let index = results.index.as_ref()?;
    let root = index.roots.first()?;
    let ranks = index.ranks.iter().find(|r| r.node == *root);
    let groupings: Vec<String> =
        ranks.map_or(Vec::new(), |r| r.within.iter().map(|(grouping, _)| grouping.clone()).collect());
    let periods: Vec<_> = results.history.iter().filter(|h| h.root == *root && h.period != index.period).collect();
    let mut rows = Vec::new();
    let mut scores = Vec::new();
    for place in order(index) {
        let id = &index.places[place];
        let rank = rank_text(ranks.and_then(|r| r.overall.get(place).copied().flatten()));
        let is_focus = results.focus.as_ref() == Some(id);
        let groups = groupings
            .iter()
            .enumerate()
            .map(|(k, grouping)| GroupRank {
                group: names
                    .find_place(id)
                    .and_then(|p| p.groups.iter().find(|(name, _)| name == grouping))
                    .map_or_else(|| "–".to_owned(), |(_, group)| group.clone()),
                rank: rank_text(
                    ranks.and_then(|r| r.within.get(k)).and_then(|(_, all)| all.get(place).copied().flatten()),
                ),
            })
            .collect();
        rows.push(RankRow {
            anchor: anchor(place),
            name: names.place(id),
            is_focus,
            has_profile: results.profiles.iter().any(|p| p.place == *id),
            rank: rank.clone(),
            score: score_text(by_code(&index.scores, place, root)),
            groups,
            others: periods.iter().map(|h| rank_text(h.ranks.get(place).copied().flatten())).collect(),
        });
        let cells = index
            .scores
            .columns
            .iter()
            .map(|code| ScoreCell {
                score: score_text(by_code(&index.scores, place, code)),
                rank: rank_text(
                    index.ranks.iter().find(|r| r.node == *code).and_then(|r| r.overall.get(place).copied().flatten()),
                ),
            })
            .collect();
        scores.push(ScoreRow { name: names.place(id), is_focus, rank, cells });
    }
    let screened =
        index.screened.iter().map(|(place, why)| Screened { name: names.place(place), why: why.clone() }).collect();
    Some(Ranking {
        index: names.node(root),
        period: index.period.clone(),
        groupings: groupings.iter().map(|g| same(g).zh).collect(),
        periods: periods.iter().map(|h| h.period.clone()).collect(),
        rows,
        screened,
        columns: index.scores.columns.iter().map(|code| names.node(code)).collect(),
        scores,
    })
}
