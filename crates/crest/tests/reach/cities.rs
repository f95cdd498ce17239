//! Porto Alegre: published travel times, areas by arrival, scenarios and modes on real streets and timetables.

use super::support::shared;
use super::*;

#[test]
fn medians_of_porto_alegre_are_those_that_r5r_publishes() {
    let Some(city) = shared("reach/porto_alegre") else { return };
    let feeds = [city.join("poa_eptc.zip"), city.join("poa_trensurb.zip")];
    let sources = Sources::load(Some(&city.join("poa_osm.pbf")), &feeds, None, None).unwrap();
    let places = points(&city.join("poa_points_of_interest.csv"));
    let trip = Trip {
        profile: Profile::R5,
        day: Some(read_day("2019-05-13").unwrap()),
        first_s: 14 * 3600,
        window_min: 10,
        max_time_min: 60,
        max_walk_min: 60,
        ..Trip::usual()
    };
    let cache = tempfile::tempdir().unwrap();
    let built = || ReachNetwork::build(&sources, &trip, None, Some(cache.path())).unwrap();
    let text = |network: &ReachNetwork| {
        let (from, to, percentiles) = (&places, &places, &[50.0][..]);
        let mut out = CsvMatrix::begin(Head { from, to, percentiles, profile: Profile::R5 }, Vec::new());
        matrix(&MatrixAsked { network, from, to, trip: &trip, percentiles }, &mut |row| out.push(row)).unwrap();
        String::from_utf8(out.finish().unwrap()).unwrap()
    };
    let first = text(&built());
    let mut kept: Vec<String> =
        std::fs::read_dir(cache.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    kept.sort();
    let kinds: Vec<&str> = kept.iter().map(|name| name.split('-').next().unwrap()).collect();
    assert_eq!(kinds, ["feed", "feed", "streets", "times"]);
    assert_eq!(first, text(&built()), "streets and feeds from the cache give the same bytes");
    let found = minutes(&first);
    let published = std::fs::read_to_string(city.join("published_r5r.csv")).unwrap();
    let mut n = 0;
    for row in published.lines().filter(|line| line.starts_with("poi_w10,")) {
        let cells: Vec<&str> = row.split(',').collect();
        let own = &found[&(cells[1].to_owned(), cells[2].to_owned())];
        assert_eq!(own, &[cells[5].parse::<f64>().unwrap()], "{row}");
        n += 1;
    }
    assert_eq!(n, 10);
}

#[test]
fn areas_of_porto_alegre_by_arrival_hold_the_cells_of_the_matrix() {
    let Some(city) = shared("reach/porto_alegre") else { return };
    let feeds = [city.join("poa_eptc.zip"), city.join("poa_trensurb.zip")];
    let sources = Sources::load(Some(&city.join("poa_osm.pbf")), &feeds, None, None).unwrap();
    let (cells, places) = (points(&city.join("poa_hexgrid.csv")), points(&city.join("poa_points_of_interest.csv")));
    let market = places.find("public_market").unwrap();
    let market = Points {
        source: "market".to_owned(),
        ids: vec!["public_market".to_owned()],
        points: vec![places.points[market]],
        zones: vec![String::new()],
    };
    let cache = tempfile::tempdir().unwrap();
    for profile in [Profile::Crest, Profile::R5] {
        let trip = Trip {
            profile,
            day: Some(read_day("2019-05-13").unwrap()),
            first_s: 14 * 3600,
            window_min: 20,
            max_walk_min: 15,
            is_by_arrival: true,
            ..Trip::usual()
        };
        let network = ReachNetwork::build(&sources, &trip, None, Some(cache.path())).unwrap();
        let asked = IsochronesAsked {
            network: &network,
            from: &market,
            trip: &trip,
            percentile: 50.0,
            cutoffs_min: &[30.0],
            cell_m: 100.0,
        };
        let drawn = isochrones(&asked).unwrap();
        let matrix_asked =
            MatrixAsked { network: &network, from: &cells, to: &market, trip: &trip, percentiles: &[50.0] };
        let (found, _) = times(&matrix_asked).unwrap();
        // Reached three minutes before the cutoff and within, reached three minutes after it and within, and all of either.
        let mut counts = [0; 4];
        for (cell, point) in cells.points.iter().enumerate() {
            let minutes = found[0].find(cell, 0).unwrap_or(f64::INFINITY);
            let inside = drawn[0].polygons.iter().any(|own| {
                holds(&own.outer, point.lon, point.lat)
                    && !own.holes.iter().any(|hole| holds(hole, point.lon, point.lat))
            });
            let late = if minutes < 27.0 {
                0
            } else if minutes > 33.0 {
                2
            } else {
                continue;
            };
            counts[late + 1] += 1;
            counts[late] += usize::from(inside);
        }
        println!(
            "{profile:?}: {} of {} early cells inside, {} of {} late ones",
            counts[0], counts[1], counts[2], counts[3]
        );
        // Some cells lie further than a square from the street that they join.
        assert!(counts[1] > 100 && counts[0] * 100 > counts[1] * 97);
        assert!(counts[3] > 300 && counts[2] * 100 < counts[3] * 2);
    }
}

#[test]
fn changes_of_porto_alegre_give_the_bytes_of_a_full_run() {
    let Some(city) = shared("reach/porto_alegre") else { return };
    let feeds = [city.join("poa_eptc.zip"), city.join("poa_trensurb.zip")];
    let sources = Sources::load(Some(&city.join("poa_osm.pbf")), &feeds, None, None).unwrap();
    let places = points(&city.join("poa_points_of_interest.csv"));
    let walked =
        Trip { day: Some(read_day("2019-05-13").unwrap()), first_s: 14 * 3600, window_min: 30, ..Trip::usual() };
    let modes = vec![StreetMode::Walk, StreetMode::Cycle, StreetMode::Car];
    let ridden = Trip { access: modes[..2].to_vec(), egress: modes, max_car_min: 10, ..walked.clone() };
    for trip in [walked, ridden] {
        let n_anew = n_anew_by_changes_like_a_full_run(&sources, &places, &trip);
        println!("origins computed anew of {}: {n_anew:?}", places.len());
    }
}

fn n_anew_by_changes_like_a_full_run(sources: &Sources, places: &Points, trip: &Trip) -> Vec<usize> {
    let cache = tempfile::tempdir().unwrap();
    let built =
        |change: Option<&NetworkChange>| ReachNetwork::build(sources, trip, change, Some(cache.path())).unwrap();
    let old = built(None);
    // A bus of the outskirts, a train to a new station, and a street between two of the places.
    let route = &old.feeds[0].routes[0].id;
    let closed = format!("[[change]]\nkind = \"close_line\"\nroute = \"{route}\"\n");
    let [a, b] = [places.points[0], places.points[1]];
    let street = format!(
        "[[change]]\nkind = \"add_street\"\npoints = [[{}, {}], [{}, {}]]\nmodes = [\"walk\"]\n",
        a.lon, a.lat, b.lon, b.lat
    );
    let line = format!(
        "[[change]]\nkind = \"add_station\"\nid = \"here\"\nlon = {}\nlat = {}\n[[change]]\nkind = \"add_line\"\nid = \"x\"\n\
         stops = [\"here\", \"{}\"]\nride_minutes = [3]\ndepartures = [\"14:20\", \"14:40\"]\n",
        a.lon, a.lat, old.feeds[0].stops[100].id
    );
    let (from, to, percentiles) = (places, places, &[50.0][..]);
    let head = Head { from, to, percentiles, profile: Profile::Crest };
    let mut told = Vec::new();
    for text in [&closed, &line, &street] {
        let change = NetworkChange::read("s.toml", text).unwrap();
        let new = built(Some(&change));
        let before = MatrixAsked { network: &old, from, to, trip, percentiles };
        let after = MatrixAsked { network: &new, ..before };
        let mut full = CsvMatrix::begin(head, Vec::new());
        matrix(&after, &mut |row| full.push(row)).unwrap();
        let full = full.finish().unwrap();
        let gone_on = || {
            let mut out = CsvMatrix::begin(head, Vec::new());
            let (.., n_touched) = matrix_after(&before, &after, &change, &mut |_, row| out.push(row)).unwrap();
            assert_eq!(out.finish().unwrap(), full, "{text}");
            n_touched
        };
        // The first run keeps the times before, where the change adds runs only; the second goes on from them.
        let kept = || -> Vec<PathBuf> {
            let files = std::fs::read_dir(cache.path()).unwrap().map(|file| file.unwrap().path());
            let mut files: Vec<PathBuf> = files.filter(|file| file.to_string_lossy().contains("times-")).collect();
            files.sort();
            files
        };
        let there = kept();
        told.push(gone_on());
        let own: Vec<PathBuf> = kept().into_iter().filter(|file| !there.contains(file)).collect();
        assert_eq!(own.len(), usize::from(text == &line), "{own:?}");
        assert_eq!(gone_on(), told[told.len() - 1]);
        for file in own {
            let bytes = std::fs::read(&file).unwrap();
            for place in [bytes.len() / 2, bytes.len() - 1] {
                let mut damaged = bytes.clone();
                damaged[place] ^= 1;
                std::fs::write(&file, damaged).unwrap();
                gone_on();
            }
        }
    }
    assert!(told[1] < places.len() && told[2] == places.len());
    told
}

#[test]
fn every_mode_added_in_porto_alegre_shortens_some_trips_and_lengthens_none() {
    let Some(city) = shared("reach/porto_alegre") else { return };
    let feeds = [city.join("poa_eptc.zip"), city.join("poa_trensurb.zip")];
    let sources = Sources::load(Some(&city.join("poa_osm.pbf")), &feeds, None, None).unwrap();
    let places = points(&city.join("poa_points_of_interest.csv"));
    let cache = tempfile::tempdir().unwrap();
    let (walk, cycle, car) = (StreetMode::Walk, StreetMode::Cycle, StreetMode::Car);
    for profile in [Profile::Crest, Profile::R5] {
        let day = Some(read_day("2019-05-13").unwrap());
        let base = Trip { profile, day, first_s: 14 * 3600, window_min: 10, max_time_min: 90, ..Trip::usual() };
        let steps: [(&[StreetMode], &[StreetMode]); 4] = [
            (&[walk], &[walk]),
            (&[walk, cycle], &[walk]),
            (&[walk, cycle], &[walk, cycle]),
            (&[walk, cycle, car], &[walk, cycle, car]),
        ];
        let mut before: Option<BTreeMap<(usize, usize), f64>> = None;
        for (access, egress) in steps {
            let trip = Trip { access: access.to_vec(), egress: egress.to_vec(), ..base.clone() };
            let network = ReachNetwork::build(&sources, &trip, None, Some(cache.path())).unwrap();
            let asked =
                MatrixAsked { network: &network, from: &places, to: &places, trip: &trip, percentiles: &[50.0] };
            let mut found = BTreeMap::new();
            matrix(&asked, &mut |row| found.extend(row.pairs(1).map(|(from, to, own)| ((from, to), own[0].unwrap()))))
                .unwrap();
            if let Some(before) = &before {
                let longer = before.iter().filter(|(pair, own)| found.get(pair).is_none_or(|now| now > own)).count();
                let shorter = found.iter().filter(|(pair, now)| before.get(pair).is_none_or(|own| *now < own)).count();
                println!("{profile:?} {access:?} {egress:?}: {shorter} of {} shorter", found.len());
                assert_eq!(longer, 0, "{profile:?} {access:?} {egress:?}");
                assert!(shorter > 0, "{profile:?} {access:?} {egress:?}");
            }
            before = Some(found);
        }
    }
}
