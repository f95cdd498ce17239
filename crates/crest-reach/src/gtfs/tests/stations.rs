//! Pathways and time zones by hand.

use super::{feed, files};
use crate::gtfs::*;
use crate::timetable::{Timing, service_day};

const STATION: &str = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n\
    s1,S1,23.00,113.5,0,st\ns2,S2,23.01,113.5,0,\ns3,S3,23.03,113.5,0,\n\
    st,St,23.00,113.5,1,\ne,E,23.001,113.5,2,st\nn,N,,,3,st\nb,B,,,4,s1\n";

fn pathways(rows: &str) -> Feed {
    let head = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time,length,stair_count\n";
    feed(&[("stops.txt", STATION), ("pathways.txt", &format!("{head}{rows}"))])
}

#[test]
fn paces_follow_time_then_steps_then_length_then_distance() {
    let feed = pathways(
        "1,e,n,1,1,30,999,\n2,e,n,1,1,,50,\n3,n,b,2,0,,,-20\n4,n,b,2,0,,12,\n5,n,b,4,0,,10,\n6,n,b,5,1,,,\n\
         7,e,s1,3,1,,,\n8,n,e,7,0,,,\n",
    );
    let seconds: Vec<f64> = feed.pathways.iter().map(|own| own.seconds(1250, None)).collect();
    // Stated 30; 50 m at 1.25 m/s; 20 steps of 0.3 m at 0.6 m/s; 12 m at 0.6; 10 m at 0.5; a lift; unknown lengths.
    assert_eq!(seconds, [30.0, 40.0, 10.0, 20.0, 20.0, 60.0, 0.0, 0.0]);
    assert!((feed.pathways[6].seconds(1000, Some(111.0)) - 111.0).abs() < 1e-9);
    assert!(feed.repairs.is_empty(), "nodes and parts of platforms need no place: {:?}", feed.repairs.examples());
    // The part of the platform stands for it.
    assert_eq!(feed.platforms_with_pathways(), [0]);
    assert!(!check(&feed).iter().any(|found| found.code.starts_with("pathway")));
}

#[test]
fn faulty_pathways_are_mended_and_said() {
    let feed = pathways("1,e,e,1,1,5,,\n2,st,e,1,1,5,,\n3,s1,e,7,1,5,,\n4,e,nowhere,1,1,5,,\n5,n,s1,9,1,5,-3,\n");
    let kinds = [
        Notice::PathwayLoop,
        Notice::PathwayToStation,
        Notice::TwoWayExitGate,
        Notice::ForeignKey,
        Notice::PathwayMode,
        Notice::Number,
    ];
    for kind in kinds {
        assert_eq!(feed.repairs.count(kind), 1, "{kind:?}");
    }
    let kept: Vec<(bool, PathwayMode)> = feed.pathways.iter().map(|own| (own.is_both_ways, own.mode)).collect();
    assert_eq!(kept, [(false, PathwayMode::ExitGate), (true, PathwayMode::Walkway)]);
    let found = check(&feed);
    let named = |code: &str| found.iter().find(|own| own.code == code).map(|own| (own.count, own.example.clone()));
    assert_eq!(named("pathway_dangling_generic_node"), Some((1, "n".to_owned())));
    // One gets out of s1 by the gate, and nobody gets in.
    assert_eq!(named("pathway_unreachable_location"), Some((1, "s1".to_owned())));
}

#[test]
fn offsets_are_those_of_the_day() {
    let (winter, summer) = (Day::from_date(2026, 1, 15).unwrap(), Day::from_date(2026, 7, 15).unwrap());
    assert_eq!(noon_offset_s("Asia/Shanghai", winter), Some(28_800));
    assert_eq!(noon_offset_s("Europe/Lisbon", winter), Some(0));
    assert_eq!(noon_offset_s("Europe/Lisbon", summer), Some(3_600));
    // Clocks went forward in the night before this noon.
    assert_eq!(noon_offset_s("Europe/Lisbon", Day::from_date(2026, 3, 29).unwrap()), Some(3_600));
    assert_eq!(noon_offset_s("Utopia", winter), None);
}

#[test]
fn feeds_an_hour_apart_meet_in_the_zone_of_the_first() {
    let agency =
        |zone: &str| format!("agency_id,agency_name,agency_url,agency_timezone\na,A,http://a.example,{zone}\n");
    let (lisbon, madrid) = (agency("Europe/Lisbon"), agency("Europe/Madrid"));
    let late = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,0:20:00,0:20:00,s1,1\nt,0:35:00,0:35:00,s2,2\n";
    let (west, east) = (feed(&[("agency.txt", &lisbon)]), feed(&[("agency.txt", &madrid)]));
    let night = feed(&[("agency.txt", &madrid), ("stop_times.txt", late)]);
    let monday = Day::from_date(2026, 6, 15).unwrap();
    let first = |feeds: &[&Feed], day: Day| -> Vec<(u32, i32)> {
        let runs = service_day(feeds, day).runs;
        runs.iter().map(|run| (run.calls[0].stop, run.calls[0].departure_s)).collect()
    };
    // The bus at 8:00 in Madrid leaves at 7:00 in Lisbon, and the one at 8:00 in Lisbon at 9:00 in Madrid.
    assert_eq!(first(&[&west, &east], monday), [(0, 28_800), (3, 25_200)]);
    assert_eq!(first(&[&east, &west], monday), [(0, 28_800), (3, 32_400)]);
    assert_eq!(first(&[&west, &west], monday), [(0, 28_800), (3, 28_800)]);
    // 0:20 on Tuesday in Madrid is 23:20 on Monday in Lisbon; 0:20 on Monday is 23:20 on Sunday, which lies before the day.
    assert_eq!(first(&[&west, &night], monday), [(0, 28_800), (3, 84_000), (3, -2_400)]);
    // Sunday has the bus of Monday that leaves on Sunday evening as Lisbon counts.
    assert_eq!(first(&[&west, &night], Day(monday.0 - 1)), [(3, 84_000)]);
    // Headways move too, and keep their draws.
    let often = [
        ("agency.txt", madrid.as_str()),
        ("frequencies.txt", "trip_id,start_time,end_time,headway_secs\nt,8:00:00,9:00:00,600\n"),
    ];
    let moved = service_day(&[&west, &feed(&often)], monday);
    let same = service_day(&[&east, &feed(&often)], monday);
    let Timing::Headway { start_s, end_s, .. } = moved.runs[1].timing else { panic!("a headway") };
    assert_eq!((start_s, end_s, moved.runs[1].key), (25_200, 28_800, same.runs[1].key));
}

#[test]
fn zones_that_are_unknown_or_differ_are_said() {
    let two = "agency_id,agency_name,agency_url,agency_timezone\na,A,http://a.example,Asia/Shanghai\nb,B,http://b.example,Asia/Tokyo\n";
    let codes = |feed: &Feed| -> Vec<&'static str> { check(feed).iter().map(|found| found.code).collect() };
    assert_eq!(codes(&feed(&[("agency.txt", two)])), ["inconsistent_agency_timezone"]);
    let unknown = two.replace("Asia/Shanghai", "China").replace("Asia/Tokyo", "China");
    let unknown = feed(&[("agency.txt", &unknown)]);
    assert_eq!(codes(&unknown), ["invalid_timezone"]);
    let known = read_files(&files(&[]), &Limits::USUAL).unwrap();
    assert_eq!(zone_shifts_s(&[&unknown, &known], Day(0)), [0, 0]);
}
