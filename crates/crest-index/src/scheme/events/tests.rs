//! Deductions, bonuses and vetoes by hand.

use super::super::tests::{all, direct, rows, scheme, totals};
use super::super::{Data, Event, EventRule, Rule, Scorer, Touches, VetoEffect};
use super::*;
use crate::Matrix;

fn rule(points: f64, ceiling: Option<f64>, touches: Touches) -> EventRule {
    EventRule { points, ceiling, touches }
}

fn event(unit: usize, rule: Rule, count: u32) -> Event {
    Event { unit, rule, count }
}

fn score(scheme: Scheme, values: &Matrix, events: &[Event]) -> Scores {
    let groups = vec![None; values.n_places()];
    Scorer::build(scheme).unwrap().score(&Data { events, ..Data::new(values, &groups) })
}

/// Two classes of 10 points each; a central finding takes 0.3, at most 1 in all, a case 1.5, both from the second class, which
/// loses at most 2; an accident takes 1 from the total; all deductions together at most 4.
fn provincial() -> Scheme {
    let mut classes = vec![Class::of_its_items(), Class::of_its_items()];
    classes[1].deduction_ceiling = Some(2.0);
    Scheme {
        classes,
        deductions: vec![
            rule(0.3, Some(1.0), Touches::Class(1)),
            rule(1.5, None, Touches::Class(1)),
            rule(1.0, None, Touches::Total),
        ],
        deduction_ceiling: Some(4.0),
        ..scheme(vec![direct(10.0), super::super::Item { home: Home::Class(1), ..direct(10.0) }])
    }
}

#[test]
fn deductions_stop_at_the_ceilings_of_rule_class_and_total() {
    let values = rows(&[all([8.0, 6.0]); 4]);
    let [finding, case, accident] = [0, 1, 2].map(Rule::Deduction);
    let events = [
        // 2 · 0.3 = 0.6.
        event(0, finding, 2),
        // 4 · 0.3 = 1.2, granted 1.0; 1 · 1.5, of which 2 − 1 = 1 is left to the class.
        event(1, finding, 4),
        event(1, case, 1),
        // 2 · 1.5 = 3, granted 2; 5 accidents ask 5, of which 4 − 2 = 2 are left.
        event(2, case, 2),
        event(2, accident, 3),
        event(2, accident, 2),
    ];
    let scores = score(provincial(), &values, &events);
    let expected = [13.4, 12.0, 10.0, 14.0];
    for (total, expected) in totals(&scores).iter().zip(expected) {
        assert!((total - expected).abs() < 1e-12, "{total} {expected}");
    }
    let granted = |unit, rule| {
        let score = scores.event(unit, rule);
        (score.count, score.asked, score.granted)
    };
    assert_eq!(granted(1, finding), (4, 1.2, 1.0));
    assert_eq!(granted(1, case), (1, 1.5, 1.0));
    assert_eq!(granted(2, accident), (5, 5.0, 2.0));
    assert_eq!((scores.deducted(2), scores.class(2, 1).0), (4.0, 4.0));
}

#[test]
fn a_floor_ends_deductions_where_nothing_is_left() {
    let mut whole = provincial();
    whole.classes[1].floor = Some(0.0);
    let values = rows(&[all([8.0, 0.5])]);
    let events = [event(0, Rule::Deduction(1), 1)];
    // 0.5 − 1.5 is held at 0.
    assert_eq!(totals(&score(whole.clone(), &values, &events)), [8.0]);
    whole.classes[1].floor = None;
    assert_eq!(totals(&score(whole, &values, &events)), [7.0]);
}

#[test]
fn a_deduction_of_an_item_takes_at_most_its_points() {
    let mut whole = scheme(vec![direct(10.0), direct(10.0)]);
    whole.deductions = vec![rule(2.0, None, Touches::Item(0)), rule(1.0, None, Touches::Item(0))];
    let events = [event(0, Rule::Deduction(0), 1), event(0, Rule::Deduction(1), 4)];
    // The item has 3: the first rule takes 2, the second asks 4 and gets 1.
    let scores = score(whole, &rows(&[all([3.0, 5.0])]), &events);
    assert_eq!(totals(&scores), [5.0]);
    assert_eq!(scores.event(0, Rule::Deduction(1)).granted, 1.0);
}

