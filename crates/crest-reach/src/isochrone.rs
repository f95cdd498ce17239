//! Isochrones: the areas that are reached within a time, as polygons.
//!
//! Around each place that is reached, the time goes on rising with the distance walked beside the street; over a square
//! grid the least of these times is a surface, and its contour at a cutoff bounds the isochrone. Marching squares draw
//! the contour (Lorensen and Cline 1987, in two dimensions); where two reached corners of a square face each other across
//! two that are not, they are taken to be connected, so that no area falls apart for want of detail.

mod contour;

use crate::geo::{Plane, Point};

/// Holds a place that is reached, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    /// The place.
    pub point: Point,
    /// Seconds after the start.
    pub seconds: f64,
}

/// Holds the choices made in drawing isochrones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IsochroneOptions {
    /// Side of the squares in metres.
    pub cell_m: f64,
    /// Speed in metres per second at which the time rises beside a street.
    pub beside_m_s: f64,
    /// Distance in metres from a reached place up to which its surroundings count as reached.
    pub beside_m: f64,
    /// Area in square metres from which an unreached area within is left out as a hole; smaller ones are filled.
    pub least_hole_m2: f64,
    /// Radius of the Earth in metres.
    pub radius_m: f64,
    /// Greatest number of grid points.
    pub grid_points: usize,
}

/// Holds an area with holes; rings are closed, the outer one runs anticlockwise and holes run clockwise (RFC 7946).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polygon {
    /// The ring around it.
    pub outer: Vec<Point>,
    /// Rings around what is left out, in order of their first points.
    pub holes: Vec<Vec<Point>>,
}

impl Polygon {
    /// Returns the area in square metres on a sphere of the given radius, holes left out.
    ///
    /// `R²/2 · Σ (λᵢ·sin φᵢ₊₁ − λᵢ₊₁·sin φᵢ)`, the shoelace formula in the cylindrical projection, which keeps areas; sides are
    /// straight in it. Rings do not cross 180° of longitude.
    pub fn area_m2(&self, radius_m: f64) -> f64 {
        let of = |ring: &[Point]| {
            // Angles are taken from a corner of the ring, lest the digits of small areas drown in those of longitudes.
            let first = ring.first().copied().unwrap_or_default();
            let flat = |point: &Point| {
                let (low, high) = (first.lat.to_radians(), point.lat.to_radians());
                // sin φ − sin φ₀ as a product keeps its digits as well.
                let y = 2.0 * f64::midpoint(low, high).cos() * ((high - low) / 2.0).sin();
                [(point.lon - first.lon).to_radians(), y]
            };
            let steps: Vec<[f64; 2]> = ring.iter().map(flat).collect();
            contour::area(&steps) * radius_m * radius_m
        };
        of(&self.outer) + self.holes.iter().map(|hole| of(hole)).sum::<f64>()
    }
}

/// Says why isochrones were not drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IsochroneError {
    /// A choice is not a finite number above 0 (holes: not below 0).
    Option,
    /// The grid would have more points than allowed; squares must be larger.
    Grid {
        /// Number of points it would have.
        points: f64,
    },
}

impl std::fmt::Display for IsochroneError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Option => f.write_str("a size, speed or area of the isochrone is not a number above 0"),
            Self::Grid { points } => write!(f, "the grid of the isochrone would have {points:.0} points"),
        }
    }
}

impl std::error::Error for IsochroneError {}

/// Draws the polygons of each cutoff, in seconds, from the places that are reached.
///
/// A cutoff counts as reached. Places after the greatest cutoff, or not on Earth, take no part. Polygons of one cutoff do not
/// overlap; they are in order of their first points, and the polygons of a smaller cutoff lie within those of a greater one.
/// An area apart from the others, however small, stays a polygon of its own. No place that is reached is left out:
/// the grid point nearest to it always lies within, so that the place does, or lies less than a square away.
///
/// Cost: for `n` places, `n · (2 · beside_m / cell_m)²` steps for the surface, then one pass over the grid per cutoff.
///
/// # Errors
/// [`IsochroneError`] for choices that make no grid, or too large a one.
pub fn isochrones(
    reached: &[Reached],
    cutoffs_s: &[f64],
    options: &IsochroneOptions,
) -> Result<Vec<Vec<Polygon>>, IsochroneError> {
    let above_0 = [options.cell_m, options.beside_m_s, options.beside_m, options.radius_m];
    let lawful = above_0.iter().all(|value| value.is_finite() && *value > 0.0) && options.least_hole_m2 >= 0.0;
    if !lawful {
        return Err(IsochroneError::Option);
    }
    let latest = cutoffs_s.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let places: Vec<Reached> =
        reached.iter().copied().filter(|place| place.point.is_on_earth() && place.seconds <= latest).collect();
    if places.is_empty() {
        return Ok(vec![Vec::new(); cutoffs_s.len()]);
    }
    let surface = Surface::build(&places, latest, options)?;
    Ok(cutoffs_s.iter().map(|cutoff_s| polygons(&surface, *cutoff_s, options)).collect())
}

