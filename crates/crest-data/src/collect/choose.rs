//! The choice between several values of one cell.

use std::cmp::Ordering;
use std::sync::Arc;

use crest_model::model::VintageChoice;
use crest_model::{Diagnostic, Model};

use crate::published::Published;
use crate::table::Table;
use crate::value::{Reason, Status, Value};

/// Numbers closer than this, relative to the larger, are equal: conversion leaves dust in the last digits.
const EQUAL: f64 = 1e-9;
/// Disputes of one indicator that are named cell by cell.
const NAMED: usize = 5;

/// Orders the values of one indicator, which begin at `first`, and marks in each cell the one that is used.
pub(super) fn choose(
    model: &Model,
    indicator: usize,
    values: &mut Vec<Value>,
    first: usize,
    texts: &[Arc<str>],
    tables: &[Option<&Table>],
    found: &mut Vec<Diagnostic>,
) {
    let mut own: Vec<Value> = values.split_off(first);
    let spec = model.nodes[indicator].indicator.as_ref().expect("values belong to indicators");
    let preference: Vec<usize> = model
        .tables
        .iter()
        .map(|table| spec.tables.iter().position(|name| *name == table.name).unwrap_or(usize::MAX))
        .collect();
    own.sort_by_key(|v| (v.place, v.period, preference[v.table as usize], v.row));
    let stated = Stated::of(model, indicator, texts, preference);
    let mut disputes = 0_usize;
    for cell in own.chunk_by_mut(|a, b| a.place == b.place && a.period == b.period) {
        if let Some((a, b)) = settle(cell, &stated) {
            disputes += 1;
            if disputes <= NAMED {
                found.push(dispute(model, indicator, &cell[a], &cell[b], texts, tables));
            }
        }
        cell.sort_by_key(|v| !v.chosen);
    }
    if disputes > NAMED {
        let code = &model.nodes[indicator].code;
        let more = disputes - NAMED;
        found.push(
            Diagnostic::error("C1202", format!("{more} more values of `{code}` are disputed"))
                .at(model.nodes[indicator].location.clone())
                .hint("state the order of sources under [sources]"),
        );
    }
    // A blank says something only where nothing else is known; one of them is enough.
    for cell in own.chunk_by(|a, b| a.place == b.place && a.period == b.period) {
        let has_number = cell.iter().any(|v| v.number.is_some());
        let mut blanks = 0;
        values.extend(
            cell.iter()
                .filter(|v| v.number.is_some() || (!has_number && std::mem::replace(&mut blanks, 1) == 0))
                .cloned(),
        );
    }
}

/// What the project states about one indicator.
struct Stated<'a> {
    model: &'a Model,
    order: &'a [String],
    texts: &'a [Arc<str>],
    preference: Vec<usize>,
    published: Published<'a>,
}

impl<'a> Stated<'a> {
    fn of(model: &'a Model, indicator: usize, texts: &'a [Arc<str>], preference: Vec<usize>) -> Self {
        let choice = &model.choice;
        let order = choice.by_indicator.get(&model.nodes[indicator].code).unwrap_or(&choice.order);
        Self { model, order, texts, preference, published: Published::of(model) }
    }

    /// Tells whether a value was published by the day as of which is asked, if any.
    fn is_known(&self, value: &Value) -> bool {
        let Some(day) = self.model.choice.known_at else { return true };
        let published =
            self.published.of_texts(&self.texts[value.vintage as usize], &self.texts[value.source as usize]);
        published.unwrap_or_else(|| value.period.last_day()) <= day
    }

    /// Place in the order of sources; a source may be named by its id or by its table.
    fn source_rank(&self, value: &Value) -> usize {
        let source = &self.texts[value.source as usize];
        let table = &self.model.tables[value.table as usize].name;
        let by = |name: &str| self.order.iter().position(|own| own == name);
        Some(source).filter(|s| !s.is_empty()).and_then(|s| by(s)).or_else(|| by(table)).unwrap_or(usize::MAX)
    }

    /// Compares vintages so that the preferred one is less.
    fn vintage(&self, a: &Value, b: &Value) -> Ordering {
        if !self.model.choice.stated {
            return Ordering::Equal;
        }
        let (a, b) = (&self.texts[a.vintage as usize], &self.texts[b.vintage as usize]);
        let rising = match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(a), Ok(b)) => a.total_cmp(&b),
            _ => a.cmp(b),
        };
        match self.model.choice.vintage {
            VintageChoice::First => rising,
            VintageChoice::Latest => rising.reverse(),
        }
    }
}

fn equal(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= EQUAL * a.abs().max(b.abs())
}

