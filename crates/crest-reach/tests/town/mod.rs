//! A city for tests: streets, timetables and points of the shared data, tied together as R5 ties them.

#![allow(dead_code, reason = "every test binary uses its own part of the harness")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    unreachable_pub,
    reason = "helpers of a test fail and speak as tests do"
)]

use std::collections::BTreeMap;

use crest_reach::geo::Point;
use crest_reach::gtfs::{Day, Feed, Limits, read};
use crest_reach::links::Links;
use crest_reach::street::{
    Horizon, Joined, Network, Pace, Rounding, StreetOptions, Streets, join, links, travel_times,
    walk_network_with_stops,
};
use crest_reach::timetable::{Headways, ServiceDay, Timetable, build, service_day};
use crest_reach::transit::{Query, Walks};

use super::shared;

/// Seconds after midnight.
pub fn at(hour: i32, minute: i32) -> i32 {
    hour * 3600 + minute * 60
}

pub struct City {
    pub ids: Vec<String>,
    pub points: Vec<Point>,
    pub feeds: Vec<Feed>,
    pub day: ServiceDay,
    pub network: Network,
    pub stops: Joined,
    pub destinations: Joined,
    pub origins: Joined,
}

pub struct CityWalks {
    pub access: Links,
    pub transfers: Links,
    pub egress: Links,
    pub direct: Links,
    pub n: usize,
}

impl CityWalks {
    /// The same walks with origins and destinations in each other's place.
    pub fn turned(&self) -> Self {
        Self {
            access: self.egress.reversed(self.n),
            transfers: self.transfers.reversed(self.transfers.n_rows()),
            egress: self.access.reversed(self.egress.n_rows()),
            direct: self.direct.reversed(self.n),
            n: self.n,
        }
    }

    pub fn as_walks(&self) -> Walks<'_> {
        Walks {
            access: &self.access,
            transfers: &self.transfers,
            egress: &self.egress,
            direct: &self.direct,
            n_destinations: self.n,
            gates: &[],
        }
    }
}

pub fn stop_points(feeds: &[Feed]) -> Vec<Point> {
    let place = |(lon, lat)| Point::new(lon, lat);
    // A stop without a place lies nowhere: it joins no street.
    feeds.iter().flat_map(|feed| &feed.stops).map(|stop| stop.point.map_or(Point::new(f64::NAN, 0.0), place)).collect()
}

impl City {
    pub fn load(streets: &str, feeds: &[&str], points: &str, day: Day) -> Option<Self> {
        let bytes = shared::file(streets)?;
        let feeds: Option<Vec<Feed>> =
            feeds.iter().map(|name| Some(read(&shared::file(name)?, &Limits::USUAL).unwrap())).collect();
        let feeds = feeds?;
        let table = shared::file(points)?;
        let points = shared::grid(&table);
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let ids = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        let extract = crest_reach::osm::read(&bytes, &crest_reach::osm::Limits::default()).unwrap();
        let streets = Streets::build(&extract, &StreetOptions::r5());
        let service = service_day(&feeds.iter().collect::<Vec<_>>(), day);
        let (network, stops) = walk_network_with_stops(&streets, &stop_points(&feeds), 1600.0);
        let destinations = join(&network, &points, 1600.0);
        // R5 walks from a point to itself by way of the street; a shift of a tenth of a millimetre makes two places of one.
        let shifted: Vec<Point> = points.iter().map(|point| Point::new(point.lon + 1e-9, point.lat)).collect();
        let origins = join(&network, &shifted, 1600.0);
        Some(Self { ids, points, feeds, day: service, network, stops, destinations, origins })
    }

    pub fn walks(&self, query: &Query) -> CityWalks {
        let speed = query.walking.speed_mm_per_s;
        let pace = Pace {
            walk_m_s: f64::from(speed) / 1000.0,
            cycle_m_s: 12.0 / 3.6,
            off_street_m_s: 1.3,
            rounding: Rounding::R5,
        };
        // Access and direct walks by time, egress and transfers by length, as in R5.
        let by_time = |origins: &Joined, targets: &Joined, max_s: u32| {
            let times = travel_times(&self.network, origins, targets, pace, Horizon::r5(max_s / 60));
            let rows = (0..times.n_rows()).map(|row| {
                let (targets, seconds) = times.row(row);
                targets.iter().zip(seconds).map(|(target, seconds)| (*target, seconds * speed)).collect()
            });
            Links::from_rows(rows.collect())
        };
        // The way from the street to a stop is a street to R5: walked at walking speed and rounded up.
        let mut stops = self.stops.clone();
        for join in stops.joins.iter_mut().flatten() {
            let seconds = join.off_mm.div_ceil(speed).max(1);
            join.off_mm = seconds * 1300 + 1;
        }
        // So is the way from an origin to the street (conveyal/r5 #934 is about its length).
        let mut origins = self.origins.clone();
        for join in origins.joins.iter_mut().flatten() {
            join.off_mm = join.off_mm / 10 * 13;
        }
        CityWalks {
            access: by_time(&origins, &stops, query.walking.max_s),
            direct: by_time(&origins, &self.destinations, query.walking.max_s),
            transfers: links(&self.network, &self.stops, &self.stops, 1_000_000),
            egress: links(&self.network, &self.stops, &self.destinations, 2_000_000),
            n: self.points.len(),
        }
    }

    pub fn timetables(&self, query: &Query, headways: &[Headways]) -> Vec<Timetable> {
        headways.iter().map(|headways| build(&self.day, query.span(), *headways)).collect()
    }

    /// A column of the table of points, none where it holds no number.
    pub fn column(&self, table: &str, name: &str) -> Vec<Option<f64>> {
        let table = shared::file(table).unwrap();
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let column = reader.headers().unwrap().iter().position(|own| own == name).unwrap();
        reader.records().map(|row| row.unwrap()[column].parse().ok()).collect()
    }

    /// Puts other points in place of those of the table.
    pub fn set_points(&mut self, points: &[(f64, f64)]) {
        self.points = points.iter().map(|(lon, lat)| Point::new(*lon, *lat)).collect();
        self.ids = (0..points.len()).map(|index| index.to_string()).collect();
        self.destinations = join(&self.network, &self.points, 1600.0);
        self.origins = self.destinations.clone();
    }

    pub fn index(&self, id: &str) -> usize {
        self.ids.iter().position(|own| own == id).unwrap()
    }
}

/// Published values: case, from, to, departure, metric, value.
pub struct Published {
    pub rows: Vec<BTreeMap<String, String>>,
}

impl Published {
    pub fn load(name: &str) -> Self {
        let table = shared::file(name).unwrap_or_default();
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let header = reader.headers().unwrap().clone();
        let rows = reader
            .records()
            .map(|row| header.iter().zip(&row.unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
            .collect();
        Self { rows }
    }

    pub fn of(&self, case: &str) -> impl Iterator<Item = &BTreeMap<String, String>> {
        self.rows.iter().filter(move |row| row["case"] == case)
    }
}
