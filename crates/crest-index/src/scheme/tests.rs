//! Builders that the tests of schemes share, and whole schemes reckoned by hand.

use super::*;
use crate::Matrix;

/// A measure of one function.
pub(super) fn measure(weight: f64, reading: Reading, function: Function) -> Option<Measure> {
    Some(Measure { weight: PerGroup::Same(weight), parts: vec![Part { part: 1.0, reading, function }] })
}

/// An item of class 0 in a single column, more is better, nothing for a missing value.
pub(super) fn item(weight: f64, reading: Reading, function: Function) -> Item {
    Item {
        home: Home::Class(0),
        direction: 1,
        measures: vec![measure(weight, reading, function)],
        base: None,
        goal: None,
        goalposts: None,
        cap: None,
        missing: Missing::Zero,
    }
}

/// An item whose value is its points.
pub(super) fn direct(weight: f64) -> Item {
    item(weight, Reading::Value, Function::Direct { floor: 0.0, cap: 1.0 })
}

pub(super) fn min_max(weight: f64) -> Item {
    item(weight, Reading::Value, Function::MinMax { among: Among::Group, lower: 0.0, upper: 1.0 })
}

/// A plain scheme of points: one column, one class, nothing bounded, nothing rounded.
pub(super) fn scheme(items: Vec<Item>) -> Scheme {
    Scheme {
        n_groups: 2,
        adding: Adding::Points,
        columns: vec![1.0],
        classes: vec![Class::of_its_items()],
        items,
        bonuses: vec![],
        deductions: vec![],
        vetoes: vec![],
        bonus_ceiling: None,
        deduction_ceiling: None,
        cap: None,
        floor: None,
        rounding: Rounding::NONE,
        ties: Ties::Better,
        break_by: vec![],
    }
}

/// A matrix from the rows of units.
pub(super) fn rows<const N: usize>(rows: &[[Option<f64>; N]]) -> Matrix {
    let columns: Vec<Vec<Option<f64>>> = (0..N).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
    Matrix::from_columns(rows.len(), &columns)
}

pub(super) fn all<const N: usize>(row: [f64; N]) -> [Option<f64>; N] {
    row.map(Some)
}

pub(super) fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
}

pub(super) fn totals(scores: &Scores) -> Vec<f64> {
    scores.totals().iter().map(|total| total.unwrap()).collect()
}

#[test]
fn two_weight_columns_by_hand() {
    // Two items with weights for attaining the target and for the effect: 10/6 and 12/7. Attainment is the share of the
    // target, capped at 1; effect is the place among the cities by value.
    let two = |attainment: f64, effect: f64| Item {
        measures: vec![
            measure(attainment, Reading::Value, Function::ShareOfGoal { floor: 0.0, cap: 1.0 }),
            measure(effect, Reading::Value, Function::MinMax { among: Among::All, lower: 0.0, upper: 1.0 }),
        ],
        ..direct(0.0)
    };
    let scorer = Scorer::build(Scheme { columns: vec![1.0, 1.0], ..scheme(vec![two(10.0, 6.0), two(12.0, 7.0)]) });
    let scorer = scorer.unwrap();
    let values = rows(&[all([80.0, 30.0]), all([100.0, 20.0]), all([60.0, 24.0])]);
    let goals = rows(&[all([100.0, 30.0]), all([90.0, 25.0]), all([60.0, 30.0])]);
    let groups = [None; 3];
    let scores = scorer.score(&Data { goals: Some(&goals), ..Data::new(&values, &groups) });
    // Attainment, unit 0: 10 · 80/100 + 12 · 30/30 = 8 + 12 = 20; unit 1: 10 · 1 + 12 · 0.8 = 19.6; unit 2: 10 + 9.6.
    // Effect, unit 0: 6 · (80 − 60)/40 + 7 · 1 = 3 + 7 = 10; unit 1: 6 + 0 = 6; unit 2: 0 + 7 · 0.4 = 2.8.
    let expected = [(20.0, 10.0), (19.6, 6.0), (19.6, 2.8)];
    for (unit, (attainment, effect)) in expected.into_iter().enumerate() {
        near(scores.column(unit, 0).0, attainment);
        near(scores.column(unit, 1).0, effect);
        assert_eq!((scores.column(unit, 0).1, scores.column(unit, 1).1, scores.maximum(unit)), (22.0, 13.0, 35.0));
        near(totals(&scores)[unit], attainment + effect);
    }
    near(scores.item(0, 0, 0).lost, 2.0);
    assert_eq!(scores.ranks(), [Some(1.0), Some(2.0), Some(3.0)]);
}

