//! Rule `repeat`: values equal to the last digit to those of the year before.
//!
//! Where an indicator repeats by nature (land area), nothing is said. A repeat that rounding explains is only noted: with
//! last digit u, value v and a year's change spread as a normal law with the indicator's usual spread and movement σ,
//! two neighbouring values agree by chance with probability about `u / (√(2π) · σ · v)`.

use crest_model::Period;

use super::change::Changes;
use super::rule::{Hit, Settings};
use super::series::{Input, Track, blocks, show, show_periods};

/// Holds the repeats of one place: a stretch of years with one value.
struct Repeat {
    place: u32,
    value: f64,
    first: i32,
    grave: bool,
    /// Periods that repeat, the first one left out.
    periods: Vec<Period>,
    at: u32,
    before: u32,
}

/// Finds repeats of one track. `constant` tells which places hold one value throughout and are reported as such.
pub(super) fn find(input: &Input, settings: &Settings, track: &Track, changes: &Changes, constant: &[u32]) -> Vec<Hit> {
    let code = input.code(track.indicator);
    if track.usual_repeats() > settings.number("usual", code) {
        return Vec::new();
    }
    let chance = settings.number("chance", code);
    let mut found: Vec<Repeat> = Vec::new();
    for row in track.rows.iter().filter(|r| constant.binary_search(&r.place).is_err()) {
        let mut last: Option<i32> = None;
        for (before, now) in row.pairs().filter(|(a, b)| a.value == b.value && a.value != 0.0) {
            if last == Some(before.year()) {
                let run = found.last_mut().expect("a stretch was begun");
                run.periods.push(now.period);
            } else {
                let movement = changes.group_of(now.year());
                let sigma = changes.spread.hypot(movement) * if changes.log { now.value.abs() } else { 1.0 };
                let by_chance = now.unit / ((2.0 * std::f64::consts::PI).sqrt() * sigma);
                found.push(Repeat {
                    place: row.place,
                    value: now.value,
                    first: now.year(),
                    grave: by_chance <= chance,
                    periods: vec![now.period],
                    at: now.at,
                    before: before.at,
                });
            }
            last = Some(now.year());
        }
    }
    found.sort_by_key(|r| (r.first, r.grave, r.periods.len(), r.place));
    let mut hits = Vec::new();
    for alike in found.chunk_by(|a, b| (a.first, a.grave, a.periods.len()) == (b.first, b.grave, b.periods.len())) {
        let alike: Vec<&Repeat> = alike.iter().collect();
        for block in blocks(track, alike[0].first, &alike, |r| r.place) {
            hits.push(hit(input, track, &block));
        }
    }
    hits
}

fn hit(input: &Input, track: &Track, block: &[&Repeat]) -> Hit {
    let one = block[0];
    let code = input.code(track.indicator);
    let others = if block.len() > 1 {
        let names: Vec<String> = block[1..].iter().map(|r| input.place(r.place)).collect();
        format!("; the next rows repeat too: {}", names.join(", "))
    } else {
        String::new()
    };
    let again = if one.periods.len() == 1 { "the year before" } else { "all years from the one before" };
    Hit {
        rule: "repeat",
        kind: if block.len() > 1 { "block" } else { "single" },
        grave: one.grave,
        cells: block.iter().flat_map(|r| r.periods.iter().map(|&p| (track.indicator, r.place, p))).collect(),
        at: Some(one.at),
        message: format!(
            "`{code}` of {} is {} in {}{}, the same as {again}{others}",
            input.place(one.place),
            show(one.value),
            show_periods(&one.periods),
            track.in_source(),
        ),
        expected: Some("a value of its own for each year".to_owned()),
        hint: Some(if one.grave {
            "a value carried forward or copied is not a reported one: correct it, or give it the status `estimated`"
                .to_owned()
        } else {
            "rounding may explain it: a value with more digits would tell".to_owned()
        }),
        related: vec![(one.before, "the same value".to_owned())],
    }
}

#[cfg(test)]
mod tests;
