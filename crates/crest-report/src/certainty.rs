//! Finds places in [`Certainty`] and says in words how sure their ranks are.

use std::collections::BTreeMap;

use crest_model::Text;
use crest_model::results::{Certainty, Figure, PlaceCertainty, RankBand, RankMove, Results, SensitivityRow};

use crate::names::{Names, join, same};
use crate::number::{chance, count, percent, percent_error, rank, won};
use crate::strings::{fill, text};

/// Finds what is known of the rank of a place by its identifier.
#[derive(Debug)]
pub(crate) struct Certain<'a> {
    /// The results of the analysis.
    pub(crate) certainty: &'a Certainty,
    positions: BTreeMap<&'a str, usize>,
}

impl<'a> Certain<'a> {
    /// Builds the look-up; `None` where the results hold no such analysis.
    pub(crate) fn build(results: &'a Results) -> Option<Self> {
        let certainty = results.certainty.as_ref()?;
        let positions = certainty.places.iter().enumerate().map(|(at, place)| (place.place.as_str(), at)).collect();
        Some(Self { certainty, positions })
    }

    /// Finds a place.
    pub(crate) fn find(&self, id: &str) -> Option<&'a PlaceCertainty> {
        self.positions.get(id).and_then(|&at| self.certainty.places.get(at))
    }

    /// Positions in [`Certainty::places`] in order of the published rank.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.certainty.places.len()).collect();
        // Stable: equal ranks keep the order of the file.
        order.sort_by_key(|&at| self.certainty.places[at].rank);
        order
    }

    /// Position of the place the chapter speaks of: the focus, else the first by rank.
    pub(crate) fn shown(&self, focus: Option<&str>) -> Option<usize> {
        focus.and_then(|id| self.positions.get(id).copied()).or_else(|| self.order().first().copied())
    }

    /// Change of rank of a place.
    pub(crate) fn find_move(&self, id: &str) -> Option<&'a RankMove> {
        self.certainty.moves.iter().find(|change| change.place == id)
    }

    /// Name of an input.
    pub(crate) fn input(&self, id: &str) -> Text {
        let name = self.certainty.inputs.iter().find(|input| input.id == id).map(|input| &input.name);
        name.filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| same(id))
    }

    /// True where every combination was computed, so that no figure has an error.
    pub(crate) fn is_exact(&self) -> bool {
        self.certainty.method == "enumerated"
    }

    /// Heading of a column of intervals, with the share inside them.
    pub(crate) fn interval_title(&self, key: &str) -> Text {
        fill(key, &[("interval", &same(&percent(self.certainty.interval)))])
    }

    /// Says where a place ranks and within which ranks it stays.
    pub(crate) fn place_words(&self, place: &PlaceCertainty, names: &Names<'_>) -> Text {
        let (lower, upper) = (rank(place.lower.value), rank(place.upper.value));
        let key = if lower == upper { "certainty.place_same" } else { "certainty.place" };
        fill(
            key,
            &[
                ("place", &names.place(&place.place)),
                ("rank", &same(&place.rank.to_string())),
                ("interval", &same(&percent(self.certainty.interval))),
                ("lower", &same(&lower)),
                ("upper", &same(&upper)),
                ("median", &same(&rank(place.median.value))),
            ],
        )
    }

    /// Names what the chances of a place are about, in the order of [`Certain::chances`].
    pub(crate) fn chance_titles(&self) -> Vec<Text> {
        let certainty = self.certainty;
        let first = certainty.first.iter().map(|k| of_k("certainty.first", *k));
        let last = certainty.last.iter().map(|k| of_k("certainty.last", *k));
        first.chain(last).chain(certainty.bands.iter().map(band_title)).collect()
    }

    /// Chances of a place: among the first k, among the last k, in each band.
    pub(crate) fn chances(&self, place: &'a PlaceCertainty) -> impl Iterator<Item = Option<Figure>> {
        let certainty = self.certainty;
        let take = |n: usize, figures: &'a [Figure]| (0..n).map(|at| figures.get(at).copied());
        take(certainty.first.len(), &place.first)
            .chain(take(certainty.last.len(), &place.last))
            .chain(take(certainty.bands.len(), &place.bands))
    }

    /// Says the chances of a place in one sentence, rounded and without their errors; `None` where the analysis asks for none.
    pub(crate) fn chance_words(&self, place: &'a PlaceCertainty) -> Option<Text> {
        let list: Vec<Text> = self
            .chance_titles()
            .iter()
            .zip(self.chances(place))
            .filter_map(|(what, figure)| {
                let figure = same(&chance(figure?.value));
                Some(fill("certainty.one_chance", &[("what", what), ("chance", &figure)]))
            })
            .collect();
        (!list.is_empty()).then(|| fill("certainty.chances", &[("list", &join(&list))]))
    }

    /// Says how a place moved since the period before, whose doing it was, and how likely it is no accident.
    pub(crate) fn move_words(&self, change: &RankMove, names: &Names<'_>) -> Text {
        let (before, after) = (i64::from(change.before), i64::from(change.after));
        let key = match before.cmp(&after) {
            std::cmp::Ordering::Greater => "certainty.move_won",
            std::cmp::Ordering::Less => "certainty.move_lost",
            std::cmp::Ordering::Equal => "certainty.move_same",
        };
        let mut parts = vec![move_part("own", change.own), move_part("others", change.others)];
        if change.entry != 0 {
            parts.push(move_part("entry", change.entry));
        }
        fill(
            key,
            &[
                ("place", &names.place(&change.place)),
                ("from", &same(&change.from)),
                ("before", &same(&before.to_string())),
                ("after", &same(&after.to_string())),
                ("n", &places(before - after)),
                ("parts", &join(&parts)),
                ("better", &same(&chance(change.better.value))),
                ("worse", &same(&chance(change.worse.value))),
                ("interval", &same(&percent(self.certainty.interval))),
                ("lower", &same(&won(change.lower))),
                ("upper", &same(&won(change.upper))),
            ],
        )
    }
}

