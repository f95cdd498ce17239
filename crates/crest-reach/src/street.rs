//! Streets: who may use which, how long they are and where they meet; networks of them for each mode; searches on these.
//!
//! 1. [`Streets::build`] cuts ways into *pieces* at the nodes where streets meet, with permissions and speeds, and takes
//!    away what is cut off from the rest.
//! 2. [`Network::build`] keeps what one [`Mode`] may use and draws pieces together between junctions.
//! 3. [`Streets::patched`] changes them for a scenario.
//! 4. [`join()`] joins points to the nearest piece; [`links`] and [`travel_times`] search from many points to many;
//!    [`travel_times_relayed`] changes the mode on the way, at [`Relays`].
//!
//! Two sets of [`Conventions`] differ in what decides on seconds; the method page `docs/methods/reach-streets.md` lists both.

mod build;
mod cut;
mod island;
mod join;
mod many;
mod network;
mod patch;
mod permission;
mod r5;
pub(crate) mod r5_times;
mod r5_turns;
mod relay;
mod search;
mod slope;
mod speed;
mod spread;
mod store;
mod turn;
mod turned;
mod weight;

pub use build::Streets;
pub use cut::{streets_with_stops, walk_network_with_stops};
pub use join::{Join, Joined, NoJoin, join};
pub use many::{Horizon, TravelTimes, links, links_great_circle, travel_times, travel_times_weighed};
pub use network::{Edge, Network, Stretch};
pub use patch::{PatchError, PatchFault, StreetPatch};
pub use relay::{Relays, carried, travel_times_relayed};
pub use search::{Workspace, search};
pub use slope::{SlopeOptions, slope_factors, tobler_factor};
pub use speed::{CarSpeeds, SpeedOfClass};
pub use spread::{Start, spread};
pub use weight::{Measure, Pace, Rounding, Weights};

/// Names a way of moving on streets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// On foot, in both directions of nearly every street.
    Walk,
    /// On a bicycle; where only walking is allowed it is pushed.
    Cycle,
    /// By car.
    Car,
}

/// Says which modes may use a piece of street in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowed {
    /// On foot.
    pub walk: bool,
    /// On a bicycle that is ridden.
    pub cycle: bool,
    /// By car.
    pub car: bool,
}

impl Allowed {
    /// Tells whether any mode is allowed.
    pub fn any(self) -> bool {
        self.walk || self.cycle || self.car
    }

    /// Tells whether one mode is allowed, riding in the case of the bicycle.
    pub fn has(self, mode: Mode) -> bool {
        match mode {
            Mode::Walk => self.walk,
            Mode::Cycle => self.cycle,
            Mode::Car => self.car,
        }
    }

    fn take(&mut self, mode: Mode) {
        match mode {
            Mode::Walk => self.walk = false,
            Mode::Cycle => self.cycle = false,
            Mode::Car => self.car = false,
        }
    }
}

/// Says by whose rules streets are cut, and points joined to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conventions {
    /// Streets are cut where they meet; points join the nearest street.
    #[default]
    Crest,
    /// As in R5 v7.4, seconds and traits included: streets are cut wherever a node is named twice by ways of any kind, and
    /// searches see each piece; points join by its arithmetic.
    R5,
}

/// Holds the choices made in building streets.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetOptions {
    /// By whose rules streets are cut and points joined.
    pub conventions: Conventions,
    /// Radius of the Earth in metres by which streets are measured.
    pub radius_m: f64,
    /// Least number of vertices of a part that nothing connects with the rest; smaller parts are taken away.
    pub least_island: usize,
    /// Speeds of cars where no sign gives one.
    pub speeds: CarSpeeds,
}

impl StreetOptions {
    /// Returns the choices of R5 v7.4, its conventions included.
    pub fn r5() -> Self {
        Self {
            conventions: Conventions::R5,
            radius_m: crate::geo::R5_RADIUS_M,
            least_island: 40,
            speeds: CarSpeeds::r5(),
        }
    }
}

/// Holds a piece of street between two vertices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Vertex at its start.
    pub from: u32,
    /// Vertex at its end.
    pub to: u32,
    /// Length along its shape in millimetres.
    pub length_mm: u32,
    /// Position of its way in [`Streets::way_ids`].
    pub way: u32,
    /// Who may use it from start to end, and from end to start.
    pub allowed: [Allowed; 2],
    /// Speed of cars in centimetres per second, from start to end and from end to start.
    pub car_cm_s: [u16; 2],
    /// Whether points may be joined to it: not in tunnels, under cover or on motorways.
    pub joinable: bool,
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod town;
