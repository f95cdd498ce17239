//! What points take: closed forms by hand, and scoring the answer again.

use super::super::tests::{all, direct, item, min_max, rows, scheme};
use super::super::{Among, Between, Function, Item, Measure, Missing, Outside, PerGroup, Reading, Scheme, Ties};
use super::*;
use crate::Matrix;

/// Ladder of unit 0 on item 0.
fn ladder(scheme: Scheme, data: &Data<'_>, step: f64) -> Result<Ladder, NoLadder> {
    let scorer = Scorer::build(scheme).unwrap();
    let scores = scorer.score(data);
    scorer.ladder(data, &scores, 0, 0, step)
}

fn values(ladder: &Ladder) -> Vec<(f64, f64)> {
    let value = |rung: &Rung| match rung.needed {
        Needed::Value(value) => value,
        Needed::Any => f64::NEG_INFINITY,
    };
    // Points now may miss their decimals in the last digit, and so do the rungs above them.
    ladder.rungs.iter().map(|rung| ((rung.points * 1e9).round() / 1e9, value(rung))).collect()
}

fn column(values: &[f64]) -> Matrix {
    Matrix::from_columns(values.len(), &[values.iter().copied().map(Some).collect()])
}

#[test]
fn steps_above_a_base_by_hand() {
    // 20 points, level of the base 200 counts 16, each further 5 % one more, at most 26.
    let steps = Function::Increments {
        level: 0.8,
        step: 5.0,
        gain: 1.0,
        loss: 1.0,
        between: Between::Steps,
        most: 0.5,
        floor: 0.0,
    };
    let one = Item { base: Some(PerGroup::Same(200.0)), ..item(20.0, Reading::OverBase, steps) };
    let values_now = column(&[207.0]);
    let found = ladder(scheme(vec![one]), &Data::new(&values_now, &[None]), 1.0).unwrap();
    // 207 is 3.5 % over: 16 points. Point k more takes 200 · (1 + 0.05 k), without any noise in the digits.
    assert_eq!((found.points, found.maximum, found.most), (16.0, 20.0, 26.0));
    let expected: Vec<(f64, f64)> = (1..=10).map(|k| (16.0 + f64::from(k), 200.0 + 10.0 * f64::from(k))).collect();
    assert_eq!(values(&found), expected);
    let full = found.full.unwrap();
    assert_eq!((full.points, full.needed, full.change), (20.0, Needed::Value(240.0), Some(33.0)));
}

#[test]
fn minimum_and_maximum_move_with_the_unit() {
    // Others 40 and 80; 10 points. Unit 0 at 30 is the minimum. Inside, points are 10 (v − 40)/40; 5 points take 60.
    let now = column(&[30.0, 40.0, 80.0]);
    let found = ladder(scheme(vec![min_max(10.0)]), &Data::new(&now, &[None; 3]), 2.5).unwrap();
    assert_eq!(values(&found), [(2.5, 50.0), (5.0, 60.0), (7.5, 70.0), (10.0, 80.0)]);
    // Less is better: others 40 and 80, unit at 90; full points take 40.
    let less = Item { direction: -1, ..min_max(10.0) };
    let now = column(&[90.0, 40.0, 80.0]);
    let found = ladder(scheme(vec![less]), &Data::new(&now, &[None; 3]), 5.0).unwrap();
    assert_eq!(values(&found), [(5.0, 60.0), (10.0, 40.0)]);
    assert_eq!(found.full.unwrap().change, Some(-50.0));
}

#[test]
fn a_place_takes_the_value_of_the_one_before() {
    // 4 units, 12 points: a place is worth 4. With ties at the better rank it is enough to draw level.
    let ranks = || item(12.0, Reading::Value, Function::Ranks { among: Among::All, first: 1.0, last: 0.0 });
    let now = column(&[10.0, 20.0, 35.0, 50.0]);
    let found = ladder(scheme(vec![ranks()]), &Data::new(&now, &[None; 4]), 4.0).unwrap();
    let expected = [(4.0, 20.0), (8.0, 35.0), (12.0, 50.0)];
    for ((points, value), (points_expected, value_expected)) in values(&found).into_iter().zip(expected) {
        assert!((points - points_expected).abs() < 1e-9 && (value - value_expected).abs() < 1e-8 * value_expected);
    }
    // At the worse rank one must be above, by the least that is told apart.
    let strict = Scheme { ties: Ties::Worse, ..scheme(vec![ranks()]) };
    let found = ladder(strict, &Data::new(&now, &[None; 4]), 4.0).unwrap();
    let above = values(&found)[0].1;
    assert!(above > 20.0 && above < 20.0 + 1e-7, "{above}");
}

