use super::{Event, Sunset, TrendError, events, spread, sunsets, trend};
use crate::answer::{Answer, Days};
use crate::select::{Record, Span};

fn record(answer: u32, from: i32, to: Option<i32>) -> Record {
    let valid = Span { from: Some(Days(from)), to: to.map(Days) };
    Record {
        provision: 0,
        jurisdiction: 0,
        counterpart: Some(1),
        answer: Answer::Choice(answer),
        valid,
        recorded: Span::ALWAYS,
    }
}

#[test]
fn events_are_changes_of_answers() {
    // No → yes at 20; renewed with the same answer at 30; ends at 40 without a successor. An annulled record is not history.
    let annulled = Record { recorded: Span { from: None, to: Some(Days(5)) }, ..record(7, 22, Some(25)) };
    let records = [record(0, 10, Some(20)), record(1, 20, Some(30)), record(1, 30, Some(40)), annulled];
    let event = |day, before, after| Event {
        day: Days(day),
        provision: 0,
        jurisdiction: 0,
        counterpart: Some(1),
        before,
        after,
    };
    assert_eq!(events(&records), [event(10, None, Some(0)), event(20, Some(0), Some(1)), event(40, Some(2), None)]);
    assert_eq!(sunsets(&records, Days(0), Days(100)), [Sunset { day: Days(40), record: 2 }]);
    assert!(sunsets(&records, Days(0), Days(40)).is_empty() && sunsets(&records, Days(41), Days(99)).is_empty());
    // A pilot inside a longer rule: the later start counts while it lasts.
    let nested = [record(0, 0, None), record(1, 10, Some(20))];
    let found: Vec<(Days, Option<usize>)> = events(&nested).iter().map(|event| (event.day, event.after)).collect();
    assert_eq!(found, [(Days(0), Some(0)), (Days(10), Some(1)), (Days(20), Some(0))]);
    assert!(sunsets(&nested, Days(0), Days(99)).is_empty());
    // Open from the beginning: no event at its start.
    assert!(events(&[Record { valid: Span::ALWAYS, ..nested[0] }]).is_empty());
}

#[test]
fn spread_by_hand() {
    // 0.2, 0.4, 0.6: mean 0.4, variance (0.04 + 0 + 0.04) / 3.
    let found = spread(&[Some(0.2), None, Some(0.4), Some(0.6)]).unwrap();
    assert_eq!((found.n, found.least, found.greatest), (3, 0.2, 0.6));
    assert!((found.mean - 0.4).abs() < 1e-12 && (found.standard_deviation - (0.08_f64 / 3.0).sqrt()).abs() < 1e-12);
    assert_eq!(spread(&[None]), None);
}

fn yearly(distances: &[f64]) -> Vec<(Days, f64)> {
    distances.iter().enumerate().map(|(year, d)| (Days(365 * year as i32), *d)).collect()
}

#[test]
fn straight_fall_closes_where_it_points() {
    // 0.5, 0.4, 0.3: 0 after five years; no residual, so the interval is the point.
    let found = trend(&yearly(&[0.5, 0.4, 0.3]), 0.9).unwrap();
    assert!((found.per_year + 0.1 * 365.25 / 365.0).abs() < 1e-9);
    let closing = found.closing.unwrap();
    assert!((closing.day - 5.0 * 365.0).abs() < 1e-6);
    let (early, late) = closing.interval.unwrap();
    assert!((early - closing.day).abs() < 1e-3 && (late - closing.day).abs() < 1e-3);
}

#[test]
fn interval_of_the_closing_day_by_hand() {
    // t = −2 … 2 years around the mean, y = 10, 8, 7, 5, 5: ȳ = 7, S = 10, b = (−20 − 8 + 5 + 10) / 10 = −1.3. Residuals 0.4, −0.3, 0, −0.7, 0.6:
    // their squares sum to 1.10, s² = 0.3667. q(0.975, 3) = 3.18245.
    // Lead 1.69 − 10.1280 · 0.03667 = 1.31864; va = 10.1280 · 0.07333 = 0.74272.
    // u = (9.1 ∓ √(82.81 − 1.31864 · (49 − 0.74272))) / 1.31864 = (9.1 ∓ 4.37895) / 1.31864 = 3.5803, 10.2219.
    let found = trend(&yearly(&[10.0, 8.0, 7.0, 5.0, 5.0]), 0.95).unwrap();
    let closing = found.closing.unwrap();
    let years = |day: f64| (day - found.mean_day) / 365.0;
    let (early, late) = closing.interval.unwrap();
    assert!((years(closing.day) - 7.0 / 1.3).abs() < 1e-9);
    assert!(
        (years(early) - 3.580).abs() < 2e-3 && (years(late) - 10.222).abs() < 2e-3,
        "{} {}",
        years(early),
        years(late)
    );
}

#[test]
fn unsure_fall_has_no_bounded_interval() {
    let found = trend(&yearly(&[0.50, 0.30, 0.52, 0.31, 0.49]), 0.95).unwrap();
    assert!(found.closing.is_none_or(|closing| closing.interval.is_none()));
    assert_eq!(trend(&yearly(&[0.1, 0.2, 0.3]), 0.95).unwrap().closing, None);
}

#[test]
fn mistakes_are_named() {
    assert_eq!(trend(&yearly(&[0.1, 0.2]), 0.9), Err(TrendError::TooFew { n: 2 }));
    assert_eq!(trend(&[(Days(1), 0.1); 3], 0.9), Err(TrendError::OneDay));
    assert_eq!(trend(&yearly(&[0.1, f64::NAN, 0.3]), 0.9), Err(TrendError::NotFinite));
    assert_eq!(trend(&yearly(&[0.1, 0.2, 0.3]), 1.0), Err(TrendError::Confidence));
}
