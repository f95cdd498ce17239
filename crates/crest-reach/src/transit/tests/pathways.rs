//! A station walked by hand.

use super::{DRAWN, Walking};
use crate::gtfs::{Feed, Limits, read_files};
use crate::links::Links;
use crate::timetable::{Call, Run, ServiceDay, Source, Timing, build};
use crate::transit::*;

/// Platforms 0 and 1, entrances 2 and 3, a hall 4, the station 5; a stop 6 on the street.
///
/// South entrance (2) to hall 20 s both ways; hall to platform 0 by stairs 10 s both ways; hall to platform 1 by an escalator down 30 s, one way; from
/// platform 1 an exit gate to the north entrance (3), 25 s, one way.
fn station() -> Feed {
    let stops = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n\
                 p0,P0,23.0,113.5,0,st\np1,P1,23.0,113.5,0,st\nsouth,S,22.999,113.5,2,st\nnorth,N,23.001,113.5,2,st\n\
                 hall,H,,,3,st\nst,St,23.0,113.5,1,\nbus,Bus,23.002,113.5,0,\n";
    let pathways = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time\n\
                    1,south,hall,1,1,20\n2,hall,p0,2,1,10\n3,hall,p1,4,0,30\n4,p1,north,7,0,25\n";
    let calls =
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,8:00:00,8:00:00,p0,1\nt,8:05:00,8:05:00,bus,2\n";
    let files: [(&str, &[u8]); 5] = [
        ("stops.txt", stops.as_bytes()),
        ("routes.txt", b"route_id,route_type\nr,1\n"),
        ("trips.txt", b"route_id,service_id,trip_id\nr,w,t\n"),
        ("stop_times.txt", calls.as_bytes()),
        ("pathways.txt", pathways.as_bytes()),
    ];
    read_files(&files, &Limits::USUAL).expect("somebody can ride")
}

/// Seconds by target of a row, at 1 m/s.
fn seconds(links: &Links, row: usize) -> Vec<(u32, u32)> {
    let (targets, lengths_mm) = links.row(row);
    targets.iter().zip(lengths_mm).map(|(target, mm)| (*target, mm / 1000)).collect()
}

fn query(max_s: u32) -> Query {
    let walking = Walking { speed_mm_per_s: 1000, max_s, seconds: WalkSeconds::Up };
    Query { walking, unit: Unit::Seconds, ..Query::crest(28_800, 1, 30, 60, &[50.0]) }
}

/// One origin and one destination; on the street everything is so and so many metres from everything.
fn streets() -> WalkLinks {
    let metres = |row: &[(u32, u32)]| row.iter().map(|(target, m)| (*target, m * 1000)).collect::<Vec<_>>();
    // Stops on the street: platforms 0 and 1 are 50 m from everything, as if there were no station.
    let stops = [
        metres(&[(1, 5), (2, 50), (3, 50), (6, 90)]),
        metres(&[(0, 5), (2, 50), (3, 50), (6, 90)]),
        metres(&[(0, 50), (1, 50), (3, 200), (6, 300)]),
        metres(&[(0, 50), (1, 50), (2, 200), (6, 100)]),
        vec![],
        vec![],
        metres(&[(0, 90), (1, 90), (2, 300), (3, 100)]),
    ];
    WalkLinks {
        access: Links::from_rows(vec![metres(&[(0, 40), (1, 40), (2, 100), (3, 60), (6, 250)])]),
        transfers: Links::from_rows(stops.to_vec()),
        egress: Links::from_rows(
            [vec![(0, 40)], vec![(0, 40)], vec![(0, 70)], vec![(0, 150)], vec![], vec![], vec![(0, 250)]]
                .iter()
                .map(|row| metres(row))
                .collect(),
        ),
        direct: Links::from_rows(vec![vec![]]),
        n_destinations: 1,
    }
}

