//! Fuzzes [`crest_fuzz::reach::reach_feed_cache`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::reach::reach_feed_cache(bytes);
});
