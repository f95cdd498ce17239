//! Combining the scores of members into the score of their parent, up to the index.
//!
//! Sources: OECD/JRC Handbook (2008), step 7; for the ordered weighted average R. Yager, "Quantifier guided aggregation
//! using OWA operators", Int. J. Intell. Syst. 11 (1996), and V. Torra's weighted form (1997).

#[cfg(test)]
mod tests;

use crate::outrank::copeland;
use crate::recipe::{Aggregation, Mean};
use crate::{Matrix, Tree};

/// Shares of members are quotients of small counts; a threshold written as a decimal may miss them in the last digit.
const SLACK: f64 = 1e-12;

/// Says why scores cannot be combined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AggregateError {
    /// A mean of positive numbers meets one that is not.
    NotPositive {
        /// Place.
        place: usize,
        /// Node being computed.
        node: usize,
        /// Member node with the value.
        member: usize,
        /// Its value.
        value: f64,
    },
    /// A mean that orders its members meets a negative weight.
    NegativeWeight {
        /// Node being computed.
        node: usize,
        /// Member node with the weight.
        member: usize,
    },
    /// The result exceeds the numbers, or the exponent is none.
    NotFinite {
        /// Place.
        place: usize,
        /// Node being computed.
        node: usize,
    },
}

impl std::fmt::Display for AggregateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::NotPositive { place, node, member, value } => {
                write!(
                    f,
                    "place {place}: member {member} of node {node} is {value}, where this mean needs a positive number"
                )
            }
            Self::NegativeWeight { node, member } => {
                write!(f, "member {member} of node {node} has a negative weight, which this mean cannot take")
            }
            Self::NotFinite { place, node } => write!(f, "place {place}: the score of node {node} is no finite number"),
        }
    }
}

impl std::error::Error for AggregateError {}

/// Computes the scores of all nodes: places × nodes; leaves carry their normalised values.
///
/// - At each node the members with a value take part, their weights rescaled to sum 1. A member of weight 0 takes no
///   part at all, not even in the count of members. A node has no score where none takes part, where their weights sum
///   to nothing, or where the share of members with a value is strictly below the threshold of its level.
/// - Cost: O(places · nodes); [`Mean::Copeland`] O(places² · members).
///
/// # Errors
/// See [`AggregateError`]; the first in the order children before parents, then by place.
///
/// # Panics
/// If a leaf reads a column the matrix does not have.
pub fn aggregate(normalised: &Matrix, tree: &Tree, rule: &Aggregation) -> Result<Matrix, AggregateError> {
    let mut scores = Matrix::missing(normalised.n_places(), tree.n_nodes());
    for &node in tree.order() {
        if let Some(column) = tree.nodes()[node].leaf {
            scores.column_mut(node).copy_from_slice(normalised.column(column));
        } else {
            let result = node_score(&scores, tree, rule, node)?;
            scores.column_mut(node).copy_from_slice(&result);
        }
    }
    Ok(scores)
}

/// Computes the scores of one aggregate from those of its children: one per place.
///
/// # Errors
/// See [`AggregateError`].
///
/// # Panics
/// If `scores` has fewer columns than the tree has nodes.
pub fn node_score(
    scores: &Matrix,
    tree: &Tree,
    rule: &Aggregation,
    node: usize,
) -> Result<Vec<Option<f64>>, AggregateError> {
    let mut columns = Vec::with_capacity(tree.children(node).len());
    let mut weights = Vec::with_capacity(columns.capacity());
    let mut members = Vec::with_capacity(columns.capacity());
    for &child in tree.children(node) {
        let weight = tree.nodes()[child].weight;
        if weight != 0.0 {
            columns.push(scores.column(child));
            weights.push(weight);
            members.push(child);
        }
    }
    let level = tree.levels()[node];
    let combined = combine(rule.of(node, level), &columns, &weights, rule.threshold(level), scores.n_places());
    combined.map_err(|fault| match fault {
        CombineFault::NotPositive { place, member, value } => {
            AggregateError::NotPositive { place, node, member: members[member], value }
        }
        CombineFault::NegativeWeight { member } => AggregateError::NegativeWeight { node, member: members[member] },
        CombineFault::NotFinite { place } => AggregateError::NotFinite { place, node },
    })
}

/// Says why columns cannot be combined, by position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CombineFault {
    /// A mean of positive numbers meets one that is not.
    NotPositive {
        /// Place.
        place: usize,
        /// Position of the column.
        member: usize,
        /// Its value.
        value: f64,
    },
    /// A mean that orders its members meets a negative weight.
    NegativeWeight {
        /// Position of the column.
        member: usize,
    },
    /// The result exceeds the numbers, or the exponent is none.
    NotFinite {
        /// Place.
        place: usize,
    },
}

