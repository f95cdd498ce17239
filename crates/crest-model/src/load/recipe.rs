//! The recipe of the index: names of methods, ranges of their parameters, and what each method needs of the framework.

use std::collections::BTreeMap;

use super::names::{Names, one_of, plain};
use super::raw::{RawAggregate, RawBounds, RawIndex, RawNormalise, RawScreen, RawTreat, RawWeights};
use super::shape::At;
use crate::model::{
    AggregateSpec, ImputeSpec, IndexSpec, Node, NormaliseSpec, Place, ScreenSpec, TreatSpec, WeightsSpec,
};
use crate::{Diagnostic, Location, Period, Severity, TargetKind, nearest};

/// Methods of imputation.
pub(crate) const IMPUTE: &[&str] = &[
    "none",
    "mean",
    "median",
    "group-mean",
    "group-median",
    "row-mean",
    "em",
    "panel-latest",
    "panel-linear",
    "panel-constant",
];

/// Transforms where winsorising does not suffice.
pub(crate) const FALLBACK: &[&str] = &["none", "log-ct", "log-ct-plus", "log-ct-orig", "log-gii", "box-cox"];

/// Methods of normalisation.
pub(crate) const NORMALISE: &[&str] = &[
    "min-max",
    "z-score",
    "rank",
    "borda",
    "percentile-rank",
    "distance-to-max",
    "fraction-of-max",
    "distance-to-target",
    "goalposts",
    "none",
];

/// Methods of weighting.
pub(crate) const WEIGHTS: &[&str] =
    &["given", "equal", "pca", "entropy", "critic", "std-dev", "merec", "gini", "balance", "infomax"];

/// Methods of aggregation.
pub(crate) const AGGREGATE: &[&str] =
    &["arithmetic", "geometric", "harmonic", "power", "median", "copeland", "minimum"];

/// Deepest tree that `level` may name.
const MOST_LEVELS: i64 = 20;

/// Checks the parts of a recipe, wherever they stand: below `[index]`, or as options of an uncertain input.
pub(crate) struct Checker<'a> {
    found: &'a mut Vec<Diagnostic>,
    /// What the paths of keys begin with in messages: `index`.
    base: &'a str,
    stated: Vec<String>,
}

/// Checks `[index]` against framework and places; `None` when the framework has no index.
///
/// `framework_read` is false when the framework could not be read; nothing is then said about it.
pub(crate) fn check(
    raw: Option<At<RawIndex>>,
    nodes: &[Node],
    places: &[Place],
    place_names: &Names,
    framework_read: bool,
    found: &mut Vec<Diagnostic>,
) -> Option<IndexSpec> {
    let has_index = nodes.iter().any(|node| node.parent.is_none() && node.indicator.is_none());
    let location = raw.as_ref().map(|at| at.location.clone());
    let raw = raw.map(|at| at.value).unwrap_or_default();
    let mut checker = Checker::new(found, "index");
    let spec = IndexSpec {
        grouping: checker.grouping(raw.grouping, places, place_names),
        screen: raw.screen.map(|at| checker.screen(at.value, place_names)),
        impute: ImputeSpec {
            method: checker.word(raw.impute.and_then(|at| at.value.method), IMPUTE, "impute.method", "none"),
        },
        treat: raw.treat.map(|at| checker.treat(at.value, "treat")),
        normalise: checker.normalise(plain(raw.normalise), "normalise"),
        weights: checker.weights(plain(raw.weights)),
        aggregate: checker.aggregate(plain(raw.aggregate), nodes, framework_read),
        stated: Vec::new(),
    };
    let stated = std::mem::take(&mut checker.stated);
    let spec = IndexSpec { stated, ..spec };
    let location = location.unwrap_or_else(|| Location::file("crest.toml"));
    if has_index {
        // What a method needs is judged once the recipe itself is read.
        let broken = checker.found.iter().any(|d| d.severity == Severity::Error && d.message.contains("`index."));
        if !broken {
            checker.demands(&spec, nodes, places, &location);
        }
        return Some(spec);
    }
    if framework_read && (!spec.stated.is_empty() || spec.treat.is_some() || spec.screen.is_some()) {
        checker.found.push(
            Diagnostic::warning("C0605", "`[index]` says how to build an index, but the framework has none")
                .at(location)
                .hint("give the indicators a common parent in the framework, or take `[index]` out"),
        );
    }
    None
}

impl<'a> Checker<'a> {
    /// Starts with nothing stated; `base` is what the paths of keys begin with in messages.
    pub(crate) fn new(found: &'a mut Vec<Diagnostic>, base: &'a str) -> Self {
        Self { found, base, stated: Vec::new() }
    }

