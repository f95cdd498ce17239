use crate::Day;
use proptest::prelude::*;

use super::Period;

fn period(text: &str) -> Period {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn periods_are_read_as_offices_write_them() {
    for (written, canonical) in [
        ("2021", "2021"),
        ("２０２１年", "2021"),
        ("2021.0", "2021"),
        ("2021年度", "2021"),
        ("2021h1", "2021H1"),
        ("2021年下半年", "2021H2"),
        ("2021Q3", "2021Q3"),
        ("2021年第三季度", "2021Q3"),
        ("2021年3季度", "2021Q3"),
        ("2021-06", "2021-06"),
        ("2021年6月", "2021-06"),
        ("0000", "0000"),
    ] {
        assert_eq!(period(written).to_string(), canonical, "{written}");
    }
    for wrong in ["", "21", "2021Q5", "2021-13", "2021H0", "last year", "20211", "2021年年", "Q3 2021"] {
        assert!(wrong.parse::<Period>().is_err(), "{wrong}");
    }
}

#[test]
fn periods_order_by_start_and_the_longer_comes_first() {
    let mut periods: Vec<Period> =
        ["2021-01", "2022", "2021Q1", "2021", "2021Q2", "2021H1", "2020Q4"].map(period).to_vec();
    periods.sort();
    let written: Vec<String> = periods.iter().map(ToString::to_string).collect();
    assert_eq!(written, ["2020Q4", "2021", "2021H1", "2021Q1", "2021-01", "2021Q2", "2022"]);
}

#[test]
fn the_period_before_is_of_the_same_kind() {
    for (own, before) in [("2021", "2020"), ("2021H1", "2020H2"), ("2021Q3", "2021Q2"), ("2021-01", "2020-12")] {
        assert_eq!(period(own).previous(), period(before));
    }
    // The middle of the first quarter lies 1.5 of 12 months into the year.
    assert_eq!(period("2021Q1").midpoint(), 2021.125);
    assert_eq!(period("2021").midpoint(), 2021.5);
}

proptest! {
    #[test]
    fn what_is_written_reads_back(year in 0..10_000_i32, part in 0..20_u8) {
        let text = match part {
            0 => format!("{year:04}"),
            1 | 2 => format!("{year:04}H{part}"),
            3..=6 => format!("{year:04}Q{}", part - 2),
            _ => format!("{year:04}-{:02}", (part - 7) % 12 + 1),
        };
        let own = period(&text);
        prop_assert_eq!(own.to_string(), text);
        prop_assert!(own.previous() < own);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,12}") {
        let _ = text.parse::<Period>();
    }
}

#[test]
fn days_are_read_and_periods_stand_for_their_last_day() {
    let day = |text: &str| text.parse::<Day>().map(|day| day.to_string());
    for (text, read) in [
        ("2021-06-30", "2021-06-30"),
        ("2021/6/3", "2021-06-03"),
        ("2021年6月30日", "2021-06-30"),
        ("２０２１-06-30", "2021-06-30"),
        ("2021-06-30T08:00:00Z", "2021-06-30"),
        ("2021", "2021-12-31"),
        ("2021年", "2021-12-31"),
        ("2020-02", "2020-02-29"),
        ("1900-02", "1900-02-28"),
        ("2021Q3", "2021-09-30"),
    ] {
        assert_eq!(day(text), Ok(read.to_owned()), "{text}");
    }
    for text in ["", "soon", "2021-02-30", "2021-13-01", "21-06-30", "2021-06-30-01", "2021-+6-30"] {
        assert!(day(text).is_err(), "{text}");
    }
    assert!("2021-06-30".parse::<Day>().unwrap() < "2021-07".parse::<Day>().unwrap());
    assert!(("2021-06-30".parse::<Day>().unwrap().end() - 2021.5).abs() < 1e-12);
}

#[test]
fn ends_and_years_before_of_parts() {
    let period = |text: &str| text.parse::<Period>().unwrap();
    let ends: Vec<f64> = ["2020", "2021Q3", "2021H1", "2021-12"].iter().map(|p| period(p).end()).collect();
    assert_eq!(ends, [2021.0, 2021.75, 2021.5, 2022.0]);
    assert_eq!(period("2021Q3").year_before().to_string(), "2020Q3");
    assert!(period("2021Q3").is_within(period("2021")) && period("2021").is_within(period("2021")));
    assert!(!period("2021").is_within(period("2021H1")) && !period("2020Q3").is_within(period("2021")));
    assert_eq!(period("2021-06").last_day().to_string(), "2021-06-30");
}

#[test]
fn days_are_counted_from_1970() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    assert_eq!(day("1970-01-01").number(), 0);
    assert_eq!(day("1969-12-31").number(), -1);
    // 30 years with 7 leap days, then 59 days of a leap year's January and February and one more: 10957 + 60.
    assert_eq!(day("2000-03-01").number(), 11_017);
    for number in (-200_000..200_000).step_by(7) {
        assert_eq!(Day::of_number(number).number(), number);
    }
    for (one, next) in [("2023-12-31", "2024-01-01"), ("2024-02-28", "2024-02-29"), ("1900-02-28", "1900-03-01")] {
        assert_eq!(day(one).number() + 1, day(next).number());
        assert_eq!(Day::of_number(day(one).number() + 1), day(next));
    }
}

#[test]
fn a_period_begins_on_its_first_day() {
    let first = |text: &str| Day::first_of(text).unwrap().to_string();
    assert_eq!(first("2023"), "2023-01-01");
    assert_eq!(first("2023-07"), "2023-07-01");
    assert_eq!(first("2023Q3"), "2023-07-01");
    assert_eq!(first("2023-07-05"), "2023-07-05");
    assert!(Day::first_of("soon").is_err());
}
