//! Siting: where the next facilities should go, proven.
//!
//! The four questions of location science as mixed-integer programmes: covering everybody with few sites (LSCP: Toregas, Swain, ReVelle and Bergman,
//! The location of emergency service facilities, Operations Research 19, 1971), covering most with n (MCLP: Church and ReVelle, The maximal covering
//! location problem, Papers of the Regional Science Association 32, 1974), the p-median in the form that orders the trips of each
//! client (Cornuéjols, Nemhauser and Wolsey, A canonical representation of simple plant location problems, SIAM Journal on Algebraic and Discrete Methods 1,
//! 1980; García, Labbé and Marín, Solving large p-median problems with a radius formulation, INFORMS Journal on Computing 23, 2011), and the p-centre by halving over the
//! covering problem (Minieka, The m-center problem, SIAM Review 12, 1970). Sets, variables and rows: `docs/methods/reach-measures.md`.

mod median;
mod narrow;
mod reduce;

#[cfg(test)]
mod tests;

use crate::solver::{Answer, Effort, Programme, SolverError};

pub use median::p_median;
use reduce::Covering;

/// Holds who is to be served and where facilities may stand.
#[derive(Debug, Clone, Copy)]
pub struct Facilities<'a> {
    /// Weight of each client, such as its people; a client of weight 0 asks for nothing.
    pub weights: &'a [f64],
    /// Number of sites.
    pub n_sites: usize,
    /// Minutes from each client to each site, clients × sites; `None` where it is unreachable.
    pub minutes: &'a [Option<f64>],
    /// Sites where a facility stands already and stays.
    pub existing: &'a [usize],
}

/// Holds an answer and how far it is proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Sites {
    /// The new sites, in rising order, without the existing ones.
    pub chosen: Vec<usize>,
    /// What is reached with them: sites, weight covered, weighted minutes, or minutes; computed again from the sites.
    pub objective: f64,
    /// No choice does better than this; the objective itself if it is proven.
    pub bound: f64,
    /// Whether it is proven that no choice does better.
    pub proven: bool,
    /// Clients with weight that no site reaches, or none within the cutoff; no choice can serve them.
    pub out_of_reach: Vec<usize>,
}

/// Says why no sites are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SitesError {
    /// The minutes are not clients times sites.
    Length {
        /// Minutes found.
        n_found: usize,
        /// Minutes expected.
        n_expected: usize,
    },
    /// A weight is negative or not finite.
    Weight {
        /// The client.
        client: usize,
    },
    /// A time, or the cutoff, is negative or not finite.
    Minutes {
        /// The time.
        minutes: f64,
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
    /// The minutes that stand for being unserved are not finite, or shorter than a trip that exists.
    Unserved {
        /// The minutes.
        minutes: f64,
    },
    /// So few sites leave a client unserved that some site could serve.
    TooFew {
        /// New sites asked for.
        n_new: usize,
    },
    /// The work allowed was used up before any choice was met.
    CutShort,
    /// The solver gave no answer.
    Solver(SolverError),
}

impl std::fmt::Display for SitesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => write!(f, "{n_found} travel times, expected {n_expected}"),
            Self::Weight { client } => write!(f, "the weight of client {client} is negative or not finite"),
            Self::Minutes { minutes } => write!(f, "a time of {minutes} minutes; expected 0 or more"),
            Self::Existing { site } => write!(f, "existing site {site} does not exist or stands twice"),
            Self::TooMany { n_new, n_free } => write!(f, "{n_new} new sites asked for, {n_free} places are free"),
            Self::Unserved { minutes } => {
                write!(f, "{minutes} minutes stand for being unserved; expected no less than the longest trip")
            }
            Self::TooFew { n_new } => write!(f, "{n_new} new sites leave clients unserved that some site could serve"),
            Self::CutShort => write!(f, "the search was cut short before any choice was met"),
            Self::Solver(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SitesError {}

impl From<SolverError> for SitesError {
    fn from(error: SolverError) -> Self {
        Self::Solver(error)
    }
}

impl Facilities<'_> {
    fn minutes(&self, client: usize, site: usize) -> Option<f64> {
        self.minutes[client * self.n_sites + site]
    }

    fn free(&self) -> Vec<bool> {
        let mut free = vec![true; self.n_sites];
        self.existing.iter().for_each(|site| free[*site] = false);
        free
    }

    fn nearest(&self, client: usize, open: &[bool]) -> Option<f64> {
        let reached = (0..self.n_sites).filter(|site| open[*site]).filter_map(|site| self.minutes(client, site));
        reached.min_by(f64::total_cmp)
    }

    fn open(&self, chosen: &[usize]) -> Vec<bool> {
        let mut open = vec![false; self.n_sites];
        chosen.iter().chain(self.existing).for_each(|site| open[*site] = true);
        open
    }

    fn clients(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.weights.len()).filter(|client| self.weights[*client] > 0.0)
    }

    fn check(&self, n_new: Option<usize>) -> Result<(), SitesError> {
        let (n_found, n_expected) = (self.minutes.len(), self.weights.len() * self.n_sites);
        if n_found != n_expected {
            return Err(SitesError::Length { n_found, n_expected });
        }
        let amount = |number: f64| number.is_finite() && number >= 0.0;
        if let Some(client) = self.weights.iter().position(|weight| !amount(*weight)) {
            return Err(SitesError::Weight { client });
        }
        if let Some(&minutes) = self.minutes.iter().flatten().find(|minutes| !amount(**minutes)) {
            return Err(SitesError::Minutes { minutes });
        }
        let mut stands = vec![false; self.n_sites];
        for &site in self.existing {
            match stands.get_mut(site) {
                Some(stands) if !*stands => *stands = true,
                _ => return Err(SitesError::Existing { site }),
            }
        }
        let n_free = self.n_sites - self.existing.len();
        match n_new {
            Some(n_new) if n_new > n_free => Err(SitesError::TooMany { n_new, n_free }),
            _ => Ok(()),
        }
    }
}

