//! Fuzzes [`crest_fuzz::rules::rules_expression`].
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    crest_fuzz::quiet();
    crest_fuzz::rules::rules_expression(bytes);
});
