//! The audit trail: who imported which file when, and which values that changed. Append-only, every entry chained to the one
//! before by its hash.
//!
//! ```text
//! audit/
//!   trail    one entry a line: <hash> <entry as JSON>\n
//!   head     number, hash and state of the last entry
//!   lock     held while an entry is appended
//! ```
//! The hash of an entry covers the hash before it and its own bytes, so that an altered, removed or moved line breaks the chain;
//! the head tells when lines at the end are gone. Whoever can write the whole directory can forge both: to be sure of the past
//! keep the head's hash elsewhere (in minutes, in a mail, under version control) and check against it.
//!
//! - Crash: an entry counts once its line is whole. A torn line is cut off by the next entry; a head that lags by one entry is
//!   mended by it. Two runs at once append one after the other.
//! - The clock and the user are told by the caller; the engine reads neither.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crest_data::value::Panel;
use crest_model::{Diagnostic, Model};
use serde::{Deserialize, Serialize};

use crate::fingerprint::{Fields, Fingerprint};
use crate::store::StoreError;
use crate::work::Plan;

mod check;

pub use check::{Trail, check};

/// Directory of the trail within a project.
pub const DIRECTORY: &str = "audit";
/// Hash before the first entry.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Says who acts, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name of the user.
    pub user: String,
    /// Time, as `2026-11-25T13:30:02Z`.
    pub time: String,
}

/// Holds one entry of the trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Number, from 1.
    pub number: u64,
    /// When.
    pub time: String,
    /// Who.
    pub user: String,
    /// Run that took the files up.
    pub run: String,
    /// Files that are new, changed or gone.
    pub files: Vec<FileChange>,
    /// Values that are new, changed or gone, all candidates of a cell included.
    pub values: Vec<Revision>,
    /// Fingerprint of all files and values after it.
    pub state: String,
    /// Hash of the entry before.
    pub before: String,
}

/// Tells of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Path within the project.
    pub path: String,
    /// `added`, `changed` or `removed`.
    pub change: String,
    /// Fingerprint of its bytes; empty when it is gone.
    pub hash: String,
}

/// Tells of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Which value.
    #[serde(flatten)]
    pub key: ValueKey,
    /// Before; `None` when it is new.
    pub before: Option<f64>,
    /// After; `None` when it is gone.
    pub after: Option<f64>,
}

/// Names a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ValueKey {
    /// Indicator.
    pub indicator: String,
    /// Place.
    pub place: String,
    /// Period.
    pub period: String,
    /// Source.
    pub source: String,
    /// Vintage.
    pub vintage: String,
    /// Table.
    pub table: String,
    /// Position among values with the same names, from 0.
    pub position: u32,
}

/// What a project holds at one time.
pub(crate) struct State {
    files: BTreeMap<String, String>,
    print: Fingerprint,
}

impl State {
    /// Takes the fingerprints of all files and of the values.
    pub(crate) fn of(model: &Model, root: &Path, plan: &Plan) -> Self {
        let mut files = BTreeMap::new();
        let mut take = |path: &str| {
            let bytes = crest_model::grid::inside(root, path).ok().and_then(|full| fs::read(full).ok());
            if let Some(bytes) = bytes {
                files.insert(path.to_owned(), Fingerprint::of_bytes(&bytes).hex());
            }
        };
        for path in &model.files {
            take(path);
        }
        for table in &model.tables {
            match &table.from {
                crest_model::model::TableFrom::File(spec) => take(&spec.path),
                crest_model::model::TableFrom::Sql { path, .. } => take(path),
                crest_model::model::TableFrom::Kernel { .. } => {}
            }
        }
        let fields = files.iter().fold(Fields::new("audit", 1).input("values", plan.values), |fields, (path, hash)| {
            fields.text("path", path).text("hash", hash)
        });
        Self { print: fields.finish(), files }
    }
}

/// The last entry as the head file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    number: u64,
    hash: String,
    state: String,
}

impl Head {
    fn load(directory: &Path) -> Option<Self> {
        let text = fs::read_to_string(directory.join("head")).ok()?;
        let mut words = text.split_whitespace();
        let number = words.next()?.parse().ok()?;
        Some(Self { number, hash: words.next()?.to_owned(), state: words.next()?.to_owned() })
    }

    fn store(&self, directory: &Path) -> Result<(), StoreError> {
        let path = directory.join("head");
        let unfinished = directory.join(format!("head.{}.part", std::process::id()));
        let text = format!("{} {} {}\n", self.number, self.hash, self.state);
        let written = File::create(&unfinished).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_data()
        });
        written.map_err(failed(&unfinished, "write"))?;
        fs::rename(&unfinished, &path).map_err(failed(&path, "rename"))
    }
}

fn failed(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path: PathBuf = path.to_owned();
    move |source| StoreError { path, action, source }
}

