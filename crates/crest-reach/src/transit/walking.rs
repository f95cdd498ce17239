//! Walks of a query: along streets, along streets by the conventions of R5, or in straight lines.

use crate::geo::Point;
use crate::links::Links;
use crate::street::{Horizon, Joined, Network, Pace, Rounding, links, links_great_circle, travel_times};

use super::{Gate, Query, Walks};

/// Longest transfer in metres (R5 v7.4: `TRANSFER_DISTANCE_LIMIT_METERS`).
const TRANSFER_M: u32 = 1_000;

/// Longest walk in metres from a stop to a destination (R5 v7.4: `WALK_DISTANCE_LIMIT_METERS`).
const EGRESS_M: u32 = 2_000;

/// Speed of R5 between a destination and its street.
const R5_OFF_STREET_M_S: f64 = 1.3;

/// Owns the links that [`Walks`] borrows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WalkLinks {
    /// From each origin to stops.
    pub access: Links,
    /// From each stop to stops, up to 1,000 m.
    pub transfers: Links,
    /// From each stop to destinations, up to 2,000 m.
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
        let most_mm = reach_mm(query);
        Self {
            access: links(network, points.origins, points.stops, most_mm),
            transfers: links(network, points.stops, points.stops, most_mm.min(TRANSFER_M * 1000)),
            egress: links(network, points.stops, points.destinations, most_mm.min(EGRESS_M * 1000)),
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
        let slower = R5_OFF_STREET_M_S / walk_m_s;
        let mut origins = points.origins.clone();
        for join in origins.joins.iter_mut().flatten() {
            join.off_mm = (f64::from(join.off_mm) * slower) as u32;
        }
        // The way to a stop is a street to R5, whose time is rounded up and at least 1 s; a millimetre more keeps it whole.
        let mut stops = points.stops.clone();
        for join in stops.joins.iter_mut().flatten() {
            join.off_mm = join.off_mm.div_ceil(speed).max(1) * (R5_OFF_STREET_M_S * 1000.0) as u32 + 1;
        }
        // The search stops before the longest walk: at a stop, or at the last junction before a destination.
        let junction_s = query.walking.max_s.saturating_sub(1);
        let by_time = |targets: &Joined, target_s: u32| {
            let horizon = Horizon { junction_s, target_s };
            let times = travel_times(network, &origins, targets, pace, horizon);
            let rows = (0..times.n_rows()).map(|row| {
                let (targets, seconds) = times.row(row);
                targets.iter().zip(seconds).map(|(target, seconds)| (*target, seconds.saturating_mul(speed))).collect()
            });
            Links::from_rows(rows.collect())
        };
        Self {
            access: by_time(&stops, junction_s),
            direct: by_time(points.destinations, query.below_s.saturating_add(59)),
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
        let most_mm = reach_mm(query);
        let links =
            |from: &[Point], to: &[Point], most_mm| links_great_circle(from, to, detour_factor, radius_m, most_mm);
        Self {
            access: links(origins, stops, most_mm),
            transfers: links(stops, stops, most_mm.min(TRANSFER_M * 1000)),
            egress: links(stops, destinations, most_mm.min(EGRESS_M * 1000)),
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

/// Length that can be walked within the longest walk.
fn reach_mm(query: &Query) -> u32 {
    query.walking.max_s.saturating_mul(query.walking.speed_mm_per_s)
}
