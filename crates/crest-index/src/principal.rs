//! How many things a set of indicators measures: principal components of standardised columns.
//!
//! Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 4 and step 6 (weights from rotated
//! loadings); Horn, Psychometrika 30 (1965), for parallel analysis; Kaiser, Psychometrika 23 (1958), for varimax.

mod parallel;
mod rotate;
#[cfg(test)]
mod tests;

pub use parallel::parallel_analysis;
pub use rotate::{Rotated, varimax};

use faer::{Mat, Side};

use crate::matrix::Matrix;
use crate::stats::Moments;

/// Says why principal components cannot be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalError {
    /// No column was named.
    NoColumns,
    /// Fewer than three places have every column.
    TooFewPlaces {
        /// Places that have every column.
        n_complete: usize,
    },
    /// A column does not vary over the complete places.
    Constant {
        /// Position in the matrix.
        column: usize,
    },
    /// The eigenvalue search did not converge.
    NotConverged,
}

impl std::fmt::Display for PrincipalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoColumns => write!(f, "no column to analyse"),
            Self::TooFewPlaces { n_complete } => write!(f, "{n_complete} places have every column, three are needed"),
            Self::Constant { column } => write!(f, "column {column} does not vary"),
            Self::NotConverged => write!(f, "the eigenvalues did not converge"),
        }
    }
}

impl std::error::Error for PrincipalError {}

/// Holds the principal components of standardised columns, largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Principal {
    /// Number of places that have every column and were used.
    pub n_places: usize,
    /// Eigenvalues of the correlation matrix, descending, never below zero; their sum is the number of columns.
    pub eigenvalues: Vec<f64>,
    /// `vectors[component][column]`: eigenvectors of length 1.
    pub vectors: Vec<Vec<f64>>,
}

impl Principal {
    /// Share of all variance that each component explains.
    pub fn shares(&self) -> Vec<f64> {
        let total: f64 = self.eigenvalues.iter().sum();
        self.eigenvalues.iter().map(|value| value / total).collect()
    }

    /// Factor loadings of one component: vector · √eigenvalue, the correlations of columns and component.
    pub fn loadings(&self, component: usize) -> Vec<f64> {
        let root = self.eigenvalues[component].sqrt();
        self.vectors[component].iter().map(|x| x * root).collect()
    }

    /// Number of eigenvalues above 1 (Kaiser's rule).
    pub fn n_above_one(&self) -> usize {
        // A correlation matrix of uncorrelated columns has eigenvalues of 1 up to rounding; none of them counts.
        self.eigenvalues.iter().filter(|value| **value > 1.0 + 1e-9).count()
    }

    /// Number of leading eigenvalues above those of noise, see [`parallel_analysis`].
    pub fn n_above_noise(&self, noise: &[f64]) -> usize {
        self.eigenvalues.iter().zip(noise).take_while(|(value, noise)| value > noise).count()
    }

    /// Number of components to keep by the handbook: eigenvalue above 1, at least 10 % of variance each; more are added
    /// until they explain at least 60 % together.
    pub fn n_retained(&self) -> usize {
        let shares = self.shares();
        let kept = (0..shares.len()).take_while(|&k| self.eigenvalues[k] > 1.0 + 1e-9 && shares[k] >= 0.1).count();
        let mut sum: f64 = shares[..kept].iter().sum();
        let mut n = kept;
        while n < shares.len() && (n == 0 || sum < 0.6) {
            sum += shares[n];
            n += 1;
        }
        n
    }

    /// Scores of one component per place: `Σ vector · standardised value`; missing where a column is missing.
    ///
    /// # Panics
    /// If `columns` are not those the components were found from.
    pub fn scores(&self, x: &Matrix, columns: &[usize], component: usize) -> Vec<Option<f64>> {
        assert_eq!(columns.len(), self.eigenvalues.len(), "the columns of the analysis");
        let complete = complete_places(x, columns);
        let mut sums = vec![None; x.n_places()];
        for &place in &complete {
            sums[place] = Some(0.0);
        }
        for (position, &column) in columns.iter().enumerate() {
            let values: Vec<Option<f64>> = complete.iter().map(|&place| x.at(place, column)).collect();
            let moments = Moments::of(&values);
            let sd = moments.sd().unwrap_or(0.0);
            for (&place, value) in complete.iter().zip(&values) {
                if let (Some(sum), Some(value)) = (&mut sums[place], value)
                    && sd > 0.0
                {
                    *sum += self.vectors[component][position] * (value - moments.mean) / sd;
                }
            }
        }
        sums
    }
}

