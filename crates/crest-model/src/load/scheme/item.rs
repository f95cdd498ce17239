//! Classes, base data and items of a scheme, and what must be true of them together.

use std::collections::BTreeMap;

use super::super::names::{need, one_of, plain};
use super::super::raw_scheme::{RawBaseDatum, RawClass, RawItem, RawPerGroup};
use super::super::shape::{At, Map};
use super::{DIRECTIONS, Judge, name_or_id, score};
use crate::scheme::{Adding, BaseDatum, Class, Function, Item, ItemFrom, PerGroup, Reference, Scheme, Score};
use crate::{Diagnostic, Location, Unit};

/// Slack of sums of weights, for decimal fractions that are no binary ones.
const SLACK: f64 = 1e-6;

impl Judge<'_> {
    /// Checks the base data.
    pub(super) fn data(&mut self, raw: Vec<At<RawBaseDatum>>) -> Vec<BaseDatum> {
        let mut data = Vec::new();
        for At { value, location } in raw {
            let id = self.id(value.id, "data", &location);
            let user = format!("data.{}", id.as_deref().unwrap_or("id"));
            let unit = self.unit(value.unit, &user, &location);
            let (Some(id), Some(unit)) = (id, unit) else { continue };
            data.push(BaseDatum {
                name: name_or_id(value.name, &id),
                id,
                unit,
                definition: plain(value.definition).0,
                department: plain(value.department).0,
                evidence: plain(value.evidence).0,
            });
        }
        data
    }

    /// Checks a unit of measure and keeps it as written.
    fn unit(&mut self, raw: Option<At<String>>, user: &str, location: &Location) -> Option<String> {
        let unit = need(raw, &format!("{user}.unit"), location, self.found)?;
        if let Err(error) = Unit::parse(&unit.value) {
            self.found.push(
                Diagnostic::error("C1412", format!("the unit of `{user}`: {error}"))
                    .at(unit.location)
                    .value(&unit.value)
                    .expected("a unit such as 亿元, 万人, %, km2, 件/万人; `1` for a pure number"),
            );
            return None;
        }
        Some(unit.value)
    }

    /// Checks the items; gives the places of their identifiers too.
    pub(super) fn items(&mut self, raw: Vec<At<RawItem>>, scores: &[Score]) -> (Vec<Item>, BTreeMap<String, Location>) {
        let (mut items, mut places) = (Vec::new(), BTreeMap::new());
        for At { value, location } in raw {
            let place = value.id.as_ref().map_or_else(|| location.clone(), |id| id.location.clone());
            if let Some(item) = self.item(value, &location, scores) {
                places.insert(item.id.clone(), place);
                items.push(item);
            }
        }
        (items, places)
    }

    fn item(&mut self, mut raw: RawItem, location: &Location, scores: &[Score]) -> Option<Item> {
        let id = self.id(raw.id.take(), "items", location);
        let base = format!("items.{}", id.as_deref().unwrap_or("id"));
        let class = self.home(&mut raw, &base, location);
        let unit = self.unit(raw.unit.take(), &base, location);
        let from = self.from(&raw, &base);
        let direction = raw
            .direction
            .take()
            .map_or(Some("more"), |at| one_of(&at, DIRECTIONS, "C1401", &format!("{base}.direction"), self.found));
        let weights = self.weights(&mut raw, &base, location);
        let functions = self.item_scores(&mut raw, &base);
        let reference = |judge: &mut Self, raw: Option<At<_>>| match raw {
            None => Some(Reference::None),
            Some(At { value, .. }) => judge.reference(&value),
        };
        let (base_value, goal) = (reference(self, raw.base.take()), reference(self, raw.goal.take()));
        let has_goalposts = raw.goalposts.is_some();
        let goalposts = raw.goalposts.take().map(|at| self.goalposts(at, &base));
        let share = "a share of the weight above 0 and at most 10";
        let cap = raw.cap.take().and_then(|at| self.figure(&at.value, |x| x > 0.0 && x <= 10.0, share));
        let missing = raw.missing.take().and_then(|at| self.missing(&at.value));
        let lag_years = raw.lag_years.take().and_then(|at| self.lag(&at, &format!("{base}.lag_years")));
        let id = id?;
        let item = Item {
            name: name_or_id(raw.name, &id),
            id,
            class: class?,
            from: from?,
            unit: unit?,
            definition: plain(raw.definition).0,
            direction: if direction? == "less" { -1 } else { 1 },
            weights,
            scores: functions,
            base: base_value?,
            goal: goal?,
            goalposts: goalposts.flatten(),
            cap,
            missing,
            lag_years,
            chosen: raw.chosen.map(|at| at.value.0),
            department: plain(raw.department).0,
            evidence: plain(raw.evidence).0,
            note: plain(raw.note).0,
        };
        self.item_is_whole(&item, has_goalposts, scores, location);
        Some(item)
    }

    /// Checks where the points of an item go: a class, or the bonuses.
    fn home(&mut self, raw: &mut RawItem, base: &str, location: &Location) -> Option<Option<String>> {
        let is_bonus = raw.bonus.as_ref().is_some_and(|at| at.value);
        match (raw.class.take(), is_bonus) {
            (None, true) => Some(None),
            (Some(class), true) => {
                self.found.push(
                    Diagnostic::error("C1411", format!("`{base}` has a class and is a bonus item"))
                        .at(class.location)
                        .value(class.value)
                        .expected("either `class`, or `bonus = true`"),
                );
                None
            }
            (class, false) => {
                let class = need(class, &format!("{base}.class"), location, self.found)?;
                self.refers(&class, |names| &names.classes, &format!("`{base}`")).then_some(Some(class.value))
            }
        }
    }

    /// Checks where the value of an item comes from.
    fn from(&mut self, raw: &RawItem, base: &str) -> Option<ItemFrom> {
        for datum in [&raw.data, &raw.per].into_iter().flatten() {
            self.refers(datum, |names| &names.data, &format!("`{base}`"));
        }
        match (&raw.indicator, &raw.data, &raw.per) {
            (None, None, None) => Some(ItemFrom::Own),
            (Some(code), None, None) => Some(ItemFrom::Indicator(code.value.clone())),
            (None, Some(data), per) => {
                Some(ItemFrom::Data { data: data.value.clone(), per: per.as_ref().map(|at| at.value.clone()) })
            }
            (indicator, data, per) => {
                let at = per.as_ref().or(data.as_ref()).or(indicator.as_ref())?;
                self.found.push(
                    Diagnostic::error("C1411", format!("`{base}` does not say one source of its value"))
                        .at(at.location.clone())
                        .value(&at.value)
                        .expected("either `indicator`, or `data`, which may have `per` beside it"),
                );
                None
            }
        }
    }

    /// Checks the weights of an item, one for each column.
    fn weights(&mut self, raw: &mut RawItem, base: &str, location: &Location) -> Vec<Option<PerGroup>> {
        let lawful = |x: f64| x >= 0.0;
        let expected = "a number from 0 upwards";
        let mut by_column: Vec<Option<PerGroup>> = vec![None; self.columns.len()];
        let stated = raw.weight.take();
        let several: Map<RawPerGroup> = plain(raw.weights.take());
        let is_stated = stated.is_some() || !several.is_empty();
        if let Some(at) = stated {
            self.one_column(&format!("{base}.weight"), &at.location);
            by_column[0] = self.per_group(&at.value, lawful, expected);
        }
        for (column, at) in several {
            if let Some(position) = self.column(&column, &at.location, base) {
                by_column[position] = self.per_group(&at.value, lawful, expected);
            }
        }
        if !is_stated {
            self.found.push(
                Diagnostic::error("C1410", format!("`{base}` has no weight"))
                    .at(location.clone())
                    .value(base)
                    .expected("`weight`, or `weights` where there are several columns"),
            );
        }
        by_column
    }

    /// Reports a key that belongs to schemes with one column.
    fn one_column(&mut self, path: &str, location: &Location) {
        if self.columns.len() > 1 {
            self.found.push(
                Diagnostic::error("C1410", format!("`{path}` does not say which column it is for"))
                    .at(location.clone())
                    .value("weight")
                    .expected(format!("`weights` with a value for each of {}", self.columns.join(", "))),
            );
        }
    }

    /// Finds a column of weights.
    fn column(&mut self, name: &str, location: &Location, base: &str) -> Option<usize> {
        let position = self.columns.iter().position(|column| column == name);
        if position.is_none() {
            let mut diagnostic =
                Diagnostic::error("C1403", format!("`{base}` names the column `{name}`, which does not exist"))
                    .at(location.clone())
                    .value(name)
                    .expected(format!("one of {}", self.columns.join(", ")));
            if let Some(close) = crate::nearest(name, self.columns.iter().map(String::as_str)) {
                diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
            }
            self.found.push(diagnostic);
        }
        position
    }

    /// Checks the score functions of an item, one for each column.
    fn item_scores(&mut self, raw: &mut RawItem, base: &str) -> Vec<Option<String>> {
        let mut by_column: Vec<Option<String>> = vec![None; self.columns.len()];
        let user = format!("`{base}`");
        if let Some(at) = raw.score.take() {
            // One function may serve all columns.
            self.refers(&at, |names| &names.scores, &user);
            by_column.fill(Some(at.value));
        }
        for (column, at) in plain(raw.scores.take()) {
            self.refers(&at, |names| &names.scores, &user);
            if let Some(position) = self.column(&column, &at.location, base) {
                by_column[position] = Some(at.value);
            }
        }
        by_column
    }

    /// Checks lower and upper goalpost.
    fn goalposts(&mut self, raw: At<Vec<At<RawPerGroup>>>, base: &str) -> Option<(PerGroup, PerGroup)> {
        let n_posts = raw.value.len();
        let posts: Vec<Option<PerGroup>> =
            raw.value.iter().map(|at| self.per_group(&at.value, |_| true, "a number")).collect();
        let groups: Vec<Option<String>> =
            self.names.groups.iter().map(|id| Some(id.to_owned())).chain([None]).collect();
        let is_below = |lower: &PerGroup, upper: &PerGroup| {
            groups.iter().all(|group| match (lower.find(group.as_deref()), upper.find(group.as_deref())) {
                (Some(lower), Some(upper)) => lower.ends().1 < upper.ends().0,
                _ => true,
            })
        };
        match posts.as_slice() {
            [Some(lower), Some(upper)] if is_below(lower, upper) => Some((lower.clone(), upper.clone())),
            [None, _] | [_, None] => None,
            _ => {
                let shown = if n_posts == 2 { "the greater first".to_owned() } else { format!("{n_posts} numbers") };
                self.found.push(
                    Diagnostic::error("C1407", format!("`{base}.goalposts` are no lower and upper goalpost"))
                        .at(raw.location)
                        .value(shown)
                        .expected("two numbers, the lower first; which of them is better follows from the direction"),
                );
                None
            }
        }
    }

    /// Checks that an item has what its score functions need.
    fn item_is_whole(&mut self, item: &Item, has_goalposts: bool, scores: &[Score], location: &Location) {
        let base = format!("items.{}", item.id);
        let pairs = self.columns.iter().zip(item.weights.iter().zip(&item.scores));
        let lacking: Vec<String> =
            pairs.filter(|(_, (weight, score))| weight.is_some() && score.is_none()).map(|(c, _)| c.clone()).collect();
        if !lacking.is_empty() {
            self.found.push(
                Diagnostic::error("C1410", format!("`{base}` has a weight but no score function"))
                    .at(location.clone())
                    .value(lacking.join(", "))
                    .expected("`score`, or `scores` with one for each column that has a weight"),
            );
        }
        let mut used: Vec<&str> = item.scores.iter().flatten().map(String::as_str).collect();
        // What may stand in the place of a doubtful function has to find its base and goal too.
        let doubts =
            scores.iter().filter(|score| used.contains(&score.id.as_str())).filter_map(|score| score.doubt.as_ref());
        let others: Vec<&str> = doubts.flat_map(|doubt| doubt.among.iter().map(String::as_str)).collect();
        used.extend(others);
        used.sort_unstable();
        used.dedup();
        for id in used {
            let Some(score) = scores.iter().find(|score| score.id == id) else { continue };
            let has = [item.base != Reference::None, item.goal != Reference::None, has_goalposts];
            let keys = ["base", "goal", "goalposts"];
            for (key, (need, has)) in keys.iter().zip(score::needs(score, scores).into_iter().zip(has)) {
                if need && !has {
                    self.found.push(
                        Diagnostic::error("C1410", format!("`{base}` is scored by `{id}` but has no `{key}`"))
                            .at(location.clone())
                            .value(id)
                            .expected(format!("a value for `{base}.{key}`")),
                    );
                }
            }
        }
    }

    /// Checks that base data, or their quotient, measure what the item says.
    fn quotient_fits(&mut self, item: &Item, data: &[BaseDatum], location: &Location) {
        let ItemFrom::Data { data: of, per } = &item.from else { return };
        let find =
            |id: &String| data.iter().find(|datum| datum.id == *id).and_then(|datum| Unit::parse(&datum.unit).ok());
        let (Some(top), Ok(own)) = (find(of), Unit::parse(&item.unit)) else { return };
        let (dimension, shown) = match per.as_ref().map(|per| (per, find(per))) {
            None => (top.dimension.clone(), top.to_string()),
            Some((_, Some(bottom))) => (top.dimension.times(&bottom.dimension, -1), format!("{top}/{bottom}")),
            Some((_, None)) => return,
        };
        if dimension != own.dimension {
            self.found.push(
                Diagnostic::error("C1412", format!("`items.{}` is in `{own}`, its base data give `{shown}`", item.id))
                    .at(location.clone())
                    .value(&item.unit)
                    .expected("a unit of the same kind of quantity as the base data"),
            );
        }
    }

    /// Checks the classes.
    pub(super) fn classes(&mut self, raw: Vec<At<RawClass>>, items: &[Item]) -> Vec<Class> {
        let mut classes = Vec::new();
        for At { value, location } in raw {
            let Some(id) = self.id(value.id, "classes", &location) else { continue };
            let weight_at = value.weight.as_ref().map_or_else(|| location.clone(), |at| at.location.clone());
            let weight = value.weight.and_then(|at| self.per_group(&at.value, |x| x >= 0.0, "a number from 0 upwards"));
            let count_at = value.count.as_ref().map(|at| at.location.clone());
            let count = value.count.and_then(|at| {
                let path = format!("classes.{id}.count");
                self.whole_number(&at, &path, "C1404", 0..=10_000, "a whole number from 0 to 10000")
            });
            let class = Class {
                name: name_or_id(value.name, &id),
                weight,
                count: count.and_then(|count| u32::try_from(count).ok()),
                cap: self.ceiling(value.cap),
                floor: self.ceiling(value.floor),
                bonus: self.ceiling(value.bonus),
                deductions: self.ceiling(value.deductions),
                note: plain(value.note).0,
                id,
            };
            self.class_adds_up(&class, items, &weight_at);
            self.class_is_counted(&class, items, count_at.as_ref());
            classes.push(class);
        }
        classes
    }

    /// Reports a class whose items carry other points than it is said to have.
    fn class_adds_up(&mut self, class: &Class, items: &[Item], location: &Location) {
        let Some(PerGroup::Same(stated)) = &class.weight else { return };
        if self.adding == Adding::Mean || !self.is_clean() {
            return;
        }
        for column in 0..self.columns.len() {
            let members = items.iter().filter(|item| item.class.as_ref() == Some(&class.id));
            let weights: Vec<&PerGroup> = members.filter_map(|item| item.weights[column].as_ref()).collect();
            let numbers: Option<Vec<f64>> = weights
                .iter()
                .map(|weight| if let PerGroup::Same(figure) = weight { Some(figure.value) } else { None })
                .collect();
            let Some(numbers) = numbers.filter(|numbers| !numbers.is_empty()) else { continue };
            let sum: f64 = numbers.iter().sum();
            if (sum - stated.value).abs() > SLACK {
                self.found.push(
                    Diagnostic::warning(
                        "C1408",
                        format!("the class `{}` has {} points, its items have {sum}", class.id, stated.value),
                    )
                    .at(location.clone())
                    .value(stated.value.to_string())
                    .expected("items whose weights sum to the points of their class"),
                );
            }
        }
    }

    /// Reports a class with more official items than its source counts.
    fn class_is_counted(&mut self, class: &Class, items: &[Item], location: Option<&Location>) {
        let (Some(count), Some(location)) = (class.count, location) else { return };
        let official =
            items.iter().filter(|item| item.class.as_ref() == Some(&class.id) && item.chosen.is_none()).count();
        if official > count as usize {
            self.found.push(
                Diagnostic::warning(
                    "C1415",
                    format!("the class `{}` is said to have {count} items, but {official} stand here", class.id),
                )
                .at(location.clone())
                .value(count.to_string())
                .hint("mark those that the source does not name with `chosen`"),
            );
        }
    }

    /// Reports groups for which no item of a class counts: nothing about their units could be scored.
    fn every_group_counts(&mut self, scheme: &Scheme, header: &Location) {
        let groups: Vec<Option<&str>> = match scheme.groups.is_empty() {
            true => vec![None],
            false => scheme.groups.iter().map(|group| Some(group.id.as_str())).collect(),
        };
        for group in groups {
            let counts = |item: &Item| {
                let weights = item.weights.iter().flatten();
                item.class.is_some() && weights.filter_map(|weight| weight.find(group)).any(|figure| figure.value > 0.0)
            };
            if scheme.items.iter().any(counts) {
                continue;
            }
            let message = match group {
                Some(group) => format!("no item has a weight above 0 for the group `{group}`"),
                None => "no item has a weight above 0".to_owned(),
            };
            self.found.push(
                Diagnostic::error("C1410", message)
                    .at(header.clone())
                    .value(group.unwrap_or("items"))
                    .expected("at least one item of a class that counts"),
            );
        }
    }

    /// Checks what concerns the scheme as a whole: parts that nothing uses, items that are fewer than counted.
    pub(super) fn whole(&mut self, scheme: &Scheme, places: &BTreeMap<String, Location>, header: &Location) {
        for item in &scheme.items {
            let location = places.get(&item.id).unwrap_or(header);
            self.quotient_fits(item, &scheme.data, location);
        }
        if let (true, Some((_, location))) = (scheme.columns.len() > 1, places.first_key_value()) {
            let sum: f64 = scheme.columns.iter().map(|column| column.share.value).sum();
            if (sum - 1.0).abs() > SLACK {
                self.found.push(
                    Diagnostic::error("C1404", format!("the shares of the columns sum to {sum}"))
                        .at(Location::file(location.file.clone()))
                        .value(sum.to_string())
                        .expected("shares that sum to 1"),
                );
            }
        }
        if !self.is_clean() {
            return;
        }
        self.every_group_counts(scheme, header);
        let names = &self.names;
        let mut unused = |part: &str, id: &str| {
            let own = match part {
                "classes" => &names.classes,
                "scores" => &names.scores,
                _ => &names.data,
            };
            self.found.push(
                Diagnostic::warning("C1424", format!("nothing uses `{part}.{id}`"))
                    .at(own.find_location(id).unwrap_or(header).clone())
                    .value(id)
                    .hint("take it out, or let an item name it"),
            );
        };
        let is_filled = |class: &&Class| scheme.items.iter().any(|item| item.class.as_ref() == Some(&class.id));
        for class in scheme.classes.iter().filter(|class| !is_filled(class)) {
            if !scheme.unknowns.iter().any(|unknown| unknown.about == "items") {
                unused("classes", &class.id);
            }
        }
        let is_named = |id: &str| {
            scheme.scores.iter().any(|score| {
                score.doubt.iter().any(|doubt| doubt.among.iter().any(|other| other == id))
                    || matches!(&score.function, Function::Blend { parts } if parts.iter().any(|(part, _)| part == id))
            })
        };
        for score in &scheme.scores {
            let is_used = scheme.items.iter().any(|item| item.scores.iter().flatten().any(|id| *id == score.id));
            if !is_used && !is_named(&score.id) {
                unused("scores", &score.id);
            }
        }
        for datum in &scheme.data {
            let is_used = scheme.items.iter().any(|item| match &item.from {
                ItemFrom::Data { data, per } => *data == datum.id || per.as_ref() == Some(&datum.id),
                _ => false,
            });
            if !is_used {
                unused("data", &datum.id);
            }
        }
    }
}
