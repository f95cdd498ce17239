//! Siting: where the next facilities should go, found fast and with a bound that says how far from the best the answer can be.
//!
//! Four questions of location science with existing sites fixed: how few sites cover everybody ([`cover_all`], LSCP), how many people n sites
//! cover ([`cover_most`], MCLP), how short the mean trip ([`p_median`]) and the longest trip ([`p_centre`]) can be. Each is a
//! greedy start improved by interchange, with a Lagrangian bound beside it. `crest-plan` has the exact programmes.

mod centre;
mod cover;
mod median;
mod multipliers;

use crate::decay::Cutoff;
use crate::times::Times;

pub use centre::p_centre;
pub use cover::{cover_all, cover_most};
pub use median::p_median;

/// Holds who is to be served and where facilities may stand.
#[derive(Debug, Clone, Copy)]
pub struct Clients<'a> {
    /// Travel times from clients (origins) to sites (destinations).
    pub times: &'a Times,
    /// Weight of each client, such as its people; a client of weight 0 asks for nothing.
    pub weights: &'a [f64],
    /// Sites where a facility stands already and stays.
    pub existing: &'a [usize],
}

/// Holds an answer with its bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Siting {
    /// The new sites, in rising order, without the existing ones.
    pub chosen: Vec<usize>,
    /// What is reached with them: sites, weight covered, weighted minutes, or minutes.
    pub objective: f64,
    /// No choice can do better than this: at least so many sites or minutes, at most so much weight.
    pub bound: f64,
    /// Clients with weight that no site reaches, or none within the cutoff; no choice can serve them.
    pub out_of_reach: Vec<usize>,
}

impl Siting {
    /// Returns how far the objective can be from the best, as a part of the larger of objective and bound; 0 says it is the best.
    pub fn gap(&self) -> f64 {
        let larger = self.objective.max(self.bound);
        if larger > 0.0 { (self.objective - self.bound).abs() / larger } else { 0.0 }
    }
}

/// Limits the work on a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitingEffort {
    /// Most steps of the multipliers; a few hundred bring most bounds within a percent.
    pub n_steps: usize,
}

/// Says why no sites can be chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SitingError {
    /// Weights have another length than there are clients.
    Length {
        /// Weights found.
        n_found: usize,
        /// Clients.
        n_expected: usize,
    },
    /// A weight is negative or not finite.
    Weight {
        /// The client.
        client: usize,
        /// Its weight.
        weight: f64,
    },
    /// An existing site does not exist or stands twice.
    Existing {
        /// The site.
        site: usize,
    },
    /// More new sites are asked for than there are places without a facility.
    TooMany {
        /// New sites asked for.
        n_new: usize,
        /// Places without a facility.
        n_free: usize,
    },
    /// A cutoff is negative or not finite.
    Cutoff {
        /// Its minutes.
        minutes: f64,
    },
    /// The minutes that stand for being unserved are not finite, or shorter than a trip that exists.
    Unserved {
        /// The minutes.
        minutes: f64,
    },
    /// So few sites leave a client unserved that some site could serve.
    TooFew {
        /// New sites asked for.
        n_new: usize,
        /// New sites that are needed at least, as far as is proven; where it is no more than those asked for, none was found that do,
        /// and none is excluded.
        n_least: usize,
    },
}

impl std::fmt::Display for SitingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => write!(f, "{n_found} weights for {n_expected} clients"),
            Self::Weight { client, weight } => write!(f, "client {client} has weight {weight}; expected 0 or more"),
            Self::Existing { site } => write!(f, "existing site {site} does not exist or stands twice"),
            Self::TooMany { n_new, n_free } => write!(f, "{n_new} new sites asked for, {n_free} places are free"),
            Self::Cutoff { minutes } => write!(f, "a cutoff of {minutes} minutes; expected 0 or more"),
            Self::Unserved { minutes } => {
                write!(f, "{minutes} minutes stand for being unserved; expected no less than the longest trip")
            }
            Self::TooFew { n_new, n_least } => {
                write!(f, "{n_new} new sites leave clients unserved; at least {n_least} are needed")
            }
        }
    }
}

impl std::error::Error for SitingError {}

/// Relative difference below which two values of an objective are the same, so that rounding starts no interchange.
const SAME: f64 = 1e-9;

fn check(clients: &Clients<'_>) -> Result<(), SitingError> {
    let (n_found, n_expected) = (clients.weights.len(), clients.times.n_origins());
    if n_found != n_expected {
        return Err(SitingError::Length { n_found, n_expected });
    }
    if let Some(client) = clients.weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        return Err(SitingError::Weight { client, weight: clients.weights[client] });
    }
    let mut stands = vec![false; clients.times.n_destinations()];
    for &site in clients.existing {
        match stands.get_mut(site) {
            Some(stands) if !*stands => *stands = true,
            _ => return Err(SitingError::Existing { site }),
        }
    }
    Ok(())
}

fn check_number(clients: &Clients<'_>, n_new: usize) -> Result<(), SitingError> {
    let n_free = clients.times.n_destinations() - clients.existing.len();
    if n_new > n_free { Err(SitingError::TooMany { n_new, n_free }) } else { Ok(()) }
}

fn check_cutoff(cutoff: Cutoff) -> Result<(), SitingError> {
    let minutes = cutoff.minutes();
    if minutes.is_finite() && minutes >= 0.0 { Ok(()) } else { Err(SitingError::Cutoff { minutes }) }
}

#[cfg(test)]
mod tests;
