use super::*;

#[test]
fn shares_count_wins_and_half_the_ties() {
    let a = [Some(3.0), Some(1.0), Some(3.0)];
    let b = [Some(1.0), Some(2.0), None];
    let found = outranking(&[&a, &b], &[3.0, 1.0]);
    // 0 against 1: better in a (3 of 4). 0 against 2: only a is common, a tie.
    assert_eq!((found.at(0, 1), found.at(1, 0)), (Some(0.75), Some(0.25)));
    assert_eq!((found.at(0, 2), found.at(2, 0)), (Some(0.5), Some(0.5)));
    assert_eq!((found.at(1, 2), found.at(0, 0)), (Some(0.0), Some(0.0)));
}

#[test]
fn copeland_counts_wins_minus_losses() {
    let a = [Some(3.0), Some(1.0), Some(2.0), None];
    let b = [Some(3.0), Some(2.0), Some(1.0), None];
    // 0 beats 1 and 2; 1 and 2 win one column each: a tie.
    assert_eq!(copeland(&[&a, &b], &[0.1, 0.1]), [Some(2.0), Some(-1.0), Some(-1.0), None]);
}

#[test]
fn a_tie_broken_only_by_rounding_stays_a_tie() {
    // 0.1 + 0.2 against 0.3: equal weights of the two sides, different in the last digit.
    let columns: [&[Option<f64>]; 3] = [&[Some(1.0), Some(0.0)], &[Some(1.0), Some(0.0)], &[Some(0.0), Some(1.0)]];
    assert_eq!(copeland(&columns, &[0.1, 0.2, 0.3]), [Some(0.0), Some(0.0)]);
}

#[test]
fn nothing_to_compare_gives_nothing() {
    assert!(copeland(&[], &[]).is_empty());
    assert_eq!(outranking(&[&[Some(1.0), None]], &[1.0]).at(0, 1), None);
}
