//! The lists beside a scheme: events, and base and goal values of single units.

use std::collections::BTreeMap;

use super::super::Loader;
use super::super::names::{Names, plain};
use super::super::raw_scheme::{RawEvent, RawUnitBasis};
use super::super::shape::At;
use super::usage::{Around, item_ids};
use crate::scheme::{Event, Scheme, UnitBasis};
use crate::{Diagnostic, Location, Period};

/// Most occurrences of one event at one unit in one year.
const MOST_COUNT: f64 = 1_000_000.0;

impl Loader<'_> {
    /// Reads the list of events.
    pub(super) fn events(&mut self, reference: &At<String>, scheme: &Scheme, around: &Around<'_>) -> Vec<Event> {
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
        let mut seen: BTreeMap<(String, String, i32, String), Location> = BTreeMap::new();
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
            // Without evidence two rows cannot be told to be the same event.
            let key = (place.value.clone(), rule.value.clone(), year, evidence.clone());
            if let Some(first) = seen.get(&key).filter(|_| !evidence.is_empty()) {
                found.push(
                    Diagnostic::warning(
                        "C1422",
                        format!("the event `{}` of `{}` in {year} appears twice", rule.value, place.value),
                    )
                    .at(location.clone())
                    .value(&evidence)
                    .hint("the same evidence counts twice; remove one row, or give each its own evidence")
                    .related(Location::clone(first), "first of the two"),
                );
            } else {
                seen.insert(key, location.clone());
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
    pub(super) fn bases(&mut self, reference: &At<String>, scheme: &Scheme, around: &Around<'_>) -> Vec<UnitBasis> {
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
        let mut seen: BTreeMap<(String, String, Option<i32>), Location> = BTreeMap::new();
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
            let key = (place.value.clone(), item.value.clone(), year);
            if let Some(first) = seen.get(&key) {
                found.push(
                    Diagnostic::error(
                        "C1423",
                        format!("the row of `{}` and `{}` appears twice", place.value, item.value),
                    )
                    .at(location.clone())
                    .value(&item.value)
                    .hint("one row for each place, item and assessment year")
                    .related(Location::clone(first), "first of the two"),
                );
            } else {
                seen.insert(key, location.clone());
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
