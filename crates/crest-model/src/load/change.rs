//! Changed copies of a checked model, for scenarios: recipe, weight, target; judged like the files.

use super::names::Names;
use super::raw::RawIndex;
use super::recipe;
use super::shape::{At, Shape};
use super::strategy::{index_points, resolved_target};
use super::tree;
use crate::model::{IndexSpec, Model};
use crate::{Diagnostic, Location, Severity, nearest};

impl Model {
    /// Returns the recipe with keys below `[index]` changed, such as `normalise.method`; checked as if the file said so.
    ///
    /// Keys that are not changed keep what the project states, or the default. `Ok(None)`: the framework has no index.
    ///
    /// # Errors
    /// Everything that is wrong with the changed recipe; the places of the findings point at `crest.toml` as a whole.
    pub fn index_with(&self, changes: &[(String, toml::Value)]) -> Result<Option<IndexSpec>, Vec<Diagnostic>> {
        let mut written = self.index.as_ref().map(written).unwrap_or_default();
        let mut found = Vec::new();
        for (key, value) in changes {
            if let Err(diagnostic) = put(&mut written, key, value.clone()) {
                found.push(*diagnostic);
            }
        }
        let location = Location::file("crest.toml");
        let node = tree::Node::from_value(&toml::Value::Table(written), &location);
        let raw = RawIndex::read(&node, "index", &mut found).map(|raw| At::new(raw, location));
        let mut names = Names::new("place");
        for place in &self.places {
            names.add(&At::new(place.id.clone(), place.location.clone()), "C0301", &mut Vec::new());
        }
        let spec = recipe::check(raw, &self.nodes, &self.places, &names, true, &mut found);
        found.retain(|diagnostic| diagnostic.severity == Severity::Error);
        if found.is_empty() { Ok(spec) } else { Err(found) }
    }

    /// Returns a copy with keys below `[index]` changed; see [`Model::index_with`].
    ///
    /// # Errors
    /// Those of [`Model::index_with`].
    pub fn with_method(&self, changes: &[(String, toml::Value)]) -> Result<Self, Vec<Diagnostic>> {
        let index = self.index_with(changes)?;
        Ok(Self { index, ..self.clone() })
    }

    /// Returns a copy in which a node of the framework has another weight.
    ///
    /// # Errors
    /// `C0613` when no node has the code; `C0208` when the weight is negative or not finite; `C0212` when the weights of its
    /// siblings then sum to nothing.
    pub fn with_weight(&self, code: &str, weight: f64) -> Result<Self, Vec<Diagnostic>> {
        let Some(position) = self.nodes.iter().position(|node| node.code == code) else {
            return Err(vec![unknown("node", code, self.nodes.iter().map(|node| node.code.as_str()))]);
        };
        if !weight.is_finite() || weight < 0.0 {
            return Err(vec![
                Diagnostic::error("C0208", format!("`{weight}` cannot be a weight"))
                    .value(weight.to_string())
                    .expected("a number from 0 upwards"),
            ]);
        }
        let mut changed = self.clone();
        changed.nodes[position].weight = weight;
        if let Some(parent) = changed.nodes[position].parent {
            let counted = |node: &&crate::model::Node| {
                node.parent == Some(parent) && node.indicator.as_ref().is_none_or(|i| i.direction != 0)
            };
            let sum: f64 = changed.nodes.iter().filter(counted).map(|node| node.weight).sum();
            if sum <= 0.0 {
                let parent = &changed.nodes[parent].code;
                return Err(vec![
                    Diagnostic::error("C0212", format!("the weights below `{parent}` sum to {sum}"))
                        .value(sum.to_string())
                        .expected("at least one child with a weight above 0"),
                ]);
            }
        }
        Ok(changed)
    }

    /// Returns a copy in which a target has another sentence.
    ///
    /// # Errors
    /// `C0613` when there is no such target; `C0405` to `C0407` when the sentence cannot be read for its indicator.
    pub fn with_target(&self, id: &str, sentence: &str) -> Result<Self, Vec<Diagnostic>> {
        let Some(position) = self.strategy.targets.iter().position(|target| target.id == id) else {
            return Err(vec![unknown("target", id, self.strategy.targets.iter().map(|target| target.id.as_str()))]);
        };
        let spec = &self.strategy.targets[position];
        let node = self.nodes.iter().find(|node| node.code == spec.indicator);
        let unit = node.and_then(|node| node.indicator.as_ref()).map_or_else(index_points, |i| i.unit.clone());
        let mut found = Vec::new();
        let at = At::new(sentence.to_owned(), spec.location.clone());
        let target = resolved_target(&at, &unit, &self.nodes, &self.targets.tolerances, &mut found).ok_or(found)?;
        let mut changed = self.clone();
        let spec = &mut changed.strategy.targets[position];
        spec.sentence = sentence.to_owned();
        spec.target = target;
        Ok(changed)
    }

