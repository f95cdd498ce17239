//! Built streets and feeds as they were read, kept on disk under the fingerprint of what they are made from.

use std::path::{Path, PathBuf};

use crest_model::Diagnostic;
use crest_reach::cache::CacheError;
use crest_reach::gtfs::Limits;
use crest_reach::street::StreetOptions;

use super::sources::FeedSource;
use crate::fingerprint::Fields;

/// Version of what is kept; raised whenever the same files would be read or built otherwise.
const VERSION: u32 = 2;

/// Names the place of one source in a directory, or none.
pub(super) struct Place(Option<PathBuf>);

impl Place {
    /// Place of the streets that are built of an extract.
    pub(super) fn of_streets(directory: Option<&Path>, extract: &[u8], options: &StreetOptions) -> Self {
        Self::of(directory, "streets", |fields| fields.bytes("extract", extract).value("options", options))
    }

    /// Place of a feed. Neither the name of its archive nor the folder of its tables matters.
    pub(super) fn of_feed(directory: Option<&Path>, source: &FeedSource, limits: &Limits) -> Self {
        Self::of(directory, "feed", |fields| {
            source.files.iter().fold(fields.value("limits", limits), |fields, file| {
                fields.text("table", &source.table_of(file).unwrap_or_default()).bytes("content", &file.bytes)
            })
        })
    }

    fn of(directory: Option<&Path>, what: &str, add: impl FnOnce(Fields) -> Fields) -> Self {
        Self(directory.map(|directory| {
            let fields = add(Fields::new(&format!("reach.{what}"), VERSION));
            directory.join(format!("{what}-{}.crest", &fields.finish().hex()[..32]))
        }))
    }

    /// What lies there; if it is damaged, outdated or something else it counts as none.
    pub(super) fn find<T>(&self, read: impl FnOnce(&[u8]) -> Result<T, CacheError>) -> Option<T> {
        read(&std::fs::read(self.0.as_ref()?).ok()?).ok()
    }

    /// Keeps bytes, made only if there is a place for them; that they could not be kept is worth a note only.
    pub(super) fn keep(&self, bytes: impl FnOnce() -> Vec<u8>) -> Result<(), Diagnostic> {
        let Some(path) = &self.0 else { return Ok(()) };
        let write = || {
            let directory = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(directory)?;
            let unfinished = path.with_extension(format!("{}.part", std::process::id()));
            std::fs::write(&unfinished, bytes())?;
            std::fs::rename(&unfinished, path)
        };
        write().map_err(|error| {
            let message = format!("a network that was built cannot be kept in `{}`: {error}", path.display());
            Diagnostic::note("C1715", message)
        })
    }
}

#[cfg(test)]
mod tests;
