//! Method files: raw shape → checked method, with every mistake in it.

use std::collections::{BTreeMap, BTreeSet};

use super::expression;
use super::lists::parents_fit;
use crate::load::names::{Names, need, one_of, plain};
use crate::load::raw_rules::{
    RawAbsence, RawComponent, RawGate, RawImplication, RawJoined, RawMethod, RawMethodFile, RawMethodNode,
    RawMethodRanking, RawMethodRounding,
};
use crate::load::raw_scheme::RawCitation;
use crate::load::shape::{At, Shape};
use crate::load::tree;
use crate::rules::Lever;
use crate::rules::method::{
    Absence, Aggregation, Component, Gate, Implication, Joined, MethodNode, MethodRanking, MethodRounding, RuleMethod,
    Treatment,
};
use crate::scheme::{Citation, Ties};
use crate::{Diagnostic, Location};

mod sums;

/// Words for how members make a score.
pub(crate) const AGGREGATIONS: &[&str] = &["mean", "sum", "sum-over", "share-of-best"];
/// Words for how the overall score is made.
pub(crate) const OVERALL: &[&str] = &["mean", "sum", "sum-over", "share-of-best", "none"];
/// Words for what an absent answer does.
pub(crate) const TREATMENTS: &[&str] = &["leave-out", "zero", "worst", "no-score"];
/// Words for which scores are better.
pub(crate) const BETTER: &[&str] = &["more", "less"];
/// Words for which scores are compared.
pub(crate) const RANKED_ON: &[&str] = &["unrounded", "rounded"];
/// Words for where weights of cities come from.
pub(crate) const CITY_WEIGHTS: &[&str] = &["population", "listed"];
/// Words for what would have to change.
pub(crate) const LEVERS: &[&str] = &["rule", "process", "cost", "mixed", "outcome"];
/// Names of score functions.
pub(crate) const FUNCTIONS: &[&str] = &["bounds", "options", "steps", "line", "threshold", "points", "expression"];
/// Words for sides of a threshold.
pub(crate) const SIDES: &[&str] = &["above", "from", "below", "up-to"];

/// Most entries of one part of a method.
const MOST_ENTRIES: usize = 5_000;

/// Reads and checks a method from the text of its file; `file` names it in the findings.
///
/// The method is given exactly when nothing found is an error.
///
/// - Errors: none besides the findings; no text makes it panic.
/// - Cost: one pass over the file.
///
/// ```
/// let (method, found) = crest_model::rules::read_method("own.toml", "[method]\nid = \"own\"\n");
/// assert!(method.is_none());
/// assert_eq!(found[0].code, "C0103");
/// ```
pub fn read_method(file: &str, text: &str) -> (Option<RuleMethod>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let method = read(file, text, &mut found).map(|(method, _)| method);
    found.sort_by(|a, b| (&a.location, &a.code, &a.message).cmp(&(&b.location, &b.code, &b.message)));
    found.dedup();
    (method, found)
}

/// A method, and where each component stands.
pub(super) type Read = (RuleMethod, BTreeMap<String, Location>);

/// Reads and checks a method; `None` when something in it is an error.
pub(super) fn read(file: &str, text: &str, found: &mut Vec<Diagnostic>) -> Option<Read> {
    let mut own = Vec::new();
    let document = tree::parse(file, text, &mut own);
    let raw = RawMethodFile::read(&document, "", &mut own).unwrap_or_default();
    let start = Location::text(file, 1, 1, 1);
    let mut judge = Judge { found: &mut own, members: Names::new("node or component") };
    let read = judge.file(raw, &start);
    let is_broken = own.iter().any(|d| d.severity == crate::Severity::Error);
    found.append(&mut own);
    read.filter(|_| !is_broken)
}

/// Checks the parts of a method file.
pub(super) struct Judge<'a> {
    pub(super) found: &'a mut Vec<Diagnostic>,
    /// Nodes and components.
    members: Names,
}

