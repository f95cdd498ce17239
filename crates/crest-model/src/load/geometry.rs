//! The GeoJSON of the places: outlines and points, checked ring by ring.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Loader;
use super::names::Names;
use super::shape::At;
use super::tree::Lines;
use crate::model::Place;
use crate::{Diagnostic, Location};

/// Most vertices of one file.
const MOST_VERTICES: usize = 1_000_000;

/// A ring of points in degrees.
type Ring = Vec<[f64; 2]>;

/// What a feature gives a place.
#[derive(Default)]
struct Shape {
    point: Option<[f64; 2]>,
    outline: Vec<Vec<Ring>>,
}

/// Reads features and gathers what is wrong with them.
struct Reader<'a> {
    lines: Lines<'a>,
    path: &'a str,
    text: &'a str,
    /// Where the last id was found; features come in the order of the file.
    cursor: usize,
    vertices: usize,
    found: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    /// Reads the geometry file into the places.
    pub(super) fn geometry(&mut self, reference: &At<String>, places: &mut [Place], names: &Names) {
        let path = reference.value.clone();
        let Some(text) = self.text(&path, Some(&reference.location)) else { return };
        let broken = |message: String, location: Location| {
            Diagnostic::error("C0310", message)
                .at(location)
                .expected("a GeoJSON FeatureCollection whose features have a property `id`")
        };
        let document: Value = match serde_json::from_str(&text) {
            Ok(document) => document,
            Err(error) => {
                let narrow = |n: usize| u32::try_from(n.max(1)).unwrap_or(u32::MAX);
                let location = Location::text(&path, narrow(error.line()), narrow(error.column()), 1);
                self.found.push(broken(format!("`{path}` cannot be read as JSON: {error}"), location));
                return;
            }
        };
        let features = document.get("features").and_then(Value::as_array);
        let Some(features) =
            features.filter(|_| document.get("type").and_then(Value::as_str) == Some("FeatureCollection"))
        else {
            self.found.push(broken(format!("`{path}` is no FeatureCollection"), Location::file(&path)));
            return;
        };
        let positions: BTreeMap<String, usize> = places.iter().enumerate().map(|(i, p)| (p.id.clone(), i)).collect();
        let mut seen: BTreeMap<String, Location> = BTreeMap::new();
        let mut reader = Reader {
            lines: Lines::new(&path, &text),
            path: &path,
            text: &text,
            cursor: 0,
            vertices: 0,
            found: &mut self.found,
        };
        for (number, feature) in features.iter().enumerate() {
            let Some(id) = feature_id(feature) else {
                let message = format!("feature {} of `{path}` has no property `id`", number + 1);
                reader.found.push(broken(message, Location::file(&path)));
                continue;
            };
            let location = reader.place_of(&id);
            if let Some(first) = seen.insert(id.clone(), location.clone()) {
                reader.found.push(
                    Diagnostic::error("C0311", format!("the place `{id}` is drawn twice"))
                        .at(location)
                        .value(&id)
                        .hint("join the parts into one MultiPolygon")
                        .related(first, "first drawing"),
                );
                continue;
            }
            let shape = reader.shape(feature, &id, &location);
            if reader.vertices > MOST_VERTICES {
                reader.found.push(
                    Diagnostic::error("C0313", format!("`{path}` holds more than {MOST_VERTICES} vertices"))
                        .at(location)
                        .value(reader.vertices.to_string())
                        .hint("simplify the outlines; a report shows a few hundred vertices per place"),
                );
                return;
            }
            let known = names.check(&At::new(id.clone(), location), "C0309", "the geometry", reader.found);
            if let (true, Some(&position)) = (known, positions.get(&id)) {
                let place = &mut places[position];
                place.outline = shape.outline;
                place.point = place.point.or(shape.point);
                let schematic = feature.get("properties").and_then(|p| p.get("schematic"));
                place.schematic = schematic.and_then(Value::as_bool).unwrap_or(false);
            }
        }
    }
}

