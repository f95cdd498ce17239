//! The days on which services run.

use std::collections::{BTreeMap, HashMap};

use super::table::Table;
use super::{Day, GtfsError, Notice, Repairs};

/// Holds when a service runs: days of the week within a period, and days added and removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Its id as written.
    pub id: String,
    /// Days of the week, Monday first.
    pub weekdays: [bool; 7],
    /// First and last day of the period; none if only single days are listed.
    pub period: Option<(Day, Day)>,
    /// Days added, in order.
    pub added: Vec<Day>,
    /// Days removed, in order.
    pub removed: Vec<Day>,
    /// Whether it runs on every day because the feed has no calendar at all.
    pub is_daily: bool,
}

impl Service {
    /// Tells whether the service runs on a day; a day both added and removed is a day it runs.
    pub fn runs_on(&self, day: Day) -> bool {
        let is_regular =
            self.period.is_some_and(|(first, last)| first <= day && day <= last) && self.weekdays[day.weekday()];
        self.is_daily
            || self.added.binary_search(&day).is_ok()
            || (is_regular && self.removed.binary_search(&day).is_err())
    }

    /// Tells whether there is any day on which it could run.
    pub fn has_days(&self) -> bool {
        self.is_daily
            || !self.added.is_empty()
            || self.period.is_some_and(|(first, last)| {
                first <= last && self.weekdays.iter().any(|runs| *runs) && {
                    let span = i64::from(last.0) - i64::from(first.0);
                    span >= 6 || (first.0..=last.0).any(|day| self.weekdays[Day(day).weekday()])
                }
            })
    }
}

/// Reads both tables of dates into services in order of id.
pub(super) fn services(
    calendar: Option<Table<'_>>,
    dates: Option<Table<'_>>,
    repairs: &mut Repairs,
) -> Result<(Vec<Service>, HashMap<String, u32>), GtfsError> {
    const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let mut services: BTreeMap<String, Service> = BTreeMap::new();
    if let Some(mut table) = calendar {
        let id = table.needed("service_id", repairs);
        let columns = WEEKDAYS.map(|name| table.needed(name, repairs));
        let period = [table.needed("start_date", repairs), table.needed("end_date", repairs)];
        while table.advance(repairs)? {
            let line = table.line();
            let key = table.text(id).into_owned();
            let mut days = [None; 2];
            for ((day, column), name) in days.iter_mut().zip(period).zip(["start_date", "end_date"]) {
                *day = Day::parse(&table.text(column));
                if day.is_none() {
                    repairs.note(Notice::Date, table.file, line, name, &table.text(column));
                }
            }
            let [Some(first), Some(last)] = days else { continue };
            if last < first {
                repairs.note(Notice::RangeOrder, table.file, line, "end_date", &table.text(period[1]));
                continue;
            }
            if services.contains_key(&key) {
                repairs.note(Notice::DuplicateKey, table.file, line, "service_id", &key);
                continue;
            }
            let weekdays = columns.map(|column| table.text(column) == "1");
            services
                .insert(key.clone(), Service { id: key, weekdays, period: Some((first, last)), ..Service::default() });
        }
    }
    if let Some(mut table) = dates {
        let id = table.needed("service_id", repairs);
        let date = table.needed("date", repairs);
        let kind = table.needed("exception_type", repairs);
        while table.advance(repairs)? {
            let line = table.line();
            let Some(day) = Day::parse(&table.text(date)) else {
                repairs.note(Notice::Date, table.file, line, "date", &table.text(date));
                continue;
            };
            let is_added = match table.text(kind).as_ref() {
                "1" => true,
                "2" => false,
                other => {
                    repairs.note(Notice::Number, table.file, line, "exception_type", other);
                    continue;
                }
            };
            let key = table.text(id).into_owned();
            let service =
                services.entry(key).or_insert_with_key(|key| Service { id: key.clone(), ..Service::default() });
            if is_added { &mut service.added } else { &mut service.removed }.push(day);
        }
    }
    let mut index = HashMap::new();
    let mut list: Vec<Service> = services.into_values().collect();
    for (position, service) in list.iter_mut().enumerate() {
        service.added.sort_unstable();
        service.added.dedup();
        service.removed.sort_unstable();
        service.removed.dedup();
        index.insert(service.id.clone(), u32::try_from(position).expect("rows are bounded"));
    }
    Ok((list, index))
}
