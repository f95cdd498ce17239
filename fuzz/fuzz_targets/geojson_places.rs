//! Fuzzes [`crest_fuzz::drives::geojson_places`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::drives::geojson_places(bytes);
});
