//! How indicators move together: correlations, their p-values, and the pairs worth a second look.
//!
//! Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 4; Kendall, Rank Correlation Methods
//! (1948), ch. 3 and 4, for tau-b and its variance under ties; Knight, Journal of the American Statistical Association
//! 61 (1966), for counting discordant pairs by merging; Holm, Scandinavian Journal of Statistics 6 (1979).

#[cfg(test)]
mod tests;

use statrs::function::{beta::checked_beta_reg, erf::erfc};

use crate::matrix::Matrix;
use crate::stats::{Moments, Ties, ranks_ascending};
use crate::tree::Tree;

/// Names a coefficient of association.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coefficient {
    /// Linear correlation.
    Pearson,
    /// Linear correlation of average ranks, the ranks taken anew on the complete pairs.
    Spearman,
    /// Tau-b: concordant less discordant pairs, corrected for ties.
    Kendall,
}

/// Says why a coefficient has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// Fewer than three places have both values.
    TooFew {
        /// Places that have both.
        n_pairs: usize,
    },
    /// One of the columns does not vary over the complete pairs.
    Constant,
}

impl std::fmt::Display for Undefined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooFew { n_pairs } => write!(f, "{n_pairs} complete pairs, three are needed"),
            Self::Constant => write!(f, "a column does not vary"),
        }
    }
}

impl std::error::Error for Undefined {}

/// Holds a coefficient with the evidence behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The coefficient, −1 to 1.
    pub value: f64,
    /// Number of places with both values.
    pub n_pairs: usize,
    /// Two-sided p-value of no association.
    pub p_value: f64,
}

/// Measures the association of two columns over the places that have both values.
///
/// - p-value: Student t with `n − 2` degrees of freedom on `r √((n−2)/(1−r²))` for Pearson and Spearman, the normal
///   approximation with tie correction for Kendall.
/// - Missing values: pairwise complete. Ties: average ranks, tau-b.
/// - Cost: O(n) for Pearson, O(n log n) else.
///
/// # Errors
/// [`Undefined`] instead of a number that would be NaN.
///
/// # Panics
/// If the columns differ in length.
pub fn correlate(a: &[Option<f64>], b: &[Option<f64>], coefficient: Coefficient) -> Result<Estimate, Undefined> {
    assert_eq!(a.len(), b.len(), "both columns have one cell per place");
    let (x, y): (Vec<Option<f64>>, Vec<Option<f64>>) =
        a.iter().zip(b).filter(|(a, b)| a.is_some() && b.is_some()).map(|(a, b)| (*a, *b)).unzip();
    let n_pairs = x.len();
    if n_pairs < 3 {
        return Err(Undefined::TooFew { n_pairs });
    }
    match coefficient {
        Coefficient::Pearson => pearson(&x, &y),
        Coefficient::Spearman => pearson(&ranks_ascending(&x, Ties::Average), &ranks_ascending(&y, Ties::Average)),
        Coefficient::Kendall => kendall(x.into_iter().flatten().zip(y.into_iter().flatten()).collect()),
    }
}

fn pearson(x: &[Option<f64>], y: &[Option<f64>]) -> Result<Estimate, Undefined> {
    let (mx, my) = (Moments::of(x), Moments::of(y));
    if !mx.has_spread() || !my.has_spread() {
        return Err(Undefined::Constant);
    }
    // Each deviation is divided by its own scale first, so that no product overflows.
    let (sx, sy) = (mx.m2.sqrt(), my.m2.sqrt());
    let product = |(x, y): (&Option<f64>, &Option<f64>)| {
        x.zip(*y).map_or(0.0, |(x, y)| ((x - mx.mean) / sx) * ((y - my.mean) / sy))
    };
    let r: f64 = x.iter().zip(y).map(product).sum::<f64>() / x.len() as f64;
    if !r.is_finite() {
        return Err(Undefined::Constant);
    }
    let value = r.clamp(-1.0, 1.0);
    Ok(Estimate { value, n_pairs: x.len(), p_value: p_of_correlation(value, x.len()) })
}

/// Two-sided p-value of a correlation `r` over `n` pairs by Student t with `n − 2` degrees of freedom.
///
/// With `t² = df r²/(1 − r²)` the two tails are the regularised incomplete beta function `I_{1−r²}(df/2, 1/2)`, which
/// keeps its relative precision in the far tail where 1 − cdf would not. Fewer than three pairs give 1.
pub fn p_of_correlation(r: f64, n: usize) -> f64 {
    if n < 3 {
        return 1.0;
    }
    let df = (n - 2) as f64;
    let x = ((1.0 - r) * (1.0 + r)).clamp(0.0, 1.0);
    match x {
        0.0 => 0.0,
        1.0 => 1.0,
        x => checked_beta_reg(df / 2.0, 0.5, x).unwrap_or(1.0).clamp(0.0, 1.0),
    }
}

