//! Numbers of a scheme: known, assumed, or one for each group.

use std::collections::BTreeMap;

use super::super::names::{need, one_of, plain};
use super::super::raw_scheme::{
    RawAssumed, RawFigure, RawMissing, RawPerGroup, RawReference, RawShareOf, RawYearOf, entries, key_location,
};
use super::super::shape::{At, Shape, wrong_type};
use super::super::tree::{Node, Value};
use super::{Judge, MISSING, REFERENCES, YEARS};
use crate::scheme::{Assumption, Figure, Missing, PerGroup, Reference, Within};
use crate::{Diagnostic, Location, nearest};

/// Keys that tell an assumed number from numbers by group.
const ASSUMED_KEYS: &[&str] = &["assumed", "low", "high", "among", "why"];

impl Judge<'_> {
    /// Reads a number, known or assumed; every value it may have must be lawful.
    pub(super) fn figure(&mut self, raw: &RawFigure, lawful: fn(f64) -> bool, expected: &str) -> Option<Figure> {
        let path = self.path(&raw.1);
        self.figure_at(&raw.0, &path, lawful, expected)
    }

    /// Puts the entry at hand into a path: `items.weight` becomes `items.gdp.weight`.
    fn path(&self, path: &str) -> String {
        let own = self.entry.as_ref().and_then(|(part, base)| Some((base, path.strip_prefix(part)?)));
        match own {
            Some((base, rest)) if rest.starts_with('.') => format!("{base}{rest}"),
            _ => path.to_owned(),
        }
    }

    fn figure_at(&mut self, node: &Node, path: &str, lawful: fn(f64) -> bool, expected: &str) -> Option<Figure> {
        let figure = match &node.value {
            Value::Integer(_) | Value::Float(_) => Figure::known(f64::read(node, path, self.found)?),
            Value::Table(_) => self.assumed(node, path)?,
            _ => {
                wrong_type(node, path, "a number, or { assumed = 3, low = 1, high = 5, why = \"…\" }", self.found);
                return None;
            }
        };
        let mut values = vec![figure.value];
        match figure.assumption.as_ref().map(|assumption| &assumption.within) {
            None => {}
            Some(Within::Range { low, high }) => values.extend([*low, *high]),
            Some(Within::Among(among)) => values.extend(among),
        }
        if let Some(value) = values.into_iter().find(|value| !value.is_finite() || !lawful(*value)) {
            self.out_of_range(path, value, expected, &node.location);
            return None;
        }
        Some(figure)
    }

    /// Reports a number outside its range.
    pub(super) fn out_of_range(&mut self, path: &str, value: f64, expected: &str, location: &Location) {
        self.found.push(
            Diagnostic::error("C1404", format!("`{path}` is {value}"))
                .at(location.clone())
                .value(value.to_string())
                .expected(expected),
        );
    }

    /// Reads an assumed number.
    fn assumed(&mut self, node: &Node, path: &str) -> Option<Figure> {
        let raw = RawAssumed::read(node, path, self.found)?;
        let value = need(raw.assumed, &format!("{path}.assumed"), &node.location, self.found);
        let why = need(raw.why, &format!("{path}.why"), &node.location, self.found);
        let ends = (raw.low.map(|at| at.value), raw.high.map(|at| at.value));
        let among = raw.among.map(|at| at.value.into_iter().map(|at| at.value).collect::<Vec<f64>>());
        let mut wrong = |expected: &str| {
            self.found.push(
                Diagnostic::error("C1405", format!("`{path}` does not say within what it may lie"))
                    .at(node.location.clone())
                    .value(node.shown())
                    .expected(expected),
            );
        };
        let within = match (ends, among) {
            ((Some(low), Some(high)), None) if low < high => Within::Range { low, high },
            ((None, None), Some(mut values)) if values.len() > 1 && values.iter().all(|value| value.is_finite()) => {
                values.sort_by(f64::total_cmp);
                values.dedup();
                Within::Among(values)
            }
            ((Some(_), Some(_)), None) => {
                wrong("`low` below `high`");
                return None;
            }
            _ => {
                wrong("either `low` and `high`, or `among` with at least two numbers");
                return None;
            }
        };
        let (value, why) = (value?, why?);
        if !within.admits(value.value) {
            self.found.push(
                Diagnostic::error(
                    "C1405",
                    format!("`{path}` is assumed as {}, which its range does not admit", value.value),
                )
                .at(value.location)
                .value(value.value.to_string())
                .expected("a number within its own range"),
            );
            return None;
        }
        if why.value.0.is_empty() {
            self.found.push(
                Diagnostic::error("C1405", format!("`{path}` is assumed without a reason"))
                    .at(why.location)
                    .expected("`why` with what is not known, and why this is assumed"),
            );
        }
        Some(Figure { value: value.value, assumption: Some(Assumption { within, why: why.value.0 }) })
    }

    /// Reads a number for all units or one for each group; every group must have one.
    pub(super) fn per_group(&mut self, raw: &RawPerGroup, lawful: fn(f64) -> bool, expected: &str) -> Option<PerGroup> {
        let path = self.path(&raw.1);
        self.per_group_at(&raw.0, &path, lawful, expected)
    }

    fn per_group_at(&mut self, node: &Node, path: &str, lawful: fn(f64) -> bool, expected: &str) -> Option<PerGroup> {
        let keys = entries(node);
        let is_assumed = keys.iter().any(|(key, _)| ASSUMED_KEYS.contains(&key.name.as_str()));
        if !matches!(node.value, Value::Table(_)) || is_assumed {
            return self.figure_at(node, path, lawful, expected).map(PerGroup::Same);
        }
        let mut groups = BTreeMap::new();
        let mut otherwise = None;
        for (key, item) in keys {
            let below = format!("{path}.{}", key.name);
            let figure = self.figure_at(item, &below, lawful, expected);
            if key.name == "otherwise" {
                otherwise = figure;
            } else if self.names.groups.has(&key.name) {
                groups.extend(figure.map(|figure| (key.name.clone(), figure)));
            } else {
                self.unknown_group(&key.name, &key.location, path);
            }
        }
        let lacking: Vec<&str> =
            self.names.groups.iter().filter(|group| !keys.iter().any(|(key, _)| key.name == *group)).collect();
        let has_otherwise = keys.iter().any(|(key, _)| key.name == "otherwise");
        if !lacking.is_empty() && !has_otherwise {
            self.found.push(
                Diagnostic::error("C1409", format!("`{path}` has no number for {}", lacking.join(", ")))
                    .at(node.location.clone())
                    .value(lacking.join(", "))
                    .hint("add them, or `otherwise` for all that are not named"),
            );
            return None;
        }
        (!groups.is_empty() || otherwise.is_some()).then_some(PerGroup::By { groups, otherwise })
    }

    /// Reports a group that does not exist.
    fn unknown_group(&mut self, name: &str, location: &Location, path: &str) {
        let known: Vec<&str> = self.names.groups.iter().chain(["otherwise", "assumed"]).collect();
        let mut diagnostic =
            Diagnostic::error("C1403", format!("`{path}` names the group `{name}`, which does not exist"))
                .at(location.clone())
                .value(name)
                .expected("a group of the scheme");
        if let Some(close) = nearest(name, known.into_iter()) {
            diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
        }
        self.found.push(diagnostic);
    }

    /// Reads where a base or goal value comes from.
    pub(super) fn reference(&mut self, raw: &RawReference) -> Option<Reference> {
        let (node, path) = (&raw.0, self.path(&raw.1));
        let path = path.as_str();
        match &node.value {
            Value::Text(word) => {
                let word = At::new(word.trim().to_owned(), node.location.clone());
                one_of(&word, REFERENCES, "C1401", path, self.found)
                    .map(|word| if word == "listed" { Reference::Listed } else { Reference::Previous })
            }
            Value::Table(_) if node.entry("year").is_some() => {
                let year = plain(RawYearOf::read(node, path, self.found)?.year);
                let at = At::new(year, key_location(node, "year").clone());
                let path = format!("{path}.year");
                self.whole_number(&at, &path, "C1414", YEARS, "a year from 1900 to 2200").map(Reference::Year)
            }
            _ => self.per_group_at(node, path, |_| true, "a number").map(Reference::Stated),
        }
    }

    /// Reads what an item without a value gets.
    pub(super) fn missing(&mut self, raw: &RawMissing) -> Option<Missing> {
        let (node, path) = (&raw.0, self.path(&raw.1));
        let path = path.as_str();
        match &node.value {
            Value::Text(word) => {
                let word = At::new(word.trim().to_owned(), node.location.clone());
                one_of(&word, MISSING, "C1401", path, self.found).map(|word| match word {
                    "leave-out" => Missing::LeaveOut,
                    "group-minimum" => Missing::GroupMinimum,
                    _ => Missing::Zero,
                })
            }
            Value::Table(_) => {
                let raw = RawShareOf::read(node, path, self.found)?;
                let share = need(raw.share, &format!("{path}.share"), &node.location, self.found)?;
                self.figure(&share.value, |x| (0.0..=1.0).contains(&x), "a share from 0 to 1").map(Missing::Share)
            }
            _ => {
                wrong_type(node, path, "`zero`, `leave-out`, `group-minimum` or { share = 0.5 }", self.found);
                None
            }
        }
    }

    /// Takes a whole number within a range.
    pub(super) fn whole_number(
        &mut self,
        at: &At<i64>,
        path: &str,
        code: &str,
        range: std::ops::RangeInclusive<i64>,
        expected: &str,
    ) -> Option<i32> {
        if range.contains(&at.value) {
            return i32::try_from(at.value).ok();
        }
        self.found.push(
            Diagnostic::error(code, format!("`{path}` is {}", at.value))
                .at(at.location.clone())
                .value(at.value.to_string())
                .expected(expected),
        );
        None
    }
}
