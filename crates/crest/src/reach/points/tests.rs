use super::*;

#[test]
fn headers_of_r5r_and_chinese_ones_are_read() {
    for header in ["id,lon,lat", "fromId,lon,lat", "from_id,longitude,latitude", "编号,经度,纬度"] {
        let points = Points::read("p.csv", format!("{header}\na,113.5,23\n").as_bytes()).unwrap();
        assert_eq!((points.ids[0].as_str(), points.points[0]), ("a", Point::new(113.5, 23.0)), "{header}");
    }
}

#[test]
fn every_bad_row_is_told_at_once() {
    let text = "id,lon,lat\na,200,23\nb,,x\na,113,23\n,113,23\nc,113,23\n";
    let found = Points::read("p.csv", text.as_bytes()).unwrap_err();
    let told: Vec<(String, String)> =
        found.iter().map(|one| (one.code.clone(), one.location.as_ref().unwrap().to_string())).collect();
    let expected = [
        ("C1702", "p.csv!B2"),
        ("C1702", "p.csv!B3"),
        ("C1702", "p.csv!C3"),
        ("C1703", "p.csv!A4"),
        ("C1703", "p.csv!A5"),
    ];
    assert_eq!(told, expected.map(|(code, at)| (code.to_owned(), at.to_owned())));
    assert_eq!(found[2].value.as_deref(), Some("x"));
}

#[test]
fn missing_columns_are_all_told() {
    let found = Points::read("p.csv", b"name,where\na,b\n").unwrap_err();
    assert_eq!(found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["C1701"; 3]);
    assert_eq!(Points::read("p.csv", b"id,lon,lat\n").unwrap_err()[0].code, "C1701");
}