/// Ranks that may come about with their chances, those that never do left out.
pub(crate) fn rank_chances(place: &PlaceCertainty) -> impl Iterator<Item = (u32, f64)> {
    let ranks = place.chances_from..=u32::MAX;
    ranks.zip(&place.chances).map(|(rank, share)| (rank, *share)).filter(|(_, share)| *share > 0.0)
}

/// A chance with its error, as written.
pub(crate) fn figure_text(figure: Figure) -> String {
    percent_error(figure.value, figure.error)
}

/// Names a band with its ranks.
pub(crate) fn band_title(band: &RankBand) -> Text {
    let (from, to) = (same(&band.from.to_string()), same(&band.to.to_string()));
    let key = if band.from == band.to { "certainty.band_one" } else { "certainty.band" };
    fill(key, &[("name", &band.name), ("from", &from), ("to", &to)])
}

/// Wording of "among the first k" or "among the last k", which for k = 1 is a word of its own.
pub(crate) fn of_k(key: &str, k: u32) -> Text {
    if k == 1 { text(&format!("{key}_one")) } else { fill(key, &[("k", &same(&count(u64::from(k))))]) }
}

/// Rows of the results that the page shows, those of one result together, in the order of the results.
pub(crate) fn outputs<'a>(rows: &'a [SensitivityRow], place: Option<&str>) -> Vec<Vec<&'a SensitivityRow>> {
    let mut outputs: Vec<Vec<&SensitivityRow>> = Vec::new();
    for row in rows.iter().filter(|row| row.place.is_none() || row.place.as_deref() == place) {
        let is_same = |first: &SensitivityRow| first.output == row.output && first.k == row.k;
        match outputs.iter_mut().find(|output| is_same(output[0])) {
            Some(output) => output.push(row),
            None => outputs.push(vec![row]),
        }
    }
    outputs
}

/// Names a result: "rank of Lincrest".
pub(crate) fn output_title(row: &SensitivityRow, names: &Names<'_>) -> Text {
    let place = row.place.as_ref().map(|id| names.place(id)).unwrap_or_default();
    match row.output.as_str() {
        "shift" => text("certainty.of_shift"),
        "score" => fill("certainty.of_score", &[("place", &place)]),
        "rank" => fill("certainty.of_rank", &[("place", &place)]),
        _ => match row.k.unwrap_or(1) {
            1 => fill("certainty.of_first_one", &[("place", &place)]),
            k => fill("certainty.of_first", &[("place", &place), ("k", &same(&k.to_string()))]),
        },
    }
}

/// A number of places, without its sign.
fn places(n: i64) -> Text {
    let key = if n.abs() == 1 { "certainty.n_place" } else { "certainty.n_places" };
    fill(key, &[("n", &same(&n.abs().to_string()))])
}

fn move_part(what: &str, n: i64) -> Text {
    let side = match n {
        0 => "none",
        n if n > 0 => "won",
        _ => "lost",
    };
    fill(&format!("certainty.{what}_{side}"), &[("n", &places(n))])
}
