use super::polygons;

#[test]
fn rings_are_read_back_and_other_text_has_none() {
    let text = "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]]}";
    assert_eq!(polygons(text), [[[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]]);
    for other in ["", "null", "{}", "{\"coordinates\":[1,2]}", "{\"coordinates\":[[[[\"a\",0]]]]}"] {
        assert!(polygons(other).is_empty(), "{other}");
    }
}
