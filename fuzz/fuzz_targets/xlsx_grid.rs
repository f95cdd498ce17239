//! Fuzzes [`crest_fuzz::drives::xlsx_grid`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::drives::xlsx_grid(bytes);
});
