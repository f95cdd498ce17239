//! Ties and what tells them apart.

use super::super::tests::{all, direct, rows, scheme};
use super::super::{Scorer, Ties};
use super::*;

fn ranks(ties: Ties, break_by: Vec<BreakBy>) -> Vec<f64> {
    let whole = Scheme { ties, break_by, ..scheme(vec![direct(10.0), direct(10.0)]) };
    // Totals 9, 7, 7, 7, 5; the first item of the three equals is 3, 4, 3.
    let values = rows(&[all([5.0, 4.0]), all([3.0, 4.0]), all([4.0, 3.0]), all([3.0, 4.0]), all([1.0, 4.0])]);
    let scores = Scorer::build(whole).unwrap().score(&Data::new(&values, &[None; 5]));
    scores.ranks().iter().map(|rank| rank.unwrap()).collect()
}

#[test]
fn equals_share_the_rank_of_the_rule() {
    assert_eq!(ranks(Ties::Better, vec![]), [1.0, 2.0, 2.0, 2.0, 5.0]);
    assert_eq!(ranks(Ties::Worse, vec![]), [1.0, 4.0, 4.0, 4.0, 5.0]);
    assert_eq!(ranks(Ties::Mean, vec![]), [1.0, 3.0, 3.0, 3.0, 5.0]);
}

#[test]
fn points_named_first_tell_equals_apart() {
    assert_eq!(ranks(Ties::Better, vec![BreakBy::Item(0)]), [1.0, 3.0, 2.0, 3.0, 5.0]);
    assert_eq!(ranks(Ties::Mean, vec![BreakBy::Class(0), BreakBy::Item(0)]), [1.0, 3.5, 2.0, 3.5, 5.0]);
}

#[test]
fn sums_in_another_order_still_tie() {
    let whole = scheme(vec![direct(1.0), direct(1.0), direct(1.0)]);
    // 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 to the last digit.
    let values = rows(&[all([0.1, 0.2, 0.3]), all([0.3, 0.2, 0.1])]);
    let scores = Scorer::build(whole).unwrap().score(&Data::new(&values, &[None; 2]));
    assert_eq!(scores.ranks(), [Some(1.0), Some(1.0)]);
}

#[test]
fn the_better_rank_is_that_of_the_plain_ranking() {
    let values: Vec<[Option<f64>; 1]> = (0..40_u32).map(|i| all([f64::from(i * 7919 % 10)])).collect();
    let groups: Vec<Option<usize>> = (0..40).map(|i| Some(i % 2)).collect();
    let scores = Scorer::build(scheme(vec![direct(10.0)])).unwrap().score(&Data::new(&rows(&values), &groups));
    let whole = |ranks: Vec<Option<u32>>| -> Vec<Option<f64>> { ranks.into_iter().map(|r| r.map(f64::from)).collect() };
    assert_eq!(scores.ranks(), whole(crate::rank::ranks(scores.totals())));
    assert_eq!(scores.group_ranks(), whole(crate::rank::ranks_within(scores.totals(), &groups)));
}
