//! Gains: who has more and who has less between two states of a network, a timetable or a plan.
//!
//! Each place is weighed by its people. What becomes reachable, and what ceases to be, stands apart from what changes by an amount: there is no
//! difference between a number and nothing.

use crate::times::Times;

/// Says which way a figure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better: opportunities, catchments.
    More,
    /// Less is better: travel times, dual access.
    Less,
}

/// Says what happened to one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// It has a better figure, by this amount above 0.
    Gained(f64),
    /// It has a worse figure, by this amount above 0.
    Lost(f64),
    /// The two figures are within the resolution.
    Unchanged,
    /// It had no figure and has one now.
    Opened,
    /// It had a figure and has none now.
    Closed,
    /// It has a figure in neither state.
    Missing,
}

/// Sums people by what happened to them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Gains {
    /// People with a better figure.
    pub people_gained: f64,
    /// People with a worse one.
    pub people_lost: f64,
    /// People whose figure stays.
    pub people_unchanged: f64,
    /// People with a figure now and none before.
    pub people_opened: f64,
    /// People with a figure before and none now.
    pub people_closed: f64,
    /// People without a figure in both.
    pub people_missing: f64,
    /// Mean gain of those who gain; `None` where nobody does.
    pub mean_gain: Option<f64>,
    /// Mean loss of those who lose; `None` where nobody does.
    pub mean_loss: Option<f64>,
    /// Mean change for the better of all with figures in both; `None` where nobody has.
    pub mean_change: Option<f64>,
}

/// Counts pairs of two matrices by what happened to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairGains {
    /// Pairs that are faster.
    pub n_faster: usize,
    /// Pairs that are slower.
    pub n_slower: usize,
    /// Pairs that take as long.
    pub n_unchanged: usize,
    /// Pairs that became reachable.
    pub n_opened: usize,
    /// Pairs that ceased to be.
    pub n_closed: usize,
}

/// Says why two states cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GainsError {
    /// Rows differ in length.
    Length {
        /// Numbers found.
        n_found: usize,
        /// Numbers expected.
        n_expected: usize,
    },
    /// A figure is not finite.
    Figure {
        /// The place.
        place: usize,
    },
    /// A number of people is negative or not finite.
    People {
        /// The place.
        place: usize,
        /// Its people.
        people: f64,
    },
    /// The resolution is negative or not finite.
    Resolution {
        /// The resolution.
        resolution: f64,
    },
}

impl std::fmt::Display for GainsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => write!(f, "{n_found} numbers, expected {n_expected}"),
            Self::Figure { place } => write!(f, "the figure of place {place} is not finite"),
            Self::People { place, people } => write!(f, "{people} people at place {place}; expected 0 or more"),
            Self::Resolution { resolution } => write!(f, "a resolution of {resolution}; expected 0 or more"),
        }
    }
}

impl std::error::Error for GainsError {}

/// Tells for each place whether it gains or loses, and by how much.
///
/// Figures no further apart than `resolution` are unchanged; 0 asks for equality. Cost: one pass.
///
/// # Errors
/// [`GainsError`] if rows differ in length, a figure is not finite, or the resolution is negative.
pub fn changes(
    before: &[Option<f64>],
    after: &[Option<f64>],
    better: Better,
    resolution: f64,
) -> Result<Vec<Change>, GainsError> {
    same(after.len(), before.len())?;
    if !(resolution.is_finite() && resolution >= 0.0) {
        return Err(GainsError::Resolution { resolution });
    }
    let finite = |figure: Option<f64>| figure.is_none_or(f64::is_finite);
    if let Some(place) = before.iter().zip(after).position(|(a, b)| !(finite(*a) && finite(*b))) {
        return Err(GainsError::Figure { place });
    }
    let one = |(before, after): (&Option<f64>, &Option<f64>)| match (*before, *after) {
        (None, None) => Change::Missing,
        (None, Some(_)) => Change::Opened,
        (Some(_), None) => Change::Closed,
        (Some(before), Some(after)) => {
            let rise = match better {
                Better::More => after - before,
                Better::Less => before - after,
            };
            if rise.abs() <= resolution {
                Change::Unchanged
            } else if rise > 0.0 {
                Change::Gained(rise)
            } else {
                Change::Lost(-rise)
            }
        }
    };
    Ok(before.iter().zip(after).map(one).collect())
}

