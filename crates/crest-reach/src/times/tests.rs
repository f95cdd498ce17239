use super::{Times, TimesError};
use proptest::prelude::*;

#[test]
fn pairs_without_a_triple_are_unreachable() {
    let times = Times::from_triples(2, 3, &[(1, 2, 7.0), (0, 1, 3.5), (1, 0, 0.0)]).unwrap();
    assert_eq!((times.n_origins(), times.n_destinations(), times.n_pairs()), (2, 3, 3));
    assert_eq!(times.row(1), (&[0, 2][..], &[0.0, 7.0][..]));
    assert_eq!((times.find(0, 1), times.find(0, 0), times.find(1, 1)), (Some(3.5), None, None));
}

#[test]
fn faults_are_named() {
    let of = |triples: &[(u32, u32, f64)]| Times::from_triples(2, 2, triples).unwrap_err();
    assert_eq!(of(&[(2, 0, 1.0)]), TimesError::Origin { origin: 2, n_origins: 2 });
    assert_eq!(of(&[(0, 5, 1.0)]), TimesError::Destination { destination: 5, n_destinations: 2 });
    assert_eq!(of(&[(0, 1, -1.0)]), TimesError::Minutes { origin: 0, destination: 1, minutes: -1.0 });
    assert!(matches!(of(&[(0, 1, f64::INFINITY)]), TimesError::Minutes { .. }));
    assert_eq!(of(&[(1, 0, 2.0), (1, 1, 3.0), (1, 0, 2.0)]), TimesError::Duplicate { origin: 1, destination: 0 });
    assert_eq!(of(&[(1, 0, 2.0), (1, 0, 3.0)]), TimesError::Duplicate { origin: 1, destination: 0 });
    let length = Times::from_dense(2, 2, &[1, 2, 3], 255).unwrap_err();
    assert_eq!(length, TimesError::Length { n_found: 3, n_expected: 4 });
    assert_eq!(length.to_string(), "3 travel times, expected 4");
}

#[test]
fn dense_minutes_say_the_same_as_triples() {
    let dense = Times::from_dense(2, 2, &[0, 255, 12, 7], 255).unwrap();
    assert_eq!(dense, Times::from_triples(2, 2, &[(1, 1, 7.0), (0, 0, 0.0), (1, 0, 12.0)]).unwrap());
}

proptest! {
    #[test]
    fn order_of_triples_does_not_matter_and_transposing_twice_gives_the_matrix(
        pairs in proptest::collection::btree_map((0_u32..6, 0_u32..4), 0.0_f64..90.0, 0..20),
        turn in 0_usize..20,
    ) {
        let mut triples: Vec<(u32, u32, f64)> = pairs.iter().map(|(&(o, d), &t)| (o, d, t)).collect();
        let times = Times::from_triples(6, 4, &triples).unwrap();
        if !triples.is_empty() {
            let turn = turn % triples.len();
            triples.rotate_left(turn);
        }
        prop_assert_eq!(&Times::from_triples(6, 4, &triples).unwrap(), &times);
        let back = times.transposed();
        prop_assert_eq!(back.n_origins(), 4);
        for (&(origin, destination), &minutes) in &pairs {
            prop_assert_eq!(back.find(destination as usize, origin), Some(minutes));
        }
        prop_assert_eq!(back.transposed(), times);
    }
}
