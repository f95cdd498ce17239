//! Rule `jump`: changes far beyond what is usual, a value that comes back apart from a level that stays.
//!
//! A step (difference of logarithms) is judged by its excess over the group's median step of the year. It is a jump
//!
//! - beyond `floor + spread · s`, with s the usual spread of the excess over all places, or
//! - beyond `floor + spike · max(s, own s)` on the way out and on the way back, when both nearly cancel, or
//! - beyond `floor + confirmed · s`, when another source of the indicator shows a step that differs by the floor or more.
//!
//! A stated `factor` replaces all three: then a step beyond its logarithm is a jump, whatever is usual.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Changes, step};
use super::rule::{Hit, Settings};
use super::series::{Input, Row, Track, blocks, show};

/// Holds one jump, for this rule and for those that look at several indicators at a time.
#[derive(Debug, Clone)]
pub(super) struct Jump {
    pub(super) row: usize,
    pub(super) point: usize,
    pub(super) kind: &'static str,
    pub(super) place: u32,
    pub(super) year: i32,
}

/// Finds the jumps of one track, in order of row and point.
pub(super) fn jumps(input: &Input, settings: &Settings, track: &Track, changes: &Changes) -> Vec<Jump> {
    let code = input.code(track.indicator);
    let factor = settings.number("factor", code);
    let floor = settings.number("floor", code) * if changes.log { 1.0 } else { changes.level };
    let spread = floor + settings.number("spread", code) * changes.spread;
    let confirmed = floor + settings.number("confirmed", code) * changes.spread;
    let spike = settings.number("spike", code);
    let others: Vec<&Track> = input.others(track).collect();
    let mut found = Vec::new();
    for (r, row) in track.rows.iter().enumerate() {
        let limit_back = floor + spike * changes.spread.max(changes.own[r]);
        let mut came_back = false;
        for (k, point) in row.points.iter().enumerate() {
            let (Some(step_here), Some(excess)) = (changes.steps[r][k], changes.excess(track, r, k)) else {
                came_back = false;
                continue;
            };
            let next = (k + 1 < row.points.len()).then(|| changes.excess(track, r, k + 1)).flatten();
            let fixed = factor > 1.0 && changes.log;
            let far = if fixed { step_here.abs() > factor.ln() } else { excess.abs() > spread };
            // The way back must undo at least half of the way out, and leave less than half of it.
            let returns = next.is_some_and(|n| {
                let least = n.abs().min(excess.abs());
                let back = changes.steps[r].get(k + 1).copied().flatten().unwrap_or(n);
                let large = if fixed {
                    far && back.abs() > factor.ln()
                } else {
                    least > limit_back || (far && least > 0.5 * spread)
                };
                n * excess < 0.0 && (n + excess).abs() < 0.5 * n.abs().max(excess.abs()) && large
            });
            if came_back {
                came_back = false;
                continue;
            }
            let kind = if returns {
                came_back = true;
                Some("spike")
            } else if far {
                Some(if k + 1 == row.points.len() { "last" } else { "shift" })
            } else if !fixed && excess.abs() > confirmed && disputed(&others, changes.log, row, k, floor) {
                Some("disputed")
            } else {
                None
            };
            found.extend(kind.map(|kind| Jump { row: r, point: k, kind, place: row.place, year: point.year() }));
        }
    }
    found
}

/// Tells whether another source shows a step into point `k` that differs by `floor` or more.
fn disputed(others: &[&Track], log: bool, row: &Row, k: usize, floor: f64) -> bool {
    let (before, now) = (&row.points[k - 1], &row.points[k]);
    let Some(own) = step(log, before.value, now.value) else { return false };
    others.iter().any(|track| {
        let Some(other) = track.find_row(row.place) else { return false };
        let (Some(a), Some(b)) = (other.find(before.year()), other.find(now.year())) else { return false };
        step(log, a.value, b.value).is_some_and(|s| (s - own).abs() > floor)
    })
}