/// Tau-b by Knight's merge count.
fn kendall(mut pairs: Vec<(f64, f64)>) -> Result<Estimate, Undefined> {
    let n = pairs.len();
    for pair in &mut pairs {
        // Negative zero equals zero.
        *pair = (pair.0 + 0.0, pair.1 + 0.0);
    }
    pairs.sort_by(|p, q| p.0.total_cmp(&q.0).then(p.1.total_cmp(&q.1)));
    let joint = tie_sizes(pairs.iter().copied());
    let in_x = tie_sizes(pairs.iter().map(|pair| pair.0));
    let mut y: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let swaps = merge_count(&mut y) as f64;
    let in_y = tie_sizes(y.iter().copied());
    let pairs_of = |sizes: &[usize]| sizes.iter().map(|&t| t as f64 * (t as f64 - 1.0) / 2.0).sum::<f64>();
    let all = n as f64 * (n as f64 - 1.0) / 2.0;
    let (tied_x, tied_y) = (pairs_of(&in_x), pairs_of(&in_y));
    if tied_x >= all || tied_y >= all {
        return Err(Undefined::Constant);
    }
    let score = all - tied_x - tied_y + pairs_of(&joint) - 2.0 * swaps;
    let value = (score / ((all - tied_x).sqrt() * (all - tied_y).sqrt())).clamp(-1.0, 1.0);
    let count = n as f64;
    let sum = |sizes: &[usize], f: &dyn Fn(f64) -> f64| sizes.iter().map(|&t| f(t as f64)).sum::<f64>();
    let v0 = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let v1 = |t: f64| t * (t - 1.0);
    let v2 = |t: f64| t * (t - 1.0) * (t - 2.0);
    let variance = (v0(count) - sum(&in_x, &v0) - sum(&in_y, &v0)) / 18.0
        + sum(&in_x, &v1) * sum(&in_y, &v1) / (2.0 * v1(count))
        + sum(&in_x, &v2) * sum(&in_y, &v2) / (9.0 * v2(count));
    let p_value = if variance > 0.0 { erfc(score.abs() / (2.0 * variance).sqrt()) } else { 1.0 };
    Ok(Estimate { value, n_pairs: n, p_value: p_value.clamp(0.0, 1.0) })
}

/// Sizes of the runs of equal neighbours.
fn tie_sizes<T: PartialEq>(sorted: impl Iterator<Item = T>) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut last: Option<T> = None;
    for value in sorted {
        match sizes.last_mut() {
            Some(size) if last.as_ref() == Some(&value) => *size += 1,
            _ => sizes.push(1),
        }
        last = Some(value);
    }
    sizes
}

/// Sorts ascending and returns how many pairs stood strictly out of order.
fn merge_count(values: &mut [f64]) -> u64 {
    let mut buffer = values.to_vec();
    let (mut count, mut width) = (0, 1);
    while width < values.len() {
        for start in (0..values.len()).step_by(2 * width) {
            let middle = (start + width).min(values.len());
            let end = (start + 2 * width).min(values.len());
            let (mut left, mut right) = (start, middle);
            for slot in &mut buffer[start..end] {
                if right >= end || (left < middle && values[left] <= values[right]) {
                    *slot = values[left];
                    left += 1;
                } else {
                    *slot = values[right];
                    right += 1;
                    count += (middle - left) as u64;
                }
            }
        }
        values.copy_from_slice(&buffer);
        width *= 2;
    }
    count
}

/// Holds the associations of every pair of columns of one matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlations {
    n_columns: usize,
    upper: Vec<Result<Estimate, Undefined>>,
}

impl Correlations {
    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Returns the association of two columns, in either order.
    ///
    /// # Panics
    /// If a position lies outside, or both are the same.
    pub fn at(&self, i: usize, j: usize) -> Result<Estimate, Undefined> {
        let (i, j) = (i.min(j), i.max(j));
        assert!(i < j && j < self.n_columns, "columns {i} and {j} of {}", self.n_columns);
        self.upper[j * (j - 1) / 2 + i]
    }

    /// Returns every pair once as `(i, j, association)` with `i < j`, ordered by `j`, then `i`.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize, Result<Estimate, Undefined>)> + '_ {
        (1..self.n_columns).flat_map(move |j| (0..j).map(move |i| (i, j, self.at(i, j))))
    }
}

