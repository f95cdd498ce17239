//! Blobs: the length-marked, compressed pieces an extract is cut into.

use std::io::Read;

use super::protobuf::Reader;
use super::{Counted, OsmError};

/// Greatest length in bytes of the head of a blob (PBF Format, "should be less than 64 KiB").
const HEAD_BYTES: usize = 64 * 1024;
/// Greatest length in bytes of a blob, compressed or inflated (PBF Format, "must be less than 32 MiB").
const BLOB_BYTES: usize = 32 * 1024 * 1024;

/// Says what a blob holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The head of the file.
    Head,
    /// Nodes, ways and relations.
    Data,
    /// Something a reader is to pass over.
    Other,
}

/// Holds one blob, still compressed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blob<'a> {
    pub(super) kind: Kind,
    /// Byte of the file at which it begins.
    pub(super) offset: usize,
    bytes: &'a [u8],
}

/// Cuts a file into its blobs without inflating them.
pub(super) fn scan(file: &[u8], limit: usize) -> Result<Vec<Blob<'_>>, OsmError> {
    let mut blobs = Vec::new();
    let mut offset = 0;
    while offset < file.len() {
        if blobs.len() == limit {
            return Err(OsmError::TooMany { what: Counted::Blobs, limit });
        }
        let truncated = OsmError::Truncated { offset };
        let rest = &file[offset..];
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(truncated)?;
        let head_length = u32::from_be_bytes(*length) as usize;
        if head_length > HEAD_BYTES {
            return Err(OsmError::BlobTooLong { offset, bytes: head_length as u64 });
        }
        if head_length > rest.len() {
            return Err(truncated);
        }
        let (head, rest) = rest.split_at(head_length);
        let (kind, stated) = read_head(head, offset)?;
        let length = usize::try_from(stated).unwrap_or(usize::MAX);
        if length > BLOB_BYTES {
            return Err(OsmError::BlobTooLong { offset, bytes: stated });
        }
        let bytes = rest.get(..length).ok_or(truncated)?;
        blobs.push(Blob { kind, offset, bytes });
        offset += 4 + head_length + length;
    }
    Ok(blobs)
}

/// Kind and length of the blob that follows its head.
fn read_head(head: &[u8], offset: usize) -> Result<(Kind, u64), OsmError> {
    let malformed = |_| OsmError::Malformed { offset };
    let (mut kind, mut length) = (None, None);
    let mut fields = Reader::new(head);
    while let Some((number, value)) = fields.field().map_err(malformed)? {
        match number {
            1 => {
                kind = Some(match value.bytes().map_err(malformed)? {
                    b"OSMHeader" => Kind::Head,
                    b"OSMData" => Kind::Data,
                    _ => Kind::Other,
                });
            }
            3 => length = Some(value.number().map_err(malformed)?),
            _ => {}
        }
    }
    kind.zip(length).ok_or(OsmError::Malformed { offset })
}

/// Returns the bytes of a blob, inflated if need be.
pub(super) fn inflate(blob: &Blob<'_>) -> Result<Vec<u8>, OsmError> {
    let offset = blob.offset;
    let malformed = |_| OsmError::Malformed { offset };
    let (mut raw, mut compressed, mut stated) = (None, None, None);
    let mut fields = Reader::new(blob.bytes);
    while let Some((number, value)) = fields.field().map_err(malformed)? {
        match number {
            1 => raw = Some(value.bytes().map_err(malformed)?),
            2 => stated = Some(value.number().map_err(malformed)?),
            3 => compressed = Some(value.bytes().map_err(malformed)?),
            4..=7 => return Err(OsmError::Compression { offset }),
            _ => {}
        }
    }
    if let Some(raw) = raw {
        return Ok(raw.to_vec());
    }
    let compressed = compressed.ok_or(OsmError::Malformed { offset })?;
    let stated = stated.ok_or(OsmError::Inflate { offset })?;
    let length = usize::try_from(stated).unwrap_or(usize::MAX);
    if length > BLOB_BYTES {
        return Err(OsmError::BlobTooLong { offset, bytes: stated });
    }
    // One byte more than stated tells a stream that is too long; zlib turns a byte into at most 1,032.
    let mut bytes = Vec::with_capacity(length.min(compressed.len().saturating_mul(1032)));
    let mut stream = flate2::read::ZlibDecoder::new(compressed).take(length as u64 + 1);
    stream.read_to_end(&mut bytes).map_err(|_| OsmError::Inflate { offset })?;
    if bytes.len() == length { Ok(bytes) } else { Err(OsmError::Inflate { offset }) }
}
