//! Cholesky factor of a small symmetric matrix.

/// Holds the lower triangle `L` with `L Lᵀ = A`, row-major.
pub(super) struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

/// Least pivot, relative to the diagonal, below which a matrix counts as singular.
const LEAST_PIVOT: f64 = 1e-12;

impl Cholesky {
    /// Factors a matrix; `None` when it is not positive definite.
    pub(super) fn of(matrix: &[f64], n: usize) -> Option<Self> {
        let mut lower = vec![0.0; n * n];
        for row in 0..n {
            for column in 0..=row {
                let known: f64 = (0..column).map(|k| lower[row * n + k] * lower[column * n + k]).sum();
                let rest = matrix[row * n + column] - known;
                if row == column {
                    if rest.is_nan() || rest <= LEAST_PIVOT * matrix[row * n + row].abs() {
                        return None;
                    }
                    lower[row * n + row] = rest.sqrt();
                } else {
                    lower[row * n + column] = rest / lower[column * n + column];
                }
            }
        }
        Some(Self { n, lower })
    }

    /// Factors a matrix after lifting its diagonal by `ridge`, tenfold more as often as needed.
    pub(super) fn with_ridge(matrix: &[f64], n: usize, ridge: f64) -> Self {
        let mut lift = ridge;
        // A diagonal above the sum of all absolute entries is certainly enough; the identity ends what is not finite.
        for _ in 0..40 {
            let mut lifted = matrix.to_vec();
            (0..n).for_each(|k| lifted[k * n + k] += lift);
            if let Some(factor) = Self::of(&lifted, n) {
                return factor;
            }
            lift *= 10.0;
        }
        let identity = (0..n * n).map(|at| if at / n == at % n { 1.0 } else { 0.0 }).collect();
        Self { n, lower: identity }
    }

    /// Solves `A x = b`.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.n;
        let mut x = b.to_vec();
        for row in 0..n {
            let known: f64 = (0..row).map(|k| self.lower[row * n + k] * x[k]).sum();
            x[row] = (x[row] - known) / self.lower[row * n + row];
        }
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n).map(|k| self.lower[k * n + row] * x[k]).sum();
            x[row] = (x[row] - known) / self.lower[row * n + row];
        }
        x
    }
}
