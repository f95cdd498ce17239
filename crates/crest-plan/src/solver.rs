//! The fence around the solver: a linear or mixed-integer programme in, its answer out.
//!
//! The solver is HiGHS (Huangfu, Hall, Parallelizing the dual revised simplex method, Mathematical Programming
//! Computation 10, 2018), on one thread, with a fixed seed, no time limit and no gap allowed, so that equal programmes
//! give equal bytes. No other file of the crate names it.

#[cfg(test)]
mod tests;

use highs::{Col, HighsModelStatus, HighsSolutionStatus, Model, RowProblem, Sense, SolvedModel};

/// How far a row or bound may be missed, and how far an integer may lie from a whole number.
///
/// HiGHS allows 1e-10 at the least; one power of ten above it keeps its simplex from stalling.
pub const FEASIBILITY: f64 = 1e-9;

/// The solver's switches of its own searches for better points; the effort allowed to them does not turn them off.
const SEARCHES: [&str; 6] = [
    "mip_heuristic_run_feasibility_jump",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
    "mip_heuristic_run_zi_round",
    "mip_heuristic_run_shifting",
];

/// Limits the work of a search, in steps that are the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Most nodes of branch and bound; `None` = until it is proven.
    pub n_nodes: Option<u32>,
}

impl Effort {
    /// Searches until the answer is proven.
    pub const UNTIL_PROVEN: Self = Self { n_nodes: None };
}

/// Holds a programme: minimise `Σ cost·x` with bounds on each variable and on each row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Programme {
    variables: Vec<Variable>,
    rows: Vec<Row>,
    start: Option<Vec<f64>>,
    keeps_root: bool,
    proves: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Variable {
    cost: f64,
    lower: f64,
    upper: f64,
    integer: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    lower: f64,
    upper: f64,
    terms: Vec<(usize, f64)>,
}

/// Holds a point of a programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// One value per variable; within [`FEASIBILITY`] of bounds, rows and whole numbers.
    pub x: Vec<f64>,
    /// Value of the objective at `x`.
    pub objective: f64,
    /// Change of the least objective per unit of each row's binding bound; empty with integer variables.
    pub duals: Vec<f64>,
}

/// Says how a programme ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// No better point exists, within the tolerances of the solver.
    Optimal(Point),
    /// No point meets every bound and row.
    Infeasible,
    /// The objective falls without end.
    Unbounded,
    /// The work allowed was used up.
    Limit {
        /// The best point met, if one was.
        best: Option<Point>,
        /// No point has an objective below this.
        bound: f64,
    },
}

/// Says why the solver gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SolverError {
    /// A number of the programme is not finite where it must be, or two bounds cross.
    Refused,
    /// Rounding kept the solver from an answer.
    Numerical,
}

impl std::fmt::Display for SolverError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused => write!(f, "the solver refused the programme"),
            Self::Numerical => write!(f, "rounding kept the solver from an answer"),
        }
    }
}

impl std::error::Error for SolverError {}

impl Programme {
    /// Adds a variable within `[lower, upper]`, ends may be infinite; returns its position.
    pub fn variable(&mut self, cost: f64, lower: f64, upper: f64) -> usize {
        self.variables.push(Variable { cost, lower, upper, integer: false });
        self.variables.len() - 1
    }

    /// Adds a variable that takes whole numbers within `[lower, upper]`; returns its position.
    pub fn integer(&mut self, cost: f64, lower: f64, upper: f64) -> usize {
        self.variables.push(Variable { cost, lower, upper, integer: true });
        self.variables.len() - 1
    }

    /// Adds the row `lower ≤ Σ factor·x ≤ upper`, ends may be infinite.
    ///
    /// # Panics
    /// In [`Programme::minimise`] if a term names a variable that was not added.
    pub fn row(&mut self, lower: f64, upper: f64, terms: Vec<(usize, f64)>) {
        self.rows.push(Row { lower, upper, terms });
    }

    /// Sets the cost of a variable.
    pub fn set_cost(&mut self, variable: usize, cost: f64) {
        self.variables[variable].cost = cost;
    }

    /// Fixes a variable, which is continuous from now on.
    pub fn fix(&mut self, variable: usize, value: f64) {
        let cost = self.variables[variable].cost;
        self.variables[variable] = Variable { cost, lower: value, upper: value, integer: false };
    }

    /// Offers a point from which an integer search may start; one that breaks a row is ignored.
    pub fn start_from(&mut self, point: Vec<f64>) {
        self.start = Some(point);
    }

    /// Keeps the search from beginning anew once many variables are fixed; whether that saves time depends on the programme.
    pub fn keep_root(&mut self) {
        self.keeps_root = true;
    }

    /// Leaves out the solver's own searches for better points, most of which are integer programmes themselves, and seeks cuts at the
    /// root only: for a programme whose start is good and whose tree is small, so that what remains is to prove it.
    pub fn prove(&mut self) {
        self.proves = true;
    }

