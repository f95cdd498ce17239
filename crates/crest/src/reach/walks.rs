//! Walks between points and stops: along streets, or along great circles where there are none, in the conventions asked for.

use std::collections::BTreeMap;

use crest_reach::gtfs::StopKind;
use crest_reach::links::Links;
use crest_reach::street::{
    Horizon, Joined, Measure, Pace, Rounding, Weights, links, links_great_circle, travel_times, travel_times_weighed,
};
use crest_reach::transit::{Gate, Query, Walks};

use super::network::{Ends, OnStreets, ReachNetwork};
use super::trip::{Profile, Trip};

/// Longest walk between two stops in R5, in millimetres.
const R5_TRANSFER_MM: u32 = 1_000_000;
/// Longest walk from a stop to a destination in R5, in millimetres.
const R5_EGRESS_MM: u32 = 2_000_000;
/// Speed at which R5 walks between a point and its street, in metres per second.
const R5_OFF_STREET_M_S: f64 = 1.3;

/// Walks of one search.
pub(super) struct OwnWalks {
    pub(super) access: Links,
    pub(super) transfers: Links,
    pub(super) egress: Links,
    pub(super) direct: Links,
    pub(super) n_destinations: usize,
    pub(super) gates: Vec<Gate>,
}

impl OwnWalks {
    pub(super) fn as_walks(&self) -> Walks<'_> {
        Walks {
            access: &self.access,
            transfers: &self.transfers,
            egress: &self.egress,
            direct: &self.direct,
            n_destinations: self.n_destinations,
            gates: &self.gates,
        }
    }

    /// The same walks for time run backwards: from destinations to origins.
    pub(super) fn reversed(self, n_origins: usize) -> Self {
        let n_stops = self.egress.n_rows();
        Self {
            access: self.egress.reversed(self.n_destinations),
            transfers: self.transfers.reversed(n_stops),
            egress: self.access.reversed(n_stops),
            direct: self.direct.reversed(self.n_destinations),
            n_destinations: n_origins,
            gates: self.gates.iter().map(Gate::reversed).collect(),
        }
    }
}

/// How one walks in a network.
pub(super) struct Walker<'a> {
    network: &'a ReachNetwork,
    trip: &'a Trip,
    speed_mm_per_s: u32,
    max_s: u32,
}

impl<'a> Walker<'a> {
    pub(super) fn new(network: &'a ReachNetwork, trip: &'a Trip, query: &Query) -> Self {
        Self { network, trip, speed_mm_per_s: query.walking.speed_mm_per_s, max_s: query.walking.max_s }
    }

    /// All walks from origins over stops to destinations.
    pub(super) fn all(&self, from: &Ends, to: &Ends) -> OwnWalks {
        let stops = self.network.stop_ends();
        let gates = self.network.gates.clone();
        let (access, transfers, egress, direct) = match (&self.network.streets, self.trip.profile) {
            (Some(streets), Profile::R5) => self.as_r5(streets, from, &stops, to),
            _ => {
                let walk = |a: &Ends, b: &Ends| self.links(a, b);
                (walk(from, &stops), walk(&stops, &stops), walk(&stops, to), walk(from, to))
            }
        };
        let transfers = if self.trip.profile == Profile::Crest { self.stated(transfers) } else { transfers };
        let mut own = OwnWalks { access, transfers, egress, direct, n_destinations: to.points.len(), gates };
        if !self.network.gates.is_empty() {
            own.access = within_zones(&own.access, &from.zones, &stops.zones);
            own.transfers = within_zones(&own.transfers, &stops.zones, &stops.zones);
            own.egress = within_zones(&own.egress, &stops.zones, &to.zones);
            own.direct = within_zones(&own.direct, &from.zones, &to.zones);
        }
        own
    }

    /// Walks within the longest walk.
    pub(super) fn links(&self, from: &Ends, to: &Ends) -> Links {
        let limit = u64::from(self.max_s) * u64::from(self.speed_mm_per_s);
        let limit_mm = u32::try_from(limit).unwrap_or(u32::MAX / 2).min(u32::MAX / 2);
        let (streets, from_joined, to_joined) = match (&self.network.streets, &from.joined, &to.joined) {
            (Some(streets), Some(from), Some(to)) => (streets, from, to),
            _ => return links_great_circle(&from.points, &to.points, self.trip.detour, self.network.radius_m, limit_mm),
        };
        let Some(factors) = &streets.factors else { return links(&streets.network, from_joined, to_joined, limit_mm) };
        let pace = self.pace(Rounding::Milliseconds);
        let weights = Weights::with_factors(&streets.network, Measure::Time(pace), Some(factors));
        let times = travel_times_weighed(&weights, from_joined, to_joined, Horizon::within(self.max_s));
        let rows = (0..times.n_rows()).map(|row| {
            let (targets, seconds) = times.row(row);
            targets.iter().zip(seconds).map(|(target, s)| (*target, s * self.speed_mm_per_s)).collect()
        });
        Links::from_rows(rows.collect())
    }

