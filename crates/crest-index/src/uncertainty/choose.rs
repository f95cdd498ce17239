//! From random coordinates to the options of a draw and its weights.

use super::vary::bounds_of;
use super::{Space, UncertaintyError, Vary};
use crate::{Tree, elementary, random};

/// Tries to meet the bounds of weights before they are called too rare.
const TRIES: u32 = 20_000;

/// Holds the random coordinates from which a group draws in a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coordinates<'a> {
    /// The points of the block.
    pub(crate) points: Points<'a>,
    /// Other points, taken by those draws whose mask has this bit set; see [`crate::sensitivity`].
    pub(crate) other: Option<Other<'a>>,
}

/// Holds points and keys, draw by draw; a block may be longer than its points, which then repeat.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Points<'a> {
    /// Low-discrepancy coordinates per draw.
    pub(crate) n_points: usize,
    /// Those coordinates, draw by draw.
    pub(crate) points: &'a [f64],
    /// Key of each draw, from which every further number is looked up.
    pub(crate) keys: &'a [u64],
    /// Tells errors of figures apart where everything else of a draw is shared; 0 = nothing shared.
    pub(crate) salt: u64,
}

/// Says which draws of a group take other points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Other<'a> {
    pub(crate) points: Points<'a>,
    /// Per draw of the block.
    pub(crate) masks: &'a [u64],
    pub(crate) bit: u32,
}

impl<'a> Coordinates<'a> {
    /// Takes the same points in every draw.
    pub(crate) fn of(points: Points<'a>) -> Self {
        Self { points, other: None }
    }

    /// Points that a draw takes.
    #[inline(always)]
    fn taken(&self, draw: usize) -> &Points<'a> {
        match &self.other {
            Some(other) if other.masks[draw] >> other.bit & 1 == 1 => &other.points,
            _ => &self.points,
        }
    }

    /// Coordinate of a draw, in (0, 1).
    #[inline(always)]
    pub(crate) fn uniform(&self, draw: usize, coordinate: usize) -> f64 {
        let Points { n_points, points, keys, .. } = self.taken(draw);
        let draw = draw % keys.len();
        if coordinate < *n_points {
            points[draw * n_points + coordinate]
        } else {
            random::uniform(keys[draw], coordinate as u64)
        }
    }

    /// Key of a factor in a draw, for numbers that are not coordinates.
    pub(super) fn key(&self, draw: usize, factor: usize) -> u64 {
        let keys = self.taken(draw).keys;
        random::key(keys[draw % keys.len()], u64::MAX - factor as u64)
    }

    /// Key of the errors of figures that a factor brings into a draw.
    pub(super) fn error_key(&self, draw: usize, factor: usize) -> u64 {
        self.key(draw, factor) ^ self.taken(draw).salt
    }
}

/// Holds factors that are drawn by one roll: a free factor, or those stated together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Positions of the factors.
    pub(super) factors: Vec<usize>,
    /// Options of the factors by row, and the chance of the row; empty for a continuous factor.
    pub(super) rows: Vec<(Vec<usize>, f64)>,
    /// First of its coordinates.
    pub(super) first: usize,
}

impl Group {
    /// Row whose interval of cumulated chances holds `u`.
    fn row(&self, u: f64) -> usize {
        let mut reached = 0.0;
        for (row, (_, chance)) in self.rows.iter().enumerate() {
            reached += chance;
            if u < reached {
                return row;
            }
        }
        // Rounding may leave the sum just below 1.
        self.rows.iter().rposition(|(_, chance)| *chance > 0.0).unwrap_or(0)
    }

    /// Writes the options of a row.
    pub(super) fn put(&self, row: usize, options: &mut [Option<u16>]) {
        for (&factor, &option) in self.factors.iter().zip(&self.rows[row].0) {
            options[factor] = Some(option as u16);
        }
    }
}

