//! The list of places: roles, names, groups, and which lies in which.

use std::collections::BTreeMap;

use super::Loader;
use super::names::{Names, need, plain};
use super::raw::RawPlace;
use super::shape::At;
use crate::grid::Record;
use crate::model::{Place, Role};
use crate::{Diagnostic, Location, Text};

impl Loader<'_> {
    /// Reads and checks the places.
    pub(super) fn places(&mut self, reference: &At<String>) -> (Vec<Place>, Names) {
        let mut names = Names::new("place");
        let list = self.list(reference);
        let Some(list) = list.filter(|list| self.needed_columns(list, &["id"])) else {
            names.whole = false;
            return (Vec::new(), names);
        };
        let groupings: Vec<String> = list.header().iter().filter(|name| name.starts_with("group.")).cloned().collect();
        let mut known = RawPlace::row_columns();
        known.extend(groupings.iter().cloned());
        self.unread_columns(&list, &known);

        let mut places: Vec<Place> = Vec::new();
        let mut within: Vec<Vec<At<String>>> = Vec::new();
        for record in list.records() {
            let found = &mut self.found;
            let mut raw = RawPlace::from_row(&record, found);
            let Some(id) = need(raw.id.take(), "id", &record.location_of("id"), found) else { continue };
            if !names.add(&id, "C0301", found) {
                continue;
            }
            within.push(raw.within.take().map(|at| at.value.0).unwrap_or_default());
            places.push(place(id, raw, &record, &groupings, found));
        }
        self.containment(&mut places, &within, &names);
        self.shared_names(&places);
        self.missing_groups(&places, &groupings);
        if !places.is_empty() && !places.iter().any(|place| place.role.is_ranked()) {
            self.found.push(
                Diagnostic::warning("C0308", "no place is ranked")
                    .at(list.location())
                    .expected("at least one place of role unit or peer"),
            );
        }
        (places, names)
    }

    /// Resolves which place lies in which, and finds circles.
    fn containment(&mut self, places: &mut [Place], within: &[Vec<At<String>>], names: &Names) {
        let positions: BTreeMap<String, usize> = places.iter().enumerate().map(|(i, p)| (p.id.clone(), i)).collect();
        for (own, outer) in within.iter().enumerate() {
            for id in outer {
                let user = format!("the place `{}`", places[own].id);
                if names.check(id, "C0303", &user, &mut self.found)
                    && let Some(&position) = positions.get(&id.value)
                {
                    places[own].within.push(position);
                }
            }
        }
        let edges: Vec<Vec<usize>> = places.iter().map(|place| place.within.clone()).collect();
        for circle in super::tables::circles(&edges) {
            let ids: Vec<&str> = circle.iter().map(|&i| places[i].id.as_str()).collect();
            let mut diagnostic =
                Diagnostic::error("C0304", format!("places lie in each other in a circle: {}", ids.join(" in ")))
                    .at(within[circle[0]]
                        .first()
                        .map_or_else(|| places[circle[0]].location.clone(), |at| at.location.clone()))
                    .value(ids.join(";"))
                    .hint("a place lies in larger ones; take one of these out of the column `within`");
            for &member in &circle[1..] {
                diagnostic = diagnostic.related(places[member].location.clone(), format!("`{}`", places[member].id));
            }
            self.found.push(diagnostic);
        }
    }

    /// Finds names that two places share, by which data files could not tell them apart.
    fn shared_names(&mut self, places: &[Place]) {
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (position, place) in places.iter().enumerate() {
            let mut own: Vec<&str> = vec![&place.id, &place.name.zh, &place.name.en];
            own.extend(place.aliases.iter().map(String::as_str));
            own.sort_unstable();
            own.dedup();
            for name in own.into_iter().filter(|name| !name.is_empty()) {
                let other = *first.entry(name.to_lowercase()).or_insert(position);
                if other != position {
                    self.found.push(
                        Diagnostic::warning(
                            "C0305",
                            format!("`{}` and `{}` both answer to `{name}`", places[other].id, place.id),
                        )
                        .at(place.location.clone())
                        .value(name)
                        .hint("data files that say this name cannot be matched; give ids in them, or rename one place")
                        .related(places[other].location.clone(), "the other place"),
                    );
                }
            }
        }
    }

    /// Finds ranked places without a group where other ranked places have one.
    fn missing_groups(&mut self, places: &[Place], groupings: &[String]) {
        for grouping in groupings {
            let name = grouping.trim_start_matches("group.");
            let ranked = || places.iter().filter(|place| place.role.is_ranked());
            if !ranked().any(|place| place.groups.contains_key(name)) {
                continue;
            }
            for place in ranked().filter(|place| !place.groups.contains_key(name)) {
                self.found.push(
                    Diagnostic::warning(
                        "C0307",
                        format!("the ranked place `{}` has no group in `{grouping}`", place.id),
                    )
                    .at(place.location.clone())
                    .value(&place.id)
                    .hint("it takes no part in ranks within groups"),
                );
            }
        }
    }
}

