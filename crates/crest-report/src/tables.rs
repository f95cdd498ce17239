//! The results as flat tables: what the workbook, the CSV and the JSON exports hold, all three the same.
//!
//! A column that holds names comes twice, `…_zh` and `…_en`, side by side; [`Column::lang`] tells which is which. A
//! name that was not given in one language is empty there. Numbers are as computed, never rounded.

mod certainty;
mod data;
mod index;
mod rules;
mod schemes;
mod strategy;

pub(crate) use data::severity;
pub(crate) use index::{by_code, cell, order};

use crest_model::results::{Figure, Results};
use crest_model::{Lang, Text};
use serde::Serialize;

use crate::names::Names;
use crate::safe::neutralise_csv;
use crate::strings;

/// Holds one table ready for export.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlatTable {
    /// Stable name for programs and files, such as `ranking`.
    pub name: &'static str,
    /// Title for people.
    pub title: Text,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<CellValue>>,
}

/// Describes a column of a [`FlatTable`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Stable name, unique in the table.
    pub name: String,
    /// Title for people.
    pub title: Text,
    /// Unit of its numbers, empty where there is none or the unit stands in its own column.
    pub unit: String,
    /// Language of a column that exists once per language.
    pub lang: Option<Lang>,
}

/// Holds one cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum CellValue {
    /// Nothing: the results hold no value here.
    Empty,
    /// Text, as it stands in the results; exports neutralise it.
    Text(String),
    /// A number.
    Number(f64),
    /// A count or a rank.
    Integer(u64),
    /// Yes or no.
    Boolean(bool),
}

impl CellValue {
    /// Makes a text cell, empty for empty text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Option<f64>> for CellValue {
    fn from(number: Option<f64>) -> Self {
        number.filter(|x| x.is_finite()).map_or(Self::Empty, Self::Number)
    }
}

impl From<f64> for CellValue {
    fn from(number: f64) -> Self {
        Self::from(Some(number))
    }
}

impl From<Option<u32>> for CellValue {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Self::Empty, |n| Self::Integer(u64::from(n)))
    }
}

impl From<u32> for CellValue {
    fn from(number: u32) -> Self {
        Self::Integer(u64::from(number))
    }
}

impl From<u64> for CellValue {
    fn from(number: u64) -> Self {
        Self::Integer(number)
    }
}

impl From<i64> for CellValue {
    fn from(number: i64) -> Self {
        // Places won or lost are small; a count below zero has no integer cell.
        u64::try_from(number).map_or(Self::Number(number as f64), Self::Integer)
    }
}

