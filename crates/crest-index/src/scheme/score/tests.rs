//! Missing values, caps and bonus items by hand.

use super::super::tests::{all, direct, item, min_max, near, rows, scheme, totals};
use super::super::{Class, Function, Item, PerGroup, Reading, Rounding, RoundingRule};
use super::*;

fn score(scheme: Scheme, values: &Matrix) -> Scores {
    let groups = vec![Some(0); values.n_places()];
    Scorer::build(scheme).unwrap().score(&Data::new(values, &groups))
}

#[test]
fn a_missing_value_follows_the_rule_and_keeps_its_reason() {
    let with = |missing: Missing| {
        let values = rows(&[[None, Some(5.0)], all([4.0, 5.0]), all([3.0, 5.0])]);
        let scores = score(scheme(vec![Item { missing, ..direct(10.0) }, direct(5.0)]), &values);
        let first = scores.item(0, 0, 0);
        assert_eq!((first.attainment, first.reason), (None, Some(Unscored::NoValue)));
        (first.points, first.maximum, scores.totals()[0].unwrap(), scores.maximum(0))
    };
    assert_eq!(with(Missing::Zero), (0.0, 10.0, 5.0, 15.0));
    // The other item takes over the 10 points and attains all of its 15.
    assert_eq!(with(Missing::LeaveOut), (0.0, 0.0, 15.0, 15.0));
    // The least attainment in the group is 3/10.
    assert_eq!(with(Missing::GroupMinimum), (3.0, 10.0, 8.0, 15.0));
    assert_eq!(with(Missing::Share(0.6)), (6.0, 10.0, 11.0, 15.0));
}

#[test]
fn points_left_out_go_to_the_class_then_to_other_classes() {
    let out = |home: usize, weight: f64| Item { home: Home::Class(home), missing: Missing::LeaveOut, ..direct(weight) };
    let two = Scheme {
        classes: vec![Class::of_its_items(); 2],
        ..scheme(vec![out(0, 6.0), out(0, 4.0), out(1, 5.0), out(1, 5.0)])
    };
    let values = rows(&[[None, Some(2.0), Some(5.0), None], [None, None, Some(5.0), Some(2.5)], [None; 4]]);
    let scores = score(two, &values);
    // Unit 0: the second item carries the 10 of its class and attains half: 5; the third the 10 of its own: 10.
    assert_eq!((scores.class(0, 0), scores.class(0, 1)), ((5.0, 10.0), (10.0, 10.0)));
    // Unit 1: the second class carries all 20: items of 10, attained 1 and 0.5.
    assert_eq!((scores.class(1, 0), scores.class(1, 1)), ((0.0, 0.0), (15.0, 20.0)));
    // Unit 2 has nothing at all.
    assert_eq!((scores.totals()[2], scores.ranks()[2]), (None, None));
}

#[test]
fn a_column_left_empty_hands_its_points_to_the_other() {
    let mut both = Item { missing: Missing::LeaveOut, ..direct(10.0) };
    both.measures = vec![
        super::super::tests::measure(10.0, Reading::Value, Function::Direct { floor: 0.0, cap: 1.0 }),
        super::super::tests::measure(6.0, Reading::Growth, Function::Threshold { at: Some(5.0) }),
    ];
    let two = Scheme { columns: vec![1.0, 0.5], ..scheme(vec![both]) };
    // No year before: the effect column (6 · 0.5 = 3 points) cannot be scored; the first carries 13, attains 0.7.
    let scores = score(two, &rows(&[all([7.0])]));
    near(totals(&scores)[0], 9.1);
    near(scores.maximum(0), 13.0);
    assert_eq!(scores.item(0, 0, 1).reason, Some(Unscored::NoPrevious));
}

#[test]
fn caps_of_item_class_and_total_by_hand() {
    // The share of the target may reach 1.5, the item takes at most 1.2 of its 10 points.
    let rich = Item {
        goal: Some(PerGroup::Same(100.0)),
        cap: Some(1.2),
        ..item(10.0, Reading::Value, Function::ShareOfGoal { floor: 0.0, cap: 1.5 })
    };
    let values = rows(&[all([130.0, 10.0]), all([110.0, 3.0])]);
    let mut whole = scheme(vec![rich, direct(10.0)]);
    let plain = score(whole.clone(), &values);
    // min(1.3, 1.2) · 10 + 10 = 22; 1.1 · 10 + 3 = 14.
    assert_eq!(totals(&plain), [22.0, 14.0]);
    near(plain.item(0, 0, 0).lost, -2.0);
    whole.classes[0].cap = Some(21.0);
    assert_eq!(totals(&score(whole.clone(), &values)), [21.0, 14.0]);
    whole.cap = Some(13.5);
    assert_eq!(totals(&score(whole, &values)), [13.5, 13.5]);
}

