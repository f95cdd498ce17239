//! Streets as OpenStreetMap gives them: reads the ways, their nodes and turn restrictions out of an `.osm.pbf` extract.
//!
//! Only what streets need is kept: ways that carry `highway`, or are platforms, with the tags that say who may use them
//! and how fast; the coordinates of their nodes; restrictions of turns. The bytes are gone through twice, first for ways
//! and then for the nodes they name, so that memory follows the streets and not the buildings of an extract.
//!
//! Source of the format: OpenStreetMap Wiki, PBF Format (the `osmformat.proto` and `fileformat.proto` described there).

mod blob;
mod block;
mod protobuf;
mod tags;

use rayon::prelude::*;

pub use tags::{Key, Tags};

/// Bounds what an extract may hold, against files that are made to exhaust memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Greatest number of ways kept.
    pub ways: usize,
    /// Greatest number of node references over all ways kept.
    pub references: usize,
    /// Greatest number of blobs.
    pub blobs: usize,
}

impl Default for Limits {
    /// Bounds that leave room for the extract of a large country.
    fn default() -> Self {
        Self { ways: 40_000_000, references: 400_000_000, blobs: 4_000_000 }
    }
}

/// Holds the streets of an extract as they are mapped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extract {
    /// Identifiers of the nodes that ways name, rising; nodes the file lacks are among them.
    pub node_ids: Vec<i64>,
    /// Place of each of them in 10⁻⁷ degrees, longitude then latitude; `None` if the file does not hold the node.
    pub places: Vec<Option<[i32; 2]>>,
    /// Whether each of them is named by a way that is not kept as well, such as a building or a border.
    pub named_elsewhere: Vec<bool>,
    /// Ways in the order of the file.
    pub ways: Vec<Way>,
    /// Restrictions of turns, in the order of the file.
    pub restrictions: Vec<Restriction>,
}

/// Holds one way of an extract.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    /// Its identifier.
    pub id: i64,
    /// Its nodes in order, as positions into [`Extract::node_ids`].
    pub nodes: Vec<u32>,
    /// The tags that streets need.
    pub tags: Tags,
}

/// Forbids or prescribes a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Identifier of the relation.
    pub id: i64,
    /// Way from which the turn is made.
    pub from_way: i64,
    /// Node at which it is made.
    pub via_node: i64,
    /// Way into which it is made.
    pub to_way: i64,
    /// Whether the turn is forbidden or the only one allowed.
    pub kind: RestrictionKind,
}

/// Says what a restriction does with its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictionKind {
    /// The turn may not be made (`no_left_turn` and its like).
    No,
    /// No other turn may be made from this way at this node (`only_straight_on` and its like).
    Only,
}

/// Says why bytes are not an extract that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OsmError {
    /// The file ends within a blob; `offset` is where the blob begins.
    Truncated {
        /// Byte at which the blob begins.
        offset: usize,
    },
    /// A blob or its head is longer than the format allows.
    BlobTooLong {
        /// Byte at which the blob begins.
        offset: usize,
        /// Its stated length in bytes.
        bytes: u64,
    },
    /// A message breaks the rules of protocol buffers, or refers to a text that its block does not hold.
    Malformed {
        /// Byte at which the blob begins.
        offset: usize,
    },
    /// The compressed part of a blob cannot be inflated to its stated length.
    Inflate {
        /// Byte at which the blob begins.
        offset: usize,
    },
    /// A blob is compressed by another method than zlib, which is the one in use.
    Compression {
        /// Byte at which the blob begins.
        offset: usize,
    },
    /// The file says that a reader must know a feature which this one does not (such as several versions of one node).
    Feature {
        /// Byte at which the head begins.
        offset: usize,
    },
    /// The file does not begin with the head of an extract.
    NoHead,
    /// The file holds more than the limits allow.
    TooMany {
        /// What there is too much of.
        what: Counted,
        /// The limit.
        limit: usize,
    },
}

/// Names what [`Limits`] count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Ways kept.
    Ways,
    /// Node references of ways kept.
    References,
    /// Blobs.
    Blobs,
}

impl std::fmt::Display for OsmError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Truncated { offset } => write!(f, "the file ends within the blob at byte {offset}"),
            Self::BlobTooLong { offset, bytes } => {
                write!(f, "the blob at byte {offset} states {bytes} bytes, more than the format allows")
            }
            Self::Malformed { offset } => write!(f, "the blob at byte {offset} is not a well-formed message"),
            Self::Inflate { offset } => {
                write!(f, "the blob at byte {offset} does not inflate to the length it states")
            }
            Self::Compression { offset } => {
                write!(f, "the blob at byte {offset} is compressed by another method than zlib")
            }
            Self::Feature { offset } => write!(f, "the head at byte {offset} asks for a feature that is not known"),
            Self::NoHead => f.write_str("the file does not begin with the head of an OpenStreetMap extract"),
            Self::TooMany { what, limit } => {
                let what = match what {
                    Counted::Ways => "ways",
                    Counted::References => "node references",
                    Counted::Blobs => "blobs",
                };
                write!(f, "the file holds more than {limit} {what}")
            }
        }
    }
}

