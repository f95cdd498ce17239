use super::geodesic_m;

#[test]
fn published_lines_are_met_to_a_millimetre() {
    // A degree of the equator: 6,378,137 m · π / 180 = 111,319.4908 m.
    assert!((geodesic_m((0.0, 0.0), (1.0, 0.0)) - 111_319.490_8).abs() < 1e-3);
    // Quarter of the meridian of WGS 84: 10,001,965.7293 m.
    assert!((geodesic_m((7.0, 0.0), (7.0, 90.0)) - 10_001_965.729_3).abs() < 1e-3);
    // Flinders Peak to Buninyong (Geocentric Datum of Australia technical manual; its ellipsoid differs from WGS 84 by
    // a tenth of a millimetre in the minor axis): 54,972.271 m.
    let flinders_peak = (144.0 + 25.0 / 60.0 + 29.52440 / 3600.0, -(37.0 + 57.0 / 60.0 + 3.72030 / 3600.0));
    let buninyong = (143.0 + 55.0 / 60.0 + 35.38390 / 3600.0, -(37.0 + 39.0 / 60.0 + 10.15610 / 3600.0));
    assert!((geodesic_m(flinders_peak, buninyong) - 54_972.271).abs() < 1e-3);
}

#[test]
fn same_place_is_nothing_away_and_opposite_places_are_found() {
    assert!(geodesic_m((-51.2, -30.03), (-51.2, -30.03)) == 0.0);
    let half = geodesic_m((0.0, 0.0), (180.0, 0.0));
    assert!((20_000_000.0..20_040_000.0).contains(&half), "{half}");
}
