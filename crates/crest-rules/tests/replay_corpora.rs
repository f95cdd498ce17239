//! Replays the kept inputs of the fuzz targets of this crate, so that what once broke a reader stays mended.

use std::path::{Path, PathBuf};

#[expect(unreachable_pub, reason = "the module is also that of a library, which offers its items")]
#[path = "../../../fuzz/src/rules/mod.rs"]
mod drives;

fn fuzz(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(folder)
}

#[test]
fn kept_inputs_break_no_reader() {
    let mut broken = Vec::new();
    for (target, drive) in drives::ALL {
        let folder = fuzz("corpus").join(target);
        let mut inputs: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{target} has kept inputs");
        for input in inputs {
            let bytes = std::fs::read(&input).unwrap();
            if std::panic::catch_unwind(|| drive(&bytes)).is_err() {
                broken.push(input);
            }
        }
    }
    assert!(broken.is_empty(), "readers broke on {broken:#?}");
}

#[test]
fn every_fuzz_target_of_rules_is_replayed() {
    let mut targets: Vec<String> = std::fs::read_dir(fuzz("fuzz_targets"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|target| target.starts_with("rules_"))
        .collect();
    targets.sort();
    let drives: Vec<&str> = drives::ALL.iter().map(|(target, _)| *target).collect();
    assert_eq!(drives, targets);
}
