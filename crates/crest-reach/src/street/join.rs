//! Joining points to streets: the nearest place of a street on which the mode may go.

use rayon::prelude::*;

use super::build::{place, point};
use super::{Conventions, Mode, Network, r5};
use crate::geo::{Plane, Point, nearest_on_segment};

/// Holds points with the streets they are joined to.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// The points.
    pub points: Vec<Point>,
    /// For each of them, where it meets the streets, or why it does not.
    pub joins: Vec<Result<Join, NoJoin>>,
}

/// Says where a point meets the streets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    /// The edge.
    pub edge: u32,
    /// Length in millimetres from the start of the edge to the place where the point meets it.
    pub along_mm: u32,
    /// Straight distance in millimetres from the point to that place.
    pub off_mm: u32,
}

/// Says why a point meets no street.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoJoin {
    /// Its coordinates are not numbers within the ranges of longitude and latitude.
    NotOnEarth,
    /// The network holds no street to which points may be joined.
    NoStreets,
    /// It lies further outside the box that encloses the streets than points are joined from.
    OutsideStreets,
    /// It lies within the box, but no street is near enough.
    TooFar,
    /// The street that it meets is closed to the mode; see [`super::carried`].
    Closed,
}

impl std::fmt::Display for NoJoin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotOnEarth => "the coordinates are not within the ranges of longitude and latitude",
            Self::NoStreets => "there is no street to which points may be joined",
            Self::OutsideStreets => "the point lies outside the area of the streets",
            Self::TooFar => "no street is near enough",
            Self::Closed => "the street is closed to the mode",
        })
    }
}

impl Joined {
    /// Returns the positions of the points that meet no street, with the reason.
    pub fn unjoined(&self) -> impl Iterator<Item = (usize, NoJoin)> {
        self.joins.iter().enumerate().filter_map(|(position, join)| join.err().map(|reason| (position, reason)))
    }
}

/// Joins points to the nearest places of streets within a radius in metres.
///
/// Straight distances are those of a plane around the point. At equal distances the edge of the lower number is taken.
/// One-way streets are joined to as well. On a network of the conventions of R5 only streets are that the mode may use in both
/// directions, and distances are those of R5.
/// Cost: about a microsecond per point where streets are dense; in parallel over points.
pub fn join(network: &Network, points: &[Point], radius_m: f64) -> Joined {
    let joins = points.par_iter().map(|point| join_one(network, *point, radius_m)).collect();
    Joined { points: points.to_vec(), joins }
}

pub(super) fn join_one(network: &Network, point: Point, radius_m: f64) -> Result<Join, NoJoin> {
    if !point.is_on_earth() {
        return Err(NoJoin::NotOnEarth);
    }
    if network.index.low == [i64::MAX; 2] {
        return Err(NoJoin::NoStreets);
    }
    if network.index.is_beyond(point, radius_m, network.radius_m) {
        return Err(NoJoin::OutsideStreets);
    }
    match &network.index.kind {
        IndexKind::Segments(grid) => join_nearest(network, grid, point, radius_m),
        IndexKind::R5(squares) => join_r5(network, squares, point, radius_m),
    }
}

fn join_r5(network: &Network, squares: &r5::Squares, point: Point, radius_m: f64) -> Result<Join, NoJoin> {
    let line = |edge: u32| {
        let edge = edge as usize;
        &network.shape[network.shape_starts[edge] as usize..network.shape_starts[edge + 1] as usize]
    };
    let rank = |edge: u32| network.stretches(edge)[0].piece;
    let foot = squares.nearest(point, radius_m, line, rank).ok_or(NoJoin::TooFar)?;
    let along_mm = foot.along_mm.min(network.edges[foot.item as usize].length_mm);
    Ok(Join { edge: foot.item, along_mm, off_mm: foot.off_mm })
}

fn join_nearest(network: &Network, grid: &SegmentGrid, point: Point, radius_m: f64) -> Result<Join, NoJoin> {
    if let Some((position, share, off_m)) = grid.nearest(network, point, radius_m) {
        let (start, end) = (network.shape_mm[position as usize], network.shape_mm[position as usize + 1]);
        // Casts keep within range: the share is within 0 and 1, the distance within the radius.
        let along_mm = start + (f64::from(end - start) * share).round() as u32;
        return Ok(Join { edge: network.edge_of_shape(position), along_mm, off_mm: (off_m * 1000.0).round() as u32 });
    }
    Err(NoJoin::TooFar)
}

