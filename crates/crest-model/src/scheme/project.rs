//! A scheme as a project takes it up: what its items are bound to, and the events and values that belong to single units.

use std::collections::BTreeMap;

use super::{Item, Scheme};
use crate::Location;

/// Holds `[schemes.X]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectScheme {
    /// Name in the project.
    pub id: String,
    /// The scheme.
    pub scheme: Scheme,
    /// File it was read from, project-relative; `None` = it came with Crest.
    pub file: Option<String>,
    /// Indicator code by item; an item that is not here has no evidence yet.
    pub items: BTreeMap<String, String>,
    /// Indicator code by base datum.
    pub data: BTreeMap<String, String>,
    /// Grouping of the project by attribute that the groups of the scheme ask for.
    pub attributes: BTreeMap<String, String>,
    /// Position of the group of each place, in the order of [`crate::Model::places`]; `None` = in no group, or not ranked.
    pub groups: Vec<Option<usize>>,
    /// Events by unit and assessment year, in the order of the list.
    pub events: Vec<Event>,
    /// Base and goal values by unit and assessment year, in the order of the list.
    pub bases: Vec<UnitBasis>,
    /// Where `[schemes.X]` stands.
    pub location: Location,
}

impl ProjectScheme {
    /// Lists the items whose evidence is missing: neither bound to an indicator nor made of base data that all are.
    pub fn unbound(&self) -> impl Iterator<Item = &Item> {
        self.scheme.items.iter().filter(|item| {
            let is_bound = match &item.from {
                super::ItemFrom::Data { data, per } => {
                    self.data.contains_key(data) && per.as_ref().is_none_or(|per| self.data.contains_key(per))
                }
                super::ItemFrom::Indicator(_) | super::ItemFrom::Own => false,
            };
            !is_bound && !self.items.contains_key(&item.id)
        })
    }
}

/// Occurrences of a bonus, deduction or veto at a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Place.
    pub place: String,
    /// Assessment year in which it counts.
    pub year: i32,
    /// Identifier of the bonus, deduction or veto.
    pub rule: String,
    /// How often it occurred.
    pub count: u32,
    /// Evidence: document, case number, address.
    pub evidence: String,
    /// Source id.
    pub source: String,
    /// Where it stands.
    pub location: Location,
}

/// Base and goal value of an item for one unit, in the unit of measure of the item.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitBasis {
    /// Place.
    pub place: String,
    /// Assessment year; `None` = every one.
    pub year: Option<i32>,
    /// Item.
    pub item: String,
    /// Base value.
    pub base: Option<f64>,
    /// Goal value.
    pub goal: Option<f64>,
    /// Source id.
    pub source: String,
    /// Where it stands.
    pub location: Location,
}
