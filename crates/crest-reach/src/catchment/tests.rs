use super::availability::{spatial_availability, totally_constrained};
use super::raam::{RaamOptions, raam};
use super::{CatchmentError, balanced, three_step, two_step};
use crate::decay::{Cutoff, Decay};
use crate::opportunities::reachable;
use crate::times::Times;
use proptest::prelude::*;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{a} is not {b}");
}

/// Example of Soukhov et al. (2023), section "A synthetic example": three population centres and three employment centres.
fn soukhov() -> (Times, [f64; 3], [f64; 3]) {
    let minutes = [[15.0, 30.0, 100.0], [30.0, 15.0, 100.0], [100.0, 100.0, 15.0]];
    let mut triples = Vec::new();
    for (origin, row) in minutes.iter().enumerate() {
        for (destination, minutes) in row.iter().enumerate() {
            triples.push((origin as u32, destination as u32, *minutes));
        }
    }
    let times = Times::from_triples(3, 3, &triples).unwrap();
    (times, [50_000.0, 150_000.0, 10_000.0], [100_000.0, 100_000.0, 10_000.0])
}

/// Two villages and two clinics: the first village reaches only the first clinic.
fn villages() -> Times {
    Times::from_triples(2, 2, &[(0, 0, 5.0), (1, 0, 9.0), (1, 1, 8.0)]).unwrap()
}

#[test]
fn two_step_by_hand() {
    // Within 10: R_0 = 4 / 400 = 0.01, R_1 = 3 / 300 = 0.01; the second village sums both.
    let found = two_step(&villages(), &[100.0, 300.0], &[4.0, 3.0], &Decay::Step(Cutoff::UpTo(10.0))).unwrap();
    assert_eq!(found.access, [0.01, 0.02]);
    assert_eq!(found.ratios, [Some(0.01), Some(0.01)]);
    // Within 8 the second village loses the first clinic: 4 / 100.
    let near = two_step(&villages(), &[100.0, 300.0], &[4.0, 3.0], &Decay::Step(Cutoff::UpTo(8.0))).unwrap();
    assert_eq!(near.access, [0.04, 0.01]);
}

#[test]
fn supply_without_demand_is_told_and_given_to_nobody() {
    // Nobody lives in the second village: its clinic has no ratio, and its access is that of the first clinic alone.
    let found = two_step(&villages(), &[100.0, 0.0], &[4.0, 3.0], &Decay::Step(Cutoff::UpTo(10.0))).unwrap();
    assert_eq!((found.access, found.ratios, found.unused_supply), (vec![0.04, 0.04], vec![Some(0.04), None], 3.0));
    // Within 6 the second village reaches nothing.
    let near = two_step(&villages(), &[100.0, 300.0], &[4.0, 3.0], &Decay::Step(Cutoff::UpTo(6.0))).unwrap();
    assert_eq!((near.access[1], near.unserved_demand, near.unused_supply), (0.0, 300.0, 3.0));
}

#[test]
fn three_step_by_hand() {
    // All weights 1: village 1 splits 1/2 and 1/2, so R_0 = 4 / (100 + 150), R_1 = 3 / 150; A_0 = 0.016, A_1 = (0.016 + 0.02) / 2.
    let found = three_step(&villages(), &[100.0, 300.0], &[4.0, 3.0], &Decay::Step(Cutoff::UpTo(10.0))).unwrap();
    close(found.access[0], 0.016);
    close(found.access[1], 0.018);
    // Weights 0.5, 0.1, 0.2 (straight to 0 at 10): village 1 splits 1/3 and 2/3, G·f = 0.1/3 and 0.4/3.
    // R_0 = 4 / (50 + 10) = 1/15, R_1 = 3 / 40; A_0 = 0.5/15, A_1 = (1/15)(0.1/3) + (3/40)(0.4/3).
    let linear = Decay::Linear { full_until: 0.0, none_from: 10.0 };
    let found = three_step(&villages(), &[100.0, 300.0], &[4.0, 3.0], &linear).unwrap();
    close(found.access[0], 0.5 / 15.0);
    close(found.access[1], 0.1 / 45.0 + 0.01);
}