    pub(super) fn pace(&self, rounding: Rounding) -> Pace {
        let walk_m_s = f64::from(self.speed_mm_per_s) / 1000.0;
        let off_street_m_s = if self.trip.profile == Profile::R5 { R5_OFF_STREET_M_S } else { walk_m_s };
        Pace { walk_m_s, cycle_m_s: self.trip.cycle_km_h / 3.6, off_street_m_s, rounding }
    }

    /// Access and direct walks by time, egress and transfers by length, as R5 has them.
    fn as_r5(&self, streets: &OnStreets, from: &Ends, stops: &Ends, to: &Ends) -> (Links, Links, Links, Links) {
        let network = &streets.network;
        let joined = |ends: &Ends| ends.joined.clone().expect("ends of a network with streets are joined");
        let speed = self.speed_mm_per_s;
        let by_time = |origins: &Joined, targets: &Joined| {
            let horizon = Horizon::r5(self.max_s / 60);
            let times = match &streets.factors {
                None => travel_times(network, origins, targets, self.pace(Rounding::R5), horizon),
                Some(factors) => {
                    let measure = Measure::Time(self.pace(Rounding::R5));
                    let weights = Weights::with_factors(network, measure, Some(factors));
                    travel_times_weighed(&weights, origins, targets, horizon)
                }
            };
            let rows = (0..times.n_rows()).map(|row| {
                let (targets, seconds) = times.row(row);
                targets.iter().zip(seconds).map(|(target, s)| (*target, s * speed)).collect()
            });
            Links::from_rows(rows.collect())
        };
        // The way from the street to a stop is a street to R5: walked at walking speed and rounded up.
        let as_joined = joined(stops);
        let mut timed_stops = as_joined.clone();
        for join in timed_stops.joins.iter_mut().flatten() {
            join.off_mm = join.off_mm.div_ceil(speed).max(1) * 1300 + 1;
        }
        // So is the way from an origin to the street, at the speed off streets (conveyal/r5 #934 is about its length).
        let mut origins = joined(from);
        for join in origins.joins.iter_mut().flatten() {
            join.off_mm = join.off_mm / 10 * 13;
        }
        // R5 walks from a point to itself by way of the street, which two places a tenth of a millimetre apart do as well.
        for point in &mut origins.points {
            point.lon += 1e-9;
        }
        let targets = joined(to);
        (
            by_time(&origins, &timed_stops),
            links(network, &as_joined, &as_joined, R5_TRANSFER_MM),
            links(network, &as_joined, &targets, R5_EGRESS_MM),
            by_time(&origins, &targets),
        )
    }

    /// Puts the transfers that feeds state in place of walks: a least time counts as the time of the walk, an impossible
    /// transfer is none. Stations stand for their platforms.
    fn stated(&self, walked: Links) -> Links {
        let mut stated: BTreeMap<(u32, u32), Option<u32>> = BTreeMap::new();
        let mut first = 0_u32;
        for feed in &self.network.feeds {
            let platforms = |stop: u32| -> Vec<u32> {
                if feed.stops[stop as usize].kind != StopKind::Station {
                    return vec![stop];
                }
                let is_own = |(_, own): &(u32, &crest_reach::gtfs::Stop)| own.parent == Some(stop);
                (0..).zip(&feed.stops).filter(is_own).map(|(position, _)| position).collect()
            };
            for transfer in feed.transfers.iter().filter(|transfer| transfer.from != transfer.to) {
                let length = match (transfer.kind, transfer.min_s) {
                    (2, Some(seconds)) => Some(seconds.saturating_mul(self.speed_mm_per_s)),
                    (3, _) => None,
                    _ => continue,
                };
                for from in platforms(transfer.from) {
                    for to in platforms(transfer.to) {
                        stated.insert((first + from, first + to), length);
                    }
                }
            }
            first += u32::try_from(feed.stops.len()).expect("stops fit u32");
        }
        if stated.is_empty() {
            return walked;
        }
        let rows = (0_u32..).take(walked.n_rows()).map(|from| {
            let (targets, lengths) = walked.row(from as usize);
            let kept = targets.iter().zip(lengths).filter(|(to, _)| !stated.contains_key(&(from, **to)));
            let mut row: Vec<(u32, u32)> = kept.map(|(to, length)| (*to, *length)).collect();
            row.extend(stated.range((from, 0)..=(from, u32::MAX)).filter_map(|((_, to), mm)| Some((*to, (*mm)?))));
            row
        });
        Links::from_rows(rows.collect())
    }
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