/// Finds streets near points, and tells which points are beyond all streets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Index {
    /// Least longitude and latitude in 10⁻⁷ degrees of streets to which points may be joined.
    low: [i64; 2],
    high: [i64; 2],
    kind: IndexKind,
}

#[derive(Debug, Clone, PartialEq)]
enum IndexKind {
    Segments(SegmentGrid),
    R5(r5::Squares),
}

impl Default for Index {
    fn default() -> Self {
        Self { low: [i64::MAX; 2], high: [i64::MIN; 2], kind: IndexKind::Segments(SegmentGrid::default()) }
    }
}

impl Index {
    pub(crate) fn build(network: &Network) -> Self {
        let mut index = Self::default();
        let mut widen = |place: [i32; 2]| {
            for axis in [0, 1] {
                index.low[axis] = index.low[axis].min(i64::from(place[axis]));
                index.high[axis] = index.high[axis].max(i64::from(place[axis]));
            }
        };
        match network.conventions {
            Conventions::Crest => {
                let segments = joinable_segments(network);
                for position in &segments {
                    [0, 1].into_iter().for_each(|step| widen(network.shape[*position as usize + step]));
                }
                index.kind = IndexKind::Segments(SegmentGrid::build(network, &segments, index.low, index.high));
            }
            Conventions::R5 => {
                let mut squares = r5::Squares::default();
                for edge in (0..).take(network.edges.len()).filter(|edge| is_linkable(network, *edge)) {
                    let range =
                        network.shape_starts[edge as usize] as usize..network.shape_starts[edge as usize + 1] as usize;
                    network.shape[range.clone()].iter().for_each(|place| widen(*place));
                    squares.add_line(&network.shape[range], edge);
                }
                index.kind = IndexKind::R5(squares);
            }
        }
        index
    }

    /// Tells whether a point lies further outside the box of the streets than the radius.
    fn is_beyond(&self, point: Point, radius_m: f64, earth_m: f64) -> bool {
        let here = place(point).map(i64::from);
        let out = [0, 1].map(|axis| (self.low[axis] - here[axis]).max(here[axis] - self.high[axis]).max(0));
        let plane = Plane::around(point, earth_m);
        let out_m = plane.to_metres(Point::new(point.lon + out[0] as f64 * 1e-7, point.lat + out[1] as f64 * 1e-7));
        out_m[0].hypot(out_m[1]) > radius_m
    }
}

/// Tells whether R5 joins points to an edge: all of it open in both directions to the mode, riding in the case of the bicycle.
fn is_linkable(network: &Network, edge: u32) -> bool {
    let pushed = |stretch: &super::Stretch| network.mode == Mode::Cycle && stretch.pushed.contains(&true);
    network.edges[edge as usize].open == [true; 2]
        && network.stretches(edge).iter().all(|stretch| stretch.joinable && !pushed(stretch))
}

/// Squares of some 200 m that list the segments of streets to which points may be joined.
#[derive(Debug, Clone, PartialEq, Default)]
struct SegmentGrid {
    /// Least longitude and latitude in 10⁻⁷ degrees.
    low: [i64; 2],
    /// Width and height of a square in 10⁻⁷ degrees.
    size: [i64; 2],
    n: [i64; 2],
    starts: Vec<u32>,
    /// Positions in the shape of the network at which a segment begins.
    items: Vec<u32>,
}

/// Height of a square in 10⁻⁷ degrees: 200 m.
const HEIGHT: i64 = 18_000;
/// Greatest number of squares; beyond it they are made larger.
const SQUARES: i64 = 4_000_000;

