//! Network: the streets that one mode may use, drawn together between junctions.
//!
//! A vertex where exactly two pieces meet and nothing else changes is no choice: searches need not stop there. Such
//! pieces are drawn together to one edge, which keeps its pieces, so that speeds may differ along it, and its shape, so
//! that points may be joined anywhere on it.

use super::build::{Streets, point};
use super::join::Index;
use super::turn::Ban;
use super::{Conventions, Mode, Piece, turn};
use crate::geo::{Point, great_circle_m};

/// Holds the streets of one mode as edges between junctions.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    pub(crate) conventions: Conventions,
    pub(crate) mode: Mode,
    pub(crate) radius_m: f64,
    pub(crate) vertices: Vec<[i32; 2]>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) stretch_starts: Vec<u32>,
    pub(crate) stretches: Vec<Stretch>,
    pub(crate) shape_starts: Vec<u32>,
    pub(crate) shape: Vec<[i32; 2]>,
    /// Length in millimetres from the start of the edge to each place of its shape.
    pub(crate) shape_mm: Vec<u32>,
    pub(crate) index: Index,
    /// Departures that cars may not make after an arrival, rising.
    pub(crate) bans: Vec<Ban>,
}

/// Holds an edge between two junctions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Junction at its start.
    pub from: u32,
    /// Junction at its end.
    pub to: u32,
    /// Length in millimetres.
    pub length_mm: u32,
    /// Whether the mode may move from start to end, and from end to start.
    pub open: [bool; 2],
}

/// Holds a piece of street as part of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Position of the piece in [`Streets::pieces`].
    pub piece: u32,
    /// Length in millimetres from the start of the edge to the end of this stretch.
    pub end_mm: u32,
    /// Whether the bicycle must be pushed, from start to end of the edge and back; `false` for other modes.
    pub pushed: [bool; 2],
    /// Speed of cars in centimetres per second, from start to end of the edge and back.
    pub car_cm_s: [u16; 2],
    /// Whether points may be joined to it.
    pub joinable: bool,
    /// Whether the edge goes through the piece from its end to its start.
    pub backwards: bool,
}

impl Network {
    /// Builds the network of a mode.
    ///
    /// Junctions are numbered along a space-filling curve, so that near ones are near in memory. Dead ends stay. A ring
    /// without a junction keeps its first vertex as one. Under the conventions of R5 each piece is an edge of its own, since
    /// R5 rounds the time of each piece and looks at its limits at each vertex. Cost: linear in pieces, apart from sorting the junctions.
    pub fn build(streets: &Streets, mode: Mode) -> Self {
        let pieces: Vec<Option<[bool; 2]>> = streets.pieces.iter().map(|piece| openness(piece, mode)).collect();
        let at_vertex = ends_at_vertices(streets, &pieces);
        let is_through: Vec<bool> = match streets.conventions {
            Conventions::Crest => {
                (0..streets.vertices.len()).map(|vertex| is_through(at_vertex.at(vertex), &pieces)).collect()
            }
            Conventions::R5 => vec![false; streets.vertices.len()],
        };
        let mut chains = Vec::new();
        let mut drawn = vec![false; pieces.len()];
        // First from junctions; what is left then are rings without one, begun at their first piece.
        for first_pass in [true, false] {
            for piece in 0..pieces.len() {
                for end in [0, 1] {
                    let vertex = vertex_at(&streets.pieces[piece], end) as usize;
                    if pieces[piece].is_some() && !drawn[piece] && (!first_pass || !is_through[vertex]) {
                        chains.push(draw(streets, &at_vertex, &is_through, piece, end, &mut drawn));
                    }
                }
            }
        }
        assemble(streets, mode, &pieces, &chains)
    }

    /// Returns the mode.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the number of junctions.
    pub fn n_vertices(&self) -> usize {
        self.vertices.len()
    }

    /// Returns the place of a junction.
    pub fn vertex(&self, vertex: u32) -> Point {
        point(self.vertices[vertex as usize])
    }

    /// Returns the edges.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Returns the stretches of an edge in order.
    pub fn stretches(&self, edge: u32) -> &[Stretch] {
        let edge = edge as usize;
        &self.stretches[self.stretch_starts[edge] as usize..self.stretch_starts[edge + 1] as usize]
    }

    /// Returns the points along an edge, both ends included, and the length in millimetres from its start to each.
    pub fn shape(&self, edge: u32) -> impl Iterator<Item = (Point, u32)> {
        let edge = edge as usize;
        let range = self.shape_starts[edge] as usize..self.shape_starts[edge + 1] as usize;
        self.shape[range.clone()].iter().map(|place| point(*place)).zip(self.shape_mm[range].iter().copied())
    }

