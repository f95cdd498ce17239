//! Feeds in their cached form, before a day is chosen, and the judging of what comes back.

use super::repair::Repairs;
use super::{
    Agency, Day, Feed, Frequency, Notice, Pathway, PathwayMode, Repair, Route, Service, Stop, StopKind, StopTime,
    Transfer, Trip,
};
use crate::cache::{CacheError, Element, Reader, Writer};

const FEED: [u8; 4] = *b"GTFS";
/// Rises with each change of what is written or of how feeds are read and mended.
const VERSION: u32 = 2;
/// No position: an agency, parent or time that is not there.
const NONE: u32 = u32::MAX;
/// One second more than the latest time that a feed can state, 168:59:59.
const TIMES_S: u32 = 169 * 3600;
/// Parents above a stop, at most.
const LEVELS: usize = 5;

impl Feed {
    /// Writes the feed in its cached form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(FEED, VERSION);
        put_texts(&mut writer, self.agencies.iter().flat_map(|own| [&own.id, &own.name, &own.timezone]));
        put_stops(&mut writer, &self.stops);
        put_texts(&mut writer, self.routes.iter().flat_map(|own| [&own.id, &own.short_name, &own.long_name]));
        put(&mut writer, &self.routes, |own| own.kind.map_or(NONE, u32::from));
        put(&mut writer, &self.routes, |own| own.agency.unwrap_or(NONE));
        put_services(&mut writer, &self.services);
        put_texts(&mut writer, self.trips.iter().flat_map(|own| [&own.id, &own.headsign]));
        put(&mut writer, &self.trips, |own| own.route);
        put(&mut writer, &self.trips, |own| own.service);
        put(&mut writer, &self.trips, |own| own.stop_times.1 - own.stop_times.0);
        put(&mut writer, &self.trips, |own| own.frequencies.1 - own.frequencies.0);
        put(&mut writer, &self.stop_times, |own| own.stop);
        put(&mut writer, &self.stop_times, |own| own.arrival_s);
        put(&mut writer, &self.stop_times, |own| own.departure_s);
        put(&mut writer, &self.stop_times, |own| u8::from(own.may_board) | u8::from(own.may_alight) << 1);
        put(&mut writer, &self.frequencies, |own| own.start_s);
        put(&mut writer, &self.frequencies, |own| own.end_s);
        put(&mut writer, &self.frequencies, |own| own.headway_s);
        put(&mut writer, &self.frequencies, |own| u8::from(own.is_exact));
        put(&mut writer, &self.transfers, |own| own.from);
        put(&mut writer, &self.transfers, |own| own.to);
        put(&mut writer, &self.transfers, |own| own.kind);
        put(&mut writer, &self.transfers, |own| u8::from(own.min_s.is_some()));
        put(&mut writer, &self.transfers, |own| own.min_s.unwrap_or(0));
        put(&mut writer, &self.pathways, |own| own.from);
        put(&mut writer, &self.pathways, |own| own.to);
        put(&mut writer, &self.pathways, |own| own.mode as u8);
        put(&mut writer, &self.pathways, |own| {
            let stated = u8::from(own.time_s.is_some()) << 1 | u8::from(own.n_steps.is_some()) << 2;
            u8::from(own.is_both_ways) | stated
        });
        put(&mut writer, &self.pathways, |own| own.time_s.unwrap_or(0));
        put(&mut writer, &self.pathways, |own| own.n_steps.unwrap_or(0));
        // A pathway without a length has no number for it.
        put(&mut writer, &self.pathways, |own| own.length_m.unwrap_or(f64::NAN));
        writer.section([self.n_interpolated as u64].into_iter());
        put(&mut writer, &self.repairs.counts, |count| *count);
        let examples = &self.repairs.examples;
        put(&mut writer, examples, |own| own.notice as u8);
        put(&mut writer, examples, |own| own.line);
        put_texts(&mut writer, examples.iter().flat_map(|own| [own.file.as_ref(), own.field.as_ref(), &own.value]));
        writer.finish()
    }

    /// Reads a feed from its cached form.
    ///
    /// # Errors
    /// [`CacheError`] if the bytes are not that form, or say something that a feed cannot be; never panics.
    ///
    /// Cost: linear in the bytes, in time and in memory.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CacheError> {
        let mut reader = Reader::open(bytes, FEED, VERSION)?;
        let agencies: Vec<Agency> =
            take_texts(&mut reader)?.into_iter().map(|[id, name, timezone]| Agency { id, name, timezone }).collect();
        let stops = take_stops(&mut reader)?;
        let routes = take_routes(&mut reader, agencies.len())?;
        let services = take_services(&mut reader)?;
        let (trips, n_calls, n_rows) = take_trips(&mut reader, routes.len(), services.len())?;
        let stop_times = take_stop_times(&mut reader, stops.len())?;
        judge(stop_times.len() == n_calls)?;
        for trip in &trips {
            let calls = &stop_times[trip.stop_times.0 as usize..trip.stop_times.1 as usize];
            judge(calls.len() >= 2 && calls.windows(2).all(|pair| pair[0].departure_s <= pair[1].arrival_s))?;
        }
        let frequencies = take_frequencies(&mut reader)?;
        judge(frequencies.len() == n_rows)?;
        let transfers = take_transfers(&mut reader, stops.len())?;
        let pathways = take_pathways(&mut reader, stops.len())?;
        let n_interpolated = usize::try_from(reader.single::<u64>()?).map_err(|_| CacheError::Content)?;
        judge(n_interpolated <= stop_times.len())?;
        let repairs = take_repairs(&mut reader)?;
        reader.finish()?;
        Ok(Self {
            agencies,
            stops,
            routes,
            services,
            trips,
            stop_times,
            frequencies,
            transfers,
            pathways,
            n_interpolated,
            repairs,
        })
    }
}

