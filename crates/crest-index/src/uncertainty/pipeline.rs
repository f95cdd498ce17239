//! From figures to the common scale under the options of a draw: the steps before weights.

use super::choose::Coordinates;
use super::{Bounds, Errors, Shape, Space, UncertaintyError, Vary};
use crate::build::{Reference, mask, scale};
use crate::denominate::denominate;
use crate::impute::impute;
use crate::recipe::{Denominate, Imputation, Normalisation, Recipe, Treatments};
use crate::treat::treat;
use crate::weigh::weigh;
use crate::{Matrix, elementary, random};

/// Parts into which known values are hidden in turn to see how far a filling misses them.
const FOLDS: usize = 10;

/// Holds what the steps before weights share between draws.
#[derive(Debug)]
pub(super) struct Pipeline<'s, 'a> {
    space: &'s Space<'a>,
    /// Columns of the index.
    columns: Vec<usize>,
    /// Who takes part: decided once, on the nominal figures.
    pub(super) kept: Vec<bool>,
    /// Spread of filled cells by column, for each method of imputation that may be drawn.
    spreads: Vec<(Imputation, Vec<f64>)>,
}

/// Holds indicators on the common scale, and the weights the recipe gives them.
#[derive(Debug, Clone)]
pub(super) struct Scaled {
    pub(super) matrix: Matrix,
    pub(super) weights: Vec<f64>,
}

/// Options and coordinates of one draw, by factor; `None` = nominal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn<'d> {
    pub(super) options: &'d [Option<u16>],
    /// Coordinates by factor; `None` or beyond the end = no noise.
    pub(super) from: &'d [Option<Coordinates<'d>>],
    pub(super) draw: usize,
}

impl<'d> Drawn<'d> {
    fn noise(&self, factor: usize) -> Option<&Coordinates<'d>> {
        self.from.get(factor)?.as_ref()
    }
}

impl<'s, 'a> Pipeline<'s, 'a> {
    /// Prepares the steps of a checked space.
    pub(super) fn new(space: &'s Space<'a>, kept: Vec<bool>) -> Self {
        let columns = space.input.columns_used();
        let mut pipeline = Self { space, columns, kept, spreads: Vec::new() };
        if space.factors.iter().any(|factor| factor.vary == Vary::ImputeDraws) {
            let listed = space.factors.iter().find_map(|factor| match &factor.vary {
                Vary::Impute(methods) => Some(methods.clone()),
                _ => None,
            });
            let methods = listed.unwrap_or_else(|| vec![space.recipe.impute]);
            pipeline.spreads = methods.into_iter().map(|method| (method, pipeline.misses(method))).collect();
        }
        pipeline
    }

    /// Runs the steps of one draw.
    pub(super) fn run(&self, drawn: &Drawn<'_>) -> Result<Scaled, UncertaintyError> {
        let fault = |error| UncertaintyError::Build { options: named(drawn.options), error };
        let (impute_by, treatments, normalisation) = self.steps(drawn);
        let mut open = self.open(drawn);
        if let Some((errors, position)) = self.find(|vary| if let Vary::Errors(e) = vary { Some(e) } else { None })
            && let Some(coordinates) = drawn.noise(position)
        {
            add_errors(&mut open, &self.columns, errors, coordinates.error_key(drawn.draw, position));
        }
        let mut open = divided(self.space, open);
        mask(&mut open, &self.kept);
        let noise = self.filling_noise(drawn);
        self.fill(&mut open, drawn, noise);
        let mut imputed = impute(open, &self.space.input, &self.columns, &self.kept, impute_by);
        if let Some((_, spreads)) = self.spreads.iter().find(|(of, _)| *of == impute_by) {
            for cell in &imputed.cells {
                let moved = cell.number + self.drawn_around(cell.place, cell.column, spreads, noise);
                imputed.matrix.set(cell.place, cell.column, Some(moved));
            }
        }
        let mut treated = imputed.matrix;
        treat(&mut treated, &self.columns, treatments);
        let recipe = Recipe { normalise: normalisation.clone(), ..self.space.recipe.clone() };
        let others = self.others(treatments);
        let by: Vec<&Matrix> = match self.space.bounds {
            Bounds::Base(_) => others.iter().collect(),
            Bounds::Own | Bounds::With(_) => std::iter::once(&treated).chain(&others).collect(),
        };
        let place = matches!(self.space.bounds, Bounds::Base(_)).then(|| &others[0]);
        let scaled = scale(&treated, &self.space.input, &recipe, &self.columns, &Reference { by: &by, place })
            .map_err(|error| fault(error.into()))?;
        let tree = weigh(&scaled.matrix, self.space.input.tree, &recipe).map_err(|error| fault(error.into()))?;
        Ok(Scaled { matrix: scaled.matrix, weights: tree.weights() })
    }

