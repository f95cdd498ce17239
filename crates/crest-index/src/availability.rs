//! How complete the data of places are, in all and below each node of the framework.
//!
//! Source: OECD/JRC Handbook (2008), step 2 (data selection) and step 3 (missing data).

#[cfg(test)]
mod tests;

use crate::{Matrix, Tree};

/// Counts what one place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// Indicators considered.
    pub n_indicators: usize,
    /// Of these, without a value.
    pub n_missing: usize,
    /// Of these, with the value zero.
    pub n_zero: usize,
}

impl Availability {
    /// Share of indicators with a value, `1 − n_missing / n_indicators`; `None` without indicators.
    pub fn available(&self) -> Option<f64> {
        (self.n_indicators > 0).then(|| 1.0 - self.n_missing as f64 / self.n_indicators as f64)
    }

    /// Share of non-zero values among those present; `None` without values.
    pub fn non_zero(&self) -> Option<f64> {
        let n_present = self.n_indicators - self.n_missing;
        (n_present > 0).then(|| 1.0 - self.n_zero as f64 / n_present as f64)
    }

    /// Number of indicators that are missing or zero.
    pub fn n_missing_or_zero(&self) -> usize {
        self.n_missing + self.n_zero
    }
}

/// Counts, per place, what it has among the named columns.
///
/// # Panics
/// If a column lies outside the matrix.
pub fn availability(matrix: &Matrix, columns: &[usize]) -> Vec<Availability> {
    let none = Availability { n_indicators: columns.len(), n_missing: 0, n_zero: 0 };
    let mut counts = vec![none; matrix.n_places()];
    for &column in columns {
        for (count, cell) in counts.iter_mut().zip(matrix.column(column)) {
            match cell {
                None => count.n_missing += 1,
                Some(x) if *x == 0.0 => count.n_zero += 1,
                Some(_) => {}
            }
        }
    }
    counts
}

/// Returns the share of indicators with a value below every node: places × nodes.
///
/// Always counted over the indicators below the node, whatever lies between.
///
/// # Panics
/// If a leaf reads a column the matrix does not have.
pub fn availability_by_node(matrix: &Matrix, tree: &Tree) -> Matrix {
    let n_places = matrix.n_places();
    let mut present = vec![vec![0_usize; n_places]; tree.n_nodes()];
    let mut members = vec![0_usize; tree.n_nodes()];
    for &node in tree.order() {
        if let Some(column) = tree.nodes()[node].leaf {
            members[node] = 1;
            for (count, cell) in present[node].iter_mut().zip(matrix.column(column)) {
                *count = usize::from(cell.is_some());
            }
        }
        if let Some(parent) = tree.nodes()[node].parent {
            members[parent] += members[node];
            let below = std::mem::take(&mut present[node]);
            for (count, more) in present[parent].iter_mut().zip(&below) {
                *count += more;
            }
            present[node] = below;
        }
    }
    let columns: Vec<Vec<Option<f64>>> = present
        .iter()
        .zip(&members)
        .map(|(counts, &n)| counts.iter().map(|&count| (n > 0).then(|| count as f64 / n as f64)).collect())
        .collect();
    Matrix::from_columns(n_places, &columns)
}
