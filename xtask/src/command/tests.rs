//! What is shown is what a reader can type.

use super::Invocation;

#[test]
fn shown_line_quotes_words_with_blanks() {
    let line = Invocation::new("cargo doc").with("RUSTDOCFLAGS", "-D warnings").word("a b").words(["c"]).shown();
    assert_eq!(line, "RUSTDOCFLAGS='-D warnings' cargo doc 'a b' c");
}