    /// Returns the junction to which one comes along an edge from its start (direction 0) or its end (1).
    pub(crate) fn head(&self, (edge, direction): (u32, u8)) -> u32 {
        let edge = self.edges[edge as usize];
        if direction == 0 { edge.to } else { edge.from }
    }

    /// Returns the open departures, each with the junction from which it goes.
    pub(crate) fn departures(&self) -> impl Iterator<Item = (u32, (u32, u8))> {
        (0..).zip(&self.edges).flat_map(|(position, edge)| {
            [(edge.from, 0), (edge.to, 1)]
                .into_iter()
                .filter(|(_, direction)| edge.open[usize::from(*direction)])
                .map(move |(tail, direction)| (tail, (position, direction)))
        })
    }

    /// Returns the edge to which a place of `shape` belongs.
    pub(crate) fn edge_of_shape(&self, position: u32) -> u32 {
        let after = self.shape_starts.partition_point(|start| *start <= position);
        u32::try_from(after - 1).expect("edges are fewer than places")
    }
}

/// Directions in which a mode may use a piece, riding or pushing; `None` if in neither.
fn openness(piece: &Piece, mode: Mode) -> Option<[bool; 2]> {
    let open = piece.allowed.map(|allowed| allowed.has(mode) || (mode == Mode::Cycle && allowed.walk));
    open.contains(&true).then_some(open)
}

fn vertex_at(piece: &Piece, end: usize) -> u32 {
    if end == 0 { piece.from } else { piece.to }
}

/// The usable pieces that end at each vertex, with the end (0 start, 1 end) that lies there.
struct EndsAtVertices {
    starts: Vec<u32>,
    ends: Vec<(u32, u8)>,
}

impl EndsAtVertices {
    fn at(&self, vertex: usize) -> &[(u32, u8)] {
        &self.ends[self.starts[vertex] as usize..self.starts[vertex + 1] as usize]
    }
}

fn ends_at_vertices(streets: &Streets, pieces: &[Option<[bool; 2]>]) -> EndsAtVertices {
    let used = || streets.pieces.iter().enumerate().filter(|(position, _)| pieces[*position].is_some());
    let mut starts = vec![0_u32; streets.vertices.len() + 1];
    for (_, piece) in used() {
        starts[piece.from as usize + 1] += 1;
        starts[piece.to as usize + 1] += 1;
    }
    for vertex in 0..streets.vertices.len() {
        starts[vertex + 1] += starts[vertex];
    }
    let mut next = starts.clone();
    let mut ends = vec![(0, 0); starts[streets.vertices.len()] as usize];
    for (position, piece) in used() {
        let position = u32::try_from(position).expect("pieces are bounded by references");
        for (vertex, end) in [(piece.from, 0), (piece.to, 1)] {
            ends[next[vertex as usize] as usize] = (position, end);
            next[vertex as usize] += 1;
        }
    }
    EndsAtVertices { starts, ends }
}

/// Tells whether a vertex joins two different pieces that are open in the same directions through it.
fn is_through(ends: &[(u32, u8)], pieces: &[Option<[bool; 2]>]) -> bool {
    let &[(a, end_a), (b, end_b)] = ends else { return false };
    let (Some(open_a), Some(open_b)) = (pieces[a as usize], pieces[b as usize]) else { return false };
    // Towards the vertex on a means along a if a ends there; away from it on b means along b if b starts there.
    let towards = |open: [bool; 2], end: u8| if end == 1 { open[0] } else { open[1] };
    let away = |open: [bool; 2], end: u8| if end == 0 { open[0] } else { open[1] };
    a != b && towards(open_a, end_a) == away(open_b, end_b) && away(open_a, end_a) == towards(open_b, end_b)
}

/// A piece as part of a chain, and whether the chain goes through it from its end.
type Drawn = (u32, bool);

/// Follows pieces from one end of a piece through vertices that are no choice.
fn draw(
    streets: &Streets,
    at_vertex: &EndsAtVertices,
    is_through: &[bool],
    piece: usize,
    end: usize,
    drawn: &mut [bool],
) -> Vec<Drawn> {
    let mut chain = Vec::new();
    let (mut piece, mut end) = (piece, end);
    loop {
        drawn[piece] = true;
        chain.push((u32::try_from(piece).expect("pieces are bounded by references"), end == 1));
        let vertex = vertex_at(&streets.pieces[piece], 1 - end) as usize;
        if !is_through[vertex] {
            return chain;
        }
        let next = at_vertex.at(vertex).iter().find(|(other, _)| *other as usize != piece);
        let (next, next_end) = *next.expect("a through vertex has two different pieces");
        if drawn[next as usize] {
            return chain;
        }
        (piece, end) = (next as usize, usize::from(next_end));
    }
}

