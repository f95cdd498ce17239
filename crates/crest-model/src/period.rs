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

    /// Returns its end as a fractional year: 2021.0 for 2020, 2021.75 for 2021Q3.
    pub fn end(self) -> f64 {
        let (start, months) = self.months();
        f64::from(self.year) + f64::from(start + months) / 12.0
    }

    /// Returns the same part of the year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { year: self.year - 1, part: self.part }
    }

    /// Returns the same part of a year.
    #[must_use]
    pub fn in_year(self, year: i32) -> Self {
        Self { year, part: self.part }
    }

    /// Tells whether it lies in the year `other`, or is equal to it.
    pub fn is_within(self, other: Self) -> bool {
        let (own, outer) = (self.months(), other.months());
        self.year == other.year && own.0 >= outer.0 && own.0 + own.1 <= outer.0 + outer.1
    }

    /// Returns its length as a share of the year: 0.25 for a quarter.
    pub fn share_of_year(self) -> f64 {
        f64::from(self.months().1) / 12.0
    }

    /// Returns its last day.
    pub fn last_day(self) -> Day {
        let (start, months) = self.months();
        let month = start + months;
        Day { year: self.year, month, day: days_of(self.year, month) }
    }

    /// Returns its first day.
    pub fn first_day(self) -> Day {
        Day { year: self.year, month: self.months().0 + 1, day: 1 }
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

/// Names a day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i32,
    /// 1–12.
    month: u8,
    /// 1–31.
    day: u8,
}

/// Says that a text names no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayError {
    /// The text as written.
    pub text: String,
}

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no day; expected one such as 2021-06-30, 2021年6月30日, 2021-06 or 2021", self.text)
    }
}

impl std::error::Error for DayError {}

impl Day {
    /// Returns the year it lies in.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Returns its number: days since 1 January 1970, negative before.
    ///
    /// Source: the civil calendar in 400-year cycles of 146,097 days, years counted from March.
    ///
    /// ```
    /// let number = |text: &str| text.parse::<crest_model::Day>().unwrap().number();
    /// assert_eq!(number("1970-01-02"), 1);
    /// assert_eq!(number("2000-03-01"), 11_017);
    /// ```
    pub fn number(self) -> i32 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        let year = self.year - i32::from(month <= 2);
        let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = (month + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + day - 1;
        cycle * 146_097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year - 719_468
    }

    /// Returns the day of a number; the inverse of [`Self::number`].
    pub fn of_number(number: i32) -> Self {
        let shifted = number + 719_468;
        let (cycle, of_cycle) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
        let of_year = of_cycle - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let small = |x: i32| u8::try_from(x).expect("months and days are below 32");
        Self { year: cycle * 400 + year + i32::from(month <= 2), month: small(month), day: small(day) }
    }

    /// Reads a day as [`Day::from_str`](FromStr) does, but a period stands for its first day.
    ///
    /// # Errors
    /// [`DayError`] if the text names neither a day nor a period.
    pub fn first_of(text: &str) -> Result<Self, DayError> {
        match crate::unit::plain_text(text).parse::<Period>() {
            Ok(period) => Ok(period.first_day()),
            Err(_) => text.parse(),
        }
    }

    /// Returns its end as a fractional year, months counted as twelfths: 2021.5 for 30 June 2021.
    pub fn end(self) -> f64 {
        let part = f64::from(self.day) / f64::from(days_of(self.year, self.month));
        f64::from(self.year) + (f64::from(self.month - 1) + part) / 12.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads `2021-06-30`, `2021/6/30`, `2021年6月30日`; a period (`2021`, `2021Q2`, `2021-06`) stands for its last day, so that
    /// nothing counts as known before it surely was.
    fn from_str(text: &str) -> Result<Self, DayError> {
        let refuse = || DayError { text: text.to_owned() };
        let plain = crate::unit::plain_text(text);
        if let Ok(period) = plain.parse::<Period>() {
            return Ok(period.last_day());
        }
        let date = plain.split([' ', 'T']).next().unwrap_or_default();
        let numbers: Vec<&str> = date.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
        let [year, month, day] = numbers.as_slice() else { return Err(refuse()) };
        if year.len() != 4 {
            return Err(refuse());
        }
        let digits =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
        let (Some(year), Some(month), Some(day)) = (digits(year), digits(month), digits(day)) else {
            return Err(refuse());
        };
        let year = i32::from(year);
        let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month)).ok_or_else(refuse)?;
        let day = u8::try_from(day).ok().filter(|day| (1..=days_of(year, month)).contains(day)).ok_or_else(refuse)?;
        Ok(Self { year, month, day })
    }
}

/// Days of a month, 1–12.
fn days_of(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests;