/// The least time at each point of a grid; infinite where nothing is near.
struct Surface {
    plane: Plane,
    /// Metres east and north of the middle of the plane at which the first point lies.
    low: [f64; 2],
    n: [usize; 2],
    seconds: Vec<f64>,
}

impl Surface {
    fn build(places: &[Reached], latest_s: f64, options: &IsochroneOptions) -> Result<Self, IsochroneError> {
        let mut box_deg = [places[0].point; 2];
        for place in places {
            box_deg[0] = Point::new(box_deg[0].lon.min(place.point.lon), box_deg[0].lat.min(place.point.lat));
            box_deg[1] = Point::new(box_deg[1].lon.max(place.point.lon), box_deg[1].lat.max(place.point.lat));
        }
        let middle = Point::new((box_deg[0].lon + box_deg[1].lon) / 2.0, (box_deg[0].lat + box_deg[1].lat) / 2.0);
        let plane = Plane::around(middle, options.radius_m);
        // Two squares beyond what any place colours keep the rim of the grid unreached, so that every ring closes.
        let beside_m = options.beside_m.max(options.cell_m);
        let margin = (beside_m / options.cell_m).ceil() * options.cell_m + 2.0 * options.cell_m;
        let [low, high] = box_deg.map(|corner| plane.to_metres(corner));
        let low = low.map(|side| ((side - margin) / options.cell_m).floor() * options.cell_m);
        let n = [0, 1].map(|axis| ((high[axis] + margin - low[axis]) / options.cell_m).ceil() + 1.0);
        if n[0] * n[1] > options.grid_points as f64 {
            return Err(IsochroneError::Grid { points: n[0] * n[1] });
        }
        let n = n.map(|side| side as usize);
        let mut surface = Self { plane, low, n, seconds: vec![f64::INFINITY; n[0] * n[1]] };
        for place in places {
            surface.colour(place, latest_s, beside_m, options);
        }
        Ok(surface)
    }

    /// Lowers the time of the grid points around a place.
    fn colour(&mut self, place: &Reached, latest_s: f64, beside_m: f64, options: &IsochroneOptions) {
        let metres = self.plane.to_metres(place.point);
        // Grid points just beyond the latest time are coloured too, so that the contour runs where the time is met.
        let reach_m = beside_m.min((latest_s - place.seconds) * options.beside_m_s + 1.5 * options.cell_m);
        let at = [0, 1].map(|axis| (metres[axis] - self.low[axis]) / options.cell_m);
        let nearest = at.map(|step| step.round() as usize);
        let span = (reach_m / options.cell_m).ceil();
        let range = |axis: usize| {
            let last = self.n[axis] - 1;
            ((at[axis] - span).floor().max(0.0) as usize)..=((at[axis] + span).ceil() as usize).min(last)
        };
        for row in range(1) {
            for column in range(0) {
                let (x, y) = ((column as f64 - at[0]) * options.cell_m, (row as f64 - at[1]) * options.cell_m);
                let distance_m = x.hypot(y);
                // The nearest grid point is as good as the place itself, so that a place which is reached just in time
                // does not fall between grid points.
                let seconds = if [column, row] == nearest {
                    place.seconds
                } else if distance_m <= reach_m {
                    place.seconds + distance_m / options.beside_m_s
                } else {
                    continue;
                };
                let known = &mut self.seconds[row * self.n[0] + column];
                *known = known.min(seconds);
            }
        }
    }
}

fn polygons(surface: &Surface, cutoff_s: f64, options: &IsochroneOptions) -> Vec<Polygon> {
    let rings = contour::rings(&surface.seconds, surface.n, cutoff_s, |inside_s| {
        // Where the next grid point is beyond all reach, the contour lies as far as the rest of the time carries.
        ((cutoff_s - inside_s) * options.beside_m_s / options.cell_m).clamp(0.0, 0.5)
    });
    let to_degrees = |ring: &[[f64; 2]]| -> Vec<Point> {
        let place = |step: &[f64; 2]| {
            surface.plane.to_degrees([0, 1].map(|axis| surface.low[axis] + step[axis] * options.cell_m))
        };
        ring.iter().map(place).collect()
    };
    let cell_m2 = options.cell_m * options.cell_m;
    let (outers, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| contour::area(ring) > 0.0);
    let mut polygons: Vec<(f64, Vec<[f64; 2]>, Polygon)> = outers
        .into_iter()
        .map(|ring| (contour::area(&ring), Polygon { outer: to_degrees(&ring), holes: Vec::new() }, ring))
        .map(|(area, polygon, ring)| (area, ring, polygon))
        .collect();
    for hole in holes {
        if -contour::area(&hole) * cell_m2 < options.least_hole_m2 {
            continue;
        }
        let around = polygons
            .iter_mut()
            .filter(|(_, ring, _)| contour::contains(ring, hole[0]))
            .min_by(|(a, ..), (b, ..)| a.total_cmp(b));
        if let Some((.., polygon)) = around {
            polygon.holes.push(to_degrees(&hole));
        }
    }
    polygons.into_iter().map(|(.., polygon)| polygon).collect()
}

#[cfg(test)]
mod tests;
