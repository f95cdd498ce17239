//! The table of a feed's faults in the terms of the field.

use super::geodesic::geodesic_m;
use super::zone::noon_offset_s;
use super::{Day, Feed, Notice, Severity, StopKind};

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
            .filter(|(stop, served)| !**served && stop.kind == StopKind::Platform)
            .map(|(stop, _)| stop.id.clone()),
    );
    let agencies = feed.agencies.iter().filter(|agency| !agency.timezone.is_empty());
    let zones: Vec<&str> = agencies.map(|agency| agency.timezone.trim()).collect();
    add(
        "invalid_timezone",
        Severity::Error,
        "its times are left as they are, in the zone of the first feed",
        &mut zones.iter().take(1).filter(|zone| noon_offset_s(zone, Day(0)).is_none()).map(|zone| (*zone).to_owned()),
    );
    add(
        "inconsistent_agency_timezone",
        Severity::Warning,
        "all times are read in the zone of the first agency",
        &mut zones.iter().filter(|zone| **zone != zones[0]).map(|zone| (*zone).to_owned()),
    );
    let id = |stop: u32| feed.stops[stop as usize].id.clone();
    add(
        "pathway_dangling_generic_node",
        Severity::Warning,
        "it leads nowhere",
        &mut feed.dangling_nodes().into_iter().map(id),
    );
    add(
        "pathway_unreachable_location",
        Severity::Error,
        "one walks to it, or from it, as if the station had no pathways",
        &mut cut_off(feed).into_iter().map(id),
    );
    let mut fast = (0..feed.trips.len()).filter_map(|trip| too_fast(feed, trip));
    add("fast_travel_between_consecutive_stops", Severity::Warning, "the times are used as they are", &mut fast);
    findings
}

/// Finds the platforms with pathways that no entrance leads to, or that lead to no entrance.
fn cut_off(feed: &Feed) -> Vec<u32> {
    let platforms = feed.platforms_with_pathways();
    if platforms.is_empty() {
        return platforms;
    }
    let forward = feed.inside_walks(1000);
    let mut backward = vec![Vec::new(); forward.len()];
    for (from, walks) in (0_u32..).zip(&forward) {
        for (to, seconds) in walks {
            backward[*to as usize].push((from, *seconds));
        }
    }
    let reached = [forward, backward].map(|walks| {
        let is_entrance = |stop: &u32| feed.stops[*stop as usize].kind == StopKind::Entrance;
        let mut open: Vec<u32> = (0..walks.len() as u32).filter(is_entrance).collect();
        let mut is_reached = vec![false; walks.len()];
        open.iter().for_each(|stop| is_reached[*stop as usize] = true);
        while let Some(stop) = open.pop() {
            for (next, _) in &walks[stop as usize] {
                if !std::mem::replace(&mut is_reached[*next as usize], true) {
                    open.push(*next);
                }
            }
        }
        is_reached
    });
    platforms.into_iter().filter(|stop| reached.iter().any(|is_reached| !is_reached[*stop as usize])).collect()
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
