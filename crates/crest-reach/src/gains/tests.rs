use super::{Better, Change, Gains, GainsError, PairGains, changes, gains, gains_by_group, pair_gains};
use crate::times::Times;
use proptest::prelude::*;

const BEFORE: [Option<f64>; 6] = [Some(10.0), Some(10.0), Some(10.0), None, Some(5.0), None];
const AFTER: [Option<f64>; 6] = [Some(14.0), Some(7.0), Some(10.5), Some(1.0), None, None];
const PEOPLE: [f64; 6] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];

#[test]
fn every_place_has_one_fate() {
    let found = changes(&BEFORE, &AFTER, Better::More, 0.5).unwrap();
    let by_hand =
        [Change::Gained(4.0), Change::Lost(3.0), Change::Unchanged, Change::Opened, Change::Closed, Change::Missing];
    assert_eq!(found, by_hand);
    // Where less is better the first two change sides.
    let turned = changes(&BEFORE, &AFTER, Better::Less, 0.5).unwrap();
    assert_eq!(turned[..2], [Change::Lost(4.0), Change::Gained(3.0)]);
    // Without a resolution half a job is a gain.
    assert_eq!(changes(&BEFORE, &AFTER, Better::More, 0.0).unwrap()[2], Change::Gained(0.5));
}

#[test]
fn people_are_summed_by_fate() {
    let found = gains(&changes(&BEFORE, &AFTER, Better::More, 0.5).unwrap(), &PEOPLE).unwrap();
    // Mean change of the first three: (4·1 − 3·2 + 0·4) / 7.
    let by_hand = Gains {
        people_gained: 1.0,
        people_lost: 2.0,
        people_unchanged: 4.0,
        people_opened: 8.0,
        people_closed: 16.0,
        people_missing: 32.0,
        mean_gain: Some(4.0),
        mean_loss: Some(3.0),
        mean_change: Some(-2.0 / 7.0),
    };
    assert_eq!(found, by_hand);
}

#[test]
fn groups_are_summed_apart() {
    let changed = changes(&BEFORE, &AFTER, Better::More, 0.5).unwrap();
    let found = gains_by_group(&changed, &PEOPLE, &[Some(9), Some(2), Some(9), None, Some(2), Some(2)]).unwrap();
    assert_eq!(found.iter().map(|(group, _)| *group).collect::<Vec<_>>(), [2, 9]);
    assert_eq!((found[0].1.people_lost, found[0].1.people_closed, found[0].1.people_missing), (2.0, 16.0, 32.0));
    assert_eq!((found[1].1.people_gained, found[1].1.people_unchanged, found[1].1.mean_change), (1.0, 4.0, Some(0.8)));
}

#[test]
fn pairs_by_hand() {
    let before = Times::from_triples(2, 3, &[(0, 0, 10.0), (0, 1, 10.0), (0, 2, 10.0), (1, 2, 4.0)]).unwrap();
    let after = Times::from_triples(2, 3, &[(0, 0, 8.0), (0, 1, 11.0), (1, 0, 7.0), (1, 2, 4.0)]).unwrap();
    let by_hand = PairGains { n_faster: 1, n_slower: 1, n_unchanged: 1, n_opened: 1, n_closed: 1 };
    assert_eq!(pair_gains(&before, &after, 0.0), Ok(by_hand));
    let rough = pair_gains(&before, &after, 2.0).unwrap();
    assert_eq!((rough.n_unchanged, rough.n_faster), (3, 0));
}

#[test]
fn faults_are_named() {
    assert_eq!(changes(&BEFORE, &AFTER[..2], Better::More, 0.0), Err(GainsError::Length { n_found: 2, n_expected: 6 }));
    assert_eq!(changes(&[Some(f64::NAN)], &[None], Better::More, 0.0), Err(GainsError::Figure { place: 0 }));
    let resolution = changes(&BEFORE, &AFTER, Better::More, -1.0);
    assert_eq!(resolution, Err(GainsError::Resolution { resolution: -1.0 }));
    assert_eq!(gains(&[Change::Unchanged], &[-2.0]), Err(GainsError::People { place: 0, people: -2.0 }));
}

proptest! {
    #[test]
    fn groups_sum_to_all_and_the_way_back_turns_gains_into_losses(
        places in proptest::collection::vec((proptest::option::of(0.0_f64..9.0), proptest::option::of(0.0_f64..9.0), 0.0_f64..50.0, 0_usize..3), 1..12),
    ) {
        let before: Vec<_> = places.iter().map(|place| place.0).collect();
        let after: Vec<_> = places.iter().map(|place| place.1).collect();
        let people: Vec<_> = places.iter().map(|place| place.2).collect();
        let groups: Vec<_> = places.iter().map(|place| Some(place.3)).collect();
        let there = changes(&before, &after, Better::More, 0.1).unwrap();
        let all = gains(&there, &people).unwrap();
        let back = gains(&changes(&after, &before, Better::More, 0.1).unwrap(), &people).unwrap();
        prop_assert_eq!((all.people_gained, all.people_opened), (back.people_lost, back.people_closed));
        prop_assert_eq!(all.mean_gain, back.mean_loss);
        let parts = gains_by_group(&there, &people, &groups).unwrap();
        let sum: f64 = parts.iter().map(|(_, part)| part.people_gained + part.people_lost + part.people_unchanged).sum();
        prop_assert!((sum - all.people_gained - all.people_lost - all.people_unchanged).abs() < 1e-9);
    }
}