impl std::error::Error for OsmError {}

/// Reads the streets of an `.osm.pbf` extract.
///
/// - Kept: ways with a `highway` tag and platforms (`railway=platform`, `public_transport=platform`), with at least two
///   nodes; restrictions of one `from` way, one `via` node and one `to` way whose `restriction` begins with `no_` or
///   `only_`. Restrictions over `via` ways are passed over.
/// - A node that the file lacks stays without a place: extracts cut at a box name nodes beyond it.
/// - Blobs are read in parallel and put together in the order of the file, so that the result does not depend on the
///   number of threads. At most one inflated blob (32 MiB by the format) per thread is held at a time.
///
/// # Errors
/// [`OsmError`] for the first blob that cannot be read; any bytes give an error or an extract, never a panic.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, OsmError> {
    let blobs = blob::scan(bytes, limits.blobs)?;
    let (head, data) = blobs.split_first().ok_or(OsmError::NoHead)?;
    if head.kind != blob::Kind::Head {
        return Err(OsmError::NoHead);
    }
    block::check_head(&blob::inflate(head)?, head.offset)?;

    let mut found = Vec::new();
    let (mut n_ways, mut n_references) = (0, 0);
    // Counting between portions keeps a hostile file from filling memory before anyone looks.
    for portion in data.chunks(256) {
        let parts: Vec<Result<block::Found, OsmError>> = portion
            .par_iter()
            .map(|blob| match blob.kind {
                blob::Kind::Data => block::ways(&blob::inflate(blob)?, blob.offset),
                blob::Kind::Head | blob::Kind::Other => Ok(block::Found::default()),
            })
            .collect();
        for part in parts {
            let part = part?;
            n_ways += part.ways.len();
            n_references += part.ways.iter().map(|way| way.references.len()).sum::<usize>();
            found.push(part);
        }
        if n_ways > limits.ways {
            return Err(OsmError::TooMany { what: Counted::Ways, limit: limits.ways });
        }
        if n_references > limits.references {
            return Err(OsmError::TooMany { what: Counted::References, limit: limits.references });
        }
    }

    let mut node_ids: Vec<i64> = Vec::with_capacity(n_references);
    node_ids.extend(found.iter().flat_map(|part| part.ways.iter().flat_map(|way| way.references.iter())));
    node_ids.par_sort_unstable();
    node_ids.dedup();
    node_ids.shrink_to_fit();
    let places = find_places(data, &found, &node_ids)?;
    let named_elsewhere = find_named_elsewhere(data, &found, &node_ids)?;

    let restrictions = found.iter_mut().flat_map(|part| std::mem::take(&mut part.restrictions)).collect();
    let raw_ways: Vec<block::RawWay> = found.into_iter().flat_map(|part| part.ways).collect();
    let ways = raw_ways.into_par_iter().map(|way| position_nodes(way, &node_ids)).collect();
    Ok(Extract { node_ids, places, named_elsewhere, ways, restrictions })
}

/// Goes through the blobs that hold nodes once more and picks the places of those that ways name.
fn find_places(
    data: &[blob::Blob<'_>],
    found: &[block::Found],
    node_ids: &[i64],
) -> Result<Vec<Option<[i32; 2]>>, OsmError> {
    let with_nodes: Vec<&blob::Blob<'_>> =
        data.iter().zip(found).filter(|(_, part)| part.has_nodes).map(|(blob, _)| blob).collect();
    let mut places = vec![None; node_ids.len()];
    for portion in with_nodes.chunks(64) {
        let parts: Vec<Result<Vec<block::Placed>, OsmError>> =
            portion.par_iter().map(|blob| block::places(&blob::inflate(blob)?, blob.offset, node_ids)).collect();
        for part in parts {
            for (position, place) in part? {
                places[position as usize] = Some(place);
            }
        }
    }
    Ok(places)
}

/// Goes through the blobs that hold other ways once more and marks the nodes of streets that these name.
fn find_named_elsewhere(
    data: &[blob::Blob<'_>],
    found: &[block::Found],
    node_ids: &[i64],
) -> Result<Vec<bool>, OsmError> {
    let with_others: Vec<&blob::Blob<'_>> =
        data.iter().zip(found).filter(|(_, part)| part.has_others).map(|(blob, _)| blob).collect();
    let mut named = vec![false; node_ids.len()];
    for portion in with_others.chunks(64) {
        let parts: Vec<Result<Vec<u32>, OsmError>> = portion
            .par_iter()
            .map(|blob| block::named_by_others(&blob::inflate(blob)?, blob.offset, node_ids))
            .collect();
        for part in parts {
            for position in part? {
                named[position as usize] = true;
            }
        }
    }
    Ok(named)
}

fn position_nodes(way: block::RawWay, node_ids: &[i64]) -> Way {
    let position = |id: &i64| {
        let position = node_ids.binary_search(id).expect("the list was made of all references");
        u32::try_from(position).expect("the limit on references is below u32::MAX")
    };
    Way { id: way.id, nodes: way.references.iter().map(position).collect(), tags: way.tags }
}

#[cfg(test)]
mod tests;
