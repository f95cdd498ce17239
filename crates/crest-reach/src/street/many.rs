//! Many to many: links and travel times from each of a row of points to all of another row within a limit.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::weight::{Measure, add};
use super::{Join, Joined, Network, Pace, Rounding, Weights, Workspace, r5_times, search};
use crate::geo::{Point, great_circle_m};
use crate::links::Links;

/// Holds travel times from a row of points to another row, as far as they are within the limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TravelTimes {
    starts: Vec<usize>,
    targets: Vec<u32>,
    seconds: Vec<u32>,
}

impl TravelTimes {
    /// Returns the number of points that travel starts from.
    pub fn n_rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Returns the number of pairs within the limit.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Tells whether no pair is within the limit.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Returns the targets that one point reaches, in rising order, and the time to each in seconds.
    pub fn row(&self, point: usize) -> (&[u32], &[u32]) {
        let range = self.starts[point]..self.starts[point + 1];
        (&self.targets[range.clone()], &self.seconds[range])
    }

    /// Returns the time in seconds between two points; `None` if the second is not reached within the limit.
    pub fn find(&self, point: usize, target: u32) -> Option<u32> {
        let (targets, seconds) = self.row(point);
        targets.binary_search(&target).ok().map(|position| seconds[position])
    }

    pub(super) fn from_rows(rows: Vec<Vec<(u32, u32)>>) -> Self {
        let mut times = Self { starts: vec![0], targets: Vec::new(), seconds: Vec::new() };
        for row in rows {
            times.targets.extend(row.iter().map(|(target, _)| *target));
            times.seconds.extend(row.iter().map(|(_, seconds)| *seconds));
            times.starts.push(times.targets.len());
        }
        times
    }
}

/// Says how far a search by time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// Greatest time in seconds at which streets are followed beyond a junction.
    pub junction_s: u32,
    /// Greatest time in seconds at a target.
    pub target_s: u32,
}

impl Horizon {
    /// Returns the horizon of all that takes at most so many seconds.
    pub fn within(limit_s: u32) -> Self {
        Self { junction_s: limit_s, target_s: limit_s }
    }

    /// Returns the horizon of results of R5 v7.4 of at most so many minutes.
    ///
    /// They are minutes without their seconds, of which the limit itself still counts: all up to 59 s beyond it.
    pub fn r5(limit_min: u32) -> Self {
        Self::within(limit_min.saturating_mul(60).saturating_add(59))
    }
}

/// Finds the shortest ways along streets from each origin to the targets within a length in millimetres.
///
/// A length is that of the way along streets and, straight, of the ways between the points and their streets. Two points at
/// the very same place are 0 apart, joined or not. On a network for walking without one-way ways, turning origins and
/// targets round changes nothing.
///
/// Both rows must be joined to `network`. Cost: one bounded search per origin, in parallel; the result does not depend
/// on the number of threads.
pub fn links(network: &Network, origins: &Joined, targets: &Joined, limit_mm: u32) -> Links {
    Links::from_rows(rows(&Weights::build(network, Measure::Length), origins, targets, [limit_mm; 2]))
}

/// Finds travel times on streets from each origin to the targets within a horizon, both of whose limits count as within.
///
/// Times are rounded up to whole seconds at the end; what happens before, `pace` says. See [`links`] for the rest.
pub fn travel_times(
    network: &Network,
    origins: &Joined,
    targets: &Joined,
    pace: Pace,
    horizon: Horizon,
) -> TravelTimes {
    travel_times_weighed(&Weights::build(network, Measure::Time(pace)), origins, targets, horizon)
}

/// Finds travel times on a network that has been weighed by time, such as one with slopes.
pub fn travel_times_weighed(
    weights: &Weights<'_>,
    origins: &Joined,
    targets: &Joined,
    horizon: Horizon,
) -> TravelTimes {
    let limits = [horizon.junction_s, horizon.target_s].map(|limit_s| limit_s.saturating_mul(1000));
    let mut rows = match weights.measure {
        Measure::Time(pace) if pace.rounding == Rounding::R5 => r5_times::rows(weights, pace, origins, targets, limits),
        Measure::Length | Measure::Time(_) => rows(weights, origins, targets, limits),
    };
    for row in &mut rows {
        row.iter_mut().for_each(|(_, cost)| *cost = cost.div_ceil(1000));
    }
    TravelTimes::from_rows(rows)
}

