//! The N-minute circle: who has a service within a stated time, and how many centres lie within it, with everything that the figure rests on.
//!
//! Official circles fix a threshold and leave the departure, the percentile, the walking speed and the ends of the trip open. A [`Definition`]
//! states all of them, so that two figures can be told apart; [`yardsticks`] lists the thresholds with their sources.

pub mod yardsticks;

use crate::decay::Cutoff;
use crate::times::Times;

/// Says where the clock starts and stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ends {
    /// At the doors: access, waiting and egress are in.
    DoorToDoor,
    /// At the stations: riding and changing only, as the press counts "one hour between cities".
    StationToStation,
}

/// Says how people move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// On foot.
    Walk,
    /// By public transport, walking at both ends.
    Transit,
    /// By bicycle.
    Cycle,
    /// By car.
    Car,
}

/// States what a circle counts as reached; the matrix it is judged by must have been made so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Definition {
    /// How people move.
    pub mode: Mode,
    /// Where the clock starts and stops.
    pub ends: Ends,
    /// First departure, seconds after midnight; `None` for a mode without a timetable.
    pub departs_from_s: Option<u32>,
    /// End of the window of departures, seconds after midnight, not itself a departure.
    pub departs_before_s: Option<u32>,
    /// Percentile of the departures, 0–100: 50 is what half of them meet, 90 what nine of ten meet.
    pub percentile: Option<f64>,
    /// Walking speed, metres a second.
    pub walking_speed_m_s: f64,
    /// Time, or where the matrix holds metres the distance, within which something counts.
    pub cutoff: Cutoff,
}

/// Says what is wrong with a definition of a circle or its input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CircleError {
    /// A row has another length than the matrix has places on that side.
    Length {
        /// Numbers found.
        n_found: usize,
        /// Numbers expected.
        n_expected: usize,
    },
    /// A number of people, or a supply, is negative or not finite.
    Number {
        /// The place.
        place: usize,
        /// The number.
        number: f64,
    },
    /// Nobody lives anywhere, so that there are no shares.
    Nobody,
    /// A window without a departure, or a percentile or window where the mode has no timetable, or none where it has.
    Window,
    /// A percentile is not within 0–100.
    Percentile {
        /// The percentile.
        percentile: f64,
    },
    /// A walking speed or cutoff is not finite or not above 0.
    Parameter {
        /// The parameter.
        value: f64,
    },
}

impl std::fmt::Display for CircleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length { n_found, n_expected } => write!(f, "{n_found} numbers for {n_expected} places"),
            Self::Number { place, number } => write!(f, "{number} at place {place}; expected 0 or more"),
            Self::Nobody => write!(f, "nobody lives at any place"),
            Self::Window => {
                write!(f, "public transport needs a window of departures and a percentile, other modes have none")
            }
            Self::Percentile { percentile } => write!(f, "percentile {percentile}; expected 0 to 100"),
            Self::Parameter { value } => {
                write!(f, "{value} as walking speed or cutoff; expected a finite number above 0")
            }
        }
    }
}

impl std::error::Error for CircleError {}

impl Definition {
    /// Checks that the definition leaves nothing open and states nothing twice.
    ///
    /// # Errors
    /// [`CircleError::Window`], [`CircleError::Percentile`], [`CircleError::Parameter`].
    pub fn check(&self) -> Result<(), CircleError> {
        for value in [self.walking_speed_m_s, self.cutoff.minutes()] {
            if !(value.is_finite() && value > 0.0) {
                return Err(CircleError::Parameter { value });
            }
        }
        match (self.mode, self.departs_from_s, self.departs_before_s, self.percentile) {
            (Mode::Transit, Some(from), Some(before), Some(percentile)) if from < before => {
                if (0.0..=100.0).contains(&percentile) { Ok(()) } else { Err(CircleError::Percentile { percentile }) }
            }
            (Mode::Walk | Mode::Cycle | Mode::Car, None, None, None) => Ok(()),
            _ => Err(CircleError::Window),
        }
    }
}

/// Holds the shares of people with and without a service in their circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Share of people who reach the service within the cutoff, 0–1.
    pub within: f64,
    /// Share who reach it, but later.
    pub beyond: f64,
    /// Share who do not reach it at all.
    pub unreachable: f64,
    /// People in all.
    pub n_people: f64,
}

/// Computes the share of people who have a service within the cutoff.
///
/// A person is served if any destination with supply above 0 is within. The three shares sum to 1.
///
/// - The matrix may hold minutes or metres; the cutoff is in its unit.
/// - Shape: people per origin, supply per destination. Cost: one pass over the pairs.
///
/// # Errors
/// [`CircleError`] if rows do not fit, a number is negative or not finite, or nobody lives anywhere.
///
/// # Example
/// ```
/// use crest_reach::circle::share_within;
/// use crest_reach::decay::Cutoff;
/// use crest_reach::times::Times;
///
/// let times = Times::from_triples(3, 1, &[(0, 0, 12.0), (1, 0, 15.0)])?;
/// let clinic = share_within(&times, &[60.0, 30.0, 10.0], &[1.0], Cutoff::Below(15.0))?;
/// assert_eq!((clinic.within, clinic.beyond, clinic.unreachable), (0.6, 0.3, 0.1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn share_within(times: &Times, people: &[f64], supply: &[f64], cutoff: Cutoff) -> Result<Share, CircleError> {
    check(people, times.n_origins())?;
    check(supply, times.n_destinations())?;
    let n_people: f64 = people.iter().sum();
    if n_people <= 0.0 {
        return Err(CircleError::Nobody);
    }
    let (mut within, mut beyond, mut unreachable) = (0.0, 0.0, 0.0);
    for (origin, people) in people.iter().enumerate() {
        let (destinations, minutes) = times.row(origin);
        let served = destinations.iter().zip(minutes).filter(|(place, _)| supply[**place as usize] > 0.0);
        match served.map(|(_, minutes)| *minutes).min_by(f64::total_cmp) {
            Some(nearest) if cutoff.holds(nearest) => within += people,
            Some(_) => beyond += people,
            None => unreachable += people,
        }
    }
    Ok(Share { within: within / n_people, beyond: beyond / n_people, unreachable: unreachable / n_people, n_people })
}

/// Counts, for each origin and each of several matrices, the destinations within the cutoff.
///
/// With one matrix per percentile it tells how many city centres lie within the hour at the median departure and at the 90th percentile.
/// An origin counts itself only if that pair is in the matrix.
///
/// - Shape: one row per matrix, each origins long. Cost: one pass over the pairs.
pub fn count_within(times: &[&Times], cutoff: Cutoff) -> Vec<Vec<usize>> {
    let count =
        |times: &Times, origin: usize| times.row(origin).1.iter().filter(|minutes| cutoff.holds(**minutes)).count();
    times.iter().map(|times| (0..times.n_origins()).map(|origin| count(times, origin)).collect()).collect()
}

fn check(numbers: &[f64], n_expected: usize) -> Result<(), CircleError> {
    if numbers.len() != n_expected {
        return Err(CircleError::Length { n_found: numbers.len(), n_expected });
    }
    match numbers.iter().position(|number| !(number.is_finite() && *number >= 0.0)) {
        Some(place) => Err(CircleError::Number { place, number: numbers[place] }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
