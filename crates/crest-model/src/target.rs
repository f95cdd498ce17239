//! A target: the sentence by which an office says what an indicator shall reach, understood.
//!
//! `8%左右`, `正增长`, `与经济增长同步`, `控制在3.5以内`, `strive for more than 10000`, `20 (100m USD)`: a kind (at least, at
//! most, about, positive, in step with another, within a range), what is measured (level, growth, change, share, rank)
//! and one or two numbers. Sentences are read by [`Target::parse`]; [`Target::reading`] tells a reader how one was understood.

use std::fmt;

use crate::{Unit, UnitError};

mod clauses;
mod parse;
mod sentence;
mod tolerance;
mod words;

pub use tolerance::Tolerances;

#[cfg(test)]
mod tests;

/// Holds a target sentence as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What is demanded.
    pub kind: TargetKind,
    /// What the numbers measure.
    pub measure: Measure,
    /// Unit of the numbers for levels, totals and means (that of the indicator); `None` for growth (%), change (points), share
    /// (%) and rank.
    pub unit: Option<Unit>,
    /// True when the sentence strives rather than promises (`力争`, `strive for`): a hint that it is not binding.
    pub strives: bool,
    /// What the sentence says itself: binding (`（约束性）`), expected (`（预期性）`), or nothing.
    pub binding: Option<bool>,
    /// What else stands in brackets, such as `(growth 18.9%)`; told to readers, not judged.
    pub aside: Option<Box<Target>>,
}

/// Says what a target demands.
#[derive(Debug, Clone, PartialEq)]
pub enum TargetKind {
    /// At least the number; above it when `strict`.
    AtLeast {
        /// The number.
        number: f64,
        /// True for "more than", false for "at least".
        strict: bool,
    },
    /// At most the number; below it when `strict`.
    AtMost {
        /// The number.
        number: f64,
        /// True for "less than", false for "at most".
        strict: bool,
    },
    /// About the number.
    About {
        /// The number.
        number: f64,
        /// How far the value may fall short, in the unit of the number, at least 0.
        tolerance: f64,
    },
    /// Above zero.
    Positive,
    /// Below zero.
    Negative,
    /// As much as another indicator, or more.
    InStepWith {
        /// The other indicator: as written by the parser, its code in a checked model.
        reference: String,
        /// How far the value may fall short, in points, at least 0.
        tolerance: f64,
    },
    /// Between two numbers.
    Range {
        /// Lower end.
        lower: f64,
        /// Upper end, at least `lower`.
        upper: f64,
    },
    /// A number without a word: at least it where more is better, at most it where less is better.
    Stated {
        /// The number.
        number: f64,
        /// How far the value of an indicator that is only watched may lie away, in the unit of the number, at least 0.
        tolerance: f64,
    },
}

/// Says what the numbers of a target measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// The value itself.
    Level,
    /// The sum of the values since the baseline (`五年累计新增15万人`); without a baseline that of the year.
    Total,
    /// The mean of the yearly values since the baseline (`年均3万人`); without a baseline that of the year.
    Mean,
    /// The change to the same period of the year before, in per cent.
    Growth,
    /// The mean yearly growth since the baseline, compounded, in per cent (`年均增长6.5%`).
    MeanGrowth,
    /// The growth since the baseline altogether, in per cent (`累计下降18%`).
    TotalGrowth,
    /// The change to the same period of the year before, in percentage points (of an indicator in per cent).
    Change,
    /// The share of a whole, in per cent.
    Share,
    /// The place among the ranked places; 1 = best.
    Rank,
}