    /// Number of variables.
    pub fn n_variables(&self) -> usize {
        self.variables.len()
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Whether a variable is an integer.
    pub fn is_integer(&self, variable: usize) -> bool {
        self.variables[variable].integer
    }

    /// Finds the least objective.
    ///
    /// - Determinism: one thread, seed 0, no clock; equal programmes give equal bytes. Of several optimal points
    ///   the one is returned that the solver meets first.
    /// - Gap: none is allowed, neither relative nor absolute. Bounds, rows and whole numbers are met within
    ///   [`FEASIBILITY`]; callers compute what they claim again from `x`.
    ///
    /// # Errors
    /// [`SolverError`] if a number is not finite or rounding ends the search.
    pub fn minimise(&self, effort: Effort) -> Result<Answer, SolverError> {
        let (mut model, _) = self.model(true)?;
        if let Some(n_nodes) = effort.n_nodes {
            set(&mut model, "mip_max_nodes", i32::try_from(n_nodes).unwrap_or(i32::MAX))?;
        }
        if let Some(start) = &self.start {
            // A refused start costs nothing but the help it would have been.
            let _ = model.try_set_solution(Some(start), None, None, None);
        }
        let solved = model.try_solve().map_err(|_| SolverError::Numerical)?;
        let integers = self.variables.iter().any(|variable| variable.integer);
        read(&solved, integers).map(|(answer, _)| answer)
    }

    fn model(&self, integers: bool) -> Result<(Model, Vec<Col>), SolverError> {
        let whole = |(lower, upper): (f64, f64)| !lower.is_nan() && !upper.is_nan() && lower <= upper;
        let fine = self.variables.iter().all(|v| v.cost.is_finite() && whole((v.lower, v.upper)))
            && self
                .rows
                .iter()
                .all(|row| whole((row.lower, row.upper)) && row.terms.iter().all(|(_, factor)| factor.is_finite()));
        if !fine {
            return Err(SolverError::Refused);
        }
        let mut problem = RowProblem::default();
        let columns: Vec<Col> = self
            .variables
            .iter()
            .map(|v| problem.add_column_with_integrality(v.cost, v.lower..=v.upper, v.integer && integers))
            .collect();
        for row in &self.rows {
            let terms = row.terms.iter().map(|&(variable, factor)| (columns[variable], factor));
            problem.add_row(row.lower..=row.upper, terms);
        }
        let mut model = problem.try_optimise(Sense::Minimise).map_err(|_| SolverError::Refused)?;
        model.make_quiet();
        set(&mut model, "threads", 1)?;
        set(&mut model, "parallel", "off")?;
        set(&mut model, "random_seed", 0)?;
        if self.keeps_root {
            set(&mut model, "mip_allow_restart", false)?;
        }
        if self.proves {
            set(&mut model, "mip_heuristic_effort", 0.0)?;
            set(&mut model, "mip_allow_cut_separation_at_nodes", false)?;
            for name in SEARCHES {
                set(&mut model, name, false)?;
            }
        }
        for name in ["mip_rel_gap", "mip_abs_gap"] {
            set(&mut model, name, 0.0)?;
        }
        for name in ["primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"] {
            set(&mut model, name, FEASIBILITY)?;
        }
        Ok((model, columns))
    }
}

fn set<V: highs::HighsOptionValue>(model: &mut Model, name: &str, value: V) -> Result<(), SolverError> {
    model.try_set_option(name, value).map_err(|_| SolverError::Refused)
}

fn read(solved: &SolvedModel, integers: bool) -> Result<(Answer, HighsModelStatus), SolverError> {
    let status = solved.status();
    let point = || {
        let solution = solved.get_solution();
        let duals = if integers { Vec::new() } else { solution.dual_rows().to_vec() };
        Point { x: solution.columns().to_vec(), objective: solved.objective_value(), duals }
    };
    let answer = match status {
        HighsModelStatus::Optimal => Answer::Optimal(point()),
        HighsModelStatus::ModelEmpty => Answer::Optimal(Point { x: Vec::new(), objective: 0.0, duals: Vec::new() }),
        HighsModelStatus::Infeasible => Answer::Infeasible,
        HighsModelStatus::Unbounded | HighsModelStatus::UnboundedOrInfeasible => Answer::Unbounded,
        HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedInterrupt => {
            let found = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
            let bound = solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY);
            Answer::Limit { best: found.then(point), bound }
        }
        _ => return Err(SolverError::Numerical),
    };
    Ok((answer, status))
}

/// Holds a linear programme that is solved again and again with other costs, each time from the last vertex.
///
/// Integer variables are taken as continuous. The point returned may depend on what was asked before, where several are
/// optimal; the same questions in the same order give the same bytes.
pub struct Warm {
    model: Option<Model>,
    columns: Vec<Col>,
    costs: Vec<f64>,
}

impl Warm {
    /// Builds it; the costs are those of the programme.
    ///
    /// # Errors
    /// [`SolverError::Refused`] if a number is not finite.
    pub fn new(programme: &Programme) -> Result<Self, SolverError> {
        let (model, columns) = programme.model(false)?;
        let costs = programme.variables.iter().map(|variable| variable.cost).collect();
        Ok(Self { model: Some(model), columns, costs })
    }

    /// Sets the cost of a variable.
    pub fn set_cost(&mut self, variable: usize, cost: f64) {
        if self.costs[variable] != cost {
            self.costs[variable] = cost;
            if let Some(model) = &mut self.model {
                model.change_column_cost(self.columns[variable], cost);
            }
        }
    }

    /// Finds the least objective.
    ///
    /// # Errors
    /// [`SolverError::Numerical`] if rounding ends the search; every later question gives the same error.
    pub fn minimise(&mut self) -> Result<Answer, SolverError> {
        let model = self.model.take().ok_or(SolverError::Numerical)?;
        let solved = model.try_solve().map_err(|_| SolverError::Numerical)?;
        let (answer, _) = read(&solved, false)?;
        self.model = Some(Model::from(solved));
        Ok(answer)
    }
}
