//! One profile per ranked place: strengths, weaknesses, neighbours, steps, trend, and every indicator with its source.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{Gap, IndexResult, Profile, ProfileRow, Results, ValueInfo};
use serde::Serialize;

use super::ranking::{anchor, rank_text, score_text};
use super::{PageOptions, certainty};
use crate::certainty::Certain;
use crate::names::{Names, location};
use crate::number::{change, figure, percent, score, signed};
use crate::tables::{by_code, cell, order};

/// Indicators shown of a gap; the rest stands in the workbook.
const GAP_PARTS: usize = 8;

#[derive(Serialize)]
pub(super) struct Profiles {
    places: Vec<PlaceProfile>,
    /// True when only the focus place has its table of indicators.
    is_cut: bool,
}

#[derive(Serialize)]
struct PlaceProfile {
    anchor: String,
    id: String,
    name: Text,
    note: Text,
    is_open: bool,
    is_focus: bool,
    rank: String,
    score: String,
    /// How sure the rank is, in sentences; empty where that is not known.
    certain: Vec<Text>,
    strengths: Vec<Line>,
    weaknesses: Vec<Line>,
    above: Option<GapView>,
    below: Option<GapView>,
    steps: Vec<Step>,
    history: Vec<Past>,
    indicators: Vec<IndicatorLine>,
}

#[derive(Serialize)]
struct Line {
    name: Text,
    value: String,
    unit: String,
    rank: u32,
    change: String,
}

#[derive(Serialize)]
struct GapView {
    other: Text,
    gap: String,
    parts: Vec<Part>,
    left_out: usize,
}

#[derive(Serialize)]
struct Part {
    name: Text,
    part: String,
}

#[derive(Serialize)]
struct Step {
    name: Text,
    from: String,
    to: String,
    unit: String,
    effort: String,
    rank: u32,
}

#[derive(Serialize)]
struct Past {
    index: Text,
    period: String,
    score: String,
    rank: String,
}

#[derive(Serialize)]
struct IndicatorLine {
    name: Text,
    value: String,
    unit: String,
    rank: String,
    normalised: String,
    contribution: String,
    status: String,
    source: Text,
    url: String,
    location: String,
}

pub(super) fn view(results: &Results, names: &Names<'_>, options: &PageOptions) -> Option<Profiles> {
    let index = results.index.as_ref()?;
    if results.profiles.is_empty() {
        return None;
    }
    let cells = index.places.len().saturating_mul(index.raw.columns.len());
    let is_cut = cells > options.matrix_cells;
    let chosen = chosen_values(results, index);
    let certain = Certain::build(results);
    let mut places = order(index);
    // The focus place comes first, the others in order of rank.
    places.sort_by_key(|&place| results.focus.as_ref() != Some(&index.places[place]));
    let places: Vec<PlaceProfile> = places
        .into_iter()
        .filter_map(|place| {
            let profile = results.profiles.iter().find(|p| p.place == index.places[place])?;
            Some((place, profile))
        })
        .enumerate()
        .map(|(k, (place, profile))| {
            let mut one = place_profile(results, index, names, place, profile);
            one.is_open = k == 0;
            if let Some(certain) = &certain {
                one.certain = certainty::of_profile(certain, &profile.place, names);
            }
            if !is_cut || k == 0 {
                one.indicators = indicator_lines(index, names, &chosen, place);
            }
            one
        })
        .collect();
    Some(Profiles { places, is_cut })
}

type Chosen<'a> = BTreeMap<(&'a str, &'a str), &'a ValueInfo>;

/// The values used, of the measured period, by indicator and place.
fn chosen_values<'a>(results: &'a Results, index: &IndexResult) -> Chosen<'a> {
    results
        .values
        .iter()
        .filter(|v| v.chosen && v.period == index.period)
        .map(|v| ((v.indicator.as_str(), v.place.as_str()), v))
        .collect()
}

