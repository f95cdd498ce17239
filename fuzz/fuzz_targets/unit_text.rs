//! Fuzzes [`crest_fuzz::drives::unit_text`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::drives::unit_text(bytes);
});
