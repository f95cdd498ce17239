//! Which weights are admissible: a polytope of weights, and the best and worst of a linear form over it.
//!
//! Bands around stated weights, an order of importance, bounds on groups and a tree of weights all become linear rows over the
//! effective weights of the elements. Sets, symbols and sources: `docs/methods/inverse.md`.

mod nested;

#[cfg(test)]
mod tests;

use crate::solver::{Answer, Effort, Programme, SolverError, Warm};
use nested::Nested;

/// How far weights may miss a bound, a row or the sum 1 and still be called admissible.
pub const SLACK: f64 = 1e-8;

/// Holds the row `lower ≤ Σ factor·w ≤ upper` over the weights; an end may be infinite.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Element and factor.
    pub terms: Vec<(usize, f64)>,
    /// Least value of the form.
    pub lower: f64,
    /// Greatest value of the form.
    pub upper: f64,
}

/// Describes one level of a tree of weights, from the top down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level<'a> {
    /// Per element, its group on this level. Groups of a lower level lie inside those of the level above.
    pub group_of: &'a [usize],
    /// How far the share of a group in its parent may differ from the stated share, as a part of it: 0.25 = ±25 %.
    pub relative: f64,
}

/// Holds a set of admissible weights: `w ≥ 0`, `Σ w = 1`, bounds, shares within groups, rows. It is never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Admissible {
    nested: Nested,
    /// Bounds and rows beyond the shares; `None` while the shares say everything.
    lower: Vec<f64>,
    upper: Vec<f64>,
    bounded: bool,
    rows: Vec<Row>,
}

/// Says why a description is no set of weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AdmissibleError {
    /// There is no element.
    NoElements,
    /// A list has another length than the number of elements.
    Length {
        /// Its length.
        n_found: usize,
        /// The number of elements.
        n_elements: usize,
    },
    /// A bound is not a number, negative where it must not be, or above the other one.
    Bounds {
        /// The element.
        element: usize,
        /// The lower bound.
        lower: f64,
        /// The upper bound.
        upper: f64,
    },
    /// A stated weight is negative or not finite.
    Weight {
        /// The element.
        element: usize,
        /// The weight.
        weight: f64,
    },
    /// The stated weights do not sum to 1.
    WeightSum {
        /// Their sum.
        sum: f64,
    },
    /// A relative band is negative or not finite.
    Relative {
        /// The band.
        relative: f64,
    },
    /// A group of a lower level lies in two groups of the level above.
    Nesting {
        /// The lower level, counted from 0.
        level: usize,
        /// An element of the group.
        element: usize,
    },
    /// An element is named that does not exist, or twice in an order.
    Element {
        /// The element.
        element: usize,
    },
    /// A row holds a factor that is not finite, or its ends cross.
    RowBounds {
        /// Position of the row.
        row: usize,
    },
    /// The lower bounds sum to more than 1.
    LowerSum {
        /// Their sum.
        sum: f64,
    },
    /// The upper bounds sum to less than 1.
    UpperSum {
        /// Their sum.
        sum: f64,
    },
    /// No weights within the bounds meet this row, whatever the other rows.
    RowUnmet {
        /// Position of the row.
        row: usize,
        /// Least value of its form within the bounds.
        least: f64,
        /// Greatest value of its form within the bounds.
        greatest: f64,
    },
    /// The bounds and each row can be met, but not together.
    Empty,
    /// The solver gave no answer.
    Solver(SolverError),
}