impl From<bool> for CellValue {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<Option<bool>> for CellValue {
    fn from(flag: Option<bool>) -> Self {
        flag.map_or(Self::Empty, Self::Boolean)
    }
}

impl From<&str> for CellValue {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<&String> for CellValue {
    fn from(text: &String) -> Self {
        Self::text(text)
    }
}

impl From<String> for CellValue {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&[String]> for CellValue {
    fn from(texts: &[String]) -> Self {
        Self::text(texts.join("; "))
    }
}

/// Flattens the results: every table is present, also when it has no rows, always in the same order.
///
/// - Cost: one pass over the results, every cell copied once.
/// - Determinism: order of the results; the ranking is in order of rank.
pub fn tables(results: &Results) -> Vec<FlatTable> {
    let names = Names::build(results);
    let mut tables = vec![
        data::about(results),
        index::ranking(results, &names),
        index::scores(results, &names),
        index::ranks(results, &names),
        data::values(results, &names),
        index::indicators(results, &names),
        index::history(results, &names),
        index::profiles(results, &names),
        index::gaps(results, &names),
        index::steps(results, &names),
        certainty::places(results, &names),
        certainty::chances(results, &names),
        certainty::ahead(results, &names),
        certainty::ties(results, &names),
        certainty::inputs(results),
        certainty::sensitivity(results, &names),
        certainty::single(results, &names),
        certainty::reversal(results, &names),
        certainty::moves(results, &names),
        certainty::central(results, &names),
        schemes::ranks(results, &names),
        schemes::sheets(results, &names),
        schemes::columns(results, &names),
        schemes::events(results, &names),
        schemes::years(results, &names),
        schemes::exits(results, &names),
        schemes::changes(results, &names),
        schemes::assumptions(results),
    ];
    tables.extend(rules::tables(results));
    tables.extend([
        strategy::targets(results, &names),
        strategy::target_states(results, &names),
        strategy::warnings(results, &names),
        strategy::forecasts(results, &names),
        strategy::programmes(results),
        strategy::actions(results),
        strategy::milestones(results, &names),
        strategy::goals(results),
        strategy::claims(results),
        data::findings(results),
        data::imputed(results, &names),
        data::screened(results, &names),
        data::treatment(results, &names),
        data::audit(results, &names),
        data::correlations(results, &names),
        data::method(results),
        data::framework(results, &names),
        data::places(results),
        data::isochrones(results, &names),
        data::inputs(results),
        data::sources(results),
    ]);
    tables
}

/// Writes a table as CSV (RFC 4180): a header of column names, `\r\n` line ends, text neutralised.
///
/// A byte-order mark is left to the caller, who knows whether a spreadsheet or a program will read the file.
pub fn csv(table: &FlatTable) -> String {
    let mut out = String::new();
    let header: Vec<String> = table.columns.iter().map(|c| quote(&c.name)).collect();
    out.push_str(&header.join(","));
    out.push_str("\r\n");
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(csv_cell).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn csv_cell(cell: &CellValue) -> String {
    match cell {
        CellValue::Empty => String::new(),
        CellValue::Text(text) => quote(&neutralise_csv(text)),
        CellValue::Number(x) => x.to_string(),
        CellValue::Integer(n) => n.to_string(),
        CellValue::Boolean(flag) => flag.to_string(),
    }
}

fn quote(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Turns a table into a JSON array with one object per row, keys in the order of the columns' names.
pub fn json(table: &FlatTable) -> serde_json::Value {
    let object = |row: &Vec<CellValue>| -> serde_json::Value {
        table.columns.iter().zip(row).map(|(column, cell)| (column.name.clone(), json_cell(cell))).collect()
    };
    serde_json::Value::Array(table.rows.iter().map(object).collect())
}

fn json_cell(cell: &CellValue) -> serde_json::Value {
    match cell {
        CellValue::Empty => serde_json::Value::Null,
        CellValue::Text(text) => text.as_str().into(),
        CellValue::Number(x) => (*x).into(),
        CellValue::Integer(n) => (*n).into(),
        CellValue::Boolean(flag) => (*flag).into(),
    }
}

/// Starts a table from its columns: `name` for one column, `name:both` for one column per language, `name:words` for
/// one whose English words programs read under the plain name, with the Chinese ones in `name_zh` before it.
///
/// Titles are the entries `column.<name>` of the string table.
fn start(name: &'static str, columns: &[&str]) -> FlatTable {
    let mut table =
        FlatTable { name, title: strings::text(&format!("table.{name}")), columns: Vec::new(), rows: Vec::new() };
    for column in columns {
        if let Some(base) = column.strip_suffix(":words") {
            let mut pair = both_columns(base, &strings::text(&format!("column.{base}")));
            base.clone_into(&mut pair[1].name);
            table.columns.extend(pair);
            continue;
        }
        match column.strip_suffix(":both") {
            Some(base) => table.columns.extend(both_columns(base, &strings::text(&format!("column.{base}")))),
            None => table.columns.push(plain_column(column, strings::text(&format!("column.{column}")), "")),
        }
    }
    table
}

fn plain_column(name: &str, title: Text, unit: &str) -> Column {
    Column { name: name.to_owned(), title, unit: unit.to_owned(), lang: None }
}

fn both_columns(base: &str, title: &Text) -> [Column; 2] {
    [("zh", Lang::Zh), ("en", Lang::En)].map(|(suffix, lang)| Column {
        name: format!("{base}_{suffix}"),
        title: title.clone(),
        unit: String::new(),
        lang: Some(lang),
    })
}

/// Collects the cells of one row.
#[derive(Default)]
struct Row(Vec<CellValue>);

impl Row {
    /// Adds one cell.
    fn put(mut self, cell: impl Into<CellValue>) -> Self {
        self.0.push(cell.into());
        self
    }

    /// Adds a figure and its standard error.
    fn figure(mut self, figure: Option<Figure>) -> Self {
        let cells = [figure.map(|figure| figure.value), figure.map(|figure| figure.error)];
        self.0.extend(cells.map(CellValue::from));
        self
    }

    /// Adds the two cells of a name.
    fn both(mut self, text: &Text) -> Self {
        self.0.extend([CellValue::text(&text.zh), CellValue::text(&text.en)]);
        self
    }
}

impl FlatTable {
    fn push(&mut self, row: Row) {
        debug_assert_eq!(row.0.len(), self.columns.len(), "a row of `{}` fits its columns", self.name);
        self.rows.push(row.0);
    }
}

#[cfg(test)]
mod tests;
