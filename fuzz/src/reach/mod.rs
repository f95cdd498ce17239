//! One drive per reader of crest-reach: takes any bytes, reads them, and asserts what the reader promises about any input.
//!
//! The fuzz targets whose names begin with `reach_` call these functions; an ordinary test of crest-reach replays the kept inputs.

use crest_reach::cache::CacheError;
use crest_reach::elevation::Elevation;
use crest_reach::geo::Point;
use crest_reach::gtfs;
use crest_reach::osm::{self, Limits};
use crest_reach::street::{Mode, Network, StreetOptions, Streets, join, links};
use crest_reach::timetable::{Headways, Span, build, service_day};

/// Reads any bytes and asserts what the reader promises about them.
pub type Drive = fn(&[u8]);

/// Lists the drives by the name of their target, in order.
pub const ALL: &[(&str, Drive)] = &[
    ("reach_elevation_tif", reach_elevation_tif),
    ("reach_feed_cache", reach_feed_cache),
    ("reach_gtfs_zip", reach_gtfs_zip),
    ("reach_osm_pbf", reach_osm_pbf),
    ("reach_street_cache", reach_street_cache),
];

const MODES: [Mode; 3] = [Mode::Walk, Mode::Cycle, Mode::Car];

/// Reads heights, and looks some up within and around them.
pub fn reach_elevation_tif(bytes: &[u8]) {
    if let Ok(elevation) = Elevation::read(bytes, 1_000_000) {
        for lon in -180..=180 {
            for lat in [-90.0, -30.1, 0.0, 22.99, 45.5, 90.0] {
                let found = elevation.find(Point::new(f64::from(lon), lat));
                assert!(found.is_none_or(f64::is_finite));
            }
        }
    }
}

/// Reads a cached feed, as it is and under a right checksum, and takes a day out of it.
pub fn reach_feed_cache(bytes: &[u8]) {
    for form in [bytes, &sealed(bytes)] {
        if let Ok(feed) = gtfs::Feed::from_bytes(form) {
            assert_eq!(gtfs::Feed::from_bytes(&feed.to_bytes()), Ok(feed.clone()));
            judge_feed(&feed);
        }
    }
}

/// Puts the right checksum under any bytes.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut sealed = bytes.to_vec();
    if let Some(content) = sealed.len().checked_sub(32) {
        let checksum = blake3::hash(&sealed[..content]);
        sealed[content..].copy_from_slice(checksum.as_bytes());
    }
    sealed
}

/// Reads a timetable: bytes of an archive, or files in text form, each after a line `=== name`; then builds a day of it.
pub fn reach_gtfs_zip(bytes: &[u8]) {
    let limits = gtfs::Limits { file_bytes: 1 << 20, total_bytes: 1 << 22, rows: 2_000, ..gtfs::Limits::USUAL };
    let feed = if bytes.starts_with(b"PK") {
        gtfs::read(bytes, &limits)
    } else {
        let files = files(bytes);
        gtfs::read_files(&files, &limits)
    };
    let feed = match feed {
        Ok(feed) => feed,
        Err(error) => return assert!(!error.to_string().is_empty(), "an error says what is wrong"),
    };
    assert_eq!(gtfs::Feed::from_bytes(&feed.to_bytes()), Ok(feed.clone()), "a feed comes back from its cached form");
    judge_feed(&feed);
}

