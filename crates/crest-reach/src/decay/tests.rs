use super::{Cutoff, Decay, DecayError, Zone};
use proptest::prelude::*;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} is not {b}");
}

#[test]
fn two_readings_of_within_differ_only_at_the_cutoff() {
    for (minutes, below, up_to) in [(29.9, true, true), (30.0, false, true), (30.1, false, false)] {
        assert_eq!(Cutoff::Below(30.0).holds(minutes), below);
        assert_eq!(Cutoff::UpTo(30.0).holds(minutes), up_to);
    }
}

#[test]
fn weights_by_hand() {
    close(Decay::Step(Cutoff::UpTo(30.0)).weight(30.0), 1.0);
    // The rate ln 2 / 30 halves in 30 minutes and quarters in 60.
    let half = Decay::Exponential { rate: 2.0_f64.ln() / 30.0 };
    close(half.weight(30.0), 0.5);
    close(half.weight(60.0), 0.25);
    // 4⁻² = 1/16; half a minute would give 4 and counts as 1.
    let power = Decay::Power { exponent: 2.0 };
    close(power.weight(4.0), 0.0625);
    close(power.weight(0.5), 1.0);
    close(power.weight(0.0), 1.0);
    let from_zero = Decay::Linear { full_until: 0.0, none_from: 40.0 };
    close(from_zero.weight(10.0), 0.75);
    close(from_zero.weight(41.0), 0.0);
    // Cutoff 30, width 20: full until 20, none from 40, half at 30.
    let around = Decay::Linear { full_until: 20.0, none_from: 40.0 };
    close(around.weight(15.0), 1.0);
    close(around.weight(30.0), 0.5);
    // At the mean g = 2, so the weight is g(0) / 2 = (1 + exp(−π/√3 · 30/10)) / 2.
    let logistic = Decay::Logistic { mean: 30.0, sd: 10.0 };
    close(logistic.weight(0.0), 1.0);
    close(logistic.weight(30.0), (1.0 + (-std::f64::consts::PI * 3.0_f64.sqrt()).exp()) / 2.0);
    close(logistic.weight(1e6), 0.0);
    close(Decay::Gaussian { sd: 20.0 }.weight(20.0), (-0.5_f64).exp());
    let ends = Decay::GaussianWithin { cutoff: 60.0 };
    close(ends.weight(0.0), 1.0);
    close(ends.weight(60.0), 0.0);
    close(ends.weight(61.0), 0.0);
}

#[test]
fn zones_hold_their_end_as_stated() {
    // Weights of Luo and Qi (2009) for 10, 20 and 30 minutes; ends belong to the zone.
    let zone = |minutes, weight| Zone { within: Cutoff::UpTo(minutes), weight };
    let zones = Decay::Stepped(vec![zone(10.0, 1.0), zone(20.0, 0.68), zone(30.0, 0.22)]);
    assert_eq!([0.0, 10.0, 10.1, 20.0, 30.0, 30.1].map(|t| zones.weight(t)), [1.0, 1.0, 0.68, 0.68, 0.22, 0.0]);
    // The stepped decay of `accessibility` with steps 10, 20 and weights 0.5, 0.1: the value changes at the step and the last goes on.
    let below = |minutes, weight| Zone { within: Cutoff::Below(minutes), weight };
    let like = Decay::Stepped(vec![below(10.0, 1.0), below(20.0, 0.5), below(f64::INFINITY, 0.1)]);
    assert_eq!([9.9, 10.0, 20.0, 500.0].map(|t| like.weight(t)), [1.0, 0.5, 0.1, 0.1]);
    assert_eq!(like.check(), Ok(()));
}

#[test]
fn meaningless_parameters_are_refused() {
    assert_eq!(Decay::Exponential { rate: 0.0 }.check(), Err(DecayError::Parameter { value: 0.0 }));
    assert!(Decay::Step(Cutoff::Below(f64::NAN)).check().is_err());
    assert_eq!(Decay::Linear { full_until: 20.0, none_from: 20.0 }.check(), Err(DecayError::Parameter { value: 20.0 }));
    assert!(Decay::Logistic { mean: 30.0, sd: 0.0 }.check().is_err());
    let zone = |minutes, weight| Zone { within: Cutoff::UpTo(minutes), weight };
    assert_eq!(Decay::Stepped(vec![zone(10.0, 1.5)]).check(), Err(DecayError::Weight { zone: 0, weight: 1.5 }));
    assert_eq!(Decay::Stepped(vec![zone(10.0, 1.0), zone(10.0, 0.5)]).check(), Err(DecayError::Zones { zone: 1 }));
    assert!(Decay::Stepped(vec![zone(f64::INFINITY, 1.0), zone(10.0, 0.5)]).check().is_err());
}

proptest! {
    #[test]
    fn every_decay_falls_from_one(early in 0.0_f64..120.0, later in 0.0_f64..60.0, size in 1.0_f64..60.0) {
        let decays = [
            Decay::Step(Cutoff::Below(size)),
            Decay::Exponential { rate: 1.0 / size },
            Decay::Power { exponent: size / 20.0 },
            Decay::Linear { full_until: 0.0, none_from: size },
            Decay::Logistic { mean: size, sd: 12.0 },
            Decay::Gaussian { sd: size },
            Decay::GaussianWithin { cutoff: size },
        ];
        for decay in decays {
            decay.check().unwrap();
            let (first, second) = (decay.weight(early), decay.weight(early + later));
            prop_assert!((0.0..=1.0).contains(&first) && second <= first, "{:?}: {} then {}", decay, first, second);
            prop_assert_eq!(decay.weight(0.0), 1.0);
        }
    }
}
