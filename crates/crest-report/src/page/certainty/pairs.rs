//! Which places can be told apart: chances by pairs, and groups that are tied.

use crest_model::Text;
use serde::Serialize;

use crate::certainty::Certain;
use crate::names::{Names, join, same};
use crate::number::{percent, percent_error};
use crate::page::PageOptions;
use crate::strings::fill;

/// Most places of which all pairs are shown; of more, those around the shown place.
const PAIRED: usize = 40;

/// Ranks to either side of the shown place.
const BESIDE: usize = 20;

/// Most groups listed in full; of more, those that hold the shown place.
const GROUPS: usize = 30;

/// Chances from which a cell takes the next shade; the darkest is kept for pairs that are told apart.
const SHADES: [f64; 4] = [0.05, 0.25, 0.5, 0.75];

#[derive(Serialize)]
pub(super) struct Pairs {
    /// Rank and name of each column.
    columns: Vec<(u32, Text)>,
    rows: Vec<PairRow>,
    /// How to read the table, how exact its figures are, which places it leaves out.
    hints: Vec<Text>,
}

#[derive(Serialize)]
struct PairRow {
    rank: u32,
    name: Text,
    is_focus: bool,
    /// Percentage and shade, empty on the diagonal.
    cells: Vec<(String, usize)>,
}

pub(super) fn pairs(
    certain: &Certain<'_>,
    names: &Names<'_>,
    order: &[usize],
    shown: Option<usize>,
    focus: Option<&str>,
) -> Option<Pairs> {
    let certainty = certain.certainty;
    if certainty.ahead.is_empty() || order.len() < 2 {
        return None;
    }
    let places = window(order, shown);
    let rows = places
        .iter()
        .map(|&a| {
            let place = &certainty.places[a];
            let cell = |&b: &usize| match certainty.ahead.get(a).and_then(|row| row.get(b)) {
                Some(share) if a != b => (whole(*share), shade(*share, certainty.apart)),
                _ => (String::new(), 0),
            };
            PairRow {
                rank: place.rank,
                name: names.place(&place.place),
                is_focus: focus == Some(place.place.as_str()),
                cells: places.iter().map(cell).collect(),
            }
        })
        .collect();
    Some(Pairs {
        columns: places.iter().map(|&b| (certainty.places[b].rank, names.place(&certainty.places[b].place))).collect(),
        rows,
        hints: hints(certain, names, shown, places.len(), order.len()),
    })
}

fn hints(certain: &Certain<'_>, names: &Names<'_>, shown: Option<usize>, n_shown: usize, n: usize) -> Vec<Text> {
    let certainty = certain.certainty;
    let mut hints = vec![fill("certainty.pairs_hint", &[("apart", &same(&percent(certainty.apart)))])];
    if certainty.ahead_error > 0.0 {
        hints.push(fill("certainty.pairs_error", &[("error", &same(&points(certainty.ahead_error)))]));
    }
    if let Some(place) = shown.and_then(|at| certainty.places.get(at)).filter(|_| n_shown < n) {
        let arguments =
            [("place", names.place(&place.place)), ("shown", same(&n_shown.to_string())), ("n", same(&n.to_string()))];
        hints.push(fill("certainty.pairs_cut", &arguments.each_ref().map(|(key, text)| (*key, text))));
    }
    hints
}

/// All places of a small list; of a long one those around the shown place, as many at its ends as in its middle.
fn window(order: &[usize], shown: Option<usize>) -> &[usize] {
    if order.len() <= PAIRED {
        return order;
    }
    let at = order.iter().position(|&place| Some(place) == shown).unwrap_or(0);
    let width = (2 * BESIDE + 1).min(order.len());
    let start = at.saturating_sub(BESIDE).min(order.len() - width);
    &order[start..start + width]
}

/// A chance in whole per cent without its sign, for a narrow cell; what may happen is not 0, what may fail not 100.
fn whole(share: f64) -> String {
    if !share.is_finite() {
        return "–".to_owned();
    }
    let percent = (share * 100.0).round();
    if share > 0.0 && percent == 0.0 {
        "<1".to_owned()
    } else if share < 1.0 && percent == 100.0 {
        "99".to_owned()
    } else {
        percent.to_string()
    }
}

/// Percentage points of an error.
fn points(error: f64) -> String {
    // The same digits as beside a chance, without the chance.
    percent_error(0.0, error).trim_start_matches("0% ± ").to_owned()
}

fn shade(share: f64, apart: f64) -> usize {
    if share >= apart { SHADES.len() + 1 } else { SHADES.iter().filter(|&&least| share >= least).count() }
}

#[derive(Serialize)]
pub(super) struct Ties {
    groups: Vec<Text>,
    /// What a group is, and how many are left out.
    hints: Vec<Text>,
}

/// Groups of two and more places that cannot be told apart, each as a list of names with ranks.
pub(super) fn ties(certain: &Certain<'_>, names: &Names<'_>, shown: Option<usize>, options: &PageOptions) -> Ties {
    let certainty = certain.certainty;
    let all: Vec<&Vec<String>> = certainty.ties.iter().filter(|group| group.len() > 1).collect();
    let own = shown.and_then(|at| certainty.places.get(at)).map(|place| place.place.as_str());
    let most = GROUPS.min(options.list_rows);
    let groups: Vec<Text> = all
        .iter()
        .filter(|group| all.len() <= most || group.iter().any(|id| Some(id.as_str()) == own))
        .take(most)
        .map(|group| {
            let names: Vec<Text> = group
                .iter()
                .map(|id| {
                    let rank = certain.find(id).map_or_else(|| "–".to_owned(), |place| place.rank.to_string());
                    fill("certainty.member", &[("rank", &same(&rank)), ("place", &names.place(id))])
                })
                .collect();
            join(&names)
        })
        .collect();
    let mut hints = vec![fill("certainty.ties_hint", &[("apart", &same(&percent(certainty.apart)))])];
    if all.len() > most {
        hints.push(fill("certainty.ties_cut", &[("n", &same(&all.len().to_string()))]));
    }
    Ties { groups, hints }
}

#[cfg(test)]
mod tests;
