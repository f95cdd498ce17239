//! Replays the kept inputs of the fuzz targets of this crate.

#[expect(unreachable_pub, reason = "the module is also that of a library, which offers its items")]
#[path = "../../../fuzz/src/drives/mod.rs"]
mod drives;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;

#[test]
fn kept_inputs_break_no_reader() {
    replay::kept_inputs_break_no_reader(drives::ALL);
}

#[test]
fn every_fuzz_target_is_replayed() {
    // Tests of crest-reach and crest-rules replay their own.
    let is_own = |target: &str| !target.starts_with("reach_") && !target.starts_with("rules_");
    replay::every_fuzz_target_is_replayed(drives::ALL, is_own);
}
