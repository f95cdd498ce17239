//! How sure a rank is against the weights: the best and the worst rank of a place over all admissible weights, not over a sample.
//!
//! Sources: Salo, Punkka, Ranking intervals and dominance relations for ratio-based efficiency analysis, Management Science
//! 57 (2011), for the programmes of best and worst rank; Punkka, Salo, Preference programming with incomplete ordinal information,
//! European Journal of Operational Research 231 (2013); `docs/methods/inverse.md`.

#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::admissible::{Admissible, Support};
use crate::ahead::{check_margin, check_set};
use crate::error::InverseError;
use crate::half_space::HalfSpace;
use crate::matrix::Matrix;
use crate::most_met::{Demand, most_met};
use crate::solver::Effort;

/// Holds the ranks a place can take.
#[derive(Debug, Clone, PartialEq)]
pub struct RankInterval {
    /// Smallest number, best rank.
    pub best: RankEnd,
    /// Largest number, worst rank.
    pub worst: RankEnd,
    /// Number of places ahead at all admissible weights.
    pub n_always_ahead: usize,
    /// Number of places ahead at none.
    pub n_never_ahead: usize,
}

/// Holds one end of the ranks a place can take.
#[derive(Debug, Clone, PartialEq)]
pub struct RankEnd {
    /// A rank the place takes at `weights`, computed again from them.
    pub rank: usize,
    /// No admissible weights give a rank beyond this; equal to `rank` where it is proven.
    pub bound: usize,
    /// Whether the end is proven.
    pub proven: bool,
    /// Admissible weights that give `rank`.
    pub weights: Vec<f64>,
}

/// Finds the best and the worst rank of a place over all admissible weights.
///
/// `rank(w) = 1 + #{j : S_j(w) − S_i(w) > margin}`: another place is ahead if its score is higher by more than `margin`, so ties go to the
/// place. A margin below the [`Matrix::resolution`] is raised to it: what is closer than that is a tie. Both ends are taken of this
/// one rank, so best ≤ rank ≤ worst for all admissible weights.
///
/// - Exact up to the resolution: the weights returned attain the rank in plain arithmetic; that none goes beyond rests on the
///   solver's bound, and a place whose lead can lie only within one resolution of `margin` may be counted either way.
/// - Places that are always or never ahead are counted first; the rest is a mixed-integer programme for each end. If `effort` cuts it
///   short, `rank` is still attained, `bound` still holds, and `proven` is false.
/// - Cost: 2 (n − 1) supports, then the programmes: hard in general. Measured times stand in `docs/methods/inverse.md`.
/// - Determinism: equal questions give equal bytes, whatever the number of threads; the two ends are sought side by side.
///
/// # Errors
/// [`InverseError`] if shapes differ, the place does not exist, the margin is negative, or the solver fails.
///
/// # Examples
/// ```
/// use crest_plan::{admissible::Admissible, matrix::Matrix, rank_interval::rank_interval, solver::Effort};
/// // The second place is a mixture that the first and the third surround: never below either of them at once.
/// let cells = [4.0, 0.0, 3.0, 3.0, 0.0, 4.0];
/// let matrix = Matrix::new(&cells, 2)?;
/// let set = Admissible::simplex(2)?;
/// let middle = rank_interval(matrix, &set, 1, 0.0, Effort::UNTIL_PROVEN)?;
/// assert_eq!((middle.best.rank, middle.worst.rank), (1, 2));
/// let outer = rank_interval(matrix, &set, 0, 0.0, Effort::UNTIL_PROVEN)?;
/// assert_eq!((outer.best.rank, outer.worst.rank), (1, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rank_interval(
    matrix: Matrix<'_>,
    set: &Admissible,
    place: usize,
    margin: f64,
    effort: Effort,
) -> Result<RankInterval, InverseError> {
    check_set(matrix, set)?;
    check_margin(margin)?;
    if place >= matrix.n_places() {
        return Err(InverseError::Place { place });
    }
    let margin = margin.max(matrix.resolution());
    let mut support = Support::new(set)?;
    let mut leads = Vec::with_capacity(matrix.n_places());
    for other in 0..matrix.n_places() {
        leads.push(if other == place { Span::ZERO } else { span(matrix, &mut support, other, place, margin)? });
    }
    interval(matrix, set, place, &leads, margin, effort)
}

/// Finds the best and the worst rank of every place; as [`rank_interval`], with the leads of each pair found once.
///
/// # Errors
/// As [`rank_interval`].
pub fn rank_intervals(
    matrix: Matrix<'_>,
    set: &Admissible,
    margin: f64,
    effort: Effort,
) -> Result<Vec<RankInterval>, InverseError> {
    check_set(matrix, set)?;
    check_margin(margin)?;
    let margin = margin.max(matrix.resolution());
    let n = matrix.n_places();
    let mut support = Support::new(set)?;
    let mut leads = vec![Span::ZERO; n * n];
    for a in 0..n {
        for b in 0..a {
            let lead = span(matrix, &mut support, a, b, margin)?;
            leads[b * n + a] = lead;
            leads[a * n + b] = Span { least: -lead.greatest, greatest: -lead.least };
        }
    }
    (0..n)
        .into_par_iter()
        .map(|place| interval(matrix, set, place, &leads[place * n..(place + 1) * n], margin, effort))
        .collect()
}

