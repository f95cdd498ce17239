//! The index of a project: framework and values as dense arrays, the kernel's answer back as named results.

pub(super) mod frame;
pub(super) mod words;

use std::collections::BTreeMap;

use crest_data::value::Panel;
use crest_index::Matrix;
use crest_index::build::{Built, PanelBounds, build_panel};
use crest_index::contribution::{contributions, gap};
use crest_index::correlate::{Coefficient, correlate, family_correlations};
use crest_index::rank::ranks_within;
use crest_index::recipe::{Mean, Recipe, Transform};
use crest_index::screen::ScreenReason;
use crest_index::treat::TreatRow;
use crest_model::model::{IndexSpec, Model, Place};
use crest_model::results::{
    AuditFinding, Cells, CorrelationRow, Gap, ImputedCell, IndexResult, NodeRanks, PeriodScores, StepUp, TreatmentRow,
};
use crest_model::{Diagnostic, Location, Period};
use rayon::prelude::*;

use super::NodeWeights;
use crate::recipe::recipe;
use frame::Frame;

/// Share of the measured period's filled cells that another period needs to be in the history.
const HISTORY_COVERAGE: f64 = 0.5;

/// Number of cells up to which the steps of every place are computed; beyond it those of the focus, others on demand.
const STEPS_FOR_ALL: usize = 1_000;

/// Holds what the index gave; empty where the project has none.
#[derive(Debug, Default)]
pub(super) struct IndexPart {
    pub(super) index: Option<IndexResult>,
    pub(super) history: Vec<PeriodScores>,
    pub(super) steps: Vec<Vec<StepUp>>,
    /// By ranked place: what separates it from the place directly above and directly below on the main index.
    pub(super) gaps: Vec<[Option<Gap>; 2]>,
    pub(super) audit: Vec<AuditFinding>,
    pub(super) findings: Vec<Diagnostic>,
    /// By node position.
    pub(super) weights: Vec<NodeWeights>,
    /// By node position.
    pub(super) coverage: Vec<Option<f64>>,
}

/// Holds what every question about the index starts from: framework, recipe, figures and index of each period.
pub(crate) struct Ground {
    pub(super) frame: Frame,
    pub(super) recipe: Recipe,
    /// Periods with their figures, oldest first.
    pub(super) periods: Vec<(Period, Matrix)>,
    /// Index of each period; `None` for an earlier one that cannot be built.
    pub(super) built: Vec<Option<Built>>,
    /// Position of the measured period.
    pub(super) at: usize,
}

impl Ground {
    /// Builds every period; `None` where the project has no index.
    pub(crate) fn build(model: &Model, panel: &Panel) -> Option<Result<Self, Diagnostic>> {
        let spec = model.index.as_ref()?;
        let frame = Frame::build(model)?;
        let measured = model.project.period;
        let filled = count(&frame.matrix(panel, measured));
        if filled == 0 {
            return Some(Err(Diagnostic::error(
                "C0802",
                format!("no ranked place has a value of the index in {measured}"),
            )
            .at(Location::file("crest.toml"))
            .value(measured.to_string())
            .expected("a period for which the tables hold values")));
        }
        let recipe = recipe(spec, frame.has_denominators(), &frame.positions);
        let periods = periods(model, panel, &frame, filled);
        let at = periods.iter().position(|(p, _)| *p == measured).expect("the measured period is among them");
        let built = match build_all(model, &frame, panel, spec, &recipe, &periods) {
            Ok(built) => built,
            Err(found) => return Some(Err(found)),
        };
        Some(Ok(Self { frame, recipe, periods, built, at }))
    }

    /// Index of the measured period.
    pub(super) fn main(&self) -> &Built {
        self.built[self.at].as_ref().expect("an index of the measured period that cannot be built is an error")
    }

