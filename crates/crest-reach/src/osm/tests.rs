//! Extracts written by hand, and bytes that are broken on purpose.

use std::io::Write;

use proptest::prelude::*;

use super::protobuf::{Reader, zigzag};
use super::*;

fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number as u8) | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn signed(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn field(number: u64, bytes: &[u8], out: &mut Vec<u8>) {
    varint(number << 3 | 2, out);
    varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

fn packed(numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let mut out = Vec::new();
    for number in numbers {
        varint(number, &mut out);
    }
    out
}

fn steps(numbers: &[i64]) -> Vec<u8> {
    let mut last = 0;
    packed(numbers.iter().map(|number| {
        let step = number - last;
        last = *number;
        signed(step)
    }))
}

/// A blob with its head; compressed where `zlib` says so.
fn blob(kind: &str, bytes: &[u8], zlib: bool) -> Vec<u8> {
    let mut body = Vec::new();
    if zlib {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        varint(2 << 3, &mut body);
        varint(bytes.len() as u64, &mut body);
        field(3, &encoder.finish().unwrap(), &mut body);
    } else {
        field(1, bytes, &mut body);
    }
    let mut head = Vec::new();
    field(1, kind.as_bytes(), &mut head);
    varint(3 << 3, &mut head);
    varint(body.len() as u64, &mut head);
    let mut out = u32::try_from(head.len()).unwrap().to_be_bytes().to_vec();
    out.extend(head);
    out.extend(body);
    out
}

fn head() -> Vec<u8> {
    let mut bytes = Vec::new();
    field(4, b"OsmSchema-V0.6", &mut bytes);
    field(4, b"DenseNodes", &mut bytes);
    blob("OSMHeader", &bytes, true)
}

fn block(texts: &[&str], groups: &[Vec<u8>]) -> Vec<u8> {
    let mut table = Vec::new();
    for text in texts {
        field(1, text.as_bytes(), &mut table);
    }
    let mut out = Vec::new();
    field(1, &table, &mut out);
    for group in groups {
        field(2, group, &mut out);
    }
    out
}

fn dense(ids: &[i64], lons: &[i64], lats: &[i64]) -> Vec<u8> {
    let mut message = Vec::new();
    field(1, &steps(ids), &mut message);
    field(8, &steps(lats), &mut message);
    field(9, &steps(lons), &mut message);
    let mut group = Vec::new();
    field(2, &message, &mut group);
    group
}

fn way(id: i64, tags: &[(u64, u64)], nodes: &[i64]) -> Vec<u8> {
    let mut message = Vec::new();
    varint(1 << 3, &mut message);
    varint(id.cast_unsigned(), &mut message);
    field(2, &packed(tags.iter().map(|(key, _)| *key)), &mut message);
    field(3, &packed(tags.iter().map(|(_, value)| *value)), &mut message);
    field(8, &steps(nodes), &mut message);
    let mut group = Vec::new();
    field(3, &message, &mut group);
    group
}

fn restriction(id: i64, members: &[(u64, i64, u64)], tags: &[(u64, u64)]) -> Vec<u8> {
    let mut message = Vec::new();
    varint(1 << 3, &mut message);
    varint(id.cast_unsigned(), &mut message);
    field(2, &packed(tags.iter().map(|(key, _)| *key)), &mut message);
    field(3, &packed(tags.iter().map(|(_, value)| *value)), &mut message);
    field(8, &packed(members.iter().map(|(role, ..)| *role)), &mut message);
    field(9, &steps(&members.iter().map(|(_, member, _)| *member).collect::<Vec<_>>()), &mut message);
    field(10, &packed(members.iter().map(|(.., of_type)| *of_type)), &mut message);
    let mut group = Vec::new();
    field(4, &message, &mut group);
    group
}

/// Three nodes, one street over them (the last node is missing), one building, one restriction.
fn small() -> Vec<u8> {
    let texts =
        ["", "highway", "residential", "building", "yes", "type", "restriction", "no_left_turn", "from", "via", "to"];
    let nodes =
        block(&[""], &[dense(&[5, 7, 9], &[1_134_000_000, 1_134_000_010, -5], &[230_000_000, 230_000_020, -7])]);
    let ways = block(
        &texts,
        &[
            way(-3, &[(1, 2), (3, 4)], &[9, 5, 100]),
            way(4, &[(3, 4)], &[5, 7, 9]),
            restriction(11, &[(8, -3, 1), (9, 5, 0), (10, 4, 1)], &[(5, 6), (6, 7)]),
        ],
    );
    [head(), blob("OSMData", &nodes, true), blob("Index", b"whatever", false), blob("OSMData", &ways, false)].concat()
}

#[test]
fn streets_of_a_small_extract_are_read() {
    let extract = read(&small(), &Limits::default()).unwrap();
    assert_eq!(extract.node_ids, [5, 9, 100]);
    // 1,134,000,000 · 100 nanodegrees are 113.4°.
    assert_eq!(extract.places, [Some([1_134_000_000, 230_000_000]), Some([-5, -7]), None]);
    // The building goes through nodes 5, 7 and 9, of which the street names the first and the last.
    assert_eq!(extract.named_elsewhere, [true, true, false]);
    let tags = Tags::new(vec![(Key::Highway, "residential".into())]);
    assert_eq!(extract.ways, [Way { id: -3, nodes: vec![1, 0, 2], tags }]);
    let kind = RestrictionKind::No;
    assert_eq!(extract.restrictions, [Restriction { id: 11, from_way: -3, via_node: 5, to_way: 4, kind }]);
}

#[test]
fn keys_are_listed_in_order_so_that_each_is_found() {
    for name in ["access", "bicycle:backward", "maxspeed", "maxspeed:lanes", "motor_vehicle", "motorcar", "vehicle"] {
        assert!(Key::find(name.as_bytes()).is_some(), "{name}");
    }
    assert_eq!(Key::find(b"building"), None);
}

#[test]
fn numbers_of_variable_length_are_read() {
    // 300 = 0b10_0101100 is written 0xAC 0x02 (Protocol Buffers, Encoding).
    assert_eq!(Reader::new(&[0xac, 0x02]).packed(), Ok(Some(300)));
    assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
    assert!(Reader::new(&[0xff; 11]).packed().is_err());
    assert!(Reader::new(&[0x80]).packed().is_err());
}

#[test]
fn file_cut_short_is_refused_with_the_place_of_the_blob() {
    let bytes = small();
    let first = head().len();
    assert_eq!(read(&bytes[..first + 10], &Limits::default()), Err(OsmError::Truncated { offset: first }));
    assert_eq!(read(&[], &Limits::default()), Err(OsmError::NoHead));
    assert_eq!(read(&bytes[first..], &Limits::default()), Err(OsmError::NoHead));
}

#[test]
fn blob_that_inflates_to_more_than_it_states_is_refused() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![0; 1_000_000]).unwrap();
    let mut body = Vec::new();
    varint(2 << 3, &mut body);
    varint(10, &mut body);
    field(3, &encoder.finish().unwrap(), &mut body);
    let mut blob_head = Vec::new();
    field(1, b"OSMData", &mut blob_head);
    varint(3 << 3, &mut blob_head);
    varint(body.len() as u64, &mut blob_head);
    let mut bytes = head();
    let offset = bytes.len();
    bytes.extend(u32::try_from(blob_head.len()).unwrap().to_be_bytes());
    bytes.extend(blob_head);
    bytes.extend(body);
    assert_eq!(read(&bytes, &Limits::default()), Err(OsmError::Inflate { offset }));
}