/// Returns the property `id` of a feature, or the id of the feature itself.
fn feature_id(feature: &Value) -> Option<String> {
    let id = feature.get("properties").and_then(|p| p.get("id")).or_else(|| feature.get("id"))?;
    match id {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Reader<'_> {
    /// Points at the id of a feature in the text, as far as it can be found.
    fn place_of(&mut self, id: &str) -> Location {
        let quoted = format!("\"{id}\"");
        match self.text[self.cursor..].find(&quoted) {
            Some(offset) => {
                let start = self.cursor + offset;
                self.cursor = start + quoted.len();
                self.lines.location(start..self.cursor)
            }
            None => Location::file(self.path),
        }
    }

    /// Reads the geometry of a feature.
    fn shape(&mut self, feature: &Value, id: &str, location: &Location) -> Shape {
        let mut shape = Shape::default();
        let nothing = Value::Null;
        let geometry = feature.get("geometry").unwrap_or(&nothing);
        let coordinates = geometry.get("coordinates").unwrap_or(&nothing);
        match geometry.get("type").and_then(Value::as_str) {
            Some("Point") => shape.point = self.position(coordinates, id, location),
            Some("Polygon") => shape.outline = vec![self.polygon(coordinates, id, location)],
            Some("MultiPolygon") => {
                let polygons = coordinates.as_array().map_or(&[][..], Vec::as_slice);
                shape.outline = polygons.iter().map(|polygon| self.polygon(polygon, id, location)).collect();
            }
            other => {
                let written = other.unwrap_or("nothing");
                self.refuse("C0310", format!("the geometry of `{id}` is {written}"), written, location).expected =
                    Some("Point, Polygon or MultiPolygon".to_owned());
            }
        }
        shape.outline.retain(|polygon| !polygon.is_empty());
        shape
    }

    /// Adds an error and returns it for further detail.
    fn refuse(&mut self, code: &str, message: String, value: &str, location: &Location) -> &mut Diagnostic {
        self.found.push(Diagnostic::error(code, message).at(location.clone()).value(value));
        self.found.last_mut().expect("just pushed")
    }

    /// Reads a polygon: rings that close, each of at least four points.
    fn polygon(&mut self, rings: &Value, id: &str, location: &Location) -> Vec<Ring> {
        let mut polygon = Vec::new();
        for (number, ring) in rings.as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
            let positions = ring.as_array().map_or(&[][..], Vec::as_slice);
            self.vertices += positions.len();
            if self.vertices > MOST_VERTICES {
                return polygon;
            }
            let mut points = Ring::with_capacity(positions.len());
            for position in positions {
                match self.position(position, id, location) {
                    Some(point) => points.push(point),
                    None => return polygon,
                }
            }
            let closed = points.len() >= 4 && points.first() == points.last();
            if closed {
                polygon.push(points);
            } else {
                let ends = match (points.first(), points.last()) {
                    (Some(first), Some(last)) => format!("{} points, from {first:?} to {last:?}", points.len()),
                    _ => "no points".to_owned(),
                };
                self.refuse("C0312", format!("ring {} of `{id}` is not closed", number + 1), &ends, location)
                    .expected = Some("at least four points, the last equal to the first".to_owned());
            }
        }
        polygon
    }

    /// Reads a position in degrees.
    fn position(&mut self, position: &Value, id: &str, location: &Location) -> Option<[f64; 2]> {
        let number = |i: usize| position.get(i).and_then(Value::as_f64);
        match (number(0), number(1)) {
            (Some(lon), Some(lat)) if lon.abs() <= 180.0 && lat.abs() <= 90.0 => Some([lon, lat]),
            (Some(lon), Some(lat)) => {
                self.refuse(
                    "C0306",
                    format!("a point of `{id}` is off the globe"),
                    &format!("{lon}, {lat}"),
                    location,
                )
                .expected =
                    Some("longitude from −180 to 180 and latitude from −90 to 90, in degrees (WGS-84)".to_owned());
                None
            }
            _ => {
                let written: String = position.to_string().chars().take(60).collect();
                self.refuse("C0310", format!("a position of `{id}` is no pair of numbers"), &written, location)
                    .expected = Some("[longitude, latitude]".to_owned());
                None
            }
        }
    }
}
