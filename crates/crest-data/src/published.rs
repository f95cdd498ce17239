//! When a value became known: by its vintage, else by the date of its source.

use std::collections::BTreeMap;

use crest_model::{Day, Model};

use crate::value::{Panel, Value};

/// Knows the dates of a project's sources.
#[derive(Debug, Clone)]
pub struct Published<'a> {
    sources: BTreeMap<&'a str, Day>,
}

impl<'a> Published<'a> {
    /// Reads the dates of the sources; what is no date says nothing.
    pub fn of(model: &'a Model) -> Self {
        let dated =
            |source: &'a crest_model::model::Source| Some((source.id.as_str(), source.date.parse::<Day>().ok()?));
        Self { sources: model.sources.iter().filter_map(dated).collect() }
    }

    /// Returns the day on which a value was published; `None` where neither vintage nor source says.
    ///
    /// - A vintage that names a year or month stands for its last day.
    pub fn day(&self, panel: &Panel, value: &Value) -> Option<Day> {
        self.of_texts(panel.text(value.vintage), panel.text(value.source))
    }

    /// Returns the day that a vintage and a source id stand for.
    pub(crate) fn of_texts(&self, vintage: &str, source: &str) -> Option<Day> {
        vintage.parse::<Day>().ok().or_else(|| self.sources.get(source).copied())
    }
}
