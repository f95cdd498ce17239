use proptest::prelude::*;

use super::{Sampling, split};

const SAMPLING: Sampling = Sampling { n_orders: 400, seed: 7 };

#[test]
fn gate_is_shared_by_its_keys() {
    // Two keys open 12 together; the third gains 5 by itself.
    let value = |set: &[bool]| 12.0 * f64::from(u8::from(set[0] && set[1])) + 5.0 * f64::from(u8::from(set[2]));
    let found = split(3, SAMPLING, value);
    for (share, expected) in found.shares.iter().zip([6.0, 6.0, 5.0]) {
        assert!((share - expected).abs() < 1e-12);
    }
    assert_eq!(found.standard_errors, None);
}

#[test]
fn glove_game_of_shapley() {
    // One left glove, two right ones: 2/3, 1/6, 1/6 of a pair.
    let value = |set: &[bool]| f64::from(u8::from(set[0] && (set[1] || set[2])));
    let found = split(3, SAMPLING, value).shares;
    for (share, expected) in found.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
        assert!((share - expected).abs() < 1e-12);
    }
    assert!(split(0, SAMPLING, |_| 3.0).shares.is_empty());
}

#[test]
fn sampled_split_agrees_with_the_exact_one() {
    // Fourteen members: a gate of the first three (30), and k points for each k.
    let value = |set: &[bool]| {
        let gate = if set[..3].iter().all(|within| *within) { 30.0 } else { 0.0 };
        gate + set.iter().enumerate().map(|(k, within)| if *within { k as f64 } else { 0.0 }).sum::<f64>()
    };
    let found = split(14, SAMPLING, value);
    let errors = found.standard_errors.as_ref().unwrap();
    for (k, share) in found.shares.iter().enumerate() {
        let expected = k as f64 + if k < 3 { 10.0 } else { 0.0 };
        assert!((share - expected).abs() <= 4.0 * errors[k] + 1e-9, "{k}: {share} ± {}", errors[k]);
    }
    assert!(errors[0] > 0.0 && errors[0] < 1.0 && errors[13] < 1e-6);
    assert!((found.shares.iter().sum::<f64>() - (30.0 + 91.0)).abs() < 1e-9);
    assert_eq!(found, split(14, SAMPLING, value));
}

proptest! {
    #[test]
    fn shares_sum_to_the_gain_of_all(values in prop::collection::vec(-10.0..10.0_f64, 32)) {
        let index = |set: &[bool]| set.iter().enumerate().map(|(k, within)| usize::from(*within) << k).sum::<usize>();
        let found = split(5, SAMPLING, |set| values[index(set)]);
        prop_assert!((found.shares.iter().sum::<f64>() - (values[31] - values[0])).abs() < 1e-9);
    }
}
