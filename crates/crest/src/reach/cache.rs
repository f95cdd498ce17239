//! Built streets kept on disk under the fingerprint of what they are built from.

use std::path::{Path, PathBuf};

use crest_model::Diagnostic;
use crest_reach::street::{StreetOptions, Streets};

use crate::fingerprint::Fields;

/// Version of what is kept; raised whenever the same extract would be built otherwise.
const VERSION: u32 = 2;

/// Names the place of one extract in a directory, or none.
pub(super) struct Place(Option<PathBuf>);

impl Place {
    pub(super) fn of(directory: Option<&Path>, extract: &[u8], options: &StreetOptions) -> Self {
        Self(directory.map(|directory| {
            let fields = Fields::new("reach.streets", VERSION).bytes("extract", extract).value("options", options);
            directory.join(format!("streets-{}.crest", &fields.finish().hex()[..32]))
        }))
    }

    /// Streets that lie there; damaged or outdated ones count as none.
    pub(super) fn find(&self) -> Option<Streets> {
        Streets::from_bytes(&std::fs::read(self.0.as_ref()?).ok()?).ok()
    }

    /// Keeps streets; that they could not be kept is worth a note only.
    pub(super) fn keep(&self, streets: &Streets) -> Result<(), Diagnostic> {
        let Some(path) = &self.0 else { return Ok(()) };
        let write = || {
            let directory = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(directory)?;
            let unfinished = path.with_extension(format!("{}.part", std::process::id()));
            std::fs::write(&unfinished, streets.to_bytes())?;
            std::fs::rename(&unfinished, path)
        };
        write().map_err(|error| {
            Diagnostic::note("C1715", format!("built streets cannot be kept in `{}`: {error}", path.display()))
        })
    }
}

#[cfg(test)]
mod tests;
