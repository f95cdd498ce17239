//! Walks of a query: along streets, along streets by the conventions of R5, or in straight lines.

use crate::geo::Point;
use crate::links::Links;
use crate::street::{Horizon, Joined, Network, Pace, Rounding, TravelTimes, links, links_great_circle, travel_times};

use super::{Gate, Query, Walks};

/// Speed of R5 between a destination and its street.
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
    /// Access and direct walks go by time, rounded up for each piece of street; transfers and egress by length. The ways from
    /// an origin to its street and from a street to its stop are walked at walking speed, those to destinations at 1.3 m/s.
    pub fn along_streets_r5(network: &Network, points: JoinedPoints<'_>, query: &Query) -> Self {
        let speed = query.walking.speed_mm_per_s.max(1);
        let walk_m_s = f64::from(speed) / 1000.0;
        let pace = Pace { walk_m_s, cycle_m_s: walk_m_s, off_street_m_s: R5_OFF_STREET_M_S, rounding: Rounding::R5 };
        let (origins, stops) = (r5_origins(points.origins, speed), r5_stops(points.stops, speed));
        let by_time = |targets: &Joined| {
            let horizon = Horizon::r5(query.walking.max_s / 60);
            timed(&travel_times(network, &origins, targets, pace, horizon), u32::MAX, speed)
        };
        Self {
            access: by_time(&stops),
            direct: by_time(points.destinations),
            ..Self::along_streets(network, points, query)
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
        let n_stops = self.egress.n_rows();
        Self {
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
        self.max_transfer_m.map_or(u32::MAX, |metres| metres.saturating_mul(1000)).min(self.walk_mm())
    }

    /// Returns the longest walk from a stop to a destination in millimetres.
    pub fn egress_mm(&self) -> u32 {
        self.max_egress_m.map_or(u32::MAX, |metres| metres.saturating_mul(1000)).min(self.walk_mm())
    }
}

/// Origins whose way to the street is walked at walking speed, to be searched with R5's speed off the streets.
pub(super) fn r5_origins(origins: &Joined, speed_mm_per_s: u32) -> Joined {
    let slower = R5_OFF_STREET_M_S / (f64::from(speed_mm_per_s) / 1000.0);
    let mut origins = origins.clone();
    for join in origins.joins.iter_mut().flatten() {
        join.off_mm = (f64::from(join.off_mm) * slower) as u32;
    }
    origins
}

/// Stops whose way from the street is a street to R5: its time is rounded up and at least 1 s.
pub(super) fn r5_stops(stops: &Joined, speed_mm_per_s: u32) -> Joined {
    let mut stops = stops.clone();
    for join in stops.joins.iter_mut().flatten() {
        // A millimetre more keeps it whole.
        join.off_mm = join.off_mm.div_ceil(speed_mm_per_s).max(1) * (R5_OFF_STREET_M_S * 1000.0) as u32 + 1;
    }
    stops
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
