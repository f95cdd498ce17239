//! Numbers of a scheme: known or assumed, for all units or by group.

use std::collections::BTreeMap;

use crate::Text;

/// Holds a number of a scheme: known, or assumed where its authority has not published it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The number that is used.
    pub value: f64,
    /// Why and within what it is assumed; `None` = it is known.
    pub assumption: Option<Assumption>,
}

impl Figure {
    /// Makes a known number.
    pub fn known(value: f64) -> Self {
        Self { value, assumption: None }
    }

    /// Returns the least and the greatest value it may have.
    pub fn ends(&self) -> (f64, f64) {
        match self.assumption.as_ref().map(|assumption| &assumption.within) {
            None => (self.value, self.value),
            Some(Within::Range { low, high }) => (*low, *high),
            Some(Within::Among(values)) => {
                let end = |value: Option<&f64>| value.copied().unwrap_or(self.value);
                (end(values.first()), end(values.last()))
            }
        }
    }
}

/// Says within what an unknown number may lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// The range or the alternatives within which uncertainty varies it.
    pub within: Within,
    /// What is not known, and why this is assumed.
    pub why: Text,
}

/// The values an unknown number may have.
#[derive(Debug, Clone, PartialEq)]
pub enum Within {
    /// Any number from `low` to `high`, ends included.
    Range {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// One of these, rising.
    Among(Vec<f64>),
}

impl Within {
    /// Tells whether a value is among those admitted.
    pub fn admits(&self, value: f64) -> bool {
        match self {
            Self::Range { low, high } => *low <= value && value <= *high,
            Self::Among(values) => values.contains(&value),
        }
    }
}

/// Holds a number for all units, or one for each group.
#[derive(Debug, Clone, PartialEq)]
pub enum PerGroup {
    /// The same for every unit.
    Same(Figure),
    /// By group.
    By {
        /// Number of the groups named, by identifier.
        groups: BTreeMap<String, Figure>,
        /// Number of the groups that are not named, and of units in no group.
        otherwise: Option<Figure>,
    },
}

impl PerGroup {
    /// Finds the number of a group; `None` stands for a unit in no group.
    pub fn find(&self, group: Option<&str>) -> Option<&Figure> {
        match self {
            Self::Same(figure) => Some(figure),
            Self::By { groups, otherwise } => group.and_then(|id| groups.get(id)).or(otherwise.as_ref()),
        }
    }
}

/// Says why a number cannot be varied.
#[derive(Debug, Clone, PartialEq)]
pub enum VaryError {
    /// No number is assumed at the path.
    NotAssumed {
        /// The path asked for.
        path: String,
    },
    /// The assumption does not admit the value.
    NotAdmitted {
        /// The path asked for.
        path: String,
        /// The value asked for.
        value: f64,
    },
}

impl std::fmt::Display for VaryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAssumed { path } => write!(f, "no number is assumed at `{path}`"),
            Self::NotAdmitted { path, value } => write!(f, "the assumption at `{path}` does not admit {value}"),
        }
    }
}

impl std::error::Error for VaryError {}
