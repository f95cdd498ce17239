//! Pairwise preference flows: PROMETHEE II.
//!
//! Source: Brans and Vincke, A preference ranking organisation method, Management Science 31 (1985): the six
//! generalised criteria and the net flow.

use super::{McdaError, complete_places, criteria, shares, spread};
use crate::matrix::Matrix;

/// Says how strongly a lead `d > 0` in one criterion counts, from 0 to 1; no lead counts 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preference {
    /// Any lead counts fully.
    Usual,
    /// A lead above `q` counts fully.
    UShape {
        /// Indifference threshold.
        q: f64,
    },
    /// `d / p` up to `p`, then fully.
    VShape {
        /// Preference threshold.
        p: f64,
    },
    /// Nothing up to `q`, one half up to `p`, then fully.
    Level {
        /// Indifference threshold.
        q: f64,
        /// Preference threshold.
        p: f64,
    },
    /// Nothing up to `q`, `(d − q)/(p − q)` up to `p`, then fully.
    Linear {
        /// Indifference threshold.
        q: f64,
        /// Preference threshold.
        p: f64,
    },
    /// `1 − exp(−d² / (2 s²))`.
    Gaussian {
        /// Distance of the inflexion point.
        s: f64,
    },
}

impl Preference {
    /// Returns the strength of a lead `d`, 0 to 1.
    pub fn strength(self, d: f64) -> f64 {
        if d <= 0.0 {
            return 0.0;
        }
        match self {
            Self::Usual => 1.0,
            Self::UShape { q } => f64::from(u8::from(d > q)),
            Self::VShape { p } => (d / p).min(1.0),
            Self::Level { q, p } => match d {
                d if d <= q => 0.0,
                d if d <= p => 0.5,
                _ => 1.0,
            },
            Self::Linear { q, p } => ((d - q) / (p - q)).clamp(0.0, 1.0),
            Self::Gaussian { s } => -(-d * d / (2.0 * s * s)).exp_m1(),
        }
    }

    /// Whether the thresholds are finite and in order.
    fn is_lawful(self) -> bool {
        match self {
            Self::Usual => true,
            Self::UShape { q } => q >= 0.0 && q.is_finite(),
            Self::VShape { p } => p > 0.0 && p.is_finite(),
            Self::Level { q, p } => q >= 0.0 && p >= q && p.is_finite(),
            Self::Linear { q, p } => q >= 0.0 && p > q && p.is_finite(),
            Self::Gaussian { s } => s > 0.0 && s.is_finite(),
        }
    }
}

/// Holds the PROMETHEE flows of each place, averaged over its opponents.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// Mean preference over the others, 0 to 1.
    pub leaving: Vec<Option<f64>>,
    /// Mean preference of the others over it, 0 to 1.
    pub entering: Vec<Option<f64>>,
    /// `leaving − entering`, −1 to 1; higher is better.
    pub net: Vec<Option<f64>>,
}

/// Scores places by the net share of opponents and criteria they beat (PROMETHEE I flows and II net flow).
///
/// `π(a, b) = Σ w P(x_a − x_b)`; net flow of `a` = `(Σ_b π(a, b) − Σ_b π(b, a)) / (n − 1)`.
///
/// - `preferences`: one entry for all criteria, or one per criterion.
/// - Cost: O(n² · criteria).
///
/// # Errors
/// [`McdaError::Length`], [`McdaError::Weights`]; [`McdaError::Bounds`] for thresholds that are negative or out of
/// order; [`McdaError::TooFewPlaces`] with fewer than two places.
pub fn promethee(x: &Matrix, weights: &[f64], preferences: &[Preference]) -> Result<Flows, McdaError> {
    let n_criteria = x.n_indicators();
    let weights = shares(weights, n_criteria)?;
    if preferences.len() != 1 && preferences.len() != n_criteria {
        return Err(McdaError::Length { n_found: preferences.len(), n_criteria });
    }
    if let Some(criterion) = preferences.iter().position(|preference| !preference.is_lawful()) {
        return Err(McdaError::Bounds { criterion });
    }
    let places = complete_places(x, 2)?;
    let n = places.len();
    let (mut leaving, mut entering) = (vec![0.0; n], vec![0.0; n]);
    for (k, column) in criteria(x, &places).iter().enumerate() {
        let preference = if preferences.len() == 1 { preferences[0] } else { preferences[k] };
        for a in 0..n {
            for b in 0..n {
                let strength = weights[k] * preference.strength(column[a] - column[b]);
                leaving[a] += strength;
                entering[b] += strength;
            }
        }
    }
    let opponents = (n - 1) as f64;
    let net: Vec<f64> = leaving.iter().zip(&entering).map(|(out, into)| (out - into) / opponents).collect();
    let mean = |flows: Vec<f64>| spread(x.n_places(), &places, flows.into_iter().map(|flow| flow / opponents));
    Ok(Flows { leaving: mean(leaving), entering: mean(entering), net: spread(x.n_places(), &places, net) })
}