#[test]
fn a_bonus_item_adds_beside_the_maximum_up_to_the_ceiling() {
    let bonus = Item { home: Home::Bonus, ..direct(5.0) };
    let whole = Scheme { bonus_ceiling: Some(3.0), ..scheme(vec![direct(10.0), bonus]) };
    let scores = score(whole, &rows(&[all([8.0, 4.0]), all([8.0, 2.0]), [Some(8.0), None]]));
    // 8 + min(4, 3); 8 + 2; 8 + 0.
    assert_eq!(totals(&scores), [11.0, 10.0, 8.0]);
    assert_eq!((scores.maximum(0), scores.bonus(0)), (10.0, 3.0));
}

#[test]
fn each_level_is_rounded_before_it_is_added() {
    let rounding = Rounding { rule: RoundingRule::HalfUp, item: Some(1), class: Some(0), total: None };
    let whole = Scheme {
        rounding,
        classes: vec![Class::of_its_items(); 2],
        ..scheme(vec![direct(10.0), direct(10.0), Item { home: Home::Class(1), ..direct(10.0) }])
    };
    // 3.25 → 3.3, 1.16 → 1.2: 4.5 → 5; 2.44 → 2.4 → 2. Together 7, unrounded 6.85.
    let scores = score(whole, &rows(&[all([3.25, 1.16, 2.44])]));
    assert_eq!((scores.class(0, 0).0, scores.class(0, 1).0, totals(&scores)[0]), (5.0, 2.0, 7.0));
}

#[test]
fn level_and_growth_are_mixed_by_their_parts() {
    let mut mixed = min_max(10.0);
    mixed.measures[0].as_mut().unwrap().parts = vec![
        Part {
            part: 0.6,
            reading: Reading::Value,
            function: Function::MinMax { among: Among::All, lower: 0.0, upper: 1.0 },
        },
        Part { part: 0.4, reading: Reading::Growth, function: Function::Threshold { at: Some(8.0) } },
    ];
    let values = rows(&[all([108.0]), all([208.0])]);
    let previous = rows(&[all([100.0]), all([200.0])]);
    let scorer = Scorer::build(scheme(vec![mixed])).unwrap();
    let scores = scorer.score(&Data { previous: Some(&previous), ..Data::new(&values, &[None; 2]) });
    // Unit 0: worst level, growth of 8 %: 10 · 0.4. Unit 1: best level, growth of 4 %: 10 · 0.6.
    assert_eq!(totals(&scores), [4.0, 6.0]);
}

#[test]
fn a_unit_that_one_part_cannot_score_is_no_peer_in_the_others() {
    let growth = Part { part: 0.5, reading: Reading::Growth, function: Function::Threshold { at: Some(8.0) } };
    let function = Function::MinMax { among: Among::All, lower: 0.0, upper: 1.0 };
    let level = Part { part: 0.5, reading: Reading::Value, function };
    let values = rows(&[all([100.0]), all([300.0]), all([200.0])]);
    let previous = rows(&[all([50.0]), [None], all([100.0])]);
    // Unit 1 has no year before, so that its 300 is no maximum: unit 2 earns 5 + 5 · (200 − 100)/(200 − 100) = 10.
    for parts in [vec![growth.clone(), level.clone()], vec![level, growth]] {
        let mut mixed = min_max(10.0);
        mixed.measures[0].as_mut().unwrap().parts = parts;
        let scorer = Scorer::build(scheme(vec![mixed])).unwrap();
        let scores = scorer.score(&Data { previous: Some(&previous), ..Data::new(&values, &[None; 3]) });
        assert_eq!(totals(&scores), [5.0, 0.0, 10.0]);
        assert_eq!(scores.item(1, 0, 0).reason, Some(Unscored::NoPrevious));
    }
}

#[test]
fn units_are_compared_within_their_group_alone() {
    let values = rows(&[all([1.0]), all([3.0]), all([2.0]), all([100.0]), all([200.0])]);
    let groups = [Some(0), Some(0), Some(0), Some(1), Some(1)];
    let scores = Scorer::build(scheme(vec![min_max(10.0)])).unwrap().score(&Data::new(&values, &groups));
    assert_eq!(totals(&scores), [0.0, 10.0, 5.0, 0.0, 10.0]);
    assert_eq!(scores.group_ranks(), [3.0, 1.0, 2.0, 2.0, 1.0].map(Some));
    assert_eq!(scores.ranks(), [4.0, 1.0, 3.0, 4.0, 1.0].map(Some));
}

#[test]
#[should_panic(expected = "one group entry per unit")]
fn a_group_entry_too_few_is_a_broken_promise() {
    Scorer::build(scheme(vec![direct(1.0)])).unwrap().score(&Data::new(&rows(&[all([1.0])]), &[]));
}
