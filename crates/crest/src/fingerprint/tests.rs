use super::*;

#[test]
fn fields_that_differ_in_where_they_are_cut_differ() {
    let a = Fields::new("table", 1).text("ab", "c").finish();
    let b = Fields::new("table", 1).text("a", "bc").finish();
    assert_ne!(a, b);
}

#[test]
fn version_and_kind_belong_to_the_fingerprint() {
    let base = Fields::new("table", 1).finish();
    assert_ne!(base, Fields::new("table", 2).finish());
    assert_ne!(base, Fields::new("values", 1).finish());
    assert_eq!(base, Fields::new("table", 1).finish());
}

#[test]
fn hex_is_read_back() {
    let print = Fingerprint::of_bytes(b"crest");
    assert_eq!(Fingerprint::from_hex(&print.hex()), Some(print));
    assert_eq!(Fingerprint::from_hex("xyz"), None);
}