impl std::fmt::Display for AdmissibleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoElements => write!(f, "there is no element to weight"),
            Self::Length { n_found, n_elements } => write!(f, "a list of {n_found} for {n_elements} elements"),
            Self::Bounds { element, lower, upper } => {
                write!(f, "element {element} has the bounds {lower} and {upper}; expected 0 ≤ lower ≤ upper")
            }
            Self::Weight { element, weight } => write!(f, "element {element} has the weight {weight}"),
            Self::WeightSum { sum } => write!(f, "the stated weights sum to {sum}; expected 1"),
            Self::Relative { relative } => write!(f, "a band of {relative}; expected 0 or more"),
            Self::Nesting { level, element } => {
                write!(f, "the group of element {element} on level {level} lies in two groups of the level above")
            }
            Self::Element { element } => write!(f, "element {element} does not exist or stands twice"),
            Self::RowBounds { row } => write!(f, "row {row} has a factor that is not finite, or ends that cross"),
            Self::LowerSum { sum } => write!(f, "the lower bounds sum to {sum}, above 1"),
            Self::UpperSum { sum } => write!(f, "the upper bounds sum to {sum}, below 1"),
            Self::RowUnmet { row, least, greatest } => {
                write!(f, "row {row} cannot be met: within the bounds it lies from {least} to {greatest}")
            }
            Self::Empty => write!(f, "no weights meet all rows together"),
            Self::Solver(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AdmissibleError {}

impl From<SolverError> for AdmissibleError {
    fn from(error: SolverError) -> Self {
        Self::Solver(error)
    }
}

/// Holds weights at which a linear form is greatest or least, and its value there.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// Value of the form, computed from the weights.
    pub value: f64,
    /// Admissible weights that attain it.
    pub weights: Vec<f64>,
}

impl Admissible {
    /// All weights: `w ≥ 0`, `Σ w = 1`.
    ///
    /// # Errors
    /// [`AdmissibleError::NoElements`] for no elements.
    pub fn simplex(n_elements: usize) -> Result<Self, AdmissibleError> {
        Self::bounded(&vec![0.0; n_elements], &vec![1.0; n_elements])
    }

    /// Weights within bounds: `lower ≤ w ≤ upper`, `Σ w = 1`; a bound above 1 counts as 1.
    ///
    /// # Errors
    /// [`AdmissibleError`] if bounds cross, or no weights within them sum to 1.
    pub fn bounded(lower: &[f64], upper: &[f64]) -> Result<Self, AdmissibleError> {
        let upper: Vec<f64> = upper.iter().map(|bound| bound.min(1.0)).collect();
        check_bounds(lower, &upper)?;
        Ok(Self::of(Nested::flat(lower, &upper)))
    }

    /// Weights within a band around stated ones: `(1 − r)·ŵ ≤ w ≤ (1 + r)·ŵ`, `Σ w = 1`.
    ///
    /// # Errors
    /// [`AdmissibleError`] if the stated weights are negative or do not sum to 1 within 1e-8, or the band is negative.
    pub fn band(stated: &[f64], relative: f64) -> Result<Self, AdmissibleError> {
        let stated = checked_weights(stated)?;
        check_relative(relative)?;
        let bound = |sign: f64| -> Vec<f64> { stated.iter().map(|w| (w * (1.0 + sign * relative)).max(0.0)).collect() };
        Self::bounded(&bound(-1.0), &bound(1.0))
    }