    /// Takes a stated value or the default, and records which.
    fn stated<T>(&mut self, value: Option<At<T>>, path: &str, default: T) -> At<T> {
        match value {
            Some(at) => {
                self.stated.push(path.to_owned());
                at
            }
            None => At::new(default, Location::file("crest.toml")),
        }
    }

    /// Takes one of the allowed words.
    pub(crate) fn word(&mut self, value: Option<At<String>>, allowed: &[&str], path: &str, default: &str) -> String {
        let at = self.stated(value, path, default.to_owned());
        one_of(&at, allowed, "C0601", &format!("{}.{path}", self.base), self.found).unwrap_or(default).to_owned()
    }

    /// Takes a number that `lawful` accepts.
    fn number(
        &mut self,
        value: Option<At<f64>>,
        path: &str,
        default: f64,
        expected: &str,
        lawful: impl Fn(f64) -> bool,
    ) -> f64 {
        let at = self.stated(value, path, default);
        if at.value.is_finite() && lawful(at.value) {
            return at.value;
        }
        self.found.push(
            Diagnostic::error("C0602", format!("`{}.{path}` is {}", self.base, at.value))
                .at(at.location)
                .value(at.value.to_string())
                .expected(expected),
        );
        default
    }

    /// Takes a whole number within bounds.
    fn whole(&mut self, value: Option<At<i64>>, path: &str, default: i64, least: i64, most: i64) -> u32 {
        let at = self.stated(value, path, default);
        if !(least..=most).contains(&at.value) {
            self.found.push(
                Diagnostic::error("C0602", format!("`{}.{path}` is {}", self.base, at.value))
                    .at(at.location)
                    .value(at.value.to_string())
                    .expected(format!("a whole number from {least} to {most}")),
            );
            return u32::try_from(default).unwrap_or(0);
        }
        u32::try_from(at.value).unwrap_or(0)
    }

    /// Checks the grouping.
    fn grouping(&mut self, value: Option<At<String>>, places: &[Place], names: &Names) -> Option<String> {
        let at = value?;
        self.stated.push("grouping".to_owned());
        let mut known: Vec<&str> = places.iter().flat_map(|place| place.groups.keys().map(String::as_str)).collect();
        known.sort_unstable();
        known.dedup();
        if !known.contains(&at.value.as_str()) && names.whole {
            let mut diagnostic = Diagnostic::error("C0603", format!("no place has a group in `{}`", at.value))
                .at(at.location)
                .value(&at.value)
                .expected(if known.is_empty() {
                    format!("a column `group.{}` in the list of places", at.value)
                } else {
                    format!("one of {}", known.join(", "))
                });
            if let Some(close) = nearest(&at.value, known.into_iter()) {
                diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
            }
            self.found.push(diagnostic);
        }
        Some(at.value)
    }

    /// Checks the screening of places.
    fn screen(&mut self, raw: RawScreen, names: &Names) -> ScreenSpec {
        let share = "a share from 0 to 1";
        let lawful = |x: f64| (0.0..=1.0).contains(&x);
        let availability = self.number(raw.availability, "screen.availability", 0.0, share, lawful);
        let non_zero = raw.non_zero.map(|at| self.number(Some(at), "screen.non_zero", 0.0, share, lawful));
        let mut list = |words: Option<At<super::shape::Words>>, path: &str| -> Vec<String> {
            let Some(at) = words else { return Vec::new() };
            self.stated.push(path.to_owned());
            for place in &at.value.0 {
                names.check(place, "C0604", &format!("`index.{path}`"), self.found);
            }
            at.value.0.into_iter().map(|place| place.value).collect()
        };
        let (keep, drop) = (list(raw.keep, "screen.keep"), list(raw.drop, "screen.drop"));
        ScreenSpec { availability, non_zero, keep, drop }
    }

    /// Checks the treatment of outliers whose keys stand below `section`.
    pub(crate) fn treat(&mut self, raw: RawTreat, section: &str) -> TreatSpec {
        let positive = |x: f64| x > 0.0;
        let key = |name: &str| format!("{section}.{name}");
        TreatSpec {
            winsorise: self.whole(raw.winsorise, &key("winsorise"), 5, 0, 1000),
            skewness: self.number(raw.skewness, &key("skewness"), 2.0, "a number above 0", positive),
            kurtosis: self.number(raw.kurtosis, &key("kurtosis"), 3.5, "a number above 0", positive),
            fallback: self.word(raw.fallback, FALLBACK, &key("fallback"), "log-ct"),
            lambda: self.number(raw.lambda, &key("lambda"), 0.5, "a number from −5 to 5", |x| x.abs() <= 5.0),
        }
    }

