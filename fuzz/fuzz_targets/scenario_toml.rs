//! Fuzzes [`crest_fuzz::drives::scenario_toml`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::drives::scenario_toml(bytes);
});