#[test]
fn a_z_score_is_solved_with_the_unit_in_mean_and_deviation() {
    // Others 10, 20, 30; n = 4. With d = v − 20: z = (3/4) d / √((200 + (3/4) d²)/3). z = 1 gives (9/16 − 1/4) d² = 200/3,
    // d = √(200/3 · 16/5) = 14.6059….
    let z = Function::ZScore { among: Among::All, mean: 0.0, deviation: 1.0, floor: -3.0, cap: 3.0 };
    let now = column(&[20.0, 10.0, 20.0, 30.0]);
    let found = ladder(scheme(vec![item(1.0, Reading::Value, z)]), &Data::new(&now, &[None; 4]), 1.0).unwrap();
    let (points, value) = values(&found)[0];
    let expected = 20.0 + (200.0_f64 / 3.0 * 16.0 / 5.0).sqrt();
    assert!((points - 1.0).abs() < 1e-8 && (value - expected).abs() < 4e-9 * value, "{value} {expected}");
    // No value brings more than (n − 1)/√n = 1.5 deviations; it is reached in the limit only.
    assert!((found.most - 1.5).abs() < 1e-9);
}

#[test]
fn targets_bands_and_two_columns_by_hand() {
    let target = || Item {
        goal: Some(PerGroup::Same(80.0)),
        ..item(10.0, Reading::Value, Function::ShareOfGoal { floor: 0.0, cap: 1.0 })
    };
    let now = column(&[60.0]);
    let found = ladder(scheme(vec![target()]), &Data::new(&now, &[None]), 1.0).unwrap();
    // 7.5 points now; 8.5 take 68, 9.5 take 76, the last half point 80.
    assert_eq!(values(&found), [(8.5, 68.0), (9.5, 76.0), (10.0, 80.0)]);
    // A second column pays 6 points from 70 on: one step of the ladder jumps over several points.
    let mut two = target();
    two.measures.push(super::super::tests::measure(6.0, Reading::Value, Function::Threshold { at: Some(70.0) }));
    let both = Scheme { columns: vec![1.0, 1.0], ..scheme(vec![two]) };
    let found = ladder(both, &Data::new(&now, &[None]), 1.0).unwrap();
    // 70 gives 8.75 + 6 = 14.75; the next whole step from 7.5 is 15.5, which takes 76.
    let found = values(&found);
    assert_eq!((found[0], found.len()), ((8.5, 68.0), 4));
    assert!((found[1].0 - 14.75).abs() < 1e-8 && (found[1].1 - 70.0).abs() < 1e-6, "{found:?}");
    assert_eq!(found[2..], [(15.5, 76.0), (16.0, 80.0)]);
}

#[test]
fn growth_and_falling_readings_by_hand() {
    // Growth from 5 % (0.6) to 15 % (1), from 200 the year before; 7.5 of 10 points take 8.75 %, 217.5.
    let growth = Function::BaseGoal { at_base: 0.6, at_goal: 1.0, outside: Outside::Clamp, floor: 0.0, cap: 1.0 };
    let one = Item {
        base: Some(PerGroup::Same(5.0)),
        goal: Some(PerGroup::Same(15.0)),
        ..item(10.0, Reading::Growth, growth)
    };
    let (now, before) = (column(&[210.0]), column(&[200.0]));
    let data = Data { previous: Some(&before), ..Data::new(&now, &[None]) };
    let found = ladder(scheme(vec![one.clone()]), &data, 1.5).unwrap();
    assert_eq!(values(&found), [(7.5, 217.5), (9.0, 225.0), (10.0, 230.0)]);
    // Without the year before no value helps.
    let bare = ladder(scheme(vec![one]), &Data::new(&now, &[None]), 1.0);
    assert_eq!(bare, Err(NoLadder::Unscored(Unscored::NoPrevious)));
    // Bands that fall with the reading, less is better: 3 or less earns all.
    let bands = Function::Piecewise { points: vec![(0.0, 1.0), (3.0, 0.5), (6.0, 0.0)], between: Between::Linear };
    let falling = Item { direction: -1, ..item(10.0, Reading::Value, bands.clone()) };
    let now = column(&[6.0]);
    let found = ladder(scheme(vec![falling]), &Data::new(&now, &[None]), 5.0).unwrap();
    assert_eq!(values(&found), [(5.0, 3.0), (10.0, 0.0)]);
    let rising = ladder(scheme(vec![item(10.0, Reading::Value, bands)]), &Data::new(&now, &[None]), 5.0);
    assert_eq!(rising, Err(NoLadder::NotMonotone));
}

