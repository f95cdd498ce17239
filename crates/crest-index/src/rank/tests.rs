use super::*;

#[test]
fn the_largest_is_first_and_ties_share_the_lowest_number() {
    let scores = [Some(1.0), Some(7.0), None, Some(7.0), Some(3.0)];
    assert_eq!(ranks(&scores), [Some(4), Some(1), None, Some(1), Some(3)]);
    assert_eq!(ranks(&[Some(0.0), Some(-0.0)]), [Some(1), Some(1)]);
    assert!(ranks(&[]).is_empty());
}

#[test]
fn groups_are_ranked_apart() {
    let scores = [Some(1.0), Some(7.0), None, Some(8.0), Some(3.0)];
    let groups = [Some(2), Some(0), Some(2), None, Some(2)];
    assert_eq!(ranks_within(&scores, &groups), [Some(2), Some(1), None, None, Some(1)]);
}
