//! Speeds of cars: the sign if the way carries one, else the speed of its class.

use crate::osm::{Key, Tags};

/// Gives the speed of a class of street.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeedOfClass {
    /// Value of the `highway` tag.
    pub class: String,
    /// Speed in kilometres per hour.
    pub km_h: f64,
}

/// Gives the speeds of cars where no sign does.
#[derive(Debug, Clone, PartialEq)]
pub struct CarSpeeds {
    /// Speeds by class; of a class given twice the first counts.
    pub classes: Vec<SpeedOfClass>,
    /// Speed in kilometres per hour of all other streets.
    pub otherwise_km_h: f64,
}

const KM_H_PER_MPH: f64 = 1.609_344;

impl CarSpeeds {
    /// Returns the speeds of R5 v7.4, which are set in miles per hour after American practice.
    pub fn r5() -> Self {
        let classes = [
            ("motorway", 65.0),
            ("motorway_link", 35.0),
            ("trunk", 55.0),
            ("trunk_link", 35.0),
            ("primary", 45.0),
            ("primary_link", 25.0),
            ("secondary", 35.0),
            ("secondary_link", 25.0),
            ("tertiary", 25.0),
            ("tertiary_link", 25.0),
            ("living_street", 5.0),
        ];
        let of = |(class, mph): (&str, f64)| SpeedOfClass { class: class.to_owned(), km_h: mph * KM_H_PER_MPH };
        Self { classes: classes.into_iter().map(of).collect(), otherwise_km_h: 25.0 * KM_H_PER_MPH }
    }

    fn of_class(&self, class: &str) -> f64 {
        self.classes.iter().find(|known| known.class == class).map_or(self.otherwise_km_h, |known| known.km_h)
    }
}

/// Returns the speed of cars on a way in centimetres per second, in its direction and against it; at least 1.
///
/// `maxspeed:motorcar` goes before the sign of the direction, that before the fastest lane, that before `maxspeed`; a
/// sign that cannot be read, or of 0, is passed over.
pub(super) fn car_cm_s(tags: &Tags, speeds: &CarSpeeds) -> [u16; 2] {
    let sign = |key| tags.find(key).and_then(read_km_h);
    [Key::MaxSpeedForward, Key::MaxSpeedBackward].map(|own| {
        let km_h = sign(Key::MaxSpeedMotorcar)
            .or_else(|| sign(own))
            .or_else(|| tags.find(Key::MaxSpeedLanes).and_then(fastest_lane))
            .or_else(|| sign(Key::MaxSpeed))
            .unwrap_or_else(|| speeds.of_class(&tags.find(Key::Highway).unwrap_or_default().trim().to_lowercase()));
        // A cast of a float to an integer keeps within its range.
        ((km_h / 3.6 * 100.0).round() as u16).max(1)
    })
}

fn fastest_lane(lanes: &str) -> Option<f64> {
    lanes.split('|').filter_map(read_km_h).reduce(f64::max)
}

/// Reads a sign such as `60`, `60 km/h` or `35 mph`; kilometres per hour if nothing else is said.
fn read_km_h(sign: &str) -> Option<f64> {
    let sign = sign.trim();
    let end = sign.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(sign.len());
    let (number, unit) = sign.split_at(end);
    let factor = match unit.trim() {
        "" | "km/h" | "kmh" | "kph" | "kmph" => 1.0,
        "mph" => KM_H_PER_MPH,
        "knots" => 1.852,
        _ => return None,
    };
    number.parse().ok().map(|number: f64| number * factor).filter(|km_h| *km_h > 0.0)
}

#[cfg(test)]
mod tests;
