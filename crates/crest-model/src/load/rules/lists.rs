//! Topics, provisions and jurisdictions.

use std::collections::{BTreeMap, BTreeSet};

use super::Judge;
use crate::grid::{List, Record};
use crate::load::names::{Names, need, plain};
use crate::load::raw_rules::{RawJurisdiction, RawProvision, RawTopic, either};
use crate::load::shape::At;
use crate::rules::{Authority, Better, ChoiceOption, Extra, Jurisdiction, Kind, Lever, Provision, Topic};
use crate::{Diagnostic, Location, nearest};

/// Gathers the filled cells of columns that are not read.
pub(super) fn extra(record: &Record<'_>, known: &[String]) -> Extra {
    record
        .cells()
        .filter(|(name, ..)| !name.is_empty() && !known.iter().any(|own| own == name))
        .map(|(name, text, _)| (name.to_owned(), text.to_owned()))
        .collect()
}

impl Judge<'_> {
    /// Reads the topics.
    pub(super) fn topics(&mut self, list: &List) -> Vec<Topic> {
        let known = RawTopic::row_columns();
        self.slips(list, &known);
        if !self.needed(list, &["id"]) {
            self.names.topics.whole = false;
            return Vec::new();
        }
        let mut topics = Vec::new();
        let mut parents = Vec::new();
        for record in list.records() {
            let raw = RawTopic::from_row(&record, self.found);
            let Some(id) = need(raw.id, "id", &record.location_of("id"), self.found) else { continue };
            if !self.names.topics.add(&id, "C1602", self.found) {
                continue;
            }
            topics.push(Topic {
                id: id.value,
                parent: raw.parent.as_ref().map(|at| at.value.clone()),
                label: either(raw.label, raw.name).0,
                note: plain(raw.note).0,
                extra: extra(&record, &known),
            });
            parents.push(raw.parent);
        }
        let ids: Vec<&str> = topics.iter().map(|topic| topic.id.as_str()).collect();
        parents_fit(&self.names.topics, &ids, &parents, self.found);
        topics
    }

    /// Reads the jurisdictions.
    pub(super) fn jurisdictions(&mut self, list: &List) -> Vec<Jurisdiction> {
        let known = RawJurisdiction::row_columns();
        self.slips(list, &known);
        if !self.needed(list, &["id"]) {
            self.names.jurisdictions.whole = false;
            return Vec::new();
        }
        let mut jurisdictions = Vec::new();
        let mut parents = Vec::new();
        for record in list.records() {
            let raw = RawJurisdiction::from_row(&record, self.found);
            let Some(id) = need(raw.id, "id", &record.location_of("id"), self.found) else { continue };
            if !self.names.jurisdictions.add(&id, "C1602", self.found) {
                continue;
            }
            if let Some(at) = raw.population.as_ref().filter(|at| !(at.value.is_finite() && at.value > 0.0)) {
                self.found.push(
                    Diagnostic::error("C1607", format!("the population of `{}` is {}", id.value, at.value))
                        .at(at.location.clone())
                        .value(at.value.to_string())
                        .expected("a number above 0"),
                );
            }
            jurisdictions.push(Jurisdiction {
                id: id.value,
                label: either(raw.label, raw.name).0,
                parent: raw.parent.as_ref().map(|at| at.value.clone()),
                population: raw.population.map(|at| at.value),
                note: plain(raw.note).0,
                extra: extra(&record, &known),
                location: id.location,
            });
            parents.push(raw.parent);
        }
        let ids: Vec<&str> = jurisdictions.iter().map(|one| one.id.as_str()).collect();
        parents_fit(&self.names.jurisdictions, &ids, &parents, self.found);
        jurisdictions
    }

    /// Reads the provisions.
    pub(super) fn provisions(&mut self, list: &List) -> Vec<Provision> {
        let known = RawProvision::row_columns();
        self.slips(list, &known);
        if !self.needed(list, &["id", "kind"]) {
            self.names.provisions.whole = false;
            return Vec::new();
        }
        let mut provisions = Vec::new();
        let mut earlier = Vec::new();
        for record in list.records() {
            let raw = RawProvision::from_row(&record, self.found);
            let Some(id) = need(raw.id.clone(), "id", &record.location_of("id"), self.found) else { continue };
            if !self.names.provisions.add(&id, "C1602", self.found) {
                continue;
            }
            if let Some(topic) = &raw.topic {
                self.names.topics.check(topic, "C1603", &format!("the provision `{}`", id.value), self.found);
            }
            earlier.push(raw.supersedes.clone());
            let provision = self.provision(raw, id, &record, &known);
            provisions.push(provision);
        }
        let ids: Vec<&str> = provisions.iter().map(|one: &Provision| one.id.as_str()).collect();
        parents_fit(&self.names.provisions, &ids, &earlier, self.found);
        provisions
    }

    /// Checks one provision; what is wrong is left out of it.
    fn provision(&mut self, raw: RawProvision, id: At<String>, record: &Record<'_>, known: &[String]) -> Provision {
        let kind = need(raw.kind, "kind", &record.location_of("kind"), self.found);
        let kind = self.word(kind, Kind::WORDS, "kind").unwrap_or(Kind::Text);
        let options = self.options(&id.value, kind, raw.options.map(|at| at.value.0), record);
        let is_ordered = raw.ordered.as_ref().is_some_and(|at| at.value);
        if let Some(at) = raw.ordered.filter(|at| at.value && kind != Kind::Choice) {
            self.found.push(
                Diagnostic::error("C1606", format!("the provision `{}` is ordered but no choice", id.value))
                    .at(at.location)
                    .value("yes")
                    .expected("`ordered` for provisions of kind `choice` alone"),
            );
        }
        Provision {
            topic: plain(raw.topic),
            question: plain(raw.question).0,
            kind,
            unit: plain(raw.unit),
            options,
            is_ordered,
            better: self.word(raw.better, Better::WORDS, "better"),
            lever: self.word(raw.lever, Lever::WORDS, "lever"),
            authority: self.word(raw.authority, Authority::WORDS, "authority"),
            method_ref: plain(raw.method_ref),
            supersedes: raw.supersedes.map(|at| at.value),
            note: plain(raw.note).0,
            extra: extra(record, known),
            id: id.value,
            location: id.location,
        }
    }

    /// Checks the options of a provision.
    fn options(
        &mut self,
        id: &str,
        kind: Kind,
        raw: Option<Vec<At<String>>>,
        record: &Record<'_>,
    ) -> Vec<ChoiceOption> {
        let raw = raw.unwrap_or_default();
        let place = record.location_of("options");
        if kind == Kind::Choice && raw.len() < 2 {
            self.found.push(
                Diagnostic::error("C1606", format!("the provision `{id}` is a choice of {} options", raw.len()))
                    .at(place)
                    .value(record.text("options"))
                    .expected("at least two options, such as `none; filing; licence`"),
            );
            return Vec::new();
        }
        if kind != Kind::Choice && !raw.is_empty() {
            self.found.push(
                Diagnostic::error("C1606", format!("the provision `{id}` has options but is no choice"))
                    .at(place)
                    .value(record.text("options"))
                    .expected("options for provisions of kind `choice` alone"),
            );
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        let mut options = Vec::new();
        for at in raw {
            let (own, label) = at.value.split_once('=').unwrap_or((&at.value, ""));
            let own = own.trim().to_owned();
            if !seen.insert(own.to_lowercase()) {
                self.found.push(
                    Diagnostic::error("C1606", format!("the provision `{id}` has the option `{own}` twice"))
                        .at(at.location.clone())
                        .value(&own)
                        .expected("options that differ"),
                );
                continue;
            }
            options.push(ChoiceOption { id: own, label: label.trim().to_owned() });
        }
        options
    }
}

