//! Tables → values: cells become values of indicators, in the indicator's unit, at a place and period, with their source.
//!
//! Where several values claim one cell, what the project states decides: the order of sources, then the order of the
//! indicator's tables, then the vintage. Equal values agree. Values that differ with nothing stated are an error,
//! never a silent choice; all candidates stay in the panel.

use std::collections::{BTreeMap, BTreeSet};

use crest_model::model::{IndicatorSpec, Meaning, TableSpec};
use crest_model::{Diagnostic, Location, Model, Period, Unit, UnitError, nearest};

use crate::panel::Interned;
use crate::table::Table;
use crate::value::{Panel, Reason, Value};
use rows::Rows;

mod choose;
mod places;
mod rows;

/// Collects the values of all indicators; `tables` stand in the order of [`Model::tables`], `None` where one could not be made.
///
/// - Units: a number is converted from the unit of its row, else of `[tables.x.units]`, else of the header, to the unit of the
///   indicator; without any of these it is taken to be in the unit of the indicator.
/// - Missing values: a blank or a placeholder is kept as a value without a number where no other value is known.
/// - Order: by indicator, place and period; within a cell the chosen value first, then in the order of tables and rows.
/// - Determinism: equal models and tables give equal panels. Cost: linear in rows times indicators.
///
/// Diagnostics: `C1101`–`C1103`, `C1201`–`C1209`; each kind is named cell by cell up to a bound, then counted.
///
/// # Panics
/// If `tables` has another length than [`Model::tables`].
pub fn collect_values(model: &Model, tables: &[Option<&Table>]) -> (Panel, Vec<Diagnostic>) {
    assert_eq!(model.tables.len(), tables.len(), "one entry per table of the model");
    let names = places::Names::of(model);
    let mut collector = Collector { model, interned: Interned::default(), values: Vec::new(), found: Vec::new() };
    // What a row means does not depend on the indicator, so it is found once per table.
    let mut rows: BTreeMap<usize, Option<Rows>> = BTreeMap::new();
    for (indicator, node) in model.nodes.iter().enumerate() {
        let Some(spec) = &node.indicator else { continue };
        let first = collector.values.len();
        let mut without_column: Vec<(usize, Diagnostic)> = Vec::new();
        for name in &spec.tables {
            let Some(position) = model.tables.iter().position(|table| table.name == *name) else { continue };
            let Some(table) = tables[position] else { continue };
            let known = rows.entry(position).or_insert_with(|| {
                Rows::of(model, &model.tables[position], table, &names, &mut collector.interned, &mut collector.found)
            });
            let Some(known) = known else { continue };
            let source = Source { position, table, spec: &model.tables[position], rows: known };
            if let Err(missing) = collector.take(indicator, spec, &source) {
                without_column.push((position, missing));
            }
        }
        // A column may be in one of several tables; only when none has it, there is nothing to compute from.
        let all = without_column.len() == spec.tables.len();
        for (_, mut missing) in without_column {
            if !all {
                missing.severity = crest_model::Severity::Warning;
            }
            collector.found.push(missing);
        }
        choose::choose(
            model,
            indicator,
            &mut collector.values,
            first,
            &collector.interned.texts,
            tables,
            &mut collector.found,
        );
    }
    let Collector { interned, values, found, .. } = collector;
    (Panel { values, texts: interned.texts }, found)
}

/// A table as one indicator reads it.
struct Source<'a> {
    position: usize,
    table: &'a Table,
    spec: &'a TableSpec,
    rows: &'a Rows,
}

struct Collector<'a> {
    model: &'a Model,
    interned: Interned,
    values: Vec<Value>,
    found: Vec<Diagnostic>,
}

/// Reads a standard error: nothing, or a number of 0 or more.
fn std_error_of(table: &Table, column: usize, row: usize) -> Result<Option<f64>, Box<Diagnostic>> {
    let text = table.text(column, row).unwrap_or_default();
    let number = table.number(column, row);
    let is_lawful = match number {
        Some(error) => error >= 0.0,
        None => !is_wrong(&text),
    };
    if is_lawful {
        return Ok(number);
    }
    let mut found = Diagnostic::error("C1208", format!("`{text}` is no standard error"))
        .value(text)
        .expected("a number of 0 or more in the unit of the value, or nothing");
    found.location = table.location(column, row);
    Err(Box::new(found))
}

/// Cells of one kind of mistake that are named one by one.
const NAMED: usize = 5;

