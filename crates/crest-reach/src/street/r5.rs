//! Places of streets nearest to points as R5 v7.4 finds them, in whole numbers of 10⁻⁷ degrees.
//!
//! Three of its traits show in results, so that they are kept: the foot on a segment is sought on a plane whose longitudes are
//! divided by the cosine of the latitude instead of multiplied; coordinates are cut and not rounded; a street is looked for by
//! squares in which each of its segments lies mirrored at its first place, so that the middle of a long one may be missed.

use std::collections::BTreeMap;

use super::build::point;
use crate::geo::Point;

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_111.111;

/// Sides of the squares in 10⁻⁷ degrees: longitude, latitude.
const SIDES: [i64; 2] = [25_714, 18_000];

/// Squares that one segment may lie in, and a search may ask for.
const SQUARES: i64 = 10_000;

/// First radius of a search in metres; the whole radius is taken where it finds nothing.
const FIRST_RADIUS_M: f64 = 300.0;

/// Cuts degrees to whole numbers of 10⁻⁷ degrees.
pub(super) fn fixed(degrees: f64) -> i32 {
    // A cast of a float to an integer keeps within its range.
    (degrees * 1e7) as i32
}

/// Place of a point, cut.
pub(super) fn cut_place(point: Point) -> [i32; 2] {
    [fixed(point.lon), fixed(point.lat)]
}

/// Place of a node as R5 holds it, which reads nanodegrees as floats and cuts them.
pub(super) fn node_place(place: [i32; 2]) -> [i32; 2] {
    place.map(|part| fixed((i64::from(part) * 100) as f64 * 0.000_000_001))
}

/// Place of the vertex at a node, for which its coordinates are turned to degrees and cut once more.
pub(super) fn vertex_place(place: [i32; 2]) -> [i32; 2] {
    cut_place(point(place))
}

/// Holds the place of a street that is nearest to a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Foot {
    /// Number of the street as the squares know it.
    pub(super) item: u32,
    /// Segment of its line.
    pub(super) segment: usize,
    pub(super) place: [i32; 2],
    /// Length in millimetres along the line to the place, on a plane; it may pass that of the street.
    pub(super) along_mm: u32,
    /// Straight distance in millimetres.
    pub(super) off_mm: u32,
}

/// Lists streets by the squares in which R5 looks for them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Squares {
    by_square: BTreeMap<[i64; 2], Vec<u32>>,
}

impl Squares {
    /// Lists a street by its segments.
    pub(super) fn add_line(&mut self, line: &[[i32; 2]], item: u32) {
        let mut squares: Vec<[i64; 2]> = Vec::new();
        for pair in line.windows(2) {
            let [start, end] = [point(pair[0]), point(pair[1])];
            let mirrored = Point::new(start.lon + (start.lon - end.lon), start.lat + (start.lat - end.lat));
            squares.extend(squares_of([cut_place(start), cut_place(mirrored)]));
        }
        squares.sort_unstable();
        squares.dedup();
        for square in squares {
            self.by_square.entry(square).or_default().push(item);
        }
    }

    /// Lists a street by the box around it.
    pub(super) fn add_box(&mut self, line: &[[i32; 2]], item: u32) {
        let axis = |axis: usize, least: bool| {
            let places = line.iter().map(|place| place[axis]);
            if least { places.min() } else { places.max() }.expect("a line has places")
        };
        for square in squares_of([[axis(0, true), axis(1, true)], [axis(0, false), axis(1, false)]]) {
            self.by_square.entry(square).or_default().push(item);
        }
    }

