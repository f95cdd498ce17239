//! A panel as a table and back, so that the store keeps it like any other table.

use std::fmt;
use std::sync::Arc;

use crest_model::Model;

use crate::table::{ColumnData, ColumnInfo, Table};
use crate::value::{Panel, Reason, Status, Value};

/// Says why a table is no panel of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PanelError {
    /// A column is missing or holds another type.
    Column {
        /// Its name.
        name: &'static str,
    },
    /// A row names something the model does not have.
    Row {
        /// Row, from 0.
        row: usize,
    },
}

impl fmt::Display for PanelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column { name } => write!(f, "the column `{name}` is missing or holds another type"),
            Self::Row { row } => write!(f, "row {row} names something the model does not have"),
        }
    }
}

impl std::error::Error for PanelError {}

/// Writes a panel as a table, one row per value in the order of the panel.
///
/// Indicators, places and tables stand by their names, so that the table reads without the model.
pub fn panel_to_table(model: &Model, panel: &Panel) -> Table {
    let values = &panel.values;
    let text = |name: &str, of: &dyn Fn(&Value) -> String| {
        let cells = values.iter().map(|v| Some(of(v)).filter(|t| !t.is_empty())).collect();
        (ColumnInfo::named(name), ColumnData::Text(cells))
    };
    let integer = |name: &str, of: &dyn Fn(&Value) -> u32| {
        (ColumnInfo::named(name), ColumnData::Integer(values.iter().map(|v| Some(i64::from(of(v)))).collect()))
    };
    let number = |name: &str, of: &dyn Fn(&Value) -> Option<f64>| {
        (ColumnInfo::named(name), ColumnData::Number(values.iter().map(of).collect()))
    };
    let columns = vec![
        text("indicator", &|v| model.nodes[v.indicator as usize].code.clone()),
        text("place", &|v| model.places[v.place as usize].id.clone()),
        text("period", &|v| v.period.to_string()),
        number("number", &|v| v.number),
        number("std_error", &|v| v.std_error),
        text("status", &|v| v.status.word().to_owned()),
        text("source", &|v| panel.text(v.source).to_owned()),
        text("vintage", &|v| panel.text(v.vintage).to_owned()),
        text("territory", &|v| panel.text(v.territory).to_owned()),
        text("written", &|v| panel.text(v.written).to_owned()),
        (ColumnInfo::named("chosen"), ColumnData::Boolean(values.iter().map(|v| Some(v.chosen)).collect())),
        text("reason", &|v| v.reason.word().to_owned()),
        text("table", &|v| model.tables[v.table as usize].name.clone()),
        integer("row", &|v| v.row),
        integer("column", &|v| v.column),
    ];
    Table::from_columns("panel", columns)
}

/// Takes up a panel from its table.
///
/// # Errors
/// [`PanelError`] where the table was made for another model.
pub fn panel_from_table(model: &Model, table: &Table) -> Result<Panel, PanelError> {
    let texts_of = |name: &'static str| match table.column_position(name).map(|c| table.data(c)) {
        Some(ColumnData::Text(cells)) => Ok(cells),
        _ => Err(PanelError::Column { name }),
    };
    let numbers_of = |name: &'static str| match table.column_position(name).map(|c| table.data(c)) {
        Some(ColumnData::Number(cells)) => Ok(cells),
        _ => Err(PanelError::Column { name }),
    };
    let integers_of = |name: &'static str| match table.column_position(name).map(|c| table.data(c)) {
        Some(ColumnData::Integer(cells)) => Ok(cells),
        _ => Err(PanelError::Column { name }),
    };
    let Some(ColumnData::Boolean(chosen)) = table.column_position("chosen").map(|c| table.data(c)) else {
        return Err(PanelError::Column { name: "chosen" });
    };
    let (indicator, place, period) = (texts_of("indicator")?, texts_of("place")?, texts_of("period")?);
    let (number, std_error) = (numbers_of("number")?, numbers_of("std_error")?);
    let (status, source, vintage) = (texts_of("status")?, texts_of("source")?, texts_of("vintage")?);
    let (territory, written, reason) = (texts_of("territory")?, texts_of("written")?, texts_of("reason")?);
    let (table_name, rows, columns) = (texts_of("table")?, integers_of("row")?, integers_of("column")?);
    let codes = model.nodes.iter().map(|node| node.code.as_str());
    let codes: std::collections::BTreeMap<&str, usize> = codes.zip(0..).collect();
    let ids: std::collections::BTreeMap<&str, usize> = model.places.iter().map(|p| p.id.as_str()).zip(0..).collect();
    let mut interned = Interned::default();
    let mut values = Vec::with_capacity(table.n_rows());
    for row in 0..table.n_rows() {
        let wrong = || PanelError::Row { row };
        let position = |found: Option<usize>| found.and_then(|p| u32::try_from(p).ok()).ok_or_else(wrong);
        let cell = |cells: &[Option<i64>]| cells[row].and_then(|n| u32::try_from(n).ok()).ok_or_else(wrong);
        let own_table = table_name[row].as_deref().and_then(|name| model.tables.iter().position(|t| t.name == name));
        values.push(Value {
            indicator: position(indicator[row].as_deref().and_then(|code| codes.get(code).copied()))?,
            place: position(place[row].as_deref().and_then(|id| ids.get(id).copied()))?,
            period: period[row].as_deref().and_then(|text| text.parse().ok()).ok_or_else(wrong)?,
            number: number[row],
            std_error: std_error[row],
            status: status[row].as_deref().and_then(Status::find).ok_or_else(wrong)?,
            source: interned.position(source[row].as_deref().unwrap_or("")),
            vintage: interned.position(vintage[row].as_deref().unwrap_or("")),
            territory: interned.position(territory[row].as_deref().unwrap_or("")),
            written: interned.position(written[row].as_deref().unwrap_or("")),
            chosen: chosen[row].unwrap_or(false),
            reason: reason[row].as_deref().and_then(Reason::find).ok_or_else(wrong)?,
            table: position(own_table)?,
            row: cell(&rows)?,
            column: cell(&columns)?,
        });
    }
    Ok(Panel { values, texts: interned.texts })
}

/// Collects texts, each once; position 0 is the empty text.
pub(crate) struct Interned {
    pub(crate) texts: Vec<Arc<str>>,
    positions: std::collections::HashMap<Arc<str>, u32>,
}

impl Default for Interned {
    fn default() -> Self {
        let empty: Arc<str> = Arc::from("");
        Self { texts: vec![Arc::clone(&empty)], positions: std::iter::once((empty, 0)).collect() }
    }
}

impl Interned {
    /// Returns the position of a text, adding it where it is new.
    pub(crate) fn position(&mut self, text: &str) -> u32 {
        if let Some(position) = self.positions.get(text) {
            return *position;
        }
        let position = u32::try_from(self.texts.len()).expect("fewer texts than cells, which are bounded");
        let text: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&text));
        self.positions.insert(text, position);
        position
    }
}

#[cfg(test)]
mod tests;
