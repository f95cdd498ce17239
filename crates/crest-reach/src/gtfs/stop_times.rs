//! Stop times: put in order, mended, and spread over the stops that carry no time.
//!
//! Between two timed stops the time is shared out by distance along the stops, measured on the ellipsoid, and cut to whole
//! seconds, as R5 v7.4 does; where the distance is unknown or nothing, evenly by number of stops.

use std::collections::HashMap;

use super::geodesic::geodesic_m;
use super::table::{Table, time_s};
use super::{Feed, GtfsError, Notice, Repairs, StopKind, StopTime};

/// Rows of the stop times of each trip, none for a trip that nobody can ride.
pub(super) struct Order {
    pub(super) ranges: Vec<Option<(u32, u32)>>,
}

/// Holds a row as written.
#[derive(Clone, Copy)]
struct Row {
    trip: u32,
    sequence: u32,
    line: u32,
    stop: u32,
    arrival_s: Option<u32>,
    departure_s: Option<u32>,
    may_board: bool,
    may_alight: bool,
}

/// Reads all stop times; those of usable trips end up in `feed`, trip after trip.
pub(super) fn read_stop_times(
    mut table: Table<'_>,
    stops: &HashMap<String, u32>,
    trips: &HashMap<String, u32>,
    feed: &mut Feed,
    repairs: &mut Repairs,
) -> Result<Order, GtfsError> {
    let mut rows = read_rows(&mut table, stops, trips, feed, repairs)?;
    rows.sort_by_key(|row| (row.trip, row.sequence, row.line));
    let mut ranges = vec![None; feed.trips.len()];
    let mut from = 0;
    let mut seen = vec![false; feed.trips.len()];
    while from < rows.len() {
        let trip = rows[from].trip;
        let to = from + rows[from..].partition_point(|row| row.trip == trip);
        seen[trip as usize] = true;
        let mut own = rows[from..to].to_vec();
        if let Some(pair) = own.windows(2).find(|pair| pair[0].sequence == pair[1].sequence) {
            let value = pair[1].sequence.to_string();
            repairs.note(Notice::RepeatedSequence, table.file, u64::from(pair[1].line), "stop_sequence", &value);
            // A call that is written twice is one call.
            own.dedup_by(|b, a| {
                (a.sequence, a.stop, a.arrival_s, a.departure_s) == (b.sequence, b.stop, b.arrival_s, b.departure_s)
            });
        }
        mend_times(&mut own, table.file, repairs);
        let timed = |row: &Row| row.arrival_s.is_some();
        let (first, last) = (own.iter().position(timed), own.iter().rposition(timed));
        if let (Some(first), Some(last)) = (first, last) {
            if first > 0 || last + 1 < own.len() {
                repairs.note(Notice::TripEdge, table.file, u64::from(own[0].line), "arrival_time", "");
            }
            if last > first {
                let start = u32::try_from(feed.stop_times.len()).expect("rows are bounded");
                spread(&own[first..=last], feed);
                let end = u32::try_from(feed.stop_times.len()).expect("rows are bounded");
                ranges[trip as usize] = Some((start, end));
            }
        }
        if ranges[trip as usize].is_none() {
            let id = &feed.trips[trip as usize].id;
            repairs.note(Notice::UnusableTrip, table.file, u64::from(rows[from].line), "trip_id", id);
        }
        from = to;
    }
    for (trip, _) in feed.trips.iter().zip(seen).filter(|(_, seen)| !seen) {
        repairs.note(Notice::UnusableTrip, "trips.txt", 0, "trip_id", &trip.id);
    }
    Ok(Order { ranges })
}

