use super::{Balance, DualError, balancing_time, time_to};
use crate::decay::{Cutoff, Decay};
use crate::opportunities::reachable;
use crate::times::Times;
use proptest::prelude::*;

fn times() -> Times {
    Times::from_triples(3, 3, &[(0, 0, 12.0), (0, 1, 7.5), (0, 2, 12.0), (1, 1, 0.0)]).unwrap()
}

#[test]
fn nearest_opportunities_by_hand() {
    // Origin 0 reaches 2 at 7.5 and 2 + 1 + 4 = 7 at 12; origin 1 reaches 2 at once; origin 2 nothing.
    let found = time_to(&times(), &[1.0, 2.0, 4.0], &[1.0, 2.0, 3.0, 7.0, 8.0]).unwrap();
    assert_eq!(found[0], [Some(7.5), Some(0.0), None]);
    assert_eq!(found[1], [Some(7.5), Some(0.0), None]);
    assert_eq!(found[2], [Some(12.0), None, None]);
    assert_eq!(found[3], [Some(12.0), None, None]);
    assert_eq!(found[4], [None, None, None]);
}

#[test]
fn places_without_opportunities_are_passed_by() {
    assert_eq!(time_to(&times(), &[1.0, 0.0, 0.0], &[1.0]).unwrap(), [[Some(12.0), None, None]]);
}

#[test]
fn balance_by_hand() {
    // Supply 1, 2, 4. Origin 0 of demand 2 has exactly 2 at 7.5 and more only at 12; without demand an origin is balanced at once.
    let balance = |demand: [f64; 3], kind| balancing_time(&times(), &demand, &[1.0, 2.0, 4.0], kind).unwrap();
    assert_eq!(balance([2.0, 2.0, 1.0], Balance::AtLeast), [Some(7.5), Some(0.0), None]);
    assert_eq!(balance([2.0, 2.0, 0.0], Balance::MoreThan), [Some(12.0), None, Some(0.0)]);
    assert_eq!(balance([7.1, 2.0, 0.0], Balance::AtLeast)[0], None);
}

#[test]
fn faults_are_named() {
    assert_eq!(time_to(&times(), &[1.0], &[1.0]), Err(DualError::Length { n_found: 1, n_expected: 3 }));
    assert_eq!(time_to(&times(), &[1.0, -1.0, 0.0], &[1.0]), Err(DualError::Count { place: 1, count: -1.0 }));
    assert_eq!(time_to(&times(), &[1.0; 3], &[0.0]), Err(DualError::Needed { needed: 0.0 }));
    let short = balancing_time(&times(), &[1.0], &[1.0; 3], Balance::AtLeast);
    assert_eq!(short, Err(DualError::Length { n_found: 1, n_expected: 3 }));
}

proptest! {
    #[test]
    fn counting_within_the_time_found_finds_the_number(
        pairs in proptest::collection::btree_map((0_u32..4, 0_u32..5), 0_u32..40, 1..20),
        needed in 1_u32..31,
    ) {
        let triples: Vec<(u32, u32, f64)> = pairs.iter().map(|(&(o, d), &t)| (o, d, f64::from(t))).collect();
        let times = Times::from_triples(4, 5, &triples).unwrap();
        let powers = [1.0, 2.0, 4.0, 8.0, 16.0];
        let found = time_to(&times, &powers, &[f64::from(needed)]).unwrap().remove(0);
        for (origin, found) in found.into_iter().enumerate() {
            let within = |cutoff| reachable(&times, &[&powers], &Decay::Step(cutoff)).unwrap()[0][origin];
            match found {
                Some(minutes) => {
                    prop_assert!(within(Cutoff::UpTo(minutes)) >= f64::from(needed));
                    prop_assert!(within(Cutoff::Below(minutes)) < f64::from(needed));
                }
                None => prop_assert!(within(Cutoff::UpTo(1e9)) < f64::from(needed)),
            }
        }
    }
}