/// Combines columns with weights other than 0 into one, place by place; see [`aggregate`] for the rules.
///
/// # Errors
/// See [`CombineFault`].
///
/// # Panics
/// If a column does not have `n_places` cells or there is not one weight per column.
pub fn combine(
    mean: Mean,
    columns: &[&[Option<f64>]],
    weights: &[f64],
    threshold: f64,
    n_places: usize,
) -> Result<Vec<Option<f64>>, CombineFault> {
    assert_eq!(columns.len(), weights.len(), "one weight per column");
    let orders_members = matches!(mean, Mean::Median | Mean::Owa(_));
    if let Some(member) = weights.iter().position(|&weight| weight < 0.0).filter(|_| orders_members) {
        return Err(CombineFault::NegativeWeight { member });
    }
    let mut result = match mean {
        Mean::Arithmetic => quasi_arithmetic(columns, weights, n_places, Ok, |m| m)?,
        Mean::Geometric | Mean::Power(0.0) => {
            quasi_arithmetic(columns, weights, n_places, |x| above_zero(x).map(f64::ln), f64::exp)?
        }
        Mean::Harmonic => quasi_arithmetic(columns, weights, n_places, |x| above_zero(x).map(f64::recip), f64::recip)?,
        Mean::Power(p) => {
            let allowed = |x: f64| if p > 0.0 && x == 0.0 { Ok(x) } else { above_zero(x) };
            quasi_arithmetic(columns, weights, n_places, |x| allowed(x).map(|x| x.powf(p)), |m| m.powf(1.0 / p))?
        }
        Mean::Median => row_wise(columns, weights, n_places, weighted_median),
        Mean::Minimum => {
            row_wise(columns, weights, n_places, |members| members.iter().map(|&(x, _)| x).reduce(f64::min))
        }
        Mean::Owa(alpha) => row_wise(columns, weights, n_places, |members| ordered_average(members, alpha)),
        Mean::Copeland if columns.is_empty() => vec![None; n_places],
        Mean::Copeland => copeland(columns, weights),
    };
    if let Some(place) = result.iter().position(|cell| cell.is_some_and(|x| !x.is_finite())) {
        return Err(CombineFault::NotFinite { place });
    }
    if threshold > 0.0 && !columns.is_empty() {
        let least = (threshold - SLACK) * columns.len() as f64;
        for (place, slot) in result.iter_mut().enumerate() {
            let present = columns.iter().filter(|column| column[place].is_some()).count();
            if (present as f64) < least {
                *slot = None;
            }
        }
    }
    Ok(result)
}

fn above_zero(x: f64) -> Result<f64, f64> {
    if x > 0.0 { Ok(x) } else { Err(x) }
}

/// `φ⁻¹(Σ w φ(x) / Σ w)` over the members present, column by column so that memory is read in order.
fn quasi_arithmetic(
    columns: &[&[Option<f64>]],
    weights: &[f64],
    n_places: usize,
    inward: impl Fn(f64) -> Result<f64, f64>,
    outward: impl Fn(f64) -> f64,
) -> Result<Vec<Option<f64>>, CombineFault> {
    let mut sums = vec![(0.0, 0.0); n_places];
    for (member, (column, &weight)) in columns.iter().zip(weights).enumerate() {
        assert_eq!(column.len(), n_places, "every column has one cell per place");
        for (place, (sum, cell)) in sums.iter_mut().zip(*column).enumerate() {
            if let Some(x) = *cell {
                let inner = inward(x).map_err(|value| CombineFault::NotPositive { place, member, value })?;
                sum.0 += weight * inner;
                sum.1 += weight;
            }
        }
    }
    // Weights of both signs may cancel but for rounding; weights of one sign cannot.
    let one_sign = weights.iter().all(|&weight| weight > 0.0) || weights.iter().all(|&weight| weight < 0.0);
    let nothing = if one_sign { 0.0 } else { weights.iter().map(|weight| weight.abs()).sum::<f64>() * SLACK };
    Ok(sums.iter().map(|&(sum, total)| (total.abs() > nothing).then(|| outward(sum / total))).collect())
}

fn row_wise(
    columns: &[&[Option<f64>]],
    weights: &[f64],
    n_places: usize,
    combine_members: impl Fn(&mut [(f64, f64)]) -> Option<f64>,
) -> Vec<Option<f64>> {
    let mut members = Vec::with_capacity(columns.len());
    (0..n_places)
        .map(|place| {
            members.clear();
            members.extend(columns.iter().zip(weights).filter_map(|(column, &weight)| Some((column[place]?, weight))));
            combine_members(&mut members)
        })
        .collect()
}

/// The value at which half the weight is reached; the mean of two neighbours where one of them ends exactly there.
///
/// With equal weights this is the ordinary median.
fn weighted_median(members: &mut [(f64, f64)]) -> Option<f64> {
    members.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = members.iter().map(|&(_, weight)| weight).sum();
    let mut reached = 0.0;
    for (position, &(x, weight)) in members.iter().enumerate() {
        reached += weight;
        let over = reached - total / 2.0;
        if over.abs() <= SLACK * total {
            return Some(members.get(position + 1).map_or(x, |&(next, _)| x.midpoint(next)));
        }
        if over > 0.0 {
            return Some(x);
        }
    }
    None
}

/// `Σ (Q(S_j) − Q(S_(j−1))) x_(j)` from best to worst, `S` the cumulative weight share and `Q(s) = s^α`.
fn ordered_average(members: &mut [(f64, f64)], alpha: f64) -> Option<f64> {
    members.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let total: f64 = members.iter().map(|&(_, weight)| weight).sum();
    if total <= 0.0 {
        return None;
    }
    let (mut reached, mut before, mut sum) = (0.0, 0.0, 0.0);
    for &(x, weight) in members.iter() {
        reached += weight;
        let quantifier = (reached / total).powf(alpha);
        sum += (quantifier - before) * x;
        before = quantifier;
    }
    Some(sum)
}
