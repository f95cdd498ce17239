use super::*;

/// A project directory with one file.
fn directory(name: &str, content: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join(name), content).unwrap();
    directory
}

#[test]
fn a_text_span_is_underlined() {
    let root = directory("crest.toml", "[project]\nname = \"湾区\" # 注\nperiode = \"2021\"\n");
    let diagnostic = Diagnostic::error("C0102", "`periode` is no key of `[project]`")
        .at(Location::text("crest.toml", 3, 1, 7))
        .value("periode")
        .expected("one of id, period")
        .hint("did you mean `period`?");
    let expected = "\
error[C0102]: `periode` is no key of `[project]`
 --> crest.toml:3:1
  |
3 | periode = \"2021\"
  | ^^^^^^^
  |
  = expected: one of id, period
  = hint: did you mean `period`?
";
    assert_eq!(render(&diagnostic, Some(root.path()), Lang::En, false), expected);
}

#[test]
fn chinese_characters_take_two_columns() {
    let root = directory("crest.toml", "name = { zh = \"湾区\", an = \"x\" }\n");
    let diagnostic = Diagnostic::error("C0102", "`an` is no key").at(Location::text("crest.toml", 1, 21, 2));
    let rendered = render(&diagnostic, Some(root.path()), Lang::Zh, false);
    let lines: Vec<&str> = rendered.lines().collect();
    assert!(lines[0].starts_with("错误[C0102]: "), "{rendered}");
    let under = lines[4].find('^').unwrap() - "  | ".len();
    let source = lines[3].trim_start_matches("1 | ");
    assert_eq!(source[..source.find("an =").unwrap()].width(), under);
}

#[test]
fn a_cell_shows_its_neighbours() {
    let root = directory("framework.csv", "code,parent,name_zh,name_en\nindex,,指数,Index\ngrowth,indx,增长,Growth\n");
    let diagnostic = Diagnostic::error("C0203", "`growth` names the indicator `indx`, which does not exist")
        .at(Location::cell("framework.csv", None, 3, 2))
        .hint("did you mean `index`?")
        .related(Location::cell("framework.csv", None, 2, 1), "nearest");
    let expected = "\
error[C0203]: `growth` names the indicator `indx`, which does not exist
 --> framework.csv!B3
  |
  | A      | B    | C    | D
3 | growth | indx | 增长 | Growth
  |          ^^^^
  |
  = hint: did you mean `index`?
  = see also: framework.csv!A2: nearest
";
    assert_eq!(render(&diagnostic, Some(root.path()), Lang::En, false), expected);
}

#[test]
fn places_of_sheets_are_written_as_in_a_spreadsheet() {
    assert_eq!(place(&Location::cell("a.xlsx", Some("表".to_owned()), 7, 28)), "a.xlsx#表!AB7");
    assert_eq!(place(&Location::file("a.csv")), "a.csv");
}

#[test]
fn escapes_of_a_hostile_file_do_not_reach_the_terminal() {
    let root = directory("x.toml", "a = \"\u{1b}[2J\u{202e}\"\n");
    let diagnostic = Diagnostic::error("C0104", "bad \u{1b}[31m value\u{7}").at(Location::text("x.toml", 1, 5, 4));
    let rendered = render(&diagnostic, Some(root.path()), Lang::En, false);
    assert!(!rendered.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{rendered:?}");
}

#[test]
fn places_beyond_the_file_are_shown_without_excerpt() {
    let root = directory("x.toml", "a = 1\n");
    for span in [
        Location::text("x.toml", 99, 1, 1),
        Location::text("x.toml", 1, 99, 99),
        Location::text("missing.toml", 1, 1, 1),
        Location::cell("x.toml", None, 99, 99),
        Location::cell("x.toml", Some("S".to_owned()), 0, 0),
        Location::text("x.toml", 0, 0, 0),
    ] {
        assert!(render(&Diagnostic::error("C0101", "x").at(span), Some(root.path()), Lang::En, true).contains("C0101"));
    }
}

#[test]
fn a_long_line_is_cut_around_the_mark() {
    let line = format!("{}here{}", "长".repeat(500), "x".repeat(500));
    let (shown, indent, width) = window(&line, 501, 4);
    assert!(shown.width() <= WIDEST + 4, "{}", shown.width());
    assert_eq!(width, 4);
    let start = shown.find("here").unwrap();
    assert_eq!(shown[..start].width(), indent);
}