impl Collector<'_> {
    /// Takes the values of one indicator from one table; `Err` where the table lacks the column.
    fn take(&mut self, indicator: usize, spec: &IndicatorSpec, source: &Source<'_>) -> Result<(), Diagnostic> {
        let Source { table, .. } = *source;
        let meaning = &source.spec.meaning;
        let (column, rows) = self.cells(indicator, spec, source)?;
        let stated = stated_unit(meaning, table, column);
        let unit_column = meaning.unit.as_deref().and_then(|name| table.column_position(name));
        let std_error = meaning.std_error.as_deref().and_then(|name| table.column_position(name));
        let considered: BTreeSet<Period> = self.model.project.periods.iter().copied().collect();
        let mut units = UnitCache { found: BTreeMap::new(), reported: BTreeSet::new() };
        let (mut not_numbers, mut wrong_errors, mut n_errors) = (0_usize, 0_usize, 0_usize);
        // Values without an error, in a column that has errors of others: the first place and their number.
        let mut without: Option<(Option<Location>, usize)> = None;
        for row in rows {
            let Some((place, period)) = source.rows.keys[row] else { continue };
            if !considered.is_empty() && period != self.model.project.period && !considered.contains(&period) {
                continue;
            }
            let text = table.text(column, row);
            let number = table.number(column, row);
            if number.is_none() && text.as_deref().is_some_and(is_wrong) {
                not_numbers += 1;
                if not_numbers <= NAMED {
                    let text = text.clone().unwrap_or_default();
                    let mut found = Diagnostic::warning("C1203", format!("`{text}` is no number"))
                        .value(text)
                        .expected(format!("a value of `{}`", self.model.nodes[indicator].code));
                    found.location = table.location(column, row);
                    self.found.push(found);
                }
            }
            let row_unit = unit_column.and_then(|c| table.text(c, row)).filter(|text| !text.trim().is_empty());
            let unit = match &row_unit {
                Some(text) => units.read(text, || table.location(unit_column.unwrap_or(column), row), &mut self.found),
                None => Ok(stated.clone()),
            };
            let Ok(unit) = unit else { continue };
            let rates = self.model.currency.as_ref().map(|currency| (currency, period));
            let convert = |x: f64| match &unit {
                Some(unit) if !unit.is_same(&spec.unit) => unit.convert(x, &spec.unit, rates),
                _ => Ok(x),
            };
            let converted = match number.map(convert).transpose() {
                Ok(number) => number,
                Err(error) => {
                    let place = table.location(column, row);
                    units.refuse(
                        &error,
                        &self.model.nodes[indicator].code,
                        &table.columns()[column].header,
                        place,
                        &mut self.found,
                    );
                    continue;
                }
            };
            let std_error = match std_error.map(|c| (c, std_error_of(table, c, row))) {
                None => None,
                Some((_, Ok(Some(error)))) => {
                    n_errors += 1;
                    convert(error).ok()
                }
                Some((c, Ok(None))) => {
                    if converted.is_some() {
                        without.get_or_insert((table.location(c, row), 0)).1 += 1;
                    }
                    None
                }
                Some((_, Err(found))) => {
                    wrong_errors += 1;
                    if wrong_errors <= NAMED {
                        self.found.push(*found);
                    }
                    None
                }
            };
            let written = match (text, &unit) {
                (Some(text), Some(unit)) => self.interned.position(&format!("{text} {unit}")),
                (Some(text), None) => self.interned.position(&text),
                (None, _) => 0,
            };
            self.values.push(Value {
                indicator: to_u32(indicator),
                place,
                period,
                number: converted,
                std_error,
                status: source.rows.status[row],
                source: source.rows.source[row],
                vintage: source.rows.vintage[row],
                territory: source.rows.territory[row],
                written,
                chosen: false,
                reason: Reason::Empty,
                table: to_u32(source.position),
                row: to_u32(row),
                column: to_u32(column),
            });
        }
        if not_numbers > NAMED {
            let mut found = Diagnostic::warning(
                "C1203",
                format!("{} more cells of `{}` are no numbers", not_numbers - NAMED, table.columns()[column].header),
            );
            found.location = table.file_location();
            self.found.push(found);
        }
        if let Some((place, count)) = without.filter(|_| n_errors > 0) {
            let code = &self.model.nodes[indicator].code;
            let mut found = Diagnostic::warning("C1209", format!("{count} values of `{code}` have no standard error"))
                .value(count.to_string())
                .expected("a standard error, as other values of the table have, or 0 for an exact value")
                .hint("blank cells and `NaN` count as none; such values are drawn as exact");
            found.location = place;
            self.found.push(found);
        }
        if wrong_errors > NAMED {
            let mut found =
                Diagnostic::error("C1208", format!("{} more standard errors are none", wrong_errors - NAMED));
            found.location = table.file_location();
            self.found.push(found);
        }
        Ok(())
    }

    /// Finds the column of numbers and the rows that belong to an indicator.
    fn cells(
        &self,
        indicator: usize,
        spec: &IndicatorSpec,
        source: &Source<'_>,
    ) -> Result<(usize, Vec<usize>), Diagnostic> {
        let Source { table, .. } = *source;
        let meaning = &source.spec.meaning;
        let node = &self.model.nodes[indicator];
        let missing = |name: &str| {
            let names = || table.columns().iter().map(|column| column.name.as_str());
            let message = format!(
                "the indicator `{}` needs the column `{name}`, which the table `{}` does not have",
                node.code,
                table.name()
            );
            let mut found = Diagnostic::error("C1205", message)
                .at(node.location.clone())
                .value(name)
                .expected(format!("one of: {}", names().collect::<Vec<_>>().join(", ")));
            found.hint = nearest(name, names()).map(|near| format!("did you mean `{near}`?"));
            found
        };
        let (Some(by), Some(value)) = (&meaning.indicator, &meaning.value) else {
            let column = table.column_position(&spec.column).ok_or_else(|| missing(&spec.column))?;
            return Ok((column, (0..table.n_rows()).collect()));
        };
        let by = table.column_position(by).ok_or_else(|| missing(by))?;
        let column = table.column_position(value).ok_or_else(|| missing(value))?;
        let rows = (0..table.n_rows()).filter(|&row| {
            table.text(by, row).is_some_and(|text| {
                let text = text.trim();
                text == spec.column || text == node.code
            })
        });
        Ok((column, rows.collect()))
    }
}

