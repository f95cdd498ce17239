//! Network scenarios: a TOML file of changes to lines, stops and streets, applied in order.

mod text;

use crest_model::{Diagnostic, Location};
use crest_reach::geo::Point;
use crest_reach::gtfs::Feed;
use crest_reach::street::{Allowed, StreetPatch};
use crest_reach::timetable::{NewCall, NewTiming, Patch, Which};

use super::network::Stop;
use super::trip::find_time;
use text::Change;

/// Holds the changes of a file, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkChange {
    /// Name of the file, for what is said about it.
    pub source: String,
    changes: Vec<Change>,
}

/// Changes by position of stop and route.
pub(super) struct Resolved {
    pub(super) day: Vec<Patch>,
    pub(super) lines: Vec<String>,
    pub(super) streets: Vec<StreetPatch>,
}

impl NetworkChange {
    /// Reads a scenario; `name` is only shown.
    ///
    /// # Errors
    /// `C1709` where the text is no TOML, or has a kind or key that is not known.
    pub fn read(name: &str, text: &str) -> Result<Self, Diagnostic> {
        Ok(Self { source: name.to_owned(), changes: text::read(name, text)? })
    }

    /// Tells whether streets are changed, and with them walks between old places.
    pub(super) fn has_streets(&self) -> bool {
        self.changes
            .iter()
            .any(|own| matches!(own, Change::AddStreet { .. } | Change::CloseStreet { .. } | Change::CarSpeed { .. }))
    }

    pub(super) fn failed(&self, why: &str) -> Diagnostic {
        let message = format!("the network scenario `{}` cannot be applied: {why}", self.source);
        Diagnostic::error("C1709", message).at(Location::file(self.source.clone()))
    }

    /// Finds the stops and routes that are named; added stations are appended to `stops`.
    pub(super) fn resolve(
        &self,
        feeds: &[Feed],
        stops: &mut Vec<Stop>,
        is_transit: bool,
    ) -> Result<Resolved, Vec<Diagnostic>> {
        let n_before = stops.len();
        for change in &self.changes {
            if let Change::AddStation { id, name, zone, lon, lat } = change {
                let name = if name.is_empty() { id.clone() } else { name.clone() };
                let point = Some(Point::new(*lon, *lat)).filter(|point| point.is_on_earth());
                stops.push(Stop { id: id.clone(), name, feed: String::new(), zone: zone.clone(), point });
            }
        }
        let mut resolver = Resolver { change: self, feeds, stops, n_before, found: Vec::new(), mistakes: Vec::new() };
        let mut resolved = Resolved { day: Vec::new(), lines: Vec::new(), streets: Vec::new() };
        let n = stops.len() - n_before;
        if n > 0 {
            resolved.day.push(Patch::AddStops { n });
        }
        for (position, change) in self.changes.iter().enumerate() {
            resolver.one(position, change, &mut resolved.lines, &mut resolved.streets);
        }
        if !resolver.mistakes.is_empty() {
            return Err(resolver.mistakes);
        }
        resolved.day.append(&mut resolver.found);
        if !is_transit {
            resolved.day.clear();
        }
        Ok(resolved)
    }
}

