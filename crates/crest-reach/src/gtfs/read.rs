//! The tables of a feed, read one after the other and tied together by position.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::archive::FILES;
use super::calendar::services;
use super::pathways::read_pathways;
use super::stop_times::{Order, read_stop_times};
use super::table::{Table, time_s};
use super::{
    Agency, Feed, Frequency, GtfsError, Limits, Notice, Repairs, Route, Service, Stop, StopKind, Transfer, Trip,
};

/// Positions by id.
pub(super) type Ids = HashMap<String, u32>;

/// Reads a feed from its unpacked files, named as in the specification; other names are passed over.
///
/// # Errors
/// [`GtfsError`] if a table has too many rows or nobody can ride.
pub fn read_files(files: &[(&str, &[u8])], limits: &Limits) -> Result<Feed, GtfsError> {
    let mut feed = Feed::default();
    let mut repairs = Repairs::default();
    let find = |name: &'static str| files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes);
    let open = |name: &'static str, repairs: &mut Repairs| {
        debug_assert!(FILES.contains(&name));
        find(name).map(|bytes| Table::open(name, bytes, limits, repairs))
    };
    let must = |name: &'static str, repairs: &mut Repairs| {
        let table = open(name, repairs);
        if table.is_none() {
            repairs.note(Notice::MissingFile, name, 0, "", "");
        }
        table
    };
    let agencies = match must("agency.txt", &mut repairs) {
        Some(table) => read_agencies(table, &mut feed, &mut repairs)?,
        None => Ids::new(),
    };
    let stops = match must("stops.txt", &mut repairs) {
        Some(table) => read_stops(table, &mut feed, &mut repairs)?,
        None => return Err(GtfsError::Nothing { file: "stops.txt" }),
    };
    let mut routes = match must("routes.txt", &mut repairs) {
        Some(table) => read_routes(table, &agencies, &mut feed, &mut repairs)?,
        None => Ids::new(),
    };
    let (calendar, dates) = (open("calendar.txt", &mut repairs), open("calendar_dates.txt", &mut repairs));
    let is_without_calendar = calendar.is_none() && dates.is_none();
    if is_without_calendar {
        repairs.note(Notice::NoCalendar, "calendar.txt", 0, "", "");
    }
    let (list, mut service_ids) = services(calendar, dates, &mut repairs)?;
    feed.services = list;
    let Some(table) = must("trips.txt", &mut repairs) else { return Err(GtfsError::Nothing { file: "trips.txt" }) };
    let trips = read_trips(table, &mut routes, (&mut service_ids, is_without_calendar), &mut feed, &mut repairs)?;
    let Some(table) = must("stop_times.txt", &mut repairs) else {
        return Err(GtfsError::Nothing { file: "stop_times.txt" });
    };
    let order = read_stop_times(table, &stops, &trips, &mut feed, &mut repairs)?;
    let positions = keep_usable(&order, &mut feed);
    if feed.trips.is_empty() {
        return Err(GtfsError::Nothing { file: "stop_times.txt" });
    }
    if let Some(table) = open("frequencies.txt", &mut repairs) {
        read_frequencies(table, (&trips, &positions), &mut feed, &mut repairs)?;
    }
    if let Some(table) = open("transfers.txt", &mut repairs) {
        read_transfers(table, &stops, &mut feed, &mut repairs)?;
    }
    if let Some(table) = open("pathways.txt", &mut repairs) {
        read_pathways(table, &stops, &mut feed, &mut repairs)?;
    }
    if let Some(table) = open("shapes.txt", &mut repairs) {
        look_at_shapes(table, &mut repairs)?;
    }
    feed.repairs = repairs;
    Ok(feed)
}

/// Enters an id at a position; false and a note if it is there already.
fn enter(
    ids: &mut Ids,
    id: &str,
    position: usize,
    table: &Table<'_>,
    field: &'static str,
    repairs: &mut Repairs,
) -> bool {
    if ids.contains_key(id) {
        repairs.note(Notice::DuplicateKey, table.file, table.line(), field, id);
        return false;
    }
    ids.insert(id.to_owned(), u32::try_from(position).expect("rows are bounded"));
    true
}

