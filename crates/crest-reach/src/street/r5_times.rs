//! Travel times from points to points as R5 v7.4 counts them: whole seconds, cut at either end and rounded up between.

use rayon::prelude::*;

use super::weight::speed_m_s;
use super::{Join, Joined, Measure, Mode, Network, Pace, Weights, Workspace, r5, search};

/// Speed in millimetres per second at which R5 lets cars go along the piece of street of a destination.
const LAST_PIECE_OF_CARS_MM_S: u32 = 2_220;

/// A target as it is reached from an end of its piece: position and seconds.
type Reached = (u32, u32);

/// Times in milliseconds from each origin to the targets within the limits, at junctions and at targets.
///
/// - From an origin to the ends of its piece: `⌊⌊d⌋ / v⌋ + ⌊off / o⌋` with `d` in metres, the way to the street at the speed `o`
///   beside streets.
/// - Between vertices: the least sum over pieces of `⌈length / v⌉`, at least 1.
/// - From an end of a target's piece to it: `⌊d / v⌋ + ⌊off / w⌋`, the way from the street at walking speed `w`.
/// - On the piece of the origin: `⌊|d − d'| / v⌋ + ⌊off' / w⌋`, even if there is a faster way round; the way from the origin to
///   the street is forgotten.
pub(super) fn rows(
    weights: &Weights<'_>,
    pace: Pace,
    origins: &Joined,
    targets: &Joined,
    [junction_limit, limit]: [u32; 2],
) -> Vec<Vec<Reached>> {
    let network = weights.network;
    let walk_mm_s = mm_s(pace.walk_m_s);
    let last_mm_s = match network.mode {
        Mode::Walk => walk_mm_s,
        Mode::Cycle => mm_s(pace.cycle_m_s),
        Mode::Car => LAST_PIECE_OF_CARS_MM_S,
    };
    let from_ends = |join: &Join| {
        let edge = network.edges[join.edge as usize];
        let off_s = join.off_mm / walk_mm_s;
        [(edge.from, join.along_mm), (edge.to, edge.length_mm - join.along_mm)]
            .map(|(vertex, along_mm)| (vertex, along_mm / last_mm_s + off_s))
    };
    let mut by_end: Vec<(u32, Reached)> = Vec::new();
    let mut by_edge: Vec<(u32, u32)> = Vec::new();
    for (target, join) in (0..).zip(&targets.joins) {
        let Ok(join) = join else { continue };
        by_edge.push((join.edge, target));
        for (vertex, seconds) in from_ends(join) {
            by_end.push((vertex, (target, seconds)));
        }
    }
    by_end.sort_unstable();
    by_edge.sort_unstable();
    let row = |workspace: &mut Workspace, _: usize, join: &Join| {
        search(weights, &starts(weights, pace, join), junction_limit, workspace);
        let mut found: Vec<Reached> = Vec::new();
        for vertex in workspace.reached() {
            let Some(here) = workspace.cost(*vertex) else { continue };
            let junction = weights.junction(*vertex);
            let start = by_end.partition_point(|(other, _)| *other < junction);
            for (_, (target, seconds)) in by_end[start..].iter().take_while(|(other, _)| *other == junction) {
                found.push((*target, here.saturating_add(seconds.saturating_mul(1000))));
            }
        }
        let start = by_edge.partition_point(|(edge, _)| *edge < join.edge);
        let beside: Vec<u32> =
            by_edge[start..].iter().take_while(|(edge, _)| *edge == join.edge).map(|(_, target)| *target).collect();
        found.retain(|(target, _)| beside.binary_search(target).is_err());
        for target in beside {
            let Ok(own) = targets.joins[target as usize] else { continue };
            let along_s = own.along_mm.abs_diff(join.along_mm) / last_mm_s;
            let seconds = along_s + own.off_mm / walk_mm_s;
            found.push((target, seconds.saturating_mul(1000)));
        }
        found.sort_unstable();
        found.dedup_by_key(|(target, _)| *target);
        found.retain(|(_, cost)| *cost <= limit);
        found
    };
    each_row(origins, row)
}

/// Ends of the piece of an origin with the milliseconds to them.
fn starts(weights: &Weights<'_>, pace: Pace, join: &Join) -> [(u32, u32); 2] {
    let network = weights.network;
    let edge = network.edges[join.edge as usize];
    let first = network.stretch_starts[join.edge as usize] as usize;
    let off_s = join.off_mm / mm_s(pace.off_street_m_s);
    [(0, edge.length_mm - join.along_mm), (1, join.along_mm)].map(|(direction, along_mm)| {
        let speed = speed_m_s(network, pace, first, direction) as f32;
        let along_s = ((along_mm / 1000) as f32 / speed) as u32;
        (weights.head((join.edge, direction as u8)), (along_s + off_s).saturating_mul(1000))
    })
}

/// Speed in whole millimetres per second, at least 1.
pub(super) fn mm_s(speed_m_s: f64) -> u32 {
    // R5 holds speeds as 32-bit floats.
    ((speed_m_s as f32) * 1000.0).max(1.0) as u32
}

/// Vertex at which a stop was joined, see [`super::walk_network_with_stops`].
fn stop_vertex(network: &Network, stop: &Join) -> u32 {
    let edge = network.edges[stop.edge as usize];
    if stop.along_mm == 0 { edge.from } else { edge.to }
}