fn put_stops(writer: &mut Writer, stops: &[Stop]) {
    put_texts(writer, stops.iter().flat_map(|own| [&own.id, &own.name, &own.zone]));
    // A stop without a place has no number for its longitude.
    put(writer, stops, |own| own.point.map_or(f64::NAN, |(lon, _)| lon));
    put(writer, stops, |own| own.point.map_or(0.0, |(_, lat)| lat));
    put(writer, stops, |own| match own.kind {
        StopKind::Platform => 0_u8,
        StopKind::Station => 1,
        StopKind::Entrance => 2,
        StopKind::Node => 3,
        StopKind::BoardingArea => 4,
    });
    put(writer, stops, |own| own.parent.unwrap_or(NONE));
}

fn take_stops(reader: &mut Reader<'_>) -> Result<Vec<Stop>, CacheError> {
    let texts = take_texts(reader)?;
    let n = texts.len();
    judge(n > 0)?;
    let lon: Vec<f64> = take(reader, n)?;
    let lat: Vec<f64> = take(reader, n)?;
    let kinds: Vec<u8> = take(reader, n)?;
    let parents: Vec<u32> = take(reader, n)?;
    judge(parents.iter().all(|parent| *parent == NONE || (*parent as usize) < n))?;
    let mut stops = Vec::with_capacity(n);
    for (position, [id, name, zone]) in texts.into_iter().enumerate() {
        let (lon, lat) = (lon[position], lat[position]);
        judge(lon.is_nan() || (lon.abs() <= 180.0 && lat.abs() <= 90.0))?;
        let kind = match kinds[position] {
            0 => StopKind::Platform,
            1 => StopKind::Station,
            2 => StopKind::Entrance,
            3 => StopKind::Node,
            4 => StopKind::BoardingArea,
            _ => return Err(CacheError::Content),
        };
        let mut above = position;
        let levels = (0..=LEVELS).take_while(|_| {
            let parent = parents[above];
            above = if parent == NONE { above } else { parent as usize };
            parent != NONE
        });
        judge(levels.count() <= LEVELS)?;
        let point = (!lon.is_nan()).then_some((lon, lat));
        stops.push(Stop { id, name, zone, point, kind, parent: some(parents[position]) });
    }
    Ok(stops)
}

