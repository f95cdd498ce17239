//! Score functions of components.

use super::method::{FUNCTIONS, Judge};
use crate::load::names::one_of;
use crate::load::raw_rules::RawScoreFunction;
use crate::load::shape::At;
use crate::rules::method::{ScoreFunction, Side};
use crate::{Diagnostic, Location};

impl Judge<'_> {
    /// Checks a score function; `None` = reported.
    pub(super) fn function(&mut self, id: &str, at: At<RawScoreFunction>) -> Option<ScoreFunction> {
        let At { value: raw, location } = at;
        let path = format!("components.{id}.score");
        let Some(method) = &raw.method else {
            self.found.push(
                Diagnostic::error("C0103", format!("`{path}.method` is missing"))
                    .at(location)
                    .expected(format!("a value for `{path}.method`")),
            );
            return None;
        };
        let method = one_of(method, FUNCTIONS, "C1604", &format!("{path}.method"), self.found)?;
        self.foreign_keys(&raw, method, &path);
        match method {
            "bounds" => {
                let worst = self.parameter(raw.worst.as_ref(), "worst", method, &path, &location)?;
                let best = self.parameter(raw.best.as_ref(), "best", method, &path, &location)?;
                let exponent = raw.exponent.as_ref().map_or(1.0, |at| at.value);
                if worst == best {
                    self.number_fault(&format!("{path}.best"), best, "a number other than `worst`", &location);
                }
                if !(exponent.is_finite() && exponent > 0.0) {
                    self.number_fault(&format!("{path}.exponent"), exponent, "a number above 0", &location);
                }
                Some(ScoreFunction::Bounds { worst, best, exponent })
            }
            "options" => {
                let Some(points) = &raw.points else { return self.lacks("points", method, &path, &location) };
                let entries = points.value.0.iter().map(|(key, at)| (key.name.clone(), at.value));
                let points: Vec<(String, f64)> = entries.collect();
                if points.is_empty() {
                    return self.lacks("points", method, &path, &location);
                }
                for (option, number) in &points {
                    self.finite(*number, &format!("{path}.points.{option}"), &location);
                }
                Some(ScoreFunction::Options { points })
            }
            "steps" => {
                let steps = self.rising(raw.steps.map(|at| at.value.0), "steps", method, &path, &location)?;
                Some(ScoreFunction::Steps { steps })
            }
            "line" => {
                let knots = self.rising(raw.knots.map(|at| at.value.0), "knots", method, &path, &location)?;
                Some(ScoreFunction::Line { knots })
            }
            "threshold" => {
                let side = raw.side.as_ref();
                let at = self.parameter(raw.at.as_ref(), "at", method, &path, &location)?;
                let then = self.parameter(raw.then.as_ref(), "then", method, &path, &location)?;
                let otherwise = self.parameter(raw.otherwise.as_ref(), "otherwise", method, &path, &location)?;
                let Some(side) = side else { return self.lacks("side", method, &path, &location) };
                let word = one_of(side, super::method::SIDES, "C1604", &format!("{path}.side"), self.found)?;
                let side = Side::WORDS.iter().find(|(own, _)| *own == word).map(|(_, side)| *side)?;
                Some(ScoreFunction::Threshold { at, side, then, otherwise })
            }
            "points" => {
                let most = self.parameter(raw.most.as_ref(), "most", method, &path, &location)?;
                if most <= 0.0 {
                    self.number_fault(&format!("{path}.most"), most, "a number above 0", &location);
                }
                Some(ScoreFunction::Points { most })
            }
            _ => {
                let worst = self.parameter(raw.worst.as_ref(), "worst", method, &path, &location)?;
                let best = self.parameter(raw.best.as_ref(), "best", method, &path, &location)?;
                let Some(text) = raw.text else { return self.lacks("text", method, &path, &location) };
                self.expression(&text, &format!("{path}.text"));
                Some(ScoreFunction::Expression { text: text.value, worst, best })
            }
        }
    }

    /// Reports keys that say nothing for the function.
    fn foreign_keys(&mut self, raw: &RawScoreFunction, method: &str, path: &str) {
        let numbers = |at: &Option<At<f64>>| at.as_ref().map(|at| at.location.clone());
        let given = [
            ("worst", numbers(&raw.worst), &["bounds", "expression"][..]),
            ("best", numbers(&raw.best), &["bounds", "expression"]),
            ("exponent", numbers(&raw.exponent), &["bounds"]),
            ("points", raw.points.as_ref().map(|at| at.location.clone()), &["options"]),
            ("steps", raw.steps.as_ref().map(|at| at.location.clone()), &["steps"]),
            ("knots", raw.knots.as_ref().map(|at| at.location.clone()), &["line"]),
            ("at", numbers(&raw.at), &["threshold"]),
            ("side", raw.side.as_ref().map(|at| at.location.clone()), &["threshold"]),
            ("then", numbers(&raw.then), &["threshold"]),
            ("otherwise", numbers(&raw.otherwise), &["threshold"]),
            ("most", numbers(&raw.most), &["points"]),
            ("text", raw.text.as_ref().map(|at| at.location.clone()), &["expression"]),
        ];
        for (key, place, owners) in given {
            if let Some(place) = place.filter(|_| !owners.contains(&method)) {
                self.found.push(
                    Diagnostic::error("C1622", format!("`{path}.{key}` says nothing for the method `{method}`"))
                        .at(place)
                        .value(key)
                        .expected(format!("a key of `{method}`; `{key}` belongs to {}", owners.join(", "))),
                );
            }
        }
    }

    /// Takes a number that the function needs.
    fn parameter(
        &mut self,
        at: Option<&At<f64>>,
        key: &str,
        method: &str,
        path: &str,
        location: &Location,
    ) -> Option<f64> {
        let Some(at) = at else { return self.lacks(key, method, path, location) };
        self.finite(at.value, &format!("{path}.{key}"), &at.location).then_some(at.value)
    }

    /// Reports a parameter that is not there.
    fn lacks<T>(&mut self, key: &str, method: &str, path: &str, location: &Location) -> Option<T> {
        self.found.push(
            Diagnostic::error("C1622", format!("`{path}` has the method `{method}` but no `{key}`"))
                .at(location.clone())
                .value(method)
                .expected(format!("a value for `{path}.{key}`")),
        );
        None
    }

    /// Takes pairs whose first numbers rise.
    fn rising(
        &mut self,
        pairs: Option<Vec<(f64, f64)>>,
        key: &str,
        method: &str,
        path: &str,
        location: &Location,
    ) -> Option<Vec<(f64, f64)>> {
        let Some(pairs) = pairs else { return self.lacks(key, method, path, location) };
        let is_finite = pairs.iter().all(|(value, score)| value.is_finite() && score.is_finite());
        if pairs.len() < 2 || !is_finite || pairs.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            self.found.push(
                Diagnostic::error("C1620", format!("the values of `{path}.{key}` do not rise"))
                    .at(location.clone())
                    .value(key)
                    .expected("at least two pairs such as [[0, 6], [30, 3]], whose first numbers rise"),
            );
            return None;
        }
        Some(pairs)
    }
}
