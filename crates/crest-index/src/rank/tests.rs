use super::*;

#[test]
fn the_largest_is_first_and_ties_share_the_lowest_number() {
    let scores = [Some(1.0), Some(7.0), None, Some(7.0), Some(3.0)];
    assert_eq!(ranks(&scores), [Some(4), Some(1), None, Some(1), Some(3)]);
    assert_eq!(ranks(&[Some(0.0), Some(-0.0)]), [Some(1), Some(1)]);
    assert!(ranks(&[]).is_empty());
}

#[test]
fn a_rank_is_one_more_than_the_number_of_better_ones() {
    // 60 and 300 scores in steps, so that there are ties and gaps.
    for n in [60_u32, 300] {
        let scores: Vec<Option<f64>> = (0..n).map(|i| (i % 11 != 4).then(|| f64::from(i * 7919 % 50) - 20.0)).collect();
        let by_hand = |own: f64| scores.iter().flatten().filter(|score| **score > own).count() as u32 + 1;
        let expected: Vec<Option<u32>> = scores.iter().map(|cell| cell.map(by_hand)).collect();
        assert_eq!(ranks(&scores), expected);
    }
}

#[test]
fn groups_are_ranked_apart() {
    let scores = [Some(1.0), Some(7.0), None, Some(8.0), Some(3.0)];
    let groups = [Some(2), Some(0), Some(2), None, Some(2)];
    assert_eq!(ranks_within(&scores, &groups), [Some(2), Some(1), None, None, Some(1)]);
}
