//! Who is ahead of whom: over all admissible weights, at which of them, and how near these are to the stated ones.
//!
//! Everything rests on the lead of a over b, `L(w) = S_a(w) − S_b(w) = Σ_k w_k (x_ak − x_bk)`, which is linear in the weights.
//! Source: Salo, Hämäläinen, Preference ratios in multiattribute evaluation (PRIME), IEEE Transactions on Systems, Man,
//! and Cybernetics A 31 (2001), for pairwise dominance over a set of weights; `docs/methods/inverse.md`.

#[cfg(test)]
mod tests;

use crate::admissible::{Admissible, Extreme, Support, checked_weights};
use crate::error::InverseError;
use crate::half_space::{self, HalfSpace};
use crate::matrix::{Matrix, dot};

pub use crate::half_space::Distance;

/// Holds the least and the greatest lead of one place over another, with weights that attain them.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// Least lead.
    pub least: Extreme,
    /// Greatest lead.
    pub greatest: Extreme,
}

/// Says how often one place is ahead of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// At all admissible weights.
    Always,
    /// At some.
    Possible,
    /// At none.
    Never,
}

impl Lead {
    /// Tells whether the place is always, never or possibly ahead, by more than `margin`.
    pub fn verdict(&self, margin: f64) -> Verdict {
        if self.least.value > margin {
            Verdict::Always
        } else if self.greatest.value > margin {
            Verdict::Possible
        } else {
            Verdict::Never
        }
    }
}

/// Finds the range of the lead of `a` over `b`.
///
/// - Shapes: one weight per column of the matrix. Values are computed from the weights returned.
/// - Cost: O(n log n) for sets of shares, two linear programmes otherwise.
///
/// # Errors
/// [`InverseError`] if the shapes differ, a place does not exist, or both are the same.
///
/// # Examples
/// ```
/// use crest_plan::{admissible::Admissible, ahead::{Verdict, lead}, matrix::Matrix};
/// // (3, 1) against (1, 2): the lead is 2 w₁ − w₂, from −1 to 2 over all weights, from 0.5 if w₁ ≥ w₂.
/// let cells = [3.0, 1.0, 1.0, 2.0];
/// let matrix = Matrix::new(&cells, 2)?;
/// let all = lead(matrix, &Admissible::simplex(2)?, 0, 1)?;
/// assert_eq!((all.least.value, all.greatest.value), (-1.0, 2.0));
/// let ordered = lead(matrix, &Admissible::ordinal(2, &[0, 1])?, 0, 1)?;
/// assert_eq!(ordered.verdict(0.0), Verdict::Always);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lead(matrix: Matrix<'_>, set: &Admissible, a: usize, b: usize) -> Result<Lead, InverseError> {
    check_pair(matrix, set, a, b)?;
    let form = matrix.difference(a, b);
    let mut support = Support::new(set)?;
    Ok(Lead { least: support.least(&form)?, greatest: support.greatest(&form)? })
}

/// Finds for each element the least and the greatest weight among the admissible weights at which `a` leads `b` by at
/// least `margin`; `None` if there are none.
///
/// - Ties: a lead counts from `margin` less the [`Matrix::resolution`] on.
/// - Ends are right to 1e-8.
/// - Cost: two linear programmes per element, each from the vertex of the one before.
///
/// # Errors
/// [`InverseError`] as for [`lead`], or for a margin that is negative or not finite.
pub fn weight_ranges(
    matrix: Matrix<'_>,
    set: &Admissible,
    a: usize,
    b: usize,
    margin: f64,
) -> Result<Option<Vec<(f64, f64)>>, InverseError> {
    check_pair(matrix, set, a, b)?;
    check_margin(margin)?;
    let space = HalfSpace { form: matrix.difference(a, b), least: margin };
    let deep = half_space::deepest_of_one(set, &space)?;
    if deep.slack < -matrix.resolution() {
        return Ok(None);
    }
    half_space::ranges(set, &[space], &deep).map(Some)
}

/// Holds the weights nearest to the stated ones that do what was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// Admissible weights.
    pub weights: Vec<f64>,
    /// Their distance from the stated weights.
    pub distance: f64,
}