impl SegmentGrid {
    fn build(network: &Network, segments: &[u32], low: [i64; 2], high: [i64; 2]) -> Self {
        let ends = |position: u32| [0, 1].map(|step| network.shape[position as usize + step].map(i64::from));
        if segments.is_empty() {
            return Self::default();
        }
        let middle_lat = ((low[1] + high[1]) as f64 / 2e7).to_radians();
        let mut size = [(HEIGHT as f64 / middle_lat.cos().max(0.01)) as i64, HEIGHT];
        let count = |size: [i64; 2]| [0, 1].map(|axis| (high[axis] - low[axis]) / size[axis] + 1);
        while count(size)[0] * count(size)[1] > SQUARES {
            size = size.map(|side| side * 2);
        }
        let mut grid = Self { low, size, n: count(size), starts: Vec::new(), items: Vec::new() };
        // A segment is listed in every square that its own box touches.
        let squares = |position: u32| {
            let [a, b] = ends(position);
            let range = move |axis: usize| {
                let cell = |value: i64| (value - low[axis]) / size[axis];
                cell(a[axis].min(b[axis]))..=cell(a[axis].max(b[axis]))
            };
            let width = grid.n[0];
            range(1).flat_map(move |row| range(0).map(move |column| (row * width + column) as usize))
        };
        let mut starts = vec![0_u32; (grid.n[0] * grid.n[1]) as usize + 1];
        for position in segments {
            squares(*position).for_each(|square| starts[square + 1] += 1);
        }
        for square in 1..starts.len() {
            starts[square] += starts[square - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts[starts.len() - 1] as usize];
        for position in segments {
            squares(*position).for_each(|square| {
                items[next[square] as usize] = *position;
                next[square] += 1;
            });
        }
        grid.starts = starts;
        grid.items = items;
        grid
    }

    /// Finds the segment nearest to a point, the share of it at which it is nearest, and the distance in metres.
    fn nearest(&self, network: &Network, point: Point, radius_m: f64) -> Option<(u32, f64, f64)> {
        let plane = Plane::around(point, network.radius_m);
        let here = place(point).map(i64::from);
        let cell = [0, 1].map(|axis| (here[axis] - self.low[axis]).div_euclid(self.size[axis]));
        let side =
            plane.to_metres(Point::new(point.lon + self.size[0] as f64 * 1e-7, point.lat + self.size[1] as f64 * 1e-7));
        // Streets in the k-th ring of squares around are at least k − 1 sides away; a hundredth is left for the Earth's
        // curvature.
        let side_m = side[0].min(side[1]) * 0.99;
        let mut best: Option<(f64, u32, f64)> = None;
        let last_ring = [0, 1].map(|axis| cell[axis].abs().max((cell[axis] - self.n[axis]).abs())).into_iter().max();
        let mut ring = 0_i64;
        while Some(ring) <= last_ring
            && (ring - 1) as f64 * side_m <= best.map_or(radius_m, |(off_sq, ..)| off_sq.sqrt())
        {
            self.for_each_in_ring(cell, ring, |position| {
                let [start, end] =
                    [0, 1].map(|step| plane.to_metres(self::point(network.shape[position as usize + step])));
                let (share, off_sq) = nearest_on_segment(start, end, [0.0, 0.0]);
                let nearer = best.is_none_or(|(best_sq, best_position, _)| {
                    off_sq < best_sq || (off_sq == best_sq && position < best_position)
                });
                if nearer && off_sq <= radius_m * radius_m {
                    best = Some((off_sq, position, share));
                }
            });
            ring += 1;
        }
        best.map(|(off_sq, position, share)| (position, share, off_sq.sqrt()))
    }

    fn for_each_in_ring(&self, cell: [i64; 2], ring: i64, mut f: impl FnMut(u32)) {
        let mut visit = |column: i64, row: i64| {
            if (0..self.n[0]).contains(&column) && (0..self.n[1]).contains(&row) {
                let square = (row * self.n[0] + column) as usize;
                let range = self.starts[square] as usize..self.starts[square + 1] as usize;
                self.items[range].iter().for_each(|position| f(*position));
            }
        };
        // Only squares that exist are gone through, so that a ring far out costs no more than the squares it has.
        let columns = (cell[0] - ring).max(0)..=(cell[0] + ring).min(self.n[0] - 1);
        let rows = (cell[1] - ring + 1).max(0)..(cell[1] + ring).min(self.n[1]);
        for column in columns {
            visit(column, cell[1] - ring);
            if ring > 0 {
                visit(column, cell[1] + ring);
            }
        }
        for row in rows {
            visit(cell[0] - ring, row);
            visit(cell[0] + ring, row);
        }
    }
}

/// Positions at which segments begin that belong to a stretch to which points may be joined.
fn joinable_segments(network: &Network) -> Vec<u32> {
    let mut segments = Vec::with_capacity(network.shape.len());
    for edge in 0..network.edges.len() {
        let range = network.shape_starts[edge]..network.shape_starts[edge + 1];
        let stretches = &network.stretches(u32::try_from(edge).expect("edges are bounded"));
        let mut stretch = 0;
        for position in range.start..range.end - 1 {
            // A segment belongs to the stretch within which it ends.
            while stretch + 1 < stretches.len() && stretches[stretch].end_mm <= network.shape_mm[position as usize] {
                stretch += 1;
            }
            if stretches[stretch].joinable {
                segments.push(position);
            }
        }
    }
    segments
}
