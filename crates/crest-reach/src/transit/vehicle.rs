//! A vehicle of one's own before, after and instead of rides: a bicycle, or a car that one parks or is dropped from.
//!
//! Only time counts: a bicycle or car stands ready wherever it is wanted and may be left anywhere at once. Between rides one
//! walks. Conventions of R5 v7.4 (`TravelTimeComputer`, `EgressCostTable`, `PerTargetPropagater`) where times are rounded as
//! there ([`Rounding::R5`]), else our own; method page: docs/methods/reach-transit.md.

use crate::links::Links;
use crate::street::r5_times::times_to_stops;
use crate::street::{
    Horizon, Joined, Measure, Mode, Network, NoJoin, Pace, Relays, Rounding, Weights, links, travel_times_relayed,
    travel_times_weighed,
};

use super::walking::{in_lengths, r5_stops, timed};
use super::{JoinedPoints, Walking};

/// Longest ride on a bicycle from a stop in millimetres (R5 v7.4: `BICYCLE_DISTANCE_LINKING_LIMIT_METERS`).
const R5_CYCLE_EGRESS_MM: u32 = 5_000_000;

/// Longest drive from a stop in seconds (R5 v7.4: `CAR_TIME_LINKING_LIMIT_SECONDS`).
const R5_CAR_EGRESS_S: u32 = 1_800;

/// Holds the streets of pedestrians, on which one goes on from a vehicle.
#[derive(Debug, Clone, Copy)]
pub struct OnFoot<'a> {
    /// The walking network.
    pub network: &'a Network,
    /// Factors of its slopes, see [`Weights::with_factors`].
    pub factors: Option<&'a [[f64; 2]]>,
    /// Stops as they are walked to.
    pub stops: &'a Joined,
}

/// Holds the streets of a vehicle and what is joined to them.
#[derive(Debug, Clone, Copy)]
pub struct Vehicle<'a> {
    /// The network of its mode.
    pub network: &'a Network,
    /// Factors of slopes, for a bicycle that is pushed.
    pub factors: Option<&'a [[f64; 2]]>,
    /// Origins and destinations joined to it; stops [`crate::street::carried`] over from the walking network.
    pub points: JoinedPoints<'a>,
    /// Where one changes between vehicle and feet, if that can help: a bicycle is pushed wherever one walks.
    pub relays: Option<&'a Relays>,
    /// Longest time in seconds, the walk on to a stop included.
    pub max_s: u32,
}

