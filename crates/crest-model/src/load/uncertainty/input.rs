//! One uncertain input: the keys of its kind, its options, and whether anything varies.

use std::collections::BTreeMap;

use super::super::names::{Names, need, one_of, plain};
use super::super::raw::{RawNormalise, RawTreat};
use super::super::raw_uncertainty::{Options, RawInput, Share};
use super::super::recipe::{self, Checker};
use super::super::shape::{At, Map, Shape, Words, wrong_type};
use super::super::tables::STATUSES;
use super::super::tree::{Key, Value};
use super::{Judge, KINDS, LEFT_OUT, SHAPES};
use crate::model::{ImputeSpec, NormaliseSpec, TreatSpec};
use crate::uncertainty::{ErrorShape, SourceOptions, UncertainInput, Vary, WeightsVary};
use crate::{Diagnostic, Location, Severity};

/// An input as judged, with the places of its options.
pub(super) struct Judged {
    pub(super) input: UncertainInput,
    pub(super) options: Vec<Location>,
}

/// What varies, and the places of its options.
pub(super) type Varied = (Vary, Vec<Location>);

/// Keys by kind, besides `vary` and `name`.
const KEYS: &[(&str, &[&str])] = &[
    ("values", &["std_error", "status", "indicators", "shape", "shared"]),
    ("sources", &["options", "chances"]),
    ("impute", &["options", "draws", "chances"]),
    ("treat", &["options", "winsorise", "chances"]),
    ("normalise", &["options", "chances"]),
    ("weights", &["level", "band", "dirichlet", "any", "bounds", "order", "sets", "file", "between", "chances"]),
    ("aggregate", &["level", "options", "power", "chances"]),
    ("leave-out", &["nodes", "chances"]),
];

/// Lists the keys that an input states, with their places.
fn stated(raw: &RawInput) -> Vec<(&'static str, &Location)> {
    fn place<T>(at: &Option<At<T>>) -> Option<&Location> {
        at.as_ref().map(|at| &at.location)
    }
    let keys = [
        ("chances", place(&raw.chances)),
        ("options", place(&raw.options)),
        ("winsorise", place(&raw.winsorise)),
        ("level", place(&raw.level)),
        ("band", place(&raw.band)),
        ("dirichlet", place(&raw.dirichlet)),
        ("any", place(&raw.any)),
        ("bounds", place(&raw.bounds)),
        ("order", place(&raw.order)),
        ("sets", place(&raw.sets)),
        ("file", place(&raw.file)),
        ("between", place(&raw.between)),
        ("draws", place(&raw.draws)),
        ("power", place(&raw.power)),
        ("std_error", place(&raw.std_error)),
        ("status", place(&raw.status)),
        ("indicators", place(&raw.indicators)),
        ("shape", place(&raw.shape)),
        ("shared", place(&raw.shared)),
        ("nodes", place(&raw.nodes)),
    ];
    keys.into_iter().filter_map(|(key, place)| Some((key, place?))).collect()
}

