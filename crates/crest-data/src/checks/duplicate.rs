//! Rule `duplicate-place`: two places that are one.
//!
//! Two signs: their values agree to the last digit in many cells, also when one source knows the first code and another
//! source the second; or they bear one name and no cell contradicts it.

use std::collections::BTreeMap;

use super::rule::{Hit, Settings};
use super::series::{Cell, Input, show};

/// Endings that tell the rank of a place, not which place it is.
const RANKS: &[&str] = &["特别行政区", "自治州", "自治县", "地区", "新区", "市", "盟", "县", "区", "省"];
/// Most places that may share a value and still say something about a pair.
const MOST_SHARERS: usize = 4;

/// Holds what is known of a pair of places.
#[derive(Default)]
struct Pair {
    agree: Vec<(Cell, Cell, u32, u32, f64)>,
}

/// Finds pairs of places that are one.
pub(super) fn find(input: &Input, settings: &Settings) -> Vec<Hit> {
    let mut pairs = agreeing(input);
    for pair in same_names(input) {
        pairs.entry(pair).or_default();
    }
    let least = settings.count("cells", "");
    let share = settings.number("share", "");
    let mut hits = Vec::new();
    for ((a, b), pair) in pairs {
        let same_name = names_agree(input, a, b);
        if pair.agree.len() < least && same_name.is_none() {
            continue;
        }
        let both = common_cells(input, a, b).max(pair.agree.len());
        let agree = pair.agree.len();
        let coincide = agree >= least && agree as f64 >= share * both as f64;
        // With one name, values that contradict each other show two places of that name.
        let named = same_name.is_some() && contradictions(input, a, b) as f64 <= (1.0 - share) * both as f64;
        if coincide || named {
            hits.push(hit(input, a, b, &pair, both, same_name.as_deref()));
        }
    }
    hits
}

/// Collects the cells in which pairs of places agree to the last digit, in any source.
fn agreeing(input: &Input) -> BTreeMap<(u32, u32), Pair> {
    let mut pairs: BTreeMap<(u32, u32), Pair> = BTreeMap::new();
    for same_indicator in input.tracks.chunk_by(|a, b| a.indicator == b.indicator) {
        let mut all: Vec<(crest_model::Period, u64, u32, u32)> = Vec::new();
        for row in same_indicator.iter().flat_map(|t| &t.rows) {
            let telling = row.points.iter().filter(|p| p.is_telling());
            all.extend(telling.map(|p| (p.period, p.value.to_bits(), row.place, p.at)));
        }
        all.sort_unstable();
        let indicator = same_indicator[0].indicator;
        for sharers in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let mut places: Vec<(u32, u32)> = sharers.iter().map(|s| (s.2, s.3)).collect();
            places.dedup_by_key(|p| p.0);
            if places.len() < 2 || places.len() > MOST_SHARERS {
                continue;
            }
            let (period, value) = (sharers[0].0, f64::from_bits(sharers[0].1));
            for (i, a) in places.iter().enumerate() {
                for b in &places[i + 1..] {
                    let cells = ((indicator, a.0, period), (indicator, b.0, period));
                    pairs.entry((a.0, b.0)).or_default().agree.push((cells.0, cells.1, a.1, b.1, value));
                }
            }
        }
    }
    pairs
}

/// Counts the cells in which no value of one place is within 2 % of a value of the other.
fn contradictions(input: &Input, a: u32, b: u32) -> usize {
    let mut nearest: BTreeMap<(u32, crest_model::Period), bool> = BTreeMap::new();
    for track in &input.tracks {
        for other in input.tracks_of(track.indicator) {
            let (Some(one), Some(two)) = (track.find_row(a), other.find_row(b)) else { continue };
            for p in &one.points {
                let Some(q) = two.find(p.year()).filter(|q| q.period == p.period) else { continue };
                let near = (p.value - q.value).abs() <= 0.02 * p.value.abs().max(q.value.abs());
                *nearest.entry((track.indicator, p.period)).or_default() |= near;
            }
        }
    }
    nearest.values().filter(|&&near| !near).count()
}

/// Counts the cells for which both places have a value of three or more digits in some source.
fn common_cells(input: &Input, a: u32, b: u32) -> usize {
    let mut count = 0;
    for same_indicator in input.tracks.chunk_by(|x, y| x.indicator == y.indicator) {
        let periods = |place: u32| {
            let mut periods: Vec<_> = same_indicator
                .iter()
                .filter_map(|t| t.find_row(place))
                .flat_map(|r| r.points.iter().filter(|p| p.is_telling()).map(|p| p.period))
                .collect();
            periods.sort_unstable();
            periods.dedup();
            periods
        };
        let theirs = periods(b);
        count += periods(a).iter().filter(|p| theirs.binary_search(p).is_ok()).count();
    }
    count
}

/// Lists pairs of places whose names agree, rank left out.
fn same_names(input: &Input) -> Vec<(u32, u32)> {
    let mut stems: Vec<(String, u32)> = Vec::new();
    for (i, place) in input.places.iter().enumerate() {
        let at = u32::try_from(i).unwrap_or(u32::MAX);
        stems.extend(place.names.iter().map(|name| (stem(name), at)));
    }
    stems.sort_unstable();
    stems.dedup();
    let mut pairs = Vec::new();
    for same in stems.chunk_by(|a, b| a.0 == b.0).filter(|s| s.len() > 1 && s.len() <= MOST_SHARERS) {
        for (i, a) in same.iter().enumerate() {
            pairs.extend(same[i + 1..].iter().map(|b| (a.1, b.1)));
        }
    }
    pairs
}

/// Returns the name two places of one role share, rank left out.
fn names_agree(input: &Input, a: u32, b: u32) -> Option<String> {
    let (a, b) = (input.places.get(a as usize)?, input.places.get(b as usize)?);
    if a.role != b.role {
        return None;
    }
    a.names.iter().map(|n| stem(n)).find(|s| b.names.iter().any(|n| stem(n) == *s))
}

/// Leaves the rank out of a name, unless fewer than two characters would remain.
fn stem(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    RANKS
        .iter()
        .find_map(|rank| name.strip_suffix(rank).filter(|rest| rest.chars().count() >= 2).map(str::to_owned))
        .unwrap_or(name)
}

fn hit(input: &Input, a: u32, b: u32, pair: &Pair, both: usize, name: Option<&str>) -> Hit {
    let mut cells: Vec<Cell> = pair.agree.iter().flat_map(|c| [c.0, c.1]).collect();
    cells.sort_unstable();
    let named = name.map_or_else(String::new, |n| format!("bear the name `{n}` and "));
    let evidence = match pair.agree.first() {
        Some(c) => format!(
            "{named}agree to the last digit in {} of {both} cells, as in `{}` of {}: {}",
            pair.agree.len(),
            input.code(c.0.0),
            c.0.2,
            show(c.4),
        ),
        None => format!("{named}do not contradict each other in any cell"),
    };
    Hit {
        rule: "duplicate-place",
        kind: if pair.agree.is_empty() { "name" } else { "values" },
        grave: true,
        cells,
        at: pair.agree.first().map(|c| c.3),
        message: format!("{} and {} {evidence}", input.place(a), input.place(b)),
        expected: Some("one code for one place".to_owned()),
        hint: Some("keep one of the two in the list of places and write the other into its `aliases`".to_owned()),
        related: pair.agree.first().map(|c| (c.2, "the other place's value".to_owned())).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
