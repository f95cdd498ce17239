//! Which weights go with which order: two places, one place among all, a published list.

use crest_data::value::Panel;
use crest_model::model::Model;
use crest_plan::admissible::{Admissible, Level};
use crest_plan::ahead::{Distance, Verdict, break_even, lead, nearest_ahead, weight_ranges};
use crest_plan::compatible::{Compatibility, Published, Reading, Statement, compatible};
use crest_plan::rank_interval::{RankInterval, rank_interval, rank_intervals};
use crest_plan::{Effort, Matrix};
use serde::Serialize;

use super::{InverseError, ground, row_of};
use crate::assemble::index::{Elements, Ground};

/// Nodes of branch and bound after which an answer is reported as not proven.
const NODES: u32 = 20_000;

/// Nodes for each place when all are asked about many weights: their number is in the hundreds, and most need none.
const NODES_FOR_ALL: u32 = 0;

/// Weights up to which all places are proven like one.
const FEW: usize = 20;

/// Says which weights are asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightSetAsked {
    /// Level of the nodes whose weights move (1 = indicators); `None` = the members of the main index.
    pub level: Option<u32>,
    /// Half-width of the band around the stated weights, as a share; `None` = all weights.
    pub band: Option<f64>,
}

/// Says why weights, or a list, are none.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightsError {
    /// The band is not a share between 0 and 1.
    Band(f64),
    /// The main index has no nodes of this level.
    Level(u32),
    /// Fewer than two places of the list are ranked here.
    List,
}

impl std::fmt::Display for WeightsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Band(band) => write!(f, "a band of {band}; expected a share above 0 and below 1, such as 0.25"),
            Self::Level(level) => write!(f, "the main index has no nodes at level {level}"),
            Self::List => write!(f, "fewer than two places of the list are ranked in this project"),
        }
    }
}

/// States a weight of an element.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ElementWeight {
    /// Node.
    pub node: String,
    /// Share of the index as stated.
    pub stated: f64,
    /// Share of the index that is answered.
    pub weight: f64,
}

/// Says what weights two places hang on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairAnswer {
    /// First place.
    pub a: String,
    /// Second place.
    pub b: String,
    /// `always`, `possible` or `never`: whether the first is ahead at the admissible weights.
    pub verdict: &'static str,
    /// Lead at the stated weights.
    pub lead: f64,
    /// Least lead over all admissible weights.
    pub least: f64,
    /// Greatest lead.
    pub greatest: f64,
    /// Admissible weights nearest to the stated ones at which the order is the other way round, ties included; empty where there
    /// are none.
    pub nearest: Vec<ElementWeight>,
    /// Share of all weight moved to get there.
    pub moved: Option<f64>,
    /// By element.
    pub elements: Vec<PairElement>,
}

/// Says what the weight of one element does for two places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairElement {
    /// Node.
    pub node: String,
    /// Stated share of the index.
    pub stated: f64,
    /// Lead of the first place on the element, in points.
    pub lead: f64,
    /// Share at which the order turns when this weight alone is moved and the others are rescaled; `None` = at none.
    pub break_even: Option<f64>,
    /// Least and greatest share among the admissible weights at which the first place is ahead or level; `None` = there are none.
    pub range: Option<(f64, f64)>,
}

/// Holds the ranks a place can take over all admissible weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankRange {
    /// Place.
    pub place: String,
    /// Rank at the stated weights.
    pub rank: u32,
    /// Best rank over all admissible weights.
    pub best: u32,
    /// Worst rank.
    pub worst: u32,
    /// True where both are proven; else no weights lead beyond `best_bound` and `worst_bound`.
    pub proven: bool,
    /// No weights give a better rank.
    pub best_bound: u32,
    /// No weights give a worse rank.
    pub worst_bound: u32,
    /// Weights that give the best rank.
    pub best_weights: Vec<ElementWeight>,
    /// Weights that give the worst rank.
    pub worst_weights: Vec<ElementWeight>,
}

/// Says whether a published list goes with any admissible weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListAnswer {
    /// Places of the list that are ranked here, in its order.
    pub places: Vec<String>,
    /// Entries of the list that are not ranked here, and are left out.
    pub unknown: Vec<String>,
    /// True where some weights reproduce the list.
    pub agrees: bool,
    /// Weights: those nearest to the stated ones that reproduce the list, or those that come closest.
    pub weights: Vec<ElementWeight>,
    /// Share of all weight moved from the stated ones; `None` where the list contradicts itself.
    pub moved: Option<f64>,
    /// Range of the share of each element over all weights that reproduce the list.
    pub ranges: Vec<(String, f64, f64)>,
    /// Statements that exclude each other: first ahead of second.
    pub conflict: Vec<Conflict>,
    /// Fewest places to leave out so that the rest can be reproduced.
    pub leave_out: Vec<String>,
    /// True where it is proven that no fewer do.
    pub proven: bool,
}

/// States what a list says of two places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// First place.
    pub a: String,
    /// Second place.
    pub b: String,
    /// True where they are said to be level, false where the first is said to be ahead.
    pub tied: bool,
}

