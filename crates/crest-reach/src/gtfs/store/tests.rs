//! Feeds there and back, and forms that were damaged or tampered with.

use proptest::prelude::*;

use super::*;
use crate::gtfs::{Limits, check, read_files};
use crate::timetable::{Headways, Span, build, service_day};

/// A feed with something in every part of it, mended where it is wrong.
fn feed() -> Feed {
    let files: [(&str, &[u8]); 10] = [
        ("agency.txt", "agency_id,agency_name,agency_timezone\na,甲,Asia/Shanghai\n".as_bytes()),
        (
            "stops.txt",
            "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,zone_id\n\
             p,站,23,113.5,1,,north\ns1,一,23,113.5,,p,north\ns2,二,23.01,113.5,,,\ns3,三,95,113.5,,,\n\
             e,口,23.001,113.5,2,p,\n"
                .as_bytes(),
        ),
        (
            "routes.txt",
            b"route_id,agency_id,route_short_name,route_long_name,route_type\nr,a,1,One,3\nq,b,2,Two,\n",
        ),
        (
            "calendar.txt",
            b"service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
              w,1,1,1,1,1,0,0,20260101,20261231\n",
        ),
        ("calendar_dates.txt", b"service_id,date,exception_type\nw,20260611,2\nw,20260613,1\nx,20260610,1\n"),
        ("trips.txt", b"route_id,service_id,trip_id,trip_headsign\nr,w,t,North\nq,x,u,\nz,w,v,\n"),
        (
            "stop_times.txt",
            b"trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n\
              t,8:00:00,8:00:00,s1,1,\nt,,,s2,2,\nt,8:15:00,8:15:30,s3,3,1\n\
              u,25:00:00,25:00:00,s1,1,\nu,25:09:00,25:09:00,s2,2,\nv,9:00:00,9:00:00,s2,1,\nv,9:09:00,9:08:00,s1,2,\n",
        ),
        (
            "frequencies.txt",
            b"trip_id,start_time,end_time,headway_secs,exact_times\nt,06:00:00,09:00:00,600,0\n\
              t,09:00:00,12:00:00,900,1\nv,06:00:00,05:00:00,60,0\n",
        ),
        ("transfers.txt", b"from_stop_id,to_stop_id,transfer_type,min_transfer_time\ns1,s2,2,180\ns2,s1,3,\n"),
        (
            "pathways.txt",
            b"pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time\nw1,e,s1,1,1,60\nw2,s1,e,1,0,\n",
        ),
    ];
    read_files(&files, &Limits::USUAL).unwrap()
}

#[test]
fn feed_comes_back_as_it_was() {
    let feed = feed();
    let n = (feed.stops.len(), feed.trips.len(), feed.frequencies.len(), feed.transfers.len(), feed.pathways.len());
    assert_eq!(n, (5, 3, 2, 2, 2));
    assert!(feed.n_interpolated == 1 && !feed.repairs.is_empty() && feed.stops[3].point.is_none());
    let again = Feed::from_bytes(&feed.to_bytes()).unwrap();
    assert_eq!(again, feed);
    assert_eq!(again.to_bytes(), feed.to_bytes());
    assert_eq!(check(&again), check(&feed));
}

#[test]
fn another_form_is_not_taken_for_a_feed() {
    let streets = crate::street::town::town_streets(3).to_bytes();
    assert_eq!(Feed::from_bytes(&streets), Err(CacheError::Kind { found: *b"STRT" }));
    assert_eq!(Feed::from_bytes(b"PK"), Err(CacheError::NotCached));
}

/// Puts the right checksum under changed content.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let content = bytes.len() - 32;
    let checksum = blake3::hash(&bytes[..content]);
    bytes[content..].copy_from_slice(checksum.as_bytes());
    bytes
}

#[test]
fn count_beyond_the_bytes_allocates_nothing() {
    let mut writer = Writer::new(FEED, VERSION);
    writer.section([u32::MAX, u32::MAX, u32::MAX].into_iter());
    writer.section(b"abc".iter().copied());
    assert_eq!(Feed::from_bytes(&writer.finish()), Err(CacheError::Content));
    let mut bytes = feed().to_bytes();
    // The count of the first section follows 16 bytes of head and one of width.
    bytes[17..25].copy_from_slice(&u64::MAX.to_le_bytes());
    assert_eq!(Feed::from_bytes(&sealed(bytes)), Err(CacheError::Section));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn damaged_or_cut_feed_is_told(position in 0usize..10_000, bit in 0u8..8) {
        let bytes = feed().to_bytes();
        let position = position % bytes.len();
        prop_assert!(Feed::from_bytes(&bytes[..position]).is_err());
        let mut flipped = bytes;
        flipped[position] ^= 1 << bit;
        prop_assert!(Feed::from_bytes(&flipped).is_err());
    }

    /// A form with a right checksum and wrong content is refused, or is a feed that can be used.
    #[test]
    fn tampered_feed_is_refused_or_can_be_used(changes in proptest::collection::vec((16usize..10_000, any::<u8>()), 1..4)) {
        let mut bytes = feed().to_bytes();
        for (position, byte) in changes {
            let position = position % (bytes.len() - 32);
            bytes[position] = byte;
        }
        if let Ok(feed) = Feed::from_bytes(&sealed(bytes)) {
            check(&feed);
            let span = Span { from_s: 0, to_s: 100_000 };
            build(&service_day(&[&feed], Day(20_614)), span, Headways::HalfWait);
            build(&service_day(&[&feed], Day(20_614)), span, Headways::Drawn { seed: 1, draw: 0, n_draws: 1 });
            prop_assert_eq!(Feed::from_bytes(&feed.to_bytes()), Ok(feed));
        }
    }
}
