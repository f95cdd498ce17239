//! What turning costs cars in R5 v7.4, where all drive on the right.

use super::Network;
use super::build::point;
use crate::geo::Point;

/// Length in metres along a street after which its direction at a junction is taken.
const AHEAD_M: f64 = 10.0;

/// Radius of the Earth in metres by which that length is measured, and a factor that keeps it short.
const RADIUS_M: f64 = 6_371_010.0;
const SHORT: f64 = 0.999_462;

/// Directions of all edges at their starts and ends, in 256ths of a turn clockwise from north.
pub(super) struct Bearings(Vec<[i8; 2]>);

impl Bearings {
    pub(super) fn of(network: &Network) -> Self {
        let lines = network.shape_starts.windows(2).map(|range| &network.shape[range[0] as usize..range[1] as usize]);
        Self(lines.map(|line| [first_bearing(line), last_bearing(line)].map(to_256ths)).collect())
    }

    /// Returns the seconds a turn takes from an arrival, an edge and its direction, into a departure.
    pub(super) fn turn_s(&self, arrival: (u32, u8), departure: (u32, u8)) -> u32 {
        let [first, last] = self.0[arrival.0 as usize];
        let comes = degrees(if arrival.1 == 0 { last } else { first.wrapping_sub(-128) });
        let [first, last] = self.0[departure.0 as usize];
        let goes = degrees(if departure.1 == 0 { first } else { last.wrapping_sub(-128) });
        let angle = if comes < goes { comes + 360 - goes } else { comes - goes };
        match angle {
            ..27 => 0,
            27..153 => 30,
            153..207 => 90,
            207..333 => 10,
            _ => 0,
        }
    }
}

fn to_256ths(radians: f64) -> i8 {
    // Half a turn is 128, which is the same as −128.
    (radians * 128.0 / std::f64::consts::PI + 0.5).floor() as i64 as i8
}

fn degrees(part: i8) -> i32 {
    i32::from(part) * 180 / 128
}

fn first_bearing(line: &[[i32; 2]]) -> f64 {
    let at = |index: usize| point(line[index]);
    let end = line.len() - 1;
    let mut gone_m = 0.0;
    for index in 0..end {
        let step_m = length_m(at(index), at(index + 1));
        if gone_m + step_m > AHEAD_M {
            return bearing(at(0), at(index + 1));
        }
        gone_m += step_m;
    }
    bearing(at(0), at(end))
}

fn last_bearing(line: &[[i32; 2]]) -> f64 {
    let at = |index: usize| point(line[index]);
    let end = line.len() - 1;
    let mut gone_m = 0.0;
    for index in (0..end).rev() {
        let step_m = length_m(at(index), at(index + 1));
        if gone_m + step_m > AHEAD_M {
            return bearing(at(index), at(end));
        }
        gone_m += step_m;
    }
    bearing(at(0), at(end))
}

fn length_m(from: Point, to: Point) -> f64 {
    let d_lat = (to.lat - from.lat).to_radians();
    let d_lon = (to.lon - from.lon).to_radians() * ((from.lat + to.lat) / 2.0).to_radians().cos();
    RADIUS_M * d_lat.hypot(d_lon) * SHORT
}

/// Direction from a point to another in radians clockwise from north; half a turn between a point and itself.
fn bearing(from: Point, to: Point) -> f64 {
    let (lat_from, lat_to) = (from.lat.to_radians(), to.lat.to_radians());
    let d_lon = (to.lon - from.lon).to_radians();
    let east = d_lon.sin() * lat_to.cos();
    let north = lat_from.cos() * lat_to.sin() - lat_from.sin() * lat_to.cos() * d_lon.cos();
    if north.abs() < 1e-10 && east.abs() < 1e-10 { std::f64::consts::PI } else { east.atan2(north) }
}

#[cfg(test)]
mod tests;
