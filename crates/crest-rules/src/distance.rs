//! How far apart the rules of two jurisdictions are: by answers, by scores, and by answers less what is recognised.
//!
//! Distance is the weighted share of provisions that differ (Nordås, Services Trade Restrictiveness Index: The Trade Effect of Regulatory
//! Differences, OECD Trade Policy Paper 189, 2016). Where answers are not known it has a lower and an upper bound, and nothing is
//! passed over in silence.

mod pairs;
mod profile;
mod recognition;

#[cfg(test)]
mod tests;

pub use pairs::{Pairs, pair, pairwise, to_partner};
pub use profile::{AnswerComparison, NotApplicable, ProfileError, Profiles, ScoreComparison};
pub use recognition::{Directed, Recognition, RecognitionState, directed_total, recognise};

/// Holds a distance between two jurisdictions, with what is not known of it.
///
/// All three parts are sums of weights; the same sums over topics add up to those of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Distance {
    /// `Σ w_p d_p` over the provisions known of both.
    pub differing: f64,
    /// `Σ w_p` over the provisions not known of one or both: each may differ wholly or not at all.
    pub unknown: f64,
    /// `Σ w_p` over the provisions that count.
    pub total: f64,
}

impl Distance {
    /// Least distance that the unknown answers allow, 0 to 1: they all agree. `None` if no provision counts.
    pub fn lower(self) -> Option<f64> {
        (self.total > 0.0).then(|| self.differing / self.total)
    }

    /// Greatest distance that the unknown answers allow, 0 to 1: they all differ. `None` if no provision counts.
    pub fn upper(self) -> Option<f64> {
        (self.total > 0.0).then(|| (self.differing + self.unknown) / self.total)
    }

    /// Distance over the provisions known of both, 0 to 1. `None` if none is.
    pub fn known(self) -> Option<f64> {
        let known = self.total - self.unknown;
        // Weights that sum to the total in another order leave a rounding, not a share.
        (known > 1e-12 * self.total).then(|| (self.differing / known).min(1.0))
    }

    /// Share of the weight that is known of both; `None` if no provision counts.
    pub fn known_share(self) -> Option<f64> {
        (self.total > 0.0).then(|| 1.0 - self.unknown / self.total)
    }

    /// The distance over the provisions of both.
    pub fn plus(self, other: Self) -> Self {
        Self {
            differing: self.differing + other.differing,
            unknown: self.unknown + other.unknown,
            total: self.total + other.total,
        }
    }
}