    /// Ranks of the measured period on every index: index code and place, then rank.
    pub(super) fn ranks(&self, model: &Model) -> BTreeMap<(String, String), u32> {
        let (frame, main) = (&self.frame, self.main());
        let of_root = |&root: &usize| {
            let ranks = main.ranks[root].iter().enumerate();
            ranks.filter_map(move |(row, rank)| {
                let (code, place) = (&model.nodes[frame.nodes[root]].code, &model.places[frame.places[row]].id);
                Some(((code.clone(), place.clone()), (*rank)?))
            })
        };
        frame.roots.iter().flat_map(of_root).collect()
    }

    /// Smallest changes by which places gain a rank, by row.
    fn steps(&self, model: &Model, panel: &Panel, rows: &[usize]) -> Vec<Vec<StepUp>> {
        let sizes = self.frame.sizes(panel, model.project.period);
        let denominators = sizes.borrow();
        let input = self.frame.input(self.raw(), &denominators);
        rows.iter().map(|&row| self.frame.steps(model, &input, &self.recipe, self.main(), row)).collect()
    }

    /// Ranked places, by row.
    pub(crate) fn places<'m>(&self, model: &'m Model) -> Vec<&'m Place> {
        self.frame.places.iter().map(|&place| &model.places[place]).collect()
    }

    /// Tells whether a row has a score on the main index.
    pub(crate) fn is_ranked(&self, row: usize) -> bool {
        self.main().scores.at(row, self.frame.roots[0]).is_some()
    }

    /// Columns that take part in the main index.
    pub(crate) fn used_columns(&self) -> Vec<usize> {
        let below = self.frame.tree.columns_below(self.frame.roots[0]);
        let aside = |column: usize| self.main().set_aside.iter().any(|aside| aside.column == column);
        below.into_iter().filter(|&column| self.frame.direction(column) != 0 && !aside(column)).collect()
    }

    /// Code of the indicator of a column.
    pub(crate) fn code(&self, model: &Model, column: usize) -> String {
        model.nodes[self.frame.columns[column]].code.clone()
    }

    /// Direction of a column.
    pub(crate) fn direction(&self, column: usize) -> i8 {
        self.frame.direction(column)
    }

    /// Code of a node of the tree.
    pub(crate) fn node_code(&self, model: &Model, node: usize) -> String {
        model.nodes[self.frame.nodes[node]].code.clone()
    }

    /// Elements at a level, of which the main index is a weighted sum; `None` = the members of the index.
    ///
    /// # Errors
    /// `None` where there are no nodes of the level; else why the index is no weighted sum of them.
    pub(crate) fn elements(&self, level: Option<usize>) -> Result<Elements, Option<&'static str>> {
        let (tree, built, root) = (&self.frame.tree, self.main(), self.frame.roots[0]);
        let roots = tree.root_of();
        let nodes: Vec<usize> = match level {
            None => tree.children(root).to_vec(),
            Some(level) => {
                (0..tree.n_nodes()).filter(|&n| n != root && roots[n] == root && tree.levels()[n] == level).collect()
            }
        };
        // A node that no place has a value of takes no part, nor does one of weight 0.
        let takes_part = |node: &usize| {
            built.effective_weights[*node] > 0.0 && built.scores.column(*node).iter().any(Option::is_some)
        };
        let nodes: Vec<usize> = nodes.into_iter().filter(takes_part).collect();
        if nodes.is_empty() {
            return Err(None);
        }
        let mut above: Vec<Vec<usize>> = Vec::new();
        for &node in &nodes {
            let mut path = Vec::new();
            let mut at = built.tree.nodes()[node].parent;
            while let Some(parent) = at.filter(|&parent| parent != root) {
                path.push(parent);
                at = built.tree.nodes()[parent].parent;
            }
            path.reverse();
            above.push(path);
        }
        let mean = |node: usize| self.recipe.aggregate.of(node, tree.levels()[node]);
        let mut means: Vec<Mean> = above.iter().flatten().chain([&root]).map(|&node| mean(node)).collect();
        means.dedup();
        let logarithms = match means.as_slice() {
            [Mean::Arithmetic] => false,
            [Mean::Geometric] => true,
            _ => return Err(Some("the means above these nodes are not all arithmetic or all geometric")),
        };
        let covered: f64 = nodes.iter().map(|&node| built.effective_weights[node]).sum();
        if level.is_some() && above.iter().any(|path| path.iter().any(|node| nodes.contains(node))) {
            return Err(Some("nodes of this level lie below each other"));
        }
        let all = tree.children(root).iter().filter(|node| takes_part(node)).map(|&n| built.effective_weights[n]);
        if (covered - all.sum::<f64>()).abs() > 1e-9 {
            return Err(Some("nodes of this level do not cover the index; the tree is ragged there"));
        }
        let depth = above.iter().map(Vec::len).max().unwrap_or(0);
        let groups = (0..depth).map(|k| above.iter().map(|path| path.get(k).copied().unwrap_or(usize::MAX)).collect());
        let rows: Vec<usize> = (0..self.frame.places.len()).filter(|&row| self.is_ranked(row)).collect();
        let value = |row: usize, node: usize| {
            let value = built.scores.at(row, node)?;
            if logarithms { (value > 0.0).then(|| value.ln()) } else { Some(value) }
        };
        Ok(Elements {
            values: rows.iter().map(|&row| nodes.iter().map(|&node| value(row, node)).collect()).collect(),
            weights: nodes.iter().map(|&node| built.effective_weights[node] / covered).collect(),
            groups: groups.collect(),
            rows,
            nodes,
        })
    }

    /// The measured period for trying other figures.
    pub(crate) fn trial<'g>(&'g self, model: &Model, panel: &Panel) -> Trial<'g> {
        Trial {
            ground: self,
            sizes: self.periods.iter().map(|(period, _)| self.frame.sizes(panel, *period)).collect(),
            bounds: bounds_of(
                model.index.as_ref().map_or("period", |spec| spec.normalise.bounds.as_str()),
                &self.periods,
            )
            .unwrap_or(PanelBounds::Period),
        }
    }

    /// Figures of the measured period.
    pub(super) fn raw(&self) -> &Matrix {
        &self.periods[self.at].1
    }
}

