//! The framework and the ranked places as positions, so that the kernel sees dense arrays.

use std::collections::BTreeMap;

use crest_data::value::Panel;
use crest_index::build::{Aside, Built};
use crest_index::recipe::Recipe;
use crest_index::steps_up::{Aim, Step, steps_up};
use crest_index::{Denominator, Input, Matrix, Tree, TreeNode};
use crest_model::model::{IndexSpec, Model};
use crest_model::results::StepUp;
use crest_model::{Diagnostic, Period, Severity};

use crate::assemble::NodeWeights;
use crate::recipe::Positions;

/// Holds the part of the framework that lies below indices, and the ranked places.
#[derive(Debug)]
pub(in crate::assemble) struct Frame {
    /// Node position in the model, by position in the tree.
    pub(in crate::assemble) nodes: Vec<usize>,
    /// Node position in the model, by column of the matrix.
    pub(in crate::assemble) columns: Vec<usize>,
    /// Place position in the model, by row of the matrix.
    pub(in crate::assemble) places: Vec<usize>,
    /// Tree positions of the indices; the first is the main one.
    pub(in crate::assemble) roots: Vec<usize>,
    /// Positions by name, for the recipe.
    pub(in crate::assemble) positions: Positions,
    pub(in crate::assemble) tree: Tree,
    directions: Vec<i8>,
    groups: Vec<Option<usize>>,
    /// Per column: node position of its denominator.
    pub(in crate::assemble) denominators: Vec<Option<usize>>,
    goalposts: Vec<Option<(f64, f64)>>,
    targets: Vec<Option<f64>>,
}

/// Holds the values by which indicators are divided in one period, per column.
pub(in crate::assemble) struct Sizes(Vec<Option<Vec<Option<f64>>>>);

impl Sizes {
    /// Borrows them as the kernel takes them.
    pub(in crate::assemble) fn borrow(&self) -> Vec<Option<Denominator<'_>>> {
        self.0.iter().map(|values| values.as_ref().map(|values| Denominator { values, scale: 1.0 })).collect()
    }
}

impl Frame {
    /// Builds the frame; `None` if the framework has no index or no place is ranked.
    pub(in crate::assemble) fn build(model: &Model) -> Option<Self> {
        let root_of = |mut node: usize| {
            while let Some(parent) = model.nodes[node].parent {
                node = parent;
            }
            node
        };
        // An indicator that stands alone as a root is measured and judged, not indexed.
        let nodes: Vec<usize> =
            (0..model.nodes.len()).filter(|&n| model.nodes[root_of(n)].indicator.is_none()).collect();
        let places: Vec<usize> = (0..model.places.len()).filter(|&p| model.places[p].role.is_ranked()).collect();
        if nodes.is_empty() || places.is_empty() {
            return None;
        }
        let at: BTreeMap<usize, usize> = nodes.iter().enumerate().map(|(t, &n)| (n, t)).collect();
        let columns: Vec<usize> = nodes.iter().copied().filter(|&n| model.nodes[n].indicator.is_some()).collect();
        let tree_nodes = nodes
            .iter()
            .map(|&n| TreeNode {
                parent: model.nodes[n].parent.map(|p| at[&p]),
                weight: model.nodes[n].weight,
                leaf: columns.iter().position(|&c| c == n),
            })
            .collect();
        let tree = Tree::build(tree_nodes).expect("the framework was checked to be a forest");
        let indicator = |c: &usize| model.nodes[*c].indicator.as_ref().expect("columns are indicators");
        let position = |code: &String| model.nodes.iter().position(|n| n.code == *code);
        let direction = |c: &usize| indicator(c).direction;
        let target = |c: &usize| {
            let target = indicator(c).target.as_ref()?;
            target.required(None, direction(c)).filter(|_| target.measure == crest_model::Measure::Level)
        };
        let positions = Positions {
            nodes: nodes.iter().enumerate().map(|(t, &n)| (model.nodes[n].code.clone(), t)).collect(),
            places: places.iter().enumerate().map(|(row, &p)| (model.places[p].id.clone(), row)).collect(),
        };
        Some(Self {
            roots: tree.roots().collect(),
            directions: columns.iter().map(direction).collect(),
            groups: groups(model, &places),
            denominators: columns.iter().map(|c| indicator(c).denominator.as_ref().and_then(position)).collect(),
            goalposts: columns.iter().map(|c| indicator(c).goalposts).collect(),
            targets: columns.iter().map(target).collect(),
            nodes,
            columns,
            places,
            positions,
            tree,
        })
    }

    /// Direction of a column.
    pub(in crate::assemble) fn direction(&self, column: usize) -> i8 {
        self.directions[column]
    }

    /// Tells whether any indicator is divided by another.
    pub(in crate::assemble) fn has_denominators(&self) -> bool {
        self.denominators.iter().any(Option::is_some)
    }

    /// The chosen numbers of one period: ranked places × indicators of the tree.
    pub(in crate::assemble) fn matrix(&self, panel: &Panel, period: Period) -> Matrix {
        let columns: Vec<Vec<Option<f64>>> =
            self.columns.iter().map(|&node| self.numbers(panel, node, period)).collect();
        Matrix::from_columns(self.places.len(), &columns)
    }

    fn numbers(&self, panel: &Panel, node: usize, period: Period) -> Vec<Option<f64>> {
        panel.chosen_numbers(node as u32, period, &self.places)
    }

    /// The values by which indicators are divided in one period.
    pub(in crate::assemble) fn sizes(&self, panel: &Panel, period: Period) -> Sizes {
        Sizes(self.denominators.iter().map(|node| node.map(|node| self.numbers(panel, node, period))).collect())
    }

