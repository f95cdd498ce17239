//! Figures of one period and everything uncertain about them, as the kernel takes it.

use std::collections::BTreeMap;

use crest_data::value::{Panel, Value};
use crest_index::impute::impute;
use crest_index::panel::{Filling, fill_panel};
use crest_index::recipe::{Denominate, Imputation, Recipe};
use crest_index::uncertainty::{Bounds, Errors, Factor, Fill, Shape, Space, Together, Vary as Kernel};
use crest_index::{Matrix, Tree};
use crest_model::model::Model;
use crest_model::uncertainty::{ErrorShape, SourceOptions, UncertainInput, Vary, WeightsVary};
use crest_model::{Period, UncertaintySpec};

use crate::assemble::index::Ground;
use crate::recipe::{imputation, mean, normalisation, treatments};

/// Holds the arrays of one period from which a space is made.
pub(super) struct State {
    /// Figures after denomination; rows of places that take no part are empty.
    matrix: Matrix,
    /// Numbers from other periods for missing cells, and by how much such numbers miss.
    fill: Option<(Matrix, Vec<f64>)>,
    recipe: Recipe,
    bounds: Limits,
    /// Factors in the order of the inputs; an input may have two.
    pub(super) factors: Vec<Factor>,
    /// Position of the input of each factor.
    pub(super) inputs: Vec<usize>,
    together: Vec<Together>,
}

/// Periods whose values give the bounds of normalisation.
enum Limits {
    Own,
    With(Vec<Matrix>),
    Base(Matrix),
}

impl State {
    /// Collects figures, alternatives and errors of the period at a position of the ground.
    pub(super) fn build(model: &Model, panel: &Panel, ground: &Ground, at: usize, spec: &UncertaintySpec) -> Self {
        let built = ground.built[at].as_ref().expect("periods without an index are not asked about");
        let kept = built.screened.kept.clone();
        let period = ground.periods[at].0;
        let figures = Figures { model, panel, ground, period, kept: &kept };
        let matrix = masked(built.denominated.matrix.clone(), &kept);
        let index = model.index.as_ref().expect("the ground has an index");
        let panel_filling = filling(&index.impute.method);
        let fill = panel_filling.map(|filling| {
            let filled = masked(built.imputed.matrix.clone(), &kept);
            (filled, figures.misses(at, filling))
        });
        let mut recipe = ground.recipe.clone();
        recipe.denominate = Denominate::No;
        recipe.screen = None;
        if fill.is_some() {
            recipe.impute = Imputation::None;
        }
        let bounds = limits(ground, at, &index.normalise.bounds);
        let mut state =
            Self { matrix, fill, recipe, bounds, factors: Vec::new(), inputs: Vec::new(), together: Vec::new() };
        for (position, input) in spec.inputs.iter().enumerate() {
            for vary in state.factors_of(&figures, input, at) {
                let chances = if vary.n_options().is_some() { input.chances.clone() } else { Vec::new() };
                state.factors.push(Factor { vary, chances });
                state.inputs.push(position);
            }
        }
        for together in &spec.together {
            let factor = |input: &usize| state.inputs.iter().position(|of| of == input);
            if let Some(factors) = together.inputs.iter().map(factor).collect::<Option<Vec<_>>>() {
                for &factor in &factors {
                    state.factors[factor].chances.clear();
                }
                state.together.push(Together { factors, rows: together.rows.clone() });
            }
        }
        state
    }

    /// The space of the kernel.
    pub(super) fn space<'a>(&'a self, ground: &'a Ground) -> Space<'a> {
        Space {
            input: ground.frame.input(&self.matrix, &[]),
            recipe: &self.recipe,
            root: ground.frame.roots[0],
            fill: self.fill.as_ref().map(|(matrix, spreads)| Fill { matrix, spreads }),
            bounds: match &self.bounds {
                Limits::Own => Bounds::Own,
                Limits::With(others) => Bounds::With(others),
                Limits::Base(base) => Bounds::Base(base),
            },
            factors: self.factors.clone(),
            together: self.together.clone(),
        }
    }

    /// Rows of the dependence that was stated for exactly these factors.
    pub(super) fn together_rows(&self, factors: &[usize]) -> Option<&[(Vec<usize>, f64)]> {
        self.together.iter().find(|together| together.factors == factors).map(|together| together.rows.as_slice())
    }

