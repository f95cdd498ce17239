//! Paths of a project: relative, with `/`, and inside the project even after links are followed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::Limits;
use crate::{Diagnostic, Location, nearest};

/// Finds a file of the project.
///
/// # Errors
/// `C0001` when the path is empty, absolute, climbs with `..`, uses `\`, or leads outside through a link; `C0002` when there is no such
/// file, with the nearest name of its directory as a hint.
pub fn inside(root: &Path, path: &str) -> Result<PathBuf, Diagnostic> {
    let leaves = |why: &str| {
        Diagnostic::error("C0001", format!("the path `{path}` {why}"))
            .at(Location::file(path))
            .value(path)
            .expected("a path relative to the project directory, with `/` between its parts, that stays inside it")
    };
    if path.is_empty() {
        return Err(leaves("is empty"));
    }
    if path.contains(['\\', '\0']) {
        return Err(leaves("contains `\\` or a zero character"));
    }
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || is_drive {
        return Err(leaves("is absolute"));
    }
    if path.split('/').any(|part| part == "..") {
        return Err(leaves("climbs out with `..`"));
    }
    let missing = |hint: Option<String>| {
        let mut found = Diagnostic::error("C0002", format!("there is no file `{path}` in the project"))
            .at(Location::file(path))
            .value(path);
        found.hint = hint;
        found
    };
    let real_root = root.canonicalize().map_err(|_| missing(None))?;
    let Ok(real) = root.join(path).canonicalize() else { return Err(missing(neighbour(&real_root, path))) };
    if !real.starts_with(&real_root) {
        return Err(leaves("leads outside the project through a link"));
    }
    Ok(real)
}

/// Looks for a similar name in the directory of a missing file.
fn neighbour(root: &Path, path: &str) -> Option<String> {
    let (directory, name) = path.rsplit_once('/').unwrap_or((".", path));
    let real = root.join(directory).canonicalize().ok().filter(|real| real.starts_with(root))?;
    let mut names: Vec<String> =
        std::fs::read_dir(real).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let found = nearest(name, names.iter().map(String::as_str))?;
    let found = if directory == "." { found.to_owned() } else { format!("{directory}/{found}") };
    Some(format!("did you mean `{found}`?"))
}

/// Reads a file of the project within the bounds.
///
/// # Errors
/// Those of [`inside`]; `C0002` when it cannot be read or is no plain file; `C0003` when it is too large.
pub fn read_bytes(root: &Path, path: &str, limits: &Limits) -> Result<Vec<u8>, Diagnostic> {
    let real = inside(root, path)?;
    let unreadable = |why: String| {
        Diagnostic::error("C0002", format!("the file `{path}` cannot be read: {why}")).at(Location::file(path))
    };
    let about = std::fs::metadata(&real).map_err(|e| unreadable(e.to_string()))?;
    if !about.is_file() {
        return Err(unreadable("it is no plain file".to_owned()));
    }
    let file = File::open(&real).map_err(|e| unreadable(e.to_string()))?;
    let mut bytes = Vec::new();
    // The file may grow while it is read, so the bound holds on what is read and not on what was announced.
    file.take(limits.max_file_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(e.to_string()))?;
    if bytes.len() as u64 > limits.max_file_bytes {
        return Err(too_large(path, &format!("more than {} bytes", limits.max_file_bytes)));
    }
    Ok(bytes)
}

/// Reports that a file is beyond a bound.
pub(super) fn too_large(path: &str, bound: &str) -> Diagnostic {
    Diagnostic::error("C0003", format!("the file `{path}` holds {bound}"))
        .at(Location::file(path))
        .hint("split the file, or select a range of the sheet")
}
