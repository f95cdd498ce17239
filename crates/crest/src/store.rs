//! The store under `.crest/`: results of nodes by content, one manifest per run, whole at any moment.
//!
//! ```text
//! .crest/
//!   objects/ab/<fingerprint>.<checksum>.<kind>    written to tmp/ first, then renamed
//!   runs/<run id>.<checksum>.json                 manifest of a complete run
//!   history.jsonl                                 order of the runs, one line each, appended
//!   tmp/                                          unfinished files; removed by `clean`
//! ```
//!
//! Invariants: a name under `objects/` or `runs/` appears only when its content is complete; the name carries the
//! checksum of the content, so damage is found on reading and the object counts as absent; objects are never changed.
//! Runs hold a shared lock, `clean` an exclusive one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;

/// Says that the store could not be read or written.
#[derive(Debug)]
pub struct StoreError {
    /// File or directory concerned.
    pub path: PathBuf,
    /// What was attempted: `create`, `write`, `rename`, `lock`, `read`, `remove`.
    pub action: &'static str,
    /// What the system said.
    pub source: io::Error,
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {} {}: {}", self.action, self.path.display(), self.source)?;
        if self.source.kind() == io::ErrorKind::StorageFull {
            write!(f, " (what was finished before is kept; free some space and run again)")?;
        }
        Ok(())
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Lists what a complete run consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Run id: fingerprint of everything the run depends on.
    pub run: String,
    /// Scenario id; `None` for the baseline.
    pub scenario: Option<String>,
    /// Every node: name, fingerprint.
    pub nodes: Vec<(String, String)>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// Run id.
    pub run: String,
    /// Scenario id; `None` for the baseline.
    pub scenario: Option<String>,
    /// When it was started, as the caller said; empty if it did not say.
    pub started: String,
}

/// Counts what `clean` removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Cleaned {
    /// Files removed.
    pub files: u64,
    /// Bytes freed.
    pub bytes: u64,
}

/// Gives access to the store of one project.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// Held while the store is open: shared for runs.
    _lock: File,
}

static UNIQUE: AtomicU64 = AtomicU64::new(0);