    /// Finds the nearest place of the listed streets within a radius in metres.
    ///
    /// `line` gives the places along a street, and `rank` decides between streets that are equally near.
    pub(super) fn nearest<'l>(
        &self,
        near: Point,
        radius_m: f64,
        line: impl Fn(u32) -> &'l [[i32; 2]],
        rank: impl Fn(u32) -> u32,
    ) -> Option<Foot> {
        let first = FIRST_RADIUS_M.min(radius_m);
        let within = |radius_m: f64| self.nearest_within(near, radius_m, &line, &rank);
        within(first).or_else(|| if radius_m > first { within(radius_m) } else { None })
    }

    fn nearest_within<'l>(
        &self,
        near: Point,
        radius_m: f64,
        line: &impl Fn(u32) -> &'l [[i32; 2]],
        rank: &impl Fn(u32) -> u32,
    ) -> Option<Foot> {
        let here = cut_place(near);
        let cos = near.lat.to_radians().cos();
        let radius = i64::from(fixed(radius_m / DEGREE_M));
        let reach = [(radius as f64 / cos) as i64, radius];
        let corner = |sign: i64| [0, 1].map(|axis| i64::from(here[axis]) + sign * reach[axis]);
        let mut items: Vec<u32> = squares_between(corner(-1), corner(1))
            .filter_map(|square| self.by_square.get(&square))
            .flatten()
            .copied()
            .collect();
        items.sort_unstable();
        items.dedup();
        let mut best: Option<(i64, u32, Foot, f64)> = None;
        for item in items {
            for (segment, pair) in line(item).windows(2).enumerate() {
                let share = share_of_segment(pair[0], pair[1], here, cos);
                let on = |axis: usize| {
                    let (start, end) = (pair[0][axis], pair[1][axis]);
                    (f64::from(start) + share * f64::from(end.wrapping_sub(start))) as i32
                };
                let place = [on(0), on(1)];
                let dx = (f64::from(place[0].wrapping_sub(here[0])) * cos) as i64;
                let dy = i64::from(place[1].wrapping_sub(here[1]));
                let squared = dx * dx + dy * dy;
                let nearer = best.as_ref().is_none_or(|(known, known_rank, ..)| {
                    squared < *known || (squared == *known && rank(item) < *known_rank)
                });
                if squared < radius * radius && nearer {
                    let foot = Foot { item, segment, place, along_mm: 0, off_mm: 0 };
                    best = Some((squared, rank(item), foot, share));
                }
            }
        }
        let (squared, _, mut foot, share) = best?;
        let mut before = 0.0;
        for (segment, pair) in line(foot.item).windows(2).enumerate().take(foot.segment + 1) {
            let dx = f64::from(pair[1][0].wrapping_sub(pair[0][0])) * cos;
            let dy = f64::from(pair[1][1].wrapping_sub(pair[0][1]));
            let length = (dx * dx + dy * dy).sqrt();
            before += if segment == foot.segment { length * share } else { length };
        }
        foot.along_mm = (f64::from(before as i32) / 1e7 * DEGREE_M * 1000.0) as u32;
        foot.off_mm = ((squared as f64).sqrt() / 1e7 * DEGREE_M * 1000.0) as u32;
        Some(foot)
    }
}

/// Circumference of the Earth in metres by which R5 draws boxes around stops.
const CIRCUMFERENCE_M: f64 = 40_041_438.5;

/// Tells whether R5 looks at a point when it seeks those within a length of a stop: those in the squares around it.
pub(super) fn is_around(stop: Point, point: Point, length_m: f64) -> bool {
    let degrees = length_m / CIRCUMFERENCE_M * 360.0;
    let here = cut_place(stop);
    let cos = (f64::from(here[1]) / 1e7).to_radians().cos();
    let reach = [i64::from(fixed(degrees / cos)), i64::from(fixed(degrees))];
    let corner = |sign: i64| square_of([0, 1].map(|axis| i64::from(here[axis]) + sign * reach[axis]));
    let (low, high, own) = (corner(-1), corner(1), square_of(cut_place(point).map(i64::from)));
    [0, 1].into_iter().all(|axis| (low[axis]..=high[axis]).contains(&own[axis]))
}

/// Share of a segment at which R5 puts the place nearest to a point.
fn share_of_segment(start: [i32; 2], end: [i32; 2], here: [i32; 2], cos: f64) -> f64 {
    let stretch = |place: [i32; 2]| [f64::from((f64::from(place[0]) / cos) as i32), f64::from(place[1])];
    let (start, end, here) = (stretch(start), stretch(end), stretch(here));
    if here == start {
        return 0.0;
    }
    let (dx, dy) = (end[0] - start[0], end[1] - start[1]);
    let squared = dx * dx + dy * dy;
    if here == end || squared <= 0.0 {
        return 1.0;
    }
    (((here[0] - start[0]) * dx + (here[1] - start[1]) * dy) / squared).clamp(0.0, 1.0)
}

/// Squares that the box around two places touches; none if there are too many.
fn squares_of(ends: [[i32; 2]; 2]) -> impl Iterator<Item = [i64; 2]> {
    let [a, b] = ends.map(|place| place.map(i64::from));
    squares_between([a[0].min(b[0]), a[1].min(b[1])], [a[0].max(b[0]), a[1].max(b[1])])
}

/// Square around a place.
fn square_of(place: [i64; 2]) -> [i64; 2] {
    [0, 1].map(|axis| (place[axis] as f64 / SIDES[axis] as f64 + 0.5).floor() as i64)
}

fn squares_between(low: [i64; 2], high: [i64; 2]) -> impl Iterator<Item = [i64; 2]> {
    let (low, high) = (square_of(low), square_of(high));
    let few = (high[0] - low[0]) * (high[1] - low[1]) <= SQUARES;
    let columns = few.then_some(low[0]..=high[0]).into_iter().flatten();
    columns.flat_map(move |column| (low[1]..=high[1]).map(move |row| [column, row]))
}

#[cfg(test)]
mod tests;
