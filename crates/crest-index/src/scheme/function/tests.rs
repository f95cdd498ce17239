//! Every reading and function by hand.

use super::*;

const NONE: Figures = Figures { value: None, previous: None, base: None, goal: None, goalposts: None };
const UP: Setting = Setting { sign: 1.0, full: 20.0, ties: Ties::Better };
const DOWN: Setting = Setting { sign: -1.0, ..UP };

fn alone(function: &Function, x: f64, figures: Figures, setting: &Setting) -> Result<f64, Unscored> {
    let figures = Figures { value: Some(x), ..figures };
    share(function, x, &figures, &Peers::NOBODY, setting)
}

/// Share of each of several readings among themselves.
fn together(function: &Function, readings: &[f64], setting: &Setting) -> Vec<f64> {
    let own: Vec<f64> = readings.iter().map(|x| setting.sign * x).collect();
    let mut order: Vec<f64> = own.iter().map(|d| blur(*d)).collect();
    order.sort_unstable_by(f64::total_cmp);
    let peers = Peers { order: &order, ..Peers::of(&own) };
    readings.iter().map(|x| share(function, *x, &NONE, &peers, setting).unwrap()).collect()
}

#[test]
fn readings_by_hand() {
    let figures = Figures { value: Some(120.0), previous: Some(100.0), base: Some(80.0), goal: Some(150.0), ..NONE };
    let read = |reading| figures.read(reading).unwrap();
    assert_eq!([read(Reading::Value), read(Reading::Change), read(Reading::FromBase)], [120.0, 20.0, 40.0]);
    assert_eq!([read(Reading::ShareOfBase), read(Reading::OverBase), read(Reading::ShareOfGoal)], [1.5, 50.0, 0.8]);
    assert!((read(Reading::Growth) - 20.0).abs() < 1e-12);
}

#[test]
fn a_reading_that_means_nothing_says_why() {
    let full = Figures { value: Some(1.0), previous: Some(0.0), base: Some(-2.0), goal: Some(0.0), ..NONE };
    assert_eq!(NONE.read(Reading::Value), Err(Unscored::NoValue));
    assert_eq!(full.read(Reading::Growth), Err(Unscored::PreviousNotPositive));
    assert_eq!(full.read(Reading::OverBase), Err(Unscored::BaseNotPositive));
    assert_eq!(full.read(Reading::ShareOfGoal), Err(Unscored::GoalNotPositive));
    let bare = Figures { value: Some(1.0), ..NONE };
    let missing = [Reading::Growth, Reading::Change, Reading::FromBase, Reading::ShareOfGoal].map(|r| bare.read(r));
    use Unscored::{NoBase, NoGoal, NoPrevious};
    assert_eq!(missing, [NoPrevious, NoPrevious, NoBase, NoGoal].map(Err));
    let tiny = Figures { value: Some(1e300), previous: Some(1e-300), ..NONE };
    assert_eq!(tiny.read(Reading::Growth), Err(Unscored::Overflow));
}

#[test]
fn steps_above_a_base_by_hand() {
    // Level earns 80 % of 20 points, each further 5 % a point, at most half of the points more; each 5 % below costs one.
    let steps =
        |between| Function::Increments { level: 0.8, step: 5.0, gain: 1.0, loss: 1.0, between, most: 0.5, floor: 0.0 };
    let points = |between, percent: f64| 20.0 * alone(&steps(between), percent, NONE, &UP).unwrap();
    // 16 at the level; 15 % are three whole steps: 19; 14.9 % two: 18; 60 % would be twelve: held at 16 + 10 = 26.
    for (percent, expected) in [(0.0, 16.0), (15.0, 19.0), (14.9, 18.0), (60.0, 26.0), (-5.0, 15.0), (-99.0, 0.0)] {
        assert!((points(Between::Steps, percent) - expected).abs() < 1e-12, "{percent}");
    }
    assert!((points(Between::Linear, 7.5) - 17.5).abs() < 1e-12);
    // 115 of 100 is 14.999999999999991 % more as stored, and three steps on paper.
    let grown = Figures { value: Some(115.0), base: Some(100.0), ..NONE }.read(Reading::OverBase).unwrap();
    assert!(grown < 15.0 && (points(Between::Steps, grown) - 19.0).abs() < 1e-12);
    // Less is better: energy use down by 10 % earns two points.
    assert!((20.0 * alone(&steps(Between::Steps), -10.0, NONE, &DOWN).unwrap() - 18.0).abs() < 1e-12);
}

