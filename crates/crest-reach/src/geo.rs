//! Points on the Earth: longitude and latitude, great-circle distances, and a local plane for short ones.

pub mod datum;

/// Mean radius of the Earth in metres, (2a + b) / 3 of the WGS 84 ellipsoid.
///
/// Source: Moritz, Geodetic Reference System 1980, Journal of Geodesy 74 (2000), R₁.
pub const MEAN_RADIUS_M: f64 = 6_371_008.8;

/// Radius of the Earth in metres that R5 takes for the length of streets (half the sum of the polar and a short
/// equatorial radius); 0.056 % below the mean radius.
pub const R5_RADIUS_M: f64 = 6_367_450.0;

/// Holds a point in degrees of WGS 84: longitude east, latitude north.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Point {
    /// Longitude in degrees, −180 to 180.
    pub lon: f64,
    /// Latitude in degrees, −90 to 90.
    pub lat: f64,
}

impl Point {
    /// Makes a point of its longitude and latitude, in this order.
    pub fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Tells whether both coordinates are numbers within their ranges.
    pub fn is_on_earth(self) -> bool {
        // A comparison with NaN is false, so that NaN is refused as well.
        self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }
}

/// Returns the great-circle distance of two points in metres on a sphere of the given radius.
///
/// `2R·asin √(sin²(Δφ/2) + cos φ₁·cos φ₂·sin²(Δλ/2))`, which keeps its digits for near points. Against the ellipsoid
/// a sphere is off by up to 0.5 %, by direction and latitude.
///
/// # Source
/// Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984), 159.
pub fn great_circle_m(a: Point, b: Point, radius_m: f64) -> f64 {
    let (phi_a, phi_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half_phi = ((phi_b - phi_a) / 2.0).sin();
    let half_lambda = ((b.lon - a.lon).to_radians() / 2.0).sin();
    let inner = half_phi * half_phi + phi_a.cos() * phi_b.cos() * half_lambda * half_lambda;
    2.0 * radius_m * inner.sqrt().min(1.0).asin()
}

/// Maps the neighbourhood of a point to a plane in metres: equirectangular, true to scale along its middle parallel.
///
/// Within 2 km of the middle and below 60° of latitude, distances differ from great circles by less than 0.06 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    middle: Point,
    metres_per_lon: f64,
    metres_per_lat: f64,
}

impl Plane {
    /// Lays a plane around a point.
    pub fn around(middle: Point, radius_m: f64) -> Self {
        let metres_per_lat = radius_m.to_radians();
        Self { middle, metres_per_lon: metres_per_lat * middle.lat.to_radians().cos(), metres_per_lat }
    }

    /// Returns the metres east and north of the middle.
    pub fn to_metres(self, point: Point) -> [f64; 2] {
        [(point.lon - self.middle.lon) * self.metres_per_lon, (point.lat - self.middle.lat) * self.metres_per_lat]
    }

    /// Returns the point that lies the given metres east and north of the middle.
    pub fn to_degrees(self, metres: [f64; 2]) -> Point {
        Point::new(self.middle.lon + metres[0] / self.metres_per_lon, self.middle.lat + metres[1] / self.metres_per_lat)
    }
}

/// Returns the share of a segment, 0 to 1, at which it comes nearest to a place, and the square of the distance there.
///
/// A segment of no length comes nearest at its start.
pub(crate) fn nearest_on_segment(start: [f64; 2], end: [f64; 2], place: [f64; 2]) -> (f64, f64) {
    let along = [end[0] - start[0], end[1] - start[1]];
    let to_place = [place[0] - start[0], place[1] - start[1]];
    let length_sq = along[0] * along[0] + along[1] * along[1];
    let share = if length_sq > 0.0 {
        ((to_place[0] * along[0] + to_place[1] * along[1]) / length_sq).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let off = [to_place[0] - share * along[0], to_place[1] - share * along[1]];
    (share, off[0] * off[0] + off[1] * off[1])
}

#[cfg(test)]
mod tests;