#[test]
fn limits_are_kept() {
    let limits = |ways, references, blobs| Limits { ways, references, blobs };
    let too_many = |what, limit| Err(OsmError::TooMany { what, limit });
    assert_eq!(read(&small(), &limits(0, 9, 9)), too_many(Counted::Ways, 0));
    assert_eq!(read(&small(), &limits(9, 2, 9)), too_many(Counted::References, 2));
    assert_eq!(read(&small(), &limits(9, 9, 3)), too_many(Counted::Blobs, 3));
    assert!(read(&small(), &limits(1, 3, 4)).is_ok());
}

#[test]
fn unknown_features_and_compressions_are_refused() {
    let mut bytes = Vec::new();
    field(4, b"HistoricalInformation", &mut bytes);
    assert_eq!(read(&blob("OSMHeader", &bytes, true), &Limits::default()), Err(OsmError::Feature { offset: 0 }));
    let mut body = Vec::new();
    field(7, b"zstd", &mut body);
    let mut blob_head = Vec::new();
    field(1, b"OSMHeader", &mut blob_head);
    varint(3 << 3, &mut blob_head);
    varint(body.len() as u64, &mut blob_head);
    let mut bytes = u32::try_from(blob_head.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(blob_head);
    bytes.extend(body);
    assert_eq!(read(&bytes, &Limits::default()), Err(OsmError::Compression { offset: 0 }));
}

proptest! {
    #[test]
    fn any_bytes_give_an_error_or_an_extract(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &Limits::default());
        let _ = read(&[head(), blob("OSMData", &bytes, false)].concat(), &Limits::default());
    }

    #[test]
    fn flipped_bytes_never_panic(flips in proptest::collection::vec((0usize..10_000, any::<u8>()), 1..4)) {
        let mut bytes = small();
        for (position, byte) in flips {
            let position = position % bytes.len();
            bytes[position] = byte;
        }
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn nodes_in_any_order_are_found(ids in proptest::collection::vec(1i64..40, 2..30)) {
        let lons: Vec<i64> = ids.iter().map(|id| id * 10).collect();
        let nodes = block(&[""], &[dense(&ids, &lons, &lons)]);
        let ways = block(&["", "highway", "path"], &[way(1, &[(1, 2)], &[3, 20, 33, 50])]);
        let bytes = [head(), blob("OSMData", &ways, true), blob("OSMData", &nodes, true)].concat();
        let extract = read(&bytes, &Limits::default()).unwrap();
        for (id, place) in extract.node_ids.iter().zip(&extract.places) {
            let expected = ids.contains(id).then(|| i32::try_from(id * 10).unwrap());
            prop_assert_eq!(*place, expected.map(|x| [x, x]));
        }
    }
}
