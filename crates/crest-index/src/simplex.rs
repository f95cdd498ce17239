//! The best solution of a small linear programme: a dense two-phase simplex.
//!
//! Source: Dantzig, Linear Programming and Extensions (1963), ch. 5 (two phases); Bland, New finite pivoting rules for
//! the simplex method, Mathematics of Operations Research 2 (1977), for the rule that cannot cycle.

#[cfg(test)]
mod tests;

/// Says on which side of its bound a linear form must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `a·x ≤ b`.
    AtMost,
    /// `a·x ≥ b`.
    AtLeast,
    /// `a·x = b`.
    Equal,
}

/// Holds one row of a linear programme: `coefficients · x  relation  bound`.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// One coefficient per variable.
    pub coefficients: Vec<f64>,
    /// The side on which the form must lie.
    pub relation: Relation,
    /// The right-hand side.
    pub bound: f64,
}

/// Holds an optimal vertex of a linear programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The largest value of the objective.
    pub objective: f64,
    /// One optimal value per variable; other optima may exist.
    pub solution: Vec<f64>,
    /// Number of exchanges of the basis that were needed.
    pub n_pivots: usize,
}

/// Says why a linear programme has no optimal vertex here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimplexError {
    /// No point meets every constraint.
    Infeasible,
    /// The objective grows without end.
    Unbounded,
    /// A row has another number of coefficients than the objective.
    Shape {
        /// Position of the row.
        row: usize,
        /// Its number of coefficients.
        n_found: usize,
        /// The number of variables.
        n_expected: usize,
    },
    /// A coefficient or bound is not a finite number.
    NotFinite,
    /// The tableau would hold more than [`MAX_CELLS`] numbers.
    TooLarge {
        /// Numbers the tableau would hold.
        n_cells: usize,
    },
    /// Rounding kept the search from ending within its bound of exchanges.
    Stalled,
}

impl std::fmt::Display for SimplexError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Infeasible => write!(f, "no point meets every constraint"),
            Self::Unbounded => write!(f, "the objective grows without end"),
            Self::Shape { row, n_found, n_expected } => {
                write!(f, "row {row} has {n_found} coefficients, the objective {n_expected}")
            }
            Self::NotFinite => write!(f, "a coefficient or bound is not finite"),
            Self::TooLarge { n_cells } => write!(f, "the tableau needs {n_cells} cells, the limit is {MAX_CELLS}"),
            Self::Stalled => write!(f, "rounding kept the search from ending"),
        }
    }
}

impl std::error::Error for SimplexError {}

/// The largest tableau that is tried (64 MiB of numbers); larger programmes belong to a real solver.
pub const MAX_CELLS: usize = 8 * 1024 * 1024;

/// Below this size a scaled number is rounding.
const ZERO: f64 = 1e-11;

