//! Feeds of the shared data: each is read, none is refused, and its known faults are found.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test fail and speak as tests do")]

mod shared;

use crest_reach::gtfs::{Day, Feed, Limits, Notice, check, read};
use crest_reach::timetable::{Headways, Span, build, service_day};

fn feed(name: &str) -> Option<Feed> {
    let feed = read(&shared::file(name)?, &Limits::USUAL).unwrap();
    println!(
        "{name}: {} stops, {} routes, {} trips, {} stop times ({} untimed), {} headways",
        feed.stops.len(),
        feed.routes.len(),
        feed.trips.len(),
        feed.stop_times.len(),
        feed.n_interpolated,
        feed.frequencies.len()
    );
    for finding in check(&feed) {
        println!("  {:?} {} × {}: {}", finding.severity, finding.code, finding.count, finding.example);
    }
    assert!(Feed::from_bytes(&feed.to_bytes()).as_ref() == Ok(&feed), "{name} comes back from its cached form");
    Some(feed)
}

/// Trips that run at some time between 7 and 17 of a day.
fn n_trips(feed: &Feed, day: Day) -> usize {
    let span = Span { from_s: 7 * 3600, to_s: 17 * 3600 };
    build(&service_day(&[feed], day), span, Headways::Drawn { seed: 1, draw: 0, n_draws: 1 }).n_trips()
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_date(year, month, day).unwrap()
}

#[test]
fn porto_alegre_is_mostly_untimed() {
    let Some(bus) = feed("porto_alegre/poa_eptc.zip") else { return };
    assert_eq!((bus.stops.len(), bus.routes.len(), bus.trips.len()), (3986, 115, 2374));
    assert_eq!((bus.stop_times.len(), bus.n_interpolated), (130_019, 125_271));
    assert!(n_trips(&bus, day(2019, 5, 13)) > 500);
    let rail = feed("porto_alegre/poa_trensurb.zip").unwrap();
    assert_eq!((rail.stops.len(), rail.trips.len(), rail.stop_times.len()), (24, 1248, 14_855));
}

#[test]
fn dirty_feed_of_porto_is_read_whole() {
    let Some(metro) = feed("porto/metro_do_porto_gtfs.zip") else { return };
    assert_eq!((metro.stops.len(), metro.trips.len(), metro.stop_times.len()), (85, 2873, 63_019));
    assert!(n_trips(&metro, day(2026, 7, 22)) > 50);
    let rail = feed("porto/cp_gtfs.zip").unwrap();
    assert_eq!((rail.trips.len(), rail.stop_times.len(), rail.services.len()), (1899, 31_473, 1899));
    assert!(n_trips(&rail, day(2026, 7, 22)) > 50);
}

#[test]
fn headways_of_hong_kong_are_kept() {
    let Some(bus) = feed("hong_kong/hk_bus_gtfs.zip") else { return };
    assert_eq!((bus.stops.len(), bus.trips.len()), (14_362, 8397));
    assert_eq!(bus.frequencies.len() as u64 + bus.repairs.count(Notice::Headway), 69_467);
    assert!(n_trips(&bus, day(2026, 6, 10)) > 5000);
    let rail = feed("hong_kong/hk_rail_gtfs.zip").unwrap();
    assert!(n_trips(&rail, day(2026, 6, 10)) > 500);
    let express = feed("hong_kong/xrl_gtfs.zip").unwrap();
    assert!(n_trips(&express, day(2026, 1, 28)) > 5);
}

#[test]
fn other_feeds_have_service_on_their_day() {
    for (name, date) in [
        ("macao/macao_bus_gtfs.zip", day(2026, 6, 10)),
        ("gba_metro/guangzhou_metro_gtfs.zip", day(2026, 6, 10)),
        ("gba_metro/shenzhen_metro_gtfs.zip", day(2026, 6, 10)),
        ("sao_paulo/spo.zip", day(2019, 5, 13)),
        ("zheleznogorsk/zhelez_gtfs.zip", day(2024, 1, 11)),
    ] {
        let Some(feed) = feed(name) else { return };
        assert!(n_trips(&feed, date) > 50, "{name}");
    }
}