/// Targets by the vertex from which, and by the edge on which, they are reached.
pub(super) struct TargetIndex {
    /// Where the targets reached from each vertex begin.
    starts: Vec<u32>,
    /// Target and the cost from the vertex to it.
    by_vertex: Vec<(u32, u32)>,
    /// Edge, length along it, and target, in order.
    by_edge: Vec<(u32, u32, u32)>,
    /// Targets by the bits of their coordinates.
    by_place: BTreeMap<[u64; 2], Vec<u32>>,
}

fn place_key(point: Point) -> [u64; 2] {
    // Adding 0 makes one zero of the two.
    [(point.lon + 0.0).to_bits(), (point.lat + 0.0).to_bits()]
}

impl TargetIndex {
    pub(super) fn build(weights: &Weights<'_>, targets: &Joined) -> Self {
        let mut list: Vec<(u32, u32, u32)> = Vec::new();
        let mut by_edge = Vec::new();
        let mut by_place: BTreeMap<[u64; 2], Vec<u32>> = BTreeMap::new();
        for (position, join) in targets.joins.iter().enumerate() {
            let target = u32::try_from(position).expect("points fit u32");
            by_place.entry(place_key(targets.points[position])).or_default().push(target);
            let Ok(join) = join else { continue };
            by_edge.push((join.edge, join.along_mm, target));
            for direction in [0, 1] {
                if let Some(cost) = weights.arriving(join.edge, join.along_mm, usize::from(direction)) {
                    let cost = add(cost, weights.off_street(join.off_mm));
                    list.extend(weights.tails((join.edge, direction)).map(|vertex| (vertex, target, cost)));
                }
            }
        }
        list.sort_unstable();
        by_edge.sort_unstable();
        let mut starts = vec![0_u32; weights.n_vertices() + 1];
        for (vertex, ..) in &list {
            starts[*vertex as usize + 1] += 1;
        }
        for vertex in 0..weights.n_vertices() {
            starts[vertex + 1] += starts[vertex];
        }
        let by_vertex = list.into_iter().map(|(_, target, cost)| (target, cost)).collect();
        Self { starts, by_vertex, by_edge, by_place }
    }

    fn at_vertex(&self, vertex: u32) -> &[(u32, u32)] {
        &self.by_vertex[self.starts[vertex as usize] as usize..self.starts[vertex as usize + 1] as usize]
    }

    fn on_edge(&self, edge: u32) -> &[(u32, u32, u32)] {
        let start = self.by_edge.partition_point(|(other, ..)| *other < edge);
        let end = self.by_edge.partition_point(|(other, ..)| *other <= edge);
        &self.by_edge[start..end]
    }
}

/// Memory of one thread: a search, and the least cost found for each target.
#[derive(Default)]
pub(super) struct Desk {
    workspace: Workspace,
    starts: Vec<(u32, u32)>,
    pub(super) best: Vec<Option<u32>>,
    found: Vec<u32>,
}

impl Desk {
    fn offer(&mut self, target: u32, cost: u32) {
        let best = &mut self.best[target as usize];
        match best {
            None => {
                *best = Some(cost);
                self.found.push(target);
            }
            Some(known) => *known = cost.min(*known),
        }
    }

    /// Returns what was found in order of target, and forgets it.
    pub(super) fn take(&mut self) -> Vec<(u32, u32)> {
        self.found.sort_unstable();
        let best = &mut self.best;
        self.found.drain(..).filter_map(|target| best[target as usize].take().map(|cost| (target, cost))).collect()
    }
}

/// `limits` are those at junctions and at targets.
fn rows(weights: &Weights<'_>, origins: &Joined, targets: &Joined, limits: [u32; 2]) -> Vec<Vec<(u32, u32)>> {
    let index = TargetIndex::build(weights, targets);
    let n_targets = targets.points.len();
    (0..origins.points.len())
        .into_par_iter()
        .map_init(Desk::default, |desk, origin| {
            desk.best.resize(n_targets, None);
            if let Ok(join) = origins.joins[origin] {
                search_targets(weights, &index, targets, &[(join, 0)], limits, desk);
            }
            if let Some(same) = index.by_place.get(&place_key(origins.points[origin])) {
                same.iter().for_each(|target| desk.offer(*target, 0));
            }
            desk.take()
        })
        .collect()
}

