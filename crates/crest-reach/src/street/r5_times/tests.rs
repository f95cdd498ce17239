//! Times by hand in a town of blocks of 111,132 mm or a millimetre more: 0.001° of a sphere of 6,367,450 m.

use super::*;
use crate::geo::Point;
use crate::street::town::{at, extract, town_extract};
use crate::street::{
    Horizon, Rounding, StreetOptions, Streets, TravelTimes, join, travel_times, walk_network_with_stops,
};

const PACE: Pace = Pace { walk_m_s: 1.0, cycle_m_s: 4.0, off_street_m_s: 1.3, rounding: Rounding::R5 };
const BLOCK_MM: u32 = 111_132;

fn streets() -> Streets {
    let options = StreetOptions { least_island: 0, ..StreetOptions::r5() };
    Streets::build(&town_extract(5, &[("highway", "residential")]), &options)
}

fn times(points: &[Point], horizon: Horizon) -> TravelTimes {
    let network = Network::build(&streets(), Mode::Walk);
    let all = join(&network, points, 300.0);
    travel_times(&network, &all, &all, PACE, horizon)
}

#[test]
fn every_piece_is_an_edge_and_is_cut_where_a_building_shares_a_node() {
    let network = Network::build(&streets(), Mode::Walk);
    assert_eq!((network.n_vertices(), network.edges().len()), (25, 40), "corners stay vertices");
    let mut found = extract(&[[0, 0], [10_000, 0], [20_000, 0]], &[(&[0, 1, 2], &[("highway", "footway")])]);
    let options = StreetOptions { least_island: 0, ..StreetOptions::r5() };
    assert_eq!(Streets::build(&found, &options).pieces().len(), 1);
    found.named_elsewhere[1] = true;
    assert_eq!(Streets::build(&found, &options).pieces().len(), 2);
}

#[test]
fn seconds_are_cut_at_both_ends_and_rounded_up_between() {
    // From the middle of one block to the middle of the block after next: 55.5 m cut to 55 s, 111.13 m up to 112 s, 55 s.
    let found = times(&[at(0.5, 0.0), at(2.5, 0.0)], Horizon::within(1800));
    assert_eq!(found.find(0, 1), Some(55 + 112 + 55));
}

#[test]
fn way_to_the_street_is_at_1_3_m_s_and_the_way_from_it_at_walking_speed() {
    // 0.0002° are 22.222 m on the plane of R5: ⌊22,222 / 1,300⌋ = 17 s to the street, 22 s from it.
    let found = times(&[at(0.5, -0.2), at(2.5, 0.0)], Horizon::within(1800));
    assert_eq!(found.find(0, 1), Some(17 + 55 + 112 + 55));
    assert_eq!(found.find(1, 0), Some(55 + 112 + 55 + 22));
}

#[test]
fn way_from_an_origin_to_its_street_is_forgotten_on_that_piece() {
    // A quarter of a block apart: 27.8 m. The point itself is as far from itself as from its street.
    let found = times(&[at(0.5, -0.2), at(0.75, -0.2)], Horizon::within(1800));
    assert_eq!((found.find(0, 1), found.find(0, 0)), (Some(27 + 22), Some(22)));
}

#[test]
fn vertices_are_limited_and_what_lies_beyond_them_is_not() {
    // The vertex before the target is reached after 55 + 112 = 167 s, the target after 222 s.
    let points = [at(0.5, 0.0), at(2.5, 0.0)];
    let limited = |junction_s, target_s| times(&points, Horizon { junction_s, target_s }).find(0, 1);
    assert_eq!(limited(167, 222), Some(222));
    assert_eq!((limited(166, 222), limited(167, 221)), (None, None));
}

/// Two stops 11.1 m on either side of one crossing, and one beside the next.
fn town_with_stops() -> (Network, Joined) {
    walk_network_with_stops(&streets(), &[at(2.0, 2.1), at(2.01, 1.9), at(3.02, 2.01)], 300.0)
}

#[test]
fn way_to_a_stop_is_a_piece_of_street() {
    let (network, stops) = town_with_stops();
    assert!(stops.joins.iter().all(Result::is_ok));
    let origins = join(&network, &[at(1.5, 2.0)], 300.0);
    let found = times_to_stops(&network, PACE, &origins, &stops, 1800);
    // The third stop: 55 s to the crossing at 2, 112 s to that at 3, and ⌈2.48 m⌉ = 3 s of its own.
    assert!(found[0].contains(&(2, 55 + 112 + 3)), "{found:?}");
    assert!(times_to_stops(&network, PACE, &origins, &stops, 170)[0].iter().all(|(stop, _)| *stop != 2));
}

#[test]
fn stops_that_share_a_vertex_are_apart_by_the_way_there_and_back() {
    let (network, stops) = walk_network_with_stops(&streets(), &[at(2.0, 2.02), at(2.02, 2.0)], 300.0);
    let own: Vec<u32> = stops.joins.iter().map(|join| join.unwrap().off_mm).collect();
    let found = lengths_between_stops(&network, &stops, 1_000_000);
    let (to, mm) = found[0][0];
    assert_eq!(to, 1);
    assert!(mm.abs_diff(own[0].max(1) + own[1].max(1) + 2 * BLOCK_MM) <= 4, "{mm}");
}

#[test]
fn lengths_from_a_stop_are_limited_at_vertices() {
    let (network, stops) = walk_network_with_stops(&streets(), &[at(0.0, 0.0)], 300.0);
    let targets = join(&network, &[at(2.5, 0.0), at(3.5, 0.0)], 300.0);
    // Vertices at 222.3 and 333.4 m; the first target lies half a block beyond the first of these, the second beyond the second.
    let found = lengths_from_stops(&network, &stops, &targets, 230_000);
    assert_eq!(found[0].iter().map(|(target, _)| *target).collect::<Vec<_>>(), [0]);
    assert!(found[0][0].1.abs_diff(2 * BLOCK_MM + BLOCK_MM / 2) < 20, "{found:?}");
}
