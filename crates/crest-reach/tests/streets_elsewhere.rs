//! Streets of four real extracts: sizes, what is left out, and that everything holds together.

mod shared;

use std::time::Instant;

use crest_reach::elevation::Elevation;
use crest_reach::geo::MEAN_RADIUS_M;
use crest_reach::isochrone::{IsochroneOptions, isochrones};
use crest_reach::osm::{Limits, read};
use crest_reach::street::{
    Horizon, Measure, Mode, Network, Pace, Rounding, SlopeOptions, Start, StreetOptions, Streets, Weights, Workspace,
    join, links, slope_factors, spread, travel_times, travel_times_weighed,
};

const PACE: Pace = Pace { walk_m_s: 1.0, cycle_m_s: 12.0 / 3.6, off_street_m_s: 1.3, rounding: Rounding::Milliseconds };

#[test]
fn extracts_give_streets_that_come_back_from_their_cached_form() {
    for (city, grid) in [
        ("porto_alegre/poa_osm.pbf", "porto_alegre/poa_hexgrid.csv"),
        ("sao_paulo/spo_osm.pbf", "sao_paulo/spo_hexgrid.csv"),
        ("zheleznogorsk/zhelez_osm.pbf", "zheleznogorsk/zhelez_grid.csv"),
        ("porto/porto_osm.pbf", "porto/porto_grid.csv"),
    ] {
        let (Some(bytes), Some(cells)) = (shared::file(city), shared::file(grid)) else { return };
        let points = shared::grid(&cells);
        let start = Instant::now();
        let extract = read(&bytes, &Limits::default()).unwrap();
        let read_in = start.elapsed();
        let streets = Streets::build(&extract, &StreetOptions::r5());
        println!(
            "{city}: {} restrictions, {} of them on streets, {} vertices, {} pieces; read {read_in:?}, built by {:?}",
            extract.restrictions.len(),
            streets.n_turns(),
            streets.n_vertices(),
            streets.pieces().len(),
            start.elapsed()
        );
        assert_eq!(Streets::from_bytes(&streets.to_bytes()).as_ref(), Ok(&streets));
        for mode in [Mode::Walk, Mode::Cycle, Mode::Car] {
            let start = Instant::now();
            let network = Network::build(&streets, mode);
            let drawn_in = start.elapsed();
            let stored = network.to_bytes();
            let start = Instant::now();
            assert_eq!(Network::from_bytes(&stored).as_ref(), Ok(&network));
            let loaded_in = start.elapsed();
            let start = Instant::now();
            let all = join(&network, &points, 1600.0);
            let joined_in = start.elapsed();
            let start = Instant::now();
            let times = travel_times(&network, &all, &all, PACE, Horizon::within(600));
            println!(
                "  {mode:?}: {} junctions, {} edges, {} bytes, {} of {} points not joined, {} pairs; drawn {drawn_in:?}, \
                 loaded {loaded_in:?}, joined {joined_in:?}, searched {:?}",
                network.n_vertices(),
                network.edges().len(),
                stored.len(),
                all.unjoined().count(),
                points.len(),
                times.len(),
                start.elapsed()
            );
            // Every point that joins reaches itself, and those that do not are there as well.
            assert!((0..points.len()).all(|point| times.find(point, point as u32) == Some(0)));
        }
    }
}

#[test]
fn walks_of_porto_alegre_are_the_same_in_both_directions() {
    let (Some(bytes), Some(cells)) =
        (shared::file("porto_alegre/poa_osm.pbf"), shared::file("porto_alegre/poa_hexgrid.csv"))
    else {
        return;
    };
    let streets = Streets::build(&read(&bytes, &Limits::default()).unwrap(), &StreetOptions::r5());
    let network = Network::build(&streets, Mode::Walk);
    let all = join(&network, &shared::grid(&cells), 1600.0);
    let found = links(&network, &all, &all, 1_800_000);
    let back = found.reversed(all.points.len());
    println!("{} links", found.len());
    assert!(found.len() > 60_000);
    assert_eq!(found, back);
}

#[test]
fn isochrone_of_porto_alegre_holds_every_cell_that_is_reached() {
    let (Some(bytes), Some(cells)) =
        (shared::file("porto_alegre/poa_osm.pbf"), shared::file("porto_alegre/poa_hexgrid.csv"))
    else {
        return;
    };
    let streets = Streets::build(&read(&bytes, &Limits::default()).unwrap(), &StreetOptions::r5());
    let network = Network::build(&streets, Mode::Walk);
    let all = join(&network, &shared::grid(&cells), 1600.0);
    let weights = Weights::build(&network, Measure::Time(PACE));
    let start = Instant::now();
    let starts = [Start { join: all.joins[600].unwrap(), after_s: 0 }];
    let places = spread(&weights, &starts, 1800, 25.0, &mut Workspace::default());
    let options = IsochroneOptions {
        cell_m: 25.0,
        beside_m_s: 1.3,
        beside_m: 100.0,
        least_hole_m2: 40_000.0,
        radius_m: MEAN_RADIUS_M,
        grid_points: 10_000_000,
    };
    let drawn = isochrones(&places, &[600.0, 1200.0, 1800.0], &options).unwrap();
    println!(
        "{} places, polygons and holes {:?} in {:?}",
        places.len(),
        drawn.iter().map(|list| (list.len(), list.iter().map(|p| p.holes.len()).sum::<usize>())).collect::<Vec<_>>(),
        start.elapsed()
    );
    assert!(drawn.iter().all(|list| !list.is_empty()));
}

#[test]
fn slopes_of_porto_alegre_lengthen_most_walks() {
    let (Some(bytes), Some(cells), Some(heights)) = (
        shared::file("porto_alegre/poa_osm.pbf"),
        shared::file("porto_alegre/poa_hexgrid.csv"),
        shared::file("porto_alegre/poa_elevation.tif"),
    ) else {
        return;
    };
    let elevation = Elevation::read(&heights, 100_000_000).unwrap();
    let streets = Streets::build(&read(&bytes, &Limits::default()).unwrap(), &StreetOptions::r5());
    let network = Network::build(&streets, Mode::Walk);
    let points = shared::grid(&cells);
    let all = join(&network, &points, 1600.0);
    let start = Instant::now();
    let factors = slope_factors(&network, &elevation, &SlopeOptions { step_m: 10.0, steepest: 0.5 });
    println!("{} stretches in {:?}", factors.len(), start.elapsed());
    let weights = Weights::with_factors(&network, Measure::Time(PACE), Some(&factors));
    let hilly = travel_times_weighed(&weights, &all, &all, Horizon::within(1800));
    let flat = travel_times(&network, &all, &all, PACE, Horizon::within(1800));
    println!("{} pairs on slopes, {} on the flat", hilly.len(), flat.len());
    assert!(hilly.len() < flat.len() && hilly.len() > flat.len() * 7 / 10);
    assert!(points.iter().filter(|point| elevation.find(**point).is_some()).count() > 1200);
}
