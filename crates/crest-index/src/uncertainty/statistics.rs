//! What the draws say: distributions of ranks, chances of being ahead, and how exact each figure is.

use super::tally::{Nominal, Tally};

/// Holds a figure and its Monte-Carlo standard error; 0 where every combination was computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// Holds what is known of the ranks of all places on the root.
///
/// Standard errors of sampled figures come from independent batches of draws, each with a scramble of its own: the spread
/// of the batches' figures over the root of their number. A figure that all batches agree on gets the error that one
/// draw in all could make.
#[derive(Debug, Clone, PartialEq)]
pub struct RankStatistics {
    /// Draws, or combinations.
    pub n_draws: u64,
    /// True where every combination was computed, so that nothing is estimated.
    pub is_exact: bool,
    /// Ranks without uncertainty.
    pub nominal: Vec<Option<u32>>,
    /// Mean rank; `None` for a place that never has one.
    pub mean: Vec<Option<Estimate>>,
    /// Median rank (type 7).
    pub median: Vec<Option<Estimate>>,
    /// Lower end of the interval of ranks (type 7).
    pub lower: Vec<Option<Estimate>>,
    /// Upper end of the interval.
    pub upper: Vec<Option<Estimate>>,
    /// Share of the distribution inside the interval; the rest lies half on each side.
    pub interval: f64,
    /// Mean and standard deviation of the score over the draws.
    pub scores: Vec<Option<(f64, f64)>>,
    /// Mean over places of the absolute difference to the nominal rank.
    pub shift: Estimate,
    /// Rank acceptability: chance of each rank by place, `[place][rank − 1]`.
    pub chances: Vec<Vec<f64>>,
    /// Chance that a place has no rank.
    pub unranked: Vec<f64>,
    /// Central weights: per place, mean share of each node among its siblings over the draws in which the place is first;
    /// `None` for a place that never is. Empty where not asked for.
    pub central: Vec<Option<Vec<f64>>>,
    /// Chance that the first is strictly ahead of the second, `[a · n + b]`, with its error.
    ahead: Vec<Estimate>,
    /// Chances of ranks by batch, as `chances` with the chance of no rank first; one batch where exact.
    batches: Vec<Vec<f64>>,
}

impl RankStatistics {
    /// Number of places.
    pub fn n_places(&self) -> usize {
        self.nominal.len()
    }

    /// Chance that place `a` is strictly ahead of place `b`.
    ///
    /// # Panics
    /// If either position lies outside the places.
    pub fn ahead(&self, a: usize, b: usize) -> Estimate {
        assert!(b < self.n_places(), "place {b} of {}", self.n_places());
        self.ahead[a * self.n_places() + b]
    }

    /// Chance that the rank of a place lies between two ranks, both included.
    ///
    /// # Panics
    /// If the place lies outside the places.
    pub fn within(&self, place: usize, first: u32, last: u32) -> Estimate {
        let n = self.n_places();
        let (first, last) = (first.max(1) as usize, (last as usize).min(n));
        let of = |batch: &Vec<f64>| -> f64 {
            let chances = &batch[place * (n + 1)..(place + 1) * (n + 1)];
            if first > last { 0.0 } else { chances[first..=last].iter().sum() }
        };
        let values: Vec<f64> = self.batches.iter().map(of).collect();
        self.estimate(mean_of(&values).clamp(0.0, 1.0), &values, 1.0)
    }

    /// Figure with the error that its batches show; `step` is what one draw may change it by, times the number of draws.
    fn estimate(&self, value: f64, batches: &[f64], step: f64) -> Estimate {
        Estimate { value, error: if self.is_exact { 0.0 } else { error_of(batches, step / self.n_draws as f64) } }
    }

