//! Tags: the closed set of keys that decide who may use a street and how fast.

/// Names a key of OpenStreetMap that streets are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the key of the same name, colons written as word ends")]
pub enum Key {
    Access,
    Bicycle,
    BicycleBackward,
    BicycleForward,
    Construction,
    Covered,
    Cycleway,
    CyclewayBoth,
    CyclewayLeft,
    CyclewayRight,
    Foot,
    Highway,
    Junction,
    MaxSpeed,
    MaxSpeedBackward,
    MaxSpeedForward,
    MaxSpeedLanes,
    MaxSpeedMotorcar,
    MotorVehicle,
    Motorcar,
    Oneway,
    OnewayBicycle,
    OnewayFoot,
    OnewayMotorcar,
    OnewayVehicle,
    Proposed,
    PublicTransport,
    Railway,
    Sidewalk,
    Tunnel,
    Usage,
    Vehicle,
}

/// Keys by name, in order of name.
const NAMES: &[(&[u8], Key)] = &[
    (b"access", Key::Access),
    (b"bicycle", Key::Bicycle),
    (b"bicycle:backward", Key::BicycleBackward),
    (b"bicycle:forward", Key::BicycleForward),
    (b"construction", Key::Construction),
    (b"covered", Key::Covered),
    (b"cycleway", Key::Cycleway),
    (b"cycleway:both", Key::CyclewayBoth),
    (b"cycleway:left", Key::CyclewayLeft),
    (b"cycleway:right", Key::CyclewayRight),
    (b"foot", Key::Foot),
    (b"highway", Key::Highway),
    (b"junction", Key::Junction),
    (b"maxspeed", Key::MaxSpeed),
    (b"maxspeed:backward", Key::MaxSpeedBackward),
    (b"maxspeed:forward", Key::MaxSpeedForward),
    (b"maxspeed:lanes", Key::MaxSpeedLanes),
    (b"maxspeed:motorcar", Key::MaxSpeedMotorcar),
    (b"motor_vehicle", Key::MotorVehicle),
    (b"motorcar", Key::Motorcar),
    (b"oneway", Key::Oneway),
    (b"oneway:bicycle", Key::OnewayBicycle),
    (b"oneway:foot", Key::OnewayFoot),
    (b"oneway:motorcar", Key::OnewayMotorcar),
    (b"oneway:vehicle", Key::OnewayVehicle),
    (b"proposed", Key::Proposed),
    (b"public_transport", Key::PublicTransport),
    (b"railway", Key::Railway),
    (b"sidewalk", Key::Sidewalk),
    (b"tunnel", Key::Tunnel),
    (b"usage", Key::Usage),
    (b"vehicle", Key::Vehicle),
];

impl Key {
    /// Returns the key of a name, if streets are read for it.
    pub fn find(name: &[u8]) -> Option<Self> {
        NAMES.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|position| NAMES[position].1)
    }
}

/// Holds the tags of a way that streets need, in order of key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(Vec<(Key, Box<str>)>);

impl Tags {
    /// Makes tags of keys and values; of a key given twice the first value stays.
    pub fn new(mut tags: Vec<(Key, Box<str>)>) -> Self {
        tags.sort_by_key(|(key, _)| *key);
        tags.dedup_by_key(|(key, _)| *key);
        Self(tags)
    }

    /// Returns the value of a key as it is written.
    pub fn find(&self, key: Key) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_ref())
    }

    /// Tells whether a key has exactly this value.
    pub fn is(&self, key: Key, value: &str) -> bool {
        self.find(key) == Some(value)
    }
}