/// The elements of a question with the admissible weights.
struct Question {
    elements: Elements,
    cells: Vec<f64>,
    set: Admissible,
}

impl Question {
    fn ask(model: &Model, ground: &Ground, asked: &WeightSetAsked) -> Result<Self, InverseError> {
        if let Some(band) = asked.band.filter(|band| !(*band > 0.0 && *band < 1.0)) {
            return Err(InverseError::Weights(WeightsError::Band(band)));
        }
        let elements = ground.elements(asked.level.map(|level| level as usize)).map_err(|fault| match fault {
            None => InverseError::Weights(WeightsError::Level(asked.level.unwrap_or(0))),
            Some(why) => InverseError::NotLinear { why },
        })?;
        let mut cells = Vec::new();
        for (row, values) in elements.rows.iter().zip(&elements.values) {
            for (value, node) in values.iter().zip(&elements.nodes) {
                cells.push(value.ok_or_else(|| InverseError::Missing {
                    place: ground.places(model)[*row].id.clone(),
                    node: ground.node_code(model, *node),
                })?);
            }
        }
        let refused = |error: crest_plan::AdmissibleError| InverseError::Plan(error.to_string());
        let set = match asked.band {
            None => Admissible::simplex(elements.nodes.len()),
            Some(band) => {
                let levels: Vec<Level<'_>> =
                    elements.groups.iter().map(|group_of| Level { group_of, relative: band }).collect();
                Admissible::tree_band(&elements.weights, &levels, band)
            }
        };
        Ok(Self { set: set.map_err(refused)?, elements, cells })
    }

    fn matrix(&self) -> Result<Matrix<'_>, InverseError> {
        Matrix::new(&self.cells, self.elements.nodes.len()).map_err(|error| InverseError::Plan(error.to_string()))
    }

    /// Position of a row of the index among the rows of the question.
    fn position(&self, row: usize) -> Option<usize> {
        self.elements.rows.iter().position(|of| *of == row)
    }

    fn weights(&self, model: &Model, ground: &Ground, weights: &[f64]) -> Vec<ElementWeight> {
        let one = |(position, weight): (usize, &f64)| ElementWeight {
            node: ground.node_code(model, self.elements.nodes[position]),
            stated: self.elements.weights[position],
            weight: *weight,
        };
        weights.iter().enumerate().map(one).collect()
    }
}

fn plan(error: crest_plan::InverseError) -> InverseError {
    InverseError::Plan(error.to_string())
}

/// Finds the weights on which the order of two places hangs.
pub(crate) fn pair(
    model: &Model,
    panel: &Panel,
    (a, b): (&str, &str),
    asked: &WeightSetAsked,
) -> Result<PairAnswer, InverseError> {
    let ground = ground(model, panel)?;
    let (row_a, row_b) = (row_of(model, &ground, a)?, row_of(model, &ground, b)?);
    let question = Question::ask(model, &ground, asked)?;
    let (Some(i), Some(j)) = (question.position(row_a), question.position(row_b)) else {
        return Err(InverseError::Place { name: a.to_owned(), near: None });
    };
    let matrix = question.matrix()?;
    let stated = &question.elements.weights;
    let found = lead(matrix, &question.set, i, j).map_err(plan)?;
    let now = matrix.lead(i, j, stated);
    // The other way round: whoever is behind now draws level.
    let (behind, ahead) = if now > 0.0 { (j, i) } else { (i, j) };
    let turned = nearest_ahead(matrix, &question.set, stated, (behind, ahead), 0.0, Distance::Moved).map_err(plan)?;
    let turns = break_even(matrix, stated, i, j).map_err(plan)?;
    let ranges = weight_ranges(matrix, &question.set, i, j, 0.0).map_err(plan)?;
    let difference = matrix.difference(i, j);
    let element = |position: usize| PairElement {
        node: ground.node_code(model, question.elements.nodes[position]),
        stated: stated[position],
        lead: difference[position],
        break_even: turns[position],
        range: ranges.as_ref().map(|ranges| ranges[position]),
    };
    let places = ground.places(model);
    Ok(PairAnswer {
        a: places[row_a].id.clone(),
        b: places[row_b].id.clone(),
        verdict: match found.verdict(matrix.resolution()) {
            Verdict::Always => "always",
            Verdict::Possible => "possible",
            Verdict::Never => "never",
        },
        lead: now,
        least: found.least.value,
        greatest: found.greatest.value,
        moved: turned.as_ref().map(|turned| turned.distance),
        nearest: turned.map_or_else(Vec::new, |turned| question.weights(model, &ground, &turned.weights)),
        elements: (0..stated.len()).map(element).collect(),
    })
}

