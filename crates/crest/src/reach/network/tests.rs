use super::*;

#[test]
fn days_are_shown_as_they_are_read() {
    for text in ["1970-01-01", "1999-12-31", "2000-02-29", "2024-02-29", "2026-06-10", "2099-12-31", "2100-03-01"] {
        assert_eq!(show_day(Day::parse(text).unwrap()), text);
    }
}

#[test]
fn every_day_of_a_century_comes_back() {
    for day in Day::parse("1969-12-25").unwrap().0..Day::parse("2070-01-01").unwrap().0 {
        assert_eq!(Day::parse(&show_day(Day(day))), Some(Day(day)));
    }
}
