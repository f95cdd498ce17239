//! Transfers that feeds state, laid over those found along streets.

use std::collections::BTreeMap;

use crate::gtfs::Feed;
use crate::links::Links;

/// Lays the transfers that feeds state over links between stops, for [`super::WalkLinks::transfers`].
///
/// - A least time (type 2) replaces the walk, in both senses: it takes that long however near the stops are.
/// - An impossible transfer (type 3) takes the walk away.
/// - Other types leave the walk as it is. A row that names a station holds for all its platforms; one that names the same stop
///   twice, for the change there, is passed over.
/// - Of several rows for two stops, one that names them wins over one that names a station, and the later over the earlier.
///
/// `speed_mm_per_s` is that of the query, since links are lengths. R5 v7.4 does without (v7.5 reads transfers).
///
/// # Panics
/// If there are fewer links than stops.
#[must_use]
pub fn with_stated_transfers(transfers: &Links, feeds: &[&Feed], speed_mm_per_s: u32) -> Links {
    let mut stated: BTreeMap<(u32, u32), (bool, Option<u32>)> = BTreeMap::new();
    let mut first = 0_u32;
    for feed in feeds {
        let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (child, stop) in (0_u32..).zip(&feed.stops) {
            if let Some(parent) = stop.parent {
                children.entry(parent).or_default().push(child);
            }
        }
        let platforms = |stop: u32| children.get(&stop).cloned().unwrap_or_else(|| vec![stop]);
        for row in &feed.transfers {
            let length_mm = match (row.kind, row.min_s) {
                (2, Some(seconds)) => Some(seconds.saturating_mul(speed_mm_per_s)),
                (3, _) => None,
                _ => continue,
            };
            let (from, to) = (platforms(row.from), platforms(row.to));
            let is_exact = from.len() == 1 && to.len() == 1;
            for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
                let place = stated.entry((first + from, first + to)).or_insert((is_exact, length_mm));
                if is_exact || !place.0 {
                    *place = (is_exact, length_mm);
                }
            }
        }
        first += u32::try_from(feed.stops.len()).expect("rows are bounded");
    }
    let rows = (0_u32..first).map(|from| {
        let (targets, lengths_mm) = transfers.row(from as usize);
        let walked = targets.iter().zip(lengths_mm).map(|(to, length_mm)| (*to, *length_mm));
        let mut row: BTreeMap<u32, u32> = walked.collect();
        for ((_, to), (_, length_mm)) in stated.range((from, 0)..=(from, u32::MAX)).filter(|((_, to), _)| *to != from) {
            match length_mm {
                Some(length_mm) => row.insert(*to, *length_mm),
                None => row.remove(to),
            };
        }
        row.into_iter().collect()
    });
    Links::from_rows(rows.collect())
}