impl Vehicle<'_> {
    /// Finds the ways from origins to stops: by the vehicle to the street of the stop, or to where it can be left for the walk on.
    ///
    /// Under R5's rounding as [`super::WalkLinks::along_streets_r5`]; `pace` then has R5's 1.3 m/s off the streets. Cost: one or two bounded searches per origin.
    pub fn access(&self, on_foot: OnFoot<'_>, pace: Pace, walking: Walking) -> Links {
        let JoinedPoints { origins, stops, .. } = self.points;
        let speed = walking.speed_mm_per_s;
        let own = Weights::with_factors(self.network, Measure::Time(pace), self.factors);
        let (alone, walked, horizon) = match pace.rounding {
            Rounding::Milliseconds => {
                let horizon = Horizon::within(self.max_s);
                let alone = timed(&travel_times_weighed(&own, origins, stops, horizon), self.max_s, speed);
                (alone, on_foot.stops.clone(), horizon)
            }
            Rounding::R5 => {
                let alone = in_lengths(times_to_stops(self.network, pace, origins, stops, self.max_s), speed);
                (alone, r5_stops(on_foot.stops, speed), Horizon::within(self.max_s.saturating_sub(1)))
            }
        };
        let relayed = self.relays.map(|relays| {
            let feet = Weights::with_factors(on_foot.network, Measure::Time(pace), on_foot.factors);
            let at = (&relays.by_vehicle, &relays.on_foot);
            timed(&travel_times_relayed((&own, &feet), at, origins, &walked, horizon), self.max_s, speed)
        });
        self.shorter(alone, relayed)
    }

    /// Finds the ways from stops to destinations: the vehicle stands at the street of the stop or, where it may not go there, at
    /// the best place that one walks to.
    ///
    /// Under R5's rounding from the nearest street of the vehicle, for which `nearest` is stops joined to it: a bicycle by
    /// length, up to 5 km; a car by time, up to 30 minutes; in either case for less than the longest time.
    pub fn egress(&self, on_foot: OnFoot<'_>, nearest: &Joined, pace: Pace, walking: Walking) -> Links {
        let JoinedPoints { stops, destinations, .. } = self.points;
        let speed = walking.speed_mm_per_s;
        let Some(less_s) = self.max_s.checked_sub(1) else { return none(stops.points.len()) };
        match (pace.rounding, self.network.mode()) {
            (Rounding::Milliseconds, _) => {
                let horizon = Horizon::within(self.max_s);
                let joins = on_foot.stops.joins.iter().zip(&stops.joins);
                let joins = joins.map(|(foot, own)| own.map_or(*foot, |_| Err(NoJoin::Closed))).collect();
                let closed = Joined { points: on_foot.stops.points.clone(), joins };
                let own = Weights::with_factors(self.network, Measure::Time(pace), self.factors);
                let alone = timed(&travel_times_weighed(&own, stops, destinations, horizon), self.max_s, speed);
                let relayed = self.relays.map(|relays| {
                    let feet = Weights::with_factors(on_foot.network, Measure::Time(pace), on_foot.factors);
                    let at = (&relays.on_foot, &relays.by_vehicle);
                    let times = travel_times_relayed((&feet, &own), at, &closed, destinations, horizon);
                    timed(&times, self.max_s, speed)
                });
                self.shorter(alone, relayed)
            }
            (Rounding::R5, Mode::Car) => {
                let weights = Weights::with_factors(self.network, Measure::Time(pace), self.factors);
                let horizon = Horizon { junction_s: less_s.min(R5_CAR_EGRESS_S - 1), target_s: less_s };
                timed(&travel_times_weighed(&weights, nearest, destinations, horizon), less_s, speed)
            }
            (Rounding::R5, _) => {
                let lengths = links(self.network, nearest, destinations, R5_CYCLE_EGRESS_MM);
                let cycled_mm_s = ((pace.cycle_m_s * 1000.0) as u32).max(1);
                let rows = (0..lengths.n_rows()).map(|stop| {
                    let (targets, lengths_mm) = lengths.row(stop);
                    let seconds = targets.iter().zip(lengths_mm).map(|(to, length_mm)| (*to, length_mm / cycled_mm_s));
                    let within = seconds.filter(|(_, seconds)| *seconds <= less_s);
                    within.map(|(to, seconds)| (to, seconds.saturating_mul(speed))).collect()
                });
                Links::from_rows(rows.collect())
            }
        }
    }

    /// Finds the ways from origins to destinations by the vehicle alone.
    pub fn direct(&self, pace: Pace, walking: Walking) -> Links {
        let JoinedPoints { origins, destinations, .. } = self.points;
        let speed = walking.speed_mm_per_s;
        let weights = Weights::with_factors(self.network, Measure::Time(pace), self.factors);
        let (horizon, max_s) = match pace.rounding {
            Rounding::Milliseconds => (Horizon::within(self.max_s), self.max_s),
            // Bounded at the last junction, as walks are.
            Rounding::R5 => (Horizon { junction_s: self.max_s.saturating_sub(1), target_s: u32::MAX / 1000 }, u32::MAX),
        };
        timed(&travel_times_weighed(&weights, origins, destinations, horizon), max_s, speed)
    }

    /// Takes the shorter of the ways by the vehicle alone and of those with a walk.
    fn shorter(&self, alone: Links, relayed: Option<Links>) -> Links {
        let mode = self.network.mode();
        Links::shortest(&[Some(alone), relayed].into_iter().flatten().map(|links| (mode, links)).collect::<Vec<_>>())
    }
}

fn none(n_rows: usize) -> Links {
    Links::from_rows(vec![Vec::new(); n_rows])
}

#[cfg(test)]
mod tests;
