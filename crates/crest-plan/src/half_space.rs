//! Weights that meet demands: the part of an admissible set where each of some linear forms is at least a number.
//!
//! Demands are met to the solver's tolerance by its answer; what is returned is moved towards the deepest point of the
//! part, so that the demands hold in plain arithmetic wherever any weights meet them.

use crate::admissible::{Admissible, Support, tidied};
use crate::error::InverseError;
use crate::matrix::dot;
use crate::solver::{Answer, Effort, FEASIBILITY, Programme, SolverError, Warm};

/// Measures how far weights are from the stated ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    /// Share of all weight that is moved: `½ Σ |w_k − ŵ_k|`.
    Moved,
    /// Largest change of a weight: `max_k |w_k − ŵ_k|`.
    Largest,
}

impl Distance {
    /// Computes the distance of two lists of weights.
    pub fn between(self, weights: &[f64], stated: &[f64]) -> f64 {
        let changes = weights.iter().zip(stated).map(|(w, s)| (w - s).abs());
        match self {
            Self::Moved => 0.5 * changes.sum::<f64>(),
            Self::Largest => changes.fold(0.0, f64::max),
        }
    }
}

/// Demands that `form·w ≥ least`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HalfSpace {
    pub(crate) form: Vec<f64>,
    pub(crate) least: f64,
}

impl HalfSpace {
    /// By how much weights meet the demand; below zero if they miss it.
    pub(crate) fn slack(&self, weights: &[f64]) -> f64 {
        dot(&self.form, weights) - self.least
    }

    fn scale(&self) -> f64 {
        let most = self.form.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        if most > 0.0 { most } else { 1.0 }
    }

    /// Adds the demand, divided by its largest factor; `slack` is the position of a variable that it must exceed.
    pub(crate) fn enter(&self, programme: &mut Programme, columns: &[usize], slack: Option<(usize, f64)>) {
        let scale = self.scale();
        let mut terms: Vec<(usize, f64)> =
            columns.iter().zip(&self.form).map(|(column, factor)| (*column, factor / scale)).collect();
        terms.extend(slack.map(|(column, unit)| (column, -unit / scale)));
        programme.row(self.least / scale, f64::INFINITY, terms);
    }
}

/// Least slack over demands.
pub(crate) fn least_slack(spaces: &[HalfSpace], weights: &[f64]) -> f64 {
    spaces.iter().map(|space| space.slack(weights)).fold(f64::INFINITY, f64::min)
}

/// Holds weights and the least slack they leave.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Deepest {
    pub(crate) slack: f64,
    pub(crate) weights: Vec<f64>,
    /// Per demand, whether it holds the slack down: with those alone it would be no greater.
    pub(crate) binding: Vec<bool>,
}

/// Finds the weights whose least slack over the demands is greatest; `hard` demands are met besides. `None` if the hard ones
/// exclude each other.
pub(crate) fn deepest(
    set: &Admissible,
    spaces: &[HalfSpace],
    hard: &[HalfSpace],
) -> Result<Option<Deepest>, InverseError> {
    let mut programme = Programme::default();
    let columns = set.enter(&mut programme);
    let unit = spaces.iter().map(HalfSpace::scale).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let far = spaces.iter().map(|space| space.least.abs() / unit).fold(2.0, f64::max);
    let slack = programme.variable(-1.0, -2.0 * far, 2.0 * far);
    let first = programme.n_rows();
    for space in spaces {
        space.enter(&mut programme, &columns, Some((slack, unit)));
    }
    for space in hard {
        space.enter(&mut programme, &columns, None);
    }
    match programme.minimise(Effort::UNTIL_PROVEN)? {
        Answer::Optimal(point) => {
            let weights = tidied(columns.iter().map(|column| point.x[*column]).collect());
            let duals = &point.duals[first..first + spaces.len()];
            let binding = duals.iter().map(|dual| dual.abs() > FEASIBILITY).collect();
            Ok(Some(Deepest { slack: least_slack(spaces, &weights), weights, binding }))
        }
        Answer::Infeasible => Ok(None),
        Answer::Unbounded | Answer::Limit { .. } => Err(SolverError::Numerical.into()),
    }
}

/// Moves weights towards deep ones, no further than the demands ask.
pub(crate) fn blended(weights: Vec<f64>, deep: &Deepest, spaces: &[HalfSpace]) -> Vec<f64> {
    let short = |weights: &[f64]| -> f64 {
        let shares = spaces.iter().map(|space| {
            let (here, there) = (space.slack(weights), space.slack(&deep.weights));
            if here >= 0.0 { 0.0 } else { -here / (there - here) }
        });
        shares.fold(0.0, f64::max)
    };
    let share = short(&weights);
    if share == 0.0 {
        return weights;
    }
    // A rounding may leave the least share a little short.
    for more in [1.0, 1.0 + 1e-6, 1.5, 4.0, 1e3, 1e6] {
        let share = (share * more).min(1.0);
        let moved: Vec<f64> = weights.iter().zip(&deep.weights).map(|(w, d)| w + share * (d - w)).collect();
        if least_slack(spaces, &moved) >= 0.0 {
            return moved;
        }
    }
    deep.weights.clone()
}

