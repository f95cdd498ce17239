//! Official yardsticks: the thresholds of published circles, what each leaves open, and where it stands.
//!
//! Figures are restated from the documents named. None of them is a default: a strategy names the yardstick it takes and states the rest of the
//! definition itself.

use super::Mode;

/// Gives the size of a circle as its document does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// Minutes of travel.
    Minutes(f64),
    /// Metres.
    Metres(f64),
    /// Minutes, with the metres the document gives beside them.
    MinutesOrMetres(f64, f64),
}

/// Holds one official yardstick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Yardstick {
    /// Name to call it by.
    pub id: &'static str,
    /// How people move; `None` where the document does not say.
    pub mode: Option<Mode>,
    /// Size of the circle.
    pub threshold: Threshold,
    /// Share of people the document wants within, where it states one.
    pub wanted_share: Option<f64>,
    /// Least and most people of one circle, where it is a unit of planning.
    pub people: Option<(f64, f64)>,
    /// Document, with its number and year.
    pub source: &'static str,
    /// What the document leaves for the definition to state.
    pub leaves_open: &'static str,
}

const TIMETABLE: &str = "mode, window of departures, percentile, walking speed, ends of the trip";
const SPEED: &str = "walking speed, and whether metres are by street or straight";

/// Lists the yardsticks: residential circles, the commute, travel circles between cities, and stops nearby.
pub const YARDSTICKS: [Yardstick; 10] = [
    Yardstick {
        id: "residential-15",
        mode: Some(Mode::Walk),
        threshold: Threshold::MinutesOrMetres(15.0, 1_000.0),
        wanted_share: None,
        people: Some((50_000.0, 100_000.0)),
        source: "GB 50180-2018, residential district of the 15-minute living circle (800 to 1000 m)",
        leaves_open: SPEED,
    },
    Yardstick {
        id: "residential-10",
        mode: Some(Mode::Walk),
        threshold: Threshold::MinutesOrMetres(10.0, 500.0),
        wanted_share: None,
        people: Some((15_000.0, 25_000.0)),
        source: "GB 50180-2018, residential district of the 10-minute living circle",
        leaves_open: SPEED,
    },
    Yardstick {
        id: "residential-5",
        mode: Some(Mode::Walk),
        threshold: Threshold::MinutesOrMetres(5.0, 300.0),
        wanted_share: None,
        people: Some((5_000.0, 12_000.0)),
        source: "GB 50180-2018, residential district of the 5-minute living circle",
        leaves_open: SPEED,
    },
    Yardstick {
        id: "commute-45",
        mode: None,
        threshold: Threshold::Minutes(45.0),
        wanted_share: Some(0.8),
        people: None,
        source: "city health check: 80 % of commuters within 45 minutes; China commute monitor 2023",
        leaves_open: TIMETABLE,
    },
    Yardstick {
        id: "commuting-circle-60",
        mode: None,
        threshold: Threshold::Minutes(60.0),
        wanted_share: None,
        people: None,
        source: "NDRC, guidance on modern metropolitan areas, 2019",
        leaves_open: TIMETABLE,
    },
    Yardstick {
        id: "travel-circle-1h",
        mode: None,
        threshold: Threshold::Minutes(60.0),
        wanted_share: None,
        people: None,
        source: "Outline for building a transport power, 2019: commute in metropolitan areas",
        leaves_open: TIMETABLE,
    },
    Yardstick {
        id: "travel-circle-2h",
        mode: None,
        threshold: Threshold::Minutes(120.0),
        wanted_share: None,
        people: None,
        source: "Outline for building a transport power, 2019: within city clusters",
        leaves_open: TIMETABLE,
    },
    Yardstick {
        id: "travel-circle-3h",
        mode: None,
        threshold: Threshold::Minutes(180.0),
        wanted_share: None,
        people: None,
        source: "Outline for building a transport power, 2019: between main cities",
        leaves_open: TIMETABLE,
    },
    Yardstick {
        id: "stop-500",
        mode: Some(Mode::Walk),
        threshold: Threshold::Metres(500.0),
        wanted_share: None,
        people: None,
        source: "SDG indicator 11.2.1, low-capacity transport (bus)",
        leaves_open: SPEED,
    },
    Yardstick {
        id: "station-1000",
        mode: Some(Mode::Walk),
        threshold: Threshold::Metres(1_000.0),
        wanted_share: None,
        people: None,
        source: "SDG indicator 11.2.1, high-capacity transport (rail)",
        leaves_open: SPEED,
    },
];

/// Finds a yardstick by its name.
pub fn find_yardstick(id: &str) -> Option<&'static Yardstick> {
    YARDSTICKS.iter().find(|yardstick| yardstick.id == id)
}
