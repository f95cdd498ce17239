//! Percentiles over departures and draws.

use super::Lanes;

/// Tells which value a percentile is; `n` times, sorted, unreachable ones last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PercentileRule {
    /// The item of rank ⌈p/100 · n⌉, counted from 1 (R5; type 1 of Hyndman and Fan 1996).
    Item,
    /// Interpolated at rank 1 + p/100 · (n − 1) (type 7), rounded half up to seconds; unreachable if one of the two
    /// neighbours that count is.
    Interpolated,
}

/// Tells what travel times are given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole minutes begun, seconds cut off: 59 s are 0 minutes.
    Minutes,
    /// Whole seconds.
    Seconds,
}

/// A time that is none: the departure does not reach the destination.
pub(super) const UNREACHED: u16 = u16::MAX;

/// Number of values that are at most `bound`.
#[inline(always)]
fn count_at_most(blocks: &[Lanes], bound: u16) -> u32 {
    blocks.iter().map(|lanes| u32::from(lanes.iter().map(|value| u16::from(*value <= bound)).sum::<u16>())).sum()
}

/// Returns the value of a rank, counted from 1, by halving the range of values; lanes out of use hold [`UNREACHED`].
#[inline(always)]
fn item(blocks: &[Lanes], rank: u32, (mut low, mut high): (u16, u16)) -> u16 {
    while low < high {
        let middle = low + (high - low) / 2;
        if count_at_most(blocks, middle) >= rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Writes the percentiles of `n` times to `out`.
#[inline(always)]
pub(super) fn percentiles(
    blocks: &[Lanes],
    n: u32,
    (levels, rule, unit): (&[f64], PercentileRule, Unit),
    out: &mut [Option<u16>],
) {
    let mut low = UNREACHED;
    let mut high = 0;
    for lanes in blocks {
        low = lanes.iter().fold(low, |low, value| low.min(*value));
        high = lanes.iter().fold(high, |high, value| high.max(*value));
    }
    if low == UNREACHED {
        out.fill(None);
        return;
    }
    if rule == PercentileRule::Item && unit == Unit::Minutes && levels.len() > 1 {
        minutes(blocks, n, levels, (low, high), out);
        return;
    }
    for (level, out) in levels.iter().zip(out) {
        *out = match (rule, unit) {
            (PercentileRule::Item, Unit::Minutes) => minute(blocks, rank(*level, n), (low, high)),
            (PercentileRule::Item, Unit::Seconds) => reached(item(blocks, rank(*level, n), (low, high))),
            (PercentileRule::Interpolated, Unit::Minutes) => {
                reached(interpolated(blocks, *level, n, (low, high))).map(|seconds| seconds / 60)
            }
            (PercentileRule::Interpolated, Unit::Seconds) => reached(interpolated(blocks, *level, n, (low, high))),
        };
    }
}

#[inline(always)]
fn reached(value: u16) -> Option<u16> {
    (value != UNREACHED).then_some(value)
}

/// Returns the minute of the value of a rank: the same halving over minutes takes half the steps.
#[inline(always)]
fn minute(blocks: &[Lanes], rank: u32, (low, high): (u16, u16)) -> Option<u16> {
    // 65,535 s lie in minute 1,092, and so do times from 65,520 s on, which no journey takes.
    let (mut low, mut high) = (low / 60, high / 60);
    while low < high {
        let middle = low + (high - low) / 2;
        if count_at_most(blocks, middle * 60 + 59) >= rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    (low < UNREACHED / 60).then_some(low)
}

/// Returns the minutes of the values of several ranks: one count of all values by minute serves them all.
#[inline(always)]
fn minutes(blocks: &[Lanes], n: u32, levels: &[f64], (low, high): (u16, u16), out: &mut [Option<u16>]) {
    // The last counter takes what lies further above the lowest minute, unreached lanes with it.
    const BEYOND: u16 = 255;
    let mut counts = [0_u32; BEYOND as usize + 1];
    let first = low / 60;
    for lanes in blocks {
        let mut places = *lanes;
        places.iter_mut().for_each(|place| *place = (*place / 60 - first).min(BEYOND));
        places.iter().for_each(|place| counts[usize::from(place & BEYOND)] += 1);
    }
    let (mut place, mut at_most, mut before) = (0, counts[0], 0);
    for (level, out) in levels.iter().zip(out) {
        let rank = rank(*level, n);
        if rank < before {
            (place, at_most) = (0, counts[0]);
        }
        before = rank;
        while at_most < rank && place + 1 < BEYOND {
            place += 1;
            at_most += counts[usize::from(place)];
        }
        *out = if at_most < rank { minute(blocks, rank, (low, high)) } else { Some(first + place) };
    }
}

/// Rank of an item: ⌈p/100 · n⌉, at least 1. A product that misses a whole number by rounding counts as that number.
pub(super) fn rank(level: f64, n: u32) -> u32 {
    let exact = level * f64::from(n) / 100.0;
    let near = exact.round();
    let rank = if (exact - near).abs() < 1e-9 { near } else { exact.ceil() };
    (rank as u32).clamp(1, n)
}

#[inline(always)]
fn interpolated(blocks: &[Lanes], level: f64, n: u32, range: (u16, u16)) -> u16 {
    let place = level / 100.0 * f64::from(n - 1);
    let below = place.floor();
    let share = place - below;
    let lower = item(blocks, below as u32 + 1, range);
    if lower == UNREACHED || share < 1e-9 {
        return lower;
    }
    let upper = item(blocks, below as u32 + 2, range);
    if upper == UNREACHED {
        return UNREACHED;
    }
    (f64::from(lower) + share * f64::from(upper - lower) + 0.5) as u16
}
