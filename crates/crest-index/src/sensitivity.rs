//! Which uncertain choice matters: shares of the variance of a result that are owed to each input.
//!
//! Of a result `y = f(x_1, …, x_d)` of independent inputs, with `V(u) = Var(E[y | x_i, i in u])` and `V = Var(y)`:
//! - *first order* `S_i = V({i}) / V`: the share that would go if input i were known;
//! - *total* `T_i = 1 − V(all but i) / V`: the share that would stay if everything else were known;
//! - *Shapley effect* `Sh_i`: the gain `V(u + i) − V(u)` averaged over the orders in which inputs become known, over V; the
//!   effects sum to 1, and `S_i ≤ Sh_i ≤ T_i`.
//!
//! An input is a group of factors drawn by one roll ([`crate::uncertainty::Uncertain::groups`]).
//!
//! Sources: I. Sobol', Math. Comput. Simul. 55 (2001); M. Jansen, Comput. Phys. Commun. 117 (1999); A. Owen, SIAM/ASA J.
//! Uncertain. Quantif. 2 (2014); T. Goda, Reliab. Eng. Syst. Saf. 206 (2021), for the walk along random orders.

mod design;
mod exact;
mod sampled;

#[cfg(test)]
mod tests;

pub use design::{DesignIndices, design_indices};
pub use exact::enumerate_indices;
pub use sampled::{of_function, sample_indices};

use crate::uncertainty::{Estimate, RankBlock};

/// Names a result of an uncertain index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Mean over places of the absolute difference to the nominal rank.
    Shift,
    /// Score of a place.
    Score(usize),
    /// Rank of a place.
    Rank(usize),
    /// Whether a place is among the first so many: its variance shares are those of the chance.
    First(usize, u32),
}

/// Holds the variance shares of one result, by input.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Variance of the result.
    pub variance: f64,
    /// First-order indices.
    pub first: Vec<Estimate>,
    /// Total indices.
    pub total: Vec<Estimate>,
    /// Shapley effects.
    pub shapley: Vec<Estimate>,
}

/// Looks up results of the draws of a block.
struct Results<'b> {
    scores: &'b [f64],
    stride: usize,
    ranks: &'b RankBlock,
    shifts: &'b [f64],
    nominal_scores: &'b [f64],
}

impl Results<'_> {
    /// Result of a draw, less its nominal value where that keeps digits; a place without score or rank counts as nominal or
    /// last.
    fn of(&self, output: Output, draw: usize) -> f64 {
        match output {
            Output::Shift => self.shifts[draw],
            Output::Score(place) => {
                let difference = self.scores[draw * self.stride + place] - self.nominal_scores[place];
                if difference.is_nan() { 0.0 } else { difference }
            }
            Output::Rank(place) => match self.ranks.of(place)[draw] {
                0 => self.nominal_scores.len() as f64,
                rank => f64::from(rank),
            },
            Output::First(place, k) => {
                let rank = u32::from(self.ranks.of(place)[draw]);
                if rank > 0 && rank <= k { 1.0 } else { 0.0 }
            }
        }
    }
}
