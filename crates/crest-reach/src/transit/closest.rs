//! Transfers as R5 finds them: from each stop to the nearest stop of every line, and to no other.

use std::collections::BTreeSet;

use crate::gtfs::Feed;
use crate::links::Links;

/// Keeps of each stop's transfers those to a stop that is the nearest of some line of the feeds, the stop itself left aside,
/// for [`super::WalkLinks::transfers`].
///
/// - A line is a row of stops that a trip of any day runs along. Stops that no trip serves, as those that a scenario adds,
///   keep their transfers.
/// - Of two stops of a line that are as near, the one that comes first counts.
/// - Journeys can grow longer: who would walk past the nearest stop of a line to catch a vehicle further up no longer may.
///
/// Cost: stop times to find the lines, then for each transfer the lines of its stop.
///
/// # Source
/// R5 v7.4, `TransferFinder`: transfers by length on the network of the whole feed, thinned when it is built.
///
/// # Panics
/// If there are fewer links than stops.
#[must_use]
pub fn with_closest_transfers(transfers: &Links, feeds: &[&Feed]) -> Links {
    let lines = lines_of(feeds, transfers.n_rows());
    let n_lines = lines.iter().flatten().max().map_or(0, |line| *line as usize + 1);
    // Length of the shortest transfer to each line and the stop it leads to, forgotten from stop to stop.
    let mut nearest: Vec<Option<(u32, u32)>> = vec![None; n_lines];
    let rows = (0_u32..).take(transfers.n_rows()).map(|from| {
        let (targets, lengths_mm) = transfers.row(from as usize);
        let others = || targets.iter().zip(lengths_mm).map(|(to, mm)| (*to, *mm)).filter(|(to, _)| *to != from);
        for (to, length_mm) in others() {
            for &line in &lines[to as usize] {
                let own = &mut nearest[line as usize];
                if own.is_none_or(|(least_mm, _)| length_mm < least_mm) {
                    *own = Some((length_mm, to));
                }
            }
        }
        let is_nearest =
            |to: u32| lines[to as usize].iter().any(|line| nearest[*line as usize].is_some_and(|own| own.1 == to));
        let kept: Vec<(u32, u32)> =
            others().filter(|(to, _)| lines[*to as usize].is_empty() || is_nearest(*to)).collect();
        for (to, _) in others() {
            lines[to as usize].iter().for_each(|line| nearest[*line as usize] = None);
        }
        kept
    });
    Links::from_rows(rows.collect())
}

/// Lines through each stop, rising.
fn lines_of(feeds: &[&Feed], n_stops: usize) -> Vec<Vec<u32>> {
    let mut lines: BTreeSet<Vec<u32>> = BTreeSet::new();
    let mut first = 0_u32;
    for feed in feeds {
        for trip in 0..feed.trips.len() {
            lines.insert(feed.stop_times_of(trip).iter().map(|call| first + call.stop).collect());
        }
        first += u32::try_from(feed.stops.len()).expect("rows are bounded");
    }
    let mut through: Vec<Vec<u32>> = vec![Vec::new(); n_stops];
    for (line, stops) in (0_u32..).zip(&lines) {
        for stop in stops {
            let own = &mut through[*stop as usize];
            if own.last() != Some(&line) {
                own.push(line);
            }
        }
    }
    through
}
