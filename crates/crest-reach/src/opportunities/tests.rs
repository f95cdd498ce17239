use super::{Interval, OpportunitiesError, Summary, reachable, reachable_over, reaching};
use crate::decay::{Cutoff, Decay};
use crate::times::Times;
use proptest::prelude::*;

/// A street of five places, ten minutes apart; place 4 can be left but not reached.
fn street() -> Times {
    let mut triples = Vec::new();
    for origin in 0..5_u32 {
        for destination in 0..4_u32 {
            triples.push((origin, destination, 10.0 * f64::from(origin.abs_diff(destination))));
        }
    }
    Times::from_triples(5, 5, &triples).unwrap()
}

/// Powers of two: a sum tells which places are in it.
const POWERS: [f64; 5] = [1.0, 2.0, 4.0, 8.0, 16.0];

#[test]
fn sums_tell_who_was_reached() {
    // Within 10 minutes a place reaches itself and its neighbours; nobody reaches place 4, of weight 16.
    let within = reachable(&street(), &[&POWERS, &[1.0; 5]], &Decay::Step(Cutoff::UpTo(10.0))).unwrap();
    assert_eq!(within, [[3.0, 7.0, 14.0, 12.0, 8.0], [2.0, 3.0, 3.0, 2.0, 1.0]]);
    let below = reachable(&street(), &[&POWERS], &Decay::Step(Cutoff::Below(10.0))).unwrap();
    assert_eq!(below, [[1.0, 2.0, 4.0, 8.0, 0.0]]);
}

#[test]
fn passive_counts_those_who_arrive() {
    // Place 3 is reached by 2, 3 and 4 within 10 minutes: 4 + 8 + 16.
    let passive = reaching(&street(), &[&POWERS], &Decay::Step(Cutoff::UpTo(10.0))).unwrap();
    assert_eq!(passive, [[3.0, 7.0, 14.0, 28.0, 0.0]]);
}

#[test]
fn decay_weighs_each_opportunity() {
    // From place 0, straight to 0 at 40 minutes: 1·1 + 2·0.75 + 4·0.5 + 8·0.25 = 6.5.
    let linear = Decay::Linear { full_until: 0.0, none_from: 40.0 };
    assert_eq!(reachable(&street(), &[&POWERS], &linear).unwrap()[0][0], 6.5);
}

#[test]
fn interval_is_mean_or_median_of_counts() {
    // From place 0 at 5, 15, 25, 30 minutes: 1, 3, 7, 15; mean 6.5, median 5.
    let cutoffs = [25.0, 5.0, 15.0, 30.0].map(Cutoff::UpTo).to_vec();
    let mean = Interval { cutoffs: cutoffs.clone(), summary: Summary::Mean };
    assert_eq!(reachable_over(&street(), &[&POWERS], &mean).unwrap()[0][0], 6.5);
    let median = Interval { cutoffs, summary: Summary::Median };
    assert_eq!(reachable_over(&street(), &[&POWERS], &median).unwrap()[0][0], 5.0);
}

#[test]
fn interval_keeps_the_readings_apart() {
    // Below 10 holds place 0 alone, up to 10 also place 1: (1 + 3) / 2.
    let interval = Interval { cutoffs: vec![Cutoff::UpTo(10.0), Cutoff::Below(10.0)], summary: Summary::Mean };
    assert_eq!(reachable_over(&street(), &[&POWERS], &interval).unwrap()[0][0], 2.0);
}

#[test]
fn faults_are_named() {
    let step = Decay::Step(Cutoff::UpTo(10.0));
    let short = reachable(&street(), &[&[1.0]], &step).unwrap_err();
    assert_eq!(short, OpportunitiesError::Length { column: 0, n_found: 1, n_expected: 5 });
    let negative = reachable(&street(), &[&POWERS, &[1.0, -2.0, 0.0, 0.0, 0.0]], &step).unwrap_err();
    assert_eq!(negative, OpportunitiesError::Count { column: 1, place: 1, count: -2.0 });
    let none = Interval { cutoffs: Vec::new(), summary: Summary::Mean };
    assert_eq!(reachable_over(&street(), &[&POWERS], &none), Err(OpportunitiesError::NoCutoff));
    let decay = Decay::Exponential { rate: -1.0 };
    assert!(matches!(reachable(&street(), &[&POWERS], &decay), Err(OpportunitiesError::Decay(_))));
}

proptest! {
    #[test]
    fn more_time_never_reaches_less_and_an_interval_lies_between_its_ends(
        pairs in proptest::collection::btree_map((0_u32..5, 0_u32..5), 0.0_f64..60.0, 1..25),
        early in 0.0_f64..60.0,
        longer in 0.0_f64..30.0,
    ) {
        let triples: Vec<(u32, u32, f64)> = pairs.iter().map(|(&(o, d), &t)| (o, d, t)).collect();
        let times = Times::from_triples(5, 5, &triples).unwrap();
        let at = |cutoff: f64| reachable(&times, &[&POWERS], &Decay::Step(Cutoff::UpTo(cutoff))).unwrap().remove(0);
        let (low, high) = (at(early), at(early + longer));
        let cutoffs = vec![Cutoff::UpTo(early), Cutoff::UpTo(early + longer / 2.0), Cutoff::UpTo(early + longer)];
        for summary in [Summary::Mean, Summary::Median] {
            let interval = Interval { cutoffs: cutoffs.clone(), summary };
            let between = reachable_over(&times, &[&POWERS], &interval).unwrap().remove(0);
            for origin in 0..5 {
                prop_assert!(low[origin] <= between[origin] + 1e-9 && between[origin] <= high[origin] + 1e-9);
            }
        }
    }
}
