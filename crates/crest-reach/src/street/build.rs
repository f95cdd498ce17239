//! Builds streets from an extract: ways cut into pieces at the nodes where they meet.

use super::turn::Turn;
use super::{Conventions, Mode, Piece, StreetOptions, island, permission, r5, speed, turn};
use crate::geo::{Point, great_circle_m};
use crate::osm::{Extract, Way};

/// Holds the streets of an area for all modes.
///
/// Vertices are the nodes where ways end or meet; pieces are the parts of ways between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Streets {
    pub(crate) conventions: Conventions,
    pub(crate) radius_m: f64,
    pub(crate) least_island: usize,
    pub(crate) vertices: Vec<[i32; 2]>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) way_ids: Vec<i64>,
    /// Where the shape of each piece begins in `shape`, and at the end its length.
    pub(crate) shape_starts: Vec<u32>,
    /// Places along each piece in 10⁻⁷ degrees, both ends included.
    pub(crate) shape: Vec<[i32; 2]>,
    /// Restrictions of turns for cars.
    pub(crate) turns: Vec<Turn>,
}

/// Turns a place in 10⁻⁷ degrees into a point.
pub(crate) fn point(place: [i32; 2]) -> Point {
    Point::new(f64::from(place[0]) / 1e7, f64::from(place[1]) / 1e7)
}

/// Turns a point on Earth into a place in 10⁻⁷ degrees.
pub(crate) fn place(point: Point) -> [i32; 2] {
    [(point.lon * 1e7).round() as i32, (point.lat * 1e7).round() as i32]
}

/// Length of a line in millimetres; `None` beyond `u32::MAX / 2`, 2,147 km.
pub(crate) fn length_mm(line: &[[i32; 2]], radius_m: f64) -> Option<u32> {
    let metres: f64 = line.windows(2).map(|pair| great_circle_m(point(pair[0]), point(pair[1]), radius_m)).sum();
    let mm = metres * 1000.0;
    (mm <= f64::from(u32::MAX / 2)).then_some(mm as u32)
}

impl Streets {
    /// Builds the streets of an extract.
    ///
    /// A way is cut at each node that it shares with another street or visits twice; under the conventions of R5 also where
    /// anything else that is mapped as a way, such as a building, shares the node. A piece with a node that the extract
    /// lacks is left out, as is one that no mode may use. Parts of fewer than [`StreetOptions::least_island`] vertices
    /// are taken from cars, then walking, then cycling, each by what the mode may use.
    pub fn build(extract: &Extract, options: &StreetOptions) -> Self {
        let is_r5 = options.conventions == Conventions::R5;
        let mut ways: Vec<&Way> = extract.ways.iter().filter(|way| permission::is_street(&way.tags)).collect();
        let mut is_vertex = if is_r5 {
            // R5 takes ways in order of their identifiers.
            ways.sort_by_key(|way| way.id);
            meeting_nodes(extract.ways.iter(), extract.node_ids.len())
        } else {
            meeting_nodes(ways.iter().copied(), extract.node_ids.len())
        };
        if is_r5 {
            is_vertex.iter_mut().zip(&extract.named_elsewhere).for_each(|(own, named)| *own |= named);
        }
        let place_of = |node: u32| {
            let place = extract.places[node as usize];
            if is_r5 { place.map(r5::node_place) } else { place }
        };
        let mut streets = Self {
            conventions: options.conventions,
            radius_m: options.radius_m,
            least_island: options.least_island,
            shape_starts: vec![0],
            ..Self::default()
        };
        let mut vertex_of_node = vec![u32::MAX; extract.node_ids.len()];
        for way in ways {
            let allowed = permission::allowed(&way.tags);
            if !allowed[0].any() && !allowed[1].any() {
                continue;
            }
            let car_cm_s = speed::car_cm_s(&way.tags, &options.speeds);
            let joinable = permission::is_joinable(&way.tags);
            let way_position = u32::try_from(streets.way_ids.len()).expect("the reader bounds ways");
            streets.way_ids.push(way.id);
            let mut start = 0;
            for end in 1..way.nodes.len() {
                if !is_vertex[way.nodes[end] as usize] && end + 1 < way.nodes.len() {
                    continue;
                }
                let nodes = &way.nodes[start..=end];
                start = end;
                let line: Option<Vec<[i32; 2]>> = nodes.iter().map(|node| place_of(*node)).collect();
                let Some(mut line) = line else { continue };
                let Some(length_mm) = length_mm(&line, options.radius_m) else { continue };
                if let (true, [first, .., last]) = (is_r5, &mut line[..]) {
                    (*first, *last) = (r5::vertex_place(*first), r5::vertex_place(*last));
                }
                let ends =
                    [(nodes[0], line[0]), (nodes[nodes.len() - 1], line[line.len() - 1])].map(|(node, place)| {
                        let vertex = &mut vertex_of_node[node as usize];
                        if *vertex == u32::MAX {
                            *vertex = u32::try_from(streets.vertices.len()).expect("the reader bounds nodes");
                            streets.vertices.push(place);
                        }
                        *vertex
                    });
                let [from, to] = ends;
                streets.push(Piece { from, to, length_mm, way: way_position, allowed, car_cm_s, joinable }, &line);
            }
        }
        streets.remove_islands();
        streets.turns = turn::find(extract, &streets, &vertex_of_node);
        streets
    }

    /// Adds a piece with its shape.
    pub(crate) fn push(&mut self, piece: Piece, line: &[[i32; 2]]) {
        self.pieces.push(piece);
        self.shape.extend_from_slice(line);
        self.shape_starts.push(u32::try_from(self.shape.len()).expect("the reader bounds references"));
    }

    /// Takes away parts that are too small, mode by mode.
    pub(crate) fn remove_islands(&mut self) {
        for mode in [Mode::Car, Mode::Walk, Mode::Cycle] {
            island::remove(&mut self.pieces, self.vertices.len(), mode, self.least_island);
        }
    }

    /// Returns the number of vertices.
    pub fn n_vertices(&self) -> usize {
        self.vertices.len()
    }

    /// Returns the pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns the identifiers of the ways that pieces name.
    pub fn way_ids(&self) -> &[i64] {
        &self.way_ids
    }

    /// Returns the number of restrictions of turns that bind cars.
    pub fn n_turns(&self) -> usize {
        self.turns.len()
    }

    /// Returns the place of a vertex.
    pub fn vertex(&self, vertex: u32) -> Point {
        point(self.vertices[vertex as usize])
    }

    /// Returns the places along a piece, both ends included, in 10⁻⁷ degrees.
    pub(crate) fn line(&self, piece: usize) -> &[[i32; 2]] {
        &self.shape[self.shape_starts[piece] as usize..self.shape_starts[piece + 1] as usize]
    }
}

/// Marks the nodes that are named more than once over all streets.
fn meeting_nodes<'w>(ways: impl Iterator<Item = &'w Way>, n_nodes: usize) -> Vec<bool> {
    let mut seen = vec![false; n_nodes];
    let mut meeting = vec![false; n_nodes];
    for way in ways {
        for node in &way.nodes {
            let node = *node as usize;
            meeting[node] |= seen[node];
            seen[node] = true;
        }
    }
    meeting
}
