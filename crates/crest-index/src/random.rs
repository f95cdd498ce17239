//! Random numbers that are looked up by position instead of drawn in turn, so that no order of threads can change them.
//!
//! Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, for the mixing
//! function; its constants are D. Stafford's variant 13.

#[cfg(test)]
mod tests;

/// Mixes a number so that every bit of the result depends on every bit of it.
#[inline(always)]
pub(crate) fn mix(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Joins a key and a position into a key of its own.
#[inline(always)]
pub(crate) fn key(key: u64, position: u64) -> u64 {
    mix(mix(key) ^ position.wrapping_mul(0xD134_2543_DE82_EF95))
}

/// Number in the open interval (0, 1) at a position of the sequence of a key.
#[inline(always)]
pub(crate) fn uniform(sequence: u64, position: u64) -> f64 {
    open_unit(key(sequence, position))
}

/// Maps 64 random bits into the open interval (0, 1).
#[inline(always)]
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}
