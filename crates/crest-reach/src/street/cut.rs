//! Stops as vertices of the streets, as R5 v7.4 makes them before it searches.
//!
//! R5 rounds the time of every piece of street up to whole seconds, so where pieces are cut decides on seconds: it cuts the
//! nearest street at the foot of each stop, unless a vertex lies within 5 m along it, which is then taken.

use std::collections::BTreeMap;

use super::build::{Streets, place, point};
use super::turn::Turn;
use super::{Join, Joined, Mode, Network, join};
use crate::geo::{Plane, Point, great_circle_m, nearest_on_segment};

/// Distance along a street within which an existing vertex is taken instead of a new one (`SNAP_RADIUS_MM` of R5).
const SNAP_MM: u32 = 5_000;

/// Builds the walking network of streets cut at stops, and joins the stops to the vertices so made.
///
/// Stops are taken in their order, as in R5; radius in metres as in [`join()`]. A stop's distance from the street is that from
/// its vertex. Cost: that of building the network twice.
pub fn walk_network_with_stops(streets: &Streets, stops: &[Point], radius_m: f64) -> (Network, Joined) {
    let (_, network, joined) = streets_with_stops(streets, stops, radius_m);
    (network, joined)
}

/// Cuts streets at stops; returns them with their walking network and the stops joined to it, see [`walk_network_with_stops`].
///
/// Networks of other modes are to be built from the streets returned.
pub fn streets_with_stops(streets: &Streets, stops: &[Point], radius_m: f64) -> (Streets, Network, Joined) {
    let whole = Network::build(streets, Mode::Walk);
    let first = join(&whole, stops, radius_m);
    let mut cuts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for own in first.joins.iter().flatten() {
        let stretch = whole.stretches(own.edge).iter().find(|stretch| own.along_mm <= stretch.end_mm);
        let piece = stretch.expect("a join lies on its edge").piece;
        let along_mm = along_piece_mm(streets, piece as usize, foot(&whole, own));
        let cuts = cuts.entry(piece).or_default();
        let length_mm = streets.pieces[piece as usize].length_mm;
        let is_far = |other: u32| along_mm.abs_diff(other) >= SNAP_MM;
        if is_far(0) && is_far(length_mm) && cuts.iter().all(|other| is_far(*other)) {
            cuts.push(along_mm);
        }
    }
    let streets = cut(streets, &cuts);
    let network = Network::build(&streets, Mode::Walk);
    let mut joined = join(&network, stops, radius_m);
    for (own, stop) in joined.joins.iter_mut().zip(stops) {
        if let Ok(own) = own {
            snap(&network, own, *stop);
        }
    }
    (streets, network, joined)
}

/// Place on the street where a point meets it.
fn foot(network: &Network, own: &Join) -> Point {
    let shape: Vec<(Point, u32)> = network.shape(own.edge).collect();
    let after = shape.partition_point(|(_, along_mm)| *along_mm < own.along_mm).clamp(1, shape.len() - 1);
    let ((a, from_mm), (b, to_mm)) = (shape[after - 1], shape[after]);
    let share = f64::from(own.along_mm.saturating_sub(from_mm)) / f64::from((to_mm - from_mm).max(1));
    Point::new(a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat))
}

/// Length along a piece to the place on it that is nearest to a point.
fn along_piece_mm(streets: &Streets, piece: usize, near: Point) -> u32 {
    let line = streets.line(piece);
    let plane = Plane::around(near, streets.radius_m);
    let (mut gone_m, mut best) = (0.0, (f64::INFINITY, 0.0));
    for pair in line.windows(2) {
        let length_m = great_circle_m(point(pair[0]), point(pair[1]), streets.radius_m);
        let (share, squared) =
            nearest_on_segment(plane.to_metres(point(pair[0])), plane.to_metres(point(pair[1])), [0.0, 0.0]);
        if squared < best.0 {
            best = (squared, gone_m + share * length_m);
        }
        gone_m += length_m;
    }
    ((best.1 * 1000.0) as u32).min(streets.pieces[piece].length_mm)
}

/// Cuts pieces at lengths along them; new vertices stand after the old ones.
fn cut(streets: &Streets, cuts: &BTreeMap<u32, Vec<u32>>) -> Streets {
    let mut new = Streets {
        radius_m: streets.radius_m,
        least_island: streets.least_island,
        vertices: streets.vertices.clone(),
        way_ids: streets.way_ids.clone(),
        shape_starts: vec![0],
        ..Streets::default()
    };
    // First and last part of each piece, by which turns are known.
    let mut parts: Vec<[u32; 2]> = Vec::with_capacity(streets.pieces.len());
    for (position, piece) in streets.pieces.iter().enumerate() {
        let line = streets.line(position);
        let mut places = cuts.get(&(position as u32)).cloned().unwrap_or_default();
        places.sort_unstable();
        let first = new.pieces.len() as u32;
        let (mut rest, mut from, mut from_mm) = (line.to_vec(), piece.from, 0);
        for at_mm in places {
            let (before, after) = split(&rest, f64::from(at_mm - from_mm) / 1000.0, streets.radius_m);
            let vertex = u32::try_from(new.vertices.len()).expect("vertices fit");
            new.vertices.push(after[0]);
            new.push(super::Piece { from, to: vertex, length_mm: at_mm - from_mm, ..*piece }, &before);
            (rest, from, from_mm) = (after, vertex, at_mm);
        }
        new.push(super::Piece { from, length_mm: piece.length_mm - from_mm, ..*piece }, &rest);
        parts.push([first, new.pieces.len() as u32 - 1]);
    }
    // One comes in along the part that lies at the vertex of the turn and goes on along another such.
    new.turns.extend(streets.turns.iter().map(|turn| Turn {
        from: (parts[turn.from.0 as usize][1 - usize::from(turn.from.1)], turn.from.1),
        to: (parts[turn.to.0 as usize][usize::from(turn.to.1)], turn.to.1),
        only: turn.only,
    }));
    new
}

/// Splits a line after a length; both parts hold the place between them.
fn split(line: &[[i32; 2]], at_m: f64, radius_m: f64) -> (Vec<[i32; 2]>, Vec<[i32; 2]>) {
    let mut gone_m = 0.0;
    for index in 1..line.len() {
        let (a, b) = (point(line[index - 1]), point(line[index]));
        let length_m = great_circle_m(a, b, radius_m);
        if gone_m + length_m >= at_m || index + 1 == line.len() {
            let share = ((at_m - gone_m) / length_m.max(1e-9)).clamp(0.0, 1.0);
            let middle = place(Point::new(a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)));
            let before = line[..index].iter().copied().chain([middle]).collect();
            let after = [middle].into_iter().chain(line[index..].iter().copied()).collect();
            return (before, after);
        }
        gone_m += length_m;
    }
    (line.to_vec(), line.to_vec())
}

/// Moves a join to the end of its stretch that lies nearest.
fn snap(network: &Network, own: &mut Join, stop: Point) {
    let ends = std::iter::once(0).chain(network.stretches(own.edge).iter().map(|stretch| stretch.end_mm));
    let along_mm = ends.min_by_key(|end| end.abs_diff(own.along_mm)).expect("an edge has a stretch");
    if along_mm.abs_diff(own.along_mm) < SNAP_MM {
        own.along_mm = along_mm;
        own.off_mm = (great_circle_m(stop, foot(network, own), network.radius_m) * 1000.0) as u32;
    }
}

#[cfg(test)]
mod tests;
