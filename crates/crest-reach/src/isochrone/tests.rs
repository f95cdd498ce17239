//! Circles, rings, islands and towns, whose areas are known.

use super::*;
use crate::geo::MEAN_RADIUS_M;
use crate::street::town::{at, block_mm, town};
use crate::street::{Measure, Mode, Pace, Rounding, Start, Weights, Workspace, join, spread};
use proptest::prelude::*;

const OPTIONS: IsochroneOptions = IsochroneOptions {
    cell_m: 10.0,
    beside_m_s: 1.0,
    beside_m: 1000.0,
    least_hole_m2: 0.0,
    radius_m: MEAN_RADIUS_M,
    grid_points: 10_000_000,
};

/// Metres from 0° N 0° E.
fn plane() -> Plane {
    Plane::around(Point::new(0.0, 0.0), MEAN_RADIUS_M)
}

fn reached(x: f64, y: f64, seconds: f64) -> Reached {
    Reached { point: plane().to_degrees([x, y]), seconds }
}

fn metres(ring: &[Point]) -> Vec<[f64; 2]> {
    ring.iter().map(|point| plane().to_metres(*point)).collect()
}

fn area_m2(polygon: &Polygon) -> f64 {
    let of = |ring: &[Point]| contour::area(&metres(ring));
    of(&polygon.outer) + polygon.holes.iter().map(|hole| of(hole)).sum::<f64>()
}

fn contains(polygon: &Polygon, point: Point) -> bool {
    let place = plane().to_metres(point);
    contour::contains(&metres(&polygon.outer), place)
        && !polygon.holes.iter().any(|hole| contour::contains(&metres(hole), place))
}

/// Holds polygons to what their doc promises of rings.
fn judge(polygons: &[Polygon]) {
    for polygon in polygons {
        assert!(contour::area(&metres(&polygon.outer)) > 0.0);
        assert!(polygon.holes.iter().all(|hole| contour::area(&metres(hole)) < 0.0));
        for ring in std::iter::once(&polygon.outer).chain(&polygon.holes) {
            assert!(ring.len() >= 4 && ring.first() == ring.last());
            assert!(ring.windows(2).all(|pair| pair[0] != pair[1]));
        }
        assert!(polygon.holes.iter().all(|hole| contour::contains(&metres(&polygon.outer), metres(hole)[0])));
    }
}

#[test]
fn one_place_is_surrounded_by_a_circle() {
    // 300 s beside the street at 1 m/s: π · 300² = 282,743 m².
    let drawn = isochrones(&[reached(0.0, 0.0, 0.0)], &[300.0], &OPTIONS).unwrap();
    judge(&drawn[0]);
    assert_eq!(drawn[0].len(), 1);
    assert!((area_m2(&drawn[0][0]) / 282_743.0 - 1.0).abs() < 0.005, "{}", area_m2(&drawn[0][0]));
}

/// A quarter of a hemisphere: between the equator and the pole, a quarter of the way round, is an eighth of 4πR².
#[test]
fn area_is_that_on_the_sphere_and_holes_are_left_out() {
    let ring = |points: &[(f64, f64)]| points.iter().map(|&(lon, lat)| Point::new(lon, lat)).collect::<Vec<_>>();
    let outer = ring(&[(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0), (0.0, 0.0)]);
    let whole = Polygon { outer, holes: Vec::new() };
    assert!((whole.area_m2(2.0) - 2.0 * std::f64::consts::PI).abs() < 1e-12);
    // Between 0° and 30°, half of it: the area goes with the sine of the latitude.
    let hole = ring(&[(0.0, 0.0), (0.0, 30.0), (90.0, 30.0), (90.0, 0.0), (0.0, 0.0)]);
    let half = Polygon { holes: vec![hole], ..whole };
    assert!((half.area_m2(2.0) - std::f64::consts::PI).abs() < 1e-12);
    // At 22.5° N a square of 100 m has the same area on the plane and on the sphere.
    let plane = Plane::around(Point::new(114.0, 22.5), MEAN_RADIUS_M);
    let corners = [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0], [0.0, 0.0]];
    let square = Polygon { outer: corners.map(|corner| plane.to_degrees(corner)).to_vec(), holes: Vec::new() };
    assert!((square.area_m2(MEAN_RADIUS_M) / 10_000.0 - 1.0).abs() < 1e-5);
}