fn read_rows(
    table: &mut Table<'_>,
    stops: &HashMap<String, u32>,
    trips: &HashMap<String, u32>,
    feed: &Feed,
    repairs: &mut Repairs,
) -> Result<Vec<Row>, GtfsError> {
    let (trip, stop) = (table.needed("trip_id", repairs), table.needed("stop_id", repairs));
    let sequence = table.needed("stop_sequence", repairs);
    let arrival = table.needed("arrival_time", repairs);
    let departure = table.needed("departure_time", repairs);
    let (pickup, drop_off) = (table.column("pickup_type"), table.column("drop_off_type"));
    let mut rows = Vec::new();
    while table.advance(repairs)? {
        let line = table.line();
        let mut find = |ids: &HashMap<String, u32>, column, name| {
            let key = table.text(column);
            let found = ids.get(key.as_ref()).copied();
            if found.is_none() {
                repairs.note(Notice::ForeignKey, table.file, line, name, &key);
            }
            found
        };
        let (Some(trip), Some(stop)) = (find(trips, trip, "trip_id"), find(stops, stop, "stop_id")) else { continue };
        if matches!(feed.stops[stop as usize].kind, StopKind::Station | StopKind::Entrance | StopKind::Node) {
            let id = &feed.stops[stop as usize].id;
            repairs.note(Notice::StopKind, table.file, line, "stop_id", id);
        }
        let number = table.whole(sequence);
        if number.is_none() && sequence.is_some() {
            repairs.note(Notice::SequenceText, table.file, line, "stop_sequence", &table.text(sequence));
        }
        let mut read_time = |column, name| {
            let text = table.text(column);
            let time = time_s(&text);
            if time.is_none() && !text.is_empty() {
                repairs.note(Notice::Time, table.file, line, name, &text);
            }
            time
        };
        let times = (read_time(arrival, "arrival_time"), read_time(departure, "departure_time"));
        let (arrival_s, departure_s) = match times {
            (Some(arrival), Some(departure)) if departure < arrival => {
                let written = format!("{departure} s after {arrival} s");
                repairs.note(Notice::DepartureBeforeArrival, table.file, line, "departure_time", &written);
                (Some(arrival), Some(arrival))
            }
            (Some(time), None) | (None, Some(time)) => {
                repairs.note(Notice::OneTime, table.file, line, "arrival_time", "");
                (Some(time), Some(time))
            }
            both => both,
        };
        rows.push(Row {
            trip,
            sequence: number.unwrap_or(0),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            stop,
            arrival_s,
            departure_s,
            may_board: table.text(pickup) != "1",
            may_alight: table.text(drop_off) != "1",
        });
    }
    Ok(rows)
}

/// Makes the times of a trip rise: those off the longest rising row become untimed.
///
/// One mistyped hour then costs one time and not all that follow it.
fn mend_times(rows: &mut [Row], file: &'static str, repairs: &mut Repairs) {
    let falls = |a: &Row, b: &Row| matches!((a.departure_s, b.arrival_s), (Some(a), Some(b)) if b < a);
    let timed: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].arrival_s.is_some()).collect();
    if !timed.windows(2).any(|pair| falls(&rows[pair[0]], &rows[pair[1]])) {
        return;
    }
    // Longest chain in which no arrival lies before the departure kept before it: tails[n] ends the chain of length
    // n + 1 whose last departure is least.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; rows.len()];
    for &row in &timed {
        let (arrival, departure) = (rows[row].arrival_s, rows[row].departure_s);
        let length = tails.partition_point(|tail| rows[*tail].departure_s <= arrival);
        before[row] = length.checked_sub(1).map(|last| tails[last]);
        if length == tails.len() {
            tails.push(row);
        } else if departure < rows[tails[length]].departure_s {
            tails[length] = row;
        }
    }
    let mut kept = vec![false; rows.len()];
    let mut next = tails.last().copied();
    while let Some(row) = next {
        kept[row] = true;
        next = before[row];
    }
    for row in timed.into_iter().filter(|row| !kept[*row]) {
        let written = rows[row].arrival_s.map_or(String::new(), |time| format!("{time} s"));
        repairs.note(Notice::DecreasingTime, file, u64::from(rows[row].line), "arrival_time", &written);
        (rows[row].arrival_s, rows[row].departure_s) = (None, None);
    }
}

/// Appends the calls of a trip whose first and last stop are timed.
fn spread(rows: &[Row], feed: &mut Feed) {
    let mut from = 0;
    for to in 0..rows.len() {
        let (Some(arrival_s), Some(departure_s)) = (rows[to].arrival_s, rows[to].departure_s) else { continue };
        if to > from + 1 {
            let start = rows[from].departure_s.expect("the row before is timed");
            let lengths: Option<Vec<f64>> = (from..to)
                .map(|row| {
                    let point = |row: usize| feed.stops[rows[row].stop as usize].point;
                    Some(geodesic_m(point(row)?, point(row + 1)?))
                })
                .collect();
            let lengths = lengths.filter(|lengths| lengths.iter().sum::<f64>() > 0.0);
            let lengths = lengths.unwrap_or_else(|| vec![1.0; to - from]);
            let whole: f64 = lengths.iter().sum();
            let mut gone = 0.0;
            for row in from + 1..to {
                gone += lengths[row - 1 - from];
                let time = (f64::from(start) + f64::from(arrival_s - start) * (gone / whole)) as u32;
                feed.stop_times.push(call(&rows[row], time.min(arrival_s), time.min(arrival_s)));
                feed.n_interpolated += 1;
            }
        }
        feed.stop_times.push(call(&rows[to], arrival_s, departure_s));
        from = to;
    }
}

fn call(row: &Row, arrival_s: u32, departure_s: u32) -> StopTime {
    StopTime { stop: row.stop, arrival_s, departure_s, may_board: row.may_board, may_alight: row.may_alight }
}
