//! Blocks: what an inflated blob says, as ways, restrictions, and places of nodes.

use super::protobuf::{Malformed, Reader, Value, zigzag};
use super::{Key, OsmError, Restriction, RestrictionKind, Tags};

/// Holds what one block says about streets.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) ways: Vec<RawWay>,
    pub(super) restrictions: Vec<Restriction>,
    /// Whether the block also holds nodes.
    pub(super) has_nodes: bool,
    /// Whether the block also holds ways that are not kept.
    pub(super) has_others: bool,
}

/// Position of a node in the list sought, and its place.
pub(super) type Placed = (u32, [i32; 2]);

/// Holds a way that still names its nodes by identifier.
#[derive(Debug)]
pub(super) struct RawWay {
    pub(super) id: i64,
    pub(super) references: Vec<i64>,
    pub(super) tags: Tags,
}

/// Features that a file may ask a reader to know.
const FEATURES: &[&[u8]] = &[b"OsmSchema-V0.6", b"DenseNodes"];

/// Checks that the head of a file asks for nothing unknown.
pub(super) fn check_head(bytes: &[u8], offset: usize) -> Result<(), OsmError> {
    let malformed = |_| OsmError::Malformed { offset };
    let mut fields = Reader::new(bytes);
    while let Some((number, value)) = fields.field().map_err(malformed)? {
        if number == 4 && !FEATURES.contains(&value.bytes().map_err(malformed)?) {
            return Err(OsmError::Feature { offset });
        }
    }
    Ok(())
}

/// Reads the streets and restrictions of a block.
pub(super) fn ways(bytes: &[u8], offset: usize) -> Result<Found, OsmError> {
    Block::read(bytes).and_then(|block| block.ways()).map_err(|Malformed| OsmError::Malformed { offset })
}

/// Reads the places, in 10⁻⁷ degrees, of those nodes of a block that are in a rising list; with their position there.
pub(super) fn places(bytes: &[u8], offset: usize, node_ids: &[i64]) -> Result<Vec<Placed>, OsmError> {
    Block::read(bytes).and_then(|block| block.places(node_ids)).map_err(|Malformed| OsmError::Malformed { offset })
}

/// Finds the positions, in a rising list of nodes, of those that ways of a block name which are not kept.
pub(super) fn named_by_others(bytes: &[u8], offset: usize, node_ids: &[i64]) -> Result<Vec<u32>, OsmError> {
    Block::read(bytes)
        .and_then(|block| block.named_by_others(node_ids))
        .map_err(|Malformed| OsmError::Malformed { offset })
}

/// A way as its message holds it.
#[derive(Default)]
struct WayFields<'a> {
    id: i64,
    keys: &'a [u8],
    values: &'a [u8],
    nodes: &'a [u8],
}

impl<'a> WayFields<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut way = Self::default();
        let mut fields = Reader::new(bytes);
        while let Some((number, value)) = fields.field()? {
            match number {
                1 => way.id = value.number()?.cast_signed(),
                2 => way.keys = value.bytes()?,
                3 => way.values = value.bytes()?,
                8 => way.nodes = value.bytes()?,
                _ => {}
            }
        }
        Ok(way)
    }

    fn references(&self) -> Result<Vec<i64>, Malformed> {
        let mut references = Vec::new();
        let (mut nodes, mut node) = (Reader::new(self.nodes), 0_i64);
        while let Some(step) = nodes.packed_signed()? {
            node = node.wrapping_add(step);
            references.push(node);
        }
        Ok(references)
    }
}

/// A block cut into its texts and groups.
struct Block<'a> {
    texts: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    lon_offset: i64,
    lat_offset: i64,
}

