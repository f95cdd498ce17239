//! Finds the street and grid data that tests compare with.
//!
//! The data are not part of the tree. They are looked for in `$CREST_SHARED` (default: `shared` beside the workspace);
//! where they are absent a test prints one line and returns.

#![allow(dead_code, reason = "every test binary uses its own part of the harness")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    unreachable_pub,
    reason = "helpers of a test fail and speak as tests do"
)]

use std::path::PathBuf;

use crest_reach::geo::Point;

/// Returns a file of the shared data, such as `porto_alegre/poa_osm.pbf`, or `None` after saying so.
pub fn file(name: &str) -> Option<Vec<u8>> {
    let shared = std::env::var_os("CREST_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = shared.join("data/reach").join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("{} not found: nothing compared", path.display());
    }
    bytes
}

/// Reads the points of a grid file by its columns `lon` and `lat`.
pub fn grid(bytes: &[u8]) -> Vec<Point> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|found| found == name).unwrap();
    let (lon, lat) = (column("lon"), column("lat"));
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            Point::new(row[lon].parse().unwrap(), row[lat].parse().unwrap())
        })
        .collect()
}
