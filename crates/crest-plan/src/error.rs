//! Why a question about weights has no answer.

use crate::admissible::AdmissibleError;
use crate::solver::SolverError;

/// Says why a question about places and weights cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum InverseError {
    /// The set of weights is about another number of elements than the matrix.
    Elements {
        /// Elements of the set.
        n_weights: usize,
        /// Elements of the matrix.
        n_elements: usize,
    },
    /// A place does not exist, is asked against itself, or stands twice in a list.
    Place {
        /// The place.
        place: usize,
    },
    /// A margin is negative or not finite.
    Margin {
        /// The margin.
        margin: f64,
    },
    /// The set or the stated weights are at fault.
    Weights(AdmissibleError),
    /// The solver gave no answer.
    Solver(SolverError),
}

impl std::fmt::Display for InverseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Elements { n_weights, n_elements } => {
                write!(f, "the weights are about {n_weights} elements, the matrix has {n_elements}")
            }
            Self::Place { place } => write!(f, "place {place} does not exist, or stands where it may not stand again"),
            Self::Margin { margin } => write!(f, "a margin of {margin}; expected 0 or more"),
            Self::Weights(error) => error.fmt(f),
            Self::Solver(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for InverseError {}

impl From<AdmissibleError> for InverseError {
    fn from(error: AdmissibleError) -> Self {
        match error {
            AdmissibleError::Solver(error) => Self::Solver(error),
            other => Self::Weights(other),
        }
    }
}

impl From<SolverError> for InverseError {
    fn from(error: SolverError) -> Self {
        Self::Solver(error)
    }
}