    /// Summarises tallies of draws of equal weight: one per batch, or parts of an enumeration where `is_exact`.
    pub(super) fn of_tallies(tallies: &[Tally], nominal: &Nominal, interval: f64, is_exact: bool) -> Self {
        let n = nominal.ranks.len();
        let n_draws: u64 = tallies.iter().map(|tally| tally.n_draws).sum();
        let mut counts = vec![0_u64; n * (n + 1)];
        for tally in tallies {
            for (sum, count) in counts.iter_mut().zip(&tally.ranks) {
                *sum += u64::from(*count);
            }
        }
        let shares = |counts: &[u32], draws: u64| counts.iter().map(|c| f64::from(*c) / draws as f64).collect();
        let batches: Vec<Vec<f64>> = if is_exact {
            vec![counts.iter().map(|count| *count as f64 / n_draws as f64).collect()]
        } else {
            tallies.iter().map(|tally| shares(&tally.ranks, tally.n_draws)).collect()
        };
        let per_pair = |position: usize, side: usize| {
            let values: Vec<f64> =
                tallies.iter().map(|t| f64::from(t.ahead[position][side]) / t.n_draws as f64).collect();
            let total: u64 = tallies.iter().map(|t| u64::from(t.ahead[position][side])).sum();
            let error = if is_exact { 0.0 } else { error_of(&values, 1.0 / n_draws as f64) };
            Estimate { value: total as f64 / n_draws as f64, error }
        };
        let mut statistics = Self::empty(nominal, n_draws, is_exact, interval, batches);
        let mut position = 0;
        for a in 0..n {
            for b in a + 1..n {
                statistics.ahead[a * n + b] = per_pair(position, 0);
                statistics.ahead[b * n + a] = per_pair(position, 1);
                position += 1;
            }
        }
        for place in 0..n {
            let of = |counts: &[u64]| Distribution::of_counts(&counts[place * (n + 1)..(place + 1) * (n + 1)]);
            let whole = of(&counts);
            let parts: Vec<Distribution> = if is_exact {
                Vec::new()
            } else {
                let part = |t: &Tally| {
                    Distribution::of_counts(&Vec::from_iter(
                        t.ranks[place * (n + 1)..(place + 1) * (n + 1)].iter().map(|c| u64::from(*c)),
                    ))
                };
                tallies.iter().map(part).collect()
            };
            statistics.describe(place, &whole, &parts);
            let ranked: u64 = counts[place * (n + 1) + 1..(place + 1) * (n + 1)].iter().sum();
            let sums = tallies.iter().fold([0.0, 0.0], |s, t| [s[0] + t.scores[place][0], s[1] + t.scores[place][1]]);
            statistics.scores[place] = (ranked > 0).then(|| moments(sums, ranked as f64, nominal.scores[place]));
        }
        let shifts: Vec<f64> = tallies.iter().map(|t| t.shift / t.n_draws as f64).collect();
        let total: f64 = tallies.iter().map(|t| t.shift).sum();
        statistics.shift = statistics.estimate(total / n_draws as f64, &shifts, 1.0);
        statistics.central = central(tallies, &counts, n);
        statistics
    }

    /// Summarises an enumeration with unequal chances.
    ///
    /// - `masses`: per place, chance of no rank and of each rank; `ahead[a · n + b]`; sums of chance times score less
    ///   nominal score, and its square; mean shift; per place, chance of being first times the shares of nodes.
    pub(super) fn of_masses(masses: Masses, nominal: &Nominal, n_draws: u64, interval: f64) -> Self {
        let n = nominal.ranks.len();
        let mut statistics = Self::empty(nominal, n_draws, true, interval, vec![masses.ranks]);
        statistics.ahead = masses.ahead.iter().map(|&value| Estimate { value, error: 0.0 }).collect();
        statistics.shift = Estimate { value: masses.shift, error: 0.0 };
        for place in 0..n {
            let ranks = &statistics.batches[0][place * (n + 1)..(place + 1) * (n + 1)];
            let whole = Distribution { n: None, masses: ranks[1..].to_vec() };
            let ranked: f64 = whole.masses.iter().sum();
            let first = ranks[1];
            statistics.describe(place, &whole, &[]);
            statistics.scores[place] =
                (ranked > 0.0).then(|| moments(masses.scores[place], ranked, nominal.scores[place]));
            if !masses.central.is_empty() {
                let n_nodes = masses.central.len() / n;
                let shares = &masses.central[place * n_nodes..(place + 1) * n_nodes];
                statistics.central.push((first > 0.0).then(|| shares.iter().map(|sum| sum / first).collect()));
            }
        }
        statistics
    }

