//! What is compared: a complete matrix of places × elements, and the scores that weights make of it.

#[cfg(test)]
mod tests;

/// Share of the largest spread of an element below which two scores count as equal.
pub const RESOLUTION: f64 = 1e-9;

/// Holds normalised values, places × elements, row by row; more is better.
///
/// The score of place i under weights w is `S_i(w) = Σ_k w_k · x_ik`. For a geometric index hand in logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix<'a> {
    cells: &'a [f64],
    n_elements: usize,
    resolution: f64,
}

/// Says why cells are no matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixError {
    /// There is no place or no element.
    Empty,
    /// The number of cells is no multiple of the number of elements.
    Shape {
        /// Number of cells.
        n_cells: usize,
        /// Number of elements.
        n_elements: usize,
    },
    /// A cell is not a finite number: a missing value has no score here.
    NotFinite {
        /// Row of the cell.
        place: usize,
        /// Column of the cell.
        element: usize,
    },
}

impl std::fmt::Display for MatrixError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "the matrix has no place or no element"),
            Self::Shape { n_cells, n_elements } => write!(f, "{n_cells} cells are no rows of {n_elements} elements"),
            Self::NotFinite { place, element } => {
                write!(f, "the value of place {place} in element {element} is not finite")
            }
        }
    }
}

impl std::error::Error for MatrixError {}

impl<'a> Matrix<'a> {
    /// Takes cells row by row.
    ///
    /// # Errors
    /// [`MatrixError`] if the cells make no whole rows, or one is not finite.
    pub fn new(cells: &'a [f64], n_elements: usize) -> Result<Self, MatrixError> {
        if cells.is_empty() || n_elements == 0 {
            return Err(MatrixError::Empty);
        }
        if !cells.len().is_multiple_of(n_elements) {
            return Err(MatrixError::Shape { n_cells: cells.len(), n_elements });
        }
        if let Some(at) = cells.iter().position(|cell| !cell.is_finite()) {
            return Err(MatrixError::NotFinite { place: at / n_elements, element: at % n_elements });
        }
        let spread = (0..n_elements).map(|element| {
            let column = cells.iter().skip(element).step_by(n_elements);
            let (low, high) = column.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
            high - low
        });
        let resolution = RESOLUTION * spread.fold(0.0, f64::max);
        Ok(Self { cells, n_elements, resolution })
    }

    /// Number of places.
    pub fn n_places(&self) -> usize {
        self.cells.len() / self.n_elements
    }

    /// Number of elements.
    pub fn n_elements(&self) -> usize {
        self.n_elements
    }

    /// Returns the smallest difference of scores that is told from a tie: [`RESOLUTION`] times the largest spread
    /// (max − min) of an element; 0 if no element varies.
    pub fn resolution(&self) -> f64 {
        self.resolution
    }

    /// Returns the values of a place.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn row(&self, place: usize) -> &'a [f64] {
        &self.cells[place * self.n_elements..(place + 1) * self.n_elements]
    }

    /// Computes the score of a place: `Σ_k w_k · x_k`, summed in order.
    pub fn score(&self, place: usize, weights: &[f64]) -> f64 {
        dot(self.row(place), weights)
    }

    /// Returns how much better `a` is than `b` in each element.
    pub fn difference(&self, a: usize, b: usize) -> Vec<f64> {
        self.row(a).iter().zip(self.row(b)).map(|(x, y)| x - y).collect()
    }

    /// Computes `S_a(w) − S_b(w)` from the differences, so that equal rows lead by exactly 0.
    pub fn lead(&self, a: usize, b: usize, weights: &[f64]) -> f64 {
        self.row(a).iter().zip(self.row(b)).zip(weights).map(|((x, y), w)| w * (x - y)).sum()
    }

    /// Counts the places that are ahead of a place by more than `margin`, plus one.
    ///
    /// Cost: O(places · elements).
    pub fn rank(&self, place: usize, weights: &[f64], margin: f64) -> usize {
        1 + (0..self.n_places()).filter(|&other| other != place && self.lead(other, place, weights) > margin).count()
    }
}

/// Sum of products in order.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
