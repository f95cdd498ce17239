//! Sites facilities for the 898 cells of Belo Horizonte, proven, over the whole matrix of travel times.
//!
//! The data (IPEA, R package `accessibility`, MIT) are not part of the tree. They are looked for in `$CREST_SHARED` (default: `shared` beside
//! the workspace); where they are absent a test prints one line and returns.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails and speaks as tests do")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use crest_plan::Effort;
use crest_plan::siting::{Facilities, Sites, cover_all, cover_most, p_centre, p_median};

struct City {
    people: Vec<f64>,
    minutes: Vec<Option<f64>>,
}

fn city() -> Option<&'static City> {
    static CITY: OnceLock<Option<City>> = OnceLock::new();
    CITY.get_or_init(read).as_ref()
}

fn read() -> Option<City> {
    let shared = std::env::var_os("CREST_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("data/reach/belo_horizonte");
    if !folder.join("land_use.csv").is_file() {
        println!("Belo Horizonte not found at {}: nothing sited", folder.display());
        return None;
    }
    let (mut index, mut people) = (BTreeMap::new(), Vec::new());
    let mut sheet = csv::Reader::from_path(folder.join("land_use.csv")).unwrap();
    for row in sheet.records() {
        let row = row.unwrap();
        index.insert(row[0].to_owned(), people.len());
        people.push(row[1].parse().unwrap());
    }
    let file = std::fs::File::open(folder.join("travel_matrix.csv.gz")).unwrap();
    let mut matrix = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let mut minutes = vec![None; people.len() * people.len()];
    for row in matrix.records() {
        let row = row.unwrap();
        minutes[index[&row[0]] * people.len() + index[&row[1]]] = Some(row[2].parse().unwrap());
    }
    Some(City { people, minutes })
}

impl City {
    fn facilities(&self) -> Facilities<'_> {
        Facilities { weights: &self.people, n_sites: self.people.len(), minutes: &self.minutes, existing: &[] }
    }
}

fn proven(found: &Sites, objective: f64) {
    println!("{found:?}");
    assert!(found.proven && found.bound == found.objective, "{found:?}");
    assert!((found.objective - objective).abs() < 1e-6 * objective, "{} is not {objective}", found.objective);
}

#[test]
fn fewest_sites_that_cover_all() {
    let Some(city) = city() else { return };
    proven(&cover_all(&city.facilities(), 45.0, Effort::UNTIL_PROVEN).unwrap(), 8.0);
    proven(&cover_all(&city.facilities(), 30.0, Effort::UNTIL_PROVEN).unwrap(), 20.0);
}

#[test]
fn five_sites_that_cover_most() {
    let Some(city) = city() else { return };
    proven(&cover_most(&city.facilities(), 30.0, 5, Effort::UNTIL_PROVEN).unwrap(), 833_082.0);
}

#[test]
fn ten_sites_that_cover_most() {
    let Some(city) = city() else { return };
    proven(&cover_most(&city.facilities(), 30.0, 10, Effort::UNTIL_PROVEN).unwrap(), 931_709.0);
}

#[test]
fn centres_of_five_and_ten() {
    let Some(city) = city() else { return };
    proven(&p_centre(&city.facilities(), 10, Effort::UNTIL_PROVEN).unwrap(), 40.0);
    proven(&p_centre(&city.facilities(), 5, Effort::UNTIL_PROVEN).unwrap(), 78.0);
}

#[test]
fn median_of_five() {
    let Some(city) = city() else { return };
    proven(&p_median(&city.facilities(), 5, 120.0, &[], Effort::UNTIL_PROVEN).unwrap(), 21_038_922.6);
}

#[test]
fn median_of_ten() {
    let Some(city) = city() else { return };
    proven(&p_median(&city.facilities(), 10, 120.0, &[], Effort::UNTIL_PROVEN).unwrap(), 17_130_752.0);
}
