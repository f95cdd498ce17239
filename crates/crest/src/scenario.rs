//! Applying a scenario: a patch over an untouched baseline, with all its problems told at once.
//!
//! Changes of methods, parameters, weights and targets make a changed copy of the model; row changes make changed copies of the
//! tables they name; value changes act on the panel after the choice between sources. A scenario without
//! modifications changes nothing, to the byte.

use std::collections::BTreeMap;

use crest_data::Table;
use crest_data::value::{Panel, Reason, Status, Value};
use crest_model::model::{Change, Model, Modification, Scenario, TableFrom, ValueOp};
use crest_model::{Diagnostic, Location, Period};

use crate::fingerprint::{Fields, Fingerprint};
use crate::run::{Project, has_errors};

/// Holds a scenario resolved against a model.
#[derive(Debug, Clone)]
pub(crate) struct Patch<'a> {
    /// The model with changed methods, parameters, weights and targets.
    pub(crate) model: Model,
    /// Row changes by table, in order.
    pub(crate) rows: BTreeMap<&'a str, Vec<&'a Modification>>,
    /// Value changes, in order.
    pub(crate) values: Vec<&'a Modification>,
    /// Whether parameters of kernels change.
    pub(crate) has_parameters: bool,
    /// What its author should know.
    pub(crate) notes: Vec<Diagnostic>,
}

impl Patch<'_> {
    /// Tells whether tables have to be made again.
    pub(crate) fn changes_tables(&self) -> bool {
        self.has_parameters || !self.rows.is_empty()
    }
}

/// Resolves a scenario against the model of a project; all problems at once.
pub(crate) fn resolve_in<'a>(
    project: &Project,
    model: &Model,
    scenario: &'a Scenario,
) -> Result<Patch<'a>, Vec<Diagnostic>> {
    let patch = resolve(model, scenario)?;
    if patch.has_parameters {
        let found = project.registry.check_all(&project.root, &patch.model);
        if has_errors(&found) {
            return Err(found);
        }
    }
    Ok(patch)
}

/// Resolves a scenario against a model, not looking at what kernels ask of their parameters; all problems at once.
fn resolve<'a>(model: &Model, scenario: &'a Scenario) -> Result<Patch<'a>, Vec<Diagnostic>> {
    let mut changed = model.clone();
    let mut problems = Vec::new();
    let mut rows: BTreeMap<&str, Vec<&Modification>> = BTreeMap::new();
    let mut values = Vec::new();
    let mut methods = Vec::new();
    let mut notes = Vec::new();
    for modification in &scenario.modifications {
        match &modification.change {
            Change::Value { indicator, .. } => {
                values.push(modification);
                notes.extend(unreached(model, indicator).map(|note| note.at(modification.location.clone())));
            }
            Change::Insert { table, .. } | Change::Update { table, .. } | Change::Delete { table, .. } => {
                rows.entry(table.as_str()).or_default().push(modification);
            }
            Change::Weight { node, weight } => match changed.with_weight(node, *weight) {
                Ok(next) => changed = next,
                Err(found) => problems.extend(found.into_iter().map(|d| d.at(modification.location.clone()))),
            },
            Change::Method { key, value } => methods.push((key.clone(), value.clone())),
            Change::Parameter { table, key, value } => {
                let spec = changed.tables.iter_mut().find(|spec| spec.name == *table);
                let spec = spec.expect("scenario names are checked");
                if let TableFrom::Kernel { with, .. } = &mut spec.from {
                    with.insert(key.clone(), value.clone());
                }
                // What is told of the changed call points at the change.
                spec.location = modification.location.clone();
            }
            Change::Target { id, sentence, .. } => match changed.with_target(id, sentence) {
                Ok(next) => changed = next,
                Err(found) => problems.extend(found.into_iter().map(|d| d.at(modification.location.clone()))),
            },
        }
    }
    if !methods.is_empty() {
        match changed.index_with(&methods) {
            Ok(index) => changed.index = index,
            Err(found) => problems.extend(found),
        }
    }
    let has_parameters = scenario.modifications.iter().any(|m| matches!(m.change, Change::Parameter { .. }));
    if problems.is_empty() { Ok(Patch { model: changed, rows, values, has_parameters, notes }) } else { Err(problems) }
}

/// Warns that indicators computed by queries from the same table do not follow a change of one value.
fn unreached(model: &Model, indicator: &str) -> Option<Diagnostic> {
    let spec = model.nodes.iter().find(|n| n.code == indicator)?.indicator.as_ref()?;
    // Tables that read one of the indicator's tables by a query naming its column, directly or through others.
    let mut reached: Vec<&str> = Vec::new();
    for table in &model.tables {
        let TableFrom::Sql { text, inputs, .. } = &table.from else { continue };
        let reads_it = inputs.iter().any(|input| spec.tables.contains(input) || reached.contains(&input.as_str()));
        if reads_it && names(text, &spec.column) {
            reached.push(&table.name);
        }
    }
    let uses = |node: &&crest_model::model::Node| {
        let tables = node.indicator.iter().flat_map(|i| &i.tables);
        node.code != indicator && tables.into_iter().any(|t| reached.contains(&t.as_str()))
    };
    let others: Vec<&str> = model.nodes.iter().filter(uses).map(|n| n.code.as_str()).collect();
    let first = spec.tables.first()?;
    (!others.is_empty()).then(|| {
        Diagnostic::note(
            "C0905",
            format!("a change of `{indicator}` does not reach what queries compute of it, among {}", others.join(", ")),
        )
        .value(indicator)
        .hint(format!("change the rows of table `{first}` (op = \"update\") to let the queries follow"))
    })
}