    /// Weights of a tree, with a band on every level around the share of each group in its parent.
    ///
    /// With `W_g = Σ_{k∈g} w_k` and `ŝ_g = Ŵ_g / Ŵ_parent` from the stated weights: `(1 − r)·ŝ_g·W_parent ≤ W_g ≤
    /// (1 + r)·ŝ_g·W_parent`, for each group of each level with the band of that level, and for each element in its
    /// lowest group with `relative`. This is a polytope in the effective weights, wider than [`Admissible::band`]: an element
    /// moves with its pillar and inside it.
    ///
    /// - `stated`: effective weights, at least 0, sum 1. A group of weight 0 keeps weight 0.
    /// - With no levels it is [`Admissible::band`].
    ///
    /// # Errors
    /// [`AdmissibleError`] as for the band, or if levels do not nest.
    pub fn tree_band(stated: &[f64], levels: &[Level<'_>], relative: f64) -> Result<Self, AdmissibleError> {
        let stated = checked_weights(stated)?;
        check_relative(relative)?;
        for level in levels {
            check_relative(level.relative)?;
            if level.group_of.len() != stated.len() {
                return Err(AdmissibleError::Length { n_found: level.group_of.len(), n_elements: stated.len() });
            }
        }
        Nested::tree(&stated, levels, relative).map(Self::of)
    }

    /// Weights that do not rise along an order of importance: `w_{o₁} ≥ w_{o₂} ≥ …`; elements not named are free.
    ///
    /// # Errors
    /// [`AdmissibleError::Element`] if an element does not exist or stands twice.
    pub fn ordinal(n_elements: usize, order: &[usize]) -> Result<Self, AdmissibleError> {
        Self::simplex(n_elements)?.with_order(order)
    }

    fn of(nested: Nested) -> Self {
        let n = nested.n_elements();
        Self { nested, lower: vec![0.0; n], upper: vec![1.0; n], bounded: false, rows: Vec::new() }
    }

    /// Narrows the set by an order of importance.
    ///
    /// # Errors
    /// [`AdmissibleError`] if an element does not exist or stands twice, or no weights are left.
    pub fn with_order(self, order: &[usize]) -> Result<Self, AdmissibleError> {
        let mut seen = vec![false; self.n_elements()];
        for &element in order {
            match seen.get_mut(element) {
                Some(seen) if !*seen => *seen = true,
                _ => return Err(AdmissibleError::Element { element }),
            }
        }
        let rows = order.windows(2).map(|pair| {
            let terms = vec![(pair[0], 1.0), (pair[1], -1.0)];
            Row { terms, lower: 0.0, upper: f64::INFINITY }
        });
        self.with_rows(rows.collect())
    }

    /// Narrows the set by bounds on the weight of groups: `lower ≤ Σ_{k∈group} w_k ≤ upper`.
    ///
    /// # Errors
    /// [`AdmissibleError`] as for [`Admissible::with_rows`].
    pub fn with_group(self, group: &[usize], lower: f64, upper: f64) -> Result<Self, AdmissibleError> {
        let terms = group.iter().map(|&element| (element, 1.0)).collect();
        self.with_rows(vec![Row { terms, lower, upper }])
    }

    /// Narrows the set by bounds on single weights.
    ///
    /// # Errors
    /// [`AdmissibleError`] if bounds cross or no weights are left.
    pub fn with_bounds(mut self, lower: &[f64], upper: &[f64]) -> Result<Self, AdmissibleError> {
        if lower.len() != self.n_elements() {
            return Err(AdmissibleError::Length { n_found: lower.len(), n_elements: self.n_elements() });
        }
        let upper: Vec<f64> = upper.iter().map(|bound| bound.min(1.0)).collect();
        check_bounds(lower, &upper)?;
        for element in 0..self.n_elements() {
            let (low, high) = (self.lower[element].max(lower[element]), self.upper[element].min(upper[element]));
            if low > high {
                return Err(AdmissibleError::Bounds { element, lower: low, upper: high });
            }
            (self.lower[element], self.upper[element]) = (low, high);
        }
        self.bounded = true;
        self.check_met(0)?;
        Ok(self)
    }

    /// Narrows the set by linear rows.
    ///
    /// # Errors
    /// [`AdmissibleError::RowUnmet`] names a row that no weights meet even without the other rows;
    /// [`AdmissibleError::Empty`] means the rows exclude each other. The position counts all rows added so far.
    pub fn with_rows(mut self, rows: Vec<Row>) -> Result<Self, AdmissibleError> {
        let first = self.rows.len();
        for (offset, row) in rows.iter().enumerate() {
            if let Some(&(element, _)) = row.terms.iter().find(|(element, _)| *element >= self.n_elements()) {
                return Err(AdmissibleError::Element { element });
            }
            let finite = row.terms.iter().all(|(_, factor)| factor.is_finite());
            let ordered = row.lower <= row.upper && row.lower < f64::INFINITY && row.upper > f64::NEG_INFINITY;
            if !finite || !ordered {
                return Err(AdmissibleError::RowBounds { row: first + offset });
            }
        }
        self.rows.extend(rows);
        self.check_met(first)?;
        Ok(self)
    }

    /// Tells which row alone cannot be met, or that all cannot be met together.
    fn check_met(&self, first: usize) -> Result<(), AdmissibleError> {
        for (position, row) in self.rows.iter().enumerate().skip(first) {
            let mut form = vec![0.0; self.n_elements()];
            for &(element, factor) in &row.terms {
                form[element] += factor;
            }
            let greatest = self.nested.greatest(&form).0;
            form.iter_mut().for_each(|factor| *factor = -*factor);
            let least = -self.nested.greatest(&form).0;
            if greatest < row.lower - SLACK || least > row.upper + SLACK {
                return Err(AdmissibleError::RowUnmet { row: position, least, greatest });
            }
        }
        let mut programme = Programme::default();
        self.enter(&mut programme);
        match programme.minimise(Effort::UNTIL_PROVEN)? {
            Answer::Optimal(_) => Ok(()),
            Answer::Infeasible => Err(AdmissibleError::Empty),
            Answer::Unbounded | Answer::Limit { .. } => Err(SolverError::Numerical.into()),
        }
    }

    /// Number of elements.
    pub fn n_elements(&self) -> usize {
        self.nested.n_elements()
    }

    /// Whether shares alone describe the set, so that extremes need no solver.
    pub fn is_nested(&self) -> bool {
        !self.bounded && self.rows.is_empty()
    }

    /// Computes by how much weights miss the set: the largest miss of the sum 1, of a bound, a share or a row.
    ///
    /// Weights that miss it by at most [`SLACK`] count as admissible.
    ///
    /// # Panics
    /// If the number of weights is not the number of elements.
    pub fn miss(&self, weights: &[f64]) -> f64 {
        assert_eq!(weights.len(), self.n_elements(), "there is one weight per element");
        let bounds = (0..weights.len()).map(|k| (self.lower[k] - weights[k]).max(weights[k] - self.upper[k]));
        let rows = self.rows.iter().map(|row| {
            let value: f64 = row.terms.iter().map(|&(element, factor)| factor * weights[element]).sum();
            (row.lower - value).max(value - row.upper)
        });
        bounds.chain(rows).fold(self.nested.miss(weights), f64::max)
    }

    /// Adds the weights to a programme, with all that bounds them; the elements' positions come first.
    pub(crate) fn enter(&self, programme: &mut Programme) -> Vec<usize> {
        let weights = self.nested.enter(programme, &self.lower, &self.upper);
        for row in &self.rows {
            let terms = row.terms.iter().map(|&(element, factor)| (weights[element], factor)).collect();
            programme.row(row.lower, row.upper, terms);
        }
        weights
    }

    /// Finds the greatest value of `Σ c·w` over the set, and weights that attain it.
    ///
    /// - Shares alone: exact by filling the best shares first, level by level; O(n log n), no solver.
    /// - With rows or bounds on top: one linear programme; many questions on one set are cheaper by [`Support`].
    /// - Ties between elements: the lower position is filled first.
    ///
    /// # Errors
    /// [`AdmissibleError::Length`] for a form of another length, else [`AdmissibleError::Solver`].
    pub fn greatest(&self, form: &[f64]) -> Result<Extreme, AdmissibleError> {
        Support::new(self)?.greatest(form)
    }

    /// Finds the least value of `Σ c·w` over the set, and weights that attain it; as [`Admissible::greatest`].
    ///
    /// # Errors
    /// As [`Admissible::greatest`].
    pub fn least(&self, form: &[f64]) -> Result<Extreme, AdmissibleError> {
        Support::new(self)?.least(form)
    }
}

/// Answers many questions for the greatest value of a form over one set, each from the vertex of the one before.
pub struct Support<'a> {
    set: &'a Admissible,
    warm: Option<(Warm, Vec<usize>)>,
}

