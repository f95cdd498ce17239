//! Shares within shares: the part of a set of weights that a tree describes, and the greatest value of a form over it by
//! filling the best shares first.
//!
//! With the weight `W` of a group given, the best split among its members is a continuous knapsack: start every member at
//! its lower share and give what is left to the members of greatest value (Dantzig, Discrete-variable extremum problems,
//! Operations Research 5, 1957). The value of a group scales with `W`, so the groups are filled from the lowest level up.

use super::{AdmissibleError, Level, SLACK};
use crate::solver::Programme;

/// Holds a tree of shares. Nodes are numbered so that a parent comes after its members; the last node is the whole.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Nested {
    n_elements: usize,
    /// Per group (node `n_elements + g`), its members.
    members: Vec<Vec<usize>>,
    /// Per node but the last, least and greatest share in its parent.
    shares: Vec<(f64, f64)>,
}

impl Nested {
    /// All elements are members of the whole; their shares are their weights.
    pub(super) fn flat(lower: &[f64], upper: &[f64]) -> Self {
        let n_elements = lower.len();
        let shares = lower.iter().zip(upper).map(|(low, high)| (*low, *high)).collect();
        Self { n_elements, members: vec![(0..n_elements).collect()], shares }
    }

    /// Groups on levels from the top down, each with a band around its stated share; `relative` is that of the elements.
    pub(super) fn tree(stated: &[f64], levels: &[Level<'_>], relative: f64) -> Result<Self, AdmissibleError> {
        let n_elements = stated.len();
        let mut shares = vec![(0.0, 1.0); n_elements];
        let mut members: Vec<Vec<usize>> = Vec::new();
        // The nodes of the level below, each with one of its elements, its stated weight and its band.
        let mut below: Vec<(usize, usize, f64)> = (0..n_elements).map(|k| (k, k, stated[k])).collect();
        let mut band = relative;
        for (depth, level) in levels.iter().enumerate().rev() {
            let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
            for (position, &(_, element, _)) in below.iter().enumerate() {
                let group = level.group_of[element];
                match groups.iter_mut().find(|(known, _)| *known == group) {
                    Some((_, positions)) => positions.push(position),
                    None => groups.push((group, vec![position])),
                }
            }
            if let Some(lower) = levels.get(depth + 1) {
                let split = (0..n_elements).find(|&k| {
                    let first = (0..n_elements).find(|&other| lower.group_of[other] == lower.group_of[k]);
                    first.is_some_and(|first| level.group_of[first] != level.group_of[k])
                });
                if let Some(element) = split {
                    return Err(AdmissibleError::Nesting { level: depth + 1, element });
                }
            }
            let mut next = Vec::new();
            for (_, positions) in groups {
                let weight: f64 = positions.iter().map(|&at| below[at].2).sum();
                for &at in &positions {
                    shares[below[at].0] = share(below[at].2, weight, band, positions.len());
                }
                next.push((n_elements + members.len(), below[positions[0]].1, weight));
                shares.push((0.0, 1.0));
                members.push(positions.iter().map(|&at| below[at].0).collect());
            }
            (below, band) = (next, level.relative);
        }
        for &(node, _, weight) in &below {
            shares[node] = share(weight, 1.0, band, below.len());
        }
        members.push(below.iter().map(|(node, ..)| *node).collect());
        Ok(Self { n_elements, members, shares })
    }

    pub(super) fn n_elements(&self) -> usize {
        self.n_elements
    }

    /// Greatest value of a form and the weights that attain it.
    pub(super) fn greatest(&self, form: &[f64]) -> (f64, Vec<f64>) {
        let n_nodes = self.n_elements + self.members.len();
        let mut values = form.to_vec();
        let mut filled = vec![0.0; n_nodes];
        let mut order = Vec::new();
        for members in &self.members {
            let value = self.fill(members, &values, &mut order, Some(&mut filled));
            values.push(value);
        }
        filled[n_nodes - 1] = 1.0;
        for (group, members) in self.members.iter().enumerate().rev() {
            let whole = filled[self.n_elements + group];
            for &member in members {
                filled[member] *= whole;
            }
        }
        filled.truncate(self.n_elements);
        (crate::matrix::dot(form, &filled), filled)
    }

    /// Greatest value of a form alone.
    pub(super) fn greatest_value(&self, form: &[f64]) -> f64 {
        let mut values = form.to_vec();
        let mut order = Vec::new();
        for members in &self.members {
            let value = self.fill(members, &values, &mut order, None);
            values.push(value);
        }
        values[values.len() - 1]
    }

    /// Fills the members of one group; returns the value per unit of the group.
    fn fill(
        &self,
        members: &[usize],
        values: &[f64],
        order: &mut Vec<usize>,
        mut filled: Option<&mut Vec<f64>>,
    ) -> f64 {
        order.clear();
        order.extend_from_slice(members);
        order.sort_unstable_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
        let mut left = 1.0 - members.iter().map(|&member| self.shares[member].0).sum::<f64>();
        let mut value = 0.0;
        for &member in order.iter() {
            let (low, high) = self.shares[member];
            let more = (high - low).min(left.max(0.0));
            left -= more;
            value += (low + more) * values[member];
            if let Some(filled) = filled.as_deref_mut() {
                filled[member] = low + more;
            }
        }
        value
    }

    /// Largest miss of a share, of a weight below zero, or of the sum 1.
    pub(super) fn miss(&self, weights: &[f64]) -> f64 {
        let mut nodes = weights.to_vec();
        for members in &self.members {
            let sum = members.iter().map(|&member| nodes[member]).sum();
            nodes.push(sum);
        }
        let whole = nodes.len() - 1;
        let mut most = (nodes[whole] - 1.0).abs();
        for (group, members) in self.members.iter().enumerate() {
            let parent = nodes[self.n_elements + group];
            for &member in members {
                let (low, high) = self.shares[member];
                most = most.max(low * parent - nodes[member]).max(nodes[member] - high * parent).max(-nodes[member]);
            }
        }
        most
    }

    /// Adds the weights of elements and groups to a programme; returns those of the elements.
    pub(super) fn enter(&self, programme: &mut Programme, lower: &[f64], upper: &[f64]) -> Vec<usize> {
        let top = &self.members[self.members.len() - 1];
        let mut columns: Vec<usize> = (0..self.n_elements + self.members.len() - 1)
            .map(|node| {
                let own = if node < self.n_elements { (lower[node], upper[node]) } else { (0.0, 1.0) };
                let share = if top.contains(&node) { self.shares[node] } else { (0.0, 1.0) };
                // Bounds that cross are left to a row, so that the set is found empty instead of refused.
                let (low, high) = (own.0.max(share.0), own.1.min(share.1));
                if low <= high {
                    return programme.variable(0.0, low, high);
                }
                let column = programme.variable(0.0, own.0, own.1);
                programme.row(share.0, share.1, vec![(column, 1.0)]);
                column
            })
            .collect();
        let (groups, _) = self.members.split_at(self.members.len() - 1);
        for (group, members) in groups.iter().enumerate() {
            let parent = columns[self.n_elements + group];
            let mut sum: Vec<(usize, f64)> = members.iter().map(|&member| (columns[member], 1.0)).collect();
            sum.push((parent, -1.0));
            programme.row(0.0, 0.0, sum);
            for &member in members {
                let (low, high) = self.shares[member];
                if low == high {
                    programme.row(0.0, 0.0, vec![(columns[member], 1.0), (parent, -low)]);
                    continue;
                }
                if low > 0.0 {
                    programme.row(0.0, f64::INFINITY, vec![(columns[member], 1.0), (parent, -low)]);
                }
                if high < 1.0 {
                    programme.row(f64::NEG_INFINITY, 0.0, vec![(columns[member], 1.0), (parent, -high)]);
                }
            }
        }
        programme.row(1.0, 1.0, top.iter().map(|&node| (columns[node], 1.0)).collect());
        columns.truncate(self.n_elements);
        columns
    }
}

/// Band around a stated share; members of a group without weight may share it in any way.
fn share(weight: f64, whole: f64, band: f64, n_members: usize) -> (f64, f64) {
    if n_members == 1 {
        return (1.0, 1.0);
    }
    if whole <= SLACK * SLACK {
        return (0.0, 1.0);
    }
    let stated = weight / whole;
    ((stated * (1.0 - band)).max(0.0), (stated * (1.0 + band)).min(1.0))
}
