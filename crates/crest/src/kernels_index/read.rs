//! What a kernel of tables reads: the input as a matrix, and its parameters with clear refusals.

use crest_data::{ColumnData, ColumnInfo};
use crest_index::Matrix;
use crest_model::Diagnostic;

use crate::kernel::Call;

/// Holds the input of one call.
pub(super) struct Reader<'a> {
    call: &'a Call<'a>,
    place: String,
    /// Places as written.
    pub(super) places: Vec<Option<String>>,
    /// Names of the columns read.
    pub(super) names: Vec<String>,
    /// Whether less is better, by column.
    pub(super) less: Vec<bool>,
    /// Columns as they are.
    pub(super) raw: Vec<Vec<Option<f64>>>,
    /// Columns turned so that more is better.
    pub(super) matrix: Matrix,
}

/// Reports that the method has no answer for the numbers.
pub(super) fn failed(call: &Call<'_>, message: impl Into<String>) -> Vec<Diagnostic> {
    let message = format!("table `{}`: {}", call.table, message.into());
    vec![Diagnostic::error("C0705", message).at(call.location.clone())]
}

fn unfit(call: &Call<'_>, name: &str, value: &toml::Value, expected: &str) -> Vec<Diagnostic> {
    let message = format!("table `{}`: the parameter `{name}` is {value}", call.table);
    vec![Diagnostic::error("C0703", message).at(call.location.clone()).value(value.to_string()).expected(expected)]
}

impl<'a> Reader<'a> {
    /// Reads the input of a call; all columns that do not fit are reported at once.
    pub(super) fn of(call: &'a Call<'a>) -> Result<Self, Vec<Diagnostic>> {
        let table = call.inputs.get("input").expect("inputs of kernels are checked");
        let place = match call.with.get("place") {
            None => "place",
            Some(toml::Value::String(name)) => name,
            Some(other) => return Err(unfit(call, "place", other, "the name of a column")),
        };
        let mut found = Vec::new();
        let mut missing = |name: &str, why: &str| {
            let mut one =
                Diagnostic::error("C0704", format!("table `{}`: `{name}` {why} `{}`", call.table, table.name()))
                    .at(call.location.clone())
                    .value(name);
            if let Some(near) = crest_model::nearest(name, table.columns().iter().map(|c| c.name.as_str())) {
                one = one.hint(format!("did you mean `{near}`?"));
            }
            found.push(one);
        };
        let place_column = table.column_position(place);
        if place_column.is_none() {
            missing(place, "is no column of");
        }
        let usual = || {
            let is_value = |c: &usize| table.is_numeric(*c) && !table.is_integer(*c) && Some(*c) != place_column;
            (0..table.columns().len()).filter(is_value).map(|c| table.columns()[c].name.clone()).collect()
        };
        let names = list(call, "columns")?.unwrap_or_else(usual);
        let mut positions = Vec::new();
        for name in &names {
            match table.column_position(name) {
                None => missing(name, "is no column of"),
                Some(c) if !table.is_numeric(c) => missing(name, "holds no numbers in"),
                Some(c) => positions.push(c),
            }
        }
        let lesser = list(call, "less_is_better")?.unwrap_or_default();
        for name in lesser.iter().filter(|name| !names.contains(name)) {
            missing(name, "is not among the columns read from");
        }
        let (Some(place_column), true) = (place_column, found.is_empty()) else { return Err(found) };
        if names.is_empty() || table.n_rows() == 0 {
            return Err(failed(call, format!("`{}` has no numbers to read", table.name())));
        }
        let rows = table.n_rows();
        let raw: Vec<Vec<Option<f64>>> =
            positions.iter().map(|&c| (0..rows).map(|r| table.number(c, r)).collect()).collect();
        let less: Vec<bool> = names.iter().map(|name| lesser.contains(name)).collect();
        let turned: Vec<Vec<Option<f64>>> = raw
            .iter()
            .zip(&less)
            .map(|(column, &less)| column.iter().map(|x| x.map(|x| if less { -x } else { x })).collect())
            .collect();
        Ok(Self {
            call,
            place: place.to_owned(),
            places: (0..rows).map(|r| table.text(place_column, r)).collect(),
            names,
            less,
            matrix: Matrix::from_columns(rows, &turned),
            raw,
        })
    }

    /// The column of places, to stand first in the result.
    pub(super) fn place_column(&self) -> (ColumnInfo, ColumnData) {
        (ColumnInfo::named(self.place.clone()), ColumnData::Text(self.places.clone()))
    }

    /// A parameter that is one of some words; the first is the default.
    pub(super) fn word(&self, name: &str, words: &[&'static str]) -> Result<&'static str, Vec<Diagnostic>> {
        match self.call.with.get(name) {
            None => Ok(words[0]),
            Some(value) => {
                let known = words.iter().find(|word| value.as_str() == Some(**word)).copied();
                known.ok_or_else(|| unfit(self.call, name, value, &format!("one of {}", words.join(", "))))
            }
        }
    }

    /// A parameter that is a number.
    pub(super) fn number(&self, name: &str, default: f64) -> Result<f64, Vec<Diagnostic>> {
        match self.call.with.get(name) {
            None => Ok(default),
            Some(value) => number(value).ok_or_else(|| unfit(self.call, name, value, "a finite number")),
        }
    }

    /// The weights, equal if not given.
    pub(super) fn weights(&self) -> Result<Vec<f64>, Vec<Diagnostic>> {
        let Some(value) = self.call.with.get("weights") else { return Ok(vec![1.0; self.names.len()]) };
        let expected = format!("{} numbers from 0 upwards, not all 0", self.names.len());
        let weights: Option<Vec<f64>> = value.as_array().and_then(|list| list.iter().map(number).collect());
        weights
            .filter(|w| w.len() == self.names.len() && w.iter().all(|x| *x >= 0.0) && w.iter().sum::<f64>() > 0.0)
            .ok_or_else(|| unfit(self.call, "weights", value, &expected))
    }
}

fn number(value: &toml::Value) -> Option<f64> {
    match value {
        toml::Value::Integer(n) => Some(*n as f64),
        toml::Value::Float(x) => Some(*x).filter(|x| x.is_finite()),
        _ => None,
    }
}

fn list(call: &Call<'_>, name: &str) -> Result<Option<Vec<String>>, Vec<Diagnostic>> {
    let Some(value) = call.with.get(name) else { return Ok(None) };
    let texts = value
        .as_array()
        .and_then(|list| list.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>());
    texts.map(Some).ok_or_else(|| unfit(call, name, value, "a list of column names"))
}