impl<'a> Support<'a> {
    /// Prepares a set.
    ///
    /// # Errors
    /// [`AdmissibleError::Solver`] if the solver refuses it.
    pub fn new(set: &'a Admissible) -> Result<Self, AdmissibleError> {
        if set.is_nested() {
            return Ok(Self { set, warm: None });
        }
        let mut programme = Programme::default();
        let weights = set.enter(&mut programme);
        Ok(Self { set, warm: Some((Warm::new(&programme)?, weights)) })
    }

    /// Finds the greatest value of a form; as [`Admissible::greatest`].
    ///
    /// # Errors
    /// As [`Admissible::greatest`].
    pub fn greatest(&mut self, form: &[f64]) -> Result<Extreme, AdmissibleError> {
        let n_elements = self.set.n_elements();
        if form.len() != n_elements {
            return Err(AdmissibleError::Length { n_found: form.len(), n_elements });
        }
        let Some((warm, columns)) = &mut self.warm else {
            let (value, weights) = self.set.nested.greatest(form);
            return Ok(Extreme { value, weights });
        };
        // The solver's tolerances are absolute, so forms of any size are brought to one.
        let largest = form.iter().fold(0.0_f64, |most, factor| most.max(factor.abs()));
        let unit = if largest > 0.0 { largest } else { 1.0 };
        for (column, factor) in columns.iter().zip(form) {
            warm.set_cost(*column, -factor / unit);
        }
        let Answer::Optimal(point) = warm.minimise()? else { return Err(SolverError::Numerical.into()) };
        let weights = tidied(columns.iter().map(|column| point.x[*column]).collect());
        Ok(Extreme { value: crate::matrix::dot(form, &weights), weights })
    }

