//! From model and values to the results contract: index, targets, strategy, audit, method, provenance.

pub(crate) mod certainty;
pub(crate) mod index;
pub(crate) mod isochrones;
mod profile;
mod rules;
pub(crate) mod schemes;
mod strategy;
mod values;

use std::collections::BTreeMap;

use crest_data::value::{Panel, Reason};
use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::model::Model;
use crest_model::results::{
    CONTRACT, KnownAt, NodeInfo, PlaceInfo, ProjectInfo, Results, RunInfo, SourceInfo, ValueInfo,
};
use crest_model::{Day, Diagnostic, Severity, Text};

use crate::diff::ValueChange;
use crate::work::Computed;
use crate::{monitor, recipe};

/// Assembles the results of a run; what goes wrong on the way is among the findings.
///
/// - `told`: what reading and checking found so far; it comes first among the findings.
/// - `stop`: asked while certainty is computed; `None` leaves certainty out.
pub(crate) fn results(
    model: &Model,
    computed: &Computed,
    told: Vec<Diagnostic>,
    run: &str,
    scenario: Option<Text>,
    stop: Option<&(dyn Fn() -> bool + Sync)>,
) -> Results {
    assembled(model, computed, told, run, scenario, stop, values::values(model, computed))
}

/// Assembles the results of a what-if: only values that changed, no certainty.
pub(crate) fn changed(
    model: &Model,
    computed: &Computed,
    told: Vec<Diagnostic>,
    run: &str,
    scenario: Option<Text>,
    changes: &[ValueChange],
) -> Results {
    assembled(model, computed, told, run, scenario, None, values::changed(model, computed, changes))
}

fn assembled(
    model: &Model,
    computed: &Computed,
    told: Vec<Diagnostic>,
    run: &str,
    scenario: Option<Text>,
    stop: Option<&(dyn Fn() -> bool + Sync)>,
    values: Vec<ValueInfo>,
) -> Results {
    let panel = &computed.panel;
    let ground = index::Ground::build(model, panel);
    let built = index::compute(model, panel, ground.as_ref());
    let targets = monitor::targets(model, panel);
    let mut findings = told;
    let profiles = profile::profiles(model, panel, &built);
    findings.extend(built.findings);
    let mut certainty = None;
    if let (Some(Ok(ground)), Some(stop), Some(_)) = (&ground, stop, &built.index) {
        match certainty::certainty(model, panel, ground, None, stop) {
            Ok(found) => certainty = found,
            // What nobody asked for stands in nobody's way.
            Err(found) if model.uncertainty.is_none() => {
                findings.push(Diagnostic { severity: Severity::Warning, ..found });
            }
            Err(found) => findings.push(found),
        }
    }
    Results {
        contract: CONTRACT,
        known_at: model.choice.known_at.map(|day| known_at(model, panel, day)),
        project: ProjectInfo {
            id: model.project.id.clone(),
            name: model.project.name.clone(),
            description: model.project.description.clone(),
            period: model.project.period.to_string(),
            assessment: model.project.assessment.map(|p| p.to_string()),
            synthetic: model.project.synthetic,
        },
        run: RunInfo { id: run.to_owned(), crest_version: env!("CARGO_PKG_VERSION").to_owned(), scenario },
        places: places(model),
        nodes: nodes(model, &built.weights, &built.coverage),
        values,
        index: built.index,
        history: built.history,
        profiles,
        strategy: strategy::strategy(model, targets),
        findings,
        audit: built.audit,
        method: recipe::in_words(model),
        tables: computed.tables.clone(),
        sources: sources(model),
        focus: model.project.focus.clone(),
        certainty,
        schemes: schemes::schemes(model, panel, stop.is_some()),
        scheme_changes: schemes::changes(model, panel),
        rules: stop.and_then(|_| rules::rules(model)),
        isochrones: Vec::new(),
    }
}

/// Counts what a day of knowledge leaves out and what it takes on trust.
fn known_at(model: &Model, panel: &Panel, day: Day) -> KnownAt {
    let known = crest_data::Published::of(model);
    let undated = panel.values.iter().filter(|v| v.chosen && known.day(panel, v).is_none()).count();
    let left_out = panel.values.iter().filter(|v| v.reason == Reason::NotYetKnown && v.number.is_some()).count();
    KnownAt { day: day.to_string(), left_out: left_out as u32, undated: undated as u32 }
}

/// Ranks of the measured period on every index: index code and place, then rank; empty where the index cannot be built.
pub(crate) fn ranks_of(model: &Model, panel: &Panel) -> BTreeMap<(String, String), u32> {
    match index::Ground::build(model, panel) {
        Some(Ok(ground)) => ground.ranks(model),
        _ => BTreeMap::new(),
    }
}

fn places(model: &Model) -> Vec<PlaceInfo> {
    let places = model.places.iter().map(|place| PlaceInfo {
        id: place.id.clone(),
        name: place.name.clone(),
        role: place.role.word().to_owned(),
        groups: place.groups.iter().map(|(grouping, group)| (grouping.clone(), group.clone())).collect(),
        within: place.within.iter().map(|&p| model.places[p].id.clone()).collect(),
        point: place.point,
        outline: place.outline.clone(),
        schematic: place.schematic,
        note: place.note.clone(),
    });
    places.collect()
}