fn read_agencies(mut table: Table<'_>, feed: &mut Feed, repairs: &mut Repairs) -> Result<Ids, GtfsError> {
    let mut ids = Ids::new();
    let (id, name, zone) = (table.column("agency_id"), table.column("agency_name"), table.column("agency_timezone"));
    while table.advance(repairs)? {
        let key = table.text(id).into_owned();
        if enter(&mut ids, &key, feed.agencies.len(), &table, "agency_id", repairs) {
            let (name, timezone) = (table.text(name).into_owned(), table.text(zone).into_owned());
            feed.agencies.push(Agency { id: key, name, timezone });
        }
    }
    Ok(ids)
}

fn read_stops(mut table: Table<'_>, feed: &mut Feed, repairs: &mut Repairs) -> Result<Ids, GtfsError> {
    let mut ids = Ids::new();
    let id = table.needed("stop_id", repairs);
    let name = table.column("stop_name");
    let (lat, lon) = (table.needed("stop_lat", repairs), table.needed("stop_lon", repairs));
    let (kind, parent) = (table.column("location_type"), table.column("parent_station"));
    let zone = table.column("zone_id");
    let mut parents = Vec::new();
    while table.advance(repairs)? {
        let Some(key) = table.filled(id, "stop_id", repairs).map(std::borrow::Cow::into_owned) else { continue };
        if !enter(&mut ids, &key, feed.stops.len(), &table, "stop_id", repairs) {
            continue;
        }
        let kind = match table.whole(kind) {
            Some(1) => StopKind::Station,
            Some(2) => StopKind::Entrance,
            Some(3) => StopKind::Node,
            Some(4) => StopKind::BoardingArea,
            _ => StopKind::Platform,
        };
        // Nodes and parts of a platform need no place.
        let is_inside = matches!(kind, StopKind::Node | StopKind::BoardingArea) && table.text(lat).is_empty();
        let point = if is_inside { None } else { read_point(&table, lon, lat, repairs) };
        parents.push((table.line(), table.text(parent).into_owned()));
        let (name, zone) = (table.text(name).into_owned(), table.text(zone).into_owned());
        feed.stops.push(Stop { id: key, name, zone, point, kind, parent: None });
    }
    if feed.stops.is_empty() {
        return Err(GtfsError::Nothing { file: "stops.txt" });
    }
    for (stop, (line, parent)) in parents.iter().enumerate() {
        if parent.is_empty() {
            continue;
        }
        match ids.get(parent) {
            Some(&parent) => feed.stops[stop].parent = Some(parent),
            None => repairs.note(Notice::ForeignKey, table.file, *line, "parent_station", parent),
        }
    }
    // The specification knows three levels; four steps up must end.
    for (stop, (line, parent)) in parents.iter().enumerate() {
        let mut above = feed.stops[stop].parent;
        for _ in 0..4 {
            above = above.and_then(|parent| feed.stops[parent as usize].parent);
        }
        if above.is_some() {
            repairs.note(Notice::CyclicParent, table.file, *line, "parent_station", parent);
            feed.stops[stop].parent = None;
        }
    }
    for stop in 0..feed.stops.len() {
        let mut above = feed.stops[stop].parent;
        while let (None, Some(parent)) = (feed.stops[stop].point, above) {
            feed.stops[stop].point = feed.stops[parent as usize].point;
            above = feed.stops[parent as usize].parent;
        }
    }
    Ok(ids)
}

/// Reads the place of a stop, none if it is missing or cannot be.
fn read_point(table: &Table<'_>, lon: Option<usize>, lat: Option<usize>, repairs: &mut Repairs) -> Option<(f64, f64)> {
    let (lon_text, lat_text) = (table.text(lon), table.text(lat));
    let mut note = |notice, text: &str| repairs.note(notice, table.file, table.line(), "stop_lat", text);
    if lon_text.is_empty() || lat_text.is_empty() {
        note(Notice::NoLocation, "");
        return None;
    }
    let (Ok(lon), Ok(lat)) = (lon_text.parse::<f64>(), lat_text.parse::<f64>()) else {
        note(Notice::Number, &format!("{lat_text}, {lon_text}"));
        return None;
    };
    let written = format!("{lat_text}, {lon_text}");
    if !(lon.abs() <= 180.0 && lat.abs() <= 90.0) {
        note(Notice::OutOfRange, &written);
    } else if lon.abs() <= 1.0 && lat.abs() <= 1.0 {
        note(Notice::NearOrigin, &written);
    } else if lat.abs() >= 89.0 {
        note(Notice::NearPole, &written);
    } else {
        return Some((lon, lat));
    }
    None
}