    /// Finds the least value of a form; as [`Admissible::greatest`].
    ///
    /// # Errors
    /// As [`Admissible::greatest`].
    pub fn least(&mut self, form: &[f64]) -> Result<Extreme, AdmissibleError> {
        let turned: Vec<f64> = form.iter().map(|factor| -factor).collect();
        self.greatest(&turned).map(|extreme| Extreme { value: -extreme.value, ..extreme })
    }

    /// Whether extremes need no solver.
    pub(crate) fn is_nested(&self) -> bool {
        self.warm.is_none()
    }

    /// Greatest value of a form over the shares alone: never below that over the set, and needs no solver.
    pub(crate) fn greatest_by_shares(&self, form: &[f64]) -> f64 {
        self.set.nested.greatest_value(form)
    }
}

/// Takes the solver's rounding off weights: none below zero, sum 1.
pub(crate) fn tidied(mut weights: Vec<f64>) -> Vec<f64> {
    weights.iter_mut().for_each(|weight| *weight = weight.max(0.0));
    let sum: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    weights
}

/// Checks stated weights and divides them by their sum, which may miss 1 by a rounding.
pub(crate) fn checked_weights(stated: &[f64]) -> Result<Vec<f64>, AdmissibleError> {
    if stated.is_empty() {
        return Err(AdmissibleError::NoElements);
    }
    let wrong = stated.iter().position(|weight| !weight.is_finite() || *weight < 0.0);
    if let Some(element) = wrong {
        return Err(AdmissibleError::Weight { element, weight: stated[element] });
    }
    let sum: f64 = stated.iter().sum();
    if (sum - 1.0).abs() > SLACK {
        return Err(AdmissibleError::WeightSum { sum });
    }
    Ok(stated.iter().map(|weight| weight / sum).collect())
}

fn check_relative(relative: f64) -> Result<(), AdmissibleError> {
    if relative.is_finite() && relative >= 0.0 { Ok(()) } else { Err(AdmissibleError::Relative { relative }) }
}

fn check_bounds(lower: &[f64], upper: &[f64]) -> Result<(), AdmissibleError> {
    if lower.is_empty() {
        return Err(AdmissibleError::NoElements);
    }
    if lower.len() != upper.len() {
        return Err(AdmissibleError::Length { n_found: upper.len(), n_elements: lower.len() });
    }
    for (element, (&low, &high)) in lower.iter().zip(upper).enumerate() {
        if !(low >= 0.0 && low <= high) {
            return Err(AdmissibleError::Bounds { element, lower: low, upper: high });
        }
    }
    let sum: f64 = lower.iter().sum();
    if sum > 1.0 + SLACK {
        return Err(AdmissibleError::LowerSum { sum });
    }
    let sum: f64 = upper.iter().sum();
    if sum < 1.0 - SLACK {
        return Err(AdmissibleError::UpperSum { sum });
    }
    Ok(())
}
