//! Isochrones in the chapter of the map and in the tables.

use crest_model::Text;
use crest_model::results::Results;
use crest_report::{CellValue, PageOptions, page, tables};

use super::sample::{SCRIPT_NAME, sample};

fn chapter(results: &Results) -> String {
    let page = page(results, &PageOptions::default());
    assert!(!page.contains("could not be written"), "{page}");
    let start = page.find("<section id=\"map\"").unwrap();
    page[start..start + page[start..].find("</section>").unwrap()].to_owned()
}

#[test]
fn the_focus_stands_first_with_the_longest_time_below() {
    let text = chapter(&sample());
    let figures: Vec<&str> = text.split("<div class=\"reached\">").skip(1).collect();
    assert_eq!(figures.len(), 3);
    assert!(
        figures[0].contains("临潮区：各时限内可达的面积")
            && figures[0].contains("Lincrest: area within reach, by time")
    );
    assert!(
        text.find("<details class=\"all others\">").unwrap() > text.find("临潮区：").unwrap(),
        "the others are folded"
    );
    let paths: Vec<&str> = figures[0].split("<path class=\"reach\" d=\"").skip(1).collect();
    assert_eq!(paths.len(), 3, "one area per time");
    // 45 minutes: the area, its hole and the island; 30: the area and the island; 15: the area.
    let rings: Vec<usize> = paths.iter().map(|path| path.split('"').next().unwrap().matches('M').count()).collect();
    assert_eq!(rings, [3, 2, 1], "the longest time is drawn first, below the others");
    for words in ["15分钟", "15 min", "30分钟", "45 min"] {
        assert!(figures[0].contains(words), "{words}");
    }
}

#[test]
fn the_table_gives_the_area_for_each_time_and_the_key_its_shade() {
    let text = chapter(&sample());
    let own = text.split("<div class=\"reached\">").nth(1).unwrap();
    let rows: Vec<&str> = own[own.find("<tbody>").unwrap()..].split("<tr>").skip(1).collect();
    assert_eq!(rows.len(), 3);
    for ((row, area), layers) in rows.iter().zip(["98.25", "402.5", "812.75"]).zip([3, 2, 1]) {
        assert!(row.contains(&format!("<td class=\"n\">{area}</td>")), "{row}");
        assert_eq!(row.matches("<rect class=\"reach\"").count(), layers, "as many areas lie on each other there");
    }
    let reef = text.split("<div class=\"reached\">").nth(3).unwrap();
    assert!(reef.contains("未接入道路") && reef.contains("joins no street") && !reef.contains("<figure"));
}

#[test]
fn a_square_keeps_its_proportions_and_the_bar_its_length() {
    let mut results = sample();
    results.isochrones.truncate(1);
    // At 60° N a degree of longitude is half as long as one of latitude: 0.2° by 0.1° is a square of 11.12 km.
    results.isochrones[0].polygons =
        vec![vec![vec![[10.0, 59.95], [10.2, 59.95], [10.2, 60.05], [10.0, 60.05], [10.0, 59.95]]]];
    let text = chapter(&results);
    let path = text.split("<path class=\"reach\" d=\"M").nth(1).unwrap().split('"').next().unwrap();
    let corners: Vec<Vec<f64>> = path
        .trim_end_matches('Z')
        .split('L')
        .map(|corner| corner.split(' ').map(|x| x.parse().unwrap()).collect())
        .collect();
    let (across, up) = (corners[1][0] - corners[0][0], corners[1][1] - corners[2][1]);
    assert!((across - up).abs() < 0.3, "{across} {up}");
    let bar = &text[text.find("<line class=\"bar\"").unwrap()..];
    let number =
        |name: &str| -> f64 { bar[bar.find(name).unwrap() + name.len()..].split('"').next().unwrap().parse().unwrap() };
    let length = number("x2=\"") - number("x1=\"");
    assert!(bar.contains(">2 km<"), "{}", &bar[..300]);
    assert!((length / across - 2.0 / 11.1195).abs() < 1e-3, "{length} {across}");
}

#[test]
fn several_tables_are_told_apart_and_each_shows_the_focus() {
    let mut results = sample();
    let mut more = results.isochrones.clone();
    more.iter_mut().for_each(|own| own.table = "on_foot".to_owned());
    results.isochrones.extend(more);
    let text = chapter(&results);
    let open = &text[..text.find("<details class=\"all others\">").unwrap()];
    assert_eq!(open.matches("<div class=\"reached\">").count(), 2);
    assert!(open.contains("<code>on_foot</code>") && open.contains("<code>reach_area</code>"));
    assert_eq!(open.matches("临潮区：各时限内可达的面积").count(), 2);
}

