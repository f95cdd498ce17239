//! Pairwise comparison of places: the outranking matrix and the Copeland score.
//!
//! Source: G. Munda, M. Nardo, "Noncompensatory/nonlinear composite indicators for ranking countries", Applied
//! Economics 41 (2009); the rule named after A. H. Copeland (1951).

#[cfg(test)]
mod tests;

/// Weight shares are sums of products: two halves may differ from 1/2 in the last digits without a winner.
const SLACK: f64 = 1e-12;

/// Holds `w(i, j)` for all pairs of places, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Outranking {
    n_places: usize,
    shares: Vec<Option<f64>>,
}

impl Outranking {
    /// Returns `w(i, j)`: the weight share in which place `i` is better than `j`, plus half the share of ties; 0 on the
    /// diagonal; `None` when the two share no column with a value (or no weight).
    pub fn at(&self, i: usize, j: usize) -> Option<f64> {
        self.shares[i * self.n_places + j]
    }
}

/// Compares all pairs of places over columns with weights (more is better).
///
/// A column in which either place has no value takes no part in their comparison; the other weights are rescaled.
/// Cost: O(places² · columns).
///
/// # Panics
/// If the columns differ in length or there is not one weight per column.
pub fn outranking(columns: &[&[Option<f64>]], weights: &[f64]) -> Outranking {
    assert_eq!(columns.len(), weights.len(), "one weight per column");
    let n_places = columns.first().map_or(0, |column| column.len());
    let mut shares = vec![Some(0.0); n_places * n_places];
    for i in 0..n_places {
        for j in i + 1..n_places {
            let (better, total) = compare(columns, weights, i, j);
            let share = (total != 0.0).then(|| better / total);
            shares[i * n_places + j] = share;
            shares[j * n_places + i] = share.map(|share| 1.0 - share);
        }
    }
    Outranking { n_places, shares }
}

/// Weight in which `i` beats `j` (ties count half), and weight of all columns both have.
fn compare(columns: &[&[Option<f64>]], weights: &[f64], i: usize, j: usize) -> (f64, f64) {
    let (mut better, mut total) = (0.0, 0.0);
    for (column, &weight) in columns.iter().zip(weights) {
        if let (Some(a), Some(b)) = (column[i], column[j]) {
            total += weight;
            if a > b {
                better += weight;
            } else if a == b {
                better += weight / 2.0;
            }
        }
    }
    (better, total)
}

/// Copeland score: number of places beaten (`w(i, j) > 1/2`) minus number of places lost to (`w(i, j) < 1/2`).
///
/// - Shares that equal 1/2 up to rounding are ties, as are pairs without a common column.
/// - A place without any value has no score and meets nobody. Cost: O(places² · columns).
///
/// # Panics
/// As [`outranking`].
pub fn copeland(columns: &[&[Option<f64>]], weights: &[f64]) -> Vec<Option<f64>> {
    assert_eq!(columns.len(), weights.len(), "one weight per column");
    let n_places = columns.first().map_or(0, |column| column.len());
    let takes_part: Vec<bool> = (0..n_places).map(|i| columns.iter().any(|column| column[i].is_some())).collect();
    let mut scores = vec![0_i64; n_places];
    for i in (0..n_places).filter(|&i| takes_part[i]) {
        for j in (i + 1..n_places).filter(|&j| takes_part[j]) {
            let (better, total) = compare(columns, weights, i, j);
            let lead = 2.0 * better - total;
            let outcome = if lead > SLACK * total.abs() { 1 } else { -i64::from(lead < -SLACK * total.abs()) };
            scores[i] += outcome;
            scores[j] -= outcome;
        }
    }
    scores.iter().zip(takes_part).map(|(&score, part)| part.then_some(score as f64)).collect()
}
