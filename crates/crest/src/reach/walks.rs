//! Walks between points and stops: along streets, or along great circles where there are none, in the conventions asked for.

use crest_reach::gtfs::Feed;
use crest_reach::links::Links;
use crest_reach::street::{
    Horizon, Joined, Measure, Pace, Rounding, Weights, links, links_great_circle, travel_times_weighed,
};
use crest_reach::transit::{JoinedPoints, Query, WalkLinks, with_pathways, with_stated_transfers};

use super::network::{Ends, OnStreets, ReachNetwork};
use super::trip::{Profile, Trip};

/// Speed at which R5 walks between a point and its street, in metres per second.
const R5_OFF_STREET_M_S: f64 = 1.3;
/// Longest transfer in seconds at a speed of 1 mm/s: 1,000 m, as along flat streets.
const TRANSFER_MM: u32 = 1_000_000;
/// Longest walk from a stop: 2,000 m.
const EGRESS_MM: u32 = 2_000_000;

/// How one walks in a network.
pub(super) struct Walker<'a> {
    network: &'a ReachNetwork,
    trip: &'a Trip,
    query: &'a Query,
}

impl<'a> Walker<'a> {
    pub(super) fn new(network: &'a ReachNetwork, trip: &'a Trip, query: &'a Query) -> Self {
        Self { network, trip, query }
    }

    /// All walks from origins over stops to destinations.
    pub(super) fn all(&self, from: &Ends, to: &Ends) -> WalkLinks {
        let stops = self.network.stop_ends();
        let mut own = match (&self.network.streets, &from.joined, &stops.joined, &to.joined) {
            (Some(streets), Some(origins), Some(stops), Some(destinations)) => {
                self.along(streets, JoinedPoints { origins, stops, destinations })
            }
            _ => {
                let points = (from.points.as_slice(), stops.points.as_slice(), to.points.as_slice());
                WalkLinks::straight(points, self.trip.detour, self.network.radius_m, self.query)
            }
        };
        if self.trip.profile == Profile::Crest {
            own = with_pathways(own, &self.network.feeds.iter().collect::<Vec<_>>(), self.query);
            own.transfers = self.stated(own.transfers);
        }
        if !self.network.gates.is_empty() {
            own.access = within_zones(&own.access, &from.zones, &stops.zones);
            own.transfers = within_zones(&own.transfers, &stops.zones, &stops.zones);
            own.egress = within_zones(&own.egress, &stops.zones, &to.zones);
            own.direct = within_zones(&own.direct, &from.zones, &to.zones);
        }
        own
    }

    fn along(&self, streets: &OnStreets, points: JoinedPoints<'_>) -> WalkLinks {
        let network = &streets.network;
        match (&streets.factors, self.trip.profile) {
            (None, Profile::Crest) => WalkLinks::along_streets(network, points, self.query),
            (None, Profile::R5) => {
                // R5 walks from a point to itself by way of the street, which two places a tenth of a millimetre apart do
                // as well.
                let mut origins = points.origins.clone();
                origins.points.iter_mut().for_each(|point| point.lon += 1e-9);
                WalkLinks::along_streets_r5(network, JoinedPoints { origins: &origins, ..points }, self.query)
            }
            (Some(factors), _) => {
                let JoinedPoints { origins, stops, destinations } = points;
                let speed = self.query.walking.speed_mm_per_s;
                let most_s = self.query.walking.max_s;
                let measure = Measure::Time(self.pace(Rounding::Milliseconds));
                let weights = Weights::with_factors(network, measure, Some(factors));
                let walk = |from: &Joined, to: &Joined, most_s| in_lengths(&weights, from, to, most_s, speed);
                WalkLinks {
                    access: walk(origins, stops, most_s),
                    transfers: walk(stops, stops, most_s.min(TRANSFER_MM / speed)),
                    egress: walk(stops, destinations, most_s.min(EGRESS_MM / speed)),
                    direct: walk(origins, destinations, most_s),
                    n_destinations: destinations.points.len(),
                }
            }
        }
    }

    /// Walks from points to points alone, as long as the longest walk.
    pub(super) fn links(&self, from: &Ends, to: &Ends) -> Links {
        let limit_mm = self.query.walking.max_s.saturating_mul(self.query.walking.speed_mm_per_s);
        match (&self.network.streets, &from.joined, &to.joined) {
            (Some(streets), Some(from), Some(to)) => links(&streets.network, from, to, limit_mm),
            _ => links_great_circle(&from.points, &to.points, self.trip.detour, self.network.radius_m, limit_mm),
        }
    }

    /// Walks on from stops to points, out of stations by their entrances.
    pub(super) fn onward(&self, stops: &Ends, to: &Ends) -> Links {
        let egress = self.links(stops, to);
        if self.trip.profile != Profile::Crest {
            return egress;
        }
        let transfers = Links::from_rows(vec![Vec::new(); egress.n_rows()]);
        let own = WalkLinks { egress, transfers, n_destinations: to.points.len(), ..WalkLinks::default() };
        with_pathways(own, &self.network.feeds.iter().collect::<Vec<_>>(), self.query).egress
    }

    pub(super) fn pace(&self, rounding: Rounding) -> Pace {
        let walk_m_s = f64::from(self.query.walking.speed_mm_per_s) / 1000.0;
        let off_street_m_s = if self.trip.profile == Profile::R5 { R5_OFF_STREET_M_S } else { walk_m_s };
        Pace { walk_m_s, cycle_m_s: self.trip.cycle_km_h / 3.6, off_street_m_s, rounding }
    }

    /// Lays the transfers that feeds state over walks; stops that a scenario adds keep theirs.
    fn stated(&self, walked: Links) -> Links {
        let feeds: Vec<&Feed> = self.network.feeds.iter().collect();
        if feeds.iter().all(|feed| feed.transfers.is_empty()) {
            return walked;
        }
        let stated = with_stated_transfers(&walked, &feeds, self.query.walking.speed_mm_per_s);
        let pairs = |links: &Links, row: usize| -> Vec<(u32, u32)> {
            let (targets, lengths) = links.row(row);
            targets.iter().copied().zip(lengths.iter().copied()).collect()
        };
        let own = (0..stated.n_rows()).map(|row| pairs(&stated, row));
        let added = (stated.n_rows()..walked.n_rows()).map(|row| pairs(&walked, row));
        Links::from_rows(own.chain(added).collect())
    }
}

/// Walks by time, as lengths at the walking speed.
fn in_lengths(weights: &Weights<'_>, from: &Joined, to: &Joined, most_s: u32, speed_mm_per_s: u32) -> Links {
    let times = travel_times_weighed(weights, from, to, Horizon::within(most_s));
    let rows = (0..times.n_rows()).map(|row| {
        let (targets, seconds) = times.row(row);
        targets.iter().zip(seconds).map(|(target, s)| (*target, s.saturating_mul(speed_mm_per_s))).collect()
    });
    Links::from_rows(rows.collect())
}

/// Drops the walks between different zones; an end without a zone lies in all of them.
fn within_zones(walked: &Links, from: &[String], to: &[String]) -> Links {
    let same = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    let rows = (0..walked.n_rows()).map(|row| {
        let (targets, lengths) = walked.row(row);
        let kept = targets.iter().zip(lengths).filter(|(target, _)| same(&from[row], &to[**target as usize]));
        kept.map(|(target, length)| (*target, *length)).collect()
    });
    Links::from_rows(rows.collect())
}
