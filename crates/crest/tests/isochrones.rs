//! Isochrones of a project: tables of it, an indicator, and part of the results.
#![allow(clippy::unwrap_used, reason = "helpers of a test fail as tests do")]

mod support;

use std::fs;
use std::path::Path;

use crest::{Project, RunOptions, Session};
use support::{copy, results, run};

/// The toy project with a disc on foot around two of its places and a point that is none; the area within 30 minutes is an indicator.
fn project() -> tempfile::TempDir {
    let project = copy("toy");
    let root = project.path();
    let append = |path: &str, text: &str| {
        let old = fs::read_to_string(root.join(path)).unwrap();
        fs::write(root.join(path), old + text).unwrap();
    };
    fs::write(root.join("data/points.csv"), "id,lon,lat\np01,113.0,23.0\np04,113.2,23.0\nferry,113.4,23.0\n").unwrap();
    fs::create_dir_all(root.join("sql")).unwrap();
    fs::write(
        root.join("sql/walked.sql"),
        "SELECT place, area_km2 AS walked FROM reached WHERE minutes = 30 AND place LIKE 'p%'\n",
    )
    .unwrap();
    append(
        "crest.toml",
        "\n[tables.points]\nfile = \"data/points.csv\"\n\n[tables.reached]\nkernel = \"reach.isochrones\"\n\
         inputs = { from = \"points\" }\nwith = { mode = \"walk\", detour = 1.25, cutoffs = [15, 30], cell = 50 }\n\n\
         [tables.walked]\nsql = \"sql/walked.sql\"\nplace = \"place\"\nfixed_period = 2021\nfixed_source = \"invented\"\n",
    );
    append(
        "framework.csv",
        "walked,,步行三十分钟可达面积,Area within 30 minutes on foot,km2,more,,walked,walked,chosen,,\n",
    );
    project
}

fn what_is_there(root: &Path) -> Vec<(String, String, f64, usize)> {
    let results = results(run(root, None));
    let row = |own: &crest_model::results::Isochrone| {
        assert_eq!(own.table, "reached");
        (own.place.clone(), own.name.en.clone(), own.minutes, own.polygons.len())
    };
    results.isochrones.iter().map(row).collect()
}

#[test]
fn results_hold_the_areas_of_every_point_by_its_name() {
    let project = project();
    let found = what_is_there(project.path());
    let known: Vec<(&str, &str, f64)> = found.iter().map(|own| (own.0.as_str(), own.1.as_str(), own.2)).collect();
    let names = |place: &str| -> &str { found.iter().find(|own| own.0 == place).unwrap().1.as_str() };
    assert_eq!(names("p01"), "East Bay");
    let due: Vec<(&str, &str, f64)> = ["p01", "p04", "ferry"]
        .iter()
        .flat_map(|place| [30.0, 15.0].map(|cutoff| (*place, names(place), cutoff)))
        .collect();
    assert_eq!(known, due);
    assert_eq!(names("ferry"), "", "a point that is no place of the project has no name");
    assert!(found.iter().all(|own| own.3 == 1), "a disc is one polygon");
}

#[test]
fn an_area_is_an_indicator() {
    let project = project();
    let results = results(run(project.path(), None));
    let value = |place: &str| {
        let own = results.values.iter().find(|value| value.indicator == "walked" && value.place == place);
        own.and_then(|value| value.number)
    };
    // 30 minutes at 4.5 km/h over a detour of 1.25 are a radius of 1.8 km: π · 1.8² = 10.179 km².
    let area = value("p01").unwrap();
    assert!((area / 10.179 - 1.0).abs() < 0.04, "{area}");
    let own = results.isochrones.iter().find(|own| own.place == "p01" && own.minutes == 30.0).unwrap();
    assert_eq!(own.area_km2, Some(area));
    assert_eq!(value("ferry"), None);
}

#[test]
fn a_stored_run_is_the_same_whatever_the_number_of_threads() {
    let project = project();
    let first = serde_json::to_string(&results(run(project.path(), None))).unwrap();
    let again = run(project.path(), None);
    assert!(again.found);
    assert_eq!(serde_json::to_string(&results(again)).unwrap(), first);
    let threads = RunOptions { threads: Some(1), ..RunOptions::default() };
    fs::remove_dir_all(project.path().join(".crest")).unwrap();
    let other = results(support::run_with(project.path(), None, &threads));
    assert_eq!(serde_json::to_string(&other).unwrap(), first);
}

/// Removes the objects of one kind from a directory and all below it; returns how many there were.
fn remove(directory: &Path, kind: &str) -> usize {
    let mut n = 0;
    for entry in fs::read_dir(directory).unwrap().flatten() {
        if entry.path().is_dir() {
            n += remove(&entry.path(), kind);
        } else if entry.file_name().to_string_lossy().ends_with(kind) {
            fs::remove_file(entry.path()).unwrap();
            n += 1;
        }
    }
    n
}

#[test]
fn tables_that_the_store_has_lost_are_computed_again() {
    let project = project();
    let first = results(run(project.path(), None));
    let store = project.path().join(".crest");
    assert!(remove(&store, "table.parquet") > 0 && remove(&store, "results.json") > 0);
    let again = run(project.path(), None);
    assert!(!again.found);
    assert_eq!(results(again).isochrones, first.isochrones);
}

#[test]
fn a_scenario_keeps_isochrones_and_a_what_if_leaves_them_out() {
    let project = project();
    let scenario = results(run(project.path(), Some("air_and_clinics")));
    assert_eq!(scenario.isochrones.len(), 6);
    let opened = Project::open(project.path());
    let options = RunOptions::default();
    let session = Session::open(&opened, &options).unwrap();
    let scenario = opened.find_scenario("air_and_clinics").unwrap();
    let (changed, _) = session.what_if(&scenario).unwrap();
    assert!(changed.isochrones.is_empty());
}