/// Marks the value that is used and gives every value its reason; returns two that differ where nothing decides.
fn settle(cell: &mut [Value], stated: &Stated<'_>) -> Option<(usize, usize)> {
    let own_territory = &stated.model.places[cell[0].place as usize].territory;
    let mut candidates: Vec<usize> = Vec::new();
    for (i, value) in cell.iter_mut().enumerate() {
        let territory = &stated.texts[value.territory as usize];
        if value.number.is_none() {
            value.reason = Reason::Empty;
        } else if !stated.is_known(value) {
            value.reason = Reason::NotYetKnown;
        } else if !territory.is_empty() && **territory != **own_territory {
            value.reason = Reason::OtherTerritory;
        } else {
            candidates.push(i);
        }
    }
    let (&first, rest) = candidates.split_first()?;
    let mut best = first;
    let mut reason = Reason::Only;
    let mut disputed = None;
    for &other in rest {
        let (a, b) = (&cell[best], &cell[other]);
        let by_source = stated.source_rank(b).cmp(&stated.source_rank(a));
        let by_table = stated.preference[b.table as usize].cmp(&stated.preference[a.table as usize]);
        let by_vintage = stated.vintage(b, a);
        let agree = equal(a.number.unwrap_or(0.0), b.number.unwrap_or(0.0));
        let (order, preferred, loses) = if by_source != Ordering::Equal {
            (by_source, Reason::PreferredSource, Reason::OtherSource)
        } else if by_table != Ordering::Equal {
            (by_table, Reason::PreferredSource, Reason::OtherTable)
        } else {
            (by_vintage, Reason::PreferredVintage, Reason::OtherVintage)
        };
        match order {
            Ordering::Less => {
                cell[best].reason = loses;
                best = other;
                reason = preferred;
                disputed = None;
            }
            Ordering::Greater => {
                cell[other].reason = loses;
                if reason == Reason::Only {
                    reason = preferred;
                }
            }
            Ordering::Equal if agree => cell[other].reason = Reason::Agrees,
            Ordering::Equal => {
                cell[other].reason = Reason::OtherSource;
                disputed = disputed.or(Some(other));
            }
        }
    }
    if let Some(other) = disputed {
        cell[best].reason = Reason::OtherSource;
        for &i in &candidates {
            cell[i].status = Status::Disputed;
        }
        return Some((best, other));
    }
    let number = cell[best].number.unwrap_or(0.0);
    for &i in candidates.iter().filter(|i| **i != best) {
        if cell[i].number.is_some_and(|x| equal(x, number)) {
            cell[i].reason = Reason::Agrees;
        } else if cell[i].reason == Reason::Agrees {
            // It agreed with a value that lost in the end.
            cell[i].reason = Reason::OtherSource;
        }
    }
    cell[best].chosen = true;
    cell[best].reason = reason;
    None
}

/// Reports two values that differ with nothing stated.
fn dispute(
    model: &Model,
    indicator: usize,
    a: &Value,
    b: &Value,
    texts: &[Arc<str>],
    tables: &[Option<&Table>],
) -> Diagnostic {
    let code = &model.nodes[indicator].code;
    let place = &model.places[a.place as usize].id;
    let name = |v: &Value| {
        let source = &texts[v.source as usize];
        let table = &model.tables[v.table as usize].name;
        let vintage = &texts[v.vintage as usize];
        let name: &str = if source.is_empty() { table } else { source };
        if vintage.is_empty() { name.to_owned() } else { format!("{name} of {vintage}") }
    };
    let (x, y) = (a.number.unwrap_or(0.0), b.number.unwrap_or(0.0));
    let (from_a, from_b) = (name(a), name(b));
    let message =
        format!("`{code}` of `{place}` in {} is {x} ({from_a}) and {y} ({from_b}), and no choice is stated", a.period);
    let at = |v: &Value| tables[v.table as usize].and_then(|table| table.location(v.column as usize, v.row as usize));
    let mut found = Diagnostic::error("C1202", message)
        .value(&*texts[b.written as usize])
        .expected("one value, or an order of sources or vintages under [sources]");
    found.location = at(a);
    if let Some(other) = at(b) {
        found = found.related(other, format!("the other value, {y}"));
    }
    let hint = if texts[a.source as usize] == texts[b.source as usize] && a.vintage != b.vintage {
        "state `vintage = \"latest\"` or `\"first\"` under [sources]".to_owned()
    } else {
        format!("state `order = [\"{from_a}\", \"{from_b}\"]` under [sources], or remove one row")
    };
    found.hint(hint)
}
