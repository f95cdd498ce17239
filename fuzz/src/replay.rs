//! Replays kept inputs of the fuzz targets in ordinary tests, so that what once broke a reader stays mended without the fuzzer.

use std::path::{Path, PathBuf};

/// Reads any bytes and asserts what the reader promises about them.
type Drive = fn(&[u8]);

fn listed(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
    found.sort();
    found
}

/// Runs each drive on all inputs that are kept for it, and names those that broke it.
pub(crate) fn kept_inputs_break_no_reader(drives: &[(&str, Drive)]) {
    let mut broken = Vec::new();
    for (target, drive) in drives {
        let inputs = listed(&format!("corpus/{target}"));
        assert!(!inputs.is_empty(), "{target} has kept inputs");
        for input in inputs {
            let bytes = std::fs::read(&input).expect("a kept input can be read");
            if std::panic::catch_unwind(|| drive(&bytes)).is_err() {
                broken.push(input);
            }
        }
    }
    assert!(broken.is_empty(), "readers broke on {broken:#?}");
}

/// Compares the drives with the fuzz targets of a kind.
pub(crate) fn every_fuzz_target_is_replayed(drives: &[(&str, Drive)], is_own: impl Fn(&str) -> bool) {
    let targets: Vec<String> = listed("fuzz_targets")
        .iter()
        .map(|path| path.file_stem().expect("a target has a name").to_string_lossy().into_owned())
        .filter(|target| is_own(target))
        .collect();
    let drives: Vec<&str> = drives.iter().map(|(target, _)| *target).collect();
    assert_eq!(drives, targets);
}