impl Judge<'_> {
    /// Checks the whole file.
    fn file(&mut self, raw: RawMethodFile, start: &Location) -> Option<Read> {
        let header = raw.method.as_ref().map_or_else(|| start.clone(), |at| at.location.clone());
        let head = need(raw.method, "method", start, self.found).and_then(|at| self.head(at.value, &header));
        let nodes = self.bounded(raw.nodes, "nodes");
        let components = need(raw.components, "components", start, self.found);
        let components = self.bounded(components, "components");
        for id in nodes.iter().filter_map(|at| at.value.id.as_ref()) {
            self.members.add(id, "C1602", self.found);
        }
        let node_names: BTreeSet<String> =
            nodes.iter().filter_map(|at| at.value.id.as_ref()).map(|id| id.value.clone()).collect();
        for id in components.iter().filter_map(|at| at.value.id.as_ref()) {
            self.members.add(id, "C1602", self.found);
        }
        let scoring = plain(raw.scoring);
        let scale = scoring.scale.as_ref().map_or(100.0, |at| at.value);
        if !(scale.is_finite() && scale > 0.0) {
            self.number_fault("scoring.scale", scale, "a number above 0", &header);
        }
        let overall = self.aggregation(scoring.overall, scoring.full.as_ref(), OVERALL, "scoring.overall", &header);
        let absence = self.absence(plain(scoring.absence), Absence::default(), "scoring.absence");
        let rounding = self.rounding(plain(scoring.rounding));
        let raw_ranking = plain(raw.ranking);
        let unranked = raw_ranking.unranked.clone().map(|at| at.value.0).unwrap_or_default();
        let unranked = unranked.into_iter().map(|at| at.value).collect();
        let ranking = self.ranking(raw_ranking);
        let cities = raw.cities.and_then(|at| self.cities(at));
        let nodes = self.nodes(nodes, &node_names);
        let mut places = BTreeMap::new();
        let mut checked = Vec::new();
        for at in components {
            let location = at.location.clone();
            if let Some(component) = self.component(at, &node_names, absence) {
                places.insert(component.id.clone(), location);
                checked.push(component);
            }
        }
        let gates = self.bounded(raw.gates, "gates").into_iter().filter_map(|at| self.gate(at)).collect();
        let names: BTreeSet<&str> = checked.iter().map(|one| one.id.as_str()).collect();
        let implications = self.bounded(raw.implications, "implications");
        let implications = implications.into_iter().filter_map(|at| self.implication(at, &names)).collect();
        let joined = self.bounded(raw.joined, "joined");
        let joined = joined.into_iter().filter_map(|at| self.joined_one(at, &names)).collect();
        let sources = plain(raw.sources).into_iter().filter_map(|at| self.citation(at)).collect();
        let method = RuleMethod {
            scale,
            overall,
            absence,
            cities,
            rounding,
            ranking,
            unranked,
            nodes,
            components: checked,
            gates,
            implications,
            joined,
            sources,
            ..head?
        };
        if self.found.iter().all(|d| d.severity != crate::Severity::Error) {
            self.whole(&method, &header);
        }
        Some((method, places))
    }

    /// Takes the entries of a part; more than a method can have are reported and left out.
    fn bounded<T>(&mut self, raw: Option<At<Vec<At<T>>>>, part: &str) -> Vec<At<T>> {
        let mut entries = plain(raw);
        if let Some(beyond) = entries.get(MOST_ENTRIES) {
            self.found.push(
                Diagnostic::error("C1628", format!("the method has {} entries in `{part}`", entries.len()))
                    .at(beyond.location.clone())
                    .value(entries.len().to_string())
                    .expected(format!("at most {MOST_ENTRIES}")),
            );
            entries.truncate(MOST_ENTRIES);
        }
        entries
    }

    /// Checks `[method]`; the other parts are empty.
    fn head(&mut self, raw: RawMethod, header: &Location) -> Option<RuleMethod> {
        let id = need(raw.id, "method.id", header, self.found);
        if let Some(id) = &id {
            Names::new("method").add(id, "C1602", self.found);
        }
        let name = need(raw.name, "method.name", header, self.found).map(|at| at.value.0);
        let mut year = |at: Option<At<i64>>, key: &str| {
            let at = at?;
            let year = i32::try_from(at.value).ok().filter(|year| (1900..=2200).contains(year));
            if year.is_none() {
                self.found.push(
                    Diagnostic::error("C1629", format!("`method.{key}` is {}", at.value))
                        .at(at.location.clone())
                        .value(at.value.to_string())
                        .expected("a year from 1900 to 2200"),
                );
            }
            year.map(|year| At::new(year, at.location))
        };
        let first = year(raw.first_year, "first_year");
        let last = year(raw.last_year, "last_year");
        if let (Some(first), Some(last)) = (&first, &last)
            && last.value < first.value
        {
            self.found.push(
                Diagnostic::error("C1629", format!("the method holds for data of {} to {}", first.value, last.value))
                    .at(last.location.clone())
                    .value(last.value.to_string())
                    .expected("two years, the earlier first"),
            );
        }
        Some(RuleMethod {
            id: id?.value,
            name: name?,
            publisher: plain(raw.publisher).0,
            version: plain(raw.version),
            first_year: first.map(|at| at.value),
            last_year: last.map(|at| at.value),
            supersedes: plain(raw.supersedes),
            note: plain(raw.note).0,
            sources: Vec::new(),
            scale: 100.0,
            overall: None,
            absence: Absence::default(),
            cities: None,
            rounding: MethodRounding::default(),
            ranking: MethodRanking { is_ranked: true, is_more_better: true, is_on_rounded: false, ties: Ties::Better },
            unranked: Vec::new(),
            nodes: Vec::new(),
            components: Vec::new(),
            gates: Vec::new(),
            implications: Vec::new(),
            joined: Vec::new(),
        })
    }

    fn citation(&mut self, At { value, location }: At<RawCitation>) -> Option<Citation> {
        Some(Citation {
            name: need(value.name, "sources.name", &location, self.found)?.value.0,
            url: plain(value.url),
            date: plain(value.date),
            is_legal: value.legal.is_some_and(|at| at.value),
            note: plain(value.note).0,
        })
    }

    /// Checks how members make a score; `None` = there is none.
    fn aggregation(
        &mut self,
        word: Option<At<String>>,
        full: Option<&At<f64>>,
        words: &[&'static str],
        path: &str,
        location: &Location,
    ) -> Option<Aggregation> {
        let word = word.map_or(Some("mean"), |at| one_of(&at, words, "C1604", path, self.found))?;
        if let (Some(at), false) = (full, word == "sum-over") {
            self.found.push(
                Diagnostic::error("C1622", format!("`full` says nothing for the method `{word}`"))
                    .at(at.location.clone())
                    .value("full")
                    .expected(format!("a key of `{word}`; `full` belongs to sum-over")),
            );
        }
        match word {
            "mean" => Some(Aggregation::Mean),
            "sum" => Some(Aggregation::Sum),
            "share-of-best" => Some(Aggregation::ShareOfBest),
            "sum-over" => {
                let value = full.map_or(0.0, |at| at.value);
                if !(value.is_finite() && value > 0.0) {
                    let place = full.map_or(location, |at| &at.location).clone();
                    self.number_fault(&format!("{path}.full"), value, "a number above 0", &place);
                }
                Some(Aggregation::SumOver { full: value })
            }
            _ => None,
        }
    }

    /// Checks what an absent answer does; what is left out is as in `default`.
    fn absence(&mut self, raw: RawAbsence, default: Absence, path: &str) -> Absence {
        let mut word = |at: Option<At<String>>, key: &str, default: Treatment| {
            let word = at.and_then(|at| one_of(&at, TREATMENTS, "C1604", &format!("{path}.{key}"), self.found));
            word.and_then(|word| Treatment::WORDS.iter().find(|(own, _)| *own == word)).map_or(default, |(_, own)| *own)
        };
        Absence {
            not_applicable: word(raw.not_applicable, "not_applicable", default.not_applicable),
            no_practice: word(raw.no_practice, "no_practice", default.no_practice),
            unknown: word(raw.unknown, "unknown", default.unknown),
            contested: word(raw.contested, "contested", default.contested),
            blank: word(raw.blank, "blank", default.blank),
        }
    }

    fn rounding(&mut self, raw: RawMethodRounding) -> MethodRounding {
        let mut decimals = |at: Option<At<i64>>, key: &str| {
            let at = at?;
            let decimals = u8::try_from(at.value).ok().filter(|decimals| *decimals <= 12);
            if decimals.is_none() {
                self.found.push(
                    Diagnostic::error("C1620", format!("`scoring.rounding.{key}` is {}", at.value))
                        .at(at.location)
                        .value(at.value.to_string())
                        .expected("a whole number from 0 to 12"),
                );
            }
            decimals
        };
        MethodRounding {
            component: decimals(raw.component, "component"),
            node: decimals(raw.node, "node"),
            overall: decimals(raw.overall, "overall"),
        }
    }

    fn ranking(&mut self, raw: RawMethodRanking) -> MethodRanking {
        let mut word = |at: Option<At<String>>, words: &[&'static str], path: &str| {
            at.and_then(|at| one_of(&at, words, "C1604", path, self.found))
        };
        let is_more_better = word(raw.better, BETTER, "ranking.better") != Some("less");
        let is_on_rounded = word(raw.on, RANKED_ON, "ranking.on") == Some("rounded");
        let ties = match word(raw.ties, crate::load::scheme::TIES, "ranking.ties") {
            Some("worse") => Ties::Worse,
            Some("mean") => Ties::Mean,
            _ => Ties::Better,
        };
        let is_ranked = raw.ranked.is_none_or(|at| at.value);
        MethodRanking { is_ranked, is_more_better, is_on_rounded, ties }
    }

    fn nodes(&mut self, raw: Vec<At<RawMethodNode>>, names: &BTreeSet<String>) -> Vec<MethodNode> {
        let mut nodes = Vec::new();
        let mut parents = Vec::new();
        let mut known = Names::new("node");
        for At { value: raw, location } in raw {
            let Some(id) = need(raw.id, "nodes.id", &location, self.found) else { continue };
            if names.contains(&id.value) && known.has(&id.value) {
                continue;
            }
            // What is unfit about the identifier was reported where all were gathered.
            known.add(&id, "C1602", &mut Vec::new());
            let aggregation = self.aggregation(
                raw.aggregation,
                raw.full.as_ref(),
                AGGREGATIONS,
                &format!("nodes.{}", id.value),
                &location,
            );
            let path = format!("nodes.{}", id.value);
            nodes.push(MethodNode {
                name: plain(raw.name).0,
                parent: raw.parent.as_ref().map(|at| at.value.clone()),
                level: plain(raw.level),
                weight: self.positive(raw.weight, &format!("{path}.weight")),
                most: self.positive(raw.most, &format!("{path}.most")),
                aggregation: aggregation.unwrap_or(Aggregation::Mean),
                note: plain(raw.note).0,
                id: id.value,
            });
            parents.push(raw.parent);
        }
        let ids: Vec<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
        parents_fit(&known, &ids, &parents, self.found);
        nodes
    }

    fn component(
        &mut self,
        At { value: raw, location }: At<RawComponent>,
        nodes: &BTreeSet<String>,
        absence: Absence,
    ) -> Option<Component> {
        let id = need(raw.id, "components.id", &location, self.found)?.value;
        if let Some(node) = &raw.node
            && !nodes.contains(&node.value)
        {
            let known: Vec<&str> = nodes.iter().map(String::as_str).collect();
            self.unknown(node, &format!("`components.{id}`"), "node", &known);
        }
        let score = need(raw.score, &format!("components.{id}.score"), &location, self.found);
        let score = score.and_then(|at| self.function(&id, at));
        let lever =
            raw.lever.and_then(|at| one_of(&at, LEVERS, "C1604", &format!("components.{id}.lever"), self.found));
        let own = raw.absence.map(|at| self.absence(at.value, absence, &format!("components.{id}.absence")));
        Some(Component {
            name: plain(raw.name).0,
            node: raw.node.map(|at| at.value),
            reads: raw.reads.map_or_else(|| id.clone(), |at| at.value),
            unit: plain(raw.unit),
            weight: self.positive(raw.weight, &format!("components.{id}.weight")),
            score: score?,
            lever: lever.and_then(|word| Lever::WORDS.iter().find(|(own, _)| *own == word)).map(|(_, lever)| *lever),
            absence: own,
            is_apart: raw.apart.is_some_and(|at| at.value),
            note: plain(raw.note).0,
            id,
        })
    }

    fn gate(&mut self, At { value: raw, location }: At<RawGate>) -> Option<Gate> {
        let id = need(raw.id, "gates.id", &location, self.found)?.value;
        let on = need(raw.on, "gates.on", &location, self.found)?;
        if !self.members.has(&on.value) {
            let known: Vec<String> = self.members.iter().map(str::to_owned).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(&on, &format!("`gates.{id}`"), "node or component", &known);
        }
        let when = need(raw.when, "gates.when", &location, self.found)?;
        self.expression(&when, &format!("gates.{id}.when"));
        let score = self.number(raw.score, &format!("gates.{id}.score"));
        Some(Gate { id, on: on.value, when: when.value, score, note: plain(raw.note).0 })
    }

    fn implication(
        &mut self,
        At { value: raw, location }: At<RawImplication>,
        names: &BTreeSet<&str>,
    ) -> Option<Implication> {
        let id = need(raw.id, "implications.id", &location, self.found)?.value;
        let when = need(raw.when, "implications.when", &location, self.found)?;
        self.expression(&when, &format!("implications.{id}.when"));
        let components = need(raw.components, "implications.components", &location, self.found)?.value.0;
        let components = self.listed(components, &format!("`implications.{id}`"), names);
        let score = self.number(raw.score, &format!("implications.{id}.score"));
        Some(Implication { id, when: when.value, components, score, note: plain(raw.note).0 })
    }

    fn joined_one(&mut self, At { value: raw, location }: At<RawJoined>, names: &BTreeSet<&str>) -> Option<Joined> {
        let id = need(raw.id, "joined.id", &location, self.found)?.value;
        let components = need(raw.components, "joined.components", &location, self.found)?.value.0;
        let components = self.listed(components, &format!("`joined.{id}`"), names);
        if components.len() < 2 {
            self.found.push(
                Diagnostic::error("C1628", format!("the entry `{id}` of `joined` has {} components", components.len()))
                    .at(location)
                    .value(&id)
                    .expected("at least two components"),
            );
        }
        Some(Joined { id, components, note: plain(raw.note).0 })
    }

    /// Takes names of components; unknown ones are reported.
    fn listed(&mut self, raw: Vec<At<String>>, user: &str, names: &BTreeSet<&str>) -> Vec<String> {
        let known: Vec<&str> = names.iter().copied().collect();
        for at in raw.iter().filter(|at| !names.contains(at.value.as_str())) {
            self.unknown(at, user, "component", &known);
        }
        raw.into_iter().map(|at| at.value).collect()
    }

    /// Reports a reference to what does not exist.
    fn unknown(&mut self, at: &At<String>, user: &str, what: &str, known: &[&str]) {
        let diagnostic =
            Diagnostic::error("C1603", format!("{user} names the {what} `{}`, which does not exist", at.value))
                .at(at.location.clone())
                .value(&at.value)
                .expected(format!("a {what} of the method"));
        self.found.push(super::lists::hint(diagnostic, &at.value, known));
    }

    /// Checks the words of an expression.
    pub(super) fn expression(&mut self, at: &At<String>, path: &str) {
        if let Err(fault) = expression::names(&at.value) {
            self.found.push(
                Diagnostic::error("C1624", format!("`{path}` is no expression: {}", fault.words()))
                    .at(at.location.clone())
                    .value(&at.value)
                    .expected("comparisons of answers, such as `days <= 30 and filing`"),
            );
        }
    }

    /// Takes a number above or equal to 0.
    fn positive(&mut self, at: Option<At<f64>>, path: &str) -> Option<f64> {
        let at = at?;
        if !(at.value.is_finite() && at.value >= 0.0) {
            self.number_fault(path, at.value, "a number from 0 upwards", &at.location);
        }
        Some(at.value)
    }

    /// Takes a finite number; 0 where it is left out.
    fn number(&mut self, at: Option<At<f64>>, path: &str) -> f64 {
        let Some(at) = at else { return 0.0 };
        self.finite(at.value, path, &at.location);
        at.value
    }

    /// Reports a number that is none; true when it is one.
    pub(super) fn finite(&mut self, value: f64, path: &str, location: &Location) -> bool {
        if !value.is_finite() {
            self.number_fault(path, value, "a number such as 12.5", location);
        }
        value.is_finite()
    }

    /// Reports a number out of range.
    pub(super) fn number_fault(&mut self, path: &str, value: f64, expected: &str, location: &Location) {
        self.found.push(
            Diagnostic::error("C1620", format!("`{path}` is {value}"))
                .at(location.clone())
                .value(value.to_string())
                .expected(expected),
        );
    }
}
