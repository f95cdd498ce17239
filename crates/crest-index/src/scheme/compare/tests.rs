//! Splits by hand.

use super::*;

#[test]
fn a_change_of_rank_by_hand() {
    let four = Four {
        before: &[Some(5.0), Some(2.0), None],
        new_data: &[Some(3.0), Some(2.0), Some(1.0)],
        new_scheme: &[Some(6.0), Some(4.0), Some(1.0)],
        after: &[Some(2.0), Some(4.0), Some(1.0)],
    };
    let rows = split(&four);
    // Unit 0: 5 → 2. Data alone 5 → 3, scheme alone 5 → 6, together −3 − (−2) − 1 = −2 more.
    // Fair: data ½ (−2 + (2 − 6)) = −3, scheme ½ (1 + (2 − 3)) = 0.
    let first = rows[0].unwrap();
    assert_eq!((first.change, first.data_alone, first.scheme_alone, first.interaction), (-3.0, -2.0, 1.0, -2.0));
    assert_eq!((first.data, first.scheme), (-3.0, 0.0));
    // Unit 1: the scheme did all of it.
    let second = rows[1].unwrap();
    assert_eq!((second.data, second.scheme, second.interaction), (0.0, 2.0, 0.0));
    assert_eq!(rows[2], None);
}

#[test]
fn parts_sum_to_the_change_exactly_for_ranks() {
    let ranks = |seed: u32| -> Vec<Option<f64>> { (0..50).map(|i| Some(f64::from((i * seed) % 101) / 2.0)).collect() };
    let (a, b, c, d) = (ranks(7), ranks(13), ranks(29), ranks(31));
    for part in split(&Four { before: &a, new_data: &b, new_scheme: &c, after: &d }) {
        let part = part.unwrap();
        assert_eq!(part.data + part.scheme, part.change);
        assert_eq!(part.data_alone + part.scheme_alone + part.interaction, part.change);
    }
}

#[test]
fn the_same_data_leave_all_to_the_scheme() {
    let (old, new) = ([Some(1.0), Some(2.5)], [Some(2.0), Some(1.0)]);
    for part in split(&Four { before: &old, new_data: &old, new_scheme: &new, after: &new }).into_iter().flatten() {
        assert_eq!((part.data, part.interaction, part.scheme), (0.0, 0.0, part.change));
    }
}
