//! Turns at the middle crossing of a town of blocks.

use crate::geo::Point;
use crate::street::town::{at, node, town_extract};
use crate::street::{Horizon, Mode, Network, Pace, Rounding, StreetOptions, Streets, join, travel_times};

use super::*;

fn network() -> Network {
    let options = StreetOptions { least_island: 0, ..StreetOptions::r5() };
    Network::build(&Streets::build(&town_extract(5, &[("highway", "residential")]), &options), Mode::Car)
}

/// The edge from one crossing to another, and its direction.
fn along(network: &Network, from: (u32, u32), to: (u32, u32)) -> (u32, u8) {
    let place = |(column, row)| [node(5, column, row) as i32 % 5 * 10_000, node(5, column, row) as i32 / 5 * 10_000];
    let ends = [place(from), place(to)];
    let found = (0..).zip(network.edges()).find_map(|(position, edge)| {
        let own = [edge.from, edge.to].map(|vertex| network.vertices[vertex as usize]);
        if own == ends { Some((position, 0)) } else { (own == [ends[1], ends[0]]).then_some((position, 1)) }
    });
    found.unwrap()
}

#[test]
fn left_is_30_s_right_10_s_back_90_s_and_straight_on_nothing() {
    let network = network();
    let bearings = Bearings::of(&network);
    let comes = along(&network, (2, 1), (2, 2));
    let turn = |to| bearings.turn_s(comes, along(&network, (2, 2), to));
    // From the south: north is straight on, west is left.
    assert_eq!([turn((2, 3)), turn((1, 2)), turn((3, 2)), turn((2, 1))], [0, 30, 10, 90]);
    let comes = along(&network, (3, 2), (2, 2));
    let turn = |to| bearings.turn_s(comes, along(&network, (2, 2), to));
    assert_eq!([turn((1, 2)), turn((2, 1)), turn((2, 3)), turn((3, 2))], [0, 30, 10, 90]);
}

#[test]
fn cars_take_the_cheaper_turns() {
    let network = network();
    let points: Vec<Point> = vec![at(2.0, 0.5), at(2.0, 2.5), at(3.5, 1.0), at(0.5, 1.0)];
    let all = join(&network, &points, 300.0);
    let pace = Pace { walk_m_s: 1.0, cycle_m_s: 4.0, off_street_m_s: 1.3, rounding: Rounding::R5 };
    let times = travel_times(&network, &all, &all, pace, Horizon::within(3600));
    // 25 mph are 1,118 cm/s: half a block of 55.5 m takes ⌊55 / 11.18⌋ = 4 s, a block ⌈9.94⌉ = 10 s; the last half block is
    // driven at 2.22 m/s: ⌊55,555 / 2,220⌋ = 25 s. Straight on: 4 + 10 + 25.
    assert_eq!(times.find(0, 1), Some(39));
    // A right turn, a block and half a block: the times of turning are those before the last vertex.
    assert_eq!(times.find(0, 2), Some(4 + 10 + 10 + 25));
    assert_eq!(times.find(0, 3), Some(4 + 30 + 10 + 25));
}
