//! The text of a network scenario: which kinds of change there are and which keys they have.
//!
//! The file stands alone, so that a fuzz target can read scenarios without the engine.

use crest_model::{Diagnostic, Location};
use serde::Deserialize;

/// Reads the changes of a file, in order; `name` is only shown.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<Change>, Diagnostic> {
    let raw: Raw = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        let message = format!("the network scenario `{name}` cannot be read: {}", error.message());
        Diagnostic::error("C1709", message).at(Location::text(name, u32::try_from(line).unwrap_or(1), 1, 1))
    })?;
    Ok(raw.change)
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// Shown to people only.
    #[serde(default, rename = "title")]
    _title: Option<String>,
    #[serde(default, rename = "title_zh")]
    _title_zh: Option<String>,
    #[serde(default)]
    change: Vec<Change>,
}

/// One change; times of day are texts, rides are minutes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Change {
    AddStation {
        id: String,
        #[serde(default)]
        name: String,
        #[serde(default)]
        zone: String,
        lon: f64,
        lat: f64,
    },
    AddLine {
        id: String,
        stops: Vec<String>,
        ride_minutes: Vec<f64>,
        #[serde(default)]
        dwell_seconds: f64,
        #[serde(default)]
        both_ways: bool,
        headway_minutes: Option<f64>,
        from: Option<String>,
        until: Option<String>,
        departures: Option<Vec<String>>,
    },
    CloseLine {
        route: String,
    },
    CloseStop {
        stop: String,
    },
    #[serde(rename = "change_headway")]
    Headway {
        route: String,
        headway_minutes: f64,
        from: String,
        until: String,
    },
    Retime {
        route: String,
        #[serde(default = "same")]
        speed: f64,
        dwell_seconds: Option<f64>,
    },
    Reroute {
        route: String,
        from_stop: String,
        to_stop: String,
        #[serde(default)]
        via: Vec<String>,
        ride_minutes: Vec<f64>,
        #[serde(default)]
        dwell_seconds: f64,
    },
    AddStreet {
        points: Vec<[f64; 2]>,
        modes: Vec<String>,
        #[serde(default)]
        one_way: bool,
        #[serde(default = "town_speed")]
        car_km_h: f64,
    },
    CloseStreet {
        from: [f64; 2],
        to: [f64; 2],
        modes: Vec<String>,
    },
    CarSpeed {
        way: i64,
        factor: f64,
    },
}

fn same() -> f64 {
    1.0
}

fn town_speed() -> f64 {
    30.0
}