/// Holds a feed to what is promised of any, and builds a day of it.
fn judge_feed(feed: &gtfs::Feed) {
    for trip in 0..feed.trips.len() {
        let calls = feed.stop_times_of(trip);
        assert!(calls.len() >= 2, "a trip has two stops");
        assert!(calls.iter().all(|call| call.arrival_s <= call.departure_s && (call.stop as usize) < feed.stops.len()));
        assert!(calls.windows(2).all(|pair| pair[0].departure_s <= pair[1].arrival_s), "times rise");
        assert!(feed.frequencies_of(trip).iter().all(|row| row.headway_s > 0 && row.start_s <= row.end_s));
    }
    for stop in &feed.stops {
        assert!(stop.point.is_none_or(|(lon, lat)| Point::new(lon, lat).is_on_earth()), "a place is on Earth");
    }
    assert!(gtfs::check(feed).iter().all(|finding| finding.count > 0));
    let day = service_day(&[feed, feed], gtfs::Day(20_614));
    let span = Span { from_s: 7 * 3600, to_s: 8 * 3600 };
    for headways in [Headways::Drawn { seed: 1, draw: 0, n_draws: 2 }, Headways::HalfWait] {
        assert_eq!(build(&day, span, headways), build(&day, span, headways), "equal inputs give equal arrays");
    }
}

/// Parts an input at lines `=== name`.
fn files(bytes: &[u8]) -> Vec<(&str, &[u8])> {
    let mut files: Vec<(&str, &[u8])> = Vec::new();
    let (mut name, mut start, mut line) = ("", 0, 0);
    while line <= bytes.len() {
        let end = bytes[line..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| line + length);
        let mark = bytes[line..end].strip_prefix(b"=== ").and_then(|next| std::str::from_utf8(next).ok());
        if mark.is_some() || end == bytes.len() {
            files.push((name, &bytes[start..if mark.is_some() { line } else { end }]));
            (name, start) = (mark.unwrap_or_default().trim(), (end + 1).min(bytes.len()));
        }
        line = end + 1;
    }
    files
}

/// Reads a street extract: the bytes as a file, and as the content of one blob of it.
///
/// The second spares the fuzzer from inventing compressed streams.
pub fn reach_osm_pbf(bytes: &[u8]) {
    let limits = Limits { ways: 10_000, references: 100_000, blobs: 1000 };
    let mut wrapped = b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x02\x0a\x00".to_vec();
    let mut content = vec![0x0a];
    varint(bytes.len(), &mut content);
    content.extend_from_slice(bytes);
    let mut head = b"\x0a\x07OSMData\x18".to_vec();
    varint(content.len(), &mut head);
    wrapped.extend_from_slice(&u32::try_from(head.len()).expect("heads are short").to_be_bytes());
    wrapped.extend_from_slice(&head);
    wrapped.extend_from_slice(&content);
    for file in [bytes, &wrapped[..]] {
        if let Ok(extract) = osm::read(file, &limits) {
            assert!(extract.ways.len() <= limits.ways);
            assert!(extract.ways.iter().flat_map(|way| &way.nodes).all(|node| (*node as usize) < extract.places.len()));
            let streets = Streets::build(&extract, &StreetOptions { least_island: 0, ..StreetOptions::r5() });
            assert_eq!(Streets::from_bytes(&streets.to_bytes()), Ok(streets.clone()));
            judge(&streets);
        }
    }
}

/// Reads cached streets and networks: as they are, and under a right checksum.
pub fn reach_street_cache(bytes: &[u8]) {
    for form in [bytes, &sealed(bytes)] {
        match Streets::from_bytes(form) {
            Ok(streets) => {
                assert_eq!(streets.to_bytes(), form);
                judge(&streets);
            }
            Err(CacheError::Kind { .. }) => {
                if let Ok(network) = Network::from_bytes(form) {
                    search(&network);
                }
            }
            Err(_) => {}
        }
    }
}

fn judge(streets: &Streets) {
    for mode in MODES {
        let network = Network::build(streets, mode);
        assert_eq!(Network::from_bytes(&network.to_bytes()), Ok(network.clone()));
        search(&network);
    }
}

fn search(network: &Network) {
    let n = u32::try_from(network.n_vertices().min(20)).expect("20 fit");
    let points: Vec<_> = (0..n).map(|vertex| network.vertex(vertex)).collect();
    let all = join(network, &points, 100.0);
    let found = links(network, &all, &all, 1_000_000);
    assert!((0..points.len()).all(|point| found.row(point).0.contains(&u32::try_from(point).expect("20 fit"))));
}

fn varint(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
