//! Streets there and back, and forms that were tampered with.

use super::*;
use crate::cache::CacheError;
use crate::street::town::{options, town_extract, town_streets};
use crate::street::{Horizon, Measure, Pace, Rounding, Weights, join, travel_times, travel_times_weighed};
use proptest::prelude::*;

#[test]
fn streets_and_networks_come_back_as_they_were() {
    let one_way = Streets::build(&town_extract(5, &[("highway", "tertiary"), ("oneway", "yes")]), &options());
    for streets in [town_streets(4), one_way, Streets::default_for_tests()] {
        assert_eq!(Streets::from_bytes(&streets.to_bytes()), Ok(streets.clone()));
        for mode in [Mode::Walk, Mode::Cycle, Mode::Car] {
            let network = Network::build(&streets, mode);
            assert_eq!(Network::from_bytes(&network.to_bytes()), Ok(network));
        }
    }
}

impl Streets {
    fn default_for_tests() -> Self {
        Streets::build(&crate::osm::Extract::default(), &options())
    }
}

#[test]
fn one_form_is_not_taken_for_another() {
    let streets = town_streets(3);
    assert_eq!(Network::from_bytes(&streets.to_bytes()), Err(CacheError::Kind { found: STREETS }));
}

/// Puts the right checksum under changed content.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let content = bytes.len() - 32;
    let checksum = blake3::hash(&bytes[..content]);
    bytes[content..].copy_from_slice(checksum.as_bytes());
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A form with a right checksum and wrong content is refused, or is a network that can be used.
    #[test]
    fn tampered_network_is_refused_or_can_be_used(changes in proptest::collection::vec((16usize..4000, any::<u8>()), 1..4)) {
        let mut bytes = Network::build(&town_streets(3), Mode::Cycle).to_bytes();
        for (position, byte) in changes {
            let position = position % (bytes.len() - 32);
            bytes[position] = byte;
        }
        if let Ok(network) = Network::from_bytes(&sealed(bytes)) {
            let points: Vec<_> = (0..network.n_vertices() as u32).map(|vertex| network.vertex(vertex)).collect();
            let all = join(&network, &points, 500.0);
            let pace = Pace { walk_m_s: 1.0, cycle_m_s: 4.0, off_street_m_s: 1.0, rounding: Rounding::Milliseconds };
            let times = travel_times(&network, &all, &all, pace, Horizon::within(600));
            let weights = Weights::build(&network, Measure::Time(pace));
            prop_assert_eq!(travel_times_weighed(&weights, &all, &all, Horizon::within(600)), times);
        }
    }

    #[test]
    fn tampered_streets_are_refused_or_can_be_used(changes in proptest::collection::vec((16usize..4000, any::<u8>()), 1..4)) {
        let mut bytes = town_streets(3).to_bytes();
        for (position, byte) in changes {
            let position = position % (bytes.len() - 32);
            bytes[position] = byte;
        }
        if let Ok(streets) = Streets::from_bytes(&sealed(bytes)) {
            let _ = Network::build(&streets, Mode::Walk);
        }
    }
}
