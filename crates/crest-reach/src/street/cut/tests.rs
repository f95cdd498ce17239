use super::*;
use crate::street::town::{at, block_mm, options, town_extract};
use crate::street::{StreetOptions, join, links};

fn stretches(network: &Network) -> usize {
    (0..network.edges().len() as u32).map(|edge| network.stretches(edge).len()).sum()
}

#[test]
fn streets_are_cut_at_the_feet_of_stops_and_lengths_stay() {
    let options = StreetOptions { conventions: Conventions::R5, ..options() };
    let streets = Streets::build(&town_extract(4, &[("highway", "residential")]), &options);
    // In the middle of a block; 3 m beside the first; 3 m from a crossing; where no street is near.
    let stops = [at(0.5, 1.0), at(0.5 + 0.027, 1.0), at(2.0 + 0.027, 2.0), at(90.0, 80.0)];
    let plain = Network::build(&streets, Mode::Walk);
    let (network, joined) = walk_network_with_stops(&streets, &stops, 300.0);
    assert_eq!(stretches(&network), stretches(&plain) + 1, "one cut: the others are snapped or far away");
    let places: Vec<Option<u32>> = joined.joins.iter().map(|join| join.ok().map(|join| join.off_mm)).collect();
    assert!(places[0].is_some_and(|off_mm| off_mm < 20));
    assert!(places[1].is_some_and(|off_mm| (2_950..3_060).contains(&off_mm)), "{places:?}");
    assert!(places[2].is_some_and(|off_mm| (2_950..3_060).contains(&off_mm)), "{places:?}");
    assert_eq!(places[3], None);
    let corners = join(&network, &[at(0.0, 0.0), at(3.0, 3.0)], 300.0);
    let uncut = join(&plain, &[at(0.0, 0.0), at(3.0, 3.0)], 300.0);
    let length = |network: &Network, points: &Joined| links(network, points, points, 10_000_000).row(0).1[1];
    assert_eq!(length(&network, &corners), length(&plain, &uncut));
    // R5 measures the way to a corner on a plane of 111,111 m to the degree, 84 mm less for each block at either end.
    assert!(length(&network, &corners).abs_diff(6 * block_mm()) < 200);
}
