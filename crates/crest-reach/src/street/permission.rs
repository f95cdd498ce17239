//! Who may use a street: the defaults of its class, then the tags of access, then one-way rules.
//!
//! Modes form a tree: access above foot and vehicle, vehicle above bicycle and car. A mode that is not labelled itself
//! takes the label of the nearest mode above it. `private`, `destination`, `customers` and their like close a street,
//! since a route may not lead through it.
//!
//! Source: OpenStreetMap Wiki, Computing access restrictions and OSM tags for routing/Access restrictions (table of the
//! United States, which R5 v7.4 takes for every country).

use super::Allowed;
use crate::osm::{Key, Tags};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Yes,
    No,
    /// Allowed for those who live or do business there: no way through.
    NoThrough,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OneWay {
    No,
    Yes,
    Reverse,
}

/// Labels of the modes; `None` where nothing is said.
#[derive(Debug, Clone, Copy, Default)]
struct Labels {
    access: Option<Label>,
    foot: Option<Label>,
    vehicle: Option<Label>,
    bicycle: Option<Label>,
    car: Option<Label>,
}

/// Tells whether a way is a street that exists: not planned, being built or gone, nor an area beside the road.
pub(super) fn is_street(tags: &Tags) -> bool {
    let unreal =
        |value: &str| matches!(value, "construction" | "abandoned" | "removed" | "proposed" | "propossed" | "unbuilt");
    let highway = tags.find(Key::Highway);
    let of_kind = match highway {
        Some("services" | "rest_area" | "raceway") => false,
        Some(_) => true,
        None => false,
    };
    let platform = tags.is(Key::PublicTransport, "platform")
        || (tags.is(Key::Railway, "platform") && !tags.is(Key::Usage, "tourism"));
    (of_kind || platform)
        && !highway.is_some_and(unreal)
        && !tags.find(Key::Cycleway).is_some_and(unreal)
        && tags.find(Key::Construction).is_none()
        && tags.find(Key::Proposed).is_none()
}

/// Returns who may use a way in its direction and against it.
pub(super) fn allowed(tags: &Tags) -> [Allowed; 2] {
    let labels = apply_tags(class_defaults(tags), tags);
    let yes = |own: &[Option<Label>]| own.iter().copied().find_map(|label| label) == Some(Label::Yes);
    let both = Allowed {
        walk: yes(&[labels.foot, labels.access]),
        cycle: yes(&[labels.bicycle, labels.vehicle, labels.access]),
        car: yes(&[labels.car, labels.vehicle, labels.access]),
    };
    let [mut ahead, mut back] = [both, both];
    let lane = |key| tags.find(key).is_some_and(|value| label(value) == Some(Label::Yes));
    ahead.cycle |= lane(Key::CyclewayRight);
    back.cycle |= lane(Key::CyclewayLeft);

    let [foot, bicycle, car] = one_way(tags);
    ahead.walk &= foot != OneWay::Reverse;
    back.walk &= foot != OneWay::Yes;
    ahead.cycle &= bicycle != OneWay::Reverse;
    back.cycle &= bicycle != OneWay::Yes;
    ahead.car &= car != OneWay::Reverse;
    back.car &= car != OneWay::Yes;

    // A lane against the traffic opens the direction that the one-way rule has just closed.
    let against = [Key::Cycleway, Key::CyclewayRight, Key::CyclewayLeft]
        .iter()
        .any(|key| tags.find(*key).is_some_and(|value| value.starts_with("opposite")));
    if against {
        let opened = if car == OneWay::Reverse { &mut ahead } else { &mut back };
        opened.cycle = true;
    }
    [ahead, back]
}

/// Tells whether points may be joined to a way: not in a tunnel, under cover or on a motorway.
pub(super) fn is_joinable(tags: &Tags) -> bool {
    !(tags.is(Key::Tunnel, "yes") || tags.is(Key::Covered, "yes") || tags.is(Key::Highway, "motorway"))
}

