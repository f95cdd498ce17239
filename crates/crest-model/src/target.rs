//! A target: the sentence by which an office says what an indicator shall reach, understood.
//!
//! `8%左右`, `正增长`, `与经济增长同步`, `控制在3.5以内`, `strive for more than 10000`, `20 (100m USD)`: a kind (at least, at
//! most, about, positive, in step with another, within a range), what is measured (level, growth, change, share, rank)
//! and one or two numbers. Sentences are read by [`Target::parse`]; [`Target::reading`] tells a reader how one was understood.

use std::fmt;

use crate::{Text, Unit, UnitError};

mod parse;
mod words;

#[cfg(test)]
mod tests;

/// Shortfall that "about N" allows for a level, as a share of |N|: about 4000 is met from 3800.
///
/// Offices state no tolerance. This one is chosen so that published verdicts come out as published: 8.2 and 13.1 meet
/// "about 8" and "about 13", growth of 8 misses "about 10".
pub const ABOUT_SHARE: f64 = 0.05;

/// Shortfall that "about N" allows for a percentage, in percentage points: about 8 % is met from 7.5 %.
pub const ABOUT_POINTS: f64 = 0.5;

/// Shortfall that "in step with" allows, in points of growth.
pub const IN_STEP_POINTS: f64 = 0.5;

/// Holds a target sentence as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What is demanded.
    pub kind: TargetKind,
    /// What the numbers measure.
    pub measure: Measure,
    /// Unit of the numbers for levels (that of the indicator); `None` for growth (%), change (points), share (%) and rank.
    pub unit: Option<Unit>,
    /// True when the sentence strives rather than promises (`力争`, `strive for`): a hint that it is not binding.
    pub strives: bool,
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
    },
}

