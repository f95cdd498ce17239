//! Travel times by transit against values that r5r prints in its documentation (R5 v7.4).

#[path = "shared/mod.rs"]
mod shared;
mod town;

use std::collections::BTreeMap;
use std::time::Instant;

use crest_reach::gtfs::Day;
use crest_reach::timetable::Headways;
use crest_reach::transit::{Query, Search, Unit, journey, lanes, matrix};
use town::{City, Published, at};

const DRAWN: Headways = Headways::Drawn { seed: 1, draw: 0, n_draws: 1 };

fn porto_alegre(points: &str) -> Option<City> {
    let feeds = ["porto_alegre/poa_eptc.zip", "porto_alegre/poa_trensurb.zip"];
    City::load("porto_alegre/poa_osm.pbf", &feeds, points, Day::from_date(2019, 5, 13).unwrap())
}

#[test]
fn medians_between_places_of_porto_alegre() {
    let Some(city) = porto_alegre("porto_alegre/poa_points_of_interest.csv") else { return };
    let published = Published::load("porto_alegre/published_r5r.csv");
    // r5r's default for the longest walk is the longest trip.
    let query = Query::r5(at(14, 0), 10, 60, 60, &[50.0]);
    let walks = city.walks(&query);
    let timetables = city.timetables(&query, &[DRAWN]);
    let network = Search::prepare(&timetables, &walks.as_walks(), &query).unwrap();
    let mut found = BTreeMap::new();
    matrix(&network, &walks.as_walks(), &query, |origin, row| {
        for (destination, minutes) in row.iter().enumerate() {
            found.insert((city.ids[origin].clone(), city.ids[destination].clone()), *minutes);
        }
    })
    .unwrap();
    published.compare("poa_w10", "poi_w10", &found, 0);
}