#[test]
fn surroundings_end_at_the_distance_beside_the_street() {
    let options = IsochroneOptions { beside_m: 50.0, ..OPTIONS };
    let drawn = isochrones(&[reached(0.0, 0.0, 0.0)], &[300.0], &options).unwrap();
    // Between π · 50² and π · 55² m²: at most half a square is added around.
    assert!((7854.0..9503.0).contains(&area_m2(&drawn[0][0])), "{}", area_m2(&drawn[0][0]));
}

#[test]
fn islands_stay_and_touching_areas_are_one() {
    let places = [reached(0.0, 0.0, 250.0), reached(1000.0, 0.0, 250.0), reached(2000.0, 500.0, 300.0)];
    let drawn = isochrones(&places, &[300.0, 1200.0], &OPTIONS).unwrap();
    assert_eq!((drawn[0].len(), drawn[1].len()), (3, 1));
    // The third place is reached in the last second and still has its polygon.
    assert!(drawn[0].iter().any(|polygon| contains(polygon, places[2].point)));
}

/// Places along a circle of 300 m with 40 m beside it: a hole of radius 260 m less half a square, π · 255² = 204,282 m².
#[test]
fn holes_are_left_only_where_they_are_large() {
    let places: Vec<Reached> = (0..200)
        .map(|step| f64::from(step) / 200.0 * std::f64::consts::TAU)
        .map(|angle| reached(300.0 * angle.cos(), 300.0 * angle.sin(), 0.0))
        .collect();
    let options = IsochroneOptions { beside_m: 40.0, ..OPTIONS };
    let with = isochrones(&places, &[300.0], &IsochroneOptions { least_hole_m2: 190_000.0, ..options }).unwrap();
    judge(&with[0]);
    assert_eq!((with[0].len(), with[0][0].holes.len()), (1, 1));
    assert!(!contains(&with[0][0], Point::new(0.0, 0.0)));
    let without = isochrones(&places, &[300.0], &IsochroneOptions { least_hole_m2: 215_000.0, ..options }).unwrap();
    assert_eq!(without[0][0].holes.len(), 0);
    assert!(contains(&without[0][0], Point::new(0.0, 0.0)));
}

/// An island within the hole of a ring is a polygon of its own, and the hole belongs to the ring.
#[test]
fn island_within_a_hole_is_kept() {
    let mut places: Vec<Reached> = (0..300)
        .map(|step| f64::from(step) / 300.0 * std::f64::consts::TAU)
        .map(|angle| reached(500.0 * angle.cos(), 500.0 * angle.sin(), 0.0))
        .collect();
    places.push(reached(0.0, 0.0, 0.0));
    let options = IsochroneOptions { beside_m: 40.0, ..OPTIONS };
    let drawn = isochrones(&places, &[300.0], &options).unwrap();
    judge(&drawn[0]);
    assert_eq!(drawn[0].iter().map(|polygon| polygon.holes.len()).sum::<usize>(), 1);
    assert_eq!(drawn[0].len(), 2);
    assert_eq!(drawn[0].iter().filter(|polygon| contains(polygon, Point::new(0.0, 0.0))).count(), 1);
}

