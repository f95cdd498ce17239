//! Changing the mode on the way: driving to where cars may go, and walking on from there, or the other way round.
//!
//! A *relay* is a vertex of the streets at which a vehicle can be left or taken up for the sake of a street that is not open
//! to it in both directions. Networks of two modes number their edges apart; what they share are the pieces of streets.

use rayon::prelude::*;

use super::build::{Streets, point};
use super::many::{Desk, TargetIndex, TravelTimes, search_targets};
use super::{Horizon, Join, Joined, Mode, Network, NoJoin, Weights};

/// Holds the places at which a vehicle can be left for walking, or taken up after it, on both networks.
#[derive(Debug, Clone, PartialEq)]
pub struct Relays {
    /// On the walking network.
    pub on_foot: Joined,
    /// The same places on the network of the vehicle, one for each of its streets that meets there.
    pub by_vehicle: Joined,
}

impl Relays {
    /// Finds the relays between the walking network and that of a vehicle, both built from `streets`.
    ///
    /// Cost: linear in the pieces.
    pub fn build(streets: &Streets, on_foot: &Network, by_vehicle: &Network) -> Self {
        let (walked, driven) = (Places::of(on_foot), Places::of(by_vehicle));
        let mode = by_vehicle.mode();
        let mut ends: Vec<(u32, u32, bool)> = Vec::with_capacity(2 * streets.pieces.len());
        for (position, piece) in (0..).zip(&streets.pieces) {
            ends.extend([(piece.from, position, false), (piece.to, position, true)]);
        }
        ends.sort_unstable();
        let mut relays: Vec<(u32, Join, Join)> = Vec::new();
        for here in ends.chunk_by(|a, b| a.0 == b.0) {
            let is_closed = |piece: u32| {
                let open = streets.pieces[piece as usize].allowed;
                open.iter().any(|open| !(open.has(mode) || mode == Mode::Cycle && open.walk))
            };
            let foot = here
                .iter()
                .filter(|(_, piece, _)| is_closed(*piece))
                .find_map(|(_, piece, end)| walked.end(*piece, *end));
            let Some(foot) = foot else { continue };
            let vehicles = here.iter().filter_map(|(_, piece, end)| driven.end(*piece, *end));
            relays.extend(vehicles.map(|vehicle| (here[0].0, foot, vehicle)));
        }
        let joined = |join: fn(&(u32, Join, Join)) -> Join| Joined {
            points: relays.iter().map(|(vertex, ..)| point(streets.vertices[*vertex as usize])).collect(),
            joins: relays.iter().map(|relay| Ok(join(relay))).collect(),
        };
        Self { on_foot: joined(|(_, foot, _)| *foot), by_vehicle: joined(|(.., vehicle)| *vehicle) }
    }
}

/// Where each piece of the streets lies on a network.
struct Places(Vec<Option<Place>>);

#[derive(Clone, Copy)]
struct Place {
    edge: u32,
    start_mm: u32,
    end_mm: u32,
    backwards: bool,
}

impl Places {
    fn of(network: &Network) -> Self {
        let n = network.stretches.iter().map(|stretch| stretch.piece as usize + 1).max().unwrap_or(0);
        let mut places = vec![None; n];
        for edge in 0..u32::try_from(network.edges.len()).expect("edges are bounded") {
            let mut start_mm = 0;
            for stretch in network.stretches(edge) {
                let (end_mm, backwards) = (stretch.end_mm, stretch.backwards);
                places[stretch.piece as usize] = Some(Place { edge, start_mm, end_mm, backwards });
                start_mm = end_mm;
            }
        }
        Self(places)
    }

    /// Place at a length from the start of a piece.
    fn along(&self, piece: u32, along_mm: u32) -> Option<Join> {
        let place = self.0.get(piece as usize).copied().flatten()?;
        let along_mm = along_mm.min(place.end_mm - place.start_mm);
        let along_mm = if place.backwards { place.end_mm - along_mm } else { place.start_mm + along_mm };
        Some(Join { edge: place.edge, along_mm, off_mm: 0 })
    }

    /// Place at the start or the end of a piece.
    fn end(&self, piece: u32, is_end: bool) -> Option<Join> {
        self.along(piece, if is_end { u32::MAX } else { 0 })
    }
}

/// Carries points from the network they are joined to over to another network of the same streets.
///
/// They keep their places on the streets and their ways to them; where the other mode may not go they meet none
/// ([`NoJoin::Closed`]).
#[must_use]
pub fn carried(joined: &Joined, from: &Network, to: &Network) -> Joined {
    let places = Places::of(to);
    let carry = |join: &Join| {
        let mut start_mm = 0;
        for stretch in from.stretches(join.edge) {
            if (start_mm..=stretch.end_mm).contains(&join.along_mm) {
                let along = |ends: [u32; 2]| ends[1] - ends[0];
                let along_mm = if stretch.backwards {
                    along([join.along_mm, stretch.end_mm])
                } else {
                    along([start_mm, join.along_mm])
                };
                if let Some(there) = places.along(stretch.piece, along_mm) {
                    return Ok(Join { off_mm: join.off_mm, ..there });
                }
            }
            start_mm = stretch.end_mm;
        }
        Err(NoJoin::Closed)
    };
    let joins = joined.joins.iter().map(|join| join.as_ref().map_err(|reason| *reason).and_then(carry));
    Joined { points: joined.points.clone(), joins: joins.collect() }
}

/// Finds travel times that begin on one network and end on another: `origins` are joined to that of `first`, `targets` to
/// that of `second`, and one changes at the best of `relays`, given as they lie on either.
///
/// Changing takes no time. Both parts together keep within the horizon. Cost: two bounded searches per origin, in parallel.
pub fn travel_times_relayed(
    (first, second): (&Weights<'_>, &Weights<'_>),
    relays: (&Joined, &Joined),
    origins: &Joined,
    targets: &Joined,
    horizon: Horizon,
) -> TravelTimes {
    let limits = [horizon.junction_s, horizon.target_s].map(|limit_s| limit_s.saturating_mul(1000));
    let (at_relays, at_targets) = (TargetIndex::build(first, relays.0), TargetIndex::build(second, targets));
    let rows = (0..origins.points.len()).into_par_iter().map_init(
        || (Desk::default(), Desk::default()),
        |(desk, other), origin| {
            let Ok(join) = origins.joins[origin] else { return Vec::new() };
            desk.best.resize(relays.0.points.len(), None);
            search_targets(first, &at_relays, relays.0, &[(join, 0)], limits, desk);
            let starts: Vec<(Join, u32)> = desk
                .take()
                .into_iter()
                .filter_map(|(relay, cost)| Some((relays.1.joins[relay as usize].ok()?, cost)))
                .collect();
            other.best.resize(targets.points.len(), None);
            search_targets(second, &at_targets, targets, &starts, limits, other);
            let mut row = other.take();
            row.iter_mut().for_each(|(_, cost)| *cost = cost.div_ceil(1000));
            row
        },
    );
    TravelTimes::from_rows(rows.collect())
}

#[cfg(test)]
mod tests;
