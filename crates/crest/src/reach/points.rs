//! Points to travel between: a list with id, longitude and latitude, and what else its columns say of them.

use std::collections::BTreeMap;

use crest_data::Table;
use crest_model::grid::{CsvOptions, Limits, List, NumberText, list_of, number, read_csv_bytes};
use crest_model::{Diagnostic, Location};
use crest_reach::geo::Point;

/// Names of the column of ids, the first that is there counts.
pub(super) const IDS: &[&str] =
    &["id", "from_id", "fromid", "to_id", "toid", "point", "cell", "place", "stop_id", "stop"];
/// Names of the column of longitudes.
const LONGITUDES: &[&str] = &["lon", "lng", "long", "longitude", "x", "stop_lon", "经度"];
/// Names of the column of latitudes.
const LATITUDES: &[&str] = &["lat", "latitude", "y", "stop_lat", "纬度"];

/// Holds points in the order of their list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Points {
    /// Name of the file or table, for what is said about them.
    pub source: String,
    /// Ids, each once.
    pub ids: Vec<String>,
    /// Places in WGS 84.
    pub points: Vec<Point>,
    /// Zones as the column `zone_id` writes them, empty where there is none; they matter where there are gates.
    pub zones: Vec<String>,
}

impl Points {
    /// Returns the number of points.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Finds a point by its id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|own| own == id)
    }

    /// Reads delimited text with columns of ids, longitudes and latitudes; `path` is only shown.
    ///
    /// Headers may be those of r5r and r5py (`id`, `from_id`, `fromId`), long names, or 编号, 经度 and 纬度. Columns of
    /// other names are let pass.
    ///
    /// # Errors
    /// Every row that cannot be used, with its cell, the value and what was expected; `C1701` for missing columns, `C1702` for
    /// coordinates, `C1703` for ids.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        let list = read(path, bytes)?;
        let header: Vec<&str> = list.header().iter().map(String::as_str).collect();
        let columns = Columns::find(&header, path, Some(&list.location()))?;
        let mut collected = Collected::new(path);
        for record in list.records() {
            let cell = |name: &str| (record.text(name).to_owned(), Some(record.location_of(name)));
            collected.add(&cell(&columns.id), &cell(&columns.lon), &cell(&columns.lat), record.text("zone_id"));
        }
        collected.finish()
    }

    /// Takes the points of a table, as [`Self::read`] those of a file.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn of_table(table: &Table) -> Result<Self, Vec<Diagnostic>> {
        let names: Vec<String> = table.columns().iter().map(|column| column.name.to_lowercase()).collect();
        let header: Vec<&str> = names.iter().map(String::as_str).collect();
        let columns = Columns::find(&header, table.name(), table.file_location().as_ref())?;
        let position = |name: &str| names.iter().position(|own| own == name).expect("found among the names");
        let [id, lon, lat] = [&columns.id, &columns.lon, &columns.lat].map(|name| position(name));
        let zone = names.iter().position(|own| own == "zone_id");
        let mut collected = Collected::new(table.name());
        for row in 0..table.n_rows() {
            let cell = |column| (table.text(column, row).unwrap_or_default(), table.location(column, row));
            let zone = zone.and_then(|column| table.text(column, row)).unwrap_or_default();
            collected.add(&cell(id), &cell(lon), &cell(lat), &zone);
        }
        collected.finish()
    }
}

/// Reads a list of delimited text.
pub(super) fn read(path: &str, bytes: &[u8]) -> Result<List, Vec<Diagnostic>> {
    let grid = read_csv_bytes(path, bytes, &CsvOptions::default(), &Limits::default()).map_err(|found| vec![found])?;
    list_of(grid)
}

/// Names of the columns that were found.
struct Columns {
    id: String,
    lon: String,
    lat: String,
}

impl Columns {
    fn find(header: &[&str], source: &str, at: Option<&Location>) -> Result<Self, Vec<Diagnostic>> {
        let mut missing = Vec::new();
        let mut take = |names: &[&'static str]| {
            let found = names.iter().find(|name| header.contains(*name));
            found.map(|name| (*name).to_owned()).or_else(|| {
                let message = format!("`{source}` has no column `{}`", names[0]);
                let mut found = Diagnostic::error("C1701", message).expected(one_of(names));
                found.location = at.cloned();
                missing.push(found);
                None
            })
        };
        match (take(IDS), take(LONGITUDES), take(LATITUDES)) {
            (Some(id), Some(lon), Some(lat)) => Ok(Self { id, lon, lat }),
            _ => Err(missing),
        }
    }
}

fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("one of the columns {}", quoted.join(", "))
}

/// A cell as text and where it stands.
type Read = (String, Option<Location>);

/// Points that were read, and what is wrong with others.
struct Collected {
    points: Points,
    seen: BTreeMap<String, Option<Location>>,
    mistakes: Vec<Diagnostic>,
}

impl Collected {
    fn new(source: &str) -> Self {
        let points = Points { source: source.to_owned(), ..Points::default() };
        Self { points, seen: BTreeMap::new(), mistakes: Vec::new() }
    }

    fn add(&mut self, id: &Read, lon: &Read, lat: &Read, zone: &str) {
        let name = id.0.trim().to_owned();
        if name.is_empty() {
            self.mistake("C1703", "a point has no id".to_owned(), id, "an id that no other point has");
        } else if let Some(first) = self.seen.insert(name.clone(), id.1.clone()) {
            self.mistake("C1703", format!("the id `{name}` stands twice"), id, "an id that no other point has");
            if let (Some(first), Some(found)) = (first, self.mistakes.last_mut()) {
                found.related.push((first, "first point of this id".to_owned()));
            }
        }
        let lon = self.coordinate(&name, "longitude", lon, 180.0);
        let lat = self.coordinate(&name, "latitude", lat, 90.0);
        if let (Some(lon), Some(lat)) = (lon, lat) {
            self.points.ids.push(name);
            self.points.points.push(Point::new(lon, lat));
            self.points.zones.push(zone.to_owned());
        }
    }

    fn coordinate(&mut self, id: &str, what: &str, cell: &Read, most: f64) -> Option<f64> {
        let read = match number(&cell.0) {
            NumberText::Number(value) => Some(value),
            _ => None,
        };
        if let Some(value) = read.filter(|value| value.abs() <= most) {
            return Some(value);
        }
        let message = match read {
            None if cell.0.trim().is_empty() => format!("the {what} of `{id}` is empty"),
            None => format!("the {what} of `{id}` is `{}`, which is no number", cell.0),
            Some(_) => format!("the {what} of `{id}` is {}", cell.0),
        };
        self.mistake("C1702", message, cell, &format!("degrees from {} to {most}", -most));
        None
    }

    fn mistake(&mut self, code: &str, message: String, cell: &Read, expected: &str) {
        let mut found = Diagnostic::error(code, message).value(cell.0.clone()).expected(expected);
        found.location.clone_from(&cell.1);
        self.mistakes.push(found);
    }

    fn finish(mut self) -> Result<Points, Vec<Diagnostic>> {
        if self.mistakes.is_empty() && self.points.is_empty() {
            let message = format!("`{}` holds no point", self.points.source);
            self.mistakes.push(Diagnostic::error("C1701", message).expected("one row per point"));
        }
        if self.mistakes.is_empty() { Ok(self.points) } else { Err(self.mistakes) }
    }
}

#[cfg(test)]
mod tests;
