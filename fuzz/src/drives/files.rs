//! A folder of files made from one input, removed when the drive is done.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Holds a fresh folder of temporary files.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes an empty folder.
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("crest-fuzz-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Self { path }
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, making the folders above it.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path.join(name);
        let folder = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(folder).expect("the temporary folder can be written");
        std::fs::write(path, bytes).expect("the temporary folder can be written");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind on a failing disk hurts no later input, which gets a folder of its own.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Parts an input at lines `=== name` into named files; what stands before the first such line belongs to `first`.
///
/// A text form keeps inputs readable and lets the fuzzer exchange whole files between them.
pub fn parts<'a>(bytes: &'a [u8], first: &'a str) -> Vec<(&'a str, &'a [u8])> {
    const MARK: &[u8] = b"=== ";
    let mut parts = Vec::new();
    let (mut name, mut start, mut line) = (first, 0, 0);
    while line < bytes.len() {
        let end = bytes[line..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| line + length);
        if let Some(next) = bytes[line..end].strip_prefix(MARK)
            && let Ok(next) = std::str::from_utf8(next)
        {
            parts.push((name, &bytes[start..line]));
            (name, start) = (next.trim(), (end + 1).min(bytes.len()));
        }
        line = end + 1;
    }
    parts.push((name, &bytes[start..]));
    // An input that begins with a mark has no first part.
    parts.retain(|(name, content)| !name.is_empty() && (*name != first || !content.is_empty()));
    parts
}
