//! The programme of a bundle, and what is made of the solver's point.

use super::{Bundle, BundleError, Menu, Objective, Outcome, Terms, outcome};
use crate::solver::{Answer, Effort, Programme, SolverError};

/// Share of the largest number in a term by which it may be missed.
const TOLERANCE: f64 = 1e-9;

pub(super) fn solve(
    menu: &Menu,
    terms: &Terms,
    objective: Objective,
    effort: Effort,
    cut: &[Vec<usize>],
) -> Result<Bundle, BundleError> {
    let (raw, bound, proven) = solve_raw(menu, terms, objective, effort, cut)?;
    Ok(finished(menu, terms, objective, &raw, bound, proven))
}

/// Positions chosen, the bound of the objective, and whether it is proven.
pub(super) fn solve_raw(
    menu: &Menu,
    terms: &Terms,
    objective: Objective,
    effort: Effort,
    cut: &[Vec<usize>],
) -> Result<(Vec<usize>, f64, bool), BundleError> {
    let n = menu.candidates.len();
    let useful = useful(menu, terms, objective);
    let mut programme = Programme::default();
    for (candidate, useful) in menu.candidates.iter().zip(&useful) {
        programme.integer(0.0, 0.0, if candidate.is_allowed && *useful { 1.0 } else { 0.0 });
    }
    // One variable per subset of a cluster. They need not be whole: where the members are, only the subset of just these fits.
    let mut gains: Vec<(usize, f64)> = Vec::new();
    let mut clustered = vec![false; n];
    for cluster in &menu.clusters {
        let subsets: Vec<(usize, usize)> =
            (1..cluster.gains.len()).map(|set| (set, programme.variable(0.0, 0.0, 1.0))).collect();
        programme.row(f64::NEG_INFINITY, 1.0, subsets.iter().map(|(_, column)| (*column, 1.0)).collect());
        for (k, member) in cluster.members.iter().enumerate() {
            let within = subsets.iter().filter(|(set, _)| set >> k & 1 == 1);
            let mut row: Vec<(usize, f64)> = within.map(|(_, column)| (*column, 1.0)).collect();
            row.push((*member, -1.0));
            programme.row(0.0, 0.0, row);
            clustered[*member] = true;
        }
        gains.extend(subsets.iter().map(|(set, column)| (*column, cluster.gains[*set])));
    }
    gains.extend((0..n).filter(|k| !clustered[*k]).map(|k| (k, menu.candidates[k].gain)));
    let of = |value: fn(&super::Candidate) -> f64| -> Vec<(usize, f64)> {
        menu.candidates.iter().enumerate().map(|(k, candidate)| (k, value(candidate))).collect()
    };
    let (distances, costs) = (of(|c| c.distance_change), of(|c| c.cost));
    enter_structure(&mut programme, menu, terms, cut);
    if let Some(budget) = terms.budget {
        row(&mut programme, &costs, f64::NEG_INFINITY, budget);
    }
    if let Some(least) = terms.score_at_least {
        row(&mut programme, &gains, least - menu.score, f64::INFINITY);
    }
    if let Some(most) = terms.distance_at_most {
        row(&mut programme, &distances, f64::NEG_INFINITY, most - menu.distance);
    }
    let (numbers, sign) = match objective {
        Objective::HighestScore => (&gains, -1.0),
        Objective::LeastDistance => (&distances, 1.0),
        Objective::LeastCost => (&costs, 1.0),
    };
    let unit = unit(numbers);
    for (column, number) in numbers {
        programme.set_cost(*column, sign * number / unit);
    }
    let base = match objective {
        Objective::HighestScore => menu.score,
        Objective::LeastDistance => menu.distance,
        Objective::LeastCost => 0.0,
    };
    let back = |value: f64| base + sign * value * unit;
    let (point, bound, proven) = match programme.minimise(effort)? {
        Answer::Optimal(point) => {
            let bound = back(point.objective);
            (point, bound, true)
        }
        Answer::Infeasible => return Err(BundleError::OutOfReach),
        Answer::Limit { best: None, .. } => return Err(BundleError::Undecided),
        Answer::Limit { best: Some(point), bound } => (point, back(bound), false),
        Answer::Unbounded => return Err(SolverError::Numerical.into()),
    };
    let chosen: Vec<usize> = (0..n).filter(|k| point.x[*k] > 0.5).collect();
    if !keeps(menu, terms, &chosen) {
        return Err(SolverError::Numerical.into());
    }
    Ok((chosen, bound, proven))
}

/// Rows on which reforms go together.
fn enter_structure(programme: &mut Programme, menu: &Menu, terms: &Terms, cut: &[Vec<usize>]) {
    // What requires itself requires nothing, and a row takes a variable once.
    for &(a, b) in menu.requires.iter().filter(|(a, b)| a != b) {
        programme.row(f64::NEG_INFINITY, 0.0, vec![(a, 1.0), (b, -1.0)]);
    }
    for set in &menu.at_most {
        let mut members = set.members.clone();
        members.sort_unstable();
        members.dedup();
        programme.row(f64::NEG_INFINITY, set.most as f64, members.iter().map(|k| (*k, 1.0)).collect());
    }
    let n = menu.candidates.len();
    if let Some(most) = terms.most_reforms() {
        programme.row(f64::NEG_INFINITY, most as f64, (0..n).map(|k| (k, 1.0)).collect());
    }
    for set in cut {
        // At least one position differs: Σ_{in}(1 − x) + Σ_{out} x ≥ 1.
        let terms = (0..n).map(|k| (k, if set.contains(&k) { -1.0 } else { 1.0 }));
        programme.row(1.0 - set.len() as f64, f64::INFINITY, terms.collect());
    }
}