fn read_routes(mut table: Table<'_>, agencies: &Ids, feed: &mut Feed, repairs: &mut Repairs) -> Result<Ids, GtfsError> {
    let mut ids = Ids::new();
    let id = table.needed("route_id", repairs);
    let (short, long) = (table.column("route_short_name"), table.column("route_long_name"));
    let (kind, agency) = (table.column("route_type"), table.column("agency_id"));
    while table.advance(repairs)? {
        let Some(key) = table.filled(id, "route_id", repairs).map(std::borrow::Cow::into_owned) else { continue };
        if !enter(&mut ids, &key, feed.routes.len(), &table, "route_id", repairs) {
            continue;
        }
        feed.routes.push(Route {
            id: key,
            short_name: table.text(short).into_owned(),
            long_name: table.text(long).into_owned(),
            kind: table.text(kind).parse().ok(),
            agency: agencies.get(table.text(agency).as_ref()).copied(),
        });
    }
    Ok(ids)
}

fn read_trips(
    mut table: Table<'_>,
    routes: &mut Ids,
    (services, is_without_calendar): (&mut Ids, bool),
    feed: &mut Feed,
    repairs: &mut Repairs,
) -> Result<Ids, GtfsError> {
    let mut ids = Ids::new();
    let id = table.needed("trip_id", repairs);
    let (route, service) = (table.needed("route_id", repairs), table.needed("service_id", repairs));
    let headsign = table.column("trip_headsign");
    while table.advance(repairs)? {
        let Some(key) = table.filled(id, "trip_id", repairs).map(std::borrow::Cow::into_owned) else { continue };
        if !enter(&mut ids, &key, feed.trips.len(), &table, "trip_id", repairs) {
            continue;
        }
        let route = table.text(route);
        let route = routes.get(route.as_ref()).copied().unwrap_or_else(|| {
            repairs.note(Notice::UnknownRoute, table.file, table.line(), "route_id", &route);
            let position = u32::try_from(feed.routes.len()).expect("rows are bounded");
            feed.routes.push(Route {
                id: route.as_ref().to_owned(),
                short_name: String::new(),
                long_name: String::new(),
                kind: None,
                agency: None,
            });
            routes.insert(route.into_owned(), position);
            position
        });
        let service = table.text(service);
        let service = services.get(service.as_ref()).copied().unwrap_or_else(|| {
            if !is_without_calendar {
                repairs.note(Notice::UnknownService, table.file, table.line(), "service_id", &service);
            }
            let position = u32::try_from(feed.services.len()).expect("rows are bounded");
            let id = service.into_owned();
            feed.services.push(Service { id: id.clone(), is_daily: is_without_calendar, ..Service::default() });
            services.insert(id, position);
            position
        });
        let headsign = table.text(headsign).into_owned();
        feed.trips.push(Trip { id: key, route, service, headsign, stop_times: (0, 0), frequencies: (0, 0) });
    }
    Ok(ids)
}

/// Keeps the trips that can be ridden and tells where each went, given the rows of stop times of each.
fn keep_usable(order: &Order, feed: &mut Feed) -> Vec<Option<u32>> {
    let mut positions = Vec::with_capacity(feed.trips.len());
    let mut kept = Vec::new();
    for (trip, range) in std::mem::take(&mut feed.trips).into_iter().zip(&order.ranges) {
        positions.push(range.map(|_| u32::try_from(kept.len()).expect("rows are bounded")));
        kept.extend(range.map(|stop_times| Trip { stop_times, ..trip }));
    }
    feed.trips = kept;
    positions
}