/// Says why a target sentence could not be read.
#[derive(Debug, Clone, PartialEq)]
pub enum TargetError {
    /// Nothing was written.
    Empty,
    /// The sentence holds no number and none of the sentences that need none.
    NoNumber,
    /// The sentence holds more numbers than it can use.
    TooManyNumbers {
        /// The number that is too many.
        number: String,
    },
    /// A part of the sentence was not understood.
    Unknown {
        /// The part.
        part: String,
    },
    /// Two words demand different things.
    Contradiction {
        /// The first demand.
        first: &'static str,
        /// The second demand.
        second: &'static str,
    },
    /// The unit in the sentence could not be read or converted.
    Unit(UnitError),
    /// The unit in the sentence measures another kind of quantity than the indicator.
    OtherDimension {
        /// Unit in the sentence.
        written: String,
        /// Unit of the indicator.
        expected: String,
    },
    /// A tolerance is below 0, or where the sentence has no use for it.
    Tolerance {
        /// The clause as written.
        clause: String,
    },
    /// A number is out of what can be computed with, or a range is upside down.
    Number {
        /// The number as written.
        number: String,
    },
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the sentence is empty"),
            Self::NoNumber => write!(f, "the sentence holds no number"),
            Self::TooManyNumbers { number } => write!(f, "the sentence holds a number too many: `{number}`"),
            Self::Unknown { part } => write!(f, "`{part}` is not understood"),
            Self::Contradiction { first, second } => write!(f, "the sentence says both {first} and {second}"),
            Self::Unit(error) => error.fmt(f),
            Self::OtherDimension { written, expected } => {
                write!(f, "`{written}` measures something else than the indicator, which is in `{expected}`")
            }
            Self::Tolerance { clause } => write!(f, "the tolerance `{clause}` cannot be used here"),
            Self::Number { number } => write!(f, "`{number}` cannot be used"),
        }
    }
}

impl std::error::Error for TargetError {}

impl Target {
    /// Reads a target sentence for an indicator measured in `unit`.
    ///
    /// - A number followed by `%` is growth where the indicator is not itself in per cent, else a level.
    /// - A unit in the sentence is converted to that of the indicator; a magnitude alone (`1.2万亿`, `3 million`) counts
    ///   in the indicator's unit without its own magnitude.
    /// - Any wording that is not understood is refused rather than passed over.
    ///
    /// # Errors
    /// See [`TargetError`].
    ///
    /// ```
    /// use crest_model::{Target, Unit};
    /// let target = Target::parse("力争突破1万亿元", &Unit::parse("亿元").unwrap()).unwrap();
    /// assert_eq!(target.required(None, 1), Some(10_000.0));
    /// assert_eq!(target.is_met(10_000.0, None, 1), Some(false));
    /// ```
    pub fn parse(sentence: &str, unit: &Unit) -> Result<Self, TargetError> {
        Self::parse_with(sentence, unit, &Tolerances::default())
    }

    /// Reads a target sentence as [`Target::parse`] does, with stated tolerances for what the sentence leaves open.
    ///
    /// # Errors
    /// See [`TargetError`].
    pub fn parse_with(sentence: &str, unit: &Unit, tolerances: &Tolerances) -> Result<Self, TargetError> {
        parse::sentence(sentence, unit, tolerances)
    }

    /// Returns the number that the value has to reach, without any tolerance.
    ///
    /// - `reference`: the value of the other indicator, for "in step with".
    /// - `higher_is_better`: direction of the indicator (+1, −1, 0); chooses the end of a range.
    /// - Missing: `None` for "in step with" without a reference.
    pub fn required(&self, reference: Option<f64>, higher_is_better: i8) -> Option<f64> {
        match self.kind {
            TargetKind::AtLeast { number, .. }
            | TargetKind::AtMost { number, .. }
            | TargetKind::About { number, .. }
            | TargetKind::Stated { number, .. } => Some(number),
            TargetKind::Positive | TargetKind::Negative => Some(0.0),
            TargetKind::InStepWith { .. } => reference.filter(|r| r.is_finite()),
            TargetKind::Range { lower, upper } => Some(if higher_is_better < 0 { upper } else { lower }),
        }
    }