/// Elements of which an index is a weighted sum: for each ranked row its value of each.
pub(crate) struct Elements {
    /// Nodes of the tree.
    pub(crate) nodes: Vec<usize>,
    /// Rows with a score.
    pub(crate) rows: Vec<usize>,
    /// By row, then node; logarithms where means are geometric.
    pub(crate) values: Vec<Vec<Option<f64>>>,
    /// Shares of the index as stated; they sum to 1.
    pub(crate) weights: Vec<f64>,
    /// Levels between the elements and the index, from the top: for each element its group.
    pub(crate) groups: Vec<Vec<usize>>,
}

/// Tries other figures in the measured period under the whole recipe.
pub(crate) struct Trial<'g> {
    ground: &'g Ground,
    sizes: Vec<frame::Sizes>,
    bounds: PanelBounds,
}

impl Trial<'_> {
    /// Figure of a place as it stands.
    pub(crate) fn raw(&self, row: usize, column: usize) -> Option<f64> {
        self.ground.raw().at(row, column)
    }

    /// Scores on the main index with some cells of the measured period set; `None` where the index cannot be built.
    pub(crate) fn scores(&self, cells: &[(usize, usize, f64)]) -> Option<Vec<Option<f64>>> {
        let mut raw = self.ground.raw().clone();
        for &(row, column, value) in cells {
            raw.set(row, column, Some(value));
        }
        let frame = &self.ground.frame;
        let denominators: Vec<_> = self.sizes.iter().map(frame::Sizes::borrow).collect();
        let recipe = &self.ground.recipe;
        let uses_other_periods = self.bounds != PanelBounds::Period || recipe.impute.is_panel();
        let built = if uses_other_periods {
            let inputs: Vec<_> = self
                .ground
                .periods
                .iter()
                .zip(&denominators)
                .enumerate()
                .map(|(position, ((_, matrix), sizes))| {
                    frame.input(if position == self.ground.at { &raw } else { matrix }, sizes)
                })
                .collect();
            let times: Vec<f64> = self.ground.periods.iter().map(|(period, _)| period.midpoint()).collect();
            build_panel(&inputs, &times, recipe, self.bounds).ok()?.swap_remove(self.ground.at)
        } else {
            crest_index::build::build(&frame.input(&raw, &denominators[self.ground.at]), recipe).ok()?
        };
        Some(built.scores.column(frame.roots[0]).to_vec())
    }
}

