//! Is a published list possible: are there admissible weights that put the places in this order, and if not, which statements
//! of the list contradict each other and how few places would have to be left out.
//!
//! Sources: Chinneck, Dravnieks, Locating minimal infeasible constraint sets in linear programs, ORSA Journal on Computing 3
//! (1991), for the deletion filter; Chinneck, Feasibility and Infeasibility in Optimization (2008), ch. 7, for the fewest
//! constraints to remove; `docs/methods/inverse.md`.

mod core;
mod leave_out;

#[cfg(test)]
mod tests;

use crate::admissible::{Admissible, tidied};
use crate::ahead::{Nearest, check_margin, check_set, check_stated};
use crate::error::InverseError;
use crate::half_space::{self, Distance, HalfSpace};
use crate::matrix::Matrix;
use crate::solver::{Answer, Effort, Programme, SolverError};

pub use leave_out::LeaveOut;

/// Holds a published list: tiers from the best down, each one place or several tied ones, and places known to come after all of
/// them. Published places without data are left out by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published<'a> {
    /// Tiers of tied places, best first.
    pub tiers: &'a [Vec<usize>],
    /// Places that are not on the list and hence behind its last tier; empty where the list says nothing of others.
    pub below: &'a [usize],
}

/// States what a list says of two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// The first is ahead of the second, by the margin asked for.
    Ahead(usize, usize),
    /// They are tied, within the tie asked for.
    Tied(usize, usize),
}

/// Says how strictly a list is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Least lead of a place over those of the next tier; 0 lets ties pass.
    pub margin: f64,
    /// Greatest difference of scores inside a tier, as rounding before publication may hide it.
    pub tie: f64,
}

/// Holds the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Compatibility {
    /// Some admissible weights reproduce the list.
    Agrees(Agreement),
    /// None do.
    Contradicts(Contradiction),
}

/// Describes the weights that reproduce a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Weights at which the least lead between neighbouring tiers is greatest.
    pub clearest: Vec<f64>,
    /// That lead, computed from them; `None` if the list has one tier and nothing below.
    pub margin: Option<f64>,
    /// Weights nearest to the stated ones that reproduce the list, by the share of weight moved.
    pub nearest: Nearest,
    /// Least and greatest weight of each element among all that reproduce it; right to 1e-8.
    pub ranges: Vec<(f64, f64)>,
}

/// Describes why no weights reproduce a list, and what comes closest.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Statements that exclude each other, while any of them could be dropped to end it: the smallest such set found.
    pub core: Vec<Statement>,
    /// The fewest places to leave out.
    pub leave_out: LeaveOut,
    /// What comes closest.
    pub closest: Closest,
}

/// Holds the weights for which the misses of all statements sum to the least.
#[derive(Debug, Clone, PartialEq)]
pub struct Closest {
    /// Admissible weights.
    pub weights: Vec<f64>,
    /// Statements missed at these weights, each with the score it misses by.
    pub misses: Vec<(Statement, f64)>,
}

/// Lists what a list says: each place ahead of each of the next tier, those of a tier tied, the last tier ahead of those below.
pub fn statements(published: &Published<'_>) -> Vec<Statement> {
    let tiers: Vec<&[usize]> = published.tiers.iter().map(Vec::as_slice).filter(|tier| !tier.is_empty()).collect();
    let mut found = Vec::new();
    for (position, tier) in tiers.iter().enumerate() {
        for (at, &a) in tier.iter().enumerate() {
            found.extend(tier[at + 1..].iter().map(|&b| Statement::Tied(a, b)));
        }
        let next = tiers.get(position + 1).copied().unwrap_or(published.below);
        for &a in *tier {
            found.extend(next.iter().map(|&b| Statement::Ahead(a, b)));
        }
    }
    found
}