#[test]
fn balanced_by_hand() {
    // Weights 1. By origin: 1; 1/2, 1/2. Demand 100 + 150 and 150. R = 0.016, 0.02. By destination: 1/2, 1/2; 1.
    // A_0 = 0.008, A_1 = 0.008 + 0.02.
    let found = balanced(&villages(), &[100.0, 300.0], &[4.0, 3.0], &Decay::Step(Cutoff::UpTo(10.0))).unwrap();
    close(found.access[0], 0.008);
    close(found.access[1], 0.028);
}

#[test]
fn spatial_availability_is_that_of_the_paper() {
    // Soukhov et al. (2023), table of the synthetic example, exp(−0.1 t): 66 833, 133 203 and 9 963 jobs.
    let (times, people, jobs) = soukhov();
    let found = spatial_availability(&times, &people, &jobs, &Decay::Exponential { rate: 0.1 }, 1.0).unwrap();
    for (found, published) in found.available.iter().zip([66_833.0, 133_203.0, 9_963.0]) {
        assert!((found - published).abs() <= 1.0, "{found} is not {published}");
    }
    close(found.available.iter().sum(), 210_000.0);
}

#[test]
fn alpha_below_one_favours_small_origins() {
    let (times, people, jobs) = soukhov();
    let decay = Decay::Exponential { rate: 0.1 };
    let plain = spatial_availability(&times, &people, &jobs, &decay, 1.0).unwrap();
    let mild = spatial_availability(&times, &people, &jobs, &decay, 0.5).unwrap();
    assert!(mild.available[0] > plain.available[0] && mild.available[1] < plain.available[1]);
    close(mild.available.iter().sum(), 210_000.0);
    let nothing = spatial_availability(&times, &people, &jobs, &decay, 0.0);
    assert_eq!(nothing, Err(CatchmentError::Parameter { value: 0.0 }));
}

#[test]
fn totally_constrained_is_gravity_scaled_to_the_total() {
    let (times, _, jobs) = soukhov();
    let decay = Decay::Exponential { rate: 0.1 };
    let found = totally_constrained(&times, &jobs, &decay).unwrap();
    let gravity = reachable(&times, &[&jobs], &decay).unwrap().remove(0);
    close(found.available.iter().sum(), 210_000.0);
    close(found.available[0] / found.available[2], gravity[0] / gravity[2]);
}

fn options() -> RaamOptions {
    RaamOptions { tau_minutes: 60.0, rho: None, tolerance: 1e-12, n_rounds: 10_000 }
}

#[test]
fn crowding_sends_people_further() {
    // 100 people, two places of supply 1 at 0 and 30 minutes, τ = 60, ρ = 100 / 2 = 50: x/50 = 0.5 + (100 − x)/50, so x = 62.5,
    // and both places cost 1.25.
    let times = Times::from_triples(1, 2, &[(0, 0, 0.0), (0, 1, 30.0)]).unwrap();
    let found = raam(&times, &[100.0], &[1.0, 1.0], options()).unwrap();
    close(found.loads[0], 62.5);
    close(found.loads[1], 37.5);
    close(found.costs[0].unwrap(), 1.25);
    // With τ = 10 the far place costs 3 for travel alone; all stay, at 2.
    let stay = raam(&times, &[100.0], &[1.0, 1.0], RaamOptions { tau_minutes: 10.0, ..options() }).unwrap();
    assert_eq!(stay.loads, [100.0, 0.0]);
    close(stay.costs[0].unwrap(), 2.0);
}

#[test]
fn origin_without_supply_has_no_cost() {
    let times = Times::from_triples(3, 2, &[(0, 0, 6.0), (1, 1, 6.0)]).unwrap();
    let found = raam(&times, &[10.0, 20.0, 30.0], &[2.0, 0.0], options()).unwrap();
    assert_eq!((found.costs[1], found.costs[2], found.unserved_demand), (None, None, 50.0));
    // ρ = 60 / 2 = 30: 6/60 + 10/60.
    close(found.costs[0].unwrap(), 16.0 / 60.0);
    let none = raam(&times, &[10.0, 20.0, 30.0], &[0.0, 0.0], options()).unwrap();
    assert_eq!(none.costs, [None, None, None]);
}