/// Appends an entry if files or values differ from the last one; tells what is wrong with the trail instead if it is broken.
///
/// - `panel` is asked for only when something differs.
/// - Cost: nothing but the head is read when nothing differs; else one pass over trail and panel.
///
/// # Errors
/// [`StoreError`] when a file cannot be read or written; the trail then stands as before.
pub(crate) fn record<E: From<StoreError>>(
    root: &Path,
    actor: &Actor,
    run: &str,
    state: &State,
    model: &Model,
    panel: impl FnOnce() -> Result<Panel, E>,
) -> Result<Vec<Diagnostic>, E> {
    let directory = root.join(DIRECTORY);
    fs::create_dir_all(&directory).map_err(failed(&directory, "create"))?;
    let lock_path = directory.join("lock");
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(failed(&lock_path, "lock"))?;
    lock.lock().map_err(failed(&lock_path, "lock"))?;
    let trail_path = directory.join("trail");
    let head = Head::load(&directory);
    let length = fs::metadata(&trail_path).map_or(0, |meta| meta.len());
    if head.as_ref().is_some_and(|head| head.state == state.print.hex()) && length > 0 {
        return Ok(Vec::new());
    }
    let trail = check(root, None).map_err(E::from)?;
    if !trail.is_intact() {
        return Ok(trail.findings);
    }
    if trail.entries.last().is_some_and(|last| last.state == state.print.hex()) {
        // The entry was written and the head was not: a crash between the two.
        let last = Head { number: trail.entries.len() as u64, hash: trail.hash.clone(), state: state.print.hex() };
        last.store(&directory)?;
        return Ok(Vec::new());
    }
    let panel = panel()?;
    let entry = Entry {
        number: trail.entries.len() as u64 + 1,
        time: actor.time.clone(),
        user: actor.user.clone(),
        run: run.to_owned(),
        files: file_changes(&trail.files(), &state.files),
        values: value_changes(&trail.values(), &values_of(model, &panel)),
        state: state.print.hex(),
        before: trail.hash.clone(),
    };
    let json = serde_json::to_string(&entry).expect("an entry is plain data");
    let hash = hash_of(&trail.hash, &json);
    let mut file = File::options().create(true).append(true).open(&trail_path).map_err(failed(&trail_path, "write"))?;
    if trail.whole < length {
        // What a crash left of a line; it never counted.
        file.set_len(trail.whole).map_err(failed(&trail_path, "write"))?;
    }
    let written = file.write_all(format!("{hash} {json}\n").as_bytes()).and_then(|()| file.sync_data());
    if let Err(source) = written {
        drop(file.set_len(trail.whole));
        return Err(StoreError { path: trail_path, action: "write", source }.into());
    }
    Head { number: entry.number, hash, state: entry.state }.store(&directory)?;
    Ok(Vec::new())
}

/// Hash of an entry: of the hash before it and its own bytes.
fn hash_of(before: &str, json: &str) -> String {
    Fields::new("audit entry", 1).text("before", before).text("entry", json).finish().hex()
}

fn file_changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<FileChange> {
    let mut changes = Vec::new();
    for (path, hash) in after {
        let change = match before.get(path) {
            None => "added",
            Some(old) if old != hash => "changed",
            Some(_) => continue,
        };
        changes.push(FileChange { path: path.clone(), change: change.to_owned(), hash: hash.clone() });
    }
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        changes.push(FileChange { path: path.clone(), change: "removed".to_owned(), hash: String::new() });
    }
    changes
}

fn values_of(model: &Model, panel: &Panel) -> BTreeMap<ValueKey, f64> {
    let mut values = BTreeMap::new();
    for value in &panel.values {
        let Some(number) = value.number else { continue };
        let key = |position: u32| ValueKey {
            indicator: model.nodes[value.indicator as usize].code.clone(),
            place: model.places[value.place as usize].id.clone(),
            period: value.period.to_string(),
            source: panel.text(value.source).to_owned(),
            vintage: panel.text(value.vintage).to_owned(),
            table: model.tables[value.table as usize].name.clone(),
            position,
        };
        // Values with the same names stand next to each other, so that the last one tells the next position.
        let last = values.range(key(0)..=key(u32::MAX)).next_back();
        let position = last.map_or(0, |(last, _): (&ValueKey, _)| last.position + 1);
        values.insert(key(position), number);
    }
    values
}

fn value_changes(before: &BTreeMap<ValueKey, f64>, after: &BTreeMap<ValueKey, f64>) -> Vec<Revision> {
    let mut changes = Vec::new();
    for (key, number) in after {
        let old = before.get(key).copied();
        if old != Some(*number) {
            changes.push(Revision { key: key.clone(), before: old, after: Some(*number) });
        }
    }
    for (key, number) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        changes.push(Revision { key: key.clone(), before: Some(*number), after: None });
    }
    changes
}

#[cfg(test)]
mod tests;