    /// Tells whether the same draws can be applied to another state.
    pub(super) fn fits(&self, other: &Self) -> bool {
        self.factors.len() == other.factors.len()
            && self.factors.iter().zip(&other.factors).all(|(a, b)| {
                std::mem::discriminant(&a.vary) == std::mem::discriminant(&b.vary)
                    && a.vary.n_options() == b.vary.n_options()
            })
    }

    /// Factors of one input.
    fn factors_of(&self, figures: &Figures<'_>, input: &UncertainInput, at: usize) -> Vec<Kernel> {
        let frame = &figures.ground.frame;
        let tree = &frame.tree;
        let nodes = |level: &Option<u32>| below(tree, frame.roots[0], *level);
        let node = |model_node: usize| frame.nodes.iter().position(|&n| n == model_node);
        match &input.vary {
            Vary::Values { std_error, by_status, by_indicator, shape, shared } => {
                let std_errors = figures.errors(&self.matrix, *std_error, by_status, by_indicator);
                let has_some = (0..std_errors.n_indicators()).any(|c| std_errors.column(c).iter().any(Option::is_some));
                let shape = match shape {
                    ErrorShape::Normal => Shape::Normal,
                    ErrorShape::Uniform => Shape::Uniform,
                    ErrorShape::Triangular => Shape::Triangular,
                };
                if has_some { vec![Kernel::Errors(Errors { std_errors, shape, shared: *shared })] } else { Vec::new() }
            }
            Vary::Sources(SourceOptions::Orders(orders)) => {
                vec![Kernel::Figures(orders.iter().map(|order| figures.by_order(order)).collect())]
            }
            Vary::Sources(SourceOptions::Any) => {
                let columns = figures.by_any();
                if columns.is_empty() { Vec::new() } else { vec![Kernel::Columns(columns)] }
            }
            Vary::Impute { options, draws } => {
                let mut factors = Vec::new();
                if options.len() > 1 {
                    factors.push(if options.iter().any(|option| filling(&option.method).is_some()) {
                        let filled = options.iter().map(|option| self.filled(figures, at, &option.method));
                        Kernel::Fill(filled.collect())
                    } else {
                        Kernel::Impute(options.iter().map(|option| imputation(&option.method)).collect())
                    });
                }
                if *draws {
                    factors.push(Kernel::ImputeDraws);
                }
                factors
            }
            Vary::Treat { options } => {
                vec![Kernel::Treat(options.iter().map(|option| treatments(option.as_ref())).collect())]
            }
            Vary::Normalise { options } => vec![Kernel::Normalise(options.iter().map(normalisation).collect())],
            Vary::Weights { level, how } => vec![match how {
                WeightsVary::Band(band) => Kernel::WeightBand { nodes: nodes(level), band: *band },
                WeightsVary::Dirichlet(concentration) => {
                    Kernel::WeightDirichlet { parents: parents(tree, &nodes(level)), concentration: *concentration }
                }
                WeightsVary::Any { bounds } => {
                    let known = bounds.iter().filter_map(|&(n, lower, upper)| Some((node(n)?, lower, upper)));
                    Kernel::WeightAny { parents: parents(tree, &nodes(level)), bounds: known.collect() }
                }
                WeightsVary::Order(order) => Kernel::WeightOrder(order.iter().filter_map(|&n| node(n)).collect()),
                WeightsVary::Sets { sets, between } => {
                    let all = sets.iter().map(|set| {
                        let mut weights = tree.weights();
                        for &(n, weight) in &set.weights {
                            if let Some(node) = node(n) {
                                weights[node] = weight;
                            }
                        }
                        weights
                    });
                    if *between { Kernel::WeightMixture(all.collect()) } else { Kernel::WeightSets(all.collect()) }
                }
            }],
            Vary::Aggregate { level, options, power } => vec![Kernel::Aggregate {
                level: level.map(|level| level as usize),
                options: options.iter().map(|option| mean(option, *power)).collect(),
            }],
            Vary::LeaveOut { nodes } => {
                let left = nodes.iter().filter_map(|&n| node(n)).map(Some);
                vec![Kernel::LeaveOut(std::iter::once(None).chain(left).collect())]
            }
        }
    }

    /// Figures with missing cells filled by a method, other periods included.
    fn filled(&self, figures: &Figures<'_>, at: usize, method: &str) -> Matrix {
        if let Some(filling) = filling(method) {
            return figures.filled(at, filling, false);
        }
        let input = figures.ground.frame.input(&self.matrix, &[]);
        let columns = input.columns_used();
        impute(self.matrix.clone(), &input, &columns, figures.kept, imputation(method)).matrix
    }
}