struct Resolver<'a> {
    change: &'a NetworkChange,
    feeds: &'a [Feed],
    stops: &'a [Stop],
    n_before: usize,
    found: Vec<Patch>,
    mistakes: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn one(&mut self, position: usize, change: &Change, lines: &mut Vec<String>, streets: &mut Vec<StreetPatch>) {
        match change {
            Change::AddStation { id, lon, lat, .. } => {
                if !Point::new(*lon, *lat).is_on_earth() {
                    self.mistake(position, &format!("the station `{id}` lies at {lon}, {lat}"));
                }
                if self.stops[..self.n_before].iter().any(|stop| stop.id == *id) {
                    self.mistake(position, &format!("the id `{id}` is that of a stop already"));
                }
            }
            Change::AddLine { .. } => self.line(position, change, lines),
            Change::CloseLine { route } => {
                let patches = self.which(position, route, lines).into_iter().map(Patch::Remove);
                self.found.extend(patches.collect::<Vec<_>>());
            }
            Change::CloseStop { stop } => {
                let stop = self.stop(position, stop);
                self.found.extend(stop.map(|stop| Patch::CloseStop { stop }));
            }
            Change::Headway { route, headway_minutes, from, until } => {
                let (start_s, end_s) = (self.time(position, from), self.time(position, until));
                let headway_s = self.seconds(position, *headway_minutes * 60.0);
                for of in self.which(position, route, lines) {
                    self.found.push(Patch::Headway { of, start_s, end_s, headway_s });
                }
            }
            Change::Retime { route, speed, dwell_seconds } => {
                let dwell_s = dwell_seconds.map(|seconds| self.seconds(position, seconds));
                for of in self.which(position, route, lines) {
                    self.found.push(Patch::Retime { of, speed: *speed, dwell_s });
                }
            }
            Change::Reroute { route, from_stop, to_stop, via, ride_minutes, dwell_seconds } => {
                if ride_minutes.len() != via.len() + 1 {
                    let (n, due) = (ride_minutes.len(), via.len() + 1);
                    self.mistake(position, &format!("`ride_minutes` has {n} entries instead of {due}"));
                    return;
                }
                let (from, to) = (self.stop(position, from_stop), self.stop(position, to_stop));
                let calls = self.calls(position, via, ride_minutes, *dwell_seconds);
                let ride_s = self.seconds(position, ride_minutes[via.len()] * 60.0);
                if let (Some(from), Some(to)) = (from, to) {
                    for of in self.which(position, route, lines) {
                        self.found.push(Patch::Reroute { of, from, to, via: calls.clone(), ride_s });
                    }
                }
            }
            Change::AddStreet { points, modes, one_way, car_km_h } => {
                let allowed = self.allowed(position, modes);
                let back = Allowed { walk: allowed.walk, ..Allowed::default() };
                let line = points.iter().map(|[lon, lat]| Point::new(*lon, *lat)).collect();
                let allowed = [allowed, if *one_way { back } else { allowed }];
                streets.push(StreetPatch::Add { line, allowed, car_km_h: *car_km_h });
            }
            Change::CloseStreet { from, to, modes } => {
                let modes = self.allowed(position, modes);
                let [from, to] = [from, to].map(|[lon, lat]| Point::new(*lon, *lat));
                streets.push(StreetPatch::Close { from, to, modes });
            }
            Change::CarSpeed { way, factor } => {
                streets.push(StreetPatch::CarSpeed { way_id: *way, factor: *factor });
            }
        }
    }

    fn line(&mut self, position: usize, change: &Change, lines: &mut Vec<String>) {
        let Change::AddLine {
            id,
            stops,
            ride_minutes,
            dwell_seconds,
            both_ways,
            headway_minutes,
            from,
            until,
            departures,
        } = change
        else {
            return;
        };
        if stops.len() != ride_minutes.len() + 1 {
            let (n, due) = (ride_minutes.len(), stops.len().saturating_sub(1));
            self.mistake(position, &format!("`ride_minutes` has {n} entries instead of {due}"));
            return;
        }
        let timing = match (headway_minutes, departures) {
            (Some(minutes), None) => NewTiming::Headway {
                start_s: self.time(position, from.as_deref().unwrap_or("06:00")),
                end_s: self.time(position, until.as_deref().unwrap_or("23:00")),
                headway_s: self.seconds(position, minutes * 60.0),
            },
            (None, Some(times)) => NewTiming::Departures(times.iter().map(|time| self.time(position, time)).collect()),
            _ => {
                self.mistake(position, &format!("the line `{id}` needs one of `headway_minutes` and `departures`"));
                return;
            }
        };
        let number = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        lines.push(id.clone());
        let there = self.calls(position, stops, &[&[0.0], ride_minutes.as_slice()].concat(), *dwell_seconds);
        self.found.push(Patch::AddLine { line: number, calls: there, timing: timing.clone() });
        if *both_ways {
            let back: Vec<String> = stops.iter().rev().cloned().collect();
            let rides: Vec<f64> = std::iter::once(0.0).chain(ride_minutes.iter().rev().copied()).collect();
            let calls = self.calls(position, &back, &rides, *dwell_seconds);
            // The way back is a line of its own to the draws of headways, but bears the same name.
            lines.push(id.clone());
            self.found.push(Patch::AddLine { line: number + 1, calls, timing });
        }
    }

    /// Calls with the ride to each; riders get on at once where the line begins.
    fn calls(&mut self, position: usize, stops: &[String], rides: &[f64], dwell_seconds: f64) -> Vec<NewCall> {
        let mut calls = Vec::new();
        for (number, (stop, ride)) in stops.iter().zip(rides).enumerate() {
            let dwell = if number == 0 && *ride == 0.0 { 0.0 } else { dwell_seconds };
            let (ride_s, dwell_s) = (self.seconds(position, ride * 60.0), self.seconds(position, dwell));
            if let Some(stop) = self.stop(position, stop) {
                calls.push(NewCall { stop, ride_s, dwell_s });
            }
        }
        calls
    }

    fn stop(&mut self, position: usize, id: &str) -> Option<u32> {
        let mut found = (0..self.stops.len()).filter(|stop| self.stops[*stop].id == id);
        let (first, second) = (found.next(), found.next());
        if second.is_some() {
            self.mistake(position, &format!("the stop `{id}` stands in several feeds"));
        } else if first.is_none() {
            let near = crest_model::nearest(id, self.stops.iter().map(|stop| stop.id.as_str())).map(str::to_owned);
            self.mistake(position, &format!("there is no stop `{id}`"));
            self.hint(near);
        }
        first.and_then(|stop| u32::try_from(stop).ok())
    }

    /// Runs of a route in all feeds, or of a line that an earlier change adds.
    fn which(&mut self, position: usize, id: &str, lines: &[String]) -> Vec<Which> {
        let mut found = Vec::new();
        for (feed, own) in (0_u32..).zip(self.feeds) {
            let routes = (0_u32..).zip(&own.routes).filter(|(_, route)| route.id == id);
            found.extend(routes.map(|(route, _)| Which::Route { feed, route }));
        }
        let added = (0_u32..).zip(lines).filter(|(_, line)| *line == id);
        found.extend(added.map(|(line, _)| Which::Line { line }));
        if found.is_empty() {
            let routes = self.feeds.iter().flat_map(|feed| &feed.routes).map(|route| route.id.as_str());
            let near = crest_model::nearest(id, routes).map(str::to_owned);
            self.mistake(position, &format!("there is no route `{id}`"));
            self.hint(near);
        }
        found
    }

    fn allowed(&mut self, position: usize, modes: &[String]) -> Allowed {
        let mut allowed = Allowed::default();
        for mode in modes {
            match mode.as_str() {
                "walk" => allowed.walk = true,
                "cycle" => allowed.cycle = true,
                "car" => allowed.car = true,
                other => self.mistake(position, &format!("`{other}` is none of `walk`, `cycle` and `car`")),
            }
        }
        allowed
    }

    fn time(&mut self, position: usize, text: &str) -> i32 {
        find_time(text).unwrap_or_else(|| {
            self.mistake(position, &format!("`{text}` is no time of day"));
            0
        })
    }

    fn seconds(&mut self, position: usize, seconds: f64) -> u32 {
        if (0.0..=604_800.0).contains(&seconds) {
            return seconds.round() as u32;
        }
        self.mistake(position, &format!("{seconds} s is no duration within a week"));
        0
    }

    fn mistake(&mut self, position: usize, what: &str) {
        let message = format!("change {} of `{}`: {what}", position + 1, self.change.source);
        self.mistakes.push(Diagnostic::error("C1709", message).at(Location::file(self.change.source.clone())));
    }

    fn hint(&mut self, near: Option<String>) {
        if let (Some(near), Some(found)) = (near, self.mistakes.last_mut()) {
            found.hint = Some(format!("did you mean `{near}`?"));
        }
    }
}