impl<'a> Block<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut block = Self { texts: Vec::new(), groups: Vec::new(), granularity: 100, lon_offset: 0, lat_offset: 0 };
        let mut fields = Reader::new(bytes);
        while let Some((number, value)) = fields.field()? {
            match number {
                1 => {
                    let mut texts = Reader::new(value.bytes()?);
                    while let Some((number, value)) = texts.field()? {
                        if number == 1 {
                            block.texts.push(value.bytes()?);
                        }
                    }
                }
                2 => block.groups.push(value.bytes()?),
                17 => block.granularity = value.number()?.cast_signed(),
                19 => block.lat_offset = value.number()?.cast_signed(),
                20 => block.lon_offset = value.number()?.cast_signed(),
                _ => {}
            }
        }
        Ok(block)
    }

    fn text(&self, index: u64) -> Result<&'a [u8], Malformed> {
        usize::try_from(index).ok().and_then(|index| self.texts.get(index)).copied().ok_or(Malformed)
    }

    fn ways(&self) -> Result<Found, Malformed> {
        // Looking the keys up once per block spares a comparison of texts for each tag of each building.
        let keys: Vec<Option<Key>> = self.texts.iter().map(|text| Key::find(text)).collect();
        let mut found = Found::default();
        for group in &self.groups {
            let mut fields = Reader::new(group);
            while let Some((number, value)) = fields.field()? {
                match number {
                    1 | 2 => found.has_nodes = true,
                    3 => match self.way(value.bytes()?, &keys)? {
                        Some(way) => found.ways.push(way),
                        None => found.has_others = true,
                    },
                    4 => found.restrictions.extend(self.restriction(value.bytes()?)?),
                    _ => {}
                }
            }
        }
        Ok(found)
    }

    fn way(&self, bytes: &[u8], keys: &[Option<Key>]) -> Result<Option<RawWay>, Malformed> {
        let way = WayFields::read(bytes)?;
        let Some(tags) = self.street_tags(&way, keys)? else { return Ok(None) };
        let references = way.references()?;
        Ok((references.len() > 1).then_some(RawWay { id: way.id, references, tags }))
    }

    /// The tags of a way that is kept.
    fn street_tags(&self, way: &WayFields<'_>, keys: &[Option<Key>]) -> Result<Option<Tags>, Malformed> {
        let mut tags = Vec::new();
        let (mut key_texts, mut value_texts) = (Reader::new(way.keys), Reader::new(way.values));
        while let Some(key) = key_texts.packed()? {
            let value = value_texts.packed()?.ok_or(Malformed)?;
            let key = usize::try_from(key).ok().and_then(|key| keys.get(key)).ok_or(Malformed)?;
            if let Some(key) = key {
                tags.push((*key, String::from_utf8_lossy(self.text(value)?).into_owned().into_boxed_str()));
            }
        }
        let tags = Tags::new(tags);
        let platform = tags.is(Key::Railway, "platform") || tags.is(Key::PublicTransport, "platform");
        Ok((tags.find(Key::Highway).is_some() || platform).then_some(tags))
    }

    fn named_by_others(&self, node_ids: &[i64]) -> Result<Vec<u32>, Malformed> {
        let keys: Vec<Option<Key>> = self.texts.iter().map(|text| Key::find(text)).collect();
        let mut named = Vec::new();
        for group in &self.groups {
            let mut fields = Reader::new(group);
            while let Some((number, value)) = fields.field()? {
                if number != 3 || self.way(value.bytes()?, &keys)?.is_some() {
                    continue;
                }
                let references = WayFields::read(value.bytes()?)?.references()?;
                let positions = references.iter().filter_map(|id| node_ids.binary_search(id).ok());
                named.extend(positions.filter_map(|position| u32::try_from(position).ok()));
            }
        }
        Ok(named)
    }

    fn restriction(&self, bytes: &[u8]) -> Result<Option<Restriction>, Malformed> {
        let (mut id, mut key_texts, mut value_texts) = (0, &[][..], &[][..]);
        let (mut roles, mut members, mut types) = (&[][..], &[][..], &[][..]);
        let mut fields = Reader::new(bytes);
        while let Some((number, value)) = fields.field()? {
            match number {
                1 => id = value.number()?.cast_signed(),
                2 => key_texts = value.bytes()?,
                3 => value_texts = value.bytes()?,
                8 => roles = value.bytes()?,
                9 => members = value.bytes()?,
                10 => types = value.bytes()?,
                _ => {}
            }
        }
        let Some(kind) = self.restriction_kind(key_texts, value_texts)? else { return Ok(None) };
        let (mut roles, mut members, mut types) = (Reader::new(roles), Reader::new(members), Reader::new(types));
        let (mut from, mut via, mut to) = (Vec::new(), Vec::new(), Vec::new());
        let mut member = 0_i64;
        while let Some(role) = roles.packed()? {
            member = member.wrapping_add(members.packed_signed()?.ok_or(Malformed)?);
            // 0 is a node, 1 a way, 2 a relation.
            let of_type = types.packed()?.ok_or(Malformed)?;
            match self.text(role)? {
                b"from" => from.push((member, of_type)),
                b"via" => via.push((member, of_type)),
                b"to" => to.push((member, of_type)),
                _ => {}
            }
        }
        Ok(match (&from[..], &via[..], &to[..]) {
            (&[(from_way, 1)], &[(via_node, 0)], &[(to_way, 1)]) => {
                Some(Restriction { id, from_way, via_node, to_way, kind })
            }
            _ => None,
        })
    }

    /// What a relation does if it is a restriction of turns for all vehicles.
    fn restriction_kind(&self, keys: &[u8], values: &[u8]) -> Result<Option<RestrictionKind>, Malformed> {
        let (mut keys, mut values) = (Reader::new(keys), Reader::new(values));
        let (mut is_restriction, mut kind) = (false, None);
        while let Some(key) = keys.packed()? {
            let value = self.text(values.packed()?.ok_or(Malformed)?)?;
            match self.text(key)? {
                b"type" => is_restriction = value == b"restriction",
                b"restriction" if value.starts_with(b"no_") => kind = Some(RestrictionKind::No),
                b"restriction" if value.starts_with(b"only_") => kind = Some(RestrictionKind::Only),
                _ => {}
            }
        }
        Ok(kind.filter(|_| is_restriction))
    }

    fn places(&self, node_ids: &[i64]) -> Result<Vec<Placed>, Malformed> {
        let mut places = Vec::new();
        for group in &self.groups {
            let mut fields = Reader::new(group);
            while let Some((number, value)) = fields.field()? {
                match number {
                    1 => self.node(value, node_ids, &mut places)?,
                    2 => self.dense(value.bytes()?, node_ids, &mut places)?,
                    _ => {}
                }
            }
        }
        Ok(places)
    }

    fn node(&self, value: Value<'_>, ids: &[i64], places: &mut Vec<Placed>) -> Result<(), Malformed> {
        let (mut id, mut lon, mut lat) = (0, 0, 0);
        let mut fields = Reader::new(value.bytes()?);
        while let Some((number, value)) = fields.field()? {
            match number {
                1 => id = zigzag(value.number()?),
                8 => lat = zigzag(value.number()?),
                9 => lon = zigzag(value.number()?),
                _ => {}
            }
        }
        if let Ok(position) = ids.binary_search(&id) {
            places.extend(self.place(position, lon, lat));
        }
        Ok(())
    }

    fn dense(&self, bytes: &[u8], ids: &[i64], places: &mut Vec<Placed>) -> Result<(), Malformed> {
        let (mut id_steps, mut lat_steps, mut lon_steps) = (&[][..], &[][..], &[][..]);
        let mut fields = Reader::new(bytes);
        while let Some((number, value)) = fields.field()? {
            match number {
                1 => id_steps = value.bytes()?,
                8 => lat_steps = value.bytes()?,
                9 => lon_steps = value.bytes()?,
                _ => {}
            }
        }
        let (mut id_steps, mut lat_steps, mut lon_steps) =
            (Reader::new(id_steps), Reader::new(lat_steps), Reader::new(lon_steps));
        let (mut id, mut lat, mut lon) = (0_i64, 0_i64, 0_i64);
        // Files hold nodes in rising order, so that the next sought one is near the last; any order is read rightly.
        let mut next = 0;
        while let Some(step) = id_steps.packed_signed()? {
            id = id.wrapping_add(step);
            lat = lat.wrapping_add(lat_steps.packed_signed()?.ok_or(Malformed)?);
            lon = lon.wrapping_add(lon_steps.packed_signed()?.ok_or(Malformed)?);
            let ahead = ids.get(next).is_some_and(|sought| *sought <= id);
            let behind = next > 0 && ids[next - 1] >= id;
            if ahead || behind {
                next = ids.partition_point(|sought| *sought < id);
                if ids.get(next) == Some(&id) {
                    places.extend(self.place(next, lon, lat));
                    next += 1;
                }
            }
        }
        Ok(())
    }

    /// The place in 10⁻⁷ degrees; `None` if it is not on Earth.
    fn place(&self, position: usize, lon: i64, lat: i64) -> Option<Placed> {
        let fixed = |offset: i64, steps: i64, degrees: i64| {
            let nano = self.granularity.checked_mul(steps)?.checked_add(offset)?;
            (nano.unsigned_abs() <= degrees.unsigned_abs() * 1_000_000_000)
                .then(|| i32::try_from(nano / 100).expect("180 degrees are 1.8e9 steps"))
        };
        let place = [fixed(self.lon_offset, lon, 180)?, fixed(self.lat_offset, lat, 90)?];
        Some((u32::try_from(position).ok()?, place))
    }
}