#[test]
fn many_places_are_cut_and_say_so() {
    let mut results = sample();
    let one = results.isochrones[4].clone();
    results.isochrones =
        (0..40).map(|k| crest_model::results::Isochrone { place: format!("p{k}"), ..one.clone() }).collect();
    let text = chapter(&results);
    assert_eq!(text.matches("<div class=\"reached\">").count(), 12);
    assert!(text.contains("另有28个地点未绘出") && text.contains("28 more places are not drawn"));
}

#[test]
fn hostile_names_and_damaged_areas_do_no_harm() {
    let mut results = sample();
    for own in &mut results.isochrones {
        own.name = Text::new(SCRIPT_NAME, SCRIPT_NAME);
        own.table = SCRIPT_NAME.to_owned();
    }
    results.isochrones[2].polygons = vec![vec![vec![[f64::NAN, 0.0], [1e9, 1.0], [2.0, 2.0]]], vec![Vec::new()]];
    results.isochrones[3].minutes = f64::NAN;
    results.isochrones[4].area_km2 = Some(f64::INFINITY);
    let text = chapter(&results);
    assert!(!text.contains("<script") && text.contains("&lt;script&gt;"));
    assert!(!text.contains("NaN") && !text.contains("inf"));
}

#[test]
fn isochrones_are_shown_where_no_place_is_drawn_and_nothing_where_there_are_none() {
    let mut results = sample();
    for place in &mut results.places {
        place.outline.clear();
        place.point = None;
    }
    let text = chapter(&results);
    assert!(text.contains("<path class=\"reach\"") && !text.contains("data-chart=\"map\""));
    results.isochrones.clear();
    let text = chapter(&results);
    assert!(text.contains("class=\"absent\"") && !text.contains("isochrones"));
}

#[test]
fn the_table_holds_every_area() {
    let results = sample();
    let tables = tables(&results);
    let table = tables.iter().find(|table| table.name == "isochrones").unwrap();
    assert_eq!(table.rows.len(), results.isochrones.len());
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["table", "place", "place_name_zh", "place_name_en", "minutes", "area_km2"]);
    let expected: Vec<CellValue> =
        vec!["reach_area".into(), "lin".into(), "临潮区".into(), "Lincrest".into(), 45.0.into(), 812.75.into()];
    assert_eq!(table.rows[2], expected);
    assert_eq!(table.rows[5][5], CellValue::Empty);
}

#[test]
fn results_written_before_there_were_isochrones_are_read() {
    let mut written = serde_json::to_value(sample()).unwrap();
    written.as_object_mut().unwrap().remove("isochrones").unwrap();
    let read: Results = serde_json::from_value(written).unwrap();
    assert!(read.isochrones.is_empty());
    assert!(serde_json::to_value(&read).unwrap().get("isochrones").is_none(), "none leave no trace");
}

#[test]
fn a_time_is_written_on_areas_that_have_room_for_it_and_names_hide_nothing() {
    let mut results = sample();
    // The shortest time reaches a speck beside an area a hundred times as wide.
    let speck = |[x, y]: [f64; 2]| [0.002 * x, 0.002 * y];
    for ring in results.isochrones[4].polygons.iter_mut().flatten() {
        ring.iter_mut().for_each(|point| *point = speck(*point));
    }
    let text = chapter(&results);
    let drawing = text.split("<svg viewBox=\"0 0 720").nth(1).unwrap().split("</svg>").next().unwrap();
    assert!(drawing.contains(">45 min</text>") && drawing.contains(">45分钟</text>") && !drawing.contains(">15 min<"));
    // Three carriers lie close together inside the focus; a name is written only where there is room.
    let places: Vec<(f64, f64)> = drawing
        .split("<text class=\"en ")
        .skip(1)
        .map(|text| {
            let number = |name: &str| text.split(name).nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
            (number(" x=\""), number(" y=\""))
        })
        .collect();
    assert!(places.len() >= 3, "{places:?}");
    for (k, a) in places.iter().enumerate() {
        for b in &places[..k] {
            assert!((a.0 - b.0).abs() > 30.0 || (a.1 - b.1).abs() >= 13.9, "{a:?} {b:?}");
        }
    }
}