fn place_profile(
    results: &Results,
    index: &IndexResult,
    names: &Names<'_>,
    place: usize,
    profile: &Profile,
) -> PlaceProfile {
    let root = index.roots.first().map_or("", String::as_str);
    let ranks = index.ranks.iter().find(|r| r.node == root);
    let lines = |rows: &[ProfileRow]| -> Vec<Line> {
        rows.iter()
            .map(|row| Line {
                name: names.node(&row.indicator),
                value: row.value.map_or_else(|| "–".to_owned(), figure),
                unit: names.shown_unit(&row.indicator).to_owned(),
                rank: row.rank,
                change: row.change.map_or_else(|| "–".to_owned(), change),
            })
            .collect()
    };
    let history = results
        .history
        .iter()
        .map(|h| Past {
            index: names.node(&h.root),
            period: h.period.clone(),
            score: score_text(h.scores.get(place).copied().flatten()),
            rank: rank_text(h.ranks.get(place).copied().flatten()),
        })
        .collect();
    let steps = profile
        .steps
        .iter()
        .map(|step| Step {
            name: names.node(&step.indicator),
            from: figure(step.from),
            to: figure(step.to),
            unit: names.shown_unit(&step.indicator).to_owned(),
            effort: percent(step.effort),
            rank: step.rank,
        })
        .collect();
    PlaceProfile {
        anchor: anchor(place),
        id: profile.place.clone(),
        name: names.place(&profile.place),
        note: names.find_place(&profile.place).map(|p| p.note.clone()).unwrap_or_default(),
        is_open: false,
        is_focus: results.focus.as_ref() == Some(&profile.place),
        rank: rank_text(ranks.and_then(|r| r.overall.get(place).copied().flatten())),
        score: score_text(by_code(&index.scores, place, root)),
        certain: Vec::new(),
        strengths: lines(&profile.strengths),
        weaknesses: lines(&profile.weaknesses),
        above: profile.above.as_ref().map(|gap| gap_view(gap, names)),
        below: profile.below.as_ref().map(|gap| gap_view(gap, names)),
        steps,
        history,
        indicators: Vec::new(),
    }
}

fn gap_view(gap: &Gap, names: &Names<'_>) -> GapView {
    GapView {
        other: names.place(&gap.other),
        gap: signed(gap.gap),
        parts: gap
            .parts
            .iter()
            .take(GAP_PARTS)
            .map(|(code, part)| Part { name: names.node(code), part: signed(*part) })
            .collect(),
        left_out: gap.parts.len().saturating_sub(GAP_PARTS),
    }
}

fn indicator_lines(index: &IndexResult, names: &Names<'_>, chosen: &Chosen<'_>, place: usize) -> Vec<IndicatorLine> {
    let id = &index.places[place];
    index
        .raw
        .columns
        .iter()
        .enumerate()
        .map(|(column, code)| {
            let ranks = index.ranks.iter().find(|r| r.node == *code);
            let imputed = index.imputed.iter().find(|c| c.place == *id && c.indicator == *code);
            let value = chosen.get(&(code.as_str(), id.as_str()));
            let source = value.map_or("", |v| v.source.as_str());
            IndicatorLine {
                name: names.node(code),
                value: cell(&index.raw, place, column)
                    .or(imputed.map(|c| c.number))
                    .map_or_else(|| "–".to_owned(), figure),
                unit: names.shown_unit(code).to_owned(),
                rank: rank_text(ranks.and_then(|r| r.overall.get(place).copied().flatten())),
                normalised: by_code(&index.normalised, place, code).map_or_else(|| "–".to_owned(), score),
                contribution: by_code(&index.contributions, place, code).map_or_else(|| "–".to_owned(), score),
                status: match (imputed, value) {
                    (Some(_), _) => "imputed".to_owned(),
                    (None, Some(value)) if value.number.is_some() => value.status.clone(),
                    _ => "missing".to_owned(),
                },
                source: names.source(source),
                url: names.find_source(source).map(|s| s.url.clone()).unwrap_or_default(),
                location: value.and_then(|v| v.location.as_ref()).map(location).unwrap_or_default(),
            }
        })
        .collect()
}