/// Maximises `objective · x` over `x ≥ 0` and the constraints.
///
/// Phase one drives artificial variables to zero to find a vertex; phase two climbs from it. The entering variable is
/// the one of steepest gain; after a run of exchanges without gain Bland's rule (lowest position) takes over until the
/// objective moves again, so that the search cannot cycle.
///
/// - Rows are scaled by their largest coefficient; numbers below 1e-11 of it count as zero. Well-scaled programmes of
///   a few hundred rows come out to about 1e-12 relative.
/// - Ties: the lowest position leaves and enters, so equal input gives equal output.
/// - Cost: O(rows · columns) per exchange, usually two to three exchanges per row.
///
/// # Errors
/// Every case of [`SimplexError`].
///
/// # Examples
/// ```
/// use crest_index::simplex::{Constraint, Relation, maximise};
/// // max 3x + 2y with x + y ≤ 4, x + 3y ≤ 6, x ≤ 3: the vertex (3, 1) gives 11.
/// let row = |coefficients: [f64; 2], bound| Constraint {
///     coefficients: coefficients.to_vec(), relation: Relation::AtMost, bound };
/// let best = maximise(&[3.0, 2.0], &[row([1.0, 1.0], 4.0), row([1.0, 3.0], 6.0), row([1.0, 0.0], 3.0)])?;
/// assert!((best.objective - 11.0).abs() < 1e-12);
/// # Ok::<(), crest_index::simplex::SimplexError>(())
/// ```
pub fn maximise(objective: &[f64], constraints: &[Constraint]) -> Result<Optimum, SimplexError> {
    check(objective, constraints)?;
    let mut tableau = Tableau::new(objective.len(), constraints)?;
    if tableau.first_artificial < tableau.n_columns {
        let mut phase_one = vec![0.0; tableau.n_columns];
        phase_one[tableau.first_artificial..].fill(-1.0);
        tableau.price(&phase_one);
        tableau.climb(tableau.n_columns)?;
        let scale = 1.0 + constraints.iter().map(|row| row.bound.abs()).fold(0.0, f64::max);
        let left: f64 = (0..tableau.n_rows)
            .filter(|&row| tableau.basis[row] >= tableau.first_artificial)
            .map(|row| tableau.rhs(row).abs())
            .sum();
        if left > 1e-9 * scale {
            return Err(SimplexError::Infeasible);
        }
        tableau.expel_artificials();
    }
    let mut phase_two = vec![0.0; tableau.n_columns];
    phase_two[..objective.len()].copy_from_slice(objective);
    tableau.price(&phase_two);
    tableau.climb(tableau.first_artificial)?;
    let mut solution = vec![0.0; objective.len()];
    for row in 0..tableau.n_rows {
        if let Some(value) = solution.get_mut(tableau.basis[row]) {
            *value = tableau.rhs(row).max(0.0);
        }
    }
    let value = objective.iter().zip(&solution).map(|(c, x)| c * x).sum();
    Ok(Optimum { objective: value, solution, n_pivots: tableau.n_pivots })
}

fn check(objective: &[f64], constraints: &[Constraint]) -> Result<(), SimplexError> {
    let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
    for (row, constraint) in constraints.iter().enumerate() {
        if constraint.coefficients.len() != objective.len() {
            let n_found = constraint.coefficients.len();
            return Err(SimplexError::Shape { row, n_found, n_expected: objective.len() });
        }
        if !constraint.bound.is_finite() || !finite(&constraint.coefficients) {
            return Err(SimplexError::NotFinite);
        }
    }
    if finite(objective) { Ok(()) } else { Err(SimplexError::NotFinite) }
}

/// The working table: one row per constraint, then the right-hand side in the last column.
struct Tableau {
    n_rows: usize,
    n_columns: usize,
    first_artificial: usize,
    cells: Vec<f64>,
    /// Gain per unit of each column at the present vertex.
    gains: Vec<f64>,
    basis: Vec<usize>,
    n_pivots: usize,
}