/// Largest size of the numbers, so that rows and objective are of one size whatever the units.
fn unit(numbers: &[(usize, f64)]) -> f64 {
    let largest = numbers.iter().map(|(_, number)| number.abs()).fold(0.0, f64::max);
    if largest > 0.0 { largest } else { 1.0 }
}

fn row(programme: &mut Programme, numbers: &[(usize, f64)], lower: f64, upper: f64) {
    let unit = unit(numbers);
    // An end is met within the tolerance, as in `keeps`.
    let (lower, upper) = (lower / unit - TOLERANCE / 2.0, upper / unit + TOLERANCE / 2.0);
    programme.row(lower, upper, numbers.iter().map(|(column, number)| (*column, number / unit)).collect());
}

/// Which candidates could ever serve: the rest would only be ballast, which a solver may take along where it is free.
fn useful(menu: &Menu, terms: &Terms, objective: Objective) -> Vec<bool> {
    let by_score = objective == Objective::HighestScore || terms.score_at_least.is_some();
    let by_distance = objective == Objective::LeastDistance || terms.distance_at_most.is_some();
    let serves = |candidate: &super::Candidate| {
        (by_score && candidate.gain > 0.0) || (by_distance && candidate.distance_change < 0.0)
    };
    let mut useful: Vec<bool> = menu.candidates.iter().map(serves).collect();
    if by_score {
        menu.clusters.iter().flat_map(|cluster| &cluster.members).for_each(|member| useful[*member] = true);
    }
    // What is required by something useful is useful, along whole chains.
    let mut grows = true;
    while grows {
        grows = false;
        for &(a, b) in &menu.requires {
            if useful[a] && !useful[b] {
                useful[b] = true;
                grows = true;
            }
        }
    }
    useful
}

/// Whether a set keeps all terms, in plain arithmetic.
pub(super) fn keeps(menu: &Menu, terms: &Terms, chosen: &[usize]) -> bool {
    let found = outcome(menu, chosen);
    let has = |candidate: &usize| chosen.contains(candidate);
    let size = |value: fn(&super::Candidate) -> f64| {
        menu.candidates.iter().map(|candidate| value(candidate).abs()).fold(0.0, f64::max)
    };
    let gains = menu.clusters.iter().flat_map(|cluster| &cluster.gains).map(|gain| gain.abs());
    let gain = gains.fold(size(|c| c.gain), f64::max);
    // Twice the tolerance of the rows, for sums are taken in another order here.
    let within = |over: f64, unit: f64, end: f64| over <= 2.0 * TOLERANCE * unit.max(end.abs());
    chosen.iter().all(|candidate| menu.candidates[*candidate].is_allowed)
        && menu.requires.iter().all(|(a, b)| !has(a) || has(b))
        && menu
            .at_most
            .iter()
            .all(|set| chosen.iter().filter(|candidate| set.members.contains(candidate)).count() <= set.most)
        && terms.most_reforms().is_none_or(|most| chosen.len() <= most)
        && terms.budget.is_none_or(|budget| within(found.cost - budget, size(|c| c.cost), budget))
        && terms.score_at_least.is_none_or(|least| within(least - found.score, gain, least))
        && terms.distance_at_most.is_none_or(|most| within(found.distance - most, size(|c| c.distance_change), most))
}

/// Leaves out idle members and puts the rest into years.
pub(super) fn finished(
    menu: &Menu,
    terms: &Terms,
    objective: Objective,
    raw: &[usize],
    bound: f64,
    proven: bool,
) -> Bundle {
    let mut chosen = raw.to_vec();
    let mut dearest = raw.to_vec();
    dearest.sort_by(|a, b| menu.candidates[*b].cost.total_cmp(&menu.candidates[*a].cost).then(b.cmp(a)));
    // A prerequisite becomes idle once what requires it is gone: repeat until nothing more can go.
    let mut shrinks = true;
    while shrinks {
        shrinks = false;
        for candidate in &dearest {
            let without: Vec<usize> = chosen.iter().copied().filter(|other| other != candidate).collect();
            let serves = || value(outcome(menu, &without), objective) <= value(outcome(menu, &chosen), objective);
            if without.len() < chosen.len() && serves() && keeps(menu, terms, &without) {
                chosen = without;
                shrinks = true;
            }
        }
    }
    let Outcome { score, distance, cost } = outcome(menu, &chosen);
    let years = terms.per_year.map(|(most, _)| years(menu, &chosen, most));
    Bundle { chosen, years, score, distance, cost, bound, proven }
}

/// The objective, less = better.
pub(super) fn value(outcome: Outcome, objective: Objective) -> f64 {
    match objective {
        Objective::HighestScore => -outcome.score,
        Objective::LeastDistance => outcome.distance,
        Objective::LeastCost => outcome.cost,
    }
}

/// Years of the chosen: what is required no later than what requires it, else the greatest gain first.
fn years(menu: &Menu, chosen: &[usize], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(chosen.len());
    let mut left = chosen.to_vec();
    left.sort_by(|a, b| menu.candidates[*b].gain.total_cmp(&menu.candidates[*a].gain).then(a.cmp(b)));
    while !left.is_empty() {
        let ready =
            |candidate: &usize| menu.requires.iter().all(|(a, b)| a != candidate || order.contains(b) || a == b);
        // Reforms that require each other in a circle are ready together.
        let next = left.iter().position(ready).unwrap_or(0);
        order.push(left.remove(next));
    }
    chosen
        .iter()
        .map(|candidate| order.iter().position(|other| other == candidate).expect("each is ordered") / most.max(1))
        .collect()
}
