//! How one travels: conventions, means, day, window, limits and speeds; and the query that they amount to.

use crest_model::Diagnostic;
use crest_reach::gtfs::Day;
use crest_reach::street::Mode;
use crest_reach::timetable::Headways;
use crest_reach::transit::Query;

/// Names conventions of travel times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Seconds kept and rounded up, percentiles interpolated.
    Crest,
    /// Those of R5 v7.4 and r5r: whole minutes, item ⌈p·n⌉ of the sorted list.
    R5,
}

/// Names a means of travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// Public transport with [`Trip::access`] and [`Trip::egress`]; [`Trip::direct`] competes.
    Transit,
    /// On foot.
    Walk,
    /// By bicycle.
    Cycle,
    /// By car.
    Car,
}

/// Tells what is made of services that are known by their headway only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Timetables are drawn.
    Drawn {
        /// How many.
        n: u32,
        /// Seed of the draws.
        seed: u64,
    },
    /// Every boarding waits half the headway.
    HalfHeadway,
}

/// Holds how one travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Trip {
    /// Conventions.
    pub profile: Profile,
    /// Means of travel.
    pub means: Means,
    /// Day of service; transit needs one.
    pub day: Option<Day>,
    /// First departure (or arrival) of the window, in seconds after midnight.
    pub first_s: i32,
    /// Length of the window in minutes, one departure a minute.
    pub window_min: u32,
    /// Whether the window is one of arrivals.
    pub is_by_arrival: bool,
    /// Longest travel time in minutes.
    pub max_time_min: u32,
    /// Modes by which one gets to stops; the best of them counts.
    pub access: Vec<Mode>,
    /// Modes by which one goes on from stops.
    pub egress: Vec<Mode>,
    /// Modes of trips without any ride; those of access if not given.
    pub direct: Option<Vec<Mode>>,
    /// Longest walk to, between, from and instead of rides, in minutes.
    pub max_walk_min: u32,
    /// Longest way by bicycle to, from and instead of rides, in minutes.
    pub max_cycle_min: u32,
    /// Longest way by car to, from and instead of rides, in minutes.
    pub max_car_min: u32,
    /// Longest walk between two stops in metres; that of the profile if not given (crest none, R5 1,000).
    pub max_transfer_m: Option<u32>,
    /// Longest walk from a stop in metres; that of the profile if not given (crest none, R5 2,000).
    pub max_egress_m: Option<u32>,
    /// Most rides; that of the profile if not given (crest 4, R5 3).
    pub max_rides: Option<u32>,
    /// Walking speed in km/h; that of the profile if not given (crest 4.5, R5 3.6).
    pub walk_km_h: Option<f64>,
    /// Cycling speed in km/h.
    pub cycle_km_h: f64,
    /// Walking detour over the great circle where there are no streets.
    pub detour: f64,
    /// What is made of headways.
    pub waits: Waits,
}

impl Trip {
    /// Returns what the options of `crest reach` and of the kernels stand at when they are not given: the conventions of
    /// Crest, transit, departures from 08:00 for an hour, at most 120 minutes; walking to, from and instead of rides;
    /// 30 minutes at most on foot, by bicycle and by car; cycling at 12 km/h; a detour of 1.3; 10 draws of headways.
    pub fn usual() -> Self {
        Self {
            profile: Profile::Crest,
            means: Means::Transit,
            day: None,
            first_s: 8 * 3600,
            window_min: 60,
            is_by_arrival: false,
            max_time_min: 120,
            access: vec![Mode::Walk],
            egress: vec![Mode::Walk],
            direct: None,
            max_walk_min: 30,
            max_cycle_min: 30,
            max_car_min: 30,
            max_transfer_m: None,
            max_egress_m: None,
            max_rides: None,
            walk_km_h: None,
            cycle_km_h: 12.0,
            detour: 1.3,
            waits: Waits::Drawn { n: 10, seed: 1 },
        }
    }