    /// Finds a node by code: its position in [`Model::nodes`].
    pub fn find_node(&self, code: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.code == code)
    }

    /// Finds a place by id: its position in [`Model::places`].
    pub fn find_place(&self, id: &str) -> Option<usize> {
        self.places.iter().position(|place| place.id == id)
    }

    /// Finds a table by name: its position in [`Model::tables`].
    pub fn find_table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.name == name)
    }
}

/// Reports a name that a scenario uses and the model does not have.
fn unknown<'a>(what: &str, name: &str, among: impl Iterator<Item = &'a str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("C0613", format!("the modification names the {what} `{name}`, which does not exist"))
            .value(name)
            .expected(format!("a {what} of the project"));
    match nearest(name, among) {
        Some(close) => diagnostic.hint(format!("did you mean `{close}`?")),
        None => diagnostic,
    }
}

/// Puts a value at a dotted key, making the tables on the way.
fn put(table: &mut toml::Table, key: &str, value: toml::Value) -> Result<(), Box<Diagnostic>> {
    let mut parts: Vec<&str> = key.split('.').map(str::trim).collect();
    let refuse = || {
        Box::new(
            Diagnostic::error("C0102", format!("`{key}` is no key below `[index]`"))
                .value(key)
                .expected("a key such as `normalise.method`"),
        )
    };
    let last = parts.pop().filter(|last| !last.is_empty()).ok_or_else(refuse)?;
    let mut inner = table;
    for part in parts {
        let entry = inner.entry(part.to_owned()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
        inner = entry.as_table_mut().ok_or_else(refuse)?;
    }
    // `method` speaks for all levels, so it replaces `levels`, and the other way round.
    let rival = match key {
        "aggregate.method" => Some("levels"),
        "aggregate.levels" => Some("method"),
        _ => None,
    };
    if let Some(rival) = rival {
        inner.remove(rival);
    }
    // The ends of a scale belong to the method they were stated for: 0–100 means something else to a z-score.
    if key == "normalise.method" {
        inner.remove("lower");
        inner.remove("upper");
    }
    inner.insert(last.to_owned(), value);
    Ok(())
}

/// Writes what a recipe states as `[index]` would.
fn written(spec: &IndexSpec) -> toml::Table {
    let text = |word: &str| toml::Value::String(word.to_owned());
    let texts = |words: &[String]| toml::Value::Array(words.iter().map(|word| text(word)).collect());
    let mut table = toml::Table::new();
    if spec.screen.is_some() {
        table.insert("screen".to_owned(), toml::Value::Table(toml::Table::new()));
    }
    if spec.treat.is_some() {
        table.insert("treat".to_owned(), toml::Value::Table(toml::Table::new()));
    }
    for key in &spec.stated {
        let value = match key.as_str() {
            "grouping" => spec.grouping.as_deref().map(text),
            "screen.availability" => spec.screen.as_ref().map(|s| s.availability.into()),
            "screen.non_zero" => spec.screen.as_ref().and_then(|s| s.non_zero).map(Into::into),
            "screen.keep" => spec.screen.as_ref().map(|s| texts(&s.keep)),
            "screen.drop" => spec.screen.as_ref().map(|s| texts(&s.drop)),
            "impute.method" => Some(text(&spec.impute.method)),
            "treat.winsorise" => spec.treat.as_ref().map(|t| i64::from(t.winsorise).into()),
            "treat.skewness" => spec.treat.as_ref().map(|t| t.skewness.into()),
            "treat.kurtosis" => spec.treat.as_ref().map(|t| t.kurtosis.into()),
            "treat.fallback" => spec.treat.as_ref().map(|t| text(&t.fallback)),
            "treat.lambda" => spec.treat.as_ref().map(|t| t.lambda.into()),
            "normalise.method" => Some(text(&spec.normalise.method)),
            "normalise.lower" => Some(spec.normalise.lower.into()),
            "normalise.upper" => Some(spec.normalise.upper.into()),
            "normalise.bounds" => Some(text(&spec.normalise.bounds)),
            "weights.method" => Some(text(&spec.weights.method)),
            "weights.level" => Some(i64::from(spec.weights.level).into()),
            "aggregate.method" => spec.aggregate.levels.first().map(|method| text(method)),
            "aggregate.levels" => Some(texts(&spec.aggregate.levels)),
            "aggregate.nodes" => Some(toml::Value::Table(
                spec.aggregate.nodes.iter().map(|(code, method)| (code.clone(), text(method))).collect(),
            )),
            "aggregate.power" => Some(spec.aggregate.power.into()),
            "aggregate.thresholds" => {
                Some(toml::Value::Array(spec.aggregate.thresholds.iter().map(|x| (*x).into()).collect()))
            }
            _ => None,
        };
        if let Some(value) = value {
            // The keys come from a recipe that was read, so each has its table.
            let _ = put(&mut table, key, value);
        }
    }
    table
}