    /// Checks a normalisation whose keys stand below `section`.
    pub(crate) fn normalise(&mut self, raw: RawNormalise, section: &str) -> NormaliseSpec {
        let key = |name: &str| format!("{section}.{name}");
        let method = self.word(raw.method, NORMALISE, &key("method"), "min-max");
        let top = if method == "z-score" { 1.0 } else { 100.0 };
        let upper_location = raw.upper.as_ref().or(raw.lower.as_ref()).map(|at| at.location.clone());
        let lower = self.number(raw.lower, &key("lower"), 0.0, "a finite number", |_| true);
        let upper = self.number(raw.upper, &key("upper"), top, "a finite number", |_| true);
        if lower >= upper {
            self.found.push(
                Diagnostic::error("C0602", format!("the scale runs from {lower} to {upper}"))
                    .at(upper_location.unwrap_or_else(|| Location::file("crest.toml")))
                    .value(format!("{lower}, {upper}"))
                    .expected(format!("`{section}.upper` above `{section}.lower`")),
            );
        }
        let bounds = self.stated(raw.bounds, &key("bounds"), RawBounds("period".to_owned()));
        let word = bounds.value.0;
        if !matches!(word.as_str(), "period" | "all") && word.parse::<Period>().is_err() {
            self.found.push(
                Diagnostic::error("C0601", format!("`{}.{section}.bounds`: `{word}` is not known", self.base))
                    .at(bounds.location)
                    .value(&word)
                    .expected("`period`, `all`, or a base period such as \"2015\""),
            );
        }
        NormaliseSpec { method, lower, upper, bounds: word }
    }

    /// Checks weighting.
    fn weights(&mut self, raw: RawWeights) -> WeightsSpec {
        WeightsSpec {
            method: self.word(raw.method, WEIGHTS, "weights.method", "given"),
            level: self.whole(raw.level, "weights.level", 1, 1, MOST_LEVELS),
        }
    }

    /// Checks aggregation.
    fn aggregate(&mut self, raw: RawAggregate, nodes: &[Node], framework_read: bool) -> AggregateSpec {
        if let (Some(method), Some(levels)) = (&raw.method, &raw.levels) {
            self.found.push(
                Diagnostic::error("C0606", "`aggregate` has both `method` and `levels`")
                    .at(levels.location.clone())
                    .value(&method.value)
                    .expected("`method` for all levels, or `levels` from the lowest upwards")
                    .related(method.location.clone(), "`method` stands here"),
            );
        }
        let levels = match raw.levels {
            Some(at) => {
                self.stated.push("aggregate.levels".to_owned());
                let listed: Vec<String> = at
                    .value
                    .0
                    .iter()
                    .filter_map(|word| one_of(word, AGGREGATE, "C0601", "index.aggregate.levels", self.found))
                    .map(str::to_owned)
                    .collect();
                if at.value.0.is_empty() {
                    self.found.push(
                        Diagnostic::error("C0602", "`index.aggregate.levels` is empty")
                            .at(at.location)
                            .expected("at least one method"),
                    );
                }
                if listed.is_empty() { vec!["arithmetic".to_owned()] } else { listed }
            }
            None => vec![self.word(raw.method, AGGREGATE, "aggregate.method", "arithmetic")],
        };
        let mut by_node = BTreeMap::new();
        if let Some(at) = raw.nodes {
            self.stated.push("aggregate.nodes".to_owned());
            let mut aggregates = Names::new("aggregate");
            aggregates.whole = framework_read;
            for node in nodes.iter().filter(|node| node.indicator.is_none()) {
                aggregates.add(&At::new(node.code.clone(), node.location.clone()), "C0604", &mut Vec::new());
            }
            for (code, method) in at.value {
                let key = At::new(code.clone(), method.location.clone());
                aggregates.check(&key, "C0604", "`index.aggregate.nodes`", self.found);
                if let Some(word) = one_of(&method, AGGREGATE, "C0601", "index.aggregate.nodes", self.found) {
                    by_node.insert(code, word.to_owned());
                }
            }
        }
        let power = self.power(raw.power, "aggregate.power", 0.5);
        let mut thresholds = Vec::new();
        if let Some(at) = raw.thresholds {
            for threshold in at.value {
                let share = "a share from 0 to 1";
                let lawful = |x: f64| (0.0..=1.0).contains(&x);
                thresholds.push(self.number(Some(threshold), "aggregate.thresholds", 0.0, share, lawful));
            }
        }
        self.stated.dedup();
        AggregateSpec { levels, nodes: by_node, power, thresholds }
    }

