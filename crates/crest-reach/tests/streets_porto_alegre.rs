//! Streets of Porto Alegre against what R5 v7.4 makes of the same extract.

mod shared;

use std::time::Instant;

use crest_reach::osm::{Limits, read};
use crest_reach::street::{Horizon, Mode, Network, Pace, Rounding, StreetOptions, Streets, join, travel_times};

#[test]
fn extract_is_read() {
    let Some(bytes) = shared::file("porto_alegre/poa_osm.pbf") else { return };
    let start = Instant::now();
    let extract = read(&bytes, &Limits::default()).unwrap();
    println!(
        "{} ways, {} nodes, {} restrictions in {:?}",
        extract.ways.len(),
        extract.node_ids.len(),
        extract.restrictions.len(),
        start.elapsed()
    );
    assert!(extract.places.iter().all(Option::is_some));
}

#[test]
fn walking_matrix_meets_r5() {
    let (Some(bytes), Some(cells)) =
        (shared::file("porto_alegre/poa_osm.pbf"), shared::file("porto_alegre/poa_hexgrid.csv"))
    else {
        return;
    };
    let points = shared::grid(&cells);
    let start = Instant::now();
    let extract = read(&bytes, &Limits::default()).unwrap();
    let read_in = start.elapsed();
    let streets = Streets::build(&extract, &StreetOptions::r5());
    let built_in = start.elapsed();
    let network = Network::build(&streets, Mode::Walk);
    let drawn_in = start.elapsed();
    let cells = join(&network, &points, 1600.0);
    let joined_in = start.elapsed();
    println!(
        "{} vertices, {} pieces; {} junctions, {} edges",
        streets.n_vertices(),
        streets.pieces().len(),
        network.n_vertices(),
        network.edges().len()
    );
    println!(
        "read {read_in:?} built {built_in:?} drawn {drawn_in:?} joined {joined_in:?} unjoined {:?}",
        cells.unjoined().collect::<Vec<_>>()
    );
    let pace = |rounding| Pace { walk_m_s: 1.0, cycle_m_s: 12.0 / 3.6, off_street_m_s: 1.3, rounding };
    let start = Instant::now();
    let times = travel_times(&network, &cells, &cells, pace(Rounding::R5), Horizon::r5(30));
    println!("{} pairs in {:?}", times.len(), start.elapsed());
    // R5 v7.4 finds 65,164 pairs. It also cuts pieces at the stops of the timetables and rounds each part up.
    assert!((f64::from(u32::try_from(times.len()).unwrap()) / 65_164.0 - 1.0).abs() < 0.0015, "{}", times.len());
    let exact = travel_times(&network, &cells, &cells, pace(Rounding::Milliseconds), Horizon::within(1800));
    println!("{} pairs within 1,800 s", exact.len());
}
