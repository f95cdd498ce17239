use super::*;
use crate::catchment::{balanced, three_step, two_step};
use crate::decay::Cutoff;
use crate::opportunities::{reachable, reaching};

const ALL: [Gaining; 4] = [Gaining::Opportunities, Gaining::TwoStep, Gaining::ThreeStep, Gaining::Balanced];

/// Five villages on a road and four clinics, one of them planned; the last village reaches nothing.
fn road() -> (Times, [f64; 5], [f64; 4]) {
    let mut triples = Vec::new();
    for (village, at) in (0_u32..4).zip([0.0_f64, 7.0, 11.0, 30.0]) {
        for (clinic, place) in (0_u32..4).zip([1.0_f64, 9.0, 20.0, 28.0]) {
            triples.push((village, clinic, (at - place).abs()));
        }
    }
    (Times::from_triples(5, 4, &triples).unwrap(), [100.0, 300.0, 0.0, 50.0, 80.0], [4.0, 3.0, 0.0, 2.0])
}

fn access(measure: Gaining, times: &Times, demand: &[f64], supply: &[f64], decay: &Decay) -> Vec<f64> {
    match measure {
        Gaining::Opportunities => reachable(times, &[supply], decay).unwrap().remove(0),
        Gaining::TwoStep => two_step(times, demand, supply, decay).unwrap().access,
        Gaining::ThreeStep => three_step(times, demand, supply, decay).unwrap().access,
        Gaining::Balanced => balanced(times, demand, supply, decay).unwrap().access,
    }
}

#[test]
fn gains_are_those_of_adding_the_unit() {
    let (times, demand, supply) = road();
    for decay in [Decay::Step(Cutoff::UpTo(10.0)), Decay::Gaussian { sd: 8.0 }] {
        for measure in ALL {
            let before = access(measure, &times, &demand, &supply, &decay);
            let line = 0.02;
            let gains = marginal_gains(&times, &demand, &supply, &decay, measure, line).unwrap();
            for destination in 0..4 {
                let own = marginal_gain_of(&times, &demand, &supply, &decay, measure, destination).unwrap();
                let Some((gain, own)) = gains[destination].zip(own) else {
                    assert_eq!((measure, destination), (Gaining::ThreeStep, 2));
                    continue;
                };
                let mut more = supply;
                more[destination] += 1.0;
                let after = access(measure, &times, &demand, &more, &decay);
                let (mut total, mut below) = (0.0, 0.0);
                for origin in 0..5 {
                    let added = after[origin] - before[origin];
                    assert!((added - own[origin]).abs() < 1e-14, "{measure:?} {destination} {origin}");
                    total += demand[origin] * added;
                    below += if before[origin] < line { demand[origin] * added } else { 0.0 };
                }
                assert!(
                    (gain.total - total).abs() < 1e-11 && (gain.below - below).abs() < 1e-11,
                    "{measure:?} {gain:?}"
                );
            }
        }
    }
}

#[test]
fn who_has_it_by_hand() {
    let (times, demand, supply) = road();
    let decay = Decay::Step(Cutoff::UpTo(10.0));
    // Within 10 minutes: clinic 0 has villages 0 (1 min) and 1 (6), and 2 (10) where nobody lives.
    let gains = |measure, line| marginal_gains(&times, &demand, &supply, &decay, measure, line).unwrap();
    let counted = gains(Gaining::Opportunities, f64::INFINITY);
    assert_eq!(counted[0], Some(MarginalGain { total: 400.0, below: 400.0, n_people: 400.0 }));
    // It is the population that reaches the place.
    let potential = reaching(&times, &[&demand], &decay).unwrap().remove(0);
    assert!(counted.iter().zip(&potential).all(|(gain, people)| gain.unwrap().total == *people));
    // Clinic 0: 4 / 400 = 0.01 a head; clinic 1: villages 0, 1, 2: 3 / 400. Clinic 3: village 3, 2 / 50 = 0.04. Clinic 2: village 2 (9 min), nobody,
    // and village 3 (10 min). Villages 0 and 1 have 0.0175, village 3 has 0.04: below 0.02 all of clinic 0 and none of clinic 3.
    let shared = gains(Gaining::TwoStep, 0.02);
    let told: Vec<(f64, f64, f64)> =
        shared.iter().flatten().map(|gain| (gain.total, gain.below, gain.n_people)).collect();
    assert_eq!(told, [(1.0, 1.0, 400.0), (1.0, 1.0, 400.0), (1.0, 0.0, 50.0), (1.0, 0.0, 50.0)]);
    let near =
        marginal_gains(&times, &demand, &supply, &Decay::Step(Cutoff::UpTo(0.5)), Gaining::TwoStep, 1.0).unwrap();
    assert!(near.iter().flatten().all(|gain| gain.total == 0.0), "nobody comes");
}

#[test]
fn wrong_numbers_are_refused() {
    let (times, demand, supply) = road();
    let decay = Decay::Gaussian { sd: 8.0 };
    let asked = |demand: &[f64], line| marginal_gains(&times, demand, &supply, &decay, Gaining::TwoStep, line);
    assert!(matches!(asked(&demand, f64::NAN), Err(CatchmentError::Parameter { .. })));
    assert_eq!(asked(&demand[1..], 1.0), Err(CatchmentError::Length { n_found: 4, n_expected: 5 }));
}
