//! The closed form: fill the segments of least cost per point first.

use super::{Change, LeastChangeError, Race};

/// Solves the question without fixed costs, lumps, limits of number and effects on others.
pub(super) fn solve(race: &Race<'_>, rank: usize) -> Result<Change, LeastChangeError> {
    let open: Vec<usize> = (0..race.levers.len()).collect();
    let mut changes = vec![0.0; race.levers.len()];
    let need = race.need(rank).unwrap_or(0.0);
    let price = fill(race, &open, need, &mut changes);
    if race.rank(&changes) > rank {
        let most: Vec<f64> = race.levers.iter().map(super::Lever::limit).collect();
        return Err(LeastChangeError::OutOfReach { best_rank: race.rank(&most) });
    }
    Ok(race.change(changes, price))
}

/// Raises the score by `need`, if the open levers can, at the least cost; adds to `changes` and returns the price of one more point.
///
/// Gains do not rise along a lever, so the order by cost per point respects the order of its segments.
pub(super) fn fill(race: &Race<'_>, open: &[usize], need: f64, changes: &mut [f64]) -> Option<f64> {
    let mut stretches: Vec<(f64, usize, usize)> = Vec::new();
    for &lever in open {
        for (position, segment) in race.levers[lever].segments.iter().enumerate() {
            if segment.gain > 0.0 && segment.length > 0.0 {
                stretches.push((race.levers[lever].cost / segment.gain, lever, position));
            }
        }
    }
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut left = need;
    for (price, lever, position) in stretches {
        let segment = race.levers[lever].segments[position];
        let whole = segment.length * segment.gain;
        if left < whole {
            changes[lever] += left.max(0.0) / segment.gain;
            return Some(price);
        }
        changes[lever] += segment.length;
        left -= whole;
    }
    None
}