/// Tells whether a query names a column, as a whole word.
fn names(query: &str, column: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    query.match_indices(column).any(|(at, _)| {
        !query[..at].chars().next_back().is_some_and(is_word)
            && !query[at + column.len()..].chars().next().is_some_and(is_word)
    })
}

/// Adds the changes of one table to the fingerprint of its unchanged rows.
pub(crate) fn patched_fingerprint(base: Fingerprint, changes: &[&Modification]) -> Fingerprint {
    let mut fields = Fields::new("patched-table", 1).input("base", base);
    for modification in changes {
        fields = fields.value("change", &modification.change);
    }
    fields.finish()
}

/// Carries out row changes in order; all problems at once.
pub(crate) fn apply_rows(table: Table, changes: &[&Modification]) -> Result<Table, Vec<Diagnostic>> {
    let mut table = table;
    let mut problems = Vec::new();
    for modification in changes {
        let outcome = match &modification.change {
            Change::Insert { rows, .. } => table.with_rows_inserted(rows),
            Change::Update { matching, set, .. } => table.with_rows_updated(matching, set),
            Change::Delete { matching, .. } => table.with_rows_deleted(matching),
            _ => continue,
        };
        match outcome {
            Ok((_, 0)) => problems.push(
                Diagnostic::error("C0901", format!("the change matches no row of table `{}`", table.name()))
                    .at(modification.location.clone())
                    .expected("conditions that at least one row fulfils"),
            ),
            Ok((next, _)) => table = next,
            Err(found) => problems.push(found.at(modification.location.clone())),
        }
    }
    if problems.is_empty() { Ok(table) } else { Err(problems) }
}

/// Carries out value changes in order on the chosen values; all problems at once.
pub(crate) fn apply_values(
    model: &Model,
    panel: &Panel,
    changes: &[&Modification],
    scenario: &str,
) -> Result<Panel, Vec<Diagnostic>> {
    let mut panel = panel.clone();
    let source = panel.texts.len() as u32;
    panel.texts.push(scenario.into());
    let mut problems = Vec::new();
    for modification in changes {
        let Change::Value { op, indicator, place, period, number, unit } = &modification.change else { continue };
        let position = model.nodes.iter().position(|n| n.code == *indicator).expect("scenario names are checked");
        let spec = model.nodes[position].indicator.as_ref().expect("scenario values name indicators");
        let period = period.unwrap_or(model.project.period);
        let number = match unit {
            // A factor has no unit.
            Some(unit) if *op != ValueOp::Multiply => {
                match unit.convert(*number, &spec.unit, model.currency.as_ref().map(|c| (c, period))) {
                    Ok(number) => number,
                    Err(error) => {
                        problems.push(
                            Diagnostic::error("C1101", format!("the change of `{indicator}` {error}"))
                                .at(modification.location.clone()),
                        );
                        continue;
                    }
                }
            }
            _ => *number,
        };
        let places: Vec<usize> = match place {
            Some(id) => model.places.iter().position(|p| p.id == *id).into_iter().collect(),
            None => (0..model.places.len()).filter(|&p| model.places[p].role.is_ranked()).collect(),
        };
        let cell = |place| CellKey { indicator: position as u32, place: place as u32, period };
        for place in places {
            if let Err(found) =
                change_cell(&mut panel, cell(place), *op, number, source, (model, &modification.location))
            {
                problems.push(found);
            }
        }
    }
    if problems.is_empty() { Ok(panel) } else { Err(problems) }
}

/// Names one cell of the panel.
#[derive(Debug, Clone, Copy)]
struct CellKey {
    indicator: u32,
    place: u32,
    period: Period,
}

fn change_cell(
    panel: &mut Panel,
    key: CellKey,
    op: ValueOp,
    number: f64,
    source: u32,
    (model, location): (&Model, &Location),
) -> Result<(), Diagnostic> {
    let same = |v: &Value| v.indicator == key.indicator && v.place == key.place && v.period == key.period;
    let start =
        panel.values.partition_point(|v| (v.indicator, v.place, v.period) < (key.indicator, key.place, key.period));
    let chosen = panel.values[start..].iter().take_while(|v| same(v)).find(|v| v.chosen).cloned();
    let old = chosen.as_ref().and_then(|v| v.number);
    let new = match (op, old) {
        (ValueOp::Set, _) => number,
        (ValueOp::Add, Some(old)) => old + number,
        (ValueOp::Multiply, Some(old)) => old * number,
        (ValueOp::Add | ValueOp::Multiply, None) => {
            let (indicator, place) = (&model.nodes[key.indicator as usize].code, &model.places[key.place as usize].id);
            return Err(Diagnostic::error(
                "C0903",
                format!("`{indicator}` of `{place}` in {} is missing: there is nothing to change", key.period),
            )
            .at(location.clone())
            .hint("use op = \"set\" to state a number"));
        }
    };
    for value in panel.values[start..].iter_mut().take_while(|v| same(v)) {
        value.chosen = false;
    }
    let template = chosen.unwrap_or(Value {
        indicator: key.indicator,
        place: key.place,
        period: key.period,
        number: None,
        std_error: None,
        status: Status::Estimated,
        source: 0,
        vintage: 0,
        territory: 0,
        written: 0,
        chosen: true,
        reason: Reason::Scenario,
        table: 0,
        row: 0,
        column: 0,
    });
    let changed = Value {
        number: Some(new),
        std_error: None,
        status: Status::Estimated,
        source,
        vintage: 0,
        written: 0,
        chosen: true,
        reason: Reason::Scenario,
        ..template
    };
    panel.values.insert(start, changed);
    Ok(())
}

#[cfg(test)]
mod tests;
