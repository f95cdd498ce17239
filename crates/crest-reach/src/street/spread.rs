//! Spreading: when each place along the streets is reached from some starts.

use super::weight::add;
use super::{Join, Weights, Workspace, search};
use crate::geo::Point;
use crate::isochrone::Reached;

/// Holds a place on the streets from which movement starts at a given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The place; the way to the street is walked first.
    pub join: Join,
    /// Seconds that have passed before: 0 at an origin, the time of arrival at a stop.
    pub after_s: u32,
}

/// Finds the places along streets that are reached within a time, and when, at most `spacing_m` metres apart.
///
/// `weights` must be by time. Places are the bends of the streets and, between them, as many more as the spacing asks for; ends of
/// the part of a street that is reached are met to within the spacing. In order of edges and along them, so that the
/// result does not depend on the order of starts. Cost: one search and the streets reached.
///
/// # Panics
/// If `spacing_m` is not above 0.
pub fn spread(
    weights: &Weights<'_>,
    starts: &[Start],
    limit_s: u32,
    spacing_m: f64,
    workspace: &mut Workspace,
) -> Vec<Reached> {
    assert!(spacing_m > 0.0, "the spacing is above 0");
    let network = weights.network;
    let limit = limit_s.saturating_mul(1000);
    let mut at_vertices = Vec::new();
    let mut on_edges: Vec<(u32, u32, u32)> = Vec::new();
    for start in starts {
        let at_street = add(start.after_s.saturating_mul(1000), weights.off_street(start.join.off_mm));
        let (edge, along_mm) = (start.join.edge, start.join.along_mm);
        on_edges.push((edge, along_mm, at_street));
        for direction in [0, 1] {
            if let Some(cost) = weights.leaving(edge, along_mm, usize::from(direction)) {
                at_vertices.push((weights.head((edge, direction)), add(cost, at_street)));
            }
        }
    }
    on_edges.sort_unstable();
    search(weights, &at_vertices, limit, workspace);
    let mut reached = Vec::new();
    let mut own = &on_edges[..];
    for position in 0..u32::try_from(network.edges().len()).expect("edges are bounded") {
        let n_own = own.partition_point(|(edge, ..)| *edge == position);
        let (here, rest) = own.split_at(n_own);
        own = rest;
        // When one may set out along the edge from its start, and from its end.
        let at_ends = [0, 1]
            .map(|direction| weights.tails((position, direction)).filter_map(|vertex| workspace.cost(vertex)).min());
        if here.is_empty() && at_ends == [None; 2] {
            continue;
        }
        let time_at = |along_mm: u32| {
            let from_ends = at_ends
                .into_iter()
                .enumerate()
                .filter_map(|(direction, at_end)| Some(add(at_end?, weights.arriving(position, along_mm, direction)?)));
            let from_starts = here
                .iter()
                .filter_map(|(edge, from_mm, after)| Some(add(weights.within(*edge, *from_mm, along_mm)?, *after)));
            from_ends.chain(from_starts).min().filter(|time| *time <= limit)
        };
        let mut last: Option<(Point, u32)> = None;
        for (point, along_mm) in network.shape(position) {
            if let Some((last_point, last_mm)) = last {
                let n_parts = (f64::from(along_mm - last_mm) / 1000.0 / spacing_m).ceil().max(1.0) as u32;
                for part in 1..n_parts {
                    let share = f64::from(part) / f64::from(n_parts);
                    let along_mm = last_mm + (f64::from(along_mm - last_mm) * share) as u32;
                    let between = Point::new(
                        last_point.lon + share * (point.lon - last_point.lon),
                        last_point.lat + share * (point.lat - last_point.lat),
                    );
                    reached.extend(place_reached(between, time_at(along_mm)));
                }
            }
            reached.extend(place_reached(point, time_at(along_mm)));
            last = Some((point, along_mm));
        }
    }
    reached
}

fn place_reached(point: Point, time_ms: Option<u32>) -> Option<Reached> {
    time_ms.map(|time_ms| Reached { point, seconds: f64::from(time_ms) / 1000.0 })
}
