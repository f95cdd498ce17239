//! Journeys of the toy town, whose bus is timed by hand (its README).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crest_data::{ColumnData, ColumnInfo, Table};
use crest_model::{Diagnostic, Location};

use crate::Registry;
use crate::kernel::{Call, Files};

fn toy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/living-circle-toy/data")
}

fn texts(name: &str, cells: &[&str]) -> (ColumnInfo, ColumnData) {
    (ColumnInfo::named(name), ColumnData::Text(cells.iter().map(|cell| Some((*cell).to_owned())).collect()))
}

fn points(file: &str) -> Table {
    let text = std::fs::read_to_string(toy().join(file)).unwrap();
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let column = |name: &str| -> Vec<String> {
        let at = header.iter().position(|own| *own == name).unwrap();
        text.lines().skip(1).map(|line| line.split(',').nth(at).unwrap().to_owned()).collect()
    };
    let numbers = |name: &str| ColumnData::Number(column(name).iter().map(|own| own.parse().ok()).collect());
    let ids = ColumnData::Text(column("id").into_iter().map(Some).collect());
    let columns = vec![
        (ColumnInfo::named("id"), ids),
        (ColumnInfo::named("lon"), numbers("lon")),
        (ColumnInfo::named("lat"), numbers("lat")),
    ];
    Table::from_columns("points", columns)
}

fn call(pairs: &[(&str, &str)], more: &str) -> Result<Table, Vec<Diagnostic>> {
    let (from, to): (Vec<&str>, Vec<&str>) = pairs.iter().copied().unzip();
    let pairs = Table::from_columns("pairs", vec![texts("from_id", &from), texts("to_id", &to)]);
    let with = format!("gtfs = \"gtfs\"\ndate = \"2026-06-10\"\ndetour = 1.0\nmax_walk = 60\n{more}");
    let with: toml::Table = with.parse().unwrap();
    let location = Location::file("crest.toml");
    let registry = Registry::shipped();
    let kernel = registry.find("reach.journey").unwrap();
    let (cells, clinics) = (points("cells.csv"), points("clinics.csv"));
    let inputs =
        BTreeMap::from([("pairs".to_owned(), &pairs), ("from".to_owned(), &cells), ("to".to_owned(), &clinics)]);
    let files = Files::read(&toy(), kernel.paths, &with, &location)?;
    (kernel.run)(&Call { table: "made", inputs: &inputs, with: &with, files: &files, location: &location })
}

/// Rows as text, cell after cell.
fn rows(table: &Table) -> Vec<String> {
    let columns = 0..table.columns().len();
    let row = |row| columns.clone().map(|column| table.text(column, row).unwrap_or_default()).collect::<Vec<_>>();
    (0..table.n_rows()).map(|own| row(own).join("|")).collect()
}

#[test]
fn legs_are_told_one_by_one() {
    // Whoever leaves c01 at 7:05 is at s02 by 7:10:30 and rides at 7:20, past s06 to s10, where clinic B is.
    let table = call(&[("c01", "clinic_b")], "time = \"07:05\"\nwindow = 1").unwrap();
    let header: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
    let due = "from_id to_id leg kind line from to from_stop to_stop stops starts ends minutes";
    assert_eq!(header.join(" "), due);
    let due = [
        "c01|clinic_b|1|walk||c01|Bridge End (s02)||s02||07:05:00|07:10:30|5.5",
        "c01|clinic_b|2|wait||Bridge End (s02)|Bridge End (s02)|s02|s02||07:10:30|07:20:00|9.5",
        "c01|clinic_b|3|ride|1|Bridge End (s02)|North Street (s10)|s02|s10|2|07:20:00|07:28:00|8",
        "c01|clinic_b|4|walk||North Street (s10)|clinic_b|s10|||07:28:00|07:28:00|0",
    ];
    assert_eq!(rows(&table), due);
}

#[test]
fn by_arrival_one_leaves_as_late_as_possible_and_is_early() {
    // To be there by 9:00 one rides at 8:50, a minute after reaching s02, and is there at 8:58.
    let table = call(&[("c01", "clinic_b")], "time = \"09:00\"\nwindow = 1\narrive_by = true").unwrap();
    let due = [
        "c01|clinic_b|1|walk||c01|Bridge End (s02)||s02||08:43:30|08:49:00|5.5",
        "c01|clinic_b|2|wait||Bridge End (s02)|Bridge End (s02)|s02|s02||08:49:00|08:50:00|1",
        "c01|clinic_b|3|ride|1|Bridge End (s02)|North Street (s10)|s02|s10|2|08:50:00|08:58:00|8",
        "c01|clinic_b|4|walk||North Street (s10)|clinic_b|s10|||08:58:00|08:58:00|0",
        "c01|clinic_b|5|early||clinic_b|clinic_b||||08:58:00|09:00:00|2",
    ];
    assert_eq!(rows(&table), due);
}

#[test]
fn pairs_keep_their_order_and_those_that_are_not_reached_have_no_rows() {
    let more = "time = \"07:05\"\nwindow = 1\nmax_time = 20";
    let pairs = [("c12", "clinic_b"), ("c01", "clinic_b"), ("c02", "clinic_a"), ("c12", "clinic_b")];
    let told: Vec<String> = rows(&call(&pairs, more).unwrap()).iter().map(|row| row[..12].to_owned()).collect();
    // c01 takes 23 minutes to clinic B.
    assert_eq!(told, ["c12|clinic_b", "c02|clinic_a", "c12|clinic_b"]);
    // On foot a journey is one leg.
    let walked = call(&[("c02", "clinic_a")], "mode = \"walk\"\narrive_by = true\ntime = \"09:00\"").unwrap();
    assert_eq!(rows(&walked), ["c02|clinic_a|1|walk||c02|clinic_a||||08:54:30|09:00:00|5.5"]);
}

#[test]
fn pairs_of_unknown_points_are_all_told() {
    let found = call(&[("c1", "clinic_b"), ("c01", "clinic_c")], "").unwrap_err();
    assert_eq!(found.iter().map(|own| own.code.as_str()).collect::<Vec<_>>(), ["C1710"; 2]);
    assert_eq!(found[0].message, "`c1` of `pairs` is none of the points of `points`");
    assert!(found.iter().all(|own| own.location.is_some()));
    assert_eq!(call(&[("c01", "clinic_b")], "percentile = 0").unwrap_err()[0].code, "C1707");
}
