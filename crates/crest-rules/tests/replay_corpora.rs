//! Replays the kept inputs of the fuzz targets of this crate.

#[expect(unreachable_pub, reason = "the module is also that of a library, which offers its items")]
#[path = "../../../fuzz/src/rules/mod.rs"]
mod drives;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;

#[test]
fn kept_inputs_break_no_reader() {
    replay::kept_inputs_break_no_reader(drives::ALL);
}

#[test]
fn every_fuzz_target_of_rules_is_replayed() {
    replay::every_fuzz_target_is_replayed(drives::ALL, |target| target.starts_with("rules_"));
}