/// Bounds of normalisation by their word; `None` for a base period that is not there.
fn bounds_of(word: &str, periods: &[(Period, Matrix)]) -> Option<PanelBounds> {
    match word {
        "period" => Some(PanelBounds::Period),
        "all" => Some(PanelBounds::All),
        base => {
            let base: Period = base.parse().ok()?;
            periods.iter().position(|(period, _)| *period == base).map(PanelBounds::Base)
        }
    }
}

/// Computes the index of the measured period and its history.
pub(super) fn compute(model: &Model, panel: &Panel, ground: Option<&Result<Ground, Diagnostic>>) -> IndexPart {
    let mut part = IndexPart { coverage: coverage(model, panel), ..IndexPart::default() };
    let (Some(spec), Some(ground)) = (&model.index, ground) else { return part };
    let ground = match ground {
        Ok(ground) => ground,
        Err(found) => {
            part.findings.push(found.clone());
            return part;
        }
    };
    let Ground { frame, recipe, periods, built, .. } = ground;
    let (main, raw, measured) = (ground.main(), ground.raw(), model.project.period);
    part.findings.extend(frame.empty_columns(model, raw, main, measured));
    part.findings.extend(frame.left_out(model, main, spec));
    if (0..frame.places.len()).all(|p| main.scores.at(p, frame.roots[0]).is_none()) {
        let message = format!("no ranked place has a score in {measured}: no indicator tells any two of them apart");
        part.findings.push(Diagnostic::error("C0802", message).at(Location::file("crest.toml")));
        return part;
    }
    part.weights = frame.weights(model, main);
    for ((period, _), built) in periods.iter().zip(built) {
        let Some(built) = built else { continue };
        for &root in &frame.roots {
            part.history.push(PeriodScores {
                period: period.to_string(),
                root: model.nodes[frame.nodes[root]].code.clone(),
                scores: (0..frame.places.len()).map(|p| built.scores.at(p, root)).collect(),
                ranks: built.ranks[root].clone(),
            });
        }
    }
    let wanted = |place: usize| {
        let is_focus = model.project.focus.as_ref() == Some(&model.places[frame.places[place]].id);
        is_focus || frame.places.len() * frame.columns.len() <= STEPS_FOR_ALL
    };
    let rows: Vec<usize> = (0..frame.places.len()).filter(|&place| wanted(place)).collect();
    part.steps = vec![Vec::new(); frame.places.len()];
    for (&row, steps) in rows.iter().zip(ground.steps(model, panel, &rows)) {
        part.steps[row] = steps;
    }
    let (sizes, size_names) = frame.distinct_sizes(panel, measured);
    part.audit = words::audit(model, frame, main, &sizes, &size_names);
    let index = result(model, frame, raw, main, recipe);
    part.gaps = gaps(frame, main, recipe, &index);
    part.index = Some(index);
    part
}

fn count(matrix: &Matrix) -> usize {
    (0..matrix.n_indicators()).map(|c| matrix.column(c).iter().flatten().count()).sum()
}

/// Share of ranked places with a chosen number in the measured period, by node position.
fn coverage(model: &Model, panel: &Panel) -> Vec<Option<f64>> {
    let ranked: Vec<usize> = (0..model.places.len()).filter(|&p| model.places[p].role.is_ranked()).collect();
    let share = |node: usize| {
        let numbers = panel.chosen_numbers(node as u32, model.project.period, &ranked);
        numbers.iter().flatten().count() as f64 / ranked.len() as f64
    };
    let of = |(position, node): (usize, &crest_model::model::Node)| {
        (node.indicator.is_some() && !ranked.is_empty()).then(|| share(position))
    };
    model.nodes.iter().enumerate().map(of).collect()
}

