//! Replays the kept inputs of every fuzz target, so that what once broke a reader stays mended without the fuzzer.

use std::path::{Path, PathBuf};

#[expect(unreachable_pub, reason = "the module is also that of a library, which offers its items")]
#[path = "../../../fuzz/src/drives/mod.rs"]
mod drives;

/// Returns the kept inputs of a target, in order.
fn inputs(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
    inputs.sort();
    inputs
}

#[test]
fn kept_inputs_break_no_reader() {
    let mut broken = Vec::new();
    for (target, drive) in drives::ALL {
        let inputs = inputs(target);
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
fn every_fuzz_target_is_replayed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    let mut targets: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        // Tests of crest-reach and crest-rules replay their own.
        .filter(|target| !target.starts_with("reach_") && !target.starts_with("rules_"))
        .collect();
    targets.sort();
    let drives: Vec<&str> = drives::ALL.iter().map(|(target, _)| *target).collect();
    assert_eq!(drives, targets);
}