fn take_routes(reader: &mut Reader<'_>, n_agencies: usize) -> Result<Vec<Route>, CacheError> {
    let texts = take_texts(reader)?;
    let kinds: Vec<u32> = take(reader, texts.len())?;
    let agencies: Vec<u32> = take(reader, texts.len())?;
    let mut routes = Vec::with_capacity(texts.len());
    for (position, [id, short_name, long_name]) in texts.into_iter().enumerate() {
        let kind = some(kinds[position]).map(u16::try_from).transpose().map_err(|_| CacheError::Content)?;
        let agency = some(agencies[position]);
        judge(agency.is_none_or(|agency| (agency as usize) < n_agencies))?;
        routes.push(Route { id, short_name, long_name, kind, agency });
    }
    Ok(routes)
}

fn put_services(writer: &mut Writer, services: &[Service]) {
    put_texts(writer, services.iter().map(|own| &own.id));
    put(writer, services, |own| {
        (0..7).fold(u8::from(own.is_daily) << 7, |flags, day| flags | u8::from(own.weekdays[day]) << day)
    });
    put(writer, services, |own| u8::from(own.period.is_some()));
    put(writer, services, |own| own.period.map_or(0, |(first, _)| first.0));
    put(writer, services, |own| own.period.map_or(0, |(_, last)| last.0));
    for days in [|own: &Service| own.added.clone(), |own: &Service| own.removed.clone()] {
        put(writer, services, |own| days(own).len() as u64);
        let all: Vec<i32> = services.iter().flat_map(days).map(|day| day.0).collect();
        writer.section(all.into_iter());
    }
}

fn take_services(reader: &mut Reader<'_>) -> Result<Vec<Service>, CacheError> {
    let ids = take_texts(reader)?;
    let n = ids.len();
    let flags: Vec<u8> = take(reader, n)?;
    let has_period: Vec<u8> = take(reader, n)?;
    let first: Vec<i32> = take(reader, n)?;
    let last: Vec<i32> = take(reader, n)?;
    let [added, removed] = [take_days(reader, n)?, take_days(reader, n)?];
    let mut services = Vec::with_capacity(n);
    for (position, ([id], (added, removed))) in ids.into_iter().zip(added.into_iter().zip(removed)).enumerate() {
        let flags = flags[position];
        let period = take_flag(has_period[position])?.then_some((Day(first[position]), Day(last[position])));
        judge(period.is_none_or(|(first, last)| first <= last && is_date(first) && is_date(last)))?;
        let weekdays = std::array::from_fn(|day| flags >> day & 1 != 0);
        services.push(Service { id, weekdays, period, added, removed, is_daily: flags >> 7 != 0 });
    }
    Ok(services)
}

/// Takes a row of rising days for each service.
fn take_days(reader: &mut Reader<'_>, n: usize) -> Result<Vec<Vec<Day>>, CacheError> {
    let lengths: Vec<u64> = take(reader, n)?;
    let all: Vec<i32> = reader.section()?;
    let mut rest = all.as_slice();
    let mut days = Vec::with_capacity(n);
    for length in lengths {
        let length = usize::try_from(length).map_err(|_| CacheError::Content)?;
        let (own, next) = rest.split_at_checked(length).ok_or(CacheError::Content)?;
        let own: Vec<Day> = own.iter().copied().map(Day).collect();
        judge(own.windows(2).all(|pair| pair[0] < pair[1]) && own.iter().copied().all(is_date))?;
        days.push(own);
        rest = next;
    }
    judge(rest.is_empty())?;
    Ok(days)
}

/// Tells whether a day lies in the years 1 to 9999, as all that are read do.
fn is_date(day: Day) -> bool {
    (-719_162..=2_932_896).contains(&day.0)
}

