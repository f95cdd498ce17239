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
use crest_reach::street::{Joined, Network, StreetOptions, Streets, join, walk_network_with_stops};
use crest_reach::timetable::{Headways, ServiceDay, Timetable, build, service_day_r5};
use crest_reach::transit::{JoinedPoints, Query, WalkLinks, with_closest_transfers};

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
        let service = service_day_r5(&feeds.iter().collect::<Vec<_>>(), day);
        let (network, stops) = walk_network_with_stops(&streets, &stop_points(&feeds), 1600.0);
        let destinations = join(&network, &points, 1600.0);
        let origins = destinations.clone();
        Some(Self { ids, points, feeds, day: service, network, stops, destinations, origins })
    }

    pub fn walks(&self, query: &Query) -> WalkLinks {
        let points = JoinedPoints { origins: &self.origins, stops: &self.stops, destinations: &self.destinations };
        let walks = WalkLinks::along_streets_r5(&self.network, points, query);
        let feeds: Vec<&Feed> = self.feeds.iter().collect();
        WalkLinks { transfers: with_closest_transfers(&walks.transfers, &feeds), ..walks }
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
