//! Fuzzes [`crest_fuzz::drives::toml_model`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::drives::toml_model(bytes);
});
