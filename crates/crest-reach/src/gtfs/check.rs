//! The table of a feed's faults in the terms of the field.

use super::geodesic::geodesic_m;
use super::{Feed, Notice, Severity};

/// Holds one line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Code, that of the GTFS validator where it has one.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// How often it was found.
    pub count: u64,
    /// The first place, as `file:line field value`.
    pub example: String,
    /// What the reader or the timetable does about it.
    pub done: &'static str,
}

/// Judges a feed: first what was mended on reading, then what only the whole feed shows.
///
/// Order: as in [`Notice::ALL`], then the further checks; equal feeds give equal tables. Cost: one pass over stop times.
pub fn check(feed: &Feed) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Notice::ALL
        .iter()
        .filter(|notice| feed.repairs.count(**notice) > 0)
        .map(|&notice| {
            let first = feed.repairs.examples().iter().find(|repair| repair.notice == notice);
            let example = first.map_or(String::new(), |repair| {
                format!("{}:{} {} {}", repair.file, repair.line, repair.field, repair.value).trim_end().to_owned()
            });
            let count = feed.repairs.count(notice);
            Finding { code: notice.code(), severity: notice.severity(), count, example, done: notice.done() }
        })
        .collect();
    let mut add = |code, severity, done, places: &mut dyn Iterator<Item = String>| {
        if let Some(example) = places.next() {
            findings.push(Finding { code, severity, count: 1 + places.count() as u64, example, done });
        }
    };
    let untimed = u64::from(feed.n_interpolated > 0);
    add(
        "missing_timepoint_value",
        Severity::Info,
        "times are spread by distance between timed stops",
        &mut (0..untimed.max(feed.n_interpolated as u64)).map(|_| "stop_times.txt".to_owned()),
    );
    add(
        "service_has_no_active_day_of_the_week",
        Severity::Warning,
        "it never runs",
        &mut feed.services.iter().filter(|service| !service.has_days()).map(|service| service.id.clone()),
    );
    let mut is_served = vec![false; feed.stops.len()];
    for call in &feed.stop_times {
        is_served[call.stop as usize] = true;
    }
    add(
        "stop_without_stop_time",
        Severity::Warning,
        "nothing stops there",
        &mut feed
            .stops
            .iter()
            .zip(&is_served)
            .filter(|(stop, served)| !**served && stop.kind == super::StopKind::Platform)
            .map(|(stop, _)| stop.id.clone()),
    );
    let mut fast = (0..feed.trips.len()).filter_map(|trip| too_fast(feed, trip));
    add("fast_travel_between_consecutive_stops", Severity::Warning, "the times are used as they are", &mut fast);
    findings
}

/// Finds the first hop of a trip that no vehicle of its kind could make.
fn too_fast(feed: &Feed, trip: usize) -> Option<String> {
    // Bounds of the GTFS validator in km/h by route type; other types 150 for road, 500 for rail.
    let limit_kmh = match feed.routes[feed.trips[trip].route as usize].kind {
        Some(0) => 100.0,
        Some(2 | 100..=199) => 500.0,
        Some(4) => 80.0,
        Some(5) => 30.0,
        Some(6 | 7) => 50.0,
        _ => 150.0,
    };
    feed.stop_times_of(trip).windows(2).find_map(|pair| {
        let (a, b) = (&feed.stops[pair[0].stop as usize], &feed.stops[pair[1].stop as usize]);
        // Times are often whole minutes; a minute more is granted.
        let hours = f64::from(pair[1].arrival_s - pair[0].departure_s + 60) / 3600.0;
        let km = geodesic_m(a.point?, b.point?) / 1000.0;
        (km / hours > limit_kmh)
            .then(|| format!("{}: {} to {} at {:.0} km/h", feed.trips[trip].id, a.id, b.id, km / hours))
    })
}
