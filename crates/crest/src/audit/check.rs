//! Reads the trail and finds what was altered, moved or cut off.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use crest_model::{Diagnostic, Location};
use serde::Serialize;

use super::{DIRECTORY, Entry, Head, NOTHING, ValueKey, hash_of};
use crate::store::StoreError;

/// Holds a trail as read and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trail {
    /// Entries up to the first fault, oldest first.
    pub entries: Vec<Entry>,
    /// Hash of the last of them.
    pub hash: String,
    /// Faults; a note for what a crash may leave.
    pub findings: Vec<Diagnostic>,
    /// Length in bytes of the whole lines.
    #[serde(skip)]
    pub(super) whole: u64,
}

/// Reads the trail of a project and checks its chain.
///
/// - `expect`: hash that must stand in the trail, from wherever it was kept.
/// - Without a trail: no entries and no findings.
/// - Cost: one pass over the trail.
///
/// Diagnostics: `C1501` an entry altered, `C1502` entries moved or missing, `C1503` the end cut off, `C1504` the rest of a
/// crash (a note).
///
/// # Errors
/// [`StoreError`] when the trail cannot be read.
pub fn check(root: &Path, expect: Option<&str>) -> Result<Trail, StoreError> {
    let directory = root.join(DIRECTORY);
    let path = directory.join("trail");
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(StoreError { path, action: "read", source }),
    };
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let mut trail = Trail { entries: Vec::new(), hash: NOTHING.to_owned(), findings: Vec::new(), whole: whole as u64 };
    let at = |line: usize| Location::text(format!("{DIRECTORY}/trail"), line as u32, 1, 1);
    let mut hashes = Vec::new();
    for (i, line) in bytes[..whole].split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).enumerate() {
        match entry(line, &trail.hash, i as u64 + 1) {
            Ok((entry, hash)) => {
                trail.entries.push(entry);
                hashes.push(hash.clone());
                trail.hash = hash;
            }
            Err(fault) => {
                trail.findings.push(fault.at(at(i + 1)));
                break;
            }
        }
    }
    let is_sound = trail.findings.is_empty();
    if is_sound && whole < bytes.len() {
        trail.findings.push(
            Diagnostic::note("C1504", "the last line of the audit trail is unfinished")
                .at(at(trail.entries.len() + 1))
                .hint("a run was ended while it wrote; the next entry replaces it"),
        );
    }
    if is_sound {
        trail
            .findings
            .extend(end(Head::load(&directory).as_ref(), &hashes).map(|fault| fault.at(at(hashes.len().max(1)))));
    }
    if let Some(expect) = expect
        && !hashes.iter().any(|hash| expect.len() >= 8 && hash.starts_with(&expect.to_ascii_lowercase()))
    {
        trail.findings.push(
            Diagnostic::error("C1503", format!("the hash `{expect}` does not stand in the audit trail"))
                .value(expect)
                .expected("an entry with this hash (at least its first 8 characters)")
                .hint("the trail was cut off or written anew after the hash was noted"),
        );
    }
    Ok(trail)
}

/// Reads one line and checks it against the hash before it.
fn entry(line: &[u8], before: &str, number: u64) -> Result<(Entry, String), Diagnostic> {
    let altered =
        |why: &str| Diagnostic::error("C1501", format!("entry {number} of the audit trail was altered: {why}"));
    let text = std::str::from_utf8(line).map_err(|_| altered("it is not in UTF-8"))?;
    let (hash, json) = text.split_once(' ').ok_or_else(|| altered("it has no hash"))?;
    let entry: Entry = serde_json::from_str(json).map_err(|_| altered("it cannot be read"))?;
    if hash_of(&entry.before, json) != hash {
        return Err(altered("its hash does not fit its content").value(hash));
    }
    if entry.before != before || entry.number != number {
        let message = format!("entry {} of the audit trail does not follow the one before it", entry.number);
        return Err(Diagnostic::error("C1502", message)
            .value(&entry.before)
            .expected(format!("entry {number}, after the hash {before}"))
            .hint("lines were moved, removed or put in"));
    }
    Ok((entry, hash.to_owned()))
}

/// Checks the end of the trail against the head.
fn end(head: Option<&Head>, hashes: &[String]) -> Option<Diagnostic> {
    let n = hashes.len();
    let cut = |message: String| {
        Some(
            Diagnostic::error("C1503", message)
                .hint("restore the trail from a copy; entries at its end are gone or the head was removed"),
        )
    };
    let Some(head) = head else {
        // The first entry may stand without a head when a run was ended between the two.
        return if n <= 1 { None } else { cut(format!("the audit trail has {n} entries and no head")) };
    };
    let position = usize::try_from(head.number).unwrap_or(usize::MAX);
    if position > n {
        return cut(format!("the audit trail ends at entry {n}, its head is entry {position}"));
    }
    // One entry after the head is what a run leaves that was ended between the two.
    if position + 1 < n || position == 0 || hashes[position - 1] != head.hash {
        return cut(format!("the head of the audit trail does not fit entry {position} of {n}"));
    }
    None
}

impl Trail {
    /// Tells whether nothing is wrong with it; what a crash may leave is not wrong.
    pub fn is_intact(&self) -> bool {
        !self.findings.iter().any(|found| found.severity == crest_model::Severity::Error)
    }

    /// Files and their hashes after the last entry.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for change in self.entries.iter().flat_map(|entry| &entry.files) {
            match change.change.as_str() {
                "removed" => files.remove(&change.path),
                _ => files.insert(change.path.clone(), change.hash.clone()),
            };
        }
        files
    }

    /// Values after the last entry.
    pub(super) fn values(&self) -> BTreeMap<ValueKey, f64> {
        let mut values = BTreeMap::new();
        for revision in self.entries.iter().flat_map(|entry| &entry.values) {
            match revision.after {
                Some(number) => values.insert(revision.key.clone(), number),
                None => values.remove(&revision.key),
            };
        }
        values
    }
}
