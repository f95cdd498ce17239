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
    outlines: Vec<Outline>,
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
struct Outline {
    path: String,
    name: Text,
    /// Where its name is written; none where it has a point of its own, or would hide another.
    at: Option<(f64, f64)>,
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

    /// Least and greatest corner of a ring in the drawing.
    fn corners(&self, ring: &[[f64; 2]]) -> Option<[(f64, f64); 2]> {
        let mut points = ring.iter().map(|point| self.at(*point)).filter(|(x, y)| x.is_finite() && y.is_finite());
        let first = points.next()?;
        Some(
            points.fold([first, first], |[low, high], (x, y)| {
                [(low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y))]
            }),
        )
    }

    /// Where the time of an area is written: at the northern end of its widest polygon, if that is wide enough.
    fn label(&self, own: &Isochrone) -> Option<(f64, f64)> {
        let outers = own.polygons.iter().filter_map(|polygon| polygon.first());
        let width = |ring: &[[f64; 2]]| self.corners(ring).map_or(0.0, |[low, high]| high.0 - low.0);
        let widest = outers.max_by(|a, b| width(a).total_cmp(&width(b))).filter(|ring| width(ring) >= 56.0)?;
        let points = widest.iter().map(|point| self.at(*point)).filter(|(x, y)| x.is_finite() && y.is_finite());
        points.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(x, y)| (x, y + 12.0))
    }

    /// The middle of the largest of some rings.
    fn middle(&self, rings: &[&Vec<[f64; 2]>]) -> Option<(f64, f64)> {
        let corners = rings.iter().filter_map(|ring| self.corners(ring));
        let size = |[low, high]: &[(f64, f64); 2]| (high.0 - low.0) * (high.1 - low.1);
        let [low, high] = corners.max_by(|a, b| size(a).total_cmp(&size(b)))?;
        let tenth = |x: f64| (x * 10.0).round() / 10.0;
        Some((tenth(f64::midpoint(low.0, high.0)), tenth(f64::midpoint(low.1, high.1))))
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

/// Words written into a drawing, none of which hides another.
#[derive(Default)]
struct Words(Vec<(f64, f64, f64)>);

impl Words {
    /// Takes the room that a word needs around a point; false if another has it already.
    fn take(&mut self, (x, y): (f64, f64), word: &Text) -> bool {
        // Letters are some 6 units wide and Chinese characters 11; whichever language is shown must fit.
        let half = (word.en.chars().count() as f64 * 6.2).max(word.zh.chars().count() as f64 * 11.0) / 2.0 + 3.0;
        let is_free = self.0.iter().all(|(a, b, other)| (a - x).abs() >= half + other || (b - y).abs() >= 14.0);
        let is_within = x >= half && x <= WIDTH - half && y >= 14.0;
        if is_free && is_within {
            self.0.push((x, y, half));
        }
        is_free && is_within
    }
}

fn drawing(group: &Group<'_>, results: &Results, names: &Names<'_>) -> Option<Drawing> {
    let rings: Vec<&Vec<[f64; 2]>> = group.iter().flat_map(|own| own.polygons.iter().flatten()).collect();
    let frame = Frame::around(&rings)?;
    let mut words = Words::default();
    let mut areas: Vec<Area> = Vec::new();
    for own in group {
        let path = frame.path(own.polygons.iter().flatten());
        let minutes = minutes(own);
        let label = frame.label(own).filter(|at| words.take(*at, &minutes));
        if !path.is_empty() {
            areas.push(Area { path, minutes, label });
        }
    }
    let own = &group[0].place;
    let mut placed: Vec<(&PlaceInfo, (f64, f64))> =
        results.places.iter().filter_map(|place| Some((place, frame.at(place.point?)))).collect();
    placed.retain(|(_, at)| frame.shows(*at));
    placed.sort_by_key(|(place, _)| place.id != *own);
    let mut n_named = 0;
    let mark = |(place, (x, y)): (&PlaceInfo, (f64, f64))| {
        let name = names.place(&place.id);
        let is_named = n_named < NAMED && words.take((x, y - 8.0), &name);
        n_named += usize::from(is_named);
        Mark { x, y, name, is_own: place.id == *own, is_named }
    };
    let points = placed.into_iter().map(mark).collect();
    let mut outlines = Vec::new();
    for place in &results.places {
        let rings = outline_in(&frame, place);
        let path = frame.path(rings.iter().copied());
        if path.is_empty() {
            continue;
        }
        let name = names.place(&place.id);
        let at = if place.point.is_none() { frame.middle(&rings) } else { None };
        let at = at.filter(|at| frame.shows(*at) && words.take(*at, &name));
        outlines.push(Outline { path, name, at });
    }
    Some(Drawing { width: WIDTH, height: frame.height, areas, outlines, points, bar: frame.bar() })
}

/// Rings of the outline of a place that come into the drawing.
fn outline_in<'a>(frame: &Frame, place: &'a PlaceInfo) -> Vec<&'a Vec<[f64; 2]>> {
    let comes_in = |ring: &&Vec<[f64; 2]>| {
        let corners = frame.corners(ring);
        corners.is_some_and(|[low, high]| low.0 <= WIDTH && high.0 >= 0.0 && low.1 <= frame.height && high.1 >= 0.0)
    };
    place.outline.iter().flatten().filter(comes_in).collect()
}
