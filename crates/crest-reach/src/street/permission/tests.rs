//! Tags of real streets, and who may use them.

use super::*;
use crate::street::town::tags;

/// Letters of those who may go ahead, then of those who may come back.
fn letters(list: &[(&str, &str)]) -> String {
    let of = |allowed: Allowed| {
        [(allowed.walk, 'w'), (allowed.cycle, 'b'), (allowed.car, 'c')]
            .iter()
            .filter(|(yes, _)| *yes)
            .map(|(_, c)| *c)
            .collect::<String>()
    };
    let [ahead, back] = allowed(&tags(list));
    format!("{}/{}", of(ahead), of(back))
}

#[test]
fn classes_have_their_defaults() {
    for (class, expected) in [
        ("motorway", "c/"),
        ("motorway_link", "c/c"),
        ("trunk", "wbc/wbc"),
        ("residential", "wbc/wbc"),
        ("elevator", "wbc/wbc"),
        ("pedestrian", "wb/wb"),
        ("path", "wb/wb"),
        ("cycleway", "wb/wb"),
        ("footway", "w/w"),
        ("steps", "w/w"),
    ] {
        assert_eq!(letters(&[("highway", class)]), expected, "{class}");
    }
    assert_eq!(letters(&[("railway", "platform")]), "w/w");
}

#[test]
fn tags_of_access_go_down_the_tree_of_modes() {
    let street = |key, value| letters(&[("highway", "service"), (key, value)]);
    assert_eq!(street("access", "private"), "/");
    assert_eq!(street("access", "destination"), "/");
    assert_eq!(street("access", "permissive"), "wbc/wbc");
    assert_eq!(street("vehicle", "no"), "w/w");
    assert_eq!(street("motor_vehicle", "no"), "wb/wb");
    assert_eq!(street("bicycle", "dismount"), "wc/wc");
    assert_eq!(street("foot", "designated;yes"), "wbc/wbc");
    assert_eq!(street("foot", "no"), "bc/bc");
    assert_eq!(letters(&[("highway", "service"), ("access", "no"), ("foot", "yes")]), "w/w");
    assert_eq!(letters(&[("highway", "service"), ("motor_vehicle", "no"), ("motorcar", "yes")]), "wbc/wbc");
    assert_eq!(letters(&[("highway", "motorway"), ("sidewalk", "right")]), "wc/w");
    assert_eq!(letters(&[("highway", "footway"), ("cycleway", "no")]), "w/w");
    assert_eq!(letters(&[("highway", "footway"), ("cycleway", "track")]), "wb/wb");
}

#[test]
fn one_way_rules_bind_vehicles_and_not_feet() {
    let street = |key, value| letters(&[("highway", "tertiary"), (key, value)]);
    assert_eq!(street("oneway", "yes"), "wbc/w");
    assert_eq!(street("oneway", "-1"), "w/wbc");
    assert_eq!(street("junction", "roundabout"), "wbc/w");
    assert_eq!(street("oneway:foot", "yes"), "wbc/bc");
    assert_eq!(street("oneway:bicycle", "yes"), "wbc/wc");
    assert_eq!(street("bicycle:backward", "no"), "wbc/wc");
    let one_way = |key, value| letters(&[("highway", "tertiary"), ("oneway", "yes"), (key, value)]);
    assert_eq!(one_way("oneway:bicycle", "no"), "wbc/wb");
    assert_eq!(one_way("cycleway", "opposite_lane"), "wbc/wb");
    assert_eq!(one_way("cycleway:left", "opposite"), "wbc/wb");
    assert_eq!(letters(&[("highway", "tertiary"), ("oneway", "-1"), ("cycleway", "opposite")]), "wb/wbc");
    assert_eq!(letters(&[("highway", "motorway"), ("oneway", "no")]), "c/c");
}

#[test]
fn what_is_planned_or_beside_the_road_is_no_street() {
    assert!(is_street(&tags(&[("highway", "residential")])));
    for list in [
        &[("highway", "construction")][..],
        &[("highway", "proposed")],
        &[("highway", "rest_area")],
        &[("highway", "raceway")],
        &[("highway", "path"), ("construction", "yes")],
        &[("highway", "path"), ("cycleway", "proposed")],
        &[("railway", "platform"), ("usage", "tourism")],
        &[("foot", "yes")],
    ] {
        assert!(!is_street(&tags(list)), "{list:?}");
    }
    assert!(is_street(&tags(&[("public_transport", "platform")])));
}
