//! From raw indicators to ranks: every step of a recipe, with every intermediate kept.
//!
//! Order: denominate → screen → impute → treat → normalise → weigh → aggregate → rank. Source: OECD/JRC, Handbook on
//! Constructing Composite Indicators (2008).

mod panel;

#[cfg(test)]
mod tests;

pub use panel::{PanelBounds, PanelError, build_panel};

use crate::aggregate::{AggregateError, aggregate};
use crate::denominate::{Denominated, denominate};
use crate::impute::{Imputed, impute};
use crate::input::InputError;
use crate::normalise::{Axis, NormaliseError, Scaler};
use crate::rank::ranks;
use crate::recipe::{Constant, Denominate, Recipe, Scaling};
use crate::screen::{Screened, screen};
use crate::treat::{TreatRow, treat};
use crate::weigh::{WeighError, weigh};
use crate::{Input, Matrix, Tree};

/// Holds an index with everything it was made from; all matrices have one row per place of the input.
///
/// A place that was screened out has its raw and denominated values and nothing after.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// Indicators after division, and what could not be divided.
    pub denominated: Denominated,
    /// Who stays in, and why others do not.
    pub screened: Screened,
    /// Indicators after imputation, and what was filled.
    pub imputed: Imputed,
    /// Indicators after outlier treatment.
    pub treated: Matrix,
    /// Decision table of outlier treatment: one row per indicator of the index, by column.
    pub treatment: Vec<TreatRow>,
    /// Indicators on the common scale.
    pub normalised: Matrix,
    /// Indicators that do not tell places apart or take no part, and what was done.
    pub set_aside: Vec<SetAside>,
    /// The framework with the weights that were used.
    pub tree: Tree,
    /// Scores: places × nodes; leaves carry their normalised values.
    pub scores: Matrix,
    /// Ranks by node and place; 1 = best, ties share the lowest number.
    pub ranks: Vec<Vec<Option<u32>>>,
    /// Share of the index that each node's weight amounts to; a root has 1.
    pub effective_weights: Vec<f64>,
}

/// Names an indicator of the tree that was not scaled like the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetAside {
    /// Column.
    pub column: usize,
    /// Why.
    pub reason: Aside,
}

/// Says why an indicator was not scaled like the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aside {
    /// It is only watched (direction 0) and takes no part.
    Watched,
    /// No kept place has a value; it takes no part.
    Empty,
    /// Its values do not differ; it takes no part.
    Constant,
    /// Its values do not differ; every place with a value got this number.
    Given(f64),
}

/// Says why an index cannot be built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BuildError {
    /// Arrays of the input do not fit together.
    Input(InputError),
    /// An indicator cannot be brought to a scale.
    Normalise(NormaliseError),
    /// No weights can be drawn from the data.
    Weigh(WeighError),
    /// Scores cannot be combined.
    Aggregate(AggregateError),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(error) => write!(f, "{error}"),
            Self::Normalise(error) => write!(f, "{error}"),
            Self::Weigh(error) => write!(f, "{error}"),
            Self::Aggregate(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<InputError> for BuildError {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<NormaliseError> for BuildError {
    fn from(error: NormaliseError) -> Self {
        Self::Normalise(error)
    }
}

impl From<WeighError> for BuildError {
    fn from(error: WeighError) -> Self {
        Self::Weigh(error)
    }
}

impl From<AggregateError> for BuildError {
    fn from(error: AggregateError) -> Self {
        Self::Aggregate(error)
    }
}

/// Builds an index of one period.
///
/// - Indicators with direction 0 and indicators outside every index (roots) take no part: their normalised values are
///   missing, whatever their weight. Indicators without spread follow [`Recipe::normalise`]'s policy. Both are listed in
///   [`Built::set_aside`].
/// - Panel imputation needs other periods and fills nothing here.
/// - Determinism: equal inputs give equal bytes. Cost: O(places · indicators · log places).
///
/// # Errors
/// See [`BuildError`].
pub fn build(input: &Input<'_>, recipe: &Recipe) -> Result<Built, BuildError> {
    input.check()?;
    let columns = input.columns_used();
    let (denominated, screened, open) = open(input, recipe, &columns);
    let imputed = impute(open, input, &columns, &screened.kept, recipe.impute);
    let prepared = Prepared::treat(denominated, screened, imputed, recipe, columns);
    let scaled = scale(
        &prepared.treated,
        input,
        recipe,
        &prepared.columns,
        &Reference { by: &[&prepared.treated], place: None },
    )?;
    finish(prepared, scaled, input, recipe)
}

/// Everything up to treatment.
struct Prepared {
    columns: Vec<usize>,
    denominated: Denominated,
    screened: Screened,
    imputed: Imputed,
    treated: Matrix,
    treatment: Vec<TreatRow>,
}

impl Prepared {
    fn treat(
        denominated: Denominated,
        screened: Screened,
        imputed: Imputed,
        recipe: &Recipe,
        columns: Vec<usize>,
    ) -> Self {
        let mut treated = imputed.matrix.clone();
        let treatment = treat(&mut treated, &columns, &recipe.treat);
        Self { columns, denominated, screened, imputed, treated, treatment }
    }
}

/// Denominates and screens; the third part is the denominated matrix without the rows of dropped places.
fn open(input: &Input<'_>, recipe: &Recipe, columns: &[usize]) -> (Denominated, Screened, Matrix) {
    let denominators = match recipe.denominate {
        Denominate::No => &[],
        Denominate::Ratio => input.denominators,
    };
    let denominated = denominate(input.matrix, denominators);
    let screened = match &recipe.screen {
        Some(rule) => screen(&denominated.matrix, input.tree, columns, rule),
        None => Screened::everyone(&denominated.matrix, columns),
    };
    let mut open = denominated.matrix.clone();
    mask(&mut open, &screened.kept);
    (denominated, screened, open)
}

/// Empties the rows of places that are not kept.
pub(crate) fn mask(matrix: &mut Matrix, kept: &[bool]) {
    if kept.iter().all(|&kept| kept) {
        return;
    }
    for column in 0..matrix.n_indicators() {
        for (cell, &kept) in matrix.column_mut(column).iter_mut().zip(kept) {
            if !kept {
                *cell = None;
            }
        }
    }
}

/// Values that bounds are taken from.
pub(crate) struct Reference<'a> {
    /// One matrix, or one per period to be pooled.
    pub(crate) by: &'a [&'a Matrix],
    /// Matrix in which the reference place is looked up; `None` = the scaled one.
    pub(crate) place: Option<&'a Matrix>,
}