#[test]
fn a_missing_value_is_told_what_reporting_brings() {
    let scale = Function::MinMax { among: Among::All, lower: 0.6, upper: 1.0 };
    let one = |missing| Item { missing, ..item(10.0, Reading::Value, scale.clone()) };
    let now = rows(&[[None, Some(1.0)], all([10.0, 1.0]), all([20.0, 1.0])]);
    let data = Data::new(&now, &[None; 3]);
    let found = ladder(scheme(vec![one(Missing::Zero), direct(10.0)]), &data, 6.0).unwrap();
    // Any value earns 6; the rest takes the 20 of the best.
    assert_eq!((found.points, found.rungs[0].needed, found.rungs[0].change), (0.0, Needed::Any, None));
    assert!((found.rungs[0].points - 6.0).abs() < 1e-12);
    assert_eq!(found.full.unwrap().needed, Needed::Value(20.0));
    // Left out, the item had no full points; once reported it has its own ten again.
    let found = ladder(scheme(vec![one(Missing::LeaveOut), direct(10.0)]), &data, 6.0).unwrap();
    assert_eq!((found.points, found.maximum), (0.0, 10.0));
}

#[test]
fn nothing_is_asked_of_who_has_all() {
    let now = column(&[80.0, 40.0]);
    let found = ladder(scheme(vec![min_max(10.0)]), &Data::new(&now, &[None; 2]), 1.0).unwrap();
    assert_eq!((found.rungs.len(), found.full), (0, None));
}

#[test]
fn scoring_the_answer_gives_the_points_and_less_does_not() {
    let functions = [
        Function::MinMax { among: Among::Group, lower: 0.2, upper: 1.0 },
        Function::ZScore { among: Among::All, mean: 0.5, deviation: 0.2, floor: 0.0, cap: 1.0 },
        Function::Ranks { among: Among::Group, first: 1.0, last: 0.3 },
        Function::Places { among: Among::All, shares: vec![1.0, 0.9, 0.5, 0.2] },
        Function::ShareOfGoal { floor: 0.0, cap: 1.3 },
        Function::BaseGoal { at_base: 0.5, at_goal: 1.0, outside: Outside::Extrapolate, floor: 0.0, cap: 1.2 },
    ];
    let n = 9;
    let mut n_rungs = 0;
    for (seed, function) in functions.iter().cycle().take(60).enumerate() {
        let direction = if seed % 2 == 0 { 1 } else { -1 };
        let draw = |position: u64| crate::random::uniform(seed as u64, position);
        let now: Vec<f64> = (0..n).map(|i| (draw(i) * 1000.0).round() / 10.0).collect();
        let (base, goal) = if direction > 0 { (20.0, 70.0) } else { (70.0, 20.0) };
        let mut mixed = item(7.5, Reading::Value, function.clone());
        if seed % 3 == 0 {
            let growth = Function::Threshold { at: Some(f64::from(direction) * 10.0) };
            mixed.measures = vec![Some(Measure {
                weight: PerGroup::Same(7.5),
                parts: vec![
                    Part { part: 0.75, reading: Reading::Value, function: function.clone() },
                    Part { part: 0.25, reading: Reading::OverBase, function: growth },
                ],
            })];
        }
        let one = Item { direction, base: Some(PerGroup::Same(base)), goal: Some(PerGroup::Same(goal)), ..mixed };
        let groups: Vec<Option<usize>> = (0..n as usize).map(|i| Some(i % 2)).collect();
        let scorer = Scorer::build(scheme(vec![one])).unwrap();
        let mut matrix = column(&now);
        let found = {
            let data = Data::new(&matrix, &groups);
            scorer.ladder(&data, &scorer.score(&data), 0, 0, 1.0).unwrap()
        };
        let mut at = |value: f64| {
            matrix.set(0, 0, Some(value));
            scorer.score(&Data::new(&matrix, &groups)).item_points(0, 0).0
        };
        for rung in &found.rungs {
            let Needed::Value(value) = rung.needed else { panic!("unit 0 has a value") };
            n_rungs += 1;
            assert!((at(value) - rung.points).abs() < 1e-8, "{function:?} {rung:?}");
            let worse = value - f64::from(direction) * 1e-7 * value.abs().max(now[0]);
            assert!(at(worse) < rung.points + 1e-9, "{function:?} {rung:?}");
        }
        assert!(found.most >= found.points - 1e-9);
    }
    assert!(n_rungs > 150, "{n_rungs}");
}