/// Finds the principal components of some columns, each standardised to mean 0 and standard deviation 1 (divisor n − 1).
///
/// - Missing values: places that lack one of the columns are left out.
/// - Sign: every vector points to a positive sum of its entries; where the sum is nothing, its largest entry (the first
///   of equals) is positive. Entries may still be negative: such a column runs against the component.
/// - Equal eigenvalues: their vectors span the right space, but are not unique.
/// - Cost: O(places · columns² + columns³).
///
/// # Errors
/// See [`PrincipalError`].
///
/// # Panics
/// If a position lies outside the matrix.
pub fn principal(x: &Matrix, columns: &[usize]) -> Result<Principal, PrincipalError> {
    if columns.is_empty() {
        return Err(PrincipalError::NoColumns);
    }
    let places = complete_places(x, columns);
    if places.len() < 3 {
        return Err(PrincipalError::TooFewPlaces { n_complete: places.len() });
    }
    let standardised = columns
        .iter()
        .map(|&column| {
            let values: Vec<Option<f64>> = places.iter().map(|&place| x.at(place, column)).collect();
            let moments = Moments::of(&values);
            if !moments.has_spread() {
                return Err(PrincipalError::Constant { column });
            }
            let scale = (moments.m2 * places.len() as f64).sqrt();
            Ok(values.into_iter().flatten().map(|x| (x - moments.mean) / scale).collect())
        })
        .collect::<Result<Vec<Vec<f64>>, _>>()?;
    let (eigenvalues, vectors) = eigen(&correlation_matrix(&standardised)).ok_or(PrincipalError::NotConverged)?;
    Ok(Principal { n_places: places.len(), eigenvalues, vectors })
}

fn complete_places(x: &Matrix, columns: &[usize]) -> Vec<usize> {
    (0..x.n_places()).filter(|&place| columns.iter().all(|&column| x.at(place, column).is_some())).collect()
}

/// Inner products of columns of length 1, ones on the diagonal.
fn correlation_matrix(columns: &[Vec<f64>]) -> Mat<f64> {
    let mut matrix = Mat::identity(columns.len(), columns.len());
    for (j, second) in columns.iter().enumerate() {
        for (i, first) in columns[..j].iter().enumerate() {
            let r = first.iter().zip(second).map(|(a, b)| a * b).sum();
            matrix[(i, j)] = r;
            matrix[(j, i)] = r;
        }
    }
    matrix
}

/// Eigenvalues in descending order, not below zero, with oriented vectors of length 1.
fn eigen(matrix: &Mat<f64>) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
    let m = matrix.nrows();
    let found = matrix.self_adjoint_eigen(Side::Lower).ok()?;
    let values = found.S().column_vector();
    let ascending: Vec<f64> = (0..m).map(|k| values[k]).collect();
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_by(|&a, &b| ascending[b].total_cmp(&ascending[a]));
    let vectors = order.iter().map(|&k| oriented((0..m).map(|i| found.U()[(i, k)]).collect())).collect();
    let eigenvalues: Vec<f64> = order.iter().map(|&k| ascending[k].max(0.0)).collect();
    eigenvalues.iter().all(|value| value.is_finite()).then_some((eigenvalues, vectors))
}

/// Turns a vector by the sign rule of [`principal`].
fn oriented(mut vector: Vec<f64>) -> Vec<f64> {
    let sum: f64 = vector.iter().sum();
    let lead = if sum.abs() > 1e-9 {
        sum
    } else {
        // Of entries equal up to rounding the first decides.
        let largest = vector.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        vector.iter().copied().find(|x| x.abs() > largest * (1.0 - 1e-9)).unwrap_or(1.0)
    };
    if lead < 0.0 {
        for x in &mut vector {
            *x = -*x;
        }
    }
    vector
}