pub(crate) struct Scaled {
    pub(crate) matrix: Matrix,
    set_aside: Vec<SetAside>,
}

/// Brings all columns of the index to the common scale.
pub(crate) fn scale(
    treated: &Matrix,
    input: &Input<'_>,
    recipe: &Recipe,
    columns: &[usize],
    reference: &Reference<'_>,
) -> Result<Scaled, NormaliseError> {
    let mut matrix = Matrix::missing(treated.n_places(), treated.n_indicators());
    let mut set_aside = Vec::new();
    for (leaf, column) in input.tree.leaves() {
        if input.direction(column) == 0 && input.tree.nodes()[leaf].parent.is_some() {
            set_aside.push(SetAside { column, reason: Aside::Watched });
        }
    }
    let mut slices = Vec::with_capacity(reference.by.len());
    for &column in columns {
        slices.clear();
        slices.extend(reference.by.iter().map(|period| period.column(column)));
        let own = reference.place.unwrap_or(treated).column(column);
        let reason =
            scale_column(treated.column(column), own, &slices, input, recipe, column, matrix.column_mut(column))?;
        set_aside.extend(reason.map(|reason| SetAside { column, reason }));
    }
    set_aside.sort_by_key(|aside| aside.column);
    Ok(Scaled { matrix, set_aside })
}

/// Scales one column into `result` (missing before); tells when it could not be scaled like others.
///
/// `own` is the column in which a reference place is looked up.
pub(crate) fn scale_column(
    values: &[Option<f64>],
    own: &[Option<f64>],
    reference: &[&[Option<f64>]],
    input: &Input<'_>,
    recipe: &Recipe,
    column: usize,
    result: &mut [Option<f64>],
) -> Result<Option<Aside>, NormaliseError> {
    let method = recipe.normalise.of(column);
    let reference_value = match method {
        Scaling::DistanceToReference { place, .. } => own.get(place).copied().flatten(),
        _ => None,
    };
    let axis = Axis {
        column,
        direction: input.direction(column),
        goalposts: input.goalposts_of(column),
        target: input.target_of(column),
        reference: reference_value,
    };
    match (Scaler::fit(method, recipe.normalise.scale, &axis, reference), recipe.normalise.constant) {
        (Ok(Some(scaler)), _) => {
            scaler.scale_into(values, result);
            Ok(None)
        }
        (Ok(None), _) => Ok(Some(Aside::Empty)),
        (Err(NormaliseError::Constant { .. }), Constant::LeaveOut) => Ok(Some(Aside::Constant)),
        (Err(NormaliseError::Constant { .. }), Constant::Give(number)) => {
            for (slot, cell) in result.iter_mut().zip(values) {
                *slot = cell.map(|_| number).filter(|number| number.is_finite());
            }
            Ok(Some(Aside::Given(number)))
        }
        (Err(error), _) => Err(error),
    }
}

/// Weighs, aggregates and ranks.
fn finish(prepared: Prepared, scaled: Scaled, input: &Input<'_>, recipe: &Recipe) -> Result<Built, BuildError> {
    let tree = weigh(&scaled.matrix, input.tree, recipe)?;
    let scores = aggregate(&scaled.matrix, &tree, &recipe.aggregate)?;
    Ok(Built {
        denominated: prepared.denominated,
        screened: prepared.screened,
        imputed: prepared.imputed,
        treated: prepared.treated,
        treatment: prepared.treatment,
        normalised: scaled.matrix,
        set_aside: scaled.set_aside,
        ranks: (0..tree.n_nodes()).map(|node| ranks(scores.column(node))).collect(),
        effective_weights: tree.effective_weights(),
        tree,
        scores,
    })
}