/// Offers the desk the targets that are reached from some places, each with the cost of being there.
pub(super) fn search_targets(
    weights: &Weights<'_>,
    index: &TargetIndex,
    targets: &Joined,
    starts: &[(Join, u32)],
    [junction_limit, limit]: [u32; 2],
    desk: &mut Desk,
) {
    let mut at_vertices = std::mem::take(&mut desk.starts);
    at_vertices.clear();
    for (join, before) in starts {
        let at_street = add(*before, weights.off_street(join.off_mm));
        for direction in [0, 1] {
            if let Some(cost) = weights.leaving(join.edge, join.along_mm, usize::from(direction)) {
                at_vertices.push((weights.head((join.edge, direction)), add(cost, at_street)));
            }
        }
    }
    search(weights, &at_vertices, junction_limit, &mut desk.workspace);
    desk.starts = at_vertices;
    let workspace = std::mem::take(&mut desk.workspace);
    for vertex in workspace.reached() {
        let here = workspace.cost(*vertex).expect("reached vertices have a cost");
        for (target, cost) in index.at_vertex(*vertex) {
            let there = add(here, *cost);
            if there <= limit {
                desk.offer(*target, there);
            }
        }
    }
    desk.workspace = workspace;
    for (join, before) in starts {
        let at_street = add(*before, weights.off_street(join.off_mm));
        for (_, along_mm, target) in index.on_edge(join.edge) {
            let target_off = targets.joins[*target as usize].map_or(0, |join| weights.off_street(join.off_mm));
            if let Some(within) = weights.within(join.edge, join.along_mm, *along_mm) {
                let there = add(add(within, at_street), target_off);
                if there <= limit {
                    desk.offer(*target, there);
                }
            }
        }
    }
}

/// Links each origin to the targets within a length in millimetres, taken as the great-circle distance by a factor.
///
/// For places without a street extract; a factor of 1.3 is common. Points that are not on Earth have no links.
/// Cost: O(n log n) for n targets, and per origin those in its band of latitude; in parallel over origins.
///
/// # Panics
/// If `detour_factor` or `radius_m` is not above 0.
pub fn links_great_circle(
    origins: &[Point],
    targets: &[Point],
    detour_factor: f64,
    radius_m: f64,
    limit_mm: u32,
) -> Links {
    assert!(detour_factor > 0.0 && radius_m > 0.0, "the factor and the radius are above 0");
    let reach_m = f64::from(limit_mm) / 1000.0 / detour_factor;
    let reach_lat = (reach_m / radius_m).to_degrees();
    let mut by_lat: Vec<(Point, u32)> =
        (0..).zip(targets).filter(|(_, point)| point.is_on_earth()).map(|(target, point)| (*point, target)).collect();
    by_lat.sort_by(|(a, i), (b, j)| a.lat.total_cmp(&b.lat).then(i.cmp(j)));
    let row = |origin: &Point| {
        if !origin.is_on_earth() {
            return Vec::new();
        }
        let start = by_lat.partition_point(|(point, _)| point.lat < origin.lat - reach_lat - 1e-9);
        // Meridians are nearest to each other at the latitude of the band that is furthest from the equator.
        let narrow = (origin.lat.abs() + reach_lat).min(90.0).to_radians().cos();
        let half = (reach_m / radius_m / 2.0).sin();
        let reach_lon = if reach_m / radius_m < 1.0 && half < narrow {
            2.0 * (half / narrow).asin().to_degrees() + 1e-9
        } else {
            360.0
        };
        by_lat[start..]
            .iter()
            .take_while(|(point, _)| point.lat <= origin.lat + reach_lat + 1e-9)
            .filter(|(point, _)| {
                let apart = (point.lon - origin.lon).abs();
                apart.min(360.0 - apart) <= reach_lon
            })
            .filter_map(|(point, target)| {
                let mm = great_circle_m(*origin, *point, radius_m) * detour_factor * 1000.0;
                (mm <= f64::from(limit_mm)).then_some((*target, mm.round() as u32))
            })
            .collect()
    };
    Links::from_rows(origins.par_iter().map(row).collect())
}