#[test]
fn regional_weights_by_hand() {
    // Opening weighs 30 in the East and 20 in the West, ecology 10 and 20; goals differ as well.
    let regional = |east: f64, west: f64, goal: (f64, f64)| Item {
        measures: vec![Some(Measure {
            weight: PerGroup::By { groups: vec![Some(east), Some(west)], otherwise: None },
            parts: vec![Part {
                part: 1.0,
                reading: Reading::Value,
                function: Function::ShareOfGoal { floor: 0.0, cap: 1.0 },
            }],
        })],
        goal: Some(PerGroup::By { groups: vec![Some(goal.0), Some(goal.1)], otherwise: None }),
        ..direct(0.0)
    };
    let items = vec![regional(30.0, 20.0, (180.0, 130.0)), regional(10.0, 20.0, (50.0, 50.0))];
    let scorer = Scorer::build(scheme(items)).unwrap();
    let values = rows(&[all([90.0, 40.0]), all([65.0, 40.0]), all([90.0, 40.0])]);
    let groups = [Some(0), Some(1), None];
    let scores = scorer.score(&Data::new(&values, &groups));
    // East: 30 · 90/180 + 10 · 40/50 = 15 + 8 = 23. West: 20 · 65/130 + 20 · 40/50 = 10 + 16 = 26.
    near(scores.totals()[0].unwrap(), 23.0);
    near(scores.totals()[1].unwrap(), 26.0);
    // The third unit is in no group, so that no item has a weight for it: not a zero, but no score.
    assert_eq!((scores.totals()[2], scores.ranks()[2]), (None, None));
    assert_eq!(scores.item(2, 0, 0).reason, Some(Unscored::NoWeight));
}

#[test]
fn a_weighted_mean_by_hand() {
    // Classes 30 and 15 on a scale of 100; in the first, items of weight 0.8 and 1.2; in the second one item of weight 1.
    let class = |weight: f64| Class { weight: Some(PerGroup::Same(weight)), ..Class::of_its_items() };
    let goalposts = |weight: f64, k: usize| Item {
        home: Home::Class(k),
        goalposts: Some((PerGroup::Same(0.0), PerGroup::Same(10.0))),
        ..item(
            weight,
            Reading::Value,
            Function::Goalposts { outside: Outside::Clamp, exponent: 1.0, floor: 0.0, cap: 1.0 },
        )
    };
    let mut whole = scheme(vec![goalposts(0.8, 0), goalposts(1.2, 0), goalposts(1.0, 1)]);
    whole.adding = Adding::Mean { scale: 100.0 };
    whole.classes = vec![class(30.0), class(15.0)];
    let values = rows(&[all([5.0, 10.0, 2.0])]);
    let scores = Scorer::build(whole).unwrap().score(&Data::new(&values, &[None]));
    // Class 0: (0.8 · 0.5 + 1.2 · 1) / 2 = 0.8. Total: 100 · (30 · 0.8 + 15 · 0.2) / 45 = 100 · 27/45 = 60.
    near(totals(&scores)[0], 60.0);
    // In points: class 0 has 66.67 of which 0.8 are 53.33; the item of weight 0.8 has 66.67 · 0.4 = 26.67.
    near(scores.class(0, 0).1, 200.0 / 3.0);
    near(scores.class(0, 0).0, 160.0 / 3.0);
    near(scores.item(0, 0, 0).maximum, 80.0 / 3.0);
}

#[test]
fn the_buffer_may_have_held_anything() {
    let scorer = Scorer::build(scheme(vec![min_max(10.0), direct(5.0)])).unwrap();
    let large = rows(&[all([1.0, 2.0]), all([3.0, 9.0]), all([2.0, -1.0])]);
    let small = rows(&[[Some(4.0), None], all([6.0, 3.0])]);
    let mut buffer = Scores::new();
    scorer.score_into(&Data::new(&large, &[None; 3]), &mut buffer);
    scorer.score_into(&Data::new(&small, &[None; 2]), &mut buffer);
    let fresh = scorer.score(&Data::new(&small, &[None; 2]));
    assert_eq!((buffer.totals(), buffer.ranks()), (fresh.totals(), fresh.ranks()));
    assert_eq!(buffer.item(0, 1, 0), fresh.item(0, 1, 0));
    // 10 · 0 + 0 for the missing value; 10 · 1 + 3.
    assert_eq!(totals(&buffer), [0.0, 13.0]);
}
