//! How far two places are on the ellipsoid of WGS 84.
//!
//! Source: T. Vincenty (1975), Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23 (176), formulas
//! (3), (4), (6), (10), (11) and (13) to (19).

use crate::geo::{MEAN_RADIUS_M, Point, great_circle_m};

/// Semi-major axis of WGS 84 in metres.
const A_M: f64 = 6_378_137.0;

/// Flattening of WGS 84.
const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// Returns the shortest way between two places along the ellipsoid in metres, to a millimetre; places are given by longitude
/// and latitude.
///
/// Where the series does not settle, which are places nearly opposite on the globe, it is the great circle.
pub(super) fn geodesic_m((lon_a, lat_a): (f64, f64), (lon_b, lat_b): (f64, f64)) -> f64 {
    let b_m = A_M * (1.0 - FLATTENING);
    let reduced = |lat: f64| ((1.0 - FLATTENING) * lat.to_radians().tan()).atan().sin_cos();
    let ((sin_u1, cos_u1), (sin_u2, cos_u2)) = (reduced(lat_a), reduced(lat_b));
    let l = (lon_b - lon_a).to_radians();
    let mut lambda = l;
    for _ in 0..50 {
        let (sin_lambda, cos_lambda) = lambda.sin_cos();
        let sin_sigma = (cos_u2 * sin_lambda).hypot(cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_lambda);
        if sin_sigma == 0.0 {
            return 0.0;
        }
        let cos_sigma = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_lambda;
        let sigma = sin_sigma.atan2(cos_sigma);
        let sin_alpha = cos_u1 * cos_u2 * sin_lambda / sin_sigma;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        // Along the equator there is no middle of the arc; its factor is 0 there.
        let cos_2m = if cos2_alpha < 1e-15 { 0.0 } else { cos_sigma - 2.0 * sin_u1 * sin_u2 / cos2_alpha };
        let c = FLATTENING / 16.0 * cos2_alpha * (4.0 + FLATTENING * (4.0 - 3.0 * cos2_alpha));
        let square = 2.0 * cos_2m * cos_2m - 1.0;
        let next = l + (1.0 - c) * FLATTENING * sin_alpha * (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * square));
        let is_settled = (next - lambda).abs() < 1e-13;
        lambda = next;
        if is_settled {
            let u2 = cos2_alpha * (A_M * A_M - b_m * b_m) / (b_m * b_m);
            let a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
            let b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
            let third = b / 6.0 * cos_2m * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos_2m * cos_2m - 3.0);
            let delta = b * sin_sigma * (cos_2m + b / 4.0 * (cos_sigma * square - third));
            return b_m * a * (sigma - delta);
        }
    }
    great_circle_m(Point::new(lon_a, lat_a), Point::new(lon_b, lat_b), MEAN_RADIUS_M)
}

#[cfg(test)]
mod tests;