/// Describes the nodes; `weights` and `coverage` are by node position, where the index gives them.
fn nodes(model: &Model, weights: &[NodeWeights], coverage: &[Option<f64>]) -> Vec<NodeInfo> {
    let levels = levels(model);
    let describe = |(position, node): (usize, &crest_model::model::Node)| {
        let indicator = node.indicator.as_ref();
        let computed = weights.get(position).copied().unwrap_or_default();
        NodeInfo {
            code: node.code.clone(),
            parent: node.parent.map(|p| model.nodes[p].code.clone()),
            name: node.name.clone(),
            level: levels[position],
            is_indicator: indicator.is_some(),
            unit: indicator.map_or(String::new(), |i| i.unit.written.clone()),
            direction: indicator.map_or(0, |i| i.direction),
            weight: computed.own.or(Some(node.weight)),
            effective_weight: computed.effective,
            origin: indicator.map_or(String::new(), |i| i.origin.clone()),
            note: node.note.clone(),
            table: indicator.and_then(|i| i.tables.first().cloned()),
            coverage: coverage.get(position).copied().flatten(),
        }
    };
    model.nodes.iter().enumerate().map(describe).collect()
}

/// Weights of a node as the index used them.
#[derive(Debug, Clone, Copy, Default)]
struct NodeWeights {
    /// Among its siblings.
    own: Option<f64>,
    /// Share of its index.
    effective: Option<f64>,
}

/// Level of every node: 1 for indicators, one more than the highest child for aggregates.
fn levels(model: &Model) -> Vec<u32> {
    let mut levels = vec![1; model.nodes.len()];
    // A parent may stand before or after its children; as many passes as the tree is deep settle it.
    for _ in 0..model.nodes.len() {
        let mut changed = false;
        for (position, node) in model.nodes.iter().enumerate() {
            if let Some(parent) = node.parent
                && levels[parent] < levels[position] + 1
            {
                levels[parent] = levels[position] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    levels
}

fn sources(model: &Model) -> Vec<SourceInfo> {
    let sources = model.sources.iter().map(|source| SourceInfo {
        id: source.id.clone(),
        name: source.name.clone(),
        url: source.url.clone(),
        date: source.date.clone(),
        confidence: source.confidence.clone(),
    });
    sources.collect()
}

/// Scores and ranks as a table for queries: place, node, score, rank.
pub(crate) fn score_table(results: &Results) -> Table {
    let (mut places, mut nodes, mut scores, mut ranks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    if let Some(index) = &results.index {
        for cells in [&index.scores, &index.normalised] {
            for (c, node) in cells.columns.iter().enumerate() {
                let of_node = index.ranks.iter().find(|r| r.node == *node);
                for (p, place) in index.places.iter().enumerate() {
                    places.push(Some(place.clone()));
                    nodes.push(Some(node.clone()));
                    scores.push(cells.cells[p][c]);
                    ranks.push(of_node.and_then(|r| r.overall[p]).map(i64::from));
                }
            }
        }
    }
    Table::from_columns(
        "scores",
        vec![
            (ColumnInfo::named("place"), ColumnData::Text(places)),
            (ColumnInfo::named("node"), ColumnData::Text(nodes)),
            (ColumnInfo::named("score"), ColumnData::Number(scores)),
            (ColumnInfo::named("rank"), ColumnData::Integer(ranks)),
        ],
    )
}

/// Targets as a table for queries.
pub(crate) fn target_table(results: &Results) -> Table {
    let targets = &results.strategy.targets;
    let text = |get: &dyn Fn(&crest_model::results::TargetResult) -> String| {
        ColumnData::Text(targets.iter().map(|t| Some(get(t)).filter(|s| !s.is_empty())).collect())
    };
    let number = |get: &dyn Fn(&crest_model::results::TargetResult) -> Option<f64>| {
        ColumnData::Number(targets.iter().map(get).collect())
    };
    Table::from_columns(
        "targets",
        vec![
            (ColumnInfo::named("id"), text(&|t| t.id.clone())),
            (ColumnInfo::named("indicator"), text(&|t| t.indicator.clone())),
            (ColumnInfo::named("place"), text(&|t| t.place.clone())),
            (ColumnInfo::named("period"), text(&|t| t.period.clone())),
            (ColumnInfo::named("sentence"), text(&|t| t.sentence.clone())),
            (ColumnInfo::named("value"), number(&|t| t.value)),
            (ColumnInfo::named("required"), number(&|t| t.required)),
            (ColumnInfo::named("state"), text(&|t| t.state.word().to_owned())),
            (ColumnInfo::named("department"), text(&|t| t.department.clone())),
            (ColumnInfo::named("measure"), text(&|t| t.measure.clone())),
            (ColumnInfo::named("tolerance"), number(&|t| t.tolerance)),
            (ColumnInfo::named("since"), text(&|t| t.since.clone().unwrap_or_default())),
            (ColumnInfo::named("gap"), number(&|t| t.gap)),
            (ColumnInfo::named("needed_per_year"), number(&|t| t.needed_per_year)),
            (ColumnInfo::named("forecast"), number(&|t| t.forecast.as_ref().map(|f| f.value))),
            (ColumnInfo::named("forecast_lower"), number(&|t| t.forecast.as_ref().map(|f| f.lower))),
            (ColumnInfo::named("forecast_upper"), number(&|t| t.forecast.as_ref().map(|f| f.upper))),
            (ColumnInfo::named("chance"), number(&|t| t.forecast.as_ref().and_then(|f| f.chance))),
        ],
    )
}
