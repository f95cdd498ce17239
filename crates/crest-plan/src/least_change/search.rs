//! The search: fixed costs, lumps, a limit on the number of levers, and others that move along.

use super::{Aim, Change, LeastChangeError, Race, knapsack};
use crate::solver::{Answer, Effort, Point, Programme, SolverError};

/// Positions of the variables of a lever.
struct Columns {
    /// One per segment: the part of its length that is used, so that numbers are of one size whatever the units.
    stretches: Vec<usize>,
    /// Whether the lever is moved at all.
    moved: Option<usize>,
    /// Number of lumps.
    lumps: Option<usize>,
}

/// Solves the question where others stay: one row asks for the rise of the score.
pub(super) fn with_fixed_others(race: &Race<'_>, aim: &Aim) -> Result<Change, LeastChangeError> {
    let need = race.need(aim.rank).unwrap_or(0.0);
    let most = farthest(race, aim);
    if race.rank(&most) > aim.rank {
        return Err(LeastChangeError::OutOfReach { best_rank: race.rank(&most) });
    }
    let mut programme = Programme::default();
    let columns = enter(race, aim, &mut programme);
    // A rise that is short by less than the resolution is a tie, and the largest possible one may be.
    let need = need.min(race.score(&most) - race.standing.own);
    let mut terms = Vec::new();
    for (lever, columns) in race.levers.iter().zip(&columns) {
        let gains = lever.segments.iter().map(|segment| segment.gain * segment.length);
        terms.extend(columns.stretches.iter().copied().zip(gains));
    }
    let unit = terms.iter().map(|(_, gain)| *gain).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    terms.iter_mut().for_each(|(_, gain)| *gain /= unit);
    programme.row(need / unit, f64::INFINITY, terms);
    let (point, cost_bound, proven) = solve(race, &programme, aim.effort)?;
    let (changes, price) = finished(race, &columns, &point, need);
    // The levers and lumps chosen are filled anew in plain arithmetic; a rounding of the solver may have left one out.
    if race.rank(&changes) > aim.rank {
        return Err(SolverError::Numerical.into());
    }
    let change = race.change(changes, price);
    Ok(Change { cost_bound: cost_bound.min(change.cost), proven, ..change })
}

/// Keeps the choice of levers and lumps, and fills the free ones at the least cost.
fn finished(race: &Race<'_>, columns: &[Columns], point: &Point, need: f64) -> (Vec<f64>, Option<f64>) {
    let mut changes = vec![0.0; race.levers.len()];
    let mut open = Vec::new();
    let mut rise = 0.0;
    for (position, (lever, columns)) in race.levers.iter().zip(columns).enumerate() {
        if let (Some(lump), Some(lumps)) = (lever.lump, columns.lumps) {
            changes[position] = (point.x[lumps].round() * lump).min(lever.limit());
            rise += lever.gain(changes[position]);
        } else if columns.moved.is_none_or(|moved| point.x[moved] > 0.5) {
            open.push(position);
        }
    }
    let price = knapsack::fill(race, &open, need - rise, &mut changes);
    (changes, price)
}

/// The changes that raise the score most, within the limit on the number of levers.
fn farthest(race: &Race<'_>, aim: &Aim) -> Vec<f64> {
    let mut order: Vec<usize> = (0..race.levers.len()).collect();
    let rise = |lever: usize| race.levers[lever].gain(race.levers[lever].most());
    order.sort_by(|&a, &b| rise(b).total_cmp(&rise(a)).then(a.cmp(&b)));
    let mut changes = vec![0.0; race.levers.len()];
    for &lever in order.iter().take(aim.most_levers.unwrap_or(usize::MAX)) {
        changes[lever] = race.levers[lever].most();
    }
    changes
}

/// Solves the question where others move along: a whole number per other says whether it stays ahead.
pub(super) fn with_moving_others(race: &Race<'_>, aim: &Aim) -> Result<Change, LeastChangeError> {
    let (mut programme, columns, passes, n_fixed) = moving(race, aim, true);
    if passes.is_empty() || n_fixed >= aim.rank {
        return out_of_reach(race, aim);
    }
    let terms = passes.iter().map(|pass| (pass.stays, 1.0)).collect();
    programme.row(f64::NEG_INFINITY, (aim.rank - 1 - n_fixed) as f64, terms);
    let (point, cost_bound, proven) = match solve(race, &programme, aim.effort) {
        Err(LeastChangeError::Solver(SolverError::Refused)) => return out_of_reach(race, aim),
        other => other?,
    };
    // With the whole numbers kept, a linear programme gives the changes and the price.
    for column in 0..programme.n_variables() {
        if programme.is_integer(column) {
            programme.fix(column, point.x[column].round());
        }
    }
    let Answer::Optimal(point) = programme.minimise(Effort::UNTIL_PROVEN)? else {
        return Err(SolverError::Numerical.into());
    };
    let changes: Vec<f64> = race
        .levers
        .iter()
        .zip(&columns)
        .map(|(lever, columns)| {
            let parts = columns.stretches.iter().zip(&lever.segments);
            let change: f64 = parts.map(|(at, segment)| point.x[*at] * segment.length).sum();
            match (lever.lump, columns.lumps) {
                (Some(lump), Some(lumps)) => (point.x[lumps].round() * lump).min(lever.limit()),
                _ => change.clamp(0.0, lever.limit()),
            }
        })
        .collect();
    if race.rank(&changes) > aim.rank {
        return Err(SolverError::Numerical.into());
    }
    let price: f64 = passes.iter().map(|pass| point.duals[pass.row].abs() / pass.unit).sum::<f64>() * cost_unit(race);
    let change = race.change(changes, (price > 0.0).then_some(price));
    Ok(Change { cost_bound: cost_bound.min(change.cost), proven, ..change })
}

