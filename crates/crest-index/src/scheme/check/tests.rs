//! All mistakes are found, and named where they are.

use super::super::tests::{direct, item, scheme};
use super::super::{Class, Reading, Rounding, Scorer};
use super::*;

#[test]
fn a_sound_scheme_has_no_faults() {
    assert_eq!(scheme(vec![direct(10.0)]).check(), []);
}

#[test]
fn all_faults_are_found_at_once() {
    let mut wrong = scheme(vec![
        direct(-1.0),
        item(1.0, Reading::Value, Function::Ranks { among: super::super::Among::All, first: 0.2, last: 0.9 }),
    ]);
    wrong.columns = vec![1.0, f64::NAN];
    wrong.items[0].direction = 0;
    wrong.items[1].home = Home::Class(3);
    wrong.classes = vec![Class { cap: Some(1.0), floor: Some(2.0), ..Class::of_its_items() }];
    wrong.rounding = Rounding { total: Some(12), ..Rounding::NONE };
    wrong.deductions = vec![EventRule { points: -0.3, ceiling: Some(f64::INFINITY), touches: Touches::Item(7) }];
    wrong.break_by = vec![BreakBy::Class(1)];
    let found = wrong.check();
    // One of the faults is not a number, which equals nothing.
    assert_eq!(format!("{:?}", Scorer::build(wrong).unwrap_err()), format!("{found:?}"));
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    let expected = [
        "column 1: share is NaN, expected a finite number",
        "scheme: rounding.total is 12, expected at most 9",
        "scheme: break_by names position 1, expected less than 1",
        "class 0: floor has 2 where at most 1 may stand",
        "item 0: direction is 0, expected +1, or −1 where the function allows it",
        "item 0: measures has 1 entries, expected 2",
        "item 0, column 0: weight is -1, expected 0 or more",
        "item 1: home names position 3, expected less than 1",
        "item 1: measures has 1 entries, expected 2",
        "item 1, column 0, part 0: last has 0.9 where at most 0.2 may stand",
        "deduction 0: points is -0.3, expected 0 or more",
        "deduction 0: ceiling is inf, expected a finite number",
        "deduction 0: touches names position 7, expected less than 2",
    ];
    assert_eq!(said, expected);
}

#[test]
fn each_function_is_checked() {
    let faults = |direction: i8, function: Function| {
        let mut whole = scheme(vec![item(1.0, Reading::Value, function)]);
        whole.items[0].direction = direction;
        whole.check().iter().map(|error| (error.parameter, error.fault)).collect::<Vec<_>>()
    };
    use super::super::{Among, Between, Outside};
    let all = Among::All;
    let low_high = |low, high| Fault::Disordered { low, high };
    assert_eq!(faults(1, Function::MinMax { among: all, lower: 1.0, upper: 0.0 }), [("lower", low_high(1.0, 0.0))]);
    let z = Function::ZScore { among: all, mean: f64::NAN, deviation: -1.0, floor: 0.0, cap: f64::INFINITY };
    assert_eq!(faults(1, z).len(), 3);
    let goal = Function::BaseGoal { at_base: 1.0, at_goal: 0.6, outside: Outside::Clamp, floor: 0.0, cap: 1.0 };
    assert_eq!(faults(1, goal), [("at_base", low_high(1.0, 0.6))]);
    let points = |points: Vec<(f64, f64)>| Function::Piecewise { points, between: Between::Linear };
    assert_eq!(faults(1, points(vec![])), [("points", Fault::Empty)]);
    assert_eq!(faults(1, points(vec![(1.0, 0.0), (1.0, 1.0)])), [("points", low_high(1.0, 1.0))]);
    let steps = Function::Increments {
        level: 0.8,
        step: 0.0,
        gain: -1.0,
        loss: 0.0,
        between: Between::Steps,
        most: 0.5,
        floor: 0.9,
    };
    let expected = [("step", Fault::NotPositive(0.0)), ("gain", Fault::Negative(-1.0)), ("floor", low_high(0.9, 0.8))];
    assert_eq!(faults(1, steps), expected);
    assert_eq!(faults(1, Function::Places { among: all, shares: vec![0.5, 0.6] }), [("shares", low_high(0.6, 0.5))]);
    assert_eq!(faults(1, Function::Threshold { at: Some(f64::NAN) }).len(), 1);
    assert_eq!(faults(-1, Function::Direct { floor: 0.0, cap: 1.0 }), [("direction", Fault::Direction(-1))]);
}

#[test]
fn weights_must_reach_every_group_and_parts_sum_to_one() {
    let mut whole = scheme(vec![direct(10.0)]);
    let measure = whole.items[0].measures[0].as_mut().unwrap();
    measure.weight = PerGroup::By { groups: vec![Some(5.0), None], otherwise: None };
    measure.parts[0].part = 0.7;
    let at = Where::Measure { item: 0, column: 0 };
    let expected = [
        SchemeError { at: Where::Scheme, parameter: "weights", fault: Fault::NoWeight { group: Some(1) } },
        SchemeError { at, parameter: "parts", fault: Fault::Parts(0.7) },
    ];
    assert_eq!(whole.check(), expected);
    whole.items[0].measures[0].as_mut().unwrap().weight =
        PerGroup::By { groups: vec![Some(5.0)], otherwise: Some(1.0) };
    assert!(whole.check().contains(&SchemeError {
        at,
        parameter: "weight",
        fault: Fault::Length { found: 1, expected: 2 }
    }));
    whole.items.clear();
    assert_eq!(whole.check(), [SchemeError { at: Where::Scheme, parameter: "items", fault: Fault::Empty }]);
}
