//! Hills whose slopes are known.

use super::*;
use crate::geo::Point;
use crate::street::town::{at, block_mm, town};
use crate::street::{Horizon, Measure, Mode, Pace, Rounding, Weights, join, travel_times, travel_times_weighed};

const PACE: Pace = Pace { walk_m_s: 1.0, cycle_m_s: 4.0, off_street_m_s: 1.0, rounding: Rounding::Milliseconds };
const OPTIONS: SlopeOptions = SlopeOptions { step_m: 10.0, steepest: 0.5 };

#[test]
fn factors_are_those_of_the_hiking_function() {
    assert!((tobler_factor(0.0) - 1.0).abs() < 1e-12);
    // exp(3.5 · (0.15 − 0.05)) = e^0.35, exp(3.5 · (0 − 0.05)) = e^−0.175
    assert!((tobler_factor(0.1) - 1.419_067_5).abs() < 1e-6);
    assert!((tobler_factor(-0.05) - 0.839_457_0).abs() < 1e-6);
    assert!((tobler_factor(-0.1) - 1.0).abs() < 1e-12);
}

/// Heights that rise to the east by `rise` metres per block, over a town of 4 by 4 crossings.
fn hill(rise: f32) -> Elevation {
    let metres = (0..8).flat_map(|_| (0..8).map(|column| Some(column as f32 * rise))).collect();
    Elevation::made(Point::new(-0.002, 0.005), [0.001, 0.001], 8, metres)
}

#[test]
fn walk_up_takes_longer_than_walk_down() {
    let network = town(4, Mode::Walk);
    // 11.1195 m per block of 111.195 m are 10 %.
    let elevation = hill(block_mm() as f32 / 10_000.0);
    let factors = slope_factors(&network, &elevation, &OPTIONS);
    let weights = Weights::with_factors(&network, Measure::Time(PACE), Some(&factors));
    let all = join(&network, &[at(0.0, 1.0), at(3.0, 1.0), at(0.0, 3.0)], 50.0);
    let times = travel_times_weighed(&weights, &all, &all, Horizon::within(3600));
    // Three blocks: 333.585 s on the flat, by 1.41907 up and by 1 down; two blocks along the slope are flat.
    assert_eq!((times.find(0, 1), times.find(1, 0), times.find(0, 2)), (Some(474), Some(334), Some(223)));
}

#[test]
fn flat_or_unknown_ground_changes_nothing() {
    let network = town(4, Mode::Walk);
    let all = join(&network, &[at(0.0, 1.0), at(3.0, 1.5), at(0.3, 2.2)], 100.0);
    let flat = travel_times(&network, &all, &all, PACE, Horizon::within(3600));
    let elsewhere = Elevation::made(Point::new(50.0, 50.0), [0.001, 0.001], 2, vec![Some(1.0); 4]);
    for elevation in [hill(0.0), elsewhere] {
        let factors = slope_factors(&network, &elevation, &OPTIONS);
        let weights = Weights::with_factors(&network, Measure::Time(PACE), Some(&factors));
        assert_eq!(travel_times_weighed(&weights, &all, &all, Horizon::within(3600)), flat);
    }
}

#[test]
fn what_is_steeper_than_stated_counts_as_flat() {
    let network = town(4, Mode::Walk);
    let factors = slope_factors(&network, &hill(100.0), &OPTIONS);
    assert!(factors.iter().flatten().all(|factor| (factor - 1.0).abs() < 1e-12));
}