fn read_frequencies(
    mut table: Table<'_>,
    (trips, positions): (&Ids, &[Option<u32>]),
    feed: &mut Feed,
    repairs: &mut Repairs,
) -> Result<(), GtfsError> {
    let trip = table.needed("trip_id", repairs);
    let (start, end) = (table.needed("start_time", repairs), table.needed("end_time", repairs));
    let (headway, exact) = (table.needed("headway_secs", repairs), table.column("exact_times"));
    let mut rows: Vec<(u32, Frequency)> = Vec::new();
    while table.advance(repairs)? {
        let line = table.line();
        let key = table.text(trip);
        let Some(&index) = trips.get(key.as_ref()) else {
            repairs.note(Notice::ForeignKey, table.file, line, "trip_id", &key);
            continue;
        };
        // A row of a trip that was left out goes with it.
        let Some(position) = positions[index as usize] else { continue };
        let (Some(start_s), Some(end_s)) = (time_s(&table.text(start)), time_s(&table.text(end))) else {
            let written = format!("{} to {}", table.text(start), table.text(end));
            repairs.note(Notice::Headway, table.file, line, "start_time", &written);
            continue;
        };
        if end_s < start_s {
            repairs.note(Notice::RangeOrder, table.file, line, "end_time", &table.text(end));
            continue;
        }
        let Some(headway_s) = table.whole(headway).filter(|seconds| (1..=7 * 86_400).contains(seconds)) else {
            repairs.note(Notice::Headway, table.file, line, "headway_secs", &table.text(headway));
            continue;
        };
        let is_exact = table.text(exact) == "1";
        rows.push((position, Frequency { start_s, end_s, headway_s, is_exact }));
    }
    rows.sort_by_key(|(trip, row)| (*trip, row.start_s, row.end_s));
    rows.dedup();
    let mut from = 0;
    while from < rows.len() {
        let trip = rows[from].0;
        let to = from + rows[from..].partition_point(|(other, _)| *other == trip);
        for pair in rows[from..to].windows(2) {
            if pair[1].1.start_s < pair[0].1.end_s {
                repairs.note(Notice::OverlappingFrequency, table.file, 0, "trip_id", &feed.trips[trip as usize].id);
            }
        }
        let bound = |row: usize| u32::try_from(row).expect("rows are bounded");
        feed.trips[trip as usize].frequencies = (bound(from), bound(to));
        from = to;
    }
    feed.frequencies = rows.into_iter().map(|(_, row)| row).collect();
    Ok(())
}

/// Finds the stop that a row names; notes an unknown one.
pub(super) fn find_stop(
    table: &Table<'_>,
    column: Option<usize>,
    name: &'static str,
    stops: &Ids,
    repairs: &mut Repairs,
) -> Option<u32> {
    let key = table.text(column);
    let found = stops.get(key.as_ref()).copied();
    if found.is_none() {
        repairs.note(Notice::ForeignKey, table.file, table.line(), name, &key);
    }
    found
}

fn read_transfers(mut table: Table<'_>, stops: &Ids, feed: &mut Feed, repairs: &mut Repairs) -> Result<(), GtfsError> {
    let (from, to) = (table.needed("from_stop_id", repairs), table.needed("to_stop_id", repairs));
    let (kind, least) = (table.column("transfer_type"), table.column("min_transfer_time"));
    // Transfers between given trips bind only those; they are not read as transfers of the whole stop.
    let scopes = ["from_trip_id", "to_trip_id", "from_route_id", "to_route_id"].map(|name| table.column(name));
    while table.advance(repairs)? {
        if scopes.iter().any(|column| !table.text(*column).is_empty()) {
            continue;
        }
        let from = find_stop(&table, from, "from_stop_id", stops, repairs);
        let to = find_stop(&table, to, "to_stop_id", stops, repairs);
        let (Some(from), Some(to)) = (from, to) else { continue };
        let kind = table.whole(kind).and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0);
        feed.transfers.push(Transfer { from, to, kind, min_s: table.whole(least) });
    }
    Ok(())
}

/// Notes what other programs stumble over in shapes; nothing of them is kept.
fn look_at_shapes(mut table: Table<'_>, repairs: &mut Repairs) -> Result<(), GtfsError> {
    let (id, sequence) = (table.column("shape_id"), table.column("shape_pt_sequence"));
    // Line of the first point, number of points, places seen.
    let mut shapes: BTreeMap<String, (u64, u64, BTreeSet<String>)> = BTreeMap::new();
    while table.advance(repairs)? {
        let (own, line) = (table.text(id).into_owned(), table.line());
        let place = table.text(sequence).into_owned();
        let (_, points, seen) = shapes.entry(own).or_insert_with(|| (line, 0, BTreeSet::new()));
        *points += 1;
        if !seen.insert(place.clone()) {
            repairs.note(Notice::ShapeSequence, table.file, line, "shape_pt_sequence", &place);
        }
    }
    for (own, (line, points, _)) in &shapes {
        if *points == 1 {
            repairs.note(Notice::ShapePoint, table.file, *line, "shape_id", own);
        }
    }
    Ok(())
}
