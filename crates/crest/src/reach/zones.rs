//! Zones of places that have none of their own: where there are gates, a square lies in the zone of the stop nearest to it.

use crest_reach::geo::Point;

use super::network::ReachNetwork;

/// Returns the zones of places: that of the nearest stop that has a zone; empty, which is any zone, without gates or such stops.
///
/// A stop that a gate encloses stands for none of what is around it. Distances are those of a plane at the place; of stops as
/// near the first counts. Cost: for each place, the stops at about its latitude.
pub(super) fn of_places(network: &ReachNetwork, places: &[Point]) -> Vec<String> {
    let mut stops: Vec<(Point, usize)> = Vec::new();
    if !network.gates.is_empty() {
        let stands = |(position, _): &(usize, _)| {
            u32::try_from(*position).is_ok_and(|position| network.enclosed.binary_search(&position).is_err())
        };
        let zoned = network.stops.iter().enumerate().filter(|(_, stop)| !stop.zone.is_empty()).filter(stands);
        stops = zoned.filter_map(|(position, stop)| Some((stop.point?, position))).collect();
        stops.sort_by(|(a, i), (b, j)| a.lat.total_cmp(&b.lat).then(i.cmp(j)));
    }
    let zone = |place: &Point| nearest(&stops, *place).map_or("", |stop| &network.stops[stop].zone).to_owned();
    places.iter().map(zone).collect()
}

/// Finds the nearest of points in order of latitude, outwards from the place to the north and to the south.
fn nearest(by_lat: &[(Point, usize)], place: Point) -> Option<usize> {
    let narrow = place.lat.to_radians().cos();
    let middle = by_lat.partition_point(|(point, _)| point.lat < place.lat);
    let mut best: Option<(f64, usize)> = None;
    let mut look = |(point, position): &(Point, usize)| {
        let north = point.lat - place.lat;
        let east = (point.lon - place.lon + 540.0).rem_euclid(360.0) - 180.0;
        let found = (north * north + (east * narrow).powi(2), *position);
        if best.is_none_or(|best| found.0.total_cmp(&best.0).then(found.1.cmp(&best.1)).is_lt()) {
            best = Some(found);
        }
        best.is_none_or(|(least, _)| north * north <= least)
    };
    // Whatever lies further to the north or south than the nearest is further away.
    let _ = by_lat[middle..].iter().all(&mut look);
    let _ = by_lat[..middle].iter().rev().all(look);
    best.map(|(_, position)| position)
}

#[cfg(test)]
mod tests;
