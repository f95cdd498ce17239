use std::io::{Cursor, Write};

use super::*;

mod stations;

/// A feed of three stops on a meridian and one trip, with the given files in place of the usual ones.
fn files<'a>(own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a [u8])> {
    let usual = [
        ("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\na,A,http://a.example,Asia/Shanghai\n"),
        // One hundredth of a degree of latitude between the stops.
        ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\ns1,S1,23.00,113.5\ns2,S2,23.01,113.5\ns3,S3,23.03,113.5\n"),
        ("routes.txt", "route_id,agency_id,route_short_name,route_long_name,route_type\nr,a,1,One,3\n"),
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
             w,1,1,1,1,1,0,0,20260101,20261231\n",
        ),
        ("trips.txt", "route_id,service_id,trip_id\nr,w,t\n"),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             t,8:00:00,8:00:00,s1,1\nt,8:05:00,8:05:30,s2,2\nt,8:15:00,8:15:00,s3,3\n",
        ),
    ];
    let mut files: Vec<(&str, &[u8])> = own.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    for (name, text) in usual {
        if !own.iter().any(|(other, _)| *other == name) {
            files.push((name, text.as_bytes()));
        }
    }
    files
}

fn feed(own: &[(&str, &str)]) -> Feed {
    read_files(&files(own), &Limits::USUAL).expect("somebody can ride")
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn times(feed: &Feed) -> Vec<(u32, u32)> {
    feed.stop_times_of(0).iter().map(|call| (call.arrival_s, call.departure_s)).collect()
}

#[test]
fn days_count_from_1970() {
    assert_eq!(Day::from_date(1970, 1, 1), Some(Day(0)));
    assert_eq!(Day::from_date(2000, 2, 29), Some(Day(11_016)));
    assert_eq!(Day::parse("2019-05-13").map(Day::weekday), Some(0), "a Monday");
    assert_eq!(Day::parse("20260610").map(Day::weekday), Some(2), "a Wednesday");
    assert_eq!((Day::parse("20230229"), Day::parse("99999999"), Day::parse("２０２６０１０１")), (None, None, None));
}

#[test]
fn plain_feed_is_read_without_repairs() {
    let feed = feed(&[]);
    assert_eq!(feed.repairs.examples(), &[]);
    assert_eq!(times(&feed), [(28_800, 28_800), (29_100, 29_130), (29_700, 29_700)]);
    assert!(feed.services[0].runs_on(Day::from_date(2026, 6, 10).unwrap()));
    assert!(!feed.services[0].runs_on(Day::from_date(2026, 6, 13).unwrap()), "a Saturday");
    assert_eq!(check(&feed), []);
}

#[test]
fn mark_quotes_blanks_and_order_of_columns_do_not_matter() {
    let stops = "\u{feff}\"stop_lon\" , stop_id,stop_lat,\"stop_name\"\r\n 113.5 ,\"s1\",23.00,\"A, \"\"B\"\"\"\r\n113.5,s2,23.01,\r\n113.5,s3,23.03,\r\n\r\n";
    let other = feed(&[("stops.txt", stops)]);
    assert_eq!(other.stops[0].name, "A, \"B\"");
    assert_eq!(other.stop_times, feed(&[]).stop_times);
    assert!(other.repairs.is_empty());
}

#[test]
fn archive_and_files_give_the_same_feed_from_any_folder() {
    let plain = files(&[]);
    let nested: Vec<(String, &[u8])> = plain.iter().map(|(name, bytes)| (format!("gtfs/{name}"), *bytes)).collect();
    let nested: Vec<(&str, &[u8])> = nested.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(read(&zipped(&plain), &Limits::USUAL), read_files(&plain, &Limits::USUAL));
    assert_eq!(read(&zipped(&nested), &Limits::USUAL), read_files(&plain, &Limits::USUAL));
}

#[test]
fn untimed_stops_share_the_time_by_distance_cut_to_seconds() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,s1,1\nt,,,s2,2\nt,8:10:00,8:10:00,s3,3\n";
    // s2 lies at a third of the way: 600 s / 3 = 200 s; rounding of the distances may cut it to 199.
    let feed = feed(&[("stop_times.txt", rows)]);
    let middle = times(&feed)[1].0 - 28_800;
    assert!((199..=200).contains(&middle), "{middle}");
    assert_eq!(feed.n_interpolated, 1);
    assert_eq!(check(&feed)[0].code, "missing_timepoint_value");
}

#[test]
fn untimed_stops_share_the_time_by_distance_on_the_ellipsoid() {
    // From 1° of the equator, 111,319.5 m, to 1° of the meridian, 110,574.4 m: 3,600 s · 0.501679 = 1,806.04 s; on a sphere
    // both are as long and the time is 1,800 s.
    let stops = "stop_id,stop_lat,stop_lon\ns1,0,113\ns2,0,114\ns3,1,114\n";
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,s1,1\nt,,,s2,2\nt,9:00:00,9:00:00,s3,3\n";
    assert_eq!(times(&feed(&[("stops.txt", stops), ("stop_times.txt", rows)]))[1], (30_606, 30_606));
}

