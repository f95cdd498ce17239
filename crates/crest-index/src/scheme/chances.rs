//! How sure places are under a scheme: figures drawn around what was reported, and tallies of the ranks they give.

#[cfg(test)]
mod tests;

use super::scores::Scores;
use crate::Matrix;
use crate::elementary::normal_quantile;
use crate::random::{key, uniform};
use crate::uncertainty::quantile_of_counts;

/// Draws figures around what was reported: normal errors of the stated sizes, independent of each other.
///
/// - Shapes: all units × items. A figure without standard error, or missing, stays as it is.
/// - Determinism: a figure depends on the seed, the number of the draw and its position alone.
///
/// # Panics
/// If the shapes differ.
pub fn draw_figures(values: &Matrix, std_errors: &Matrix, seed: u64, draw: u64, into: &mut Matrix) {
    let (n_units, n_items) = (values.n_places(), values.n_indicators());
    for other in [std_errors, &*into] {
        assert_eq!((other.n_places(), other.n_indicators()), (n_units, n_items), "equal shapes");
    }
    let sequence = key(seed, draw);
    for item in 0..n_items {
        let (figures, errors) = (values.column(item), std_errors.column(item));
        for (unit, slot) in into.column_mut(item).iter_mut().enumerate() {
            *slot = match (figures[unit], errors[unit]) {
                (Some(figure), Some(error)) => {
                    let position = (item * n_units + unit) as u64;
                    Some(figure + error * normal_quantile(uniform(sequence, position)))
                }
                (figure, _) => figure,
            };
        }
    }
}

/// Counts the ranks that draws give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankTally {
    n_units: usize,
    /// Draws counted.
    n_draws: u64,
    first: usize,
    last: usize,
    /// Unit × twice the rank.
    counts: Vec<u64>,
    /// Draws in which a unit is among the first of all, and among the last of its group.
    among_first: Vec<u64>,
    among_last: Vec<u64>,
}

impl RankTally {
    /// Makes an empty tally that also counts how often units are among the first `first` of all and the last `last` of
    /// their groups.
    pub fn new(n_units: usize, first: usize, last: usize) -> Self {
        let zeros = vec![0; n_units];
        let counts = vec![0; n_units * (2 * n_units + 1)];
        Self { n_units, n_draws: 0, first, last, counts, among_first: zeros.clone(), among_last: zeros }
    }

    /// Counts one draw; a unit that is not ranked counts nowhere.
    ///
    /// - Ties: a unit is among the first k if fewer than k stand before it, among the last k if fewer than k of its group
    ///   stand after it, whatever rank equals share; so equals across the border are all among them.
    ///
    /// # Panics
    /// If the numbers of units differ.
    pub fn count(&mut self, scores: &Scores, groups: &[Option<usize>]) {
        assert!(scores.n_units() == self.n_units && groups.len() == self.n_units, "the same units");
        let ranks = scores.ranks();
        let slots = groups.iter().flatten().max().map_or(1, |last| last + 2);
        let slot = |group: Option<usize>| group.map_or(0, |group| group + 1);
        let mut all: Vec<f64> = ranks.iter().flatten().copied().collect();
        all.sort_unstable_by(f64::total_cmp);
        let mut in_groups: Vec<Vec<f64>> = vec![Vec::new(); slots];
        for (rank, &group) in scores.group_ranks().iter().zip(groups) {
            in_groups[slot(group)].extend(rank);
        }
        for members in &mut in_groups {
            members.sort_unstable_by(f64::total_cmp);
        }
        for unit in 0..self.n_units {
            let (Some(rank), Some(in_group)) = (ranks[unit], scores.group_ranks()[unit]) else { continue };
            self.counts[unit * (2 * self.n_units + 1) + (2.0 * rank) as usize] += 1;
            let n_before = all.partition_point(|&other| other < rank);
            self.among_first[unit] += u64::from(n_before < self.first);
            let members = &in_groups[slot(groups[unit])];
            let n_after = members.len() - members.partition_point(|&other| other <= in_group);
            self.among_last[unit] += u64::from(n_after < self.last);
        }
        self.n_draws += 1;
    }

    /// Adds the counts of another tally of the same shape.
    ///
    /// # Panics
    /// If the shapes differ.
    #[must_use]
    pub fn join(mut self, other: &Self) -> Self {
        assert_eq!((self.n_units, self.first, self.last), (other.n_units, other.first, other.last), "the same tally");
        for (mine, theirs) in [
            (&mut self.counts, &other.counts),
            (&mut self.among_first, &other.among_first),
            (&mut self.among_last, &other.among_last),
        ] {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        self.n_draws += other.n_draws;
        self
    }

    /// Draws counted.
    pub fn n_draws(&self) -> u64 {
        self.n_draws
    }

    /// What the draws say of a unit; `None` where no draw ranks it. `interval` is the share of draws inside the interval.
    pub fn chances(&self, unit: usize, interval: f64) -> Option<RankChances> {
        let width = 2 * self.n_units + 1;
        let counts: Vec<f64> = self.counts[unit * width..(unit + 1) * width].iter().map(|&n| n as f64).collect();
        let n: f64 = counts.iter().sum();
        if n == 0.0 {
            return None;
        }
        let half = |p: f64| quantile_of_counts(&counts, n as u64, p) / 2.0;
        let tail = (1.0 - interval) / 2.0;
        let mean = counts.iter().enumerate().map(|(twice, n)| twice as f64 * n).sum::<f64>() / (2.0 * n);
        let share = |count: u64| {
            let p = count as f64 / n;
            (p, (p * (1.0 - p) / n).sqrt())
        };
        Some(RankChances {
            mean,
            lower: half(tail),
            upper: half(1.0 - tail),
            first: share(self.among_first[unit]),
            last: share(self.among_last[unit]),
        })
    }
}

/// Holds what draws say of the rank of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankChances {
    /// Mean rank among all.
    pub mean: f64,
    /// Lower end of the interval, a quantile of type 7.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Chance of being among the first of all, with its Monte-Carlo standard error.
    pub first: (f64, f64),
    /// Chance of being among the last of the group, with its standard error.
    pub last: (f64, f64),
}
