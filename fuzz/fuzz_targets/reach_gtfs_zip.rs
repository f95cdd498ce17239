//! Fuzzes [`crest_fuzz::reach::reach_gtfs_zip`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::reach::reach_gtfs_zip(bytes);
});
