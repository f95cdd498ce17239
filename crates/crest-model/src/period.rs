//! A period of time that a value refers to: a year, a half-year, a quarter or a month.

use std::fmt;
use std::str::FromStr;

/// Names a year or a part of one; orders by start, then the longer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i32,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Year,
    Half(u8),
    Quarter(u8),
    Month(u8),
}

/// Says that a text names no period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodError {
    /// The text as written.
    pub text: String,
}

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no period; expected a year (2021, 2021年), half (2021H1), quarter (2021Q3) or month (2021-06)",
            self.text
        )
    }
}

impl std::error::Error for PeriodError {}

impl Period {
    /// Makes a whole year.
    pub fn year_of(year: i32) -> Self {
        Self { year, part: Part::Year }
    }

    /// Returns the calendar year it lies in.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Tells whether it is a whole year.
    pub fn is_year(self) -> bool {
        self.part == Part::Year
    }

    /// Returns the period of the same kind that directly precedes it.
    #[must_use]
    pub fn previous(self) -> Self {
        let step = |n: u8, last: u8, make: fn(u8) -> Part| {
            if n == 1 {
                Self { year: self.year - 1, part: make(last) }
            } else {
                Self { year: self.year, part: make(n - 1) }
            }
        };
        match self.part {
            Part::Year => Self::year_of(self.year - 1),
            Part::Half(n) => step(n, 2, Part::Half),
            Part::Quarter(n) => step(n, 4, Part::Quarter),
            Part::Month(n) => step(n, 12, Part::Month),
        }
    }

    /// Returns its middle as a fractional year, for interpolation and paths.
    pub fn midpoint(self) -> f64 {
        let (start, months) = self.months();
        f64::from(self.year) + (f64::from(start) + f64::from(months) / 2.0) / 12.0
    }

    /// First month (0–11) and length in months.
    fn months(self) -> (u8, u8) {
        match self.part {
            Part::Year => (0, 12),
            Part::Half(n) => ((n - 1) * 6, 6),
            Part::Quarter(n) => ((n - 1) * 3, 3),
            Part::Month(n) => (n - 1, 1),
        }
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (a, b) = (self.months(), other.months());
        (self.year, a.0).cmp(&(other.year, b.0)).then(b.1.cmp(&a.1))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Year => write!(f, "{:04}", self.year),
            Part::Half(n) => write!(f, "{:04}H{n}", self.year),
            Part::Quarter(n) => write!(f, "{:04}Q{n}", self.year),
            Part::Month(n) => write!(f, "{:04}-{n:02}", self.year),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    /// Reads `2021`, `2021年`, `2021.0`, `2021H1`, `2021上半年`, `2021Q3`, `2021年第三季度`, `2021-06`, `2021年6月`.
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let refuse = || PeriodError { text: text.to_owned() };
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '０'..='９' => char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).expect("ten digits")),
                c => c.to_ascii_uppercase(),
            })
            .collect();
        let split = plain.find(|c: char| !c.is_ascii_digit()).unwrap_or(plain.len());
        let (digits, rest) = plain.split_at(split);
        if digits.len() != 4 {
            return Err(refuse());
        }
        let year: i32 = digits.parse().map_err(|_| refuse())?;
        let rest = rest.strip_prefix('年').unwrap_or(rest);
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let bounded =
            |text: &str, last: u8| text.parse::<u8>().ok().filter(|n| (1..=last).contains(n)).ok_or_else(refuse);
        let part = match rest {
            "" | ".0" | "年度" | "度" => Part::Year,
            "上半年" => Part::Half(1),
            "下半年" => Part::Half(2),
            _ => {
                if let Some(n) = rest.strip_prefix('H') {
                    Part::Half(bounded(n, 2)?)
                } else if let Some(n) = rest.strip_prefix('Q') {
                    Part::Quarter(bounded(n, 4)?)
                } else if let Some(n) = rest.strip_suffix("季度") {
                    let n = n.strip_prefix('第').unwrap_or(n);
                    match n {
                        "一" => Part::Quarter(1),
                        "二" => Part::Quarter(2),
                        "三" => Part::Quarter(3),
                        "四" => Part::Quarter(4),
                        n => Part::Quarter(bounded(n, 4)?),
                    }
                } else {
                    Part::Month(bounded(rest.strip_suffix('月').unwrap_or(rest), 12)?)
                }
            }
        };
        Ok(Self { year, part })
    }
}

#[cfg(test)]
mod tests;
