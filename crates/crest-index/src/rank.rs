//! Ranks of results: 1 = best (largest), ties share the lowest number, missing has none.

#[cfg(test)]
mod tests;

/// Ranks scores from the largest down; ties share the lowest rank, a missing score has none.
///
/// - Scores are compared exactly; negative zero equals zero. Cost: O(n log n).
pub fn ranks(scores: &[Option<f64>]) -> Vec<Option<u32>> {
    // Key and place sorted as one integer need no second look-up, and integers compare faster than floats.
    let mut order: Vec<u128> = Vec::with_capacity(scores.len());
    for (place, cell) in scores.iter().enumerate() {
        if let Some(score) = *cell {
            order.push((u128::from(descending_key(score)) << 64) | place as u128);
        }
    }
    order.sort_unstable();
    let mut ranks = vec![None; scores.len()];
    let (mut rank, mut last) = (0, None);
    for (position, entry) in order.iter().enumerate() {
        let (key, place) = ((entry >> 64) as u64, *entry as u64 as usize);
        if last != Some(key) {
            (rank, last) = (position as u32 + 1, Some(key));
        }
        ranks[place] = Some(rank);
    }
    ranks
}

/// Maps a number to an integer that is smaller the larger the number is; zeros of both signs to the same.
fn descending_key(score: f64) -> u64 {
    let bits = (score + 0.0).to_bits();
    // Positive numbers order as their bits, negative ones the other way round; both are then turned about.
    let ascending = if bits >> 63 == 1 { !bits } else { bits | (1 << 63) };
    !ascending
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