/// Measures the association of every pair of columns.
///
/// - Cost: O(columns² · places), with a logarithm more for ranks.
pub fn correlations(x: &Matrix, coefficient: Coefficient) -> Correlations {
    let n_columns = x.n_indicators();
    let mut upper = Vec::with_capacity(n_columns * n_columns.saturating_sub(1) / 2);
    for j in 1..n_columns {
        for i in 0..j {
            upper.push(correlate(x.column(i), x.column(j), coefficient));
        }
    }
    Correlations { n_columns, upper }
}

/// Holds the association of a node with one of its ancestors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FamilyPair {
    /// Position of the node in the tree.
    pub node: usize,
    /// Position of its ancestor.
    pub ancestor: usize,
    /// The association of their scores.
    pub estimate: Result<Estimate, Undefined>,
}

/// Measures how each node of a level moves with its parent, grandparent and so on up to the root.
///
/// - `scores`: one column per node of the tree, in node order.
/// - Order: nodes in tree order, for each the nearest ancestor first.
///
/// # Panics
/// If `scores` has another number of columns than the tree has nodes.
pub fn family_correlations(tree: &Tree, scores: &Matrix, level: usize, coefficient: Coefficient) -> Vec<FamilyPair> {
    assert!(scores.n_places() == 0 || scores.n_indicators() == tree.n_nodes(), "one column of scores per node");
    let mut pairs = Vec::new();
    if scores.n_places() == 0 {
        return pairs;
    }
    for node in tree.at_level(level) {
        let mut above = tree.nodes()[node].parent;
        while let Some(ancestor) = above {
            let estimate = correlate(scores.column(node), scores.column(ancestor), coefficient);
            pairs.push(FamilyPair { node, ancestor, estimate });
            above = tree.nodes()[ancestor].parent;
        }
    }
    pairs
}

/// Says which correlations are remarkable; the comparison is strict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Remarkable {
    /// Above the threshold: the two may say the same thing twice.
    Above(f64),
    /// Below the threshold: the two may pull apart.
    Below(f64),
    /// Above the threshold in absolute value.
    Beyond(f64),
}

impl Remarkable {
    /// Whether a coefficient is remarkable.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::Above(threshold) => value > threshold,
            Self::Below(threshold) => value < threshold,
            Self::Beyond(threshold) => value.abs() > threshold,
        }
    }
}

/// Holds two columns whose association is remarkable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flag {
    /// Position of the group both belong to.
    pub group: usize,
    /// Column that stands first in the group.
    pub first: usize,
    /// Column that stands later.
    pub second: usize,
    /// Their association.
    pub estimate: Estimate,
}

/// Finds the remarkable pairs inside each group of columns, each pair once.
///
/// - `groups`: column positions, for instance of one pillar each. Undefined associations are no flags.
///
/// # Panics
/// If a group names a column outside the matrix.
pub fn flags(x: &Matrix, groups: &[Vec<usize>], coefficient: Coefficient, remarkable: Remarkable) -> Vec<Flag> {
    let mut found = Vec::new();
    for (group, columns) in groups.iter().enumerate() {
        for (position, &second) in columns.iter().enumerate() {
            for &first in &columns[..position] {
                match correlate(x.column(first), x.column(second), coefficient) {
                    Ok(estimate) if remarkable.holds(estimate.value) => {
                        found.push(Flag { group, first, second, estimate });
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

/// Holds an indicator that moves with a measure of size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizeDriven {
    /// Column of the indicator.
    pub indicator: usize,
    /// Column of the denominator.
    pub denominator: usize,
    /// Their association.
    pub estimate: Estimate,
}

/// Finds the indicators that move with a denominator beyond a threshold in absolute value: candidates for a ratio.
///
/// # Panics
/// If the matrices differ in places.
pub fn size_driven(
    indicators: &Matrix,
    denominators: &Matrix,
    coefficient: Coefficient,
    threshold: f64,
) -> Vec<SizeDriven> {
    assert_eq!(indicators.n_places(), denominators.n_places(), "both matrices hold the same places");
    let mut found = Vec::new();
    for indicator in 0..indicators.n_indicators() {
        for denominator in 0..denominators.n_indicators() {
            match correlate(indicators.column(indicator), denominators.column(denominator), coefficient) {
                Ok(estimate) if Remarkable::Beyond(threshold).holds(estimate.value) => {
                    found.push(SizeDriven { indicator, denominator, estimate });
                }
                _ => {}
            }
        }
    }
    found
}

/// Adjusts p-values for their number (Holm): `max over smaller ones of (m − rank + 1) p`, at most 1.
///
/// Among the 1,176 pairs of 49 indicators some sixty fall below 0.05 by chance alone; the adjusted values hold the
/// chance of even one false alarm at the stated level.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut running = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        running = running.max((p_values.len() - rank) as f64 * p_values[index]).min(1.0);
        adjusted[index] = running;
    }
    adjusted
}