/// Least and greatest lead of another place over the one asked about, or bounds of them that settle the order.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    least: f64,
    greatest: f64,
}

impl Span {
    const ZERO: Self = Self { least: 0.0, greatest: 0.0 };
}

fn span(matrix: Matrix<'_>, support: &mut Support<'_>, a: usize, b: usize, margin: f64) -> Result<Span, InverseError> {
    let form = matrix.difference(a, b);
    let turned = matrix.difference(b, a);
    // The shares of a set bound the lead from outside without a linear programme; often that settles the order.
    let outer = Span { least: -support.greatest_by_shares(&turned), greatest: support.greatest_by_shares(&form) };
    let settled = outer.least > margin || outer.greatest < -margin;
    if settled || support.is_nested() {
        return Ok(outer);
    }
    Ok(Span { least: support.least(&form)?.value, greatest: support.greatest(&form)?.value })
}

fn interval(
    matrix: Matrix<'_>,
    set: &Admissible,
    place: usize,
    leads: &[Span],
    margin: f64,
    effort: Effort,
) -> Result<RankInterval, InverseError> {
    let others = || (0..matrix.n_places()).filter(|&other| other != place);
    let n_always_ahead = others().filter(|&other| leads[other].least > margin).count();
    let n_never_ahead = others().filter(|&other| leads[other].greatest <= margin).count();
    let open: Vec<usize> =
        others().filter(|&other| leads[other].least <= margin && leads[other].greatest > margin).collect();
    let resolution = matrix.resolution();
    let (behind, ahead) = (margin - resolution, margin + resolution);
    // To be best, others are to stay behind: S_i − S_j ≥ −behind. To be worst, they are to be ahead: S_j − S_i ≥ ahead.
    let to_be_best: Vec<Demand> = open
        .iter()
        .map(|&other| Demand {
            space: HalfSpace { form: matrix.difference(place, other), least: -behind },
            lowest: -leads[other].greatest,
        })
        .collect();
    let to_be_worst: Vec<Demand> = open
        .iter()
        .map(|&other| Demand {
            space: HalfSpace { form: matrix.difference(other, place), least: ahead },
            lowest: leads[other].least,
        })
        .collect();
    // The ends are programmes of their own, each solved on one thread.
    let of = |demands: &[Demand]| end(matrix, set, place, margin, demands, &mut Support::new(set)?, effort);
    let (best, worst) = rayon::join(|| of(&to_be_best), || of(&to_be_worst));
    let (best, worst) = (best?, worst?);
    let (best_bound, worst_bound) =
        (1 + n_always_ahead + best.n_missed, 1 + n_always_ahead + open.len() - worst.n_missed);
    // Where a lead lies within the resolution of the margin, plain arithmetic may see it pass the bound by a hair.
    let best_bound = best_bound.min(best.rank);
    let worst_bound = worst_bound.max(worst.rank);
    let finished =
        |end: Found, bound: usize| RankEnd { rank: end.rank, bound, proven: bound == end.rank, weights: end.weights };
    Ok(RankInterval {
        best: finished(best, best_bound),
        worst: finished(worst, worst_bound),
        n_always_ahead,
        n_never_ahead,
    })
}

/// Weights, the rank they give, and the fewest demands that any weights miss.
struct Found {
    weights: Vec<f64>,
    rank: usize,
    n_missed: usize,
}

fn end(
    matrix: Matrix<'_>,
    set: &Admissible,
    place: usize,
    margin: f64,
    demands: &[Demand],
    support: &mut Support<'_>,
    effort: Effort,
) -> Result<Found, InverseError> {
    if demands.is_empty() {
        let weights = support.greatest(&vec![0.0; set.n_elements()])?.weights;
        let rank = matrix.rank(place, &weights, margin);
        return Ok(Found { weights, rank, n_missed: 0 });
    }
    // The middle of all forms and, without rows on the set, the best weights for each demand are first candidates.
    let mut sum = vec![0.0; set.n_elements()];
    let mut candidates = Vec::new();
    for demand in demands {
        sum.iter_mut().zip(&demand.space.form).for_each(|(total, factor)| *total += factor);
        if support.is_nested() {
            candidates.push(support.greatest(&demand.space.form)?.weights);
        }
    }
    candidates.push(support.greatest(&sum)?.weights);
    let found = most_met(set, demands, &candidates, 0.5 * matrix.resolution(), effort)?;
    let rank = matrix.rank(place, &found.weights, margin);
    Ok(Found { weights: found.weights, rank, n_missed: found.n_missed_bound })
}