/// Labels of the class of a street before its own tags are looked at.
fn class_defaults(tags: &Tags) -> Labels {
    use Label::{No, Yes};
    let class = match tags.find(Key::Highway) {
        Some(highway) => highway.trim().to_lowercase(),
        None => "platform".to_owned(),
    };
    let of = |access, foot, bicycle| Labels { access: Some(access), foot, bicycle, vehicle: None, car: None };
    match class.as_str() {
        "motorway" | "motorway_link" => of(Yes, Some(No), Some(No)),
        "pedestrian" | "path" | "bridleway" | "cycleway" => of(No, Some(Yes), Some(Yes)),
        "footway" | "steps" | "platform" | "corridor" => of(No, Some(Yes), None),
        // Trunk roads, streets of all sorts, tracks, and classes nobody knows.
        _ => of(Yes, None, None),
    }
}

fn apply_tags(mut labels: Labels, tags: &Tags) -> Labels {
    let of = |key| tags.find(key).and_then(label);
    labels.access = of(Key::Access).or(labels.access);
    labels.foot = of(Key::Foot).or(labels.foot);
    let sidewalk = tags.find(Key::Sidewalk).map(str::to_lowercase);
    if matches!(sidewalk.as_deref(), Some("both" | "left" | "right")) {
        labels.foot = Some(Label::Yes);
    }
    labels.vehicle = of(Key::Vehicle).or(labels.vehicle);
    labels.bicycle = of(Key::Bicycle).or(labels.bicycle);
    // "cycleway=no" says that there is no lane, not that cycling is forbidden.
    labels.bicycle = of(Key::Cycleway).filter(|label| *label != Label::No).or(labels.bicycle);
    labels.bicycle = of(Key::CyclewayBoth).or(labels.bicycle);
    labels.car = of(Key::MotorVehicle).or(labels.car);
    labels.car = of(Key::Motorcar).or(labels.car);
    labels
}

/// The label a value stands for; of several values the first counts. `None` where the value says nothing.
fn label(value: &str) -> Option<Label> {
    let first = value.split(';').next().unwrap_or_default().trim().to_lowercase();
    match first.as_str() {
        "yes" | "1" | "true" | "official" | "unknown" | "public" | "permissive" | "designated" | "lane" | "track"
        | "shared_lane" | "share_busway" | "crossing" => Some(Label::Yes),
        "no" | "0" | "false" | "license" | "restricted" | "prohibited" | "emergency" | "use_sidepath" | "dismount" => {
            Some(Label::No)
        }
        "destination" | "customers" | "customer" | "delivery" | "forestry" | "agricultural" | "residents"
        | "resident" | "private" => Some(Label::NoThrough),
        _ => None,
    }
}

/// One-way rules of foot, bicycle and car.
fn one_way(tags: &Tags) -> [OneWay; 3] {
    let of = |key| {
        tags.find(key).map(|value| match value.trim().to_lowercase().as_str() {
            "yes" | "true" | "1" => OneWay::Yes,
            "-1" | "reverse" => OneWay::Reverse,
            _ => OneWay::No,
        })
    };
    let implied = tags.is(Key::Highway, "motorway") || tags.is(Key::Junction, "roundabout");
    let all = of(Key::Oneway).unwrap_or(if implied { OneWay::Yes } else { OneWay::No });
    let vehicle = of(Key::OnewayVehicle).unwrap_or(all);
    let car = of(Key::OnewayMotorcar).unwrap_or(vehicle);
    let mut bicycle = of(Key::OnewayBicycle).unwrap_or(vehicle);
    let closed = |key| tags.find(key).is_some_and(|value| label(value) == Some(Label::No));
    if closed(Key::BicycleForward) {
        bicycle = OneWay::Reverse;
    }
    if closed(Key::BicycleBackward) {
        bicycle = OneWay::Yes;
    }
    // People on foot heed one-way signs only where these name them.
    [of(Key::OnewayFoot).unwrap_or(OneWay::No), bicycle, car]
}

#[cfg(test)]
mod tests;