#[test]
fn base_and_goal_by_hand() {
    let of = |outside| Function::BaseGoal { at_base: 0.6, at_goal: 1.0, outside, floor: 0.0, cap: 1.2 };
    let figures = Figures { base: Some(15.0), goal: Some(25.0), ..NONE };
    // 20 is half way: 0.8. 30 is 1.5 of the way: 1.2 where the line goes on. 0 is −1.5 of it: 0.
    let clamped = [0.0, 15.0, 20.0, 25.0, 30.0].map(|x| alone(&of(Outside::Clamp), x, figures, &UP).unwrap());
    assert_eq!(clamped, [0.6, 0.6, 0.8, 1.0, 1.0]);
    let extended = [0.0, 5.0, 30.0, 90.0].map(|x| alone(&of(Outside::Extrapolate), x, figures, &UP).unwrap());
    for (found, expected) in extended.into_iter().zip([0.0, 0.2, 1.2, 1.2]) {
        assert!((found - expected).abs() < 1e-12, "{found}");
    }
    // Less is better: from 25 down to 15.
    let falling = Figures { base: Some(25.0), goal: Some(15.0), ..NONE };
    assert_eq!(alone(&of(Outside::Clamp), 20.0, falling, &DOWN), Ok(0.8));
    assert_eq!(alone(&of(Outside::Clamp), 20.0, falling, &UP), Err(Unscored::GoalNotBeyondBase));
    assert_eq!(alone(&of(Outside::Clamp), 20.0, NONE, &UP), Err(Unscored::NoBase));
}

#[test]
fn goalposts_thresholds_and_targets_by_hand() {
    let posts = Function::Goalposts { outside: Outside::Clamp, exponent: 1.0, floor: 0.0, cap: 1.0 };
    let figures = Figures { goalposts: Some((50.0, 150.0)), ..NONE };
    assert_eq!([alone(&posts, 75.0, figures, &UP), alone(&posts, 75.0, figures, &DOWN)], [Ok(0.25), Ok(0.75)]);
    assert_eq!(alone(&posts, 75.0, NONE, &UP), Err(Unscored::NoGoalposts));
    // A share of the leading industry above 30 % earns all.
    let threshold = Function::Threshold { at: Some(30.0) };
    assert_eq!([29.9, 30.0, 31.0].map(|x| alone(&threshold, x, NONE, &UP)), [Ok(0.0), Ok(1.0), Ok(1.0)]);
    assert_eq!(alone(&threshold, 31.0, NONE, &DOWN), Ok(0.0));
    assert_eq!(alone(&Function::Threshold { at: None }, 3.0, NONE, &UP), Err(Unscored::NoGoal));
    let target = Function::ShareOfGoal { floor: 0.0, cap: 1.2 };
    let of = |goal| Figures { goal: Some(goal), ..NONE };
    assert_eq!([90.0, 150.0, -5.0].map(|x| alone(&target, x, of(100.0), &UP).unwrap()), [0.9, 1.2, 0.0]);
    // At most 3.5: 5 is 0.7 of the way; nothing at all is as good as it gets; a goal of zero is met by zero alone.
    assert_eq!([5.0, 0.0].map(|x| alone(&target, x, of(3.5), &DOWN).unwrap()), [0.7, 1.2]);
    assert_eq!([1.0, 0.0].map(|x| alone(&target, x, of(0.0), &DOWN).unwrap()), [0.0, 1.2]);
    assert_eq!(alone(&target, 1.0, of(0.0), &UP), Err(Unscored::GoalNotPositive));
    assert_eq!(alone(&Function::Direct { floor: 0.0, cap: 1.0 }, 5.0, NONE, &UP), Ok(0.25));
}

