//! Indices from the results of a given design of draws.

/// Holds indices of a design, by input.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignIndices {
    /// First-order indices.
    pub first: Vec<f64>,
    /// Total indices.
    pub total: Vec<f64>,
}

/// Computes indices from results of a design: `a` and `b` of two independent sets of draws, `mixed[i]` of the first set with
/// input i taken from the second.
///
/// `S_i = mean(y_B (y_ABi − y_A)) / V`, `T_i = mean((y_A − y_ABi)²) / (2 V)`, V with divisor 2N − 1 over A and B together.
///
/// - This first-order estimator is not centred: with a mean far from 0 it needs many draws. It is here to recompute published
///   designs; [`super::sample_indices`] uses Jansen's.
/// - `None` where the results do not vary.
///
/// # Panics
/// If the sets differ in size, or are empty.
///
/// # Source
/// A. Saltelli et al., Comput. Phys. Commun. 181 (2010), table 2, with the variance of Becker et al. (COINr).
pub fn design_indices(a: &[f64], b: &[f64], mixed: &[Vec<f64>]) -> Option<DesignIndices> {
    let n = a.len();
    assert!(n > 0 && b.len() == n && mixed.iter().all(|set| set.len() == n), "sets of one size");
    let both = || a.iter().chain(b);
    let mean = both().sum::<f64>() / (2 * n) as f64;
    let variance = both().map(|y| (y - mean).powi(2)).sum::<f64>() / (2 * n - 1) as f64;
    let first = |set: &Vec<f64>| -> f64 {
        let products = b.iter().zip(set).zip(a).map(|((b, ab), a)| b * (ab - a));
        products.sum::<f64>() / n as f64 / variance
    };
    let total = |set: &Vec<f64>| -> f64 {
        a.iter().zip(set).map(|(a, ab)| (a - ab).powi(2)).sum::<f64>() / (2 * n) as f64 / variance
    };
    (variance > 0.0)
        .then(|| DesignIndices { first: mixed.iter().map(first).collect(), total: mixed.iter().map(total).collect() })
}