/// Another place that may or may not stay ahead: the whole number that says so, and the row that ties it to the changes,
/// divided by `unit`.
struct Pass {
    stays: usize,
    row: usize,
    unit: f64,
}

/// Builds the programme of moving others; returns with it those that may or may not stay ahead, and the number of those that
/// stay ahead whatever is done.
fn moving(race: &Race<'_>, aim: &Aim, costs: bool) -> (Programme, Vec<Columns>, Vec<Pass>, usize) {
    let mut programme = Programme::default();
    let columns = enter(race, aim, &mut programme);
    if !costs {
        (0..programme.n_variables()).for_each(|column| programme.set_cost(column, 0.0));
    }
    let (mut passes, mut n_fixed) = (Vec::new(), 0);
    for (other, score) in race.standing.others.iter().enumerate() {
        let behind = score + race.margin - race.standing.own;
        let mut terms = Vec::new();
        let (mut most, mut least) = (behind, behind);
        for (position, (lever, columns)) in race.levers.iter().zip(&columns).enumerate() {
            for (column, segment) in columns.stretches.iter().zip(&lever.segments) {
                let rise = (segment.gain - race.effect(other, position)) * segment.length;
                terms.push((*column, rise));
                most -= rise.min(0.0);
                least -= rise.max(0.0);
            }
        }
        if most <= race.resolution {
            continue;
        }
        if least > race.resolution {
            n_fixed += 1;
            continue;
        }
        let stays = programme.integer(if costs { 0.0 } else { 1.0 }, 0.0, 1.0);
        terms.push((stays, most));
        let unit = terms.iter().map(|(_, factor)| factor.abs()).fold(0.0, f64::max);
        terms.iter_mut().for_each(|(_, factor)| *factor /= unit);
        passes.push(Pass { stays, row: programme.n_rows(), unit });
        programme.row(behind / unit, f64::INFINITY, terms);
    }
    (programme, columns, passes, n_fixed)
}

fn out_of_reach(race: &Race<'_>, aim: &Aim) -> Result<Change, LeastChangeError> {
    let (programme, _, _, n_fixed) = moving(race, aim, false);
    let best_rank = match programme.minimise(Effort::UNTIL_PROVEN)? {
        Answer::Optimal(point) => 1 + n_fixed + point.objective.round() as usize,
        _ => return Err(SolverError::Numerical.into()),
    };
    Err(LeastChangeError::OutOfReach { best_rank })
}

/// Largest cost of a lever, by which costs are divided.
fn cost_unit(race: &Race<'_>) -> f64 {
    let largest =
        race.levers.iter().map(|lever| (lever.cost * lever.limit()).max(lever.fixed_cost)).fold(0.0, f64::max);
    if largest > 0.0 { largest } else { 1.0 }
}

/// Adds the levers with their costs.
fn enter(race: &Race<'_>, aim: &Aim, programme: &mut Programme) -> Vec<Columns> {
    let unit = cost_unit(race);
    let counted = aim.most_levers.is_some_and(|most| most < race.levers.len());
    let columns: Vec<Columns> = race
        .levers
        .iter()
        .map(|lever| {
            let stretches: Vec<usize> = lever
                .segments
                .iter()
                .map(|segment| programme.variable(lever.cost * segment.length / unit, 0.0, 1.0))
                .collect();
            let moved =
                (counted || lever.fixed_cost > 0.0).then(|| programme.integer(lever.fixed_cost / unit, 0.0, 1.0));
            if let Some(moved) = moved {
                for column in &stretches {
                    programme.row(f64::NEG_INFINITY, 0.0, vec![(*column, 1.0), (moved, -1.0)]);
                }
            }
            let lumps = lever.lump.map(|lump| {
                let lumps = programme.integer(0.0, 0.0, lever.n_lumps(lump));
                let whole = lever.limit().max(lump);
                let lengths = lever.segments.iter().map(|segment| segment.length / whole);
                let mut terms: Vec<(usize, f64)> = stretches.iter().copied().zip(lengths).collect();
                terms.push((lumps, -lump / whole));
                programme.row(0.0, 0.0, terms);
                lumps
            });
            Columns { stretches, moved, lumps }
        })
        .collect();
    if let Some(most) = aim.most_levers.filter(|_| counted) {
        let terms = columns.iter().filter_map(|columns| columns.moved.map(|moved| (moved, 1.0))).collect();
        programme.row(f64::NEG_INFINITY, most as f64, terms);
    }
    columns
}

/// Runs the search; an infeasible programme is told as [`SolverError::Refused`].
fn solve(race: &Race<'_>, programme: &Programme, effort: Effort) -> Result<(Point, f64, bool), LeastChangeError> {
    let unit = cost_unit(race);
    match programme.minimise(effort)? {
        Answer::Optimal(point) => {
            let bound = point.objective * unit;
            Ok((point, bound, true))
        }
        Answer::Limit { best: Some(point), bound } => Ok((point, bound.max(0.0) * unit, false)),
        Answer::Limit { best: None, bound } => Err(LeastChangeError::Undecided { cost_bound: bound.max(0.0) * unit }),
        Answer::Infeasible => Err(SolverError::Refused.into()),
        Answer::Unbounded => Err(SolverError::Numerical.into()),
    }
}
