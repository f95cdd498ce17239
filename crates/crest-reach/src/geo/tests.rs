//! Distances by hand and against their own small-angle forms.

use super::*;

#[test]
fn one_degree_along_a_meridian_is_a_360th_of_the_circle() {
    // 2π · 6 371 008.8 / 360 = 111 195.08 m
    let distance = great_circle_m(Point::new(113.0, 22.0), Point::new(113.0, 23.0), MEAN_RADIUS_M);
    assert!((distance - 111_195.08).abs() < 0.01, "{distance}");
}

#[test]
fn one_degree_along_the_parallel_of_60_is_half_as_long_as_along_the_equator_but_for_the_bulge() {
    let equator = great_circle_m(Point::new(0.0, 0.0), Point::new(1.0, 0.0), MEAN_RADIUS_M);
    let parallel = great_circle_m(Point::new(0.0, 60.0), Point::new(1.0, 60.0), MEAN_RADIUS_M);
    assert!((parallel / equator - 0.5).abs() < 1e-4);
    assert!(parallel < equator / 2.0, "a great circle is shorter than the parallel");
}

#[test]
fn antipodes_are_half_a_circle_apart() {
    let distance = great_circle_m(Point::new(0.0, 0.0), Point::new(180.0, 0.0), 1.0);
    assert!((distance - std::f64::consts::PI).abs() < 1e-12);
}

#[test]
fn plane_agrees_with_great_circles_within_2_km() {
    for lat in [-60.0, -30.0, 0.0, 22.3, 45.0, 60.0] {
        let middle = Point::new(114.17, lat);
        let plane = Plane::around(middle, MEAN_RADIUS_M);
        for angle in 0..12 {
            let angle = f64::from(angle) * 30_f64.to_radians();
            let place = [2000.0 * angle.cos(), 2000.0 * angle.sin()];
            let point = plane.to_degrees(place);
            let back = plane.to_metres(point);
            assert!((back[0] - place[0]).abs() < 1e-6 && (back[1] - place[1]).abs() < 1e-6);
            let distance = great_circle_m(middle, point, MEAN_RADIUS_M);
            assert!((distance - 2000.0).abs() < 2000.0 * 6e-4, "{lat} {distance}");
        }
    }
}

#[test]
fn nearest_place_of_a_segment_is_the_foot_or_an_end() {
    // From (0,0) to (10,0): the foot of (4,3) is at 0.4 with distance 3; (13,4) is nearest to the end, 3² + 4² = 25.
    assert_eq!(nearest_on_segment([0.0, 0.0], [10.0, 0.0], [4.0, 3.0]), (0.4, 9.0));
    assert_eq!(nearest_on_segment([0.0, 0.0], [10.0, 0.0], [13.0, 4.0]), (1.0, 25.0));
    assert_eq!(nearest_on_segment([1.0, 1.0], [1.0, 1.0], [4.0, 5.0]), (0.0, 25.0));
}

#[test]
fn numbers_that_are_no_coordinates_are_told() {
    assert!(Point::new(-180.0, 90.0).is_on_earth());
    for (lon, lat) in [(f64::NAN, 0.0), (0.0, f64::INFINITY), (181.0, 0.0), (0.0, -90.1)] {
        assert!(!Point::new(lon, lat).is_on_earth());
    }
}