/// Takes trips, and the number of stop times and of headway rows that they have together.
fn take_trips(
    reader: &mut Reader<'_>,
    n_routes: usize,
    n_services: usize,
) -> Result<(Vec<Trip>, usize, usize), CacheError> {
    let texts = take_texts(reader)?;
    let n = texts.len();
    judge(n > 0)?;
    let routes: Vec<u32> = take(reader, n)?;
    let services: Vec<u32> = take(reader, n)?;
    let [calls, rows] = [take_ranges(reader, n)?, take_ranges(reader, n)?];
    judge(routes.iter().all(|route| (*route as usize) < n_routes))?;
    judge(services.iter().all(|service| (*service as usize) < n_services))?;
    let trip = |(position, [id, headsign]): (usize, [String; 2])| Trip {
        id,
        route: routes[position],
        service: services[position],
        headsign,
        stop_times: calls[position],
        // Trips without headways were read with an empty range at the start.
        frequencies: if rows[position].0 == rows[position].1 { (0, 0) } else { rows[position] },
    };
    let ends = [&calls, &rows].map(|ranges| ranges.last().map_or(0, |range| range.1 as usize));
    Ok((texts.into_iter().enumerate().map(trip).collect(), ends[0], ends[1]))
}

/// Takes lengths as ranges, one after the other.
fn take_ranges(reader: &mut Reader<'_>, n: usize) -> Result<Vec<(u32, u32)>, CacheError> {
    let lengths: Vec<u32> = take(reader, n)?;
    let mut end = 0_u32;
    let mut range = |length: u32| {
        let start = end;
        end = end.checked_add(length).ok_or(CacheError::Content)?;
        Ok((start, end))
    };
    lengths.into_iter().map(&mut range).collect()
}

fn take_stop_times(reader: &mut Reader<'_>, n_stops: usize) -> Result<Vec<StopTime>, CacheError> {
    let stops: Vec<u32> = reader.section()?;
    let arrivals: Vec<u32> = take(reader, stops.len())?;
    let departures: Vec<u32> = take(reader, stops.len())?;
    let flags: Vec<u8> = take(reader, stops.len())?;
    judge(stops.iter().all(|stop| (*stop as usize) < n_stops) && flags.iter().all(|flags| *flags < 1 << 2))?;
    judge(arrivals.iter().zip(&departures).all(|(arrival, departure)| arrival <= departure && *departure < TIMES_S))?;
    let call = |position: usize| StopTime {
        stop: stops[position],
        arrival_s: arrivals[position],
        departure_s: departures[position],
        may_board: flags[position] & 1 != 0,
        may_alight: flags[position] & 2 != 0,
    };
    Ok((0..stops.len()).map(call).collect())
}

fn take_frequencies(reader: &mut Reader<'_>) -> Result<Vec<Frequency>, CacheError> {
    let starts: Vec<u32> = reader.section()?;
    let ends: Vec<u32> = take(reader, starts.len())?;
    let headways: Vec<u32> = take(reader, starts.len())?;
    let exact: Vec<u8> = take(reader, starts.len())?;
    judge(starts.iter().zip(&ends).all(|(start, end)| start <= end && *end < TIMES_S))?;
    judge(headways.iter().all(|headway_s| (1..=7 * 86_400).contains(headway_s)))?;
    let row = |position: usize| {
        let (start_s, end_s, headway_s) = (starts[position], ends[position], headways[position]);
        Ok(Frequency { start_s, end_s, headway_s, is_exact: take_flag(exact[position])? })
    };
    (0..starts.len()).map(row).collect()
}

fn take_transfers(reader: &mut Reader<'_>, n_stops: usize) -> Result<Vec<Transfer>, CacheError> {
    let from: Vec<u32> = reader.section()?;
    let to: Vec<u32> = take(reader, from.len())?;
    let kinds: Vec<u8> = take(reader, from.len())?;
    let has_time: Vec<u8> = take(reader, from.len())?;
    let times: Vec<u32> = take(reader, from.len())?;
    judge(from.iter().chain(&to).all(|stop| (*stop as usize) < n_stops))?;
    let row = |position: usize| {
        let min_s = take_flag(has_time[position])?.then_some(times[position]);
        Ok(Transfer { from: from[position], to: to[position], kind: kinds[position], min_s })
    };
    (0..from.len()).map(row).collect()
}

