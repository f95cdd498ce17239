//! A unit of measure: what kind of quantity a number is (dimension), how large one unit of it is (scale), in which currency.
//!
//! `亿元`, `万人`, `%`, `百分点`, `件/万人`, `t/万元`, `million USD` and their like are read by [`Unit::parse`]. Two numbers may
//! be added as they stand only when their units are [the same](Unit::is_same); they may be converted into one another
//! when the units are [like](Unit::is_like).

use std::collections::BTreeMap;
use std::fmt;

use crate::Period;

mod parse;
mod words;

pub use parse::plain_text;

/// Names a basic kind of quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// Money; which currency stands in [`Unit::currency`]. Base unit: one unit of the currency.
    Money,
    /// People. Base unit: one person.
    Person,
    /// Things counted, of whatever kind (件, 家, 个, 户, 张). Base unit: one.
    Count,
    /// Length; area is its square, volume its cube. Base unit: metre.
    Length,
    /// Mass. Base unit: gram.
    Mass,
    /// Energy, coal equivalent included. Base unit: joule.
    Energy,
    /// Time; a year has 365 days, a month is its twelfth. Base unit: second.
    Time,
    /// Working days, which do not convert to days.
    WorkingDay,
    /// Differences of percentages; not percentages.
    PercentagePoint,
    /// Points of an index or score.
    Index,
    /// Places in a ranking.
    Rank,
    /// Degrees Celsius.
    Temperature,
    /// Decibels.
    Decibel,
}

/// Holds the powers of the basic kinds that make up a quantity, such as money¹ · person⁻¹.
///
/// - Invariant: ordered by base, no power is 0. Empty = a pure number (1, 倍, %, ‰).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dimension {
    powers: Vec<(Base, i32)>,
}

impl Dimension {
    /// Returns a single kind to a power.
    pub fn of(base: Base, power: i32) -> Self {
        Self { powers: if power == 0 { Vec::new() } else { vec![(base, power)] } }
    }

    /// Returns the power of one basic kind, 0 where it takes no part.
    pub fn power(&self, base: Base) -> i32 {
        self.powers.iter().find(|(b, _)| *b == base).map_or(0, |(_, p)| *p)
    }

    /// Tells whether it is that of a pure number.
    pub fn is_number(&self) -> bool {
        self.powers.is_empty()
    }

    /// Returns the dimension of a product with `other` raised to `power`.
    #[must_use]
    pub fn times(&self, other: &Self, power: i32) -> Self {
        let mut powers = self.powers.clone();
        for &(base, p) in &other.powers {
            match powers.iter_mut().find(|(b, _)| *b == base) {
                Some((_, own)) => *own += p * power,
                None => powers.push((base, p * power)),
            }
        }
        powers.retain(|(_, p)| *p != 0);
        powers.sort_unstable();
        Self { powers }
    }
}

/// Holds one unit of measure.
///
/// - Invariant: `scale` is finite and above 0; `currency` is given exactly when the dimension contains money.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// As written, tidied (half-width, no stray spaces).
    pub written: String,
    /// Kind of quantity.
    pub dimension: Dimension,
    /// Size of one unit in base units of its dimension: 1e8 for 亿元, 0.01 for %.
    pub scale: f64,
    /// Currency code (`CNY`) where money takes part.
    pub currency: Option<String>,
}

/// Holds `[currency]`.
#[derive(Debug, Clone)]
pub struct Currency {
    /// Base currency code (`CNY`).
    pub base: String,
    /// Units of base currency per unit of the other, by currency code and period.
    pub rates: BTreeMap<String, BTreeMap<Period, f64>>,
    /// Source id.
    pub source: String,
}

/// Says why a unit could not be read or a number not be converted.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitError {
    /// Nothing was written.
    Empty,
    /// A part of the text names no known unit.
    Unknown {
        /// The text as written.
        written: String,
        /// The part that is not known.
        part: String,
    },
    /// Two currencies in one unit.
    TwoCurrencies {
        /// The text as written.
        written: String,
    },
    /// The two units measure different kinds of quantity.
    Unlike {
        /// Unit converted from.
        from: String,
        /// Unit converted to.
        to: String,
    },
    /// No rate between the currencies is stated for the period.
    NoRate {
        /// Currency without a rate.
        currency: String,
        /// Period asked for; `None` when the project states no rates at all.
        period: Option<Period>,
    },
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "no unit is given; write `1` for a pure number"),
            Self::Unknown { written, part } if written == part => write!(f, "`{written}` is no known unit"),
            Self::Unknown { written, part } => write!(f, "`{part}` in `{written}` is no known unit"),
            Self::TwoCurrencies { written } => write!(f, "`{written}` mixes two currencies"),
            Self::Unlike { from, to } => write!(f, "`{from}` cannot be converted to `{to}`"),
            Self::NoRate { currency, period: Some(period) } => {
                write!(f, "no rate for {currency} in {period} is stated")
            }
            Self::NoRate { currency, period: None } => write!(f, "no rate for {currency} is stated"),
        }
    }
}

