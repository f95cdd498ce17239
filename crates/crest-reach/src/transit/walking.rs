//! Walks of a query: along streets, along streets by the conventions of R5, or in straight lines.

use crate::geo::Point;
use crate::links::Links;
use crate::street::{
    Horizon, Joined, Network, Pace, Rounding, TravelTimes, links, links_great_circle, r5_times, travel_times,
};

use super::{Gate, Query, Walks};

/// Speed of R5 from an origin to its street.
pub(super) const R5_OFF_STREET_M_S: f64 = 1.3;

/// Owns the links that [`Walks`] borrows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WalkLinks {
    /// From each origin to stops.
    pub access: Links,
    /// From each stop to stops.
    pub transfers: Links,
    /// From each stop to destinations.
    pub egress: Links,
    /// From each origin to destinations.
    pub direct: Links,
    /// Number of destinations.
    pub n_destinations: usize,
}

/// Holds what is joined to the same walking network.
#[derive(Debug, Clone, Copy)]
pub struct JoinedPoints<'a> {
    /// Origins.
    pub origins: &'a Joined,
    /// Stops, one for each stop of the service day; those that join no street are passed and not walked to.
    pub stops: &'a Joined,
    /// Destinations.
    pub destinations: &'a Joined,
}

impl WalkLinks {
    /// Returns the walks with gates.
    pub fn with_gates<'a>(&'a self, gates: &'a [Gate]) -> Walks<'a> {
        Walks {
            access: &self.access,
            transfers: &self.transfers,
            egress: &self.egress,
            direct: &self.direct,
            n_destinations: self.n_destinations,
            gates,
        }
    }

    /// Finds walks along streets by their lengths; ways between points and streets count in full at walking speed.
    ///
    /// Cost: a bounded search for each origin and stop, see [`links`].
    pub fn along_streets(network: &Network, points: JoinedPoints<'_>, query: &Query) -> Self {
        let most_mm = query.walk_mm();
        Self {
            access: links(network, points.origins, points.stops, most_mm),
            transfers: links(network, points.stops, points.stops, query.transfer_mm()),
            egress: links(network, points.stops, points.destinations, query.egress_mm()),
            direct: links(network, points.origins, points.destinations, most_mm),
            n_destinations: points.destinations.points.len(),
        }
    }

    /// Finds walks as R5 v7.4 does, on a network made by [`crate::street::walk_network_with_stops`].
    ///
    /// Access and direct walks go by time, rounded up for each piece of street; transfers and egress by length. The ways from an
    /// origin to its street are walked at 1.3 m/s, all others at walking speed.
    pub fn along_streets_r5(network: &Network, points: JoinedPoints<'_>, query: &Query) -> Self {
        let speed = query.walking.speed_mm_per_s.max(1);
        let max_s = query.walking.max_s;
        let walk_m_s = f64::from(speed) / 1000.0;
        let pace = Pace { walk_m_s, cycle_m_s: walk_m_s, off_street_m_s: R5_OFF_STREET_M_S, rounding: Rounding::R5 };
        let JoinedPoints { origins, stops, destinations } = points;
        // Only vertices must be reached in less than the longest walk; what lies beyond them is looked at all the same.
        let horizon = Horizon { junction_s: max_s.saturating_sub(1), target_s: u32::MAX / 1000 };
        let times = travel_times(network, origins, destinations, pace, horizon);
        let longest_mm = query.walk_mm();
        let shorter = |mut rows: Vec<Vec<(u32, u32)>>| {
            rows.iter_mut().for_each(|row| row.retain(|(_, mm)| *mm < longest_mm));
            Links::from_rows(rows)
        };
        Self {
            access: in_lengths(r5_times::times_to_stops(network, pace, origins, stops, max_s), speed),
            transfers: shorter(r5_times::lengths_between_stops(network, stops, limit_mm(query.max_transfer_m))),
            egress: shorter(r5_times::lengths_from_stops(network, stops, destinations, limit_mm(query.max_egress_m))),
            direct: timed(&times, u32::MAX, speed),
            n_destinations: destinations.points.len(),
        }
    }

