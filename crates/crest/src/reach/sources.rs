//! What a network is made of: a street extract, timetables, heights; read from disk or handed over by a project.

use std::io;
use std::path::{Path, PathBuf};

use crest_model::{Diagnostic, Location};
use crest_reach::gtfs::{Feed, GtfsError, Limits, read, read_files};

use super::cache::Place;

/// Holds the bytes of a file and the name it is shown by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as the user wrote it.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Holds a feed: one zip archive, or the tables of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSource {
    /// Path of the archive or directory.
    pub name: String,
    /// The archive, or the tables in order of name.
    pub files: Vec<SourceFile>,
}

/// Holds everything that a network is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    /// Street extract (OSM PBF); none: walking goes along great circles times a detour.
    pub streets: Option<SourceFile>,
    /// Feeds.
    pub feeds: Vec<FeedSource>,
    /// Heights (GeoTIFF), used with streets only.
    pub elevation: Option<SourceFile>,
    /// Gates between stops, such as border control points (CSV); where there are any, nobody walks from zone to zone.
    pub gates: Option<SourceFile>,
}

/// Says which file could not be read.
#[derive(Debug)]
pub struct SourceError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    pub error: io::Error,
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cannot be read", self.path.display())
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl SourceFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`SourceError`] with what the system says.
    pub fn load(path: &Path) -> Result<Self, SourceError> {
        let bytes = std::fs::read(path).map_err(|error| SourceError { path: path.to_owned(), error })?;
        Ok(Self { name: path.display().to_string(), bytes })
    }
}

impl FeedSource {
    /// Reads a zip archive, or the tables (`*.txt`) of a directory.
    ///
    /// # Errors
    /// [`SourceError`] with what the system says.
    pub fn load(path: &Path) -> Result<Self, SourceError> {
        let name = path.display().to_string();
        if !path.is_dir() {
            return Ok(Self { name, files: vec![SourceFile::load(path)?] });
        }
        let failed = |error| SourceError { path: path.to_owned(), error };
        let mut tables = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let own = entry.map_err(failed)?.path();
            if own.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt")) {
                tables.push(own);
            }
        }
        tables.sort();
        let files: Result<Vec<SourceFile>, SourceError> = tables.iter().map(|table| SourceFile::load(table)).collect();
        Ok(Self { name, files: files? })
    }

    /// Sorts files into feeds: each archive is one, and the tables of each directory are one; in order of first appearance.
    pub fn of_files(files: impl Iterator<Item = SourceFile>) -> Vec<Self> {
        let mut feeds: Vec<Self> = Vec::new();
        for file in files {
            if !file.name.to_lowercase().ends_with(".txt") {
                if file.name.to_lowercase().ends_with(".zip") {
                    feeds.push(Self { name: file.name.clone(), files: vec![file] });
                }
                continue;
            }
            let name = file.name.rsplit_once('/').map_or("", |(directory, _)| directory).to_owned();
            match feeds.iter_mut().find(|feed| feed.name == name) {
                Some(feed) => feed.files.push(file),
                None => feeds.push(Self { name, files: vec![file] }),
            }
        }
        feeds
    }

    /// Reads the feed; what can be mended is mended and noted in it.
    ///
    /// # Errors
    /// `C1705` if nobody could ride on it.
    pub fn read(&self) -> Result<Feed, Diagnostic> {
        let feed = match self.files.as_slice() {
            [archive] if self.table_of(archive).is_none() => read(&archive.bytes, &Limits::USUAL),
            files => {
                let lower: Vec<(String, &[u8])> =
                    files.iter().map(|file| (base(&file.name).to_lowercase(), file.bytes.as_slice())).collect();
                let tables: Vec<(&str, &[u8])> = lower.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
                read_files(&tables, &Limits::USUAL)
            }
        };
        feed.map_err(|error: GtfsError| {
            Diagnostic::error("C1705", format!("the feed `{}` cannot be used: {error}", self.name))
                .at(Location::file(self.name.clone()))
                .value(self.name.clone())
                .expected("a GTFS feed: a zip archive or a directory of its tables")
        })
    }

    /// Reads the feed from a directory where it was kept, else as [`Self::read`] does, and keeps it there; with it comes a
    /// note if it cannot be kept.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(super) fn read_through(&self, cache: Option<&Path>) -> Result<(Feed, Option<Diagnostic>), Diagnostic> {
        let place = Place::of_feed(cache, self, &Limits::USUAL);
        if let Some(feed) = place.find(Feed::from_bytes) {
            return Ok((feed, None));
        }
        let feed = self.read()?;
        let note = place.keep(|| feed.to_bytes()).err();
        Ok((feed, note))
    }

    /// Name of a table without its folder; none for an archive.
    pub(super) fn table_of(&self, file: &SourceFile) -> Option<String> {
        let name = base(&file.name).to_lowercase();
        (self.files.len() > 1 || name.ends_with(".txt")).then_some(name)
    }
}

fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

impl Sources {
    /// Reads streets, feeds, heights and gates from disk.
    ///
    /// # Errors
    /// [`SourceError`] for the first file that cannot be read.
    pub fn load(
        streets: Option<&Path>,
        feeds: &[PathBuf],
        elevation: Option<&Path>,
        gates: Option<&Path>,
    ) -> Result<Self, SourceError> {
        Ok(Self {
            streets: streets.map(SourceFile::load).transpose()?,
            feeds: feeds.iter().map(|feed| FeedSource::load(feed)).collect::<Result<_, _>>()?,
            elevation: elevation.map(SourceFile::load).transpose()?,
            gates: gates.map(SourceFile::load).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests;