fn assemble(streets: &Streets, mode: Mode, pieces: &[Option<[bool; 2]>], chains: &[Vec<Drawn>]) -> Network {
    let ends = |chain: &[Drawn]| {
        let end = |(piece, backwards): Drawn, last: bool| {
            vertex_at(&streets.pieces[piece as usize], usize::from(backwards != last))
        };
        [end(chain[0], false), end(chain[chain.len() - 1], true)]
    };
    let mut junctions: Vec<u32> = chains.iter().flat_map(|chain| ends(chain)).collect();
    junctions.sort_unstable();
    junctions.dedup();
    junctions.sort_by_key(|vertex| (curve(streets.vertices[*vertex as usize]), *vertex));
    let mut number = vec![u32::MAX; streets.vertices.len()];
    for (position, vertex) in junctions.iter().enumerate() {
        number[*vertex as usize] = u32::try_from(position).expect("junctions are vertices");
    }
    let mut order: Vec<([u32; 2], &[Drawn])> =
        chains.iter().map(|chain| (ends(chain).map(|vertex| number[vertex as usize]), &chain[..])).collect();
    order.sort_unstable();

    let mut network = Network {
        conventions: streets.conventions,
        mode,
        radius_m: streets.radius_m,
        vertices: junctions.iter().map(|vertex| streets.vertices[*vertex as usize]).collect(),
        edges: Vec::with_capacity(order.len()),
        stretch_starts: vec![0],
        stretches: Vec::with_capacity(pieces.len()),
        shape_starts: vec![0],
        shape: Vec::with_capacity(streets.shape.len()),
        shape_mm: Vec::with_capacity(streets.shape.len()),
        index: Index::default(),
        bans: Vec::new(),
    };
    for ([from, to], chain) in order {
        let mut start_mm = 0_u32;
        for (piece, backwards) in chain {
            start_mm = append(&mut network, streets, mode, *piece, *backwards, start_mm);
        }
        let (first, backwards) = chain[0];
        let open = pieces[first as usize].expect("only usable pieces are drawn");
        let open = if backwards { [open[1], open[0]] } else { open };
        network.edges.push(Edge { from, to, length_mm: start_mm, open });
        network.stretch_starts.push(u32::try_from(network.stretches.len()).expect("pieces are bounded"));
        network.shape_starts.push(u32::try_from(network.shape.len()).expect("places are bounded"));
    }
    network.index = Index::build(&network);
    network.bans = turn::bans(streets, &network);
    network
}

/// Appends a piece to the edge being drawn; returns the length from the start of the edge to the end of the piece.
fn append(
    network: &mut Network,
    streets: &Streets,
    mode: Mode,
    piece_position: u32,
    backwards: bool,
    start_mm: u32,
) -> u32 {
    let piece = &streets.pieces[piece_position as usize];
    let turn = |pair: [usize; 2]| if backwards { [pair[1], pair[0]] } else { pair };
    let directions = turn([0, 1]);
    // An edge beyond 4,294 km is not a street; its length stops growing there.
    let end_mm = start_mm.saturating_add(piece.length_mm);
    network.stretches.push(Stretch {
        piece: piece_position,
        end_mm,
        pushed: directions.map(|direction| mode == Mode::Cycle && !piece.allowed[direction].cycle),
        car_cm_s: directions.map(|direction| piece.car_cm_s[direction]),
        joinable: piece.joinable,
        backwards,
    });
    let line = streets.line(piece_position as usize);
    let mut metres = 0.0;
    let mut last = None;
    for step in 0..line.len() {
        let place = line[if backwards { line.len() - 1 - step } else { step }];
        if let Some(last) = last {
            metres += great_circle_m(point(last), point(place), network.radius_m);
        }
        last = Some(place);
        // The first place of a later piece is the last one of the piece before it.
        if step > 0 || start_mm == 0 {
            let is_end = step + 1 == line.len();
            let along_mm = if is_end { piece.length_mm } else { ((metres * 1000.0) as u32).min(piece.length_mm) };
            network.shape.push(place);
            network.shape_mm.push(start_mm.saturating_add(along_mm));
        }
    }
    end_mm
}

/// Position of a place along a Z-shaped curve through squares of 10⁻⁷ degrees.
fn curve(place: [i32; 2]) -> u64 {
    // Adding 2³¹ turns the order of signed numbers into that of unsigned ones.
    let [x, y] = place.map(|part| u64::from(part.cast_unsigned() ^ 0x8000_0000));
    spread(x) | spread(y) << 1
}

/// Puts a zero before each bit.
fn spread(mut bits: u64) -> u64 {
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff_u64),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        bits = (bits | bits << shift) & mask;
    }
    bits
}