/// Makes a place of its row.
fn place(
    id: At<String>,
    raw: RawPlace,
    record: &Record<'_>,
    groupings: &[String],
    found: &mut Vec<Diagnostic>,
) -> Place {
    let role = match raw.role {
        None => Role::Unit,
        Some(word) => role(&word.value).unwrap_or_else(|| {
            found.push(
                Diagnostic::error("C0302", format!("`{}` is no role of a place", word.value))
                    .at(word.location.clone())
                    .value(&word.value)
                    .expected("unit, peer, carrier or area (单元, 对标, 载体, 区域)"),
            );
            Role::Unit
        }),
    };
    let groups = groupings
        .iter()
        .filter_map(|column| Some((column.trim_start_matches("group.").to_owned(), record.cell(column)?.0.to_owned())))
        .collect();
    let name = raw.name.map(|at| at.value.0).filter(|name| !name.is_empty());
    Place {
        name: name.unwrap_or_else(|| Text::new("", id.value.clone())),
        aliases: raw.aliases.map(|at| at.value.0.into_iter().map(|a| a.value).collect()).unwrap_or_default(),
        role,
        groups,
        within: Vec::new(),
        point: point(raw.lon, raw.lat, &record.location(), found),
        outline: Vec::new(),
        schematic: false,
        territory: plain(raw.territory),
        note: plain(raw.note).0,
        location: id.location,
        id: id.value,
    }
}

/// Reads a role.
fn role(word: &str) -> Option<Role> {
    Some(match word.to_lowercase().as_str() {
        "unit" | "单元" | "评价单元" | "参评" => Role::Unit,
        "peer" | "对标" | "对比" => Role::Peer,
        "carrier" | "载体" => Role::Carrier,
        "area" | "区域" | "范围" => Role::Area,
        _ => return None,
    })
}

/// Checks a point in degrees.
fn point(lon: Option<At<f64>>, lat: Option<At<f64>>, row: &Location, found: &mut Vec<Diagnostic>) -> Option<[f64; 2]> {
    let mut refuse = |location: &Location, value: String, expected: &str| {
        found.push(
            Diagnostic::error("C0306", format!("the point of the place is off: {value}"))
                .at(location.clone())
                .value(value)
                .expected(expected),
        );
        None
    };
    match (lon, lat) {
        (None, None) => None,
        (Some(lon), Some(lat)) if lon.value.abs() <= 180.0 && lat.value.abs() <= 90.0 => Some([lon.value, lat.value]),
        (Some(lon), Some(lat)) => refuse(
            &lon.location,
            format!("{}, {}", lon.value, lat.value),
            "longitude from −180 to 180 and latitude from −90 to 90, in degrees (WGS-84)",
        ),
        (Some(one), None) | (None, Some(one)) => {
            let location = if one.location == *row { row } else { &one.location };
            refuse(location, one.value.to_string(), "both longitude and latitude, or neither")
        }
    }
}
