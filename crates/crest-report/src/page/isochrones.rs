//! Isochrones as drawings: areas of one place, the longest time first, under the outlines and points of places.
//!
//! They are written into the page as SVG, so that they show without the script and on paper.

use crest_model::Text;
use crest_model::results::{Isochrone, PlaceInfo, Results};
use serde::Serialize;

use crate::names::{Names, same};
use crate::number::figure;
use crate::strings::{fill, text};

const WIDTH: f64 = 720.0;
/// Room left around the largest area.
const MARGIN: f64 = 18.0;
/// Least and greatest height of a drawing.
const HEIGHTS: (f64, f64) = (240.0, 560.0);

/// Places drawn at most; the table of the workbook holds all.
const DRAWN: usize = 12;

/// Names written beside points at most.
const NAMED: usize = 12;

/// Least distance between two points of a line, in units of the drawing.
const STEP: f64 = 0.7;

/// Kilometres of a degree of latitude, on a sphere of the mean radius of the Earth.
const KM_PER_DEGREE: f64 = 111.195;

#[derive(Serialize)]
pub(super) struct Isochrones {
    /// The first place of each table, that of the project if it is among them.
    shown: Vec<Figure>,
    /// The other places, one at a time.
    folded: Vec<Figure>,
    /// Says how many places are left out; empty where none is.
    more: Text,
}

#[derive(Serialize)]
struct Figure {
    name: Text,
    is_focus: bool,
    /// Name of the table, where there are several.
    table: String,
    caption: Text,
    drawing: Option<Drawing>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    minutes: Text,
    /// Tells the shade in the drawing: how many areas lie on each other there.
    layers: usize,
    area: String,
    /// Why there is no area; empty where there is one.
    why: Text,
}

#[derive(Serialize)]
struct Drawing {
    width: f64,
    height: f64,
    areas: Vec<Area>,
    outlines: Vec<String>,
    points: Vec<Mark>,
    bar: Bar,
}

#[derive(Serialize)]
struct Area {
    path: String,
    minutes: Text,
    /// Where its time is written; none where it would hide another.
    label: Option<(f64, f64)>,
}

#[derive(Serialize)]
struct Mark {
    x: f64,
    y: f64,
    name: Text,
    is_own: bool,
    is_named: bool,
}

/// The bar that tells the scale.
#[derive(Serialize)]
struct Bar {
    left: f64,
    right: f64,
    y: f64,
    km: String,
}

/// Areas of one place of one table.
type Group<'a> = Vec<&'a Isochrone>;

pub(super) fn view(results: &Results, names: &Names<'_>) -> Option<Isochrones> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for own in &results.isochrones {
        match groups.iter_mut().find(|group| group[0].table == own.table && group[0].place == own.place) {
            Some(group) => group.push(own),
            None => groups.push(vec![own]),
        }
    }
    let first = groups.first()?[0];
    let has_tables = groups.iter().any(|group| group[0].table != first.table);
    let is_focus = |group: &Group<'_>| results.focus.as_ref() == Some(&group[0].place);
    // The sort is stable: other places keep the order of their table.
    groups.sort_by_key(|group| !is_focus(group));
    let left_out = groups.len().saturating_sub(DRAWN);
    groups.truncate(DRAWN);
    let mut seen: Vec<&str> = Vec::new();
    let (mut shown, mut folded) = (Vec::new(), Vec::new());
    for mut group in groups {
        group.sort_by(|a, b| b.minutes.total_cmp(&a.minutes));
        let own = group[0];
        let name = shown_name(own, names);
        let made = Figure {
            is_focus: is_focus(&group),
            table: if has_tables { own.table.clone() } else { String::new() },
            caption: fill("map.isochrones_caption", &[("place", &name)]),
            drawing: drawing(&group, results, names),
            rows: rows(&group),
            name,
        };
        if seen.contains(&own.table.as_str()) {
            folded.push(made);
        } else {
            seen.push(&own.table);
            shown.push(made);
        }
    }
    let more = match left_out {
        0 => Text::default(),
        n => fill("map.isochrones_more", &[("n", &same(&n.to_string()))]),
    };
    Some(Isochrones { shown, folded, more })
}

fn shown_name(own: &Isochrone, names: &Names<'_>) -> Text {
    if own.name.is_empty() { names.place(&own.place) } else { own.name.clone() }
}

fn minutes(own: &Isochrone) -> Text {
    fill("map.minutes", &[("n", &same(&figure(own.minutes)))])
}

/// The shortest time first, as one reads from the middle outwards.
fn rows(group: &Group<'_>) -> Vec<Row> {
    let row = |(position, own): (usize, &&Isochrone)| Row {
        minutes: minutes(own),
        layers: position + 1,
        area: own.area_km2.filter(|area| area.is_finite()).map_or_else(String::new, figure),
        why: if own.area_km2.is_some() { Text::default() } else { text("map.isochrones_unjoined") },
    };
    group.iter().enumerate().map(row).rev().collect()
}

/// Maps degrees to the drawing: degrees of longitude are shrunk by the cosine of the middle latitude.
struct Frame {
    west: f64,
    north: f64,
    shrink: f64,
    scale: f64,
    left: f64,
    top: f64,
    height: f64,
}

