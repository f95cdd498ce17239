//! Which provisions to reform together: the bundle that scores highest, comes closest to a partner, or reaches a score at the least cost.
//!
//! With the bounds of a scoring method frozen, the gains of single reforms add up; those that act together come with the gain of each subset
//! and enter by one variable per subset. Variables, objective and constraints: `docs/methods/rules.md`.

mod frontier;
mod search;

#[cfg(test)]
mod tests;

use crate::solver::{Effort, SolverError};

pub use frontier::frontier;

/// Holds one reform that may be adopted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Gain of score, more = better; may be negative.
    pub gain: f64,
    /// Change of the distance to the partner; less than 0 = closer.
    pub distance_change: f64,
    /// Cost, 0 or more.
    pub cost: f64,
    /// Whether it lies within one's powers.
    pub is_allowed: bool,
}

/// Holds reforms that act together: their gain is that of the subset adopted.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Positions of the candidates, each in one cluster at most.
    pub members: Vec<usize>,
    /// Gain of every subset, bit k = the k-th member; the empty one gains 0.
    pub gains: Vec<f64>,
}

/// Allows at most so many of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct AtMost {
    /// Positions of the candidates.
    pub members: Vec<usize>,
    /// How many; 1 for reforms that exclude each other.
    pub most: usize,
}

/// Holds what may be adopted and how it hangs together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Menu {
    /// Present score, turned so that more is better.
    pub score: f64,
    /// Present distance to the partner.
    pub distance: f64,
    /// Reforms.
    pub candidates: Vec<Candidate>,
    /// Reforms that act together.
    pub clusters: Vec<Cluster>,
    /// Pairs: the first may be adopted only with the second.
    pub requires: Vec<(usize, usize)>,
    /// Sets of which at most so many may be adopted.
    pub at_most: Vec<AtMost>,
}

/// Sets what a bundle must keep to; `None` = free.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Terms {
    /// Most cost.
    pub budget: Option<f64>,
    /// Most reforms in all.
    pub most: Option<usize>,
    /// Most reforms a year, and the number of years.
    pub per_year: Option<(usize, usize)>,
    /// Least score, as the present one where it must not fall.
    pub score_at_least: Option<f64>,
    /// Greatest distance.
    pub distance_at_most: Option<f64>,
}

impl Terms {
    fn most_reforms(&self) -> Option<usize> {
        let by_years = self.per_year.map(|(most, years)| most.saturating_mul(years));
        self.most.into_iter().chain(by_years).min()
    }
}

/// Says what the best bundle is best at; of equals the cheaper is preferred where one is met, and no member is idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The highest score.
    HighestScore,
    /// The least distance.
    LeastDistance,
    /// The least cost that keeps the terms, such as a score to reach.
    LeastCost,
}

/// Holds a bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// Positions of the reforms adopted, rising.
    pub chosen: Vec<usize>,
    /// Year of each, from 0, where terms set years; what is required comes in the same year or before.
    pub years: Option<Vec<usize>>,
    /// Score afterwards.
    pub score: f64,
    /// Distance afterwards.
    pub distance: f64,
    /// Cost.
    pub cost: f64,
    /// No bundle that keeps the terms is better than this in the objective; equal to the bundle's, up to rounding, if proven.
    pub bound: f64,
    /// Whether it is proven that none is better.
    pub proven: bool,
}

/// Says why there is no bundle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BundleError {
    /// No bundle keeps all terms.
    OutOfReach,
    /// The search was cut short before a bundle was met.
    Undecided,
    /// A number of a candidate is not finite, or its cost is negative.
    Candidate {
        /// The candidate.
        candidate: usize,
    },
    /// A requirement, cluster or set names a candidate that does not exist, or a candidate stands in two clusters.
    Position {
        /// The candidate.
        candidate: usize,
    },
    /// A cluster has not one finite gain per subset, or the empty subset gains.
    Gains {
        /// The cluster.
        cluster: usize,
    },
    /// A term is not a number.
    Term,
    /// The solver gave no answer.
    Solver(SolverError),
}

