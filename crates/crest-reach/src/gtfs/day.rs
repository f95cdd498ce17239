//! Service days as numbers, without clock or time zone.
//!
//! Source: H. Hinnant, chrono-compatible low-level date algorithms (2013), days from civil and back, derived anew.

/// Counts days since 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// Returns the day of a date; none if there is no such date or its year is not within 1 to 9999.
    pub fn from_date(year: i32, month: u32, day: u32) -> Option<Self> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > lengths[month as usize - 1] {
            return None;
        }
        let before = lengths[..month as usize - 1].iter().sum::<u32>() + day - 1;
        let years = year - 1;
        let days = years * 365 + years / 4 - years / 100 + years / 400;
        // 1970-01-01 is day 719,162 of the era that begins with year 1.
        Some(Self(days + before as i32 - 719_162))
    }

    /// Reads `YYYYMMDD`; dashes between the parts are let pass.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
        if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number = |from: usize, to: usize| digits[from..to].parse::<u32>().expect("eight digits");
        Self::from_date(number(0, 4) as i32, number(4, 6), number(6, 8))
    }

    /// Returns the day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7) as usize
    }
}
