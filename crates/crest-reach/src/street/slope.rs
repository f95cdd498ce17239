//! Slopes: how much longer walking takes up and down hill.
//!
//! Source: Tobler, NCGIA Technical Report 93-1 (1993): speed on a
//! slope s = dz/dx is 6 · exp(−3.5 |s + 0.05|) km/h.

use super::Network;
use crate::elevation::Elevation;
use crate::geo::Point;

/// Holds the choices made in taking slopes from heights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopeOptions {
    /// Greatest distance in metres between heights that are looked up along a street.
    pub step_m: f64,
    /// Steepest slope, as rise over run; what heights show beyond it is taken for a bridge, a tunnel or an error.
    pub steepest: f64,
}

/// Returns the time of walking on a slope as a multiple of that on the flat: `exp(3.5 (|s + 0.05| − 0.05))`.
///
/// Least at 5 % downhill, where it is 0.84; 1.42 at 10 % uphill, and 1 again at 10 % downhill.
pub fn tobler_factor(slope: f64) -> f64 {
    (3.5 * ((slope + 0.05).abs() - 0.05)).exp()
}

/// Returns, for each stretch of a network, the factors of walking along it and against it, for [`super::Weights::with_factors`].
///
/// A stretch is cut into steps of at most `step_m` metres; its factor is the mean over them, by length, of
/// [`tobler_factor`]. Steps whose heights are not known count as flat.
///
/// # Panics
/// If a choice is not above 0.
pub fn slope_factors(network: &Network, elevation: &Elevation, options: &SlopeOptions) -> Vec<[f64; 2]> {
    assert!(options.step_m > 0.0 && options.steepest > 0.0, "steps and the steepest slope are above 0");
    let mut factors = Vec::with_capacity(network.stretches.len());
    for edge in 0..u32::try_from(network.edges.len()).expect("edges are bounded") {
        let steps = heights(network, edge, elevation, options.step_m);
        let mut next = 0;
        for stretch in network.stretches(edge) {
            let (mut length, mut sums) = (0.0, [0.0; 2]);
            // A step belongs to the stretch within which it ends.
            while next + 1 < steps.len() && steps[next + 1].0 <= f64::from(stretch.end_mm) {
                let ((from_mm, low), (to_mm, high)) = (steps[next], steps[next + 1]);
                next += 1;
                let run = to_mm - from_mm;
                let rise = low.zip(high).map_or(0.0, |(low, high)| (high - low) * 1000.0);
                let slope = if run > 0.0 { rise / run } else { 0.0 };
                let slope = if slope.abs() > options.steepest { 0.0 } else { slope };
                length += run;
                sums[0] += run * tobler_factor(slope);
                sums[1] += run * tobler_factor(-slope);
            }
            factors.push(if length > 0.0 { sums.map(|sum| sum / length) } else { [1.0; 2] });
        }
    }
    factors
}

/// Length from the start of an edge in millimetres and height in metres, at each bend and at steps between.
fn heights(network: &Network, edge: u32, elevation: &Elevation, step_m: f64) -> Vec<(f64, Option<f64>)> {
    let mut steps = Vec::new();
    let mut last: Option<(Point, u32)> = None;
    for (point, along_mm) in network.shape(edge) {
        if let Some((last_point, last_mm)) = last {
            let length_mm = f64::from(along_mm - last_mm);
            let n_parts = (length_mm / 1000.0 / step_m).ceil().max(1.0) as u32;
            for part in 1..n_parts {
                let share = f64::from(part) / f64::from(n_parts);
                let between = Point::new(
                    last_point.lon + share * (point.lon - last_point.lon),
                    last_point.lat + share * (point.lat - last_point.lat),
                );
                steps.push((f64::from(last_mm) + share * length_mm, elevation.find(between)));
            }
        }
        steps.push((f64::from(along_mm), elevation.find(point)));
        last = Some((point, along_mm));
    }
    steps
}

#[cfg(test)]
mod tests;
