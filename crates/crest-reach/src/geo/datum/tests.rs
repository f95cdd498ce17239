//! Published conversions, inverses, and detection on a made town.

use super::*;
use proptest::prelude::*;

fn assert_near(got: Point, lon: f64, lat: f64, tolerance_m: f64) {
    let off_m = great_circle_m(got, Point::new(lon, lat), MEAN_RADIUS_M);
    assert!(off_m < tolerance_m, "{got:?} is {off_m} m from {lon},{lat}");
}

/// Values printed in the readme of the JavaScript package coordtransform 2.1 for Beijing.
#[test]
fn published_conversions_are_met() {
    let beijing = Point::new(116.404, 39.915);
    assert_near(of_wgs84(beijing, Datum::Gcj02), 116.410_244_499_169_38, 39.916_404_281_501_64, 1e-3);
    assert_near(bd09_of_gcj02(beijing), 116.410_369_493_710_29, 39.921_336_993_510_21, 1e-3);
}

/// Values of the test set of eviltransform (Shanghai, Shenzhen, Beijing).
#[test]
fn test_set_of_another_implementation_is_met() {
    for (lat, lon, gcj_lat, gcj_lon) in [
        (31.177_427_6, 121.527_210_6, 31.175_303_983_645_97, 121.531_541_859_215),
        (22.543_847, 113.912_316, 22.540_796_131_694_766, 113.917_176_480_836_3),
        (39.911_954, 116.377_817, 39.913_345_455_360_69, 116.384_047_224_556_57),
    ] {
        assert_near(of_wgs84(Point::new(lon, lat), Datum::Gcj02), gcj_lon, gcj_lat, 0.01);
    }
}

#[test]
fn wgs84_is_left_alone() {
    let point = Point::new(113.26, 23.13);
    assert_eq!(to_wgs84(point, Datum::Wgs84), point);
    assert_eq!(of_wgs84(point, Datum::Wgs84), point);
}

proptest! {
    #[test]
    fn conversion_back_returns_to_the_start(lon in 73.7f64..135.0, lat in 18.0f64..53.5) {
        let point = Point::new(lon, lat);
        for datum in [Datum::Gcj02, Datum::Bd09] {
            let there = of_wgs84(point, datum);
            let off_m = great_circle_m(to_wgs84(there, datum), point, MEAN_RADIUS_M);
            prop_assert!(off_m < 1e-4, "{datum:?} {off_m}");
        }
    }
}

/// Stops on the streets of a town near Guangzhou, given in each datum in turn.
#[test]
fn datum_of_stops_is_told_by_the_streets() {
    let reference: Vec<Point> = (0..60)
        .flat_map(|i| (0..60).map(move |j| (i, j)))
        .filter(|(i, j)| i % 12 == 0 || j % 12 == 0)
        .map(|(i, j)| Point::new(113.44 + f64::from(i) * 4e-4, 23.16 + f64::from(j) * 4e-4))
        .collect();
    let stops: Vec<Point> = reference.iter().step_by(7).map(|p| Point::new(p.lon + 5e-5, p.lat)).collect();
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        let given: Vec<Point> = stops.iter().map(|stop| of_wgs84(*stop, datum)).collect();
        let detected = detect(&given, &reference).unwrap();
        assert_eq!(detected.datum, datum);
        let least = detected.median_offsets_m[datum as usize];
        assert!(least < 10.0, "{detected:?}");
        for other in 0..3 {
            assert!(other == datum as usize || detected.median_offsets_m[other] > 3.0 * least, "{detected:?}");
        }
    }
}

#[test]
fn nothing_to_compare_detects_nothing() {
    let here = [Point::new(113.0, 23.0)];
    assert_eq!(detect(&here, &[]), None);
    assert_eq!(detect(&[], &here), None);
    assert_eq!(detect(&here, &[Point::new(114.0, 23.0)]), None);
    assert_eq!(detect(&[Point::new(f64::NAN, 23.0)], &here), None);
}
