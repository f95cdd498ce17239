//! An index over several periods, with shared or separate bounds.

use super::{BuildError, Built, Prepared, Reference, mask, open, scale};
use crate::impute::{Imputed, ImputedCell, impute};
use crate::panel::{Filling, fill_panel};
use crate::recipe::{Imputation, Recipe};
use crate::{Input, Matrix};

/// Says which periods give the bounds (and means, ranks, …) of normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelBounds {
    /// Each period its own: scores of different periods compare ranks, not levels.
    Period,
    /// All periods together: scores compare across periods, and move when a period is added.
    All,
    /// One base period, by position: scores compare across periods and stay when one is added; they may leave the scale.
    Base(usize),
}

/// Says why a panel cannot be built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PanelError {
    /// The index of one period cannot be built.
    Period {
        /// Position of the period.
        period: usize,
        /// Why.
        error: BuildError,
    },
    /// A period has another number of indicators, or (for panel imputation) of places, than the first.
    Shape {
        /// Position of the period.
        period: usize,
    },
    /// There is not one time per period.
    Times {
        /// Times given.
        found: usize,
        /// Periods given.
        expected: usize,
    },
    /// The base period lies outside the panel.
    NoBase {
        /// Position asked for.
        base: usize,
    },
}

impl std::fmt::Display for PanelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Period { period, error } => write!(f, "period {period}: {error}"),
            Self::Shape { period } => write!(f, "period {period} has another shape than the first"),
            Self::Times { found, expected } => write!(f, "{found} times given for {expected} periods"),
            Self::NoBase { base } => write!(f, "base period {base} lies outside the panel"),
        }
    }
}

impl std::error::Error for PanelError {}

/// Builds the index of every period.
///
/// - `inputs`: one per period, in the order of `times` (years, or any number that orders and spaces them). Places may
///   differ between periods, except for panel imputation.
/// - Screening, cross-sectional imputation, treatment and ranks act within each period. Panel imputation reads the
///   denominated values of all periods, those of screened places included, and fills only kept places.
/// - Normalisation is fitted to the treated values of the periods named by `bounds`.
///
/// # Errors
/// See [`PanelError`].
pub fn build_panel(
    inputs: &[Input<'_>],
    times: &[f64],
    recipe: &Recipe,
    bounds: PanelBounds,
) -> Result<Vec<Built>, PanelError> {
    check(inputs, times, recipe, bounds)?;
    let prepared = prepare(inputs, times, recipe);
    let treated: Vec<&Matrix> = prepared.iter().map(|period| &period.treated).collect();
    let mut scaled = Vec::with_capacity(inputs.len());
    for (period, (input, own)) in inputs.iter().zip(&prepared).enumerate() {
        let reference = match bounds {
            PanelBounds::Period => Reference { by: &treated[period..=period], place: None },
            PanelBounds::All => Reference { by: &treated, place: None },
            PanelBounds::Base(base) => Reference { by: &treated[base..=base], place: Some(treated[base]) },
        };
        let done = scale(&own.treated, input, recipe, &own.columns, &reference);
        scaled.push(done.map_err(|error| PanelError::Period { period, error: error.into() })?);
    }
    let mut built = Vec::with_capacity(inputs.len());
    for (period, ((input, own), scaled)) in inputs.iter().zip(prepared).zip(scaled).enumerate() {
        let done = super::finish(own, scaled, input, recipe);
        built.push(done.map_err(|error| PanelError::Period { period, error })?);
    }
    Ok(built)
}

fn check(inputs: &[Input<'_>], times: &[f64], recipe: &Recipe, bounds: PanelBounds) -> Result<(), PanelError> {
    if times.len() != inputs.len() {
        return Err(PanelError::Times { found: times.len(), expected: inputs.len() });
    }
    if let PanelBounds::Base(base) = bounds
        && base >= inputs.len()
    {
        return Err(PanelError::NoBase { base });
    }
    for (period, input) in inputs.iter().enumerate() {
        input.check().map_err(|error| PanelError::Period { period, error: error.into() })?;
        let (own, first) = (input.matrix, inputs[0].matrix);
        let same_places = own.n_places() == first.n_places() || filling(recipe.impute).is_none();
        if own.n_indicators() != first.n_indicators() || !same_places {
            return Err(PanelError::Shape { period });
        }
    }
    Ok(())
}

fn filling(method: Imputation) -> Option<Filling> {
    match method {
        Imputation::PanelLatest => Some(Filling::Latest),
        Imputation::PanelLinear => Some(Filling::LinearConstant),
        Imputation::PanelConstant => Some(Filling::Constant),
        _ => None,
    }
}

/// Runs every period up to treatment.
fn prepare(inputs: &[Input<'_>], times: &[f64], recipe: &Recipe) -> Vec<Prepared> {
    let opened: Vec<_> = inputs
        .iter()
        .map(|input| {
            let columns = input.columns_used();
            let (denominated, screened, open) = open(input, recipe, &columns);
            (columns, denominated, screened, open)
        })
        .collect();
    let filled = filling(recipe.impute).map(|filling| {
        let panel: Vec<Matrix> = opened.iter().map(|(_, denominated, _, _)| denominated.matrix.clone()).collect();
        fill_panel(times, &panel, filling, None)
    });
    opened
        .into_iter()
        .zip(inputs)
        .enumerate()
        .map(|(period, ((columns, denominated, screened, open), input))| {
            let imputed = match &filled {
                Some(filled) => {
                    let mut whole = filled[period].clone();
                    mask(&mut whole, &screened.kept);
                    compare(&open, whole, &columns, &screened.kept)
                }
                None => impute(open, input, &columns, &screened.kept, recipe.impute),
            };
            Prepared::treat(denominated, screened, imputed, recipe, columns)
        })
        .collect()
}

/// Lists what panel imputation filled in one period.
fn compare(before: &Matrix, after: Matrix, columns: &[usize], kept: &[bool]) -> Imputed {
    let (mut cells, mut still_missing) = (Vec::new(), Vec::new());
    for &column in columns {
        for (place, &kept) in kept.iter().enumerate() {
            match (before.at(place, column), after.at(place, column)) {
                (None, Some(number)) => cells.push(ImputedCell { place, column, number }),
                (None, None) if kept => still_missing.push((place, column)),
                _ => {}
            }
        }
    }
    Imputed { matrix: after, cells, still_missing, unsettled: Vec::new() }
}