/// Periods to compute, oldest first, each with its matrix: the measured one, and those with enough values.
fn periods(model: &Model, panel: &Panel, frame: &Frame, filled: usize) -> Vec<(Period, Matrix)> {
    let measured = model.project.period;
    let mut periods = model.project.periods.clone();
    if periods.is_empty() {
        periods = frame.columns.iter().flat_map(|&c| panel.of_indicator(c as u32)).map(|v| v.period).collect();
    }
    periods.push(measured);
    periods.retain(|p| *p <= measured && p.is_year() == measured.is_year());
    periods.sort_unstable();
    periods.dedup();
    let with_matrix: Vec<_> = periods.into_par_iter().map(|period| (period, frame.matrix(panel, period))).collect();
    with_matrix
        .into_iter()
        .filter(|(period, matrix)| *period == measured || count(matrix) as f64 >= HISTORY_COVERAGE * filled as f64)
        .collect()
}

/// Builds every period; a period before the measured one that cannot be built is left out of the history.
fn build_all(
    model: &Model,
    frame: &Frame,
    panel: &Panel,
    spec: &IndexSpec,
    recipe: &Recipe,
    periods: &[(Period, Matrix)],
) -> Result<Vec<Option<Built>>, Diagnostic> {
    let sizes: Vec<frame::Sizes> = periods.iter().map(|(period, _)| frame.sizes(panel, *period)).collect();
    let denominators: Vec<_> = sizes.iter().map(frame::Sizes::borrow).collect();
    let inputs: Vec<_> =
        periods.iter().zip(&denominators).map(|((_, matrix), sizes)| frame.input(matrix, sizes)).collect();
    let refuse = |words: String| {
        Diagnostic::error("C0801", format!("the index cannot be computed: {words}")).at(Location::file("crest.toml"))
    };
    let word = spec.normalise.bounds.as_str();
    let bounds = bounds_of(word, periods)
        .ok_or_else(|| refuse(format!("the base period {word} of the bounds holds too few values")).value(word))?;
    let uses_other_periods = recipe.impute.is_panel() || bounds != PanelBounds::Period;
    if uses_other_periods {
        let times: Vec<f64> = periods.iter().map(|(period, _)| period.midpoint()).collect();
        let built = build_panel(&inputs, &times, recipe, bounds);
        return built
            .map(|built| built.into_iter().map(Some).collect())
            .map_err(|error| refuse(words::panel_error(model, frame, &error, periods)));
    }
    let built: Vec<_> = inputs.par_iter().map(|input| crest_index::build::build(input, recipe)).collect();
    let mut all = Vec::with_capacity(built.len());
    for (built, (period, _)) in built.into_iter().zip(periods) {
        match built {
            Ok(built) => all.push(Some(built)),
            Err(error) if *period == model.project.period => {
                return Err(refuse(words::build_error(model, frame, &error)));
            }
            Err(_) => all.push(None),
        }
    }
    Ok(all)
}

fn cells(frame: &Frame, matrix: &Matrix, columns: &[(String, usize)]) -> Cells {
    Cells {
        columns: columns.iter().map(|(code, _)| code.clone()).collect(),
        cells: (0..frame.places.len()).map(|p| columns.iter().map(|&(_, c)| matrix.at(p, c)).collect()).collect(),
    }
}

