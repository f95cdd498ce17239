//! Streets of Porto Alegre against what R5 v7.4 makes of the same extract.

mod shared;

use std::time::Instant;

use crest_reach::geo::Point;
use crest_reach::gtfs;
use crest_reach::osm::{Limits, read};
use crest_reach::street::{
    Horizon, Pace, Rounding, StreetOptions, Streets, join, travel_times, walk_network_with_stops,
};

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

/// Stops of the feeds in the order in which R5 takes them.
fn stops() -> Option<Vec<Point>> {
    let mut stops = Vec::new();
    for name in ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"] {
        let feed = gtfs::read(&shared::file(name)?, &gtfs::Limits::USUAL).expect("the feed can be read");
        let mut own: Vec<_> =
            feed.stops.iter().map(|stop| (stop.id.clone(), stop.point.expect("all stops have a place"))).collect();
        own.sort_by(|a, b| a.0.cmp(&b.0));
        stops.extend(own.into_iter().map(|(_, (lon, lat))| Point::new(lon, lat)));
    }
    Some(stops)
}

#[test]
fn walking_matrix_meets_r5() {
    let (Some(bytes), Some(cells), Some(stops)) =
        (shared::file("porto_alegre/poa_osm.pbf"), shared::file("porto_alegre/poa_hexgrid.csv"), stops())
    else {
        return;
    };
    let points = shared::grid(&cells);
    let start = Instant::now();
    let streets = Streets::build(&read(&bytes, &Limits::default()).unwrap(), &StreetOptions::r5());
    let built_in = start.elapsed();
    let (network, joined) = walk_network_with_stops(&streets, &stops, 1600.0);
    let cut_in = start.elapsed();
    let cells = join(&network, &points, 1600.0);
    println!(
        "{} vertices, {} edges, {} of {} stops joined; built {built_in:?}, cut by {cut_in:?}, joined by {:?}",
        network.n_vertices(),
        network.edges().len(),
        joined.joins.iter().flatten().count(),
        stops.len(),
        start.elapsed()
    );
    assert_eq!(cells.unjoined().count(), 0);
    let pace = Pace { walk_m_s: 1.0, cycle_m_s: 12.0 / 3.6, off_street_m_s: 1.3, rounding: Rounding::R5 };
    let start = Instant::now();
    let times = travel_times(&network, &cells, &cells, pace, Horizon::r5(30));
    println!("{} pairs in {:?}; R5 v7.4: 65,164", times.len(), start.elapsed());
    assert!(times.len().abs_diff(65_164) <= 20, "{}", times.len());
}
