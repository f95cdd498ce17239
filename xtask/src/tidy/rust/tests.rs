//! Parting of code from comments and strings.

use super::lines;

fn code(source: &str) -> Vec<String> {
    lines(source).into_iter().map(|line| line.code).collect()
}

#[test]
fn comments_are_parted_from_code() {
    let found = lines("let a = 1; // one\n/// two\n//! three\n//// four");
    assert_eq!(found[0].code, "let a = 1; ");
    assert_eq!(found[0].comment, " one");
    assert_eq!((found[1].comment.as_str(), found[1].documentation), (" two", true));
    assert_eq!((found[2].comment.as_str(), found[2].documentation), (" three", true));
    assert_eq!((found[3].comment.as_str(), found[3].documentation), (" four", false));
}

#[test]
fn strings_keep_only_their_quotes() {
    assert_eq!(code(r#"a("x // \" y").b()"#), [r#"a("").b()"#]);
    assert_eq!(code("a(r#\"x \" // y\"#).b()"), ["a(r\"\").b()"]);
    assert_eq!(code("a(\"x\ny\").b()"), ["a(\"", "\").b()"]);
}

#[test]
fn lifetimes_are_not_characters() {
    assert_eq!(code("fn f<'a>(x: &'a str) {} // z"), ["fn f<'a>(x: &'a str) {} "]);
    assert_eq!(code("let c = '\"'; let d = '\\''; let e = '\\u{41}'; // z"), ["let c = '; let d = '; let e = '; "]);
}

#[test]
fn block_comments_nest() {
    let found = lines("a /* b /* c */ d */ e\n/* f\n g */ h");
    assert_eq!(found[0].code, "a  e");
    assert_eq!(found[1].comment, " f");
    assert_eq!((found[2].comment.as_str(), found[2].code.as_str()), (" g ", " h"));
}

#[test]
fn test_modules_are_marked_to_their_closing_brace() {
    let marks: Vec<bool> =
        lines("fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() {}\n}\nfn c() {}").iter().map(|line| line.test).collect();
    assert_eq!(marks, [false, true, true, true, true, false]);
}

#[test]
fn test_module_in_its_own_file_marks_nothing_else() {
    let marks: Vec<bool> = lines("#[cfg(test)]\nmod tests;\nfn c() {}").iter().map(|line| line.test).collect();
    assert_eq!(marks, [true, true, false]);
}
