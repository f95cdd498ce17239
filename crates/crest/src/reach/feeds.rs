//! Checks of feeds: what was mended, what a rider would miss, and which stops the streets do not reach.

use crest_model::Diagnostic;
use crest_reach::gtfs::{Severity, check};
use crest_reach::street::Joined;
use crest_reach::timetable::service_day;

use super::network::{ReachNetwork, show_day};
use super::sources::{FeedSource, SourceFile, Sources};
use super::trip::{Means, Profile, Trip};

/// Holds one line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFinding {
    /// Code, that of the GTFS validator where it has one.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: &'static str,
    /// How often it was found.
    pub count: u64,
    /// The first place.
    pub example: String,
    /// What the reader does about it.
    pub done: String,
}

/// Holds what is told of one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedReport {
    /// Its name.
    pub name: String,
    /// Numbers of stops, routes, trips, stop times and rows of headways.
    pub sizes: [usize; 5],
    /// First and last day of its calendars, none if it names none.
    pub days: Option<(String, String)>,
    /// The busiest of its first days and the runs on it, to choose a day by.
    pub busiest: Option<(String, usize)>,
    /// Time zone of its first agency as written; empty if none.
    pub timezone: String,
    /// What was found.
    pub findings: Vec<FeedFinding>,
}

/// Notes in the reports of feeds that travel together which times are moved to the zone of the first.
pub fn note_time_zones(reports: &mut [FeedReport]) {
    let Some(first) = reports.first().map(|report| report.timezone.clone()) else { return };
    for report in reports.iter_mut().skip(1).filter(|report| report.timezone != first) {
        report.findings.push(FeedFinding {
            code: "time_zone_differs".to_owned(),
            severity: "info",
            count: 1,
            example: format!("agency.txt {}", report.timezone),
            done: format!("its times are brought to {first}, the zone of the first feed"),
        });
    }
}

/// Days from the beginning of a calendar that are looked at for the busiest.
const LOOKED_AT: i32 = 28;

/// Checks a feed, against streets if they are given.
///
/// # Errors
/// `C1705` if nobody could ride on it, `C1704` if the streets cannot be read.
pub fn check_feed(source: &FeedSource, streets: Option<&SourceFile>) -> Result<FeedReport, Vec<Diagnostic>> {
    let feed = source.read().map_err(|found| vec![found])?;
    let mut findings: Vec<FeedFinding> = check(&feed)
        .into_iter()
        .map(|own| FeedFinding {
            code: own.code.to_owned(),
            severity: match own.severity {
                Severity::Info => "info",
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
            count: own.count,
            example: own.example,
            done: own.done.to_owned(),
        })
        .collect();
    let periods = feed.services.iter().filter_map(|service| service.period);
    let listed = feed.services.iter().flat_map(|service| &service.added).map(|day| (*day, *day));
    let ends = periods.chain(listed).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let busiest = ends.and_then(|(first, last)| {
        let days = (first.0..=last.0.min(first.0 + LOOKED_AT - 1)).map(crest_reach::gtfs::Day);
        let counted = days.map(|day| (service_day(&[&feed], day).runs.len(), std::cmp::Reverse(day)));
        counted.max().map(|(n, std::cmp::Reverse(day))| (show_day(day), n))
    });
    if let Some(streets) = streets {
        findings.extend(apart(source, streets)?);
    }
    Ok(FeedReport {
        name: source.name.clone(),
        sizes: [feed.stops.len(), feed.routes.len(), feed.trips.len(), feed.stop_times.len(), feed.frequencies.len()],
        days: ends.map(|(first, last)| (show_day(first), show_day(last))),
        busiest,
        timezone: feed.agencies.first().map(|agency| agency.timezone.clone()).unwrap_or_default(),
        findings,
    })
}

/// Stops that join no street, by reason.
fn apart(source: &FeedSource, streets: &SourceFile) -> Result<Vec<FeedFinding>, Vec<Diagnostic>> {
    let sources = Sources { streets: Some(streets.clone()), ..Sources::default() };
    let trip = Trip { means: Means::Walk, profile: Profile::Crest, ..Trip::usual() };
    let network = ReachNetwork::build(&sources, &trip, None, None)?;
    let feed = source.read().map_err(|found| vec![found])?;
    let points = feed.stops.iter().map(|stop| stop.point.map_or(f64::NAN, |(lon, _)| lon));
    let points = points
        .zip(&feed.stops)
        .map(|(lon, stop)| crest_reach::geo::Point::new(lon, stop.point.map_or(0.0, |(_, lat)| lat)));
    let ends = network.ends(points.collect(), Vec::new());
    let mut found: Vec<(String, u64, String)> = Vec::new();
    for (position, reason) in ends.joined.iter().flat_map(Joined::unjoined) {
        let reason = reason.to_string();
        match found.iter_mut().find(|(own, ..)| *own == reason) {
            Some((_, n, _)) => *n += 1,
            None => found.push((reason, 1, feed.stops[position].id.clone())),
        }
    }
    Ok(found
        .into_iter()
        .map(|(reason, count, example)| FeedFinding {
            code: "stop_joins_no_street".to_owned(),
            severity: "warning",
            count,
            example: format!("stops.txt {example}: {reason}"),
            done: "vehicles pass it, nobody gets on or off".to_owned(),
        })
        .collect())
}
