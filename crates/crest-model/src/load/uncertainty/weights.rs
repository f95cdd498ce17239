//! Uncertain weights: by how much, in which bounds, in which order, or which sets.

use std::collections::{BTreeMap, BTreeSet};

use super::super::raw_uncertainty::RawInput;
use super::super::shape::{At, Map, Words};
use super::Judge;
use super::input::Varied;
use crate::uncertainty::{Vary, WeightSet, WeightsVary};
use crate::{Diagnostic, Location};

/// Slack of sums of shares, for decimal fractions that are no binary ones.
const SLACK: f64 = 1e-9;

/// Greatest concentration: beyond it nothing varies in any digit shown.
const MOST_CONCENTRATED: f64 = 1e9;

impl Judge<'_> {
    /// Judges uncertain weights.
    pub(super) fn weights(&mut self, base: &str, raw: &RawInput, location: &Location) -> Option<Varied> {
        let ways = [
            ("band", raw.band.as_ref().map(|at| &at.location)),
            ("dirichlet", raw.dirichlet.as_ref().map(|at| &at.location)),
            ("any", raw.any.as_ref().filter(|at| at.value).map(|at| &at.location)),
            ("order", raw.order.as_ref().map(|at| &at.location)),
            ("sets", raw.sets.as_ref().map(|at| &at.location)),
            ("file", raw.file.as_ref().map(|at| &at.location)),
        ];
        let stated: Vec<&str> = ways.iter().filter(|(_, at)| at.is_some()).map(|(way, _)| *way).collect();
        let &[way] = stated.as_slice() else {
            let words =
                if stated.is_empty() { "no way in which weights vary".to_owned() } else { stated.join(" and ") };
            let last = ways.iter().rev().find_map(|(_, at)| *at).unwrap_or(location);
            self.one_way(base, &words, last, "`band`, `dirichlet`, `any = true`, `order`, `sets` and `file`");
            return None;
        };
        self.beside(base, way, raw);
        let level = self.level(base, raw.level.clone(), 1)?;
        let is_named = matches!(way, "order" | "sets" | "file");
        if !is_named && !self.standing.counted_at(level).iter().any(|node| self.siblings(*node).len() > 1) {
            self.nothing_varies(base, location.clone(), way, "a node with siblings");
        }
        let above_0 = "a number above 0";
        let (how, places) = match (way, &raw.band, &raw.dirichlet) {
            ("band", Some(band), _) => {
                let expected = "a share above 0 and below 1";
                let lawful = |x: f64| x > 0.0 && x < 1.0;
                (WeightsVary::Band(self.spread(band, &format!("{base}.band"), expected, lawful)?), Vec::new())
            }
            ("dirichlet", _, Some(concentration)) => {
                let lawful = |x: f64| x > 0.0 && x <= MOST_CONCENTRATED;
                let concentration = self.spread(concentration, &format!("{base}.dirichlet"), above_0, lawful)?;
                (WeightsVary::Dirichlet(concentration), Vec::new())
            }
            ("any", ..) => (WeightsVary::Any { bounds: self.bounds(base, raw.bounds.as_ref(), level) }, Vec::new()),
            ("order", ..) => (WeightsVary::Order(self.order(base, raw.order.as_ref()?)?), Vec::new()),
            _ => self.sets(base, raw)?,
        };
        Some((Vary::Weights { level, how }, places))
    }

    /// Reports keys that say nothing beside the way in which weights vary.
    fn beside(&mut self, base: &str, way: &str, raw: &RawInput) {
        let between = raw.between.as_ref();
        let keys = [
            ("bounds", raw.bounds.as_ref().map(|at| &at.location), way == "any", "`any = true`"),
            ("between", between.map(|at| &at.location), matches!(way, "sets" | "file"), "`sets` or `file`"),
            (
                "level",
                raw.level.as_ref().map(|at| &at.location),
                !matches!(way, "order" | "sets" | "file"),
                "`band`, `dirichlet` or `any`",
            ),
        ];
        for (key, location, fits, owner) in keys {
            if let (Some(location), false) = (location, fits) {
                self.misplaced(base, key, &format!("beside `{way}`"), location, &format!("`{key}` belongs to {owner}"));
            }
        }
    }

    /// Returns the members that share a parent with a node, itself among them.
    fn siblings(&self, node: usize) -> &[usize] {
        self.around.nodes[node].parent.map_or(&[], |parent| self.standing.children(parent))
    }

    /// Judges bounds of shares among siblings.
    fn bounds(
        &mut self,
        base: &str,
        raw: Option<&At<Map<Vec<At<f64>>>>>,
        level: Option<u32>,
    ) -> Vec<(usize, f64, f64)> {
        let mut bounds: Vec<(usize, f64, f64)> = Vec::new();
        let mut places: BTreeMap<usize, Location> = BTreeMap::new();
        for (code, pair) in raw.iter().flat_map(|at| &at.value) {
            let path = format!("{base}.bounds.{code}");
            let code = At::new(code.clone(), pair.location.clone());
            let node = self.node(&code, &path);
            if let (Some(node), Some(level)) = (node, level)
                && self.standing.level(node) != level
            {
                let stands = self.standing.level(node);
                self.found.push(
                    Diagnostic::error("C0625", format!("`{}` stands at level {stands}, not {level}", code.value))
                        .at(code.location.clone())
                        .value(&code.value)
                        .expected(format!("nodes of level {level}, as `{base}.level` says")),
                );
            }
            let ends: Vec<f64> = pair.value.iter().map(|at| at.value).collect();
            let lawful = |x: f64| (0.0..=1.0).contains(&x);
            match ends.as_slice() {
                &[low, high] if lawful(low) && lawful(high) && low <= high => {
                    if let Some(node) = node {
                        bounds.push((node, low, high));
                        places.insert(node, pair.location.clone());
                    }
                }
                _ => {
                    let shown = ends.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
                    self.found.push(
                        Diagnostic::error("C0621", format!("`{path}` is [{shown}]"))
                            .at(pair.location.clone())
                            .value(shown)
                            .expected("two shares from 0 to 1, the lower first"),
                    );
                }
            }
        }
        bounds.sort_by_key(|(node, ..)| *node);
        self.bounds_can_be_met(base, &bounds, &places);
        bounds
    }

    /// Reports siblings whose bounds no weights can meet.
    fn bounds_can_be_met(&mut self, base: &str, bounds: &[(usize, f64, f64)], places: &BTreeMap<usize, Location>) {
        let nodes = self.around.nodes;
        let parents: BTreeSet<usize> = bounds.iter().filter_map(|(node, ..)| nodes[*node].parent).collect();
        for parent in parents {
            let members = self.standing.children(parent);
            let of = |node: usize| {
                bounds.iter().find(|(own, ..)| *own == node).map_or((0.0, 1.0), |&(_, low, high)| (low, high))
            };
            let least: f64 = members.iter().map(|node| of(*node).0).sum();
            let most: f64 = members.iter().map(|node| of(*node).1).sum();
            let (which, sum, expected) = if least > 1.0 + SLACK {
                ("lower", least, "lower bounds of siblings that sum to at most 1")
            } else if most < 1.0 - SLACK {
                ("upper", most, "upper bounds of siblings that sum to at least 1")
            } else {
                continue;
            };
            // Sums of decimal fractions carry digits that nobody wrote.
            let sum = (sum * 1e9).round() / 1e9;
            let names: Vec<&str> = members.iter().map(|node| nodes[*node].code.as_str()).collect();
            let first = members.iter().find_map(|node| places.get(node)).cloned();
            let first = first.unwrap_or_else(|| Location::file("crest.toml"));
            self.found.push(
                Diagnostic::error(
                    "C0621",
                    format!(
                        "no weights below `{}` meet `{base}.bounds`: the {which} bounds of {} sum to {sum}",
                        nodes[parent].code,
                        names.join(", ")
                    ),
                )
                .at(first)
                .value(sum.to_string())
                .expected(expected),
            );
        }
    }

    /// Judges an order of siblings.
    fn order(&mut self, base: &str, raw: &At<Words>) -> Option<Vec<usize>> {
        let path = format!("{base}.order");
        let codes = &raw.value.0;
        self.distinct(&path, codes.iter().map(|c| (c.value.clone(), c.value.clone(), c.location.clone())));
        let order: Option<Vec<usize>> = codes.iter().map(|code| self.node(code, &path)).collect();
        let order = order?;
        if order.len() < 2 {
            let shown = codes.iter().map(|code| code.value.as_str()).collect::<Vec<_>>().join(", ");
            self.nothing_varies(&path, raw.location.clone(), &shown, "at least two siblings");
            return None;
        }
        let nodes = self.around.nodes;
        let parent = nodes[order[0]].parent;
        for (node, code) in order.iter().zip(codes) {
            if nodes[*node].parent != parent {
                let parent = parent.map_or("", |parent| nodes[parent].code.as_str());
                self.found.push(
                    Diagnostic::error("C0632", format!("`{}` is no sibling of `{}`", code.value, codes[0].value))
                        .at(code.location.clone())
                        .value(&code.value)
                        .expected(format!("members of `{parent}`; weights are compared among siblings")),
                );
            }
        }
        Some(order)
    }

    /// Judges sets of weights, of the section or of a list.
    fn sets(&mut self, base: &str, raw: &RawInput) -> Option<(WeightsVary, Vec<Location>)> {
        // Name, place, and node with weight as written.
        type Written = (String, Location, Vec<(At<String>, At<f64>)>);
        let mut written: Vec<Written> = Vec::new();
        let (path, whole) = match (&raw.sets, &raw.file) {
            (Some(sets), _) => {
                for (key, set) in &sets.value.0 {
                    let weights = set.value.iter();
                    let weights = weights.map(|(code, w)| (At::new(code.clone(), w.location.clone()), w.clone()));
                    written.push((key.name.clone(), set.location.clone(), weights.collect()));
                }
                (format!("{base}.sets"), &sets.location)
            }
            (None, file) => {
                let file = file.as_ref()?;
                let mut places: BTreeMap<&str, usize> = BTreeMap::new();
                for row in self.lists.get(&file.value)? {
                    let place = *places.entry(&row.set.value).or_insert_with(|| {
                        written.push((row.set.value.clone(), row.set.location.clone(), Vec::new()));
                        written.len() - 1
                    });
                    written[place].2.push((row.node.clone(), row.weight.clone()));
                }
                (format!("{base}.file"), &file.location)
            }
        };
        let between = raw.between.as_ref().is_some_and(|at| at.value);
        let (mut sets, mut places) = (Vec::new(), Vec::new());
        for (name, place, weights) in written {
            let set = self.set(&path, name, &place, weights);
            sets.push(set);
            places.push(place);
        }
        let is_read = self.found.len() == self.start;
        let meanings = if is_read { self.meanings(&sets) } else { Vec::new() };
        let all =
            meanings.into_iter().zip(sets.iter().zip(&places)).map(|(m, (s, at))| (m, s.name.clone(), at.clone()));
        let all: Vec<_> = all.collect();
        self.distinct(&path, all);
        if sets.len() < 2 {
            self.nothing_varies(&path, whole.clone(), &sets.len().to_string(), "at least two sets of weights");
        }
        let places = if between { Vec::new() } else { places };
        Some((WeightsVary::Sets { sets, between }, places))
    }

    /// Judges one set: its nodes, its weights, and their sums among siblings.
    fn set(&mut self, path: &str, name: String, place: &Location, written: Vec<(At<String>, At<f64>)>) -> WeightSet {
        let mut weights: BTreeMap<usize, f64> = BTreeMap::new();
        let errors = self.found.len();
        for (code, weight) in written {
            let node = self.node(&code, path);
            if !(weight.value.is_finite() && weight.value >= 0.0) {
                self.found.push(
                    Diagnostic::error(
                        "C0622",
                        format!("the weight of `{}` in `{path}` is {}", code.value, weight.value),
                    )
                    .at(weight.location)
                    .value(weight.value.to_string())
                    .expected("a number from 0 upwards"),
                );
            } else if let Some(node) = node
                && weights.insert(node, weight.value).is_some()
            {
                let code = (code.value.as_str(), code.location);
                self.twice(&format!("{path}: {name}"), (code.0, code.0), code.1, None);
            }
        }
        let nodes = self.around.nodes;
        let parents: BTreeSet<usize> = weights.keys().filter_map(|node| nodes[*node].parent).collect();
        for parent in parents.into_iter().filter(|_| self.found.len() == errors) {
            let members = self.standing.children(parent);
            let sum: f64 = members.iter().map(|node| weights.get(node).copied().unwrap_or(nodes[*node].weight)).sum();
            if !(sum.is_finite() && sum > 0.0) {
                let names: Vec<&str> = members.iter().map(|node| nodes[*node].code.as_str()).collect();
                let (names, parent) = (names.join(", "), &nodes[parent].code);
                self.found.push(
                    Diagnostic::error(
                        "C0622",
                        format!("the weights of {names} below `{parent}` sum to {sum} in the set `{name}`"),
                    )
                    .at(place.clone())
                    .value(sum.to_string())
                    .expected("at least one sibling with a weight above 0"),
                );
                break;
            }
        }
        WeightSet { name, weights: weights.into_iter().collect() }
    }

    /// Writes what each set means, equal for two sets that give every node the same share among its siblings.
    fn meanings(&self, sets: &[WeightSet]) -> Vec<String> {
        let nodes = self.around.nodes;
        let stated = sets.iter().flat_map(|set| &set.weights);
        let parents: BTreeSet<usize> = stated.filter_map(|(node, _)| nodes[*node].parent).collect();
        let meaning = |set: &WeightSet| {
            let own: BTreeMap<usize, f64> = set.weights.iter().copied().collect();
            let mut text = String::new();
            for parent in &parents {
                let members = self.standing.children(*parent);
                let weight = |node: &usize| own.get(node).copied().unwrap_or(nodes[*node].weight);
                let sum: f64 = members.iter().map(weight).sum();
                for node in members {
                    text.push_str(&format!("{:.12} ", weight(node) / sum));
                }
            }
            text
        };
        sets.iter().map(meaning).collect()
    }
}