/// Says what the numbers of a target measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// The value itself.
    Level,
    /// The change to the period before, in per cent.
    Growth,
    /// The change to the period before, in percentage points (of an indicator in per cent).
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
        parse::sentence(sentence, unit)
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
            | TargetKind::Stated { number } => Some(number),
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
    /// | a number N | from N | up to N | within N ± the tolerance of "about" |
    /// | between A and B | from A | up to B | from A to B |
    /// | in step with r | from r − 0.5 | up to r + 0.5 | within r ± 0.5 |
    ///
    /// - Ends belong to the target, up to a relative rounding of 1e-9; ranks count as less is better.
    /// - Missing: `None` when `value` is not finite, or "in step with" lacks its `reference`.
    pub fn is_met(&self, value: f64, reference: Option<f64>, higher_is_better: i8) -> Option<bool> {
        if !value.is_finite() {
            return None;
        }
        let direction = if self.measure == Measure::Rank { -1 } else { higher_is_better };
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
            TargetKind::InStepWith { .. } => {
                let reference = reference.filter(|r| r.is_finite())?;
                judge(reference - IN_STEP_POINTS, reference + IN_STEP_POINTS)
            }
            TargetKind::Range { lower, upper } => judge(lower, upper),
            TargetKind::Stated { number } if direction == 0 => {
                let tolerance = self.about_tolerance(number);
                judge(number - tolerance, number + tolerance)
            }
            TargetKind::Stated { number } => judge(number, number),
        })
    }

    /// Returns the code or wording of the indicator that this one keeps step with.
    pub fn reference(&self) -> Option<&str> {
        match &self.kind {
            TargetKind::InStepWith { reference } => Some(reference),
            _ => None,
        }
    }

    /// Returns the tolerance of "about `number`" for what this target measures.
    fn about_tolerance(&self, number: f64) -> f64 {
        let in_points = match self.measure {
            Measure::Growth | Measure::Change | Measure::Share => true,
            Measure::Level => self.unit.as_ref().is_some_and(is_percent),
            Measure::Rank => false,
        };
        if in_points { ABOUT_POINTS } else { ABOUT_SHARE * number.abs() }
    }

    /// Returns how the sentence was understood, in both languages.
    pub fn reading(&self) -> Text {
        let mut zh = self.reading_zh();
        let mut en = self.to_english(&|number| self.with_unit(number));
        if let TargetKind::About { tolerance, .. } = self.kind {
            let (zh_margin, en_margin) = match self.about_unit() {
                Some(unit) => (format!("{}{}", short(tolerance), unit), format!("{} {}", short(tolerance), unit)),
                None => (format!("{}个百分点", short(tolerance)), format!("{} percentage points", short(tolerance))),
            };
            zh.push_str(&format!("（容差{zh_margin}）"));
            en.push_str(&format!(" (tolerance {en_margin})"));
        }
        if let Some(aside) = &self.aside {
            let aside = aside.reading();
            zh.push_str(&format!("；另述：{}", aside.zh));
            en.push_str(&format!("; also stated: {}", aside.en));
        }
        Text::new(zh, en)
    }

    /// Unit of the tolerance of "about"; `None` = percentage points.
    fn about_unit(&self) -> Option<&str> {
        match (&self.unit, self.measure) {
            (Some(unit), Measure::Level) if !is_percent(unit) => {
                Some(if unit.written == "1" { "" } else { &unit.written })
            }
            _ => None,
        }
    }

    /// Wording in Chinese, without tolerance and aside.
    fn reading_zh(&self) -> String {
        let number = |n: f64| match (self.measure, &self.unit) {
            (Measure::Growth | Measure::Share, _) => format!("{}%", short(n)),
            (Measure::Change, _) => format!("{}个百分点", short(n)),
            (Measure::Level, Some(unit)) if unit.written != "1" => format!("{}{}", short(n), unit.written),
            _ => short(n),
        };
        let strives = if self.strives { "力争" } else { "" };
        let measure = match self.measure {
            Measure::Level | Measure::Rank => "",
            Measure::Growth => "增长",
            Measure::Change => "提高",
            Measure::Share => "占比",
        };
        if let (Measure::Rank, TargetKind::AtMost { number, .. }) = (self.measure, &self.kind) {
            return format!("{strives}进入前{}名", short(*number));
        }
        let demand = match &self.kind {
            TargetKind::AtLeast { number: n, strict: false } => format!("{measure}不低于{}", number(*n)),
            TargetKind::AtLeast { number: n, strict: true } => format!("{measure}高于{}", number(*n)),
            TargetKind::AtMost { number: n, strict: false } => format!("{measure}不高于{}", number(*n)),
            TargetKind::AtMost { number: n, strict: true } => format!("{measure}低于{}", number(*n)),
            TargetKind::About { number: n, .. } => format!("{measure}{}左右", number(*n)),
            TargetKind::Positive => match self.measure {
                Measure::Level => "正值".to_owned(),
                _ => "正增长".to_owned(),
            },
            TargetKind::Negative => match self.measure {
                Measure::Level => "负值".to_owned(),
                _ => "负增长".to_owned(),
            },
            TargetKind::InStepWith { reference } => format!("与“{reference}”同步"),
            TargetKind::Range { lower, upper } => format!("{measure}{}至{}", number(*lower), number(*upper)),
            TargetKind::Stated { number: n } => format!("{measure}{}", number(*n)),
        };
        format!("{strives}{demand}")
    }

    /// Number with the unit of the measure, as the canonical sentence writes it.
    fn with_unit(&self, number: f64) -> String {
        match (self.measure, &self.unit) {
            (Measure::Growth | Measure::Share, _) => format!("{number}%"),
            (Measure::Change, _) => format!("{number} percentage points"),
            (Measure::Level, Some(unit)) if unit.written == "1" => format!("{number}"),
            (Measure::Level, Some(unit)) if unit.written == "%" => format!("{number}%"),
            (Measure::Level, Some(unit)) => format!("{number} ({})", unit.written),
            (Measure::Level, None) | (Measure::Rank, _) => format!("{number}"),
        }
    }

    /// Wording in English, without aside; `write` writes a number.
    fn to_english(&self, write: &dyn Fn(f64) -> String) -> String {
        let strives = if self.strives { "strive for " } else { "" };
        let measure = match self.measure {
            Measure::Level | Measure::Rank => "",
            Measure::Growth => "growth of ",
            Measure::Change => "an increase of ",
            Measure::Share => "a share of ",
        };
        if let (Measure::Rank, TargetKind::AtMost { number, .. }) = (self.measure, &self.kind) {
            return format!("{strives}top {number}");
        }
        let demand = match &self.kind {
            TargetKind::AtLeast { number, strict: false } => format!("{measure}at least {}", write(*number)),
            TargetKind::AtLeast { number, strict: true } => format!("{measure}more than {}", write(*number)),
            TargetKind::AtMost { number, strict: false } => format!("{measure}at most {}", write(*number)),
            TargetKind::AtMost { number, strict: true } => format!("{measure}less than {}", write(*number)),
            TargetKind::About { number, .. } => format!("{measure}about {}", write(*number)),
            TargetKind::Positive if self.measure == Measure::Level => "positive".to_owned(),
            TargetKind::Positive => "positive growth".to_owned(),
            TargetKind::Negative if self.measure == Measure::Level => "negative".to_owned(),
            TargetKind::Negative => "negative growth".to_owned(),
            TargetKind::InStepWith { reference } => format!("in step with {reference}"),
            TargetKind::Range { lower, upper } => format!("{measure}between {lower} and {}", write(*upper)),
            TargetKind::Stated { number } => format!("{measure}{}", write(*number)),
        };
        format!("{strives}{demand}")
    }
}

impl fmt::Display for Target {
    /// Writes the canonical sentence (English); parsing it with the unit of the same indicator gives an equal target.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_english(&|number| self.with_unit(number)))?;
        if let Some(aside) = &self.aside {
            write!(f, " ({})", aside.to_english(&|number| aside.with_unit(number)))?;
        }
        Ok(())
    }
}

/// Tells whether a unit counts in per cent, per mille or percentage points, so that its growth in per cent is not meant.
fn is_percent(unit: &Unit) -> bool {
    use crate::unit::Base;
    unit.dimension.power(Base::PercentagePoint) == 1
        || (unit.dimension.is_number() && (unit.scale - 0.01).abs() < 1e-12)
}

/// Writes a number for readers: at most six significant decimals, no trailing zeros.
fn short(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    if rounded.is_finite() { format!("{rounded}") } else { format!("{number}") }
}