impl Frame {
    fn around(rings: &[&Vec<[f64; 2]>]) -> Option<Self> {
        let on_earth = |[lon, lat]: &&[f64; 2]| lon.abs() <= 180.0 && lat.abs() <= 90.0;
        let mut points = rings.iter().flat_map(|ring| ring.iter()).filter(on_earth);
        let first = *points.next()?;
        let ([west, south], [east, north]) = points.fold((first, first), |(low, high), [lon, lat]| {
            ([low[0].min(*lon), low[1].min(*lat)], [high[0].max(*lon), high[1].max(*lat)])
        });
        let shrink = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let (across, up) = ((east - west) * shrink, north - south);
        if !(across > 0.0 && up > 0.0) {
            return None;
        }
        let height = ((WIDTH - 2.0 * MARGIN) * up / across + 2.0 * MARGIN).clamp(HEIGHTS.0, HEIGHTS.1).round();
        let scale = ((WIDTH - 2.0 * MARGIN) / across).min((height - 2.0 * MARGIN) / up);
        let (left, top) = ((WIDTH - across * scale) / 2.0, (height - up * scale) / 2.0);
        Some(Self { west, north, shrink, scale, left, top, height })
    }

    fn at(&self, [lon, lat]: [f64; 2]) -> (f64, f64) {
        let tenth = |x: f64| (x * 10.0).round() / 10.0;
        let x = self.left + (lon - self.west) * self.shrink * self.scale;
        (tenth(x), tenth(self.top + (self.north - lat) * self.scale))
    }

    fn shows(&self, (x, y): (f64, f64)) -> bool {
        (0.0..=WIDTH).contains(&x) && (0.0..=self.height).contains(&y)
    }

    /// Writes rings as a path; what is smaller than a point of the drawing is left out.
    fn path<'a>(&self, rings: impl Iterator<Item = &'a Vec<[f64; 2]>>) -> String {
        let mut path = String::new();
        for ring in rings {
            let mut kept: Vec<(f64, f64)> = Vec::new();
            for (x, y) in ring.iter().map(|point| self.at(*point)) {
                let is_apart = kept.last().is_none_or(|(a, b)| (a - x).hypot(b - y) >= STEP);
                if is_apart && x.is_finite() && y.is_finite() {
                    kept.push((x, y));
                }
            }
            if kept.len() < 3 {
                continue;
            }
            for (position, (x, y)) in kept.iter().enumerate() {
                path.push_str(if position == 0 { "M" } else { "L" });
                path.push_str(&format!("{x} {y}"));
            }
            path.push('Z');
        }
        path
    }

    fn bar(&self) -> Bar {
        let unit_km = self.scale / KM_PER_DEGREE;
        let longest_km = WIDTH / 4.0 / unit_km;
        let power = 10_f64.powf(longest_km.log10().floor());
        let km = [5.0, 2.0, 1.0].into_iter().map(|k| k * power).find(|km| *km <= longest_km).unwrap_or(power);
        let right = WIDTH - 12.0;
        let left = ((right - km * unit_km) * 10.0).round() / 10.0;
        Bar { left, right, y: self.height - 10.0, km: figure(km) }
    }
}

fn drawing(group: &Group<'_>, results: &Results, names: &Names<'_>) -> Option<Drawing> {
    let rings: Vec<&Vec<[f64; 2]>> = group.iter().flat_map(|own| own.polygons.iter().flatten()).collect();
    let frame = Frame::around(&rings)?;
    let mut labels: Vec<(f64, f64)> = Vec::new();
    let mut areas: Vec<Area> = Vec::new();
    for own in group {
        let path = frame.path(own.polygons.iter().flatten());
        // The time is written at the northern end, where areas of other times lie farther in.
        let corners = own.polygons.iter().flatten().flatten().map(|point| frame.at(*point));
        let north = corners.filter(|(x, y)| x.is_finite() && y.is_finite()).min_by(|a, b| a.1.total_cmp(&b.1));
        let label = north.map(|(x, y)| (x.clamp(30.0, WIDTH - 30.0), y + 12.0));
        let label = label.filter(|own| labels.iter().all(|other| !is_near(*own, *other, 52.0)));
        labels.extend(label);
        if !path.is_empty() {
            areas.push(Area { path, minutes: minutes(own), label });
        }
    }
    let own = &group[0].place;
    let outlines = results.places.iter().map(|place| frame.path(outline_in(&frame, place).into_iter()));
    let outlines = outlines.filter(|path| !path.is_empty()).collect();
    let mut points: Vec<Mark> = Vec::new();
    let placed = results.places.iter().filter_map(|place| Some((place, frame.at(place.point?))));
    let mut placed: Vec<_> = placed.filter(|(_, at)| frame.shows(*at)).collect();
    placed.sort_by_key(|(place, _)| place.id != *own);
    for (place, (x, y)) in placed {
        let is_own = place.id == *own;
        let is_free = labels.iter().all(|other| !is_near((x, y), *other, 80.0));
        let is_named = is_own || is_free && points.iter().filter(|mark| mark.is_named).count() < NAMED;
        if is_named {
            labels.push((x, y));
        }
        points.push(Mark { x, y, name: names.place(&place.id), is_own, is_named });
    }
    Some(Drawing { width: WIDTH, height: frame.height, areas, outlines, points, bar: frame.bar() })
}

/// Tells whether two words of the drawing would hide each other.
fn is_near(a: (f64, f64), b: (f64, f64), width: f64) -> bool {
    (a.0 - b.0).abs() < width && (a.1 - b.1).abs() < 14.0
}

/// Rings of the outline of a place that come into the drawing.
fn outline_in<'a>(frame: &Frame, place: &'a PlaceInfo) -> Vec<&'a Vec<[f64; 2]>> {
    let comes_in = |ring: &&Vec<[f64; 2]>| {
        let mut points = ring.iter().map(|point| frame.at(*point));
        let Some(first) = points.next() else { return false };
        let (low, high) = points
            .fold((first, first), |(low, high), (x, y)| ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y))));
        low.0 <= WIDTH && high.0 >= 0.0 && low.1 <= frame.height && high.1 >= 0.0
    };
    place.outline.iter().flatten().filter(comes_in).collect()
}