    fn empty(nominal: &Nominal, n_draws: u64, is_exact: bool, interval: f64, batches: Vec<Vec<f64>>) -> Self {
        let n = nominal.ranks.len();
        let none = Estimate { value: 0.0, error: 0.0 };
        let weights: Vec<f64> = vec![1.0 / batches.len() as f64; batches.len()];
        let mean = |at: usize| batches.iter().zip(&weights).map(|(batch, w)| w * batch[at]).sum::<f64>();
        Self {
            n_draws,
            is_exact,
            nominal: nominal.ranks.iter().map(|&rank| (rank > 0).then_some(u32::from(rank))).collect(),
            mean: vec![None; n],
            median: vec![None; n],
            lower: vec![None; n],
            upper: vec![None; n],
            interval,
            scores: vec![None; n],
            shift: none,
            chances: (0..n).map(|place| (1..=n).map(|rank| mean(place * (n + 1) + rank)).collect()).collect(),
            unranked: (0..n).map(|place| mean(place * (n + 1))).collect(),
            central: Vec::new(),
            ahead: vec![none; n * n],
            batches,
        }
    }

    fn describe(&mut self, place: usize, whole: &Distribution, parts: &[Distribution]) {
        let tail = (1.0 - self.interval) / 2.0;
        let figure = |of: &dyn Fn(&Distribution) -> Option<f64>| -> Option<Estimate> {
            let values: Vec<f64> = parts.iter().filter_map(of).collect();
            Some(self.estimate(of(whole)?, &values, 1.0))
        };
        let quantile = |p: f64| -> Option<Estimate> {
            let error = if self.is_exact { 0.0 } else { whole.quantile_error(p, parts, 1.0 / self.n_draws as f64)? };
            Some(Estimate { value: whole.quantile(p)?, error })
        };
        let (mean, median) = (figure(&Distribution::mean), quantile(0.5));
        let (lower, upper) = (quantile(tail), quantile(1.0 - tail));
        (self.mean[place], self.median[place]) = (mean, median);
        (self.lower[place], self.upper[place]) = (lower, upper);
    }
}

/// Holds sums over combinations of unequal chance; see [`RankStatistics::of_masses`].
#[derive(Debug, Clone, Default)]
pub(super) struct Masses {
    pub(super) ranks: Vec<f64>,
    pub(super) ahead: Vec<f64>,
    pub(super) scores: Vec<[f64; 2]>,
    pub(super) shift: f64,
    pub(super) central: Vec<f64>,
}

/// Distribution of the rank of one place, over the draws in which it has one.
struct Distribution {
    /// Number of draws of equal weight; `None` where weights differ.
    n: Option<u64>,
    /// By rank from 1: draws, or chances.
    masses: Vec<f64>,
}

impl Distribution {
    /// Takes counts by rank, that of no rank first.
    fn of_counts(counts: &[u64]) -> Self {
        Self { n: Some(counts[1..].iter().sum()), masses: counts[1..].iter().map(|c| *c as f64).collect() }
    }

    fn mean(&self) -> Option<f64> {
        let total: f64 = self.masses.iter().sum();
        let sum: f64 = self.masses.iter().enumerate().map(|(rank, mass)| (rank + 1) as f64 * mass).sum();
        (total > 0.0).then(|| sum / total)
    }

    /// Quantile of type 7 for draws of equal weight; for unequal ones the rank at which the chance is reached, or the mean
    /// of two where one ends exactly there.
    fn quantile(&self, p: f64) -> Option<f64> {
        let total: f64 = self.masses.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let Some(n) = self.n else {
            let (mut reached, wanted) = (0.0, p * total);
            let slack = 1e-12 * total;
            for (rank, mass) in self.masses.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
                reached += mass;
                if reached > wanted + slack {
                    return Some((rank + 1) as f64);
                }
                if reached >= wanted - slack && p < 1.0 {
                    let next = self.masses[rank + 1..].iter().position(|mass| *mass > 0.0);
                    return Some(next.map_or((rank + 1) as f64, |gap| (rank + 1) as f64 + (gap + 1) as f64 / 2.0));
                }
            }
            return self.masses.iter().rposition(|mass| *mass > 0.0).map(|rank| (rank + 1) as f64);
        };
        Some(quantile_of_counts(&self.masses, n, p) + 1.0)
    }
}

impl Distribution {
    /// Chance of a rank up to this one, among the draws with a rank.
    fn up_to(&self, rank: usize) -> f64 {
        let total: f64 = self.masses.iter().sum();
        if total > 0.0 { self.masses[..rank.min(self.masses.len())].iter().sum::<f64>() / total } else { 0.0 }
    }