/// Tells whether admissible weights reproduce a published list, and which; or why not and what comes closest.
///
/// A list is reproduced if `S_a − S_b ≥ margin` for each place a and each b of the next tier, and `|S_a − S_b| ≤ tie` inside a
/// tier. Both hold to the [`Matrix::resolution`]: a miss below it is rounding.
///
/// - Agreement: one linear programme each for the clearest and the nearest weights, two per element for the ranges.
/// - Contradiction: the core is irreducible, and the smallest of those that the deletion filter finds from both ends of the
///   list; a smaller one may exist. The places to leave out are the fewest possible if `proven`. Their number is
///   found by a mixed-integer programme with one whole number per place, which `effort` may cut short.
/// - An empty list agrees.
///
/// # Errors
/// [`InverseError`] if shapes differ, a place does not exist or stands twice, or a margin is negative.
pub fn compatible(
    matrix: Matrix<'_>,
    set: &Admissible,
    stated: &[f64],
    published: &Published<'_>,
    reading: Reading,
    effort: Effort,
) -> Result<Compatibility, InverseError> {
    check_set(matrix, set)?;
    check_margin(reading.margin)?;
    check_margin(reading.tie)?;
    check_list(matrix, published)?;
    let stated = check_stated(matrix, stated)?;
    let statements = statements(published);
    let spaces = half_spaces(matrix, &statements, reading);
    let deep = half_space::deepest(set, &spaces, &[])?.ok_or(SolverError::Numerical)?;
    if deep.slack < -matrix.resolution() {
        let core = core::irreducible(matrix, set, &statements, reading)?;
        let leave_out = leave_out::fewest(matrix, set, published, reading, effort)?;
        let closest = closest(matrix, set, &statements, reading)?;
        return Ok(Compatibility::Contradicts(Contradiction { core, leave_out, closest }));
    }
    let weights = half_space::nearest(set, &stated, &spaces, &deep, Distance::Moved)?;
    let distance = Distance::Moved.between(&weights, &stated);
    let ranges = half_space::ranges(set, &spaces, &deep)?;
    let (clearest, margin) = clearest(matrix, set, &statements, reading, deep)?;
    Ok(Compatibility::Agrees(Agreement { clearest, margin, nearest: Nearest { weights, distance }, ranges }))
}

/// Weights of the greatest least lead, ties kept.
fn clearest(
    matrix: Matrix<'_>,
    set: &Admissible,
    statements: &[Statement],
    reading: Reading,
    deep: half_space::Deepest,
) -> Result<(Vec<f64>, Option<f64>), InverseError> {
    let (ahead, tied): (Vec<Statement>, Vec<Statement>) =
        statements.iter().partition(|statement| matches!(statement, Statement::Ahead(..)));
    if ahead.is_empty() {
        return Ok((deep.weights, None));
    }
    let leads = half_spaces(matrix, &ahead, Reading { margin: 0.0, ..reading });
    let ties = half_space::met(&half_spaces(matrix, &tied, reading), &deep);
    let found = half_space::deepest(set, &leads, &ties)?;
    // Ties leave little room: where the solver's rounding breaks one, the deepest weights are kept.
    let kept = found.filter(|found| half_space::least_slack(&ties, &found.weights) >= -matrix.resolution());
    let weights = kept.map_or(deep.weights, |found| found.weights);
    let margin = half_space::least_slack(&leads, &weights);
    Ok((weights, Some(margin)))
}

/// Weights of the least sum of misses, and the misses.
fn closest(
    matrix: Matrix<'_>,
    set: &Admissible,
    statements: &[Statement],
    reading: Reading,
) -> Result<Closest, InverseError> {
    let mut programme = Programme::default();
    let columns = set.enter(&mut programme);
    for statement in statements {
        let miss = programme.variable(1.0, 0.0, f64::INFINITY);
        for space in half_spaces(matrix, &[*statement], reading) {
            space.enter(&mut programme, &columns, Some((miss, -1.0)));
        }
    }
    let Answer::Optimal(point) = programme.minimise(Effort::UNTIL_PROVEN)? else {
        return Err(SolverError::Numerical.into());
    };
    let weights = tidied(columns.iter().map(|column| point.x[*column]).collect());
    let misses = statements.iter().map(|statement| {
        let slack = half_space::least_slack(&half_spaces(matrix, &[*statement], reading), &weights);
        (*statement, -slack)
    });
    let misses = misses.filter(|(_, miss)| *miss > matrix.resolution()).collect();
    Ok(Closest { weights, misses })
}

/// The demands of statements on the weights: one per lead, two per tie.
fn half_spaces(matrix: Matrix<'_>, statements: &[Statement], reading: Reading) -> Vec<HalfSpace> {
    let space = |a, b, least| HalfSpace { form: matrix.difference(a, b), least };
    let demands = statements.iter().flat_map(|statement| match *statement {
        Statement::Ahead(a, b) => vec![space(a, b, reading.margin)],
        Statement::Tied(a, b) => vec![space(a, b, -reading.tie), space(b, a, -reading.tie)],
    });
    demands.collect()
}

fn check_list(matrix: Matrix<'_>, published: &Published<'_>) -> Result<(), InverseError> {
    let mut seen = vec![false; matrix.n_places()];
    for &place in published.tiers.iter().flatten().chain(published.below) {
        match seen.get_mut(place) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(InverseError::Place { place }),
        }
    }
    Ok(())
}
