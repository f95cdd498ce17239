//! Score functions of a scheme: which keys each takes, and what must be true of them.

use super::super::names::{need, one_of};
use super::super::raw_scheme::{RawFigure, RawScore};
use super::super::shape::At;
use super::{Judge, name_or_id};
use crate::scheme::{Among, Between, Figure, Function, Outside, Reading, Score, ScoreDoubt};
use crate::{Diagnostic, Location};

/// Names of the functions.
pub(crate) const METHODS: &[&str] = &[
    "min-max",
    "z-score",
    "goalposts",
    "base-goal",
    "piecewise",
    "increments",
    "ranks",
    "places",
    "threshold",
    "share-of-goal",
    "direct",
    "blend",
];
/// Words for what a function reads.
pub(crate) const READINGS: &[&str] =
    &["value", "growth", "change", "share-of-base", "over-base", "from-base", "share-of-goal"];
/// Words for what happens beyond the ends of a scale.
pub(crate) const OUTSIDE: &[&str] = &["clamp", "extrapolate"];
/// Words for what lies between two points.
pub(crate) const BETWEEN: &[&str] = &["linear", "steps"];

/// Most points of a piecewise function.
const MOST_POINTS: usize = 1000;
/// Slack of sums of shares, for decimal fractions that are no binary ones.
const SLACK: f64 = 1e-9;

/// Tells whether a number can be a share of the full points.
fn is_share(x: f64) -> bool {
    (0.0..=10.0).contains(&x)
}

/// What a share must be.
const SHARE: &str = "a share of the full points, from 0 to 10";

