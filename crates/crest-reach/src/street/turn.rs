//! Turns: which of them cars may not make where streets meet.
//!
//! A restriction names a way, a node and another way; on the pieces of streets it becomes the going out of one end of a
//! piece that may not follow, or alone may follow, the coming in along another. On a network each arrival that is bound by
//! some restriction has a vertex of its own beside its junction, from which the forbidden departures lack: searches then need know
//! nothing of turns.

use super::{Mode, Network, Piece, Streets};
use crate::osm::{Extract, RestrictionKind};

/// Holds a restriction of turns on pieces of street.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Piece by which one comes, and whether from its start to its end (0) or back (1).
    pub(crate) from: (u32, u8),
    /// Piece by which one goes on, likewise.
    pub(crate) to: (u32, u8),
    /// Whether this is the only turn allowed; otherwise it is forbidden.
    pub(crate) only: bool,
}

/// A departure that may not follow an arrival: edge and direction of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ban {
    pub(crate) arrival: (u32, u8),
    pub(crate) departure: (u32, u8),
}

/// Finds the restrictions of an extract on the pieces made of it.
///
/// A restriction whose node is no vertex, or by whose ways a car comes in or goes out more than once there, says nothing clear and
/// is passed over, as R5 does.
pub(super) fn find(extract: &Extract, streets: &Streets, vertex_of_node: &[u32]) -> Vec<Turn> {
    // Pieces that end at each via vertex, by way: looked up in a sorted list of (vertex, way, piece, direction towards it).
    let mut towards: Vec<(u32, i64, u32, u8)> = Vec::new();
    for (position, piece) in (0..).zip(&streets.pieces) {
        let way_id = streets.way_ids[piece.way as usize];
        towards.push((piece.to, way_id, position, 0));
        towards.push((piece.from, way_id, position, 1));
    }
    towards.sort_unstable();
    let only_one = |vertex: u32, way_id: i64, usable: &dyn Fn(&Piece, u8) -> bool| {
        let start = towards.partition_point(|entry| (entry.0, entry.1) < (vertex, way_id));
        let mut found = towards[start..]
            .iter()
            .take_while(|entry| (entry.0, entry.1) == (vertex, way_id))
            .filter(|entry| usable(&streets.pieces[entry.2 as usize], entry.3))
            .map(|entry| (entry.2, entry.3));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    let turn = |restriction: &crate::osm::Restriction| {
        let node = extract.node_ids.binary_search(&restriction.via_node).ok()?;
        let vertex = vertex_of_node[node];
        if vertex == u32::MAX {
            return None;
        }
        let from = only_one(vertex, restriction.from_way, &|piece, towards| piece.allowed[towards as usize].car)?;
        let (to, towards) =
            only_one(vertex, restriction.to_way, &|piece, towards| piece.allowed[1 - towards as usize].car)?;
        Some(Turn { from, to: (to, 1 - towards), only: restriction.kind == RestrictionKind::Only })
    };
    extract.restrictions.iter().filter_map(turn).collect()
}

/// Moves the turns of a piece that has been cut over to its two parts.
pub(super) fn follow_cut(turns: &mut [Turn], piece: u32, before: u32, after: u32) {
    for turn in turns {
        // One comes in at the end of the piece along its later part, at its start along the earlier one.
        if turn.from.0 == piece {
            turn.from.0 = if turn.from.1 == 0 { after } else { before };
        }
        if turn.to.0 == piece {
            turn.to.0 = if turn.to.1 == 0 { before } else { after };
        }
    }
}

/// Where a piece stands on its edge.
#[derive(Clone, Copy)]
struct OnEdge {
    edge: u32,
    /// 1 if the edge goes through the piece from its end.
    backwards: u8,
    is_first: bool,
    is_last: bool,
}

/// Finds the departures that may not follow an arrival on a network for cars; rising.
pub(super) fn bans(streets: &Streets, network: &Network) -> Vec<Ban> {
    if network.mode != Mode::Car || streets.turns.is_empty() {
        return Vec::new();
    }
    // The edge of each piece and the direction of the edge that is the piece's own from start to end.
    let mut edge_of_piece = vec![None; streets.pieces.len()];
    for edge in 0..u32::try_from(network.edges.len()).expect("edges are bounded") {
        let stretches = network.stretches(edge);
        for (step, stretch) in stretches.iter().enumerate() {
            let on_edge = OnEdge {
                edge,
                backwards: u8::from(stretch.backwards),
                is_first: step == 0,
                is_last: step + 1 == stretches.len(),
            };
            edge_of_piece[stretch.piece as usize] = Some(on_edge);
        }
    }
    let mut departures: Vec<(u32, (u32, u8))> = network.departures().collect();
    departures.sort_unstable();
    let mut bans = Vec::new();
    for turn in &streets.turns {
        let on_edges = [turn.from, turn.to].map(|(piece, _)| edge_of_piece[piece as usize]);
        let [Some(from), Some(to)] = on_edges else { continue };
        let (arrival, departure) = ((from.edge, turn.from.1 ^ from.backwards), (to.edge, turn.to.1 ^ to.backwards));
        // Where the vertex is no junction of the network there is no turn to choose.
        let comes = if arrival.1 == 0 { from.is_last } else { from.is_first };
        let goes = if departure.1 == 0 { to.is_first } else { to.is_last };
        if !comes || !goes {
            continue;
        }
        if turn.only {
            let vertex = network.head(arrival);
            let start = departures.partition_point(|(tail, _)| *tail < vertex);
            let others = departures[start..].iter().take_while(|(tail, _)| *tail == vertex).map(|(_, other)| *other);
            bans.extend(others.filter(|other| *other != departure).map(|departure| Ban { arrival, departure }));
        } else {
            bans.push(Ban { arrival, departure });
        }
    }
    bans.sort_unstable();
    bans.dedup();
    bans
}

#[cfg(test)]
mod tests;