#[test]
fn stops_at_one_place_share_the_time_evenly() {
    let stops = "stop_id,stop_lat,stop_lon\ns1,23,113\ns2,,\ns3,23,113\n";
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,s1,1\nt,,,s2,2\nt,8:10:00,8:10:00,s3,3\n";
    assert_eq!(times(&feed(&[("stops.txt", stops), ("stop_times.txt", rows)]))[1], (29_100, 29_100));
}

#[test]
fn one_mistyped_hour_costs_one_time() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,s1,1\nt,18:05:00,18:05:00,s2,2\nt,8:15:00,8:15:00,s3,3\n";
    let feed = feed(&[("stop_times.txt", rows)]);
    assert_eq!(feed.repairs.count(Notice::DecreasingTime), 1);
    let times = times(&feed);
    assert_eq!((times[0].0, times[2].0), (28_800, 29_700));
    assert!((29_099..=29_100).contains(&times[1].0), "a third of 900 s later: {}", times[1].0);
}

#[test]
fn negative_and_impossible_times_count_as_untimed() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,s1,1\nt,-1:05:00,8:75:00,s2,2\nt,25:15:00,25:15:00,s3,3\n";
    let feed = feed(&[("stop_times.txt", rows)]);
    assert_eq!(feed.repairs.count(Notice::Time), 2);
    assert_eq!(times(&feed)[2].0, 25 * 3600 + 900, "after midnight is lawful");
}

#[test]
fn rows_are_put_in_order_of_sequence_and_repeats_keep_the_order_of_the_file() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:15:00,8:15:00,s3,9\nt,8:00:00,8:00:00,s1,0\nt,8:05:00,8:05:00,s2,9\nt,8:15:00,8:15:00,s3,9\n";
    let feed = feed(&[("stop_times.txt", rows)]);
    assert_eq!(feed.repairs.count(Notice::RepeatedSequence), 1);
    assert_eq!(feed.stop_times_of(0)[0].stop, 0);
}

#[test]
fn shapes_that_others_stumble_over_are_told_and_decide_nothing() {
    let shapes = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nA,0,0,1\nA,0,1,1\nA,0,2,1\nB,0,0,1\n";
    let with = feed(&[("shapes.txt", shapes)]);
    assert_eq!(times(&with), times(&feed(&[])));
    let count = |notice| with.repairs.count(notice);
    assert_eq!((count(Notice::ShapeSequence), count(Notice::ShapePoint)), (2, 1));
}

#[test]
fn unknown_references_cost_their_row_and_no_more() {
    let rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                t,8:00:00,8:00:00,s1,1\nt,8:05:00,8:05:00,nowhere,2\nt,8:15:00,8:15:00,s3,3\nghost,8:00:00,8:00:00,s1,1\n";
    let trips = "route_id,service_id,trip_id\nlost,w,t\nr,never,u\n";
    let feed = feed(&[("stop_times.txt", rows), ("trips.txt", trips)]);
    assert_eq!(feed.repairs.count(Notice::ForeignKey), 2);
    assert_eq!((feed.repairs.count(Notice::UnknownRoute), feed.repairs.count(Notice::UnknownService)), (1, 1));
    assert_eq!(feed.repairs.count(Notice::UnusableTrip), 1, "u has no stop times");
    assert_eq!((feed.trips.len(), feed.stop_times_of(0).len()), (1, 2));
    assert_eq!(feed.routes[feed.trips[0].route as usize].id, "lost");
    let table = check(&feed);
    assert!(table.iter().any(|finding| finding.code == "foreign_key_violation" && finding.count == 2));
    assert!(table.iter().any(|finding| finding.example == "stop_times.txt:3 stop_id nowhere"));
}

#[test]
fn absurd_places_leave_the_stop_without_one() {
    for (place, notice) in [
        ("91,113", Notice::OutOfRange),
        ("23,1e300", Notice::OutOfRange),
        ("NaN,113", Notice::OutOfRange),
        ("0,0", Notice::NearOrigin),
        ("-89.9,10", Notice::NearPole),
        (",", Notice::NoLocation),
        ("north,east", Notice::Number),
    ] {
        let stops = format!("stop_id,stop_lat,stop_lon\ns1,{place}\ns2,23.01,113.5\ns3,23.03,113.5\n");
        let feed = feed(&[("stops.txt", &stops)]);
        assert_eq!((feed.stops[0].point, feed.repairs.count(notice)), (None, 1), "{place}");
        assert_eq!(feed.trips.len(), 1, "vehicles still pass");
    }
}