/// Finds the admissible weights nearest to the stated ones at which `a` leads `b` by at least `margin`; `None` if there are none.
///
/// - `margin` 0 asks for a tie at least. The weights returned have a lead of `margin` or more in plain arithmetic; only
///   where the greatest lead falls short of `margin` by less than the [`Matrix::resolution`] is it taken instead.
/// - The stated weights sum to 1 and need not be admissible themselves.
/// - Cost: one linear programme of two variables per element.
///
/// # Errors
/// [`InverseError`] as for [`weight_ranges`], or if the stated weights are none.
pub fn nearest_ahead(
    matrix: Matrix<'_>,
    set: &Admissible,
    stated: &[f64],
    (a, b): (usize, usize),
    margin: f64,
    distance: Distance,
) -> Result<Option<Nearest>, InverseError> {
    check_pair(matrix, set, a, b)?;
    check_margin(margin)?;
    let stated = check_stated(matrix, stated)?;
    let space = HalfSpace { form: matrix.difference(a, b), least: margin };
    let deep = half_space::deepest_of_one(set, &space)?;
    if deep.slack < -matrix.resolution() {
        return Ok(None);
    }
    let weights = half_space::nearest(set, &stated, &[space], &deep, distance)?;
    let distance = distance.between(&weights, &stated);
    Ok(Some(Nearest { weights, distance }))
}

/// Finds for each element the weight at which the order of `a` and `b` turns, if that weight alone is moved and the others
/// are rescaled in proportion; `None` where it never turns.
///
/// With `d_k = x_ak − x_bk`, the stated lead `L` and `R = (L − ŵ_k d_k) / (1 − ŵ_k)`, the lead per unit of the others:
/// the lead at weight t is `t·d_k + (1 − t)·R`, zero at `t = R / (R − d_k)`. The answer lies in 0–1.
///
/// - Ties: `None` where the lead does not depend on the weight, also if it is zero throughout.
/// - Admissibility plays no part; compare with the range of the weight.
/// - Cost: O(n).
///
/// # Errors
/// [`InverseError`] if a place does not exist, both are the same, or the stated weights are none.
///
/// # Source
/// Triantaphyllou, Sánchez, A sensitivity analysis approach for some deterministic multi-criteria decision-making methods,
/// Decision Sciences 28 (1997), there with absolute changes.
pub fn break_even(matrix: Matrix<'_>, stated: &[f64], a: usize, b: usize) -> Result<Vec<Option<f64>>, InverseError> {
    check_places(matrix, a, b)?;
    let stated = check_stated(matrix, stated)?;
    let form = matrix.difference(a, b);
    let lead = dot(&form, &stated);
    let turn = |(d, w): (&f64, &f64)| {
        if *w >= 1.0 {
            return None;
        }
        let others = (lead - w * d) / (1.0 - w);
        if (others - d).abs() <= matrix.resolution() {
            return None;
        }
        let at = others / (others - d);
        (0.0..=1.0).contains(&at).then_some(at)
    };
    Ok(form.iter().zip(&stated).map(turn).collect())
}

fn check_places(matrix: Matrix<'_>, a: usize, b: usize) -> Result<(), InverseError> {
    match [a, b].into_iter().find(|&place| place >= matrix.n_places()) {
        Some(place) => Err(InverseError::Place { place }),
        None if a == b => Err(InverseError::Place { place: a }),
        None => Ok(()),
    }
}

fn check_pair(matrix: Matrix<'_>, set: &Admissible, a: usize, b: usize) -> Result<(), InverseError> {
    check_places(matrix, a, b)?;
    check_set(matrix, set)
}

pub(crate) fn check_set(matrix: Matrix<'_>, set: &Admissible) -> Result<(), InverseError> {
    let (n_weights, n_elements) = (set.n_elements(), matrix.n_elements());
    if n_weights == n_elements { Ok(()) } else { Err(InverseError::Elements { n_weights, n_elements }) }
}

pub(crate) fn check_margin(margin: f64) -> Result<(), InverseError> {
    if margin.is_finite() && margin >= 0.0 { Ok(()) } else { Err(InverseError::Margin { margin }) }
}

pub(crate) fn check_stated(matrix: Matrix<'_>, stated: &[f64]) -> Result<Vec<f64>, InverseError> {
    let (n_weights, n_elements) = (stated.len(), matrix.n_elements());
    if n_weights != n_elements {
        return Err(InverseError::Elements { n_weights, n_elements });
    }
    checked_weights(stated).map_err(InverseError::from)
}