/// Lowers demands that even the deepest weights miss, which they may do within the resolution.
pub(crate) fn met(spaces: &[HalfSpace], deep: &Deepest) -> Vec<HalfSpace> {
    let lower = |space: &HalfSpace| {
        let least = space.least.min(dot(&space.form, &deep.weights));
        HalfSpace { form: space.form.clone(), least }
    };
    spaces.iter().map(lower).collect()
}

/// Leaves out demands that all weights of the set meet, as far as its shares tell.
fn open<'a>(set: &Admissible, spaces: &'a [HalfSpace]) -> Result<Vec<&'a HalfSpace>, InverseError> {
    let support = Support::new(set)?;
    let may_miss = |space: &&HalfSpace| {
        let turned: Vec<f64> = space.form.iter().map(|factor| -factor).collect();
        -support.greatest_by_shares(&turned) < space.least
    };
    Ok(spaces.iter().filter(may_miss).collect())
}

/// Finds the weights nearest to the stated ones that meet the demands; `deep` meets them.
pub(crate) fn nearest(
    set: &Admissible,
    stated: &[f64],
    spaces: &[HalfSpace],
    deep: &Deepest,
    distance: Distance,
) -> Result<Vec<f64>, InverseError> {
    let mut programme = Programme::default();
    let columns = set.enter(&mut programme);
    let largest = (distance == Distance::Largest).then(|| programme.variable(1.0, 0.0, 1.0));
    for (&column, &weight) in columns.iter().zip(stated) {
        if let Some(largest) = largest {
            programme.row(f64::NEG_INFINITY, weight, vec![(column, 1.0), (largest, -1.0)]);
            programme.row(weight, f64::INFINITY, vec![(column, 1.0), (largest, 1.0)]);
        } else {
            let more = programme.variable(0.5, 0.0, 1.0);
            let less = programme.variable(0.5, 0.0, 1.0);
            programme.row(weight, weight, vec![(column, 1.0), (more, -1.0), (less, 1.0)]);
        }
    }
    let spaces = met(spaces, deep);
    for space in open(set, &spaces)? {
        space.enter(&mut programme, &columns, None);
    }
    let weights = match programme.minimise(Effort::UNTIL_PROVEN)? {
        Answer::Optimal(point) => tidied(columns.iter().map(|column| point.x[*column]).collect()),
        // The demands leave a point only, which the solver's rounding passes by.
        Answer::Infeasible => deep.weights.clone(),
        Answer::Unbounded | Answer::Limit { .. } => return Err(SolverError::Numerical.into()),
    };
    // Stated weights that do already are returned to the last digit.
    if least_slack(&spaces, stated) >= 0.0 && set.miss(stated) <= crate::admissible::SLACK {
        return Ok(stated.to_vec());
    }
    Ok(blended(weights, deep, &spaces))
}

/// Finds the least and the greatest weight of each element among the weights that meet the demands.
pub(crate) fn ranges(set: &Admissible, spaces: &[HalfSpace], deep: &Deepest) -> Result<Vec<(f64, f64)>, InverseError> {
    let spaces = met(spaces, deep);
    let mut programme = Programme::default();
    let columns = set.enter(&mut programme);
    for space in open(set, &spaces)? {
        space.enter(&mut programme, &columns, None);
    }
    let mut warm = Warm::new(&programme)?;
    let mut ends = Vec::with_capacity(columns.len());
    for (element, &column) in columns.iter().enumerate() {
        let mut end = |sign: f64| -> Result<f64, InverseError> {
            warm.set_cost(column, sign);
            match warm.minimise()? {
                Answer::Optimal(point) => Ok(point.x[column].clamp(0.0, 1.0)),
                Answer::Infeasible => Ok(deep.weights[element]),
                Answer::Unbounded | Answer::Limit { .. } => Err(SolverError::Numerical.into()),
            }
        };
        let (least, greatest) = (end(1.0)?, end(-1.0)?);
        warm.set_cost(column, 0.0);
        // The deepest weights are among them, whatever the rounding says.
        ends.push((least.min(deep.weights[element]), greatest.max(deep.weights[element])));
    }
    Ok(ends)
}

/// Finds the greatest slack of one demand; without rows on the set no solver is needed.
pub(crate) fn deepest_of_one(set: &Admissible, space: &HalfSpace) -> Result<Deepest, InverseError> {
    let extreme = Support::new(set)?.greatest(&space.form)?;
    Ok(Deepest { slack: space.slack(&extreme.weights), weights: extreme.weights, binding: vec![true] })
}
