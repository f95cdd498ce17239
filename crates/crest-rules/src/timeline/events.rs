//! Steps in the record of answers: when a rule changed, and when one will end.

use crate::answer::Days;
use crate::select::Record;

/// Holds a change of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// First day of the new state.
    pub day: Days,
    /// The provision.
    pub provision: usize,
    /// Whose rule it is.
    pub jurisdiction: usize,
    /// Towards whom.
    pub counterpart: Option<usize>,
    /// Record in force until then; `None` = there was none.
    pub before: Option<usize>,
    /// Record in force from then on; `None` = there is none.
    pub after: Option<usize>,
}

/// Holds the end of a rule that nothing follows yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sunset {
    /// First day on which it no longer holds.
    pub day: Days,
    /// The record that ends.
    pub record: usize,
}

/// Lists the changes of answers, as known today.
///
/// At each start or end of a record the one in force before is compared with the one after; of several in force the one that started last
/// counts, then the last in order. A record that goes on with the same answer is no event. Inheritance is not looked at: a change of the
/// parent is the parent's event.
///
/// - Order: by day, then jurisdiction, provision and counterpart.
/// - Cost: O(records · log + within a cell, records²).
pub fn events(records: &[Record]) -> Vec<Event> {
    let mut found = Vec::new();
    for cell in cells(records) {
        let mut days: Vec<Days> =
            cell.iter().flat_map(|k| [records[*k].valid.from, records[*k].valid.to]).flatten().collect();
        days.sort_unstable();
        days.dedup();
        let in_force = |day: Days| {
            let holding = cell.iter().filter(|k| records[**k].valid.contains(day));
            holding.copied().max_by_key(|k| (records[*k].valid.from, *k))
        };
        let first = &records[cell[0]];
        for day in days {
            let (before, after) = (in_force(Days(day.0.saturating_sub(1))), in_force(day));
            let answer = |k: Option<usize>| k.map(|k| records[k].answer);
            if answer(before) != answer(after) {
                found.push(Event {
                    day,
                    provision: first.provision,
                    jurisdiction: first.jurisdiction,
                    counterpart: first.counterpart,
                    before,
                    after,
                });
            }
        }
    }
    found.sort_by_key(|event| (event.day, event.jurisdiction, event.provision, event.counterpart));
    found
}

/// Lists the records that end from `from`, included, to `to`, excluded, and that no other record of the same jurisdiction, provision and
/// counterpart follows on that day; as known today.
///
/// - Order: by day, then by record.
pub fn sunsets(records: &[Record], from: Days, to: Days) -> Vec<Sunset> {
    let mut found = Vec::new();
    for cell in cells(records) {
        for &record in &cell {
            let Some(day) = records[record].valid.to.filter(|day| from <= *day && *day < to) else { continue };
            if !cell.iter().any(|other| records[*other].valid.contains(day)) {
                found.push(Sunset { day, record });
            }
        }
    }
    found.sort_by_key(|sunset| (sunset.day, sunset.record));
    found
}

/// Records held to be right today, by jurisdiction, provision and counterpart.
fn cells(records: &[Record]) -> Vec<Vec<usize>> {
    let key = |k: usize| (records[k].jurisdiction, records[k].provision, records[k].counterpart);
    let mut order: Vec<usize> = (0..records.len()).filter(|k| records[*k].recorded.to.is_none()).collect();
    order.sort_by_key(|k| (key(*k), *k));
    order.chunk_by(|a, b| key(*a) == key(*b)).map(<[usize]>::to_vec).collect()
}