    /// Judges the numbers; all faults at once.
    pub fn check(&self, percentiles: &[f64]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut fault = |name: &str, value: String, expected: &str| {
            let message = format!("`{name}` is {value}");
            found.push(Diagnostic::error("C1707", message).value(value).expected(expected));
        };
        if let Some(speed) = self.walk_km_h.filter(|speed| !(0.1..=30.0).contains(speed)) {
            fault("walk_speed", speed.to_string(), "from 0.1 to 30 km/h");
        }
        if !(0.1..=100.0).contains(&self.cycle_km_h) {
            fault("cycle_speed", self.cycle_km_h.to_string(), "from 0.1 to 100 km/h");
        }
        if !(1.0..=10.0).contains(&self.detour) {
            fault("detour", self.detour.to_string(), "from 1 to 10");
        }
        for (name, value, least, most) in [
            ("window", self.window_min, 1, 1440),
            ("max_time", self.max_time_min, 1, 900),
            ("max_walk", self.max_walk_min, 0, 900),
            ("max_cycle", self.max_cycle_min, 0, 900),
            ("max_car", self.max_car_min, 0, 900),
            ("max_transfer", self.max_transfer_m.unwrap_or(0), 0, 100_000),
            ("max_egress", self.max_egress_m.unwrap_or(0), 0, 100_000),
            ("max_rides", self.max_rides.unwrap_or(3), 1, 12),
        ] {
            if !(least..=most).contains(&value) {
                fault(name, value.to_string(), &format!("a whole number from {least} to {most}"));
            }
        }
        if let Waits::Drawn { n, .. } = self.waits
            && !(1..=1000).contains(&n)
        {
            fault("draws", n.to_string(), "a whole number from 1 to 1000");
        }
        let modes = [("access", self.access.as_slice()), ("egress", &self.egress), ("direct", self.direct_modes())];
        for (name, modes) in modes {
            if modes.is_empty() {
                fault(name, "[]".to_owned(), "at least one of walk, cycle, car");
            } else if self.means != Means::Transit && modes != [Mode::Walk] {
                let named: Vec<&str> = modes.iter().map(|mode| mode_word(*mode)).collect();
                fault(name, named.join(", "), "the mode transit, of which it is a part");
            }
        }
        if percentiles.is_empty() {
            fault("percentiles", "[]".to_owned(), "numbers above 0 and at most 100");
        }
        for percentile in percentiles.iter().filter(|p| !(**p > 0.0 && **p <= 100.0)) {
            fault("percentiles", percentile.to_string(), "numbers above 0 and at most 100");
        }
        for (at, percentile) in percentiles.iter().enumerate() {
            if percentiles[..at].contains(percentile) {
                fault("percentiles", percentile.to_string(), "each percentile once");
            }
        }
        found
    }

    /// Returns the modes of trips without any ride.
    pub fn direct_modes(&self) -> &[Mode] {
        self.direct.as_deref().unwrap_or(&self.access)
    }

    /// Returns the modes besides walking that are used before, after or instead of rides.
    pub(super) fn vehicles(&self) -> Vec<Mode> {
        let named = [&self.access, &self.egress, self.direct_modes()].concat();
        [Mode::Cycle, Mode::Car]
            .into_iter()
            .filter(|mode| self.means == Means::Transit && named.contains(mode))
            .collect()
    }

    /// Returns the longest time of a mode to, from and instead of rides, in seconds.
    pub(super) fn max_s(&self, mode: Mode) -> u32 {
        60 * match mode {
            Mode::Walk => self.max_walk_min,
            Mode::Cycle => self.max_cycle_min,
            Mode::Car => self.max_car_min,
        }
    }

    /// Returns the query of these options.
    pub(super) fn query(&self, percentiles: &[f64]) -> Query {
        let query_of = match self.profile {
            Profile::Crest => Query::crest,
            Profile::R5 => Query::r5,
        };
        let mut query = query_of(self.first_s, self.window_min, self.max_walk_min, self.max_time_min, percentiles);
        if let Some(speed) = self.walk_km_h {
            // Checked to be within 0.1 and 30 km/h.
            query.walking.speed_mm_per_s = (speed * 1000.0 / 3.6).round().max(1.0) as u32;
        }
        if let Some(rides) = self.max_rides {
            query.max_rides = rides;
        }
        query.max_transfer_m = self.max_transfer_m.or(query.max_transfer_m);
        query.max_egress_m = self.max_egress_m.or(query.max_egress_m);
        query.max_vehicle_s = self.vehicles().into_iter().map(|mode| self.max_s(mode)).max().unwrap_or(0);
        query
    }

    /// Returns the draws of headways; one if no service is known by its headway.
    pub(super) fn headways(&self, has_headways: bool) -> Vec<Headways> {
        match self.waits {
            Waits::HalfHeadway => vec![Headways::HalfWait],
            Waits::Drawn { n, seed } => {
                let n_draws = if has_headways { n } else { 1 };
                let drawn = |draw| match self.profile {
                    Profile::Crest => Headways::Drawn { seed, draw, n_draws },
                    Profile::R5 => Headways::DrawnR5 { seed, draw, n_draws },
                };
                (0..n_draws).map(drawn).collect()
            }
        }
    }
}

/// Returns the word that options have for a mode.
pub(super) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Walk => "walk",
        Mode::Cycle => "cycle",
        Mode::Car => "car",
    }
}

/// Reads a day such as 2026-06-10.
///
/// # Errors
/// `C1707` with the text.
pub fn read_day(text: &str) -> Result<Day, Diagnostic> {
    Day::parse(text).ok_or_else(|| unfit("date", text, "a date such as 2026-06-10"))
}

/// Reads a time of day, `HH:MM` or `HH:MM:SS`, as seconds after midnight; hours may pass 24 for the night after the day.
///
/// # Errors
/// `C1707` with the text.
pub fn read_time(text: &str) -> Result<i32, Diagnostic> {
    find_time(text).ok_or_else(|| unfit("time", text, "a time such as 08:00"))
}

pub(super) fn find_time(text: &str) -> Option<i32> {
    let parts: Vec<i32> = text.trim().split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (hours, minutes, 0),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    let is_time = (0..=47).contains(&hours) && (0..60).contains(&minutes) && (0..60).contains(&seconds);
    is_time.then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Shows seconds after midnight as HH:MM:SS.
pub fn show_time(seconds: i32) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.abs();
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn unfit(name: &str, value: &str, expected: &str) -> Diagnostic {
    Diagnostic::error("C1707", format!("`{name}` is `{value}`")).value(value).expected(expected)
}

#[cfg(test)]
mod tests;