/// Nodes below a root at a level, or all of them; the root itself is none.
fn below(tree: &Tree, root: usize, level: Option<u32>) -> Vec<usize> {
    let roots = tree.root_of();
    let wanted = |&node: &usize| {
        node != root && roots[node] == root && level.is_none_or(|level| tree.levels()[node] == level as usize)
    };
    (0..tree.n_nodes()).filter(wanted).collect()
}

/// Parents of nodes, each once.
fn parents(tree: &Tree, nodes: &[usize]) -> Vec<usize> {
    let mut parents: Vec<usize> = nodes.iter().filter_map(|&node| tree.nodes()[node].parent).collect();
    parents.sort_unstable();
    parents.dedup();
    parents
}

fn masked(mut matrix: Matrix, kept: &[bool]) -> Matrix {
    for column in 0..matrix.n_indicators() {
        for (cell, &kept) in matrix.column_mut(column).iter_mut().zip(kept) {
            if !kept {
                *cell = None;
            }
        }
    }
    matrix
}

/// Filling from other periods by the name of a method; `None` for methods that look at one period.
fn filling(method: &str) -> Option<Filling> {
    match method {
        "panel-latest" => Some(Filling::Latest),
        "panel-linear" => Some(Filling::LinearConstant),
        "panel-constant" => Some(Filling::Constant),
        _ => None,
    }
}

/// Values of the other periods that give bounds.
fn limits(ground: &Ground, at: usize, bounds: &str) -> Limits {
    let imputed = |position: usize| {
        let built = ground.built[position].as_ref()?;
        Some(masked(built.imputed.matrix.clone(), &built.screened.kept))
    };
    match bounds {
        "period" => Limits::Own,
        "all" => Limits::With((0..ground.built.len()).filter(|&p| p != at).filter_map(imputed).collect()),
        base => {
            let position =
                base.parse().ok().and_then(|base: Period| ground.periods.iter().position(|(p, _)| *p == base));
            match position.filter(|&position| position != at).and_then(imputed) {
                Some(base) => Limits::Base(base),
                None => Limits::Own,
            }
        }
    }
}

/// Looks up figures of one period.
struct Figures<'a> {
    model: &'a Model,
    panel: &'a Panel,
    ground: &'a Ground,
    period: Period,
    kept: &'a [bool],
}

