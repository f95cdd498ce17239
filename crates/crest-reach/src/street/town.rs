//! Towns of square blocks at the equator, where lengths follow from the length of a block.

use super::{Conventions, Network, StreetOptions, Streets};
use crate::geo::{MEAN_RADIUS_M, Point, great_circle_m};
use crate::osm::{Extract, Key, Tags, Way};

/// Side of a block in 10⁻⁷ degrees: 0.001°, 111.195 m.
pub(crate) const SIDE: i32 = 10_000;

/// Length of a block in millimetres.
pub(crate) fn block_mm() -> u32 {
    let metres = great_circle_m(Point::new(0.0, 0.0), Point::new(0.0, 0.001), MEAN_RADIUS_M);
    (metres * 1000.0) as u32
}

/// Names and values of tags.
pub(crate) type List<'a> = [(&'a str, &'a str)];

/// Tags from names and values.
pub(crate) fn tags(list: &List<'_>) -> Tags {
    Tags::new(list.iter().map(|(key, value)| (Key::find(key.as_bytes()).unwrap(), (*value).into())).collect())
}

/// An extract of nodes numbered from 0 by their places, and ways over them.
pub(crate) fn extract(places: &[[i32; 2]], ways: &[(&[u32], &List<'_>)]) -> Extract {
    Extract {
        node_ids: (0..i64::try_from(places.len()).unwrap()).collect(),
        places: places.iter().copied().map(Some).collect(),
        named_elsewhere: vec![false; places.len()],
        ways: (100..)
            .zip(ways)
            .map(|(id, (nodes, list))| Way { id, nodes: nodes.to_vec(), tags: tags(list) })
            .collect(),
        restrictions: Vec::new(),
    }
}

/// Node of a town at a column and row.
pub(crate) fn node(n: u32, column: u32, row: u32) -> u32 {
    row * n + column
}

/// Point of a town at a column and row, which may lie between streets.
pub(crate) fn at(column: f64, row: f64) -> Point {
    Point::new(column * 0.001, row * 0.001)
}

/// A town of `n` by `n` crossings; each street is one way of the given tags.
pub(crate) fn town_extract(n: u32, list: &List<'_>) -> Extract {
    let places: Vec<[i32; 2]> = (0..n * n).map(|node| [(node % n) as i32 * SIDE, (node / n) as i32 * SIDE]).collect();
    let lines: Vec<Vec<u32>> = (0..n)
        .flat_map(|line| {
            [(0..n).map(|step| node(n, step, line)).collect(), (0..n).map(|step| node(n, line, step)).collect()]
        })
        .collect();
    let ways: Vec<(&[u32], &List<'_>)> = lines.iter().map(|line| (&line[..], list)).collect();
    extract(&places, &ways)
}

/// Choices with the mean radius and no removal of islands.
pub(crate) fn options() -> StreetOptions {
    StreetOptions { conventions: Conventions::Crest, radius_m: MEAN_RADIUS_M, least_island: 0, ..StreetOptions::r5() }
}

/// Streets of a town in which everyone may use everything.
pub(crate) fn town_streets(n: u32) -> Streets {
    Streets::build(&town_extract(n, &[("highway", "residential")]), &options())
}

/// Network of a mode of a town in which everyone may use everything.
pub(crate) fn town(n: u32, mode: super::Mode) -> Network {
    Network::build(&town_streets(n), mode)
}