    /// Finds walks in straight lines, longer by a factor, where there are no streets; see [`links_great_circle`].
    ///
    /// # Panics
    /// If `detour_factor` or `radius_m` is not above 0.
    pub fn straight(
        (origins, stops, destinations): (&[Point], &[Point], &[Point]),
        detour_factor: f64,
        radius_m: f64,
        query: &Query,
    ) -> Self {
        let most_mm = query.walk_mm();
        let links =
            |from: &[Point], to: &[Point], most_mm| links_great_circle(from, to, detour_factor, radius_m, most_mm);
        Self {
            access: links(origins, stops, most_mm),
            transfers: links(stops, stops, query.transfer_mm()),
            egress: links(stops, destinations, query.egress_mm()),
            direct: links(origins, destinations, most_mm),
            n_destinations: destinations.len(),
        }
    }

    /// Returns the walks with origins and destinations in each other's place, for [`Query::by_arrival`].
    #[must_use]
    pub fn turned(&self) -> Self {
        self.with_gates(&[]).turned()
    }
}

impl Walks<'_> {
    /// Returns the links with origins and destinations in each other's place.
    pub(super) fn turned(&self) -> WalkLinks {
        let n_stops = self.egress.n_rows();
        WalkLinks {
            access: self.egress.reversed(self.n_destinations),
            transfers: self.transfers.reversed(n_stops),
            egress: self.access.reversed(n_stops),
            direct: self.direct.reversed(self.n_destinations),
            n_destinations: self.access.n_rows(),
        }
    }
}

impl Query {
    /// Returns the length in millimetres that can be walked within the longest walk.
    pub fn walk_mm(&self) -> u32 {
        self.walking.max_s.saturating_mul(self.walking.speed_mm_per_s)
    }

    /// Returns the longest walk between two stops in millimetres.
    pub fn transfer_mm(&self) -> u32 {
        limit_mm(self.max_transfer_m).min(self.walk_mm())
    }

    /// Returns the longest walk from a stop to a destination in millimetres.
    pub fn egress_mm(&self) -> u32 {
        limit_mm(self.max_egress_m).min(self.walk_mm())
    }
}

/// Limit of a length in millimetres.
fn limit_mm(metres: Option<u32>) -> u32 {
    metres.map_or(u32::MAX, |metres| metres.saturating_mul(1000))
}

/// Stops whose way from the street is a street to R5, to be searched with R5's speed beside streets: its time is rounded up and
/// at least 1 s.
pub(super) fn r5_stops(stops: &Joined, speed_mm_per_s: u32) -> Joined {
    let mut stops = stops.clone();
    for join in stops.joins.iter_mut().flatten() {
        // A millimetre more keeps it whole.
        let seconds = join.off_mm.div_ceil(speed_mm_per_s).max(1);
        join.off_mm = seconds.saturating_mul((R5_OFF_STREET_M_S * 1000.0) as u32).saturating_add(1);
    }
    stops
}

/// Seconds as lengths that are walked in them.
pub(super) fn in_lengths(rows: Vec<Vec<(u32, u32)>>, speed_mm_per_s: u32) -> Links {
    let row = |row: Vec<(u32, u32)>| row.into_iter().map(|(to, seconds)| (to, seconds.saturating_mul(speed_mm_per_s)));
    Links::from_rows(rows.into_iter().map(|own| row(own).collect()).collect())
}

/// Times up to the longest as lengths that are walked in them.
pub(super) fn timed(times: &TravelTimes, max_s: u32, speed_mm_per_s: u32) -> Links {
    let rows = (0..times.n_rows()).map(|row| {
        let (targets, seconds) = times.row(row);
        let within = targets.iter().zip(seconds).filter(|(_, seconds)| **seconds <= max_s);
        within.map(|(target, seconds)| (*target, seconds.saturating_mul(speed_mm_per_s))).collect()
    });
    Links::from_rows(rows.collect())
}
