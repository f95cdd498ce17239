//! Single travel times of a matrix, kept on disk under the fingerprint of all that they depend on, from which scenarios that
//! add lines go on.
//!
//! A file is its head and, for each origin in order, the number of its bytes (u32, little-endian), their checksum (16 bytes
//! of BLAKE3) and the bytes. It takes its name only when it is whole.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crest_model::Diagnostic;
use crest_reach::timetable::Headways;

use crate::fingerprint::{Fields, Fingerprint};

use super::change::NetworkChange;
use super::matrix::MatrixAsked;
use super::sources::Sources;

/// Version of what is kept; raised whenever the same question would be answered with other times or in other bytes.
const VERSION: u32 = 1;

const HEAD: &[u8; 12] = b"CRESTTIMES1\n";

/// Most bytes of a file; larger ones are not kept.
const MOST_BYTES: u64 = 2 << 30;

/// Names the directory in which times on a network are kept, and the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shelf {
    directory: PathBuf,
    network: Fingerprint,
}

impl Shelf {
    pub(super) fn of(directory: &Path, sources: &Sources, change: Option<&NetworkChange>) -> Self {
        let feeds = sources.feeds.iter().flat_map(|feed| &feed.files);
        let others = [&sources.streets, &sources.elevation, &sources.gates].map(Option::as_ref);
        let mut fields = Fields::new("reach.network", VERSION).value("change", &change);
        for file in others {
            fields = fields.value("is there", &file.is_some()).bytes("bytes", file.map_or(&[], |file| &file.bytes));
        }
        for file in feeds {
            fields = fields.text("name", &file.name).bytes("bytes", &file.bytes);
        }
        Self { directory: directory.to_owned(), network: fields.finish() }
    }

    /// Place of the times of a matrix.
    pub(super) fn place(&self, asked: &MatrixAsked<'_>, draws: &[Headways]) -> Place {
        let mut fields = Fields::new("reach.times", VERSION).input("network", self.network);
        fields = fields.value("trip", asked.trip).value("draws", &draws);
        for points in [asked.from, asked.to] {
            fields = fields.value("points", &points.points).value("zones", &points.zones);
        }
        Place(self.directory.join(format!("times-{}.crest", &fields.finish().hex()[..32])))
    }
}

/// File of the times of one matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place(PathBuf);

impl Place {
    /// Opens what is kept there; none if nothing is.
    pub(super) fn open(&self) -> Option<Reader> {
        let mut file = BufReader::with_capacity(1 << 20, File::open(&self.0).ok()?);
        let mut head = [0; HEAD.len()];
        file.read_exact(&mut head).ok()?;
        (head == *HEAD).then_some(Reader(file))
    }

    /// Takes away what is kept there.
    pub(super) fn discard(&self) {
        // What cannot be taken away is found damaged again.
        drop(std::fs::remove_file(&self.0));
    }

    /// Begins to keep times there.
    pub(super) fn begin(&self) -> Writer {
        let part = self.0.with_extension(format!("{}.part", std::process::id()));
        let open = || {
            std::fs::create_dir_all(self.0.parent().unwrap_or(Path::new(".")))?;
            let mut file = BufWriter::with_capacity(1 << 20, File::create(&part)?);
            file.write_all(HEAD)?;
            Ok(file)
        };
        let file = open();
        Writer { path: self.0.clone(), part, file, n_bytes: 0 }
    }
}

/// Times that were kept, origin after origin.
pub(super) struct Reader(BufReader<File>);

impl Reader {
    /// Reads the times of the next origins; none if they are damaged or lack.
    pub(super) fn next(&mut self, n: usize) -> Option<Vec<Vec<u8>>> {
        (0..n)
            .map(|_| {
                let (mut length, mut sum) = ([0; 4], [0; 16]);
                self.0.read_exact(&mut length).ok()?;
                self.0.read_exact(&mut sum).ok()?;
                let length = u64::from(u32::from_le_bytes(length));
                let mut bytes = Vec::new();
                (&mut self.0).take(length).read_to_end(&mut bytes).ok()?;
                (bytes.len() as u64 == length && checksum(&bytes) == sum).then_some(bytes)
            })
            .collect()
    }
}

/// Times that are being kept.
pub(super) struct Writer {
    path: PathBuf,
    part: PathBuf,
    file: std::io::Result<BufWriter<File>>,
    n_bytes: u64,
}

impl Writer {
    /// Adds the times of the next origin.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let Ok(file) = &mut self.file else { return };
        self.n_bytes += bytes.len() as u64;
        let too_much = || std::io::Error::other(format!("they are more than {MOST_BYTES} bytes"));
        let done = match u32::try_from(bytes.len()) {
            Ok(length) if self.n_bytes <= MOST_BYTES => file
                .write_all(&length.to_le_bytes())
                .and_then(|()| file.write_all(&checksum(bytes)))
                .and_then(|()| file.write_all(bytes)),
            _ => Err(too_much()),
        };
        if let Err(error) = done {
            self.file = Err(error);
        }
    }

    /// Gives the file its name; that times could not be kept is worth a note only.
    pub(super) fn finish(mut self) -> Result<(), Diagnostic> {
        let file = std::mem::replace(&mut self.file, Err(std::io::Error::other("finished")));
        let done = file.and_then(|mut file| file.flush()).and_then(|()| std::fs::rename(&self.part, &self.path));
        done.map_err(|error| {
            Diagnostic::note("C1715", format!("travel times cannot be kept in `{}`: {error}", self.path.display()))
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Gone already where it was kept.
        drop(std::fs::remove_file(&self.part));
    }
}

fn checksum(bytes: &[u8]) -> [u8; 16] {
    let hash = crate::fingerprint::Fingerprint::of_bytes(bytes);
    *hash.as_bytes().first_chunk().expect("a fingerprint has 32 bytes")
}