/// Checks that parents exist and form no circle; each circle is reported once, at its first member.
pub(super) fn parents_fit(names: &Names, ids: &[&str], parents: &[Option<At<String>>], found: &mut Vec<Diagnostic>) {
    let position: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    for (id, parent) in ids.iter().zip(parents) {
        if let Some(parent) = parent {
            names.check(parent, "C1603", &format!("the {} `{id}`", names.what), found);
        }
    }
    let up: Vec<Option<usize>> = parents
        .iter()
        .map(|parent| parent.as_ref().and_then(|parent| position.get(parent.value.as_str()).copied()))
        .collect();
    // 0 = not seen, otherwise the walk that saw it.
    let mut seen = vec![0_usize; ids.len()];
    for start in 0..ids.len() {
        let mut here = start;
        while seen[here] == 0 {
            seen[here] = start + 1;
            let Some(next) = up[here] else { break };
            here = next;
            if seen[here] == start + 1 {
                let circle = circle_at(here, &up);
                let line: Vec<&str> = circle.iter().map(|i| ids[*i]).collect();
                let place: Location = parents[here].as_ref().expect("it has a parent in the circle").location.clone();
                found.push(
                    Diagnostic::error("C1605", format!("the {} `{}` lies in itself", names.what, ids[here]))
                        .at(place)
                        .value(line.join(" > "))
                        .expected("parents that end"),
                );
                break;
            }
        }
    }
}

/// Lists the members of the circle through a position.
fn circle_at(start: usize, up: &[Option<usize>]) -> Vec<usize> {
    let mut circle = vec![start];
    let mut here = up[start];
    while let Some(next) = here.filter(|next| *next != start) {
        circle.push(next);
        here = up[next];
    }
    circle.push(start);
    circle
}

/// Finds the nearest of some words, as a hint.
pub(super) fn hint(diagnostic: Diagnostic, wanted: &str, among: &[&str]) -> Diagnostic {
    match nearest(wanted, among.iter().copied()) {
        Some(close) => diagnostic.hint(format!("did you mean `{close}`?")),
        None => diagnostic,
    }
}