    /// Methods of a draw.
    fn steps(&self, drawn: &Drawn<'_>) -> (Imputation, &Treatments, &Normalisation) {
        let recipe = self.space.recipe;
        let (mut filling, mut treatments, mut normalisation) = (recipe.impute, &recipe.treat, &recipe.normalise);
        for (factor, option) in self.space.factors.iter().zip(drawn.options) {
            let Some(option) = option.map(usize::from) else { continue };
            match &factor.vary {
                Vary::Impute(options) => filling = options[option],
                Vary::Treat(options) => treatments = &options[option],
                Vary::Normalise(options) => normalisation = &options[option],
                _ => {}
            }
        }
        (filling, treatments, normalisation)
    }

    /// Figures of a draw before errors.
    fn open(&self, drawn: &Drawn<'_>) -> Matrix {
        let chosen = self.find(|vary| if let Vary::Figures(m) = vary { Some(m) } else { None });
        let mut open = match chosen {
            Some((options, position)) => match drawn.options[position] {
                Some(option) => options[usize::from(option)].clone(),
                None => self.space.input.matrix.clone(),
            },
            None => self.space.input.matrix.clone(),
        };
        if let Some((columns, position)) = self.find(|vary| if let Vary::Columns(c) = vary { Some(c) } else { None })
            && let Some(coordinates) = drawn.noise(position)
        {
            let key = coordinates.key(drawn.draw, position);
            for (k, (column, options)) in columns.iter().enumerate() {
                let option = (random::uniform(key, k as u64) * options.len() as f64) as usize;
                open.column_mut(*column).copy_from_slice(&options[option.min(options.len() - 1)]);
            }
        }
        open
    }

    /// Treated values of the other periods that give bounds.
    fn others(&self, treatments: &Treatments) -> Vec<Matrix> {
        let others: &[Matrix] = match self.space.bounds {
            Bounds::Own => &[],
            Bounds::With(others) => others,
            Bounds::Base(other) => std::slice::from_ref(other),
        };
        let treated = |other: &Matrix| {
            let mut other = other.clone();
            treat(&mut other, &self.columns, treatments);
            other
        };
        others.iter().map(treated).collect()
    }

    /// Finds the first factor of a kind, with its position.
    fn find<'f, T>(&'f self, pick: impl Fn(&'f Vary) -> Option<T>) -> Option<(T, usize)> {
        let mut factors = self.space.factors.iter().enumerate();
        factors.find_map(|(position, factor)| Some((pick(&factor.vary)?, position)))
    }

    /// Fills missing cells of places that take part from the numbers given for them.
    fn fill(&self, open: &mut Matrix, drawn: &Drawn<'_>, noise: Option<u64>) {
        let chosen = self.find(|vary| if let Vary::Fill(m) = vary { Some(m) } else { None });
        let option = chosen.and_then(|(options, position)| Some(&options[usize::from(drawn.options[position]?)]));
        let Some(numbers) = option.or(self.space.fill.map(|fill| fill.matrix)) else { return };
        let spreads = self.space.fill.map_or(&[][..], |fill| fill.spreads);
        for &column in &self.columns {
            for (place, cell) in open.column_mut(column).iter_mut().enumerate() {
                if cell.is_none() && self.kept[place] {
                    let number = numbers.at(place, column);
                    *cell = number.map(|number| number + self.drawn_around(place, column, spreads, noise));
                }
            }
        }
    }

    /// Key of the noise of filled cells in a draw; `None` = none.
    fn filling_noise(&self, drawn: &Drawn<'_>) -> Option<u64> {
        let (_, position) = self.find(|vary| (*vary == Vary::ImputeDraws).then_some(()))?;
        drawn.noise(position).map(|coordinates| coordinates.error_key(drawn.draw, position))
    }