impl Judge<'_> {
    /// Judges an input; `None` = reported.
    pub(super) fn input(&mut self, key: &Key, raw: At<RawInput>) -> Option<Judged> {
        let At { value: raw, location } = raw;
        let base = format!("uncertainty.inputs.{}", key.name);
        let id = At::new(key.name.clone(), key.location.clone());
        Names::new("uncertain input").add(&id, "C0108", self.found);
        self.start = self.found.len();
        let vary = need(raw.vary.clone(), &format!("{base}.vary"), &location, self.found)?;
        let kind = one_of(&vary, KINDS, "C0615", &format!("{base}.vary"), self.found)?;
        self.misplaced_keys(&base, kind, &raw);
        let name = raw.name.clone().map(|at| at.value.0).unwrap_or_default();
        let chances = raw.chances.clone();
        let (vary, options) = match kind {
            "values" => (self.values(&base, raw, &location)?, Vec::new()),
            "sources" => self.sources(&base, raw, &location)?,
            "impute" => self.impute(&base, raw, &location)?,
            "treat" => self.treat(&base, raw, &location)?,
            "normalise" => self.normalise(&base, raw, &location)?,
            "weights" => self.weights(&base, &raw, &location)?,
            "aggregate" => self.aggregate(&base, raw, &location)?,
            _ => self.leave_out(&base, raw, &location)?,
        };
        let chances = self.chances_of(&base, chances, options.len());
        let input = UncertainInput { id: key.name.clone(), name, vary, chances, location };
        let is_good = self.found[self.start..].iter().all(|found| found.severity != Severity::Error);
        is_good.then_some(Judged { input, options })
    }

    /// Reports keys that say nothing for the kind of input.
    fn misplaced_keys(&mut self, base: &str, kind: &str, raw: &RawInput) {
        let own = KEYS.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, keys)| keys);
        for (key, location) in stated(raw) {
            if !own.contains(&key) {
                let of: Vec<&str> =
                    KEYS.iter().filter(|(_, keys)| keys.contains(&key)).map(|(name, _)| *name).collect();
                self.misplaced(
                    base,
                    key,
                    &format!("beside `vary = \"{kind}\"`"),
                    location,
                    &format!("`{key}` belongs to {}", of.join(", ")),
                );
            }
        }
    }

    /// Reports a key that says nothing: beside what stands there, or without what does not.
    pub(super) fn misplaced(&mut self, base: &str, key: &str, beside: &str, location: &Location, hint: &str) {
        self.found.push(
            Diagnostic::error("C0616", format!("`{base}.{key}` says nothing {beside}"))
                .at(location.clone())
                .value(key)
                .hint(hint),
        );
    }

    /// Takes a spread that `lawful` accepts.
    pub(super) fn spread(
        &mut self,
        at: &At<f64>,
        path: &str,
        expected: &str,
        lawful: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        if at.value.is_finite() && lawful(at.value) {
            return Some(at.value);
        }
        let mut diagnostic = Diagnostic::error("C0620", format!("`{path}` is {}", at.value))
            .at(at.location.clone())
            .value(at.value.to_string())
            .expected(expected);
        // A whole number was meant as per cent; 1.5 was not.
        if at.value >= 2.0 && at.value.fract() == 0.0 && lawful(at.value / 100.0) {
            diagnostic = diagnostic.hint(format!("write {} for {} %", at.value / 100.0, at.value));
        }
        self.found.push(diagnostic);
        None
    }

    /// Takes the options out of a list; `None` = none given, or reported.
    fn option_list(
        &mut self,
        base: &str,
        raw: Option<At<Options>>,
        location: &Location,
    ) -> Option<Vec<super::tree::Node>> {
        let path = format!("{base}.options");
        let options = need(raw, &path, location, self.found)?;
        let Value::Array(items) = options.value.0.value else {
            wrong_type(&options.value.0, &path, "a list in square brackets", self.found);
            return None;
        };
        Some(items)
    }

    /// Takes options that are words of one step of the recipe.
    fn option_words(
        &mut self,
        base: &str,
        raw: Option<At<Options>>,
        allowed: &[&str],
        location: &Location,
    ) -> Option<(Vec<String>, Vec<Location>)> {
        let path = format!("{base}.options");
        let (mut words, mut places) = (Vec::new(), Vec::new());
        for node in self.option_list(base, raw, location)? {
            let Some(word) = String::read(&node, &path, self.found) else { continue };
            let at = At::new(word, node.location.clone());
            if let Some(word) = one_of(&at, allowed, "C0601", &path, self.found) {
                words.push(word.to_owned());
                places.push(node.location);
            }
        }
        self.distinct(&path, words.iter().zip(&places).map(|(w, at)| (w.clone(), w.clone(), at.clone())));
        Some((words, places))
    }

    /// Judges the errors of values.
    fn values(&mut self, base: &str, raw: RawInput, location: &Location) -> Option<Vary> {
        let std_error = raw.std_error.is_none_or(|at| at.value);
        let mut by_status = BTreeMap::new();
        for (word, Share(share)) in entries(raw.status) {
            let path = format!("{base}.status.{}", word.value);
            if !STATUSES.contains(&word.value.as_str()) {
                let expected = format!("one of {}", STATUSES.join(", "));
                self.unknown(
                    format!("`{path}`: there is no status `{}`", word.value),
                    &word,
                    &expected,
                    STATUSES.to_vec(),
                );
            }
            let at = At::new(share, word.location);
            if let Some(share) = self.spread(&at, &path, "a share above 0 and at most 1", |x| x > 0.0 && x <= 1.0) {
                by_status.insert(word.value, share);
            }
        }
        let mut by_indicator = BTreeMap::new();
        for (code, Share(share)) in entries(raw.indicators) {
            let path = format!("{base}.indicators.{}", code.value);
            self.measured(&code, &path);
            let at = At::new(share, code.location);
            if let Some(share) = self.spread(&at, &path, "a share from 0 to 1", |x| (0.0..=1.0).contains(&x)) {
                by_indicator.insert(code.value, share);
            }
        }
        let shape = raw.shape.and_then(|word| one_of(&word, SHAPES, "C0105", &format!("{base}.shape"), self.found));
        let shape = match shape {
            Some("uniform") => ErrorShape::Uniform,
            Some("triangular") => ErrorShape::Triangular,
            _ => ErrorShape::Normal,
        };
        let shared = match raw.shared {
            Some(at) => {
                self.spread(&at, &format!("{base}.shared"), "a correlation from 0 to 1", |x| (0.0..=1.0).contains(&x))?
            }
            None => 0.0,
        };
        let is_stated = !by_status.is_empty() || by_indicator.values().any(|share| *share > 0.0);
        if !is_stated && !std_error {
            self.nothing_varies(base, location.clone(), "std_error = false", "`status` or `indicators`");
        } else if !is_stated && self.around.tables.iter().all(|table| table.meaning.std_error.is_none()) {
            let expected = "a table with a column `std_error`, or `status` or `indicators`";
            self.nothing_varies(base, location.clone(), "std_error", expected);
        }
        Some(Vary::Values { std_error, by_status, by_indicator, shape, shared })
    }

    /// Judges the code of an indicator whose values enter the index, by itself or as denominator.
    fn measured(&mut self, code: &At<String>, path: &str) {
        let nodes = self.around.nodes;
        let is_indicator = |node: usize| nodes[node].indicator.is_some();
        let counted: Vec<usize> =
            self.standing.counted_at(None).into_iter().filter(|node| is_indicator(*node)).collect();
        let mut known: Vec<&str> = counted.iter().map(|node| nodes[*node].code.as_str()).collect();
        known.extend(counted.iter().filter_map(|node| nodes[*node].indicator.as_ref()?.denominator.as_deref()));
        if !known.contains(&code.value.as_str()) {
            let why =
                if nodes.iter().any(|n| n.code == code.value) { "does not enter the index" } else { "does not exist" };
            let message = format!("`{path}` names `{}`, which {why}", code.value);
            self.unknown(message, code, "an indicator of the index, or a denominator of one", known);
        }
    }

    /// Judges orders of sources.
    fn sources(&mut self, base: &str, raw: RawInput, location: &Location) -> Option<Varied> {
        let path = format!("{base}.options");
        if let Some(Value::Text(word)) = raw.options.as_ref().map(|at| &at.value.0.value) {
            let at = At::new(word.clone(), raw.options.as_ref()?.location.clone());
            one_of(&at, &["any"], "C0105", &path, self.found)?;
            return Some((Vary::Sources(SourceOptions::Any), Vec::new()));
        }
        let (mut orders, mut places) = (Vec::new(), Vec::new());
        for node in self.option_list(base, raw.options, location)? {
            let Some(Words(words)) = Words::read(&node, &path, self.found) else { continue };
            for word in &words {
                self.around.sources.check(word, "C0114", &format!("`{path}`"), self.found);
            }
            self.distinct(&path, words.iter().map(|w| (w.value.clone(), w.value.clone(), w.location.clone())));
            orders.push(words.into_iter().map(|word| word.value).collect::<Vec<String>>());
            places.push(node.location);
        }
        // An option stands before the stated order, so that one that repeats its beginning changes nothing.
        let stated = self.around.source_order;
        let meaning = |order: &Vec<String>| {
            let rest = stated.iter().filter(|source| !order.contains(source));
            order.iter().chain(rest).map(String::as_str).collect::<Vec<_>>().join(">")
        };
        let shown = |order: &Vec<String>| {
            if order.is_empty() { "the stated order".to_owned() } else { order.join(", ") }
        };
        let all: Vec<_> =
            orders.iter().zip(&places).map(|(order, at)| (meaning(order), shown(order), at.clone())).collect();
        self.distinct(&path, all);
        if orders.len() < 2 {
            self.nothing_varies(&path, location.clone(), &orders.len().to_string(), "at least two orders, or \"any\"");
        }
        Some((Vary::Sources(SourceOptions::Orders(orders)), places))
    }

    /// Judges methods of imputation.
    fn impute(&mut self, base: &str, raw: RawInput, location: &Location) -> Option<Varied> {
        let path = format!("{base}.options");
        let draws = raw.draws.is_some_and(|at| at.value);
        let (words, places) = if raw.options.is_some() {
            let (words, places) = self.option_words(base, raw.options, recipe::IMPUTE, location)?;
            for (word, at) in words.iter().zip(&places) {
                let has_grouping = self.index.grouping.is_some();
                recipe::needs_of_filling(word, has_grouping, self.around.places, at, self.found);
            }
            (words, places)
        } else {
            // What the stated method needs is judged with the recipe.
            (vec![self.index.impute.method.clone()], vec![location.clone()])
        };
        if draws && words.iter().all(|word| word == "none") && self.around.is_recipe_sound {
            self.nothing_varies(
                base,
                location.clone(),
                "none",
                "a method that fills missing cells, for draws around it",
            );
        } else if words.is_empty() || (!draws && words.len() < 2) {
            let expected = "at least two methods, or `draws = true`";
            self.nothing_varies(&path, location.clone(), &words.join(", "), expected);
        }
        let options = words.into_iter().map(|method| ImputeSpec { method }).collect();
        Some((Vary::Impute { options, draws }, places))
    }

    /// Judges treatments.
    fn treat(&mut self, base: &str, raw: RawInput, location: &Location) -> Option<Varied> {
        let mut written: Vec<(Option<RawTreat>, Location)> = Vec::new();
        let path = match (&raw.options, &raw.winsorise) {
            (Some(_), Some(winsorise)) => {
                self.one_way(base, "options and winsorise", &winsorise.location, "`options` or `winsorise`");
                return None;
            }
            (None, Some(_)) => format!("{base}.winsorise"),
            _ => format!("{base}.options"),
        };
        if let Some(points) = raw.winsorise {
            for at in points.value {
                let place = at.location.clone();
                written.push((Some(RawTreat { winsorise: Some(at), ..RawTreat::default() }), place));
            }
        } else {
            for node in self.option_list(base, raw.options, location)? {
                match &node.value {
                    Value::Text(word) => {
                        let at = At::new(word.clone(), node.location.clone());
                        if one_of(&at, &["none"], "C0601", &path, self.found).is_some() {
                            written.push((None, node.location));
                        }
                    }
                    Value::Table(_) => {
                        if let Some(treat) = RawTreat::read(&node, &path, self.found) {
                            written.push((Some(treat), node.location));
                        }
                    }
                    _ => wrong_type(&node, &path, "\"none\" or a table such as { winsorise = 3 }", self.found),
                }
            }
        }
        let (mut options, mut places) = (Vec::new(), Vec::new());
        for (raw, place) in written {
            let stated = self.index.treat.as_ref();
            options.push(raw.map(|raw| {
                let raw = with_stated(raw, stated, &place);
                Checker::new(self.found, base).treat(raw, "options")
            }));
            places.push(place);
        }
        let all =
            options.iter().zip(&places).map(|(o, at)| (treatment(o.as_ref()), shown_treatment(o.as_ref()), at.clone()));
        let all: Vec<_> = all.collect();
        self.distinct(&path, all);
        if options.len() < 2 {
            self.nothing_varies(&path, location.clone(), &options.len().to_string(), "at least two treatments");
        }
        Some((Vary::Treat { options }, places))
    }

    /// Judges normalisations.
    fn normalise(&mut self, base: &str, raw: RawInput, location: &Location) -> Option<Varied> {
        let path = format!("{base}.options");
        let (mut options, mut places) = (Vec::new(), Vec::new());
        for node in self.option_list(base, raw.options, location)? {
            let raw = match &node.value {
                Value::Text(word) => {
                    let method = Some(At::new(word.clone(), node.location.clone()));
                    RawNormalise { method, ..RawNormalise::default() }
                }
                Value::Table(_) => {
                    let Some(raw) = RawNormalise::read(&node, &path, self.found) else { continue };
                    raw
                }
                _ => {
                    wrong_type(&node, &path, "a method, or a table such as { method = \"z-score\" }", self.found);
                    continue;
                }
            };
            let raw = with_stated_scale(raw, &self.index.normalise, &node.location);
            let option = Checker::new(self.found, base).normalise(raw, "options");
            recipe::needs_of_scale(&option.method, self.around.nodes, &node.location, self.found);
            options.push(option);
            places.push(node.location);
        }
        let all: Vec<_> = options
            .iter()
            .zip(&places)
            .map(|(option, at)| (scale(option), option.method.clone(), at.clone()))
            .collect();
        self.distinct(&path, all);
        if options.len() < 2 {
            self.nothing_varies(&path, location.clone(), &options.len().to_string(), "at least two normalisations");
        }
        Some((Vary::Normalise { options }, places))
    }

    /// Judges methods of aggregation.
    fn aggregate(&mut self, base: &str, raw: RawInput, location: &Location) -> Option<Varied> {
        let level = self.level(base, raw.level, 2)?;
        let power = self.index.aggregate.power;
        let power = Checker::new(self.found, base).power(raw.power, "power", power);
        let (options, places) = self.option_words(base, raw.options, recipe::AGGREGATE, location)?;
        let nodes = self.around.nodes;
        let named = |node: &usize| self.index.aggregate.nodes.contains_key(&nodes[*node].code);
        if options.len() < 2 {
            let path = format!("{base}.options");
            self.nothing_varies(&path, location.clone(), &options.join(", "), "at least two methods");
        } else if self.standing.aggregates_at(level).iter().all(named) && self.around.is_recipe_sound {
            let expected = "a node whose method `[index.aggregate] nodes` does not fix";
            self.nothing_varies(base, location.clone(), &options.join(", "), expected);
        }
        Some((Vary::Aggregate { level, options, power }, places))
    }

    /// Judges a level at which some node must stand; `None` = reported, `Some(None)` = every level.
    pub(super) fn level(&mut self, base: &str, raw: Option<At<i64>>, lowest: u32) -> Option<Option<u32>> {
        let Some(at) = raw else { return Some(None) };
        let level = u32::try_from(at.value).ok().filter(|level| *level >= lowest);
        let nodes_at = |level: u32| match lowest {
            1 => self.standing.counted_at(Some(level)),
            _ => self.standing.aggregates_at(Some(level)),
        };
        if let Some(level) = level.filter(|level| !nodes_at(*level).is_empty()) {
            return Some(Some(level));
        }
        let all = if lowest == 1 { self.standing.counted_at(None) } else { self.standing.aggregates_at(None) };
        let highest = all.into_iter().map(|node| self.standing.level(node)).max().unwrap_or(lowest);
        let what = if lowest == 1 { "with a weight among siblings" } else { "that has members" };
        self.found.push(
            Diagnostic::error("C0625", format!("no node {what} stands at level {}, as `{base}.level` says", at.value))
                .at(at.location)
                .value(at.value.to_string())
                .expected(format!("a level from {lowest} to {highest}; indicators have level 1")),
        );
        None
    }

    /// Judges what is left out in turn.
    fn leave_out(&mut self, base: &str, raw: RawInput, location: &Location) -> Option<Varied> {
        let path = format!("{base}.nodes");
        let nodes = self.around.nodes;
        let At { value, location: place } = need(raw.nodes, &path, location, self.found)?;
        let mut left_out: Vec<(usize, Location)> = Vec::new();
        if let Value::Text(word) = &value.0.value {
            let word = one_of(&At::new(word.clone(), place.clone()), LEFT_OUT, "C0105", &path, self.found)?;
            let chosen = |node: &usize| match word {
                "indicators" => nodes[*node].indicator.is_some(),
                _ => nodes[*node].parent.is_some_and(|parent| nodes[parent].parent.is_none()),
            };
            let chosen = self.standing.counted_at(None).into_iter().filter(chosen);
            left_out.extend(chosen.map(|node| (node, place.clone())));
        } else {
            let Words(codes) = Words::read(&value.0, &path, self.found)?;
            self.distinct(&path, codes.iter().map(|c| (c.value.clone(), c.value.clone(), c.location.clone())));
            for code in codes {
                if let Some(node) = self.node(&code, &path) {
                    left_out.push((node, code.location));
                }
            }
        }
        for (node, location) in &left_out {
            let Some(parent) = nodes[*node].parent else { continue };
            if self.standing.children(parent).len() < 2 {
                let (code, parent) = (&nodes[*node].code, &nodes[parent].code);
                self.found.push(
                    Diagnostic::error(
                        "C0626",
                        format!("`{code}` is the only member of `{parent}` and cannot be left out"),
                    )
                    .at(location.clone())
                    .value(code)
                    .expected(format!("a list without `{code}`"))
                    .hint(format!("`{parent}` can be left out instead, if it has siblings")),
                );
            }
        }
        if left_out.is_empty() {
            self.nothing_varies(&path, place.clone(), "0", "at least one node of the index");
        }
        let places = std::iter::once(place).chain(left_out.iter().map(|(_, at)| at.clone())).collect();
        Some((Vary::LeaveOut { nodes: left_out.into_iter().map(|(node, _)| node).collect() }, places))
    }

    /// Reports that several ways are stated, or none.
    pub(super) fn one_way(&mut self, base: &str, stated: &str, location: &Location, expected: &str) {
        self.found.push(
            Diagnostic::error("C0631", format!("`{base}` states {stated}"))
                .at(location.clone())
                .value(stated)
                .expected(format!("exactly one of {expected}")),
        );
    }
}

