//! Fuzzes [`crest_fuzz::drives::target_sentence`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::drives::target_sentence(bytes);
});