impl Judge<'_> {
    /// Checks the score functions.
    pub(super) fn scores(&mut self, raw: Vec<At<RawScore>>) -> Vec<Score> {
        let mut scores: Vec<(Score, Location)> = Vec::new();
        for At { value, location } in raw {
            scores.extend(self.score(value, &location).map(|score| (score, location)));
        }
        for (score, location) in &scores {
            self.no_circle(score, &scores, location);
        }
        scores.into_iter().map(|(score, _)| score).collect()
    }

    /// Reports a mixture that contains a mixture; one level is enough and can run in no circle.
    fn no_circle(&mut self, score: &Score, all: &[(Score, Location)], location: &Location) {
        let Function::Blend { parts } = &score.function else { return };
        for (part, _) in parts {
            let is_blend = |other: &Score| other.id == *part && matches!(other.function, Function::Blend { .. });
            if all.iter().any(|(other, _)| is_blend(other)) {
                self.found.push(
                    Diagnostic::error("C1407", format!("the mixture `{}` contains the mixture `{part}`", score.id))
                        .at(location.clone())
                        .value(part)
                        .expected("score functions that are no mixtures"),
                );
            }
        }
    }

    fn score(&mut self, raw: RawScore, location: &Location) -> Option<Score> {
        let id = self.id(raw.id.clone(), "scores", location);
        let base = format!("scores.{}", id.as_deref().unwrap_or("id"));
        let method = need(raw.method.clone(), &format!("{base}.method"), location, self.found);
        let method = method.and_then(|at| one_of(&at, METHODS, "C1401", &format!("{base}.method"), self.found));
        let word = self.word(raw.reads.clone(), READINGS, &format!("{base}.reads"), "value");
        let reading =
            Reading::WORDS.iter().find(|(own, _)| *own == word).map_or(Reading::Value, |(_, reading)| *reading);
        let doubt = raw.doubt.clone().and_then(|at| {
            let why = need(at.value.why, &format!("{base}.doubt.why"), &at.location, self.found)?.value.0;
            let mut among = Vec::new();
            for other in at.value.among.map(|at| at.value.0).unwrap_or_default() {
                if self.refers(&other, |names| &names.scores, &format!("`{base}`")) {
                    among.push(other.value);
                }
            }
            Some(ScoreDoubt { among, why })
        });
        let (id, method) = (id?, method?);
        self.misplaced_keys(method, &raw, &base);
        let name = name_or_id(raw.name.clone(), &id);
        let function = self.function(method, raw, &base, location)?;
        Some(Score { id, name, reading, function, doubt })
    }

    /// Reports keys that say nothing for the method.
    fn misplaced_keys(&mut self, method: &str, raw: &RawScore, base: &str) {
        let at = |figure: &Option<At<RawFigure>>| figure.as_ref().map(|at| at.location.clone());
        let keys: [(&str, Option<Location>, &[&str]); 24] = [
            (
                "reads",
                raw.reads.as_ref().map(|at| at.location.clone()),
                &[
                    "min-max",
                    "z-score",
                    "goalposts",
                    "base-goal",
                    "piecewise",
                    "increments",
                    "ranks",
                    "places",
                    "threshold",
                    "direct",
                ],
            ),
            ("among", raw.among.as_ref().map(|at| at.location.clone()), &["min-max", "z-score", "ranks", "places"]),
            ("lower", at(&raw.lower), &["min-max"]),
            ("upper", at(&raw.upper), &["min-max"]),
            ("mean", at(&raw.mean), &["z-score"]),
            ("deviation", at(&raw.deviation), &["z-score"]),
            ("outside", raw.outside.as_ref().map(|at| at.location.clone()), &["goalposts", "base-goal"]),
            ("exponent", at(&raw.exponent), &["goalposts"]),
            ("at_base", at(&raw.at_base), &["base-goal"]),
            ("at_goal", at(&raw.at_goal), &["base-goal"]),
            ("floor", at(&raw.floor), &["z-score", "goalposts", "base-goal", "share-of-goal", "direct", "increments"]),
            ("cap", at(&raw.cap), &["z-score", "goalposts", "base-goal", "share-of-goal", "direct"]),
            ("points", raw.points.as_ref().map(|at| at.location.clone()), &["piecewise"]),
            ("between", raw.between.as_ref().map(|at| at.location.clone()), &["piecewise", "increments"]),
            ("level", at(&raw.level), &["increments"]),
            ("step", at(&raw.step), &["increments"]),
            ("gain", at(&raw.gain), &["increments"]),
            ("loss", at(&raw.loss), &["increments"]),
            ("most", at(&raw.most), &["increments"]),
            ("first", at(&raw.first), &["ranks"]),
            ("last", at(&raw.last), &["ranks"]),
            ("shares", raw.shares.as_ref().map(|at| at.location.clone()), &["places"]),
            ("at", at(&raw.at), &["threshold"]),
            ("parts", raw.parts.as_ref().map(|at| at.location.clone()), &["blend"]),
        ];
        for (key, location, methods) in keys {
            if let (Some(location), false) = (location, methods.contains(&method)) {
                self.found.push(
                    Diagnostic::error("C1406", format!("`{base}.{key}` says nothing for the method `{method}`"))
                        .at(location)
                        .value(key)
                        .expected(format!("a key of `{method}`; `{key}` belongs to {}", methods.join(", "))),
                );
            }
        }
    }

    /// Takes a number, or its default.
    fn or(
        &mut self,
        raw: Option<At<RawFigure>>,
        default: f64,
        lawful: fn(f64) -> bool,
        expected: &str,
    ) -> Option<Figure> {
        match raw {
            None => Some(Figure::known(default)),
            Some(at) => self.figure(&at.value, lawful, expected),
        }
    }

    fn share(&mut self, raw: Option<At<RawFigure>>, default: f64) -> Option<Figure> {
        self.or(raw, default, is_share, SHARE)
    }

    /// Takes the least and the greatest share.
    fn bounds(
        &mut self,
        base: &str,
        raw: (Option<At<RawFigure>>, Option<At<RawFigure>>),
        location: &Location,
    ) -> Option<(Figure, Figure)> {
        let (floor, cap) = (self.share(raw.0, 0.0), self.share(raw.1, 1.0));
        let (floor, cap) = (floor?, cap?);
        self.rising(base, "floor", &floor, "cap", &cap, location);
        Some((floor, cap))
    }

    /// Reports two ends that do not rise, or need not where they are assumed.
    fn rising(&mut self, base: &str, low: &str, lower: &Figure, high: &str, upper: &Figure, location: &Location) {
        let (lower, upper) = (lower.ends().1, upper.ends().0);
        if lower >= upper {
            self.found.push(
                Diagnostic::error("C1407", format!("`{base}` runs from {lower} to {upper}"))
                    .at(location.clone())
                    .value(format!("{lower}, {upper}"))
                    .expected(format!("`{low}` below `{high}`")),
            );
        }
    }

    /// Takes a parameter that the method cannot do without.
    fn needed<T>(
        &mut self,
        raw: Option<At<T>>,
        base: &str,
        key: &str,
        method: &str,
        location: &Location,
    ) -> Option<At<T>> {
        if raw.is_none() {
            self.found.push(
                Diagnostic::error("C1406", format!("`{base}` has the method `{method}` but no `{key}`"))
                    .at(location.clone())
                    .value(method)
                    .expected(format!("a value for `{base}.{key}`")),
            );
        }
        raw
    }

    fn function(&mut self, method: &str, raw: RawScore, base: &str, location: &Location) -> Option<Function> {
        let among = self.among(raw.among, &format!("{base}.among"), Among::All);
        let outside = match self.word(raw.outside, OUTSIDE, &format!("{base}.outside"), "clamp") {
            "extrapolate" => Outside::Extrapolate,
            _ => Outside::Clamp,
        };
        let between = match self.word(raw.between, BETWEEN, &format!("{base}.between"), "linear") {
            "steps" => Between::Steps,
            _ => Between::Linear,
        };
        Some(match method {
            "min-max" => {
                let (lower, upper) = (self.share(raw.lower, 0.0), self.share(raw.upper, 1.0));
                let (lower, upper) = (lower?, upper?);
                self.rising(base, "lower", &lower, "upper", &upper, location);
                Function::MinMax { among, lower, upper }
            }
            "z-score" => {
                let mean = self.share(raw.mean, 0.5);
                let deviation = self.or(raw.deviation, 1.0 / 6.0, |x| x > 0.0, "a number above 0");
                let (floor, cap) = self.bounds(base, (raw.floor, raw.cap), location)?;
                Function::ZScore { among, mean: mean?, deviation: deviation?, floor, cap }
            }
            "goalposts" => {
                let exponent = self.or(raw.exponent, 1.0, |x| x > 0.0 && x <= 10.0, "a number above 0 and at most 10");
                let (floor, cap) = self.bounds(base, (raw.floor, raw.cap), location)?;
                Function::Goalposts { outside, exponent: exponent?, floor, cap }
            }
            "base-goal" => {
                let (at_base, at_goal) = (self.share(raw.at_base, 0.0), self.share(raw.at_goal, 1.0));
                let (floor, cap) = self.bounds(base, (raw.floor, raw.cap), location)?;
                let (at_base, at_goal) = (at_base?, at_goal?);
                self.rising(base, "at_base", &at_base, "at_goal", &at_goal, location);
                Function::BaseGoal { at_base, at_goal, outside, floor, cap }
            }
            "piecewise" => {
                let points = self.needed(raw.points, base, "points", method, location)?;
                Function::Piecewise { points: self.points(&points, base)?, between }
            }
            "increments" => {
                let mut needed = |raw, key| self.needed::<RawFigure>(raw, base, key, method, location);
                let (level, step, gain) =
                    (needed(raw.level, "level"), needed(raw.step, "step"), needed(raw.gain, "gain"));
                let most = needed(raw.most, "most");
                let positive = "a number above 0";
                let step = self.figure(&step?.value, |x| x > 0.0, positive);
                let gain = self.figure(&gain?.value, |x| x > 0.0, positive);
                let (level, most) =
                    (self.figure(&level?.value, is_share, SHARE), self.figure(&most?.value, is_share, SHARE));
                let loss = match raw.loss {
                    None => gain.as_ref().map(|gain| Figure::known(gain.value)),
                    Some(at) => self.figure(&at.value, |x| x >= 0.0, "a number from 0 upwards"),
                };
                let floor = self.share(raw.floor, 0.0);
                Function::Increments {
                    level: level?,
                    step: step?,
                    gain: gain?,
                    loss: loss?,
                    between,
                    most: most?,
                    floor: floor?,
                }
            }
            "ranks" => {
                let (first, last) = (self.share(raw.first, 1.0), self.share(raw.last, 0.0));
                let (first, last) = (first?, last?);
                self.rising(base, "last", &last, "first", &first, location);
                Function::Ranks { among, first, last }
            }
            "threshold" => match raw.at {
                None => Function::Threshold { at: None },
                Some(at) => Function::Threshold { at: Some(self.figure(&at.value, |_| true, "a number")?) },
            },
            "share-of-goal" => {
                let (floor, cap) = self.bounds(base, (raw.floor, raw.cap), location)?;
                Function::ShareOfGoal { floor, cap }
            }
            "direct" => {
                let (floor, cap) = self.bounds(base, (raw.floor, raw.cap), location)?;
                Function::Direct { floor, cap }
            }
            "places" => {
                let shares = self.needed(raw.shares, base, "shares", method, location)?;
                Function::Places { among, shares: self.place_shares(&shares, base)? }
            }
            _ => {
                let parts = self.needed(raw.parts, base, "parts", method, location)?;
                self.blend(parts, base)?
            }
        })
    }

    /// Checks the points of a piecewise function.
    fn points(&mut self, raw: &At<Vec<At<Vec<At<f64>>>>>, base: &str) -> Option<Vec<(f64, f64)>> {
        let mut points: Vec<(f64, f64)> = Vec::new();
        let mut is_lawful = (2..=MOST_POINTS).contains(&raw.value.len());
        for pair in &raw.value {
            let numbers: Vec<f64> = pair.value.iter().map(|at| at.value).collect();
            match numbers.as_slice() {
                &[x, share]
                    if x.is_finite() && is_share(share) && points.last().is_none_or(|(before, _)| *before < x) =>
                {
                    points.push((x, share));
                }
                _ => is_lawful = false,
            }
        }
        if !is_lawful {
            self.found.push(
                Diagnostic::error("C1407", format!("`{base}.points` is no line of points"))
                    .at(raw.location.clone())
                    .value(format!("[{} entries]", raw.value.len()))
                    .expected("at least two points such as [[0, 0.8], [50, 1.3]]: readings that rise, and shares from 0 to 10"),
            );
        }
        is_lawful.then_some(points)
    }

    /// Checks the shares of places.
    fn place_shares(&mut self, raw: &At<Vec<At<f64>>>, base: &str) -> Option<Vec<f64>> {
        let shares: Vec<f64> = raw.value.iter().map(|at| at.value).collect();
        let is_lawful = (1..=MOST_POINTS).contains(&shares.len())
            && shares.iter().all(|share| is_share(*share))
            && shares.windows(2).all(|pair| pair[0] >= pair[1]);
        if !is_lawful {
            self.found.push(
                Diagnostic::error("C1407", format!("`{base}.shares` are no shares of places"))
                    .at(raw.location.clone())
                    .value(format!("[{} entries]", shares.len()))
                    .expected("at least one share from 0 to 10, none greater than the one before"),
            );
        }
        is_lawful.then_some(shares)
    }

    /// Checks the parts of a mixture.
    fn blend(&mut self, raw: At<super::super::shape::Map<f64>>, base: &str) -> Option<Function> {
        let mut parts = Vec::new();
        for (score, at) in raw.value {
            let score = At::new(score, at.location.clone());
            let share = at.value;
            if !(share > 0.0 && share <= 1.0) {
                let path = format!("{base}.parts.{}", score.value);
                self.out_of_range(&path, share, "a share above 0 and at most 1", &score.location);
                return None;
            }
            if self.refers(&score, |names| &names.scores, &format!("`{base}`")) {
                parts.push((score.value, share));
            }
        }
        let sum: f64 = parts.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > SLACK {
            self.found.push(
                Diagnostic::error("C1407", format!("the parts of `{base}` sum to {sum}"))
                    .at(raw.location)
                    .value(sum.to_string())
                    .expected("parts that sum to 1"),
            );
        }
        Some(Function::Blend { parts })
    }
}

/// Tells what a score function needs of an item, itself or through the parts of a mixture: base, goal, goalposts.
pub(super) fn needs(score: &Score, all: &[Score]) -> [bool; 3] {
    let own = |score: &Score| {
        let (base, goal, posts) = match &score.function {
            Function::BaseGoal { .. } => (true, true, false),
            Function::ShareOfGoal { .. } | Function::Threshold { at: None } => (false, true, false),
            Function::Goalposts { .. } => (false, false, true),
            _ => (false, false, false),
        };
        [base || score.reading.needs_base(), goal || score.reading.needs_goal(), posts]
    };
    let mut needs = own(score);
    if let Function::Blend { parts } = &score.function {
        for other in all.iter().filter(|other| parts.iter().any(|(part, _)| *part == other.id)) {
            let more = own(other);
            needs.iter_mut().zip(more).for_each(|(need, more)| *need |= more);
        }
    }
    needs
}