#[test]
fn bands_and_lines_by_hand() {
    let points = vec![(0.0, 0.0), (5.0, 0.5), (10.0, 1.0)];
    let bands = Function::Piecewise { points: points.clone(), between: Between::Steps };
    assert_eq!(
        [-1.0, 4.9, 5.0, 9.9, 10.0, 99.0].map(|x| alone(&bands, x, NONE, &UP).unwrap()),
        [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    );
    let lines = Function::Piecewise { points, between: Between::Linear };
    assert_eq!([-1.0, 2.5, 5.0, 7.5, 99.0].map(|x| alone(&lines, x, NONE, &UP).unwrap()), [0.0, 0.25, 0.5, 0.75, 1.0]);
    let hill = Function::Piecewise { points: vec![(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)], between: Between::Linear };
    assert!(lines.is_monotone(1) && !lines.is_monotone(-1) && !hill.is_monotone(1));
}

#[test]
fn minimum_maximum_and_deviation_by_hand() {
    let scale = Function::MinMax { among: Among::All, lower: 0.6, upper: 1.0 };
    assert_eq!(together(&scale, &[10.0, 20.0, 30.0], &UP), [0.6, 0.8, 1.0]);
    assert_eq!(together(&scale, &[10.0, 20.0, 30.0], &DOWN), [1.0, 0.8, 0.6]);
    assert_eq!(together(&scale, &[7.0, 7.0], &UP), [1.0, 1.0]);
    // Mean 20, s = √((100 + 0 + 100)/2) = 10.
    let z = Function::ZScore { among: Among::All, mean: 0.7, deviation: 0.2, floor: 0.0, cap: 0.85 };
    let found = together(&z, &[10.0, 20.0, 30.0], &UP);
    assert!((found[0] - 0.5).abs() < 1e-12 && (found[1] - 0.7).abs() < 1e-12 && found[2] == 0.85);
    assert_eq!(together(&z, &[3.0], &UP), [0.7]);
    // A spread of 2e-6 around a million keeps its digits: the same z-scores.
    let far = together(&z, &[1e6 - 2f64.powi(-20), 1e6, 1e6 + 2f64.powi(-20)], &UP);
    assert!((far[0] - 0.5).abs() < 1e-12 && (far[1] - 0.7).abs() < 1e-12, "{far:?}");
}

#[test]
fn ranks_and_places_by_hand() {
    let ranks = Function::Ranks { among: Among::All, first: 1.0, last: 0.6 };
    // Second and third tie: with five units a place costs 0.1.
    let readings = [50.0, 40.0, 40.0, 20.0, 10.0];
    let with = |ties| together(&ranks, &readings, &Setting { ties, ..UP });
    let close = |found: Vec<f64>, expected: [f64; 5]| {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
    };
    close(with(Ties::Better), [1.0, 0.9, 0.9, 0.7, 0.6]);
    close(with(Ties::Worse), [1.0, 0.8, 0.8, 0.7, 0.6]);
    close(with(Ties::Mean), [1.0, 0.85, 0.85, 0.7, 0.6]);
    let places = Function::Places { among: Among::All, shares: vec![1.0, 0.8, 0.5] };
    assert_eq!(together(&places, &readings, &UP), [1.0, 0.8, 0.8, 0.5, 0.5]);
    let mean = together(&places, &readings, &Setting { ties: Ties::Mean, ..UP });
    assert_eq!(mean, [1.0, 0.65, 0.65, 0.5, 0.5]);
    assert_eq!(together(&places, &readings, &DOWN), [0.5, 0.5, 0.5, 0.8, 1.0]);
    assert_eq!(together(&ranks, &[4.0], &UP), [1.0]);
    // Growth of 108 over 100 and of 216 over 200 is equal on paper, and not to the last digit as stored.
    let grown = [(108.0, 100.0), (54.0, 50.0), (1.08, 1.0)].map(|(v, p)| 100.0 * (v / p - 1.0));
    assert_eq!(together(&ranks, &grown, &UP), [1.0; 3]);
}

#[test]
fn one_more_peer_is_counted_as_if_measured_anew() {
    let (readings, own) = ([3.0, 8.0, 1.0, 9.0], 5.5);
    let (others, whole) = (Peers::of(&readings), Peers::of(&[3.0, 8.0, 1.0, 9.0, own]));
    let added = others.including(own);
    assert_eq!((added.n, added.least, added.greatest), (whole.n, whole.least, whole.greatest));
    assert!(
        (added.origin + added.mean - whole.origin - whole.mean).abs() < 1e-12
            && (added.squares - whole.squares).abs() < 1e-12
    );
}

#[test]
fn a_power_bends_the_way_between_goalposts() {
    // A tax rate of 35 between 26.1 and 84: (84 − 35) / 57.9 = 0.846287; to the power 0.8 it is 0.875012.
    let posts = Function::Goalposts { outside: Outside::Clamp, exponent: 0.8, floor: 0.0, cap: 1.0 };
    let figures = Figures { value: Some(35.0), previous: None, base: None, goal: None, goalposts: Some((26.1, 84.0)) };
    let setting = Setting { sign: -1.0, full: 1.0, ties: Ties::Better };
    let made = share(&posts, 35.0, &figures, &Peers::NOBODY, &setting).unwrap();
    assert!((made - (49.0_f64 / 57.9).powf(0.8)).abs() < 1e-15 && (made - 0.875_012).abs() < 1e-6, "{made}");
}