impl Tableau {
    /// Columns: the variables, one slack or surplus per inequality, one artificial per row that starts without a basis.
    fn new(n_variables: usize, constraints: &[Constraint]) -> Result<Self, SimplexError> {
        // A negative bound turns the row around, so that every bound is at least zero.
        let turned = |c: &Constraint| c.bound < 0.0 || (c.bound == 0.0 && c.relation == Relation::AtLeast);
        let relation = |c: &Constraint| match (c.relation, turned(c)) {
            (Relation::AtMost, true) => Relation::AtLeast,
            (Relation::AtLeast, true) => Relation::AtMost,
            (same, _) => same,
        };
        let n_rows = constraints.len();
        let n_slacks = constraints.iter().filter(|c| c.relation != Relation::Equal).count();
        let n_artificials = constraints.iter().filter(|c| relation(c) != Relation::AtMost).count();
        let first_artificial = n_variables + n_slacks;
        let n_columns = first_artificial + n_artificials;
        let n_cells = n_rows.saturating_mul(n_columns + 1);
        if n_cells > MAX_CELLS {
            return Err(SimplexError::TooLarge { n_cells });
        }
        let mut cells = vec![0.0; n_cells];
        let mut basis = vec![0; n_rows];
        let (mut slack, mut artificial) = (n_variables, first_artificial);
        for (row, constraint) in constraints.iter().enumerate() {
            let line = &mut cells[row * (n_columns + 1)..(row + 1) * (n_columns + 1)];
            let largest = constraint.coefficients.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            let sign = if turned(constraint) { -1.0 } else { 1.0 };
            let factor = if largest > 0.0 { sign / largest } else { sign };
            for (cell, coefficient) in line.iter_mut().zip(&constraint.coefficients) {
                *cell = coefficient * factor;
            }
            line[n_columns] = constraint.bound * factor;
            match relation(constraint) {
                Relation::AtMost => {
                    line[slack] = 1.0;
                    basis[row] = slack;
                }
                Relation::AtLeast => line[slack] = -1.0,
                Relation::Equal => {}
            }
            if constraint.relation != Relation::Equal {
                slack += 1;
            }
            if relation(constraint) != Relation::AtMost {
                line[artificial] = 1.0;
                basis[row] = artificial;
                artificial += 1;
            }
        }
        Ok(Self { n_rows, n_columns, first_artificial, cells, gains: Vec::new(), basis, n_pivots: 0 })
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * (self.n_columns + 1) + column]
    }

    fn rhs(&self, row: usize) -> f64 {
        self.at(row, self.n_columns)
    }

    /// Sets the gains of an objective at the present basis.
    fn price(&mut self, objective: &[f64]) {
        self.gains = objective.to_vec();
        for row in 0..self.n_rows {
            let cost = objective[self.basis[row]];
            if cost != 0.0 {
                let line = &self.cells[row * (self.n_columns + 1)..];
                for (gain, cell) in self.gains.iter_mut().zip(line) {
                    *gain -= cost * cell;
                }
            }
        }
    }

    /// Exchanges the basis until no column before `end` gains.
    fn climb(&mut self, end: usize) -> Result<(), SimplexError> {
        let patience = self.n_rows + 8;
        let limit = 200 * (self.n_rows + self.n_columns) + 1000;
        let scale = self.gains.iter().fold(0.0_f64, |most, x| most.max(x.abs())).max(f64::MIN_POSITIVE);
        let mut idle = 0;
        for _ in 0..limit {
            let gaining = (0..end).filter(|&column| self.gains[column] > 10.0 * ZERO * scale);
            let entering = if idle < patience {
                // The first of the steepest columns.
                gaining.fold(None, |best: Option<usize>, column| match best {
                    Some(old) if self.gains[old] >= self.gains[column] => best,
                    _ => Some(column),
                })
            } else {
                gaining.min()
            };
            let Some(entering) = entering else { return Ok(()) };
            let leaving = self.leaving(entering).ok_or(SimplexError::Unbounded)?;
            idle = if self.rhs(leaving) > ZERO { 0 } else { idle + 1 };
            self.pivot(leaving, entering);
        }
        Err(SimplexError::Stalled)
    }

    /// The row that limits the entering column; of tied rows the one whose basic variable stands first.
    fn leaving(&self, entering: usize) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for row in 0..self.n_rows {
            let cell = self.at(row, entering);
            if cell <= 1e-9 {
                continue;
            }
            let ratio = self.rhs(row).max(0.0) / cell;
            let better = match best {
                None => true,
                Some((old, least)) => ratio < least || (ratio == least && self.basis[row] < self.basis[old]),
            };
            if better {
                best = Some((row, ratio));
            }
        }
        best.map(|(row, _)| row)
    }

    fn pivot(&mut self, leaving: usize, entering: usize) {
        let width = self.n_columns + 1;
        let pivot = self.at(leaving, entering);
        for cell in &mut self.cells[leaving * width..(leaving + 1) * width] {
            *cell /= pivot;
        }
        let line: Vec<f64> = self.cells[leaving * width..(leaving + 1) * width].to_vec();
        for row in (0..self.n_rows).filter(|&row| row != leaving) {
            let target = &mut self.cells[row * width..(row + 1) * width];
            let factor = target[entering];
            if factor != 0.0 {
                for (cell, other) in target.iter_mut().zip(&line) {
                    *cell -= factor * other;
                }
                target[entering] = 0.0;
            }
        }
        let factor = self.gains[entering];
        for (gain, other) in self.gains.iter_mut().zip(&line) {
            *gain -= factor * other;
        }
        self.gains[entering] = 0.0;
        self.basis[leaving] = entering;
        self.n_pivots += 1;
    }

    /// Takes artificial variables that rest at zero out of the basis; a row where none can replace it is redundant.
    fn expel_artificials(&mut self) {
        for row in 0..self.n_rows {
            if self.basis[row] >= self.first_artificial {
                let other = (0..self.first_artificial).find(|&column| self.at(row, column).abs() > 1e-9);
                if let Some(column) = other {
                    self.pivot(row, column);
                }
            }
        }
    }
}