/// In a town of square blocks, 6 blocks along streets reach the diamond |x| + |y| ≤ 6 blocks, of area 2 · 6² blocks.
#[test]
fn town_gives_a_diamond() {
    let network = town(21, Mode::Walk);
    let pace = Pace { walk_m_s: 1.0, cycle_m_s: 1.0, off_street_m_s: 1.0, rounding: Rounding::Milliseconds };
    let weights = Weights::build(&network, Measure::Time(pace));
    let origin = join(&network, &[at(10.0, 10.0)], 100.0).joins[0].unwrap();
    let limit_s = 6 * block_mm() / 1000;
    let starts = [Start { join: origin, after_s: 0 }];
    let places = spread(&weights, &starts, limit_s, 10.0, &mut Workspace::default());
    for place in &places {
        let (x, y) = ((place.point.lon - 0.01) / 0.001, (place.point.lat - 0.01) / 0.001);
        let blocks = (x.abs() + y.abs()) * f64::from(block_mm()) / 1000.0;
        assert!((place.seconds - blocks).abs() < 0.2, "{x} {y} {} {blocks}", place.seconds);
    }
    // Half a block beside the street fills the blocks.
    let options = IsochroneOptions { beside_m: 60.0, ..OPTIONS };
    let drawn = isochrones(&places, &[f64::from(limit_s)], &options).unwrap();
    judge(&drawn[0]);
    assert_eq!((drawn[0].len(), drawn[0][0].holes.len()), (1, 0));
    let block_m = f64::from(block_mm()) / 1000.0;
    let ratio = area_m2(&drawn[0][0]) / (72.0 * block_m * block_m);
    // Beside the streets one walks straight, which leads up to (√2 − 1) · 60 m beyond the diamond.
    assert!((1.0..1.08).contains(&ratio), "{ratio}");
}

#[test]
fn choices_that_make_no_grid_are_refused() {
    let place = [reached(0.0, 0.0, 0.0)];
    for options in [
        IsochroneOptions { cell_m: 0.0, ..OPTIONS },
        IsochroneOptions { beside_m_s: f64::NAN, ..OPTIONS },
        IsochroneOptions { least_hole_m2: -1.0, ..OPTIONS },
    ] {
        assert_eq!(isochrones(&place, &[1.0], &options), Err(IsochroneError::Option));
    }
    let fine = IsochroneOptions { cell_m: 1e-6, ..OPTIONS };
    assert!(matches!(isochrones(&place, &[1.0], &fine), Err(IsochroneError::Grid { .. })));
    assert_eq!(isochrones(&[], &[1.0, 2.0], &OPTIONS), Ok(vec![Vec::new(), Vec::new()]));
    assert_eq!(isochrones(&place, &[], &OPTIONS), Ok(Vec::new()));
    assert_eq!(isochrones(&place, &[-1.0], &OPTIONS), Ok(vec![Vec::new()]));
}

proptest! {
    #[test]
    fn places_are_within_or_less_than_a_square_away_and_cutoffs_are_nested(
        list in proptest::collection::vec((-400.0f64..400.0, -400.0f64..400.0, 0.0f64..600.0), 1..12),
        beside_m in 5.0f64..200.0,
    ) {
        let places: Vec<Reached> = list.iter().map(|(x, y, seconds)| reached(*x, *y, *seconds)).collect();
        let cutoffs = [150.0, 300.0, 600.0];
        let options = IsochroneOptions { beside_m, ..OPTIONS };
        let drawn = isochrones(&places, &cutoffs, &options).unwrap();
        for (cutoff, polygons) in cutoffs.iter().zip(&drawn) {
            judge(polygons);
            for place in places.iter().filter(|place| place.seconds <= *cutoff) {
                let here = plane().to_metres(place.point);
                let found = polygons.iter().any(|polygon| {
                    let near = |step: &[f64; 2]| (step[0] - here[0]).hypot(step[1] - here[1]) < options.cell_m;
                    contains(polygon, place.point) || metres(&polygon.outer).iter().any(near)
                });
                prop_assert!(found, "{place:?} {cutoff}");
            }
        }
        for pair in drawn.windows(2) {
            let total = |polygons: &[Polygon]| polygons.iter().map(area_m2).sum::<f64>();
            prop_assert!(total(&pair[0]) <= total(&pair[1]) + 1e-6);
        }
    }
}
