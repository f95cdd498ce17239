//! Areas that are known: discs on foot, and the toy town whose bus is timed by hand.

use std::collections::BTreeMap;
use std::path::Path;

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::{Diagnostic, Location};

use crate::Registry;
use crate::kernel::{Call, Files};

fn points(rows: &[(&str, f64, f64)]) -> Table {
    let column = |at: fn(&(&str, f64, f64)) -> f64| ColumnData::Number(rows.iter().map(|row| Some(at(row))).collect());
    Table::from_columns(
        "points",
        vec![
            (ColumnInfo::named("id"), ColumnData::Text(rows.iter().map(|row| Some(row.0.to_owned())).collect())),
            (ColumnInfo::named("lon"), column(|row| row.1)),
            (ColumnInfo::named("lat"), column(|row| row.2)),
        ],
    )
}

fn call(root: &Path, from: &Table, with: &str) -> Result<Table, Vec<Diagnostic>> {
    let with: toml::Table = with.parse().unwrap();
    let location = Location::file("crest.toml");
    let registry = Registry::shipped();
    let kernel = registry.find("reach.isochrones").unwrap();
    let inputs = BTreeMap::from([("from".to_owned(), from)]);
    let files = Files::read(root, kernel.paths, &with, &location)?;
    (kernel.run)(&Call { table: "made", inputs: &inputs, with: &with, files: &files, location: &location })
}

fn areas(table: &Table) -> Vec<(String, f64, f64)> {
    let at = |name: &str| table.column_position(name).unwrap();
    let row = |row| {
        let place = table.text(at("place"), row).unwrap();
        (place, table.number(at("minutes"), row).unwrap(), table.number(at("area_km2"), row).unwrap())
    };
    (0..table.n_rows()).map(row).collect()
}

fn rings(table: &Table, row: usize) -> Vec<Vec<Vec<[f64; 2]>>> {
    let text = table.text(table.column_position("geometry").unwrap(), row).unwrap();
    let geometry: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(geometry["type"], "MultiPolygon");
    serde_json::from_value(geometry["coordinates"].clone()).unwrap()
}