impl std::error::Error for UnitError {}

impl fmt::Display for Unit {
    /// Writes the unit as it was written; reading that again gives the same unit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Unit {
    /// Reads a unit.
    ///
    /// A term is an optional multiplier (`万`, `百万`, `亿`, `100`, `10k`, `million`) and a word (`元`, `人`, `km2`, `tce`);
    /// terms are joined by `·` and divided by `/`, `每` or `per`; all terms after the first `/` divide.
    ///
    /// # Errors
    /// [`UnitError::Empty`], [`UnitError::Unknown`] with the part that was not understood, [`UnitError::TwoCurrencies`].
    ///
    /// ```
    /// use crest_model::Unit;
    /// let from = Unit::parse("万元").unwrap();
    /// let to = Unit::parse("亿元").unwrap();
    /// assert_eq!(from.convert(36_631_000.0, &to, None), Ok(3663.1));
    /// ```
    pub fn parse(written: &str) -> Result<Self, UnitError> {
        parse::unit(written)
    }

    /// Returns the unit of pure numbers, `1`.
    pub fn number() -> Self {
        Self { written: "1".to_owned(), dimension: Dimension::default(), scale: 1.0, currency: None }
    }

    /// Tells whether both measure the same kind of quantity, so that one converts to the other (with a rate, where
    /// the currencies differ).
    pub fn is_like(&self, other: &Self) -> bool {
        self.dimension == other.dimension
    }

    /// Tells whether numbers in both may be added and compared as they stand.
    pub fn is_same(&self, other: &Self) -> bool {
        self.is_like(other)
            && self.currency == other.currency
            && (self.scale / other.scale - 1.0).abs() < SCALE_TOLERANCE
    }

    /// Converts a number in this unit to `to`.
    ///
    /// `y = x · scale / scale_to · (rate / rate_to)^p` with `p` the power of money; rates are units of base currency per unit of
    /// the currency in the period (a part of a year falls back to its year). Whole ratios of scales are applied by one
    /// correctly rounded multiplication or division, so 万元 → 亿元 loses nothing to binary fractions.
    ///
    /// # Errors
    /// [`UnitError::Unlike`]; [`UnitError::NoRate`] where currencies differ and `rates` holds none for one of them.
    pub fn convert(&self, x: f64, to: &Self, rates: Option<(&Currency, Period)>) -> Result<f64, UnitError> {
        if !self.is_like(to) {
            return Err(UnitError::Unlike { from: self.written.clone(), to: to.written.clone() });
        }
        let y = rescale(x, self.scale, to.scale);
        let (Some(from), Some(into)) = (&self.currency, &to.currency) else { return Ok(y) };
        if from == into {
            return Ok(y);
        }
        let numerator = rate(from, rates)?;
        let denominator = rate(into, rates)?;
        let factor = (numerator / denominator).powi(self.dimension.power(Base::Money));
        Ok(y * factor)
    }

    /// Returns the unit of a quotient `self / other`, or `None` where it would mix currencies.
    pub fn per(&self, other: &Self) -> Option<Self> {
        let dimension = self.dimension.times(&other.dimension, -1);
        let currency = match (&self.currency, &other.currency) {
            (Some(a), Some(b)) if a != b => return None,
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        let currency = if dimension.power(Base::Money) == 0 { None } else { currency };
        let scale = self.scale / other.scale;
        if dimension.is_number() && (scale - 1.0).abs() < SCALE_TOLERANCE {
            return Some(Self::number());
        }
        if self.written.contains('/') || other.written.contains(['/', '·']) {
            return None;
        }
        let written = format!("{}/{}", self.written, other.written);
        // The text must read back as the same unit, or the trail of the result would lie.
        Self::parse(&written).ok().filter(|unit| unit.dimension == dimension && unit.currency == currency)
    }
}

/// Scales are products of decimal factors; their quotients carry a few roundings.
const SCALE_TOLERANCE: f64 = 1e-12;

/// Converts between scales, with one rounding where the ratio is whole.
fn rescale(x: f64, from: f64, to: f64) -> f64 {
    let (ratio, up) = if from >= to { (from / to, true) } else { (to / from, false) };
    let whole = ratio.round();
    let ratio = if (ratio - whole).abs() <= whole * SCALE_TOLERANCE { whole } else { ratio };
    if up { x * ratio } else { x / ratio }
}

/// Finds units of base currency per unit of `currency`.
fn rate(currency: &str, rates: Option<(&Currency, Period)>) -> Result<f64, UnitError> {
    let Some((table, period)) = rates else {
        return Err(UnitError::NoRate { currency: currency.to_owned(), period: None });
    };
    if table.base == currency {
        return Ok(1.0);
    }
    table
        .rates
        .get(currency)
        .and_then(|by| by.get(&period).or_else(|| by.get(&Period::year_of(period.year()))))
        .copied()
        .filter(|rate| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| UnitError::NoRate { currency: currency.to_owned(), period: Some(period) })
}

#[cfg(test)]
mod tests;