#[test]
fn parents_in_a_circle_are_cut_and_children_take_the_place_of_their_station() {
    let stops = "stop_id,stop_lat,stop_lon,location_type,parent_station\n\
                 s1,,,0,p\ns2,23.01,113.5,0,x\ns3,23.03,113.5,0,s3\np,23,113,1,\nx,23,113,1,y\ny,23,113,1,x\n";
    let feed = feed(&[("stops.txt", stops)]);
    assert_eq!(feed.stops[0].point, Some((113.0, 23.0)));
    for start in 0..feed.stops.len() {
        let mut above = Some(start as u32);
        for _ in 0..5 {
            above = above.and_then(|stop| feed.stops[stop as usize].parent);
        }
        assert_eq!(above, None);
    }
    assert!(feed.repairs.count(Notice::CyclicParent) >= 2);
}

#[test]
fn headway_rows_are_judged_one_by_one() {
    let rows = "trip_id,start_time,end_time,headway_secs,exact_times\n\
                t,9:00:00,10:00:00,600,1\nt,7:00:00,9:00:00,300,\nt,7:00:00,6:00:00,300,\nt,7:00:00,9:00:00,0,\nt,7,9,9,\nghost,7:00:00,9:00:00,300,\n";
    let feed = feed(&[("frequencies.txt", rows)]);
    let headways: Vec<_> =
        feed.frequencies_of(0).iter().map(|row| (row.start_s, row.headway_s, row.is_exact)).collect();
    assert_eq!(headways, [(25_200, 300, false), (32_400, 600, true)]);
    assert_eq!(feed.repairs.count(Notice::Headway), 2);
    assert_eq!((feed.repairs.count(Notice::RangeOrder), feed.repairs.count(Notice::ForeignKey)), (1, 1));
}

#[test]
fn feed_without_any_calendar_runs_every_day() {
    let files: Vec<_> = files(&[]).into_iter().filter(|(name, _)| *name != "calendar.txt").collect();
    let feed = read_files(&files, &Limits::USUAL).unwrap();
    assert_eq!(feed.repairs.count(Notice::NoCalendar), 1);
    assert!(feed.services[0].runs_on(Day(0)));
}

#[test]
fn single_days_win_over_the_calendar() {
    let dates = "service_id,date,exception_type\nw,20260610,2\nw,20260613,1\nw,2026061x,1\n";
    let feed = feed(&[("calendar_dates.txt", dates)]);
    let runs = |day| feed.services[0].runs_on(Day::from_date(2026, 6, day).unwrap());
    assert_eq!([9, 10, 12, 13, 14].map(runs), [true, false, true, true, false]);
    assert_eq!(feed.repairs.count(Notice::Date), 1);
}

#[test]
fn bombs_and_floods_are_refused_by_the_bound_they_pass() {
    let zeros = vec![b'0'; 64 << 20];
    let bomb = zipped(&[("stops.txt", &zeros)]);
    assert!(bomb.len() < 1 << 18);
    assert_eq!(read(&bomb, &Limits::USUAL), Err(GtfsError::TooDense { file: "stops.txt", ratio: 250 }));
    let wide = Limits { ratio: u64::MAX, file_bytes: 1 << 20, ..Limits::USUAL };
    assert_eq!(read(&bomb, &wide), Err(GtfsError::TooLarge { file: "stops.txt", limit: 1 << 20 }));
    let few = Limits { rows: 2, ..Limits::USUAL };
    assert_eq!(read_files(&files(&[]), &few), Err(GtfsError::TooManyRows { file: "stops.txt", limit: 2 }));
    let small = Limits { entries: 3, ..Limits::USUAL };
    assert_eq!(read(&zipped(&files(&[])), &small), Err(GtfsError::TooManyEntries { limit: 3 }));
    assert_eq!(read(b"PK", &Limits::USUAL), Err(GtfsError::NotAnArchive));
}

#[test]
fn only_a_feed_that_nobody_can_ride_is_refused() {
    for file in ["stops.txt", "trips.txt", "stop_times.txt"] {
        let files: Vec<_> = files(&[]).into_iter().filter(|(name, _)| *name != file).collect();
        assert_eq!(read_files(&files, &Limits::USUAL), Err(GtfsError::Nothing { file }));
    }
    for file in ["agency.txt", "routes.txt", "calendar.txt"] {
        let files: Vec<_> = files(&[]).into_iter().filter(|(name, _)| *name != file).collect();
        assert_eq!(read_files(&files, &Limits::USUAL).map(|feed| feed.trips.len()), Ok(1), "{file}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_in_any_table_is_read_or_refused(index in 0_usize..6, text in "([a-z0-9_,:\"\n ]|s1|t|8:00:00|stop_id|trip_id){0,80}") {
        let mut files = files(&[]);
        let whole = [files[index].1, text.as_bytes()].concat();
        files[index].1 = &whole;
        if let Ok(feed) = read_files(&files, &Limits::USUAL) {
            for trip in 0..feed.trips.len() {
                let calls = feed.stop_times_of(trip);
                proptest::prop_assert!(calls.len() >= 2);
                proptest::prop_assert!(calls.iter().all(|call| call.arrival_s <= call.departure_s));
                proptest::prop_assert!(calls.windows(2).all(|pair| pair[0].departure_s <= pair[1].arrival_s));
            }
        }
    }
}
