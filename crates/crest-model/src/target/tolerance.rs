//! How far a value may fall short of "about" and "in step with", which no office states.
//!
//! The defaults are chosen so that published verdicts come out as published: growth of 8.2 and 13.1 meets "about 8" and
//! "about 13", growth of 8 misses "about 10". A project may state others (`[targets]`), and so may each target.

use super::parse::convert_level;
use super::{Measure, TargetError, TargetKind};
use crate::Unit;

/// Holds the tolerances that apply where a sentence states none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerances {
    /// Shortfall that "about N" allows for a level, as a share of |N|; at least 0. Default 0.05: about 4000 is met from 3800.
    pub about_share: f64,
    /// Shortfall that "about N" allows for a percentage, in percentage points; at least 0. Default 0.5: about 8 % is met from
    /// 7.5 %.
    pub about_points: f64,
    /// Shortfall that "in step with" allows, in points; at least 0. Default 0.5.
    pub in_step_points: f64,
}

impl Default for Tolerances {
    fn default() -> Self {
        Self { about_share: 0.05, about_points: 0.5, in_step_points: 0.5 }
    }
}

impl Tolerances {
    /// Returns the tolerance of "about `number`", an indicator of `unit` being measured as said.
    pub(super) fn about(&self, number: f64, measure: Measure, unit: &Unit) -> f64 {
        if measure.is_in_points(Some(unit)) {
            self.about_points
        } else if measure == Measure::Rank {
            0.0
        } else {
            self.about_share * number.abs()
        }
    }
}

/// Words that open a tolerance in a bracket.
const OPENINGS: [&str; 8] = ["容差", "允许误差", "允许偏差", "误差", "tolerance", "give or take", "plus or minus", "±"];

/// Takes the number and unit of a tolerance (`容差0.5个百分点`, `tolerance 5%`) from the content of a bracket.
pub(super) fn opening(content: &str) -> Option<&str> {
    let trimmed = content.trim();
    OPENINGS.iter().find_map(|opening| {
        let head = trimmed.get(..opening.len())?;
        head.eq_ignore_ascii_case(opening).then(|| trimmed[opening.len()..].trim_start_matches([' ', ':', '为']).trim())
    })
}

/// Puts a tolerance clause into the target it belongs to.
///
/// - Rates, growth and "in step with" take points (`个百分点`, `percentage points`, `%` or no unit).
/// - Levels take a share of the number (`5%`), a number in a unit like that of the indicator, or a bare number in it.
pub(super) fn apply(kind: &mut TargetKind, measure: Measure, unit: &Unit, clause: &str) -> Result<(), TargetError> {
    let refuse = || TargetError::Tolerance { clause: clause.to_owned() };
    let digits: usize = clause
        .char_indices()
        .take_while(|(_, c)| c.is_ascii_digit() || matches!(c, '.' | ',' | 'e' | 'E' | '-' | '+'))
        .map(|(_, c)| c.len_utf8())
        .sum();
    // An exponent belongs to the number only when digits follow it.
    let (number, rest) = clause.split_at(digits);
    let (number, cut) = match number.trim_end_matches(['e', 'E', '-', '+', ',']) {
        shorter if shorter.len() < number.len() => (shorter, &clause[shorter.len()..]),
        whole => (whole, rest),
    };
    let amount: f64 = number.replace(',', "").parse().map_err(|_| refuse())?;
    let written = cut.trim();
    let in_points = matches!(kind, TargetKind::InStepWith { .. }) || measure.is_in_points(Some(unit));
    let (own, number) = match kind {
        TargetKind::About { tolerance, number } | TargetKind::Stated { tolerance, number } => (tolerance, *number),
        TargetKind::InStepWith { tolerance, .. } => (tolerance, 0.0),
        _ => return Err(refuse()),
    };
    let points = ["", "%", "个百分点", "百分点", "percentage points", "percentage point", "points", "point"];
    *own = if in_points {
        if !points.contains(&written) && written != unit.written {
            return Err(refuse());
        }
        amount
    } else if written.is_empty() {
        amount
    } else if written == "%" {
        amount / 100.0 * number.abs()
    } else {
        convert_level(amount, written, unit).map_err(|_| refuse())?
    };
    if own.is_finite() && *own >= 0.0 { Ok(()) } else { Err(refuse()) }
}
