//! Ways between points and stops: along streets, on foot and by the modes asked for, or along great circles where there are
//! none, in the conventions asked for.

use crest_reach::gtfs::Feed;
use crest_reach::links::Links;
use crest_reach::street::{
    Horizon, Joined, Measure, Mode, Pace, Rounding, Weights, carried, links, links_great_circle, travel_times_weighed,
};
use crest_reach::transit::{
    JoinedPoints, OnFoot, Query, Vehicle, WalkLinks, with_closest_transfers, with_pathways, with_stated_transfers,
};

use super::network::{Ends, OnStreets, OnVehicle, ReachNetwork};
use super::trip::{Profile, Trip};

/// Speed at which R5 walks from an origin to its street, in metres per second.
const R5_OFF_STREET_M_S: f64 = 1.3;

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

    /// All ways from origins over stops to destinations.
    pub(super) fn all(&self, from: &Ends, to: &Ends) -> WalkLinks {
        self.over(from, &self.network.stop_ends(), to)
    }

    /// Ways over some stops; others have no place.
    pub(super) fn over(&self, from: &Ends, stops: &Ends, to: &Ends) -> WalkLinks {
        let mut own = match (&self.network.streets, &from.joined, &stops.joined, &to.joined) {
            (Some(streets), Some(origins), Some(stops), Some(destinations)) => {
                self.along(streets, JoinedPoints { origins, stops, destinations })
            }
            _ => {
                let points = (from.points.as_slice(), stops.points.as_slice(), to.points.as_slice());
                WalkLinks::straight(points, self.trip.detour, self.network.radius_m, self.query)
            }
        };
        let feeds: Vec<&Feed> = self.network.feeds.iter().collect();
        match self.trip.profile {
            Profile::Crest => {
                own = with_pathways(own, &feeds, self.query);
                own.transfers = self.stated(own.transfers);
            }
            Profile::R5 => own.transfers = with_closest_transfers(&own.transfers, &feeds),
        }
        if let (Some(streets), Some(joined)) = (&self.network.streets, &stops.joined)
            && !self.network.vehicles.is_empty()
        {
            self.add_vehicles(&mut own, streets, joined, (from, stops, to));
        }
        if !self.network.gates.is_empty() {
            own.access = within_zones(&own.access, &from.zones, &stops.zones);
            own.transfers = within_zones(&own.transfers, &stops.zones, &stops.zones);
            own.egress = within_zones(&own.egress, &stops.zones, &to.zones);
            own.direct = within_zones(&own.direct, &from.zones, &to.zones);
        }
        own
    }

    /// Takes of walking and vehicles the best of the modes that the trip names for each part.
    fn add_vehicles(&self, own: &mut WalkLinks, streets: &OnStreets, stops: &Joined, ends: (&Ends, &Ends, &Ends)) {
        let (from, nearest, to) = ends;
        let on_foot = OnFoot { network: &streets.network, factors: streets.factors.as_deref(), stops };
        // With slopes times are kept to the millisecond, as those of walks are.
        let is_r5 = self.trip.profile == Profile::R5 && streets.factors.is_none();
        let pace = self.pace(if is_r5 { Rounding::R5 } else { Rounding::Milliseconds });
        let walking = self.query.walking;
        let mut by_vehicle: Vec<(Mode, [Option<Links>; 3])> = Vec::new();
        for (position, OnVehicle { network, factors, relays }) in self.network.vehicles.iter().enumerate() {
            let mode = network.mode();
            let vehicle = Vehicle {
                network,
                factors: factors.as_deref(),
                points: JoinedPoints {
                    origins: &from.by_vehicle[position],
                    stops: &carried(stops, &streets.network, network),
                    destinations: &to.by_vehicle[position],
                },
                relays: relays.as_ref(),
                max_s: self.trip.max_s(mode),
            };
            let asked = |modes: &[Mode]| modes.contains(&mode);
            let found = [
                asked(&self.trip.access).then(|| vehicle.access(on_foot, pace, walking)),
                asked(&self.trip.egress).then(|| vehicle.egress(on_foot, &nearest.by_vehicle[position], pace, walking)),
                asked(self.trip.direct_modes()).then(|| vehicle.direct(pace, walking)),
            ];
            by_vehicle.push((mode, found));
        }
        let parts = [&mut own.access, &mut own.egress, &mut own.direct];
        let named = [&self.trip.access, &self.trip.egress, self.trip.direct_modes()];
        for (part, (walked, named)) in parts.into_iter().zip(named).enumerate() {
            let mut all = Vec::new();
            if named.contains(&Mode::Walk) {
                all.push((Mode::Walk, std::mem::take(walked)));
            }
            all.extend(by_vehicle.iter_mut().filter_map(|(mode, found)| Some((*mode, found[part].take()?))));
            *walked = Links::shortest(&all);
        }
    }

    fn along(&self, streets: &OnStreets, points: JoinedPoints<'_>) -> WalkLinks {
        let network = &streets.network;
        match (&streets.factors, self.trip.profile) {
            (None, Profile::Crest) => WalkLinks::along_streets(network, points, self.query),
            (None, Profile::R5) => WalkLinks::along_streets_r5(network, points, self.query),
            (Some(factors), _) => {
                let JoinedPoints { origins, stops, destinations } = points;
                let speed = self.query.walking.speed_mm_per_s;
                let most_s = self.query.walking.max_s;
                let measure = Measure::Time(self.pace(Rounding::Milliseconds));
                let weights = Weights::with_factors(network, measure, Some(factors));
                let walk = |from: &Joined, to: &Joined, most_s| in_lengths(&weights, from, to, most_s, speed);
                WalkLinks {
                    access: walk(origins, stops, most_s),
                    // Limits in metres are those of flat streets.
                    transfers: walk(stops, stops, self.query.transfer_mm() / speed),
                    egress: walk(stops, destinations, self.query.egress_mm() / speed),
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

    /// Tells whether a walk back is always as long as the walk there.
    pub(super) fn is_symmetric(&self) -> bool {
        let is_flat = |streets: &OnStreets| {
            let is_plain = streets.factors.is_none() && self.network.vehicles.is_empty();
            self.trip.profile == Profile::Crest && is_plain && streets.network.is_without_one_ways()
        };
        self.network.streets.as_ref().is_none_or(is_flat)
            && self.network.feeds.iter().all(|feed| feed.pathways.is_empty())
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
    walked.kept(|row, target, _| same(&from[row], &to[target as usize]))
}
