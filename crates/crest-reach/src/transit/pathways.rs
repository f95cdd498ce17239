//! Pathways laid over walks: a station that has them is entered and left by its entrances.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::gtfs::{Feed, StopKind};
use crate::links::Links;

use super::{Query, WalkLinks};

/// Lays the pathways of feeds over walks.
///
/// - A platform with pathways is walked to through the entrances that lead to it, and from through those it leads to; streets end at the entrances.
/// - Transfers go by pathways inside, or out through an entrance, along streets and in through another, whichever is shorter.
/// - A platform that no entrance leads to is walked to as if the station had no pathways, and one that leads to none is left so;
///   [`crate::gtfs::check`] names them. Platforms without pathways keep their walks.
/// - Walks longer than the longest of the query are dropped, those inside a station included.
///
/// Links of stops stand in the order of the feeds; stops after them, such as those of a scenario, have no pathways. Stated transfers come after:
/// [`super::with_stated_transfers`]. R5 v7.4 does without. Cost: a search for each platform and entrance within its station, then one pass over the links.
///
/// # Panics
/// If there are fewer links than stops.
///
/// # Source
/// General Transit Feed Specification, pathways.txt; paces as [`crate::gtfs::Pathway::seconds`].
#[must_use]
pub fn with_pathways(walks: WalkLinks, feeds: &[&Feed], query: &Query) -> WalkLinks {
    let speed = query.walking.speed_mm_per_s;
    let most_mm = query.walking.max_s.saturating_mul(speed);
    let stations = Stations::build(feeds, walks.transfers.n_rows(), speed);
    if stations.is_without_pathways() {
        return walks;
    }
    let rows = |n: usize, row: &dyn Fn(usize) -> Row| -> Links {
        let bounded = |own: usize| row(own).into_iter().filter(|(_, length_mm)| *length_mm <= most_mm).collect();
        Links::from_rows((0..n).map(bounded).collect())
    };
    let n_stops = walks.transfers.n_rows();
    WalkLinks {
        access: rows(walks.access.n_rows(), &|origin| {
            let mut row = Row::new();
            stations.enter(&walks.access, origin, 0, &mut row);
            row
        }),
        transfers: rows(n_stops, &|stop| {
            let mut row: Row = stations.inside[stop].iter().copied().collect();
            for (from, length_mm) in stations.ways_out(stop) {
                // Who leaves by an entrance may come back by it.
                stations.enter_at(from, length_mm, &mut row);
                stations.enter(&walks.transfers, from as usize, length_mm, &mut row);
            }
            row.remove(&(stop as u32));
            row
        }),
        egress: rows(n_stops, &|stop| {
            let mut row = Row::new();
            for (from, length_mm) in stations.ways_out(stop) {
                let (targets, lengths_mm) = walks.egress.row(from as usize);
                for (target, further_mm) in targets.iter().zip(lengths_mm) {
                    shorten(&mut row, *target, length_mm.saturating_add(*further_mm));
                }
            }
            row
        }),
        ..walks
    }
}

/// Targets of a point and the lengths to them.
type Row = BTreeMap<u32, u32>;

fn shorten(row: &mut Row, target: u32, length_mm: u32) {
    let place = row.entry(target).or_insert(length_mm);
    *place = length_mm.min(*place);
}

/// Walks inside stations over the stops of all feeds, as lengths at the walking speed.
struct Stations {
    /// From each entrance to platforms.
    by_entrance: Vec<Vec<(u32, u32)>>,
    /// Whether an entrance leads to the stop.
    is_entered: Vec<bool>,
    /// From each platform to entrances; empty where none can be reached or there are no pathways.
    leave: Vec<Vec<(u32, u32)>>,
    /// From each platform to platforms.
    inside: Vec<Vec<(u32, u32)>>,
}

impl Stations {
    fn build(feeds: &[&Feed], n_stops: usize, speed_mm_per_s: u32) -> Self {
        let mut stations = Self {
            by_entrance: vec![Vec::new(); n_stops],
            is_entered: vec![false; n_stops],
            leave: vec![Vec::new(); n_stops],
            inside: vec![Vec::new(); n_stops],
        };
        let mut first = 0_u32;
        for feed in feeds {
            let platforms = feed.platforms_with_pathways();
            let walks = if platforms.is_empty() { Vec::new() } else { feed.inside_walks(speed_mm_per_s) };
            let in_lengths = |seconds: f64| (seconds * f64::from(speed_mm_per_s)).round() as u32;
            let walks: Vec<Row> = walks
                .into_iter()
                .map(|of_one| {
                    let mut row = Row::new();
                    of_one.into_iter().for_each(|(to, seconds)| shorten(&mut row, to, in_lengths(seconds)));
                    row
                })
                .collect();
            let is_platform = |stop: u32| platforms.binary_search(&stop).is_ok();
            let is_entrance = |stop: u32| feed.stops[stop as usize].kind == StopKind::Entrance;
            let entrances = (0_u32..).zip(&walks).filter(|(own, walks)| is_entrance(*own) && !walks.is_empty());
            for (entrance, _) in entrances {
                for (stop, length_mm) in shortest(&walks, entrance) {
                    if is_platform(stop) {
                        stations.by_entrance[(first + entrance) as usize].push((first + stop, length_mm));
                        stations.is_entered[(first + stop) as usize] = true;
                    }
                }
            }
            for &platform in &platforms {
                let own = (first + platform) as usize;
                for (stop, length_mm) in shortest(&walks, platform) {
                    if is_entrance(stop) {
                        stations.leave[own].push((first + stop, length_mm));
                    } else if is_platform(stop) && stop != platform {
                        stations.inside[own].push((first + stop, length_mm));
                    }
                }
            }
            first += u32::try_from(feed.stops.len()).expect("rows are bounded");
        }
        stations
    }

    fn is_without_pathways(&self) -> bool {
        self.by_entrance.iter().chain(&self.leave).chain(&self.inside).all(Vec::is_empty)
    }

    /// Where walks along streets begin that come from a stop, and how far it is to there.
    fn ways_out(&self, stop: usize) -> Vec<(u32, u32)> {
        match self.leave[stop].as_slice() {
            [] => vec![(stop as u32, 0)],
            ways => ways.to_vec(),
        }
    }

    /// Enters where the walks along streets from a point lead, which lies so far on already.
    fn enter(&self, walked: &Links, point: usize, length_mm: u32, row: &mut Row) {
        let (targets, lengths_mm) = walked.row(point);
        for (target, further_mm) in targets.iter().zip(lengths_mm) {
            let length_mm = length_mm.saturating_add(*further_mm);
            if !self.is_entered[*target as usize] {
                shorten(row, *target, length_mm);
            }
            self.enter_at(*target, length_mm, row);
        }
    }

    /// Enters by an entrance.
    fn enter_at(&self, entrance: u32, length_mm: u32, row: &mut Row) {
        for (platform, further_mm) in &self.by_entrance[entrance as usize] {
            shorten(row, *platform, length_mm.saturating_add(*further_mm));
        }
    }
}

/// Shortest ways from a place to all that can be walked to inside, in rising order of place.
fn shortest(walks: &[Row], from: u32) -> Row {
    let mut found = Row::new();
    let mut open = BinaryHeap::from([Reverse((0_u32, from))]);
    while let Some(Reverse((length_mm, place))) = open.pop() {
        if found.contains_key(&place) {
            continue;
        }
        found.insert(place, length_mm);
        for (next, further_mm) in &walks[place as usize] {
            if !found.contains_key(next) {
                open.push(Reverse((length_mm.saturating_add(*further_mm), *next)));
            }
        }
    }
    found
}
