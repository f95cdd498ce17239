//! Kept times come back; other bytes are refused.

use proptest::prelude::*;

use super::super::LANES;
use super::super::percentile::UNREACHED;
use super::{keep, recall};

#[test]
fn one_vehicle_for_three_departures_and_the_next_ten_minutes_later_take_six_bytes() {
    let mut lanes = [UNREACHED; LANES];
    lanes[..4].copy_from_slice(&[900, 840, 780, 1320]);
    let mut bytes = Vec::new();
    keep(&lanes, 4, 60, &mut bytes);
    // Kind, 900 = 0x384, two more departures together, 1320 − 780 + 60 = 600 = 4 · 128 + 88.
    assert_eq!(bytes, [1, 0x84, 3, 2, 88 | 128, 4]);
    let mut back = [0; LANES];
    assert!(recall(&bytes, 4, 60, &mut back).unwrap().is_empty());
    assert_eq!(back, lanes);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_comes_back(
        n in 1_usize..=LANES,
        step_s in 1_u16..600,
        times in prop::collection::vec(prop_oneof![Just(UNREACHED), 0_u16..9_000, Just(77)], LANES),
        is_riding in prop::collection::vec(any::<bool>(), LANES),
    ) {
        let mut lanes = [UNREACHED; LANES];
        for lane in 0..n {
            let same = if lane > 0 && is_riding[lane] { lanes[lane - 1].wrapping_sub(step_s) } else { times[lane] };
            lanes[lane] = same;
        }
        let mut bytes = Vec::new();
        keep(&lanes, n, step_s, &mut bytes);
        bytes.extend([9, 9]);
        let mut back = [0; LANES];
        prop_assert_eq!(recall(&bytes, n, step_s, &mut back), Some(&[9, 9][..]));
        prop_assert_eq!(back, lanes);
        // Cut short anywhere, they are refused.
        for end in 0..bytes.len() - 2 {
            prop_assert_eq!(recall(&bytes[..end], n, step_s, &mut back), None);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), n in 1_usize..=LANES) {
        recall(&bytes, n, 60, &mut [0; LANES]);
    }
}