/// Finds the fewest new sites such that every client with weight has a facility within the cutoff (≤): the location set covering problem.
///
/// minimise `Σ_j y_j` subject to `Σ_{j: t_ij ≤ T} y_j ≥ 1` for all i, existing y_j = 1, y binary.
///
/// Clients that no site reaches within the cutoff are listed in `out_of_reach` and asked for no more.
///
/// # Errors
/// [`SitesError`] if the input is at fault, the search met no choice, or the solver failed.
pub fn cover_all(facilities: &Facilities<'_>, cutoff_minutes: f64, effort: Effort) -> Result<Sites, SitesError> {
    facilities.check(None)?;
    check_cutoff(cutoff_minutes)?;
    cover(facilities, cutoff_minutes, effort)
}

fn cover(facilities: &Facilities<'_>, cutoff_minutes: f64, effort: Effort) -> Result<Sites, SitesError> {
    let free = facilities.free();
    let mut programme = Programme::default();
    for free in &free {
        programme.integer(f64::from(u8::from(*free)), if *free { 0.0 } else { 1.0 }, 1.0);
    }
    let mut out_of_reach = Vec::new();
    let mut covering = Covering { by_client: Vec::new(), n_sites: facilities.n_sites };
    for client in facilities.clients() {
        let within = within(facilities, client, cutoff_minutes);
        if within.is_empty() {
            out_of_reach.push(client);
        } else if within.iter().all(|site| free[*site]) {
            covering.by_client.push(within);
        }
    }
    covering.for_everybody();
    for sites in covering.by_client {
        programme.row(1.0, f64::INFINITY, sites.into_iter().map(|site| (site, 1.0)).collect());
    }
    let (x, bound, proven) = read(programme.minimise(effort)?)?;
    let chosen = chosen(&x, &free);
    // Existing sites cost nothing and the others 1 each: a bound between two whole numbers allows the upper only.
    let (objective, bound) = (chosen.len() as f64, (bound - 1e-6).ceil().max(0.0));
    let proven = proven || bound >= objective;
    Ok(Sites { chosen, objective, bound: if proven { objective } else { bound }, proven, out_of_reach })
}

/// Finds the `n_new` sites that, with the existing ones, cover most weight within the cutoff (≤): the maximal covering location problem.
///
/// maximise `Σ_i w_i z_i` subject to `z_i ≤ Σ_{j: t_ij ≤ T} y_j`, `Σ_j y_j ≤ n_new` over free sites, existing y_j = 1, y binary, 0 ≤ z ≤ 1.
///
/// `objective` and `bound` include what the existing sites cover.
///
/// # Errors
/// [`SitesError`] if the input is at fault, the search met no choice, or the solver failed.
pub fn cover_most(
    facilities: &Facilities<'_>,
    cutoff_minutes: f64,
    n_new: usize,
    effort: Effort,
) -> Result<Sites, SitesError> {
    facilities.check(Some(n_new))?;
    check_cutoff(cutoff_minutes)?;
    let free = facilities.free();
    let mut programme = Programme::default();
    for free in &free {
        programme.integer(0.0, if *free { 0.0 } else { 1.0 }, 1.0);
    }
    let count = (0..facilities.n_sites).filter(|site| free[*site]).map(|site| (site, 1.0)).collect();
    programme.row(0.0, n_new as f64, count);
    let (mut out_of_reach, mut total) = (Vec::new(), 0.0);
    let mut covering = Covering { by_client: Vec::new(), n_sites: facilities.n_sites };
    let mut weights = Vec::new();
    for client in facilities.clients() {
        let within = within(facilities, client, cutoff_minutes);
        if within.is_empty() {
            out_of_reach.push(client);
            continue;
        }
        total += facilities.weights[client];
        // Who is covered already is so whatever is chosen.
        if within.iter().all(|site| free[*site]) {
            covering.by_client.push(within);
            weights.push(facilities.weights[client]);
        }
    }
    covering.without_needless_sites();
    for (sites, weight) in covering.together(&weights) {
        // Weight missed is minimised, so that a bound on it is one on the weight covered.
        let missed = programme.variable(weight, 0.0, 1.0);
        let terms = sites.into_iter().map(|site| (site, 1.0)).chain([(missed, 1.0)]).collect();
        programme.row(1.0, f64::INFINITY, terms);
    }
    let (x, bound, proven) = read(programme.minimise(effort)?)?;
    let chosen = chosen(&x, &free);
    let open = facilities.open(&chosen);
    let covered = facilities
        .clients()
        .filter(|client| facilities.nearest(*client, &open).is_some_and(|minutes| minutes <= cutoff_minutes));
    let objective = covered.fold(0.0, |sum, client| sum + facilities.weights[client]);
    let bound = if proven { objective } else { (total - bound).max(objective) };
    Ok(Sites { chosen, objective, bound, proven, out_of_reach })
}