#[test]
fn stations_are_entered_and_left_by_their_entrances() {
    let feed = station();
    let walks = with_pathways(streets(), &[&feed], &query(1800));
    // South 100 + hall 20 + stairs 10 = 130, + escalator 30 instead = 150; nobody comes in by the exit in the north.
    assert_eq!(seconds(&walks.access, 0), [(0, 130), (1, 150), (2, 100), (3, 60), (6, 250)]);
    // From platform 0 by the south 30 + 70; from platform 1 by the north only, 25 + 150; the bus as before.
    let egress: Vec<_> = [0, 1, 6].map(|stop| seconds(&walks.egress, stop)).into();
    assert_eq!(egress, [[(0, 100)], [(0, 175)], [(0, 250)]]);
    // Platform 0 to 1 inside: 10 + 30. To the bus through platform 1 and the north, 40 + 25 + 100; by the south it were 30 + 300.
    let from_0 = seconds(&walks.transfers, 0);
    assert_eq!(from_0.iter().filter(|(to, _)| matches!(to, 1 | 6)).collect::<Vec<_>>(), [&(1, 40), &(6, 165)]);
    // Platform 1 to 0: no way back up the escalator; out by the north, 200 m to the south, in: 25 + 200 + 30.
    let from_1 = seconds(&walks.transfers, 1);
    assert_eq!(from_1.iter().filter(|(to, _)| matches!(to, 0 | 6)).collect::<Vec<_>>(), [&(0, 255), &(6, 125)]);
    // The bus to the platforms by the south: 300 + 30, 300 + 50.
    let from_bus = seconds(&walks.transfers, 6);
    assert_eq!(from_bus.iter().filter(|(to, _)| *to < 2).collect::<Vec<_>>(), [&(0, 330), &(1, 350)]);
    // Backwards everything is the same the other way round.
    let turned = walks.turned();
    assert_eq!(seconds(&turned.access, 0), [(0, 100), (1, 175), (2, 70), (3, 150), (6, 250)]);
}

#[test]
fn a_ride_from_a_station_begins_at_its_entrance() {
    let feed = station();
    let call = |stop: u32, time_s: i32| Call {
        stop,
        arrival_s: time_s,
        departure_s: time_s,
        may_board: true,
        may_alight: true,
    };
    // The origin reaches platform 0 130 s after 8:00 and may board after 60 s more: 8:03:10 is the first it catches.
    let runs = [28_800 + 189, 28_800 + 190].map(|first_s| Run {
        source: Source::Added { line: 0 },
        timing: Timing::Fixed,
        calls: vec![call(0, first_s), call(6, first_s + 300)],
        key: 0,
    });
    let day = ServiceDay { n_stops: 7, runs: runs.into() };
    let query = query(1800);
    let timetables = [build(&day, query.span(), DRAWN)];
    let time = |links: &WalkLinks| {
        let walks = links.with_gates(&[]);
        let search = Search::prepare(&timetables, &walks, &query).unwrap();
        lanes(&search, &walks, &query, 0).unwrap()
    };
    // 190 + 300 of riding + 250 from the bus; without pathways, 40 m to the platform, the first is caught.
    assert_eq!(time(&with_pathways(streets(), &[&feed], &query)), [Some(740)]);
    assert_eq!(time(&streets()), [Some(739)]);
}

#[test]
fn what_pathways_do_not_say_stays_as_it_was() {
    // No pathways at all.
    let mut feed = station();
    let all = std::mem::take(&mut feed.pathways);
    assert_eq!(with_pathways(streets(), &[&feed], &query(1800)), streets());
    // Without the exit nobody gets out of platform 1 but by streets, as if there were no pathways; in goes by the entrance.
    feed.pathways = all.iter().copied().take(3).collect();
    let walks = with_pathways(streets(), &[&feed], &query(1800));
    assert_eq!((seconds(&walks.egress, 1), seconds(&walks.access, 0)[1]), (vec![(0, 40)], (1, 150)));
    // Walks beyond the longest go.
    feed.pathways = all;
    let short = with_pathways(streets(), &[&feed], &query(140));
    assert_eq!(seconds(&short.access, 0), [(0, 130), (2, 100), (3, 60)]);
}