/// Counts the sides that a ray to the east crosses.
fn is_within(polygons: &[Vec<Vec<[f64; 2]>>], [x, y]: [f64; 2]) -> bool {
    let crossings = polygons.iter().flatten().flat_map(|ring| ring.windows(2)).filter(|side| {
        let ([x1, y1], [x2, y2]) = (side[0], side[1]);
        (y1 > y) != (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    });
    crossings.count() % 2 == 1
}

#[test]
fn on_foot_without_streets_the_area_is_a_disc() {
    let root = tempfile::tempdir().unwrap();
    let from = points(&[("p", 114.0, 22.5), ("q", 114.3, 22.5)]);
    let with = "mode = \"walk\"\ndetour = 1.25\ncell = 50\ncutoffs = [20, 40]\nwalk_speed = 4.5";
    let table = call(root.path(), &from, with).unwrap();
    let found = areas(&table);
    let order: Vec<(&str, f64)> = found.iter().map(|(place, minutes, _)| (place.as_str(), *minutes)).collect();
    assert_eq!(order, [("p", 40.0), ("p", 20.0), ("q", 40.0), ("q", 20.0)], "the longest time first");
    // 4.5 km/h over a detour of 1.25 are 60 m a minute: radii of 2.4 and 1.2 km, areas of 18.096 and 4.524 km². The
    // squares of 50 m blur an edge by half of one, 2 and 4 % of the area.
    for (area, (known, share)) in found.iter().map(|row| row.2).zip([(18.096, 0.03), (4.524, 0.06)].repeat(2)) {
        assert!((area / known - 1.0).abs() < share, "{area} {known}");
    }
    // The outline keeps to the radius: 1.2 km are 0.01168° of longitude at 22.5° N and 0.01079° of latitude.
    let shape = rings(&table, 1);
    assert_eq!((shape.len(), shape[0].len()), (1, 1));
    assert!(is_within(&shape, [114.0 + 0.0112, 22.5]) && !is_within(&shape, [114.0 + 0.0123, 22.5]));
    assert!(is_within(&shape, [114.0, 22.5 - 0.0103]) && !is_within(&shape, [114.0, 22.5 - 0.0114]));
    for ring in &shape[0] {
        assert_eq!(ring.first(), ring.last());
        assert!(ring.iter().flatten().all(|degrees| ((degrees * 1e5).round() / 1e5 - degrees).abs() < 1e-12));
    }
}

/// From c01 the bus is in c10 after 15 to 24 minutes, 19.5 at the median, and in c06 four minutes sooner (its README).
#[test]
fn a_stop_that_is_reached_has_an_island_of_the_remaining_walk() {
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/living-circle-toy/data");
    let cells = std::fs::read_to_string(toy.join("cells.csv")).unwrap();
    let cell = |name: &str| -> (f64, f64) {
        let line = cells.lines().find(|line| line.starts_with(name)).unwrap();
        let header: Vec<&str> = cells.lines().next().unwrap().split(',').collect();
        let at = |column: &str| header.iter().position(|own| *own == column).unwrap();
        let fields: Vec<&str> = line.split(',').collect();
        (fields[at("lon")].parse().unwrap(), fields[at("lat")].parse().unwrap())
    };
    let (lon, lat) = cell("c01");
    let from = points(&[("c01", lon, lat)]);
    let base = "gtfs = \"gtfs\"\ndate = \"2026-06-10\"\ntime = \"07:00\"\nwindow = 120\ndetour = 1.0\ncell = 50\n";
    let table = call(&toy, &from, &format!("{base}cutoffs = [22, 19]")).unwrap();
    let found = areas(&table);
    assert_eq!((found[0].1, found[1].1), (22.0, 19.0));
    let (lon, lat) = cell("c10");
    let (long, short) = (rings(&table, 0), rings(&table, 1));
    assert!(is_within(&long, [lon, lat]) && !is_within(&short, [lon, lat]), "19.5 minutes lie between 19 and 22");
    // 2.5 minutes on foot, 187.5 m, remain about the stop: 100 m aside is reached and 300 m is not.
    let metre = 1.0 / (111_195.0 * lat.to_radians().cos());
    assert!(is_within(&long, [lon + 100.0 * metre, lat]) && !is_within(&long, [lon + 300.0 * metre, lat]));
    // Apart from it lies what is walked from c01 and c06.
    let (lon, lat) = cell("c08");
    assert!(!is_within(&long, [lon, lat]));
    assert!(found[0].2 > found[1].2);
}

#[test]
fn equal_calls_give_equal_tables_and_each_cutoff_lies_within_the_next() {
    let root = tempfile::tempdir().unwrap();
    let from = points(&[("p", 0.0, 0.0)]);
    let table = || call(root.path(), &from, "mode = \"walk\"\ncutoffs = [5, 10, 15]").unwrap();
    let found = areas(&table());
    assert_eq!(found, areas(&table()));
    assert!(found.windows(2).all(|pair| pair[0].1 > pair[1].1 && pair[0].2 > pair[1].2));
}

#[test]
fn what_is_wrong_with_a_call_is_told_at_its_place() {
    let root = tempfile::tempdir().unwrap();
    let from = points(&[("p", 0.0, 0.0)]);
    let told = |with: &str| call(root.path(), &from, with).unwrap_err();
    for (with, code) in [
        ("mode = \"walk\"\ncutoffs = [-5]", "C1707"),
        ("mode = \"walk\"\ncell = 0", "C1707"),
        ("mode = \"walk\"\ncutoffs = \"soon\"", "C0703"),
        ("mode = \"car\"", "C1707"),
    ] {
        let found = told(with);
        assert_eq!(found[0].code, code, "{with}");
        assert!(found.iter().all(|one| one.location.is_some()), "{with}");
    }
}

#[test]
fn parameters_are_those_of_a_matrix_but_one() {
    let registry = Registry::shipped();
    let names = |kernel: &str| -> Vec<&str> {
        registry.find(kernel).unwrap().parameters.iter().map(|parameter| parameter.name).collect()
    };
    let mut due: Vec<&str> = names("reach.matrix");
    due.retain(|name| *name != "percentiles");
    due.extend(["cutoffs", "percentile", "cell"]);
    assert_eq!(names("reach.isochrones"), due);
}