    /// Normal error of a filled cell.
    fn drawn_around(&self, place: usize, column: usize, spreads: &[f64], noise: Option<u64>) -> f64 {
        let (Some(key), Some(spread)) = (noise, spreads.get(column)) else { return 0.0 };
        let at = (place * self.space.input.matrix.n_indicators() + column) as u64;
        spread * elementary::normal_quantile(random::uniform(key, at))
    }

    /// Root mean square by which a method misses known values, by column: every tenth is hidden from it in turn.
    fn misses(&self, method: Imputation) -> Vec<f64> {
        let n_columns = self.space.input.matrix.n_indicators();
        let mut known = divided(self.space, self.space.input.matrix.clone());
        mask(&mut known, &self.kept);
        let mut squares = vec![(0.0, 0_usize); n_columns];
        if method == Imputation::None {
            return vec![0.0; n_columns];
        }
        for fold in 0..FOLDS {
            let mut open = known.clone();
            let is_hidden = |place: usize, column: usize| (place + 3 * column) % FOLDS == fold;
            for &column in &self.columns {
                for (place, cell) in open.column_mut(column).iter_mut().enumerate() {
                    if is_hidden(place, column) {
                        *cell = None;
                    }
                }
            }
            let filled = impute(open, &self.space.input, &self.columns, &self.kept, method);
            for cell in &filled.cells {
                if let Some(true_value) = known.at(cell.place, cell.column)
                    && is_hidden(cell.place, cell.column)
                {
                    squares[cell.column].0 += (cell.number - true_value).powi(2);
                    squares[cell.column].1 += 1;
                }
            }
        }
        squares.iter().map(|&(sum, n)| if n > 0 { (sum / n as f64).sqrt() } else { 0.0 }).collect()
    }
}

/// Figures after division by their denominators, where the recipe asks for it.
pub(super) fn divided(space: &Space<'_>, open: Matrix) -> Matrix {
    match space.recipe.denominate {
        Denominate::No => open,
        Denominate::Ratio => denominate(&open, space.input.denominators).matrix,
    }
}

/// Lists the options of a draw that are not nominal.
pub(super) fn named(options: &[Option<u16>]) -> Vec<(usize, usize)> {
    options.iter().enumerate().filter_map(|(factor, option)| Some((factor, usize::from((*option)?)))).collect()
}

/// Adds errors to the cells of some columns: `se (√ρ a_k + √(1 − ρ) b_ik)`, with a shared by the column.
fn add_errors(open: &mut Matrix, columns: &[usize], errors: &Errors, key: u64) {
    let (common, own) = (errors.shared.sqrt(), (1.0 - errors.shared).sqrt());
    let (n_places, is_shared) = (open.n_places(), errors.shared > 0.0);
    for &column in columns {
        let sequence = random::key(key, column as u64);
        let shared = if is_shared {
            common * elementary::normal_quantile(random::uniform(sequence, n_places as u64))
        } else {
            0.0
        };
        let spreads = errors.std_errors.column(column);
        for (place, (cell, spread)) in open.column_mut(column).iter_mut().zip(spreads).enumerate() {
            let (Some(value), Some(spread)) = (cell.as_mut(), spread.filter(|spread| *spread > 0.0)) else { continue };
            let u = random::uniform(sequence, place as u64);
            let normal = if is_shared { shared + own * elementary::normal_quantile(u) } else { 0.0 };
            *value += spread * standard_error(errors.shape, u, is_shared.then_some(normal));
        }
    }
}

/// Error of standard deviation 1: from a uniform number, or from a normal one that errors of a column share in.
fn standard_error(shape: Shape, u: f64, normal: Option<f64>) -> f64 {
    let u = match (normal, shape) {
        (Some(z), Shape::Normal) => return z,
        (None, Shape::Normal) => return elementary::normal_quantile(u),
        // A Gaussian copula keeps the dependence under another distribution.
        (Some(z), _) => normal_probability(z),
        (None, _) => u,
    };
    match shape {
        Shape::Normal => 0.0,
        Shape::Uniform => 3.0_f64.sqrt() * (2.0 * u - 1.0),
        Shape::Triangular if u < 0.5 => 6.0_f64.sqrt() * ((2.0 * u).sqrt() - 1.0),
        Shape::Triangular => 6.0_f64.sqrt() * (1.0 - (2.0 * (1.0 - u)).sqrt()),
    }
}

/// Probability of a standard normal number up to `z`.
fn normal_probability(z: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}
