//! `[schemes.X]`: the scheme a project takes up, what its items are bound to, and the lists of events and bases.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Loader;
use super::super::names::{Names, plain};
use super::super::raw_scheme::{RawEvent, RawSchemeUse, RawUnitBasis};
use super::super::shape::{At, Map};
use super::{Read, read};
use crate::model::{Node, Place};
use crate::scheme::{Event, Item, ItemFrom, ProjectScheme, Scheme, UnitBasis, find_shipped, shipped};
use crate::{Diagnostic, Location, Period, Unit, nearest};

/// What `[schemes.X]` may refer to.
pub(in crate::load) struct Around<'a> {
    pub(in crate::load) nodes: &'a [Node],
    pub(in crate::load) indicators: &'a Names,
    pub(in crate::load) places: &'a [Place],
    pub(in crate::load) place_names: &'a Names,
    pub(in crate::load) sources: &'a Names,
}

/// Most occurrences of one event at one unit in one year.
const MOST_COUNT: f64 = 1_000_000.0;

impl Loader<'_> {
    /// Reads and checks the schemes of the project, in the order of their names.
    pub(in crate::load) fn schemes(
        &mut self,
        raw: Map<RawSchemeUse>,
        around: &Around<'_>,
    ) -> BTreeMap<String, ProjectScheme> {
        let mut schemes = BTreeMap::new();
        for (id, At { value, location }) in raw {
            let named = At::new(id.clone(), location.clone());
            Names::new("scheme").add(&named, "C1402", &mut self.found);
            let scheme = self.scheme(&id, value, &location, around);
            schemes.extend(scheme.map(|scheme| (id, scheme)));
        }
        schemes
    }

    fn scheme(
        &mut self,
        id: &str,
        raw: RawSchemeUse,
        location: &Location,
        around: &Around<'_>,
    ) -> Option<ProjectScheme> {
        let (Read { scheme, items: places }, file) = self.origin(id, &raw, location)?;
        let base = format!("schemes.{id}");
        let mut bound = self.stated_bindings(&base, "items", plain(raw.items), &item_ids(&scheme), around);
        let mut data = self.stated_bindings(&base, "data", plain(raw.data), &datum_ids(&scheme), around);
        self.own_bindings(&scheme, file.as_ref().map(|_| &places), &mut bound, &mut data, around);
        self.bindings_fit(&scheme, &bound, &data, around);
        let attributes = self.attributes(&base, &scheme, plain(raw.groups), location, around);
        let groups = self.groups_of_places(&scheme, &attributes, location, around);
        let events = raw.events.map(|at| self.events(&at, &scheme, around)).unwrap_or_default();
        let bases = raw.bases.map(|at| self.bases(&at, &scheme, around)).unwrap_or_default();
        let code = |at: At<String>| at.value;
        Some(ProjectScheme {
            id: id.to_owned(),
            scheme,
            file,
            items: bound.into_iter().map(|(item, at)| (item, code(at))).collect(),
            data: data.into_iter().map(|(datum, at)| (datum, code(at))).collect(),
            attributes,
            groups,
            events,
            bases,
            location: location.clone(),
        })
    }

    /// Reads the scheme from the file of the project, or takes the one that comes with Crest.
    fn origin(&mut self, id: &str, raw: &RawSchemeUse, location: &Location) -> Option<(Read, Option<String>)> {
        match (&raw.file, &raw.builtin) {
            (Some(file), None) => {
                let text = self.text(&file.value, Some(&file.location))?;
                let read = read(&file.value, &text, &mut self.found)?;
                Some((read, Some(file.value.clone())))
            }
            (None, Some(name)) => {
                let Some(own) = find_shipped(&name.value) else {
                    let ids: Vec<&str> = shipped().iter().map(|own| own.id).collect();
                    let mut diagnostic =
                        Diagnostic::error("C1416", format!("no scheme `{}` comes with Crest", name.value))
                            .at(name.location.clone())
                            .value(&name.value)
                            .expected(format!("one of {}", ids.join(", ")));
                    if let Some(close) = nearest(&name.value, ids.into_iter()) {
                        diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
                    }
                    self.found.push(diagnostic);
                    return None;
                };
                Some((Read { scheme: own.scheme(), items: BTreeMap::new() }, None))
            }
            (file, _) => {
                let words = if file.is_some() { "both `file` and `builtin`" } else { "neither `file` nor `builtin`" };
                self.found.push(
                    Diagnostic::error("C1416", format!("`schemes.{id}` has {words}"))
                        .at(location.clone())
                        .value(id)
                        .expected("one of the two: a scheme file of the project, or the name of a scheme that comes with Crest"),
                );
                None
            }
        }
    }

    /// Checks the bindings that the project states.
    fn stated_bindings(
        &mut self,
        base: &str,
        part: &str,
        raw: Map<String>,
        known: &[&str],
        around: &Around<'_>,
    ) -> BTreeMap<String, At<String>> {
        let mut bound = BTreeMap::new();
        for (key, at) in raw {
            if !known.contains(&key.as_str()) {
                let what = if part == "items" { "item" } else { "base datum" };
                let mut diagnostic = Diagnostic::error(
                    "C1417",
                    format!("`{base}.{part}` names the {what} `{key}`, which does not exist"),
                )
                .at(at.location.clone())
                .value(&key)
                .expected(super::of_the_scheme(what));
                if let Some(close) = nearest(&key, known.iter().copied()) {
                    diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
                }
                self.found.push(diagnostic);
                continue;
            }
            if around.indicators.check(&at, "C1417", &format!("`{base}.{part}.{key}`"), &mut self.found) {
                bound.insert(key, at);
            }
        }
        bound
    }

    /// Binds what the scheme itself names where the framework has it; in a scheme file of the project a name that the
    /// framework lacks is told.
    fn own_bindings(
        &mut self,
        scheme: &Scheme,
        places: Option<&BTreeMap<String, Location>>,
        bound: &mut BTreeMap<String, At<String>>,
        data: &mut BTreeMap<String, At<String>>,
        around: &Around<'_>,
    ) {
        let measured = |code: &str| around.nodes.iter().any(|node| node.code == code && node.indicator.is_some());
        for item in &scheme.items {
            let place = places.and_then(|places| places.get(&item.id));
            let code = match &item.from {
                ItemFrom::Indicator(code) => code,
                ItemFrom::Own | ItemFrom::Data { .. } => continue,
            };
            if bound.contains_key(&item.id) {
                continue;
            }
            if measured(code) {
                let location = place.cloned().unwrap_or_else(|| Location::file("crest.toml"));
                bound.insert(item.id.clone(), At::new(code.clone(), location));
            } else if let (Some(place), true) = (place, around.indicators.whole) {
                let mut diagnostic = Diagnostic::warning(
                    "C1417",
                    format!(
                        "the item `{}` names the indicator `{code}`, which the framework does not measure",
                        item.id
                    ),
                )
                .at(place.clone())
                .value(code)
                .hint("it counts as evidence missing; name another one in `items` of `[schemes]`");
                if let Some(close) = nearest(code, around.indicators.iter()) {
                    diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
                }
                self.found.push(diagnostic);
            }
        }
        for datum in &scheme.data {
            if !data.contains_key(&datum.id) && measured(&datum.id) {
                data.insert(datum.id.clone(), At::new(datum.id.clone(), Location::file("crest.toml")));
            }
        }
    }

    /// Checks that what is bound measures the same kind of quantity, and in the same direction.
    fn bindings_fit(
        &mut self,
        scheme: &Scheme,
        items: &BTreeMap<String, At<String>>,
        data: &BTreeMap<String, At<String>>,
        around: &Around<'_>,
    ) {
        let wanted =
            scheme.items.iter().filter_map(|item| Some((&item.id, &item.unit, item.direction, items.get(&item.id)?)));
        let figures = scheme.data.iter().filter_map(|datum| Some((&datum.id, &datum.unit, 0, data.get(&datum.id)?)));
        for (id, unit, direction, at) in wanted.chain(figures) {
            let Some(node) = around.nodes.iter().find(|node| node.code == at.value) else { continue };
            let Some(spec) = &node.indicator else {
                self.found.push(
                    Diagnostic::error("C1418", format!("`{id}` is bound to `{}`, which is no indicator", at.value))
                        .at(at.location.clone())
                        .value(&at.value)
                        .expected("an indicator with a table"),
                );
                continue;
            };
            if Unit::parse(unit).is_ok_and(|unit| !unit.is_like(&spec.unit)) {
                self.found.push(
                    Diagnostic::error(
                        "C1418",
                        format!("`{id}` is in `{unit}`, the indicator `{}` in `{}`", at.value, spec.unit),
                    )
                    .at(at.location.clone())
                    .value(&at.value)
                    .expected("an indicator of the same kind of quantity"),
                );
            }
            if direction != 0 && spec.direction == -direction {
                self.found.push(
                    Diagnostic::warning(
                        "C1418",
                        format!(
                            "of `{id}` {} is better, of the indicator `{}` {}",
                            word(direction),
                            at.value,
                            word(-direction)
                        ),
                    )
                    .at(at.location.clone())
                    .value(&at.value)
                    .hint("the scheme scores by its own direction; see whether the right indicator is bound"),
                );
            }
        }
    }

    /// Finds the grouping of the project for each attribute that groups ask for.
    fn attributes(
        &mut self,
        base: &str,
        scheme: &Scheme,
        raw: Map<String>,
        location: &Location,
        around: &Around<'_>,
    ) -> BTreeMap<String, String> {
        let known: BTreeSet<&str> =
            around.places.iter().flat_map(|place| place.groups.keys().map(String::as_str)).collect();
        let asked = scheme.attributes();
        for (attribute, at) in &raw {
            if !asked.contains(&attribute.as_str()) {
                self.found.push(
                    Diagnostic::error(
                        "C1417",
                        format!("`{base}.groups` names the attribute `{attribute}`, which does not exist"),
                    )
                    .at(at.location.clone())
                    .value(attribute)
                    .expected("an attribute that the groups of the scheme ask for"),
                );
            }
        }
        let mut attributes = BTreeMap::new();
        for attribute in asked {
            let stated = raw.get(attribute);
            let grouping = stated.map_or(attribute, |at| at.value.trim_start_matches("group."));
            if known.contains(grouping) {
                attributes.insert(attribute.to_owned(), grouping.to_owned());
            } else if around.place_names.whole {
                let at = stated.map_or(location, |at| &at.location);
                let message = format!("no place has a group in `{grouping}`");
                let expected = format!("a column `group.{grouping}` in the list of places");
                let diagnostic = match stated {
                    Some(_) => Diagnostic::error("C1417", message),
                    None => Diagnostic::warning("C1419", message),
                };
                let mut diagnostic = diagnostic.at(at.clone()).value(grouping).expected(expected);
                if let Some(close) = nearest(grouping, known.iter().copied()) {
                    diagnostic = diagnostic.hint(format!("did you mean `{close}`?"));
                }
                self.found.push(diagnostic);
            }
        }
        attributes
    }

    /// Finds the group of every ranked place; one that falls into none is told where the attributes are known.
    fn groups_of_places(
        &mut self,
        scheme: &Scheme,
        attributes: &BTreeMap<String, String>,
        location: &Location,
        around: &Around<'_>,
    ) -> Vec<Option<usize>> {
        let is_known = scheme.attributes().iter().all(|attribute| attributes.contains_key(*attribute));
        let mut groups = Vec::with_capacity(around.places.len());
        for place in around.places {
            let of = |(attribute, grouping): (&String, &String)| {
                Some((attribute.clone(), place.groups.get(grouping)?.clone()))
            };
            let own: BTreeMap<String, String> = attributes.iter().filter_map(of).collect();
            let group = if place.role.is_ranked() { scheme.find_group(&own) } else { None };
            if group.is_none() && place.role.is_ranked() && is_known && !scheme.groups.is_empty() {
                let shown = own.values().cloned().collect::<Vec<_>>().join(", ");
                self.found.push(
                    Diagnostic::warning(
                        "C1419",
                        format!("the ranked place `{}` falls into no group of the scheme `{}`", place.id, scheme.id),
                    )
                    .at(place.location.clone())
                    .value(shown)
                    .hint("give it one of the values that the groups ask for")
                    .related(location.clone(), "the scheme is taken up here"),
                );
            }
            groups.push(group);
        }
        groups
    }

    /// Reads the list of events.
    fn events(&mut self, reference: &At<String>, scheme: &Scheme, around: &Around<'_>) -> Vec<Event> {
        let Some(list) = self.list(reference) else { return Vec::new() };
        if !self.needed_columns(&list, &["place", "period", "rule"]) {
            return Vec::new();
        }
        self.unread_columns(&list, &RawEvent::row_columns());
        let mut rules = Names::new("event rule");
        let ids = scheme.bonus.iter().chain(&scheme.deductions).map(|rule| &rule.id);
        for id in ids.chain(scheme.vetoes.iter().map(|veto| &veto.id)) {
            rules.add(&At::new(id.clone(), reference.location.clone()), "C1402", &mut Vec::new());
        }
        let mut events: Vec<Event> = Vec::new();
        for record in list.records() {
            let found = &mut self.found;
            let raw = RawEvent::from_row(&record, found);
            let need =
                |raw, key: &str, found: &mut _| super::super::names::need(raw, key, &record.location_of(key), found);
            let place: Option<At<String>> = need(raw.place, "place", found);
            let rule: Option<At<String>> = need(raw.rule, "rule", found);
            let has_period = record.cell("period").is_some();
            if !has_period {
                super::super::names::need::<Period>(None, "period", &record.location_of("period"), found);
            }
            let year = raw.period.and_then(|at| assessment_year(&at, scheme, found));
            let count = raw.count.map_or(Some(1), |at| whole_count(&at, found));
            let mut is_good = true;
            if let Some(place) = &place {
                is_good &= around.place_names.check(place, "C1420", "the event", found);
            }
            if let Some(rule) = &rule {
                is_good &= rules.check(rule, "C1420", "the event", found);
            }
            if let Some(source) = &raw.source {
                around.sources.check(source, "C0114", "the event", found);
            }
            let (Some(place), Some(rule), Some(year), Some(count), true) = (place, rule, year, count, is_good) else {
                continue;
            };
            let evidence = plain(raw.evidence);
            if evidence.is_empty() {
                found.push(
                    Diagnostic::warning(
                        "C1422",
                        format!("the event `{}` of `{}` in {year} has no evidence", rule.value, place.value),
                    )
                    .at(record.location_of("evidence"))
                    .hint("name the document or the case in the column `evidence`"),
                );
            }
            let location = record.location();
            let same = |event: &&Event| event.place == place.value && event.rule == rule.value && event.year == year;
            if let Some(first) =
                events.iter().filter(same).find(|event| event.evidence == evidence && !evidence.is_empty())
            {
                found.push(
                    Diagnostic::warning(
                        "C1422",
                        format!("the event `{}` of `{}` in {year} appears twice", rule.value, place.value),
                    )
                    .at(location.clone())
                    .value(&evidence)
                    .hint("the same evidence counts twice; remove one row, or give each its own evidence")
                    .related(first.location.clone(), "first of the two"),
                );
            }
            events.push(Event {
                place: place.value,
                year,
                rule: rule.value,
                count,
                evidence,
                source: plain(raw.source),
                location,
            });
        }
        events
    }

    /// Reads the list of base and goal values of single units.
    fn bases(&mut self, reference: &At<String>, scheme: &Scheme, around: &Around<'_>) -> Vec<UnitBasis> {
        let Some(list) = self.list(reference) else { return Vec::new() };
        if !self.needed_columns(&list, &["place", "item"]) {
            return Vec::new();
        }
        self.unread_columns(&list, &RawUnitBasis::row_columns());
        let mut items = Names::new("item");
        for id in item_ids(scheme) {
            items.add(&At::new(id.to_owned(), reference.location.clone()), "C1402", &mut Vec::new());
        }
        let mut bases: Vec<UnitBasis> = Vec::new();
        for record in list.records() {
            let found = &mut self.found;
            let n_before = found.len();
            let raw = RawUnitBasis::from_row(&record, found);
            let is_read = found.len() == n_before;
            let need =
                |raw, key: &str, found: &mut _| super::super::names::need(raw, key, &record.location_of(key), found);
            let place: Option<At<String>> = need(raw.place, "place", found);
            let item: Option<At<String>> = need(raw.item, "item", found);
            let year = match raw.period {
                None => None,
                Some(at) => match assessment_year(&at, scheme, found) {
                    None => continue,
                    year => year,
                },
            };
            let is_place = place.as_ref().is_some_and(|at| around.place_names.check(at, "C1423", "the row", found));
            let is_item = item.as_ref().is_some_and(|at| items.check(at, "C1423", "the row", found));
            if let Some(source) = &raw.source {
                around.sources.check(source, "C0114", "the row", found);
            }
            let (Some(place), Some(item)) = (place, item) else { continue };
            let (base, goal) = (raw.base.map(|at| at.value), raw.goal.map(|at| at.value));
            if base.is_none() && goal.is_none() && is_read {
                found.push(
                    Diagnostic::error(
                        "C1423",
                        format!("the row of `{}` and `{}` holds neither base nor goal", place.value, item.value),
                    )
                    .at(record.location())
                    .value(&item.value)
                    .expected("a number in `base`, in `goal`, or in both"),
                );
            }
            if !(is_place && is_item) {
                continue;
            }
            let location = record.location();
            let same = |row: &&UnitBasis| row.place == place.value && row.item == item.value && row.year == year;
            if let Some(first) = bases.iter().find(same) {
                found.push(
                    Diagnostic::error(
                        "C1423",
                        format!("the row of `{}` and `{}` appears twice", place.value, item.value),
                    )
                    .at(location.clone())
                    .value(&item.value)
                    .hint("one row for each place, item and assessment year")
                    .related(first.location.clone(), "first of the two"),
                );
            }
            bases.push(UnitBasis {
                place: place.value,
                year,
                item: item.value,
                base,
                goal,
                source: plain(raw.source),
                location,
            });
        }
        bases
    }
}