    /// Standard error of a quantile, on the safe side: a third of the way to the farther of the quantiles at `p` less and plus four standard
    /// errors of the chance there.
    ///
    /// Ranks are whole numbers, so that a quantile jumps where a chance passes `p`, and the batches may all stand on the same
    /// side of the jump. What is estimated smoothly is the chance.
    fn quantile_error(&self, p: f64, parts: &[Self], least: f64) -> Option<f64> {
        let value = self.quantile(p)?;
        let near = [value.floor() as usize - 1, value.floor() as usize, value.ceil() as usize];
        let chance_error = |rank: usize| {
            let chances: Vec<f64> = parts.iter().map(|part| part.up_to(rank)).collect();
            error_of(&chances, least)
        };
        let error = near.into_iter().map(chance_error).fold(0.0, f64::max);
        let (below, above) = (self.quantile((p - 4.0 * error).max(0.0))?, self.quantile((p + 4.0 * error).min(1.0))?);
        Some(((value - below).max(above - value) / 3.0).max(least))
    }
}

/// Quantile of type 7 of `n` draws counted by value 0, 1, 2, …
pub(crate) fn quantile_of_counts(counts: &[f64], n: u64, p: f64) -> f64 {
    let position = p.clamp(0.0, 1.0) * n.saturating_sub(1) as f64;
    let (below, part) = (position.floor(), position - position.floor());
    let at = |position: f64| {
        let mut reached = 0.0;
        let found = counts.iter().position(|count| {
            reached += count;
            reached > position
        });
        found.unwrap_or(counts.len().saturating_sub(1)) as f64
    };
    let lower = at(below);
    if part > 0.0 { lower + part * (at(below + 1.0) - lower) } else { lower }
}

/// Mean and standard deviation from sums of differences to a nominal value.
fn moments([sum, squares]: [f64; 2], n: f64, nominal: f64) -> (f64, f64) {
    let mean = sum / n;
    (nominal + mean, (squares / n - mean * mean).max(0.0).sqrt())
}

fn mean_of(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Standard error of the mean of batches; at least `least` where they all agree.
pub(crate) fn error_of(batches: &[f64], least: f64) -> f64 {
    let n = batches.len() as f64;
    let mean = mean_of(batches);
    let variance = batches.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let error = (variance / n).sqrt();
    if error > 0.0 { error } else { least }
}

fn central(tallies: &[Tally], counts: &[u64], n: usize) -> Vec<Option<Vec<f64>>> {
    let n_nodes = tallies.first().map_or(0, |tally| tally.central.len() / n.max(1));
    if n_nodes == 0 {
        return Vec::new();
    }
    let of = |place: usize| {
        let first = counts[place * (n + 1) + 1];
        let share =
            |node: usize| tallies.iter().map(|tally| tally.central[place * n_nodes + node]).sum::<f64>() / first as f64;
        (first > 0).then(|| (0..n_nodes).map(share).collect())
    };
    (0..n).map(of).collect()
}

/// Groups places that cannot be told apart: runs of the order by mean rank in which no place is ahead of another with at
/// least the chance `apart`.
///
/// - Groups are as long as can be, may overlap, and are listed from the best; a place that is apart from its neighbours
///   stands alone. Being tied is not transitive: the first and the last of two overlapping groups may be apart.
/// - Places without a rank stand in no group. Ties of the mean rank keep the order of places.
/// - Cost: O(n²).
pub fn tied_groups(statistics: &RankStatistics, apart: f64) -> Vec<Vec<usize>> {
    let mut order: Vec<(f64, usize)> =
        (0..statistics.n_places()).filter_map(|place| Some((statistics.mean[place]?.value, place))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let order: Vec<usize> = order.into_iter().map(|(_, place)| place).collect();
    let is_apart = |a: usize, b: usize| statistics.ahead(a, b).value >= apart || statistics.ahead(b, a).value >= apart;
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut reached = 0;
    for start in 0..order.len() {
        // The run from a later start reaches at least as far as that from an earlier one.
        let mut end = reached.max(start + 1);
        while end < order.len() && (start..end).all(|k| !is_apart(order[k], order[end])) {
            end += 1;
        }
        if end > reached {
            groups.push(order[start..end].to_vec());
            reached = end;
        }
    }
    groups
}
