//! Time zones of feeds: how far apart their clocks stand on a day.
//!
//! Times of a feed count from noon less twelve hours in the zone of its agency, so the offset at noon holds for the whole service day, also when clocks are
//! changed in its night. Offsets are those of the IANA time zone database, as the crate `chrono-tz` carries it.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::{Day, Feed};

/// Returns how far the clocks of a zone stand ahead of UTC at noon of a day, in seconds; none if there is no such zone.
pub fn noon_offset_s(zone: &str, day: Day) -> Option<i32> {
    let zone: Tz = zone.trim().parse().ok()?;
    let noon = DateTime::from_timestamp(i64::from(day.0) * 86_400 + 43_200, 0)?.naive_utc();
    Some(zone.offset_from_local_datetime(&noon).earliest()?.fix().local_minus_utc())
}

/// Returns the seconds to add to the times of each feed so that all are in the zone of the first feed with a known one.
///
/// The difference of the offsets from UTC at noon of the day. A feed without a zone, or of an unknown one, is left as it is.
pub fn zone_shifts_s(feeds: &[&Feed], day: Day) -> Vec<i32> {
    let offsets: Vec<Option<i32>> =
        feeds.iter().map(|feed| noon_offset_s(&feed.agencies.first()?.timezone, day)).collect();
    let first = offsets.iter().flatten().next().copied().unwrap_or(0);
    offsets.into_iter().map(|offset| offset.map_or(0, |offset| first - offset)).collect()
}
