//! The ranking and the scores by pillar.

use crest_model::Text;
use crest_model::results::Results;
use serde::Serialize;

use crate::certainty::{Certain, of_k};
use crate::names::{Names, same};
use crate::number::{chance, ends, score};
use crate::tables::{by_code, order};

#[derive(Serialize)]
pub(super) struct Ranking {
    /// Name of the main index.
    index: Text,
    period: String,
    groupings: Vec<String>,
    /// Earlier and later periods whose ranks are shown beside.
    periods: Vec<String>,
    certain: Option<CertainColumns>,
    rows: Vec<RankRow>,
    screened: Vec<Screened>,
    /// Aggregates, one column each.
    columns: Vec<Text>,
    scores: Vec<ScoreRow>,
}

/// Headings of what is shown of the certainty of ranks.
#[derive(Serialize)]
struct CertainColumns {
    /// Heading of the intervals.
    interval: Text,
    /// What the chance is about; `None` where no chance was asked for.
    first: Option<Text>,
}

#[derive(Serialize)]
struct RankRow {
    anchor: String,
    name: Text,
    is_focus: bool,
    has_profile: bool,
    rank: String,
    certain: CertainCell,
    score: String,
    groups: Vec<GroupRank>,
    others: Vec<String>,
}

/// How sure a rank is; empty where that is not known.
#[derive(Serialize, Default)]
struct CertainCell {
    ends: String,
    first: String,
    bar: Option<Bar>,
}

/// A drawing of the interval among all ranks, in per cent of its width.
#[derive(Serialize)]
struct Bar {
    from: String,
    width: String,
    at: String,
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
    // Intervals are of the main index; those of another root have no place beside its ranks.
    let certain = Certain::build(results).filter(|certain| certain.certainty.root == *root);
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
            certain: certain.as_ref().map(|certain| certain_cell(certain, id)).unwrap_or_default(),
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
        certain: certain.as_ref().map(|certain| CertainColumns {
            interval: certain.interval_title("certainty.interval_of"),
            first: certain.certainty.first.first().map(|k| of_k("certainty.first", *k)),
        }),
        rows,
        screened,
        columns: index.scores.columns.iter().map(|code| names.node(code)).collect(),
        scores,
    })
}

fn certain_cell(certain: &Certain<'_>, id: &str) -> CertainCell {
    let Some(place) = certain.find(id) else { return CertainCell::default() };
    let (lower, upper) = (place.lower.value, place.upper.value);
    let n = certain.certainty.places.len().max(1) as f64;
    let part = |ranks: f64| format!("{:.1}", 100.0 * ranks / n);
    CertainCell {
        ends: ends(lower, upper),
        first: place.first.first().map(|figure| chance(figure.value)).unwrap_or_default(),
        // A rank takes the stretch that begins where the better one ends.
        bar: (upper >= lower).then(|| Bar {
            from: part(lower - 1.0),
            width: part(upper - lower + 1.0),
            at: part(f64::from(place.rank) - 0.5),
        }),
    }
}