    /// Tells whether `value`, measured as [`Target::measure`] says, meets the target.
    ///
    /// | kind | more is better | less is better | only watched |
    /// | --- | --- | --- | --- |
    /// | at least, at most, positive, negative | as they say | as they say | as they say |
    /// | about N, tolerance t | from N − t | up to N + t | within N ± t |
    /// | a number N, tolerance t | from N | up to N | within N ± t |
    /// | between A and B | from A | up to B | from A to B |
    /// | in step with r, tolerance t | from r − t | up to r + t | within r ± t |
    ///
    /// - Ends belong to the target, up to a relative rounding of 1e-9; ranks count as less is better.
    /// - Missing: `None` when `value` is not finite, or "in step with" lacks its `reference`.
    pub fn is_met(&self, value: f64, reference: Option<f64>, higher_is_better: i8) -> Option<bool> {
        if !value.is_finite() {
            return None;
        }
        let direction = self.direction(higher_is_better);
        let slack = |number: f64| 1e-9 * number.abs().max(value.abs());
        let from = |number: f64| value >= number - slack(number);
        let up_to = |number: f64| value <= number + slack(number);
        let judge = |lower: f64, upper: f64| match direction {
            1.. => from(lower),
            0 => from(lower) && up_to(upper),
            _ => up_to(upper),
        };
        Some(match self.kind {
            TargetKind::AtLeast { number, strict: false } => from(number),
            TargetKind::AtLeast { number, strict: true } => !up_to(number),
            TargetKind::AtMost { number, strict: false } => up_to(number),
            TargetKind::AtMost { number, strict: true } => !from(number),
            TargetKind::About { number, tolerance } => judge(number - tolerance, number + tolerance),
            TargetKind::Positive => value > 0.0,
            TargetKind::Negative => value < 0.0,
            TargetKind::InStepWith { tolerance, .. } => {
                let reference = reference.filter(|r| r.is_finite())?;
                judge(reference - tolerance, reference + tolerance)
            }
            TargetKind::Range { lower, upper } => judge(lower, upper),
            TargetKind::Stated { number, tolerance } if direction == 0 => judge(number - tolerance, number + tolerance),
            TargetKind::Stated { number, .. } => judge(number, number),
        })
    }

    /// Returns the code or wording of the indicator that this one keeps step with.
    pub fn reference(&self) -> Option<&str> {
        match &self.kind {
            TargetKind::InStepWith { reference, .. } => Some(reference),
            _ => None,
        }
    }

    /// Tells whether the value of an indicator with this direction is better when it is less: −1, 0 or +1 as
    /// [`Target::is_met`] judges it. Ranks count as less is better.
    pub fn direction(&self, higher_is_better: i8) -> i8 {
        if self.measure == Measure::Rank { -1 } else { higher_is_better }
    }

    /// Returns how far the value may fall short, where the kind of the target knows a tolerance.
    pub fn tolerance(&self) -> Option<f64> {
        match self.kind {
            TargetKind::About { tolerance, .. }
            | TargetKind::InStepWith { tolerance, .. }
            | TargetKind::Stated { tolerance, .. } => Some(tolerance),
            _ => None,
        }
    }

    /// Returns the target with another tolerance; `None` where its kind knows none.
    ///
    /// - `tolerance`: in the unit of the number, or in points; at least 0.
    #[must_use]
    pub fn with_tolerance(mut self, tolerance: f64) -> Option<Self> {
        match &mut self.kind {
            TargetKind::About { tolerance: own, .. }
            | TargetKind::InStepWith { tolerance: own, .. }
            | TargetKind::Stated { tolerance: own, .. } => *own = tolerance,
            _ => return None,
        }
        Some(self)
    }

    /// Tells whether numbers and tolerance are in per cent or points.
    pub fn is_in_points(&self) -> bool {
        matches!(self.kind, TargetKind::InStepWith { .. }) || self.measure.is_in_points(self.unit.as_ref())
    }
}

impl Measure {
    /// Tells whether numbers of this measure are in per cent or points, `unit` being that of the indicator.
    fn is_in_points(self, unit: Option<&Unit>) -> bool {
        match self {
            Self::Growth | Self::MeanGrowth | Self::TotalGrowth | Self::Change | Self::Share => true,
            Self::Level | Self::Total | Self::Mean => unit.is_some_and(is_percent),
            Self::Rank => false,
        }
    }

    /// Tells whether numbers of this measure are in the unit of the indicator.
    fn is_in_unit(self) -> bool {
        matches!(self, Self::Level | Self::Total | Self::Mean)
    }

    /// Returns the word used in tables: `level`, `total`, `mean`, `growth`, `mean_growth`, `total_growth`, `change`, `share`, `rank`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Total => "total",
            Self::Mean => "mean",
            Self::Growth => "growth",
            Self::MeanGrowth => "mean_growth",
            Self::TotalGrowth => "total_growth",
            Self::Change => "change",
            Self::Share => "share",
            Self::Rank => "rank",
        }
    }
}

/// Tells whether a unit counts in per cent, per mille or percentage points, so that its growth in per cent is not meant.
fn is_percent(unit: &Unit) -> bool {
    use crate::unit::Base;
    unit.dimension.power(Base::PercentagePoint) == 1
        || (unit.dimension.is_number() && (unit.scale - 0.01).abs() < 1e-12)
}