/// Finds the best and the worst rank over all admissible weights, of one place or of all.
pub(crate) fn ranges(
    model: &Model,
    panel: &Panel,
    place: Option<&str>,
    asked: &WeightSetAsked,
) -> Result<Vec<RankRange>, InverseError> {
    let ground = ground(model, panel)?;
    let row = place.map(|place| row_of(model, &ground, place)).transpose()?;
    let question = Question::ask(model, &ground, asked)?;
    let matrix = question.matrix()?;
    let many = row.is_none() && question.elements.nodes.len() > FEW;
    let effort = Effort { n_nodes: Some(if many { NODES_FOR_ALL } else { NODES }) };
    let found: Vec<(usize, RankInterval)> = match row.and_then(|row| question.position(row)) {
        Some(position) => {
            vec![(position, rank_interval(matrix, &question.set, position, 0.0, effort).map_err(plan)?)]
        }
        None => rank_intervals(matrix, &question.set, 0.0, effort).map_err(plan)?.into_iter().enumerate().collect(),
    };
    let places = ground.places(model);
    let told = |(position, range): &(usize, RankInterval)| RankRange {
        place: places[question.elements.rows[*position]].id.clone(),
        rank: matrix.rank(*position, &question.elements.weights, matrix.resolution()) as u32,
        best: range.best.rank as u32,
        worst: range.worst.rank as u32,
        proven: range.best.proven && range.worst.proven,
        best_bound: range.best.bound as u32,
        worst_bound: range.worst.bound as u32,
        best_weights: question.weights(model, &ground, &range.best.weights),
        worst_weights: question.weights(model, &ground, &range.worst.weights),
    };
    Ok(found.iter().map(told).collect())
}

/// Tells whether a published list goes with any admissible weights.
///
/// - `list`: places by id, name or alias with their published rank; equal ranks are ties.
/// - `others_behind`: ranked places that are not on the list stand behind all of it, as when a list shows the first so many.
pub(crate) fn list(
    model: &Model,
    panel: &Panel,
    list: &[(String, u32)],
    others_behind: bool,
    asked: &WeightSetAsked,
) -> Result<ListAnswer, InverseError> {
    let ground = ground(model, panel)?;
    let question = Question::ask(model, &ground, asked)?;
    let places = ground.places(model);
    let mut known: Vec<(u32, usize)> = Vec::new();
    let mut unknown = Vec::new();
    for (name, rank) in list {
        let same = |other: &str| !other.is_empty() && other.eq_ignore_ascii_case(name);
        let row = places.iter().position(|p| {
            same(&p.id) || same(&p.name.zh) || same(&p.name.en) || p.aliases.iter().any(|alias| same(alias))
        });
        match row.and_then(|row| question.position(row)) {
            Some(position) if !known.iter().any(|(_, other)| *other == position) => known.push((*rank, position)),
            _ => unknown.push(name.clone()),
        }
    }
    if known.len() < 2 {
        return Err(InverseError::Weights(WeightsError::List));
    }
    known.sort_by_key(|(rank, _)| *rank);
    let tiers: Vec<Vec<usize>> =
        known.chunk_by(|a, b| a.0 == b.0).map(|tier| tier.iter().map(|(_, position)| *position).collect()).collect();
    let is_listed = |position: &usize| known.iter().any(|(_, other)| other == position);
    let below: Vec<usize> = if others_behind {
        (0..question.elements.rows.len()).filter(|position| !is_listed(position)).collect()
    } else {
        Vec::new()
    };
    let matrix = question.matrix()?;
    let published = Published { tiers: &tiers, below: &below };
    let reading = Reading { margin: 0.0, tie: matrix.resolution() };
    let effort = Effort { n_nodes: Some(NODES) };
    let found =
        compatible(matrix, &question.set, &question.elements.weights, &published, reading, effort).map_err(plan)?;
    let id = |position: usize| places[question.elements.rows[position]].id.clone();
    let mut answer = ListAnswer {
        places: known.iter().map(|&(_, position)| id(position)).collect(),
        unknown,
        agrees: false,
        weights: Vec::new(),
        moved: None,
        ranges: Vec::new(),
        conflict: Vec::new(),
        leave_out: Vec::new(),
        proven: true,
    };
    match found {
        Compatibility::Agrees(found) => {
            answer.agrees = true;
            answer.weights = question.weights(model, &ground, &found.nearest.weights);
            answer.moved = Some(found.nearest.distance);
            let named = |(position, range): (usize, &(f64, f64))| {
                (ground.node_code(model, question.elements.nodes[position]), range.0, range.1)
            };
            answer.ranges = found.ranges.iter().enumerate().map(named).collect();
        }
        Compatibility::Contradicts(found) => {
            answer.weights = question.weights(model, &ground, &found.closest.weights);
            let told = |statement: &Statement| match *statement {
                Statement::Ahead(a, b) => Conflict { a: id(a), b: id(b), tied: false },
                Statement::Tied(a, b) => Conflict { a: id(a), b: id(b), tied: true },
            };
            answer.conflict = found.core.iter().map(told).collect();
            answer.leave_out = found.leave_out.places.iter().map(|&position| id(position)).collect();
            answer.proven = found.leave_out.proven;
        }
    }
    Ok(answer)
}
