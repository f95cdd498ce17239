//! Signs and classes.

use super::*;
use crate::street::town::tags;

fn km_h(list: &[(&str, &str)]) -> [u32; 2] {
    car_cm_s(&tags(list), &CarSpeeds::r5()).map(|cm_s| (f64::from(cm_s) * 0.036).round() as u32)
}

#[test]
fn signs_go_before_classes() {
    // 65 mph are 104.6 km/h, 25 mph 40.2 km/h.
    assert_eq!(km_h(&[("highway", "motorway")]), [105, 105]);
    assert_eq!(km_h(&[("highway", "residential")]), [40, 40]);
    assert_eq!(km_h(&[("highway", "residential"), ("maxspeed", "30")]), [30, 30]);
    assert_eq!(km_h(&[("highway", "residential"), ("maxspeed", "30 mph")]), [48, 48]);
    assert_eq!(km_h(&[("highway", "trunk"), ("maxspeed", "80"), ("maxspeed:forward", "60")]), [60, 80]);
    assert_eq!(km_h(&[("highway", "trunk"), ("maxspeed:lanes", "60|fast|80")]), [80, 80]);
    assert_eq!(km_h(&[("highway", "trunk"), ("maxspeed", "80"), ("maxspeed:motorcar", "70")]), [70, 70]);
}

#[test]
fn signs_that_say_nothing_are_passed_over() {
    for sign in ["0", "none", "walk", "-5", "1.2.3", "", "50 furlongs"] {
        assert_eq!(km_h(&[("highway", "residential"), ("maxspeed", sign)]), [40, 40], "{sign}");
    }
}

#[test]
fn speed_is_never_0() {
    assert_eq!(car_cm_s(&tags(&[("highway", "service"), ("maxspeed", "0.001")]), &CarSpeeds::r5()), [1, 1]);
}