/// Finds the `n_new` sites that, with the existing ones, make the longest trip to the nearest facility shortest: the p-centre.
///
/// The least time T of the matrix within which a covering problem needs no more than `n_new` sites, found by halving. Clients with weight
/// above 0 are alike; those that no site reaches are listed in `out_of_reach`. Fewer sites than asked may do.
///
/// # Errors
/// [`SitesError::TooFew`] if no choice serves all, and as [`cover_all`]; [`SitesError::CutShort`] if a covering problem was not decided.
pub fn p_centre(facilities: &Facilities<'_>, n_new: usize, effort: Effort) -> Result<Sites, SitesError> {
    facilities.check(Some(n_new))?;
    let mut radii: Vec<f64> = facilities.minutes.iter().flatten().copied().collect();
    radii.sort_by(f64::total_cmp);
    radii.dedup();
    let Some(&longest) = radii.last() else {
        let out_of_reach = facilities.clients().collect();
        return Ok(Sites { chosen: Vec::new(), objective: 0.0, bound: 0.0, proven: true, out_of_reach });
    };
    let widest = cover(facilities, longest, effort)?;
    let out_of_reach = widest.out_of_reach.clone();
    let decide = |found: Sites| -> Result<Option<Vec<usize>>, SitesError> {
        if found.out_of_reach.len() > out_of_reach.len() {
            Ok(None)
        } else if found.chosen.len() <= n_new {
            Ok(Some(found.chosen))
        } else if found.bound > n_new as f64 {
            Ok(None)
        } else {
            Err(SitesError::CutShort)
        }
    };
    let Some(mut best) = decide(widest)? else { return Err(SitesError::TooFew { n_new }) };
    let (mut low, mut high) = (0, radii.len() - 1);
    while low < high {
        let middle = usize::midpoint(low, high);
        match decide(cover(facilities, radii[middle], effort)?)? {
            Some(chosen) => {
                best = chosen;
                high = middle;
            }
            None => low = middle + 1,
        }
    }
    let open = facilities.open(&best);
    let objective = facilities.clients().filter_map(|client| facilities.nearest(client, &open)).fold(0.0, f64::max);
    Ok(Sites { chosen: best, objective, bound: objective, proven: true, out_of_reach })
}

fn within(facilities: &Facilities<'_>, client: usize, cutoff_minutes: f64) -> Vec<usize> {
    let near = |site: &usize| facilities.minutes(client, *site).is_some_and(|minutes| minutes <= cutoff_minutes);
    (0..facilities.n_sites).filter(near).collect()
}

fn check_cutoff(minutes: f64) -> Result<(), SitesError> {
    if minutes.is_finite() && minutes >= 0.0 { Ok(()) } else { Err(SitesError::Minutes { minutes }) }
}

/// Point, bound and whether it is proven.
fn read(answer: Answer) -> Result<(Vec<f64>, f64, bool), SitesError> {
    match answer {
        Answer::Optimal(point) => Ok((point.x, point.objective, true)),
        Answer::Limit { best: Some(point), bound } => Ok((point.x, bound, false)),
        Answer::Limit { best: None, .. } => Err(SitesError::CutShort),
        // Every programme here has a point and none falls without end; only rounding says otherwise.
        Answer::Infeasible | Answer::Unbounded => Err(SitesError::Solver(SolverError::Numerical)),
    }
}

fn chosen(x: &[f64], free: &[bool]) -> Vec<usize> {
    (0..free.len()).filter(|site| free[*site] && x[*site] > 0.5).collect()
}
