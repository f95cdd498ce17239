//! How the gain of a bundle divides among its provisions where they act together.
//!
//! Source: Shapley, A Value for n-Person Games, in Contributions to the Theory of Games II (1953); sampling by permutations: Castro, Gómez and
//! Tejada, Polynomial calculation of the Shapley value based on sampling, Computers & Operations Research 36 (2009).

#[cfg(test)]
mod tests;

/// Most members whose split is exact.
pub const MOST_EXACT: usize = 12;

/// Says how many orders are drawn where the split is sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Number of orders, 1 or more; each is also walked backwards.
    pub n_orders: usize,
    /// Seed.
    pub seed: u64,
}

/// Holds a split.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// Share of each member; they sum to the gain of all.
    pub shares: Vec<f64>,
    /// Standard errors of the shares; `None` if the split is exact.
    pub standard_errors: Option<Vec<f64>>,
}

/// Splits the gain of a bundle over its members.
///
/// `φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S))`.
///
/// - `value` is given which members are in; it must be finite and not depend on earlier calls. The gain is that of all less that of none.
/// - Exact up to [`MOST_EXACT`] members with 2ⁿ values; beyond, the mean over drawn orders and their reverses, with standard errors.
/// - Deterministic for a seed.
///
/// # Panics
/// If there are more than [`MOST_EXACT`] members and no order is drawn.
pub fn split(n: usize, sampling: Sampling, mut value: impl FnMut(&[bool]) -> f64) -> Split {
    if n <= MOST_EXACT {
        return Split { shares: exact(n, &mut value), standard_errors: None };
    }
    assert!(sampling.n_orders > 0, "a sampled split needs an order");
    sampled(n, sampling, &mut value)
}

fn exact(n: usize, value: &mut impl FnMut(&[bool]) -> f64) -> Vec<f64> {
    let values: Vec<f64> = (0..1_usize << n)
        .map(|set| {
            let within: Vec<bool> = (0..n).map(|k| set >> k & 1 == 1).collect();
            value(&within)
        })
        .collect();
    // weights[s] = s! (n − s − 1)! / n! = 1 / (n · C(n − 1, s)).
    let mut weights = vec![0.0; n];
    let mut choose = 1.0;
    for (size, weight) in weights.iter_mut().enumerate() {
        *weight = 1.0 / (n as f64 * choose);
        choose = choose * (n - 1 - size) as f64 / (size + 1) as f64;
    }
    (0..n)
        .map(|k| {
            let without = (0..values.len()).filter(|set| set >> k & 1 == 0);
            without.map(|set| weights[set.count_ones() as usize] * (values[set | 1 << k] - values[set])).sum()
        })
        .collect()
}

fn sampled(n: usize, sampling: Sampling, value: &mut impl FnMut(&[bool]) -> f64) -> Split {
    let mut state = sampling.seed;
    let (mut sums, mut squares) = (vec![0.0; n], vec![0.0; n]);
    let mut order: Vec<usize> = (0..n).collect();
    for _ in 0..sampling.n_orders {
        for last in (1..n).rev() {
            order.swap(last, below(&mut state, last + 1));
        }
        let mut both = vec![0.0; n];
        for backwards in [false, true] {
            let mut within = vec![false; n];
            let mut before = value(&within);
            for step in 0..n {
                let member = order[if backwards { n - 1 - step } else { step }];
                within[member] = true;
                let after = value(&within);
                both[member] += (after - before) / 2.0;
                before = after;
            }
        }
        for (k, share) in both.iter().enumerate() {
            sums[k] += share;
            squares[k] += share * share;
        }
    }
    let m = sampling.n_orders as f64;
    let shares: Vec<f64> = sums.iter().map(|sum| sum / m).collect();
    let errors = shares.iter().zip(&squares).map(|(mean, square)| {
        if m < 2.0 { f64::INFINITY } else { ((square / m - mean * mean).max(0.0) / (m - 1.0)).sqrt() }
    });
    Split { standard_errors: Some(errors.collect()), shares }
}

/// Uniform whole number below a limit, from the splitmix64 sequence (Steele, Lea and Flood, OOPSLA 2014); the multiply-high step
/// leaves a bias below 2⁻⁵⁰ for the small limits here.
fn below(state: &mut u64, limit: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    ((u128::from(z) * limit as u128) >> 64) as usize
}
