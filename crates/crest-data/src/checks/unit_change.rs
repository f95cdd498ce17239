//! Rule `unit-change`: changes of level by a power of ten or another ratio of units.
//!
//! 亿元 entered as 万元 is 10⁴, a slipped decimal point 10, hectares entered as mu 15. A step counts when it lies near the
//! logarithm of such a ratio, and the place's own changes are so small that this is no coincidence: the tolerance, wider
//! by 2.5 usual spreads, may be no more than a fifth of the ratio's logarithm. Where changes of such a size are not rare
//! in the indicator as a whole, three places must change alike in one year.

use std::collections::BTreeMap;

use super::change::{Changes, median};
use super::rule::{Hit, Settings};
use super::series::{Input, Track, show};

/// Ratios looked for: number, true for ratios of areas only, what they mean.
const RATIOS: &[(f64, bool, &str)] = &[
    (10.0, false, "a decimal point out of place"),
    (15.0, true, "hectares and mu"),
    (100.0, false, "a percentage and a share, or a decimal point out of place"),
    (1e3, false, "thousands and single units, or tonnes and kilogrammes"),
    (1500.0, true, "square kilometres and mu"),
    (1e4, false, "万 and single units, or 亿 and 万"),
    (1e6, false, "millions and single units"),
    (1e8, false, "亿 and single units"),
];
/// Places that must change alike in one year where large changes are not rare.
const ALIKE: usize = 3;
/// Large changes that are rare however few values there are.
const FEW: usize = 4;

/// Holds one change of level.
struct Change {
    row: usize,
    point: usize,
    ratio: usize,
    up: bool,
    /// True when the next step goes back.
    single: bool,
}

/// Finds changes of level of one track; places that change alike in one year make one finding.
pub(super) fn find(input: &Input, settings: &Settings, track: &Track, changes: &Changes) -> Vec<Hit> {
    if !changes.log {
        return Vec::new();
    }
    let code = input.code(track.indicator);
    let tolerance = settings.number("tolerance", code);
    let spread = settings.number("spread", code);
    let area = input.indicators.get(track.indicator as usize).is_some_and(|i| i.area);
    let sizes = sizes(track, changes);
    let wild = settings.number("wild", code);
    let is_wild = |ratio: usize| {
        let half = 0.5 * RATIOS[ratio].0.ln();
        let beyond = sizes.len() - sizes.partition_point(|&e| e < half);
        beyond as f64 > wild * sizes.len() as f64 && beyond > FEW
    };
    let growth = median(&mut changes.group.values().copied().collect::<Vec<f64>>()).unwrap_or(0.0);
    let mut found: BTreeMap<(i32, usize, bool, bool), Vec<Change>> = BTreeMap::new();
    for (r, row) in track.rows.iter().enumerate() {
        let sigma = changes.spread.max(changes.own[r]);
        let near = |step: f64| -> Option<usize> {
            let (ratio, distance) = nearest_ratio(step, area)?;
            let width = tolerance + 2.5 * sigma;
            let fits = distance <= width && width <= 0.2 * RATIOS[ratio].0.ln() && step.abs() > spread * sigma;
            fits.then_some(ratio)
        };
        let mut back: Option<(usize, usize)> = None;
        for (k, point) in row.points.iter().enumerate() {
            let Some(excess) = changes.excess(track, r, k) else { continue };
            // A whole column in another unit moves the group with it; then the step beyond usual growth tells.
            let group = changes.group_of(point.year()) - growth;
            let moved = near(group).filter(|&ratio| excess.abs() < 0.2 * RATIOS[ratio].0.ln());
            let step = if moved.is_some() { group } else { excess };
            let Some(ratio) = moved.or_else(|| near(step)) else { continue };
            if back == Some((k, ratio)) {
                back = None;
                continue;
            }
            let next = (k + 1 < row.points.len()).then(|| changes.excess(track, r, k + 1)).flatten();
            let single = next.is_some_and(|n| n * step < 0.0 && near(n) == Some(ratio));
            if single {
                back = Some((k + 1, ratio));
            }
            let up = step > 0.0;
            let change = Change { row: r, point: k, ratio, up, single };
            found.entry((point.year(), ratio, up, single)).or_default().push(change);
        }
    }
    found
        .into_iter()
        .filter(|((_, ratio, ..), alike)| alike.len() >= ALIKE || !is_wild(*ratio))
        .map(|(_, alike)| hit(input, track, changes, &alike))
        .collect()
}

/// Returns the absolute excesses of a track in rising order.
fn sizes(track: &Track, changes: &Changes) -> Vec<f64> {
    let mut sizes: Vec<f64> = (0..track.rows.len())
        .flat_map(|r| (0..track.rows[r].points.len()).filter_map(move |k| changes.excess(track, r, k)))
        .map(f64::abs)
        .collect();
    sizes.sort_unstable_by(f64::total_cmp);
    sizes
}

/// Returns the nearest ratio to a step and the distance from its logarithm; `None` for steps nearer to none.
fn nearest_ratio(step: f64, area: bool) -> Option<(usize, f64)> {
    let size = step.abs();
    if size < 0.5 * RATIOS[0].0.ln() {
        return None;
    }
    RATIOS
        .iter()
        .enumerate()
        .filter(|(_, (_, of_areas, _))| area || !of_areas)
        .map(|(i, (ratio, ..))| (i, (size - ratio.ln()).abs()))
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

fn hit(input: &Input, track: &Track, changes: &Changes, alike: &[Change]) -> Hit {
    let one = &alike[0];
    let row = &track.rows[one.row];
    let (before, now) = (&row.points[one.point - 1], &row.points[one.point]);
    let (ratio, _, meaning) = RATIOS[one.ratio];
    let others = match alike.len() - 1 {
        0 => String::new(),
        n => format!("; {n} other place{} likewise", if n == 1 { "" } else { "s" }),
    };
    let expected = changes.after(before.value, 0.0);
    Hit {
        rule: "unit-change",
        kind: if one.single { "single" } else { "lasting" },
        grave: true,
        cells: alike
            .iter()
            .map(|c| {
                let row = &track.rows[c.row];
                (track.indicator, row.place, row.points[c.point].period)
            })
            .collect(),
        at: Some(now.at),
        message: format!(
            "`{}` of {} is {} in {}{}, {} times {} of the year before to within the usual change{}{others}",
            input.code(track.indicator),
            input.place(row.place),
            show(now.value),
            now.period,
            track.in_source(),
            if one.up { show(ratio) } else { format!("1/{}", show(ratio)) },
            show(before.value),
            if one.single { ", and comes back" } else { "" },
        ),
        expected: Some(format!("about {}", show(expected))),
        hint: Some(format!("the ratio is that of {meaning}: check the unit in the header of this table")),
        related: vec![(before.at, "the level before".to_owned())],
    }
}

#[cfg(test)]
mod tests;
