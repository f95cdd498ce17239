use super::*;
use crate::street::town::{SIDE, at, block_mm, extract, options};
use crate::street::{Measure, Pace, Rounding, join};

const PACE: Pace = Pace { walk_m_s: 1.0, cycle_m_s: 4.0, off_street_m_s: 1.0, rounding: Rounding::Milliseconds };

/// A one-way street of four blocks to the east at 36 km/h, which meets a path to the north at its middle.
fn streets() -> Streets {
    let places: Vec<[i32; 2]> = (0..5).map(|column| [column * SIDE, 0]).chain([[2 * SIDE, SIDE]]).collect();
    let ways: [(&[u32], &crate::street::town::List<'_>); 2] = [
        (&[0, 1, 2, 3, 4], &[("highway", "residential"), ("maxspeed", "36"), ("oneway", "yes")]),
        (&[2, 5], &[("highway", "footway")]),
    ];
    Streets::build(&extract(&places, &ways), &options())
}

#[test]
fn points_are_carried_to_their_places_on_another_network() {
    let streets = streets();
    let [foot, car] = [Mode::Walk, Mode::Car].map(|mode| Network::build(&streets, mode));
    let points = [at(0.5, 0.0), at(3.25, 0.1), at(2.0, 0.6)];
    let own = carried(&join(&foot, &points, 1600.0), &foot, &car);
    let near = join(&car, &points[..2], 1600.0);
    assert_eq!(own.joins[..2], near.joins, "on a street that both use the place is the nearest");
    assert_eq!(own.joins[2], Err(NoJoin::Closed));
    assert_eq!(carried(&near, &car, &foot).joins, join(&foot, &points[..2], 1600.0).joins);
}

#[test]
fn one_drives_to_the_path_and_may_walk_back_against_the_traffic() {
    let streets = streets();
    let [foot, car] = [Mode::Walk, Mode::Car].map(|mode| Network::build(&streets, mode));
    let relays = Relays::build(&streets, &foot, &car);
    let [by_car, on_foot] = [&car, &foot].map(|network| Weights::build(network, Measure::Time(PACE)));
    let origins = join(&car, &[at(1.0, 0.0)], 1600.0);
    let targets = join(&foot, &[at(2.0, 1.0), at(0.0, 0.0)], 1600.0);
    let at_relays = (&relays.by_vehicle, &relays.on_foot);
    let times = travel_times_relayed((&by_car, &on_foot), at_relays, &origins, &targets, Horizon::within(600));
    // A block by car at 10 m/s and one on foot at 1 m/s; no car goes back, so two on foot to the other end.
    let block = block_mm();
    assert_eq!(
        times.row(0),
        (&[0, 1][..], &[(block + block / 10).div_ceil(1000), (2 * block + block / 10).div_ceil(1000)][..])
    );
    let back = (&relays.on_foot, &relays.by_vehicle);
    let (walkers, drivers) = (join(&foot, &[at(2.0, 1.0)], 1600.0), join(&car, &[at(4.0, 0.0)], 1600.0));
    let times = travel_times_relayed((&on_foot, &by_car), back, &walkers, &drivers, Horizon::within(600));
    assert_eq!(times.find(0, 0), Some((block + block / 5).div_ceil(1000)));
}