/// Sums the people behind the changes.
///
/// # Errors
/// [`GainsError`] if there are not as many numbers of people as changes, or one is negative or not finite.
///
/// # Example
/// ```
/// use crest_reach::gains::{Better, changes, gains};
///
/// // 300 people save 10 minutes, 100 lose 2, and 50 reach the clinic at all for the first time.
/// let changed = changes(&[Some(40.0), Some(20.0), None], &[Some(30.0), Some(22.0), Some(55.0)], Better::Less, 0.0)?;
/// let sums = gains(&changed, &[300.0, 100.0, 50.0])?;
/// assert_eq!((sums.people_gained, sums.people_lost, sums.people_opened), (300.0, 100.0, 50.0));
/// assert_eq!(sums.mean_change, Some(7.0));
/// # Ok::<(), crest_reach::gains::GainsError>(())
/// ```
pub fn gains(changes: &[Change], people: &[f64]) -> Result<Gains, GainsError> {
    check_people(changes, people)?;
    Ok(sum(changes.iter().zip(people).map(|(change, people)| (*change, *people))))
}

/// Sums the people behind the changes of each group, such as deciles of income; a place without a group is in none.
///
/// One entry per group that occurs, in rising order.
///
/// # Errors
/// As [`gains`], also for the groups.
pub fn gains_by_group(
    changes: &[Change],
    people: &[f64],
    groups: &[Option<usize>],
) -> Result<Vec<(usize, Gains)>, GainsError> {
    check_people(changes, people)?;
    same(groups.len(), changes.len())?;
    let mut order: Vec<(usize, usize)> =
        groups.iter().enumerate().filter_map(|(place, group)| group.map(|group| (group, place))).collect();
    order.sort_unstable();
    let of = |members: &[(usize, usize)]| {
        (members[0].0, sum(members.iter().map(|(_, place)| (changes[*place], people[*place]))))
    };
    Ok(order.chunk_by(|a, b| a.0 == b.0).map(of).collect())
}

/// Counts the pairs of two matrices that are faster, slower, opened or closed.
///
/// Times no further apart than `resolution_minutes` are unchanged. Cost: one pass over the pairs of both.
///
/// # Errors
/// [`GainsError`] if the matrices differ in origins or destinations, or the resolution is negative.
pub fn pair_gains(before: &Times, after: &Times, resolution_minutes: f64) -> Result<PairGains, GainsError> {
    same(after.n_origins(), before.n_origins())?;
    same(after.n_destinations(), before.n_destinations())?;
    if !(resolution_minutes.is_finite() && resolution_minutes >= 0.0) {
        return Err(GainsError::Resolution { resolution: resolution_minutes });
    }
    let mut counts = PairGains::default();
    for origin in 0..before.n_origins() {
        let (old, old_minutes) = before.row(origin);
        let (new, new_minutes) = after.row(origin);
        let (mut a, mut b) = (0, 0);
        while a < old.len() || b < new.len() {
            let (first, second) = (old.get(a).copied().unwrap_or(u32::MAX), new.get(b).copied().unwrap_or(u32::MAX));
            if a < old.len() && (b >= new.len() || first < second) {
                counts.n_closed += 1;
                a += 1;
            } else if b < new.len() && (a >= old.len() || second < first) {
                counts.n_opened += 1;
                b += 1;
            } else {
                let saved = old_minutes[a] - new_minutes[b];
                if saved.abs() <= resolution_minutes {
                    counts.n_unchanged += 1;
                } else if saved > 0.0 {
                    counts.n_faster += 1;
                } else {
                    counts.n_slower += 1;
                }
                a += 1;
                b += 1;
            }
        }
    }
    Ok(counts)
}

fn sum(changes: impl Iterator<Item = (Change, f64)>) -> Gains {
    let mut sums = Gains::default();
    let (mut gained, mut lost) = (0.0, 0.0);
    for (change, people) in changes {
        match change {
            Change::Gained(by) => {
                sums.people_gained += people;
                gained += by * people;
            }
            Change::Lost(by) => {
                sums.people_lost += people;
                lost += by * people;
            }
            Change::Unchanged => sums.people_unchanged += people,
            Change::Opened => sums.people_opened += people,
            Change::Closed => sums.people_closed += people,
            Change::Missing => sums.people_missing += people,
        }
    }
    let both = sums.people_gained + sums.people_lost + sums.people_unchanged;
    sums.mean_gain = (sums.people_gained > 0.0).then(|| gained / sums.people_gained);
    sums.mean_loss = (sums.people_lost > 0.0).then(|| lost / sums.people_lost);
    sums.mean_change = (both > 0.0).then(|| (gained - lost) / both);
    sums
}

fn check_people(changes: &[Change], people: &[f64]) -> Result<(), GainsError> {
    same(people.len(), changes.len())?;
    match people.iter().position(|people| !(people.is_finite() && *people >= 0.0)) {
        Some(place) => Err(GainsError::People { place, people: people[place] }),
        None => Ok(()),
    }
}

fn same(n_found: usize, n_expected: usize) -> Result<(), GainsError> {
    if n_found == n_expected { Ok(()) } else { Err(GainsError::Length { n_found, n_expected }) }
}

#[cfg(test)]
mod tests;
