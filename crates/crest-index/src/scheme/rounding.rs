//! Rounding of points as offices do it, undisturbed by the last binary digit.

#[cfg(test)]
mod tests;

/// How far from a half or a whole, in units of the last decimal, a number still counts as being there.
///
/// 2.675 is stored as 2.67499999999999982; an office rounds it to 2.68.
const NOISE: f64 = 1e-9;

/// Most decimals to which points can be rounded; beyond, numbers of usual size have no digits left to tell.
pub(super) const MOST_DIGITS: u8 = 9;

/// What is rounded, to how many decimals, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// Rule.
    pub rule: RoundingRule,
    /// Decimals of the points of an item in a column; `None` = not rounded.
    pub item: Option<u8>,
    /// Decimals of the points of a class.
    pub class: Option<u8>,
    /// Decimals of the total.
    pub total: Option<u8>,
}

impl Rounding {
    /// Rounds nothing.
    pub const NONE: Self = Self { rule: RoundingRule::HalfUp, item: None, class: None, total: None };
}

/// How a number between two decimals is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundingRule {
    /// To the nearest; half way, away from zero.
    HalfUp,
    /// To the nearest; half way, to the even neighbour.
    HalfEven,
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
}

/// Rounds to a number of decimals; `None` leaves the number as it is.
///
/// A number within 1e-9 of a half or a whole, in units of the last decimal, counts as being there.
pub(super) fn round(x: f64, digits: Option<u8>, rule: RoundingRule) -> f64 {
    let Some(digits) = digits else { return x };
    let power = 10_f64.powi(i32::from(digits));
    let scaled = x * power;
    // Numbers of 2^52 and more have no fraction.
    if scaled.is_nan() || scaled.abs() >= 4_503_599_627_370_496.0 {
        return x;
    }
    let whole = match rule {
        RoundingRule::HalfUp => (scaled.abs() + 0.5 + NOISE).floor().copysign(scaled),
        RoundingRule::HalfEven => {
            let below = scaled.floor();
            if (scaled - below - 0.5).abs() <= NOISE { 2.0 * ((below + 1.0) / 2.0).floor() } else { scaled.round() }
        }
        RoundingRule::Down => (scaled + NOISE).floor(),
        RoundingRule::Up => (scaled - NOISE).ceil(),
    };
    whole / power + 0.0
}