/// Lists the groups of a checked space, those stated together first, and the number of their coordinates.
pub(super) fn groups(space: &Space<'_>) -> (Vec<Group>, usize) {
    let mut groups: Vec<Group> = space
        .together
        .iter()
        .map(|together| Group { factors: together.factors.clone(), rows: together.rows.clone(), first: 0 })
        .collect();
    for (position, factor) in space.factors.iter().enumerate() {
        if !space.together.iter().any(|together| together.factors.contains(&position)) {
            let rows = factor.all_chances().iter().enumerate().map(|(option, &c)| (vec![option], c)).collect();
            groups.push(Group { factors: vec![position], rows, first: 0 });
        }
    }
    let mut next = 0;
    for group in &mut groups {
        group.first = next;
        next += if group.rows.is_empty() {
            space.factors[group.factors[0]].vary.n_coordinates(space.input.tree)
        } else {
            1
        };
    }
    (groups, next)
}

/// Draws the options of one draw, by factor; those of continuous ones are left alone.
///
/// `from[g]` holds the coordinates from which group `g` is drawn.
pub(super) fn options(groups: &[Group], from: &[Coordinates<'_>], draw: usize, options: &mut [Option<u16>]) {
    for (group, coordinates) in groups.iter().zip(from) {
        if !group.rows.is_empty() {
            group.put(group.row(coordinates.uniform(draw, group.first)), options);
        }
    }
}

/// Draws the weights of one draw, one per node: `base` changed by the weight factors in their order.
///
/// Where `from` is empty, continuous factors leave the weights alone; where `only` names a group, all others do.
pub(super) fn weights(
    space: &Space<'_>,
    groups: &[Group],
    from: &[Coordinates<'_>],
    only: Option<usize>,
    draw: usize,
    chosen: &[Option<u16>],
    weights: &mut [f64],
) -> Result<(), UncertaintyError> {
    let tree = space.input.tree;
    let is_drawn = |group: usize| only.is_none_or(|only| only == group);
    // Sets and mixtures give all weights anew, so that they come before what changes single ones.
    for (group, position, vary) in in_order(space, groups) {
        match vary {
            Vary::WeightSets(sets) => {
                if let Some(option) = chosen[position] {
                    weights.copy_from_slice(&sets[option as usize]);
                }
            }
            Vary::WeightMixture(sets) if !from.is_empty() && is_drawn(group) => {
                let first = groups[group].first;
                let shares = flat_shares(sets.len(), |k| from[group].uniform(draw, first + k));
                weights.fill(0.0);
                for (set, share) in sets.iter().zip(shares) {
                    for (weight, own) in weights.iter_mut().zip(set) {
                        *weight += share * own;
                    }
                }
            }
            _ => {}
        }
    }
    for (group, position, vary) in in_order(space, groups) {
        let Some(coordinates) = from.get(group).filter(|_| is_drawn(group)) else { continue };
        let uniform = |k: usize| coordinates.uniform(draw, groups[group].first + k);
        match vary {
            Vary::WeightBand { nodes, band } => {
                for (k, &node) in nodes.iter().enumerate() {
                    weights[node] *= 1.0 + band * (2.0 * uniform(k) - 1.0);
                }
            }
            Vary::WeightDirichlet { parents, concentration } => {
                let key = coordinates.key(draw, position);
                for &parent in parents {
                    dirichlet(tree, parent, *concentration, key, weights);
                }
            }
            Vary::WeightAny { parents, bounds } => {
                let mut first = 0;
                for &parent in parents {
                    let n = tree.children(parent).len();
                    let key = random::key(coordinates.key(draw, position), parent as u64);
                    let shares = within(&bounds_of(tree, parent, bounds), |k| uniform(first + k), key)
                        .ok_or(UncertaintyError::RareWeights { factor: position, tries: TRIES })?;
                    let total: f64 = tree.children(parent).iter().map(|&child| weights[child]).sum();
                    let total = if total > 0.0 { total } else { 1.0 };
                    for (&child, share) in tree.children(parent).iter().zip(shares) {
                        weights[child] = share * total;
                    }
                    first += n;
                }
            }
            Vary::WeightOrder(nodes) => {
                let total: f64 = nodes.iter().map(|&node| weights[node]).sum();
                let mut shares = flat_shares(nodes.len(), uniform);
                shares.sort_unstable_by(|a, b| b.total_cmp(a));
                for (&node, share) in nodes.iter().zip(shares) {
                    weights[node] = share * total;
                }
            }
            _ => {}
        }
    }
    for (_, position, vary) in in_order(space, groups) {
        if let (Vary::LeaveOut(options), Some(option)) = (vary, chosen[position])
            && let Some(node) = options[option as usize]
        {
            weights[node] = 0.0;
        }
    }
    Ok(())
}

/// Factors in the order of their groups: group, position, what varies.
fn in_order<'s>(space: &'s Space<'_>, groups: &'s [Group]) -> impl Iterator<Item = (usize, usize, &'s Vary)> {
    groups.iter().enumerate().flat_map(move |(group, members)| {
        members.factors.iter().map(move |&position| (group, position, &space.factors[position].vary))
    })
}

/// Shares that sum to 1, uniform over all such: exponential numbers over their sum.
fn flat_shares(n: usize, uniform: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut shares: Vec<f64> = (0..n).map(|k| -elementary::ln(uniform(k))).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

/// Shares uniform over all within bounds: lower bounds are given first and the rest is shared freely, until the upper ones
/// hold too.
fn within(bounds: &[(f64, f64)], uniform: impl Fn(usize) -> f64, key: u64) -> Option<Vec<f64>> {
    let lower: f64 = bounds.iter().map(|b| b.0).sum();
    let room = (1.0 - lower).max(0.0);
    for attempt in 0..TRIES {
        let try_key = random::key(key, u64::from(attempt));
        let free =
            flat_shares(bounds.len(), |k| if attempt == 0 { uniform(k) } else { random::uniform(try_key, k as u64) });
        let shares: Vec<f64> = free.iter().zip(bounds).map(|(share, b)| b.0 + room * share).collect();
        if shares.iter().zip(bounds).all(|(share, b)| *share <= b.1 + 1e-12) {
            return Some(shares);
        }
    }
    None
}

/// Replaces the weights of the children of a node by a Dirichlet draw around their shares; their sum is kept.
fn dirichlet(tree: &Tree, parent: usize, concentration: f64, key: u64, weights: &mut [f64]) {
    let children = tree.children(parent);
    let total: f64 = children.iter().map(|&child| weights[child]).sum();
    if total <= 0.0 {
        return;
    }
    let draw = |child: &usize| gamma(concentration * weights[*child] / total, random::key(key, *child as u64));
    let drawn: Vec<f64> = children.iter().map(draw).collect();
    let sum: f64 = drawn.iter().sum();
    // Shapes near 0 may all underflow; the nominal weights then stand.
    if sum > 0.0 {
        for (&child, share) in children.iter().zip(drawn) {
            weights[child] = share / sum * total;
        }
    }
}

/// Gamma-distributed number of a shape, scale 1, looked up by a key.
///
/// Source: G. Marsaglia and W. Tsang, ACM Trans. Math. Softw. 26 (2000).
fn gamma(shape: f64, key: u64) -> f64 {
    if shape <= 0.0 {
        return 0.0;
    }
    if shape < 1.0 {
        let u = random::uniform(key, u64::MAX);
        return gamma(shape + 1.0, key) * elementary::exp(elementary::ln(u) / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    let mut position = 0;
    loop {
        let z = elementary::normal_quantile(random::uniform(key, position));
        let u = random::uniform(key, position + 1);
        position += 2;
        let v = (1.0 + c * z).powi(3);
        if v > 0.0 && elementary::ln(u) < 0.5 * z * z + d - d * v + d * elementary::ln(v) {
            return d * v;
        }
    }
}
