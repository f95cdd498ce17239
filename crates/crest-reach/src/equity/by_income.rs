//! Access by income: the Palma ratio and the concentration index.

use super::{Distribution, EquityError};

/// Says how the poorest 40 % and the richest 10 % are cut off where a place lies across the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PalmaCut {
    /// Exactly 40 and 10 % of the people; of a place across the limit, the people that are still wanted.
    SplitPlaces,
    /// Whole places: those with an income up to the 40 % quantile, and above the 90 % quantile, of the incomes of people (type 7). So does the
    /// R package `accessibility`; with large places the groups are far from 40 and 10 %.
    WholePlaces,
}

/// Says which concentration index is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Concentration {
    /// Relative to the mean.
    Standard,
    /// Corrected for measures with an upper and lower bound (Erreygers 2009).
    Corrected {
        /// Least access there can be.
        lower: f64,
        /// Greatest access there can be.
        upper: f64,
    },
}

/// Computes the Palma ratio: the mean access of the richest 10 % of people over that of the poorest 40 %.
///
/// - Incomes are per person. A place without an income is left out of both the limits and the means.
/// - Ties: with [`PalmaCut::SplitPlaces`], places of equal income across a limit give the same part of their people each.
/// - Range: 0 and more; 1 where both have the same; above 1 where the rich have more.
/// - Cost: one sort.
///
/// # Errors
/// [`EquityError`] if lengths differ, an income is not finite, nobody is left, a group is empty, or the poorest have no access.
///
/// # Source
/// Palma 2011, with means for totals as usual in transport (Herszenhut, Pereira, Portugal and Oliveira, The impact of transit monetary costs on transport inequality, Journal of Transport Geography 99, 2022).
pub fn palma_ratio(distribution: &Distribution, incomes: &[Option<f64>], cut: PalmaCut) -> Result<f64, EquityError> {
    let (people, incomes) = ranked(distribution, incomes)?;
    let (poorest, richest) = match cut {
        PalmaCut::SplitPlaces => {
            let wanted = people.n_people();
            let rising = pools(&people, &incomes);
            let falling: Vec<Pool> = rising.iter().rev().copied().collect();
            (mean_of_first(&rising, 0.4 * wanted), mean_of_first(&falling, 0.1 * wanted))
        }
        PalmaCut::WholePlaces => whole_places(&people, &incomes)?,
    };
    if poorest > 0.0 { Ok(richest / poorest) } else { Err(EquityError::PoorestWithout) }
}

/// Computes the concentration index: whether the rich (above 0) or the poor (below 0) have more access.
///
/// With the fractional rank R_i of a person by income, in the middle of her place, and shares of people p:
/// standard `C = 2/μ · Σ_i p_i (x_i − μ) R_i`, corrected `E = 4μ / (upper − lower) · C`.
///
/// - Ties: places of equal income share the middle rank of them all; the R package `accessibility` orders them by their people.
/// - Bounds are the least and greatest access there can be, not those observed, which the R package takes.
/// - Range: −1 to 1. Missing incomes are left out. Cost: one sort.
///
/// # Errors
/// [`EquityError`] if lengths differ, an income is not finite, nobody is left, nobody has access, or bounds do not enclose the access.
///
/// # Source
/// Wagstaff, Paci and van Doorslaer 1991; Erreygers 2009, equation for the corrected index.
pub fn concentration_index(
    distribution: &Distribution,
    incomes: &[Option<f64>],
    kind: Concentration,
) -> Result<f64, EquityError> {
    let (people, incomes) = ranked(distribution, incomes)?;
    let (mean, n_people) = (people.mean(), people.n_people());
    if mean <= 0.0 {
        return Err(EquityError::AllZero);
    }
    let (mut before, mut sum) = (0.0, 0.0);
    for pool in pools(&people, &incomes) {
        let rank = (before + pool.people / 2.0) / n_people;
        sum += (pool.total - mean * pool.people) / n_people * rank;
        before += pool.people;
    }
    match kind {
        Concentration::Standard => Ok(2.0 / mean * sum),
        Concentration::Corrected { lower, upper } => {
            let encloses = people.access.iter().all(|access| (lower..=upper).contains(access));
            if !(lower < upper && upper.is_finite() && encloses) {
                return Err(EquityError::Bounds { lower, upper });
            }
            Ok(8.0 / (upper - lower) * sum)
        }
    }
}

/// People of one income: their number and all their access.
#[derive(Clone, Copy)]
struct Pool {
    people: f64,
    total: f64,
}

fn ranked(distribution: &Distribution, incomes: &[Option<f64>]) -> Result<(Distribution, Vec<f64>), EquityError> {
    let (people, incomes) = distribution.joined(incomes)?;
    match incomes.iter().position(|income| !income.is_finite()) {
        Some(at) => Err(EquityError::Income { place: people.places[at], income: incomes[at] }),
        None => Ok((people, incomes)),
    }
}

/// Pools places of equal income, in rising order of income.
fn pools(people: &Distribution, incomes: &[f64]) -> Vec<Pool> {
    let mut order: Vec<usize> = (0..incomes.len()).collect();
    order.sort_by(|a, b| incomes[*a].total_cmp(&incomes[*b]));
    let mut pools: Vec<Pool> = Vec::new();
    let mut last = f64::NAN;
    for position in order {
        if incomes[position] != last {
            pools.push(Pool { people: 0.0, total: 0.0 });
            last = incomes[position];
        }
        if let Some(pool) = pools.last_mut() {
            pool.people += people.people[position];
            pool.total += people.people[position] * people.access[position];
        }
    }
    pools
}

/// Mean access of the first people, of the last pool a part.
fn mean_of_first(pools: &[Pool], wanted: f64) -> f64 {
    let (mut left, mut total) = (wanted, 0.0);
    for pool in pools {
        let part = left.min(pool.people) / pool.people;
        total += part * pool.total;
        left -= part * pool.people;
        if left <= 0.0 {
            break;
        }
    }
    total / wanted
}

fn whole_places(people: &Distribution, incomes: &[f64]) -> Result<(f64, f64), EquityError> {
    let mut pairs: Vec<(f64, f64)> = incomes.iter().copied().zip(people.people.iter().copied()).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (low, high) = (quantile_of_people(&pairs, 0.4), quantile_of_people(&pairs, 0.9));
    let mean = |belongs: &dyn Fn(f64) -> bool| {
        let (mut n_people, mut total) = (0.0, 0.0);
        for (position, income) in incomes.iter().enumerate() {
            if belongs(*income) {
                n_people += people.people[position];
                total += people.people[position] * people.access[position];
            }
        }
        if n_people > 0.0 { Ok(total / n_people) } else { Err(EquityError::EmptyGroup) }
    };
    Ok((mean(&|income| income <= low)?, mean(&|income| income > high)?))
}

/// Quantile of type 7 of the incomes of persons, of whom each place has `people` with the same income.
fn quantile_of_people(sorted: &[(f64, f64)], probability: f64) -> f64 {
    let n_people: f64 = sorted.iter().map(|(_, people)| people).sum();
    let order = 1.0 + (n_people - 1.0) * probability;
    let income_of = |person: f64| {
        let mut before = 0.0;
        for (income, people) in sorted {
            before += people;
            if before >= person {
                return *income;
            }
        }
        sorted.last().map_or(f64::NAN, |(income, _)| *income)
    };
    let low = order.floor().max(1.0);
    let (first, second) = (income_of(low), income_of((low + 1.0).min(n_people)));
    first + (order - order.floor()) * (second - first)
}
