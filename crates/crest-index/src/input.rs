//! What an index is built from: raw indicators, the framework, and what is known of each indicator and place.

use crate::{Matrix, Tree};

/// Holds the arrays an index is built from; every optional array is empty where nothing is known.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Raw indicators: places × columns.
    pub matrix: &'a Matrix,
    /// The framework; its leaves read columns of the matrix.
    pub tree: &'a Tree,
    /// Per column: +1 more is better, −1 less is better, 0 only watched (takes no part in the index).
    pub directions: &'a [i8],
    /// Per place: its group, for group-wise methods; empty = no grouping.
    pub groups: &'a [Option<usize>],
    /// Per column: what it is divided by; empty = nothing.
    pub denominators: &'a [Option<Denominator<'a>>],
    /// Per column: lower and upper goalposts on the indicator's own axis; empty = none.
    pub goalposts: &'a [Option<(f64, f64)>],
    /// Per column: target on the indicator's own axis; empty = none.
    pub targets: &'a [Option<f64>],
}

/// Holds what an indicator is divided by: `x · scale / value`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Denominator<'a> {
    /// Value per place.
    pub values: &'a [Option<f64>],
    /// Factor on the ratio, such as 1000 for "per thousand"; 1 for the plain ratio.
    pub scale: f64,
}

impl<'a> Input<'a> {
    /// Makes an input without groups, denominators, goalposts and targets.
    pub fn new(matrix: &'a Matrix, tree: &'a Tree, directions: &'a [i8]) -> Self {
        Self { matrix, tree, directions, groups: &[], denominators: &[], goalposts: &[], targets: &[] }
    }

    /// Checks that the arrays fit together.
    ///
    /// # Errors
    /// The first array that does not fit; see [`InputError`].
    pub fn check(&self) -> Result<(), InputError> {
        let (n_places, n_columns) = (self.matrix.n_places(), self.matrix.n_indicators());
        let per_column = |what, length: usize| {
            let fits = length == n_columns;
            if fits { Ok(()) } else { Err(InputError::Length { what, found: length, expected: n_columns }) }
        };
        if let Some((node, column)) = self.tree.leaves().find(|&(_, column)| column >= n_columns) {
            return Err(InputError::NoColumn { node, column });
        }
        per_column("directions", self.directions.len())?;
        if let Some(column) = self.directions.iter().position(|d| !(-1..=1).contains(d)) {
            return Err(InputError::Direction { column });
        }
        if !self.groups.is_empty() && self.groups.len() != n_places {
            return Err(InputError::Length { what: "groups", found: self.groups.len(), expected: n_places });
        }
        for (what, length) in [
            ("denominators", self.denominators.len()),
            ("goalposts", self.goalposts.len()),
            ("targets", self.targets.len()),
        ] {
            if length != 0 {
                per_column(what, length)?;
            }
        }
        let short = self.denominators.iter().flatten().find(|d| d.values.len() != n_places);
        short.map_or(Ok(()), |d| {
            Err(InputError::Length { what: "values of a denominator", found: d.values.len(), expected: n_places })
        })
    }

    /// Returns the direction of a column.
    pub fn direction(&self, column: usize) -> i8 {
        self.directions[column]
    }

    /// Returns the columns that take part in the index: read by a leaf below an aggregate and not only watched.
    pub fn columns_used(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = self
            .tree
            .leaves()
            .filter(|&(leaf, column)| self.tree.nodes()[leaf].parent.is_some() && self.directions[column] != 0)
            .map(|(_, column)| column)
            .collect();
        columns.sort_unstable();
        columns
    }

    /// Returns the goalposts of a column, if stated.
    pub fn goalposts_of(&self, column: usize) -> Option<(f64, f64)> {
        self.goalposts.get(column).copied().flatten()
    }

    /// Returns the target of a column, if stated.
    pub fn target_of(&self, column: usize) -> Option<f64> {
        self.targets.get(column).copied().flatten()
    }
}

/// Says which arrays of an input do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputError {
    /// A leaf reads a column the matrix does not have.
    NoColumn {
        /// The leaf.
        node: usize,
        /// Column it reads.
        column: usize,
    },
    /// A direction is not −1, 0 or 1.
    Direction {
        /// Column.
        column: usize,
    },
    /// An array has the wrong length.
    Length {
        /// Which array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// Length that fits.
        expected: usize,
    },
}

impl std::fmt::Display for InputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::NoColumn { node, column } => {
                write!(f, "node {node} reads column {column}, which the matrix does not have")
            }
            Self::Direction { column } => write!(f, "the direction of column {column} is none of -1, 0 and 1"),
            Self::Length { what, found, expected } => write!(f, "{what}: {found} given, {expected} needed"),
        }
    }
}

impl std::error::Error for InputError {}
