//! Ways there on turned streets are ways back on the streets themselves.

use crate::osm::{Restriction, RestrictionKind};
use crate::street::town::{at, options, town_extract};
use crate::street::{Horizon, Measure, Mode, Network, Pace, Rounding, Streets, Weights, join, travel_times_weighed};

#[test]
fn every_time_there_is_the_time_back() {
    // One-way streets, some of them against bicycles, and a turn that cars may not make.
    let mut extract = town_extract(5, &[("highway", "tertiary"), ("oneway", "yes")]);
    extract.restrictions =
        vec![Restriction { id: 1, from_way: 102, via_node: 6, to_way: 103, kind: RestrictionKind::No }];
    let streets = Streets::build(&extract, &options());
    let points: Vec<_> = (0..30).map(|i| at(f64::from(i % 6) * 0.83, f64::from(i / 6) * 0.91)).collect();
    let mut n_apart = 0;
    for mode in [Mode::Walk, Mode::Cycle, Mode::Car] {
        let network = Network::build(&streets, mode);
        let turned = network.turned();
        assert_eq!(turned.turned(), network);
        // A bicycle is pushed where it may not be ridden.
        assert_eq!(network.is_without_one_ways(), mode != Mode::Car);
        let all = join(&network, &points, 200.0);
        assert_eq!(join(&turned, &points, 200.0), all);
        let pace = Pace { walk_m_s: 1.25, cycle_m_s: 3.3, off_street_m_s: 1.0, rounding: Rounding::Milliseconds };
        let slopes: Vec<[f64; 2]> = (0..network.stretches.len()).map(|i| [1.0 + i as f64 / 100.0, 1.1]).collect();
        let slopes_back: Vec<[f64; 2]> = slopes.iter().map(|[there, back]| [*back, *there]).collect();
        let times = |network: &Network, factors: &[[f64; 2]]| {
            let weights = Weights::with_factors(network, Measure::Time(pace), Some(factors));
            travel_times_weighed(&weights, &all, &all, Horizon::within(3600))
        };
        let (there, back) = (times(&network, &slopes), times(&turned, &slopes_back));
        for from in 0..30 {
            for to in 0..30 {
                assert_eq!(there.find(from, to as u32), back.find(to, from as u32));
                n_apart += usize::from(there.find(from, to as u32) != there.find(to, from as u32));
            }
        }
    }
    assert!(n_apart > 500, "there and back differ: {n_apart}");
}