#[test]
fn faults_are_named() {
    let step = Decay::Step(Cutoff::UpTo(10.0));
    let times = villages();
    assert_eq!(two_step(&times, &[1.0], &[1.0, 1.0], &step), Err(CatchmentError::Length { n_found: 1, n_expected: 2 }));
    let supply = two_step(&times, &[1.0, 1.0], &[1.0, f64::NAN], &step);
    assert!(matches!(supply, Err(CatchmentError::Supply { destination: 1, .. })));
    let demand = balanced(&times, &[-1.0, 1.0], &[1.0, 1.0], &step);
    assert_eq!(demand, Err(CatchmentError::Demand { origin: 0, demand: -1.0 }));
    let tau = raam(&times, &[1.0, 1.0], &[1.0, 1.0], RaamOptions { tau_minutes: 0.0, ..options() });
    assert_eq!(tau, Err(CatchmentError::Parameter { value: 0.0 }));
}

prop_compose! {
    fn world()(
        pairs in proptest::collection::btree_map((0_u32..6, 0_u32..5), 0.0_f64..60.0, 1..30),
        demand in proptest::collection::vec(prop_oneof![Just(0.0), 1.0_f64..500.0], 6),
        supply in proptest::collection::vec(prop_oneof![Just(0.0), 1.0_f64..50.0], 5),
    ) -> (Times, Vec<f64>, Vec<f64>) {
        let triples: Vec<(u32, u32, f64)> = pairs.iter().map(|(&(o, d), &t)| (o, d, t)).collect();
        (Times::from_triples(6, 5, &triples).unwrap(), demand, supply)
    }
}

proptest! {
    #[test]
    fn supply_is_neither_made_nor_lost((times, demand, supply) in world(), cutoff in 5.0_f64..70.0) {
        let total: f64 = supply.iter().sum();
        for decay in [Decay::Step(Cutoff::UpTo(cutoff)), Decay::Exponential { rate: 1.0 / cutoff }] {
            let used = |access: &[f64]| access.iter().zip(&demand).map(|(a, p)| a * p).sum::<f64>();
            let two = two_step(&times, &demand, &supply, &decay).unwrap();
            prop_assert!((used(&two.access) + two.unused_supply - total).abs() < 1e-6);
            let three = three_step(&times, &demand, &supply, &decay).unwrap();
            prop_assert!((used(&three.access) + three.unused_supply - total).abs() < 1e-6);
            let shared = spatial_availability(&times, &demand, &supply, &decay, 1.0).unwrap();
            prop_assert!((shared.available.iter().sum::<f64>() + shared.unused_supply - total).abs() < 1e-6);
            for (origin, people) in demand.iter().enumerate() {
                prop_assert!((shared.available[origin] - people * two.access[origin]).abs() < 1e-6);
            }
            let scaled = totally_constrained(&times, &supply, &decay).unwrap();
            prop_assert!((scaled.available.iter().sum::<f64>() + scaled.unused_supply - total).abs() < 1e-6);
            let level = balanced(&times, &demand, &supply, &decay).unwrap();
            let (access, ratios) = (level.access.iter().sum::<f64>(), level.ratios.iter().flatten().sum::<f64>());
            prop_assert!((access - ratios).abs() < 1e-6 * ratios.max(1.0));
        }
    }

    #[test]
    fn nobody_saves_by_going_elsewhere((times, demand, supply) in world()) {
        let found = raam(&times, &demand, &supply, RaamOptions { tolerance: 1e-9, ..options() }).unwrap();
        prop_assert!(found.gap <= 1e-9, "gap {} after {} rounds", found.gap, found.n_rounds);
        let total: f64 = demand.iter().sum();
        prop_assert!((found.loads.iter().sum::<f64>() + found.unserved_demand - total).abs() < 1e-6);
        // What all pay together is at the cost each is told.
        let rho = total / supply.iter().sum::<f64>();
        for origin in 0..6 {
            let (destinations, minutes) = times.row(origin);
            let least = destinations.iter().zip(minutes)
                .filter(|(d, _)| supply[**d as usize] > 0.0)
                .map(|(&d, t)| t / 60.0 + if total > 0.0 { found.loads[d as usize] / (rho * supply[d as usize]) } else { 0.0 })
                .min_by(f64::total_cmp);
            match (least, found.costs[origin]) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