impl Figures<'_> {
    /// Values of a cell that hold a number, the chosen one first.
    fn values(&self, node: usize, place: usize) -> impl Iterator<Item = &Value> {
        let cell = self.panel.of_cell(node as u32, place as u32);
        cell.iter().filter(|value| value.period == self.period && value.number.is_some())
    }

    /// Number of a cell by an order of sources: the first source of the order that has one, else the chosen one.
    fn number(&self, node: usize, place: usize, order: &[&str]) -> Option<f64> {
        let of_source = |source: &&str| self.values(node, place).find(|value| self.panel.text(value.source) == *source);
        let found = order.iter().find_map(of_source).or_else(|| self.values(node, place).find(|value| value.chosen));
        found.and_then(|value| value.number)
    }

    /// A column after denomination, by an order of sources.
    fn column(&self, column: usize, order: &[&str]) -> Vec<Option<f64>> {
        let frame = &self.ground.frame;
        let one = |row: usize| {
            let place = frame.places[row];
            let number = self.number(frame.columns[column], place, order)?;
            match frame.denominators[column] {
                None => Some(number),
                Some(size) => self.number(size, place, order).filter(|size| *size != 0.0).map(|size| number / size),
            }
        };
        (0..frame.places.len()).map(|row| if self.kept[row] { one(row) } else { None }).collect()
    }

    /// All figures by an order of sources.
    fn by_order(&self, order: &[String]) -> Matrix {
        let order: Vec<&str> = order.iter().map(String::as_str).collect();
        let n_columns = self.ground.frame.columns.len();
        let columns: Vec<_> = (0..n_columns).map(|column| self.column(column, &order)).collect();
        Matrix::from_columns(self.kept.len(), &columns)
    }

    /// Columns of which several sources speak, with what each of them says.
    fn by_any(&self) -> Vec<(usize, Vec<Vec<Option<f64>>>)> {
        let frame = &self.ground.frame;
        let of = |column: usize| {
            let mut sources: Vec<&str> = frame
                .places
                .iter()
                .zip(self.kept)
                .filter(|(_, kept)| **kept)
                .flat_map(|(&place, _)| self.values(frame.columns[column], place))
                .map(|value| self.panel.text(value.source))
                .collect();
            sources.sort_unstable();
            sources.dedup();
            let mut options: Vec<Vec<Option<f64>>> = Vec::new();
            for source in sources {
                let option = self.column(column, &[source]);
                if !options.contains(&option) {
                    options.push(option);
                }
            }
            (options.len() > 1).then_some((column, options))
        };
        (0..frame.columns.len()).filter_map(of).collect()
    }

    /// Standard errors of the figures after denomination; errors of numerator and denominator are independent.
    fn errors(
        &self,
        matrix: &Matrix,
        own: bool,
        by_status: &BTreeMap<String, f64>,
        by_indicator: &BTreeMap<String, f64>,
    ) -> Matrix {
        let frame = &self.ground.frame;
        let relative = |node: usize, place: usize| -> Option<f64> {
            let value = self.values(node, place).find(|value| value.chosen)?;
            relative_error(value, &self.model.nodes[node].code, own, by_status, by_indicator)
        };
        let mut errors = Matrix::missing(matrix.n_places(), matrix.n_indicators());
        for column in 0..matrix.n_indicators() {
            for (row, &place) in frame.places.iter().enumerate() {
                let Some(figure) = matrix.at(row, column) else { continue };
                let size = frame.denominators[column].and_then(|node| relative(node, place));
                let parts = [relative(frame.columns[column], place), size];
                let square: f64 = parts.iter().flatten().map(|share| share * share).sum();
                // A figure of 0 has the standard error it carries, whatever its share.
                let absolute = if figure == 0.0 && own {
                    let value = self.values(frame.columns[column], place).find(|value| value.chosen);
                    value.and_then(|value| value.std_error).unwrap_or(0.0)
                } else {
                    figure.abs() * square.sqrt()
                };
                errors.set(row, column, (absolute > 0.0).then_some(absolute));
            }
        }
        errors
    }

    /// Figures of a period with missing cells filled from the other periods; `hidden` empties the period first.
    fn filled(&self, at: usize, filling: Filling, hidden: bool) -> Matrix {
        let mut times = Vec::new();
        let mut matrices = Vec::new();
        let mut own = 0;
        for (position, (period, _)) in self.ground.periods.iter().enumerate() {
            let Some(built) = &self.ground.built[position] else { continue };
            if position == at {
                own = matrices.len();
            }
            times.push(period.midpoint());
            matrices.push(built.denominated.matrix.clone());
        }
        if hidden {
            matrices[own] = Matrix::missing(matrices[own].n_places(), matrices[own].n_indicators());
        }
        masked(fill_panel(&times, &matrices, filling, None).swap_remove(own), self.kept)
    }

    /// Root mean square by which a filling misses the known figures of a period when they are hidden from it, by column.
    fn misses(&self, at: usize, filling: Filling) -> Vec<f64> {
        let built = self.ground.built[at].as_ref().expect("periods without an index are not asked about");
        let known = masked(built.denominated.matrix.clone(), self.kept);
        let found = self.filled(at, filling, true);
        let miss = |column: usize| {
            let pairs = known.column(column).iter().zip(found.column(column));
            let squares: Vec<f64> = pairs.filter_map(|(a, b)| Some(((*a)? - (*b)?).powi(2))).collect();
            if squares.is_empty() { 0.0 } else { (squares.iter().sum::<f64>() / squares.len() as f64).sqrt() }
        };
        (0..known.n_indicators()).map(miss).collect()
    }
}

/// Standard error of a value as a share of it: the one it carries, if these count, else what is stated for its indicator or
/// status.
pub(crate) fn relative_error(
    value: &Value,
    indicator: &str,
    own: bool,
    by_status: &BTreeMap<String, f64>,
    by_indicator: &BTreeMap<String, f64>,
) -> Option<f64> {
    let number = value.number?;
    if let Some(error) = value.std_error.filter(|error| own && *error > 0.0)
        && number != 0.0
    {
        return Some(error / number.abs());
    }
    let stated = by_indicator.get(indicator).or_else(|| by_status.get(value.status.word()));
    stated.copied().filter(|share| *share > 0.0)
}
