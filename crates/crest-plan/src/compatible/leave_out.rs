//! The fewest places to leave out of a list so that the rest is possible: a mixed-integer programme.

use super::{Published, Reading, half_spaces, statements};
use crate::admissible::{Admissible, Support, tidied};
use crate::error::InverseError;
use crate::half_space;
use crate::matrix::Matrix;
use crate::solver::{Answer, Effort, Point, Programme, SolverError};

/// Holds the places to leave out of a list so that the rest is reproduced.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaveOut {
    /// The places, in the order of the list.
    pub places: Vec<usize>,
    /// No fewer places do.
    pub n_bound: usize,
    /// Whether it is proven that no fewer places do: the bound is their number.
    pub proven: bool,
    /// Weights that reproduce the rest, checked in plain arithmetic.
    pub weights: Vec<f64>,
}

/// How often a set of places that only the solver's tolerance lets pass is forbidden and the search run again.
const MOST_ROUNDS: usize = 20;

/// Finds the fewest places to leave out.
///
/// With a level `u_t` per tier, falling from tier to tier, and `z_i = 1` where place i is left out: a place kept in tier t has
/// `u_t ≤ S_i ≤ u_t + tie` (the upper end where the tier holds several) and `S_i ≤ u_{t−1} − margin`; a place below the list has
/// the last. Falling levels carry the order past tiers that are left out whole, so rows grow with the places, not with
/// their pairs.
pub(super) fn fewest(
    matrix: Matrix<'_>,
    set: &Admissible,
    published: &Published<'_>,
    reading: Reading,
    effort: Effort,
) -> Result<LeaveOut, InverseError> {
    let (mut programme, columns, out) = programme(matrix, set, published, reading)?;
    for _ in 0..MOST_ROUNDS {
        let (point, bound, optimal) = match programme.minimise(effort)? {
            Answer::Optimal(point) => (Some(point.clone()), point.objective, true),
            Answer::Limit { best, bound } => (best, bound, false),
            Answer::Infeasible | Answer::Unbounded => return Err(SolverError::Numerical.into()),
        };
        let n_bound = (bound - 1e-6).ceil().max(1.0) as usize;
        let Some(point) = point else { return everything(set, published, &columns, n_bound) };
        let places: Vec<usize> =
            out.iter().filter(|(column, _)| point.x[*column] > 0.5).map(|(_, place)| *place).collect();
        let weights = reproduced(matrix, set, published, reading, &places, &point, &columns)?;
        if let Some(weights) = weights {
            let proven = optimal && n_bound == places.len();
            return Ok(LeaveOut { places, n_bound, proven, weights });
        }
        let kept = out.iter().filter(|(_, place)| !places.contains(place)).map(|(column, _)| (*column, 1.0));
        programme.row(1.0, f64::INFINITY, kept.collect());
    }
    Err(SolverError::Numerical.into())
}

/// Without a point from the search: a list of one place is always possible.
fn everything(
    set: &Admissible,
    published: &Published<'_>,
    columns: &[usize],
    n_bound: usize,
) -> Result<LeaveOut, InverseError> {
    let places: Vec<usize> = published.tiers.iter().flatten().chain(published.below).copied().skip(1).collect();
    let weights = Support::new(set)?.greatest(&vec![0.0; columns.len()])?.weights;
    Ok(LeaveOut { proven: n_bound == places.len(), places, n_bound, weights })
}

/// Weights that reproduce the list without some places, in plain arithmetic.
fn reproduced(
    matrix: Matrix<'_>,
    set: &Admissible,
    published: &Published<'_>,
    reading: Reading,
    left_out: &[usize],
    point: &Point,
    columns: &[usize],
) -> Result<Option<Vec<f64>>, InverseError> {
    let kept =
        |places: &[usize]| -> Vec<usize> { places.iter().copied().filter(|place| !left_out.contains(place)).collect() };
    let tiers: Vec<Vec<usize>> = published.tiers.iter().map(|tier| kept(tier)).collect();
    let below = kept(published.below);
    let spaces = half_spaces(matrix, &statements(&Published { tiers: &tiers, below: &below }), reading);
    if spaces.is_empty() {
        return Ok(Some(tidied(columns.iter().map(|column| point.x[*column]).collect())));
    }
    let deep = half_space::deepest(set, &spaces, &[])?;
    Ok(deep.filter(|deep| deep.slack >= -matrix.resolution()).map(|deep| deep.weights))
}

type Entered = (Programme, Vec<usize>, Vec<(usize, usize)>);

/// The programme, the columns of the weights, and column and place of each whole number.
fn programme(
    matrix: Matrix<'_>,
    set: &Admissible,
    published: &Published<'_>,
    reading: Reading,
) -> Result<Entered, InverseError> {
    // Scores are measured from the middle of each element's range, which leaves differences alone and numbers small.
    let n = matrix.n_elements();
    let ends: Vec<(f64, f64)> = (0..n)
        .map(|k| {
            let column = (0..matrix.n_places()).map(|place| matrix.row(place)[k]);
            column.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
        })
        .collect();
    let unit = ends.iter().map(|(low, high)| high - low).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let form = |place: usize| -> Vec<f64> {
        matrix.row(place).iter().zip(&ends).map(|(x, (low, high))| (x - 0.5 * (low + high)) / unit).collect()
    };
    let places: Vec<usize> = published.tiers.iter().flatten().chain(published.below).copied().collect();
    let mut support = Support::new(set)?;
    let mut reach = Vec::new();
    for &place in &places {
        reach.push((support.least(&form(place))?.value, support.greatest(&form(place))?.value));
    }
    let lowest = reach.iter().map(|(low, _)| *low).fold(f64::INFINITY, f64::min);
    let (margin, tie) = (reading.margin / unit, reading.tie / unit);
    // A level may stand above all scores, where its tiers are left out.
    let highest = reach.iter().map(|(_, high)| *high).fold(f64::NEG_INFINITY, f64::max) + margin;
    let mut programme = Programme::default();
    let columns = set.enter(&mut programme);
    let tiers: Vec<&Vec<usize>> = published.tiers.iter().filter(|tier| !tier.is_empty()).collect();
    let levels: Vec<usize> = tiers.iter().map(|_| programme.variable(0.0, lowest, highest)).collect();
    for pair in levels.windows(2) {
        programme.row(0.0, f64::INFINITY, vec![(pair[0], 1.0), (pair[1], -1.0)]);
    }
    let mut out = Vec::new();
    let tiered = tiers.iter().enumerate().flat_map(|(at, tier)| tier.iter().map(move |place| (at, *place)));
    let below = published.below.iter().map(|place| (tiers.len(), *place));
    for ((at, place), &(least, greatest)) in tiered.chain(below).zip(&reach) {
        let left_out = programme.integer(1.0, 0.0, 1.0);
        out.push((left_out, place));
        let score: Vec<(usize, f64)> = columns.iter().copied().zip(form(place)).collect();
        let against = |level: usize, relief: f64| {
            let mut terms = score.clone();
            terms.extend([(level, -1.0), (left_out, relief)]);
            terms
        };
        if let Some(&level) = levels.get(at) {
            programme.row(0.0, f64::INFINITY, against(level, highest - least));
            if tiers[at].len() > 1 {
                programme.row(f64::NEG_INFINITY, tie, against(level, -(greatest - lowest - tie).max(0.0)));
            }
        }
        if let Some(&above) = at.checked_sub(1).and_then(|above| levels.get(above)) {
            programme.row(f64::NEG_INFINITY, -margin, against(above, -(greatest - lowest + margin).max(0.0)));
        }
    }
    Ok((programme, columns, out))
}