impl Judged {
    /// Tells whether the input can be gone through option by option, as far as the project itself tells.
    pub(super) fn is_countable(&self) -> bool {
        self.input.is_discrete() || matches!(self.input.vary, Vary::Sources(SourceOptions::Any))
    }

    /// Returns the weights that vary, if any.
    pub(super) fn weights(&self) -> Option<(Option<u32>, &WeightsVary)> {
        match &self.input.vary {
            Vary::Weights { level, how } => Some((*level, how)),
            _ => None,
        }
    }
}

/// Takes a map apart: key with the place of its value, and the value.
fn entries<T>(map: Option<At<Map<T>>>) -> Vec<(At<String>, T)> {
    plain(map).into_iter().map(|(key, at)| (At::new(key, at.location), at.value)).collect()
}

/// Fills what a treatment leaves out with what `[index.treat]` states.
fn with_stated(mut raw: RawTreat, stated: Option<&TreatSpec>, place: &Location) -> RawTreat {
    let Some(stated) = stated else { return raw };
    let at = |number: f64| At::new(number, place.clone());
    raw.winsorise.get_or_insert_with(|| At::new(i64::from(stated.winsorise), place.clone()));
    raw.skewness.get_or_insert_with(|| at(stated.skewness));
    raw.kurtosis.get_or_insert_with(|| at(stated.kurtosis));
    raw.fallback.get_or_insert_with(|| At::new(stated.fallback.clone(), place.clone()));
    raw.lambda.get_or_insert_with(|| at(stated.lambda));
    raw
}