/// Returns the unit of a column: stated by the project, else by the header.
fn stated_unit(meaning: &Meaning, table: &Table, column: usize) -> Option<Unit> {
    let info = &table.columns()[column];
    let by_project = meaning
        .units
        .iter()
        .find(|(name, _)| table.column_position(name) == Some(column))
        .map(|(_, unit)| unit.clone());
    by_project.or_else(|| info.unit.clone())
}

/// Tells whether a text that gave no number is a mistake and not a placeholder.
fn is_wrong(text: &str) -> bool {
    matches!(crest_model::grid::number(text), crest_model::grid::NumberText::NotANumber)
}

/// Units of rows, each read and each reported once.
struct UnitCache {
    found: BTreeMap<String, Option<Unit>>,
    reported: BTreeSet<String>,
}

impl UnitCache {
    /// Reads the unit of a row; `Err` where it is not known.
    fn read(
        &mut self,
        text: &str,
        place: impl FnOnce() -> Option<Location>,
        found: &mut Vec<Diagnostic>,
    ) -> Result<Option<Unit>, ()> {
        if let Some(known) = self.found.get(text) {
            return known.clone().map(Some).ok_or(());
        }
        let unit = Unit::parse(text);
        if let Err(error) = &unit {
            let mut one = Diagnostic::error("C1101", error.to_string()).value(text);
            one.location = place();
            found.push(one);
        }
        let unit = unit.ok();
        self.found.insert(text.to_owned(), unit.clone());
        unit.map(Some).ok_or(())
    }

    /// Reports a conversion that is not possible, once per pair of units or per currency and period.
    fn refuse(
        &mut self,
        error: &UnitError,
        code: &str,
        header: &str,
        place: Option<Location>,
        found: &mut Vec<Diagnostic>,
    ) {
        if !self.reported.insert(error.to_string()) {
            return;
        }
        let mut one = match error {
            UnitError::NoRate { .. } => {
                Diagnostic::error("C1103", format!("`{header}` cannot be converted for `{code}`: {error}"))
                    .hint("state the rate under [currency] with its source")
            }
            _ => Diagnostic::error("C1102", format!("`{header}` does not fit the indicator `{code}`: {error}"))
                .hint("mend the unit in the framework, or state the unit of the column under [tables.….units]"),
        };
        one.location = place;
        found.push(one);
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).expect("rows and nodes are bounded by the limits on files")
}

#[cfg(test)]
mod tests;
