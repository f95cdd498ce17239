//! The archive around a feed, read within bounds.

use std::io::{Cursor, Read};

use super::{Feed, read_files};

/// Bounds what a feed may cost to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one unpacked file.
    pub file_bytes: u64,
    /// Most bytes of all unpacked files together.
    pub total_bytes: u64,
    /// Most times a file may grow when unpacked; files under a mebibyte are let pass.
    pub ratio: u64,
    /// Most rows of one file.
    pub rows: u64,
    /// Most entries of the archive.
    pub entries: usize,
}

impl Limits {
    /// Bounds that the largest national feeds stay within: 4 GiB in all, 2 GiB and 60 million rows a file, 250 times, 1,000
    /// entries.
    pub const USUAL: Self =
        Self { file_bytes: 2 << 30, total_bytes: 4 << 30, ratio: 250, rows: 60_000_000, entries: 1_000 };
}

/// Says why a feed cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GtfsError {
    /// The bytes are no zip archive that can be read.
    NotAnArchive,
    /// The archive has more entries than allowed.
    TooManyEntries {
        /// The bound.
        limit: usize,
    },
    /// A file cannot be unpacked: damaged, encrypted or packed in an unknown way.
    Unreadable {
        /// The file.
        file: &'static str,
    },
    /// A file is larger than allowed.
    TooLarge {
        /// The file.
        file: &'static str,
        /// The bound in bytes.
        limit: u64,
    },
    /// A file grows more than allowed when unpacked.
    TooDense {
        /// The file.
        file: &'static str,
        /// The bound.
        ratio: u64,
    },
    /// A file has more rows than allowed.
    TooManyRows {
        /// The file.
        file: &'static str,
        /// The bound.
        limit: u64,
    },
    /// A file without which nobody can ride is missing or has no usable row.
    Nothing {
        /// The file.
        file: &'static str,
    },
}

impl std::fmt::Display for GtfsError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAnArchive => write!(out, "the timetable is not a zip archive that can be read"),
            Self::TooManyEntries { limit } => write!(out, "the archive has more than {limit} entries"),
            Self::Unreadable { file } => write!(out, "{file} cannot be unpacked"),
            Self::TooLarge { file, limit } => write!(out, "{file} is larger than {limit} bytes"),
            Self::TooDense { file, ratio } => write!(out, "{file} grows more than {ratio} times when unpacked"),
            Self::TooManyRows { file, limit } => write!(out, "{file} has more than {limit} rows"),
            Self::Nothing { file } => write!(out, "{file} is missing or has no usable row"),
        }
    }
}

impl std::error::Error for GtfsError {}

/// Files that are read, in order of reading.
pub(super) const FILES: &[&str] = &[
    "agency.txt",
    "stops.txt",
    "routes.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "trips.txt",
    "stop_times.txt",
    "frequencies.txt",
    "transfers.txt",
    "pathways.txt",
    "shapes.txt",
];

/// Reads a feed from the bytes of its zip archive.
///
/// Files may lie in a folder of the archive; of two files of one name the one nearest to the root is read.
///
/// # Errors
/// [`GtfsError`] if a bound is passed or nobody can ride. What else is wrong is mended and stands in [`Feed::repairs`].
///
/// Cost: time and memory linear in the unpacked bytes, which never pass the bounds whatever the archive claims.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Feed, GtfsError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| GtfsError::NotAnArchive)?;
    if archive.len() > limits.entries {
        return Err(GtfsError::TooManyEntries { limit: limits.entries });
    }
    let mut entries: Vec<Option<(usize, usize)>> = vec![None; FILES.len()];
    for index in 0..archive.len() {
        let Some(Ok(name)) = archive.name_for_index(index) else { continue };
        let (folder, base) = name.rsplit_once('/').unwrap_or(("", name.as_ref()));
        let depth = if folder.is_empty() { 0 } else { 1 + folder.matches('/').count() };
        let Some(file) = FILES.iter().position(|file| file.eq_ignore_ascii_case(base)) else { continue };
        if folder.contains("__MACOSX") || entries[file].is_some_and(|(other, _)| other <= depth) {
            continue;
        }
        entries[file] = Some((depth, index));
    }
    let mut files = Vec::new();
    let mut left = limits.total_bytes;
    for (file, entry) in FILES.iter().copied().zip(entries) {
        let Some((_, index)) = entry else { continue };
        let entry = archive.by_index(index).map_err(|_| GtfsError::Unreadable { file })?;
        let by_ratio = entry.compressed_size().saturating_mul(limits.ratio).max(1 << 20);
        let bound = limits.file_bytes.min(left).min(by_ratio);
        let mut content = Vec::new();
        entry.take(bound + 1).read_to_end(&mut content).map_err(|_| GtfsError::Unreadable { file })?;
        let length = content.len() as u64;
        if length > bound {
            return Err(if bound == by_ratio {
                GtfsError::TooDense { file, ratio: limits.ratio }
            } else {
                GtfsError::TooLarge { file, limit: bound }
            });
        }
        left -= length;
        files.push((file, content));
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(file, content)| (*file, content.as_slice())).collect();
    read_files(&files, limits)
}