/// Fills what a normalisation leaves out: periods as `[index.normalise]` states them, the ends of the scale too where the
/// method is the same. The ends belong to the method they were stated for: 0–100 means something else to a z-score.
fn with_stated_scale(mut raw: RawNormalise, stated: &NormaliseSpec, place: &Location) -> RawNormalise {
    let bounds = super::super::raw::RawBounds(stated.bounds.clone());
    raw.bounds.get_or_insert_with(|| At::new(bounds, place.clone()));
    if raw.method.as_ref().map_or("min-max", |at| at.value.as_str()) == stated.method {
        raw.lower.get_or_insert_with(|| At::new(stated.lower, place.clone()));
        raw.upper.get_or_insert_with(|| At::new(stated.upper, place.clone()));
    }
    raw
}

/// Writes what a treatment does, equal for two that do the same.
fn treatment(option: Option<&TreatSpec>) -> String {
    match option {
        Some(treat) if treat.winsorise > 0 || treat.fallback != "none" => {
            let lambda = if treat.fallback == "box-cox" { treat.lambda } else { 0.0 };
            format!("{}|{}|{}|{}|{lambda}", treat.winsorise, treat.skewness, treat.kurtosis, treat.fallback)
        }
        _ => "none".to_owned(),
    }
}

/// Writes a treatment for a message.
fn shown_treatment(option: Option<&TreatSpec>) -> String {
    option.map_or_else(|| "none".to_owned(), |treat| format!("winsorise = {}", treat.winsorise))
}

/// Writes what a normalisation does, equal for two that do the same.
fn scale(option: &NormaliseSpec) -> String {
    // These have a scale of their own.
    if matches!(option.method.as_str(), "none" | "rank" | "borda") {
        return format!("{}|{}", option.method, option.bounds);
    }
    format!("{}|{}|{}|{}", option.method, option.lower, option.upper, option.bounds)
}