    /// Checks the exponent of `power`.
    pub(crate) fn power(&mut self, raw: Option<At<f64>>, path: &str, default: f64) -> f64 {
        let expected = "a number other than 0, from −10 to 10";
        self.number(raw, path, default, expected, |x| x != 0.0 && x.abs() <= 10.0)
    }

    /// Reports what the chosen methods need and do not have.
    fn demands(&mut self, spec: &IndexSpec, nodes: &[Node], places: &[Place], location: &Location) {
        needs_of_scale(&spec.normalise.method, nodes, location, self.found);
        needs_of_filling(&spec.impute.method, spec.grouping.is_some(), places, location, self.found);
        let roots = ["geometric", "harmonic"];
        let rooted =
            spec.aggregate.levels.iter().chain(spec.aggregate.nodes.values()).find(|m| roots.contains(&m.as_str()));
        let reaches_zero = match spec.normalise.method.as_str() {
            "z-score" => true,
            "none" | "fraction-of-max" => false,
            "borda" | "distance-to-max" | "distance-to-target" => true,
            "rank" => false,
            _ => spec.normalise.lower <= 0.0,
        };
        if let (Some(method), true) = (rooted, reaches_zero) {
            self.found.push(
                Diagnostic::warning("C0608", format!("the {method} mean is taken of scores that can be 0 or below"))
                    .at(location.clone())
                    .value(format!("{method}, lower = {}", spec.normalise.lower))
                    .hint("one score of 0 makes the whole mean 0; set `normalise.lower` above 0, for example 1"),
            );
        }
    }
}

/// Reports what a normalisation needs of the framework and does not have.
pub(crate) fn needs_of_scale(method: &str, nodes: &[Node], location: &Location, found: &mut Vec<Diagnostic>) {
    let counted = || {
        nodes
            .iter()
            .filter_map(|node| Some((node, node.indicator.as_ref()?)))
            .filter(|(node, indicator)| node.parent.is_some() && indicator.direction != 0)
    };
    let lacking: Vec<&str> = match method {
        "goalposts" => counted().filter(|(_, i)| i.goalposts.is_none()).map(|(n, _)| n.code.as_str()).collect(),
        "distance-to-target" => counted()
            .filter(|(_, i)| {
                !i.target.as_ref().is_some_and(|target| {
                    target.unit.is_some()
                        && !matches!(
                            target.kind,
                            TargetKind::Positive | TargetKind::Negative | TargetKind::InStepWith { .. }
                        )
                })
            })
            .map(|(n, _)| n.code.as_str())
            .collect(),
        _ => Vec::new(),
    };
    if !lacking.is_empty() {
        let need = if method == "goalposts" { "goalposts" } else { "a target with a number" };
        found.push(
            Diagnostic::error("C0607", format!("`{method}` needs {need} for every indicator of the index"))
                .at(location.clone())
                .value(lacking.join(", "))
                .expected(format!("{need} in the framework for {}", lacking.join(", "))),
        );
    }
}

/// Reports what an imputation needs of the places and does not have.
pub(crate) fn needs_of_filling(
    method: &str,
    has_grouping: bool,
    places: &[Place],
    location: &Location,
    found: &mut Vec<Diagnostic>,
) {
    if method.starts_with("group-") && !has_grouping {
        let hint = match places.iter().find_map(|place| place.groups.keys().next()) {
            Some(grouping) => format!("add `grouping = \"{grouping}\"` to `[index]`"),
            None => "add a column `group.<name>` to the places and `grouping` to `[index]`".to_owned(),
        };
        found.push(
            Diagnostic::error("C0607", format!("`{method}` needs a grouping of the places"))
                .at(location.clone())
                .value(method)
                .hint(hint),
        );
    }
}

/// Tells whether a mean is refused by scores as low as the scale can give, as far as the scale itself tells.
///
/// Scores against a target, and those of methods with a scale of their own, are left to the computation.
pub(crate) fn meets_nothing_positive(method: &str, power: f64, scale: &NormaliseSpec) -> bool {
    let lowest = match scale.method.as_str() {
        "none" | "fraction-of-max" | "rank" | "distance-to-target" => return false,
        "borda" => 0.0,
        _ => scale.lower,
    };
    match method {
        "geometric" | "harmonic" => lowest <= 0.0,
        "power" if power < 0.0 => lowest <= 0.0,
        "power" => lowest < 0.0,
        _ => false,
    }
}