fn result(model: &Model, frame: &Frame, raw: &Matrix, built: &Built, recipe: &Recipe) -> IndexResult {
    let code = |node: usize| model.nodes[node].code.clone();
    let place = |p: usize| model.places[frame.places[p]].id.clone();
    let indicators: Vec<(String, usize)> = frame.columns.iter().enumerate().map(|(c, &n)| (code(n), c)).collect();
    let is_aggregate = |t: &usize| built.tree.nodes()[*t].leaf.is_none();
    let aggregates: Vec<(String, usize)> =
        (0..frame.nodes.len()).filter(is_aggregate).map(|t| (code(frame.nodes[t]), t)).collect();
    let contributed = contributions(&built.scores, &built.tree, &recipe.aggregate, frame.roots[0])
        .unwrap_or_else(|| Matrix::missing(frame.places.len(), frame.nodes.len()));
    let leaves: Vec<(String, usize)> = built.tree.leaves().map(|(t, c)| (code(frame.columns[c]), t)).collect();
    IndexResult {
        period: model.project.period.to_string(),
        places: (0..frame.places.len()).map(place).collect(),
        roots: frame.roots.iter().map(|&t| code(frame.nodes[t])).collect(),
        raw: cells(frame, raw, &indicators),
        treated: cells(frame, &built.treated, &indicators),
        normalised: cells(frame, &built.normalised, &indicators),
        scores: cells(frame, &built.scores, &aggregates),
        ranks: ranks(model, frame, built),
        contributions: cells(frame, &contributed, &leaves),
        screened: built.screened.reasons.iter().map(|(p, reason)| (place(*p), screen_words(reason))).collect(),
        imputed: built
            .imputed
            .cells
            .iter()
            .map(|cell| ImputedCell {
                place: place(cell.place),
                indicator: code(frame.columns[cell.column]),
                number: cell.number,
                method: model.index.as_ref().map_or(String::new(), |spec| spec.impute.method.clone()),
            })
            .collect(),
        treatment: built.treatment.iter().map(|row| treatment(code(frame.columns[row.column]), row)).collect(),
        correlations: correlations(model, frame, built),
    }
}

fn screen_words(reason: &ScreenReason) -> String {
    match reason {
        ScreenReason::Availability { share, threshold } => {
            format!("{:.1} % of the indicators, {:.1} % needed", share * 100.0, threshold * 100.0)
        }
        ScreenReason::NonZero { share, threshold } => {
            format!("{:.1} % of the values are not zero, {:.1} % needed", share * 100.0, threshold * 100.0)
        }
        ScreenReason::Below { share, threshold, .. } => {
            format!("{:.1} % of the indicators of a part, {:.1} % needed", share * 100.0, threshold * 100.0)
        }
        ScreenReason::Named => "dropped by name".to_owned(),
    }
}

fn ranks(model: &Model, frame: &Frame, built: &Built) -> Vec<NodeRanks> {
    let mut groupings: Vec<&String> = frame.places.iter().flat_map(|&p| model.places[p].groups.keys()).collect();
    groupings.sort();
    groupings.dedup();
    let members: Vec<(&String, Vec<Option<usize>>)> = groupings
        .into_iter()
        .map(|grouping| {
            let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
            let number = |&p: &usize| {
                let group = model.places[p].groups.get(grouping)?.as_str();
                let next = numbers.len();
                Some(*numbers.entry(group).or_insert(next))
            };
            let list = frame.places.iter().map(number).collect();
            (grouping, list)
        })
        .collect();
    (0..frame.nodes.len())
        .map(|t| {
            let scores: Vec<Option<f64>> = (0..frame.places.len()).map(|p| built.scores.at(p, t)).collect();
            NodeRanks {
                node: model.nodes[frame.nodes[t]].code.clone(),
                overall: built.ranks[t].clone(),
                within: members.iter().map(|(name, groups)| ((*name).clone(), ranks_within(&scores, groups))).collect(),
            }
        })
        .collect()
}

fn treatment(indicator: String, row: &TreatRow) -> TreatmentRow {
    let last = row.last();
    let moved = row.winsorised.unwrap_or(0);
    let action = match row.transform {
        Some(Transform::LogCt) => "log-ct",
        Some(Transform::LogCtPlus) => "log-ct-plus",
        Some(Transform::LogCtOrig) => "log-ct-orig",
        Some(Transform::LogGii) => "log-gii",
        Some(Transform::BoxCox { .. }) => "box-cox",
        None if moved > 0 => "winsorised",
        None => "none",
    };
    TreatmentRow {
        indicator,
        skewness: row.before.and_then(|c| c.skewness),
        kurtosis: row.before.and_then(|c| c.kurtosis),
        action: action.to_owned(),
        points: if row.transform.is_some() { 0 } else { moved as u32 },
        skewness_after: last.and_then(|c| c.skewness),
        kurtosis_after: last.and_then(|c| c.kurtosis),
        passed: row.settled(),
    }
}