/// Stops by their vertices, in order.
fn stops_at_vertices(network: &Network, stops: &Joined) -> Vec<(u32, u32, u32)> {
    let joined = (0..).zip(&stops.joins).filter_map(|(stop, join)| join.as_ref().ok().map(|join| (stop, join)));
    let mut at: Vec<(u32, u32, u32)> =
        joined.map(|(stop, join)| (stop_vertex(network, join), stop, join.off_mm.max(1))).collect();
    at.sort_unstable();
    at
}

fn at_vertex(at: &[(u32, u32, u32)], vertex: u32) -> impl Iterator<Item = (u32, u32)> {
    let start = at.partition_point(|(other, ..)| *other < vertex);
    at[start..].iter().take_while(move |(other, ..)| *other == vertex).map(|(_, stop, mm)| (*stop, *mm))
}

/// Seconds on foot from each origin to the stops that are reached in less than `limit_s`.
///
/// The way between a stop and its vertex is a piece of street like others.
pub(crate) fn times_to_stops(
    network: &Network,
    pace: Pace,
    origins: &Joined,
    stops: &Joined,
    limit_s: u32,
) -> Vec<Vec<Reached>> {
    let weights = Weights::build(network, Measure::Time(pace));
    let at = stops_at_vertices(network, stops);
    let limit = limit_s.saturating_mul(1000);
    let row = |workspace: &mut Workspace, _: usize, join: &Join| {
        search(&weights, &starts(&weights, pace, join), limit.saturating_sub(1), workspace);
        let mut found = Vec::new();
        for vertex in workspace.reached() {
            let Some(here) = workspace.cost(*vertex) else { continue };
            for (stop, mm) in at_vertex(&at, *vertex) {
                let seconds = here / 1000 + piece_s(mm, pace.walk_m_s);
                if seconds < limit_s {
                    found.push((stop, seconds));
                }
            }
        }
        found
    };
    each_row(origins, row)
}

/// Seconds along a piece of street.
pub(super) fn piece_s(length_mm: u32, speed_m_s: f64) -> u32 {
    // R5 holds speeds as 32-bit floats.
    (f64::from(length_mm) / 1000.0 / f64::from(speed_m_s as f32)).ceil().max(1.0) as u32
}

/// Lengths in millimetres from each stop to the others within a limit.
///
/// R5 does not go over the ways of two stops one after the other, so that stops which share a vertex are as far apart as by way of
/// the shortest piece of street there and back.
pub(crate) fn lengths_between_stops(network: &Network, stops: &Joined, limit_mm: u32) -> Vec<Vec<Reached>> {
    let weights = Weights::build(network, Measure::Length);
    let at = stops_at_vertices(network, stops);
    let mut detour_mm = vec![u32::MAX; network.n_vertices()];
    for edge in &network.edges {
        let there_and_back = if edge.from == edge.to { edge.length_mm } else { edge.length_mm.saturating_mul(2) };
        for vertex in [edge.from, edge.to] {
            let known = &mut detour_mm[vertex as usize];
            *known = there_and_back.min(*known);
        }
    }
    let row = |workspace: &mut Workspace, from: usize, join: &Join| {
        let own = stop_vertex(network, join);
        search(&weights, &[(own, join.off_mm.max(1))], limit_mm, workspace);
        let mut found = Vec::new();
        for vertex in workspace.reached() {
            let Some(here) = workspace.cost(*vertex) else { continue };
            let detour = if *vertex == own { detour_mm[own as usize] } else { 0 };
            for (stop, mm) in at_vertex(&at, *vertex) {
                let there = here.saturating_add(detour).saturating_add(mm);
                if there <= limit_mm && stop as usize != from {
                    found.push((stop, there));
                }
            }
        }
        found
    };
    each_row(stops, row)
}

/// Lengths in millimetres from each stop to the points whose piece of street has an end within a limit.
pub(crate) fn lengths_from_stops(
    network: &Network,
    stops: &Joined,
    targets: &Joined,
    limit_mm: u32,
) -> Vec<Vec<Reached>> {
    let weights = Weights::build(network, Measure::Length);
    let mut by_end: Vec<(u32, u32, u32)> = Vec::new();
    for (target, join) in (0..).zip(&targets.joins) {
        let Ok(join) = join else { continue };
        let edge = network.edges[join.edge as usize];
        for (vertex, along_mm) in [(edge.from, join.along_mm), (edge.to, edge.length_mm - join.along_mm)] {
            by_end.push((vertex, target, along_mm + join.off_mm));
        }
    }
    by_end.sort_unstable();
    let length_m = f64::from(limit_mm) / 1000.0;
    let row =
        |workspace: &mut Workspace, stop: usize, join: &Join| {
            search(&weights, &[(stop_vertex(network, join), join.off_mm.max(1))], limit_mm, workspace);
            let mut found = Vec::new();
            for vertex in workspace.reached() {
                let Some(here) = workspace.cost(*vertex) else { continue };
                let reached = at_vertex(&by_end, *vertex).map(|(target, mm)| (target, here + mm));
                found.extend(reached.filter(|(target, _)| {
                    r5::is_around(stops.points[stop], targets.points[*target as usize], length_m)
                }));
            }
            found.sort_unstable();
            found.dedup_by_key(|(target, _)| *target);
            found
        };
    each_row(stops, row)
}

fn each_row(origins: &Joined, row: impl Fn(&mut Workspace, usize, &Join) -> Vec<Reached> + Sync) -> Vec<Vec<Reached>> {
    (0..origins.points.len())
        .into_par_iter()
        .map_init(Workspace::default, |workspace, origin| match &origins.joins[origin] {
            Ok(join) => row(workspace, origin, join),
            Err(_) => Vec::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