#[test]
fn what_an_item_loses_is_lost_before_the_cap() {
    // 8 + 6 = 14 points, of which the cap lets 12 count. A deduction of 3 from the item with 6 leaves 8 + 3 = 11, not 9.
    let mut whole = scheme(vec![direct(10.0), direct(10.0)]);
    whole.classes[0].cap = Some(12.0);
    whole.deductions = vec![rule(3.0, None, Touches::Item(1))];
    let values = rows(&[all([8.0, 6.0])]);
    let events = [event(0, Rule::Deduction(0), 1)];
    assert_eq!(totals(&score(whole.clone(), &values, &events)), [11.0]);
    // The same of a bonus item: 8 + min(6 − 3, 2) = 10.
    whole.items[1].home = Home::Bonus;
    whole.bonus_ceiling = Some(2.0);
    assert_eq!(totals(&score(whole, &values, &events)), [10.0]);
}

#[test]
fn a_bonus_counts_before_the_cap_and_a_deduction_after() {
    let mut whole = scheme(vec![direct(10.0)]);
    whole.bonuses = vec![rule(2.0, Some(3.0), Touches::Class(0)), rule(1.0, None, Touches::Total)];
    whole.deductions = vec![rule(1.0, None, Touches::Class(0))];
    whole.classes[0].cap = Some(11.0);
    let events = [event(0, Rule::Bonus(0), 2), event(0, Rule::Bonus(1), 1), event(0, Rule::Deduction(0), 1)];
    // Class: 9 + min(4, 3) = 12, capped at 11, less 1 = 10; total 10 + 1.
    let scores = score(whole, &rows(&[all([9.0])]), &events);
    assert_eq!((scores.class(0, 0).0, totals(&scores)[0], scores.bonus(0)), (10.0, 11.0, 4.0));
}

#[test]
fn a_veto_does_what_it_says() {
    use VetoEffect::{Last, NoAward, Unranked, Zero};
    let whole = Scheme { vetoes: vec![Last, Unranked, NoAward, Zero], ..scheme(vec![direct(10.0)]) };
    let values = rows(&[9.0, 8.0, 7.0, 6.0, 5.0, 4.0].map(|x| all([x])));
    let events = [
        event(0, Rule::Veto(0), 1),
        event(1, Rule::Veto(1), 1),
        event(2, Rule::Veto(2), 2),
        event(3, Rule::Veto(3), 1),
        event(4, Rule::Veto(3), 0),
        event(5, Rule::Veto(0), 1),
    ];
    let scores = score(whole, &values, &events);
    // Ranked: unit 2 with 7, 4 with 5, 3 with 0, then the two put last: 0 with 9, 5 with 4.
    let expected = [Some(4.0), None, Some(1.0), Some(3.0), Some(2.0), Some(5.0)];
    assert_eq!((scores.ranks(), scores.group_ranks()), (&expected[..], &expected[..]));
    assert_eq!(totals(&scores), [9.0, 8.0, 7.0, 0.0, 5.0, 4.0]);
    assert_eq!((scores.veto_effect(2), scores.veto_effect(4)), (Some(NoAward), None));
    assert_eq!(scores.vetoes(0), [true, false, false, false]);
}

#[test]
fn the_gravest_veto_holds() {
    use VetoEffect::{Last, NoAward, Unranked};
    let whole = Scheme { vetoes: vec![NoAward, Unranked, Last], ..scheme(vec![direct(10.0)]) };
    let events = [0, 1, 2].map(|r| event(0, Rule::Veto(r), 1));
    let scores = score(whole, &rows(&[all([9.0])]), &events);
    assert_eq!((scores.veto_effect(0), scores.ranks()[0]), (Some(Unranked), None));
}

#[test]
fn the_zero_veto_does_not_hide_what_was_earned() {
    let whole = Scheme { vetoes: vec![VetoEffect::Zero], ..scheme(vec![direct(10.0)]) };
    let scores = score(whole, &rows(&[all([9.0])]), &[event(0, Rule::Veto(0), 1)]);
    assert_eq!((totals(&scores)[0], scores.class(0, 0).0), (0.0, 9.0));
}
