//! Rule `constant-column`: one value for a whole place, or for many places.
//!
//! A column filled by mistake holds one number where each place and year should have its own. Indicators that repeat by
//! nature (land area) are left out, and so are values so short that as many places share them by chance.

use crest_model::Period;

use super::rule::{Hit, Settings};
use super::series::{Cell, Input, Row, Track, blocks, last_digit, show, show_periods};

/// Returns the places of a track that hold one value throughout, in order.
pub(super) fn constant_places(input: &Input, settings: &Settings, track: &Track) -> Vec<u32> {
    let code = input.code(track.indicator);
    let years = settings.count("years", code).max(2);
    if track.usual_repeats() > settings.number("usual", code) {
        return Vec::new();
    }
    let constant = |row: &&Row| {
        row.points.len() >= years
            && row.points[0].value != 0.0
            && row.points.iter().all(|p| p.value == row.points[0].value)
    };
    track.rows.iter().filter(constant).map(|r| r.place).collect()
}

/// Finds constant places of one track, and values that many places share in one year.
pub(super) fn find(input: &Input, settings: &Settings, track: &Track, constant: &[u32]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let rows: Vec<&Row> = constant.iter().filter_map(|&place| track.find_row(place)).collect();
    let first = track.order.keys().next().copied().unwrap_or(0);
    for block in blocks(track, first, &rows, |r| r.place) {
        hits.push(constant_hit(input, track, &block));
    }
    hits.extend(shared(input, settings, track, constant));
    hits
}

fn constant_hit(input: &Input, track: &Track, block: &[&Row]) -> Hit {
    let row = block[0];
    let periods: Vec<Period> = row.points.iter().map(|p| p.period).collect();
    let others = if block.len() > 1 {
        let names: Vec<String> = block[1..].iter().map(|r| input.place(r.place)).collect();
        format!("; the next rows are constant too: {}", names.join(", "))
    } else {
        String::new()
    };
    let cells: Vec<Cell> =
        block.iter().flat_map(|r| r.points.iter().map(|p| (track.indicator, r.place, p.period))).collect();
    Hit {
        rule: "constant-column",
        kind: "place",
        grave: true,
        cells,
        at: Some(row.points[0].at),
        message: format!(
            "`{}` of {} is {} in every one of {}{}, while that of other places changes{others}",
            input.code(track.indicator),
            input.place(row.place),
            show(row.points[0].value),
            show_periods(&periods),
            track.in_source(),
        ),
        expected: Some("a value of its own for each year".to_owned()),
        hint: Some(
            "a column filled down with one number is not a series: take the values from the publication".to_owned(),
        ),
        related: Vec::new(),
    }
}

/// Year, bits of the value, place, position in the panel and period of a value.
type Entry = (i32, u64, u32, u32, Period);

/// Finds values that several places share in one year, where most have their own.
fn shared(input: &Input, settings: &Settings, track: &Track, constant: &[u32]) -> Vec<Hit> {
    let code = input.code(track.indicator);
    let least = settings.count("places", code).max(2);
    let chance = settings.number("chance", code);
    let mut all: Vec<Entry> = track
        .rows
        .iter()
        .flat_map(|r| r.points.iter().map(|p| (p.year(), p.value.to_bits(), r.place, p.at, p.period)))
        .collect();
    all.sort_unstable();
    let mut hits = Vec::new();
    for year in all.chunk_by(|a, b| a.0 == b.0) {
        let values: Vec<&[Entry]> = year.chunk_by(|a, b| a.1 == b.1).collect();
        let alone = values.iter().filter(|v| v.len() == 1).count();
        // Scores, years and rounded rates are shared by nature.
        if alone * 2 < year.len() {
            continue;
        }
        for sharers in values {
            let value = f64::from_bits(sharers[0].1);
            let told = sharers.iter().all(|s| constant.binary_search(&s.2).is_ok());
            if sharers.len() < least || value == 0.0 || told || by_chance(sharers.len(), value, year) > chance {
                continue;
            }
            let names: Vec<String> = sharers.iter().map(|s| input.place(s.2)).collect();
            hits.push(Hit {
                rule: "constant-column",
                kind: "shared",
                grave: true,
                cells: sharers.iter().map(|s| (track.indicator, s.2, s.4)).collect(),
                at: Some(sharers[0].3),
                message: format!(
                    "`{code}` is {} for {} places in {}{}: {}",
                    show(value),
                    sharers.len(),
                    sharers[0].4,
                    track.in_source(),
                    names.join(", "),
                ),
                expected: Some("a value of its own for each place".to_owned()),
                hint: Some("the figure of a province or a country may stand in for those of its cities".to_owned()),
                related: sharers[1..].iter().map(|s| (s.3, "the same value".to_owned())).collect(),
            });
        }
    }
    hits
}

/// Returns how many values shared by `k` places one expects by chance among the values of a year.
///
/// With last digit u and a cross-section spread s of the logarithm, n places have `λ = n · u / (√(2π) · s · v)` others
/// near v; k − 1 of them meet there with probability about `λᵏ⁻¹ / (k − 1)!`, and there are n values to meet at.
fn by_chance(k: usize, value: f64, year: &[Entry]) -> f64 {
    let logs: Vec<f64> = year.iter().map(|v| f64::from_bits(v.1).abs().ln()).filter(|x| x.is_finite()).collect();
    let Some((_, spread)) = super::change::centre_and_spread(&logs).filter(|(_, s)| *s > 0.0) else { return 1.0 };
    let n = year.len() as f64;
    let rate = n * last_digit(value) / ((2.0 * std::f64::consts::PI).sqrt() * spread * value.abs());
    (1..k).fold(n, |p, i| p * rate / i as f64)
}

#[cfg(test)]
mod tests;
