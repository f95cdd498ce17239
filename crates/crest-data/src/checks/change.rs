//! How much values usually change from one year to the next: in their own series and in the group.
//!
//! Steps are differences of natural logarithms. Where more than one value in fifty is zero or negative (balances,
//! growth rates), plain differences take their place.

use std::collections::BTreeMap;

use super::series::Track;

/// Least number of places that make a group movement.
const LEAST_GROUP: usize = 8;
/// Least number of steps that make a spread; with fewer, [`SPREAD_UNKNOWN`] stands in.
const LEAST_STEPS: usize = 20;
/// Spread taken for granted where a track is too short to tell its own: a tenth.
const SPREAD_UNKNOWN: f64 = 0.1;
/// Consistency factor of the median absolute deviation for the normal distribution.
const MAD: f64 = 1.4826;

/// Holds the steps of one track.
#[derive(Debug, Clone)]
pub(super) struct Changes {
    /// True when steps are differences of logarithms.
    pub(super) log: bool,
    /// Median absolute value, the scale of plain differences; 1 for logarithms.
    pub(super) level: f64,
    /// Usual spread of the excess over all places: 1.4826 · median |excess|.
    pub(super) spread: f64,
    /// The group's movement by year: median step over its places; absent where fewer than 8 have one.
    pub(super) group: BTreeMap<i32, f64>,
    /// By row and point: step from the year before; `None` where that year is missing or no logarithm exists.
    pub(super) steps: Vec<Vec<Option<f64>>>,
    /// By row: usual spread of the row's own excess; that of all places where it has fewer than 6 steps.
    pub(super) own: Vec<f64>,
}

impl Changes {
    /// Measures the steps of a track.
    pub(super) fn of(track: &Track) -> Self {
        let n_points: usize = track.rows.iter().map(|r| r.points.len()).sum();
        let not_positive = track.rows.iter().flat_map(|r| &r.points).filter(|p| p.value <= 0.0).count();
        let log = not_positive * 50 <= n_points;
        let level = if log {
            1.0
        } else {
            let mut sizes: Vec<f64> = track.rows.iter().flat_map(|r| &r.points).map(|p| p.value.abs()).collect();
            median(&mut sizes).unwrap_or(1.0)
        };
        let mut by_year: BTreeMap<i32, Vec<f64>> = BTreeMap::new();
        let steps: Vec<Vec<Option<f64>>> = track
            .rows
            .iter()
            .map(|row| {
                (0..row.points.len())
                    .map(|k| {
                        let (before, now) = (row.points.get(k.checked_sub(1)?)?, &row.points[k]);
                        let step =
                            if before.year() + 1 == now.year() { step(log, before.value, now.value) } else { None }?;
                        by_year.entry(now.year()).or_default().push(step);
                        Some(step)
                    })
                    .collect()
            })
            .collect();
        let group: BTreeMap<i32, f64> = by_year
            .into_iter()
            .filter(|(_, steps)| steps.len() >= LEAST_GROUP)
            .filter_map(|(year, mut steps)| Some((year, median(&mut steps)?)))
            .collect();
        let mut changes = Self { log, level, spread: 0.0, group, steps, own: Vec::new() };
        let excesses: Vec<Vec<f64>> = track
            .rows
            .iter()
            .enumerate()
            .map(|(r, row)| {
                let excess = |k| changes.excess(track, r, k).map(f64::abs);
                (0..row.points.len()).filter_map(excess).collect()
            })
            .collect();
        let mut all: Vec<f64> = excesses.iter().flatten().copied().collect();
        changes.spread =
            if all.len() < LEAST_STEPS { SPREAD_UNKNOWN * level } else { MAD * median(&mut all).unwrap_or(0.0) };
        changes.own = excesses
            .into_iter()
            .map(|mut own| if own.len() < 6 { changes.spread } else { MAD * median(&mut own).unwrap_or(0.0) })
            .collect();
        changes
    }

    /// Returns the step of a point beyond the group's movement of its year.
    pub(super) fn excess(&self, track: &Track, row: usize, point: usize) -> Option<f64> {
        let step = self.steps[row][point]?;
        Some(step - self.group_of(track.rows[row].points[point].year()))
    }

    /// Returns the group's movement of a year, 0 where there is none.
    pub(super) fn group_of(&self, year: i32) -> f64 {
        self.group.get(&year).copied().unwrap_or(0.0)
    }

    /// Returns the value that follows `value` by a step.
    pub(super) fn after(&self, value: f64, step: f64) -> f64 {
        if self.log { value * step.exp() } else { value + step }
    }

    /// Returns the value half-way between two.
    pub(super) fn between(&self, a: f64, b: f64) -> f64 {
        if self.log && a > 0.0 && b > 0.0 { (a * b).sqrt() } else { f64::midpoint(a, b) }
    }
}

/// Returns the step from one value to another: difference of logarithms, or plain.
pub(super) fn step(log: bool, before: f64, now: f64) -> Option<f64> {
    match log {
        true => (before > 0.0 && now > 0.0).then(|| (now / before).ln()),
        false => Some(now - before),
    }
    .filter(|s| s.is_finite())
}

/// Returns the median, the mean of the middle two for an even number; `None` for nothing.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    Some(if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) })
}

/// Returns median and scaled median absolute deviation; `None` for nothing.
pub(super) fn centre_and_spread(values: &[f64]) -> Option<(f64, f64)> {
    let mut sorted = values.to_vec();
    let centre = median(&mut sorted)?;
    for x in &mut sorted {
        *x = (*x - centre).abs();
    }
    Some((centre, MAD * median(&mut sorted)?))
}

#[cfg(test)]
mod tests;
