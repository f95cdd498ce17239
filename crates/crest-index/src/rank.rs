//! Ranks of results: 1 = best (largest), ties share the lowest number, missing has none.

#[cfg(test)]
mod tests;

/// Ranks scores from the largest down; ties share the lowest rank, a missing score has none.
///
/// - Scores are compared exactly; negative zero equals zero. Cost: O(n log n).
pub fn ranks(scores: &[Option<f64>]) -> Vec<Option<u32>> {
    let mut order: Vec<f64> = scores.iter().flatten().map(|score| score + 0.0).collect();
    order.sort_unstable_by(|a, b| b.total_cmp(a));
    let rank = |score: f64| order.partition_point(|&other| other > score) as u32 + 1;
    scores.iter().map(|cell| cell.map(|score| rank(score + 0.0))).collect()
}

/// Ranks scores within groups; a place without group has no rank.
///
/// # Panics
/// If there is not one group entry per score.
pub fn ranks_within(scores: &[Option<f64>], groups: &[Option<usize>]) -> Vec<Option<u32>> {
    assert_eq!(scores.len(), groups.len(), "one group entry per score");
    let mut order: Vec<(usize, f64)> =
        scores.iter().zip(groups).filter_map(|(score, group)| Some(((*group)?, (*score)? + 0.0))).collect();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let rank = |group: usize, score: f64| {
        let start = order.partition_point(|&(other, _)| other < group);
        order[start..].partition_point(|&(other, y)| other == group && y > score) as u32 + 1
    };
    scores.iter().zip(groups).map(|(score, group)| Some(rank((*group)?, (*score)? + 0.0))).collect()
}