impl Store {
    /// Opens the store of a project for running, making it if it is not there.
    ///
    /// # Errors
    /// [`StoreError`] if the directories cannot be made or the lock cannot be had.
    pub fn open(project: &Path) -> Result<Self, StoreError> {
        let root = project.join(".crest");
        for directory in ["objects", "runs", "tmp"] {
            let path = root.join(directory);
            fs::create_dir_all(&path).map_err(|source| StoreError { path, action: "create", source })?;
        }
        let ignore = root.join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(|source| StoreError { path: ignore, action: "write", source })?;
        }
        let lock = Self::lock_file(&root)?;
        lock.lock_shared().map_err(|source| StoreError { path: root.join("lock"), action: "lock", source })?;
        Ok(Self { root, _lock: lock })
    }

    fn lock_file(root: &Path) -> Result<File, StoreError> {
        let path = root.join("lock");
        File::options().create(true).truncate(false).write(true).open(&path).map_err(|source| StoreError {
            path,
            action: "lock",
            source,
        })
    }

    /// Directory in which a running query may spill.
    pub fn spill_directory(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// Returns the content of an object, or `None` if it is absent or damaged.
    ///
    /// A damaged object is removed, so that it is computed again.
    pub fn find_object(&self, fingerprint: Fingerprint, kind: &str) -> Option<Vec<u8>> {
        let hex = fingerprint.hex();
        Self::find_checked(&self.root.join("objects").join(&hex[..2]), &hex, kind)
    }

    fn find_checked(directory: &Path, stem: &str, kind: &str) -> Option<Vec<u8>> {
        let mut found = None;
        for entry in fs::read_dir(directory).ok()?.flatten() {
            let name = entry.file_name();
            let Some((checksum, found_kind)) =
                name.to_str().and_then(|n| n.strip_prefix(stem)?.strip_prefix('.')?.split_once('.'))
            else {
                continue;
            };
            if found_kind != kind {
                continue;
            }
            match fs::read(entry.path()) {
                Ok(bytes) if Fingerprint::of_bytes(&bytes).hex()[..16] == *checksum => found = Some(bytes),
                // Damage is mended by computing again; a file that cannot be removed either is simply passed over.
                Ok(_) => drop(fs::remove_file(entry.path())),
                Err(_) => {}
            }
        }
        found
    }

    /// Puts an object under its fingerprint; does nothing if the same content is there.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be written; then nothing appears under the name.
    pub fn put_object(&self, fingerprint: Fingerprint, kind: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let hex = fingerprint.hex();
        self.put_checked(&self.root.join("objects").join(&hex[..2]), &hex, kind, bytes)
    }

    fn put_checked(&self, directory: &Path, stem: &str, kind: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let fail = |path: &Path, action| {
            let path = path.to_owned();
            move |source| StoreError { path, action, source }
        };
        fs::create_dir_all(directory).map_err(fail(directory, "create"))?;
        let checksum = &Fingerprint::of_bytes(bytes).hex()[..16];
        let target = directory.join(format!("{stem}.{checksum}.{kind}"));
        if target.exists() {
            return Ok(());
        }
        let unique = UNIQUE.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.root.join("tmp").join(format!("{}-{unique}", std::process::id()));
        let written = File::create(&unfinished).and_then(|mut file| file.write_all(bytes));
        if let Err(source) = written {
            // The write has failed already; a leftover in tmp/ harms nobody and `clean` removes it.
            drop(fs::remove_file(&unfinished));
            return Err(StoreError { path: unfinished, action: "write", source });
        }
        fs::rename(&unfinished, &target).map_err(fail(&target, "rename"))
    }

    /// Records a complete run.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be written; then the run counts as not done.
    pub fn put_run(&self, manifest: &Manifest) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec_pretty(manifest).expect("a manifest is plain data");
        self.put_checked(&self.root.join("runs"), &manifest.run, "json", &bytes)
    }

    /// Returns the manifest of a complete run.
    pub fn find_run(&self, run: &str) -> Option<Manifest> {
        let bytes = Self::find_checked(&self.root.join("runs"), run, "json")?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Appends a run to the history.
    ///
    /// # Errors
    /// [`StoreError`] if the line cannot be appended.
    pub fn append_history(&self, line: &HistoryLine) -> Result<(), StoreError> {
        let path = self.root.join("history.jsonl");
        let mut text = serde_json::to_string(line).expect("a history line is plain data");
        text.push('\n');
        // A line torn by a crash must not swallow the next one.
        if fs::read(&path).is_ok_and(|bytes| bytes.last().is_some_and(|&b| b != b'\n')) {
            text.insert(0, '\n');
        }
        File::options()
            .create(true)
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|source| StoreError { path, action: "write", source })
    }

    /// Returns the runs in the order in which they were made, oldest first; torn lines are passed over.
    pub fn history(&self) -> Vec<HistoryLine> {
        let text = fs::read_to_string(self.root.join("history.jsonl")).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Removes what no kept run needs: unfinished files, objects of forgotten runs, damaged files.
    ///
    /// Keeps the `keep` latest different runs of the history. Waits until no run is under way.
    ///
    /// # Errors
    /// [`StoreError`] if the lock cannot be had or a file cannot be removed.
    pub fn clean(project: &Path, keep: usize) -> Result<Cleaned, StoreError> {
        let store = Self::open(project)?;
        let lock = Self::lock_file(&store.root)?;
        let kept = store.latest_runs(keep);
        let needed: Vec<(String, Vec<String>)> = kept
            .iter()
            .filter_map(|run| store.find_run(run))
            .map(|manifest| (manifest.run, manifest.nodes.into_iter().map(|(_, print)| print).collect()))
            .collect();
        let root = store.root.clone();
        drop(store);
        lock.lock().map_err(|source| StoreError { path: root.join("lock"), action: "lock", source })?;
        let mut cleaned = Cleaned::default();
        let stem_is = |name: &str, wanted: &str| name.split_once('.').is_some_and(|(stem, _)| stem == wanted);
        remove_where(&root.join("tmp"), &mut cleaned, &|_| true)?;
        remove_where(&root.join("runs"), &mut cleaned, &|name| !needed.iter().any(|(run, _)| stem_is(name, run)))?;
        let used: std::collections::BTreeSet<&str> =
            needed.iter().flat_map(|(_, prints)| prints.iter().map(String::as_str)).collect();
        let objects = root.join("objects");
        for entry in fs::read_dir(&objects).into_iter().flatten().flatten() {
            remove_where(&entry.path(), &mut cleaned, &|name| {
                !name.split_once('.').is_some_and(|(stem, _)| used.contains(stem))
            })?;
        }
        Ok(cleaned)
    }

    /// Returns the ids of the latest different runs, latest first.
    pub fn latest_runs(&self, n: usize) -> Vec<String> {
        let mut runs: Vec<String> = Vec::new();
        for line in self.history().into_iter().rev() {
            if runs.len() < n && !runs.contains(&line.run) {
                runs.push(line.run);
            }
        }
        runs
    }
}

fn remove_where(directory: &Path, cleaned: &mut Cleaned, is_waste: &dyn Fn(&str) -> bool) -> Result<(), StoreError> {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if !name.to_str().is_none_or(is_waste) {
            continue;
        }
        let path = entry.path();
        let metadata = entry.metadata().ok();
        let removed = if metadata.as_ref().is_some_and(fs::Metadata::is_dir) {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(|source| StoreError { path, action: "remove", source })?;
        cleaned.files += 1;
        cleaned.bytes += metadata.map_or(0, |m| m.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
