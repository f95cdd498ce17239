//! Shifted coordinates of mainland maps: GCJ-02 and BD-09 to WGS 84 and back, and telling which one a file is in.
//!
//! Map services of mainland China publish coordinates that are displaced by 300 to 700 m (GCJ-02) and, for one of them,
//! by some 900 m more (BD-09). Streets of OpenStreetMap and the timetables of Hong Kong and Macao are in WGS 84.
//!
//! The displacement is a published trigonometric series that turns WGS 84 into GCJ-02. Its inverse has no closed form
//! and is found by iteration.

use super::{MEAN_RADIUS_M, Point, great_circle_m};
use std::f64::consts::PI;

/// Names the datum that coordinates are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    /// WGS 84, as satellite positioning and OpenStreetMap give it.
    Wgs84,
    /// GCJ-02, the displaced coordinates of mainland map services.
    Gcj02,
    /// BD-09, GCJ-02 displaced once more.
    Bd09,
}

/// Semi-major axis in metres of the Krasovsky 1940 ellipsoid, on which the displacement is defined.
const AXIS_M: f64 = 6_378_245.0;
/// Square of its first eccentricity.
const ECCENTRICITY_SQ: f64 = 0.006_693_421_622_965_943;
/// Frequency of the ripple by which BD-09 departs from a plain shift.
const RIPPLE: f64 = PI * 3000.0 / 180.0;

/// Turns a point of the given datum into WGS 84.
///
/// The result, displaced again, is within 0.1 mm of the input inside mainland China. The series ripples by less than
/// half a metre per metre anywhere, so that each round of the iteration more than halves the error; outside China the
/// formula means nothing and the point is shifted all the same.
pub fn to_wgs84(point: Point, from: Datum) -> Point {
    match from {
        Datum::Wgs84 => point,
        Datum::Gcj02 => invert(point, gcj02_of_wgs84),
        Datum::Bd09 => invert(invert(point, bd09_of_gcj02), gcj02_of_wgs84),
    }
}

/// Turns a point of WGS 84 into the given datum.
pub fn of_wgs84(point: Point, to: Datum) -> Point {
    match to {
        Datum::Wgs84 => point,
        Datum::Gcj02 => gcj02_of_wgs84(point),
        Datum::Bd09 => bd09_of_gcj02(gcj02_of_wgs84(point)),
    }
}

/// Says which datum some points are in, judged by points of WGS 84 that ought to lie where they do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detected {
    /// The datum under which the points come nearest to the reference.
    pub datum: Datum,
    /// Median distance in metres to the nearest reference point, taking the points as WGS 84, GCJ-02 and BD-09.
    pub median_offsets_m: [f64; 3],
}

/// Tells which datum some points are in, such as stops, against reference points in WGS 84, such as streets.
///
/// Each point is paired with the nearest reference point, under each datum in turn; the datum with the least median
/// distance is named, and an earlier one of the enum at equal medians. The medians are returned so that the caller can
/// refuse a narrow decision: on real data the right datum has a median several times below the others.
///
/// Points outside the box that encloses the reference by more than 2 km take no part. `None` if nothing is left or
/// `reference` is empty. Cost: sorts the reference once by longitude; each point looks only at those within its band.
pub fn detect(points: &[Point], reference: &[Point]) -> Option<Detected> {
    let mut by_lon: Vec<Point> = reference.iter().copied().filter(|point| point.is_on_earth()).collect();
    by_lon.sort_by(|a, b| a.lon.total_cmp(&b.lon).then(a.lat.total_cmp(&b.lat)));
    // Under each datum the same points must be judged: those that have a neighbour at all as given.
    let used: Vec<Point> = points
        .iter()
        .copied()
        .filter(|point| point.is_on_earth() && nearest_m(*point, &by_lon, 2000.0).is_some())
        .collect();
    if used.is_empty() {
        return None;
    }
    let datums = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09];
    let median_offsets_m = datums.map(|datum| {
        let mut offsets: Vec<f64> =
            used.iter().map(|point| nearest_m(to_wgs84(*point, datum), &by_lon, 4000.0).unwrap_or(4000.0)).collect();
        offsets.sort_by(f64::total_cmp);
        offsets[(offsets.len() - 1) / 2]
    });
    let mut best = 0;
    for (position, offset) in median_offsets_m.iter().enumerate() {
        if *offset < median_offsets_m[best] {
            best = position;
        }
    }
    Some(Detected { datum: datums[best], median_offsets_m })
}