    /// The different denominators of one period as a matrix, and their node positions, for the audit.
    pub(in crate::assemble) fn distinct_sizes(&self, panel: &Panel, period: Period) -> (Matrix, Vec<usize>) {
        let mut nodes: Vec<usize> = self.denominators.iter().flatten().copied().collect();
        nodes.sort_unstable();
        nodes.dedup();
        let columns: Vec<Vec<Option<f64>>> = nodes.iter().map(|&node| self.numbers(panel, node, period)).collect();
        (Matrix::from_columns(self.places.len(), &columns), nodes)
    }

    /// Puts together what the kernel reads.
    pub(in crate::assemble) fn input<'a>(
        &'a self,
        matrix: &'a Matrix,
        denominators: &'a [Option<Denominator<'a>>],
    ) -> Input<'a> {
        Input {
            groups: &self.groups,
            denominators,
            goalposts: &self.goalposts,
            targets: &self.targets,
            ..Input::new(matrix, &self.tree, &self.directions)
        }
    }

    /// Finds indicators without any value in the measured period.
    pub(in crate::assemble) fn empty_columns(
        &self,
        model: &Model,
        raw: &Matrix,
        built: &Built,
        period: Period,
    ) -> Vec<Diagnostic> {
        let empty = |&c: &usize| raw.column(c).iter().all(Option::is_none);
        let tell = |c: usize| {
            let node = &model.nodes[self.columns[c]];
            let filled = built.imputed.cells.iter().any(|cell| cell.column == c);
            let (severity, hint) = if filled {
                (Severity::Note, "every value of it is imputed")
            } else {
                (Severity::Warning, "it takes no part; the weights of its siblings are scaled up")
            };
            Diagnostic::with_severity(
                "C0803",
                severity,
                format!("`{}` has no value of any ranked place in {period}", node.code),
            )
            .at(node.location.clone())
            .value(&node.code)
            .hint(hint)
        };
        (0..self.columns.len()).filter(empty).map(tell).collect()
    }

    /// Finds places without a score and indicators without spread.
    pub(in crate::assemble) fn left_out(&self, model: &Model, built: &Built, spec: &IndexSpec) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (row, &p) in self.places.iter().enumerate() {
            if built.scores.at(row, self.roots[0]).is_some() {
                continue;
            }
            let place = &model.places[p];
            let why = if !built.screened.kept[row] {
                "it was screened out for lack of values"
            } else if spec.aggregate.thresholds.is_empty() {
                "it has no value of any indicator"
            } else {
                "it has too few values for the thresholds of the aggregation"
            };
            found.push(
                Diagnostic::warning("C0804", format!("`{}` takes no part in the ranking: {why}", place.id))
                    .at(place.location.clone())
                    .value(&place.id),
            );
        }
        for aside in built.set_aside.iter().filter(|aside| aside.reason == Aside::Constant) {
            let node = &model.nodes[self.columns[aside.column]];
            found.push(
                Diagnostic::warning("C0803", format!("`{}` is the same everywhere and takes no part", node.code))
                    .at(node.location.clone())
                    .value(&node.code),
            );
        }
        found
    }

    /// Smallest changes of one indicator by which a place gains one rank on the main index, the least effort first.
    pub(in crate::assemble) fn steps(
        &self,
        model: &Model,
        input: &Input<'_>,
        recipe: &Recipe,
        built: &Built,
        place: usize,
    ) -> Vec<StepUp> {
        let root = self.roots[0];
        let Some(rank) = built.ranks[root][place].filter(|&rank| rank > 1) else { return Vec::new() };
        // One rank up means level with the place directly above, which ties may put several ranks up.
        let above = built.ranks[root].iter().flatten().copied().filter(|&other| other < rank).max().unwrap_or(1);
        let limits: Vec<Option<(f64, f64)>> =
            self.columns.iter().map(|&c| limits(model, c, input.matrix, self)).collect();
        let aim = Aim { place, root, rank: above, limits: &limits };
        let named = |step: Step| StepUp {
            indicator: model.nodes[self.columns[step.column]].code.clone(),
            from: step.from,
            to: step.to,
            effort: step.effort,
            rank: step.rank,
        };
        steps_up(input, recipe, built, &aim).into_iter().map(named).collect()
    }

    /// Weights as used, by node position of the model.
    pub(in crate::assemble) fn weights(&self, model: &Model, built: &Built) -> Vec<NodeWeights> {
        let mut weights = vec![NodeWeights::default(); model.nodes.len()];
        for (t, &n) in self.nodes.iter().enumerate() {
            weights[n] =
                NodeWeights { own: Some(built.tree.nodes()[t].weight), effective: Some(built.effective_weights[t]) };
        }
        weights
    }
}

/// What is possible for an indicator of which less is better and which cannot be negative: down to nothing.
fn limits(model: &Model, node: usize, raw: &Matrix, frame: &Frame) -> Option<(f64, f64)> {
    let indicator = model.nodes[node].indicator.as_ref()?;
    let column = frame.columns.iter().position(|&c| c == node)?;
    let greatest = raw.column(column).iter().flatten().copied().fold(0.0, f64::max);
    (indicator.direction < 0 && indicator.non_negative).then_some((0.0, greatest))
}

/// Group of each ranked place in the grouping of the index, as numbers.
fn groups(model: &Model, places: &[usize]) -> Vec<Option<usize>> {
    let Some(grouping) = model.index.as_ref().and_then(|spec| spec.grouping.as_ref()) else { return Vec::new() };
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    places
        .iter()
        .map(|&p| {
            let group = model.places[p].groups.get(grouping)?;
            let next = numbers.len();
            Some(*numbers.entry(group).or_insert(next))
        })
        .collect()
}
