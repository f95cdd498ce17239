//! Departures of trips that run at a headway.
//!
//! The timetable says only "every ten minutes"; when exactly is drawn. In each of `n` draws every headway row has one
//! offset for its whole period. Over the draws of one row the offsets are a Latin hypercube sample: each `n`-th part of
//! the headway holds exactly one, in an order that rows do not share, so that waits at one stop are spread evenly and
//! meetings of two lines are not correlated.
//!
//! Source: M. Stewart and A. Byrd (2022), Demonstrating the effect of headway draws, for offsets per row; M. McKay,
//! R. Beckman, W. Conover (1979), Technometrics 21 (2), section 2.3, for the sample.

/// Tells how headways become departures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headways {
    /// Departures at one of `n_draws` drawn offsets of each headway row.
    Drawn {
        /// Seed; equal seeds give equal offsets on every machine.
        seed: u64,
        /// Number of the draw, from 0.
        draw: u32,
        /// Number of draws, at least 1.
        n_draws: u32,
    },
    /// As [`Headways::Drawn`], by the rules of R5 v7.4: offsets reach over the whole headway even if the row is shorter, a
    /// vehicle still leaves at the very end of its row, one at least leaves even after it, and a row counts from the arrival
    /// at the first stop. A vehicle can be boarded 60 s after reaching its stop and not only after them, the first of a row
    /// after 59 s; for that its departures stand a second or two later in the timetable.
    DrawnR5 {
        /// Seed; equal seeds give equal offsets on every machine.
        seed: u64,
        /// Number of the draw, from 0.
        draw: u32,
        /// Number of draws, at least 1.
        n_draws: u32,
    },
    /// No departures: every boarding waits half the headway.
    HalfWait,
}

/// Returns the offset of a headway row in a draw, in whole seconds from 0 to below `length_s`; 0 if that is 0.
///
/// `offset = ⌊(stratum + u) / n · length⌋`: `stratum` is the rank of the draw among the row's draws, `u` uniform in [0, 1);
/// both are hashes of seed, row and draw alone, so adding or removing other rows changes nothing. Cost: O(n).
pub fn offset_s(seed: u64, key: u64, draw: u32, n_draws: u32, length_s: u32) -> u32 {
    ((share(seed, key, draw, n_draws) * f64::from(length_s)) as u32).min(length_s.saturating_sub(1))
}

/// Returns the share in [0, 1) that a draw has of whatever `key` stands for, see [`offset_s`].
pub(crate) fn share(seed: u64, key: u64, draw: u32, n_draws: u32) -> f64 {
    let hash = |draw: u32, salt: u64| mix(mix(seed ^ mix(key)) ^ mix(u64::from(draw) << 8 | salt));
    let own = (hash(draw, 1), draw);
    let stratum = (0..n_draws).filter(|other| (hash(*other, 1), *other) < own).count();
    let u = (hash(draw, 2) >> 11) as f64 / (1_u64 << 53) as f64;
    (stratum as f64 + u) / f64::from(n_draws.max(1))
}

/// Returns a number that stands for a row of byte strings.
pub(super) fn key(parts: &[&[u8]]) -> u64 {
    parts.iter().fold(0, |key, part| {
        let own = part.iter().fold(part.len() as u64, |own, byte| mix(own ^ u64::from(*byte)));
        mix(key ^ own)
    })
}

/// Spreads the bits of a number (finaliser of the splitmix64 generator, G. Steele and others 2014).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