/// Distance in metres to the nearest of the points, which are in order of longitude, if one is within the limit.
fn nearest_m(point: Point, by_lon: &[Point], limit_m: f64) -> Option<f64> {
    let mut best_m = limit_m;
    let mut found = false;
    let metres_per_lon = MEAN_RADIUS_M.to_radians() * point.lat.to_radians().cos().max(1e-6);
    let metres_per_lat = MEAN_RADIUS_M.to_radians();
    let middle = by_lon.partition_point(|other| other.lon < point.lon);
    let mut judge = |other: &Point| {
        // The second bound saves the trigonometry for points in the band that lie far north or south.
        if (other.lon - point.lon).abs() * metres_per_lon > best_m * 1.01 {
            return false;
        }
        if (other.lat - point.lat).abs() * metres_per_lat <= best_m {
            let distance_m = great_circle_m(point, *other, MEAN_RADIUS_M);
            if distance_m <= best_m {
                best_m = distance_m;
                found = true;
            }
        }
        true
    };
    let mut east = by_lon[middle..].iter();
    let mut west = by_lon[..middle].iter().rev();
    let (mut go_east, mut go_west) = (true, true);
    while go_east || go_west {
        go_east = go_east && east.next().is_some_and(&mut judge);
        go_west = go_west && west.next().is_some_and(&mut judge);
    }
    found.then_some(best_m)
}

/// Finds the point that a displacement brings to `target`, by repeatedly taking the displacement at the last guess away.
fn invert(target: Point, displace: fn(Point) -> Point) -> Point {
    let mut guess = target;
    // 0.5³⁰ of 1 km is a micrometre.
    for _ in 0..30 {
        let there = displace(guess);
        let (d_lon, d_lat) = (there.lon - target.lon, there.lat - target.lat);
        guess = Point::new(guess.lon - d_lon, guess.lat - d_lat);
        if d_lon.abs() < 1e-10 && d_lat.abs() < 1e-10 {
            break;
        }
    }
    guess
}

/// The displacement of GCJ-02; symbols x, y are degrees from 105° E, 35° N.
fn gcj02_of_wgs84(point: Point) -> Point {
    let (x, y) = (point.lon - 105.0, point.lat - 35.0);
    let wave = |a: f64, p: f64, b: f64, q: f64| (a * (p * PI).sin() + b * (q * PI).sin()) * 2.0 / 3.0;
    let fine = wave(20.0, 6.0 * x, 20.0, 2.0 * x);
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + fine
        + wave(20.0, y, 40.0, y / 3.0)
        + wave(160.0, y / 12.0, 320.0, y / 30.0);
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + fine
        + wave(20.0, x, 40.0, x / 3.0)
        + wave(150.0, x / 12.0, 300.0, x / 30.0);
    let phi = point.lat.to_radians();
    let w_sq = 1.0 - ECCENTRICITY_SQ * phi.sin().powi(2);
    let meridian_m = AXIS_M * (1.0 - ECCENTRICITY_SQ) / (w_sq * w_sq.sqrt());
    let parallel_m = AXIS_M / w_sq.sqrt() * phi.cos();
    Point::new(point.lon + (east_m / parallel_m).to_degrees(), point.lat + (north_m / meridian_m).to_degrees())
}

/// The second displacement, of BD-09.
fn bd09_of_gcj02(point: Point) -> Point {
    let radius = point.lon.hypot(point.lat) + 0.000_02 * (point.lat * RIPPLE).sin();
    let angle = point.lat.atan2(point.lon) + 0.000_003 * (point.lon * RIPPLE).cos();
    Point::new(radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

#[cfg(test)]
mod tests;
