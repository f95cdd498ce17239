//! `[schemes.X]`: the scheme a project takes up, what its items are bound to, and the lists of events and bases.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Loader;
use super::super::names::{Names, plain};
use super::super::raw_scheme::RawSchemeUse;
use super::super::shape::{At, Map};
use super::{Read, read};
use crate::model::{Node, Place};
use crate::scheme::{Item, ItemFrom, ProjectScheme, Scheme, find_shipped, shipped};
use crate::{Diagnostic, Location, Unit, nearest};

/// What `[schemes.X]` may refer to.
pub(in crate::load) struct Around<'a> {
    pub(in crate::load) nodes: &'a [Node],
    pub(in crate::load) indicators: &'a Names,
    pub(in crate::load) places: &'a [Place],
    pub(in crate::load) place_names: &'a Names,
    pub(in crate::load) sources: &'a Names,
}

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
        let attributes = self.attributes(&base, &scheme, &plain(raw.groups), location, around);
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
                let message = if file.is_some() {
                    format!("`schemes.{id}` has both `file` and `builtin`")
                } else {
                    format!("`schemes.{id}` has neither `file` nor `builtin`")
                };
                self.found.push(Diagnostic::error("C1416", message).at(location.clone()).value(id).expected(
                    "one of the two: a scheme file of the project, or the name of a scheme that comes with Crest",
                ));
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
        raw: &Map<String>,
        location: &Location,
        around: &Around<'_>,
    ) -> BTreeMap<String, String> {
        let known: BTreeSet<&str> =
            around.places.iter().flat_map(|place| place.groups.keys().map(String::as_str)).collect();
        let asked = scheme.attributes();
        for (attribute, at) in raw {
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
}

pub(super) fn item_ids(scheme: &Scheme) -> Vec<&str> {
    scheme.items.iter().map(|item: &Item| item.id.as_str()).collect()
}

fn datum_ids(scheme: &Scheme) -> Vec<&str> {
    scheme.data.iter().map(|datum| datum.id.as_str()).collect()
}

/// Returns the word for a direction.
fn word(direction: i8) -> &'static str {
    if direction < 0 { "less" } else { "more" }
}