/// Correlations of indicators inside their pillar, and of every node with its parent.
fn correlations(model: &Model, frame: &Frame, built: &Built) -> Vec<CorrelationRow> {
    let code = |t: usize| model.nodes[frame.nodes[t]].code.clone();
    let mut rows = Vec::new();
    for parent in 0..frame.nodes.len() {
        let members = built.tree.children(parent);
        for (i, &a) in members.iter().enumerate() {
            for &b in &members[i + 1..] {
                let found = correlate(built.scores.column(a), built.scores.column(b), Coefficient::Pearson).ok();
                let (r, pairs) = found.map_or((None, 0), |e| (Some(e.value), e.n_pairs as u32));
                rows.push(CorrelationRow { a: code(a), b: code(b), r, pairs });
            }
        }
    }
    for level in 1..built.tree.depth() {
        for pair in family_correlations(&built.tree, &built.scores, level, Coefficient::Pearson) {
            if built.tree.nodes()[pair.node].parent == Some(pair.ancestor) {
                let (r, pairs) = pair.estimate.map_or((None, 0), |e| (Some(e.value), e.n_pairs as u32));
                rows.push(CorrelationRow { a: code(pair.node), b: code(pair.ancestor), r, pairs });
            }
        }
    }
    rows
}

/// Indicators named as parts of a gap.
const PARTS: usize = 8;

fn gaps(frame: &Frame, built: &Built, recipe: &Recipe, index: &IndexResult) -> Vec<[Option<Gap>; 2]> {
    let root = frame.roots[0];
    let scores: Vec<Option<f64>> = (0..frame.places.len()).map(|p| built.scores.at(p, root)).collect();
    let between = |ours: usize, other: usize| {
        let parts = gap(&built.scores, &built.tree, &recipe.aggregate, root, ours, other);
        let named = |(t, c): (usize, usize)| Some((index.raw.columns[c].clone(), parts.as_ref()?[t]));
        let mut parts: Vec<(String, f64)> = built.tree.leaves().filter_map(named).filter(|(_, x)| *x != 0.0).collect();
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
        parts.truncate(PARTS);
        let score = |p: usize| scores[p].unwrap_or_default();
        Gap { other: index.places[other].clone(), gap: score(other) - score(ours), parts }
    };
    (0..scores.len())
        .map(|ours| neighbours(&scores, ours).map(|other| other.map(|other| between(ours, other))))
        .collect()
}

/// The places directly above and below by score; of several with the same score, the first in file order.
fn neighbours(scores: &[Option<f64>], place: usize) -> [Option<usize>; 2] {
    let Some(own) = scores[place] else { return [None, None] };
    let mut above: Option<(usize, f64)> = None;
    let mut below: Option<(usize, f64)> = None;
    for (other, score) in scores.iter().enumerate().filter_map(|(i, s)| Some((i, (*s)?))) {
        if score > own && above.is_none_or(|(_, best)| score < best) {
            above = Some((other, score));
        }
        if score < own && below.is_none_or(|(_, best)| score > best) {
            below = Some((other, score));
        }
    }
    [above.map(|(i, _)| i), below.map(|(i, _)| i)]
}

/// Smallest changes by which one place gains a rank, for a place whose steps the results do not carry.
pub(crate) fn steps_of(model: &Model, panel: &Panel, place: &str) -> Vec<StepUp> {
    let Some(Ok(ground)) = Ground::build(model, panel) else { return Vec::new() };
    let Some(&row) = ground.frame.positions.places.get(place) else { return Vec::new() };
    ground.steps(model, panel, &[row]).pop().unwrap_or_default()
}