#[test]
fn the_points_of_a_rung_are_met_to_the_last_digit() {
    // Less is better, points on a scale of 100; a billionth of 100 points and more was once left out for a shorter number.
    let function = Function::MinMax { among: Among::All, lower: 0.3, upper: 1.0 };
    let less = Item { direction: -1, ..item(100.0, Reading::Value, function) };
    let one = Scheme { adding: crate::scheme::Adding::Mean { scale: 100.0 }, ..scheme(vec![less]) };
    let scorer = Scorer::build(one).unwrap();
    for now in [vec![60.0, 10.0, 110.0], vec![105.0, 1.0 / 3.0, 110.0, 7.0], vec![3e5, 1e5, 4e5]] {
        let values_now = column(&now);
        let groups = vec![None; now.len()];
        let data = Data::new(&values_now, &groups);
        let scores = scorer.score(&data);
        let found = scorer.ladder(&data, &scores, 0, 0, 0.7).unwrap();
        assert!(found.rungs.len() > 5);
        for rung in &found.rungs {
            let Needed::Value(value) = rung.needed else { panic!("{rung:?}") };
            let mut tried = values_now.clone();
            tried.set(0, 0, Some(value));
            let earned = scorer.score(&Data::new(&tried, &groups)).item_points(0, 0).0;
            assert!((earned - rung.points).abs() < 1e-10, "{rung:?} earns {earned}");
        }
    }
}

#[test]
fn a_top_that_is_crept_to_is_stated_as_it_is_had() {
    // Among n units a z-score never passes (n − 1)/√n; four units with 30, 40, 50 and the own value.
    let function = Function::ZScore { among: Among::All, mean: 0.5, deviation: 0.1, floor: 0.0, cap: 1.0 };
    let scorer = Scorer::build(scheme(vec![item(100.0, Reading::Value, function)])).unwrap();
    let now = column(&[35.0, 30.0, 40.0, 50.0]);
    let data = Data::new(&now, &[None; 4]);
    let found = scorer.ladder(&data, &scorer.score(&data), 0, 0, 5.0).unwrap();
    assert!((found.most - (50.0 + 10.0 * 1.5)).abs() < 1e-6);
    let last = found.rungs.last().unwrap();
    let Needed::Value(value) = last.needed else { panic!("{last:?}") };
    let mut tried = now.clone();
    tried.set(0, 0, Some(value));
    let earned = scorer.score(&Data::new(&tried, &[None; 4])).item_points(0, 0).0;
    assert!(value < 1e7 && (earned - last.points).abs() < 1e-10 && found.most - earned < 1e-7, "{last:?} {earned}");
}

#[test]
fn nothing_too_near_to_zero_for_a_deviation_is_asked_for() {
    // The other unit stands at zero; any difference at all is one of 1/√2 standard deviations.
    let function = Function::ZScore { among: Among::All, mean: 0.5, deviation: 0.1, floor: 0.0, cap: 1.0 };
    let scorer = Scorer::build(scheme(vec![item(10.0, Reading::Value, function)])).unwrap();
    let now = Matrix::from_columns(2, &[vec![None, Some(0.0)]]);
    let data = Data::new(&now, &[None; 2]);
    let found = scorer.ladder(&data, &scorer.score(&data), 0, 0, 5.5).unwrap();
    let Needed::Value(value) = found.rungs[0].needed else { panic!("{found:?}") };
    let mut tried = now.clone();
    tried.set(0, 0, Some(value));
    let earned = scorer.score(&Data::new(&tried, &[None; 2])).item_points(0, 0).0;
    assert!((earned - found.rungs[0].points).abs() < 1e-10, "{found:?} {earned}");
}