fn item_ids(scheme: &Scheme) -> Vec<&str> {
    scheme.items.iter().map(|item: &Item| item.id.as_str()).collect()
}

fn datum_ids(scheme: &Scheme) -> Vec<&str> {
    scheme.data.iter().map(|datum| datum.id.as_str()).collect()
}

/// Returns the word for a direction.
fn word(direction: i8) -> &'static str {
    if direction < 0 { "less" } else { "more" }
}

/// Judges an assessment year; one for which the scheme does not hold is told.
fn assessment_year(at: &At<Period>, scheme: &Scheme, found: &mut Vec<Diagnostic>) -> Option<i32> {
    if !at.value.is_year() {
        found.push(
            Diagnostic::error("C1421", format!("the assessment year is {}", at.value))
                .at(at.location.clone())
                .value(at.value.to_string())
                .expected("a year such as 2021"),
        );
        return None;
    }
    let year = at.value.year();
    if year < scheme.first_year || scheme.last_year.is_some_and(|last| year > last) {
        found.push(
            Diagnostic::warning(
                "C1422",
                format!("the scheme `{}` does not hold for the assessment of {year}", scheme.id),
            )
            .at(at.location.clone())
            .value(year.to_string())
            .hint("the row counts only where the scheme is run for that year all the same"),
        );
    }
    Some(year)
}

/// Judges how often an event occurred.
fn whole_count(at: &At<f64>, found: &mut Vec<Diagnostic>) -> Option<u32> {
    let count = at.value;
    if count.fract() == 0.0 && (0.0..=MOST_COUNT).contains(&count) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number within bounds")]
        return Some(count as u32);
    }
    found.push(
        Diagnostic::error("C1421", format!("the event occurred {count} times"))
            .at(at.location.clone())
            .value(count.to_string())
            .expected("a whole number from 0 to 1000000"),
    );
    None
}
