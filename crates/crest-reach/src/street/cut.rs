//! Stops as vertices of the streets, as R5 v7.4 makes them before it searches.
//!
//! R5 rounds the time of every piece of street up to whole seconds, so where pieces are cut decides on seconds: it cuts the
//! nearest street at the foot of each stop, unless an end of the piece lies within 5 m along it, which is then taken.

use super::build::{Streets, point};
use super::join::join_one;
use super::r5::Squares;
use super::turn::Turn;
use super::{Conventions, Join, Joined, Mode, Network, NoJoin};
use crate::geo::{Point, great_circle_m};

/// Distance along a street within which an existing vertex is taken instead of a new one (`SNAP_RADIUS_MM` of R5).
const SNAP_MM: u32 = 5_000;

/// Builds the walking network of streets cut at stops, and joins the stops to the vertices so made.
///
/// The network is one of the conventions of R5 whatever those of the streets are, so that the vertices of stops stay. Stops are
/// taken in their order (R5: by identifier within a feed); radius in metres as in [`super::join()`]. A stop's distance from the street is that
/// from its vertex. Cost: that of building the network, and a search for the nearest street per stop.
pub fn walk_network_with_stops(streets: &Streets, stops: &[Point], radius_m: f64) -> (Network, Joined) {
    let (_, network, joined) = streets_with_stops(streets, stops, radius_m);
    (network, joined)
}

/// Cuts streets at stops; returns them with their walking network and the stops joined to it, see [`walk_network_with_stops`].
///
/// Networks of other modes are to be built from the streets returned.
pub fn streets_with_stops(streets: &Streets, stops: &[Point], radius_m: f64) -> (Streets, Network, Joined) {
    let (streets, vertices) = cut_at_stops(streets, stops, radius_m);
    let network = Network::build(&streets, Mode::Walk);
    let mut ends: Vec<Option<(u32, u32)>> = vec![None; streets.n_vertices()];
    for (edge, own) in (0..).zip(&network.edges) {
        let stretches = network.stretches(edge);
        let [first, last] = [&stretches[0], &stretches[stretches.len() - 1]];
        let at = |stretch: &super::Stretch, at_start: bool| {
            let piece = &streets.pieces[stretch.piece as usize];
            if at_start != stretch.backwards { piece.from } else { piece.to }
        };
        for (vertex, along_mm) in [(at(first, true), 0), (at(last, false), own.length_mm)] {
            ends[vertex as usize].get_or_insert((edge, along_mm));
        }
    }
    let joins = vertices.iter().zip(stops).map(|(vertex, stop)| {
        let end = vertex.and_then(|vertex| ends[vertex as usize].map(|end| (vertex, end)));
        let Some((vertex, (edge, along_mm))) = end else {
            return Err(join_one(&network, *stop, radius_m).err().unwrap_or(NoJoin::TooFar));
        };
        let off_mm = great_circle_m(*stop, point(streets.vertices[vertex as usize]), streets.radius_m) * 1000.0;
        Ok(Join { edge, along_mm, off_mm: off_mm as u32 })
    });
    let joins = joins.collect();
    (streets, network, Joined { points: stops.to_vec(), joins })
}

/// Cuts streets at the feet of stops; gives each stop its vertex. New vertices stand after the old ones, and of a piece that is
/// cut the part after the foot stands after the old pieces.
fn cut_at_stops(streets: &Streets, stops: &[Point], radius_m: f64) -> (Streets, Vec<Option<u32>>) {
    let mut pieces = streets.pieces.clone();
    let mut vertices = streets.vertices.clone();
    let mut lines: Vec<Vec<[i32; 2]>> = (0..pieces.len()).map(|piece| streets.line(piece).to_vec()).collect();
    let mut squares = Squares::default();
    for (position, piece) in (0..).zip(&pieces) {
        if piece.joinable && piece.allowed.iter().all(|allowed| allowed.walk) {
            squares.add_line(&lines[position as usize], position);
        }
    }
    let mut own_vertices = Vec::with_capacity(stops.len());
    // Piece that each was cut from, and the part of that at its end.
    let mut wholes: Vec<u32> = (0..).take(pieces.len()).collect();
    let mut last_parts = wholes.clone();
    for stop in stops {
        let found = stop
            .is_on_earth()
            .then(|| squares.nearest(*stop, radius_m, |piece| lines[piece as usize].as_slice(), |piece| piece));
        let Some(foot) = found.flatten() else {
            own_vertices.push(None);
            continue;
        };
        let piece = pieces[foot.item as usize];
        let before_mm = foot.along_mm.min(piece.length_mm);
        let after_mm = piece.length_mm - before_mm;
        if before_mm < SNAP_MM || after_mm < SNAP_MM {
            own_vertices.push(Some(if before_mm < after_mm { piece.from } else { piece.to }));
            continue;
        }
        let vertex = u32::try_from(vertices.len()).expect("vertices fit");
        vertices.push(foot.place);
        let line = &mut lines[foot.item as usize];
        let after = [&[foot.place], &line[foot.segment + 1..]].concat();
        line.truncate(foot.segment + 1);
        line.push(foot.place);
        pieces[foot.item as usize] = super::Piece { to: vertex, length_mm: before_mm, ..piece };
        let part = u32::try_from(pieces.len()).expect("pieces fit");
        squares.add_box(&after, part);
        let whole = wholes[foot.item as usize];
        wholes.push(whole);
        let last = &mut last_parts[whole as usize];
        *last = if *last == foot.item { part } else { *last };
        pieces.push(super::Piece { from: vertex, length_mm: after_mm, ..piece });
        lines.push(after);
        own_vertices.push(Some(vertex));
    }
    let mut new = Streets {
        conventions: Conventions::R5,
        radius_m: streets.radius_m,
        least_island: streets.least_island,
        vertices,
        way_ids: streets.way_ids.clone(),
        shape_starts: vec![0],
        ..Streets::default()
    };
    pieces.iter().zip(&lines).for_each(|(piece, line)| new.push(*piece, line));
    // One comes in along the part that lies at the vertex of the turn and goes on along another such; the first part of a
    // piece stands where the piece stood.
    let part = |piece: u32, is_last: bool| if is_last { last_parts[piece as usize] } else { piece };
    new.turns.extend(streets.turns.iter().map(|turn| Turn {
        from: (part(turn.from.0, turn.from.1 == 0), turn.from.1),
        to: (part(turn.to.0, turn.to.1 == 1), turn.to.1),
        only: turn.only,
    }));
    (new, own_vertices)
}

#[cfg(test)]
mod tests;
