//! Arrays there and back, and bytes that are damaged.

use super::*;
use proptest::prelude::*;

const KIND: [u8; 4] = *b"TEST";

fn written() -> Vec<u8> {
    let mut writer = Writer::new(KIND, 3);
    writer.section([1_u8, 2].into_iter());
    writer.section([-1_i32, i32::MAX].into_iter());
    writer.section([0.5_f64].into_iter());
    writer.section(std::iter::empty::<u64>());
    writer.finish()
}

#[test]
fn arrays_come_back_as_they_were() {
    let bytes = written();
    let mut reader = Reader::open(&bytes, KIND, 3).unwrap();
    assert_eq!(reader.section::<u8>(), Ok(vec![1, 2]));
    assert_eq!(reader.section::<i32>(), Ok(vec![-1, i32::MAX]));
    assert_eq!(reader.single::<f64>(), Ok(0.5));
    assert_eq!(reader.section::<u64>(), Ok(vec![]));
    assert_eq!(reader.finish(), Ok(()));
}

#[test]
fn other_kinds_versions_and_widths_are_refused() {
    let bytes = written();
    assert_eq!(Reader::open(&bytes, *b"ELSE", 3).unwrap_err(), CacheError::Kind { found: KIND });
    assert_eq!(Reader::open(&bytes, KIND, 4).unwrap_err(), CacheError::Version { found: 3 });
    assert_eq!(Reader::open(b"PK", KIND, 3).unwrap_err(), CacheError::NotCached);
    let mut reader = Reader::open(&bytes, KIND, 3).unwrap();
    assert_eq!(reader.section::<u32>(), Err(CacheError::Section));
    assert_eq!(reader.single::<u8>(), Err(CacheError::Section));
    assert_eq!(reader.finish(), Err(CacheError::Section));
}

#[test]
fn section_longer_than_the_bytes_is_refused() {
    let mut bytes = Writer::new(KIND, 3).bytes;
    bytes.push(8);
    bytes.extend_from_slice(&u64::MAX.to_le_bytes());
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    assert_eq!(Reader::open(&bytes, KIND, 3).unwrap().section::<u64>(), Err(CacheError::Section));
}

proptest! {
    #[test]
    fn any_flipped_bit_is_told(position in 0usize..200, bit in 0u8..8) {
        let mut bytes = written();
        let position = position % bytes.len();
        bytes[position] ^= 1 << bit;
        prop_assert!(Reader::open(&bytes, KIND, 3).is_err());
    }

    #[test]
    fn bytes_cut_short_are_told(length in 0usize..200) {
        let bytes = written();
        prop_assume!(length < bytes.len());
        prop_assert!(Reader::open(&bytes[..length], KIND, 3).is_err());
    }
}