/// Puts the jumps of one track into words; neighbouring places that jump alike in one year make one finding.
///
/// `territory` holds the places and years where land area changes.
pub(super) fn report(
    input: &Input,
    track: &Track,
    changes: &Changes,
    jumps: &[Jump],
    territory: &BTreeSet<(u32, i32)>,
) -> Vec<Hit> {
    let mut alike: BTreeMap<(i32, &'static str, bool), Vec<&Jump>> = BTreeMap::new();
    for jump in jumps {
        let up = changes.steps[jump.row][jump.point].is_some_and(|s| s > 0.0);
        alike.entry((jump.year, jump.kind, up)).or_default().push(jump);
    }
    let mut hits = Vec::new();
    for ((year, ..), jumps) in alike {
        for block in blocks(track, year, &jumps, |j| j.place) {
            hits.push(hit(input, track, changes, &block, territory));
        }
    }
    hits
}

fn hit(input: &Input, track: &Track, changes: &Changes, block: &[&Jump], territory: &BTreeSet<(u32, i32)>) -> Hit {
    let jump = block[0];
    let row = &track.rows[jump.row];
    let (before, now) = (&row.points[jump.point - 1], &row.points[jump.point]);
    let code = input.code(track.indicator);
    let change = how_much(before.value, now.value);
    let (manner, expected) = match (jump.kind, row.points.get(jump.point + 1)) {
        ("spike", Some(next)) => (
            format!("{change} and comes back to {} in {}", show(next.value), next.period),
            changes.between(before.value, next.value),
        ),
        ("last", _) => {
            (format!("{change}, and nothing follows"), changes.after(before.value, changes.group_of(jump.year)))
        }
        ("disputed", _) => (
            format!("{change}, which another source does not show"),
            changes.after(before.value, changes.group_of(jump.year)),
        ),
        _ => (format!("{change} and stays there"), changes.after(before.value, changes.group_of(jump.year))),
    };
    let others = if block.len() > 1 {
        let names: Vec<String> = block[1..].iter().map(|j| input.place(j.place)).collect();
        format!("; so do {} of the next rows: {}", block.len() - 1, names.join(", "))
    } else {
        String::new()
    };
    Hit {
        rule: "jump",
        kind: jump.kind,
        grave: true,
        cells: block.iter().map(|j| (track.indicator, j.place, track.rows[j.row].points[j.point].period)).collect(),
        at: Some(now.at),
        message: format!(
            "`{code}` of {} is {} in {}{}: from {} in {} it {manner}{others}",
            input.place(jump.place),
            show(now.value),
            now.period,
            track.in_source(),
            show(before.value),
            before.period,
        ),
        expected: Some(format!("about {}", show(expected))),
        hint: Some(hint(input, track, jump, territory)),
        related: vec![(before.at, "the year before".to_owned())],
    }
}

/// Says `rises by 42 %`, `falls by 80 %` or `rises to 12.3 times`.
fn how_much(before: f64, now: f64) -> String {
    let factor = now / before;
    if !factor.is_finite() || factor <= 0.0 {
        format!("goes by {}", show(now - before))
    } else if factor >= 3.0 {
        format!("rises to {factor:.1} times")
    } else if factor >= 1.0 {
        format!("rises by {:.0} %", (factor - 1.0) * 100.0)
    } else {
        format!("falls by {:.0} %", (1.0 - factor) * 100.0)
    }
}

fn hint(input: &Input, track: &Track, jump: &Jump, territory: &BTreeSet<(u32, i32)>) -> String {
    let own = track.rows[jump.row].points[jump.point].value;
    let others: Vec<String> = input
        .others(track)
        .filter_map(|t| Some((t, t.find(jump.place, jump.year)?.value)))
        .filter(|(_, value)| (value - own).abs() > 0.02 * own.abs())
        .map(|(t, value)| format!("`{}` gives {}", t.source, show(value)))
        .collect();
    if territory.contains(&(jump.place, jump.year)) {
        "the land area changes at the same time: give the values before and after their territory versions".to_owned()
    } else if !others.is_empty() {
        format!("{} for this cell", others.join(", "))
    } else if jump.kind == "spike" {
        "compare with the publication: a digit, a row or a unit may be wrong".to_owned()
    } else {
        "if the definition or a revision breaks the series here, take all years from one revision or say so in a note"
            .to_owned()
    }
}

#[cfg(test)]
mod tests;