fn take_pathways(reader: &mut Reader<'_>, n_stops: usize) -> Result<Vec<Pathway>, CacheError> {
    let from: Vec<u32> = reader.section()?;
    let to: Vec<u32> = take(reader, from.len())?;
    let modes: Vec<u8> = take(reader, from.len())?;
    let flags: Vec<u8> = take(reader, from.len())?;
    let times: Vec<u32> = take(reader, from.len())?;
    let steps: Vec<u32> = take(reader, from.len())?;
    let lengths: Vec<f64> = take(reader, from.len())?;
    judge(from.iter().chain(&to).all(|stop| (*stop as usize) < n_stops) && flags.iter().all(|flags| *flags < 1 << 3))?;
    judge(lengths.iter().all(|length| length.is_nan() || (0.0..f64::INFINITY).contains(length)))?;
    let row = |at: usize| {
        let stated = |bit: u8, value: u32| (flags[at] & bit != 0).then_some(value);
        Ok(Pathway {
            from: from[at],
            to: to[at],
            is_both_ways: flags[at] & 1 != 0,
            mode: *PathwayMode::ALL.get(usize::from(modes[at])).ok_or(CacheError::Content)?,
            time_s: stated(2, times[at]),
            length_m: Some(lengths[at]).filter(|length| !length.is_nan()),
            n_steps: stated(4, steps[at]),
        })
    };
    (0..from.len()).map(row).collect()
}

fn take_repairs(reader: &mut Reader<'_>) -> Result<Repairs, CacheError> {
    let counts: Vec<u64> = reader.section()?;
    judge(counts.is_empty() || counts.len() == Notice::ALL.len())?;
    let notices: Vec<u8> = reader.section()?;
    let lines: Vec<u64> = take(reader, notices.len())?;
    let texts = take_texts(reader)?;
    judge(texts.len() == notices.len())?;
    let example = |(position, [file, field, value]): (usize, [String; 3])| {
        let notice = *Notice::ALL.get(usize::from(notices[position])).ok_or(CacheError::Content)?;
        Ok(Repair { notice, file: file.into(), line: lines[position], field: field.into(), value })
    };
    let examples = texts.into_iter().enumerate().map(example).collect::<Result<_, CacheError>>()?;
    Ok(Repairs { counts, examples })
}

fn some(position: u32) -> Option<u32> {
    (position != NONE).then_some(position)
}

fn judge(holds: bool) -> Result<(), CacheError> {
    if holds { Ok(()) } else { Err(CacheError::Content) }
}

fn put<S, T: Element>(writer: &mut Writer, items: &[S], value: impl Fn(&S) -> T) {
    writer.section(items.iter().map(value));
}

/// Writes texts as their lengths and all their bytes.
fn put_texts<T: AsRef<str>>(writer: &mut Writer, texts: impl Iterator<Item = T>) {
    let (mut lengths, mut bytes) = (Vec::new(), Vec::new());
    for text in texts {
        lengths.push(u32::try_from(text.as_ref().len()).expect("texts of a feed are shorter than its bounds"));
        bytes.extend_from_slice(text.as_ref().as_bytes());
    }
    writer.section(lengths.into_iter());
    writer.section(bytes.into_iter());
}

/// Takes rows of as many texts each.
fn take_texts<const N: usize>(reader: &mut Reader<'_>) -> Result<Vec<[String; N]>, CacheError> {
    let lengths: Vec<u32> = reader.section()?;
    let bytes: Vec<u8> = reader.section()?;
    judge(lengths.len().is_multiple_of(N))?;
    let all = std::str::from_utf8(&bytes).map_err(|_| CacheError::Content)?;
    let mut rest = all;
    let mut rows = Vec::with_capacity(lengths.len() / N);
    for lengths in lengths.chunks_exact(N) {
        let mut row = [const { String::new() }; N];
        for (text, length) in row.iter_mut().zip(lengths) {
            let (own, next) = rest.split_at_checked(*length as usize).ok_or(CacheError::Content)?;
            own.clone_into(text);
            rest = next;
        }
        rows.push(row);
    }
    judge(rest.is_empty())?;
    Ok(rows)
}

/// Takes a section that must have as many elements as another.
fn take<T: Element>(reader: &mut Reader<'_>, length: usize) -> Result<Vec<T>, CacheError> {
    let section: Vec<T> = reader.section()?;
    judge(section.len() == length)?;
    Ok(section)
}

fn take_flag(flag: u8) -> Result<bool, CacheError> {
    judge(flag < 2)?;
    Ok(flag == 1)
}

#[cfg(test)]
mod tests;