impl std::fmt::Display for BundleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutOfReach => write!(f, "no bundle of reforms keeps all terms"),
            Self::Undecided => write!(f, "the search was cut short before it met a bundle"),
            Self::Candidate { candidate } => {
                write!(f, "candidate {candidate} has a number that is not finite, or a negative cost")
            }
            Self::Position { candidate } => {
                write!(f, "candidate {candidate} does not exist, or stands in two clusters")
            }
            Self::Gains { cluster } => write!(f, "cluster {cluster} has not one gain per subset"),
            Self::Term => write!(f, "a term is not a number"),
            Self::Solver(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BundleError {}

impl From<SolverError> for BundleError {
    fn from(error: SolverError) -> Self {
        Self::Solver(error)
    }
}

/// Finds the best bundle.
///
/// maximise or minimise the objective over `x ∈ {0, 1}ⁿ` such that `Σ c_i x_i ≤ budget`, `Σ x_i ≤ most`, `x_a ≤ x_b` where a requires b,
/// `Σ_{i ∈ S} x_i ≤ most_S`, score and distance keep their bounds. Score is `s₀ + Σ g_i x_i + Σ_clusters g(subset)`; distance `d₀ + Σ δ_i x_i`.
///
/// - Exact by a mixed-integer programme without gap; what is returned is computed again in plain arithmetic. Terms are kept within a
///   billionth of the largest number in them.
/// - Ties: a reform without which the bundle keeps its terms and its objective is left out, dearest first. Years: as early as the number a year allows, what
///   gains most first.
///
/// # Errors
/// [`BundleError`].
///
/// # Examples
/// ```
/// use crest_plan::bundle::{Candidate, Menu, Objective, Terms, best_bundle};
/// use crest_plan::solver::Effort;
/// let candidate = |gain, cost| Candidate { gain, distance_change: 0.0, cost, is_allowed: true };
/// let menu = Menu { score: 50.0, candidates: vec![candidate(3.0, 2.0), candidate(2.0, 1.0), candidate(2.0, 1.0)], ..Menu::default() };
/// // For 2, two small reforms gain 4; the large one alone 3.
/// let terms = Terms { budget: Some(2.0), ..Terms::default() };
/// let best = best_bundle(&menu, &terms, Objective::HighestScore, Effort::UNTIL_PROVEN)?;
/// assert_eq!((best.chosen, best.score), (vec![1, 2], 54.0));
/// # Ok::<(), crest_plan::bundle::BundleError>(())
/// ```
pub fn best_bundle(menu: &Menu, terms: &Terms, objective: Objective, effort: Effort) -> Result<Bundle, BundleError> {
    check(menu, terms)?;
    search::solve(menu, terms, objective, effort, &[])
}

/// Finds the `k` best bundles, the best first; fewer if there are no more.
///
/// Each is cut off and the search repeated, so the list is complete up to its end. Bundles with an idle member are not listed.
///
/// # Errors
/// [`BundleError`], if not even one is found.
pub fn best_bundles(
    menu: &Menu,
    terms: &Terms,
    objective: Objective,
    k: usize,
    effort: Effort,
) -> Result<Vec<Bundle>, BundleError> {
    check(menu, terms)?;
    let mut found: Vec<Bundle> = Vec::new();
    let mut cut: Vec<Vec<usize>> = Vec::new();
    while found.len() < k {
        let next = search::solve_raw(menu, terms, objective, effort, &cut);
        let (raw, bound, proven) = match next {
            Ok(next) => next,
            Err(BundleError::OutOfReach | BundleError::Undecided) if !found.is_empty() => break,
            Err(error) => return Err(error),
        };
        let bundle = search::finished(menu, terms, objective, &raw, bound, proven);
        if bundle.chosen != raw {
            cut.push(raw);
        }
        if !found.iter().any(|other| other.chosen == bundle.chosen) {
            cut.push(bundle.chosen.clone());
            found.push(bundle);
        }
    }
    Ok(found)
}

/// Holds what a set of reforms comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Score afterwards.
    pub score: f64,
    /// Distance afterwards.
    pub distance: f64,
    /// Cost.
    pub cost: f64,
}

/// Works out what a set of reforms comes to, whether or not it keeps any terms.
///
/// # Panics
/// If a position does not exist.
pub fn outcome(menu: &Menu, chosen: &[usize]) -> Outcome {
    let in_cluster = |candidate: usize| menu.clusters.iter().any(|cluster| cluster.members.contains(&candidate));
    let alone = chosen.iter().filter(|candidate| !in_cluster(**candidate));
    let mut score = alone.fold(menu.score, |sum, candidate| sum + menu.candidates[*candidate].gain);
    for cluster in &menu.clusters {
        let bit = |(k, member): (usize, &usize)| usize::from(chosen.contains(member)) << k;
        score += cluster.gains[cluster.members.iter().enumerate().map(bit).sum::<usize>()];
    }
    let distance =
        chosen.iter().fold(menu.distance, |sum, candidate| sum + menu.candidates[*candidate].distance_change);
    let cost = chosen.iter().fold(0.0, |sum, candidate| sum + menu.candidates[*candidate].cost);
    Outcome { score, distance, cost }
}

/// Score that reaches a rank among others, turned so that more is better: equal scores share the better rank.
///
/// `None` if any score reaches it.
///
/// # Panics
/// If the rank is 0.
pub fn score_for_rank(others: &[f64], rank: usize) -> Option<f64> {
    assert!(rank > 0, "1 is the best rank");
    let mut others = others.to_vec();
    others.sort_unstable_by(|a, b| b.total_cmp(a));
    others.get(rank - 1).copied()
}

fn check(menu: &Menu, terms: &Terms) -> Result<(), BundleError> {
    for (candidate, c) in menu.candidates.iter().enumerate() {
        if !(c.gain.is_finite() && c.distance_change.is_finite() && c.cost.is_finite() && c.cost >= 0.0) {
            return Err(BundleError::Candidate { candidate });
        }
    }
    let n = menu.candidates.len();
    let mut clustered = vec![false; n];
    for (position, cluster) in menu.clusters.iter().enumerate() {
        for &candidate in &cluster.members {
            if candidate >= n || std::mem::replace(&mut clustered[candidate], true) {
                return Err(BundleError::Position { candidate });
            }
        }
        let n_subsets = u32::try_from(cluster.members.len()).ok().and_then(|k| 1_usize.checked_shl(k));
        let whole = n_subsets == Some(cluster.gains.len()) && cluster.gains.iter().all(|gain| gain.is_finite());
        if !whole || cluster.gains[0] != 0.0 {
            return Err(BundleError::Gains { cluster: position });
        }
    }
    let named = menu.requires.iter().flat_map(|(a, b)| [*a, *b]);
    let named = named.chain(menu.at_most.iter().flat_map(|set| set.members.iter().copied()));
    if let Some(candidate) = named.into_iter().find(|candidate| *candidate >= n) {
        return Err(BundleError::Position { candidate });
    }
    let numbers = [terms.budget, terms.score_at_least, terms.distance_at_most, Some(menu.score), Some(menu.distance)];
    if numbers.into_iter().flatten().any(|number| !number.is_finite()) {
        return Err(BundleError::Term);
    }
    Ok(())
}
